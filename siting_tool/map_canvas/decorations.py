"""What lies on the map but not on the ground: legend, scale bar, north arrow."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QGuiApplication,
    QPainter,
    QPen,
    QPixmap,
    QPolygonF,
)

from layers.result_schema import RESULT_SCHEMAS
from siting_tool.i18n.formats import format_distance
from siting_tool.i18n.language import current_language
from siting_tool.map_canvas.map_layer import (
    Category,
    GroundLayer,
    LineLayer,
    MapLayer,
    PolygonLayer,
)
from siting_tool.map_canvas.painters import line_pen, outline_pen
from siting_tool.map_canvas.renderer import DrawnLayer
from siting_tool.map_canvas.symbols import draw_symbol, qcolor
from siting_tool.map_canvas.viewport import Viewport

_INK = QColor(40, 40, 40)
_PAPER = QColor(255, 255, 255, 225)
_ROW_PX = 18
_SWATCH_PX = 26
_INDENT_PX = 8
_LEGEND_SHARE = 0.75
_MAIN_RESULTS = {"toilet_sites", "household_modes"}


@dataclass(frozen=True, kw_only=True)
class LegendRow:
    """One line of the legend: a heading (no category) or a look with its count."""

    text: str
    layer: MapLayer
    category: Category | None = None
    count: int = 0
    indent_px: int = 0

    @property
    def text_left_px(self) -> int:
        """Return where its words begin."""
        return self.indent_px + (0 if self.category is None else _SWATCH_PX + 8)


def legend_rows(
    layers: Iterable[DrawnLayer], m_per_px: float, language: str, most: int
) -> list[LegendRow]:
    """Return the legend of the visible layers, the top layer first.

    Where it would have more rows than fit, the lowest layers of the data are
    left out, then the lowest results, sites and modes last; the layer panel
    lists all.
    """
    blocks: list[list[LegendRow]] = []
    for item in reversed(list(layers)):
        layer = item.layer
        hidden = not item.is_visible or m_per_px > layer.max_m_per_px
        if not hidden and not isinstance(layer, GroundLayer):
            blocks.append(list(_layer_rows(layer, language)))

    def weight(number: int) -> int:
        keys = {row.layer.key for row in blocks[number]}
        return len(keys & RESULT_SCHEMAS.keys()) + len(keys & _MAIN_RESULTS)

    for number in sorted(range(len(blocks)), key=lambda n: (weight(n), -n)):
        if sum(map(len, blocks)) <= most:
            break
        blocks[number] = []
    return [row for block in blocks for row in block]


def _layer_rows(layer: MapLayer, language: str) -> Iterator[LegendRow]:
    used = [
        (category, count)
        for category, count in zip(layer.categories, layer.counts, strict=True)
        if count
    ]
    if len(used) == 1 and not used[0][0].value:
        yield LegendRow(
            text=layer.title(language), layer=layer, category=used[0][0], count=used[0][1]
        )
    elif used:
        yield LegendRow(text=layer.title(language), layer=layer)
        for category, count in used:
            yield LegendRow(
                text=category.title(language), layer=layer, category=category, count=count,
                indent_px=_INDENT_PX,
            )  # fmt: skip


def round_length_m(longest_m: float) -> float:
    """Return the greatest 1, 2 or 5 times a power of ten that fits.

    Examples
    --------
    >>> round_length_m(740.0), round_length_m(19.0)
    (500.0, 10.0)
    """
    power = 10.0 ** math.floor(math.log10(longest_m))
    return max(step * power for step in (1.0, 2.0, 5.0) if step * power <= longest_m * (1 + 1e-9))


class Decorations:
    """Draws the furniture; the legend is kept as a picture while nothing in it changes."""

    def __init__(self) -> None:
        self.shows_legend = True
        self.is_stale = False
        self._legend: QPixmap | None = None
        self._legend_state: tuple[object, ...] = ()

    def paint(
        self, painter: QPainter, view: Viewport, layers: tuple[DrawnLayer, ...], ratio: float
    ) -> None:
        """Draw everything over the map."""
        if not layers:
            return
        if self.shows_legend:
            self._paint_legend(painter, view, layers, ratio)
        _paint_north_arrow(painter, QPointF(view.width_px - 30, 38))
        _paint_scale_bar(painter, view)

    def legend_width(self) -> float:
        """Return how much of the map's left side the legend takes."""
        if not self.shows_legend or self._legend is None or self._legend.isNull():
            return 0.0
        return self._legend.deviceIndependentSize().width() + 10

    def make_legend(self, view: Viewport, layers: tuple[DrawnLayer, ...], ratio: float) -> None:
        """Draw the legend anew, so that its size is known."""
        most = max(round(_LEGEND_SHARE * view.height_px / _ROW_PX), 1)
        rows = legend_rows(layers, view.m_per_px, current_language(), most)
        self._legend = _legend_picture(rows, ratio) if rows else QPixmap()

    def _paint_legend(
        self, painter: QPainter, view: Viewport, layers: tuple[DrawnLayer, ...], ratio: float
    ) -> None:
        hidden = tuple(view.m_per_px > item.layer.max_m_per_px for item in layers)
        state = (layers, hidden, current_language(), view.height_px, ratio)
        if self._legend is None or not _same(state, self._legend_state):
            self.make_legend(view, layers, ratio)
            self._legend_state = state
        assert self._legend is not None
        if not self._legend.isNull():
            height = self._legend.height() / ratio
            painter.drawPixmap(QPointF(10, view.height_px - height - 10), self._legend)


def _same(state: tuple[object, ...], other: tuple[object, ...]) -> bool:
    return bool(other) and state[0] is other[0] and state[1:] == other[1:]


def _font(is_bold: bool = False) -> QFont:
    font = QFont(QGuiApplication.font())
    font.setPixelSize(12)
    font.setBold(is_bold)
    return font


def _legend_picture(rows: list[LegendRow], ratio: float) -> QPixmap:
    plain, bold = QFontMetricsF(_font()), QFontMetricsF(_font(is_bold=True))
    texts = max(
        (plain if row.category else bold).horizontalAdvance(row.text) + row.text_left_px
        for row in rows
    )
    counts = max(plain.horizontalAdvance(f"{row.count:,}") for row in rows)
    width = texts + counts + 34
    height = len(rows) * _ROW_PX + 12
    picture = QPixmap(math.ceil(width * ratio), math.ceil(height * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(0, 0, 0, 50)))
    painter.setBrush(_PAPER)
    painter.drawRoundedRect(QRectF(0.5, 0.5, width - 1, height - 1), 5, 5)
    for number, row in enumerate(rows):
        _paint_row(painter, row, QRectF(8, 6 + number * _ROW_PX, width - 16, _ROW_PX))
    painter.end()
    return picture


def _paint_row(painter: QPainter, row: LegendRow, box: QRectF) -> None:
    painter.setPen(_INK)
    middle = Qt.AlignmentFlag.AlignVCenter
    painter.setFont(_font(is_bold=row.category is None))
    painter.drawText(box.adjusted(row.text_left_px, 0, 0, 0), middle, row.text)
    if row.count:
        painter.setFont(_font())
        painter.setPen(QColor(110, 110, 110))
        painter.drawText(box, middle | Qt.AlignmentFlag.AlignRight, f"{row.count:,}")
    if row.category is None:
        return
    swatch = QRectF(box.left() + row.indent_px, box.top(), _SWATCH_PX, box.height())
    paint_swatch(painter, row.layer, row.category, swatch)


def paint_swatch(painter: QPainter, layer: MapLayer, category: Category, box: QRectF) -> None:
    """Draw how a category looks."""
    painter.save()
    centre = box.center()
    if isinstance(layer, LineLayer):
        painter.setPen(line_pen(category, 1.0))
        painter.drawLine(QPointF(box.left() + 3, centre.y()), QPointF(box.right() - 3, centre.y()))
    elif isinstance(layer, PolygonLayer):
        painter.setPen(outline_pen(category, 1.0))
        painter.setBrush(qcolor(category.colour))
        painter.drawRect(QRectF(centre.x() - 9, centre.y() - 5, 18, 10))
    else:
        draw_symbol(painter, category, centre, min(category.size_px + 2, 16))
    painter.restore()


def _paint_north_arrow(painter: QPainter, centre: QPointF) -> None:
    painter.save()
    painter.translate(centre)
    painter.setPen(QPen(QColor(255, 255, 255, 220), 1.2))
    painter.setBrush(_INK)
    painter.drawPolygon(QPolygonF([QPointF(0, -22), QPointF(9, 14), QPointF(0, 7)]))
    painter.setBrush(QColor(150, 150, 150))
    painter.drawPolygon(QPolygonF([QPointF(0, -22), QPointF(-9, 14), QPointF(0, 7)]))
    painter.setPen(_INK)
    painter.setFont(_font(is_bold=True))
    painter.drawText(QRectF(-12, 14, 24, 18), Qt.AlignmentFlag.AlignCenter, "N")
    painter.restore()


def _paint_scale_bar(painter: QPainter, view: Viewport) -> None:
    length_m = round_length_m(130 * view.m_per_px)
    length_px = length_m / view.m_per_px
    text = format_distance(length_m)
    box = QRectF(view.width_px - length_px - 44, view.height_px - 46, length_px + 34, 36)
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_PAPER)
    painter.drawRoundedRect(box, 4, 4)
    left, base = box.left() + 17, box.bottom() - 9
    painter.setBrush(_INK)
    painter.drawRect(QRectF(left, base - 4, length_px / 2, 4))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(_INK, 1))
    painter.drawRect(QRectF(left, base - 4, length_px, 4))
    painter.setFont(_font())
    painter.drawText(
        QRectF(box.left(), box.top() + 3, box.width(), 17), Qt.AlignmentFlag.AlignCenter, text
    )
    painter.restore()
