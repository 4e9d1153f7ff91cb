"""Where the data lies: working systems, .prj dialects, proposals from the numbers."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
import pyproj
import pyproj.network
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError

from layers.errors import CrsError

Bounds = tuple[float, float, float, float]
"""West, south, east, north (or least x, least y, greatest x, greatest y)."""

LONLAT = CRS.from_epsg(4326)
CGCS2000 = "EPSG:4490"
_CHINA_LONLAT: Bounds = (73.4, 16.7, 135.1, 53.6)
_CHINA_NORTHING_M = (1.8e6, 6.0e6)
_ZONE_3_DEGREE = range(25, 46)
_ZONE_6_DEGREE = range(13, 24)
_NEAR_M = 100_000.0
_AREA_OF_USE_MARGIN_DEG = 1.0
_OLD_CHINESE_DATUMS = ("beijing", "xian", "xi'an", "new beijing", "krass", "pulkovo")


@dataclass(frozen=True, kw_only=True)
class CrsProposal:
    """One coordinate reference system that would explain the numbers.

    Attributes
    ----------
    crs
        Authority code, such as ``EPSG:4546``.
    reason
        Stable id of the reason, with its texts in ``resources/messages``.
    values
        Named values that the reason shows.
    certainty
        Between 0 and 1; 1 only where the numbers leave no other reading.
    """

    crs: str
    reason: str
    values: dict[str, Any] = field(default_factory=dict)
    certainty: float = 0.5


@lru_cache(maxsize=64)
def transformer(source: CRS, target: CRS) -> Transformer:
    """Return the way from one system to another, x east and y north on both sides.

    Making one takes PROJ some tenths of a second, so they are kept.
    """
    return Transformer.from_crs(source, target, always_xy=True)


def disable_network() -> None:
    """Keep PROJ from fetching grids over the network."""
    pyproj.network.set_network_enabled(active=False)  # type: ignore[attr-defined]


def in_china(lon: float, lat: float) -> bool:
    """Tell whether a place lies in the rectangle that CGCS2000 is declared for."""
    west, south, east, north = _CHINA_LONLAT
    return west <= lon <= east and south <= lat <= north


def cgcs2000_zone_crs(lon: float) -> CRS:
    """Return the CGCS2000 3-degree Gauss-Krueger system without zone number at a longitude.

    Code 4534 + (CM - 75) / 3 for the central meridians 75 to 135 degrees east
    (EPSG dataset v11.022). A longitude on the border of two zones goes east.
    """
    meridian = min(max(3 * math.floor(lon / 3 + 0.5), 75), 135)
    return CRS.from_epsg(4534 + (meridian - 75) // 3)


def utm_crs(lon: float, lat: float) -> CRS:
    """Return the WGS-84 UTM zone at a place."""
    zone = min(int((lon + 180.0) // 6.0) + 1, 60)
    return CRS.from_epsg((32600 if lat >= 0 else 32700) + zone)


def working_crs(bounds_lonlat: Bounds) -> CRS:
    """Return the metric system to plan in, for data within these bounds in degrees.

    The CGCS2000 3-degree zone of the middle when it lies in China, else its
    UTM zone.
    """
    lon = (bounds_lonlat[0] + bounds_lonlat[2]) / 2
    lat = (bounds_lonlat[1] + bounds_lonlat[3]) / 2
    return cgcs2000_zone_crs(lon) if in_china(lon, lat) else utm_crs(lon, lat)


def parse_crs(text: str | int | CRS) -> CRS:
    """Return the system of an authority code, WKT or PROJ text.

    Raises
    ------
    CrsError
        When the text names no known system.
    """
    try:
        return CRS.from_user_input(text)
    except CRSError as error:
        raise CrsError("crs.not_understood", text=str(text)[:80]) from error


def recognise(crs: CRS) -> CRS:
    """Return the plain two-dimensional system, as an authority code where one fits.

    ESRI and other dialects of .prj files are matched to the EPSG dataset; a
    height system that came along is put aside.
    """
    if crs.is_compound:
        crs = crs.sub_crs_list[0]
    if len(crs.axis_info) > 2:
        crs = crs.to_2d()
    authority = crs.to_authority(min_confidence=70)
    if authority is None:
        return crs
    try:
        return CRS.from_authority(*authority)
    except CRSError:
        return crs


def label(crs: CRS) -> str:
    """Return the authority code of a system, or its name where it has none."""
    authority = crs.to_authority()
    return ":".join(authority) if authority else crs.name


def definition(crs: CRS) -> str:
    """Return text that `parse_crs` turns into the same system again."""
    authority = crs.to_authority()
    return ":".join(authority) if authority else crs.to_wkt()


def is_old_chinese_datum(crs: CRS) -> bool:
    """Tell whether the system stands on Beijing 1954 or Xian 1980.

    For those no transformation grid is public, so the way to CGCS2000 is
    only approximate.
    """
    base = crs.geodetic_crs
    names = f"{base.name} {base.datum.name if base.datum else ''}".lower() if base else ""
    return any(name in names for name in _OLD_CHINESE_DATUMS)


def _is_plain_degrees(crs: CRS) -> bool:
    """Tell whether the coordinates are degrees east and north of Greenwich as they stand."""
    return crs.to_authority() in (("EPSG", "4326"), ("EPSG", "4490"), ("OGC", "CRS84"))


def lonlat_bounds(bounds: Bounds, crs: CRS) -> Bounds:
    """Return bounds in degrees; infinite where the place is outside the projection."""
    if _is_plain_degrees(crs):
        return bounds
    try:
        to_degrees = transformer(crs, LONLAT)
        west, south, east, north = to_degrees.transform_bounds(*bounds, densify_pts=5)
    except ProjError:
        return (math.inf,) * 4
    return (west, south, east, north)


def is_outside_area_of_use(bounds: Bounds, crs: CRS) -> bool:
    """Tell whether coordinates lie where the system is not meant to be used."""
    area = crs.area_of_use
    if area is None:
        return False
    middle = ((bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2)
    lon, lat = middle if _is_plain_degrees(crs) else transformer(crs, LONLAT).transform(*middle)
    if not (math.isfinite(lon) and math.isfinite(lat)):
        return True
    margin = _AREA_OF_USE_MARGIN_DEG
    crosses_date_line = area.west > area.east
    in_longitude = crosses_date_line or area.west - margin <= lon <= area.east + margin
    return not (in_longitude and area.south - margin <= lat <= area.north + margin)


def looks_swapped(bounds: Bounds, crs: CRS | None = None) -> bool:
    """Tell whether x and y stand in each other's place, as far as the numbers show it.

    Certain for latitudes beyond 90 degrees and for Chinese data: longitudes
    of China (73 to 135) cannot be latitudes, and northings of 7 digits beside
    eastings of 6 or 8 digits show by themselves. Chinese sheets name the
    northing X.
    """
    west, south, east, north = bounds
    if _are_degrees((south, west, north, east)) and not _are_degrees(bounds):
        return True
    if _are_degrees(bounds):
        return (crs is None or crs.is_geographic) and (
            in_china(south, west) and in_china(north, east) and not in_china(west, south)
        )
    northings = _CHINA_NORTHING_M[0] <= west and east <= _CHINA_NORTHING_M[1]
    return northings and (_is_six_digits(south, north) or _zone_of(south, north) is not None)


def _are_degrees(bounds: Bounds) -> bool:
    west, south, east, north = bounds
    return west >= -180 and east <= 180 and south >= -90 and north <= 90


def _is_six_digits(least: float, greatest: float) -> bool:
    return least >= 1e5 and greatest < 1e6


def _zone_of(least: float, greatest: float) -> int | None:
    zone = int(least // 1e6)
    same = zone == int(greatest // 1e6)
    return zone if same and zone in (*_ZONE_6_DEGREE, *_ZONE_3_DEGREE) else None


def propose_crs(
    bounds: Bounds, near_lonlat: tuple[float, float] | None = None
) -> tuple[CrsProposal, ...]:
    """List the systems that would explain coordinates without a declared system.

    Parameters
    ----------
    bounds
        Of the coordinates as they stand in the file; x and y are exchanged
        where the numbers show that y is east.
    near_lonlat
        Where the township is known to be, in degrees; then only systems that
        put the data within 100 km of it are named.

    Returns
    -------
    tuple of CrsProposal
        Best first; empty when no known system fits. Nothing is assumed:
        the user chooses.
    """
    if looks_swapped(bounds):
        bounds = (bounds[1], bounds[0], bounds[3], bounds[2])
    west, south, east, north = bounds
    if _are_degrees(bounds):
        proposals = _degree_proposals(west, south, east, north)
    elif _zone_of(west, east) is not None and _is_china_northing(south, north):
        proposals = _numbered_zone_proposals(_zone_of(west, east) or 0)
    elif _is_six_digits(west, east) and _is_china_northing(south, north):
        proposals = _plain_zone_proposals(near_lonlat)
    else:
        proposals = []
    if not _are_degrees(bounds):
        proposals += _world_proposals(bounds, near_lonlat)
    if near_lonlat is not None:
        proposals = [p for p in proposals if _is_near(bounds, p.crs, near_lonlat)]
    return tuple(sorted(proposals, key=lambda proposal: -proposal.certainty))


def _is_china_northing(south: float, north: float) -> bool:
    return _CHINA_NORTHING_M[0] <= south and north <= _CHINA_NORTHING_M[1]


def _degree_proposals(west: float, south: float, east: float, north: float) -> list[CrsProposal]:
    if in_china(west, south) and in_china(east, north):
        return [
            CrsProposal(crs=CGCS2000, reason="crs_reason.degrees_china", certainty=0.9),
            CrsProposal(crs="EPSG:4326", reason="crs_reason.degrees", certainty=0.6),
        ]
    return [CrsProposal(crs="EPSG:4326", reason="crs_reason.degrees", certainty=0.9)]


def _numbered_zone_proposals(zone: int) -> list[CrsProposal]:
    if zone in _ZONE_3_DEGREE:
        code, width = 4488 + zone, 3
    else:
        code, width = 4491 + zone - 13, 6
    meridian = zone * 3 if width == 3 else zone * 6 - 3
    values = {"zone": zone, "width": width, "meridian": meridian}
    return [
        CrsProposal(
            crs=f"EPSG:{code}", reason="crs_reason.zone_in_easting", values=values, certainty=0.9
        )
    ]


def _plain_zone_proposals(near_lonlat: tuple[float, float] | None) -> list[CrsProposal]:
    """Name every zone, or those about the township's longitude."""
    return [
        CrsProposal(
            crs=f"EPSG:{4534 + (meridian - 75) // 3}",
            reason="crs_reason.plain_zone",
            values={"meridian": meridian},
            certainty=0.4,
        )
        for meridian in range(75, 136, 3)
        if near_lonlat is None or abs(meridian - near_lonlat[0]) <= 3
    ]


def _world_proposals(bounds: Bounds, near_lonlat: tuple[float, float] | None) -> list[CrsProposal]:
    west, south, east, north = bounds
    world_m = 20_037_508.4
    proposals = []
    if max(abs(west), abs(east), abs(south), abs(north)) <= world_m and abs(west) > 1e6:
        proposals.append(
            CrsProposal(crs="EPSG:3857", reason="crs_reason.web_mercator", certainty=0.3)
        )
    if near_lonlat is not None:
        local = utm_crs(*near_lonlat)
        values = {"name": local.name}
        # Surveys in China are in Gauss-Kruger zones by law, and UTM is 1 to 2 km off them.
        certainty = 0.3 if in_china(*near_lonlat) else 0.5
        proposals.append(
            CrsProposal(
                crs=label(local), reason="crs_reason.utm", values=values, certainty=certainty
            )
        )
    return proposals


def _is_near(bounds: Bounds, crs: str, near_lonlat: tuple[float, float]) -> bool:
    middle = ((bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2)
    lon, lat = transformer(parse_crs(crs), LONLAT).transform(*middle)
    if not (math.isfinite(lon) and math.isfinite(lat)):
        return False
    _, _, distance_m = pyproj.Geod(ellps="WGS84").inv(lon, lat, *near_lonlat)
    return bool(distance_m <= _NEAR_M)


def bounds_of(xy: Iterable[tuple[float, float]] | np.ndarray) -> Bounds:
    """Return the bounds of points, shape (n, 2), leaving out what is not finite."""
    points = np.asarray(xy, dtype=np.float64).reshape(-1, 2)
    points = points[np.isfinite(points).all(axis=1)]
    if not len(points):
        return (math.nan,) * 4
    (west, south), (east, north) = points.min(axis=0), points.max(axis=0)
    return (float(west), float(south), float(east), float(north))
