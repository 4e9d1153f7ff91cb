"""A picture of the township: villages, roads, sewers, households by mode, toilets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from layers.result_schema import MODES
from resources.map_style import layer_styles
from resources.texts import Language, text
from siting_tool.export.charts.chart_style import MODE_COLOURS, chart_style
from siting_tool.export.plan_layers import layer_title, plan_layers

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd
    from matplotlib.axes import Axes

    from siting_tool.project.project import Project, Scenario

_SIZE_IN = 8.0
# Role -> place in the drawing order: roads below the households, sewers above.
_LINES = {"roads": 2, "sewer_pipes": 4}
_SITES = {"toilet_sites": ("*", 70.0), "treatment_plants": ("s", 14.0)}


def draw_township(project: Project, scenario: Scenario, path: Path, language: Language) -> None:
    """Write the picture as PNG, north up, axes in metres of the working system."""
    layers = plan_layers(project, scenario)
    with chart_style():
        figure = Figure(figsize=(_SIZE_IN, _SIZE_IN), layout="constrained")
        axes = figure.add_subplot()
        axes.set_aspect("equal")
        axes.set_title(text("report.map", language))
        axes.set_xlabel(text("ledger.x", language))
        axes.set_ylabel(text("ledger.y", language))
        axes.ticklabel_format(style="plain", useOffset=False)
        axes.tick_params(labelsize=7)
        if "village_boundaries" in layers:
            _draw_villages(axes, layers["village_boundaries"])
        for role in _LINES:
            if role in layers:
                _draw_lines(axes, role, layers[role], language)
        if "household_modes" in layers:
            _draw_modes(axes, layers["household_modes"], language)
        for role in _SITES:
            if role in layers:
                _draw_sites(axes, role, layers[role], language)
        figure.legend(loc="outside lower center", ncols=5, frameon=False, fontsize=8)
        figure.savefig(path)


def _draw_villages(axes: Axes, villages: gpd.GeoDataFrame) -> None:
    villages.boundary.plot(ax=axes, color="#777777", linewidth=0.8, zorder=1)
    if "village_name" not in villages:
        return
    points = villages.geometry.representative_point()
    for name, point in zip(villages["village_name"].fillna(""), points, strict=True):
        axes.annotate(name, (point.x, point.y), fontsize=8, ha="center", color="#333333", zorder=6)


def _draw_lines(axes: Axes, role: str, frame: gpd.GeoDataFrame, language: Language) -> None:
    symbol = layer_styles()[role].symbol
    frame.geometry.plot(
        ax=axes,
        color=symbol.outline,
        linewidth=0.8,
        zorder=_LINES[role],
        label=layer_title(role, language),
    )


def _draw_modes(axes: Axes, households: gpd.GeoDataFrame, language: Language) -> None:
    for mode in MODES:
        chosen = households[households["mode"] == mode.value]
        if len(chosen):
            title = f"{text(f'mode.{mode.value}', language)} ({len(chosen):,})"
            axes.scatter(chosen.geometry.x, chosen.geometry.y, s=3.0, zorder=3, label=title,
                         color=MODE_COLOURS[mode.value], linewidths=0.0)  # fmt: skip


def _draw_sites(axes: Axes, role: str, frame: gpd.GeoDataFrame, language: Language) -> None:
    marker, size = _SITES[role]
    title = f"{layer_title(role, language)} ({len(frame):,})"
    axes.scatter(frame.geometry.x, frame.geometry.y, s=size, zorder=5, label=title, marker=marker,
                 color="#cc3377" if role == "toilet_sites" else "#222222", edgecolors="white",
                 linewidths=0.6)  # fmt: skip
