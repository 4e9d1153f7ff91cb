"""Rectangles on paper, in millimetres."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Rect:
    """Rectangle with y upward.

    Attributes
    ----------
    left, bottom
        Lower left corner, mm.
    width, height
        Size, mm.
    """

    left: float
    bottom: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Right edge."""
        return self.left + self.width

    @property
    def top(self) -> float:
        """Upper edge."""
        return self.bottom + self.height

    @property
    def centre(self) -> tuple[float, float]:
        """Middle."""
        return (self.left + self.width / 2.0, self.bottom + self.height / 2.0)

    def inset(self, margin: float) -> Rect:
        """Return the rectangle that is smaller by a margin on every side."""
        return Rect(
            self.left + margin,
            self.bottom + margin,
            self.width - 2.0 * margin,
            self.height - 2.0 * margin,
        )

    def take_top(self, height: float) -> tuple[Rect, Rect]:
        """Return the strip at the top and what is left below it."""
        strip = Rect(self.left, self.top - height, self.width, height)
        return strip, Rect(self.left, self.bottom, self.width, self.height - height)

    def take_bottom(self, height: float) -> tuple[Rect, Rect]:
        """Return the strip at the bottom and what is left above it."""
        strip = Rect(self.left, self.bottom, self.width, height)
        rest = Rect(self.left, self.bottom + height, self.width, self.height - height)
        return strip, rest

    def take_left(self, width: float) -> tuple[Rect, Rect]:
        """Return the strip at the left and what is left of it."""
        strip = Rect(self.left, self.bottom, width, self.height)
        rest = Rect(self.left + width, self.bottom, self.width - width, self.height)
        return strip, rest

    def columns(self, count: int) -> list[Rect]:
        """Return equal columns, left to right."""
        width = self.width / count
        return [
            Rect(self.left + index * width, self.bottom, width, self.height)
            for index in range(count)
        ]
