"""The map widget: shows finished pictures, follows gestures, hands input to a tool."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import (
    QColor,
    QContextMenuEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PyQt6.QtWidgets import QSizePolicy, QWidget

from siting_tool.i18n import translate
from siting_tool.map_canvas.curtain import Curtain
from siting_tool.map_canvas.decorations import Decorations
from siting_tool.map_canvas.map_layer import GroundLayer, MapLayer
from siting_tool.map_canvas.picking import nearest_vertex
from siting_tool.map_canvas.renderer import DrawnLayer, Picture, Renderer, Scene
from siting_tool.map_canvas.viewport import Bounds, Viewport
from siting_tool.map_canvas.workshop import Workshop

if TYPE_CHECKING:
    from siting_tool.map_canvas.tools import MapTool

_MARGIN_RATIO = 1.25
_REST_MS = 80
_PARTS_MS = 120
_WHEEL_FACTOR = 1.25
_KEY_PAN_PX = 100
_SNAP_PX = 10
_MOST_LEGEND_SHARE = 0.45


class MapCanvas(QWidget):
    """Shows layers of the map.

    Signals
    -------
    view_changed
        The :class:`Viewport` now shown.
    cursor_moved
        Easting and northing under the pointer, in metres.
    menu_wanted
        Easting, northing and global position for a context menu.
    redrawn
        The :class:`Picture` just put on the screen.
    """

    view_changed = pyqtSignal(object)
    cursor_moved = pyqtSignal(float, float)
    menu_wanted = pyqtSignal(float, float, QPoint)
    redrawn = pyqtSignal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("map_canvas")
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(320, 240)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.view = Viewport(x_m=0.0, y_m=0.0, m_per_px=10.0, width_px=640, height_px=480)
        self._fitted: tuple[Viewport, Bounds] | None = None
        self.layers: tuple[DrawnLayer, ...] = ()
        self.highlights: tuple[MapLayer, ...] = ()
        self.paper = QColor(250, 249, 245)
        self.decorations = Decorations()
        self.snaps = True
        self.tool: MapTool | None = None
        self.picture: Picture | None = None
        self._overview: Picture | None = None
        self._marker_m: tuple[float, float] | None = None
        self._pan_from: QPointF | None = None
        self.renderer = Renderer(self)
        self.renderer.drawn.connect(self._take_picture)
        self.curtain = Curtain(self)
        self._drags_curtain = False
        self.workshop = Workshop(self)
        self.workshop.arrived.connect(self._take_part)
        self._parts = QTimer(self)
        self._parts.setSingleShot(True)
        self._parts.setInterval(_PARTS_MS)
        self._parts.timeout.connect(self._draw_parts)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self.redraw)
        self.retranslate()

    def retranslate(self) -> None:
        """Say what the widget is to those who cannot see it."""
        self.setAccessibleName(translate("MapCanvas", "Map"))
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return the size it likes to have."""
        return QSize(900, 640)

    # what is shown ------------------------------------------------------------------

    def set_layers(self, layers: tuple[DrawnLayer, ...]) -> None:
        """Show other layers, from the bottom to the top."""
        self.layers = layers
        self.redraw()

    def set_highlights(self, highlights: tuple[MapLayer, ...]) -> None:
        """Mark features; the map below is not drawn again."""
        self.highlights = highlights
        self.redraw()

    def set_tool(self, tool: MapTool | None) -> None:
        """Give the mouse to another tool."""
        if self.tool is not None:
            self.tool.deactivate()
        self.tool = tool
        if tool is None:
            self.unsetCursor()
        else:
            self.setCursor(tool.cursor)
        self.update()

    def set_marker(self, place_m: tuple[float, float] | None) -> None:
        """Mark a place, such as the one under the pointer in a profile."""
        self._marker_m = place_m
        self.update()

    def full_bounds_m(self) -> Bounds | None:
        """Return the extent of the visible features, of the ground where there are none."""
        visible = [item.layer for item in self.layers if item.is_visible]
        features = [layer for layer in visible if not isinstance(layer, GroundLayer)]
        known = [layer.bounds_m for layer in features or visible]
        boxes = [box for box in known if box is not None]
        if not boxes:
            return None
        west, south, east, north = zip(*boxes, strict=True)
        return min(west), min(south), max(east), max(north)

    def show_all(self) -> None:
        """Show the whole of the visible layers."""
        bounds = self.full_bounds_m()
        if bounds is not None:
            self._fit(bounds)
            self.redraw()

    def _fit(self, bounds: Bounds) -> None:
        """Show an extent beside the legend, also when the widget gets another size."""
        self.decorations.make_legend(self.view, self.layers, self.devicePixelRatioF())
        left_px = self.decorations.legend_width()
        if left_px > _MOST_LEGEND_SHARE * self.view.width_px:
            left_px = 0.0
        beside = self.view.resized(round(self.view.width_px - left_px), self.view.height_px)
        shown = beside.showing(bounds)
        self.set_view(shown.resized(self.view.width_px, self.view.height_px).moved(left_px / 2, 0))
        self._fitted = (self.view, bounds)

    def show_bounds(self, bounds_m: Bounds, margin_ratio: float = 0.05) -> None:
        """Show an extent."""
        self.set_view(self.view.showing(bounds_m, margin_ratio))
        self.redraw()

    def set_view(self, view: Viewport) -> None:
        """Show another part of the ground: the old picture moved at once, a sharp one soon."""
        self.view = view
        self.renderer.cancel()
        self.curtain.renderer.cancel()
        self.update()
        self._rest.start()
        self.view_changed.emit(view)

    def redraw(self) -> None:
        """Ask for a sharp picture."""
        self._rest.stop()
        scene = self._scene(self._device_view().with_margin(_MARGIN_RATIO))
        self.renderer.request(scene)
        self.curtain.request(scene)
        self.update()

    def _take_part(self) -> None:
        if not self._parts.isActive():
            self._parts.start()

    def _draw_parts(self) -> None:
        """Show what has arrived, once the picture in hand is finished and the map at rest."""
        if self.renderer.is_busy or self._rest.isActive():
            self._parts.start()
        else:
            self.redraw()

    def _scene(self, view: Viewport, *, waits: bool = False) -> Scene:
        return Scene(
            waits=waits,
            view=view,
            layers=self.layers,
            highlights=self.highlights,
            ratio=self.devicePixelRatioF(),
            paper=(self.paper.red(), self.paper.green(), self.paper.blue()),
        )

    def _device_view(self) -> Viewport:
        ratio = self.devicePixelRatioF()
        return Viewport(
            x_m=self.view.x_m,
            y_m=self.view.y_m,
            m_per_px=self.view.m_per_px / ratio,
            width_px=round(self.view.width_px * ratio),
            height_px=round(self.view.height_px * ratio),
        )

    def _take_picture(self, picture: Picture) -> None:
        self.picture = picture
        bounds = self.full_bounds_m()
        if bounds is not None and _covers(picture.scene.view.bounds_m, bounds):
            self._overview = picture
        self.update()
        self.redrawn.emit(picture)

    def snapshot(self) -> QImage:
        """Return the map as it is on the screen, sharp and with its furniture."""
        self.renderer.cancel()
        scene = self._scene(self._device_view(), waits=True)
        self.picture = self.renderer.draw(scene, lambda: False)
        self.curtain.draw_now(scene)
        return self.grab().toImage()

    def snapped(self, x_m: float, y_m: float) -> tuple[float, float]:
        """Return the nearest vertex or point of a visible layer within reach, else the place."""
        if not self.snaps:
            return x_m, y_m
        reach_m = _SNAP_PX * self.view.m_per_px
        return nearest_vertex(
            [item.layer for item in self.layers if item.is_visible], x_m, y_m, reach_m
        )

    # painting -----------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent | None) -> None:  # noqa: ARG002, N802
        """Lay the pictures there are over each other."""
        painter = QPainter(self)
        picture = self.picture
        if picture is None or not _covers(picture.scene.view.bounds_m, self.view.bounds_m):
            painter.fillRect(self.rect(), self.paper)
            if self._overview is not None:
                self.place(painter, self._overview, self._overview.base)
        if picture is not None:
            self.place(painter, picture, picture.base)
            if picture.highlight is not None:
                self.place(painter, picture, picture.highlight)
        self.curtain.paint(painter)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.tool is not None:
            self.tool.paint(painter)
        if self._marker_m is not None:
            painter.setPen(QPen(QColor(214, 51, 108), 2.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QPointF(*self.view.to_px(*self._marker_m)), 9.0, 9.0)
        self.decorations.paint(painter, self.view, self.layers, self.devicePixelRatioF())
        painter.end()

    def place(self, painter: QPainter, picture: Picture, image: QImage) -> None:
        """Draw a picture where its ground lies in the view."""
        shown = picture.scene.view
        west, _, _, north = shown.bounds_m
        left, top = self.view.to_px(west, north)
        scale = shown.m_per_px / self.view.m_per_px
        if abs(scale - 1.0) < 1e-9:
            painter.drawImage(QPoint(round(left), round(top)), image)
        else:
            target = QRectF(left, top, shown.width_px * scale, shown.height_px * scale)
            painter.drawImage(target, image)

    # input --------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802
        """Keep the whole in view if it was shown and nobody moved the map, else the centre."""
        super().resizeEvent(event)
        before = self.view
        self.set_view(before.resized(max(self.width(), 1), max(self.height(), 1)))
        if self._fitted is not None and before is self._fitted[0]:
            self._fit(self._fitted[1])

    def wheelEvent(self, event: QWheelEvent | None) -> None:  # noqa: N802
        """Zoom about the pointer."""
        assert event is not None
        steps = event.angleDelta().y() / 120
        place = event.position()
        self.set_view(self.view.zoomed(_WHEEL_FACTOR**steps, place.x(), place.y()))

    def zoom(self, factor: float) -> None:
        """Zoom about the middle."""
        self.set_view(self.view.zoomed(factor, self.view.width_px / 2, self.view.height_px / 2))

    def pan_by(self, dx_px: float, dy_px: float) -> None:
        """Move the map by some pixels."""
        self.view = self.view.moved(dx_px, dy_px)
        self.update()
        self._rest.start()
        self.view_changed.emit(self.view)

    def mousePressEvent(self, event: QMouseEvent | None) -> None:  # noqa: N802
        """Start to drag the map with the middle button, or hand the press to the tool."""
        assert event is not None
        if event.button() == Qt.MouseButton.MiddleButton:
            self.start_pan(event.position())
        elif event.button() == Qt.MouseButton.LeftButton and self.curtain.is_at(
            event.position().x()
        ):
            self._drags_curtain = True
        elif event.button() == Qt.MouseButton.LeftButton and self.tool is not None:
            self.tool.press(event)
        elif event.button() == Qt.MouseButton.RightButton and self.tool is not None:
            self.tool.secondary_press(event)

    def start_pan(self, place: QPointF) -> None:
        """Drag the map from a pixel until the button is released."""
        self._pan_from = place
        self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:  # noqa: N802
        """Drag the map or hand the move to the tool."""
        assert event is not None
        place = event.position()
        self.cursor_moved.emit(*self.view.to_m(place.x(), place.y()))
        if self._drags_curtain:
            self.curtain.move_to(place.x())
        elif self._pan_from is not None:
            step = place - self._pan_from
            self._pan_from = place
            self.pan_by(step.x(), step.y())
        elif self.tool is not None:
            self.tool.move(event)
            on_line = self.curtain.is_at(place.x())
            self.setCursor(Qt.CursorShape.SplitHCursor if on_line else self.tool.cursor)

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:  # noqa: N802
        """End a drag or hand the release to the tool."""
        assert event is not None
        if self._drags_curtain:
            self._drags_curtain = False
        elif self._pan_from is not None:
            self._pan_from = None
            self.setCursor(self.tool.cursor if self.tool else Qt.CursorShape.ArrowCursor)
        elif self.tool is not None and event.button() == Qt.MouseButton.LeftButton:
            self.tool.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent | None) -> None:  # noqa: N802
        """Hand a double click to the tool."""
        assert event is not None
        if self.tool is not None and event.button() == Qt.MouseButton.LeftButton:
            self.tool.double_click(event)

    def contextMenuEvent(self, event: QContextMenuEvent | None) -> None:  # noqa: N802
        """Ask for a menu, unless the tool uses the right button itself."""
        assert event is not None
        if self.tool is not None and self.tool.uses_secondary_button:
            return
        x_m, y_m = self.view.to_m(event.pos().x(), event.pos().y())
        self.menu_wanted.emit(x_m, y_m, event.globalPos())

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802
        """Move and zoom by keys; others go to the tool."""
        assert event is not None
        steps = {
            Qt.Key.Key_Left: (_KEY_PAN_PX, 0),
            Qt.Key.Key_Right: (-_KEY_PAN_PX, 0),
            Qt.Key.Key_Up: (0, _KEY_PAN_PX),
            Qt.Key.Key_Down: (0, -_KEY_PAN_PX),
        }
        step = steps.get(Qt.Key(event.key()))
        if step is not None:
            self.pan_by(*step)
        elif event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(_WHEEL_FACTOR)
        elif event.key() == Qt.Key.Key_Minus:
            self.zoom(1 / _WHEEL_FACTOR)
        elif self.tool is None or not self.tool.key(event):
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent | None) -> None:  # noqa: N802
        """Speak another language."""
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def as_pixmap(self) -> QPixmap:
        """Return the map as a picture for the clipboard."""
        return QPixmap.fromImage(self.snapshot())

    def close_renderer(self) -> None:
        """Stop drawing; called once, when the window closes."""
        self._rest.stop()
        self._parts.stop()
        self.renderer.close()
        self.curtain.renderer.close()
        self.workshop.close()


def _covers(outer: Bounds, inner: Bounds) -> bool:
    return (
        outer[0] <= inner[0]
        and outer[1] <= inner[1]
        and outer[2] >= inner[2]
        and outer[3] >= inner[3]
    )
