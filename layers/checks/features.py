"""Faults of single features that any role can have."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.checks.common import BoolArray, found
from layers.checks.limits import CheckLimits
from layers.fields import FieldType
from layers.findings import Finding, Severity
from layers.schema import schema_of

_MANY_MISSING_SHARE = 0.2


def check_features(frame: gpd.GeoDataFrame, role: str, limits: CheckLimits) -> list[Finding]:
    """Check geometry and attributes of each feature of a layer."""
    geometry = frame.geometry.to_numpy()
    empty = shapely.is_missing(geometry) | shapely.is_empty(geometry)
    invalid = ~empty & ~shapely.is_valid(geometry)
    crossing = ~empty & (shapely.get_dimensions(geometry) == 1) & ~shapely.is_simple(geometry)
    findings = [
        *found(Severity.WARNING, "findings.empty_geometry", frame, role, empty),
        *found(Severity.WARNING, "findings.still_invalid", frame, role, invalid),
        *found(Severity.INFO, "findings.self_crossing", frame, role, crossing),
    ]
    if role != "households":  # whose places are compared with a tolerance
        same = _same_geometry(geometry) & ~empty
        findings += found(Severity.WARNING, "findings.same_geometry", frame, role, same)
    thin = ~empty & _slivers(geometry, limits.sliver_width_m)
    values = {"width_m": limits.sliver_width_m}
    findings += found(Severity.WARNING, "findings.slivers", frame, role, thin, **values)
    return findings + _check_attributes(frame, role)


def _same_geometry(geometry: np.ndarray) -> BoolArray:
    """Tell the second and later of features with the same geometry, direction aside."""
    keys = pd.Series(shapely.to_wkb(shapely.normalize(geometry)))
    return np.asarray(keys.duplicated() & keys.notna(), dtype=np.bool_)


def _slivers(geometry: np.ndarray, width_m: float) -> BoolArray:
    """Tell polygons narrower than a width, by twice their area over their perimeter."""
    is_polygon: BoolArray = shapely.get_dimensions(geometry) == 2
    with np.errstate(divide="ignore", invalid="ignore"):
        width = 2 * shapely.area(geometry) / shapely.length(geometry)
    return np.asarray(is_polygon & ~(width >= width_m), dtype=np.bool_)


def _check_attributes(frame: gpd.GeoDataFrame, role: str) -> list[Finding]:
    schema = schema_of(role)
    findings: list[Finding] = []
    for field in schema.fields:
        if field.name not in frame or not len(frame):
            continue
        column = frame[field.name]
        missing = column.isna().to_numpy()
        share = missing.mean()
        if 0 < share < 1 and not _is_remark(field.name):
            severity = Severity.WARNING if share > _MANY_MISSING_SHARE else Severity.INFO
            values = {"field": field.name, "share": round(100 * float(share), 1)}
            findings += found(severity, "findings.values_missing", frame, role, missing, **values)
        if field.type in (FieldType.INTEGER, FieldType.REAL):
            findings += _check_bounds(frame, role, field.name, field.minimum, field.maximum)
        if field.name == schema.id_field:
            clash = (column.duplicated(keep=False) & column.notna()).to_numpy()
            values = {"field": field.name}
            findings += found(Severity.ERROR, "findings.id_clash", frame, role, clash, **values)
    return findings


def _is_remark(name: str) -> bool:
    """Tell whether a field is for reading only, so that nobody misses it."""
    return name in ("note", "oneway") or name.endswith("_name")


def _check_bounds(
    frame: gpd.GeoDataFrame, role: str, field: str, minimum: float | None, maximum: float | None
) -> list[Finding]:
    numbers = pd.to_numeric(frame[field], errors="coerce").astype("float64").to_numpy()
    outside = np.zeros(len(frame), dtype=bool)
    if minimum is not None:
        outside |= numbers < minimum
    if maximum is not None:
        outside |= numbers > maximum
    values = {"field": field, "column": field, "minimum": minimum, "maximum": maximum}
    return found(Severity.WARNING, "findings.out_of_bounds", frame, role, outside, **values)
