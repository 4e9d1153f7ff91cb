"""Paper sizes with their margins, and where map and panel lie on them."""

from __future__ import annotations

from dataclasses import dataclass

from siting_tool.export.drawing.boxes import Rect
from siting_tool.export.drawing.grid import BAND_MM

_BINDING_MM = 25.0
"""Left margin, for binding (GB/T 14689)."""


@dataclass(frozen=True, kw_only=True)
class SheetFormat:
    """One landscape paper size.

    Attributes
    ----------
    name
        Such as ``A3``.
    width_mm, height_mm
        Of the paper.
    margin_mm
        Between paper edge and frame, except on the left.
    panel_mm
        Width of the column at the right with legend, tables and title block.
    module
        Size of texts and rows against those of A3.
    """

    name: str
    width_mm: float
    height_mm: float
    margin_mm: float
    panel_mm: float
    module: float

    @property
    def frame(self) -> Rect:
        """Drawing frame."""
        return Rect(
            _BINDING_MM,
            self.margin_mm,
            self.width_mm - _BINDING_MM - self.margin_mm,
            self.height_mm - 2.0 * self.margin_mm,
        )

    @property
    def panel(self) -> Rect:
        """Column at the right."""
        frame = self.frame
        return Rect(frame.right - self.panel_mm, frame.bottom, self.panel_mm, frame.height)

    @property
    def body(self) -> Rect:
        """What the panel leaves free."""
        frame = self.frame
        return Rect(frame.left, frame.bottom, frame.width - self.panel_mm, frame.height)

    @property
    def map_frame(self) -> Rect:
        """Map with room for the coordinates around it."""
        return self.body.inset(BAND_MM)


A3 = SheetFormat(
    name="A3", width_mm=420.0, height_mm=297.0, margin_mm=5.0, panel_mm=96.0, module=1.0
)
A2 = SheetFormat(
    name="A2", width_mm=594.0, height_mm=420.0, margin_mm=10.0, panel_mm=102.0, module=1.1
)
A1 = SheetFormat(
    name="A1", width_mm=841.0, height_mm=594.0, margin_mm=10.0, panel_mm=160.0, module=1.5
)
