"""Every run ever finished, and running one of them again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from siting_tool.commands.document import Document
from siting_tool.docks.panel import Panel
from siting_tool.i18n import translate
from siting_tool.i18n.formats import format_moment
from siting_tool.i18n.language import current_language
from siting_tool.project.plan_text import renovation_lines, scenario_title
from siting_tool.project.project import RunRecord
from siting_tool.project.runs import RenovationRequest, SitingRequest


class HistoryPanel(Panel):
    """Lists the runs, the newest first.

    Signals
    -------
    run_wanted
        Kind of run and its request.
    """

    run_wanted = pyqtSignal(str, object)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self.table = QTableWidget(self)
        self.table.setObjectName("history_table")
        self.table.setColumnCount(4)
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.itemSelectionChanged.connect(self._show_button)
        header, numbers = self.table.horizontalHeader(), self.table.verticalHeader()
        assert header is not None
        assert numbers is not None
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setStretchLastSection(True)
        numbers.hide()
        self.again_button = QPushButton(self)
        self.again_button.setObjectName("history_again")
        self.again_button.clicked.connect(self._run_again)
        row = QHBoxLayout()
        row.addWidget(self.again_button)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.addWidget(self.table, 1)
        layout.addLayout(row)
        document.opened.connect(self.refresh)
        document.project_changed.connect(self._take_change)
        self.retranslate()

    def title(self) -> str:
        """Return what stands on the panel's tab."""
        return translate("HistoryPanel", "History")

    def retranslate(self) -> None:
        """Set every word in the language in use."""
        self.table.setAccessibleName(translate("HistoryPanel", "Runs, the newest first"))
        self.again_button.setText(translate("HistoryPanel", "Run again"))
        self.again_button.setToolTip(
            translate("HistoryPanel", "Runs with the same settings on the data as they are now")
        )
        self.table.setHorizontalHeaderLabels(
            [
                translate("HistoryPanel", "Finished"),
                translate("HistoryPanel", "Run"),
                translate("HistoryPanel", "Scenario"),
                translate("HistoryPanel", "Result"),
            ]
        )
        self.refresh()

    def _records(self) -> list[RunRecord]:
        project = self._document.project
        return list(reversed(project.history)) if project is not None else []

    def _take_change(self) -> None:
        if len(self._records()) != self.table.rowCount():
            self.refresh()

    def refresh(self) -> None:
        """Show the runs there are."""
        records = self._records()
        self.table.setRowCount(len(records))
        for number, record in enumerate(records):
            for column, cell in enumerate(record_cells(record)):
                item = QTableWidgetItem(cell)
                item.setToolTip(cell)
                self.table.setItem(number, column, item)
        self._show_button()

    def _show_button(self) -> None:
        self.again_button.setEnabled(bool(self.table.selectedItems()))

    def _run_again(self) -> None:
        record = self._records()[self.table.currentRow()]
        self.run_wanted.emit(record.kind, request_of(record))


def record_cells(record: RunRecord) -> tuple[str, str, str, str]:
    """Return when, what, where and with which result."""
    from siting_tool.project.siting_text import siting_lines  # noqa: PLC0415 - loads solvers

    kinds = {
        "site": translate("HistoryPanel", "Public toilets"),
        "renovate": translate("HistoryPanel", "Household toilets"),
    }
    lines_of = siting_lines if record.kind == "site" else renovation_lines
    lines = lines_of(record.summary, current_language())
    scenario = scenario_title(str(record.settings.get("scenario", "")), current_language())
    return format_moment(record.finished_at), kinds[record.kind], scenario, " · ".join(lines[:2])


def request_of(record: RunRecord) -> SitingRequest | RenovationRequest:
    """Return what a run was asked for."""
    settings: Mapping[str, Any] = record.settings
    if record.kind == "renovate":
        return RenovationRequest(scenario=settings["scenario"], parameters=record.parameters)
    asked = ("scenario", "model", "service_distance_m", "facility_count", "budget_yuan")
    wanted = {key: settings[key] for key in asked if key in settings}
    return SitingRequest(**wanted, parameters=record.parameters)
