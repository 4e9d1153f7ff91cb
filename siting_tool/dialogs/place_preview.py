"""A small map that shows where the features of a file would come to lie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from PyQt6.QtCore import QPointF, QRectF, QSize, Qt
from PyQt6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPalette, QPen
from PyQt6.QtWidgets import QWidget

_MARGIN_PX = 14
_POINT_PX = 2.5
_BACKGROUND = "#8a9499"
_FOREGROUND = "#c0392b"
_MOST_SHAPES = 1500
_LEAST_SIZE_M = 10.0


@dataclass(frozen=True, kw_only=True)
class PreviewLayer:
    """Shapes in metres, drawn behind or, where ``is_asked``, above the others in red."""

    shapes: NDArray[np.object_]
    is_asked: bool = False


class PlacePreview(QWidget):
    """Draws layers over each other, all of them in view, with a scale bar."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumSize(220, 160)
        self._layers: tuple[PreviewLayer, ...] = ()
        self._bounds = (0.0, 0.0, 0.0, 0.0)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return a size that shows a township."""
        return QSize(320, 240)

    def show_layers(self, layers: Sequence[PreviewLayer]) -> None:
        """Show other layers; the asked one last."""
        self._layers = tuple(layer for layer in layers if len(layer.shapes))
        edges = [shapely.total_bounds(layer.shapes) for layer in self._layers]
        if edges:
            together = np.array(edges)
            self._bounds = (*together[:, :2].min(axis=0).tolist(),
                            *together[:, 2:].max(axis=0).tolist())  # fmt: skip
        self.update()

    def paintEvent(self, event: QPaintEvent | None) -> None:  # noqa: N802
        """Draw."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), self.palette().color(QPalette.ColorRole.Base))
        if not self._layers:
            return
        scale, origin = self._fit()
        for layer in self._layers:
            self._draw(painter, layer, scale, origin)
        self._draw_scale_bar(painter, scale)

    def _fit(self) -> tuple[float, tuple[float, float]]:
        """Return pixels per metre and the place of the upper left corner."""
        west, south, east, north = self._bounds
        width = max(east - west, _LEAST_SIZE_M)
        height = max(north - south, _LEAST_SIZE_M)
        room_x = max(self.width() - 2 * _MARGIN_PX, 1)
        room_y = max(self.height() - 2 * _MARGIN_PX, 1)
        scale = min(room_x / width, room_y / height)
        left = (west + east) / 2 - self.width() / 2 / scale
        top = (south + north) / 2 + self.height() / 2 / scale
        return scale, (left, top)

    def _draw(
        self,
        painter: QPainter,
        layer: PreviewLayer,
        scale: float,
        origin: tuple[float, float],
    ) -> None:
        colour = QColor(_FOREGROUND if layer.is_asked else _BACKGROUND)
        step = max(1, len(layer.shapes) // _MOST_SHAPES)
        shapes = shapely.get_parts(shapely.simplify(layer.shapes[::step], 0.5 / scale))
        is_point = shapely.get_dimensions(shapes) == 0
        painter.setPen(QPen(colour, 1.6 if layer.is_asked else 1.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        path = QPainterPath()
        for shape in shapes[~is_point]:
            for line in _lines(shape):
                _add(path, (line - origin) * (scale, -scale))
        painter.drawPath(path)
        painter.setBrush(colour)
        for x, y in (shapely.get_coordinates(shapes[is_point]) - origin) * (scale, -scale):
            painter.drawEllipse(QPointF(x, y), _POINT_PX, _POINT_PX)

    def _draw_scale_bar(self, painter: QPainter, scale: float) -> None:
        metres = _round_down(0.3 * self.width() / scale)
        words = f"{metres / 1000:g} km" if metres >= 1000 else f"{metres:g} m"
        left, bottom = float(_MARGIN_PX), float(self.height() - 6)
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Text), 1.5))
        painter.drawLine(QPointF(left, bottom), QPointF(left + metres * scale, bottom))
        box = QRectF(left, bottom - 20, 160, 18)
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)


def _lines(shape: shapely.Geometry) -> list[NDArray[np.float64]]:
    """Return the coordinates of a line, or of the rings of a polygon."""
    rings = shapely.get_rings(shape)
    parts = rings if len(rings) else [shape]
    return [shapely.get_coordinates(part) for part in parts]


def _add(path: QPainterPath, xy: NDArray[np.float64]) -> None:
    if len(xy) < 2:
        return
    path.moveTo(QPointF(*xy[0]))
    for x, y in xy[1:]:
        path.lineTo(x, y)


def _round_down(length: float) -> float:
    """Return the greatest of 1, 2, 5, 10, 20 ... that is not longer."""
    power = 10.0 ** np.floor(np.log10(max(length, 1e-3)))
    return float(power * max(step for step in (1, 2, 5) if step * power <= max(length, power)))
