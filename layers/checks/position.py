"""Layers that lie elsewhere, or a few hundred metres off, as shifted map coordinates do."""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import shapely

from layers.checks.common import FloatArray, feature_xy, found_places
from layers.checks.limits import CheckLimits
from layers.crs import LONLAT, in_china, transformer
from layers.datum_shift import FORWARD, SHIFTS, unshift
from layers.findings import Finding, Severity

_REFERENCES = ("roads", "village_boundaries", "households")
_POINT_ROLES = ("households", "public_toilets", "places", "candidate_sites", "treatment_sites")
_FEWEST_POINTS = 5
_SAMPLE = 2000


def check_positions(layers: Mapping[str, gpd.GeoDataFrame], limits: CheckLimits) -> list[Finding]:
    """Report layers far from the others, and point layers off the roads as if shifted."""
    findings = _elsewhere(layers, limits)
    away = {finding.role for finding in findings}
    roads = layers.get("roads")
    if roads is None or not len(roads) or "roads" in away:
        return findings
    for role in _POINT_ROLES:
        frame = layers.get(role)
        if frame is not None and len(frame) >= _FEWEST_POINTS and role not in away:
            findings += _shifted(frame, role, roads, limits)
    return findings


def _elsewhere(layers: Mapping[str, gpd.GeoDataFrame], limits: CheckLimits) -> list[Finding]:
    centres = {
        role: np.nanmedian(feature_xy(frame.head(_SAMPLE)), axis=0)
        for role, frame in layers.items()
        if len(frame)
    }
    if len(centres) < 2:
        return []
    # The median place is that of the majority, so one stray layer does not move it.
    middle = np.median(np.array(list(centres.values())), axis=0)
    anchors = [centres[role] for role in _REFERENCES if role in centres]
    if len(centres) == 2 and anchors:
        middle = anchors[0]
    findings: list[Finding] = []
    for role, centre in centres.items():
        distance_km = float(np.hypot(*(centre - middle))) / 1000
        if distance_km > limits.far_layer_km:
            values = {"distance_km": round(distance_km, 1)}
            findings += found_places(
                Severity.ERROR, "findings.layer_elsewhere", role, [role], centre[None], **values
            )
    return findings


def _median_distance(xy_m: FloatArray, tree: shapely.STRtree) -> float:
    points = shapely.points(xy_m)
    _, distance = tree.query_nearest(points, return_distance=True, all_matches=False)
    return float(np.median(distance))


def _shifted(
    frame: gpd.GeoDataFrame, role: str, roads: gpd.GeoDataFrame, limits: CheckLimits
) -> list[Finding]:
    """Suspect a shift when undoing (or applying) it halves the distance to the roads."""
    xy = feature_xy(frame.iloc[:: max(1, len(frame) // _SAMPLE)])
    xy = xy[np.isfinite(xy).all(axis=1)]
    tree = shapely.STRtree(roads.geometry.to_numpy())
    here_m = _median_distance(xy, tree)
    middle = np.median(xy, axis=0)[None]
    for shift, moved, direction in _candidates(xy, frame):
        there_m = _median_distance(moved, tree)
        if here_m > 30.0 and there_m < 0.4 * here_m:
            values = {
                "shift": shift,
                "direction": direction,
                "here_m": round(here_m),
                "there_m": round(there_m),
            }
            return found_places(
                Severity.WARNING, "findings.maybe_shifted", role, [role], middle, **values
            )
    if limits.shift_least_m <= here_m <= limits.shift_most_m:
        values = {"here_m": round(here_m)}
        return found_places(
            Severity.WARNING, "findings.off_the_roads", role, [role], middle, **values
        )
    return []


def _candidates(xy: FloatArray, frame: gpd.GeoDataFrame) -> list[tuple[str, FloatArray, str]]:
    to_degrees = transformer(frame.crs, LONLAT)
    degrees = np.column_stack(to_degrees.transform(xy[:, 0], xy[:, 1]))
    if not in_china(*np.median(degrees, axis=0)):
        return []
    candidates = []
    for shift in SHIFTS:
        for moved, direction in ((unshift(degrees, shift), "-"), (FORWARD[shift](degrees), "+")):
            back = to_degrees.transform(moved[:, 0], moved[:, 1], direction="INVERSE")
            candidates.append((shift, np.column_stack(back), direction))
    return candidates
