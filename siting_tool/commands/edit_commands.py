"""Undo, redo and the decisions made by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from PyQt6.QtCore import QT_TRANSLATE_NOOP, QObject

from layers.fields import Field
from siting_tool.commands.actions import Action
from siting_tool.commands.commands import Commands
from siting_tool.commands.document import HOUSEHOLD_ROLES, Document
from siting_tool.commands.errors import error_message
from siting_tool.project.edits import Edit, SetFixedModes, SetParameters, SetSiteChoices, SetValues


class EditCommands(Commands):
    """What the Edit menu does to the document."""

    def __init__(self, document: Document, parent: QObject) -> None:
        super().__init__(parent)
        self.document = document

    def actions(self) -> tuple[Action, ...]:
        """Return the actions of the Edit menu."""
        stack = self.document.undo_stack
        return (
            Action(
                id="edit.undo",
                title=QT_TRANSLATE_NOOP("Actions", "Undo"),
                tip=QT_TRANSLATE_NOOP("Actions", "Takes the last change back"),
                run=stack.undo,
                is_enabled=stack.canUndo,
                shortcut="Ctrl+Z",
                icon="undo",
            ),
            Action(
                id="edit.redo",
                title=QT_TRANSLATE_NOOP("Actions", "Redo"),
                tip=QT_TRANSLATE_NOOP("Actions", "Makes the change again that was taken back"),
                run=stack.redo,
                is_enabled=stack.canRedo,
                shortcut="Ctrl+Y",
                icon="redo",
            ),
            *(self._mode_action(mode, title) for mode, title in _MODE_TITLES),
            Action(
                id="edit.free_mode",
                title=QT_TRANSLATE_NOOP("Actions", "Let the program choose the mode"),
                tip=QT_TRANSLATE_NOOP(
                    "Actions", "Takes the decision by hand for the selected households back"
                ),
                run=lambda: self._set_selected(None),
                is_enabled=self._has_households,
            ),
        )

    def _mode_action(self, mode: str, title: str) -> Action:
        return Action(
            id=f"edit.mode_{mode}",
            title=title,
            tip=QT_TRANSLATE_NOOP("Actions", "Sets the mode of the selected households by hand"),
            run=lambda: self._set_selected(mode),
            is_enabled=self._has_households,
            is_after_separator=mode == _MODE_TITLES[0][0],
        )

    def _has_households(self) -> bool:
        document = self.document
        is_household = document.selection.role in HOUSEHOLD_ROLES and len(document.selection) > 0
        return is_household and document.frame("household_modes") is not None

    def _set_selected(self, mode: str | None) -> None:
        self.set_modes(dict.fromkeys(self.document.selected_household_ids(), mode))

    def set_modes(self, modes: Mapping[str, str | None]) -> None:
        """Set the modes of households by hand, as one step."""
        self.push(SetFixedModes(scenario=self.document.scenario_name, modes=modes))

    def set_site_choice(self, site_id: str, choice: str | None) -> None:
        """Lock, forbid or require a site, or take that back."""
        self.push(SetSiteChoices(scenario=self.document.scenario_name, choices={site_id: choice}))

    def push(self, edit: Edit) -> bool:
        """Do an edit; a refused one becomes a message."""
        try:
            self.document.push(edit)
        except ValueError as error:
            self.told.emit(error_message(error))
            return False
        return True

    def set_values(self, role: str, field: Field, values: Mapping[int, Any]) -> None:
        """Set one column of some features."""
        layer = self.document.layer_ref(role)
        self.push(SetValues(layer=layer, column=field.name, values=values))

    def set_parameters(self, changes: Mapping[str, str | None]) -> None:
        """Change parameters, given as texts."""
        self.push(SetParameters(changes=changes))

    def select_all(self, role: str) -> None:
        """Select every feature of a layer."""
        frame = self.document.frame(role)
        if frame is not None:
            self.document.select(role, np.asarray(frame.index, dtype=np.int64))


_MODE_TITLES = (
    ("sewer", QT_TRANSLATE_NOOP("Actions", "Mode: sewer connection")),
    ("septic_tank", QT_TRANSLATE_NOOP("Actions", "Mode: septic tank")),
    ("dry", QT_TRANSLATE_NOOP("Actions", "Mode: dry toilet")),
    ("keep", QT_TRANSLATE_NOOP("Actions", "Mode: keep the existing toilet")),
)
