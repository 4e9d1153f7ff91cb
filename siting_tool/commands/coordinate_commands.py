"""Going to coordinates, and places to come back to."""

from __future__ import annotations

import json
import re

from PyQt6.QtCore import QT_TRANSLATE_NOOP, QSettings
from PyQt6.QtWidgets import QInputDialog

from siting_tool.commands.actions import Action
from siting_tool.commands.map_bound import MapBoundCommands
from siting_tool.docks.message_bar import Message
from siting_tool.i18n import translate
from siting_tool.map_canvas.viewport import Viewport
from siting_tool.window_status import to_degrees

_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")
_KEY = "bookmarks"


class CoordinateCommands(MapBoundCommands):
    """What the Map menu does with coordinates."""

    def actions(self) -> tuple[Action, ...]:
        """Return the actions."""
        return (
            Action(
                id="map.go_to",
                title=QT_TRANSLATE_NOOP("Actions", "Go to coordinates…"),
                tip=QT_TRANSLATE_NOOP("Actions", "Shows a place given in metres or degrees"),
                run=self.ask_place,
                is_enabled=self._has_project,
                shortcut="Ctrl+G",
                is_after_separator=True,
            ),
            Action(
                id="map.bookmark_add",
                title=QT_TRANSLATE_NOOP("Actions", "Add a bookmark…"),
                tip=QT_TRANSLATE_NOOP("Actions", "Remembers what the map shows now"),
                run=self.ask_bookmark,
                is_enabled=self._has_project,
                shortcut="Ctrl+B",
            ),
            Action(
                id="map.bookmark_show",
                title=QT_TRANSLATE_NOOP("Actions", "Show a bookmark…"),
                run=self.choose_bookmark,
                is_enabled=lambda: self._has_project() and bool(self.bookmarks()),
                shortcut="Ctrl+Shift+B",
            ),
        )

    def _has_project(self) -> bool:
        return self.document.project is not None

    # coordinates ----------------------------------------------------------------------

    def place_of(self, words: str) -> tuple[float, float] | None:
        """Return the place that a text means: two numbers, in metres or in degrees.

        Numbers within 180 are degrees; the larger one is the longitude where
        only that makes sense, else the latitude comes first.
        """
        numbers = [float(number) for number in _NUMBER.findall(words)]
        project = self.document.project
        if len(numbers) != 2 or project is None:
            return None
        first, second = numbers
        if max(abs(first), abs(second)) > 180:
            return first, second
        latitude, longitude = (second, first) if abs(first) > 90 else (first, second)
        x_m, y_m = to_degrees(project.crs).transform(longitude, latitude, direction="INVERSE")
        return float(x_m), float(y_m)

    def ask_place(self) -> None:
        """Ask for coordinates and show the place."""
        words, is_given = QInputDialog.getText(
            self._window,
            translate("CoordinateCommands", "Go to coordinates"),
            translate("CoordinateCommands", "Easting and northing in metres, or degrees:"),
        )
        if is_given:
            self.go_to(words)

    def go_to(self, words: str) -> None:
        """Show the place that a text means."""
        place = self.place_of(words)
        if place is None:
            told = translate("CoordinateCommands", "Give two numbers, such as 500100, 3300200.")
            self.told.emit(Message(severity="warning", text=told))
            return
        self.maps.zoom_to_place(*place)
        self.maps.canvas.set_marker(place)

    # bookmarks ------------------------------------------------------------------------

    def bookmarks(self) -> dict[str, tuple[float, float, float]]:
        """Return easting, northing and scale by name."""
        stored = QSettings().value(_KEY, "{}")
        found: dict[str, tuple[float, float, float]] = json.loads(str(stored))
        return found

    def ask_bookmark(self) -> None:
        """Ask for a name and remember the view."""
        name, is_given = QInputDialog.getText(
            self._window,
            translate("CoordinateCommands", "Add a bookmark"),
            translate("CoordinateCommands", "Name of the place:"),
        )
        if is_given and name.strip():
            self.add_bookmark(name.strip())

    def add_bookmark(self, name: str) -> None:
        """Remember the view under a name."""
        view = self.maps.canvas.view
        kept = {**self.bookmarks(), name: (view.x_m, view.y_m, view.m_per_px)}
        QSettings().setValue(_KEY, json.dumps(kept, ensure_ascii=False))

    def choose_bookmark(self) -> None:
        """Let the user choose a bookmark and show it."""
        name, is_given = QInputDialog.getItem(
            self._window,
            translate("CoordinateCommands", "Show a bookmark"),
            translate("CoordinateCommands", "Name of the place:"),
            sorted(self.bookmarks()),
            editable=False,
        )
        if is_given:
            self.show_bookmark(name)

    def show_bookmark(self, name: str) -> None:
        """Show a remembered view."""
        x_m, y_m, m_per_px = self.bookmarks()[name]
        canvas = self.maps.canvas
        canvas.set_view(
            Viewport(
                x_m=x_m,
                y_m=y_m,
                m_per_px=m_per_px,
                width_px=canvas.view.width_px,
                height_px=canvas.view.height_px,
            )
        )
