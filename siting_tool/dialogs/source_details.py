"""What one file about to be read holds: its columns with their meaning, its place on a map."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QSplitter,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from layers.findings import Finding
from layers.schema import INPUT_SCHEMAS
from resources.texts import text
from siting_tool.dialogs.place_preview import PlacePreview, PreviewLayer
from siting_tool.dialogs.source_row import SourceRow, placed_rows
from siting_tool.docks.value_text import field_title
from siting_tool.i18n import translate
from siting_tool.i18n.language import current_language
from siting_tool.messages import finding_text
from siting_tool.project.source_preview import position_doubts

if TYPE_CHECKING:
    from siting_tool.project.project import Project

_DRAWN_ROLES = ("village_boundaries", "roads")
_SHOWN_VALUES = 3


class SourceDetails(QWidget):
    """Columns, first rows, map and open questions of the source looked at.

    Parameters
    ----------
    project
        The open project whose layers are drawn behind; None for a new one.

    Signals
    -------
    shift_wanted
        Row and name of the map whose shift shall be taken off.
    """

    shift_wanted = pyqtSignal(object, str)

    def __init__(self, project: Project | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._project = project
        self._row: SourceRow | None = None
        self.questions = QLabel(self)
        self.questions.setObjectName("source_questions")
        self.doubts = QLabel(self)
        self.doubts.setObjectName("source_doubts")
        for label in (self.questions, self.doubts):
            label.setWordWrap(True)
        self.shift_button = QPushButton(self)
        self.shift_button.setObjectName("source_take_shift")
        self.shift_button.clicked.connect(self._take_shift)
        self._shift = ""
        self.copies = QCheckBox(translate("SourceDetails", "Leave out exact copies"), self)
        self.copies.setObjectName("source_copies")
        self.copies.toggled.connect(self._take_copies)
        self.unit = QComboBox(self)
        self.unit.setObjectName("source_unit")
        self.unit.setAccessibleName(translate("SourceDetails", "Unit of the heights"))
        self.unit.addItem(translate("SourceDetails", "Heights: as the file says"), "")
        self.unit.addItem(translate("SourceDetails", "Heights in metres"), "m")
        self.unit.addItem(translate("SourceDetails", "Heights in feet"), "ft")
        self.unit.currentIndexChanged.connect(self._take_unit)
        self.columns = _table(self, "source_columns", _column_headings())
        self.sample = _table(self, "source_sample", [])
        self.map = PlacePreview(self)
        self.map.setAccessibleName(translate("SourceDetails", "Where the features would lie"))
        self.map.setToolTip(
            translate("SourceDetails", "Red: this file. Grey: the other files and layers.")
        )
        self._arrange()
        self.show_row(None, ())

    def _arrange(self) -> None:
        place = QWidget(self)
        right = QVBoxLayout(place)
        right.setContentsMargins(0, 0, 0, 0)
        right.addWidget(self.map, 1)
        right.addWidget(self.doubts)
        right.addWidget(self.shift_button)
        split = QSplitter(Qt.Orientation.Horizontal, self)
        for widget in (self.columns, self.sample, place):
            split.addWidget(widget)
        split.setSizes([460, 340, 340])
        said = QHBoxLayout()
        said.addWidget(self.questions, 1)
        said.addWidget(self.copies)
        said.addWidget(self.unit)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(said)
        layout.addWidget(split, 1)

    def show_row(self, row: SourceRow | None, rows: Sequence[SourceRow]) -> None:
        """Show a source, among the others about to be read."""
        self._row = row
        is_raster = row is not None and row.layer.geometry in {"raster", "picture"}
        self.unit.setVisible(is_raster)
        self.copies.setVisible(row is not None and not is_raster)
        self.questions.setText("\n".join(_question_texts(row)) if row is not None else "")
        self._show_sample(row)
        self.columns.setRowCount(0)
        if row is not None:
            self.copies.setChecked(row.drop_duplicates)
            self.unit.setCurrentIndex(max(self.unit.findData(row.height_unit), 0))
            if row.layer_role and len(row.layer.columns) and not is_raster:
                self._show_mapping(row)
        self._show_place(row, rows)

    # columns --------------------------------------------------------------------------

    def _show_sample(self, row: SourceRow | None) -> None:
        columns = row.layer.columns if row is not None else ()
        rows = row.layer.sample_rows if row is not None else ()
        self.sample.clear()
        self.sample.setColumnCount(len(columns))
        self.sample.setHorizontalHeaderLabels(list(columns))
        self.sample.setRowCount(len(rows))
        for number, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                self.sample.setItem(number, column, QTableWidgetItem(cell))

    def _show_mapping(self, row: SourceRow) -> None:
        language = current_language()
        fields = [
            (field.name, field_title(field, language))
            for field in INPUT_SCHEMAS[row.layer_role].fields
        ]
        if row.layer.geometry == "table":
            fields = [
                ("x", translate("SourceDetails", "Longitude or easting")),
                ("y", translate("SourceDetails", "Latitude or northing")),
                *fields,
            ]
        self.columns.setRowCount(len(fields))
        for number, (name, title) in enumerate(fields):
            self.columns.setItem(number, 0, QTableWidgetItem(title))
            self.columns.setCellWidget(number, 1, self._column_box(row, name, title))
        self._show_matches(row, [name for name, _ in fields])

    def _column_box(self, row: SourceRow, name: str, title: str) -> QComboBox:
        box = QComboBox(self.columns)
        box.setAccessibleName(title)
        box.addItem("", "")
        for column in row.layer.columns:
            box.addItem(column, column)
        box.setCurrentIndex(max(box.findData(_matches(row).get(name, ("", ""))[0]), 0))
        box.currentIndexChanged.connect(lambda: self._take_column(row, name, box))
        return box

    def _take_column(self, row: SourceRow, name: str, box: QComboBox) -> None:
        row.mapping[name] = str(box.currentData())
        if row is self._row:
            fields = [field.name for field in INPUT_SCHEMAS[row.layer_role].fields]
            is_table = row.layer.geometry == "table"
            self._show_matches(row, ["x", "y", *fields] if is_table else fields)

    def _show_matches(self, row: SourceRow, names: list[str]) -> None:
        """Show the first values of each column and by what it was recognised."""
        matches = _matches(row)
        for number, name in enumerate(names):
            column, how = matches.get(name, ("", ""))
            values = row.layer.sample[column].dropna() if column in row.layer.sample else ()
            shown = list(dict.fromkeys(str(value).strip() for value in values))
            words = " | ".join([value for value in shown if value][:_SHOWN_VALUES])
            self.columns.setItem(number, 2, QTableWidgetItem(words))
            self.columns.setItem(number, 3, QTableWidgetItem(how))

    # place ----------------------------------------------------------------------------

    def _show_place(self, row: SourceRow | None, rows: Sequence[SourceRow]) -> None:
        layers = self._project.layers if self._project is not None else {}
        target = self._project.crs if self._project is not None else None
        placed = placed_rows(rows, target or None)
        behind = [layers[role].geometry.to_numpy() for role in _DRAWN_ROLES if role in layers]
        drawn = [PreviewLayer(shapes=shapes) for shapes in behind]
        drawn += [
            PreviewLayer(shapes=sample.shapes) for other, sample in placed if other is not row
        ]
        asked = next((sample for other, sample in placed if other is row), None)
        doubts: tuple[Finding, ...] = ()
        if asked is not None:
            drawn.append(PreviewLayer(shapes=asked.shapes, is_asked=True))
            others = [sample for other, sample in placed if other is not row]
            doubts = position_doubts(asked, others, layers)
        self.map.show_layers(drawn)
        self._show_doubts(doubts, is_placed=asked is not None)

    def _show_doubts(self, doubts: Sequence[Finding], *, is_placed: bool) -> None:
        language = current_language()
        lines = [finding_text(finding, language) for finding in doubts]
        if self._row is not None and not is_placed and not self._row.is_ledger:
            lines.append(translate("SourceDetails", "Its place is not known yet."))
        self.doubts.setText("\n".join(lines))
        self._shift = next(
            (
                str(finding.values["shift"])
                for finding in doubts
                if finding.code == "findings.maybe_shifted" and finding.values["direction"] == "-"
            ),
            "",
        )
        words = translate("SourceDetails", "Take the shift of {map} off")
        names = {"gcj02": "GCJ-02", "bd09": "BD-09"}
        self.shift_button.setText(words.format(map=names.get(self._shift, "")))
        self.shift_button.setVisible(bool(self._shift))

    # answers --------------------------------------------------------------------------

    def _take_shift(self) -> None:
        if self._row is not None and self._shift:
            self.shift_wanted.emit(self._row, self._shift)

    def _take_copies(self, is_wanted: bool) -> None:
        if self._row is not None:
            self._row.drop_duplicates = is_wanted

    def _take_unit(self) -> None:
        if self._row is not None:
            self._row.height_unit = str(self.unit.currentData())


def _matches(row: SourceRow) -> dict[str, tuple[str, str]]:
    """Return column and way of recognition by field; the user's word counts first."""
    language = current_language()
    given = {name: column for name, column in row.mapping.items() if name not in ("x", "y")}
    found = {
        match.field: (match.column, text(f"match.{match.how}", language))
        for match in row.layer.mapping_for(row.layer_role, given)
    }
    said = {name: (row.mapping.get(name, ""), "") for name in ("x", "y")}
    return {**found, **said}


def _column_headings() -> list[str]:
    return [
        translate("SourceDetails", "Field"),
        translate("SourceDetails", "Column of the file"),
        translate("SourceDetails", "First values"),
        translate("SourceDetails", "Recognised by"),
    ]


def _question_texts(row: SourceRow) -> list[str]:
    language = current_language()
    texts = []
    for question in row.layer.questions:
        values: dict[str, Any] = question.values
        texts.append(text(question.code, language, **values))
    return texts


def _table(parent: QWidget, name: str, headings: list[str]) -> QTableWidget:
    table = QTableWidget(0, len(headings), parent)
    table.setObjectName(name)
    titles = {
        "source_columns": translate("SourceDetails", "Which column means what"),
        "source_sample": translate("SourceDetails", "First rows of the file"),
    }
    table.setAccessibleName(titles[name])
    table.setToolTip(titles[name])
    table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
    table.setHorizontalHeaderLabels(headings)
    numbers, header = table.verticalHeader(), table.horizontalHeader()
    assert numbers is not None
    assert header is not None
    numbers.hide()
    if headings:
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
    return table
