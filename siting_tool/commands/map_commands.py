"""Moving about on the map, tools of the mouse, and selecting."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PyQt6.QtCore import QT_TRANSLATE_NOOP, QObject, pyqtSignal
from PyQt6.QtGui import QGuiApplication

from siting_tool.commands.actions import Action
from siting_tool.commands.measure_texts import area_text, distance_text, slope_text
from siting_tool.docks.message_bar import Message
from siting_tool.map_canvas.canvas import MapCanvas
from siting_tool.map_canvas.measuring import Way
from siting_tool.map_canvas.tools import (
    LassoTool,
    MapTool,
    PanTool,
    SelectTool,
    SketchTool,
    ZoomBoxTool,
)
from siting_tool.window_map import MapController

_TOOLS = (
    (
        "map.select",
        QT_TRANSLATE_NOOP("Actions", "Select"),
        QT_TRANSLATE_NOOP("Actions", "Click or drag a rectangle; Ctrl adds or takes away"),
        "select",
        "S",
    ),
    (
        "map.lasso",
        QT_TRANSLATE_NOOP("Actions", "Select by lasso"),
        QT_TRANSLATE_NOOP("Actions", "Draw a free line around the features"),
        "lasso",
        "L",
    ),
    (
        "map.pan",
        QT_TRANSLATE_NOOP("Actions", "Pan"),
        QT_TRANSLATE_NOOP("Actions", "Drag the map; the middle button always does so"),
        "pan",
        "H",
    ),
    (
        "map.zoom_box",
        QT_TRANSLATE_NOOP("Actions", "Zoom to a rectangle"),
        QT_TRANSLATE_NOOP("Actions", "Drag a rectangle to see it enlarged"),
        "zoom_box",
        "Z",
    ),
    (
        "map.measure",
        QT_TRANSLATE_NOOP("Actions", "Measure a distance"),
        QT_TRANSLATE_NOOP("Actions", "Click along the way; right click ends"),
        "measure",
        "M",
    ),
    (
        "map.measure_area",
        QT_TRANSLATE_NOOP("Actions", "Measure an area"),
        QT_TRANSLATE_NOOP("Actions", "Click around the area; right click ends"),
        "area",
        "Shift+M",
    ),
    (
        "map.measure_slope",
        QT_TRANSLATE_NOOP("Actions", "Measure a slope"),
        QT_TRANSLATE_NOOP(
            "Actions", "Click along the way; heights are those of the terrain; right click ends"
        ),
        "slope",
        "Alt+M",
    ),
)
_MEASURES = {
    "map.measure": distance_text,
    "map.measure_area": area_text,
    "map.measure_slope": slope_text,
}


class MapCommands(QObject):
    """What the View and Select menus do.

    Signals
    -------
    tool_changed
        Id of the tool's action.
    measured
        What a measurement in the making says.
    told
        A message: what a finished measurement says.
    """

    tool_changed = pyqtSignal(str)
    measured = pyqtSignal(str)
    told = pyqtSignal(object)

    def __init__(self, maps: MapController, parent: QObject) -> None:
        super().__init__(parent)
        self.maps = maps
        self.canvas: MapCanvas = maps.canvas
        self.tool_id = ""
        select, lasso = SelectTool(self.canvas), LassoTool(self.canvas)
        select.clicked.connect(maps.select_at)
        select.dragged.connect(maps.select_in)
        lasso.dragged.connect(maps.select_in)
        self.tools: dict[str, MapTool] = {
            "map.pan": PanTool(self.canvas),
            "map.select": select,
            "map.lasso": lasso,
            "map.zoom_box": ZoomBoxTool(self.canvas),
        }
        for tool_id in _MEASURES:
            tool = SketchTool(self.canvas, is_closed=tool_id == "map.measure_area")
            tool.changed.connect(partial(self._measure, tool_id))
            tool.finished.connect(partial(self._tell_measure, tool_id))
            self.tools[tool_id] = tool
        self.take_tool("map.select")

    def _words(self, tool_id: str, way_m: Way) -> str:
        project = self.maps.document.project
        return _MEASURES[tool_id](way_m, None if project is None else project.terrain)

    def _measure(self, tool_id: str, way_m: Way) -> None:
        self.measured.emit(self._words(tool_id, way_m))

    def _tell_measure(self, tool_id: str, way_m: Way) -> None:
        self.told.emit(Message(severity="info", text=self._words(tool_id, way_m)))

    def take_tool(self, tool_id: str) -> None:
        """Give the mouse to a tool."""
        self.tool_id = tool_id
        self.canvas.set_tool(self.tools[tool_id])
        self.tool_changed.emit(tool_id)

    def add_tool(self, tool_id: str, tool: MapTool) -> None:
        """Offer one more tool."""
        self.tools[tool_id] = tool

    def tool_action(self, tool_id: str, title: str, tip: str, icon: str, shortcut: str) -> Action:
        """Return the action that takes a tool."""
        return Action(
            id=tool_id,
            title=title,
            tip=tip,
            run=lambda _checked: self.take_tool(tool_id),
            is_checked=lambda: self.tool_id == tool_id,
            group="tool",
            icon=icon,
            shortcut=shortcut,
            is_enabled=self._has_layers,
        )

    def actions(self) -> tuple[Action, ...]:
        """Return the actions of the Map menu."""
        return (*self._tool_actions(), *self._view_actions())

    def _tool_actions(self) -> tuple[Action, ...]:
        return tuple(self.tool_action(*tool) for tool in _TOOLS)

    def _view_actions(self) -> tuple[Action, ...]:
        return (
            Action(
                id="map.full",
                title=QT_TRANSLATE_NOOP("Actions", "Show everything"),
                tip=QT_TRANSLATE_NOOP("Actions", "Zooms to the whole township"),
                run=self.canvas.show_all,
                is_enabled=self._has_layers,
                icon="full",
                shortcut="F",
                is_after_separator=True,
            ),
            Action(
                id="map.zoom_in",
                title=QT_TRANSLATE_NOOP("Actions", "Zoom in"),
                run=lambda: self.canvas.zoom(1.6),
                is_enabled=self._has_layers,
                icon="zoom_in",
                shortcut="Ctrl++",
            ),
            Action(
                id="map.zoom_out",
                title=QT_TRANSLATE_NOOP("Actions", "Zoom out"),
                run=lambda: self.canvas.zoom(1 / 1.6),
                is_enabled=self._has_layers,
                icon="zoom_out",
                shortcut="Ctrl+-",
            ),
            Action(
                id="map.zoom_selection",
                title=QT_TRANSLATE_NOOP("Actions", "Zoom to the selection"),
                run=self.maps.zoom_to_selection,
                is_enabled=self._has_selection,
                shortcut="Ctrl+J",
            ),
            Action(
                id="map.clear_selection",
                title=QT_TRANSLATE_NOOP("Actions", "Clear the selection"),
                run=self.maps.document.clear_selection,
                is_enabled=self._has_selection,
                shortcut="Ctrl+Shift+A",
            ),
            self._switch(
                "map.legend",
                QT_TRANSLATE_NOOP("Actions", "Legend on the map"),
                lambda: self.canvas.decorations.shows_legend,
                self._show_legend,
            ),
            self._switch(
                "map.snap",
                QT_TRANSLATE_NOOP("Actions", "Snap to vertices"),
                lambda: self.canvas.snaps,
                self._set_snapping,
            ),
            Action(
                id="map.copy",
                title=QT_TRANSLATE_NOOP("Actions", "Copy the map as a picture"),
                tip=QT_TRANSLATE_NOOP("Actions", "Puts the map with its legend on the clipboard"),
                run=self._copy,
                is_enabled=self._has_layers,
                icon="copy",
                shortcut="Ctrl+Shift+C",
                is_after_separator=True,
            ),
        )

    def _switch(
        self, action_id: str, title: str, state: Callable[[], bool], run: Callable[[bool], None]
    ) -> Action:
        return Action(id=action_id, title=title, run=run, is_checked=state)

    def _has_layers(self) -> bool:
        return bool(self.canvas.layers)

    def _has_selection(self) -> bool:
        return len(self.maps.document.selection) > 0

    def _show_legend(self, is_shown: bool) -> None:
        self.canvas.decorations.shows_legend = is_shown
        self.canvas.update()

    def _set_snapping(self, snaps: bool) -> None:
        self.canvas.snaps = snaps

    def _copy(self) -> None:
        clipboard = QGuiApplication.clipboard()
        assert clipboard is not None
        clipboard.setPixmap(self.canvas.as_pixmap())
