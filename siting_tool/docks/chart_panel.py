"""Charts by village; a click selects the features behind a bar."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PyQt6.QtCore import QEvent, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPaintEvent
from PyQt6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QToolTip,
    QVBoxLayout,
    QWidget,
)

from siting_tool.commands.document import Document
from siting_tool.docks.chart_data import (
    Bar,
    Segment,
    costs_by_village,
    modes_by_village,
    village_names,
    walks_by_village,
)
from siting_tool.docks.panel import Panel
from siting_tool.i18n import translate
from siting_tool.i18n.formats import format_distance, format_money, format_number
from siting_tool.i18n.language import current_language
from siting_tool.map_canvas.symbols import qcolor

_ROW_PX, _NAME_PX, _TOTAL_PX, _BAR_PX = 24, 110, 96, 15
_KINDS = ("modes", "costs", "walks")


class BarChart(QWidget):
    """Horizontal bars of coloured pieces.

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
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_bars(self, bars: list[Bar], shown: Callable[[float], str]) -> None:
        """Show other bars, their lengths written by a function."""
        self.bars = bars
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

    def event(self, event: QEvent | None) -> bool:
        """Say what the piece under the pointer is."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            part = self.segment_at(event.pos().x(), event.pos().y())
            if part is not None:
                words = f"{part.title(current_language())}: {self._format(part.value)}"
                QToolTip.showText(event.globalPos(), words, self)
                return True
        return super().event(event)


class ChartPanel(Panel):
    """Chooses a chart and shows it with its legend."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self.kind = QComboBox(self)
        self.kind.setObjectName("chart_kind")
        self.kind.currentIndexChanged.connect(self.refresh)
        self.legend = QLabel(self)
        self.legend.setTextFormat(Qt.TextFormat.RichText)
        self.chart = BarChart(self)
        self.chart.chosen.connect(lambda part: document.select(part.role, part.labels))
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setWidget(self.chart)
        row = QHBoxLayout()
        row.addWidget(self.kind)
        row.addWidget(self.legend, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.addLayout(row)
        layout.addWidget(area, 1)
        for signal in (document.opened, document.project_changed, document.scenario_changed):
            signal.connect(self.refresh)
        self.retranslate()

    def title(self) -> str:
        """Return what stands on the panel's tab."""
        return translate("ChartPanel", "Charts")

    def retranslate(self) -> None:
        """Set every word in the language in use."""
        titles = {
            "modes": translate("ChartPanel", "Modes by village"),
            "costs": translate("ChartPanel", "Household cost by village"),
            "walks": translate("ChartPanel", "Walk to the toilet by village"),
        }
        current = self.kind.currentData()
        self.kind.blockSignals(True)
        self.kind.clear()
        for kind in _KINDS:
            self.kind.addItem(titles[kind], kind)
        self.kind.setCurrentIndex(max(self.kind.findData(current), 0))
        self.kind.blockSignals(False)
        self.kind.setAccessibleName(self.title())
        self.chart.setAccessibleName(self.title())
        self.refresh()

    def refresh(self) -> None:
        """Show the chart of the plan as it is."""
        kind, language = self.kind.currentData(), current_language()
        document = self._document
        names = village_names(document.frame("village_boundaries"))
        frame = document.frame("household_access" if kind == "walks" else "household_modes")
        if frame is None:
            self.chart.show_bars([], format_number)
            self.legend.setText(translate("ChartPanel", "The chart appears after a run."))
            return
        if kind == "modes":
            self.chart.show_bars(modes_by_village(frame, names), format_number)
        elif kind == "costs":
            bars = costs_by_village(frame, names)
            self.chart.show_bars(bars, lambda yuan: format_money(yuan, language))
        else:
            self.chart.show_bars(walks_by_village(frame, names), format_distance)
        self.legend.setText(self._legend_text())

    def _legend_text(self) -> str:
        colours = {
            part.title(current_language()): part.colour
            for bar in self.chart.bars
            for part in bar.segments
        }
        return "&nbsp;&nbsp;".join(
            f"<span style='color:{qcolor(colour).name()}'>■</span> {title}"
            for title, colour in colours.items()
        )
