"""A grid over points that answers what lies in a rectangle or near a place."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from siting_tool.map_canvas.viewport import Bounds

_POINTS_PER_CELL = 16


class PointIndex:
    """Points sorted into the cells of a regular grid.

    Parameters
    ----------
    xy_m
        Positions, shape (N, 2); rows that are not finite are never found.

    Attributes
    ----------
    bounds_m
        Extent of the finite points, None where there are none.
    """

    def __init__(self, xy_m: NDArray[np.float64]) -> None:
        finite = np.isfinite(xy_m).all(axis=1)
        self.xy_m = xy_m
        known = xy_m if finite.all() else xy_m[finite]
        self.bounds_m: Bounds | None = None
        self.origin_m, extent = np.zeros(2), np.zeros(2)
        if len(known):
            (west, south), (east, north) = known.min(axis=0).tolist(), known.max(axis=0).tolist()
            self.bounds_m = west, south, east, north
            self.origin_m, extent = np.array([west, south]), np.array([east - west, north - south])
        cells = max(len(known) / _POINTS_PER_CELL, 1.0)
        self.cell_m = max(float(np.sqrt(max(extent[0] * extent[1], 1.0) / cells)), 1e-3)
        self.cell_m = max(self.cell_m, float(extent.max()) / 4000)
        self.columns = int(extent[0] // self.cell_m) + 1
        self.rows = int(extent[1] // self.cell_m) + 1
        cell = self._cells(known)
        order = np.argsort(cell, kind="stable").astype(np.int32)
        self.start = np.searchsorted(cell[order], np.arange(self.columns * self.rows + 1))
        self.order = order if finite.all() else np.flatnonzero(finite)[order]

    def _cells(self, xy_m: NDArray[np.float64]) -> NDArray[np.int64]:
        column = ((xy_m[:, 0] - self.origin_m[0]) // self.cell_m).astype(np.int64)
        row = ((xy_m[:, 1] - self.origin_m[1]) // self.cell_m).astype(np.int64)
        return np.asarray(row * self.columns + column, dtype=np.int64)

    def _slices(self, bounds_m: Bounds) -> list[tuple[int, int]]:
        """Return which parts of the order lie in cells that a rectangle touches."""
        west, south, east, north = bounds_m
        first_column = int(max((west - self.origin_m[0]) // self.cell_m, 0))
        last_column = int(min((east - self.origin_m[0]) // self.cell_m, self.columns - 1))
        first_row = int(max((south - self.origin_m[1]) // self.cell_m, 0))
        last_row = int(min((north - self.origin_m[1]) // self.cell_m, self.rows - 1))
        if first_column > last_column or first_row > last_row:
            return []
        rows = np.arange(first_row, last_row + 1) * self.columns
        first, last = self.start[rows + first_column], self.start[rows + last_column + 1]
        return list(zip(first.tolist(), last.tolist(), strict=True))

    def count_near(self, bounds_m: Bounds) -> int:
        """Return how many points lie in cells that a rectangle touches."""
        return sum(last - first for first, last in self._slices(bounds_m))

    def near(self, bounds_m: Bounds) -> NDArray[np.intp]:
        """Return the indices of the points in cells that a rectangle touches, in no order."""
        parts = [self.order[first:last] for first, last in self._slices(bounds_m)]
        return np.concatenate(parts) if parts else np.empty(0, dtype=np.intp)

    def within(self, bounds_m: Bounds) -> NDArray[np.intp]:
        """Return the indices of the points in a rectangle, in ascending order."""
        west, south, east, north = bounds_m
        near = self.near(bounds_m)
        x, y = self.xy_m[near, 0], self.xy_m[near, 1]
        inside = near[(x >= west) & (x <= east) & (y >= south) & (y <= north)]
        return np.sort(inside).astype(np.intp)

    def nearest(self, x_m: float, y_m: float, radius_m: float) -> int | None:
        """Return the index of the nearest point within a radius, None when there is none."""
        near = self.within((x_m - radius_m, y_m - radius_m, x_m + radius_m, y_m + radius_m))
        if not len(near):
            return None
        distance = np.hypot(self.xy_m[near, 0] - x_m, self.xy_m[near, 1] - y_m)
        best = int(np.argmin(distance))
        return int(near[best]) if distance[best] <= radius_m else None
