"""Households against villages, roads, terrain and each other."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.checks.common import BoolArray, found
from layers.checks.limits import CheckLimits
from layers.findings import Finding, Severity
from layers.raster import TerrainRaster

_ROLE = "households"


def check_households(
    frame: gpd.GeoDataFrame,
    villages: gpd.GeoDataFrame | None,
    roads: gpd.GeoDataFrame | None,
    terrain: TerrainRaster | None,
    limits: CheckLimits,
) -> list[Finding]:
    """Check where the households stand and how many people they hold."""
    findings = [*_same_place(frame, limits), *_persons(frame, limits)]
    if villages is not None and len(villages):
        findings += _villages(frame, villages)
    if roads is not None and len(roads):
        findings += _far_from_roads(frame, roads, limits)
    if terrain is not None:
        xy = shapely.get_coordinates(shapely.centroid(frame.geometry.to_numpy()))
        off = np.isnan(terrain.sample(xy))
        findings += found(Severity.WARNING, "findings.off_terrain", frame, _ROLE, off)
    return findings


def _same_place(frame: gpd.GeoDataFrame, limits: CheckLimits) -> list[Finding]:
    geometry = frame.geometry.to_numpy()
    tree = shapely.STRtree(geometry)
    first, second = tree.query(geometry, predicate="dwithin", distance=limits.same_place_m)
    mask = np.zeros(len(frame), dtype=bool)
    mask[first[first > second]] = True
    values = {"distance_m": limits.same_place_m}
    findings = found(Severity.WARNING, "findings.same_place", frame, _ROLE, mask, **values)
    if "householder_name" not in frame:
        return findings
    columns = ["householder_name", "village_code", "village_name", "persons_registered"]
    known = [column for column in columns if column in frame]
    twice = frame.duplicated(subset=known, keep=False) & frame["householder_name"].notna()
    people = twice.to_numpy() & mask
    return findings + found(Severity.WARNING, "findings.household_twice", frame, _ROLE, people)


def _numbers(frame: gpd.GeoDataFrame, column: str) -> np.ndarray:
    if column not in frame:
        return np.full(len(frame), np.nan)
    numbers = pd.to_numeric(frame[column], errors="coerce").astype("float64")
    return np.asarray(numbers, dtype=np.float64)


def _persons(frame: gpd.GeoDataFrame, limits: CheckLimits) -> list[Finding]:
    registered = _numbers(frame, "persons_registered")
    resident = _numbers(frame, "persons_resident")
    most = np.fmax(registered, resident)
    unknown = np.isnan(most)
    values = {"persons_max": limits.persons_max}
    return [
        *found(Severity.INFO, "findings.persons_unknown", frame, _ROLE, unknown),
        *found(Severity.INFO, "findings.persons_zero", frame, _ROLE, most == 0),
        *found(
            Severity.WARNING, "findings.persons_absurd", frame, _ROLE,
            most > limits.persons_max, **values,
        ),
        *found(
            Severity.INFO, "findings.residents_exceed", frame, _ROLE, resident > registered
        ),
    ]  # fmt: skip


def _villages(frame: gpd.GeoDataFrame, villages: gpd.GeoDataFrame) -> list[Finding]:
    """Compare the village a household stands in with the one it names."""
    polygons = villages.geometry.to_numpy()
    points, polygon = shapely.STRtree(polygons).query(
        frame.geometry.to_numpy(), predicate="intersects"
    )
    inside = np.full(len(frame), -1)
    inside[points] = polygon
    outside = inside < 0
    findings = found(Severity.WARNING, "findings.outside_villages", frame, _ROLE, outside)
    for field in ("village_code", "village_name"):
        if field in frame and field in villages and frame[field].notna().any():
            other = _differs(frame[field], villages[field], inside)
            values = {"field": field}
            findings += found(
                Severity.WARNING, "findings.other_village", frame, _ROLE, other, **values
            )
            break
    return findings


def _differs(said: pd.Series, names: pd.Series, inside: np.ndarray) -> BoolArray:
    known = set(names.dropna().astype(str))
    there = np.where(inside >= 0, names.astype(object).to_numpy()[inside], None)
    return np.array(
        [
            here is not None and not pd.isna(word) and word in known and word != here
            for word, here in zip(said, there, strict=True)
        ],
        dtype=bool,
    )


def _far_from_roads(
    frame: gpd.GeoDataFrame, roads: gpd.GeoDataFrame, limits: CheckLimits
) -> list[Finding]:
    points = frame.geometry.to_numpy()
    near, _ = shapely.STRtree(roads.geometry.to_numpy()).query(
        points, predicate="dwithin", distance=limits.access_limit_m
    )
    far = np.ones(len(points), dtype=bool)
    far[near] = False
    values = {"distance_m": limits.access_limit_m}
    return found(Severity.WARNING, "findings.far_from_roads", frame, _ROLE, far, **values)
