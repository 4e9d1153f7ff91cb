"""Commands that work on what the map shows."""

from __future__ import annotations

from PyQt6.QtWidgets import QWidget

from siting_tool.commands.commands import Commands
from siting_tool.window_map import MapController


class MapBoundCommands(Commands):
    """A group of commands with the map, its document and the window for dialogs."""

    def __init__(self, maps: MapController, window: QWidget) -> None:
        super().__init__(window)
        self.maps = maps
        self.document = maps.document
        self._window = window
