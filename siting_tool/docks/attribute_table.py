"""The attribute table: every feature of a layer, searched, sorted, edited in bulk."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtCore import QItemSelection, Qt, QTimer, pyqtSignal
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from layers.fields import Field
from siting_tool.commands.document import Document
from siting_tool.docks.layer_box import LayerBox
from siting_tool.docks.panel import Panel
from siting_tool.docks.query_editor import QueryEditor
from siting_tool.docks.table_model import FrameTableModel
from siting_tool.i18n import translate
from siting_tool.map_canvas.styles import schema_for

_TYPING_MS = 250
_COLUMN_PX = 120


class AttributeTable(Panel):
    """Shows the features of one layer.

    Signals
    -------
    values_wanted
        Role, field and mapping of index label to value.
    bulk_wanted
        Role whose selected features are to get a value.
    zoom_wanted
        The selection is to be looked at.
    """

    values_wanted = pyqtSignal(str, object, object)
    bulk_wanted = pyqtSignal(str)
    zoom_wanted = pyqtSignal()

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._is_telling = False
        self.model = FrameTableModel(self)
        self.model.edited.connect(self._edit)
        self.layer_box = LayerBox("table_layer", self)
        self.layer_box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.layer_box.currentIndexChanged.connect(self._show_layer)
        self.search = QLineEdit(self)
        self.search.setObjectName("table_search")
        self.search.setClearButtonEnabled(True)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self._typing.timeout.connect(self.filter)
        self.search.textChanged.connect(lambda _: self._typing.start())
        self.selected_only = QCheckBox(self)
        self.selected_only.setObjectName("table_selected_only")
        self.selected_only.toggled.connect(self.filter)
        self.filter_button = QPushButton(self)
        self.filter_button.setObjectName("table_filter")
        self.filter_button.setCheckable(True)
        self.filter_button.toggled.connect(self._show_conditions)
        self.conditions = QueryEditor(self)
        self.conditions.setObjectName("table_conditions")
        self.conditions.changed.connect(self._typing.start)
        self.conditions.hide()
        self.select_shown = QPushButton(self)
        self.select_shown.setObjectName("table_select_shown")
        self.select_shown.clicked.connect(self._select_shown)
        self.set_values = QPushButton(self)
        self.set_values.setObjectName("table_set_values")
        self.set_values.clicked.connect(lambda: self.bulk_wanted.emit(self.role))
        self.count = QLabel(self)
        self.view = self._make_view()
        row = QHBoxLayout()
        row.addWidget(self.layer_box)
        row.addWidget(self.search, 1)
        for widget in (
            self.filter_button, self.selected_only, self.select_shown, self.set_values, self.count,
        ):  # fmt: skip
            row.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.addLayout(row)
        layout.addWidget(self.conditions)
        layout.addWidget(self.view, 1)
        document.opened.connect(self.refresh_layers)
        document.project_changed.connect(self._take_change)
        document.scenario_changed.connect(self.refresh_layers)
        document.selection_changed.connect(self._show_selection)
        self.retranslate()

    def _make_view(self) -> QTableView:
        view = QTableView(self)
        view.setObjectName("attribute_table")
        view.setModel(self.model)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setAlternatingRowColors(True)
        view.setSortingEnabled(True)
        view.setWordWrap(False)
        header, numbers = view.horizontalHeader(), view.verticalHeader()
        assert header is not None
        assert numbers is not None
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setDefaultSectionSize(_COLUMN_PX)
        numbers.setDefaultSectionSize(24)
        view.doubleClicked.connect(lambda _: self.zoom_wanted.emit())
        selected = view.selectionModel()
        assert selected is not None
        selected.selectionChanged.connect(self._take_selection)
        return view

    def title(self) -> str:
        """Return what stands on the panel's tab."""
        return translate("AttributeTable", "Table")

    def retranslate(self) -> None:
        """Set every word in the language in use."""
        self.view.setAccessibleName(translate("AttributeTable", "Attribute table"))
        self.layer_box.setAccessibleName(translate("AttributeTable", "Layer"))
        self.layer_box.setToolTip(translate("AttributeTable", "Layer whose features are listed"))
        self.search.setPlaceholderText(translate("AttributeTable", "Search in all columns"))
        self.search.setAccessibleName(translate("AttributeTable", "Search in all columns"))
        self.selected_only.setText(translate("AttributeTable", "Selected only"))
        self.filter_button.setText(translate("AttributeTable", "Filter"))
        self.filter_button.setToolTip(
            translate("AttributeTable", "Lists only features whose columns meet conditions")
        )
        self.select_shown.setText(translate("AttributeTable", "Select what is listed"))
        self.select_shown.setToolTip(
            translate("AttributeTable", "Selects every feature that search and filter found")
        )
        self.set_values.setText(translate("AttributeTable", "Set a value…"))
        self.set_values.setToolTip(
            translate("AttributeTable", "Gives every selected feature the same value in a column")
        )
        self.refresh_layers()

    @property
    def role(self) -> str:
        """Layer shown, empty for none."""
        return self.layer_box.role

    def refresh_layers(self) -> None:
        """Offer the layers there are."""
        self.layer_box.offer(self._document.roles())
        self._show_layer()

    def show_layer(self, role: str) -> None:
        """Show another layer."""
        self.layer_box.setCurrentIndex(self.layer_box.findData(role))

    def _show_layer(self) -> None:
        frame = self._document.frame(self.role) if self.role else None
        self.model.show_frame(frame, schema_for(self.role) if self.role else None)
        self._fit_columns()
        self.set_values.setEnabled(self.model.is_editable)
        self.conditions.show_layer(frame, self.model.fields)
        is_asking = frame is not None and self.filter_button.isChecked()
        if is_asking and not self.conditions.rows:
            self.conditions.add_condition()
        self.filter()

    def _fit_columns(self) -> None:
        """Give every column room for its heading."""
        header = self.view.horizontalHeader()
        assert header is not None
        for column in range(self.model.columnCount()):
            header.resizeSection(column, max(_COLUMN_PX, header.sectionSizeHint(column)))

    def _show_conditions(self, is_shown: bool) -> None:
        """Open the filter with a first condition, or list everything again."""
        self.conditions.setVisible(is_shown)
        if is_shown and not self.conditions.rows and self.model.frame is not None:
            self.conditions.add_condition()
        self.filter()

    def _take_change(self, roles: frozenset[str]) -> None:
        frame = self._document.frame(self.role) if self.role else None
        known = [self.layer_box.itemData(row) for row in range(self.layer_box.count())]
        if frame is None or known != self._document.roles():
            self.refresh_layers()
        elif self.role in roles:
            self.model.replace_frame(frame)
            self.filter()

    def filter(self) -> None:
        """List what the search asks for."""
        if self.model.frame is not None:
            words = self.search.text().strip()
            kept = self.model.find(words) if words else None
            asked = self._asked()
            if asked is not None:
                kept = asked if kept is None else kept & asked
            if self.selected_only.isChecked():
                labels = self._document.selected_labels(self.role)
                selected = np.isin(self.model.frame.index.to_numpy(), labels)
                kept = selected if kept is None else kept & selected
            self.model.keep_only(kept)
            self.model.mark(self._document.selected_labels(self.role))
        self._show_count()

    def _asked(self) -> NDArray[np.bool_] | None:
        """Return what meets the conditions; None while none is asked or one is not complete."""
        assert self.model.frame is not None
        if not self.filter_button.isChecked():
            return None
        try:
            query = self.conditions.query()
        except ValueError:
            return None
        return query.matches(self.model.frame) if query.conditions else None

    def _show_count(self) -> None:
        total = 0 if self.model.frame is None else len(self.model.frame)
        words = translate("AttributeTable", "{shown} of {total}")
        self.count.setText(words.format(shown=f"{self.model.rowCount():,}", total=f"{total:,}"))

    # selection ------------------------------------------------------------------------

    def _take_selection(self, *_: Any) -> None:
        selected = self.view.selectionModel()
        assert selected is not None
        ranges = selected.selection()
        if self._is_telling or not ranges:
            return
        rows = selected_rows(ranges)
        self._is_telling = True
        self._document.select(self.role, self.model.labels_of(rows))
        self._is_telling = False

    def _show_selection(self) -> None:
        if self.selected_only.isChecked() and not self._is_telling:
            self.filter()
        first = self.model.mark(self._document.selected_labels(self.role))
        if self._is_telling:
            return
        self._is_telling = True
        self.view.clearSelection()
        self._is_telling = False
        if first is not None:
            self.view.scrollTo(self.model.index(first, 0))

    def _select_shown(self) -> None:
        if self.model.frame is not None:
            self._document.select(self.role, self.model.labels_of(np.arange(len(self.model.rows))))

    def _edit(self, label: int, field: Field, value: Any) -> None:
        self.values_wanted.emit(self.role, field, {label: value})


def selected_rows(ranges: QItemSelection) -> NDArray[np.intp]:
    """Return the rows of a selection from its ranges: quick however many there are."""
    each = (ranges[number] for number in range(len(ranges)))
    parts = [np.arange(part.top(), part.bottom() + 1) for part in each]
    return np.unique(np.concatenate(parts)) if parts else np.empty(0, dtype=np.intp)
