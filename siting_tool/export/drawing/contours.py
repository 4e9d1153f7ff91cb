"""Contour lines of the terrain inside a map frame."""

from __future__ import annotations

import math

import numpy as np
from contourpy import contour_generator
from numpy.typing import NDArray

from layers.raster import TerrainRaster
from siting_tool.export.drawing import ink
from siting_tool.export.drawing.drawing import Drawing
from siting_tool.export.drawing.labels import Label, label_size
from siting_tool.export.drawing.map_view import MapView, round_step

_COARSEST_MM = 1.0
_CLOSEST_MM = 2.5
_LABEL_SIZE_MM = 1.6
_LABEL_LENGTH_MM = 40.0
_STEEPEST = 0.5

FloatArray = NDArray[np.float64]


def contour_interval_m(view: MapView) -> float:
    """Return the interval at which lines on a slope of 1 in 2 stay readable apart.

    Examples
    --------
    >>> from siting_tool.export.drawing.boxes import Rect
    >>> contour_interval_m(MapView(frame=Rect(0, 0, 100, 100), centre_m=(0, 0), scale=2000))
    5.0
    """
    return round_step(_CLOSEST_MM / view.mm_per_m * _STEEPEST)


def contour_lines(terrain: TerrainRaster, view: MapView) -> dict[float, list[FloatArray]]:
    """Return the lines of each height as millimetres on the page."""
    grid = _window(terrain, view)
    if grid is None:
        return {}
    x, y, heights = grid
    interval = contour_interval_m(view)
    lowest, highest = float(np.nanmin(heights)), float(np.nanmax(heights))
    generator = contour_generator(x, y, np.ma.masked_invalid(heights))
    levels = np.arange(math.ceil(lowest / interval), math.floor(highest / interval) + 1) * interval
    return {
        float(level): [view.to_paper(np.asarray(line)) for line in generator.lines(float(level))]
        for level in levels
    }


def _window(
    terrain: TerrainRaster, view: MapView
) -> tuple[FloatArray, FloatArray, NDArray[np.float32]] | None:
    """Return cell centres and heights around the frame, thinned to what paper can show."""
    west, south, east, north = view.bounds_m
    width, height = terrain.cell_size_m
    rows, columns = terrain.heights_m.shape
    left, top = terrain.transform.c, terrain.transform.f
    first_column = max(math.floor((west - left) / width) - 1, 0)
    last_column = min(math.ceil((east - left) / width) + 2, columns)
    first_row = max(math.floor((top - north) / height) - 1, 0)
    last_row = min(math.ceil((top - south) / height) + 2, rows)
    step = max(int(_COARSEST_MM / (width * view.mm_per_m)), 1)
    heights = terrain.heights_m[first_row:last_row:step, first_column:last_column:step]
    if min(heights.shape) < 2 or np.isnan(heights).all():
        return None
    x = left + (np.arange(first_column, last_column, step) + 0.5) * width
    y = top - (np.arange(first_row, last_row, step) + 0.5) * height
    return x, y, heights


def draw_contours(drawing: Drawing, view: MapView, lines: dict[float, list[FloatArray]]) -> None:
    """Draw contour lines, every fifth one thicker."""
    interval = contour_interval_m(view)
    with drawing.clipped(view.frame):
        for level, parts in lines.items():
            is_index = round(level / interval) % 5 == 0
            drawing.lines(parts, 0.18 if is_index else 0.08, ink.CONTOUR)


def contour_labels(view: MapView, lines: dict[float, list[FloatArray]]) -> list[Label]:
    """Return the heights of the thicker lines, one for each long piece inside the frame."""
    interval = contour_interval_m(view)
    labels = []
    for level, parts in lines.items():
        if round(level / interval) % 5:
            continue
        text = (f"{level:g}",)
        for part in parts:
            places = _places_on(part, label_size(text, _LABEL_SIZE_MM)[0])
            if places:
                labels.append(
                    Label(
                        lines=text, size_mm=_LABEL_SIZE_MM, places=places, priority=-10,
                        colour="#8a6f4d",
                    )
                )  # fmt: skip
    return labels


def _places_on(part: FloatArray, width_mm: float) -> tuple[tuple[float, float, float], ...]:
    steps = np.diff(part, axis=0)
    lengths = np.hypot(steps[:, 0], steps[:, 1])
    if lengths.sum() < _LABEL_LENGTH_MM:
        return ()
    places = []
    for index in np.linspace(0, len(steps) - 1, 9).astype(int)[1:-1].tolist():
        ahead = min(index + max(int(width_mm / max(lengths[index], 0.1)), 1), len(part) - 1)
        dx, dy = part[ahead] - part[index]
        angle = math.remainder(math.atan2(dy, dx), math.pi)
        x, y = (part[ahead] + part[index]) / 2.0
        places.append((float(x), float(y), angle))
    return tuple(places)
