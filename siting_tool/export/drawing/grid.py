"""The coordinate grid of a map: crosses inside, full coordinates along the edges."""

from __future__ import annotations

import math

import numpy as np

from siting_tool.export.drawing import ink
from siting_tool.export.drawing.drawing import Drawing
from siting_tool.export.drawing.map_view import MapView, round_step

BAND_MM = 4.5
"""Width around the map frame that the labels need."""
_LEAST_STEP_MM = 50.0
_CROSS_MM = 2.5
_SIZE_MM = 2.0


def grid_lines(low_m: float, high_m: float, step_m: float) -> list[float]:
    """Return the multiples of a step between two coordinates."""
    first, last = math.ceil(low_m / step_m), math.floor(high_m / step_m)
    return [index * step_m for index in range(first, last + 1)]


def draw_grid(drawing: Drawing, view: MapView) -> None:
    """Draw the map frame, grid crosses, ticks and the coordinates beside them."""
    frame = view.frame
    west, south, east, north = view.bounds_m
    step = round_step(_LEAST_STEP_MM / view.mm_per_m)
    columns, rows = grid_lines(west, east, step), grid_lines(south, north, step)
    xs = [frame.left + (value - west) * view.mm_per_m for value in columns]
    ys = [frame.bottom + (value - south) * view.mm_per_m for value in rows]
    half = _CROSS_MM / 2.0
    crosses = [
        np.array([(x - dx, y - dy), (x + dx, y + dy)])
        for x in xs for y in ys for dx, dy in ((half, 0.0), (0.0, half))
    ]  # fmt: skip
    with drawing.clipped(frame):
        drawing.lines(crosses, ink.THIN_MM, ink.DARK)
    drawing.rect(frame, ink.NORMAL_MM)
    for value, x in zip(columns, xs, strict=True):
        for edge, base in ((frame.bottom, frame.bottom - 3.0), (frame.top, frame.top + 1.2)):
            _tick(drawing, (x, edge), (0.0, 1.0 if edge == frame.top else -1.0))
            if frame.left + 8.0 < x < frame.right - 8.0:
                drawing.text(x, base, f"{value:.0f}", _SIZE_MM, anchor="middle")
    for value, y in zip(rows, ys, strict=True):
        for edge, base in ((frame.left, frame.left - 1.2), (frame.right, frame.right + 2.8)):
            _tick(drawing, (edge, y), (1.0 if edge == frame.right else -1.0, 0.0))
            if frame.bottom + 8.0 < y < frame.top - 8.0:
                with drawing.moved(base, y, math.pi / 2.0):
                    drawing.text(0.0, 0.0, f"{value:.0f}", _SIZE_MM, anchor="middle")


def _tick(drawing: Drawing, start: tuple[float, float], way: tuple[float, float]) -> None:
    end = (start[0] + way[0], start[1] + way[1])
    drawing.line([start, end], ink.THIN_MM, ink.DARK)
