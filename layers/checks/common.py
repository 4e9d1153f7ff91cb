"""Ids and places of features for findings."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from layers.findings import Finding, Severity
from layers.schema import INPUT_SCHEMAS

BoolArray = NDArray[np.bool_]
FloatArray = NDArray[np.float64]


def feature_ids(frame: gpd.GeoDataFrame, role: str) -> NDArray[np.object_]:
    """Return the ids of features, or their row numbers from 1 where the role has none."""
    schema = INPUT_SCHEMAS.get(role)
    field = schema.id_field if schema else ""
    numbers = np.arange(1, len(frame) + 1).astype(str).astype(object)
    if not field or field not in frame:
        return numbers
    ids = frame[field]
    return np.where(ids.isna(), numbers, ids.astype(object)).astype(object)


def feature_xy(frame: gpd.GeoDataFrame) -> FloatArray:
    """Return one point on each feature, shape (n, 2); NaN where it has no geometry."""
    geometry = frame.geometry.to_numpy()
    xy = np.full((len(geometry), 2), np.nan)
    usable = ~(shapely.is_missing(geometry) | shapely.is_empty(geometry))
    xy[usable] = shapely.get_coordinates(shapely.point_on_surface(geometry[usable]))
    return xy


def found(
    severity: Severity,
    code: str,
    frame: gpd.GeoDataFrame,
    role: str,
    mask: BoolArray,
    **values: Any,
) -> list[Finding]:
    """Return one finding on the features of a mask, or none where it is empty."""
    if not mask.any():
        return []
    xy = feature_xy(frame[mask])
    return [
        Finding(
            severity=severity,
            code=code,
            role=role,
            count=int(mask.sum()),
            ids=tuple(str(one) for one in feature_ids(frame, role)[mask]),
            xy=tuple(map(tuple, xy.tolist())),
            values=values,
        )
    ]


def found_places(
    severity: Severity, code: str, role: str, ids: list[str], xy: FloatArray, **values: Any
) -> list[Finding]:
    """Return one finding on places, or none where there are none."""
    if not len(ids):
        return []
    return [
        Finding(
            severity=severity,
            code=code,
            role=role,
            count=len(ids),
            ids=tuple(ids),
            xy=tuple(map(tuple, np.asarray(xy).tolist())),
            values=values,
        )
    ]
