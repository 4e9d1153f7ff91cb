"""Texts on the map, with a halo, none over another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from math import ceil

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtCore import QPoint, QPointF, QRect, Qt
from PyQt6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QGuiApplication,
    QImage,
    QPainter,
    QPainterPath,
    QPen,
)

from siting_tool.map_canvas.map_layer import Labels, MapLayer, PolygonLayer, Rgba
from siting_tool.map_canvas.painting import Painting, new_image
from siting_tool.map_canvas.symbols import qcolor

_CELL_PX = 6
_MOST_LABELS = 400


def paint_labels(layers: Iterable[MapLayer], painting: Painting) -> None:
    """Draw the labels of some layers; those of higher priority first."""
    taken = np.zeros(
        (painting.view.height_px // _CELL_PX + 2, painting.view.width_px // _CELL_PX + 2),
        dtype=bool,
    )
    labelled = [layer for layer in layers if layer.labels is not None]
    labelled.sort(key=_priority)
    painter = QPainter(painting.image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    try:
        for layer in labelled:
            assert layer.labels is not None
            _paint_layer_labels(painter, layer, layer.labels, painting, taken)
    finally:
        painter.end()


def _priority(layer: MapLayer) -> int:
    assert layer.labels is not None
    return -layer.labels.priority


def _paint_layer_labels(
    painter: QPainter,
    layer: MapLayer,
    labels: Labels,
    painting: Painting,
    taken: NDArray[np.bool_],
) -> None:
    size_px = round(labels.size_px * painting.ratio)
    for count, (text, x, y) in enumerate(_visible(labels, painting)):
        if count % 50 == 0:
            painting.check()
        picture = label_picture(text, size_px, labels.is_bold, labels.colour)
        left = x + 8 * painting.ratio
        if isinstance(layer, PolygonLayer):
            left = x - picture.width() / 2
        place = QPoint(round(left), round(y - picture.height() / 2))
        if _take(QRect(place, picture.size()), taken):
            painter.drawImage(place, picture)


def _visible(labels: Labels, painting: Painting) -> Iterator[tuple[str, float, float]]:
    if painting.view.m_per_px * painting.ratio > labels.max_m_per_px:
        return
    xy_px = painting.view.array_to_px(labels.xy_m)
    inside = (xy_px >= 0).all(axis=1) & (
        xy_px < (painting.view.width_px, painting.view.height_px)
    ).all(axis=1)
    for row in np.flatnonzero(inside)[:_MOST_LABELS]:
        value = labels.texts[row]
        if value is not None and value == value and str(value):  # noqa: PLR0124 - NaN is not itself
            yield str(value), float(xy_px[row, 0]), float(xy_px[row, 1])


def _take(box: QRect, taken: NDArray[np.bool_]) -> bool:
    """Claim the cells under a box; False when one is claimed already."""
    rows = slice(max(box.top() // _CELL_PX, 0), box.bottom() // _CELL_PX + 1)
    columns = slice(max(box.left() // _CELL_PX, 0), box.right() // _CELL_PX + 1)
    if taken[rows, columns].any():
        return False
    taken[rows, columns] = True
    return True


@lru_cache(maxsize=8192)
def label_picture(text: str, size_px: int, is_bold: bool, colour: Rgba) -> QImage:
    """Return a text with a white halo; kept, because outlines take time to draw."""
    font = QFont(QGuiApplication.font())
    font.setPixelSize(size_px)
    font.setBold(is_bold)
    metrics = QFontMetricsF(font)
    halo_px = size_px / 4
    image = new_image(
        ceil(metrics.horizontalAdvance(text) + halo_px) + 1, ceil(metrics.height() + halo_px)
    )
    path = QPainterPath()
    path.addText(QPointF(halo_px / 2, halo_px / 2 + metrics.ascent()), font, text)
    halo = QPen(QColor(255, 255, 255, 220), halo_px)
    halo.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.strokePath(path, halo)
    painter.fillPath(path, qcolor(colour))
    painter.end()
    return image
