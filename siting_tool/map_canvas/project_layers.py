"""Turns layers of a project into what the map draws."""

from __future__ import annotations

import ctypes
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from layers.fields import GeometryKind
from resources.map_style import layer_styles
from siting_tool.map_canvas.map_layer import (
    Category,
    Labels,
    LineLayer,
    MapLayer,
    PointLayer,
    PolygonLayer,
    line_arrays,
)
from siting_tool.map_canvas.point_index import PointIndex
from siting_tool.map_canvas.styles import categories_of, schema_for, screen_settings

if TYPE_CHECKING:
    import geopandas as gpd


@dataclass(frozen=True, kw_only=True)
class MadeLayer:
    """A layer of the map with the features it was made of."""

    frame: gpd.GeoDataFrame
    layer: MapLayer


def make_map_layer(role: str, frame: gpd.GeoDataFrame, before: MadeLayer | None = None) -> MapLayer:
    """Return the picture of one layer.

    Parameters
    ----------
    role
        Input role or result layer.
    frame
        Its features.
    before
        The same layer before an edit; what still fits is used again.
    """
    schema, style, settings = schema_for(role), layer_styles()[role], screen_settings(role)
    categories = categories_of(role)
    geometries = frame.geometry.to_numpy()
    common: dict[str, Any] = {
        "key": role,
        "title_zh": schema.title_zh,
        "title_en": schema.title_en,
        "categories": categories,
        "codes": _codes(frame, style.category, categories, before),
        "max_m_per_px": float(settings.get("max_m_per_px", np.inf)),
    }
    if _is_kind(schema.geometry, geometries, GeometryKind.LINE):
        return _line_layer(common, geometries, role == "sewer_pipes")
    if _is_kind(schema.geometry, geometries, GeometryKind.POLYGON):
        labels = _labels(frame, settings, _inner_points(geometries, settings))
        return PolygonLayer(**common, labels=labels, polygons=geometries)
    kept = before.layer if before is not None and _same_places(before.frame, geometries) else None
    if before is None or not isinstance(kept, PointLayer):
        xy_m = _points(geometries)
        labels = _labels(frame, settings, xy_m)
        return PointLayer(**common, labels=labels, xy_m=xy_m, index=PointIndex(xy_m))
    column = settings.get("label", "")
    labels = kept.labels
    if column in frame and not _same_values(frame, before.frame, column):
        labels = _labels(frame, settings, kept.xy_m)
    return PointLayer(**common, labels=labels, xy_m=kept.xy_m, index=kept.index)


def _same_values(frame: pd.DataFrame, other: pd.DataFrame, column: str) -> bool:
    """Whether the values of a column are the very same memory as those of another frame."""
    return column in other and np.may_share_memory(
        frame[column].to_numpy(), other[column].to_numpy()
    )


def _same_places(frame: gpd.GeoDataFrame, geometries: NDArray[np.object_]) -> bool:
    """Whether geometries are the very same memory as those of another frame."""
    others = frame.geometry.to_numpy()
    return len(others) == len(geometries) and np.may_share_memory(others, geometries)


def _codes(
    frame: pd.DataFrame, column: str, categories: tuple[Category, ...], before: MadeLayer | None
) -> NDArray[np.uint8]:
    """Return the categories; after an edit only changed values are looked up."""
    known = before is not None and len(before.frame) == len(frame) and column in before.frame
    if before is None or not known or column not in frame or frame[column].dtype != object:
        return category_codes(frame, column, categories)
    if _same_values(frame, before.frame, column):
        return before.layer.codes
    values, others = frame[column].to_numpy(), before.frame[column].to_numpy()
    changed = np.flatnonzero(_addresses(values) != _addresses(others))
    codes = before.layer.codes.copy()
    few = pd.DataFrame({column: values[changed]}, dtype=object)
    codes[changed] = category_codes(few, column, categories)
    return codes


def _addresses(values: NDArray[np.object_]) -> NDArray[np.intp]:
    """Return where the objects of an array lie in memory; the same place means the same value.

    Comparing places takes a twentieth of the time of comparing texts.
    """
    values = np.ascontiguousarray(values)
    address = values.__array_interface__["data"][0]
    places = (ctypes.c_ssize_t * len(values)).from_address(address)
    return np.ctypeslib.as_array(places).copy()


def category_codes(
    frame: pd.DataFrame, column: str, categories: tuple[Category, ...]
) -> NDArray[np.uint8]:
    """Return the number of every feature's category; 0 means all others."""
    if column not in frame.columns:
        return np.zeros(len(frame), dtype=np.uint8)
    values = frame[column]
    if values.dtype == bool or str(values.dtype) == "boolean":
        values = values.map({True: "true", False: "false"})
    numbers = {category.value: number for number, category in enumerate(categories)}
    codes = values.astype("object").map(numbers)
    return np.asarray(codes.fillna(0), dtype=np.uint8)


def _is_kind(declared: GeometryKind, geometries: NDArray[np.object_], kind: GeometryKind) -> bool:
    if declared in (GeometryKind.POINT, GeometryKind.LINE, GeometryKind.POLYGON):
        return declared == kind
    dimension = int(shapely.get_dimensions(geometries).max(initial=0))
    return dimension == (1 if kind is GeometryKind.LINE else 2)


def _line_layer(
    common: Mapping[str, Any], geometries: NDArray[np.object_], shows_direction: bool
) -> LineLayer:
    coordinates, start, owner = line_arrays(geometries)
    return LineLayer(
        **common,
        coordinates_m=coordinates,
        start=start,
        owner=owner,
        shows_direction=shows_direction,
    )


def _points(geometries: NDArray[np.object_]) -> NDArray[np.float64]:
    points = geometries
    if not (shapely.get_type_id(geometries) == shapely.GeometryType.POINT).all():
        points = shapely.point_on_surface(geometries)
    return np.column_stack((shapely.get_x(points), shapely.get_y(points)))


def _inner_points(
    geometries: NDArray[np.object_], settings: Mapping[str, Any]
) -> NDArray[np.float64]:
    return _points(geometries) if "label" in settings else np.empty((0, 2))


def _labels(
    frame: pd.DataFrame, settings: Mapping[str, Any], xy_m: NDArray[np.float64]
) -> Labels | None:
    column = settings.get("label")
    if column is None or column not in frame.columns:
        return None
    return Labels(
        texts=frame[column].to_numpy(dtype=object),
        xy_m=xy_m,
        max_m_per_px=float(settings["label_max_m_per_px"]),
        size_px=float(settings.get("label_size_px", 12.0)),
        priority=int(settings.get("label_priority", 0)),
    )
