"""Tables on sheets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from siting_tool.export.drawing import ink
from siting_tool.export.drawing.boxes import Rect
from siting_tool.export.drawing.drawing import Anchor, Drawing

_NUMBER = re.compile(r"[-–]?[\d,]*\.?\d+ ?%?")
ROW_SHARE = 1.75
"""Height of a row against the size of its letters."""


@dataclass(frozen=True, kw_only=True)
class Table:
    """Rows of texts under a heading.

    Attributes
    ----------
    title
        Above the table; empty for none.
    header
        Column titles; empty for none.
    rows
        Texts, every row as long as `shares`.
    shares
        Widths of the columns, in any unit.
    bold_last
        Whether the last row is a total.
    numbers_right
        Whether numbers stand at the right of their cells.
    """

    title: str = ""
    header: tuple[str, ...] = ()
    rows: Sequence[Sequence[str]]
    shares: tuple[float, ...]
    bold_last: bool = False
    numbers_right: bool = True

    def height(self, size_mm: float) -> float:
        """Return the height the table takes with letters of that size."""
        count = len(self.rows) + bool(self.header)
        return (count + (1.1 if self.title else 0.0)) * size_mm * ROW_SHARE


def draw_table(drawing: Drawing, box: Rect, table: Table, size_mm: float) -> Rect:
    """Draw a table at the top of a box and return what is left below it."""
    row_height = size_mm * ROW_SHARE
    if table.title:
        strip, box = box.take_top(row_height * 1.1)
        drawing.fitted_text(strip, table.title, size_mm * 1.15, bold=True)
    body = [table.header, *table.rows] if table.header else list(table.rows)
    top = box.top
    edges = box.left + box.width * np.cumsum([0.0, *table.shares]) / sum(table.shares)
    for number, row in enumerate(body):
        strip, box = box.take_top(row_height)
        is_head = bool(table.header) and number == 0
        if is_head:
            drawing.rect(strip, 0.0, ink.PALE)
        is_total = table.bold_last and number == len(body) - 1
        for left, right, cell in zip(edges[:-1], edges[1:], row, strict=True):
            drawing.fitted_text(
                Rect(float(left), strip.bottom, float(right - left), row_height), cell, size_mm,
                _anchor_of(cell, is_head=is_head, numbers_right=table.numbers_right), bold=is_total,
            )  # fmt: skip
    rules = [np.array([(box.left, y), (box.right, y)])
             for y in top - row_height * np.arange(len(body) + 1)]  # fmt: skip
    rules += [np.array([(x, top), (x, box.top)]) for x in edges.tolist()]
    drawing.lines(rules, ink.THIN_MM, ink.DARK)
    return box


def _anchor_of(cell: str, *, is_head: bool, numbers_right: bool) -> Anchor:
    if is_head:
        return "middle"
    is_number = numbers_right and _NUMBER.fullmatch(cell) is not None
    return "end" if is_number else "start"
