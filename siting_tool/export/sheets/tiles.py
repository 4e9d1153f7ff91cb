"""Sheets that together show scattered points at a scale at which one sheet is too small."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


def sheet_centres(points_m: FloatArray, width_m: float, height_m: float) -> FloatArray:
    """Return the middles of rectangles that cover all points, from the north-west.

    Strips are taken from the north: each starts at the northernmost point not yet shown; in it,
    each rectangle starts at the westernmost one. A rectangle is then centred on what it shows.

    Parameters
    ----------
    points_m
        Shape (n, 2).
    width_m, height_m
        Ground that one sheet shows.

    Returns
    -------
    ndarray
        Shape (k, 2); none for no points.

    Examples
    --------
    >>> sheet_centres(np.array([[0.0, 0.0], [10.0, 0.0], [90.0, 4.0]]), 50.0, 50.0).tolist()
    [[5.0, 0.0], [90.0, 4.0]]
    """
    left = points_m[np.lexsort((points_m[:, 0], -points_m[:, 1]))]
    centres = []
    while len(left):
        strip = left[:, 1] >= left[0, 1] - height_m
        waiting = left[strip]
        left = left[~strip]
        while len(waiting):
            here = waiting[:, 0] <= waiting[:, 0].min() + width_m
            shown = waiting[here]
            centres.append((shown.min(axis=0) + shown.max(axis=0)) / 2.0)
            waiting = waiting[~here]
    return np.array(centres).reshape(-1, 2)
