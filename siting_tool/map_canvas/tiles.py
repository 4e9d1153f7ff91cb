"""Base maps on the map: square tiles, drawn as they arrive."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from PyQt6.QtCore import QRect, QRectF
from PyQt6.QtGui import QImage, QPainter

from siting_tool.map_canvas.map_layer import Category, GroundLayer
from siting_tool.map_canvas.viewport import Bounds
from siting_tool.map_canvas.workshop import Supply, Workshop

if TYPE_CHECKING:
    from layers.io.base_map import BaseMapFile
    from siting_tool.map_canvas.painting import Painting

TILE_PX = 256
_MOST_TILES = 320
_COARSER_LEVELS = 6
_MOST_SHOWN = 400

TileKey = tuple[int, int, int]
"""Level (a pixel is ``2**level`` metres), column from the west, row from the north."""


@dataclass(frozen=True, kw_only=True)
class TiledLayer(GroundLayer):
    """A base map.

    Attributes
    ----------
    extent_m
        Outer edges.
    finest_m_per_px
        Ground length of the file's own pixels.
    tiles
        Pictures of tiles.
    workshop
        Where they are made.
    """

    extent_m: Bounds
    finest_m_per_px: float
    tiles: Supply[TileKey, QImage] = field(repr=False)
    workshop: Workshop = field(repr=False)

    @property
    def bounds_m(self) -> Bounds | None:
        """Extent of the picture."""
        return self.extent_m

    @property
    def revision(self) -> int:
        """Grows with every tile that arrives."""
        return self.tiles.revision


def tiled_layer(key: str, title: str, file: BaseMapFile, workshop: Workshop) -> TiledLayer:
    """Return the layer of an open base map."""
    return TiledLayer(
        key=key,
        title_zh=title,
        title_en=title,
        categories=(Category(value="", title_zh=title, title_en=title, colour=(0, 0, 0, 0)),),
        codes=np.empty(0, dtype=np.uint8),
        extent_m=file.bounds_m,
        finest_m_per_px=file.finest_m_per_px,
        tiles=Supply(lambda key: _tile(file, key), _MOST_TILES),
        workshop=workshop,
    )


def _tile(file: BaseMapFile, key: TileKey) -> QImage | None:
    rgba = file.picture(tile_bounds(key), TILE_PX, TILE_PX)
    if rgba is None:
        return None
    picture = QImage(
        cast("Any", rgba.data), TILE_PX, TILE_PX, 4 * TILE_PX, QImage.Format.Format_RGBA8888
    )
    return picture.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)


def tile_bounds(key: TileKey) -> Bounds:
    """Return west, south, east, north of a tile.

    Examples
    --------
    >>> tile_bounds((1, 0, -1))
    (0.0, 0.0, 512.0, 512.0)
    """
    level, column, row = key
    size_m = TILE_PX * 2.0**level
    return column * size_m, -(row + 1) * size_m, (column + 1) * size_m, -row * size_m


def tiles_in(bounds_m: Bounds, level: int) -> list[TileKey]:
    """Return the tiles that touch an extent, the middle ones first.

    Examples
    --------
    >>> sorted(tiles_in((10.0, 10.0, 300.0, 20.0), 0))
    [(0, 0, -1), (0, 1, -1)]
    """
    size_m = TILE_PX * 2.0**level
    west, south, east, north = (edge / size_m for edge in bounds_m)
    columns = range(math.floor(west), math.ceil(east))
    rows = range(math.floor(-north), math.ceil(-south))
    x, y = (west + east - 1) / 2, (-north - south - 1) / 2
    found = [(level, column, row) for row in rows for column in columns]
    return sorted(found, key=lambda tile: (tile[1] - x) ** 2 + (tile[2] - y) ** 2)


def paint_tiles(layer: TiledLayer, painting: Painting) -> None:
    """Draw the tiles there are, coarser ones where a tile is missing, and order those."""
    bounds = _common(layer.extent_m, painting.view.bounds_m)
    if bounds is None:
        return
    finest = math.floor(math.log2(layer.finest_m_per_px))
    level = max(round(math.log2(painting.view.m_per_px)), finest)
    wanted = tiles_in(bounds, level)[:_MOST_SHOWN]
    if painting.waits:
        for key in wanted:
            painting.check()
            layer.tiles.make(key)
    painter = QPainter(painting.image)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    try:
        for key in wanted:
            painting.check()
            _paint_tile(painter, layer, key, painting)
    finally:
        painter.end()
    missing = [key for key in wanted if key not in layer.tiles]
    layer.workshop.order(layer.tiles, missing)


def _paint_tile(painter: QPainter, layer: TiledLayer, key: TileKey, painting: Painting) -> None:
    west, south, east, north = tile_bounds(key)
    left, top = painting.view.to_px(west, north)
    right, bottom = painting.view.to_px(east, south)
    # Whole pixels, so that neighbours meet without a seam.
    target = QRect(round(left), round(top), round(right) - round(left), round(bottom) - round(top))
    for shown, part in _at_or_above(key):
        picture = layer.tiles.get(shown)
        if picture is not None:
            painter.drawImage(QRectF(target), picture, part)
        if shown in layer.tiles:
            return


def _at_or_above(key: TileKey) -> Iterator[tuple[TileKey, QRectF]]:
    """Yield a tile and the coarser ones that hold it, each with the part that shows it."""
    level, column, row = key
    for up in range(_COARSER_LEVELS + 1):
        side = TILE_PX / 2**up
        left, top = column % 2**up * side, row % 2**up * side
        yield (level + up, column >> up, row >> up), QRectF(left, top, side, side)


def _common(first: Bounds, other: Bounds) -> Bounds | None:
    west, south = max(first[0], other[0]), max(first[1], other[1])
    east, north = min(first[2], other[2]), min(first[3], other[3])
    return (west, south, east, north) if west < east and south < north else None
