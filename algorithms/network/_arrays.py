"""Small helpers on arrays of many short rows kept one after the other."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


def distance_along(vertex_xy_m: FloatArray, offsets: IntArray) -> FloatArray:
    """Return how far each vertex lies along its own line.

    Parameters
    ----------
    vertex_xy_m
        Vertices of all lines one after the other, shape (V, 2).
    offsets
        First vertex of each line and, last, V; every line has a vertex.
    """
    step_m = np.zeros(len(vertex_xy_m))
    step_m[1:] = np.hypot(*np.diff(vertex_xy_m, axis=0).T)
    step_m[offsets[:-1]] = 0.0
    starts = offsets[:-1]
    # Summed line by line: one running sum over all lines would lose digits.
    total_m = np.add.reduceat(step_m, starts) if len(starts) else np.empty(0)
    step_m[starts[1:]] = -total_m[:-1]
    along_m = np.cumsum(step_m)
    along_m[starts] = 0.0
    return along_m


def gather_ranges(starts: IntArray, counts: IntArray) -> IntArray:
    """Return ``start, start + 1, ...`` of each range, one range after the other."""
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    return np.asarray(np.arange(total) + np.repeat(starts - (ends - counts), counts))


def as_complex(xy_m: FloatArray) -> NDArray[np.complex128]:
    """Return x + iy: one number per point, which sorts and compares fast."""
    number = np.empty(len(xy_m), np.complex128)
    number.real, number.imag = xy_m.T
    return number
