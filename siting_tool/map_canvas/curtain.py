"""A second plan over the right part of the map, up to a line that can be dragged."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QFont, QFontMetricsF, QGuiApplication, QPainter, QPen, QPolygonF

from siting_tool.map_canvas.renderer import DrawnLayer, Picture, Renderer, Scene

if TYPE_CHECKING:
    from siting_tool.map_canvas.canvas import MapCanvas

_GRIP_PX = 6.0
_GRIP_SIZE_PX = 11.0
_LINE = QColor(31, 122, 109)
_PAPER = QColor(255, 255, 255, 230)
_INK = QColor(40, 40, 40)
_EDGE_SHARE = 0.02


class Curtain(QObject):
    """Draws the second plan in the same view; closed while it has no layers.

    Attributes
    ----------
    layers
        The second plan, from the bottom to the top.
    titles
        What the plans at the left and at the right are called.
    share
        Where the line stands, 0 at the left edge of the map, 1 at the right.
    picture
        The second plan as drawn last.
    """

    def __init__(self, canvas: MapCanvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self.layers: tuple[DrawnLayer, ...] = ()
        self.titles = ("", "")
        self.share = 0.5
        self.picture: Picture | None = None
        self.renderer = Renderer(self)
        self.renderer.drawn.connect(self._take_picture)

    @property
    def is_open(self) -> bool:
        """Whether a second plan is shown."""
        return bool(self.layers)

    def show(self, layers: tuple[DrawnLayer, ...], titles: tuple[str, str]) -> None:
        """Show a second plan, or with no layers none; drawn with the next picture of the map."""
        self.layers, self.titles = layers, titles
        if not layers:
            self.renderer.cancel()
            self.picture = None

    def request(self, scene: Scene) -> None:
        """Ask for a picture of the second plan in the view of the first."""
        if self.is_open:
            self.renderer.request(replace(scene, layers=self.layers, highlights=()))

    def draw_now(self, scene: Scene) -> None:
        """Draw the second plan at once."""
        if self.is_open:
            wanted = replace(scene, layers=self.layers, highlights=())
            self.picture = self.renderer.draw(wanted, lambda: False)

    def _take_picture(self, picture: Picture) -> None:
        if self.is_open:
            self.picture = picture
            self._canvas.update()

    @property
    def line_px(self) -> float:
        """Where the line stands in the widget."""
        return self.share * self._canvas.width()

    def is_at(self, x_px: float) -> bool:
        """Whether a place of the widget is on the line."""
        return self.is_open and abs(x_px - self.line_px) <= _GRIP_PX

    def move_to(self, x_px: float) -> None:
        """Put the line elsewhere, never quite at the edge."""
        share = x_px / max(self._canvas.width(), 1)
        self.share = min(max(share, _EDGE_SHARE), 1.0 - _EDGE_SHARE)
        self._canvas.update()

    def paint(self, painter: QPainter) -> None:
        """Lay the second plan over the right part, then the line and the titles."""
        if not self.is_open:
            return
        x, wide, high = self.line_px, self._canvas.width(), self._canvas.height()
        if self.picture is not None:
            painter.save()
            painter.setClipRect(QRectF(x, 0, wide - x, high))
            self._canvas.place(painter, self.picture, self.picture.base)
            painter.restore()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(_LINE, 2.0))
        painter.drawLine(QPointF(x, 0), QPointF(x, high))
        _paint_grip(painter, QPointF(x, high / 2))
        _paint_title(painter, self.titles[0], x, Qt.AlignmentFlag.AlignRight)
        _paint_title(painter, self.titles[1], x, Qt.AlignmentFlag.AlignLeft)
        painter.restore()


def _paint_grip(painter: QPainter, centre: QPointF) -> None:
    size = _GRIP_SIZE_PX
    painter.setBrush(_PAPER)
    painter.drawEllipse(centre, size, size)
    painter.setBrush(_LINE)
    for side in (-1.0, 1.0):
        tip = centre + QPointF(side * size * 0.7, 0)
        base = centre + QPointF(side * size * 0.25, 0)
        corners = [tip, base + QPointF(0, size * 0.4), base - QPointF(0, size * 0.4)]
        painter.drawPolygon(QPolygonF(corners))


def _paint_title(painter: QPainter, title: str, x_px: float, side: Qt.AlignmentFlag) -> None:
    """Write a title beside the line, at its left where it is aligned to the right."""
    font = QFont(QGuiApplication.font())
    font.setPixelSize(13)
    font.setBold(True)
    painter.setFont(font)
    width = QFontMetricsF(font).horizontalAdvance(title) + 16
    left = x_px - width - 8 if side == Qt.AlignmentFlag.AlignRight else x_px + 8
    box = QRectF(left, 8, width, 24)
    pen = painter.pen()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_PAPER)
    painter.drawRoundedRect(box, 4, 4)
    painter.setPen(_INK)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, title)
    painter.setPen(pen)
