"""Outlines as PDF operators, written many points at a time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


class Path:
    """A path that a reportlab canvas draws, made of whole lines and rings.

    It takes the place of reportlab's own path object, whose one call per point is most of the
    time of a map.
    """

    def __init__(self) -> None:
        self._parts: list[str] = []

    def line(self, points: NDArray[np.float64]) -> None:
        """Add a line through points, shape (n, 2); one with a single point is left out."""
        if len(points) < 2:
            return
        first, *others = points.tolist()
        self._parts.append(f"{first[0]:.3f} {first[1]:.3f} m")
        self._parts.extend([f"{x:.3f} {y:.3f} l" for x, y in others])

    def ring(self, points: NDArray[np.float64]) -> None:
        """Add a closed line."""
        self.line(points)
        self._parts.append("h")

    def getCode(self) -> str:  # noqa: N802
        """Return the operators; reportlab asks for them by this name."""
        return " ".join(self._parts)
