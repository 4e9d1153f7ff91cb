"""Which feature lies at a place or in an area."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from siting_tool.map_canvas.map_layer import (
    LineLayer,
    MapLayer,
    PointLayer,
    PolygonLayer,
    boxes_in,
)
from siting_tool.map_canvas.point_index import PointIndex
from siting_tool.map_canvas.viewport import Bounds

_NOTHING = np.empty(0, dtype=np.intp)


def feature_at(layer: MapLayer, x_m: float, y_m: float, radius_m: float) -> int | None:
    """Return the row of the feature nearest to a place within a radius, else None."""
    if isinstance(layer, PointLayer):
        return layer.index.nearest(x_m, y_m, radius_m)
    reach = (x_m - radius_m, y_m - radius_m, x_m + radius_m, y_m + radius_m)
    place = shapely.Point(x_m, y_m)
    if isinstance(layer, LineLayer):
        parts = boxes_in(layer.boxes_m, reach)
        lines = np.array([line_part(layer, part) for part in parts], dtype=object)
        return _nearest(lines, layer.owner[parts], place, radius_m)
    if isinstance(layer, PolygonLayer):
        rows = boxes_in(layer.boxes_m, reach)
        return _nearest(layer.polygons[rows], rows, place, radius_m)
    return None


def line_part(layer: LineLayer, part: int) -> Any:
    """Return one part of a line layer as a geometry."""
    return shapely.linestrings(layer.coordinates_m[layer.start[part] : layer.start[part + 1]])


def _nearest(
    geometries: NDArray[np.object_], rows: NDArray[np.intp], place: Any, radius_m: float
) -> int | None:
    """Return the row of the nearest geometry; of several areas around a place the smallest."""
    if not len(geometries):
        return None
    distance = shapely.distance(geometries, place)
    best = int(np.lexsort((shapely.area(geometries), distance))[0])
    return int(rows[best]) if distance[best] <= radius_m else None


def features_in(layer: MapLayer, area: Any) -> NDArray[np.intp]:
    """Return the rows of the features in an area: points inside, others that touch it."""
    west, south, east, north = area.bounds
    bounds: Bounds = (west, south, east, north)
    if isinstance(layer, PointLayer):
        near = layer.index.within(bounds)
        if area.equals(shapely.box(*bounds)):
            return near
        shapely.prepare(area)
        return near[shapely.contains_xy(area, layer.xy_m[near])]
    if isinstance(layer, LineLayer):
        parts = boxes_in(layer.boxes_m, bounds)
        touching = [part for part in parts if area.intersects(line_part(layer, part))]
        return np.unique(layer.owner[touching])
    if isinstance(layer, PolygonLayer):
        rows = boxes_in(layer.boxes_m, bounds)
        return rows[shapely.intersects(layer.polygons[rows], area)]
    return _NOTHING


def nearest_vertex(
    layers: Iterable[MapLayer], x_m: float, y_m: float, radius_m: float
) -> tuple[float, float]:
    """Return the nearest point or line vertex within a radius, else the place itself."""
    best, found = radius_m, (x_m, y_m)
    reach = (x_m - radius_m, y_m - radius_m, x_m + radius_m, y_m + radius_m)
    for layer in layers:
        near = _vertices_near(layer, reach)
        if not len(near):
            continue
        distance = np.hypot(near[:, 0] - x_m, near[:, 1] - y_m)
        row = int(np.argmin(distance))
        if distance[row] < best:
            best, found = float(distance[row]), (float(near[row, 0]), float(near[row, 1]))
    return found


def _vertices_near(layer: MapLayer, reach: Bounds) -> NDArray[np.float64]:
    if isinstance(layer, PointLayer):
        return layer.xy_m[layer.index.within(reach)]
    if isinstance(layer, LineLayer):
        parts = [
            layer.coordinates_m[layer.start[part] : layer.start[part + 1]]
            for part in boxes_in(layer.boxes_m, reach)
        ]
        return np.concatenate(parts) if parts else np.empty((0, 2))
    if isinstance(layer, PolygonLayer):
        rows = boxes_in(layer.boxes_m, reach)
        return np.asarray(shapely.get_coordinates(layer.polygons[rows]))
    return np.empty((0, 2))


def subset(layer: MapLayer, rows: NDArray[np.intp], key: str, **look: Any) -> MapLayer | None:
    """Return a layer of some features in one look, to lay over the map."""
    category = replace(layer.categories[0], **look)
    common: dict[str, Any] = {"key": key, "categories": (category,), "labels": None}
    codes = np.zeros(len(rows), dtype=np.uint8)
    if isinstance(layer, PointLayer):
        xy_m = layer.xy_m[rows]
        return replace(layer, **common, codes=codes, xy_m=xy_m, index=PointIndex(xy_m))
    if isinstance(layer, PolygonLayer):
        return replace(layer, **common, codes=codes, polygons=layer.polygons[rows])
    if isinstance(layer, LineLayer):
        parts = np.flatnonzero(np.isin(layer.owner, rows))
        pieces = [layer.coordinates_m[layer.start[p] : layer.start[p + 1]] for p in parts]
        lengths = [len(piece) for piece in pieces]
        return replace(
            layer,
            **common,
            codes=np.zeros(len(parts), dtype=np.uint8),
            coordinates_m=np.concatenate(pieces) if pieces else np.empty((0, 2)),
            start=np.concatenate(([0], np.cumsum(lengths, dtype=np.intp))),
            owner=np.arange(len(parts), dtype=np.intp),
            shows_direction=False,
        )
    return None
