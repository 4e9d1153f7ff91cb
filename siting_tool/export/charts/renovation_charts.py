"""Charts of the household toilets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from resources.texts import Language, text
from siting_tool.export.charts.chart_style import (
    BLUE,
    GREEN,
    GREY,
    MODE_COLOURS,
    ORANGE,
    new_figure,
    stacked_bars,
)
from siting_tool.project.columns import numbers, words
from siting_tool.project.project import Project, Scenario
from siting_tool.project.study_area import village_names

# Colour, and whether the points are filled: what is built is.
_GROUP_LOOKS = {"system": (BLUE, True), "branch": (GREEN, True), "possible": (ORANGE, False)}
_MOST_NAMED = 6


def modes_by_village(project: Project, scenario: Scenario, language: Language) -> Figure | None:
    """Draw how many households of each village get which mode."""
    households = _households(scenario)
    if households is None:
        return None
    title = text("charts.modes_by_village", language)
    label = text("charts.axis.households", language)
    return _by_village(project, households, np.ones(len(households)), (title, label), language)


def costs_by_village(project: Project, scenario: Scenario, language: Language) -> Figure | None:
    """Draw what the modes of each village cost to build."""
    households = _households(scenario)
    if households is None:
        return None
    capital = np.nan_to_num(numbers(households, "capital_yuan")) / 10_000.0
    title = text("charts.costs_by_village", language)
    label = text("charts.axis.money", language)
    return _by_village(project, households, capital, (title, label), language)


def break_even(project: Project, scenario: Scenario, language: Language) -> Figure | None:
    """Draw what a sewer may cost per household against its metres per household.

    The line is the price of the metres: above it a sewer pays. Points are the
    systems of the plan, their side branches, and the villages' households that
    would connect at much lower prices; their size tells how many households.
    """
    run = scenario.runs.get("renovate")
    chart = run.summary.get("break_even", {}) if run is not None else {}
    # Plans of earlier versions hold their systems only.
    groups = chart.get("groups") or [{"kind": "system", **one} for one in chart.get("systems", ())]
    if not groups:
        return None
    names = village_names(project)
    figure, axes = new_figure(
        text("charts.break_even", language),
        text("charts.axis.metres_per_household", language),
        text("charts.axis.may_cost", language),
    )
    longest = 1.15 * max(25.0, *(group["m_per_household"] for group in groups))
    price = float(chart["network_yuan_per_m"])
    line = text("charts.break_even.line", language, price=f"{price:,.0f}")
    axes.plot((0.0, longest), (0.0, price * longest), color=GREY, label=line)
    for kind, (colour, filled) in _GROUP_LOOKS.items():
        some = [group for group in groups if group["kind"] == kind]
        if some:
            _draw_groups(axes, some, colour, text(f"charts.break_even.{kind}", language),
                         filled=filled)  # fmt: skip
    named = [group for group in groups if group["kind"] != "branch"]
    for group in sorted(named, key=lambda group: -group["households"])[:_MOST_NAMED]:
        name = group["system_id"] or names.get(group["village_code"], "")
        words_shown = text(
            "charts.break_even.group", language, name=name, count=f"{group['households']:,}"
        )
        axes.annotate(words_shown, (group["m_per_household"], _room(group)), fontsize="small",
                      xytext=(7, 5), textcoords="offset points")  # fmt: skip
    axes.set_xlim(-0.02 * longest, longest)
    axes.set_ylim(0.0, 1.35 * max(_room(group) for group in groups))
    axes.legend(frameon=False, fontsize="small")
    return figure


def _draw_groups(
    axes: Axes, groups: list[Mapping[str, Any]], colour: str, label: str, *, filled: bool
) -> None:
    axes.scatter(
        [group["m_per_household"] for group in groups],
        [_room(group) for group in groups],
        s=[12.0 + 4.0 * group["households"] for group in groups],
        facecolors=colour if filled else "none",
        edgecolors=colour,
        alpha=0.8,
        label=label,
    )


def _room(group: Mapping[str, Any]) -> float:
    """Return what a sewer may cost one household of a group."""
    return float(group["own_yuan"] - group["house_yuan"])


def _households(scenario: Scenario) -> gpd.GeoDataFrame | None:
    households = scenario.results.get("household_modes")
    return households if households is not None and len(households) else None


def _by_village(
    project: Project,
    households: gpd.GeoDataFrame,
    weight: NDArray[np.float64],
    words_shown: tuple[str, str],
    language: Language,
) -> Figure:
    codes, village = np.unique(words(households, "village_code").astype(str), return_inverse=True)
    mode, names = words(households, "mode"), village_names(project)
    figure, axes = new_figure(*words_shown, "", rows=len(codes))
    parts = []
    for name, colour in MODE_COLOURS.items():
        inside = mode == name
        if inside.any():
            length = np.bincount(village[inside], weight[inside], len(codes)).astype(np.float64)
            parts.append((text(f"mode.{name}", language), length, colour))
    stacked_bars(axes, [names.get(code, code) or "–" for code in codes], parts)
    return figure
