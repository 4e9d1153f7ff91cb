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
        self._amendment: Edit | None = None
        self._inverses: tuple[Edit, ...] = ()
        project = document.project
        assert project is not None
        # Applied before it is pushed, so that a refused edit leaves no command behind.
        self._ready: tuple[Project, Edit] | None = applied or edit.apply(project)

    def redo(self) -> None:
        """Make the change."""
        project = self._document.project
        assert project is not None
        changed, inverse = self._ready or self.edit.apply(project)
        self._ready, self._inverses = None, (inverse,)
        if self._amendment is not None:
            changed, inverse = self._amendment.apply(changed)
            self._inverses = (inverse, *self._inverses)
        self._document.replace_project(changed)

    def amend(self, edit: Edit) -> None:
        """Add a change that is made and taken back together with this one.

        It takes the place of one added before: it must set all that the other set.
        """
        project = self._document.project
        assert project is not None
        changed, inverse = edit.apply(project)
        if self._amendment is None:
            self._inverses = (inverse, *self._inverses)
        self._amendment = edit
        self._document.replace_project(changed)

    def undo(self) -> None:
        """Take the change back."""
        project = self._document.project
        assert project is not None
        for inverse in self._inverses:
            project, _ = inverse.apply(project)
        self._document.replace_project(project)
