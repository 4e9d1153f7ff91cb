"""Keeps the map in step with the project, the layer views and the selection."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from PyQt6.QtCore import QObject, Qt, pyqtSignal

from layers.result_schema import RENOVATION_RESULTS, RESULT_SCHEMAS, SITING_RESULTS
from siting_tool.commands.document import HOUSEHOLD_ROLES, Document, Selection
from siting_tool.commands.errors import error_message
from siting_tool.i18n.language import current_language
from siting_tool.map_canvas.canvas import MapCanvas
from siting_tool.map_canvas.ground import Ground
from siting_tool.map_canvas.layer_views import LayerView, LayerViews, is_base_map
from siting_tool.map_canvas.map_layer import (
    GroundLayer,
    LineLayer,
    MapLayer,
    PointLayer,
    PolygonLayer,
)
from siting_tool.map_canvas.picking import feature_at, features_in, subset
from siting_tool.map_canvas.project_layers import MadeLayer, make_map_layer
from siting_tool.map_canvas.renderer import DrawnLayer
from siting_tool.map_canvas.styles import schema_for, styled
from siting_tool.map_canvas.tools import PICK_RADIUS_PX
from siting_tool.map_canvas.viewport import Bounds
from siting_tool.project.plan_text import scenario_title

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd
    from numpy.typing import NDArray

_log = logging.getLogger("siting_tool.map_canvas")
_YELLOW = (255, 214, 0, 255)
_SMALLEST_EXTENT_M = 120.0
_PALE = 0.5


class MapController(QObject):
    """Turns the document into layers of the map, and places on the map into selections.

    Signals
    -------
    layers_changed
        The tuple of map layers, from the bottom to the top.
    told
        A message, such as that a base map's file is missing.
    """

    layers_changed = pyqtSignal(object)
    told = pyqtSignal(object)

    def __init__(self, document: Document, canvas: MapCanvas, views: LayerViews) -> None:
        super().__init__(canvas)
        self.document = document
        self.canvas = canvas
        self.views = views
        self.current_key = ""
        self.ground = Ground(canvas.workshop)
        self._made: dict[str, tuple[object, MapLayer]] = {}
        self._styled: dict[str, tuple[MapLayer, LayerView, MapLayer]] = {}
        self.compared = ""
        self._made_beside: dict[str, tuple[object, MapLayer]] = {}
        self._view_path: Path | None = None
        self._view_before: dict[str, Any] = {}
        self._stale_roles: frozenset[str] = frozenset()
        document.opened.connect(self._open)
        document.project_changed.connect(self._rebuild)
        document.scenario_changed.connect(self._rebuild)
        document.selection_changed.connect(self._highlight)
        document.path_changed.connect(self._take_path)
        views.changed.connect(self._show)

    def layer(self, key: str) -> MapLayer | None:
        """Return the map's layer of a key, None when there is none."""
        made = self._made.get(key)
        return None if made is None else self._in_style(made[1])

    def layers(self) -> tuple[MapLayer, ...]:
        """Return the layers from the bottom to the top."""
        keys = self.views.sorted_keys(self._made)
        return tuple(self._in_style(self._made[key][1]) for key in keys)

    def _in_style(self, layer: MapLayer) -> MapLayer:
        """Return a layer in the colours and sizes chosen for it."""
        view = self.views.view(layer.key)
        known = self._styled.get(layer.key)
        if known is None or known[0] is not layer or not view.looks_like(known[1]):
            known = (layer, view, styled(layer, view))
            self._styled[layer.key] = known
        return known[2]

    def _open(self) -> None:
        self.keep_view()
        self.compared = ""
        self.ground.close()
        self._made = {}
        self._styled = {}
        self._build()
        self.views.reset(self._made)
        project = self.document.project
        if project is not None and project.map_view:
            self.views.take_settings(project.map_view)
        self._view_before = self.views.as_settings()
        self.layers_changed.emit(self.layers())
        self.canvas.show_all()

    def _take_path(self) -> None:
        self._view_path = self.document.path

    def keep_view(self) -> None:
        """Note in the file of the project that is left how its map was looked at."""
        view = self.views.as_settings()
        if self._view_path is None or view == self._view_before:
            return
        from siting_tool.project.store_tables import write_map_view  # noqa: PLC0415 - seldom used

        try:
            write_map_view(self._view_path, view)
        except sqlite3.Error:  # a file that cannot be written keeps the view it has
            _log.info("The view of the map was not kept", exc_info=True)
        self._view_before = view

    def _rebuild(self) -> None:
        had_modes = "household_modes" in self._made
        had_sites = "toilet_sites" in self._made
        self._build()
        self.layers_changed.emit(self.layers())
        news: dict[str, bool] = {}
        if "household_modes" in self._made and not had_modes:
            news |= {"households": False, "household_access": False, "household_modes": True}
        if "toilet_sites" in self._made and not had_sites:
            news |= {"candidate_sites": False, "public_toilets": False, "households": False}
        self.views.show_only(news)

    def _build(self) -> None:
        document = self.document
        made: dict[str, tuple[object, MapLayer]] = {}
        for role in document.roles():
            frame = document.frame(role)
            if frame is not None and len(frame):
                made[role] = _made(role, frame, self._made.get(role))
        ground = self.ground.layers(document.project)
        self.views.place_base_maps(key for key in ground if is_base_map(key))
        self._made = {key: (layer, layer) for key, layer in ground.items()} | made
        faults, self.ground.faults = self.ground.faults, []
        for fault in faults:
            self.told.emit(error_message(fault))

    def _show(self) -> None:
        self.canvas.highlights = self._highlights()
        beside = self._layers_beside()
        left, right = (
            scenario_title(name, current_language())
            for name in (self.document.scenario_name, self.compared)
        )
        self.canvas.curtain.show(beside, (left, right))
        self.canvas.set_layers(tuple(map(self._drawn, self.layers())))

    def _drawn(self, layer: MapLayer) -> DrawnLayer:
        view = self.views.view(layer.key)
        opacity = view.opacity * (_PALE if layer.key in self._stale_roles else 1.0)
        return DrawnLayer(layer=layer, is_visible=view.is_visible, opacity=opacity)

    def compare_with(self, scenario_name: str) -> None:
        """Show another scenario beside the one looked at; none for an empty name."""
        self.compared = scenario_name
        self._show()

    def _layers_beside(self) -> tuple[DrawnLayer, ...]:
        """Return the layers of the scenario compared with; inputs and ground are the same."""
        project, before = self.document.project, self._made_beside
        self._made_beside = {}
        if project is None or self.compared not in project.scenarios:
            self.compared = ""
        if project is None or self.compared in ("", self.document.scenario_name):
            self.compared = ""
            return ()
        self._made_beside = {
            role: _made(role, frame, before.get(role))
            for role, frame in project.scenarios[self.compared].results.items()
            if len(frame)
        }
        layers = {
            role: styled(layer, self.views.view(role))
            for role, (_, layer) in self._made_beside.items()
        }
        layers |= {layer.key: layer for layer in self.layers() if layer.key not in RESULT_SCHEMAS}
        return tuple(self._drawn(layers[key]) for key in self.views.sorted_keys(layers))

    def _highlight(self) -> None:
        self.canvas.set_highlights(self._highlights())

    def _highlights(self) -> tuple[MapLayer, ...]:
        role = self.document.selection.role
        if not len(self.document.selection):
            return ()
        shown = self._layer_for(role)
        frame = self.document.frame(shown.key) if shown else None
        if shown is None or frame is None:
            return ()
        rows = frame.index.get_indexer(self.document.selected_labels(shown.key))
        marked = subset(shown, rows[rows >= 0].astype(np.intp), "selection", **_look(shown))
        return () if marked is None else (marked,)

    def _layer_for(self, role: str) -> MapLayer | None:
        """Return the layer to mark features on: for households the one that is visible."""
        if role in HOUSEHOLD_ROLES:
            visible = [key for key in HOUSEHOLD_ROLES if self._is_visible(key)]
            role = visible[0] if visible else role
        return self.layer(role)

    def _is_visible(self, key: str) -> bool:
        return key in self._made and self.views.view(key).is_visible

    # places -------------------------------------------------------------------------

    def pickable_layers(self) -> list[MapLayer]:
        """Return the visible layers, the current one first, then from the top to the bottom."""
        scale = self.canvas.view.m_per_px
        visible = [
            layer
            for layer in reversed(self.layers())
            if self._is_visible(layer.key)
            and not isinstance(layer, GroundLayer)
            and scale <= layer.max_m_per_px
        ]
        return sorted(visible, key=lambda layer: layer.key != self.current_key)

    def pick(self, x_m: float, y_m: float) -> tuple[str, int] | None:
        """Return role and index label of the feature at a place; points before areas."""
        radius_m = PICK_RADIUS_PX * self.canvas.view.m_per_px
        for kind in (PointLayer, LineLayer, PolygonLayer):
            for layer in self.pickable_layers():
                row = feature_at(layer, x_m, y_m, radius_m) if isinstance(layer, kind) else None
                frame = self.document.frame(layer.key)
                if row is not None and frame is not None:
                    return layer.key, int(frame.index[row])
        return None

    def pick_of(self, role: str, x_m: float, y_m: float) -> int | None:
        """Return the index label of the feature of one layer at a place."""
        layer, frame = self.layer(role), self.document.frame(role)
        if layer is None or frame is None:
            return None
        row = feature_at(layer, x_m, y_m, 2 * PICK_RADIUS_PX * self.canvas.view.m_per_px)
        return None if row is None else int(frame.index[row])

    def select_at(self, x_m: float, y_m: float, modifiers: Any = None) -> None:
        """Select what lies at a place; Ctrl or Shift adds or takes away."""
        found = self.pick(x_m, y_m)
        if found is None:
            if not _is_adding(modifiers):
                self.document.clear_selection()
            return
        role, label = found
        labels = np.array([label], dtype=np.int64)
        self._select(role, labels, modifiers, toggle=True)

    def select_in(self, area: Any, modifiers: Any = None) -> None:
        """Select what lies in an area: of the current layer, else of the top one with any."""
        for layer in self.pickable_layers():
            rows = features_in(layer, area)
            frame = self.document.frame(layer.key)
            if len(rows) and frame is not None:
                labels = frame.index.to_numpy()[rows].astype(np.int64)
                self._select(layer.key, labels, modifiers, toggle=False)
                return
        if not _is_adding(modifiers):
            self.document.clear_selection()

    def _select(
        self, role: str, labels: NDArray[np.int64], modifiers: Any, *, toggle: bool
    ) -> None:
        before = self.document.selected_labels(role) if _is_adding(modifiers) else labels[:0]
        if toggle and np.isin(labels, before).all():
            self.document.select(role, np.setdiff1d(before, labels))
        else:
            self.document.select(role, np.union1d(before, labels))

    def select_group(self, role: str, column: str, value: object) -> None:
        """Select the features of a layer that have a value."""
        frame = self.document.frame(role)
        if frame is not None:
            chosen = (frame[column] == value).fillna(False).to_numpy(dtype=bool)
            self.document.select(role, frame.index.to_numpy()[chosen])

    def select_ids(self, role: str, ids: Sequence[str]) -> None:
        """Select features by their ids."""
        frame = self.document.frame(role)
        column = schema_for(role).id_field if role else ""
        if frame is not None and column in frame:
            chosen = frame[column].astype("object").isin(list(ids)).to_numpy()
            self.document.select(role, frame.index.to_numpy()[chosen])

    def select_households_in(self, area: Any) -> None:
        """Select the households in an area."""
        role = next((key for key in HOUSEHOLD_ROLES if self._is_visible(key)), "households")
        layer, frame = self.layer(role), self.document.frame(role)
        if layer is not None and frame is not None:
            self.document.select(role, frame.index.to_numpy()[features_in(layer, area)])

    def show_covered(self, is_covered: NDArray[np.bool_] | None) -> None:
        """Draw households as covered or not, for a moment; None shows the layers as they are."""
        access = self.layer("household_access")
        if is_covered is None or access is None:
            self._show()
            return
        values = [category.value for category in access.categories]
        numbers = (values.index("false"), values.index("true"))
        codes = np.where(is_covered, numbers[1], numbers[0]).astype(np.uint8)
        live = DrawnLayer(layer=replace(access, codes=codes))
        others = [item for item in self.canvas.layers if item.layer.key not in HOUSEHOLD_ROLES]
        place = next(
            (n for n, item in enumerate(others) if item.layer.key in RESULT_SCHEMAS), len(others)
        )
        self.canvas.set_layers((*others[:place], live, *others[place:]))

    def show_stale(self, kinds: frozenset[str]) -> None:
        """Draw the results of stale runs pale."""
        roles = {"site": SITING_RESULTS, "renovate": RENOVATION_RESULTS}
        stale = frozenset(role for kind in kinds for role in roles[kind])
        if stale != self._stale_roles:
            self._stale_roles = stale
            self._show()

    # views --------------------------------------------------------------------------

    def zoom_to_layer(self, key: str) -> None:
        """Show the whole of a layer."""
        layer = self.layer(key)
        bounds = layer.bounds_m if layer else None
        if bounds is not None:
            self.canvas.show_bounds(widened(bounds))

    def zoom_to_selection(self) -> None:
        """Show what is selected."""
        selection: Selection = self.document.selection
        frame = self.document.frame(selection.role)
        if frame is not None and len(selection):
            west, south, east, north = frame.loc[selection.labels].total_bounds
            self.canvas.show_bounds(widened((west, south, east, north)), 0.2)

    def show_households(self, ids: Sequence[str]) -> None:
        """Select households of the plan and show them all."""
        self.select_ids("household_modes", ids)
        self.zoom_to_selection()

    def zoom_to_place(self, x_m: float, y_m: float) -> None:
        """Show the surroundings of a place."""
        self.canvas.show_bounds(widened((x_m, y_m, x_m, y_m)))


def _made(
    role: str, frame: gpd.GeoDataFrame, before: tuple[object, MapLayer] | None
) -> tuple[object, MapLayer]:
    if before is None:
        return frame, make_map_layer(role, frame)
    if before[0] is frame:
        return before
    made = MadeLayer(frame=cast("gpd.GeoDataFrame", before[0]), layer=before[1])
    return frame, make_map_layer(role, frame, made)


def _is_adding(modifiers: Any) -> bool:
    if modifiers is None:
        return False
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    return bool(modifiers & keys)


def _look(layer: MapLayer) -> dict[str, Any]:
    largest = max(category.size_px for category in layer.categories)
    if isinstance(layer, PointLayer):
        return {
            "colour": (255, 255, 255, 0),
            "outline": _YELLOW,
            "outline_px": 3.0,
            "symbol": "circle",
            "size_px": largest + 5,
        }
    if isinstance(layer, LineLayer):
        return {"colour": (*_YELLOW[:3], 170), "size_px": largest + 4, "dash": ()}
    return {"colour": (*_YELLOW[:3], 60), "outline": _YELLOW, "outline_px": 3.0, "dash": ()}


def widened(bounds_m: Bounds) -> Bounds:
    """Return an extent that is not too small to be looked at."""
    west, south, east, north = bounds_m
    x_m, y_m = (west + east) / 2, (south + north) / 2
    half_m = max(east - west, north - south, _SMALLEST_EXTENT_M) / 2
    return (
        min(west, x_m - half_m),
        min(south, y_m - half_m),
        max(east, x_m + half_m),
        max(north, y_m + half_m),
    )
