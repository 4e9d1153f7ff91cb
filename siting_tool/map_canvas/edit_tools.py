"""Tools that move features and vertices; they only propose, others make the edit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from PyQt6.QtCore import QPointF, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QMouseEvent, QPainter, QPen, QPolygonF

from siting_tool.map_canvas.tools import RUBBER, MapTool

if TYPE_CHECKING:
    from siting_tool.map_canvas.canvas import MapCanvas

_HANDLE_PX = 7.0
_TOUCHING_M = 0.05
Picked = tuple[str, dict[int, Any]]


class MoveTool(MapTool):
    """Drags features.

    Signals
    -------
    moving
        Role, geometries by index label as they would be.
    moved
        The same, when the button is released.

    Parameters
    ----------
    canvas
        Map.
    pick
        Returns role and geometries by label of what to drag from a place, else None.
    """

    cursor = Qt.CursorShape.SizeAllCursor
    moving = pyqtSignal(str, object)
    moved = pyqtSignal(str, object)

    def __init__(self, canvas: MapCanvas, pick: Callable[[float, float], Picked | None]) -> None:
        super().__init__(canvas)
        self._pick = pick
        self._held: Picked | None = None
        self._from_m = (0.0, 0.0)
        self._shift_m = (0.0, 0.0)

    def press(self, event: QMouseEvent) -> None:
        """Take hold of what lies under the pointer."""
        self._from_m = self.place_m(event)
        self._shift_m = (0.0, 0.0)
        self._held = self._pick(*self._from_m)

    def move(self, event: QMouseEvent) -> None:
        """Drag it along."""
        if self._held is not None:
            x_m, y_m = self.canvas.snapped(*self.place_m(event))
            self._shift_m = (x_m - self._from_m[0], y_m - self._from_m[1])
            self.moving.emit(self._held[0], self._shifted())
            self.canvas.update()

    def release(self, event: QMouseEvent) -> None:  # noqa: ARG002 - the last move counts
        """Put it down."""
        held = self._held
        if held is not None and self._shift_m != (0.0, 0.0):
            geometries = self._shifted()
            self.deactivate()
            self.moved.emit(held[0], geometries)
        self.deactivate()

    def deactivate(self) -> None:
        """Let go."""
        self._held = None
        self.canvas.update()

    def _shifted(self) -> dict[int, Any]:
        assert self._held is not None
        shift = np.array(self._shift_m)
        return {
            label: shapely.transform(geometry, lambda xy: xy + shift)
            for label, geometry in self._held[1].items()
        }

    def paint(self, painter: QPainter) -> None:
        """Draw what is dragged where it would be."""
        if self._held is not None:
            for geometry in self._shifted().values():
                paint_ghost(painter, self, geometry)


class VertexTool(MapTool):
    """Reshapes one line or polygon by its vertices.

    Drag a vertex to move it, double-click a side to add one, right-click a
    vertex to take it away.

    Signals
    -------
    reshaped
        Old and new place of a vertex (the new one None when it is taken away).
    inserted
        Place of a new vertex.

    Parameters
    ----------
    canvas
        Map.
    subject
        Returns the geometry that is reshaped, None while there is none.
    """

    cursor = Qt.CursorShape.ArrowCursor
    uses_secondary_button = True
    reshaped = pyqtSignal(object, object)
    inserted = pyqtSignal(object)

    def __init__(self, canvas: MapCanvas, subject: Callable[[], Any | None]) -> None:
        super().__init__(canvas)
        self._subject = subject
        self._held_m: tuple[float, float] | None = None
        self._place_m: tuple[float, float] | None = None

    def press(self, event: QMouseEvent) -> None:
        """Take hold of the vertex under the pointer."""
        self._held_m = self._vertex_at(event)
        self._place_m = self._held_m
        if self._held_m is None:
            self.canvas.start_pan(event.position())

    def secondary_press(self, event: QMouseEvent) -> None:
        """Take the vertex under the pointer away."""
        vertex = self._vertex_at(event)
        if vertex is not None:
            self.reshaped.emit(vertex, None)

    def move(self, event: QMouseEvent) -> None:
        """Drag the vertex."""
        if self._held_m is not None:
            self._place_m = self.canvas.snapped(*self.place_m(event))
            self.canvas.update()

    def release(self, event: QMouseEvent) -> None:  # noqa: ARG002 - the last move counts
        """Put the vertex down."""
        held, place = self._held_m, self._place_m
        self.deactivate()
        if held is not None and place is not None and held != place:
            self.reshaped.emit(held, place)

    def double_click(self, event: QMouseEvent) -> None:
        """Add a vertex to the side under the pointer."""
        subject = self._subject()
        place = self.place_m(event)
        reach_m = _HANDLE_PX * self.canvas.view.m_per_px
        if subject is not None and _outline(subject).distance(shapely.Point(place)) <= reach_m:
            self.inserted.emit(place)

    def deactivate(self) -> None:
        """Let go."""
        self._held_m = self._place_m = None
        self.canvas.update()

    def _vertex_at(self, event: QMouseEvent) -> tuple[float, float] | None:
        subject = self._subject()
        if subject is None:
            return None
        vertices = shapely.get_coordinates(subject)
        distance = np.hypot(*(vertices - self.place_m(event)).T)
        nearest = int(np.argmin(distance))
        if distance[nearest] > _HANDLE_PX * self.canvas.view.m_per_px:
            return None
        return float(vertices[nearest, 0]), float(vertices[nearest, 1])

    def paint(self, painter: QPainter) -> None:
        """Draw the handles, and the outline while a vertex is dragged."""
        subject = self._subject()
        if subject is None:
            return
        if self._held_m is not None and self._place_m is not None:
            paint_ghost(painter, self, with_vertex(subject, self._held_m, self._place_m))
        painter.setPen(QPen(RUBBER, 1.4))
        painter.setBrush(QColor(255, 255, 255))
        for x_m, y_m in shapely.get_coordinates(subject).tolist():
            point = self.place_px((x_m, y_m))
            painter.drawRect(int(point.x()) - 3, int(point.y()) - 3, 6, 6)


def paint_ghost(painter: QPainter, tool: MapTool, geometry: Any) -> None:
    """Draw a geometry as it would be."""
    painter.setPen(QPen(RUBBER, 1.6))
    painter.setBrush(QColor(214, 51, 108, 40))
    for part in shapely.get_parts(geometry):
        outline = part.exterior if part.geom_type == "Polygon" else part
        points = [tool.place_px((x, y)) for x, y in shapely.get_coordinates(outline).tolist()]
        if part.geom_type == "Polygon":
            painter.drawPolygon(QPolygonF(points))
        elif part.geom_type == "Point":
            painter.drawEllipse(QPointF(points[0]), 6.0, 6.0)
        else:
            painter.drawPolyline(QPolygonF(points))


def _outline(geometry: Any) -> Any:
    is_area = shapely.get_dimensions(geometry) == 2
    return shapely.boundary(geometry) if is_area else geometry


def with_vertex(
    geometry: Any, old_m: tuple[float, float], new_m: tuple[float, float] | None
) -> Any:
    """Return a geometry with one of its vertices moved or (with None) taken away.

    Every vertex at the old place goes along, so that closed rings stay closed.
    A line of two points or a ring of a triangle is returned as it was.
    """
    return _rebuilt(geometry, lambda xy: _changed(xy, old_m, new_m))


def with_new_vertex(geometry: Any, place_m: tuple[float, float]) -> Any:
    """Return a geometry with a vertex added on the side nearest to a place."""
    outline = _outline(geometry)
    lines = [part for part in shapely.get_parts(outline) if part.length]
    point = shapely.Point(place_m)
    nearest = min(lines, key=lambda line: float(line.distance(point)))
    target = shapely.get_coordinates(nearest)
    sides = shapely.linestrings(np.stack((target[:-1], target[1:]), axis=1))
    side = int(np.argmin(shapely.distance(sides, point)))

    def insert(xy: Any) -> Any:
        if xy.shape == target.shape and np.array_equal(xy, target):
            return np.insert(xy, side + 1, place_m, axis=0)
        return xy

    return _rebuilt(geometry, insert)


def sides_at(geometry: Any, vertex_m: tuple[float, float]) -> list[Any]:
    """Return the sides of a line that end in a vertex, each running towards it."""
    sides = []
    for part in shapely.get_parts(geometry):
        xy = shapely.get_coordinates(part)
        at = np.flatnonzero((xy == vertex_m).all(axis=1))
        neighbours = np.unique(np.concatenate((at - 1, at + 1)))
        neighbours = neighbours[(neighbours >= 0) & (neighbours < len(xy))]
        sides += [shapely.LineString((xy[place], vertex_m)) for place in neighbours]
    return sides


def with_ends_along(
    geometry: Any, sides: Sequence[Any], old_m: tuple[float, float], new_m: tuple[float, float]
) -> Any:
    """Return a line whose ends stay on the sides of another when their common vertex moves.

    An end that touched a side part of the way along touches it at the same
    share of its new length, so that a junction stays one.
    """
    for end in shapely.get_coordinates(shapely.boundary(geometry)):
        place = (float(end[0]), float(end[1]))
        for side in sides:
            if place != old_m and side.distance(shapely.Point(place)) <= _TOUCHING_M:
                share = side.project(shapely.Point(place), normalized=True)
                start = np.array(side.coords[0])
                moved = start + share * (np.array(new_m) - start)
                geometry = with_vertex(geometry, place, (float(moved[0]), float(moved[1])))
                break
    return geometry


def _changed(xy: Any, old_m: tuple[float, float], new_m: tuple[float, float] | None) -> Any:
    hit = (xy == old_m).all(axis=1)
    if new_m is not None:
        changed = xy.copy()
        changed[hit] = new_m
        return changed
    is_ring = len(xy) > 2 and (xy[0] == xy[-1]).all()
    kept = xy[~hit]
    if is_ring and hit[0] and len(kept):
        kept = np.vstack((kept, kept[:1]))
    return kept if len(kept) >= (4 if is_ring else 2) else xy


def _rebuilt(geometry: Any, change: Callable[[Any], Any]) -> Any:
    parts = [_rebuilt_part(part, change) for part in shapely.get_parts(geometry)]
    if geometry.geom_type.startswith("Multi"):
        return type(geometry)(parts)
    return parts[0]


def _rebuilt_part(part: Any, change: Callable[[Any], Any]) -> Any:
    if part.geom_type == "Polygon":
        rings = [change(shapely.get_coordinates(ring)) for ring in shapely.get_rings(part)]
        return shapely.Polygon(rings[0], rings[1:])
    return type(part)(change(shapely.get_coordinates(part)))
