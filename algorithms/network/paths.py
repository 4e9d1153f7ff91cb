"""Shortest ways themselves: for sign posts, for drawing and for flows along roads."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from shapely import LineString

from algorithms.network import _kernels, _validate
from algorithms.network._arrays import FloatArray, IntArray
from algorithms.network._routing import RoutingGraph, distance_graph
from algorithms.network.snapping import Snaps, snap_points
from algorithms.network.street_network import StreetNetwork
from algorithms.progress import SILENT, Progress


@dataclass(frozen=True, kw_only=True)
class Paths:
    """Shortest ways, one per from-point; all ways to one point form a tree.

    Attributes
    ----------
    distance_m
        Walking distance with access ways, infinite where there is no way.
    to_index
        Point that each way leads to, -1 for none.
    node_index, node_offsets
        Nodes passed, in walking order: way ``k`` passes
        ``node_index[node_offsets[k]:node_offsets[k + 1]]``. A way along a single
        edge passes none.
    edge_index, edge_offsets
        Edges walked along, likewise; the first and the last in part.
    from_snaps, to_snaps
        Where the points join the network.
    """

    network: StreetNetwork
    distance_m: FloatArray
    to_index: IntArray
    node_index: IntArray
    node_offsets: IntArray
    edge_index: IntArray
    edge_offsets: IntArray
    from_snaps: Snaps
    to_snaps: Snaps

    def __len__(self) -> int:
        """Return the number of ways."""
        return len(self.distance_m)

    def nodes(self, way: int) -> IntArray:
        """Return the nodes that a way passes, in walking order."""
        return self.node_index[self.node_offsets[way] : self.node_offsets[way + 1]]

    def edges(self, way: int) -> IntArray:
        """Return the edges that a way follows, in walking order."""
        return self.edge_index[self.edge_offsets[way] : self.edge_offsets[way + 1]]

    def line(self, way: int) -> LineString | None:
        """Return a way as a line from point to point, None where there is no way."""
        if not np.isfinite(self.distance_m[way]):
            return None
        target = int(self.to_index[way])
        start_m, end_m = self.from_snaps.position_m[way], self.to_snaps.position_m[target]
        edges, nodes = self.edges(way).tolist(), self.nodes(way).tolist()
        stretches = [self.from_snaps.point_xy_m[way][None]]
        for rank, edge in enumerate(edges):
            begin = start_m if rank == 0 else _end_m(self.network, edge, nodes[rank - 1], end_m)
            last = rank == len(edges) - 1
            finish = end_m if last else _end_m(self.network, edge, nodes[rank], start_m)
            stretches.append(_stretch(self.network, edge, float(begin), float(finish)))
        stretches.append(self.to_snaps.point_xy_m[target][None])
        xy_m = np.concatenate(stretches)
        keep = np.ones(len(xy_m), bool)
        keep[1:] = (np.diff(xy_m, axis=0) != 0.0).any(axis=1)
        kept = xy_m[keep]
        return LineString(kept if len(kept) > 1 else np.repeat(kept, 2, axis=0))


def shortest_paths(
    network: StreetNetwork,
    from_xy_m: ArrayLike,
    to_xy_m: ArrayLike,
    to_index: ArrayLike | None = None,
    *,
    max_access_m: float = np.inf,
    progress: Progress = SILENT,
) -> Paths:
    """Find one shortest way for each from-point, such as a household's to its toilet.

    Distances are those of `distances_within`. Ways are searched from the
    to-points, so that all ways to one of them form a tree: wherever two meet
    they go on together, as walkers do who follow the same signs.

    Parameters
    ----------
    from_xy_m, to_xy_m
        Points, shapes (K, 2) and (L, 2).
    to_index
        For each from-point the number of the to-point it goes to, -1 for none;
        by default the one of the same number.
    max_access_m
        Longest access way; points farther from every road have no way.
    progress
        Told after each to-point; may raise `CancelledError`.

    Raises
    ------
    InputError
        ``network.points_shape``, ``network.length_mismatch``.
    """
    from_snaps = snap_points(network, from_xy_m, max_access_m=max_access_m)
    to_snaps = snap_points(network, to_xy_m, max_access_m=max_access_m)
    chosen = np.arange(len(to_snaps)) if to_index is None else np.asarray(to_index, np.int64)
    target = _validate.same_length("to_index", chosen, len(from_snaps))
    found = _Ways(distance_graph(network), from_snaps, to_snaps)
    has_way = from_snaps.is_snapped & (target >= 0)
    has_way[has_way] = to_snaps.is_snapped[target[has_way]]
    wanted = np.unique(target[has_way])
    for number, goal in enumerate(wanted.tolist(), start=1):
        found.lead_to(goal, np.flatnonzero(has_way & (target == goal)))
        progress.report("network.paths", number / len(wanted))
    return found.paths(target)


class _Ways:
    """Collects ways while one target after the other is searched."""

    def __init__(self, graph: RoutingGraph, from_snaps: Snaps, to_snaps: Snaps) -> None:
        self._graph = graph
        self._from_snaps = from_snaps
        self._to_snaps = to_snaps
        self._distance_m = np.full(len(from_snaps), np.inf)
        self._nodes: list[list[int]] = [[] for _ in range(len(from_snaps))]
        self._edges: list[list[int]] = [[] for _ in range(len(from_snaps))]

    def lead_to(self, goal: int, starts: IntArray) -> None:
        """Find the ways of some from-points to one to-point."""
        network, snaps, goals = self._graph.network, self._from_snaps, self._to_snaps
        edge, position_m = snaps.edge_index[starts], snaps.position_m[starts]
        ends = network.edge_nodes[edge]
        goal_edge, goal_m = int(goals.edge_index[goal]), float(goals.position_m[goal])
        goal_access_m = float(goals.access_m[goal])
        node_m, came_by = _kernels.path_tree(
            self._graph.arrays, goal_edge, goal_m, goal_access_m, np.unique(ends)
        )
        along_m = np.where(edge == goal_edge, np.abs(position_m - goal_m) + goal_access_m, np.inf)
        offers_m = np.column_stack(
            [
                along_m,
                node_m[ends[:, 0]] + position_m,
                node_m[ends[:, 1]] + (network.edge_length_m[edge] - position_m),
            ]
        )
        best = offers_m.argmin(axis=1)
        is_same = (snaps.point_xy_m[starts] == goals.point_xy_m[goal]).all(axis=1)
        best[is_same] = 0
        least_m = offers_m[np.arange(len(starts)), best] + snaps.access_m[starts]
        self._distance_m[starts] = np.where(is_same, 0.0, least_m)
        for rank, start in enumerate(starts.tolist()):
            if not np.isfinite(self._distance_m[start]):
                continue
            self._edges[start].append(int(edge[rank]))
            if best[rank] > 0:
                self._follow(start, int(ends[rank, best[rank] - 1]), came_by)
                self._edges[start].append(goal_edge)

    def _follow(self, start: int, node: int, came_by: IntArray) -> None:
        """Walk down the tree from a node to the edge of the goal."""
        edge_nodes = self._graph.network.edge_nodes
        self._nodes[start].append(node)
        while came_by[node] >= 0:
            edge = int(came_by[node])
            one, other = edge_nodes[edge]
            node = int(other if node == one else one)
            self._edges[start].append(edge)
            self._nodes[start].append(node)

    def paths(self, target: IntArray) -> Paths:
        """Return all ways found."""
        node_index, node_offsets = _ragged(self._nodes)
        edge_index, edge_offsets = _ragged(self._edges)
        return Paths(
            network=self._graph.network,
            distance_m=self._distance_m,
            to_index=np.where(np.isfinite(self._distance_m), target, -1),
            node_index=node_index,
            node_offsets=node_offsets,
            edge_index=edge_index,
            edge_offsets=edge_offsets,
            from_snaps=self._from_snaps,
            to_snaps=self._to_snaps,
        )


def _ragged(rows: list[list[int]]) -> tuple[IntArray, IntArray]:
    offsets = np.concatenate([[0], np.cumsum([len(row) for row in rows])]).astype(np.int64)
    return np.array([value for row in rows for value in row], dtype=np.int64), offsets


def _end_m(network: StreetNetwork, edge: int, node: int, other_m: float) -> float:
    """Return the position of an edge's end at a node; on a loop the end nearer ``other_m``."""
    length_m = float(network.edge_length_m[edge])
    start, end = network.edge_nodes[edge]
    if start == end:
        return 0.0 if other_m <= length_m - other_m else length_m
    return 0.0 if node == start else length_m


def _stretch(network: StreetNetwork, edge: int, begin_m: float, finish_m: float) -> FloatArray:
    """Return the line of an edge between two positions, in walking direction."""
    first, stop = network.edge_vertex_offsets[edge], network.edge_vertex_offsets[edge + 1]
    position_m = network.vertex_position_m[first:stop]
    xy_m = network.vertex_xy_m[first:stop]
    low_m, high_m = min(begin_m, finish_m), max(begin_m, finish_m)
    inside = xy_m[(position_m > low_m) & (position_m < high_m)]
    ends = [
        np.array([np.interp(at_m, position_m, xy_m[:, axis]) for axis in (0, 1)])
        for at_m in (low_m, high_m)
    ]
    line = np.vstack([ends[0], inside, ends[1]])
    return line if begin_m <= finish_m else line[::-1]
