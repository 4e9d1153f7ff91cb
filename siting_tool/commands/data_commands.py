"""New projects, imported sources, the sample township, and deliverables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import QT_TRANSLATE_NOOP, QUrl
from PyQt6.QtGui import QDesktopServices
from PyQt6.QtWidgets import QDialog, QWidget

from algorithms.progress import Progress
from siting_tool.commands.actions import Action
from siting_tool.commands.commands import Commands
from siting_tool.commands.document import Document
from siting_tool.commands.errors import error_message
from siting_tool.commands.file_commands import FileCommands
from siting_tool.commands.swap_project import SwapProject
from siting_tool.docks.message_bar import Message
from siting_tool.i18n import translate
from siting_tool.i18n.language import current_language
from siting_tool.jobs.job import JobRunner

if TYPE_CHECKING:
    from siting_tool.project.intake import SourceRequest
    from siting_tool.project.ledger_join import JoinRequest
    from siting_tool.project.project import Project


class DataCommands(Commands):
    """What leads from files to a project and from a plan to files."""

    def __init__(
        self, document: Document, runner: JobRunner, files: FileCommands, window: QWidget
    ) -> None:
        super().__init__(window)
        self.document = document
        self.runner = runner
        self.files = files
        self._window = window

    def actions(self) -> tuple[Action, ...]:
        """Return the actions, all of the File menu."""
        return (
            Action(
                id="file.new",
                title=QT_TRANSLATE_NOOP("Actions", "New project…"),
                tip=QT_TRANSLATE_NOOP("Actions", "Makes a project from your files"),
                run=self.ask_new,
                is_enabled=self._is_idle,
                shortcut="Ctrl+N",
                icon="new",
            ),
            Action(
                id="file.sample",
                title=QT_TRANSLATE_NOOP("Actions", "Open the sample township"),
                tip=QT_TRANSLATE_NOOP("Actions", "A made-up township to try everything on"),
                run=self.open_sample,
                is_enabled=self._is_idle,
                icon="toilet",
            ),
            Action(
                id="file.import",
                title=QT_TRANSLATE_NOOP("Actions", "Import data…"),
                tip=QT_TRANSLATE_NOOP("Actions", "Reads more files into the project"),
                run=self.ask_import,
                is_enabled=self._has_project,
                shortcut="Ctrl+I",
                icon="import",
                is_after_separator=True,
            ),
            Action(
                id="file.export",
                title=QT_TRANSLATE_NOOP("Actions", "Export sheets and tables…"),
                tip=QT_TRANSLATE_NOOP("Actions", "Writes everything that must be handed in"),
                run=self.ask_export,
                is_enabled=self._has_plan,
                shortcut="Ctrl+E",
                icon="export",
            ),
        )

    def _is_idle(self) -> bool:
        return not self.runner.is_busy

    def _has_project(self) -> bool:
        return self._is_idle() and self.document.project is not None

    def _has_plan(self) -> bool:
        return self._has_project() and bool(self.document.scenario.runs)

    # sources --------------------------------------------------------------------------

    def ask_new(self, paths: Sequence[Path] = ()) -> None:
        """Collect files and make a project of them."""
        from siting_tool.dialogs.new_project import SourcesDialog  # noqa: PLC0415 - loads GDAL

        if not self.files.may_close():
            return
        dialog = SourcesDialog(is_new=True, parent=self._window)
        dialog.add_paths(list(paths))
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.make_project(dialog.requests(), dialog.profile_name(), dialog.ledgers())

    def make_project(
        self,
        requests: Sequence[SourceRequest],
        profile: str,
        ledgers: Sequence[JoinRequest] = (),
    ) -> None:
        """Make a project in the background and open it."""

        def work(progress: Progress) -> Project:
            from siting_tool.project.intake import new_project  # noqa: PLC0415 - loads GDAL
            from siting_tool.project.ledger_join import joined_to  # noqa: PLC0415 - as above

            read = new_project(requests, profile=profile, progress=progress)
            return joined_to(read, ledgers).project

        self._run(work, self._take_new)

    def _take_new(self, project: Project) -> None:
        self.document.open(project, None)
        words = translate(
            "DataCommands", "The project is made; look at the data report, then save."
        )
        self.told.emit(Message(severity="success", text=words))

    def open_sample(self) -> None:
        """Read the sample township from its raw files."""

        def work(progress: Progress) -> Project:
            from siting_tool.project.demo import (  # noqa: PLC0415 - loads GDAL
                sample_folder,
                sample_requests,
            )
            from siting_tool.project.intake import new_project  # noqa: PLC0415 - loads GDAL

            profile, requests = sample_requests(sample_folder())
            return new_project(requests, profile=profile, progress=progress).project

        if self.files.may_close():
            self._run(work, self._take_new)

    def ask_import(self, paths: Sequence[Path] = ()) -> None:
        """Collect files and read them into the project."""
        from siting_tool.dialogs.new_project import SourcesDialog  # noqa: PLC0415 - loads GDAL

        dialog = SourcesDialog(is_new=False, parent=self._window, project=self.document.project)
        dialog.add_paths(list(paths))
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.import_sources(dialog.requests(), dialog.ledgers())

    def import_sources(
        self, requests: Sequence[SourceRequest], ledgers: Sequence[JoinRequest] = ()
    ) -> None:
        """Read sources in the background; they come in as one undoable step."""
        before = self.document.project
        assert before is not None

        def work(progress: Progress) -> Project:
            from siting_tool.project.intake import (  # noqa: PLC0415 - loads GDAL
                Intake,
                import_source,
            )
            from siting_tool.project.ledger_join import joined_to  # noqa: PLC0415 - as above

            project = before
            for request in requests:
                project = import_source(project, request, progress).project
            return joined_to(Intake(project=project, entries=()), ledgers).project

        self._run(work, lambda project: self._take_imported(before, project))

    def _take_imported(self, before: Project, project: Project) -> None:
        """Take what was read, unless an edit made meanwhile would be lost."""
        if self.document.project is before:
            self.document.push(SwapProject(project=project))
            return
        words = translate("DataCommands", "The project was edited meanwhile; please import again.")
        self.told.emit(Message(severity="warning", text=words))

    def take_dropped(self, paths: Sequence[Path]) -> None:
        """Open a dropped project, or ask what dropped files are."""
        if not self._is_idle() or not paths:
            return
        if len(paths) == 1 and paths[0].suffix == ".gpkg" and is_project(paths[0]):
            if self.files.may_close():
                self.files.open_path(paths[0])
        elif self.document.project is None:
            self.ask_new(paths)
        else:
            self.ask_import(paths)

    # deliverables ---------------------------------------------------------------------

    def ask_export(self) -> None:
        """Ask what to write and where, then write it."""
        from siting_tool.dialogs.export_dialog import ExportDialog  # noqa: PLC0415 - seldom used

        dialog = ExportDialog(self.document, self._window)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.export(dialog.folder(), dialog.kinds())

    def export(self, folder: Path, kinds: tuple[str, ...]) -> None:
        """Write the deliverables in the background."""
        project, scenario = self.document.project, self.document.scenario_name
        assert project is not None
        language = current_language()

        def work(progress: Progress) -> list[Any]:
            from siting_tool.export.deliverables import export_plan  # noqa: PLC0415 - many writers

            progress.report("stage.exporting")
            return export_plan(
                project,
                folder,
                scenario=scenario,
                kinds=kinds,
                language=language,
                progress=progress,
            )

        self._run(work, lambda manifest: self._tell_exported(folder, manifest))

    def _tell_exported(self, folder: Path, manifest: list[Any]) -> None:
        words = translate("DataCommands", "{count} files written to {folder}.")
        details = "\n".join(f"{entry['path']}  {entry['title']}" for entry in manifest)
        message = words.format(count=len(manifest), folder=folder)
        self.told.emit(Message(severity="success", text=message, details=details))
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    def _run(self, work: Callable[[Progress], Any], done: Callable[[Any], None]) -> None:
        self.runner.run(work, done=done, failed=lambda error: self.told.emit(error_message(error)))


def is_project(path: Path) -> bool:
    """Whether a GeoPackage is a project of this program."""
    from siting_tool.project.store import format_version  # noqa: PLC0415 - loads GDAL

    try:
        format_version(path)
    except ValueError:
        return False
    return True
