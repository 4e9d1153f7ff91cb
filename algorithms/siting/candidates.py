"""Candidate sites that make sense on the ground.

Points are laid along roads and at junctions, then every rule gives each
candidate a verdict with the measured value, so that a kept one carries the
rules it passed and a rejected one says why.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from algorithms.network import nearest_line_m
from algorithms.parameters import declared

PASSED, UNKNOWN, FAILED = 1, 0, -1
# Distances are measured up to so many times the limit; farther is far enough.
LOOK_AROUND = 5.0


@dataclass(frozen=True, kw_only=True)
class CandidateRules:
    """Distances and limits of a site; every value is a declared parameter."""

    spacing_m: float = declared("public.candidate_spacing_m")
    offset_m: float = declared("public.candidate_offset_m")
    distance_drinking_source_m: float = declared("public.distance_drinking_source_m")
    distance_food_site_m: float = declared("public.distance_food_site_m")
    distance_building_m: float = declared("public.distance_building_m")
    distance_watercourse_m: float = declared("public.distance_watercourse_m")
    max_slope: float = declared("public.max_slope")
    vehicle_access_width_m: float = declared("public.vehicle_access_width_m")
    vehicle_reach_m: float = declared("public.vehicle_reach_m")
    frequented_road_persons: float = declared("public.frequented_road_persons")
    frequented_road_distance_m: float = declared("public.frequented_road_distance_m")
    visible_distance_m: float = declared("public.visible_distance_m")
    wind_from_deg: float = declared("public.wind_from_deg")


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What lies around the candidates; all coordinates in metres.

    Attributes
    ----------
    drinking_sources, food_sites, watercourses, restricted_areas
        Geometries to keep away from; restricted areas are those that forbid toilets.
    dwelling_xy_m, dwelling_persons
        Dwellings with their people, shapes (N, 2) and (N,).
    roads, road_width_m, road_vehicle, road_passed_by
        Road lines with their width (NaN where not known), whether a vehicle may use
        them, and whether people pass along them (no paths, steps or field tracks).
    """

    drinking_sources: NDArray[np.object_]
    food_sites: NDArray[np.object_]
    watercourses: NDArray[np.object_]
    restricted_areas: NDArray[np.object_]
    dwelling_xy_m: NDArray[np.float64]
    dwelling_persons: NDArray[np.float64]
    roads: NDArray[np.object_]
    road_width_m: NDArray[np.float64]
    road_vehicle: NDArray[np.bool_]
    road_passed_by: NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class RuleCheck:
    """One rule's verdict on every candidate.

    Attributes
    ----------
    rule
        Stable id of the rule; its sentences stand in ``resources/messages``.
    verdict
        1 passed, 0 not known, -1 failed; shape (candidates,).  A rule that only
        informs never fails.
    value
        What was measured, NaN where nothing was; shape (candidates,).
    limit
        What the rule asks for.
    unit
        Unit of value and limit.
    """

    rule: str
    verdict: NDArray[np.int8]
    value: NDArray[np.float64]
    limit: float
    unit: str


def lay_candidates(
    roads: Sequence[shapely.LineString], spacing_m: float, offset_m: float
) -> NDArray[np.float64]:
    """Lay points beside roads, on both sides, at most ``spacing_m`` apart along them.

    Parameters
    ----------
    roads
        Road lines in metres.
    spacing_m
        Largest distance between neighbours along a road; both ends of a road
        get points too, which puts some at every junction.
    offset_m
        Distance from the centre line.

    Returns
    -------
    NDArray
        Coordinates, shape (2 x places, 2); neighbours in it are the left and
        right side of one place.
    """
    lines = np.asarray(roads, dtype=object)
    lengths = shapely.length(lines)
    counts = np.maximum(np.ceil(lengths / spacing_m).astype(np.int64), 1) + 1
    owner = np.repeat(np.arange(len(lines)), counts)
    first = np.repeat(np.cumsum(counts) - counts, counts)
    share = (np.arange(len(owner)) - first) / (counts[owner] - 1)
    # The ends are drawn in by the offset, so that a point does not stand in the crossing.
    inset = np.minimum(offset_m, lengths[owner] / 4.0)
    along = inset + share * (lengths[owner] - 2.0 * inset)
    here = shapely.get_coordinates(shapely.line_interpolate_point(lines[owner], along))
    step = np.minimum(0.5, inset)
    ahead = shapely.get_coordinates(shapely.line_interpolate_point(lines[owner], along + step))
    behind = shapely.get_coordinates(shapely.line_interpolate_point(lines[owner], along - step))
    direction = ahead - behind
    norm = np.maximum(np.hypot(direction[:, 0], direction[:, 1]), 1e-9)
    left = np.column_stack([-direction[:, 1], direction[:, 0]]) / norm[:, None] * offset_m
    return np.stack([here + left, here - left], axis=1).reshape(-1, 2)


def check_candidates(
    xy_m: NDArray[np.float64],
    slope: NDArray[np.float64],
    around: Surroundings,
    rules: CandidateRules,
) -> tuple[RuleCheck, ...]:
    """Hold every candidate against every rule.

    Parameters
    ----------
    xy_m
        Candidates, shape (N, 2).
    slope
        Ground slope at the candidates (rise over run), NaN where not known.
    around, rules
        What lies around, and the limits.
    """
    points = np.asarray(shapely.points(xy_m), dtype=object)
    frequented = _persons_near(xy_m, around, rules.frequented_road_distance_m)
    return (
        _keeps_away(
            "drinking_source", points, around.drinking_sources, rules.distance_drinking_source_m
        ),
        _keeps_away("food_site", points, around.food_sites, rules.distance_food_site_m),
        _keeps_away("watercourse", points, around.watercourses, rules.distance_watercourse_m),
        _outside(points, around.restricted_areas),
        _from_dwellings(xy_m, around, rules.distance_building_m),
        _limited("slope", slope, rules.max_slope, "", upper=True),
        _limited("frequented", frequented, rules.frequented_road_persons, "persons", upper=False),
        _visible(points, around, rules.visible_distance_m),
        _vehicle(points, around, rules),
        _downwind(xy_m, around, rules),
    )


def passes(checks: Sequence[RuleCheck]) -> NDArray[np.bool_]:
    """Return which candidates failed no rule, shape (candidates,)."""
    return np.asarray(np.all([check.verdict != FAILED for check in checks], axis=0), dtype=np.bool_)


def thin_candidates(xy_m: NDArray[np.float64], cell_m: float) -> NDArray[np.int64]:
    """Keep the first candidate of every square cell; return their indices, ascending."""
    cell = np.floor(xy_m / cell_m).astype(np.int64)
    cell -= cell.min(axis=0, initial=0)
    number = cell[:, 0] * (cell[:, 1].max(initial=0) + 1) + cell[:, 1]
    return np.sort(np.unique(number, return_index=True)[1])


def _nearest_m(
    points: NDArray[np.object_], things: NDArray[np.object_], limit_m: float
) -> NDArray[np.float64]:
    """Return the distance to the nearest thing, 0 inside, infinite far beyond the limit."""
    distance = np.full(len(points), np.inf)
    if not len(things) or not len(points) or limit_m <= 0:
        return distance
    reach_m = LOOK_AROUND * limit_m
    xy_m = shapely.get_coordinates(points)
    parts = shapely.get_parts(things)
    dimension = shapely.get_dimensions(parts)
    lines = np.concatenate(
        [shapely.get_parts(shapely.boundary(parts[dimension == 2])), parts[dimension == 1]]
    )
    distance = nearest_line_m(lines, xy_m, limit_m=reach_m)
    spots = shapely.get_coordinates(parts[dimension == 0])
    if len(spots):
        to_spot = cKDTree(spots).query(xy_m, distance_upper_bound=reach_m)[0]
        distance = np.minimum(distance, to_spot)
    distance[_is_inside(points, things)] = 0.0
    return distance


def _is_inside(points: NDArray[np.object_], areas: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Return which points touch an area; the tree asks with the areas, which it prepares."""
    polygons = areas[shapely.get_dimensions(areas) == 2]
    if not len(polygons) or not len(points):
        return np.zeros(len(points), dtype=np.bool_)
    touched = shapely.STRtree(points).query(polygons, predicate="intersects")[1]
    return np.asarray(np.bincount(touched, minlength=len(points)) > 0, dtype=np.bool_)


def _keeps_away(
    rule: str, points: NDArray[np.object_], things: NDArray[np.object_], limit_m: float
) -> RuleCheck:
    nearest = _nearest_m(points, things, limit_m)
    return _limited(rule, nearest, limit_m, "m", upper=False)


def _limited(
    rule: str, value: NDArray[np.float64], limit: float, unit: str, *, upper: bool
) -> RuleCheck:
    good = value <= limit if upper else value >= limit
    verdict = np.where(np.isnan(value), UNKNOWN, np.where(good, PASSED, FAILED)).astype(np.int8)
    return RuleCheck(rule=rule, verdict=verdict, value=value, limit=limit, unit=unit)


def _outside(points: NDArray[np.object_], areas: NDArray[np.object_]) -> RuleCheck:
    inside = _is_inside(points, areas)
    verdict = np.where(inside, FAILED, PASSED).astype(np.int8)
    return RuleCheck(
        rule="restricted_area", verdict=verdict, value=inside.astype(np.float64), limit=0.0, unit=""
    )


def _from_dwellings(xy_m: NDArray[np.float64], around: Surroundings, limit_m: float) -> RuleCheck:
    distance = np.full(len(xy_m), np.inf)
    if len(around.dwelling_xy_m):
        distance = np.asarray(cKDTree(around.dwelling_xy_m).query(xy_m)[0], dtype=np.float64)
    return _limited("dwelling", distance, limit_m, "m", upper=False)


def _persons_near(
    xy_m: NDArray[np.float64], around: Surroundings, distance_m: float
) -> NDArray[np.float64]:
    if not len(around.dwelling_xy_m):
        return np.zeros(len(xy_m))
    pairs = _pairs_near(xy_m, around.dwelling_xy_m, distance_m)
    weights = around.dwelling_persons[pairs["j"]]
    return np.bincount(pairs["i"], weights=weights, minlength=len(xy_m)).astype(np.float64)


def _pairs_near(
    xy_m: NDArray[np.float64], dwelling_xy_m: NDArray[np.float64], distance_m: float
) -> NDArray[np.void]:
    """Return the pairs ``i, j`` of points and dwellings within a distance of each other."""
    dwellings = cKDTree(dwelling_xy_m)
    return np.asarray(
        cKDTree(xy_m).sparse_distance_matrix(dwellings, distance_m, output_type="ndarray")
    )


def _visible(points: NDArray[np.object_], around: Surroundings, limit_m: float) -> RuleCheck:
    """Ask for a road that people pass along, near enough for the toilet to be seen from it."""
    nearest = _nearest_m(points, around.roads[around.road_passed_by], limit_m)
    return _limited("visible", nearest, limit_m, "m", upper=True)


def _vehicle(points: NDArray[np.object_], around: Surroundings, rules: CandidateRules) -> RuleCheck:
    """Ask for a road wide enough for the emptying vehicle within reach of its hose.

    A road whose width is not known counts as "not known", never as passed.
    """
    usable = around.road_vehicle & ~(around.road_width_m < rules.vehicle_access_width_m)
    known = usable & ~np.isnan(around.road_width_m)
    reach = rules.vehicle_reach_m
    to_known = _nearest_m(points, around.roads[known], reach)
    to_any = _nearest_m(points, around.roads[usable], reach)
    verdict = np.where(to_known <= reach, PASSED, np.where(to_any <= reach, UNKNOWN, FAILED))
    value = np.where(verdict == PASSED, to_known, to_any)
    return RuleCheck(
        rule="vehicle", verdict=verdict.astype(np.int8), value=value, limit=reach, unit="m"
    )


def _downwind(xy_m: NDArray[np.float64], around: Surroundings, rules: CandidateRules) -> RuleCheck:
    """Tell whether a site lies downwind of the dwellings near it; for information only.

    The value is the angle between the way from the dwellings' centre of gravity to
    the site and the way the prevailing wind blows, 90 degrees or less being downwind.
    """
    offset_m = _from_centre_of_dwellings(xy_m, around, rules.frequented_road_distance_m)
    blows_to = np.radians(rules.wind_from_deg + 180.0)
    along = offset_m @ np.array([np.sin(blows_to), np.cos(blows_to)])
    length_m = np.hypot(offset_m[:, 0], offset_m[:, 1])
    with np.errstate(invalid="ignore", divide="ignore"):
        angle = np.degrees(np.arccos(np.clip(along / length_m, -1.0, 1.0)))
    if rules.wind_from_deg < 0:
        angle = np.full(len(xy_m), np.nan)
    verdict = np.where(angle <= 90.0, PASSED, UNKNOWN).astype(np.int8)
    return RuleCheck(rule="downwind", verdict=verdict, value=angle, limit=90.0, unit="deg")


def _from_centre_of_dwellings(
    xy_m: NDArray[np.float64], around: Surroundings, distance_m: float
) -> NDArray[np.float64]:
    """Return the way from the centre of gravity of the people nearby, NaN where nobody is."""
    if not len(around.dwelling_xy_m):
        return np.full(xy_m.shape, np.nan)
    pairs = _pairs_near(xy_m, around.dwelling_xy_m, distance_m)
    weight = around.dwelling_persons[pairs["j"]]
    total = np.bincount(pairs["i"], weights=weight, minlength=len(xy_m))
    place_m = around.dwelling_xy_m[pairs["j"]] * weight[:, None]
    moment = [np.bincount(pairs["i"], place_m[:, axis], len(xy_m)) for axis in (0, 1)]
    centre_m = np.full(xy_m.shape, np.nan)
    np.divide(np.column_stack(moment), total[:, None], out=centre_m, where=total[:, None] > 0)
    return np.asarray(xy_m - centre_m)
