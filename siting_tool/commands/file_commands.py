"""Opening and saving projects."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import QT_TRANSLATE_NOOP, QSettings
from PyQt6.QtWidgets import QFileDialog, QMessageBox, QWidget

from algorithms.progress import Progress
from resources.texts import Language
from siting_tool.commands.actions import Action
from siting_tool.commands.commands import Commands
from siting_tool.commands.document import Document
from siting_tool.commands.errors import error_message
from siting_tool.commands.file_guard import FileGuard
from siting_tool.commands.file_state import is_read_only, remove_empty_log
from siting_tool.docks.message_bar import Message
from siting_tool.i18n import translate
from siting_tool.i18n.language import current_language
from siting_tool.jobs.job import JobRunner

if TYPE_CHECKING:
    from siting_tool.project.project import Project

_MOST_RECENT = 10


class FileCommands(Commands):
    """What the File menu does."""

    def __init__(self, document: Document, runner: JobRunner, window: QWidget) -> None:
        super().__init__(window)
        self.document = document
        self.runner = runner
        self._window = window
        self.guard = FileGuard(document, runner, window)
        self.guard.told.connect(self.told)

    def actions(self) -> tuple[Action, ...]:
        """Return the actions of the File menu."""
        return (
            Action(
                id="file.open",
                title=QT_TRANSLATE_NOOP("Actions", "Open project…"),
                tip=QT_TRANSLATE_NOOP("Actions", "Opens a project file (.gpkg)"),
                run=self.ask_open,
                is_enabled=self._is_idle,
                shortcut="Ctrl+O",
                icon="open",
            ),
            Action(
                id="file.save",
                title=QT_TRANSLATE_NOOP("Actions", "Save"),
                tip=QT_TRANSLATE_NOOP("Actions", "Saves the project with all edits and plans"),
                run=self.save,
                is_enabled=self._can_save,
                shortcut="Ctrl+S",
                icon="save",
            ),
            Action(
                id="file.save_as",
                title=QT_TRANSLATE_NOOP("Actions", "Save as…"),
                tip=QT_TRANSLATE_NOOP("Actions", "Saves the project in another file"),
                run=self.ask_save_as,
                is_enabled=self._has_project,
                shortcut="Ctrl+Shift+S",
            ),
            Action(
                id="file.quit",
                title=QT_TRANSLATE_NOOP("Actions", "Quit"),
                run=self._window.close,
                shortcut="Ctrl+Q",
                is_after_separator=True,
            ),
        )

    def _has_project(self) -> bool:
        return self.document.project is not None and self._is_idle()

    def _is_idle(self) -> bool:
        return not self.runner.is_busy

    def _can_save(self) -> bool:
        unsaved = self.document.is_modified or self.document.path is None
        return self._has_project() and unsaved

    # opening ------------------------------------------------------------------------

    def ask_open(self) -> None:
        """Let the user choose a project file and open it."""
        if not self.may_close():
            return
        path, _ = QFileDialog.getOpenFileName(
            self._window,
            translate("FileCommands", "Open project"),
            str(self.document.path.parent if self.document.path else Path.home()),
            translate("FileCommands", "Projects (*.gpkg)"),
        )
        if path:
            self.open_path(Path(path))

    def open_path(self, path: Path) -> None:
        """Open a project file in the background."""

        def work(progress: Progress) -> Project:
            from siting_tool.project.store import open_project  # noqa: PLC0415 - loads GDAL

            progress.report("stage.reading")
            return open_project(path)

        self._run(work, lambda project: self._take(project, path))

    def _take(self, project: Project, path: Path) -> None:
        self.document.open(project, path)
        remember_recent(path)
        if is_read_only(path):
            self.guard.tell(path, "read_only")

    # saving -------------------------------------------------------------------------

    def save(self) -> None:
        """Save where the project came from, or ask where."""
        path = self.document.path
        if path is None:
            self.ask_save_as()
        elif self._may_overwrite(path):
            self.save_to(path)

    def ask_save_as(self) -> None:
        """Let the user choose a file and save there."""
        path, _ = QFileDialog.getSaveFileName(
            self._window,
            translate("FileCommands", "Save project as"),
            str(self.document.path or Path.home() / "project.gpkg"),
            translate("FileCommands", "Projects (*.gpkg)"),
        )
        if path:
            self.save_to(Path(path).with_suffix(".gpkg"))

    def save_to(self, path: Path, then: Callable[[], object] | None = None) -> None:
        """Save in the background; what is edited meanwhile stays unsaved."""
        if is_read_only(path):
            self.guard.tell(path, "read_only")
            return
        project, language = self.document.project, current_language()
        state = self.document.undo_stack.index()
        assert project is not None

        def work(progress: Progress) -> None:
            progress.report("stage.saving")
            _write(project, path, language)

        def done(_: Any) -> None:
            self.document.note_written(path)
            if self.document.undo_stack.index() == state:
                self.document.mark_saved(path)
            remember_recent(path)
            words = translate("FileCommands", "Saved in {file}.").format(file=path)
            self.told.emit(Message(severity="success", text=words))
            if then is not None:
                then()

        self._run(work, done)

    def _may_overwrite(self, path: Path) -> bool:
        """Whether the project may go where it came from; says or asks why not."""
        answer = self.guard.ask(path)
        if answer == "elsewhere":
            self.ask_save_as()
        return answer == "yes"

    def may_close(self) -> bool:
        """Whether the open project may go: saved, or the user doesn't mind."""
        if not self.document.is_modified:
            return True
        answer = QMessageBox.question(
            self._window,
            translate("FileCommands", "Unsaved changes"),
            translate("FileCommands", "The project has changes that are not saved. Save them?"),
            QMessageBox.StandardButton.Save
            | QMessageBox.StandardButton.Discard
            | QMessageBox.StandardButton.Cancel,
        )
        if answer == QMessageBox.StandardButton.Save:
            return self._save_now()
        return answer == QMessageBox.StandardButton.Discard

    def _save_now(self) -> bool:
        """Save before something else goes on; False when that did not work."""
        project, path = self.document.project, self.document.path
        if project is None:
            return True
        if path is None:
            self.ask_save_as()
            return False
        if not self._may_overwrite(path):
            return False
        try:
            _write(project, path, current_language())
        except (ValueError, OSError) as error:
            self.told.emit(error_message(error))
            return False
        self.document.mark_saved(path)
        return True

    def _run(self, work: Callable[[Progress], Any], done: Callable[[Any], None]) -> None:
        self.runner.run(work, done=done, failed=lambda error: self.told.emit(error_message(error)))


def _write(project: Project, path: Path, language: Language) -> None:
    from siting_tool.project.store import save_project  # noqa: PLC0415 - loads GDAL

    save_project(project, path, language=language)
    remove_empty_log(path)


def recent_paths() -> list[Path]:
    """Return the projects opened last that still exist, newest first."""
    stored = QSettings().value("recent", [], list)
    return [Path(name) for name in stored if Path(name).exists()]


def remember_recent(path: Path) -> None:
    """Put a project on top of the recent ones."""
    others = [str(other) for other in recent_paths() if other != path]
    QSettings().setValue("recent", [str(path), *others][:_MOST_RECENT])
