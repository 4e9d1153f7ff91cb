"""Charts of the plan; a click selects what is behind a bar or a point, or tries a number."""

from __future__ import annotations

from PyQt6.QtCore import Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QShowEvent
from PyQt6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from siting_tool.commands.document import Document
from siting_tool.docks.bar_chart import BarChart
from siting_tool.docks.chart_data import (
    Bar,
    costs_by_village,
    modes_by_village,
    village_names,
    walks_by_village,
)
from siting_tool.docks.panel import Panel
from siting_tool.docks.plot_data import PlotPoint, break_even_plot, coverage_plot
from siting_tool.docks.point_chart import Axis, PointChart
from siting_tool.i18n import translate
from siting_tool.i18n.formats import format_distance, format_money, format_number
from siting_tool.i18n.language import current_language
from siting_tool.map_canvas.symbols import qcolor

_BAR_KINDS = ("modes", "costs", "walks")
_PLOT_KINDS = ("curve", "break_even")
_MOST_TOILETS = 5000
_REST_MS = 250


class ChartPanel(Panel):
    """Chooses a chart and shows it with its legend.

    Signals
    -------
    number_wanted
        Number of toilets to be tried in a scenario of its own.
    group_wanted
        Role, column and value of the features to select.
    """

    number_wanted = pyqtSignal(int)
    group_wanted = pyqtSignal(str, str, object)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self.kind = QComboBox(self)
        self.kind.setObjectName("chart_kind")
        self.kind.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.kind.currentIndexChanged.connect(self.refresh)
        self.legend = QLabel(self)
        self.legend.setTextFormat(Qt.TextFormat.RichText)
        self.legend.setWordWrap(True)
        self.chart = BarChart(self)
        self.chart.chosen.connect(lambda part: document.select(part.role, part.labels))
        self.plot = PointChart(self)
        self.plot.pointed.connect(self._tell_point)
        self.plot.chosen.connect(self._take_point)
        self._area = QScrollArea(self)
        self._area.setWidgetResizable(True)
        self._area.setWidget(self.chart)
        self.pages = QStackedWidget(self)
        self.pages.addWidget(self._area)
        self.pages.addWidget(self.plot)
        row = QHBoxLayout()
        row.addWidget(self.kind)
        row.addWidget(self.legend, 1)
        row.addWidget(self._make_number())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.addLayout(row)
        layout.addWidget(self.pages, 1)
        self._is_outdated = False
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_REST_MS)
        self._soon.timeout.connect(self.refresh)
        for signal in (document.opened, document.scenario_changed):
            signal.connect(self.refresh)
        document.project_changed.connect(self._take_change)
        self.retranslate()

    def _make_number(self) -> QWidget:
        self._number_row = QWidget(self)
        self._number_label = QLabel(self._number_row)
        self.number = QSpinBox(self._number_row)
        self.number.setObjectName("chart_number")
        self.number.setRange(1, _MOST_TOILETS)
        self._number_label.setBuddy(self.number)
        self.try_button = QPushButton(self._number_row)
        self.try_button.setObjectName("chart_try_number")
        self.try_button.clicked.connect(lambda _: self.number_wanted.emit(self.number.value()))
        row = QHBoxLayout(self._number_row)
        row.setContentsMargins(0, 0, 0, 0)
        for widget in (self._number_label, self.number, self.try_button):
            row.addWidget(widget)
        return self._number_row

    def title(self) -> str:
        """Return what stands on the panel's tab."""
        return translate("ChartPanel", "Charts")

    def retranslate(self) -> None:
        """Set every word in the language in use."""
        titles = {
            "modes": translate("ChartPanel", "Modes by village"),
            "costs": translate("ChartPanel", "Household cost by village"),
            "walks": translate("ChartPanel", "Walk to the toilet by village"),
            "curve": translate("ChartPanel", "Coverage by number of toilets"),
            "break_even": translate("ChartPanel", "Where a sewer pays"),
        }
        current = self.kind.currentData()
        self.kind.blockSignals(True)
        self.kind.clear()
        for kind in (*_BAR_KINDS, *_PLOT_KINDS):
            self.kind.addItem(titles[kind], kind)
        self.kind.setCurrentIndex(max(self.kind.findData(current), 0))
        self.kind.blockSignals(False)
        for widget in (self.kind, self.chart, self.plot):
            widget.setAccessibleName(self.title())
        self._number_label.setText(translate("ChartPanel", "Toilets"))
        self.number.setAccessibleName(translate("ChartPanel", "Number of toilets to try"))
        self.try_button.setText(translate("ChartPanel", "New scenario"))
        self.try_button.setToolTip(
            translate(
                "ChartPanel",
                "Chooses the best sites for this number, in a scenario of its own; "
                "a click on a point of the curve does the same",
            )
        )
        self.refresh()

    def _take_change(self) -> None:
        """Count anew once the edits rest, and only while the chart can be seen."""
        self._is_outdated = True
        if self.isVisible():
            self._soon.start()

    def showEvent(self, event: QShowEvent | None) -> None:  # noqa: N802
        """Catch up with what was changed while another panel was in front."""
        super().showEvent(event)
        if self._is_outdated:
            self.refresh()

    def refresh(self) -> None:
        """Show the chart of the plan as it is."""
        self._is_outdated = False
        kind = str(self.kind.currentData())
        self._number_row.setVisible(kind == "curve")
        if kind in _PLOT_KINDS:
            self.pages.setCurrentWidget(self.plot)
            self._show_plot(kind)
        else:
            self.pages.setCurrentWidget(self._area)
            self._show_bars(kind)

    # bars ---------------------------------------------------------------------------------

    def _show_bars(self, kind: str) -> None:
        document, language = self._document, current_language()
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
        self.legend.setText(_legend_text(self.chart.bars))

    # points -------------------------------------------------------------------------------

    def _show_plot(self, kind: str) -> None:
        run = "site" if kind == "curve" else "renovate"
        runs = self._document.scenario.runs if self._document.project is not None else {}
        summary = runs[run].summary if run in runs else {}
        plot = coverage_plot(summary) if kind == "curve" else break_even_plot(summary)
        self.plot.show_plot(plot, *_axes(kind))
        self.try_button.setEnabled(run in runs)
        if plot.points and kind == "curve":
            self.number.setValue(int(plot.points[-1].x))
        self._tell_point(None)

    def _tell_point(self, point: PlotPoint | None) -> None:
        kind, plot = self.kind.currentData(), self.plot.plot
        if not plot.points:
            words = translate("ChartPanel", "The chart appears after a run.")
        elif point is not None:
            names = village_names(self._document.frame("village_boundaries"))
            words = _curve_words(point) if kind == "curve" else _group_words(point, names)
        elif kind == "curve":
            words = translate("ChartPanel", "Click a point to try its number of toilets.")
        else:
            words = translate(
                "ChartPanel",
                "Each point is a sewer system, a branch of one, or (hollow) a village that would "
                "connect at lower prices; a sewer pays above the line. Click one to select "
                "its households.",
            )
        self.legend.setText(words)

    def _take_point(self, point: PlotPoint) -> None:
        if self.kind.currentData() == "curve":
            self.number.setValue(int(point.x))
            self.number_wanted.emit(int(point.x))
        else:
            is_built = bool(point.record["system_id"])
            column = "system_id" if is_built else "village_code"
            self.group_wanted.emit("household_modes", column, point.record[column])


def _axes(kind: str) -> tuple[Axis, Axis]:
    """Return the axis across and the axis up."""
    if kind == "curve":
        return (
            Axis(title=translate("ChartPanel", "Toilets in all"), shown=format_number),
            Axis(
                title=translate("ChartPanel", "People covered"),
                shown=lambda percent: f"{percent:.0f} %",
            ),
        )
    language = current_language()
    return (
        Axis(title=translate("ChartPanel", "Sewer per household"), shown=format_distance),
        Axis(
            title=translate("ChartPanel", "What it may cost per household"),
            shown=lambda yuan: format_money(yuan, language),
        ),
    )


def _curve_words(point: PlotPoint) -> str:
    if point.is_solid:
        words = translate(
            "ChartPanel", "{count} toilets: {persons} people, {share}; new ones from {cost}"
        )
    else:
        words = translate(
            "ChartPanel",
            "{count} toilets: at least {persons} people, {share}; new ones from {cost}; "
            "better may be possible",
        )
    return words.format(
        count=format_number(point.x),
        persons=format_number(point.record["persons_covered"]),
        share=f"{point.y:.1f} %",
        cost=format_money(point.record["cost_yuan"], current_language()),
    )


def _group_words(point: PlotPoint, names: dict[str, str]) -> str:
    """Say what a point of the break-even chart stands for."""
    words = {
        "branch": translate(
            "ChartPanel",
            "Branch of {system}: {households} households, {metres} of sewer each; "
            "may cost {limit} each",
        ),
        "possible": translate(
            "ChartPanel",
            "{village}: {households} households would need {metres} of sewer each; "
            "may cost {limit} each",
        ),
    }.get(
        point.record.get("kind", "system"),
        translate(
            "ChartPanel",
            "System {system}: {households} households, {metres} of sewer each; "
            "may cost {limit} each",
        ),
    )
    code = str(point.record.get("village_code", ""))
    return words.format(
        system=point.record["system_id"],
        village=names.get(code, code),
        households=format_number(point.record["households"]),
        metres=format_distance(point.x),
        limit=format_money(point.y, current_language()),
    )


def _legend_text(bars: list[Bar]) -> str:
    colours = {part.title(current_language()): part.colour for bar in bars for part in bar.segments}
    return " &nbsp;".join(
        f"<span style='color:{qcolor(colour).name()}'>■</span>&nbsp;{title}"
        for title, colour in colours.items()
    )
