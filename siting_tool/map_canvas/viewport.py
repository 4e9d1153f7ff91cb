"""Which part of the ground a picture shows."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Bounds = tuple[float, float, float, float]
MINIMUM_M_PER_PX = 0.01
MAXIMUM_M_PER_PX = 20_000.0


@dataclass(frozen=True, kw_only=True)
class Viewport:
    """A window on the ground, in pixels of the picture it is drawn to.

    Attributes
    ----------
    x_m, y_m
        Centre in the working CRS.
    m_per_px
        Ground length of one pixel.
    width_px, height_px
        Size of the picture.

    Examples
    --------
    >>> view = Viewport(x_m=100.0, y_m=50.0, m_per_px=2.0, width_px=200, height_px=100)
    >>> view.bounds_m
    (-100.0, -50.0, 300.0, 150.0)
    >>> view.to_px(100.0, 50.0), view.to_m(0.0, 0.0)
    ((100.0, 50.0), (-100.0, 150.0))
    """

    x_m: float
    y_m: float
    m_per_px: float
    width_px: int
    height_px: int

    @property
    def bounds_m(self) -> Bounds:
        """West, south, east, north."""
        half_width = self.width_px * self.m_per_px / 2
        half_height = self.height_px * self.m_per_px / 2
        return (
            self.x_m - half_width,
            self.y_m - half_height,
            self.x_m + half_width,
            self.y_m + half_height,
        )

    def to_px(self, x_m: float, y_m: float) -> tuple[float, float]:
        """Return the pixel position of a place; rows count downward."""
        return (
            (x_m - self.x_m) / self.m_per_px + self.width_px / 2,
            (self.y_m - y_m) / self.m_per_px + self.height_px / 2,
        )

    def to_m(self, x_px: float, y_px: float) -> tuple[float, float]:
        """Return the place at a pixel position."""
        return (
            self.x_m + (x_px - self.width_px / 2) * self.m_per_px,
            self.y_m - (y_px - self.height_px / 2) * self.m_per_px,
        )

    def array_to_px(self, xy_m: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return pixel positions, shape (N, 2), of places of that shape."""
        west, _, _, north = self.bounds_m
        scale = 1.0 / self.m_per_px
        return (xy_m - (west, north)) * (scale, -scale)

    def x_to_px(self, x_m: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return columns of eastings."""
        return (x_m - self.bounds_m[0]) * (1.0 / self.m_per_px)

    def y_to_px(self, y_m: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return rows of northings."""
        return (y_m - self.bounds_m[3]) * (-1.0 / self.m_per_px)

    def part(self, left_px: int, top_px: int, width_px: int, height_px: int) -> Viewport:
        """Return the view of a part of the picture."""
        x_m, y_m = self.to_m(left_px + width_px / 2, top_px + height_px / 2)
        return replace(self, x_m=x_m, y_m=y_m, width_px=width_px, height_px=height_px)

    def moved(self, dx_px: float, dy_px: float) -> Viewport:
        """Return the view after its content was dragged by some pixels."""
        return replace(
            self, x_m=self.x_m - dx_px * self.m_per_px, y_m=self.y_m + dy_px * self.m_per_px
        )

    def zoomed(self, factor: float, x_px: float, y_px: float) -> Viewport:
        """Return the view enlarged by a factor about a pixel that stays where it is."""
        scale = min(max(self.m_per_px / factor, MINIMUM_M_PER_PX), MAXIMUM_M_PER_PX)
        x_m, y_m = self.to_m(x_px, y_px)
        return replace(
            self,
            x_m=x_m - (x_px - self.width_px / 2) * scale,
            y_m=y_m + (y_px - self.height_px / 2) * scale,
            m_per_px=scale,
        )

    def resized(self, width_px: int, height_px: int) -> Viewport:
        """Return the view with the same centre and scale in another size."""
        return replace(self, width_px=width_px, height_px=height_px)

    def showing(self, bounds_m: Bounds, margin_ratio: float = 0.05) -> Viewport:
        """Return the view that shows the whole of an extent."""
        west, south, east, north = bounds_m
        space = 1.0 - 2 * margin_ratio
        scale = max(
            (east - west) / (self.width_px * space), (north - south) / (self.height_px * space)
        )
        return replace(
            self,
            x_m=(west + east) / 2,
            y_m=(south + north) / 2,
            m_per_px=min(max(scale, 0.1), MAXIMUM_M_PER_PX),
        )

    def with_margin(self, ratio: float) -> Viewport:
        """Return the view of a larger picture with the same centre and scale."""
        return self.resized(round(self.width_px * ratio), round(self.height_px * ratio))
