"""Recovery files: what was not saved survives a crash.

While a project has unsaved changes, a copy of it is written beside the
program's data every so often. A clean end removes the copy; a copy without a
living program behind it is offered at the next start.
"""

from __future__ import annotations

import json
import os
import uuid
from dataclasses import dataclass
from pathlib import Path

from PyQt6.QtCore import QObject, QStandardPaths, QTimer, pyqtSignal
from PyQt6.QtWidgets import QMessageBox, QWidget

from algorithms.progress import Progress
from siting_tool.commands.document import Document
from siting_tool.commands.errors import error_message
from siting_tool.i18n import translate
from siting_tool.i18n.language import current_language
from siting_tool.jobs.job import JobRunner

INTERVAL_MS = 20_000


@dataclass(frozen=True, kw_only=True)
class Recoverable:
    """A project that a crash left behind.

    Attributes
    ----------
    copy
        The recovery file.
    original
        Where the project was saved, None for a new one.
    """

    copy: Path
    original: Path | None

    def remove(self) -> None:
        """Forget the recovery file."""
        self.copy.unlink(missing_ok=True)
        self.copy.with_suffix(".json").unlink(missing_ok=True)


def recovery_folder() -> Path:
    """Return the folder of the recovery files."""
    place = QStandardPaths.StandardLocation.AppLocalDataLocation
    folder = Path(QStandardPaths.writableLocation(place)) / "recovery"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def recoverable_projects() -> list[Recoverable]:
    """Return the projects whose program did not end cleanly, the newest first."""
    found = []
    for note in recovery_folder().glob("*.json"):
        content = json.loads(note.read_text(encoding="utf-8"))
        copy = note.with_suffix(".gpkg")
        if copy.exists() and not _is_running(int(content["process"])):
            original = Path(content["original"]) if content["original"] else None
            found.append(Recoverable(copy=copy, original=original))
    return sorted(found, key=lambda item: item.copy.stat().st_mtime, reverse=True)


def _is_running(process: int) -> bool:
    if process == os.getpid():
        return True
    if os.name == "nt":  # there, sending signal 0 would end the process
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return not _is_defunct(process)


def _is_defunct(process: int) -> bool:
    status = Path(f"/proc/{process}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] == "Z"


def offer_recovery(document: Document, window: QWidget) -> None:
    """Ask about what a crash left behind; open it or forget it."""
    from siting_tool.project.store import open_project  # noqa: PLC0415 - loads GDAL

    for found in recoverable_projects():
        name = found.original.name if found.original else translate("Recovery", "a new project")
        words = translate(
            "Recovery",
            "The program ended without saving {name}. Open the changes that were kept?",
        )
        answer = QMessageBox.question(
            window, translate("Recovery", "Unsaved changes found"), words.format(name=name)
        )
        if answer == QMessageBox.StandardButton.Yes:
            document.open(open_project(found.copy), found.original)
            document.mark_unsaved()
            found.remove()
            return
        found.remove()


class Autosave(QObject):
    """Writes the recovery file of a document in the background.

    Signals
    -------
    told
        A message, when it could not be written.
    """

    told = pyqtSignal(object)

    def __init__(self, document: Document, parent: QObject) -> None:
        super().__init__(parent)
        self._document = document
        self._runner = JobRunner(self)
        self._copy = recovery_folder() / f"{uuid.uuid4().hex}.gpkg"
        self._written_index = -1
        self._timer = QTimer(self)
        self._timer.setInterval(INTERVAL_MS)
        self._timer.timeout.connect(self.write)
        self._timer.start()
        document.undo_stack.cleanChanged.connect(self._take_clean)
        document.opened.connect(self.clear)

    @property
    def runner(self) -> JobRunner:
        """Runner of the writing."""
        return self._runner

    def _take_clean(self, is_clean: bool) -> None:
        if is_clean:
            self.clear()

    def write(self) -> None:
        """Write the recovery file when there is anything new to lose."""
        project = self._document.project
        index = self._document.undo_stack.index()
        if project is None or not self._document.is_modified or index == self._written_index:
            return
        copy, original, language = self._copy, self._document.path, current_language()

        def work(_: Progress) -> None:
            from siting_tool.project.store import save_project  # noqa: PLC0415 - loads GDAL

            save_project(project, copy, language=language)
            note = {"process": os.getpid(), "original": str(original) if original else ""}
            copy.with_suffix(".json").write_text(json.dumps(note), encoding="utf-8")

        def done(_: None) -> None:
            self._written_index = index
            if not self._document.is_modified:
                self.clear()

        self._runner.run(work, done=done, failed=lambda error: self.told.emit(error_message(error)))

    def clear(self) -> None:
        """Forget the recovery file: there is nothing to lose."""
        self._written_index = -1
        Recoverable(copy=self._copy, original=None).remove()

    def close(self) -> None:
        """End cleanly."""
        self._timer.stop()
        self._runner.close()
        self.clear()
