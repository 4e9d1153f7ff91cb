"""Outlines of point symbols around the origin, in millimetres."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from resources.map_style import Symbol

_CIRCLE_CORNERS = 16
_CORNERS = {
    "square": [(-0.85, -0.85), (0.85, -0.85), (0.85, 0.85), (-0.85, 0.85)],
    "triangle": [(-0.95, -0.75), (0.95, -0.75), (0.0, 0.95)],
    "diamond": [(0.0, -1.0), (1.0, 0.0), (0.0, 1.0), (-1.0, 0.0)],
    "drop": [(0.0, 1.0), (0.62, 0.0), (0.62, -0.45), (0.3, -0.9), (-0.3, -0.9), (-0.62, -0.45),
             (-0.62, 0.0)],
    "arrow": [(0.0, 1.0), (0.75, -0.9), (0.0, -0.4), (-0.75, -0.9)],
}  # fmt: skip


def half_size_mm(symbol: Symbol) -> float:
    """Return half the width of a symbol with its outline."""
    return symbol.size_mm / 2.0 + symbol.width_mm


def form_name(symbol: Symbol) -> str:
    """Return a name that is the same for the same look."""
    parts = (symbol.shape, symbol.fill, symbol.outline, symbol.size_mm, symbol.width_mm)
    return "symbol-" + "-".join(str(part).lstrip("#").replace(".", "_") for part in parts)


def outline(symbol: Symbol) -> NDArray[np.float64]:
    """Return the corners of a symbol, shape (n, 2); a circle is a regular polygon."""
    half = symbol.size_mm / 2.0
    if symbol.shape == "circle":
        return half * _polygon(_CIRCLE_CORNERS, np.ones(_CIRCLE_CORNERS))
    if symbol.shape == "star":
        return half * _polygon(10, np.tile([1.0, 0.42], 5))
    return half * np.array(_CORNERS[symbol.shape])


def _polygon(count: int, radius: NDArray[np.float64]) -> NDArray[np.float64]:
    angle = np.pi / 2.0 + np.arange(count) * 2.0 * np.pi / count
    return np.column_stack((radius * np.cos(angle), radius * np.sin(angle)))
