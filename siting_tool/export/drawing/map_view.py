"""Where on paper a place on the ground lies: frame, middle and standard scale."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from siting_tool.export.drawing.boxes import Rect

FloatArray = NDArray[np.float64]
Bounds = tuple[float, float, float, float]
"""West, south, east, north in metres."""

STANDARD_SCALES = (500, 1_000, 2_000, 5_000, 10_000, 25_000, 50_000, 100_000, 200_000, 500_000)
"""Denominators of the scales that plans and topographic maps use in China."""


@dataclass(frozen=True, kw_only=True)
class MapView:
    """A map frame on paper and what it shows.

    Attributes
    ----------
    frame
        Place of the map on the page, mm.
    centre_m
        Ground coordinates in its middle (east, north).
    scale
        Denominator: 2000 for 1:2000.
    """

    frame: Rect
    centre_m: tuple[float, float]
    scale: int

    @property
    def mm_per_m(self) -> float:
        """Millimetres on paper per metre on the ground."""
        return 1000.0 / self.scale

    @property
    def bounds_m(self) -> Bounds:
        """Ground that the frame shows."""
        half_x = self.frame.width / self.mm_per_m / 2.0
        half_y = self.frame.height / self.mm_per_m / 2.0
        x, y = self.centre_m
        return (x - half_x, y - half_y, x + half_x, y + half_y)

    def to_paper(self, xy_m: FloatArray) -> FloatArray:
        """Return places on the ground as millimetres on the page, shape (n, 2)."""
        offset = np.asarray(xy_m, dtype=np.float64) - np.asarray(self.centre_m)
        return np.asarray(offset * self.mm_per_m + np.asarray(self.frame.centre))


def fitting_scale(
    width_m: float,
    height_m: float,
    frame_mm: tuple[float, float],
    scales: tuple[int, ...] = STANDARD_SCALES,
) -> int | None:
    """Return the largest standard scale at which a piece of ground fits a frame.

    Examples
    --------
    >>> fitting_scale(540.0, 300.0, (280.0, 270.0))
    2000
    >>> fitting_scale(2000.0, 300.0, (280.0, 270.0), (500, 1000, 2000)) is None
    True
    """
    needed = 1000.0 * max(width_m / frame_mm[0], height_m / frame_mm[1])
    return next((scale for scale in scales if scale >= needed), None)


def round_step(least: float) -> float:
    """Return the first of 1, 2, 5, 10, 20, 50 ... that is not below a number.

    Examples
    --------
    >>> [round_step(value) for value in (0.3, 1.0, 60.0, 201.0)]
    [0.5, 1.0, 100.0, 500.0]
    """
    power = 10.0 ** math.floor(math.log10(least))
    for factor in (1.0, 2.0, 5.0):
        if factor * power >= least * (1.0 - 1e-12):
            return factor * power
    return 10.0 * power
