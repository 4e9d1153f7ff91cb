"""Direction signs: the junctions where a walker to a toilet would go wrong without one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from algorithms.network import Paths, StreetNetwork
from algorithms.parameters import declared
from algorithms.siting.ways import metres_on_first_edge, sums_between

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
# A walker judges by the first metres of a road where it leads; a dead end that is shorter
# is no road to him, and roads that join within a road's width are one junction.
_LOOKS_AHEAD_M = 10.0
_JUNCTION_M = 5.0
_ROUNDING = 1e-6


@dataclass(frozen=True, kw_only=True)
class SignRules:
    """When a junction needs a sign."""

    bend_deg: float = declared("public.sign_bend_deg")
    min_persons: float = declared("public.sign_min_persons")
    sight_m: float = declared("public.sign_sight_m")


@dataclass(frozen=True, kw_only=True)
class SignPosts:
    """Signs, arrays of one length.

    Attributes
    ----------
    node_index, xy_m
        Junction of the network and its place, shapes (signs,) and (signs, 2). Signs at one
        junction hang on one post; nodes within a road's width are one junction, known by
        the lowest of their numbers.
    site_index
        Toilet that the sign leads to, numbered as the to-points of the ways.
    bearing_deg
        Direction that the sign points in, clockwise from north, 0 to 360.
    distance_m
        Walk from the junction to the toilet.
    persons
        People whom the sign guides.
    """

    node_index: IntArray
    xy_m: FloatArray
    site_index: IntArray
    bearing_deg: FloatArray
    distance_m: FloatArray
    persons: FloatArray


@dataclass(frozen=True, kw_only=True)
class _Passages:
    """Every junction that a way passes: which way, by which ends of roads, how far to go.

    Ends of roads are numbered ``2 x edge + end``.
    """

    junction: IntArray
    way: IntArray
    end_in: IntArray
    end_out: IntArray
    to_go_m: FloatArray

    def take(self, chosen: NDArray[np.bool_] | IntArray) -> _Passages:
        return _Passages(**{name: column[chosen] for name, column in vars(self).items()})


def place_signs(
    paths: Paths,
    persons: FloatArray,
    edge_rank: IntArray,
    rules: SignRules,
) -> SignPosts:
    """Place a sign wherever walkers must leave the way they would go on by themselves.

    Whoever comes to a junction goes on by himself along a road that leads ahead, turning by
    less than ``bend_deg``, if no other road ahead is as large, and if it is no smaller than
    the one he comes by, unless no other road there is larger than it. Where the shortest
    way is another one, a sign stands. Nobody else needs one, and each of these is needed: left
    out, whoever comes that way goes wrong. All ways to one toilet form a tree, so one sign
    per junction and direction guides everyone who passes. No sign stands where less than
    ``sight_m`` are left to walk; signs for fewer than ``min_persons`` are left out. Since
    ways only join on their way to a toilet, whoever is guided once is guided until he sees it.

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
    >>> rules = SignRules(bend_deg=30.0, min_persons=1.0, sight_m=20.0)
    >>> signs = place_signs(ways, np.array([4.0]), np.zeros(3, dtype=int), rules)
    >>> signs.xy_m.tolist(), signs.bearing_deg.tolist(), signs.distance_m.tolist()
    ([[100.0, 0.0]], [0.0], [60.0])
    """
    junctions = _junctions(paths.network)
    passages = _passages(paths, junctions.of_node)
    is_in_sight = passages.to_go_m < rules.sight_m
    passages = passages.take((persons[passages.way] > 0) & ~is_in_sight)
    goes_on = _goes_on_alone(passages, junctions, edge_rank, rules.bend_deg)
    needed = passages.take(~goes_on)
    return _merged(paths, needed, junctions.bearing_deg, persons, rules.min_persons)


@dataclass(frozen=True, kw_only=True)
class _Junctions:
    """The junctions as walkers see them.

    Attributes
    ----------
    of_node
        Junction of each node, called by the lowest of its nodes.
    exits, first
        Ends of the roads that lead away, junction by junction: those of junction ``j`` are
        ``exits[first[j]:first[j + 1]]``.
    bearing_deg
        Direction in which the road of an end leads away, clockwise from north; per end.
    """

    of_node: IntArray
    exits: IntArray
    first: IntArray
    bearing_deg: FloatArray


def _junctions(network: StreetNetwork) -> _Junctions:
    nodes, length_m = network.edge_nodes, network.edge_length_m
    is_inside = (length_m < _JUNCTION_M) & (nodes[:, 0] != nodes[:, 1])
    shape = (network.node_count, network.node_count)
    joined = sparse.coo_array((np.ones(is_inside.sum()), nodes[is_inside].T), shape=shape)
    label = connected_components(joined, directed=False)[1]
    of_node = np.unique(label, return_index=True)[1][label]
    is_dead_end = (np.bincount(nodes.ravel())[nodes] == 1).any(axis=1)
    leads_away = ~is_inside & ~(is_dead_end & (length_m < _LOOKS_AHEAD_M))
    at = of_node[nodes.ravel()]
    exits = np.flatnonzero(np.repeat(leads_away, 2))
    exits = exits[np.argsort(at[exits], kind="stable")]
    return _Junctions(
        of_node=of_node,
        exits=exits,
        first=np.searchsorted(at[exits], np.arange(network.node_count + 1)),
        bearing_deg=_bearing_deg(network),
    )


def _bearing_deg(network: StreetNetwork) -> FloatArray:
    """Return the direction in which the road of each end leads away, shape (2 x edges,)."""
    along_m = np.minimum(_LOOKS_AHEAD_M, network.edge_length_m)
    seen_m = np.column_stack([along_m, network.edge_length_m - along_m])
    seen = shapely.line_interpolate_point(network.edge_lines[:, None], seen_m)
    offset_m = shapely.get_coordinates(seen) - network.node_xy_m[network.edge_nodes.ravel()]
    return np.asarray(np.degrees(np.arctan2(offset_m[:, 0], offset_m[:, 1])) % 360.0)


def _passages(paths: Paths, of_node: IntArray) -> _Passages:
    """Return every junction passed, in the order of the ways."""
    counts = np.diff(paths.node_offsets)
    ways = np.flatnonzero(counts > 0)
    way = np.repeat(ways, counts[ways])
    edge_place = paths.edge_offsets[way] + np.arange(len(way)) - paths.node_offsets[way]
    first_m = np.zeros(len(paths))
    first_m[ways] = metres_on_first_edge(paths, ways) + paths.from_snaps.access_m[ways]
    lengths_m = paths.network.edge_length_m[paths.edge_index]
    since_first_m = sums_between(lengths_m, paths.edge_offsets[way] + 1, edge_place + 1)
    edge_in, edge_out = paths.edge_index[edge_place], paths.edge_index[edge_place + 1]
    ends, junction = paths.network.edge_nodes, of_node[paths.node_index]
    # Nodes of one junction follow each other: it is entered at the first, left at the last.
    enters = (np.diff(way, prepend=-1) != 0) | (np.diff(junction, prepend=-1) != 0)
    leaves = (np.diff(way, append=-1) != 0) | (np.diff(junction, append=-1) != 0)
    return _Passages(
        junction=junction[leaves],
        way=way[leaves],
        end_in=(2 * edge_in + (ends[edge_in, 1] == paths.node_index))[enters],
        end_out=(2 * edge_out + (ends[edge_out, 0] != paths.node_index))[leaves],
        to_go_m=(paths.distance_m[way] - first_m[way] - since_first_m)[leaves],
    )


def _goes_on_alone(
    passages: _Passages, junctions: _Junctions, edge_rank: IntArray, bend_deg: float
) -> NDArray[np.bool_]:
    """Return whether each passage is what the walker takes without a sign."""
    first = junctions.first[passages.junction]
    count = np.diff(junctions.first)[passages.junction]
    passage = np.repeat(np.arange(len(count)), count)
    exit_end = junctions.exits[
        np.arange(len(passage)) + np.repeat(first - np.cumsum(count) + count, count)
    ]
    came, goes = passages.end_in[passage], passages.end_out[passage]
    is_other = (exit_end != came) & (exit_end != goes)
    is_ahead = _turn_deg(junctions, came, exit_end) < bend_deg - _ROUNDING
    rank, own_rank = edge_rank[exit_end // 2], edge_rank[goes // 2]

    def some(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
        return np.asarray(np.bincount(passage, mask & is_other, len(count)) > 0)

    turns = _turn_deg(junctions, passages.end_in, passages.end_out) >= bend_deg - _ROUNDING
    gets_smaller = edge_rank[passages.end_out // 2] < edge_rank[passages.end_in // 2]
    goes_wrong = (
        turns | some(is_ahead & (rank >= own_rank)) | (gets_smaller & some(rank > own_rank))
    )
    return ~(goes_wrong & some(is_other))


def _turn_deg(junctions: _Junctions, came: IntArray, goes: IntArray) -> FloatArray:
    """Return by how much a walker turns who comes by one end and goes by another, 0 to 180."""
    between = np.abs(junctions.bearing_deg[came] - junctions.bearing_deg[goes])
    return np.asarray(180.0 - np.minimum(between, 360.0 - between))


def _merged(
    paths: Paths,
    needed: _Passages,
    bearing_deg: FloatArray,
    persons: FloatArray,
    min_persons: float,
) -> SignPosts:
    """Return one sign per junction and direction, most people first, to the nearest toilet."""
    nearest_first = np.lexsort((needed.to_go_m, needed.end_out))
    needed = needed.take(nearest_first)
    _, first, group = np.unique(needed.end_out, return_index=True, return_inverse=True)
    guided = np.bincount(group, persons[needed.way], len(first))
    order = np.lexsort((first, -guided))
    order = order[guided[order] >= min_persons]
    place = first[order]
    node = needed.junction[place]
    return SignPosts(
        node_index=node,
        xy_m=paths.network.node_xy_m[node],
        site_index=paths.to_index[needed.way[place]],
        bearing_deg=bearing_deg[needed.end_out[place]],
        distance_m=needed.to_go_m[place],
        persons=guided[order].astype(np.float64),
    )
