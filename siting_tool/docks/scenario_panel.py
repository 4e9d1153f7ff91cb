"""Scenarios: which one is looked at, copies, and all of them side by side in a table."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from siting_tool.commands.document import Document
from siting_tool.docks.panel import Panel
from siting_tool.i18n import translate
from siting_tool.i18n.language import current_language
from siting_tool.project.comparison import compare_scenarios, comparison_rows
from siting_tool.project.edits import SetScenario
from siting_tool.project.plan_text import scenario_title

if TYPE_CHECKING:
    import geopandas as gpd

    from siting_tool.project.project import Scenario


class ScenarioPanel(Panel):
    """Lists and compares scenarios.

    Signals
    -------
    edit_wanted
        An edit.
    map_wanted
        Two scenarios are to be compared on the map, or no more.
    """

    edit_wanted = pyqtSignal(object)
    map_wanted = pyqtSignal()

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._shown: dict[str, object] = {}
        self._label = QLabel(self)
        self.box = QComboBox(self)
        self.box.setObjectName("scenario_box")
        self._label.setBuddy(self.box)
        self.box.activated.connect(lambda _: document.look_at(self.box.currentData()))
        self.copy_button = QPushButton(self)
        self.copy_button.setObjectName("scenario_copy")
        self.copy_button.clicked.connect(self._ask_copy)
        self.delete_button = QPushButton(self)
        self.delete_button.setObjectName("scenario_delete")
        self.delete_button.clicked.connect(self._delete)
        self.map_button = QPushButton(self)
        self.map_button.setObjectName("scenario_on_map")
        self.map_button.clicked.connect(lambda _: self.map_wanted.emit())
        self.table = QTableWidget(self)
        self.table.setObjectName("scenario_table")
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setAlternatingRowColors(True)
        row = QHBoxLayout()
        buttons = (self.copy_button, self.delete_button, self.map_button)
        for widget in (self._label, self.box, *buttons):
            row.addWidget(widget)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.addLayout(row)
        layout.addWidget(self.table, 1)
        document.opened.connect(self.refresh)
        document.project_changed.connect(self._take_change)
        document.scenario_changed.connect(self.refresh)
        self.retranslate()

    def title(self) -> str:
        """Return what stands on the panel's tab."""
        return translate("ScenarioPanel", "Scenarios")

    def retranslate(self) -> None:
        """Set every word in the language in use."""
        self._label.setText(translate("ScenarioPanel", "Look at"))
        self.box.setAccessibleName(translate("ScenarioPanel", "Scenario looked at"))
        self.copy_button.setText(translate("ScenarioPanel", "Duplicate…"))
        self.copy_button.setToolTip(
            translate("ScenarioPanel", "Makes a copy to try something else on")
        )
        self.delete_button.setText(translate("ScenarioPanel", "Delete"))
        self.delete_button.setToolTip(
            translate("ScenarioPanel", "Deletes the scenario looked at; can be undone")
        )
        self.map_button.setText(translate("ScenarioPanel", "Compare on the map"))
        self.map_button.setToolTip(
            translate("ScenarioPanel", "Shows another scenario beside this one; again to stop")
        )
        self.table.setAccessibleName(translate("ScenarioPanel", "Scenarios side by side"))
        self.refresh()

    def _runs(self) -> dict[str, object]:
        project = self._document.project
        scenarios = project.scenarios if project is not None else {}
        return {name: scenario.runs for name, scenario in scenarios.items()}

    def _take_change(self) -> None:
        if self._runs() != self._shown:
            self.refresh()

    def refresh(self) -> None:
        """Show the scenarios there are."""
        project = self._document.project
        self._shown = self._runs()
        names = list(project.scenarios) if project is not None else []
        if project is not None and names and self._document.scenario_name not in names:
            self._document.look_at(names[0])
            return
        self.box.clear()
        language = current_language()
        for name in names:
            self.box.addItem(scenario_title(name, language), name)
        self.box.setCurrentIndex(self.box.findData(self._document.scenario_name))
        self.copy_button.setEnabled(bool(names))
        self.delete_button.setEnabled(len(names) > 1)
        self.map_button.setEnabled(len(names) > 1)
        planned = [name for name in names if project and project.scenarios[name].runs]
        rows = []
        if project is not None and planned:
            rows = comparison_rows(compare_scenarios(project, planned), language)
            rows[0][1:] = [scenario_title(name, language) for name in planned]
        self._fill(rows)

    def _fill(self, rows: list[list[str]]) -> None:
        self.table.clear()
        self.table.setRowCount(max(len(rows) - 1, 0))
        self.table.setColumnCount(len(rows[0]) - 1 if rows else 0)
        if not rows:
            return
        self.table.setHorizontalHeaderLabels(rows[0][1:])
        self.table.setVerticalHeaderLabels([row[0] for row in rows[1:]])
        for number, row in enumerate(rows[1:]):
            for column, cell in enumerate(row[1:]):
                self.table.setItem(number, column, QTableWidgetItem(cell))
        self.table.resizeColumnsToContents()

    def _ask_copy(self) -> None:
        name, is_given = QInputDialog.getText(
            self,
            translate("ScenarioPanel", "Duplicate the scenario"),
            translate("ScenarioPanel", "Name of the copy"),
            text=f"{scenario_title(self._document.scenario_name, current_language())} 2",
        )
        if is_given and name.strip():
            self.duplicate(name.strip())

    def duplicate(self, name: str) -> None:
        """Copy the scenario looked at under another name and look at the copy."""
        project = self._document.project
        if project is None or name in project.scenarios:
            return
        copied = renamed_scenario(self._document.scenario, name)
        self.edit_wanted.emit(SetScenario(name=name, scenario=copied))
        self._document.look_at(name)

    def _delete(self) -> None:
        self.edit_wanted.emit(SetScenario(name=self._document.scenario_name, scenario=None))


def renamed_scenario(scenario: Scenario, name: str) -> Scenario:
    """Return a scenario under another name, its result layers too."""
    results = {role: _with_name(frame, name) for role, frame in scenario.results.items()}
    return replace(scenario, name=name, results=results)


def _with_name(frame: gpd.GeoDataFrame, name: str) -> gpd.GeoDataFrame:
    return frame.assign(scenario=name)
