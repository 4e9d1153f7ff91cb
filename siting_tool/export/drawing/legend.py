"""The legend: symbol, title and count of every class on a map."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from siting_tool.export.drawing.boxes import Rect
from siting_tool.export.drawing.drawing import Drawing
from siting_tool.export.drawing.fonts import text_width
from siting_tool.export.drawing.map_layer import LegendEntry

_ROW_MM = 4.4
_HEAD_MM = 5.0
_SAMPLE_MM = 8.0
_COLUMNS = 2
_SIZE_MM = 2.1


def legend_height(entries: Sequence[LegendEntry], module: float) -> float:
    """Return the height a legend takes."""
    return (_HEAD_MM + math.ceil(len(entries) / _COLUMNS) * _ROW_MM) * module


def draw_legend(
    drawing: Drawing, box: Rect, entries: Sequence[LegendEntry], title: str, module: float = 1.0
) -> Rect:
    """Draw a legend at the top of a box and return what is left below it."""
    strip, box = box.take_top(_HEAD_MM * module)
    drawing.fitted_text(strip, title, 2.5 * module, bold=True)
    rows = math.ceil(len(entries) / _COLUMNS)
    body, rest = box.take_top(rows * _ROW_MM * module)
    columns = _columns(body, [entries[:rows], entries[rows:]])
    for number, entry in enumerate(entries):
        column = columns[number // rows]
        top = body.top - (number % rows) * _ROW_MM * module
        cell = Rect(column.left, top - _ROW_MM * module, column.width, _ROW_MM * module)
        _draw_entry(drawing, cell, entry, module)
    return rest


def _columns(body: Rect, halves: Sequence[Sequence[LegendEntry]]) -> list[Rect]:
    """Return two columns, the one with the longer titles wider."""
    longest = [max((text_width(one.title, 1.0) for one in half), default=1.0) for half in halves]
    share = min(max((longest[0] + 8.0) / (sum(longest) + 16.0), 0.4), 0.62)
    return [*body.take_left(body.width * share)]


def _draw_entry(drawing: Drawing, cell: Rect, entry: LegendEntry, module: float) -> None:
    sample, text = cell.take_left(_SAMPLE_MM * module)
    x, y = sample.centre
    symbol = entry.symbol
    if entry.kind == "point":
        drawing.symbol(x, y, symbol)
    elif entry.kind == "line":
        drawing.lines(
            [np.array([(sample.left + 0.8, y), (sample.right - 0.8, y)])],
            symbol.width_mm, symbol.outline, symbol.dash,
        )  # fmt: skip
    else:
        patch = sample.inset(0.9 * module)
        corners = [(patch.left, patch.bottom), (patch.right, patch.bottom),
                   (patch.right, patch.top), (patch.left, patch.top)]  # fmt: skip
        drawing.areas([np.array(corners)], symbol)
    name, count = text.take_left(text.width - 8.0 * module)
    drawing.fitted_text(name, entry.title, _SIZE_MM * module)
    drawing.fitted_text(count, str(entry.count), _SIZE_MM * module, "end")
