"""Elevation as a grid of heights in metres, north up, in the working system."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from affine import Affine
from numpy.typing import NDArray
from pyproj import CRS

from layers.crs import Bounds

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class TerrainRaster:
    """Heights on a regular grid, north up.

    Attributes
    ----------
    heights_m
        Shape (rows, columns), float32, row 0 in the north; NaN where nothing
        is known.
    transform
        From (column, row) of a cell's upper left corner to (x, y).
    crs
        System of x and y; the working system.
    """

    heights_m: NDArray[np.float32]
    transform: Affine
    crs: CRS

    @property
    def cell_size_m(self) -> tuple[float, float]:
        """Width and height of a cell."""
        return (float(self.transform.a), float(-self.transform.e))

    @property
    def bounds(self) -> Bounds:
        """Outer edges of the grid: west, south, east, north."""
        rows, columns = self.heights_m.shape
        west, north = self.transform.c, self.transform.f
        return (
            float(west),
            float(north + rows * self.transform.e),
            float(west + columns * self.transform.a),
            float(north),
        )

    def sample(self, xy_m: FloatArray) -> FloatArray:
        """Return heights at points by bilinear interpolation between cell centres.

        A point on the outermost half cell takes the height along the nearest
        row or column of centres; one outside the grid's edges gets NaN. So
        does a point beside a cell without height, unless that cell has no
        weight.

        Parameters
        ----------
        xy_m
            Shape (n, 2), in the system of the raster.

        Returns
        -------
        ndarray
            Shape (n,), metres.
        """
        rows, columns = self.heights_m.shape
        xy = np.asarray(xy_m, dtype=np.float64).reshape(-1, 2)
        column = (xy[:, 0] - self.transform.c) / self.transform.a
        row = (xy[:, 1] - self.transform.f) / self.transform.e
        inside = (column >= 0) & (column <= columns) & (row >= 0) & (row <= rows)
        column = np.clip(np.where(inside, column - 0.5, 0.0), 0, columns - 1)
        row = np.clip(np.where(inside, row - 0.5, 0.0), 0, rows - 1)
        left, upper = np.floor(column).astype(np.intp), np.floor(row).astype(np.intp)
        right, lower = np.minimum(left + 1, columns - 1), np.minimum(upper + 1, rows - 1)
        u, v = column - left, row - upper
        corners = (
            (upper, left, (1 - u) * (1 - v)),
            (upper, right, u * (1 - v)),
            (lower, left, (1 - u) * v),
            (lower, right, u * v),
        )
        heights = np.zeros(len(xy))
        for corner_row, corner_column, weight in corners:
            corner = self.heights_m[corner_row, corner_column].astype(np.float64)
            heights += np.where(weight > 0, weight * corner, 0.0)
        return np.where(inside, heights, np.nan)

    @cached_property
    def slope(self) -> NDArray[np.float32]:
        """Steepness of each cell as rise over run (1 is 45 degrees), shape of the heights.

        Central differences along both axes, one-sided at the edges; NaN where
        a neighbour has no height.
        """
        width, height = self.cell_size_m
        if min(self.heights_m.shape) < 2:
            return np.zeros_like(self.heights_m)
        north, east = np.gradient(self.heights_m, height, width)
        return np.asarray(np.hypot(north, east), dtype=np.float32)

    def sample_slope(self, xy_m: FloatArray) -> FloatArray:
        """Return the steepness at points, from the cell each lies in; NaN outside."""
        rows, columns = self.heights_m.shape
        xy = np.asarray(xy_m, dtype=np.float64).reshape(-1, 2)
        column = np.floor((xy[:, 0] - self.transform.c) / self.transform.a)
        row = np.floor((xy[:, 1] - self.transform.f) / self.transform.e)
        inside = (column >= 0) & (column < columns) & (row >= 0) & (row < rows)
        steepness = np.full(len(xy), np.nan)
        steepness[inside] = self.slope[row[inside].astype(np.intp), column[inside].astype(np.intp)]
        return steepness
