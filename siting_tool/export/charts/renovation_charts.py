"""Charts of the household toilets."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from resources.texts import Language, text
from siting_tool.export.charts.chart_style import (
    BLUE,
    GREY,
    MODE_COLOURS,
    new_figure,
    stacked_bars,
)
from siting_tool.project.columns import numbers, words
from siting_tool.project.project import Project, Scenario
from siting_tool.project.study_area import village_names

_LINEAR_YUAN = 10_000.0


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
    """Draw what a sewer costs more than the cheapest toilet on site, household by household.

    Households stand in the order of that difference, so the line crosses zero where
    sewer and toilet on site break even.
    """
    del project
    households = _households(scenario)
    if households is None:
        return None
    sewer = numbers(households, "sewer_present_value_yuan")
    on_site = np.fmin(
        numbers(households, "septic_tank_present_value_yuan"),
        numbers(households, "dry_present_value_yuan"),
    )
    extra = np.sort((sewer - on_site)[np.isfinite(sewer - on_site)])
    if not len(extra):
        return None
    figure, axes = new_figure(
        text("charts.break_even", language),
        text("charts.axis.households", language),
        text("charts.axis.extra", language),
    )
    axes.plot(np.arange(1, len(extra) + 1), extra, color=BLUE)
    axes.axhline(0.0, color=GREY, linewidth=0.8)
    # Linear near zero, where it is decided, and logarithmic far from it.
    axes.set_yscale("symlog", linthresh=_LINEAR_YUAN)
    count = int((extra < 0).sum())
    note = text("charts.sewer_cheaper", language, count=f"{count:,}", total=f"{len(extra):,}")
    axes.annotate(note, (0.02, 0.95), xycoords="axes fraction", va="top")
    return figure


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
