"""Whether a layer lies where the township is, and if not, why."""

from __future__ import annotations

import math
from typing import Any

import pyproj
import shapely

from layers.crs import (
    LONLAT,
    Bounds,
    bounds_of,
    looks_swapped,
    parse_crs,
    propose_crs,
    transformer,
)
from layers.errors import CrsError
from layers.vector import VectorLayer

_FAR_KM = 50.0


def lonlat_middle(layer: VectorLayer) -> tuple[float, float]:
    """Return the middle of a layer in degrees of longitude and latitude."""
    west, south, east, north = layer.frame.total_bounds
    to_degrees = transformer(layer.frame.crs, LONLAT)
    lon, lat = to_degrees.transform((west + east) / 2, (south + north) / 2)
    return (float(lon), float(lat))


def require_near(
    layer: VectorLayer, township_lonlat: tuple[float, float], far_km: float = _FAR_KM
) -> None:
    """Stop when a layer lies elsewhere, naming the likely cause.

    Parameters
    ----------
    layer
        Just read, in the working system.
    township_lonlat
        Where the other layers lie, in degrees (`lonlat_middle` of the first).
    far_km
        Distance of the middles that is still believed.

    Raises
    ------
    CrsError
        With the distance and the cause: swapped axes, another zone or
        system (named), or simply another place.
    """
    here = lonlat_middle(layer)
    if not all(math.isfinite(value) for value in here):
        raise CrsError(
            "crs.outside_study_area", file=layer.source.path, crs=layer.source.crs, distance_km="?"
        )
    distance_km = pyproj.Geod(ellps="WGS84").inv(*here, *township_lonlat)[2] / 1000
    if distance_km <= far_km:
        return
    code, values = _cause(layer, township_lonlat)
    raise CrsError(
        code, file=layer.source.path, layer=layer.source.layer, crs=layer.source.crs,
        distance_km=round(distance_km), **values,
    )  # fmt: skip


def _cause(layer: VectorLayer, township_lonlat: tuple[float, float]) -> tuple[str, dict[str, Any]]:
    bounds = _source_bounds(layer)
    turned = (bounds[1], bounds[0], bounds[3], bounds[2])
    if looks_swapped(bounds) or _is_close(turned, layer.source.crs, township_lonlat):
        return "crs.outside_swapped", {}
    proposals = [p.crs for p in propose_crs(bounds, township_lonlat) if p.crs != layer.source.crs]
    if proposals:
        return "crs.outside_other_system", {"proposals": ", ".join(proposals[:3])}
    return "crs.outside_study_area", {}


def _source_bounds(layer: VectorLayer) -> Bounds:
    back = transformer(layer.frame.crs, parse_crs(layer.source.crs))
    xy = shapely.get_coordinates(layer.frame.geometry.to_numpy())
    x, y = back.transform(xy[:, 0], xy[:, 1])
    return bounds_of(list(zip(x, y, strict=True)))


def _is_close(bounds: Bounds, crs: str, township_lonlat: tuple[float, float]) -> bool:
    to_degrees = transformer(parse_crs(crs), LONLAT)
    lon, lat = to_degrees.transform((bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2)
    if not (math.isfinite(lon) and math.isfinite(lat)):
        return False
    distance_m = pyproj.Geod(ellps="WGS84").inv(lon, lat, *township_lonlat)[2]
    return bool(distance_m <= _FAR_KM * 1000)
