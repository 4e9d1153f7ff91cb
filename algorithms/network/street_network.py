"""The walking network as arrays: nodes, edges, their lines and their components."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from algorithms.network._arrays import FloatArray, IntArray, distance_along
from algorithms.network._segment_grid import SegmentGrid, lay_grid


@dataclass(frozen=True, kw_only=True)
class NetworkReport:
    """What was done to the road lines on the way to the network.

    Attributes
    ----------
    skipped_line_indices
        Input lines that are not in the network, ascending, each once per reason.
    skipped_reasons
        One of ``not_walkable``, ``empty``, ``not_a_line``, ``bad_coordinates``,
        ``zero_length`` for each of them. A multi-part line may be skipped in part.
    gap_line_indices
        Input line whose end was joined across a gap, one entry per gap.
    gap_xy_m
        Where that end was before, shape (gaps, 2).
    gap_length_m
        Width of each gap that was closed.
    duplicate_edge_count
        Stretches drawn twice, kept once.
    collapsed_edge_count
        Stretches that closing the gaps shrank to a point.
    """

    skipped_line_indices: IntArray
    skipped_reasons: tuple[str, ...]
    gap_line_indices: IntArray
    gap_xy_m: FloatArray
    gap_length_m: FloatArray
    duplicate_edge_count: int
    collapsed_edge_count: int


@dataclass(frozen=True, kw_only=True)
class Component:
    """One connected piece of the network; piece 0 has the greatest length."""

    index: int
    node_count: int
    edge_count: int
    length_m: float


@dataclass(frozen=True, kw_only=True)
class StreetNetwork:
    """An undirected network of roads and paths, in metres.

    Attributes
    ----------
    node_xy_m
        Junctions and road ends, shape (N, 2).
    edge_nodes
        Start and end node of each edge, shape (E, 2). Several edges may join
        the same nodes and an edge may return to its own node.
    edge_length_m
        Length along the edge's line, shape (E,), positive.
    edge_source_index
        Input line that the edge is a piece of, shape (E,).
    vertex_xy_m, edge_vertex_offsets
        The line of edge ``e`` is ``vertex_xy_m[offsets[e]:offsets[e + 1]]``,
        from its start node to its end node, both included.
    report
        What was skipped, joined and dropped when the network was built.
    """

    node_xy_m: FloatArray
    edge_nodes: IntArray
    edge_length_m: FloatArray
    edge_source_index: IntArray
    vertex_xy_m: FloatArray
    edge_vertex_offsets: IntArray
    report: NetworkReport

    @property
    def node_count(self) -> int:
        """Number of nodes."""
        return len(self.node_xy_m)

    @property
    def edge_count(self) -> int:
        """Number of edges."""
        return len(self.edge_nodes)

    @cached_property
    def edge_lines(self) -> NDArray[np.object_]:
        """Shapely LineString of each edge, shape (E,)."""
        owner = np.repeat(np.arange(self.edge_count), np.diff(self.edge_vertex_offsets))
        return np.asarray(shapely.linestrings(self.vertex_xy_m, indices=owner))

    @cached_property
    def segment_grid(self) -> SegmentGrid:
        """Grid over the segments of all edges, for nearest searches."""
        return lay_grid(self.vertex_xy_m, self.edge_vertex_offsets, self.vertex_position_m)

    @cached_property
    def vertex_position_m(self) -> FloatArray:
        """Distance of each vertex from the start of its edge, along the edge."""
        return distance_along(self.vertex_xy_m, self.edge_vertex_offsets)

    @cached_property
    def node_component(self) -> IntArray:
        """Component of each node, shape (N,); 0 is the component of greatest length."""
        count = self.node_count
        graph = coo_array(
            (np.ones(self.edge_count, np.int8), (self.edge_nodes[:, 0], self.edge_nodes[:, 1])),
            shape=(count, count),
        )
        component_count, label = connected_components(graph, directed=False)
        length_m = np.bincount(
            label[self.edge_nodes[:, 0]], weights=self.edge_length_m, minlength=component_count
        )
        rank = np.empty(component_count, np.int64)
        rank[np.argsort(-length_m, kind="stable")] = np.arange(component_count)
        return rank[label]

    @cached_property
    def edge_component(self) -> IntArray:
        """Component of each edge, shape (E,)."""
        return self.node_component[self.edge_nodes[:, 0]]

    @cached_property
    def components(self) -> tuple[Component, ...]:
        """The connected pieces, longest first."""
        nodes = np.bincount(self.node_component)
        edges = np.bincount(self.edge_component, minlength=len(nodes))
        lengths_m = np.bincount(
            self.edge_component, weights=self.edge_length_m, minlength=len(nodes)
        )
        return tuple(
            Component(index=i, node_count=int(n), edge_count=int(e), length_m=float(length))
            for i, (n, e, length) in enumerate(zip(nodes, edges, lengths_m, strict=True))
        )
