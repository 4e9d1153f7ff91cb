"""Files into a project: what each is, which column means what, where it lies, and go."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PyQt6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from algorithms.progress import Progress
from layers.io.inspect import SourceInspection, inspect_source
from layers.schema import INPUT_SCHEMAS
from resources.catalogue import DEFAULT_PROFILE, profile_names, profile_title
from resources.texts import text
from siting_tool.commands.errors import error_message
from siting_tool.dialogs.source_details import SourceDetails
from siting_tool.dialogs.source_list import SourceList
from siting_tool.dialogs.source_row import SourceRow
from siting_tool.docks.value_text import layer_title
from siting_tool.i18n import translate
from siting_tool.i18n.language import current_language
from siting_tool.jobs.job import JobRunner
from siting_tool.project.intake import SourceRequest, township_lonlat
from siting_tool.project.ledger_join import JoinRequest

if TYPE_CHECKING:
    from siting_tool.project.project import Project

_NEEDED = ("households", "roads")


class SourcesDialog(QDialog):
    """Collects files with what the user says about them.

    Parameters
    ----------
    is_new
        Whether a project is made; otherwise the files are added to the open one.
    project
        The open project: shown behind the files, and asked what was said about
        them before.
    """

    def __init__(
        self, *, is_new: bool, parent: QWidget | None, project: Project | None = None
    ) -> None:
        super().__init__(parent)
        self._is_new = is_new
        self._project = None if is_new else project
        self.setObjectName("sources_dialog")
        self.setAcceptDrops(True)
        self.resize(1180, 720)
        self._runner = JobRunner(self)
        self.sources = SourceList(self)
        self.sources.changed.connect(self._show_state)
        self.sources.currentItemChanged.connect(self._show_row)
        self.sources.encoding_wanted.connect(self._read_again)
        self.details = SourceDetails(self._project, self)
        self.details.shift_wanted.connect(self.sources.set_shift)
        self.hint, self.note = QLabel(self), QLabel(self)
        for label in (self.hint, self.note):
            label.setWordWrap(True)
        self.hint.setProperty("role", "hint")
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

    def _arrange(self) -> None:
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
        upper = QWidget(self)
        above = QVBoxLayout(upper)
        above.setContentsMargins(0, 0, 0, 0)
        above.addWidget(self.sources, 1)
        above.addLayout(row)
        split = QSplitter(Qt.Orientation.Vertical, self)
        split.addWidget(upper)
        split.addWidget(self.details)
        split.setSizes([260, 360])
        layout = QVBoxLayout(self)
        layout.addWidget(self.hint)
        layout.addWidget(split, 1)
        layout.addWidget(self.note)
        layout.addWidget(self.buttons)
        for first, then in itertools.pairwise(
            (self.sources, self.add_button, self.remove_button, self.profile, self.details)
        ):
            QWidget.setTabOrder(first, then)

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
        if self._is_new:
            self._profile_label.setText(translate("SourcesDialog", "Parameters for"))
            self.profile.setAccessibleName(translate("SourcesDialog", "Parameters for"))
            for name in profile_names():
                self.profile.addItem(profile_title(name, current_language()), name)
            self.profile.setCurrentIndex(self.profile.findData(DEFAULT_PROFILE))

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
                    seen.append(inspect_source(path, near_lonlat=near))
                except (ValueError, OSError) as error:
                    faults.append(error)
            return seen, faults

        near = township_lonlat(self._project) if self._project is not None else None
        if paths:
            self.note.setText(text("stage.inspecting", current_language()))
            self._runner.run(work, done=self._take_inspections, failed=self._show_error)

    def _take_inspections(self, result: tuple[list[SourceInspection], list[Exception]]) -> None:
        seen, faults = result
        self.sources.add(seen, self._project.sources if self._project is not None else None)
        faults += [fault for inspection in seen for fault in inspection.faults]
        if faults:
            self.note.setText("\n".join(error_message(fault).text for fault in faults))

    def _show_error(self, error: Exception) -> None:
        self.note.setText(error_message(error).text)

    # what is shown --------------------------------------------------------------------

    def _show_state(self) -> None:
        roles = {row.role for row in self.sources.rows if not row.is_ledger}
        language = current_language()
        missing = [
            layer_title(INPUT_SCHEMAS[role], language) for role in _NEEDED if role not in roles
        ]
        ledgers = {row.joined_role for row in self.sources.rows if row.is_ledger}
        is_ready = bool(roles - {""}) or (bool(ledgers) and not self._is_new)
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
        self.details.show_row(self.sources.current_row(), self.sources.rows)

    def _read_again(self, row: SourceRow) -> None:
        """Look into a file again with the encoding that the user chose."""

        def work(progress: Progress) -> SourceInspection:
            progress.report("stage.inspecting")
            return inspect_source(row.path, encoding=row.encoding or None)

        def take(inspection: SourceInspection) -> None:
            known = {layer.name: layer for layer in inspection.layers}
            if row.layer.name in known:
                row.layer = known[row.layer.name]
            elif row.is_only_layer and inspection.layers:
                row.layer = inspection.layers[0]
            row.mapping.clear()
            self._show_state()

        self._runner.run(work, done=take, failed=self._show_error)

    # the answer -----------------------------------------------------------------------

    def requests(self) -> list[SourceRequest]:
        """Return what is to be read as layers."""
        return [row.request() for row in self.sources.rows if row.role and not row.is_ledger]

    def ledgers(self) -> list[JoinRequest]:
        """Return what is to be joined to layers."""
        return [row.join_request() for row in self.sources.rows if row.is_ledger]

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
