"""Rows of conditions that together make a query."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from layers.fields import Field
from siting_tool.docks.condition_row import ConditionRow
from siting_tool.docks.feature_query import Condition, FeatureQuery
from siting_tool.docks.panel import Panel
from siting_tool.i18n import translate

if TYPE_CHECKING:
    import geopandas as gpd


class QueryEditor(Panel):
    """Any number of conditions, of which all or one must hold.

    Signals
    -------
    changed
        The query.
    """

    changed = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fields: tuple[Field, ...] = ()
        self._frame: gpd.GeoDataFrame | None = None
        self.rows: list[ConditionRow] = []
        self.joint = QComboBox(self)
        self.joint.setObjectName("query_joint")
        self.joint.currentIndexChanged.connect(self.changed)
        self.add_button = QPushButton(self)
        self.add_button.setObjectName("query_add")
        self.add_button.clicked.connect(lambda _: self.add_condition())
        foot = QHBoxLayout()
        foot.addWidget(self.add_button)
        foot.addWidget(self.joint)
        foot.addStretch(1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(foot)
        self.retranslate()

    def title(self) -> str:
        """Return the editor's name."""
        return translate("QueryEditor", "Conditions")

    def retranslate(self) -> None:
        """Set every word in the language in use."""
        self.setAccessibleName(self.title())
        self.add_button.setText(translate("QueryEditor", "Add a condition"))
        self.add_button.setToolTip(translate("QueryEditor", "One more condition on a column"))
        name = translate("QueryEditor", "How the conditions are joined")
        self.joint.setAccessibleName(name)
        self.joint.setToolTip(name)
        any_of = bool(self.joint.currentData())
        self.joint.blockSignals(True)
        self.joint.clear()
        self.joint.addItem(translate("QueryEditor", "all must hold (and)"), False)
        self.joint.addItem(translate("QueryEditor", "one is enough (or)"), True)
        self.joint.setCurrentIndex(int(any_of))
        self.joint.blockSignals(False)
        self.show_layer(self._frame, self._fields)

    def show_layer(self, frame: gpd.GeoDataFrame | None, fields: tuple[Field, ...]) -> None:
        """Ask about a layer; conditions stay whose columns it has too."""
        kept = [condition for condition in self._conditions() if condition.field in fields]
        for row in tuple(self.rows):
            self._drop(row)
        self._frame, self._fields = frame, fields
        self.add_button.setEnabled(bool(fields))
        for condition in kept:
            self.add_condition(condition)
        self._show_joint()
        self.changed.emit()

    def add_condition(self, condition: Condition | None = None) -> ConditionRow:
        """Add a row, empty or with a condition."""
        assert self._frame is not None
        row = ConditionRow(self._fields, self._frame, self)
        row.changed.connect(self.changed)
        row.removed.connect(lambda: self._remove(row))
        self._column.insertWidget(len(self.rows), row)
        self.rows.append(row)
        if condition is not None:
            row.show_condition(condition)
        self._show_joint()
        self.changed.emit()
        return row

    def query(self) -> FeatureQuery:
        """Return the query; ValueError while a value is none of its column."""
        conditions = tuple(row.condition() for row in self.rows)
        return FeatureQuery(conditions=conditions, any_of=bool(self.joint.currentData()))

    def _conditions(self) -> list[Condition]:
        """Return the conditions as they stand; those not complete have no value."""
        return [row.draft() for row in self.rows]

    def _remove(self, row: ConditionRow) -> None:
        self._drop(row)
        self._show_joint()
        self.changed.emit()

    def _drop(self, row: ConditionRow) -> None:
        self.rows.remove(row)
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()

    def _show_joint(self) -> None:
        self.joint.setVisible(len(self.rows) > 1)
