"""Long profiles beside the plan: ground, pipe, manholes and the table of levels.

Lengths are true to scale, heights are drawn ten times as large, as on paper
with 1:1000 along and 1:100 up.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from resources.texts import Language, text
from siting_tool.export.cad.drawing import add_text, cad_layer
from siting_tool.export.sheets.sewer_network import (
    SewerPath,
    pipe_label,
    profile_paths,
    public_pipes,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    from ezdxf.document import Drawing
    from ezdxf.layouts.layout import Modelspace

_HEIGHT_FACTOR = 10.0
_ROW_M = 20.0
_STATION_ROWS = ("manhole", "ground", "invert", "depth", "chainage")
_ROWS = (*_STATION_ROWS, "pipe")
_TEXT_M = 2.0
# Columns of the table keep this apart, however short the pipe.
_LEAST_COLUMN_M = 2.6
_HEADING_M = 40.0
_GAP_M = 30.0
_BESIDE_M = 100.0


def draw_profiles(
    drawing: Drawing,
    space: Modelspace,
    layers: Mapping[str, gpd.GeoDataFrame],
    language: Language,
) -> None:
    """Draw every path of every sewer system, one below the other, right of the plan."""
    bounds = [frame.total_bounds for frame in layers.values()]
    left = max(item[2] for item in bounds) + _BESIDE_M + _HEADING_M
    top = max(item[3] for item in bounds)
    names = {
        part: cad_layer(drawing, f"{text('cad.profile', language)}-{title}", colour)
        for part, title, colour in (
            ("ground", text("cad.profile.ground_line", language), "#8c510a"),
            ("pipe", text("cad.profile.pipe_line", language), "#0072b2"),
            ("table", text("cad.profile.table", language), "#000000"),
        )
    }
    pipes = layers["sewer_pipes"]
    for system_id, group in pipes.groupby("system_id", sort=True):
        for path in profile_paths(public_pipes(group)):
            profile = _Profile(path=path, left=left, top=top, layers=names)
            _draw(space, profile, str(system_id), language)
            top = profile.bottom - _GAP_M


@dataclass(frozen=True, kw_only=True)
class _Profile:
    """One path with its place in the drawing; ``top`` is where its highest ground lies."""

    path: SewerPath
    left: float
    top: float
    layers: Mapping[str, str]

    @property
    def chainages_m(self) -> list[float]:
        """Way from the upper end to every manhole."""
        return [station.chainage_m for station in self.path.stations()]

    @property
    def datum_m(self) -> float:
        """Whole metre below the lowest invert."""
        return min(pipe.lowest_m for pipe in self.path.pipes) // 1.0 - 1.0

    @property
    def base(self) -> float:
        """Drawing height of the datum."""
        highest = max(pipe.highest_m for pipe in self.path.pipes)
        return self.top - (highest - self.datum_m) * _HEIGHT_FACTOR

    @property
    def bottom(self) -> float:
        """Drawing height of the table's lower edge."""
        return self.base - len(_ROWS) * _ROW_M

    def at(self, chainage_m: float, level_m: float) -> tuple[float, float]:
        """Return where a level lies in the drawing."""
        return self.left + chainage_m, self.base + (level_m - self.datum_m) * _HEIGHT_FACTOR


def _draw(space: Modelspace, profile: _Profile, system_id: str, language: Language) -> None:
    first, *_, last = profile.path.manhole_ids
    title = text("cad.profile.title", language, system=system_id, first=first, last=last,
                 factor=f"{_HEIGHT_FACTOR:g}")  # fmt: skip
    table = profile.layers["table"]
    add_text(space, title, (profile.left, profile.top + 6.0), table, 2.0 * _TEXT_M)
    _draw_lines(space, profile)
    _draw_table(space, profile, language)


def _draw_lines(space: Modelspace, profile: _Profile) -> None:
    """Draw ground, invert and crown of every pipe, and its manholes."""
    chainages = profile.chainages_m
    for pipe, start, end in zip(profile.path.pipes, chainages, chainages[1:], strict=False):
        levels = (
            ("ground", pipe.ground_up_m, pipe.ground_down_m),
            ("pipe", pipe.invert_up_m, pipe.invert_down_m),
            ("pipe", pipe.invert_up_m + pipe.diameter_m, pipe.invert_down_m + pipe.diameter_m),
        )
        for layer, up, down in levels:
            ends = profile.at(start, up), profile.at(end, down)
            space.add_line(*ends, dxfattribs={"layer": profile.layers[layer]})
        for chainage, ground, invert in (
            (start, pipe.ground_up_m, pipe.invert_up_m),
            (end, pipe.ground_down_m, pipe.invert_down_m),
        ):
            shaft = profile.at(chainage, ground), profile.at(chainage, invert)
            space.add_line(*shaft, dxfattribs={"layer": profile.layers["pipe"]})


def _draw_table(space: Modelspace, profile: _Profile, language: Language) -> None:
    layer = profile.layers["table"]
    chainages = profile.chainages_m
    right = profile.left + max(chainages[-1], _LEAST_COLUMN_M * len(chainages)) + _LEAST_COLUMN_M
    for number in range(len(_ROWS) + 1):
        y = profile.base - number * _ROW_M
        space.add_line((profile.left - _HEADING_M, y), (right, y), dxfattribs={"layer": layer})
    for number, row in enumerate(_ROWS, 1):
        at = (profile.left - _HEADING_M + 1.0, profile.base - number * _ROW_M + 4.0)
        add_text(space, text(f"cad.profile.{row}", language), at, layer, _TEXT_M)
    x = profile.left - _LEAST_COLUMN_M
    for station in profile.path.stations():
        x = max(profile.left + station.chainage_m, x + _LEAST_COLUMN_M)
        for number, row in enumerate(_STATION_ROWS, 1):
            words = station.cells[row]
            at = (x + _TEXT_M, profile.base - number * _ROW_M + 1.0)
            add_text(space, words, at, layer, _TEXT_M, 90.0)
    _label_pipes(space, profile, chainages)


def _label_pipes(space: Modelspace, profile: _Profile, chainages: Sequence[float]) -> None:
    """Write diameter, length and gradient in the table's last row, upright where it is short."""
    y = profile.bottom + 1.0
    for pipe, start in zip(profile.path.pipes, chainages, strict=False):
        label = pipe_label(pipe.diameter_m, pipe.length_m, pipe.gradient)
        x = profile.left + start + 0.5 * pipe.length_m
        fits = pipe.length_m > len(label) * _TEXT_M
        at = (x - 0.45 * len(label) * _TEXT_M, y + 4.0) if fits else (x + 0.5 * _TEXT_M, y)
        layer = profile.layers["table"]
        add_text(space, label, at, layer, _TEXT_M if fits else 0.6 * _TEXT_M, 0.0 if fits else 90.0)
