"""Turned rectangles on paper and a quick test whether one meets another."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

_CELL_MM = 8.0


@dataclass(frozen=True)
class Box:
    """Rectangle around a middle, turned counter-clockwise.

    Attributes
    ----------
    x, y
        Middle, mm.
    half_width, half_height
        Half its size, mm.
    angle_rad
        Turn of its width against the x axis.
    """

    x: float
    y: float
    half_width: float
    half_height: float
    angle_rad: float = 0.0

    @property
    def reach(self) -> tuple[float, float]:
        """Half the size of the upright rectangle around it."""
        cos, sin = abs(math.cos(self.angle_rad)), abs(math.sin(self.angle_rad))
        return (
            self.half_width * cos + self.half_height * sin,
            self.half_width * sin + self.half_height * cos,
        )


def overlap(first: Box, second: Box) -> bool:
    """Tell whether two rectangles share more than an edge (separating axis theorem).

    Examples
    --------
    >>> overlap(Box(0, 0, 2, 1), Box(4, 0, 2, 1))
    False
    >>> overlap(Box(0, 0, 2, 1), Box(3.9, 0, 2, 1))
    True
    """
    return not (_separated(first, second) or _separated(second, first))


def _separated(first: Box, second: Box) -> bool:
    """Tell whether an axis of the first rectangle has a gap between the two."""
    dx, dy = second.x - first.x, second.y - first.y
    cos, sin = math.cos(first.angle_rad), math.sin(first.angle_rad)
    turn = second.angle_rad - first.angle_rad
    turn_cos, turn_sin = abs(math.cos(turn)), abs(math.sin(turn))
    along = second.half_width * turn_cos + second.half_height * turn_sin
    across = second.half_width * turn_sin + second.half_height * turn_cos
    slack = 1e-9
    return (
        abs(dx * cos + dy * sin) >= first.half_width + along - slack
        or abs(dy * cos - dx * sin) >= first.half_height + across - slack
    )


@dataclass
class BoxIndex:
    """Rectangles by the cells of a grid that they touch."""

    _cells: dict[tuple[int, int], list[Box]] = field(default_factory=dict)

    def add(self, box: Box) -> None:
        """Put a rectangle in."""
        for cell in _cells(box):
            self._cells.setdefault(cell, []).append(box)

    def meets(self, box: Box) -> bool:
        """Tell whether any rectangle overlaps this one."""
        return any(
            overlap(box, other) for cell in _cells(box) for other in self._cells.get(cell, ())
        )


def _cells(box: Box) -> Iterator[tuple[int, int]]:
    reach_x, reach_y = box.reach
    for column in range(
        math.floor((box.x - reach_x) / _CELL_MM), math.floor((box.x + reach_x) / _CELL_MM) + 1
    ):
        for row in range(
            math.floor((box.y - reach_y) / _CELL_MM), math.floor((box.y + reach_y) / _CELL_MM) + 1
        ):
            yield column, row
