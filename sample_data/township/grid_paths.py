"""Least-cost ways over the ground, and the lines that follow them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.ndimage import distance_transform_edt, gaussian_filter1d
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from township.terrain import Array, Terrain

Indices = NDArray[np.intp]
KNIGHT_STEPS = (
    (0, 1),
    (1, 0),
    (1, 1),
    (1, -1),
    (1, 2),
    (2, 1),
    (2, -1),
    (1, -2),
)
EIGHT_STEPS = KNIGHT_STEPS[:4]
SPACING_M = 20.0


@dataclass(frozen=True, kw_only=True)
class GridGraph:
    """Steps between neighbouring cells; each cell is a node."""

    terrain: Terrain
    from_node: Indices
    to_node: Indices
    length_m: Array
    gradient: Array
    pattern: csr_array  # entries are 1 + the index of the step, both ways

    @property
    def node_count(self) -> int:
        """Cells of the grid."""
        return int(self.terrain.height_m.size)

    def nodes_at(self, xy_m: Array) -> Indices:
        """Cell under each point."""
        rows, columns = self.terrain.rows_columns(np.atleast_2d(xy_m))
        shape = self.terrain.height_m.shape
        row = np.clip(np.rint(rows), 0, shape[0] - 1).astype(np.intp)
        return row * shape[1] + np.clip(np.rint(columns), 0, shape[1] - 1).astype(np.intp)

    def costs(self, easy_gradient: float, factor: Array) -> csr_array:
        """Cost of each step: length, times how much steeper than easy, times the cells' factor."""
        cost = self.length_m * (1.0 + (self.gradient / easy_gradient) ** 2)
        cost = cost * 0.5 * (factor[self.from_node] + factor[self.to_node])
        parts = cost[self.pattern.data - 1], self.pattern.indices, self.pattern.indptr
        return csr_array(parts, shape=self.pattern.shape)

    def distance_to_m(self, nodes: Indices) -> Array:
        """Straight distance of every cell to the nearest of some cells, shape (nodes,)."""
        other = np.ones(self.node_count, dtype=bool)
        other[nodes] = False
        away = distance_transform_edt(other.reshape(self.terrain.height_m.shape))
        return np.asarray(away).ravel() * self.terrain.cell_m


def build_grid_graph(
    terrain: Terrain, steps: tuple[tuple[int, int], ...], inside: NDArray[np.bool_]
) -> GridGraph:
    """Connect every cell inside with its neighbours at the given (row, column) steps."""
    rows, columns = terrain.height_m.shape
    number = np.arange(rows * columns).reshape(rows, columns)
    starts, ends, lengths = [], [], []
    for down, right in steps:
        here = number[: rows - down, max(0, -right) : columns - max(0, right)]
        there = number[down:, max(0, right) : columns + min(0, right)]
        starts.append(here.ravel())
        ends.append(there.ravel())
        lengths.append(np.full(here.size, terrain.cell_m * float(np.hypot(down, right))))
    start, end, length = (np.concatenate(a) for a in (starts, ends, lengths))
    kept = inside[start] & inside[end]
    start, end, length = start[kept], end[kept], length[kept]
    height = terrain.height_m.ravel()
    gradient = np.abs(height[end] - height[start]) / length
    step = np.tile(np.arange(1, len(start) + 1, dtype=np.int32), 2)
    pairs = np.r_[start, end].astype(np.int32), np.r_[end, start].astype(np.int32)
    return GridGraph(
        terrain=terrain,
        from_node=start,
        to_node=end,
        length_m=length,
        gradient=gradient,
        pattern=csr_array((step, pairs), shape=(number.size, number.size)),
    )


def tree_lines(
    costs: csr_array, sources: Indices, targets: Indices, centres_m: Array
) -> list[shapely.LineString]:
    """Cheapest ways from the targets to their nearest sources, shared parts once, cut at forks.

    Each line runs from the target's side towards the source.
    """
    _, came_from, _ = dijkstra(
        costs, indices=np.unique(sources), min_only=True, return_predecessors=True
    )
    onward: dict[int, int] = {}
    arrivals: defaultdict[int, int] = defaultdict(int)
    for target in targets.tolist():
        node = target
        while came_from[node] >= 0 and node not in onward:
            onward[node] = int(came_from[node])
            arrivals[onward[node]] += 1
            node = onward[node]
    wanted = set(targets.tolist())
    lines = []
    for node, following in onward.items():
        if arrivals[node] == 1 and node not in wanted:
            continue  # the middle of a line
        chain = [node, following]
        while arrivals[chain[-1]] == 1 and chain[-1] in onward and chain[-1] not in wanted:
            chain.append(onward[chain[-1]])
        lines.append(smooth_line(centres_m[chain]))
    return lines


def smooth_line(xy_m: Array) -> shapely.LineString:
    """Round the corners of a way over the grid; its ends stay."""
    raw = shapely.LineString(xy_m)
    count = max(2, round(raw.length / SPACING_M) + 1)
    even = shapely.get_coordinates(
        shapely.line_interpolate_point(raw, np.linspace(0, raw.length, count))
    )
    if count > 3:
        padded = np.pad(even, ((6, 6), (0, 0)), mode="reflect", reflect_type="odd")
        even[1:-1] = gaussian_filter1d(padded, 2.0, axis=0)[7:-7]
    return shapely.LineString(np.round(even, 2)).simplify(0.5)


def nodes_along(graph: GridGraph, lines: list[shapely.LineString]) -> Indices:
    """Cells that lines run through."""
    dense = shapely.segmentize(np.array(lines, dtype=object), 0.5 * graph.terrain.cell_m)
    return np.unique(graph.nodes_at(shapely.get_coordinates(dense)))


def snap_end(line: shapely.LineString, network: shapely.MultiLineString) -> shapely.LineString:
    """Move the last point of a line onto the network where it is within 60 m of it."""
    if network.is_empty:
        return line
    end = shapely.get_point(line, -1)
    there = shapely.shortest_line(end, network)
    if there.length > 60.0:
        return line
    xy = shapely.get_coordinates(line)
    xy[-1] = np.round(shapely.get_coordinates(there)[-1], 2)
    return shapely.LineString(xy)
