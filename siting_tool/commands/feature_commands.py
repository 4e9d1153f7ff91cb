"""Drawing, moving, reshaping, deleting features, and finding them by their values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from PyQt6.QtCore import QT_TRANSLATE_NOOP, QPoint
from PyQt6.QtGui import QAction
from PyQt6.QtWidgets import QDialog, QMenu, QWidget

from layers.result_schema import RESULT_SCHEMAS
from layers.schema import INPUT_SCHEMAS
from siting_tool.commands.actions import Action
from siting_tool.commands.commands import Commands
from siting_tool.commands.edit_commands import EditCommands
from siting_tool.commands.map_commands import MapCommands
from siting_tool.commands.swap_project import SwapProject
from siting_tool.dialogs.set_value import SetValueDialog
from siting_tool.docks.message_bar import Message
from siting_tool.docks.table_model import editable_fields
from siting_tool.i18n import translate
from siting_tool.map_canvas.edit_tools import (
    MoveTool,
    VertexTool,
    sides_at,
    with_ends_along,
    with_new_vertex,
    with_vertex,
)
from siting_tool.map_canvas.tools import PointTool, SketchTool
from siting_tool.project.edits import AddFeatures, DeleteFeatures, SetGeometries
from siting_tool.window_map import MapController

# Action, role, shape and title of what can be drawn.
_DRAWN = (
    ("draw.household", "households", "point", QT_TRANSLATE_NOOP("Actions", "Add a household")),
    ("draw.place", "places", "point", QT_TRANSLATE_NOOP("Actions", "Add a place")),
    ("draw.toilet", "public_toilets", "point", QT_TRANSLATE_NOOP("Actions", "Add a public toilet")),
    ("draw.candidate", "candidate_sites", "area",
     QT_TRANSLATE_NOOP("Actions", "Draw a candidate plot")),
    ("draw.restricted", "restricted_areas", "area",
     QT_TRANSLATE_NOOP("Actions", "Draw a restricted area")),
    ("draw.road", "roads", "line", QT_TRANSLATE_NOOP("Actions", "Draw a road")),
    ("draw.village", "village_boundaries", "area",
     QT_TRANSLATE_NOOP("Actions", "Draw a village boundary")),
    ("draw.sewer", "sewers", "line", QT_TRANSLATE_NOOP("Actions", "Draw an existing sewer")),
    ("draw.works", "treatment_sites", "point",
     QT_TRANSLATE_NOOP("Actions", "Add a treatment site")),
    ("draw.well", "water", "point", QT_TRANSLATE_NOOP("Actions", "Add a well or spring")),
    ("draw.stream", "water", "line", QT_TRANSLATE_NOOP("Actions", "Draw a stream")),
    ("draw.pond", "water", "area", QT_TRANSLATE_NOOP("Actions", "Draw a pond or lake")),
)  # fmt: skip
_ICONS = {
    "draw.candidate": "candidate",
    "draw.restricted": "restricted",
    "draw.road": "road",
}


class FeatureCommands(Commands):
    """What the Draw menu and the context menu of the map do."""

    def __init__(
        self, maps: MapController, tools: MapCommands, edits: EditCommands, window: QWidget
    ) -> None:
        super().__init__(window)
        self.maps = maps
        self.document = maps.document
        self.tools = tools
        self.edits = edits
        self._window = window
        for action_id, role, kind, _ in _DRAWN:
            tools.add_tool(action_id, self._drawing_tool(role, kind))
        move = MoveTool(maps.canvas, self._held)
        move.moved.connect(self.set_geometries)
        tools.add_tool("draw.move", move)
        vertices = VertexTool(maps.canvas, self._reshaped)
        vertices.reshaped.connect(self.move_vertex)
        vertices.inserted.connect(self.insert_vertex)
        tools.add_tool("draw.vertices", vertices)

    def _drawing_tool(self, role: str, kind: str) -> PointTool | SketchTool:
        canvas = self.maps.canvas
        if kind == "point":
            tool = PointTool(canvas)
            tool.placed.connect(lambda x, y: self.add(role, shapely.Point(x, y)))
            return tool
        sketch = SketchTool(canvas, is_closed=kind == "area")
        shape = shapely.Polygon if kind == "area" else shapely.LineString
        sketch.finished.connect(lambda way: self.add(role, shape(way)))
        return sketch

    def actions(self) -> tuple[Action, ...]:
        """Return the actions."""
        tip = QT_TRANSLATE_NOOP("Actions", "Click on the map; right click ends a line or an area")
        drawing = [
            self.tools.tool_action(action_id, title, tip, _ICONS.get(action_id, "add"), "")
            for action_id, _, _, title in _DRAWN
        ]
        return (
            *drawing,
            self.tools.tool_action(
                "draw.move",
                QT_TRANSLATE_NOOP("Actions", "Move features"),
                QT_TRANSLATE_NOOP("Actions", "Drag a feature, or all selected ones together"),
                "move",
                "G",
            ),
            self.tools.tool_action(
                "draw.vertices",
                QT_TRANSLATE_NOOP("Actions", "Edit vertices"),
                QT_TRANSLATE_NOOP(
                    "Actions",
                    "Drag vertices of the selected line or area; double-click adds one, "
                    "right click takes one away",
                ),
                "vertex",
                "V",
            ),
            Action(
                id="draw.delete",
                title=QT_TRANSLATE_NOOP("Actions", "Delete the selected features"),
                run=self.delete_selected,
                is_enabled=self._is_editable,
                icon="delete",
                shortcut="Del",
                is_after_separator=True,
            ),
            Action(
                id="draw.set_value",
                title=QT_TRANSLATE_NOOP("Actions", "Set a value…"),
                tip=QT_TRANSLATE_NOOP("Actions", "Gives all selected features one value"),
                run=lambda: self.ask_values(self.document.selection.role),
                is_enabled=self._is_editable,
                icon="edit",
            ),
            *self._selecting_actions(),
        )

    def _selecting_actions(self) -> tuple[Action, ...]:
        return (
            Action(
                id="edit.select_all",
                title=QT_TRANSLATE_NOOP("Actions", "Select all of the layer"),
                run=lambda: self.edits.select_all(self._role()),
                is_enabled=lambda: bool(self._role()),
                shortcut="Ctrl+A",
                is_after_separator=True,
            ),
            Action(
                id="edit.select_same",
                title=QT_TRANSLATE_NOOP("Actions", "Select those alike"),
                tip=QT_TRANSLATE_NOOP(
                    "Actions", "Selects all features of the same kind as the selected one"
                ),
                run=self.select_alike,
                is_enabled=lambda: len(self.document.selection) > 0,
            ),
            Action(
                id="edit.select_village",
                title=QT_TRANSLATE_NOOP("Actions", "Select the households of the village"),
                tip=QT_TRANSLATE_NOOP(
                    "Actions", "Selects every household inside the selected village or area"
                ),
                run=self.select_inside,
                is_enabled=self._is_area,
            ),
        )

    # what is there --------------------------------------------------------------------

    def _role(self) -> str:
        role = self.document.selection.role or self.maps.current_key
        return role if self.document.frame(role) is not None else ""

    def _is_editable(self) -> bool:
        selection = self.document.selection
        return len(selection) > 0 and selection.role not in RESULT_SCHEMAS

    def _is_area(self) -> bool:
        selection = self.document.selection
        frame = self.document.frame(selection.role)
        if frame is None or not len(selection):
            return False
        kinds = frame.geometry.loc[selection.labels].geom_type
        return bool(kinds.str.contains("Polygon").all())

    def _held(self, x_m: float, y_m: float) -> tuple[str, dict[int, Any]] | None:
        found = self.maps.pick(x_m, y_m)
        if found is None or found[0] in RESULT_SCHEMAS:
            return None
        role, label = found
        selected = self.document.selected_labels(role)
        labels = selected.tolist() if label in selected else [label]
        frame = self.document.frame(role)
        assert frame is not None
        return role, frame.geometry.loc[labels].to_dict()

    def _reshaped(self) -> Any | None:
        selection = self.document.selection
        frame = self.document.frame(selection.role)
        if frame is None or len(selection) != 1 or selection.role in RESULT_SCHEMAS:
            return None
        geometry = frame.geometry.loc[selection.labels[0]]
        return geometry if shapely.get_dimensions(geometry) > 0 else None

    # edits ----------------------------------------------------------------------------

    def add(self, role: str, geometry: Any) -> None:
        """Add a feature; a layer that is missing is begun."""
        project = self.document.project
        assert project is not None
        if not geometry.is_valid:
            words = translate("FeatureCommands", "The outline crosses itself; draw it again.")
            self.told.emit(Message(severity="warning", text=words))
            return
        schema = INPUT_SCHEMAS[role]
        frame = self.document.frame(role)
        label = 0 if frame is None or not len(frame) else int(frame.index.max()) + 1
        values = {schema.id_field: [_new_id(frame, schema.id_field)]} if schema.id_field else {}
        row = gpd.GeoDataFrame(values, geometry=[geometry], index=[label], crs=project.crs)
        if frame is None:
            started = project.with_layer(role, _declared(row, role))
            is_done = self.edits.push(SwapProject(project=started, text_id="edit.add_features"))
        else:
            layer = self.document.layer_ref(role)
            is_done = self.edits.push(AddFeatures(layer=layer, features=row))
        if is_done:
            self.document.select(role, [label])

    def delete_selected(self) -> None:
        """Delete the selected features as one step."""
        selection = self.document.selection
        layer = self.document.layer_ref(selection.role)
        self.edits.push(DeleteFeatures(layer=layer, labels=tuple(selection.labels.tolist())))

    def set_geometries(self, role: str, geometries: Mapping[int, Any]) -> None:
        """Move or reshape features as one step."""
        layer = self.document.layer_ref(role)
        self.edits.push(SetGeometries(layer=layer, geometries=geometries))

    def move_vertex(self, old_m: tuple[float, float], new_m: tuple[float, float] | None) -> None:
        """Move a vertex with the vertices of other features of the layer at the same place.

        The ends of other lines that touch its sides go along, so that a road
        network stays joined.
        """
        selection = self.document.selection
        frame = self.document.frame(selection.role)
        assert frame is not None
        labels = selection.labels.tolist()
        if new_m is not None:
            touching = frame.sindex.query(shapely.Point(old_m), predicate="intersects")
            labels = np.union1d(labels, frame.index.to_numpy()[touching]).tolist()
        geometries = {
            label: with_vertex(frame.geometry.loc[label], old_m, new_m) for label in labels
        }
        if new_m is not None:
            sides = [side for label in labels for side in sides_at(frame.geometry[label], old_m)]
            near = frame.sindex.query(sides, predicate="intersects")[1] if sides else []
            for label in set(frame.index.to_numpy()[near].tolist()):
                before = geometries.get(label, frame.geometry[label])
                after = with_ends_along(before, sides, old_m, new_m)
                if after is not before:
                    geometries[label] = after
        self.set_geometries(selection.role, geometries)

    def insert_vertex(self, place_m: tuple[float, float]) -> None:
        """Add a vertex to the selected feature."""
        selection = self.document.selection
        frame = self.document.frame(selection.role)
        assert frame is not None
        label = int(selection.labels[0])
        changed = with_new_vertex(frame.geometry.loc[label], place_m)
        self.set_geometries(selection.role, {label: changed})

    def ask_values(self, role: str) -> None:
        """Ask for a column and a value for the selected features."""
        frame = self.document.frame(role)
        labels = self.document.selected_labels(role)
        if frame is None or not len(labels):
            words = translate("FeatureCommands", "Select the features first that get the value.")
            self.told.emit(Message(severity="info", text=words))
            return
        dialog = SetValueDialog(editable_fields(frame, role), len(labels), self._window)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            values = dict.fromkeys(labels.tolist(), dialog.value())
            self.edits.set_values(role, dialog.field, values)

    # selecting ------------------------------------------------------------------------

    def select_alike(self) -> None:
        """Select all features whose kind is that of a selected one."""
        role = self.document.selection.role
        layer, frame = self.maps.layer(role), self.document.frame(role)
        if layer is None or frame is None:
            return
        rows = frame.index.get_indexer(self.document.selection.labels)
        alike = np.isin(layer.codes, np.unique(layer.codes[rows]))
        self.document.select(role, frame.index.to_numpy()[alike])

    def select_inside(self) -> None:
        """Select the households inside the selected areas."""
        selection = self.document.selection
        areas = self.document.frame(selection.role)
        assert areas is not None
        self.maps.select_households_in(areas.geometry.loc[selection.labels].union_all())

    # context menu ---------------------------------------------------------------------

    def open_menu(self, x_m: float, y_m: float, place: QPoint) -> None:
        """Select what lies at a place and offer what can be done with it."""
        found = self.maps.pick(x_m, y_m)
        if found is not None and found[1] not in self.document.selected_labels(found[0]):
            self.document.select(found[0], [found[1]])
        menu = QMenu(self._window)
        for name in _MENU:
            action = self._window.findChild(QAction, name) if name else None
            if action is not None and action.isEnabled():
                menu.addAction(action)
            elif not name:
                menu.addSeparator()
        menu.popup(place)


_MENU = (
    "edit.mode_sewer", "edit.mode_septic_tank", "edit.mode_dry", "edit.mode_keep",
    "edit.free_mode", "", "edit.select_same", "edit.select_village", "map.zoom_selection",
    "map.clear_selection", "", "draw.set_value", "draw.delete",
)  # fmt: skip


def _new_id(frame: gpd.GeoDataFrame | None, column: str) -> str:
    known = set() if frame is None or column not in frame else set(frame[column])
    number = 1
    while f"N{number:04d}" in known:
        number += 1
    return f"N{number:04d}"


def _declared(row: gpd.GeoDataFrame, role: str) -> gpd.GeoDataFrame:
    from siting_tool.project.store import declared_types  # noqa: PLC0415 - loads GDAL

    columns = [field.name for field in INPUT_SCHEMAS[role].fields]
    full = row.reindex(columns=[*columns, "geometry"])
    return declared_types(full, INPUT_SCHEMAS[role])
