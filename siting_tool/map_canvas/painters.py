"""One painter per class of layer; they run in the renderer's thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

import numpy as np
import shapely
from numpy.typing import NDArray
from PyQt6.QtCore import QPointF, QRect, QRectF, Qt
from PyQt6.QtGui import QImage, QPainter, QPainterPath, QPen, QPixmap, QRegion

from siting_tool.map_canvas.category_raster import (
    colour,
    colour_table,
    grow,
    mark_points,
    mark_segments,
)
from siting_tool.map_canvas.contours import ContourLayer, paint_contours
from siting_tool.map_canvas.ground import MissingLayer
from siting_tool.map_canvas.map_layer import (
    Category,
    LineLayer,
    MapLayer,
    PointLayer,
    PolygonLayer,
    RasterLayer,
    Rgba,
    boxes_in,
)
from siting_tool.map_canvas.painting import Painting, new_image, pixels, polygon_of
from siting_tool.map_canvas.symbols import draw_symbol, qcolor, sprite
from siting_tool.map_canvas.tiles import TiledLayer, paint_tiles
from siting_tool.map_canvas.viewport import Bounds

STAMPED_POINTS = 8_000
STROKED_LINES = 1_200
SMOOTH_POLYGONS = 30
_SMALL_POINT_PX = 3
_REACH_PX = 20
_CHUNK = 500


def paint_points(layer: PointLayer, painting: Painting) -> None:
    """Draw symbols, or small discs where there are too many of them."""
    if are_crowded(layer, painting):
        _paint_discs(layer, painting)
    else:
        _paint_symbols(layer, painting)


def _bounds_around(painting: Painting) -> Bounds:
    """Return where points lie whose symbols may reach into the picture."""
    reach_m = _REACH_PX * painting.ratio * painting.view.m_per_px
    west, south, east, north = painting.view.bounds_m
    return (west - reach_m, south - reach_m, east + reach_m, north + reach_m)


def are_crowded(layer: PointLayer, painting: Painting) -> bool:
    """Whether there are so many points that they are drawn as small discs."""
    return layer.index.count_near(_bounds_around(painting)) > STAMPED_POINTS


def repaint_points(layer: PointLayer, rows: NDArray[np.intp], painting: Painting) -> QRegion:
    """Draw a picture of a layer anew around some of its points; return where."""
    paint = _paint_discs if are_crowded(layer, painting) else _paint_symbols
    pieces = []
    side = 2 * round(_REACH_PX * painting.ratio) + 1
    beside = round(_SMALL_POINT_PX * painting.ratio)
    whole = painting.image.rect()
    for x, y in painting.view.array_to_px(layer.xy_m[rows]).tolist():
        box = QRect(int(x) - side // 2, int(y) - side // 2, side, side) & whole
        if box.isEmpty():
            continue
        # Larger than what is used, so that points beside it reach in.
        wide = box.adjusted(-beside, -beside, beside, beside) & whole
        place = (wide.left(), wide.top(), wide.width(), wide.height())
        piece = replace(painting, view=painting.view.part(*place), image=new_image(*place[2:]))
        paint(layer, piece)
        pieces.append((box, box.translated(-wide.topLeft()), piece.image))
    region = QRegion()
    painter = QPainter(painting.image)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
    for box, part, picture in pieces:
        painter.drawImage(box, picture, part)
        region |= QRegion(box)
    painter.end()
    return region


def _paint_discs(layer: PointLayer, painting: Painting) -> None:
    near = layer.index.near(_bounds_around(painting))
    x_m, y_m, codes = layer.by_category
    if 2 * len(near) < len(codes):
        order = near[np.argsort(layer.codes[near], kind="stable")]
        x_m, y_m, codes = layer.xy_m[order, 0], layer.xy_m[order, 1], layer.codes[order]
    painting.check()
    target = pixels(painting.image)
    height, width = target.shape
    view = painting.view
    raster = mark_points(view.x_to_px(x_m), view.y_to_px(y_m), codes, width, height)
    painting.check()
    raster = grow(raster, round(_SMALL_POINT_PX * painting.ratio))
    painting.check()
    colour(raster, colour_table([point_colour(item) for item in layer.categories]), target)


def point_colour(category: Category) -> Rgba:
    """Return the one colour of a point too small for an outline; white ones show their edge."""
    is_hollow = category.colour[:3] == (255, 255, 255)
    return category.outline if is_hollow else category.colour


def _paint_symbols(layer: PointLayer, painting: Painting) -> None:
    visible = layer.index.within(_bounds_around(painting))
    if not len(visible):
        return
    painting.check()
    painter = QPainter(painting.image)
    xy_px = painting.view.array_to_px(layer.xy_m[visible])
    codes = layer.codes[visible]
    try:
        for number, category in enumerate(layer.categories):
            places = xy_px[codes == number]
            if len(places):
                _stamp(painter, category, places, painting)
    finally:
        painter.end()


def _stamp(
    painter: QPainter, category: Category, places: NDArray[np.float64], painting: Painting
) -> None:
    picture = QPixmap.fromImage(sprite(category, painting.ratio))
    source = QRectF(picture.rect())
    fragment = QPainter.PixmapFragment.create
    for first in range(0, len(places), _CHUNK):
        painting.check()
        chunk = places[first : first + _CHUNK].tolist()
        fragments = [fragment(QPointF(x, y), source) for x, y in chunk]
        painter.drawPixmapFragments(cast("Any", fragments), picture, QPainter.PixmapFragmentHint(0))


def line_pen(category: Category, ratio: float) -> QPen:
    """Return the pen of a line category."""
    pen = QPen(qcolor(category.colour), category.size_px * ratio)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap if category.dash else Qt.PenCapStyle.RoundCap)
    if category.dash:
        pen.setDashPattern(list(category.dash))
    return pen


def outline_pen(category: Category, ratio: float) -> QPen:
    """Return the pen of a polygon's edge."""
    pen = line_pen(category, ratio)
    pen.setColor(qcolor(category.outline))
    pen.setWidthF(category.outline_px * ratio)
    return pen


def paint_lines(layer: LineLayer, painting: Painting) -> None:
    """Stroke lines, or mark their pixels where there are too many of them."""
    visible = boxes_in(layer.boxes_m, painting.view.bounds_m)
    if len(visible) > STROKED_LINES:
        _paint_marked_lines(layer, painting)
    elif len(visible):
        _paint_strokes(layer, visible, painting)


def _paint_marked_lines(layer: LineLayer, painting: Painting) -> None:
    segments_m, codes = layer.segments(int(np.floor(np.log2(painting.view.m_per_px))))
    painting.check()
    target = pixels(painting.image)
    height, width = target.shape
    ends = painting.view.array_to_px(segments_m.reshape(-1, 2)).reshape(-1, 4)
    widths = np.array([max(round(item.size_px * painting.ratio), 1) for item in layer.categories])
    raster = np.zeros((height, width), dtype=np.uint8)
    for stroke_px in np.unique(widths[np.unique(codes)]):
        painting.check()
        chosen = widths[codes] == stroke_px
        marked = mark_segments(ends[chosen], codes[chosen], width, height)
        np.maximum(raster, grow(marked, int(stroke_px)), out=raster)
    painting.check()
    colour(raster, colour_table([item.colour for item in layer.categories]), target)


def _paint_strokes(layer: LineLayer, visible: NDArray[np.intp], painting: Painting) -> None:
    painter = QPainter(painting.image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    codes = layer.part_codes[visible]
    try:
        for number, category in enumerate(layer.categories):
            painter.setPen(line_pen(category, painting.ratio))
            for count, part in enumerate(visible[codes == number]):
                if count % _CHUNK == 0:
                    painting.check()
                xy_m = layer.coordinates_m[layer.start[part] : layer.start[part + 1]]
                xy_px = painting.view.array_to_px(xy_m)
                painter.drawPolyline(polygon_of(xy_px))
                if layer.shows_direction:
                    _draw_flow_arrow(painter, xy_px, painting.ratio)
    finally:
        painter.end()


def _draw_flow_arrow(painter: QPainter, xy_px: NDArray[np.float64], ratio: float) -> None:
    """Draw a small arrow head in the middle of a line that is long enough to carry it."""
    middle = len(xy_px) // 2
    along = xy_px[middle] - xy_px[middle - 1]
    length = float(np.hypot(*along))
    if length < 14 * ratio:
        return
    along *= 4.5 * ratio / length
    across = np.array((-along[1], along[0])) * 0.7
    centre = (xy_px[middle] + xy_px[middle - 1]) / 2
    head = polygon_of(np.array((centre + along, centre - along + across, centre - along - across)))
    painter.save()
    painter.setBrush(painter.pen().color())
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawPolygon(head)
    painter.restore()


def paint_polygons(layer: PolygonLayer, painting: Painting) -> None:
    """Fill polygons and draw their outlines; lines and points among them in their own way."""
    painter = QPainter(painting.image)
    visible = boxes_in(layer.boxes_m, painting.view.bounds_m)
    codes = layer.codes[visible]
    is_crowded = len(visible) > SMOOTH_POLYGONS
    try:
        for number, category in enumerate(layer.categories):
            pen = outline_pen(category, painting.ratio)
            if is_crowded:
                pen = QPen(pen.color(), 1.0)
            for count, row in enumerate(visible[codes == number]):
                if count % 50 == 0:
                    painting.check()
                _paint_area(painter, layer.polygons[row], category, pen, painting)
    finally:
        painter.end()


def _paint_area(
    painter: QPainter, geometry: Any, category: Category, pen: QPen, painting: Painting
) -> None:
    dimension = int(shapely.get_dimensions(geometry))
    is_smooth = pen.widthF() > 1.0 or dimension < 2
    if dimension == 0:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for x, y in painting.view.array_to_px(shapely.get_coordinates(geometry)).tolist():
            draw_symbol(painter, category, QPointF(x, y), category.size_px * painting.ratio)
        return
    path = geometry_path(geometry, painting)
    if dimension == 2 and category.colour[3]:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        painter.fillPath(path, qcolor(category.colour))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=is_smooth)
    painter.strokePath(path, pen)


def geometry_path(geometry: Any, painting: Painting) -> QPainterPath:
    """Return the path of polygons with their holes, or of lines."""
    path = QPainterPath()
    for part in shapely.get_parts(geometry):
        rings = shapely.get_rings(part) if part.geom_type == "Polygon" else [part]
        for ring in rings:
            xy_px = painting.view.array_to_px(shapely.get_coordinates(ring))
            path.addPolygon(polygon_of(xy_px))
    return path


def paint_raster(layer: RasterLayer, painting: Painting) -> None:
    """Draw the part of a picture that is in view, from the overview that fits the scale."""
    west, south, east, north = layer.extent_m
    level = layer.level_for(painting.view.m_per_px)
    rows, columns = level.shape[:2]
    image = QImage(
        cast("Any", level.data), columns, rows, 4 * columns, QImage.Format.Format_RGBA8888
    )
    left, top = painting.view.to_px(west, north)
    right, bottom = painting.view.to_px(east, south)
    painter = QPainter(painting.image)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(QRectF(left, top, right - left, bottom - top), image)
    painter.end()


PAINTERS: dict[type[MapLayer], Callable[[Any, Painting], None]] = {
    PointLayer: paint_points,
    LineLayer: paint_lines,
    PolygonLayer: paint_polygons,
    RasterLayer: paint_raster,
    TiledLayer: paint_tiles,
    ContourLayer: paint_contours,
    MissingLayer: lambda *_: None,
}
