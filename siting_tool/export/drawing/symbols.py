"""Point symbols around the origin, in millimetres."""

from __future__ import annotations

import math
from typing import Any

from reportlab.lib.colors import HexColor

from resources.map_style import Symbol

_CIRCLE = "circle"


def half_size_mm(symbol: Symbol) -> float:
    """Return half the width of a symbol with its outline."""
    return symbol.size_mm / 2.0 + symbol.width_mm


def form_name(symbol: Symbol) -> str:
    """Return a name that is the same for the same look."""
    parts = (symbol.shape, symbol.fill, symbol.outline, symbol.size_mm, symbol.width_mm)
    return "symbol-" + "-".join(str(part).lstrip("#").replace(".", "_") for part in parts)


def outline(shape: str, half: float) -> list[tuple[float, float]]:
    """Return the corners of a shape of that half width."""
    corners = {
        "square": [(-0.85, -0.85), (0.85, -0.85), (0.85, 0.85), (-0.85, 0.85)],
        "triangle": [(-0.95, -0.75), (0.95, -0.75), (0.0, 0.95)],
        "diamond": [(0.0, -1.0), (1.0, 0.0), (0.0, 1.0), (-1.0, 0.0)],
        "drop": [(0.0, 1.0), (0.62, 0.0), (0.62, -0.45), (0.3, -0.9), (-0.3, -0.9),
                 (-0.62, -0.45), (-0.62, 0.0)],
        "arrow": [(0.0, 1.0), (0.75, -0.9), (0.0, -0.4), (-0.75, -0.9)],
        "star": _star(),
    }[shape]  # fmt: skip
    return [(x * half, y * half) for x, y in corners]


def _star() -> list[tuple[float, float]]:
    points = []
    for index in range(10):
        radius = 1.0 if index % 2 == 0 else 0.42
        angle = math.pi / 2.0 + index * math.pi / 5.0
        points.append((radius * math.cos(angle), radius * math.sin(angle)))
    return points


def draw(canvas: Any, symbol: Symbol) -> None:
    """Draw a symbol around the origin."""
    canvas.setFillColor(HexColor(symbol.fill))
    canvas.setStrokeColor(HexColor(symbol.outline))
    canvas.setLineWidth(symbol.width_mm)
    half = symbol.size_mm / 2.0
    if symbol.shape == _CIRCLE:
        canvas.circle(0, 0, half, stroke=1, fill=1)
        return
    path = canvas.beginPath()
    corners = outline(symbol.shape, half)
    path.moveTo(*corners[0])
    for corner in corners[1:]:
        path.lineTo(*corner)
    path.close()
    canvas.drawPath(path, stroke=1, fill=1)
