"""Lengths and areas drawn on the map."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import hypot

import shapely

Way = Sequence[tuple[float, float]]


def measured_length_m(way_m: Way) -> float:
    """Return the length of a way.

    Examples
    --------
    >>> measured_length_m([(0.0, 0.0), (3.0, 4.0), (3.0, 10.0)])
    11.0
    """
    return float(sum(hypot(x1 - x0, y1 - y0) for (x0, y0), (x1, y1) in pairwise(way_m)))


def measured_area_m2(way_m: Way) -> float:
    """Return the area inside a closed way, 0 below three corners.

    Examples
    --------
    >>> measured_area_m2([(0.0, 0.0), (4.0, 0.0), (4.0, 3.0)])
    6.0
    """
    return float(shapely.Polygon(way_m).area) if len(way_m) > 2 else 0.0
