"""A chart of points on two axes; a point is chosen by mouse or keys."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from PyQt6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PyQt6.QtWidgets import QWidget

from siting_tool.docks.plot_data import Plot, PlotPoint
from siting_tool.export.drawing.map_view import round_step

_LINE, _LIMIT = QColor("#0072b2"), QColor("#d55e00")
_GRID = QColor(128, 128, 128, 70)
_LEFT_PX, _RIGHT_PX, _TOP_PX, _BOTTOM_PX = 84, 24, 22, 40
_POINT_PX, _REACH_PX = 5.0, 12.0
_TICK_PX = (90, 34)
_BY_KEY = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)


@dataclass(frozen=True, kw_only=True)
class Axis:
    """What stands beside an axis, and how its numbers are written."""

    title: str
    shown: Callable[[float], str]


class PointChart(QWidget):
    """Draws a :class:`Plot`.

    Signals
    -------
    pointed
        The :class:`PlotPoint` under the pointer or reached by the arrow keys, or None.
    chosen
        The point that was clicked, or taken with Enter.
    """

    pointed = pyqtSignal(object)
    chosen = pyqtSignal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("point_chart")
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumHeight(130)
        self.plot = Plot()
        self.current: PlotPoint | None = None
        self._across = self._up = Axis(title="", shown=str)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return the size it likes to have."""
        return QSize(500, 200)

    def show_plot(self, plot: Plot, across: Axis, up: Axis) -> None:
        """Show other points."""
        if plot != self.plot:
            self.current = None
        self.plot, self._across, self._up = plot, across, up
        self.setAccessibleDescription(
            "; ".join(f"{across.shown(point.x)}: {up.shown(point.y)}" for point in plot.points)
        )
        self.update()

    # places -----------------------------------------------------------------------------

    def _ends(self) -> tuple[float, float]:
        """Return where the axes end; both begin at zero, or below where points lie there."""
        x = max((point.x for point in self.plot.points), default=1.0)
        y = max((point.y for point in self.plot.points), default=1.0)
        return max(x, 1e-9) * 1.05, max(y, 1e-9) * 1.08

    def _low(self) -> float:
        return min(0.0, min((point.y for point in self.plot.points), default=0.0))

    def place(self, x: float, y: float) -> QPointF:
        """Return the place of a pair of values in the widget."""
        (x_end, y_end), low = self._ends(), self._low()
        across = self.width() - _LEFT_PX - _RIGHT_PX
        down = self.height() - _TOP_PX - _BOTTOM_PX
        return QPointF(_LEFT_PX + across * x / x_end, _TOP_PX + down * (y_end - y) / (y_end - low))

    def point_at(self, x_px: float, y_px: float) -> PlotPoint | None:
        """Return the nearest point within reach of a place of the widget."""
        far = [
            (math.dist((place.x(), place.y()), (x_px, y_px)), number)
            for number, place in enumerate(self.place(p.x, p.y) for p in self.plot.points)
        ]
        distance, number = min(far, default=(math.inf, -1))
        return self.plot.points[number] if distance <= _REACH_PX else None

    # drawing ----------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent | None) -> None:  # noqa: ARG002, N802
        """Draw axes, lines and points."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_axes(painter)
        self._paint_lines(painter)
        for point in self.plot.points:
            is_current = point is self.current
            radius = _POINT_PX + (2 if is_current else 0)
            painter.setPen(QPen(_LIMIT if is_current else _LINE, 2))
            painter.setBrush(_LINE if point.is_solid else self.palette().base())
            painter.drawEllipse(self.place(point.x, point.y), radius, radius)
        painter.end()

    def _paint_axes(self, painter: QPainter) -> None:
        (x_end, y_end), low = self._ends(), self._low()
        right, bottom = self.width() - _RIGHT_PX, self.height() - _BOTTOM_PX
        words, middle = self.palette().windowText().color(), Qt.AlignmentFlag.AlignVCenter
        for value in _ticks(low, y_end, (bottom - _TOP_PX) / _TICK_PX[1]):
            y = self.place(0.0, value).y()
            painter.setPen(_GRID)
            painter.drawLine(QPointF(_LEFT_PX, y), QPointF(right, y))
            painter.setPen(words)
            box = QRectF(0, y - 9, _LEFT_PX - 6, 18)
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | middle, self._up.shown(value))
        for value in _ticks(0.0, x_end, (right - _LEFT_PX) / _TICK_PX[0]):
            x = self.place(value, 0.0).x()
            painter.drawText(
                QRectF(x - 45, bottom + 2, 90, 18),
                Qt.AlignmentFlag.AlignHCenter | middle,
                self._across.shown(value),
            )
        left = Qt.AlignmentFlag.AlignLeft | middle
        painter.drawText(QRectF(8, 1, self.width() - 16, 18), left, self._up.title)
        end = Qt.AlignmentFlag.AlignRight | middle
        painter.drawText(QRectF(0, bottom + 20, right, 18), end, self._across.title)

    def _paint_lines(self, painter: QPainter) -> None:
        places = [self.place(point.x, point.y) for point in self.plot.points]
        if self.plot.is_joined and places:
            painter.setPen(QPen(_LINE, 1.6))
            painter.drawPolyline(QPolygonF(places))
        if self.plot.limit_slope is not None and places:
            x_end, y_end = self._ends()
            x = min(x_end, y_end / max(self.plot.limit_slope, 1e-9))
            painter.setPen(QPen(_LIMIT, 1.6, Qt.PenStyle.DashLine))
            painter.drawLine(self.place(0.0, 0.0), self.place(x, x * self.plot.limit_slope))

    # pointing and choosing ----------------------------------------------------------------

    def _point_to(self, point: PlotPoint | None) -> None:
        if point is not self.current:
            self.current = point
            self.pointed.emit(point)
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:  # noqa: N802
        """Tell the point under the pointer."""
        assert event is not None
        point = self.point_at(event.position().x(), event.position().y())
        self.setCursor(
            Qt.CursorShape.ArrowCursor if point is None else Qt.CursorShape.PointingHandCursor
        )
        self._point_to(point)

    def leaveEvent(self, event: QEvent | None) -> None:  # noqa: ARG002, N802
        """Point at nothing."""
        self._point_to(None)

    def mousePressEvent(self, event: QMouseEvent | None) -> None:  # noqa: N802
        """Choose the point under the pointer."""
        assert event is not None
        point = self.point_at(event.position().x(), event.position().y())
        if point is not None:
            self.chosen.emit(point)

    def focusInEvent(self, event: QFocusEvent | None) -> None:  # noqa: N802
        """Begin at the first point."""
        super().focusInEvent(event)
        by_key = event is not None and event.reason() in _BY_KEY
        if by_key and self.current is None and self.plot.points:
            self._point_to(self.plot.points[0])

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802
        """Go from point to point with the arrows; Enter chooses."""
        assert event is not None
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        points, key = self.plot.points, Qt.Key(event.key())
        if key in steps and points:
            here = points.index(self.current) if self.current in points else 0
            self._point_to(points[min(max(here + steps[key], 0), len(points) - 1)])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current is not None:
            self.chosen.emit(self.current)
        else:
            super().keyPressEvent(event)


def _ticks(low: float, high: float, most: float) -> list[float]:
    """Return round values between two ends, about as many as there is room for."""
    step = round_step((high - low) / max(most, 1.0))
    first, last = math.ceil(low / step), math.floor(high / step)
    return [number * step for number in range(first, last + 1)]
