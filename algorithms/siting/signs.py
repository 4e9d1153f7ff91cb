"""Direction signs: the junctions where a walker to a toilet would go wrong without one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from algorithms.network import Paths, StreetNetwork
from algorithms.parameters import declared
from algorithms.siting.ways import metres_on_first_edge, sums_between

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class SignRules:
    """When a junction needs a sign."""

    bend_deg: float = declared("public.sign_bend_deg")
    min_persons: float = declared("public.sign_min_persons")


@dataclass(frozen=True, kw_only=True)
class SignPosts:
    """Signs, arrays of one length.

    Attributes
    ----------
    node_index, xy_m
        Junction of the network and its place, shapes (signs,) and (signs, 2).
    site_index
        Toilet that the sign leads to, numbered as the to-points of the ways.
    bearing_deg
        Direction that the sign points in, clockwise from north, 0 to 360.
    distance_m
        Walk from the junction to the toilet.
    persons
        People who are guided.
    """

    node_index: IntArray
    xy_m: FloatArray
    site_index: IntArray
    bearing_deg: FloatArray
    distance_m: FloatArray
    persons: FloatArray


@dataclass(frozen=True, kw_only=True)
class _Passages:
    """Every node that a way passes: which way, from and to which edge, how far to go."""

    node: IntArray
    way: IntArray
    edge_in: IntArray
    edge_out: IntArray
    to_go_m: FloatArray

    def take(self, mask: NDArray[np.bool_]) -> _Passages:
        return _Passages(**{name: column[mask] for name, column in vars(self).items()})


def place_signs(
    paths: Paths,
    persons: FloatArray,
    edge_rank: IntArray,
    rules: SignRules,
) -> SignPosts:
    """Place a sign wherever walkers must leave the way they would go on by themselves.

    At a junction of three or more roads a walker goes on straight ahead and stays
    on the larger road. A sign stands where the shortest way turns by at least
    ``bend_deg`` or goes over to a smaller road. All ways to one toilet form a
    tree, so one sign per junction and direction guides everyone who passes;
    signs for fewer than ``min_persons`` are left out.

    Parameters
    ----------
    paths
        Ways to the toilets; ways without a target are ignored.
    persons
        People who walk each way, shape (ways,); 0 leaves a way out.
    edge_rank
        Size of the road that each edge belongs to, larger is larger; shape (edges,).

    Examples
    --------
    A lane meets a main road: whoever comes along the main road turns into the lane.

    >>> from shapely import LineString
    >>> from algorithms.network import build_street_network, shortest_paths
    >>> network = build_street_network(
    ...     [LineString([(0, 0), (200, 0)]), LineString([(100, 0), (100, 80)])]
    ... )
    >>> ways = shortest_paths(network, [(10, 0)], [(100, 60)])
    >>> rules = SignRules(bend_deg=30.0, min_persons=1.0)
    >>> signs = place_signs(ways, np.array([4.0]), np.zeros(3, dtype=int), rules)
    >>> signs.xy_m.tolist(), signs.bearing_deg.tolist(), signs.distance_m.tolist()
    ([[100.0, 0.0]], [0.0], [60.0])
    """
    network = paths.network
    passages = _passages(paths)
    arrival, departure = _directions(network, passages)
    along = np.clip((arrival * departure).sum(axis=1), -1.0, 1.0)
    turns = np.degrees(np.arccos(along)) >= rules.bend_deg - 1e-9
    leaves = edge_rank[passages.edge_out] < edge_rank[passages.edge_in]
    ends = np.bincount(network.edge_nodes.ravel(), minlength=network.node_count)
    needs = (ends[passages.node] >= 3) & (turns | leaves) & (persons[passages.way] > 0)
    return _merged(paths, passages.take(needs), departure[needs], persons, rules.min_persons)


def _passages(paths: Paths) -> _Passages:
    """Return every node passed, in the order of the ways."""
    counts = np.diff(paths.node_offsets)
    ways = np.flatnonzero(counts > 0)
    way = np.repeat(ways, counts[ways])
    rank = np.arange(len(paths.node_index)) - paths.node_offsets[way]
    edge_place = paths.edge_offsets[way] + rank
    first_m = np.zeros(len(paths))
    first_m[ways] = metres_on_first_edge(paths, ways) + paths.from_snaps.access_m[ways]
    lengths_m = paths.network.edge_length_m[paths.edge_index]
    since_first_m = sums_between(lengths_m, paths.edge_offsets[way] + 1, edge_place + 1)
    return _Passages(
        node=paths.node_index,
        way=way,
        edge_in=paths.edge_index[edge_place],
        edge_out=paths.edge_index[edge_place + 1],
        to_go_m=paths.distance_m[way] - first_m[way] - since_first_m,
    )


def _directions(network: StreetNetwork, passages: _Passages) -> tuple[FloatArray, FloatArray]:
    """Return unit vectors of arriving at and of leaving each node passed."""
    first = network.edge_vertex_offsets[:-1]
    last = network.edge_vertex_offsets[1:] - 1
    xy_m = network.vertex_xy_m
    at_start, at_end = _unit(xy_m[first + 1] - xy_m[first]), _unit(xy_m[last] - xy_m[last - 1])
    comes_in_by_end = network.edge_nodes[passages.edge_in, 1] == passages.node
    goes_out_by_start = network.edge_nodes[passages.edge_out, 0] == passages.node
    arrival = np.where(
        comes_in_by_end[:, None], at_end[passages.edge_in], -at_start[passages.edge_in]
    )
    departure = np.where(
        goes_out_by_start[:, None], at_start[passages.edge_out], -at_end[passages.edge_out]
    )
    return arrival, departure


def _unit(vectors: FloatArray) -> FloatArray:
    length = np.hypot(vectors[:, 0], vectors[:, 1])[:, None]
    return np.asarray(vectors / np.maximum(length, 1e-12))


def _merged(
    paths: Paths,
    needed: _Passages,
    departure: FloatArray,
    persons: FloatArray,
    min_persons: float,
) -> SignPosts:
    """Return one sign per junction and direction, most people first."""
    key = needed.node * np.int64(paths.network.edge_count) + needed.edge_out
    _, first, group = np.unique(key, return_index=True, return_inverse=True)
    guided = np.bincount(group, persons[needed.way], len(first))
    order = np.lexsort((first, -guided))
    order = order[guided[order] >= min_persons]
    place = first[order]
    node, leaving = needed.node[place], departure[place]
    bearing = np.degrees(np.arctan2(leaving[:, 0], leaving[:, 1])) % 360.0
    return SignPosts(
        node_index=node,
        xy_m=paths.network.node_xy_m[node],
        site_index=paths.to_index[needed.way[place]],
        bearing_deg=bearing,
        distance_m=needed.to_go_m[place],
        persons=guided[order].astype(np.float64),
    )
