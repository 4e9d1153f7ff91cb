"""Selects features by what stands in their columns."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtCore import QEvent, Qt, QTimer
from PyQt6.QtWidgets import (
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from siting_tool.commands.document import Document
from siting_tool.dialogs.manual_viewer import offer_help
from siting_tool.docks.feature_query import query_text
from siting_tool.docks.layer_box import LayerBox
from siting_tool.docks.query_editor import QueryEditor
from siting_tool.docks.table_model import shown_fields
from siting_tool.i18n import translate
from siting_tool.map_canvas.styles import schema_for

_TYPING_MS = 150
IntArray = NDArray[np.int64]
# What becomes of the selection: from what is selected and what was found.
_JOINED: dict[str, Callable[[IntArray, IntArray], IntArray]] = {
    "replace": lambda _, found: found,
    "add": np.union1d,
    "within": np.intersect1d,
    "remove": np.setdiff1d,
}


class SelectQueryDialog(QDialog):
    """Layer, conditions, how many features they mean, and what to do with those.

    The dialog stays open beside the map, so that a selection can be narrowed
    step by step.
    """

    def __init__(self, document: Document, role: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setObjectName("select_query")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._document = document
        self._layer_label = QLabel(self)
        self.layer_box = LayerBox("query_layer", self)
        self._layer_label.setBuddy(self.layer_box)
        self.editor = QueryEditor(self)
        self.sentence = QLabel(self)
        self.sentence.setWordWrap(True)
        self.sentence.setProperty("role", "hint")
        self.count = QLabel(self)
        self.count.setObjectName("query_count")
        self.buttons = {name: QPushButton(self) for name in _JOINED}
        for name, button in self.buttons.items():
            button.setObjectName(f"query_{name}")
            button.clicked.connect(lambda _, name=name: self.select(name))
        self.buttons["replace"].setDefault(True)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self._typing.timeout.connect(self.show_count)
        self._arrange()
        self.layer_box.currentIndexChanged.connect(self._show_layer)
        self.editor.changed.connect(self._typing.start)
        for signal in (document.opened, document.scenario_changed, document.project_changed):
            signal.connect(self._take_layers)
        document.selection_changed.connect(self.show_count)
        self.retranslate()
        self.layer_box.setCurrentIndex(max(self.layer_box.findData(role), 0))
        self.editor.add_condition()
        self.resize(620, 280)
        offer_help(self, "editing")

    def _arrange(self) -> None:
        form = QFormLayout()
        form.addRow(self._layer_label, self.layer_box)
        row = QHBoxLayout()
        for button in self.buttons.values():
            row.addWidget(button)
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addWidget(self.editor)
        layout.addWidget(self.sentence)
        layout.addStretch(1)
        layout.addWidget(self.count)
        layout.addLayout(row)

    def retranslate(self) -> None:
        """Set every word in the language in use."""
        self.setWindowTitle(translate("SelectQuery", "Select by query"))
        self._layer_label.setText(translate("SelectQuery", "Layer"))
        self.layer_box.setAccessibleName(translate("SelectQuery", "Layer"))
        for name, words, tip in (
            (
                "replace",
                translate("SelectQuery", "Select"),
                translate("SelectQuery", "Selects what was found and nothing else"),
            ),
            (
                "add",
                translate("SelectQuery", "Add"),
                translate("SelectQuery", "Adds what was found to the selection"),
            ),
            (
                "within",
                translate("SelectQuery", "Keep within"),
                translate("SelectQuery", "Keeps of the selection only what was found"),
            ),
            (
                "remove",
                translate("SelectQuery", "Take away"),
                translate("SelectQuery", "Takes what was found out of the selection"),
            ),
        ):
            self.buttons[name].setText(words)
            self.buttons[name].setToolTip(tip)
        self._take_layers()

    def changeEvent(self, event: QEvent | None) -> None:  # noqa: N802
        """Speak another language."""
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    @property
    def role(self) -> str:
        """Layer that is asked about, empty for none."""
        return self.layer_box.role

    def _take_layers(self) -> None:
        """Offer the layers there are; conditions stay while their layer does."""
        current = self.role
        self.layer_box.offer(self._document.roles())
        if self.role != current:
            self._show_layer()
        self.show_count()

    def _show_layer(self) -> None:
        frame = self._document.frame(self.role) if self.role else None
        fields = () if frame is None else shown_fields(frame, schema_for(self.role))
        self.editor.show_layer(frame, fields)

    def found(self) -> IntArray | None:
        """Return the features meant, None while the query is not complete."""
        frame = self._document.frame(self.role) if self.role else None
        if frame is None:
            return None
        try:
            query = self.editor.query()
        except ValueError:
            return None
        return np.asarray(frame.index.to_numpy()[query.matches(frame)], dtype=np.int64)

    def show_count(self) -> None:
        """Say what is asked in words and how many features that means."""
        found = self.found()
        for name, button in self.buttons.items():
            button.setEnabled(found is not None and (name in ("replace", "add") or self._held()))
        if found is None:
            self.sentence.clear()
            self.count.setText(translate("SelectQuery", "Complete the condition first."))
            return
        self.sentence.setText(query_text(self.editor.query()))
        frame = self._document.frame(self.role)
        words = translate("SelectQuery", "{count} of {total} found; {selected} selected")
        self.count.setText(
            words.format(
                count=f"{len(found):,}",
                total=f"{0 if frame is None else len(frame):,}",
                selected=f"{len(self._document.selected_labels(self.role)):,}",
            )
        )

    def _held(self) -> bool:
        return len(self._document.selected_labels(self.role)) > 0

    def select(self, name: str) -> None:
        """Replace the selection, or join it with what was found."""
        found = self.found()
        if found is not None:
            held = self._document.selected_labels(self.role)
            self._document.select(self.role, _JOINED[name](held, found))
