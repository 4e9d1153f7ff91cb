"""Columns of a layer as arrays; a missing column is a column of missing values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

if TYPE_CHECKING:
    import geopandas as gpd


def numbers(frame: gpd.GeoDataFrame, name: str) -> NDArray[np.float64]:
    """Return a column of numbers, NaN where missing; booleans as 0 and 1."""
    if name not in frame:
        return np.full(len(frame), np.nan)
    return np.asarray(frame[name].to_numpy(dtype=np.float64, na_value=np.nan))


def words(frame: gpd.GeoDataFrame, name: str) -> NDArray[np.object_]:
    """Return a column of texts, empty where missing."""
    if name not in frame:
        return np.full(len(frame), "", dtype=object)
    column: pd.Series[Any] = frame[name].astype(object)
    return column.where(column.notna(), "").astype(str).to_numpy(dtype=object)


def flags(frame: gpd.GeoDataFrame, name: str, *, missing: bool) -> NDArray[np.bool_]:
    """Return a column of switches, ``missing`` where the value is missing."""
    values = numbers(frame, name)
    return np.where(np.isnan(values), missing, values != 0)


def point_xy(frame: gpd.GeoDataFrame) -> NDArray[np.float64]:
    """Return a point inside each feature, shape (N, 2); NaN where it has no geometry."""
    points = frame.geometry.representative_point()
    return np.column_stack([points.x.to_numpy(), points.y.to_numpy()])


def unique_ids(ids: NDArray[np.object_], prefix: str) -> NDArray[np.object_]:
    """Return ids that are never empty and never repeat.

    An empty id becomes the prefix with the place in the layer (``T001``), a
    repeated one gets a number behind it (``A``, ``A-2``, ``A-3``).
    """
    taken: set[str] = set(ids.tolist())
    seen: set[str] = set()
    unique = []
    for number, given in enumerate(ids.tolist(), start=1):
        candidate = given or _first_free(f"{prefix}{number:03d}", taken | seen)
        if candidate in seen:
            candidate = _first_free(candidate, taken | seen)
        seen.add(candidate)
        unique.append(candidate)
    return np.array(unique, dtype=object)


def _first_free(stem: str, taken: set[str]) -> str:
    """Return the stem, or the stem with the first number behind it that is free."""
    if stem not in taken:
        return stem
    number = 2
    while f"{stem}-{number}" in taken:
        number += 1
    return f"{stem}-{number}"
