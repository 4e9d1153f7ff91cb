"""Selecting by what stands in the columns."""

from __future__ import annotations

from PyQt6.QtCore import QT_TRANSLATE_NOOP
from PyQt6.QtWidgets import QWidget

from siting_tool.commands.actions import Action
from siting_tool.commands.commands import Commands
from siting_tool.dialogs.select_query import SelectQueryDialog
from siting_tool.window_map import MapController


class QueryCommands(Commands):
    """Opens the query beside the map."""

    def __init__(self, maps: MapController, window: QWidget) -> None:
        super().__init__(window)
        self.maps = maps
        self._window = window

    def actions(self) -> tuple[Action, ...]:
        """Return the actions."""
        return (
            Action(
                id="edit.select_query",
                title=QT_TRANSLATE_NOOP("Actions", "Select by query…"),
                tip=QT_TRANSLATE_NOOP(
                    "Actions", "Selects the features whose columns meet conditions"
                ),
                run=self.open_query,
                is_enabled=lambda: bool(self.maps.document.roles()),
                shortcut="Ctrl+F",
                icon="filter",
            ),
        )

    def open_query(self) -> None:
        """Show the query, for the layer that is selected or current."""
        document = self.maps.document
        role = document.selection.role or self.maps.current_key
        SelectQueryDialog(document, role, self._window).show()
