"""PDF drawing operators as text (ISO 32000-1, 8 and 9).

Reportlab writes one call per point, each number through a slow formatter; a map has a hundred
thousand numbers. It keeps fonts, forms, pictures and the file; the lines are written here.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

_DASHES: dict[str, str] = {
    "solid": "[] 0 d",
    "dash": "[2 1] 0 d",
    "dot": "[0.5 0.8] 0 d",
    "dash dot": "[3 1 0.5 1] 0 d",
}


@cache
def _rgb(colour: str) -> str:
    red, green, blue = (int(colour[start : start + 2], 16) / 255.0 for start in (1, 3, 5))
    return f"{red:.3f} {green:.3f} {blue:.3f}"


def fill_colour(colour: str) -> str:
    """Return the operator that sets the colour of areas and letters, given as ``#rrggbb``."""
    return f"{_rgb(colour)} rg"


def pen(width_mm: float, colour: str, dash: str = "solid") -> str:
    """Return the operators that set the look of lines."""
    return f"{width_mm:.3f} w {_rgb(colour)} RG {_DASHES[dash]}"


def line(points: NDArray[np.float64]) -> str:
    """Return a line through points, shape (n, 2); nothing for fewer than two."""
    if len(points) < 2:
        return ""
    first, *others = points.tolist()
    start = f"{first[0]:.3f} {first[1]:.3f} m "
    return start + " ".join([f"{x:.3f} {y:.3f} l" for x, y in others])


def ring(points: NDArray[np.float64]) -> str:
    """Return a closed line."""
    return f"{line(points)} h"


def rect(left: float, bottom: float, width: float, height: float) -> str:
    """Return a rectangle."""
    return f"{left:.3f} {bottom:.3f} {width:.3f} {height:.3f} re"


def matrix(x: float, y: float, cos: float = 1.0, sin: float = 0.0) -> str:
    """Return the operator that moves and turns what follows."""
    return f"{cos:.5f} {sin:.5f} {-sin:.5f} {cos:.5f} {x:.3f} {y:.3f} cm"
