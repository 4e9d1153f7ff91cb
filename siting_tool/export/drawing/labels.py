"""Where labels go, so that none covers another label or a symbol.

Greedy point-feature placement (Imhof's eight positions; Christensen, Marks and Shieber 1995, ACM
Transactions on Graphics 14, 203-232, compare it with dearer ones): the most important label chooses
first, each takes its first free position, one without a free position is left out and counted.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from siting_tool.export.drawing import ink
from siting_tool.export.drawing.boxes import Rect
from siting_tool.export.drawing.drawing import Drawing
from siting_tool.export.drawing.fonts import text_width
from siting_tool.export.drawing.label_boxes import Box, BoxIndex

LINE_PITCH = 1.15
_GAP_MM = 0.35
_FURTHER_MM = 1.5
_RIM_SHARE = 0.2
_POSITIONS = ((1, 0), (1, 1), (1, -1), (-1, 0), (0, 1), (0, -1), (-1, 1), (-1, -1))
_PLACES_ALONG = (0.5, 0.35, 0.65, 0.22, 0.78)

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Label:
    """Text with the places where its middle may go, best first.

    Attributes
    ----------
    lines
        Lines of the text, from the top.
    size_mm
        Size of the letters.
    places
        x, y, angle in radians of the middle.
    priority
        The higher one is placed first.
    colour
        Of the letters.
    """

    lines: tuple[str, ...]
    size_mm: float
    places: tuple[tuple[float, float, float], ...]
    priority: int = 0
    colour: str = ink.BLACK


@dataclass(frozen=True, kw_only=True)
class PlacedLabel:
    """A label with its rectangle."""

    label: Label
    box: Box


@dataclass(frozen=True, kw_only=True)
class Placement:
    """Labels that found room, and how many did not."""

    placed: tuple[PlacedLabel, ...]
    dropped: int


def label_size(lines: Sequence[str], size_mm: float) -> tuple[float, float]:
    """Return width and height of a label, mm."""
    width = max(text_width(line, size_mm) for line in lines)
    return width, size_mm * (1.0 + (len(lines) - 1) * LINE_PITCH)


def place_labels(labels: Iterable[Label], obstacles: Iterable[Box], frame: Rect) -> Placement:
    """Choose a place for each label.

    Parameters
    ----------
    labels
        Wanted labels; of equal priority the earlier one is placed first.
    obstacles
        Symbols that stay free.
    frame
        Labels stay inside.
    """
    taken = BoxIndex()
    for obstacle in obstacles:
        taken.add(obstacle)
    placed: list[PlacedLabel] = []
    dropped = 0
    for label in sorted(labels, key=lambda label: -label.priority):
        box = _free_box(label, taken, frame)
        if box is None:
            dropped += 1
            continue
        taken.add(_with_rim(box, label.size_mm))
        placed.append(PlacedLabel(label=label, box=box))
    return Placement(placed=tuple(placed), dropped=dropped)


def _with_rim(box: Box, size_mm: float) -> Box:
    """Return the rectangle with the white rim of its letters, which would cover other letters."""
    rim = _RIM_SHARE * size_mm
    return replace(box, half_width=box.half_width + rim, half_height=box.half_height + rim)


def _free_box(label: Label, taken: BoxIndex, frame: Rect) -> Box | None:
    width, height = label_size(label.lines, label.size_mm)
    for x, y, angle in label.places:
        box = Box(x, y, width / 2.0, height / 2.0, angle)
        if _inside(box, frame) and not taken.meets(box):
            return box
    return None


def _inside(box: Box, frame: Rect) -> bool:
    reach_x, reach_y = box.reach
    return (
        frame.left <= box.x - reach_x
        and box.x + reach_x <= frame.right
        and frame.bottom <= box.y - reach_y
        and box.y + reach_y <= frame.top
    )


def places_around(
    x: float, y: float, symbol_half_mm: float, lines: Sequence[str], size_mm: float
) -> tuple[tuple[float, float, float], ...]:
    """Return the eight places beside a point symbol, right first, then eight further out."""
    width, height = label_size(lines, size_mm)
    places = []
    for gap in (_GAP_MM, _GAP_MM + _FURTHER_MM):
        shift_x = symbol_half_mm + gap + width / 2.0
        shift_y = symbol_half_mm + gap + height / 2.0
        places += [(x + sx * shift_x, y + sy * shift_y, 0.0) for sx, sy in _POSITIONS]
    return tuple(places)


def places_inside(
    x: float, y: float, lines: Sequence[str], size_mm: float
) -> tuple[tuple[float, float, float], ...]:
    """Return places for the name of an area: its middle, then further and further from it."""
    width, height = label_size(lines, size_mm)
    rings = [(0.0, 0.0)] + [
        (ring * sx * width * 0.6, ring * sy * height * 1.5)
        for ring in (1, 2, 3)
        for sx, sy in _POSITIONS
    ]
    return tuple((x + dx, y + dy, 0.0) for dx, dy in rings)


def places_along(
    points: FloatArray, line_half_mm: float, lines: Sequence[str], size_mm: float
) -> tuple[tuple[float, float, float], ...]:
    """Return places above and below a line where the text fits beside a straight piece.

    Parameters
    ----------
    points
        Line on paper, shape (n, 2), mm.
    """
    width, height = label_size(lines, size_mm)
    steps = np.diff(points, axis=0)
    lengths = np.hypot(steps[:, 0], steps[:, 1])
    places: list[tuple[float, float, float]] = []
    shift = line_half_mm + _GAP_MM + height / 2.0
    for index in np.argsort(-lengths, kind="stable").tolist():
        if lengths[index] < width * 0.8:
            break
        angle = _readable(math.atan2(steps[index, 1], steps[index, 0]))
        aside = (-shift * math.sin(angle), shift * math.cos(angle))
        middles = [points[index] + share * steps[index] for share in _PLACES_ALONG]
        places += [
            (float(x + side * aside[0]), float(y + side * aside[1]), angle)
            for x, y in middles
            for side in (1.0, -1.0)
        ]
    return tuple(places)


def _readable(angle_rad: float) -> float:
    """Return the direction of a line as one in which text does not stand on its head."""
    turned = math.remainder(angle_rad, math.pi)
    return turned + math.pi if turned <= -math.pi / 2.0 + 1e-6 else turned


def draw_labels(drawing: Drawing, placement: Placement) -> None:
    """Write the labels that found room."""
    for entry in placement.placed:
        label, box = entry.label, entry.box
        with drawing.moved(box.x, box.y, box.angle_rad):
            top = box.half_height
            for index, line in enumerate(label.lines):
                base = top - label.size_mm * (0.84 + index * LINE_PITCH)
                drawing.halo_text(0.0, base, line, label.size_mm, label.colour)
