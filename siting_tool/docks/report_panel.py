"""The data report: what stops an analysis, what was assumed, and where it lies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QBrush, QColor
from PyQt6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from layers.findings import Finding, Severity
from resources.texts import Language
from siting_tool.docks.panel import Panel
from siting_tool.docks.value_text import layer_title
from siting_tool.i18n import translate
from siting_tool.i18n.language import current_language
from siting_tool.map_canvas.styles import schema_for
from siting_tool.messages import finding_text

if TYPE_CHECKING:
    from siting_tool.project.data_report import DataReport

_COLOURS = {Severity.ERROR: "#c0392b", Severity.WARNING: "#b26a00", Severity.INFO: "#7d868a"}
_ORDER = (Severity.ERROR, Severity.WARNING, Severity.INFO)
_MOST_PLACES = 200
_FINDING, _PLACE = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1


class ReportPanel(Panel):
    """Shows the findings, the worst first.

    Signals
    -------
    place_wanted
        Easting and northing to look at.
    features_wanted
        Role and ids to select.
    export_wanted
        The report shall be written to a file.
    """

    place_wanted = pyqtSignal(float, float)
    features_wanted = pyqtSignal(str, object)
    export_wanted = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._report: DataReport | None = None
        self.summary = QLabel(self)
        self.summary.setWordWrap(True)
        self.export_button = QPushButton(self)
        self.export_button.setObjectName("report_export")
        self.export_button.clicked.connect(self.export_wanted)
        self.tree = QTreeWidget(self)
        self.tree.setObjectName("report_tree")
        self.tree.setColumnCount(3)
        self.tree.setAlternatingRowColors(True)
        self.tree.setWordWrap(True)
        self.tree.itemExpanded.connect(self._fill_places)
        self.tree.itemDoubleClicked.connect(self._go_to)
        self.tree.itemActivated.connect(self._go_to)
        header = self.tree.header()
        assert header is not None
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.ResizeToContents)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        top = QHBoxLayout()
        top.addWidget(self.summary, 1)
        top.addWidget(self.export_button)
        layout.addLayout(top)
        layout.addWidget(self.tree, 1)
        self.retranslate()

    def title(self) -> str:
        """Return what stands on the panel's tab."""
        return translate("ReportPanel", "Data report")

    def retranslate(self) -> None:
        """Set every word in the language in use."""
        self.export_button.setText(translate("ReportPanel", "Export…"))
        self.tree.setAccessibleName(self.title())
        self.tree.setToolTip(translate("ReportPanel", "Double-click to zoom to the problem"))
        self.tree.setHeaderLabels(
            [
                translate("ReportPanel", "What was noticed"),
                translate("ReportPanel", "Layer"),
                translate("ReportPanel", "Count"),
            ]
        )
        self.show_report(self._report)

    def show_report(self, report: DataReport | None) -> None:
        """Show another report."""
        self._report = report
        self.tree.clear()
        self.export_button.setEnabled(report is not None)
        if report is None:
            self.summary.setText(
                translate("ReportPanel", "The report appears here once a project is open.")
            )
            return
        counts = {level: sum(f.severity is level for f in report.findings) for level in _ORDER}
        words = translate(
            "ReportPanel",
            "{errors} that stop an analysis, {warnings} assumed or repaired, "
            "{notes} for information",
        )
        self.summary.setText(
            words.format(
                errors=counts[Severity.ERROR],
                warnings=counts[Severity.WARNING],
                notes=counts[Severity.INFO],
            )
        )
        for finding in sorted(report.findings, key=lambda item: _ORDER.index(item.severity)):
            self.tree.addTopLevelItem(self._finding_item(finding))

    def _finding_item(self, finding: Finding) -> QTreeWidgetItem:
        language = current_language()
        parts = (finding_text(finding, language, part) for part in ("", "done", "todo"))
        words = " ".join(_sentence(part, language) for part in parts if part)
        layer = layer_title(schema_for(finding.role), language) if finding.role else ""
        item = QTreeWidgetItem([words, layer, f"{finding.count:,}"])
        item.setToolTip(0, words)
        item.setForeground(0, QBrush(QColor(_COLOURS[finding.severity])))
        item.setData(0, _FINDING, finding)
        if finding.ids:
            item.setChildIndicatorPolicy(QTreeWidgetItem.ChildIndicatorPolicy.ShowIndicator)
        return item

    def _fill_places(self, item: QTreeWidgetItem) -> None:
        finding = item.data(0, _FINDING)
        if finding is None or item.childCount():
            return
        for number, feature_id in enumerate(finding.ids[:_MOST_PLACES]):
            child = QTreeWidgetItem([str(feature_id)])
            if number < len(finding.xy):
                child.setData(0, _PLACE, tuple(finding.xy[number]))
            child.setData(0, _FINDING, None)
            item.addChild(child)
        if len(finding.ids) > _MOST_PLACES:
            words = translate("ReportPanel", "and {count} more")
            rest = len(finding.ids) - _MOST_PLACES
            item.addChild(QTreeWidgetItem([words.format(count=f"{rest:,}")]))

    def _go_to(self, item: QTreeWidgetItem) -> None:
        parent = item.parent()
        finding: Finding | None = (parent or item).data(0, _FINDING)
        if finding is None:
            return
        place = item.data(0, _PLACE) or (finding.xy[0] if finding.xy else None)
        ids = finding.ids if parent is None else (item.text(0),)
        self.features_wanted.emit(finding.role, ids)
        if place is not None:
            self.place_wanted.emit(*map(float, place))


def _sentence(words: str, language: Language) -> str:
    """Return words with a full stop."""
    stop = "。" if language == "zh" else "."
    return words if words.endswith((".", "。", "?", "？", "!")) else f"{words}{stop}"
