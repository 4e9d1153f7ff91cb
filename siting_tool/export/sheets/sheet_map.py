"""The map of a sheet: contours, layers, grid and labels in one view."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from siting_tool.export.drawing import contours
from siting_tool.export.drawing.drawing import Drawing
from siting_tool.export.drawing.grid import draw_grid
from siting_tool.export.drawing.label_boxes import Box
from siting_tool.export.drawing.labels import (
    Label,
    Placement,
    draw_labels,
    place_labels,
    places_around,
    places_inside,
)
from siting_tool.export.drawing.map_layer import MapLayer
from siting_tool.export.drawing.map_view import MapView
from siting_tool.export.drawing.painter import paint_layers
from siting_tool.export.sheets.plan_data import PlanData

_EDGE_MM = 0.5
_BELOW_CONTOURS = ("village_boundaries", "restricted_areas", "water")


@dataclass(frozen=True, kw_only=True)
class LabelStyle:
    """Which text of a layer is written, how large and how important.

    Attributes
    ----------
    text
        Column of the text, or a function of the layer's frame that gives them.
    size_mm
        Size of letters.
    priority
        The higher one is placed first; 0 is usual.
    colour
        Of the letters.
    inside
        Whether the name stands in the middle of an area instead of beside a point.
    """

    texts: NDArray[np.object_]
    size_mm: float
    priority: int = 0
    colour: str = "#000000"
    inside: bool = False


@dataclass(frozen=True, kw_only=True)
class MapPlan:
    """What a map shows.

    Attributes
    ----------
    layers
        Lowest first.
    labels
        Label style by role.
    has_contours
        Whether contour lines are drawn.
    extra_labels
        Gives further labels for a view, such as pipe labels.
    extra_obstacles
        Gives further rectangles that labels keep clear of.
    obstacle_roles
        Layers whose symbols labels keep clear of.
    """

    layers: Sequence[MapLayer]
    labels: dict[str, LabelStyle]
    has_contours: bool = True
    extra_labels: Callable[[MapView], Iterable[Label]] | None = None
    extra_obstacles: Callable[[MapView], Iterable[Box]] | None = None
    obstacle_roles: tuple[str, ...] = ()


def draw_map(drawing: Drawing, plan: PlanData, view: MapView, content: MapPlan) -> Placement:
    """Draw a map with its grid and labels; return where the labels went."""
    terrain = plan.project.terrain
    lines = {}
    paint_layers(drawing, view, (one for one in content.layers if one.role in _BELOW_CONTOURS))
    if content.has_contours and terrain is not None:
        lines = contours.contour_lines(terrain, view)
        contours.draw_contours(drawing, view, lines)
    paint_layers(drawing, view, (one for one in content.layers if one.role not in _BELOW_CONTOURS))
    draw_grid(drawing, view)
    labels: list[Label] = []
    obstacles: list[Box] = []
    for layer in content.layers:
        style = content.labels.get(layer.role)
        if style is not None:
            labels += layer_labels(view, layer, style)
        if style is not None or layer.role in content.obstacle_roles:
            obstacles += symbol_boxes(view, layer)
    if content.extra_labels is not None:
        labels += content.extra_labels(view)
    if content.extra_obstacles is not None:
        obstacles += content.extra_obstacles(view)
    wanted = place_labels(labels, obstacles, view.frame.inset(_EDGE_MM))
    draw_labels(drawing, wanted)
    _draw_contour_heights(drawing, view, lines, obstacles, wanted)
    return wanted


def _draw_contour_heights(
    drawing: Drawing,
    view: MapView,
    lines: dict[float, list[NDArray[np.float64]]],
    obstacles: list[Box],
    wanted: Placement,
) -> None:
    """Write heights where room is left; they are many, so the missing ones are not counted."""
    taken = [*obstacles, *(entry.box for entry in wanted.placed)]
    heights = contours.contour_labels(view, lines)
    draw_labels(drawing, place_labels(heights, taken, view.frame.inset(_EDGE_MM)))


def symbol_boxes(view: MapView, layer: MapLayer) -> list[Box]:
    """Return the rectangles that the point symbols of a layer cover inside a view."""
    boxes = []
    for index, (x, y) in _points_in_view(view, layer):
        symbol = layer.classes[layer.class_index[index]][0]
        half = symbol.size_mm / 2.0 + symbol.width_mm / 2.0
        boxes.append(Box(x, y, half, half))
    return boxes


def _points_in_view(view: MapView, layer: MapLayer) -> list[tuple[int, tuple[float, float]]]:
    seen = layer.within(view.bounds_m)
    seen = seen[layer.dimension[seen] == 0]
    points = shapely.get_coordinates(shapely.centroid(layer.geometry[seen]))
    return [
        (index, (x, y))
        for index, (x, y) in zip(seen.tolist(), view.to_paper(points).tolist(), strict=True)
    ]


def layer_labels(view: MapView, layer: MapLayer, style: LabelStyle) -> list[Label]:
    """Return the labels of the features inside a view; empty texts are left out."""
    if style.inside:
        return _area_labels(view, layer, style)
    labels = []
    for index, (x, y) in _points_in_view(view, layer):
        words = str(style.texts[index])
        if not words:
            continue
        lines = tuple(words.split("\n"))
        symbol = layer.classes[layer.class_index[index]][0]
        half = symbol.size_mm / 2.0 + symbol.width_mm / 2.0
        labels.append(
            Label(
                lines=lines, size_mm=style.size_mm,
                places=places_around(x, y, half, lines, style.size_mm),
                priority=style.priority, colour=style.colour,
            )
        )  # fmt: skip
    return labels


def _area_labels(view: MapView, layer: MapLayer, style: LabelStyle) -> list[Label]:
    labels = []
    seen = layer.within(view.bounds_m)
    visible = shapely.intersection(layer.geometry[seen], shapely.box(*view.bounds_m))
    for index, part in zip(seen.tolist(), visible, strict=True):
        words = str(style.texts[index])
        if not words or part.is_empty:
            continue
        middle = view.to_paper(shapely.get_coordinates(part.representative_point()))[0]
        lines = (words,)
        labels.append(
            Label(
                lines=lines, size_mm=style.size_mm,
                places=places_inside(float(middle[0]), float(middle[1]), lines, style.size_mm),
                priority=style.priority, colour=style.colour,
            )
        )  # fmt: skip
    return labels
