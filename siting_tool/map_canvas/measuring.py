"""Lengths, areas and slopes drawn on the map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import hypot
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from layers.raster import TerrainRaster

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


@dataclass(frozen=True, kw_only=True)
class MeasuredSlope:
    """The ground along a way.

    Attributes
    ----------
    length_m
        Length on the map.
    rise_m
        Height of the end above the start.
    mean_gradient
        Rise over length; falls are negative.
    steepest_gradient
        Greatest rise or fall over run between neighbouring samples, one cell
        of the terrain apart; never negative.
    """

    length_m: float
    rise_m: float
    mean_gradient: float
    steepest_gradient: float


def measured_slope(terrain: TerrainRaster, way_m: Way) -> MeasuredSlope | None:
    """Return the slope along a way, None where the way is too short or its ends have no height."""
    length_m = measured_length_m(way_m)
    if length_m == 0.0:
        return None
    line = shapely.LineString(way_m)
    samples = max(round(length_m / min(terrain.cell_size_m)), 1) + 1
    places = np.linspace(0.0, length_m, samples)
    heights = terrain.sample(shapely.get_coordinates(shapely.line_interpolate_point(line, places)))
    rise_m = float(heights[-1] - heights[0])
    if np.isnan(rise_m):
        return None
    return MeasuredSlope(
        length_m=length_m,
        rise_m=rise_m,
        mean_gradient=rise_m / length_m,
        steepest_gradient=float(np.nanmax(np.abs(np.diff(heights)))) / (length_m / (samples - 1)),
    )
