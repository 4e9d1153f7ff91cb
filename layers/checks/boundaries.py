"""Gaps and overlaps between villages."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely

from layers.checks.common import feature_ids, found_places
from layers.checks.limits import CheckLimits
from layers.findings import Finding, Severity

_ROLE = "village_boundaries"
_SMALLEST_M2 = 0.01


def check_boundaries(frame: gpd.GeoDataFrame, limits: CheckLimits) -> list[Finding]:
    """Report where villages overlap, and holes between them narrower than the limit."""
    geometry = shapely.make_valid(frame.geometry.to_numpy())
    return _overlaps(frame, geometry, limits) + _gaps(geometry, limits)


def _overlaps(frame: gpd.GeoDataFrame, geometry: np.ndarray, limits: CheckLimits) -> list[Finding]:
    tree = shapely.STRtree(geometry)
    first, second = tree.query(geometry, predicate="intersects")
    once = first < second
    first, second = first[once], second[once]
    shared = shapely.intersection(geometry[first], geometry[second])
    area = shapely.area(shared)
    real = area > _SMALLEST_M2
    first, second, shared, area = first[real], second[real], shared[real], area[real]
    width = 2 * area / np.maximum(shapely.length(shared), 1e-9)
    names = feature_ids(frame, _ROLE)
    findings: list[Finding] = []
    for is_wide, severity, code in (
        (False, Severity.INFO, "findings.villages_overlap_little"),
        (True, Severity.WARNING, "findings.villages_overlap"),
    ):
        chosen = (width > limits.border_sliver_width_m) == is_wide
        ids = [f"{names[a]}/{names[b]}" for a, b in zip(first[chosen], second[chosen], strict=True)]
        xy = shapely.get_coordinates(shapely.point_on_surface(shared[chosen]))
        values = {"area_m2": round(float(area[chosen].sum()), 1)}
        findings += found_places(severity, code, _ROLE, ids, xy, **values)
    return findings


def _gaps(geometry: np.ndarray, limits: CheckLimits) -> list[Finding]:
    together = shapely.union_all(geometry)
    # Closing by half the width fills narrow gaps, those open to the outside too.
    reach = limits.border_sliver_width_m / 2
    closed = shapely.buffer(
        shapely.buffer(together, reach, join_style="mitre"), -reach, join_style="mitre"
    )
    gaps = shapely.get_parts(shapely.difference(closed, together))
    gaps = gaps[shapely.area(gaps) > 1.0]
    if len(geometry) < 2 or not len(gaps):
        return []
    tree = shapely.STRtree(geometry)
    gap_index, village = tree.query(gaps, predicate="dwithin", distance=0.01)
    neighbours = np.bincount(gap_index, minlength=len(gaps))
    between = neighbours >= 2
    del village
    xy = shapely.get_coordinates(shapely.point_on_surface(gaps[between]))
    ids = [f"({x:.0f}, {y:.0f})" for x, y in xy]
    values = {"area_m2": round(float(shapely.area(gaps[between]).sum()), 1)}
    return found_places(Severity.INFO, "findings.village_gaps", _ROLE, ids, xy, **values)
