"""Pipe labels and flow arrows on sewer plans."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely
from numpy.typing import NDArray

from siting_tool.export.drawing.drawing import Drawing
from siting_tool.export.drawing.label_boxes import Box
from siting_tool.export.drawing.labels import Label, places_along
from siting_tool.export.drawing.map_layer import MapLayer
from siting_tool.export.drawing.map_view import MapView
from siting_tool.export.sheets.sewer_network import pipe_label
from siting_tool.project.columns import numbers, words

if TYPE_CHECKING:
    import geopandas as gpd

_LABEL_SIZE_MM = 1.7
_LATERAL_SIZE_MM = 1.3
_ARROW_MM = 2.4
_ARROW_LEAST_MM = 6.0
_COLOUR = "#0072b2"

FloatArray = NDArray[np.float64]


def pipe_labels(view: MapView, layer: MapLayer, frame: gpd.GeoDataFrame) -> list[Label]:
    """Return the labels DN-length-gradient of the pipes inside a view, public ones first."""
    kinds = words(frame, "kind")
    columns = [numbers(frame, name) for name in ("diameter_m", "length_m", "gradient")]
    labels = []
    for index, line in _lines_in_view(view, layer):
        is_lateral = kinds[index] == "lateral"
        size = _LATERAL_SIZE_MM if is_lateral else _LABEL_SIZE_MM
        text = (pipe_label(*(float(column[index]) for column in columns)),)
        places = places_along(line, 0.5, text, size)
        labels.append(
            Label(lines=text, size_mm=size, places=places, priority=2 if is_lateral else 20,
                  colour=_COLOUR)
        )  # fmt: skip
    return labels


def pipe_boxes(view: MapView, layer: MapLayer) -> list[Box]:
    """Return thin rectangles along the pipes, which labels keep clear of."""
    boxes = []
    for index, line in _lines_in_view(view, layer):
        half = layer.classes[layer.class_index[index]][0].width_mm / 2.0
        steps = np.diff(line, axis=0)
        middles = line[:-1] + steps / 2.0
        lengths = np.hypot(steps[:, 0], steps[:, 1])
        angles = np.arctan2(steps[:, 1], steps[:, 0])
        boxes += [
            Box(float(x), float(y), float(length) / 2.0, half, float(angle))
            for (x, y), length, angle in zip(middles, lengths, angles, strict=True)
        ]
    return boxes


def draw_flow_arrows(drawing: Drawing, view: MapView, layer: MapLayer) -> None:
    """Draw an arrow in the middle of every pipe that is long enough, pointing downstream."""
    with drawing.clipped(view.frame):
        for index, line in _lines_in_view(view, layer):
            start, end = line[0], line[-1]
            length = float(np.hypot(*(end - start)))
            if length < _ARROW_LEAST_MM:
                continue
            way = (end - start) / length
            across = np.array([-way[1], way[0]])
            middle = (start + end) / 2.0
            tip, foot = middle + way * _ARROW_MM / 2.0, middle - way * _ARROW_MM / 2.0
            corners = [tip, foot + across * 0.55, foot - across * 0.55]
            colour = layer.classes[layer.class_index[index]][0].outline
            drawing.polygon([(float(x), float(y)) for x, y in corners], colour)


def _lines_in_view(view: MapView, layer: MapLayer) -> list[tuple[int, FloatArray]]:
    seen = layer.within(view.bounds_m)
    return [
        (index, view.to_paper(shapely.get_coordinates(layer.geometry[index])))
        for index in seen.tolist()
        if layer.geometry[index].geom_type == "LineString"
    ]
