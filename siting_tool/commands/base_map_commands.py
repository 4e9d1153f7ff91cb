"""Base maps: added from files, shifted, taken away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PyQt6.QtCore import QT_TRANSLATE_NOOP, pyqtSignal
from PyQt6.QtWidgets import QFileDialog, QWidget

from siting_tool.commands.actions import Action
from siting_tool.commands.edit_commands import EditCommands
from siting_tool.commands.errors import error_message
from siting_tool.commands.map_bound import MapBoundCommands
from siting_tool.docks.message_bar import Message
from siting_tool.i18n import translate
from siting_tool.map_canvas.viewport import Bounds
from siting_tool.project.base_maps import BaseMap, SetBaseMaps, with_base_map
from siting_tool.window_map import MapController

_SHIFTS = (
    ("", "map.shift_none", QT_TRANSLATE_NOOP("Actions", "Base map: as its file says")),
    ("gcj02", "map.shift_gcj02",
     QT_TRANSLATE_NOOP("Actions", "Base map: from Gaode or Tencent (GCJ-02)")),
    ("bd09", "map.shift_bd09", QT_TRANSLATE_NOOP("Actions", "Base map: from Baidu (BD-09)")),
)  # fmt: skip


class BaseMapCommands(MapBoundCommands):
    """What the Map menu does with base maps.

    Signals
    -------
    added
        Key of a new layer.
    """

    added = pyqtSignal(str)

    def __init__(self, maps: MapController, edits: EditCommands, window: QWidget) -> None:
        super().__init__(maps, window)
        self._edits = edits

    def actions(self) -> tuple[Action, ...]:
        """Return the actions."""
        return (
            Action(
                id="map.add_base_map",
                title=QT_TRANSLATE_NOOP("Actions", "Add a base map…"),
                tip=QT_TRANSLATE_NOOP(
                    "Actions", "Lays a GeoTIFF or MBTiles file below the plan; nothing is fetched"
                ),
                run=self.ask_add,
                is_enabled=lambda: self.document.project is not None,
                is_after_separator=True,
            ),
            *(self._shift_action(*shift) for shift in _SHIFTS),
            Action(
                id="map.remove_base_map",
                title=QT_TRANSLATE_NOOP("Actions", "Remove the base map"),
                tip=QT_TRANSLATE_NOOP(
                    "Actions", "Takes the current base map off the map; its file stays"
                ),
                run=self.remove,
                is_enabled=lambda: self.current() is not None,
            ),
        )

    def _shift_action(self, shift: str, action_id: str, title: str) -> Action:
        return Action(
            id=action_id,
            title=title,
            tip=QT_TRANSLATE_NOOP(
                "Actions", "Where the current base map comes from; Chinese web maps are shifted"
            ),
            run=lambda _checked: self.shift(shift),
            is_checked=lambda: self._current_shift() == shift,
            is_enabled=lambda: self.current() is not None,
            group="datum_shift",
        )

    def current(self) -> BaseMap | None:
        """Return the base map that is the current layer, None when it is none."""
        project = self.document.project
        base_maps = () if project is None else project.base_maps
        return next((item for item in base_maps if item.key == self.maps.current_key), None)

    def _current_shift(self) -> str:
        current = self.current()
        return "" if current is None else current.datum_shift

    # what is done ---------------------------------------------------------------------

    def ask_add(self) -> None:
        """Let the user choose files and lay them below the plan."""
        folder = self.document.path.parent if self.document.path else Path.home()
        names, _ = QFileDialog.getOpenFileNames(
            self._window,
            translate("BaseMapCommands", "Add a base map"),
            str(folder),
            translate("BaseMapCommands", "Base maps (*.tif *.tiff *.mbtiles)"),
        )
        self.add([Path(name) for name in names])

    def add(self, paths: Sequence[Path]) -> None:
        """Lay files below the plan, as one step; say which cannot be used."""
        from layers.errors import LayerError  # noqa: PLC0415 - loads GDAL
        from layers.io.base_map import BaseMapFile  # noqa: PLC0415 - loads GDAL

        project = self.document.project
        assert project is not None
        base_maps, away = project.base_maps, []
        for path in paths:
            try:
                file = BaseMapFile(path, project.crs)
            except LayerError as error:
                self.told.emit(error_message(error))
                continue
            if self._lies_elsewhere(file.bounds_m):
                away.append(path.name)
            file.close()
            base_maps = with_base_map(base_maps, path)
        if base_maps == project.base_maps:
            return
        self._edits.push(SetBaseMaps(base_maps=base_maps, text_id="edit.add_base_map"))
        self.added.emit(base_maps[-1].key)
        for name in away:
            words = translate(
                "BaseMapCommands", "{file} lies elsewhere; check the coordinate system it names."
            )
            self.told.emit(Message(severity="warning", text=words.format(file=name)))

    def _lies_elsewhere(self, bounds_m: Bounds) -> bool:
        own = self.maps.canvas.full_bounds_m()
        if own is None:
            return False
        return (
            bounds_m[0] > own[2]
            or bounds_m[2] < own[0]
            or bounds_m[1] > own[3]
            or bounds_m[3] < own[1]
        )

    def shift(self, datum_shift: str) -> None:
        """Say where the current base map comes from."""
        project, current = self.document.project, self.current()
        if project is None or current is None or current.datum_shift == datum_shift:
            return
        changed = replace(current, datum_shift=datum_shift)
        base_maps = tuple(changed if item == current else item for item in project.base_maps)
        self._edits.push(SetBaseMaps(base_maps=base_maps))

    def remove(self) -> None:
        """Take the current base map off the map."""
        project, current = self.document.project, self.current()
        assert project is not None
        base_maps = tuple(item for item in project.base_maps if item != current)
        self._edits.push(SetBaseMaps(base_maps=base_maps, text_id="edit.remove_base_map"))

    def take_dropped(self, paths: Sequence[Path]) -> list[Path]:
        """Lay dropped pictures below the plan; return the files that are none."""
        if self.document.project is None:
            return list(paths)
        from layers.io.base_map import looks_like_picture  # noqa: PLC0415 - loads GDAL

        pictures = [path for path in paths if looks_like_picture(path)]
        if pictures:
            self.add(pictures)
        return [path for path in paths if path not in pictures]
