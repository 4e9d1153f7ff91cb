"""Coordinates of a source brought into the working system, with every doubt named."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from layers.crs import (
    CGCS2000,
    LONLAT,
    Bounds,
    bounds_of,
    in_china,
    is_old_chinese_datum,
    is_outside_area_of_use,
    label,
    lonlat_bounds,
    looks_swapped,
    parse_crs,
    propose_crs,
    transformer,
    working_crs,
)
from layers.datum_shift import unshift
from layers.errors import CrsError
from layers.findings import Finding, Severity
from layers.geometry import GeometryArray
from layers.io.raw import noticed


@dataclass(frozen=True, kw_only=True)
class PlacingOptions:
    """What the user says about the position of a source.

    Attributes
    ----------
    crs
        System of the coordinates; overrules what the file says.
    datum_shift
        ``gcj02`` or ``bd09`` when the coordinates come from such a map.
    target_crs
        Working system; chosen from the data where it is None.
    near_lonlat
        Where the township is known to be, in degrees.
    """

    crs: str | None = None
    datum_shift: str | None = None
    target_crs: str | CRS | None = None
    near_lonlat: tuple[float, float] | None = None


@dataclass(frozen=True, kw_only=True)
class Placed:
    """Geometries in the working system; None where a point fell off the projection."""

    geometry: GeometryArray
    crs: CRS
    source_crs: CRS
    findings: tuple[Finding, ...]


def place(
    geometry: GeometryArray,
    rows: NDArray[np.int64],
    declared: CRS | None,
    options: PlacingOptions,
    is_lonlat: bool = False,
) -> Placed:
    """Bring geometries into the working system.

    Nothing is assumed about the system: it comes from the user, the file, or
    columns that name longitude and latitude. Axes that the numbers show to
    be swapped are swapped back.

    Parameters
    ----------
    geometry, rows
        Clean geometries (None allowed) and their source rows, shape (n,).
    declared
        System named by the file.
    options
        The user's word.
    is_lonlat
        Whether the columns' names say longitude and latitude.

    Raises
    ------
    CrsError
        When the system is unknown or contradicts the numbers; the values
        name proposals.
    """
    findings: list[Finding] = []
    bounds = bounds_of(shapely.get_coordinates(geometry))
    source = _source_crs(bounds, declared, options, is_lonlat, findings)
    if looks_swapped(bounds, source):
        geometry = shapely.transform(geometry, lambda xy: xy[:, ::-1])
        bounds = (bounds[1], bounds[0], bounds[3], bounds[2])
        findings.append(noticed(Severity.WARNING, "findings.axes_swapped", (), len(geometry)))
    _check_numbers(bounds, source, options)
    _note_doubts(bounds, source, findings)
    original = source
    if options.datum_shift:
        geometry, source = _unshifted(geometry, source, options.datum_shift)
        bounds = bounds_of(shapely.get_coordinates(geometry))
        values = {"shift": options.datum_shift}
        findings.append(
            noticed(Severity.INFO, "findings.shift_removed", (), len(geometry), **values)
        )
    target = _target_crs(bounds, source, options)
    moved, lost = _transformed(geometry, source, target)
    if lost.any():
        findings.append(noticed(Severity.ERROR, "findings.off_the_projection", rows[lost]))
    return Placed(geometry=moved, crs=target, source_crs=original, findings=tuple(findings))


def _source_crs(
    bounds: Bounds,
    declared: CRS | None,
    options: PlacingOptions,
    is_lonlat: bool,
    findings: list[Finding],
) -> CRS:
    if options.crs:
        given = parse_crs(options.crs)
        if declared is not None and not declared.equals(given, ignore_axis_order=True):
            values = {"given": label(given), "declared": label(declared)}
            findings.append(noticed(Severity.INFO, "findings.crs_overruled", (), 1, **values))
        return given
    if declared is not None:
        return declared
    if is_lonlat and max(abs(b) for b in bounds) <= 180:
        middle = ((bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2)
        is_chinese = in_china(*middle) or in_china(*middle[::-1])
        chosen = parse_crs(CGCS2000) if is_chinese else LONLAT
        values = {"crs": label(chosen)}
        findings.append(noticed(Severity.INFO, "findings.crs_from_names", (), 1, **values))
        return chosen
    raise CrsError("crs.unknown", **_proposal_values(bounds, options))


def _proposal_values(bounds: Bounds, options: PlacingOptions) -> dict[str, Any]:
    proposals = propose_crs(bounds, options.near_lonlat)
    names = [proposal.crs for proposal in proposals]
    shown = ", ".join([*names[:2], "…", *names[-1:]] if len(names) > 4 else names) or "-"
    numbers = f"x {bounds[0]:.6g} … {bounds[2]:.6g}, y {bounds[1]:.6g} … {bounds[3]:.6g}"
    return {"proposals": shown, "numbers": numbers}


def _check_numbers(bounds: Bounds, crs: CRS, options: PlacingOptions) -> None:
    """Refuse degrees that are none, and metres that cannot be any."""
    is_degrees = (
        max(abs(bounds[0]), abs(bounds[2])) <= 360
        and max(abs(bounds[1]), abs(bounds[3])) <= 90.0001
    )
    fits = is_degrees if crs.is_geographic else not _are_degrees_outside(bounds, crs)
    if not fits:
        raise CrsError("crs.contradicted", crs=label(crs), **_proposal_values(bounds, options))


def _are_degrees_outside(bounds: Bounds, crs: CRS) -> bool:
    """Tell whether metres look like degrees and would put the data where the system ends."""
    largest = max(abs(edge) for edge in bounds)
    return largest <= 180 and crs.area_of_use is not None and is_outside_area_of_use(bounds, crs)


def _note_doubts(bounds: Bounds, crs: CRS, findings: list[Finding]) -> None:
    values = {"crs": label(crs), "name": crs.name}
    if is_outside_area_of_use(bounds, crs):
        findings.append(noticed(Severity.WARNING, "findings.outside_area_of_use", (), 1, **values))
    if is_old_chinese_datum(crs):
        findings.append(noticed(Severity.WARNING, "findings.old_datum", (), 1, **values))


def _unshifted(geometry: GeometryArray, crs: CRS, shift: str) -> tuple[GeometryArray, CRS]:
    degrees = geometry
    if not crs.is_geographic:
        degrees, _ = _transformed(geometry, crs, LONLAT)
    return shapely.transform(degrees, lambda xy: unshift(xy, shift)), LONLAT


def _target_crs(bounds: Bounds, source: CRS, options: PlacingOptions) -> CRS:
    if options.target_crs is not None:
        return parse_crs(options.target_crs)
    degrees = lonlat_bounds(bounds, source)
    if not all(math.isfinite(value) for value in degrees):
        raise CrsError("crs.contradicted", crs=label(source), **_proposal_values(bounds, options))
    return working_crs(degrees)


def _transformed(
    geometry: GeometryArray, source: CRS, target: CRS
) -> tuple[GeometryArray, NDArray[np.bool_]]:
    if source.equals(target, ignore_axis_order=True):
        return geometry, np.zeros(len(geometry), dtype=bool)
    way = transformer(source, target)

    def move(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(way.transform(xy[:, 0], xy[:, 1]))

    moved = shapely.transform(geometry, move)
    coordinates, owner = shapely.get_coordinates(moved, return_index=True)
    lost = np.zeros(len(geometry), dtype=bool)
    lost[owner[~np.isfinite(coordinates).all(axis=1)]] = True
    moved[lost] = None
    return moved, lost
