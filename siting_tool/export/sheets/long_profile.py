"""Long profiles of sewers: ground, pipe, levels and distances, manhole by manhole."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from resources.map_style import layer_styles
from siting_tool.export.drawing import ink
from siting_tool.export.drawing.boxes import Rect
from siting_tool.export.drawing.drawing import Drawing
from siting_tool.export.drawing.fonts import fitted
from siting_tool.export.sheets.panel import PanelContent, SheetHead, draw_panel, sheet_notes
from siting_tool.export.sheets.profile_layout import (
    LEVEL_STEP_M,
    SCALE_STRIP_MM,
    VERTICAL_SCALE,
    ProfilePiece,
    pipe_mm,
    profile_pieces,
    room_m,
)
from siting_tool.export.sheets.sewer_network import SewerPipe, profile_paths
from siting_tool.export.sheets.sheet_format import A3

if TYPE_CHECKING:
    from siting_tool.export.sheets.plan_data import PlanData

_HEADER_MM = 24.0
_TITLE_MM = 9.5
_PLOT_FOOT_MM = 2.0
_ROWS = (("ground", 10.0), ("invert", 17.0), ("depth", 8.0), ("pipe", 7.0), ("length", 4.5),
         ("chainage", 9.0), ("manhole", 12.0))  # fmt: skip
_TABLE_MM = sum(height for _, height in _ROWS)
_STRIPS = 2
_GAP_MM = 3.0
_SIZE = 1.9
_TEXT_PITCH_MM = 2.3
_BREAK_MM = 2.0
_DEEPEST_SHARE = 0.75
"""Of a plot's room; the rest is what a part of a steep pipe may fall."""


def _body() -> Rect:
    return A3.body.inset(4.0)


def _strip_height(slots: int) -> float:
    return (_body().height - _GAP_MM * (slots - 1)) / slots


def _plot_size(slots: int) -> tuple[float, float]:
    height = _strip_height(slots) - _TITLE_MM - _TABLE_MM - _PLOT_FOOT_MM
    return _body().width - _HEADER_MM, height


ProfileStrip = tuple[ProfilePiece, ...]
"""Pieces that stand side by side across a sheet."""


@dataclass(frozen=True, kw_only=True)
class ProfileSheet:
    """Strips of one sheet, from its top.

    Attributes
    ----------
    strips
        At most `slots`.
    slots
        Strips that a sheet has room for: one where trenches are too deep for two.
    """

    strips: Sequence[ProfileStrip]
    slots: int


def profile_sheets(pipes: Sequence[SewerPipe]) -> list[ProfileSheet]:
    """Return the sheets that show every pipe with levels; the longest path first."""
    deepest = max((pipe.deepest_m for pipe in pipes), default=0.0)
    slots = _STRIPS if deepest <= _DEEPEST_SHARE * room_m(_plot_size(_STRIPS)[1]) else 1
    strips = _strips(pipes, slots)
    return [
        ProfileSheet(strips=strips[start : start + slots], slots=slots)
        for start in range(0, len(strips), slots)
    ]


def _strips(pipes: Sequence[SewerPipe], slots: int) -> list[ProfileStrip]:
    width, height = _plot_size(slots)
    strips: list[ProfileStrip] = []
    row: list[ProfilePiece] = []
    for path in profile_paths(pipes):
        for piece in profile_pieces(path, width, height):
            if row and sum(one.width_mm for one in row) + piece.width_mm > width:
                strips.append(tuple(row))
                row = []
            row.append(piece)
    return [*strips, tuple(row)] if row else strips


def draw_profile_sheet(
    drawing: Drawing,
    plan: PlanData,
    sheet: ProfileSheet,
    head: SheetHead,
) -> None:
    """Draw one sheet of profiles."""
    with drawing.page(A3.width_mm, A3.height_mm):
        drawing.rect(A3.frame, ink.THICK_MM)
        rest = _body()
        for strip in sheet.strips:
            box, rest = rest.take_top(_strip_height(sheet.slots))
            _draw_strip(drawing, plan, box, strip)
            _, rest = rest.take_top(_GAP_MM)
        notes = sheet_notes(plan, "note_profile", "note_levels")
        draw_panel(drawing, plan, A3, head, PanelContent(notes=notes))


def _draw_strip(drawing: Drawing, plan: PlanData, box: Rect, strip: ProfileStrip) -> None:
    titles, box = box.take_top(_TITLE_MM)
    table, plot = box.take_bottom(_TABLE_MM)
    _, plot = plot.take_bottom(_PLOT_FOOT_MM)
    _draw_row_titles(drawing, plan, table)
    left = table.left + _HEADER_MM
    for piece in strip:
        title = Rect(left, titles.bottom, piece.width_mm, titles.height)
        _draw_title(drawing, plan, piece, title)
        area = Rect(left, plot.bottom, piece.width_mm, plot.height)
        cells = Rect(left, table.bottom, piece.width_mm, table.height)
        _draw_piece(drawing, piece, area, cells)
        left += piece.width_mm
        drawing.line([(left, table.bottom), (left, titles.top)], ink.THIN_MM, ink.LIGHT)
    rules = [np.array([(table.left, y), (left, y)]) for y in _row_edges(table)]
    rules += [np.array([(x, table.bottom), (x, table.top)]) for x in (table.left, left)]
    drawing.lines(rules, ink.THIN_MM)


def _draw_title(drawing: Drawing, plan: PlanData, piece: ProfilePiece, box: Rect) -> None:
    start, end = piece.path_ends
    span = plan.word("profile_span", low=f"{piece.start_m:.1f}", high=f"{piece.end_m:.1f}")
    scales = plan.word(
        "profile_scales", horizontal=piece.horizontal, vertical=VERTICAL_SCALE,
        datum=f"{piece.datum_m:.1f}",
    )  # fmt: skip
    upper, rest = box.take_top(box.height * 0.4)
    drawing.fitted_text(upper, plan.word("profile_of", start=start, end=end), 2.6, bold=True)
    middle, lower = rest.take_top(rest.height / 2.0)
    drawing.fitted_text(middle, span, 2.1)
    drawing.fitted_text(lower, scales, 2.1)


def _draw_row_titles(drawing: Drawing, plan: PlanData, table: Rect) -> None:
    edges = _row_edges(table)
    for (row, height), top in zip(_ROWS, edges[:-1], strict=True):
        cell = Rect(table.left, top - height, _HEADER_MM, height)
        drawing.rect(cell, ink.THIN_MM)
        drawing.fitted_text(cell, plan.word(f"profile_{row}"), 2.1, "middle")


def _row_edges(table: Rect) -> list[float]:
    heights = [height for _, height in _ROWS]
    edges: list[float] = (table.top - np.cumsum([0.0, *heights])).tolist()
    return edges


@dataclass(frozen=True, kw_only=True)
class _LevelScale:
    """Levels in metres as heights on the page."""

    bottom: float
    datum_m: float

    def y(self, level_m: float) -> float:
        """Return the height of a level on the page, mm."""
        return self.bottom + (level_m - self.datum_m) * 1000.0 / VERTICAL_SCALE

    def level(self, y: float) -> float:
        """Return the level at a height on the page."""
        return self.datum_m + (y - self.bottom) * VERTICAL_SCALE / 1000.0


def _draw_piece(drawing: Drawing, piece: ProfilePiece, area: Rect, cells: Rect) -> None:
    scale = _LevelScale(bottom=area.bottom, datum_m=piece.datum_m)
    left = area.left + SCALE_STRIP_MM
    widths = [pipe_mm(pipe, piece.horizontal) for pipe in piece.pipes]
    xs = (left + np.cumsum([0.0, *widths])).tolist()
    _draw_level_scale(drawing, scale, area, left, piece.highest_m)
    for pipe, span in zip(piece.pipes, pairwise(xs), strict=True):
        _draw_pipe(drawing, pipe, span, scale)
    _draw_shafts(drawing, piece, xs, scale)
    _draw_cells(drawing, piece, xs, cells)


def _draw_level_scale(
    drawing: Drawing, scale: _LevelScale, area: Rect, left: float, highest_m: float
) -> None:
    """Draw the scale of levels at the left, up to above the ground, and the datum at the bottom."""
    x = left - 2.0
    top_m = min(scale.level(area.top), highest_m + LEVEL_STEP_M)
    marks = range(math.ceil(scale.datum_m / LEVEL_STEP_M), math.floor(top_m / LEVEL_STEP_M) + 1)
    levels = [mark * LEVEL_STEP_M for mark in marks]
    for level in levels:
        y = scale.y(level)
        drawing.line([(x - 1.2, y), (x, y)], ink.THIN_MM)
        drawing.text(x - 1.6, y - 0.7, f"{level:g}", 1.8, anchor="end")
    drawing.line([(x, area.bottom), (x, scale.y(levels[-1]))], ink.NORMAL_MM)
    drawing.line([(x, area.bottom), (area.right - 1.0, area.bottom)], ink.THIN_MM)


def _draw_pipe(
    drawing: Drawing, pipe: SewerPipe, span: tuple[float, float], scale: _LevelScale
) -> None:
    """Draw the ground above a pipe, its invert and its soffit."""
    start, end = span
    symbol = layer_styles()["sewer_pipes"].symbol_of(pipe.kind)
    ground = [(start, scale.y(pipe.ground_up_m)), (end, scale.y(pipe.ground_down_m))]
    drawing.line(ground, 0.35, ink.DARK)
    for rise in (0.0, pipe.diameter_m):
        ends = [
            (start, scale.y(pipe.invert_up_m + rise)),
            (end, scale.y(pipe.invert_down_m + rise)),
        ]
        drawing.line(ends, 0.3, symbol.outline, symbol.dash)


def _draw_shafts(
    drawing: Drawing, piece: ProfilePiece, xs: Sequence[float], scale: _LevelScale
) -> None:
    """Draw every manhole, and a broken line where a pipe goes on above another datum."""
    for station, x in zip(piece.stations, xs, strict=True):
        bottom, top = scale.y(station.lowest_m), scale.y(station.ground_m)
        if not station.name:
            if x in (xs[0], xs[-1]):
                ends = [(x, bottom - _BREAK_MM), (x, top + _BREAK_MM)]
                drawing.line(ends, ink.NORMAL_MM, dash="dash dot")
            continue
        drawing.rect(Rect(x - 0.5, bottom, 1.0, top - bottom), 0.2, ink.WHITE)
        drawing.line([(x, scale.bottom), (x, bottom)], 0.08, ink.LIGHT)


def _draw_cells(drawing: Drawing, piece: ProfilePiece, xs: Sequence[float], cells: Rect) -> None:
    """Write levels and names under the manholes, size and length between them."""
    edges = dict(zip((row for row, _ in _ROWS), pairwise(_row_edges(cells)), strict=True))
    places = _spread(xs)
    for station, x in zip(piece.stations, places, strict=True):
        for row, words in station.cells.items() if station.name else ():
            top, bottom = edges[row]
            _turned(drawing, x, (top + bottom) / 2.0, words, top - bottom - 1.0)
    for pipe, (start, end) in zip(piece.pipes, pairwise(xs), strict=True):
        for row, words in (
            ("pipe", f"DN{pipe.diameter_m * 1000:.0f}\ni={pipe.gradient:.4f}"),
            ("length", pipe.length_words),
        ):
            top, bottom = edges[row]
            lines = words.split("\n")
            height = (top - bottom) / len(lines)
            for number, line in enumerate(lines):
                cell = Rect(start, top - (number + 1) * height, end - start, height)
                drawing.fitted_text(cell, line, _SIZE, "middle")
        top, _ = edges["pipe"]
        _, bottom = edges["length"]
        drawing.lines([np.array([(x, top), (x, bottom)]) for x in (start, end)], ink.THIN_MM)


def _spread(xs: Sequence[float]) -> list[float]:
    """Return places at least one line of text apart, as near as can be to the right of each."""
    places: list[float] = []
    for x in xs:
        places.append(max(x, places[-1] + _TEXT_PITCH_MM) if places else x)
    return places


def _turned(drawing: Drawing, x: float, y: float, words: str, room: float) -> None:
    words, size = fitted(words, room, _SIZE)
    with drawing.moved(x + size * 0.35, y, math.pi / 2.0):
        drawing.text(0.0, 0.0, words, size, anchor="middle")
