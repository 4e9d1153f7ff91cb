"""Contours of the terrain on the map: worked out block by block, drawn as they arrive."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from typing import TYPE_CHECKING

import numpy as np
from contourpy import contour_generator
from numpy.typing import NDArray
from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QPainter, QPainterPath, QPen, QTransform

from siting_tool.map_canvas.label_painter import label_picture
from siting_tool.map_canvas.layer_views import CONTOUR_KEY
from siting_tool.map_canvas.map_layer import Category, GroundLayer
from siting_tool.map_canvas.painting import polygon_of
from siting_tool.map_canvas.symbols import qcolor
from siting_tool.map_canvas.viewport import Bounds
from siting_tool.map_canvas.workshop import Supply, Workshop

if TYPE_CHECKING:
    from layers.raster import TerrainRaster
    from siting_tool.map_canvas.painting import Painting

INTERVALS_M = (0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0)
"""Intervals between neighbouring lines that are offered."""
_APART_PX = 10.0
_STEEP = 0.5
_FEWEST_LINES = 6
_INDEX_EVERY = 5
_BLOCK_SAMPLES = 128
_COARSEST_PX = 1.5
_MOST_BLOCKS = 400
_LABEL_LENGTH_PX = 160.0
_LABEL_APART_PX = 120.0
_LABEL_PX = 11

BlockKey = tuple[float, int, int, int]
"""Interval in metres, cells from one sample to the next, row and column of the block."""


@dataclass(frozen=True, kw_only=True)
class ContourBlock:
    """The lines of one block.

    Attributes
    ----------
    plain, index
        Thin lines and those that are drawn thicker, in metres from the corner.
    corner_m
        Its upper left corner.
    labels
        Height, place in metres, direction in degrees and length in metres of
        each thicker line.
    """

    plain: QPainterPath
    index: QPainterPath
    corner_m: tuple[float, float]
    labels: tuple[tuple[str, float, float, float, float], ...]


@dataclass(frozen=True, kw_only=True)
class ContourLayer(GroundLayer):
    """Contours of a terrain.

    Attributes
    ----------
    terrain
        Heights.
    interval_m
        Height between neighbouring lines, 0 to let the scale choose.
    blocks
        Lines of blocks.
    workshop
        Where they are made.
    """

    terrain: TerrainRaster = field(repr=False)
    interval_m: float = 0.0
    blocks: Supply[BlockKey, ContourBlock] = field(repr=False)
    workshop: Workshop = field(repr=False)

    @property
    def bounds_m(self) -> Bounds | None:
        """Extent of the terrain."""
        return self.terrain.bounds

    @property
    def revision(self) -> int:
        """Grows with every block that arrives."""
        return self.blocks.revision

    @cached_property
    def relief_m(self) -> float:
        """Height between the lowest and the highest place."""
        heights = self.terrain.heights_m
        known = heights[np.isfinite(heights)]
        return float(known.max() - known.min()) if len(known) else 0.0


def contour_layer(terrain: TerrainRaster, workshop: Workshop) -> ContourLayer:
    """Return the contours of a terrain."""
    look = Category(value="", title_zh="等高线", title_en="Contours", colour=(138, 111, 77, 255))
    return ContourLayer(
        key=CONTOUR_KEY,
        title_zh="等高线",
        title_en="Contours",
        categories=(look,),
        codes=np.empty(0, dtype=np.uint8),
        terrain=terrain,
        blocks=Supply(lambda key: contour_block(terrain, key), _MOST_BLOCKS),
        workshop=workshop,
    )


def contour_interval_m(m_per_px: float, relief_m: float) -> float:
    """Return the interval at which lines on a slope of 1 in 2 stay readable apart.

    In flat country it is small enough for some lines to show.

    Examples
    --------
    >>> contour_interval_m(2.0, 500.0), contour_interval_m(2.0, 20.0)
    (10.0, 2.0)
    """
    readable = _APART_PX * m_per_px * _STEEP
    steps = [step for step in INTERVALS_M if step >= readable]
    coarse = steps[0] if steps else 100.0 * math.ceil(readable / 100.0)
    useful = [step for step in INTERVALS_M if step <= relief_m / _FEWEST_LINES]
    return min(coarse, useful[-1] if useful else INTERVALS_M[0])


def contour_block(terrain: TerrainRaster, key: BlockKey) -> ContourBlock | None:
    """Return the contours of one block of a terrain, None where there are none."""
    interval_m, step, row, column = key
    span = _BLOCK_SAMPLES * step
    heights = terrain.heights_m[
        row * span : (row + 1) * span + 1 : step, column * span : (column + 1) * span + 1 : step
    ]
    if min(heights.shape) < 2 or np.isnan(heights).all():
        return None
    width, height = terrain.cell_size_m
    corner = (
        terrain.transform.c + (column * span + 0.5) * width,
        terrain.transform.f - (row * span + 0.5) * height,
    )
    x = np.arange(heights.shape[1]) * (step * width)
    y = -np.arange(heights.shape[0]) * (step * height)
    generator = contour_generator(x, y, np.ma.masked_invalid(heights))
    plain, index, labels = QPainterPath(), QPainterPath(), []
    lowest, highest = float(np.nanmin(heights)), float(np.nanmax(heights))
    for number in count(math.ceil(lowest / interval_m)):
        level = number * interval_m
        if level > highest:
            break
        for line in generator.lines(level):
            way = np.asarray(line, dtype=np.float64)
            if number % _INDEX_EVERY:
                plain.addPolygon(polygon_of(way))
            else:
                index.addPolygon(polygon_of(way))
                labels.append((f"{level:g}", *_label_place(way + corner)))
    return ContourBlock(plain=plain, index=index, corner_m=corner, labels=tuple(labels))


def _label_place(way_m: NDArray[np.float64]) -> tuple[float, float, float, float]:
    """Return the middle of a line, its direction there in degrees and its length."""
    steps = np.diff(way_m, axis=0)
    lengths = np.hypot(steps[:, 0], steps[:, 1])
    middle = int(np.searchsorted(np.cumsum(lengths), lengths.sum() / 2))
    dx, dy = steps[min(middle, len(steps) - 1)]
    angle = math.degrees(math.remainder(math.atan2(-dy, dx), math.pi))
    return (float(way_m[middle, 0]), float(way_m[middle, 1]), angle, float(lengths.sum()))


def paint_contours(layer: ContourLayer, painting: Painting) -> None:
    """Draw the blocks there are and order the others."""
    scale = painting.view.m_per_px * painting.ratio
    interval = layer.interval_m or contour_interval_m(scale, layer.relief_m)
    wanted = _blocks_in(layer, painting.view.bounds_m, interval, scale)[:_MOST_BLOCKS]
    if painting.waits:
        for key in wanted:
            painting.check()
            layer.blocks.make(key)
    found = [block for key in wanted if (block := layer.blocks.get(key)) is not None]
    painter = QPainter(painting.image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    try:
        _stroke_blocks(painter, found, layer.categories[0], painting)
        _write_heights(painter, found, layer.categories[0], painting)
    finally:
        painter.end()
    layer.workshop.order(layer.blocks, [key for key in wanted if key not in layer.blocks])


def _blocks_in(
    layer: ContourLayer, bounds_m: Bounds, interval_m: float, m_per_px: float
) -> list[BlockKey]:
    width, height = layer.terrain.cell_size_m
    rows, columns = layer.terrain.heights_m.shape
    step = 2 ** max(math.floor(math.log2(max(_COARSEST_PX * m_per_px / width, 1.0))), 0)
    span = _BLOCK_SAMPLES * step
    west, south, east, north = bounds_m
    left, _, _, top = layer.terrain.bounds
    first_column = max(math.floor((west - left) / (span * width)), 0)
    last_column = min(math.floor((east - left) / (span * width)), (columns - 1) // span)
    first_row = max(math.floor((top - north) / (span * height)), 0)
    last_row = min(math.floor((top - south) / (span * height)), (rows - 1) // span)
    return [
        (interval_m, step, row, column)
        for row in range(first_row, last_row + 1)
        for column in range(first_column, last_column + 1)
    ]


def _stroke_blocks(
    painter: QPainter, blocks: list[ContourBlock], look: Category, painting: Painting
) -> None:
    scale = 1.0 / painting.view.m_per_px
    for width_px, name in ((0.7, "plain"), (1.5, "index")):
        pen = QPen(qcolor(look.colour), width_px * painting.ratio)
        pen.setCosmetic(True)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        for block in blocks:
            painting.check()
            left, top = painting.view.to_px(*block.corner_m)
            painter.setTransform(QTransform(scale, 0.0, 0.0, -scale, left, top))
            painter.drawPath(getattr(block, name))
    painter.resetTransform()


def _write_heights(
    painter: QPainter, blocks: list[ContourBlock], look: Category, painting: Painting
) -> None:
    shortest_m = _LABEL_LENGTH_PX * painting.ratio * painting.view.m_per_px
    apart_px = _LABEL_APART_PX * painting.ratio
    taken: list[tuple[float, float]] = []
    texts = (text for block in blocks for text in block.labels if text[4] >= shortest_m)
    for height, x_m, y_m, angle, _ in texts:
        x, y = painting.view.to_px(x_m, y_m)
        if any(abs(x - u) < apart_px and abs(y - v) < apart_px / 2 for u, v in taken):
            continue
        taken.append((x, y))
        picture = label_picture(height, round(_LABEL_PX * painting.ratio), False, look.colour)
        painter.save()
        painter.translate(QPointF(x, y))
        painter.rotate(angle)
        painter.drawImage(
            QRectF(-picture.width() / 2, -picture.height() / 2, picture.width(), picture.height()),
            picture,
        )
        painter.restore()
