"""Topology of the roads: loose ends, islands, gaps at borders, one-way nonsense."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from layers.checks.common import BoolArray, FloatArray, feature_ids, found, found_places
from layers.checks.limits import CheckLimits
from layers.findings import Finding, Severity

_ROLE = "roads"
_ONE_WAY = {"", "yes", "no", "true", "false", "1", "0", "-1", "reversible", "alternating",
            "f", "t", "b", "是", "否", "单向", "双向", "正向", "反向"}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class _Ends:
    """Ends of road parts: part, row of the road, place, and distance to another road."""

    part: NDArray[np.intp]
    road: NDArray[np.intp]
    xy_m: FloatArray
    nearest_m: FloatArray
    is_free: BoolArray


def check_roads(
    frame: gpd.GeoDataFrame, villages: gpd.GeoDataFrame | None, limits: CheckLimits
) -> list[Finding]:
    """Check how the roads hang together.

    Ends within the closing tolerance of another road without touching it are
    joined for the network; those a little farther are only reported. Roads
    count as joined where their lines meet within the tolerance.
    """
    parts, road = shapely.get_parts(frame.geometry.to_numpy(), return_index=True)
    lines = np.asarray(parts, dtype=object)
    if not len(lines):
        return []
    tree = shapely.STRtree(lines)
    ends = _free_ends(lines, road, tree, limits)
    names = feature_ids(frame, _ROLE)
    return [
        *_loose(ends, names, limits),
        *_islands(frame, lines, road, tree, limits),
        *_border_gaps(ends, names, villages, limits),
        *_one_way(frame),
    ]


def _free_ends(
    lines: np.ndarray, road: NDArray[np.intp], tree: shapely.STRtree, limits: CheckLimits
) -> _Ends:
    part = np.repeat(np.arange(len(lines)), 2)
    xy = np.empty((2 * len(lines), 2))
    xy[0::2] = shapely.get_coordinates(shapely.get_point(lines, 0))
    xy[1::2] = shapely.get_coordinates(shapely.get_point(lines, -1))
    points = np.asarray(shapely.points(xy), dtype=object)
    nearest = np.full(len(points), np.inf)
    reach = max(limits.border_gap_m, limits.near_miss_m)
    point, line = tree.query(points, predicate="dwithin", distance=reach)
    other = line != part[point]
    point, line = point[other], line[other]
    np.minimum.at(nearest, point, shapely.distance(points[point], lines[line]))
    closed = shapely.is_closed(lines)[part]
    return _Ends(
        part=part,
        road=road[part],
        xy_m=xy,
        nearest_m=nearest,
        is_free=(nearest > 1e-6) & ~closed,
    )


def _loose(ends: _Ends, names: NDArray[np.object_], limits: CheckLimits) -> list[Finding]:
    joined = ends.is_free & (ends.nearest_m <= limits.node_tolerance_m)
    suspect = ends.is_free & ~joined & (ends.nearest_m <= limits.near_miss_m)
    findings: list[Finding] = []
    for mask, severity, code, limit_m in (
        (joined, Severity.INFO, "findings.roads_unsnapped_ends", limits.node_tolerance_m),
        (suspect, Severity.WARNING, "findings.roads_near_misses", limits.near_miss_m),
    ):
        ids = [str(name) for name in names[ends.road[mask]]]
        values = {"tolerance_m": limit_m}
        findings += found_places(severity, code, _ROLE, ids, ends.xy_m[mask], **values)
    return findings


def _islands(
    frame: gpd.GeoDataFrame,
    lines: np.ndarray,
    road: NDArray[np.intp],
    tree: shapely.STRtree,
    limits: CheckLimits,
) -> list[Finding]:
    first, second = tree.query(lines, predicate="dwithin", distance=limits.node_tolerance_m)
    size = len(lines)
    links = coo_array((np.ones(len(first)), (first, second)), shape=(size, size))
    count, label = connected_components(links, directed=False)
    if count < 2:
        return []
    length = np.bincount(label, weights=shapely.length(lines), minlength=count)
    island_parts = label != int(length.argmax())
    mask = np.zeros(len(frame), dtype=bool)
    mask[road[island_parts]] = True
    values = {
        "islands": count - 1,
        "length_m": round(float(shapely.length(lines[island_parts]).sum())),
    }
    return found(Severity.WARNING, "findings.road_islands", frame, _ROLE, mask, **values)


def _border_gaps(
    ends: _Ends,
    names: NDArray[np.object_],
    villages: gpd.GeoDataFrame | None,
    limits: CheckLimits,
) -> list[Finding]:
    """Report dead ends of two villages that face each other across their border."""
    if villages is None or len(villages) < 2:
        return []
    dead = np.flatnonzero(ends.is_free & (ends.nearest_m > limits.near_miss_m))
    points = np.asarray(shapely.points(ends.xy_m[dead]), dtype=object)
    tree = shapely.STRtree(points)
    first, second = tree.query(points, predicate="dwithin", distance=limits.border_gap_m)
    once = (first < second) & (ends.part[dead[first]] != ends.part[dead[second]])
    first, second = first[once], second[once]
    if not len(first):
        return []
    village = np.full(len(points), -1)
    inside, polygon = shapely.STRtree(villages.geometry.to_numpy()).query(
        points, predicate="intersects"
    )
    village[inside] = polygon
    across = (village[first] != village[second]) & (village[first] >= 0) & (village[second] >= 0)
    pairs = list(zip(dead[first[across]], dead[second[across]], strict=True))
    ids = [f"{names[ends.road[a]]}/{names[ends.road[b]]}" for a, b in pairs]
    xy = np.array([(ends.xy_m[a] + ends.xy_m[b]) / 2 for a, b in pairs]).reshape(-1, 2)
    values = {"distance_m": limits.border_gap_m}
    return found_places(Severity.WARNING, "findings.roads_missing_link", _ROLE, ids, xy, **values)


def _one_way(frame: gpd.GeoDataFrame) -> list[Finding]:
    """Report one-way values that mean nothing, and one-way foot ways."""
    if "oneway" not in frame:
        return []
    words = frame["oneway"].map(lambda value: "" if pd.isna(value) else str(value).lower())
    strange = (~words.isin(_ONE_WAY)).to_numpy()
    one_way = words.isin({"yes", "true", "1", "-1", "是", "单向"}).to_numpy()
    on_foot = frame["road_class"].isin(("path", "steps")).to_numpy(dtype=bool)
    return [
        *found(Severity.INFO, "findings.oneway_unknown", frame, _ROLE, strange),
        *found(Severity.INFO, "findings.oneway_foot", frame, _ROLE, one_way & on_foot),
    ]
