"""Looks after the open project's file: nothing is overwritten unseen."""

from __future__ import annotations

from pathlib import Path

from PyQt6.QtCore import QObject, pyqtSignal
from PyQt6.QtWidgets import QMessageBox, QWidget

from siting_tool.commands.document import Document
from siting_tool.commands.file_state import FileMark, change_since, is_read_only
from siting_tool.docks.message_bar import Message
from siting_tool.i18n import translate
from siting_tool.jobs.job import JobRunner

_REFUSED = ("read_only", "folder_gone", "in_use")


class FileGuard(QObject):
    """Notices what other programs do to the file.

    Signals
    -------
    told
        A message for the user.
    """

    told = pyqtSignal(object)

    def __init__(self, document: Document, runner: JobRunner, window: QWidget) -> None:
        super().__init__(window)
        self.document = document
        self.runner = runner
        self._window = window
        self._told_change: tuple[str, FileMark | None] = ("", None)

    def ask(self, path: Path) -> str:
        """Return whether the project may go where it came from: yes, no, elsewhere."""
        change = "read_only" if is_read_only(path) else self._change(path)
        if change in _REFUSED:
            self.tell(path, change)
            return "no"
        return self._ask_overwrite(path) if change == "newer" else "yes"

    def _change(self, path: Path) -> str:
        return change_since(path, self.document.file_mark)

    def _ask_overwrite(self, path: Path) -> str:
        words = translate(
            "FileGuard",
            "{file} was changed by another program since it was opened here. Overwrite it? "
            "With No you can save under another name and keep both.",
        )
        answer = QMessageBox.question(
            self._window,
            translate("FileGuard", "The file has changed"),
            words.format(file=path.name),
            QMessageBox.StandardButton.Yes
            | QMessageBox.StandardButton.No
            | QMessageBox.StandardButton.Cancel,
        )
        answers = {
            QMessageBox.StandardButton.Yes: "yes",
            QMessageBox.StandardButton.No: "elsewhere",
        }
        return answers.get(answer, "no")

    def check_file(self) -> None:
        """Say once when the open file vanished or was changed by another program."""
        path, mark = self.document.path, self.document.file_mark
        if path is None or mark is None or self.runner.is_busy:
            return
        change = self._change(path)
        if change and (change, mark) != self._told_change:
            self.tell(path, change)
        self._told_change = (change, mark)

    def tell(self, path: Path, change: str) -> None:
        """Say what happened to the file and what to do."""
        words = {
            "read_only": translate(
                "FileGuard",
                "{file} is write-protected. Use “Save as…” to save under another name.",
            ),
            "folder_gone": translate(
                "FileGuard",
                "The folder of {file} is not there any more; perhaps a drive was unplugged. "
                "Nothing is lost: connect it again, or use “Save as…”.",
            ),
            "in_use": translate(
                "FileGuard",
                "Another program has {file} open and is changing it. Close it there, "
                "or use “Save as…”.",
            ),
            "gone": translate(
                "FileGuard",
                "{file} was deleted or moved. The project is still open here; save to write "
                "it again.",
            ),
            "newer": translate(
                "FileGuard",
                "{file} was changed by another program since it was opened here. Open it again "
                "to see the changes, or use “Save as…” to keep both.",
            ),
        }
        severity = "error" if change in _REFUSED else "warning"
        self.told.emit(Message(severity=severity, text=words[change].format(file=path.name)))
