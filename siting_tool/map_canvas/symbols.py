"""Shapes of point symbols, drawn once per look and then stamped."""

from __future__ import annotations

import math
from collections.abc import Callable

from PyQt6.QtCore import QPointF, QRectF
from PyQt6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen, QPolygonF

from siting_tool.map_canvas.map_layer import Category, Rgba

_UNIT_SQUARE = QRectF(-1.0, -1.0, 2.0, 2.0)


def _polygon(*corners: tuple[float, float]) -> QPainterPath:
    path = QPainterPath()
    path.addPolygon(QPolygonF([QPointF(x, y) for x, y in corners]))
    path.closeSubpath()
    return path


def _circle() -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(_UNIT_SQUARE)
    return path


def _square() -> QPainterPath:
    path = QPainterPath()
    path.addRoundedRect(_UNIT_SQUARE, 0.25, 0.25)
    return path


def _star() -> QPainterPath:
    corners = []
    for corner in range(10):
        radius = 1.15 if corner % 2 == 0 else 0.5
        angle = math.pi * corner / 5
        corners.append((radius * math.sin(angle), -radius * math.cos(angle)))
    return _polygon(*corners)


def _drop() -> QPainterPath:
    path = QPainterPath(QPointF(0.0, -1.2))
    path.cubicTo(QPointF(0.3, -0.5), QPointF(0.85, -0.1), QPointF(0.8, 0.35))
    path.cubicTo(QPointF(0.75, 1.2), QPointF(-0.75, 1.2), QPointF(-0.8, 0.35))
    path.cubicTo(QPointF(-0.85, -0.1), QPointF(-0.3, -0.5), QPointF(0.0, -1.2))
    return path


_ARROW = (
    (0.0, -1.1), (0.8, -0.1), (0.3, -0.1), (0.3, 1.0), (-0.3, 1.0), (-0.3, -0.1), (-0.8, -0.1)
)  # fmt: skip
_SHAPES: dict[str, Callable[[], QPainterPath]] = {
    "circle": _circle,
    "square": _square,
    "star": _star,
    "drop": _drop,
    "diamond": lambda: _polygon((0.0, -1.1), (1.1, 0.0), (0.0, 1.1), (-1.1, 0.0)),
    "triangle": lambda: _polygon((0.0, -1.05), (1.0, 0.8), (-1.0, 0.8)),
    "arrow": lambda: _polygon(*_ARROW),
}
SYMBOLS = tuple(_SHAPES)


def qcolor(colour: Rgba) -> QColor:
    """Return Qt's form of a colour."""
    return QColor(*colour)


def draw_symbol(painter: QPainter, category: Category, centre: QPointF, size_px: float) -> None:
    """Draw one symbol; ``size_px`` is its diameter in the painter's units."""
    painter.save()
    painter.translate(centre)
    painter.scale(size_px / 2, size_px / 2)
    painter.setPen(QPen(qcolor(category.outline), category.outline_px * 2.0 / category.size_px))
    painter.setBrush(qcolor(category.colour))
    painter.drawPath(_SHAPES[category.symbol]())
    painter.restore()


def sprite(category: Category, ratio: float) -> QImage:
    """Return the symbol as a square picture with room for its outline.

    Parameters
    ----------
    category
        Look.
    ratio
        Device pixels per pixel of the window.
    """
    size = category.size_px * ratio
    side = int(size * 1.3 + 4 * ratio) | 1
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    draw_symbol(painter, category, QPointF(side / 2, side / 2), size)
    painter.end()
    return image
