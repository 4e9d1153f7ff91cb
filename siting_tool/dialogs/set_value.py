"""Asks for one value for many features."""

from __future__ import annotations

from typing import Any

from PyQt6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QWidget,
)

from layers.fields import Field, FieldType
from resources.units import unit_title
from siting_tool.dialogs.manual_viewer import offer_help
from siting_tool.docks.table_model import parse_value
from siting_tool.docks.value_text import field_title
from siting_tool.i18n import translate
from siting_tool.i18n.language import current_language


class SetValueDialog(QDialog):
    """Column and value for the selected features.

    Parameters
    ----------
    fields
        Columns that may be set.
    count
        Features that get the value.
    """

    def __init__(self, fields: tuple[Field, ...], count: int, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._fields = fields
        language = current_language()
        self.setWindowTitle(translate("SetValueDialog", "Set a value"))
        self.column = QComboBox(self)
        self.column.setObjectName("set_value_column")
        self.column.setAccessibleName(translate("SetValueDialog", "Column"))
        for field in fields:
            unit = unit_title(field.unit, language)
            title = field_title(field, language)
            self.column.addItem(f"{title} ({unit})" if unit else title, field.name)
        self.choice = QComboBox(self)
        self.choice.setObjectName("set_value_choice")
        self.words = QLineEdit(self)
        self.words.setObjectName("set_value_text")
        for widget in (self.choice, self.words):
            widget.setAccessibleName(translate("SetValueDialog", "Value"))
        self.note = QLabel(self)
        self.note.setWordWrap(True)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self
        )
        buttons.accepted.connect(self._accept)
        buttons.rejected.connect(self.reject)
        words = translate("SetValueDialog", "{count} features get this value:")
        layout = QFormLayout(self)
        layout.addRow(QLabel(words.format(count=f"{count:,}")))
        layout.addRow(translate("SetValueDialog", "Column"), self.column)
        layout.addRow(translate("SetValueDialog", "Value"), self.choice)
        layout.addRow("", self.words)
        layout.addRow(self.note)
        layout.addRow(buttons)
        self.column.currentIndexChanged.connect(self._show_field)
        self._show_field()
        offer_help(self, "editing")

    @property
    def field(self) -> Field:
        """The chosen column."""
        return self._fields[self.column.currentIndex()]

    def value(self) -> Any:
        """Return the value; ValueError when the text is none of the column."""
        if self.choice.isVisibleTo(self):
            return self.choice.currentData()
        return parse_value(self.field, self.words.text())

    def _show_field(self) -> None:
        language, field = current_language(), self.field
        options: list[tuple[str, Any]] = [
            (choice.title_zh if language == "zh" else choice.title_en, choice.value)
            for choice in field.choices
        ]
        if field.type is FieldType.BOOLEAN:
            options = [
                (translate("SetValueDialog", "yes"), True),
                (translate("SetValueDialog", "no"), False),
            ]
        self.choice.clear()
        for title, value in options:
            self.choice.addItem(title, value)
        if options:
            self.choice.addItem(translate("SetValueDialog", "not known"), None)
        self.choice.setVisible(bool(options))
        self.words.setVisible(not options)
        self.note.clear()

    def _accept(self) -> None:
        try:
            self.value()
        except ValueError:
            field = self.field
            bounds = " – ".join(
                "…" if bound is None else f"{bound:g}" for bound in (field.minimum, field.maximum)
            )
            words = translate("SetValueDialog", "This is no value of the column; allowed: {bounds}")
            self.note.setText(words.format(bounds=bounds))
            return
        self.accept()
