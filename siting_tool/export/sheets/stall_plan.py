"""A typical floor plan of a public toilet from its numbers of stalls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from siting_tool.export.drawing import ink
from siting_tool.export.drawing.boxes import Rect
from siting_tool.export.drawing.drawing import Drawing

if TYPE_CHECKING:
    from siting_tool.export.sheets.plan_data import PlanData

STALL_WIDTH_M, STALL_LENGTH_M = 0.90, 1.20
"""A stall (STANDARDS 2.3: 0.85 to 1.20 m wide, 1.00 to 1.50 m long)."""
ACCESSIBLE_M = 2.00
"""Side of an accessible toilet room of 4 m2 (STANDARDS 2.3)."""
AISLE_M = 1.30
_SCALES = (50, 100, 200, 500)
_SIZE = 2.1


@dataclass(frozen=True, kw_only=True)
class StallCounts:
    """Stalls of a toilet."""

    men: int
    women: int
    accessible: int

    @property
    def length_m(self) -> float:
        """Length of the row with everything side by side."""
        return (self.men + self.women) * STALL_WIDTH_M + self.accessible * ACCESSIBLE_M


def floor_plan_scale(counts: StallCounts, width_mm: float) -> int:
    """Return the scale at which the row of stalls fits."""
    return next(
        (scale for scale in _SCALES if counts.length_m * 1000.0 / scale <= width_mm), _SCALES[-1]
    )


def draw_floor_plan(drawing: Drawing, plan: PlanData, box: Rect, counts: StallCounts) -> None:
    """Draw the stalls side by side, men, women, accessible, with the aisle before them."""
    room = box.inset(10.0)
    scale = floor_plan_scale(counts, room.width)
    mm_per_m = 1000.0 / scale
    depth = (STALL_LENGTH_M + AISLE_M) * mm_per_m
    left = room.left + (room.width - counts.length_m * mm_per_m) / 2.0
    bottom = room.bottom + (room.height - depth) / 2.0
    groups = (("men", counts.men, STALL_WIDTH_M), ("women", counts.women, STALL_WIDTH_M),
              ("accessible", counts.accessible, ACCESSIBLE_M))  # fmt: skip
    outer = Rect(left, bottom, counts.length_m * mm_per_m, depth)
    drawing.rect(outer, ink.THICK_MM)
    for name, count, width_m in groups:
        if not count:
            continue
        group = Rect(left, bottom, count * width_m * mm_per_m, depth)
        _draw_group(drawing, group, count, name, mm_per_m)
        label = Rect(group.left, group.top + 1.0, group.width, 4.5)
        drawing.fitted_text(label, plan.word(f"stalls_{name}", count=count), _SIZE, "middle")
        left = group.right
    _dimension(drawing, outer, f"{counts.length_m * 1000:.0f}")
    title, _ = box.take_top(6.0)
    drawing.fitted_text(title, plan.word("floor_plan", scale=scale), 2.6, "middle", bold=True)
    foot, _ = box.take_bottom(6.0)
    drawing.fitted_text(foot, plan.word("floor_plan_note"), 1.9, "middle")


def _draw_group(drawing: Drawing, group: Rect, count: int, name: str, mm_per_m: float) -> None:
    drawing.rect(group, ink.NORMAL_MM)
    is_room = name == "accessible"
    length = group.height if is_room else STALL_LENGTH_M * mm_per_m
    for cell in group.columns(count):
        stall = Rect(cell.left, cell.top - length, cell.width, length)
        drawing.rect(stall, ink.NORMAL_MM)
        pan = Rect(0.0, 0.0, 0.28 * mm_per_m, 0.55 * mm_per_m)
        x, y = stall.centre
        y = stall.top - 0.65 * mm_per_m
        shape = Rect(x - pan.width / 2.0, y - pan.height / 2.0, pan.width, pan.height)
        drawing.rect(shape, ink.THIN_MM, ink.PALE)
    door = 0.9 * mm_per_m
    x = group.left + group.width / 2.0
    drawing.line([(x - door / 2.0, group.bottom), (x + door / 2.0, group.bottom)], 1.2, ink.WHITE)


def _dimension(drawing: Drawing, outer: Rect, words: str) -> None:
    y = outer.bottom - 4.0
    drawing.line([(outer.left, y), (outer.right, y)], ink.THIN_MM)
    for x in (outer.left, outer.right):
        drawing.line([(x, y - 1.0), (x, y + 1.0)], ink.THIN_MM)
    drawing.text(outer.centre[0], y + 0.6, words, 1.9, anchor="middle")
