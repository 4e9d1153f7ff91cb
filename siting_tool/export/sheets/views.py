"""The views that show some points: one at a standard scale, or several."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from siting_tool.export.drawing.boxes import Rect
from siting_tool.export.drawing.map_view import STANDARD_SCALES, MapView, fitting_scale
from siting_tool.export.sheets.tiles import sheet_centres

MARGIN_M = 25.0
"""Ground shown around the outermost points."""


def standard_views(
    points_m: NDArray[np.float64], frame: Rect, *, smallest_scale: int, sheets_most: int
) -> list[MapView]:
    """Return one view at the largest standard scale that fits, or several at the smallest.

    Parameters
    ----------
    points_m
        What must be seen, shape (n, 2).
    frame
        Map frame of a sheet.
    smallest_scale
        Denominator of the smallest scale that is wanted.
    sheets_most
        With more sheets than that the next smaller scale is taken.
    """
    low, high = points_m.min(axis=0), points_m.max(axis=0)
    width, height = (high - low + 2.0 * MARGIN_M).tolist()
    scales = tuple(scale for scale in STANDARD_SCALES if scale <= smallest_scale)
    single = fitting_scale(width, height, (frame.width, frame.height), scales)
    if single is not None:
        middle = ((low + high) / 2.0).tolist()
        return [MapView(frame=frame, centre_m=(middle[0], middle[1]), scale=single)]
    for scale in (one for one in STANDARD_SCALES if one >= smallest_scale):
        ground = np.array([frame.width, frame.height]) * scale / 1000.0 - 2.0 * MARGIN_M
        centres = sheet_centres(points_m, float(ground[0]), float(ground[1])).tolist()
        views = [MapView(frame=frame, centre_m=(x, y), scale=scale) for x, y in centres]
        if len(views) <= sheets_most:
            break
    return views
