"""Horizontal bars of coloured pieces; a click chooses a piece."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PyQt6.QtCore import QEvent, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PyQt6.QtWidgets import QToolTip, QWidget

from siting_tool.docks.chart_data import Bar, Segment
from siting_tool.i18n.formats import format_number
from siting_tool.i18n.language import current_language
from siting_tool.map_canvas.symbols import qcolor

_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}
_ROW_PX, _NAME_PX, _TOTAL_PX, _BAR_PX = 24, 110, 96, 15


class BarChart(QWidget):
    """A bar per village.

    Signals
    -------
    chosen
        The :class:`Segment` that was clicked.
    """

    chosen = pyqtSignal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bar_chart")
        self.bars: list[Bar] = []
        self._format: Callable[[float], str] = format_number
        self.current: Segment | None = None
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_bars(self, bars: list[Bar], shown: Callable[[float], str]) -> None:
        """Show other bars, their lengths written by a function."""
        self.bars, self.current = bars, None
        self._format = shown
        self.setMinimumHeight(len(bars) * _ROW_PX + 8)
        self.setAccessibleDescription("; ".join(self._sentence(bar) for bar in bars))
        self.update()

    def _sentence(self, bar: Bar) -> str:
        language = current_language()
        parts = (f"{part.title(language)} {self._format(part.value)}" for part in bar.segments)
        return f"{bar.name}: {', '.join(parts)}"

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return the room for all bars."""
        return QSize(500, len(self.bars) * _ROW_PX + 8)

    def boxes(self) -> Iterator[tuple[Segment, QRectF]]:
        """Return every piece with its place."""
        longest = max((sum(part.value for part in bar.segments) for bar in self.bars), default=1.0)
        room = max(self.width() - _NAME_PX - _TOTAL_PX, 50)
        for row, bar in enumerate(self.bars):
            left = float(_NAME_PX)
            for part in bar.segments:
                width = room * part.value / (longest or 1.0)
                yield part, QRectF(left, row * _ROW_PX + 6, width, _BAR_PX)
                left += width

    def paintEvent(self, event: QPaintEvent | None) -> None:  # noqa: ARG002, N802
        """Draw names, bars and totals."""
        painter = QPainter(self)
        ends = [float(_NAME_PX)] * len(self.bars)
        for part, box in self.boxes():
            painter.fillRect(box, qcolor(part.colour))
            if part is self.current and self.hasFocus():
                painter.drawRect(box.adjusted(0, -2, 0, 2))
            ends[int(box.top()) // _ROW_PX] = box.right()
        middle = Qt.AlignmentFlag.AlignVCenter
        metrics = painter.fontMetrics()
        for row, bar in enumerate(self.bars):
            line = QRectF(0, row * _ROW_PX + 2, _NAME_PX - 8, _ROW_PX - 1)
            name = metrics.elidedText(bar.name, Qt.TextElideMode.ElideRight, int(line.width()))
            painter.drawText(line, middle | Qt.AlignmentFlag.AlignRight, name)
            total = self._format(sum(part.value for part in bar.segments))
            room = QRectF(ends[row] + 6, line.top(), _TOTAL_PX, line.height())
            painter.drawText(room, middle, total)
        painter.end()

    def segment_at(self, x: float, y: float) -> Segment | None:
        """Return the piece at a place of the widget, None where there is none."""
        return next((part for part, box in self.boxes() if box.contains(x, y)), None)

    def mousePressEvent(self, event: QMouseEvent | None) -> None:  # noqa: N802
        """Choose a piece."""
        assert event is not None
        part = self.segment_at(event.position().x(), event.position().y())
        if part is not None:
            self.chosen.emit(part)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802
        """Go from piece to piece with the arrows; Enter chooses."""
        assert event is not None
        parts = [part for bar in self.bars for part in bar.segments]
        key = Qt.Key(event.key())
        if key in _STEPS and parts:
            here = next((n for n, part in enumerate(parts) if part is self.current), -1)
            self.current = parts[min(max(here + _STEPS[key], 0), len(parts) - 1)]
            self.update()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current is not None:
            self.chosen.emit(self.current)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent | None) -> bool:
        """Say what the piece under the pointer is."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            part = self.segment_at(event.pos().x(), event.pos().y())
            if part is not None:
                words = f"{part.title(current_language())}: {self._format(part.value)}"
                QToolTip.showText(event.globalPos(), words, self)
                return True
        return super().event(event)
