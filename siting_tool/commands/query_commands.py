"""Selecting by what stands in the columns."""

from __future__ import annotations

from PyQt6.QtCore import QT_TRANSLATE_NOOP

from siting_tool.commands.actions import Action
from siting_tool.commands.map_bound import MapBoundCommands
from siting_tool.dialogs.select_query import SelectQueryDialog


class QueryCommands(MapBoundCommands):
    """Opens the query beside the map."""

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
                is_enabled=lambda: bool(self.document.roles()),
                shortcut="Ctrl+F",
                icon="filter",
            ),
        )

    def open_query(self) -> None:
        """Show the query, for the layer that is selected or current."""
        document = self.document
        role = document.selection.role or self.maps.current_key
        SelectQueryDialog(document, role, self._window).show()
