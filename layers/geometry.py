"""Geometry brought into the kind that a role takes, and repaired."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.fields import GeometryKind
from layers.findings import Finding, Severity
from layers.io.raw import noticed

GeometryArray = NDArray[np.object_]

_TYPE_NAMES = np.array(
    ["Point", "LineString", "LinearRing", "Polygon", "MultiPoint", "MultiLineString",
     "MultiPolygon", "GeometryCollection"], dtype=object,
)  # fmt: skip
_POINT, _LINE, _POLYGON = (0, 4), (1, 2, 5), (3, 6)
_COLLECTION = 7
_PARTS = {
    GeometryKind.POINT: (*_POINT, *_POLYGON),
    GeometryKind.POINT_OR_POLYGON: (*_POINT, *_POLYGON),
    GeometryKind.LINE: _LINE,
    GeometryKind.POLYGON: _POLYGON,
    GeometryKind.ANY: (*_POINT, *_LINE, *_POLYGON),
}


@dataclass(frozen=True, kw_only=True)
class Cleaned:
    """Geometries that fit a role.

    Attributes
    ----------
    geometry
        One per row given; None where the row has to be left out.
    repaired
        Rows whose geometry was repaired or reduced.
    findings
        What was done, with source rows as ids.
    """

    geometry: GeometryArray
    repaired: NDArray[np.bool_]
    findings: tuple[Finding, ...]


def clean(geometry: GeometryArray, rows: NDArray[np.int64], kind: GeometryKind) -> Cleaned:
    """Repair geometries and keep the parts that a role takes.

    Invalid polygons are made valid without losing area that is theirs
    (`shapely.make_valid`, method "structure"); of mixed collections the
    fitting parts are kept; polygons of a point role are taken at a point
    inside; multi-geometries of one part become simple.

    Parameters
    ----------
    geometry
        Shape (n,), None where a row has none.
    rows
        Source row of each, shape (n,).
    kind
        Kind that the role takes.
    """
    result = shapely.force_2d(geometry)
    findings: list[Finding] = []
    missing = shapely.is_missing(result) | shapely.is_empty(result)
    broken = ~missing & ~_is_finite(result)
    result[missing | broken] = None
    _note(findings, Severity.WARNING, "findings.no_geometry", rows[missing])
    _note(findings, Severity.WARNING, "findings.coordinates_not_finite", rows[broken])
    if kind is GeometryKind.LINE:
        no_length = (shapely.get_dimensions(result) == 1) & (shapely.length(result) == 0)
        result[no_length] = None
        _note(findings, Severity.WARNING, "findings.line_without_length", rows[no_length])
    was_polygon = shapely.get_dimensions(result) == 2
    repaired = _repair(result, rows, findings)
    repaired |= _fit(result, rows, kind, was_polygon, findings)
    return Cleaned(geometry=result, repaired=repaired, findings=tuple(findings))


def _note(
    findings: list[Finding],
    severity: Severity,
    code: str,
    rows: NDArray[np.int64],
    **values: object,
) -> None:
    if len(rows):
        findings.append(noticed(severity, code, rows, **values))


def _is_finite(geometry: GeometryArray) -> NDArray[np.bool_]:
    coordinates, owner = shapely.get_coordinates(geometry, return_index=True)
    broken = np.zeros(len(geometry), dtype=bool)
    broken[owner[~np.isfinite(coordinates).all(axis=1)]] = True
    return ~broken


def _repair(
    result: GeometryArray, rows: NDArray[np.int64], findings: list[Finding]
) -> NDArray[np.bool_]:
    invalid = ~shapely.is_valid(result) & ~shapely.is_missing(result)
    if not invalid.any():
        return invalid
    before = result[invalid]
    reasons = {str(r).partition("[")[0] for r in shapely.is_valid_reason(result[invalid])}
    made = shapely.make_valid(result[invalid], method="structure", keep_collapsed=True)
    result[invalid] = made
    collapsed = shapely.get_dimensions(made) < shapely.get_dimensions(before)
    _note(
        findings, Severity.WARNING, "findings.invalid_geometry", rows[invalid],
        reasons=", ".join(sorted(reasons)),
    )  # fmt: skip
    _note(findings, Severity.WARNING, "findings.collapsed_polygon", rows[invalid][collapsed])
    return invalid


def repaired_polygons(geometry: GeometryArray) -> tuple[GeometryArray, NDArray[np.bool_]]:
    """Make polygons valid that projection or rounding bent, leaving all else; tells which."""
    bent = (shapely.get_dimensions(geometry) == 2) & ~shapely.is_valid(geometry)
    result = geometry.copy()
    result[bent] = shapely.make_valid(geometry[bent], method="structure", keep_collapsed=False)
    return result, bent


def _fit(
    result: GeometryArray,
    rows: NDArray[np.int64],
    kind: GeometryKind,
    was_polygon: NDArray[np.bool_],
    findings: list[Finding],
) -> NDArray[np.bool_]:
    wanted = _PARTS[kind]
    types = shapely.get_type_id(result)
    mixed = types == _COLLECTION
    reduced = np.zeros(len(result), dtype=bool)
    if kind in (GeometryKind.POINT, GeometryKind.POINT_OR_POLYGON):
        # What is left of a polygon without area still says where it stands.
        fallen = was_polygon & (shapely.get_dimensions(result) < 2)
        result[fallen] = shapely.point_on_surface(result[fallen])
    for index in np.flatnonzero(mixed):
        parts = _flat_parts(result[index])
        fitting = [part for part in parts if shapely.get_type_id(part) in wanted]
        reduced[index] = len(fitting) < len(parts)
        result[index] = _combined(fitting, kind)
    _note(findings, Severity.WARNING, "findings.collection_reduced", rows[reduced])
    if kind is not GeometryKind.LINE and kind is not GeometryKind.ANY:
        _close_outlines(result, rows, findings)
    types = shapely.get_type_id(result)
    wrong = (types >= 0) & ~np.isin(types, wanted)
    for type_id in np.unique(types[wrong]):
        name = _TYPE_NAMES[type_id]
        _note(
            findings, Severity.WARNING, "findings.wrong_geometry_type",
            rows[wrong & (types == type_id)], type=name, kind=kind.value,
        )  # fmt: skip
    result[wrong] = None
    return reduced | _simplify(result, rows, kind, findings)


def _close_outlines(
    result: GeometryArray, rows: NDArray[np.int64], findings: list[Finding]
) -> None:
    """Take closed lines as areas: survey drawings (DXF) outline houses and plots with them."""
    outlines = (shapely.get_type_id(result) == 1) & shapely.is_ring(result)
    if outlines.any():
        result[outlines] = shapely.polygons(_rings(result[outlines]))
        _note(findings, Severity.INFO, "findings.outlines_closed", rows[outlines])


def _rings(lines: GeometryArray) -> GeometryArray:
    return np.array([shapely.LinearRing(line.coords) for line in lines], dtype=object)


def _flat_parts(geometry: shapely.Geometry) -> list[shapely.Geometry]:
    parts = [geometry]
    while any(shapely.get_type_id(part) == _COLLECTION for part in parts):
        parts = list(shapely.get_parts(parts))
    return parts


def _combined(parts: list[shapely.Geometry], kind: GeometryKind) -> shapely.Geometry | None:
    if not parts:
        return None
    if len(parts) == 1:
        return parts[0]
    flat = list(shapely.get_parts(parts))
    dimensions = shapely.get_dimensions(flat)
    if kind in (GeometryKind.POINT, GeometryKind.POINT_OR_POLYGON, GeometryKind.ANY):
        # One feature has one kind of geometry: that of the highest dimension.
        flat = [part for part, d in zip(flat, dimensions, strict=True) if d == dimensions.max()]
    multi = (shapely.MultiPoint, shapely.MultiLineString, shapely.MultiPolygon)
    return multi[int(shapely.get_dimensions(flat[0]))](flat)


def _simplify(
    result: GeometryArray, rows: NDArray[np.int64], kind: GeometryKind, findings: list[Finding]
) -> NDArray[np.bool_]:
    types = shapely.get_type_id(result)
    repaired = np.zeros(len(result), dtype=bool)
    single = np.isin(types, (4, 5, 6)) & (shapely.get_num_geometries(result) == 1)
    result[single] = shapely.get_geometry(result[single], 0)
    types = shapely.get_type_id(result)
    if kind in (GeometryKind.POINT, GeometryKind.POINT_OR_POLYGON):
        several = types == 4
        result[several] = shapely.get_geometry(result[several], 0)
        _note(findings, Severity.WARNING, "findings.first_point_taken", rows[several])
        repaired |= several
    if kind is GeometryKind.POINT:
        polygons = np.isin(types, _POLYGON)
        result[polygons] = shapely.point_on_surface(result[polygons])
        _note(findings, Severity.INFO, "findings.point_inside_taken", rows[polygons])
    if kind is GeometryKind.LINE:
        several = types == 5
        result[several] = shapely.line_merge(result[several])
    return repaired
