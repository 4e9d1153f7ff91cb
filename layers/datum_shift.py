"""GCJ-02 and BD-09: the shifted coordinates of Chinese web maps and phones.

The formulas are those published with the map services' shift (the GCJ-02
polynomial on the Krassovsky ellipsoid, and Baidu's rotation on top of it).
There is no closed inverse; it is iterated until it closes within a
millimetre.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from layers.errors import CrsError

FloatArray = NDArray[np.float64]

SHIFTS = ("gcj02", "bd09")
_KRASSOVSKY_A_M = 6378245.0
_KRASSOVSKY_E2 = 0.00669342162296594323
_BAIDU_ANGLE = np.pi * 3000.0 / 180.0
_BAIDU_OFFSET = (0.0065, 0.006)
_INVERSE_TOLERANCE_DEG = 1e-10
_INVERSE_ROUNDS = 30


def _waves(t: FloatArray, first: float, second: float) -> FloatArray:
    return (20.0 * np.sin(first * np.pi * t) + 20.0 * np.sin(second * np.pi * t)) * 2.0 / 3.0


def _offset_deg(lon: FloatArray, lat: FloatArray) -> tuple[FloatArray, FloatArray]:
    x, y = lon - 105.0, lat - 35.0
    root = np.sqrt(np.abs(x))
    common = _waves(x, 6.0, 2.0)
    north_m = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + common
    north_m += (20.0 * np.sin(y * np.pi) + 40.0 * np.sin(y / 3.0 * np.pi)) * 2.0 / 3.0
    north_m += (160.0 * np.sin(y / 12.0 * np.pi) + 320.0 * np.sin(y * np.pi / 30.0)) * 2.0 / 3.0
    east_m = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + common
    east_m += (20.0 * np.sin(x * np.pi) + 40.0 * np.sin(x / 3.0 * np.pi)) * 2.0 / 3.0
    east_m += (150.0 * np.sin(x / 12.0 * np.pi) + 300.0 * np.sin(x / 30.0 * np.pi)) * 2.0 / 3.0
    phi = np.radians(lat)
    w2 = 1.0 - _KRASSOVSKY_E2 * np.sin(phi) ** 2
    meridian_m = _KRASSOVSKY_A_M * (1.0 - _KRASSOVSKY_E2) / (w2 * np.sqrt(w2))
    parallel_m = _KRASSOVSKY_A_M / np.sqrt(w2) * np.cos(phi)
    return np.degrees(east_m / parallel_m), np.degrees(north_m / meridian_m)


def gcj02_from_wgs84(lonlat_deg: FloatArray) -> FloatArray:
    """Shift WGS-84 (or CGCS2000) degrees to GCJ-02; shape (n, 2), longitude first.

    Points outside the rectangle of China stay as they are.
    """
    lon, lat = lonlat_deg[:, 0], lonlat_deg[:, 1]
    inside = (lon > 72.004) & (lon < 137.8347) & (lat > 0.8293) & (lat < 55.8271)
    east, north = _offset_deg(lon, lat)
    shifted = np.column_stack((lon + east, lat + north))
    return np.where(inside[:, None], shifted, lonlat_deg)


def bd09_from_gcj02(lonlat_deg: FloatArray) -> FloatArray:
    """Apply Baidu's further rotation to GCJ-02 degrees; shape (n, 2)."""
    x, y = lonlat_deg[:, 0], lonlat_deg[:, 1]
    radius = np.hypot(x, y) + 0.00002 * np.sin(y * _BAIDU_ANGLE)
    angle = np.arctan2(y, x) + 0.000003 * np.cos(x * _BAIDU_ANGLE)
    return np.column_stack((radius * np.cos(angle), radius * np.sin(angle))) + _BAIDU_OFFSET


def bd09_from_wgs84(lonlat_deg: FloatArray) -> FloatArray:
    """Shift WGS-84 degrees to BD-09; shape (n, 2)."""
    return bd09_from_gcj02(gcj02_from_wgs84(lonlat_deg))


FORWARD = {"gcj02": gcj02_from_wgs84, "bd09": bd09_from_wgs84}
"""The shift of WGS-84 degrees, shape (n, 2), by the name of the system."""


def unshift(lonlat_deg: FloatArray, shift: str) -> FloatArray:
    """Return WGS-84 degrees of points given in a shifted system.

    Fixed-point iteration ``p <- p + (shifted - forward(p))``; the shift
    varies by less than a thousandth per degree, so it converges in a few
    rounds.

    Parameters
    ----------
    lonlat_deg
        Shape (n, 2), longitude first.
    shift
        ``gcj02`` or ``bd09``.

    Raises
    ------
    CrsError
        When the shift is not known.
    """
    forward = FORWARD.get(shift)
    if forward is None:
        raise CrsError("crs.unknown_shift", shift=shift, shifts=", ".join(SHIFTS))
    shifted = np.asarray(lonlat_deg, dtype=np.float64)
    found = shifted.copy()
    for _ in range(_INVERSE_ROUNDS):
        step = shifted - forward(found)
        found += step
        if not len(step) or np.nanmax(np.abs(step), initial=0.0) < _INVERSE_TOLERANCE_DEG:
            break
    return found
