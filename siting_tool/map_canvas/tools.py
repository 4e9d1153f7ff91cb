"""What the mouse does on the map: one class per tool."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely
from PyQt6.QtCore import QObject, QPointF, QRectF, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPen, QPolygonF

if TYPE_CHECKING:
    from siting_tool.map_canvas.canvas import MapCanvas

PICK_RADIUS_PX = 8
_DRAG_PX = 4
RUBBER = QColor(214, 51, 108)


class MapTool(QObject):
    """A tool; by itself it drags the map.

    Attributes
    ----------
    cursor
        Pointer over the map.
    uses_secondary_button
        Whether the right button belongs to the tool and brings no menu.
    """

    cursor = Qt.CursorShape.OpenHandCursor
    uses_secondary_button = False

    def __init__(self, canvas: MapCanvas) -> None:
        super().__init__(canvas)
        self.canvas = canvas

    def press(self, event: QMouseEvent) -> None:
        """Left button down."""
        self.canvas.start_pan(event.position())

    def secondary_press(self, event: QMouseEvent) -> None:
        """Right button down."""

    def move(self, event: QMouseEvent) -> None:
        """Pointer moved."""

    def release(self, event: QMouseEvent) -> None:
        """Left button up."""

    def double_click(self, event: QMouseEvent) -> None:
        """Left button pressed twice."""

    def key(self, event: QKeyEvent) -> bool:  # noqa: ARG002 - what others override
        """Key pressed; True when the tool used it."""
        return False

    def paint(self, painter: QPainter) -> None:
        """Draw over the map."""

    def deactivate(self) -> None:
        """Another tool takes over."""

    def place_m(self, event: QMouseEvent) -> tuple[float, float]:
        """Return the place of an event on the ground."""
        return self.canvas.view.to_m(event.position().x(), event.position().y())

    def place_px(self, xy_m: tuple[float, float]) -> QPointF:
        """Return where a place lies in the widget."""
        return QPointF(*self.canvas.view.to_px(*xy_m))


class PanTool(MapTool):
    """Drags the map."""


class RectangleTool(MapTool):
    """Drags a rectangle open; a click without a drag is reported as such.

    Signals
    -------
    clicked
        Easting, northing and the keyboard modifiers.
    dragged
        A shapely box and the keyboard modifiers.
    """

    cursor = Qt.CursorShape.CrossCursor
    clicked = pyqtSignal(float, float, object)
    dragged = pyqtSignal(object, object)

    def __init__(self, canvas: MapCanvas) -> None:
        super().__init__(canvas)
        self._from: QPointF | None = None
        self._to: QPointF | None = None

    def press(self, event: QMouseEvent) -> None:
        """Start the rectangle."""
        self._from = self._to = event.position()

    def move(self, event: QMouseEvent) -> None:
        """Open it further."""
        if self._from is not None:
            self._to = event.position()
            self.canvas.update()

    def release(self, event: QMouseEvent) -> None:
        """Report a click or a rectangle."""
        if self._from is None:
            return
        start, end = self._from, event.position()
        self.deactivate()
        if (end - start).manhattanLength() <= _DRAG_PX:
            self.clicked.emit(*self.place_m(event), event.modifiers())
            return
        west, north = self.canvas.view.to_m(min(start.x(), end.x()), min(start.y(), end.y()))
        east, south = self.canvas.view.to_m(max(start.x(), end.x()), max(start.y(), end.y()))
        self.dragged.emit(shapely.box(west, south, east, north), event.modifiers())

    def deactivate(self) -> None:
        """Forget the rectangle."""
        self._from = self._to = None
        self.canvas.update()

    def paint(self, painter: QPainter) -> None:
        """Draw the rectangle."""
        if self._from is not None and self._to is not None:
            painter.setPen(QPen(RUBBER, 1.2, Qt.PenStyle.DashLine))
            painter.setBrush(QColor(214, 51, 108, 30))
            painter.drawRect(QRectF(self._from, self._to).normalized())


class SelectTool(RectangleTool):
    """Selects by click or rectangle."""

    cursor = Qt.CursorShape.ArrowCursor


class ZoomBoxTool(RectangleTool):
    """Zooms to a rectangle."""

    def __init__(self, canvas: MapCanvas) -> None:
        super().__init__(canvas)
        self.dragged.connect(lambda box, _: canvas.show_bounds(box.bounds, 0.0))


class LassoTool(MapTool):
    """Draws a free line around features.

    Signals
    -------
    dragged
        A shapely polygon and the keyboard modifiers.
    """

    cursor = Qt.CursorShape.CrossCursor
    dragged = pyqtSignal(object, object)

    def __init__(self, canvas: MapCanvas) -> None:
        super().__init__(canvas)
        self._way_m: list[tuple[float, float]] = []

    def press(self, event: QMouseEvent) -> None:
        """Start the line."""
        self._way_m = [self.place_m(event)]

    def move(self, event: QMouseEvent) -> None:
        """Go on with it."""
        if self._way_m:
            self._way_m.append(self.place_m(event))
            self.canvas.update()

    def release(self, event: QMouseEvent) -> None:
        """Close the line and report the area."""
        way = self._way_m
        self.deactivate()
        if len(way) > 2:
            self.dragged.emit(shapely.make_valid(shapely.Polygon(way)), event.modifiers())

    def deactivate(self) -> None:
        """Forget the line."""
        self._way_m = []
        self.canvas.update()

    def paint(self, painter: QPainter) -> None:
        """Draw the line."""
        if self._way_m:
            painter.setPen(QPen(RUBBER, 1.2, Qt.PenStyle.DashLine))
            painter.setBrush(QColor(214, 51, 108, 30))
            painter.drawPolygon(QPolygonF([self.place_px(place) for place in self._way_m]))


class SketchTool(MapTool):
    """Draws a line or polygon vertex by vertex; a right or double click ends it.

    Signals
    -------
    changed
        Vertices so far, a list of eastings and northings.
    finished
        All vertices.

    Parameters
    ----------
    canvas
        Map.
    is_closed
        Whether the last vertex is joined to the first.
    """

    cursor = Qt.CursorShape.CrossCursor
    uses_secondary_button = True
    changed = pyqtSignal(object)
    finished = pyqtSignal(object)

    def __init__(self, canvas: MapCanvas, *, is_closed: bool) -> None:
        super().__init__(canvas)
        self._is_closed = is_closed
        self.vertices_m: list[tuple[float, float]] = []
        self._pointer_m: tuple[float, float] | None = None

    def press(self, event: QMouseEvent) -> None:
        """Set a vertex."""
        self.vertices_m.append(self.snapped_m(event))
        self.changed.emit(list(self.vertices_m))
        self.canvas.update()

    def secondary_press(self, event: QMouseEvent) -> None:  # noqa: ARG002 - the place doesn't matter
        """End the sketch."""
        self.finish()

    def move(self, event: QMouseEvent) -> None:
        """Show where the next vertex would be."""
        self._pointer_m = self.snapped_m(event)
        if self.vertices_m:
            self.changed.emit([*self.vertices_m, self._pointer_m])
        self.canvas.update()

    def double_click(self, event: QMouseEvent) -> None:  # noqa: ARG002 - the place doesn't matter
        """End the sketch."""
        self.finish()

    def key(self, event: QKeyEvent) -> bool:
        """Enter ends the sketch, Backspace takes a vertex back, Escape drops all."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.finish()
        elif event.key() == Qt.Key.Key_Backspace and self.vertices_m:
            self.vertices_m.pop()
            self.canvas.update()
        elif event.key() == Qt.Key.Key_Escape and self.vertices_m:
            self.deactivate()
        else:
            return False
        return True

    def snapped_m(self, event: QMouseEvent) -> tuple[float, float]:
        """Return the place of an event, drawn to a vertex of the map that is near."""
        return self.canvas.snapped(*self.place_m(event))

    def finish(self) -> None:
        """Report the sketch and start anew."""
        vertices = self.vertices_m
        self.deactivate()
        if len(vertices) >= (3 if self._is_closed else 2):
            self.finished.emit(vertices)

    def deactivate(self) -> None:
        """Forget the sketch."""
        self.vertices_m = []
        self._pointer_m = None
        self.canvas.update()

    def paint(self, painter: QPainter) -> None:
        """Draw the sketch with its vertices."""
        places = [*self.vertices_m, *([self._pointer_m] if self._pointer_m else [])]
        points = [self.place_px(place) for place in places]
        painter.setPen(QPen(RUBBER, 2.0))
        painter.setBrush(QColor(214, 51, 108, 30))
        if self._is_closed and len(points) > 2:
            painter.drawPolygon(QPolygonF(points))
        elif len(points) > 1:
            painter.drawPolyline(QPolygonF(points))
        painter.setBrush(QColor(255, 255, 255))
        for point in points:
            painter.drawEllipse(point, 3.5, 3.5)


class PointTool(MapTool):
    """Sets a point.

    Signals
    -------
    placed
        Easting and northing.
    """

    cursor = Qt.CursorShape.CrossCursor
    placed = pyqtSignal(float, float)

    def press(self, event: QMouseEvent) -> None:
        """Report the place."""
        self.placed.emit(*self.canvas.snapped(*self.place_m(event)))
