"""Layers on a map: clipped, thinned to what paper can show, drawn class by class."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import shapely
from numpy.typing import NDArray

from resources.map_style import Symbol
from siting_tool.export.drawing.drawing import Drawing
from siting_tool.export.drawing.map_layer import MapLayer
from siting_tool.export.drawing.map_view import MapView

_FINEST_MM = 0.06
_MARGIN_MM = 2.0

FloatArray = NDArray[np.float64]


def paint_layers(drawing: Drawing, view: MapView, layers: Iterable[MapLayer]) -> None:
    """Draw layers, the first one lowest, clipped to the map frame."""
    with drawing.clipped(view.frame):
        for layer in layers:
            _paint_layer(drawing, view, layer)


def _paint_layer(drawing: Drawing, view: MapView, layer: MapLayer) -> None:
    margin = _MARGIN_MM / view.mm_per_m
    west, south, east, north = view.bounds_m
    bounds = (west - margin, south - margin, east + margin, north + margin)
    seen = layer.within(bounds)
    if not len(seen):
        return
    dimension = layer.dimension[seen]
    for index, (symbol, _) in enumerate(layer.classes):
        chosen = layer.class_index[seen] == index
        _paint_areas(drawing, view, layer.geometry[seen[chosen & (dimension == 2)]], symbol)
        _paint_lines(drawing, view, layer.geometry[seen[chosen & (dimension == 1)]], symbol)
    _paint_points(drawing, view, layer, seen[dimension == 0])


def _clip(view: MapView, geometry: NDArray[np.object_]) -> NDArray[np.object_]:
    margin = _MARGIN_MM / view.mm_per_m
    west, south, east, north = view.bounds_m
    thin = shapely.simplify(geometry, _FINEST_MM / view.mm_per_m)
    clipped = shapely.clip_by_rect(
        thin, west - margin, south - margin, east + margin, north + margin
    )
    parts = shapely.get_parts(clipped)
    return np.asarray(parts[~shapely.is_empty(parts)], dtype=object)


def _paint_areas(
    drawing: Drawing, view: MapView, geometry: NDArray[np.object_], symbol: Symbol
) -> None:
    if not len(geometry):
        return
    for part in _clip(view, geometry):
        rings = shapely.get_rings(part)
        drawing.areas((view.to_paper(shapely.get_coordinates(ring)) for ring in rings), symbol)


def _paint_lines(
    drawing: Drawing, view: MapView, geometry: NDArray[np.object_], symbol: Symbol
) -> None:
    if not len(geometry):
        return
    drawing.lines(
        paper_lines(view, _clip(view, geometry)), symbol.width_mm, symbol.outline, symbol.dash
    )


def paper_lines(view: MapView, lines: NDArray[np.object_]) -> list[FloatArray]:
    """Return lines as arrays of millimetres on the page."""
    if not len(lines):
        return []
    points, index = shapely.get_coordinates(lines, return_index=True)
    borders = np.flatnonzero(np.diff(index)) + 1
    return np.split(view.to_paper(points), borders)


def _paint_points(drawing: Drawing, view: MapView, layer: MapLayer, seen: NDArray[np.intp]) -> None:
    if not len(seen):
        return
    points, index = shapely.get_coordinates(layer.geometry[seen], return_index=True)
    angles = layer.angle_rad[seen] if len(layer.angle_rad) else np.zeros(len(seen))
    looks = layer.class_index[seen]
    for place, (x, y) in zip(index.tolist(), view.to_paper(points).tolist(), strict=True):
        symbol = layer.classes[looks[place]][0]
        drawing.symbol(x, y, symbol, float(angles[place]))
