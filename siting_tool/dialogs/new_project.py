"""Files into a project: what each is, which column means what, and go."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PyQt6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
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

from algorithms.progress import Progress
from layers.io.inspect import SourceInspection, inspect_source
from layers.schema import INPUT_SCHEMAS
from resources.catalogue import profile_names
from resources.texts import all_texts, text
from siting_tool.commands.errors import error_message
from siting_tool.dialogs.source_list import SourceList, SourceRow
from siting_tool.docks.value_text import field_title, layer_title
from siting_tool.i18n import translate
from siting_tool.i18n.language import current_language
from siting_tool.jobs.job import JobRunner
from siting_tool.project.intake import SourceRequest

_NEEDED = ("households", "roads")


class SourcesDialog(QDialog):
    """Collects files with what the user says about them.

    Parameters
    ----------
    is_new
        Whether a project is made; otherwise the files are added to the open one.
    """

    def __init__(self, *, is_new: bool, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._is_new = is_new
        self.setObjectName("sources_dialog")
        self.setAcceptDrops(True)
        self.resize(980, 640)
        self._runner = JobRunner(self)
        self.sources = SourceList(self)
        self.sources.changed.connect(self._show_state)
        self.sources.currentItemChanged.connect(self._show_row)
        self.hint, self.note, self.questions = QLabel(self), QLabel(self), QLabel(self)
        for label in (self.hint, self.note, self.questions):
            label.setWordWrap(True)
        self.hint.setProperty("role", "hint")
        self.columns = self._table("source_columns", 2)
        self.sample = self._table("source_sample", 0)
        self.profile = QComboBox(self)
        self.profile.setObjectName("project_profile")
        self.add_button = QPushButton(self)
        self.add_button.setObjectName("source_add")
        self.add_button.clicked.connect(self.ask_files)
        self.remove_button = QPushButton(self)
        self.remove_button.setObjectName("source_remove")
        self.remove_button.clicked.connect(self.sources.remove_current)
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self
        )
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self._arrange()
        self._set_words()
        self._show_state()

    def _table(self, name: str, columns: int) -> QTableWidget:
        table = QTableWidget(0, columns, self)
        table.setObjectName(name)
        table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        numbers = table.verticalHeader()
        assert numbers is not None
        numbers.hide()
        return table

    def _arrange(self) -> None:
        lower = QSplitter(Qt.Orientation.Horizontal, self)
        lower.addWidget(self.columns)
        lower.addWidget(self.sample)
        lower.setSizes([380, 580])
        row = QHBoxLayout()
        row.addWidget(self.add_button)
        row.addWidget(self.remove_button)
        row.addStretch(1)
        if self._is_new:
            self._profile_label = QLabel(self)
            self._profile_label.setBuddy(self.profile)
            row.addWidget(self._profile_label)
            row.addWidget(self.profile)
        self.profile.setVisible(self._is_new)
        layout = QVBoxLayout(self)
        layout.addWidget(self.hint)
        layout.addWidget(self.sources, 2)
        layout.addLayout(row)
        layout.addWidget(self.questions)
        layout.addWidget(lower, 2)
        layout.addWidget(self.note)
        layout.addWidget(self.buttons)

    def _set_words(self) -> None:
        title = (
            translate("SourcesDialog", "New project")
            if self._is_new
            else translate("SourcesDialog", "Import data")
        )
        self.setWindowTitle(title)
        self.hint.setText(
            translate(
                "SourcesDialog",
                "Drop files here: shapefiles, GeoPackage, Excel, CSV, KML, GeoTIFF, archives. "
                "Check what each one is taken for.",
            )
        )
        self.add_button.setText(translate("SourcesDialog", "Add files…"))
        self.remove_button.setText(translate("SourcesDialog", "Remove"))
        for table, name in (
            (self.columns, translate("SourcesDialog", "Which column means what")),
            (self.sample, translate("SourcesDialog", "First rows of the file")),
        ):
            table.setAccessibleName(name)
            table.setToolTip(name)
        self.columns.setHorizontalHeaderLabels(
            [translate("SourcesDialog", "Field"), translate("SourcesDialog", "Column of the file")]
        )
        if self._is_new:
            self._profile_label.setText(translate("SourcesDialog", "Parameters for"))
            self.profile.setAccessibleName(translate("SourcesDialog", "Parameters for"))
            for name in profile_names():
                self.profile.addItem(name, name)
            self.profile.setCurrentText("cn-rural")

    # files ----------------------------------------------------------------------------

    def ask_files(self) -> None:
        """Let the user choose files."""
        paths, _ = QFileDialog.getOpenFileNames(self, translate("SourcesDialog", "Add files"))
        self.add_paths([Path(path) for path in paths])

    def add_paths(self, paths: Sequence[Path]) -> None:
        """Look into files in the background and list them."""

        def work(progress: Progress) -> tuple[list[SourceInspection], list[Exception]]:
            seen: list[SourceInspection] = []
            faults: list[Exception] = []
            for number, path in enumerate(paths):
                progress.report("stage.inspecting", number / len(paths))
                try:
                    seen.append(inspect_source(path))
                except (ValueError, OSError) as error:
                    faults.append(error)
            return seen, faults

        if paths:
            self.note.setText(text("stage.inspecting", current_language()))
            self._runner.run(work, done=self._take_inspections, failed=self._show_error)

    def _take_inspections(self, result: tuple[list[SourceInspection], list[Exception]]) -> None:
        seen, faults = result
        self.sources.add(seen)
        faults += [fault for inspection in seen for fault in inspection.faults]
        if faults:
            self.note.setText("\n".join(error_message(fault).text for fault in faults))

    def _show_error(self, error: Exception) -> None:
        self.note.setText(error_message(error).text)

    # what is shown --------------------------------------------------------------------

    def _show_state(self) -> None:
        roles = {row.role for row in self.sources.rows}
        language = current_language()
        missing = [
            layer_title(INPUT_SCHEMAS[role], language) for role in _NEEDED if role not in roles
        ]
        is_ready = bool(roles - {""})
        words = ""
        if self._is_new and missing and self.sources.rows:
            joint = "、" if language == "zh" else ", "
            words = translate("SourcesDialog", "Still missing for a first plan: {layers}")
            words = words.format(layers=joint.join(missing))
        self.note.setText(words)
        accept = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        assert accept is not None
        accept.setEnabled(is_ready)
        self._show_row()

    def _show_row(self) -> None:
        row = self.sources.current_row()
        self.columns.setRowCount(0)
        self.sample.clear()
        self.sample.setRowCount(0)
        self.sample.setColumnCount(0)
        self.questions.clear()
        if row is None:
            return
        self._show_sample(row)
        self.questions.setText("\n".join(_question_texts(row)))
        if row.role and len(row.layer.columns):
            self._show_mapping(row)

    def _show_sample(self, row: SourceRow) -> None:
        layer = row.layer
        self.sample.setColumnCount(len(layer.columns))
        self.sample.setHorizontalHeaderLabels(list(layer.columns))
        self.sample.setRowCount(len(layer.sample_rows))
        for number, cells in enumerate(layer.sample_rows):
            for column, cell in enumerate(cells):
                self.sample.setItem(number, column, QTableWidgetItem(cell))

    def _show_mapping(self, row: SourceRow) -> None:
        schema, language = INPUT_SCHEMAS[row.role], current_language()
        matches = row.layer.mapping_for(row.role, row.mapping)
        chosen = {match.field: match.column for match in matches}
        self.columns.setRowCount(len(schema.fields))
        for number, field in enumerate(schema.fields):
            self.columns.setItem(number, 0, QTableWidgetItem(field_title(field, language)))
            box = QComboBox(self.columns)
            box.setAccessibleName(field_title(field, language))
            box.addItem("", "")
            for column in row.layer.columns:
                box.addItem(column, column)
            box.setCurrentIndex(max(box.findData(chosen.get(field.name, "")), 0))
            box.currentIndexChanged.connect(
                lambda _, name=field.name, box=box: _take_column(row, name, box)
            )
            self.columns.setCellWidget(number, 1, box)
        header = self.columns.horizontalHeader()
        assert header is not None
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)

    # the answer -----------------------------------------------------------------------

    def requests(self) -> list[SourceRequest]:
        """Return what is to be read."""
        return [row.request() for row in self.sources.rows if row.role]

    def profile_name(self) -> str:
        """Return the parameter profile of a new project."""
        return str(self.profile.currentData())

    def dragEnterEvent(self, event: QDragEnterEvent | None) -> None:  # noqa: N802
        """Take files."""
        assert event is not None
        data = event.mimeData()
        if data is not None and data.hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent | None) -> None:  # noqa: N802
        """Look into dropped files."""
        assert event is not None
        self.add_paths(dropped_paths(event))

    def closeEvent(self, event: QCloseEvent | None) -> None:  # noqa: N802
        """Stop looking into files."""
        self._runner.close()
        super().closeEvent(event)

    def done(self, result: int) -> None:
        """Stop looking into files and close."""
        self._runner.close()
        super().done(result)


def dropped_paths(event: QDropEvent) -> list[Path]:
    """Return the files of a drop."""
    data = event.mimeData()
    urls = data.urls() if data is not None else []
    return [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]


def _question_texts(row: SourceRow) -> list[str]:
    known = all_texts()
    language = current_language()
    texts: list[str] = []
    for question in row.layer.questions:
        if question.code in known:
            values: dict[str, Any] = question.values
            texts.append(text(question.code, language, **values))
    return texts


def _take_column(row: SourceRow, field_name: str, box: QComboBox) -> None:
    row.mapping[field_name] = str(box.currentData())
