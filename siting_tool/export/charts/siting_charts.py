"""Charts of the public toilets."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from resources.texts import Language, text
from siting_tool.export.charts.chart_style import (
    BANDS,
    BLUE,
    GREY,
    ORANGE,
    RED,
    new_figure,
    stacked_bars,
    whole_numbers,
)
from siting_tool.project.columns import numbers, words
from siting_tool.project.project import Project, Scenario
from siting_tool.project.study_area import village_names

# Upper ends of the walking bands, metres.
WALK_BANDS_M = (100.0, 300.0, 500.0, 1000.0)
# More toilets than that are numbered, their ids would run into each other.
_MOST_NAMED = 60


def coverage_curve(project: Project, scenario: Scenario, language: Language) -> Figure | None:
    """Draw the share of people covered and the money against the number of toilets.

    The plan itself may lie below the curve: it also serves visitors and places that must be.
    """
    del project
    run = scenario.runs.get("site")
    curve = run.summary.get("curve", []) if run is not None else []
    if run is None or not curve:
        return None
    figure, axes = new_figure(
        text("charts.coverage_curve", language),
        text("charts.axis.toilets", language),
        text("charts.axis.share", language),
    )
    count = [point["facility_count"] for point in curve]
    share = np.array([point["coverage_share"] for point in curve])
    is_proven = np.array([point["is_proven_optimal"] for point in curve], dtype=bool)
    axes.plot(count, 100.0 * share, color=BLUE, linewidth=1.0)
    for mask, face, name in ((is_proven, BLUE, "proven"), (~is_proven, "white", "open")):
        if mask.any():
            axes.plot(
                np.array(count)[mask],
                100.0 * share[mask],
                "o",
                color=BLUE,
                markerfacecolor=face,
                markersize=4.0,
                label=text(f"charts.curve.{name}", language),
            )
    axes.plot(
        len(run.summary["sites"]),
        100.0 * run.summary["coverage_share"],
        "*",
        color=RED,
        markersize=14.0,
        label=text("charts.curve.plan", language),
    )
    axes.set_xlim(left=0.0)
    axes.set_ylim(0.0, 105.0)
    axes.grid(color=GREY, alpha=0.3, linewidth=0.5)
    whole_numbers(axes)
    money = axes.twinx()
    cost = np.array([point["cost_yuan"] for point in curve]) / 10_000.0
    money.plot(count, cost, color=ORANGE, linestyle="--", label=text("charts.curve.cost", language))
    money.set_ylabel(text("charts.axis.money", language))
    money.spines["right"].set_visible(True)
    money.set_ylim(bottom=0.0)
    figure.legend(loc="outside lower center", ncols=4, frameon=False)
    return figure


def walks_by_village(project: Project, scenario: Scenario, language: Language) -> Figure | None:
    """Draw how far the people of each village walk to the nearest toilet."""
    access = scenario.results.get("household_access")
    if access is None or not len(access):
        return None
    codes, village = np.unique(words(access, "village_code").astype(str), return_inverse=True)
    persons, walk_m = numbers(access, "persons"), numbers(access, "walk_m")
    band = np.where(np.isnan(walk_m), len(WALK_BANDS_M) + 1, np.searchsorted(WALK_BANDS_M, walk_m))
    total = np.maximum(np.bincount(village, persons, len(codes)), 1e-12)
    names = village_names(project)
    figure, axes = new_figure(
        text("charts.walks_by_village", language),
        text("charts.axis.people_share", language),
        "",
        rows=len(codes),
    )
    parts = []
    for number, colour in enumerate(BANDS):
        inside = band == number
        length = 100.0 * np.bincount(village[inside], persons[inside], len(codes)) / total
        parts.append((_band_name(number, language), length, colour))
    stacked_bars(axes, [names.get(code, code) or "–" for code in codes], parts)
    axes.set_xlim(0.0, 100.0)
    return figure


def _band_name(number: int, language: Language) -> str:
    if number < len(WALK_BANDS_M):
        return f"≤ {WALK_BANDS_M[number]:,.0f} m"
    if number == len(WALK_BANDS_M):
        return f"> {WALK_BANDS_M[-1]:,.0f} m"
    return text("charts.walk.none", language)


def persons_per_toilet(project: Project, scenario: Scenario, language: Language) -> Figure | None:
    """Draw how many people each toilet serves, most first, beside the usual number."""
    sites = scenario.results.get("toilet_sites")
    if sites is None or not len(sites):
        return None
    sites = sites[words(sites, "action") != "close"]
    order = np.argsort(-np.nan_to_num(numbers(sites, "persons_served")), kind="stable")
    served = np.nan_to_num(numbers(sites, "persons_served"))[order]
    figure, axes = new_figure(
        text("charts.persons_per_toilet", language),
        text("charts.axis.toilet_rank", language),
        text("charts.axis.persons", language),
    )
    _bars_by_kind(axes, served, words(sites, "kind")[order], language)
    run = scenario.runs.get("site")
    values = project.parameter_values(run.parameters if run is not None else None)
    usual = values.number("public.persons_per_toilet")
    label = text("charts.usual", language, persons=f"{usual:,.0f}")
    axes.axhline(usual, color=RED, linestyle="--", label=label)
    axes.set_xlim(0.4, max(len(served), 1) + 0.6)
    if len(served) <= _MOST_NAMED:
        names = words(sites, "site_id")[order].tolist()
        axes.set_xticks(range(1, len(served) + 1), names, rotation=90, fontsize=7)
    else:
        whole_numbers(axes)
    axes.legend(frameon=False)
    return figure


def _bars_by_kind(
    axes: Axes, served: NDArray[np.float64], kind: NDArray[np.object_], language: Language
) -> None:
    place = np.arange(1, len(served) + 1)
    for name, colour in (("existing", GREY), ("indoor", ORANGE), ("candidate", BLUE)):
        inside = kind == name
        if inside.any():
            label = text(f"charts.kind.{name}", language)
            axes.bar(place[inside], served[inside], color=colour, label=label, width=0.8)
