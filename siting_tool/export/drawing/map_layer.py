"""One layer of a map: geometry, the look of each feature, what the legend says."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from resources.map_style import Symbol
from siting_tool.export.drawing.map_view import Bounds


@dataclass(frozen=True, kw_only=True)
class LegendEntry:
    """One line of a legend: symbol, title and how many features have it."""

    symbol: Symbol
    title: str
    kind: str
    count: int


@dataclass(frozen=True, kw_only=True)
class MapLayer:
    """Features of one role as they are drawn.

    Attributes
    ----------
    role
        Role of the layer.
    geometry
        Shape (n,), Shapely geometries.
    classes
        Look and title of every class.
    class_index
        Class of each feature, shape (n,).
    angle_rad
        Turn of each point symbol, counter-clockwise, shape (n,); empty where nothing turns.
    """

    role: str
    geometry: NDArray[np.object_]
    classes: tuple[tuple[Symbol, str], ...]
    class_index: NDArray[np.intp]
    angle_rad: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))

    @cached_property
    def _tree(self) -> shapely.STRtree:
        return shapely.STRtree(self.geometry)

    @cached_property
    def dimension(self) -> NDArray[np.int_]:
        """0 for points, 1 for lines, 2 for areas."""
        return np.asarray(shapely.get_dimensions(self.geometry))

    def within(self, bounds_m: Bounds) -> NDArray[np.intp]:
        """Return the features that touch a rectangle, in the order of the layer."""
        return np.sort(self._tree.query(shapely.box(*bounds_m)))

    def touching(self, area: Any) -> NDArray[np.intp]:
        """Return the features that touch an area, in the order of the layer."""
        return np.sort(self._tree.query(area, predicate="intersects"))

    def subset(self, keep: NDArray[np.bool_]) -> MapLayer:
        """Return the layer with some of its features."""
        return MapLayer(
            role=self.role,
            geometry=self.geometry[keep],
            classes=self.classes,
            class_index=self.class_index[keep],
            angle_rad=self.angle_rad[keep] if len(self.angle_rad) else self.angle_rad,
        )

    def legend(self) -> list[LegendEntry]:
        """Return a line per class that has features."""
        counts = np.bincount(self.class_index, minlength=len(self.classes))
        kinds = np.full(len(self.classes), 0)
        kinds[self.class_index] = self.dimension
        return [
            LegendEntry(
                symbol=symbol,
                title=title,
                kind=("point", "line", "area")[kinds[index]],
                count=int(counts[index]),
            )
            for index, (symbol, title) in enumerate(self.classes)
            if counts[index]
        ]
