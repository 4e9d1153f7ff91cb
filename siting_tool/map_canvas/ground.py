"""What lies below the features: base maps, shaded relief and contours of the terrain."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from siting_tool.map_canvas.contours import contour_layer
from siting_tool.map_canvas.hillshade import terrain_layer
from siting_tool.map_canvas.layer_views import CONTOUR_KEY, TERRAIN_KEY
from siting_tool.map_canvas.map_layer import Category, GroundLayer
from siting_tool.map_canvas.tiles import TiledLayer, tiled_layer
from siting_tool.map_canvas.viewport import Bounds

if TYPE_CHECKING:
    from layers.errors import LayerError
    from layers.io.base_map import BaseMapFile
    from layers.raster import TerrainRaster
    from siting_tool.map_canvas.workshop import Workshop
    from siting_tool.project.base_maps import BaseMap
    from siting_tool.project.project import Project


@dataclass(frozen=True, kw_only=True)
class MissingLayer(GroundLayer):
    """A base map whose file cannot be read now; its place in the tree is kept."""

    @property
    def bounds_m(self) -> Bounds | None:
        """It shows nothing."""
        return None


@dataclass(frozen=True, kw_only=True)
class _OpenMap:
    base_map: BaseMap
    crs: str
    layer: GroundLayer
    file: BaseMapFile | None


class Ground:
    """Keeps the ground layers of a project, and the files of its base maps open.

    Parameters
    ----------
    workshop
        Where tiles and contours are made.

    Attributes
    ----------
    faults
        What went wrong with files since the last look.
    """

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop
        self._maps: dict[str, _OpenMap] = {}
        self._terrain: TerrainRaster | None = None
        self._relief: dict[str, GroundLayer] = {}
        self.faults: list[LayerError] = []

    def layers(self, project: Project | None) -> dict[str, GroundLayer]:
        """Return the ground layers of a project by key; what is unchanged stays the same."""
        self._open_maps(project)
        terrain = None if project is None else project.terrain
        if terrain is not self._terrain:
            self._terrain, self._relief = terrain, {}
        if terrain is not None and not self._relief:
            self._relief = {
                TERRAIN_KEY: terrain_layer(terrain),
                CONTOUR_KEY: contour_layer(terrain, self._workshop),
            }
        return {key: item.layer for key, item in self._maps.items()} | self._relief

    def close(self) -> None:
        """Let all files go; the next look opens them anew."""
        for item in self._maps.values():
            self._close(item)
        self._maps = {}

    def _open_maps(self, project: Project | None) -> None:
        base_maps = () if project is None else project.base_maps
        before, self._maps = self._maps, {}
        for base_map in base_maps:
            assert project is not None
            known = before.get(base_map.key)
            if known is None or not _still_fits(known, base_map, project.crs):
                known = self._opened(base_map, project.crs, is_new=known is None)
            self._maps[base_map.key] = known
        for key, item in before.items():
            if self._maps.get(key) is not item:
                self._close(item)

    def _opened(self, base_map: BaseMap, crs: str, *, is_new: bool) -> _OpenMap:
        from layers.errors import LayerError  # noqa: PLC0415 - loads GDAL
        from layers.io.base_map import BaseMapFile  # noqa: PLC0415 - loads GDAL

        try:
            file = BaseMapFile(Path(base_map.path), crs, base_map.datum_shift)
        except LayerError as error:
            if is_new:
                self.faults.append(error)
            return _OpenMap(base_map=base_map, crs=crs, layer=_missing(base_map), file=None)
        layer = tiled_layer(base_map.key, base_map.title, file, self._workshop)
        return _OpenMap(base_map=base_map, crs=crs, layer=layer, file=file)

    def _close(self, item: _OpenMap) -> None:
        if isinstance(item.layer, TiledLayer):
            self._workshop.order(item.layer.tiles, [])
        if item.file is not None:
            item.file.close()


def _still_fits(known: _OpenMap, base_map: BaseMap, crs: str) -> bool:
    is_found = known.file is not None or not Path(base_map.path).exists()
    return known.base_map == base_map and known.crs == crs and is_found


def _missing(base_map: BaseMap) -> MissingLayer:
    look = Category(value="", title_zh=base_map.title, title_en=base_map.title, colour=(0, 0, 0, 0))
    return MissingLayer(
        key=base_map.key,
        title_zh=base_map.title,
        title_en=base_map.title,
        categories=(look,),
        codes=np.empty(0, dtype=np.uint8),
    )
