"""North arrow, numeric scale and scale bar."""

from __future__ import annotations

import numpy as np

from siting_tool.export.drawing import ink
from siting_tool.export.drawing.boxes import Rect
from siting_tool.export.drawing.drawing import Drawing
from siting_tool.export.drawing.map_view import round_step

_KILOMETRE_M = 1000.0


def draw_north_arrow(drawing: Drawing, box: Rect, north: str) -> None:
    """Draw an arrow to grid north (up) with its letter above."""
    x, _ = box.centre
    size = min(box.height * 0.22, 5.0)
    tip, foot = box.top - size * 1.1, box.bottom
    half = (tip - foot) * 0.2
    notch = foot + (tip - foot) * 0.25
    drawing.lines([np.array([(x, tip), (x - half, foot), (x, notch), (x + half, foot), (x, tip)])],
                  ink.NORMAL_MM)  # fmt: skip
    drawing.polygon([(x, tip), (x - half, foot), (x, notch)])
    drawing.text(x, tip + size * 0.2, north, size, anchor="middle")


def draw_scale_bar(drawing: Drawing, box: Rect, scale: int, size_mm: float = 2.5) -> None:
    """Draw the numeric scale with a bar of four fields below it."""
    drawing.text(
        box.left + box.width / 2.0, box.top - size_mm * 1.3, f"1:{scale}", size_mm * 1.4,
        anchor="middle",
    )  # fmt: skip
    metres_per_mm = scale / 1000.0
    # The steps 1, 2, 5 lie at most 2.5 apart, so that the bar never gets longer than its box.
    field_m = round_step(box.width * 0.85 / 4.0 * metres_per_mm / 2.5)
    field_mm = field_m / metres_per_mm
    left = box.left + (box.width - 4.0 * field_mm) / 2.0
    bottom = box.bottom + size_mm * 0.3
    in_km = 4.0 * field_m >= 2.0 * _KILOMETRE_M
    for index in range(4):
        fill = ink.BLACK if index % 2 == 0 else ink.WHITE
        drawing.rect(Rect(left + index * field_mm, bottom, field_mm, 1.4), ink.THIN_MM, fill)
    for index in range(5):
        metres = index * field_m
        words = f"{metres / _KILOMETRE_M:g}" if in_km else f"{metres:g}"
        if index == 4:
            words += " km" if in_km else " m"
        drawing.text(left + index * field_mm, bottom + 2.2, words, size_mm * 0.85, anchor="middle")
