"""A grid over the segments of a network, for an exact and fast nearest search."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from algorithms._compile import compiled
from algorithms.network._arrays import FloatArray, IntArray

_CELL_MARGIN = 1e-9
"""Share of a cell by which segments are widened, above the rounding of cell numbers."""


_Cells = tuple[IntArray, IntArray, IntArray, FloatArray, FloatArray]
"""Cell offsets, cell segments, segment edges, segments, segment positions."""

_Frame = tuple[float, float, float, int, int]
"""Origin x and y, cell side, columns, rows."""


@dataclass(frozen=True, kw_only=True)
class SegmentGrid:
    """Square cells, each with the segments that pass through it.

    Attributes
    ----------
    origin_xy_m, cell_m, columns, rows
        Lower left corner, side and number of the cells.
    cell_offsets, cell_segments
        Segments of cell ``row * columns + column``.
    segments
        Start and end of each segment, shape (S, 4).
    segment_edge, segment_position_m
        Edge of each segment and position of its start along that edge.
    """

    origin_xy_m: tuple[float, float]
    cell_m: float
    columns: int
    rows: int
    cell_offsets: IntArray
    cell_segments: IntArray
    segments: FloatArray
    segment_edge: IntArray
    segment_position_m: FloatArray


def lay_grid(
    vertex_xy_m: FloatArray, offsets: IntArray, vertex_position_m: FloatArray
) -> SegmentGrid:
    """Lay a grid of about one cell per segment over lines given by vertices and offsets."""
    first = np.delete(np.arange(len(vertex_xy_m)), offsets[1:] - 1)
    segments = np.column_stack([vertex_xy_m[first], vertex_xy_m[first + 1]])
    low = vertex_xy_m.min(axis=0)
    width_m, height_m = (vertex_xy_m.max(axis=0) - low).tolist()
    cell_m = max(
        math.sqrt(width_m * height_m / len(segments)), max(width_m, height_m) / len(segments)
    )
    columns, rows = int(width_m / cell_m) + 1, int(height_m / cell_m) + 1
    in_cells = (segments - np.tile(low, 2)) / cell_m
    counts = np.zeros(columns * rows, np.int64)
    _enter_segments(in_cells, columns, counts, np.empty(0, np.int64))
    cell_offsets = np.concatenate([[0], np.cumsum(counts)])
    cell_segments = np.empty(cell_offsets[-1], np.int64)
    _enter_segments(in_cells, columns, cell_offsets[:-1].copy(), cell_segments)
    return SegmentGrid(
        origin_xy_m=(float(low[0]), float(low[1])),
        cell_m=cell_m,
        columns=columns,
        rows=rows,
        cell_offsets=cell_offsets,
        cell_segments=cell_segments,
        segments=segments,
        segment_edge=np.repeat(np.arange(len(offsets) - 1), np.diff(offsets) - 1),
        segment_position_m=vertex_position_m[first],
    )


def nearest_places(
    grid: SegmentGrid, points_xy_m: FloatArray, limit_m: float, is_allowed: NDArray[np.bool_]
) -> tuple[IntArray, FloatArray, FloatArray, FloatArray]:
    """Return the nearest allowed edge of each point, and the place on it.

    Edge (-1 beyond the limit or for a point that is not finite), position along
    the edge, distance, and place (shape (K, 2)).
    """
    cells = (
        grid.cell_offsets,
        grid.cell_segments,
        grid.segment_edge,
        grid.segments,
        grid.segment_position_m,
    )
    frame = (*grid.origin_xy_m, grid.cell_m, grid.columns, grid.rows)
    return _search_grid(cells, frame, is_allowed, points_xy_m, limit_m)


@compiled
def _enter_segments(
    segments: FloatArray, columns: int, cursor: IntArray, cell_segments: IntArray
) -> None:
    """Count the segments of each cell, or enter them when there is room for them.

    ``segments`` are in units of cells. ``cursor`` is the next free entry of each
    cell and moves on by one for each segment.
    """
    rows = len(cursor) // columns
    for number in range(len(segments)):
        x, y, end_y = segments[number, 0], segments[number, 1], segments[number, 3]
        run, rise = segments[number, 2] - x, end_y - y
        first_row = max(math.floor(min(y, end_y) - _CELL_MARGIN), 0)
        last_row = min(math.floor(max(y, end_y) + _CELL_MARGIN), rows - 1)
        for row in range(first_row, last_row + 1):
            begin, finish = 0.0, 1.0
            if rise != 0.0:
                at_bottom = (row - _CELL_MARGIN - y) / rise
                at_top = (row + 1 + _CELL_MARGIN - y) / rise
                begin = max(begin, min(at_bottom, at_top))
                finish = min(finish, max(at_bottom, at_top))
            low = min(x + begin * run, x + finish * run) - _CELL_MARGIN
            high = max(x + begin * run, x + finish * run) + _CELL_MARGIN
            for column in range(max(math.floor(low), 0), min(math.floor(high), columns - 1) + 1):
                cell = row * columns + column
                if len(cell_segments) > 0:
                    cell_segments[cursor[cell]] = number
                cursor[cell] += 1


@compiled
def _nearest_on_segment(
    segment: FloatArray, x: float, y: float
) -> tuple[float, float, float, float]:
    """Return distance, length from the segment's start, and place of the nearest point."""
    start_x, start_y, end_x, end_y = segment[0], segment[1], segment[2], segment[3]
    run, rise = end_x - start_x, end_y - start_y
    square = run * run + rise * rise
    share = 0.0
    if square > 0.0:
        share = ((x - start_x) * run + (y - start_y) * rise) / square
    place_x, place_y = start_x + share * run, start_y + share * rise
    if share <= 0.0:
        share, place_x, place_y = 0.0, start_x, start_y
    elif share >= 1.0:
        share, place_x, place_y = 1.0, end_x, end_y
    return math.hypot(place_x - x, place_y - y), share * math.sqrt(square), place_x, place_y


@compiled
def _search_point(
    cells: _Cells,
    frame: _Frame,
    is_allowed: NDArray[np.bool_],
    x: float,
    y: float,
    limit_m: float,
) -> tuple[int, float, float, float, float]:
    """Look through rings of cells around a point until no nearer segment can follow.

    Return edge, position along it, distance and place; of equally near edges the
    lowest.
    """
    cell_offsets, cell_segments, segment_edge, segments, segment_position_m = cells
    origin_x, origin_y, cell_m, columns, rows = frame
    across, up = (x - origin_x) / cell_m, (y - origin_y) / cell_m
    column, row = math.floor(across), math.floor(up)
    inset = min(across - column, column + 1 - across, up - row, row + 1 - up)
    ring = max(-column, column - columns + 1, -row, row - rows + 1, 0)
    last_ring = max(column, columns - 1 - column, row, rows - 1 - row)
    best = (-1, 0.0, np.inf, np.nan, np.nan)
    while ring <= last_ring:
        for cell_row in range(max(row - ring, 0), min(row + ring, rows - 1) + 1):
            first, last, step = column - ring, column + ring, 2 * ring
            if abs(cell_row - row) == ring:
                first, last, step = max(first, 0), min(last, columns - 1), 1
            for cell_column in range(first, last + 1, step):
                if cell_column < 0 or cell_column >= columns:
                    continue
                cell = cell_row * columns + cell_column
                for entry in range(cell_offsets[cell], cell_offsets[cell + 1]):
                    segment = cell_segments[entry]
                    edge = segment_edge[segment]
                    if not is_allowed[edge]:
                        continue
                    away_m, along_m, place_x, place_y = _nearest_on_segment(segments[segment], x, y)
                    if away_m < best[2] or (away_m == best[2] and edge < best[0]):
                        position_m = segment_position_m[segment] + along_m
                        best = (edge, position_m, away_m, place_x, place_y)
        seen_m = (ring + inset) * cell_m * (1.0 - _CELL_MARGIN)
        if best[2] < seen_m or limit_m < seen_m:
            break
        ring += 1
    return best


@compiled
def _search_grid(
    cells: _Cells,
    frame: _Frame,
    is_allowed: NDArray[np.bool_],
    points_xy_m: FloatArray,
    limit_m: float,
) -> tuple[IntArray, FloatArray, FloatArray, FloatArray]:
    """Search each point; what `nearest_places` returns."""
    count = len(points_xy_m)
    nearest_edge = np.full(count, -1)
    position_m = np.zeros(count)
    distance_m = np.full(count, np.inf)
    place_xy_m = np.full((count, 2), np.nan)
    for point in range(count):
        x, y = points_xy_m[point, 0], points_xy_m[point, 1]
        if not (math.isfinite(x) and math.isfinite(y)):
            continue
        edge, along_m, away_m, place_x, place_y = _search_point(
            cells, frame, is_allowed, x, y, limit_m
        )
        if edge >= 0 and away_m <= limit_m:
            nearest_edge[point] = edge
            position_m[point] = along_m
            distance_m[point] = away_m
            place_xy_m[point, 0] = place_x
            place_xy_m[point, 1] = place_y
    return nearest_edge, position_m, distance_m, place_xy_m
