"""What the map draws: arrays and styles, made from the project, never changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray

from siting_tool.map_canvas.point_index import PointIndex
from siting_tool.map_canvas.viewport import Bounds

Rgba = tuple[int, int, int, int]


@dataclass(frozen=True, kw_only=True)
class Category:
    """One kind of feature in a layer: how it looks and what it is called.

    Attributes
    ----------
    value
        Value of the styled column, empty for "all others".
    title_zh, title_en
        Text of the legend.
    colour
        Red, green, blue, opacity (0 to 255): fill of points and polygons,
        stroke of lines.
    outline
        Edge of points and polygons.
    outline_px
        Width of that edge.
    symbol
        ``circle``, ``square``, ``triangle``, ``diamond``, ``star``, ``drop``
        or ``arrow``.
    size_px
        Diameter of a point or width of a line.
    dash
        Lengths of strokes and gaps in line widths, empty for a solid line.
    """

    value: str
    title_zh: str
    title_en: str
    colour: Rgba
    outline: Rgba = (255, 255, 255, 230)
    outline_px: float = 1.0
    symbol: str = "circle"
    size_px: float = 6.0
    dash: tuple[float, ...] = ()

    def title(self, language: str) -> str:
        """Return the text of the legend."""
        return self.title_zh if language == "zh" else self.title_en


@dataclass(frozen=True, kw_only=True)
class Labels:
    """Texts beside features.

    Attributes
    ----------
    texts
        One value per feature; what is missing gets no label.
    xy_m
        Where, shape (features, 2).
    max_m_per_px
        Shown when the map is at least as close as this.
    size_px, colour, is_bold
        Look.
    priority
        Labels of a higher priority keep others away.
    """

    texts: NDArray[np.object_]
    xy_m: NDArray[np.float64]
    max_m_per_px: float
    size_px: float = 12.0
    colour: Rgba = (30, 30, 30, 255)
    is_bold: bool = False
    priority: int = 0


@dataclass(frozen=True, kw_only=True)
class MapLayer:
    """Anything the map draws.

    Attributes
    ----------
    key
        Role of the layer, unique on the map.
    title_zh, title_en
        Names in tree and legend.
    categories
        Looks, in the order of the legend; later ones are drawn over earlier ones.
    codes
        Category of every feature, shape (features,).
    labels
        Texts, or None.
    max_m_per_px
        The layer shows only when the map is at least as close as this.
    """

    key: str
    title_zh: str
    title_en: str
    categories: tuple[Category, ...]
    codes: NDArray[np.uint8] = field(repr=False)
    labels: Labels | None = field(default=None, repr=False)
    max_m_per_px: float = float("inf")

    def title(self, language: str) -> str:
        """Return the layer's name."""
        return self.title_zh if language == "zh" else self.title_en

    @cached_property
    def counts(self) -> tuple[int, ...]:
        """Features per category."""
        counted = np.bincount(self.codes, minlength=len(self.categories))
        return tuple(int(count) for count in counted)

    @property
    def bounds_m(self) -> Bounds | None:
        """Extent on the ground, None when there is none."""
        raise NotImplementedError

    @property
    def revision(self) -> int:
        """Grows while parts of the layer arrive."""
        return 0


@dataclass(frozen=True, kw_only=True)
class PointLayer(MapLayer):
    """Points with symbols; ``xy_m`` has shape (features, 2)."""

    xy_m: NDArray[np.float64] = field(repr=False)
    index: PointIndex = field(repr=False)

    @cached_property
    def by_category(
        self,
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.uint8]]:
        """Eastings, northings and codes in drawing order."""
        order = np.argsort(self.codes, kind="stable")
        return self.xy_m[order, 0], self.xy_m[order, 1], self.codes[order]

    @property
    def bounds_m(self) -> Bounds | None:
        """Extent of the finite points."""
        return self.index.bounds_m


@dataclass(frozen=True, kw_only=True)
class LineLayer(MapLayer):
    """Lines, which may have several parts.

    Attributes
    ----------
    coordinates_m
        Vertices of all parts, one part after the other, shape (V, 2).
    start
        First vertex of every part and the end of the last, shape (parts + 1,).
    owner
        Feature of every part, shape (parts,).
    shows_direction
        Whether arrows show which way the line runs.
    """

    coordinates_m: NDArray[np.float64] = field(repr=False)
    start: NDArray[np.intp] = field(repr=False)
    owner: NDArray[np.intp] = field(repr=False)
    shows_direction: bool = False

    @cached_property
    def boxes_m(self) -> NDArray[np.float64]:
        """Extent of every part, shape (parts, 4)."""
        return part_boxes(self.coordinates_m, self.start)

    @cached_property
    def _segments_by_level(self) -> dict[int, tuple[NDArray[np.float64], NDArray[np.uint8]]]:
        return {}

    def segments(self, level: int) -> tuple[NDArray[np.float64], NDArray[np.uint8]]:
        """Return straight segments that are exact to half of ``2**level`` metres.

        Returns
        -------
        tuple
            Ends x0, y0, x1, y1, shape (segments, 4), and categories; in drawing order.
        """
        if level not in self._segments_by_level:
            self._segments_by_level[level] = self._simplified(0.5 * 2.0**level)
        return self._segments_by_level[level]

    def _simplified(self, cell_m: float) -> tuple[NDArray[np.float64], NDArray[np.uint8]]:
        part = np.repeat(np.arange(len(self.owner)), np.diff(self.start))
        cell = np.floor(self.coordinates_m / cell_m).astype(np.int64)
        keep = np.ones(len(cell), dtype=bool)
        keep[1:] = (cell[1:] != cell[:-1]).any(axis=1) | (part[1:] != part[:-1])
        keep[self.start[1:][np.diff(self.start) > 0] - 1] = True
        xy_m, part = self.coordinates_m[keep], part[keep]
        joined = part[1:] == part[:-1]
        segments = np.column_stack((xy_m[:-1][joined], xy_m[1:][joined]))
        codes = self.part_codes[part[1:][joined]]
        order = np.argsort(codes, kind="stable")
        return segments[order], codes[order]

    @cached_property
    def part_codes(self) -> NDArray[np.uint8]:
        """Category of every part."""
        return self.codes[self.owner]

    @cached_property
    def bounds_m(self) -> Bounds | None:
        """Extent of all lines."""
        return _bounds(self.coordinates_m)


@dataclass(frozen=True, kw_only=True)
class PolygonLayer(MapLayer):
    """Polygons with holes, as shapely geometries."""

    polygons: NDArray[np.object_] = field(repr=False)

    @cached_property
    def boxes_m(self) -> NDArray[np.float64]:
        """Extent of every polygon, shape (features, 4)."""
        return np.asarray(shapely.bounds(self.polygons), dtype=float).reshape(-1, 4)

    @property
    def bounds_m(self) -> Bounds | None:
        """Extent of all polygons."""
        return _bounds(self.boxes_m.reshape(-1, 2))


@dataclass(frozen=True, kw_only=True)
class GroundLayer(MapLayer):
    """What shows the ground and has no features."""


@dataclass(frozen=True, kw_only=True)
class RasterLayer(GroundLayer):
    """A picture laid on the ground, such as a hillshade.

    Attributes
    ----------
    rgba
        Shape (rows, columns, 4), north up.
    extent_m
        Outer edges of the picture.
    """

    rgba: NDArray[np.uint8] = field(repr=False)
    extent_m: Bounds

    @cached_property
    def _levels(self) -> list[NDArray[np.uint8]]:
        return [np.ascontiguousarray(self.rgba)]

    def level_for(self, m_per_px: float) -> NDArray[np.uint8]:
        """Return the picture at the coarsest resolution that is fine enough for a scale."""
        west, _, east, _ = self.extent_m
        wanted = int(np.log2(max(m_per_px * self.rgba.shape[1] / (east - west), 1.0)))
        while len(self._levels) <= wanted and min(self._levels[-1].shape[:2]) > 2:
            finer = self._levels[-1]
            rows, columns = finer.shape[0] // 2 * 2, finer.shape[1] // 2 * 2
            quads = finer[:rows, :columns].reshape(rows // 2, 2, columns // 2, 2, 4)
            self._levels.append(quads.mean(axis=(1, 3)).astype(np.uint8))
        return self._levels[min(wanted, len(self._levels) - 1)]

    @property
    def bounds_m(self) -> Bounds | None:
        """Extent of the picture."""
        return self.extent_m


def _bounds(xy_m: NDArray[np.float64]) -> Bounds | None:
    finite = xy_m[np.isfinite(xy_m).all(axis=1)]
    if not len(finite):
        return None
    west, south = finite.min(axis=0)
    east, north = finite.max(axis=0)
    return float(west), float(south), float(east), float(north)


def part_boxes(coordinates_m: NDArray[np.float64], start: NDArray[np.intp]) -> NDArray[np.float64]:
    """Return the extent of every part, shape (parts, 4); NaN for empty ones."""
    boxes = np.full((len(start) - 1, 4), np.nan)
    filled = np.flatnonzero(np.diff(start) > 0)
    if len(filled):
        first = start[filled]
        boxes[filled, :2] = np.minimum.reduceat(coordinates_m, first, axis=0)
        boxes[filled, 2:] = np.maximum.reduceat(coordinates_m, first, axis=0)
    return boxes


def line_arrays(
    geometries: NDArray[np.object_],
) -> tuple[NDArray[np.float64], NDArray[np.intp], NDArray[np.intp]]:
    """Return coordinates, starts and owners of the parts of (multi) lines.

    Returns
    -------
    tuple
        Coordinates of all parts, shape (V, 2); start of every part, shape
        (parts + 1,); feature that each part belongs to, shape (parts,).
    """
    parts, owner = shapely.get_parts(geometries, return_index=True)
    coordinates, part = shapely.get_coordinates(parts, return_index=True)
    start = np.searchsorted(part, np.arange(len(parts) + 1)).astype(np.intp)
    return coordinates, start, owner.astype(np.intp)


def boxes_in(boxes_m: NDArray[np.float64], bounds_m: Bounds) -> NDArray[np.intp]:
    """Return the indices of the boxes that touch an extent."""
    west, south, east, north = bounds_m
    touching = (
        (boxes_m[:, 0] <= east)
        & (boxes_m[:, 2] >= west)
        & (boxes_m[:, 1] <= north)
        & (boxes_m[:, 3] >= south)
    )
    return np.flatnonzero(touching)
