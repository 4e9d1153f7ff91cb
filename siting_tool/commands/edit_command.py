"""An edit on the undo stack."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtGui import QUndoCommand

from resources.texts import text
from siting_tool.i18n.language import current_language

if TYPE_CHECKING:
    from siting_tool.commands.document import Document
    from siting_tool.project.edits import Edit
    from siting_tool.project.project import Project


class EditCommand(QUndoCommand):
    """Wraps an edit; what it does and how it is taken back are the edit's own matter.

    Parameters
    ----------
    document
        What it changes.
    edit
        The change.
    applied
        Changed project and inverse, where they are known already.
    """

    def __init__(
        self, document: Document, edit: Edit, applied: tuple[Project, Edit] | None = None
    ) -> None:
        super().__init__(text(edit.text_id, current_language()))
        self._document = document
        self.edit = edit
        self._inverse: Edit | None = None
        project = document.project
        assert project is not None
        # Applied before it is pushed, so that a refused edit leaves no command behind.
        self._ready: tuple[Project, Edit] | None = applied or edit.apply(project)

    def redo(self) -> None:
        """Make the change."""
        project = self._document.project
        assert project is not None
        changed, self._inverse = self._ready or self.edit.apply(project)
        self._ready = None
        self._document.replace_project(changed)

    def undo(self) -> None:
        """Take the change back."""
        assert self._inverse is not None
        assert self._document.project is not None
        changed, _ = self._inverse.apply(self._document.project)
        self._document.replace_project(changed)
