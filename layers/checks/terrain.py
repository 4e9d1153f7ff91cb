"""Holes, spikes and coverage of the terrain."""

from __future__ import annotations

import numpy as np
from scipy.ndimage import binary_fill_holes, label, median_filter

from layers.checks.common import found_places
from layers.checks.limits import CheckLimits
from layers.crs import Bounds
from layers.findings import Finding, Severity
from layers.raster import TerrainRaster

_ROLE = "terrain"
_LISTED = 1000


def check_terrain(
    terrain: TerrainRaster, study_bounds: Bounds | None, limits: CheckLimits
) -> list[Finding]:
    """Check a terrain for enclosed holes, spikes, and whether it covers the study area.

    Parameters
    ----------
    terrain
        In the working system.
    study_bounds
        Bounds of all other layers, in the same system.
    limits
        Height of a spike.
    """
    findings = _holes(terrain) + _spikes(terrain, limits)
    if study_bounds is not None:
        findings += _coverage(terrain, study_bounds)
    return findings


def _centres(terrain: TerrainRaster, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    t = terrain.transform
    return np.column_stack((t.c + (columns + 0.5) * t.a, t.f + (rows + 0.5) * t.e))


def _holes(terrain: TerrainRaster) -> list[Finding]:
    missing = np.isnan(terrain.heights_m)
    if not missing.any():
        return []
    inside = missing & binary_fill_holes(~missing)
    marks, count = label(inside)
    if not count:
        return []
    _, first = np.unique(marks.ravel(), return_index=True)
    rows, columns = np.unravel_index(first[1:], marks.shape)
    xy = _centres(terrain, rows, columns)[:_LISTED]
    ids = [f"({x:.0f}, {y:.0f})" for x, y in xy]
    values = {"holes": int(count), "cells": int(inside.sum())}
    return found_places(Severity.WARNING, "findings.terrain_holes", _ROLE, ids, xy, **values)


def _spikes(terrain: TerrainRaster, limits: CheckLimits) -> list[Finding]:
    heights = terrain.heights_m
    if min(heights.shape) < 3:
        return []
    known = np.isfinite(heights)
    filled = np.where(known, heights, np.nanmedian(heights))
    off = np.abs(filled - median_filter(filled, size=3, mode="nearest"))
    rows, columns = np.nonzero((off > limits.spike_m) & known)
    order = np.argsort(-off[rows, columns], kind="stable")[:_LISTED]
    xy = _centres(terrain, rows[order], columns[order])
    ids = [f"({x:.0f}, {y:.0f})" for x, y in xy]
    values = {"height_m": limits.spike_m}
    return found_places(Severity.WARNING, "findings.terrain_spikes", _ROLE, ids, xy, **values)


def _coverage(terrain: TerrainRaster, study: Bounds) -> list[Finding]:
    west, south, east, north = terrain.bounds
    width = min(east, study[2]) - max(west, study[0])
    height = min(north, study[3]) - max(south, study[1])
    if width <= 0 or height <= 0:
        middle = np.array([((study[0] + study[2]) / 2, (study[1] + study[3]) / 2)])
        return found_places(
            Severity.ERROR, "findings.terrain_elsewhere", _ROLE, ["terrain"], middle
        )
    area = max((study[2] - study[0]) * (study[3] - study[1]), 1e-9)
    share = min(1.0, width * height / area)
    if share > 0.999:
        return []
    middle = np.array([((study[0] + study[2]) / 2, (study[1] + study[3]) / 2)])
    values = {"share": round(100 * share, 1)}
    return found_places(
        Severity.WARNING, "findings.terrain_part", _ROLE, ["terrain"], middle, **values
    )
