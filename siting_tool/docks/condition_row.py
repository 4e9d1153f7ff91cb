"""One condition of a query: column, comparison, value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QComboBox,
    QCompleter,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from layers.fields import Field, FieldType
from resources.units import unit_title
from siting_tool.docks.feature_query import (
    Condition,
    needs_value,
    operator_title,
    operators_of,
    shown_operand,
)
from siting_tool.docks.table_model import parse_value
from siting_tool.docks.value_text import field_title
from siting_tool.i18n import translate
from siting_tool.i18n.language import current_language

if TYPE_CHECKING:
    import geopandas as gpd

_MOST_SUGGESTED = 200
_STRETCH = {"query_column": 3, "query_comparison": 2, "query_choice": 3, "query_value": 3}


class ConditionRow(QWidget):
    """Column, comparison and value of one condition.

    Signals
    -------
    changed
        Any of the three.
    removed
        The row is to go.
    """

    changed = pyqtSignal()
    removed = pyqtSignal()

    def __init__(self, fields: tuple[Field, ...], frame: gpd.GeoDataFrame, parent: QWidget) -> None:
        super().__init__(parent)
        self._fields = fields
        self._frame = frame
        self.column, self.comparison, self.choice = (QComboBox(self) for _ in range(3))
        self.words = QLineEdit(self)
        self.unit = QLabel(self)
        self.remove_button = QToolButton(self)
        self.remove_button.setText("✕")
        self.remove_button.setAutoRaise(True)
        self.remove_button.clicked.connect(self.removed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for widget in (self.column, self.comparison, self.choice):
            widget.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            widget.setMinimumContentsLength(12 if widget is not self.comparison else 8)
            widget.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        named: tuple[tuple[QWidget, str], ...] = (
            (self.column, "query_column"),
            (self.comparison, "query_comparison"),
            (self.choice, "query_choice"),
            (self.words, "query_value"),
            (self.unit, "query_unit"),
            (self.remove_button, "query_remove"),
        )
        for control, name in named:
            control.setObjectName(name)
            row.addWidget(control, _STRETCH.get(name, 0))
        self._name_controls()
        self.column.currentIndexChanged.connect(self._show_field)
        self.comparison.currentIndexChanged.connect(self._show_operand)
        self.choice.currentIndexChanged.connect(self.changed)
        self.words.textChanged.connect(self.changed)
        self._offer_columns()

    def _name_controls(self) -> None:
        for widget, name in (
            (self.column, translate("ConditionRow", "Column")),
            (self.comparison, translate("ConditionRow", "Comparison")),
            (self.choice, translate("ConditionRow", "Value")),
            (self.words, translate("ConditionRow", "Value")),
            (self.remove_button, translate("ConditionRow", "Remove the condition")),
        ):
            widget.setAccessibleName(name)
            widget.setToolTip(name)

    def _offer_columns(self) -> None:
        for field in self._fields:
            self.column.addItem(field_title(field, current_language()), field.name)

    @property
    def field(self) -> Field:
        """The chosen column."""
        return self._fields[self.column.currentIndex()]

    def condition(self) -> Condition:
        """Return the condition; ValueError while the value is none of the column."""
        name = str(self.comparison.currentData())
        value: Any = None
        if needs_value(name):
            value = self.choice.currentData() if self._has_choices() else self._typed()
        return Condition(field=self.field, operator=name, value=value)

    def draft(self) -> Condition:
        """Return the condition, without a value while that is none of the column."""
        try:
            return self.condition()
        except ValueError:
            return Condition(field=self.field, operator=str(self.comparison.currentData()))

    def _typed(self) -> Any:
        words = self.words.text().strip()
        if not words:
            raise ValueError(words)
        return parse_value(self.field, words)

    def show_condition(self, condition: Condition) -> None:
        """Show a condition."""
        self.column.setCurrentIndex(self.column.findData(condition.field.name))
        self.comparison.setCurrentIndex(self.comparison.findData(condition.operator))
        if self._has_choices():
            self.choice.setCurrentIndex(self.choice.findData(condition.value))
        elif condition.value is not None:
            self.words.setText(shown_operand(condition.field, condition.value))

    def _has_choices(self) -> bool:
        return bool(self.field.choices) or self.field.type is FieldType.BOOLEAN

    def _show_field(self) -> None:
        field = self.field
        values = (True, False) if field.type is FieldType.BOOLEAN else ()
        for box in (self.comparison, self.choice):
            box.blockSignals(True)
            box.clear()
        for name in operators_of(field):
            self.comparison.addItem(operator_title(name), name)
        for value in values or tuple(choice.value for choice in field.choices):
            self.choice.addItem(shown_operand(field, value), value)
        for box in (self.comparison, self.choice):
            box.blockSignals(False)
        self.words.clear()
        self.words.setCompleter(self._completer())
        self._show_operand()

    def _completer(self) -> QCompleter | None:
        """Suggest what stands in a column of texts, unless that is too much."""
        if self._has_choices() or self.field.type is not FieldType.TEXT:
            return None
        known = pd.unique(self._frame[self.field.name].dropna())
        if len(known) > _MOST_SUGGESTED:
            return None
        completer = QCompleter(sorted(map(str, known)), self.words)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        return completer

    def _show_operand(self) -> None:
        is_needed = needs_value(str(self.comparison.currentData()))
        self.choice.setVisible(is_needed and self._has_choices())
        self.words.setVisible(is_needed and not self._has_choices())
        unit = unit_title(self.field.unit, current_language())
        self.unit.setText(unit)
        self.unit.setVisible(is_needed and bool(unit))
        self.changed.emit()
