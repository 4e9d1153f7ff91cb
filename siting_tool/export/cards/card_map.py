"""The location map of a card, cut from map pieces that are recorded once per file."""

from __future__ import annotations

import math
from collections.abc import Sequence

from siting_tool.export.drawing import ink
from siting_tool.export.drawing.boxes import Rect
from siting_tool.export.drawing.drawing import Drawing
from siting_tool.export.drawing.map_layer import MapLayer
from siting_tool.export.drawing.map_view import MapView
from siting_tool.export.drawing.painter import paint_layers

MAP_SCALE = 1000
_PIECE_M = 100.0
_RING_MM = 2.2


class CardMap:
    """Map of a village as square pieces, each drawn the first time a card needs it.

    Parameters
    ----------
    drawing
        File that holds the pieces.
    layers
        Lowest first.
    """

    def __init__(self, drawing: Drawing, layers: Sequence[MapLayer]) -> None:
        self._drawing = drawing
        self._layers = layers
        self._size_mm = _PIECE_M * 1000.0 / MAP_SCALE

    def draw(self, box: Rect, x_m: float, y_m: float) -> None:
        """Draw the surroundings of a place into a box, with a ring around the place."""
        reach_x = box.width / 2.0 / self._size_mm * _PIECE_M
        reach_y = box.height / 2.0 / self._size_mm * _PIECE_M
        middle_x, middle_y = box.centre
        mm_per_m = self._size_mm / _PIECE_M
        with self._drawing.clipped(box):
            for column in _cells(x_m - reach_x, x_m + reach_x):
                for row in _cells(y_m - reach_y, y_m + reach_y):
                    self._drawing.place_form(
                        self._piece(column, row),
                        middle_x + (column * _PIECE_M - x_m) * mm_per_m,
                        middle_y + (row * _PIECE_M - y_m) * mm_per_m,
                    )
            self._drawing.circle(middle_x, middle_y, _RING_MM, 0.5, colour="#cc2f2f")
        self._drawing.rect(box, ink.NORMAL_MM)

    def _piece(self, column: int, row: int) -> str:
        name = f"piece-{column}-{row}".replace("--", "-m")
        if not self._drawing.has_form(name):
            frame = Rect(0.0, 0.0, self._size_mm, self._size_mm)
            centre = ((column + 0.5) * _PIECE_M, (row + 0.5) * _PIECE_M)
            view = MapView(frame=frame, centre_m=centre, scale=MAP_SCALE)
            with self._drawing.form(name, frame):
                paint_layers(self._drawing, view, self._layers)
        return name


def _cells(low_m: float, high_m: float) -> range:
    return range(math.floor(low_m / _PIECE_M), math.floor(high_m / _PIECE_M) + 1)
