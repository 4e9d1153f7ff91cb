"""All checks over all layers."""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd
import numpy as np

from layers.checks.boundaries import check_boundaries
from layers.checks.features import check_features
from layers.checks.households import check_households
from layers.checks.limits import CheckLimits, default_limits
from layers.checks.position import check_positions
from layers.checks.roads import check_roads
from layers.checks.terrain import check_terrain
from layers.crs import Bounds
from layers.findings import Finding
from layers.raster import TerrainRaster
from layers.vector import VectorLayer

Layers = Mapping[str, VectorLayer | gpd.GeoDataFrame]


def check_layers(
    layers: Layers, terrain: TerrainRaster | None, limits: CheckLimits | None = None
) -> list[Finding]:
    """Check the layers of a study area, each by itself and all together.

    Parameters
    ----------
    layers
        Role -> layer, all in the working system.
    terrain
        Heights in the working system, or None.
    limits
        Limits of the checks; those of the default profile where None.

    Returns
    -------
    list of Finding
        Each with the ids concerned and a place on the map per id; nothing
        is changed.
    """
    limits = limits or default_limits()
    frames = {
        role: layer.frame if isinstance(layer, VectorLayer) else layer
        for role, layer in layers.items()
    }
    frames = {role: frame for role, frame in frames.items() if len(frame)}
    findings: list[Finding] = []
    for role, frame in frames.items():
        findings += check_features(frame, role, limits)
    villages, roads = frames.get("village_boundaries"), frames.get("roads")
    if villages is not None:
        findings += check_boundaries(villages, limits)
    if roads is not None:
        findings += check_roads(_usable(roads), villages, limits)
    households = frames.get("households")
    if households is not None:
        findings += check_households(_usable(households), villages, roads, terrain, limits)
    findings += check_positions(frames, limits)
    if terrain is not None:
        findings += check_terrain(terrain, _study_bounds(frames), limits)
    return findings


def _usable(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return frame[frame.geometry.notna() & ~frame.geometry.is_empty]


def _study_bounds(frames: Mapping[str, gpd.GeoDataFrame]) -> Bounds | None:
    """Return the bounds of villages, else of households, else of everything."""
    for role in ("village_boundaries", "households"):
        if role in frames:
            return tuple(float(edge) for edge in frames[role].total_bounds)  # type: ignore[return-value]
    if not frames:
        return None
    edges = np.array([frame.total_bounds for frame in frames.values()])
    west, south = np.nanmin(edges[:, :2], axis=0)
    east, north = np.nanmax(edges[:, 2:], axis=0)
    return (float(west), float(south), float(east), float(north))
