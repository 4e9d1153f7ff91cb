"""Making points that join the network into nodes of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from algorithms.network._arrays import FloatArray, IntArray, distance_along
from algorithms.network._cutting import Cuts, cut_at
from algorithms.network._road_lines import TOUCH_M
from algorithms.network.snapping import Snaps
from algorithms.network.street_network import StreetNetwork


@dataclass(frozen=True, kw_only=True)
class SplitNetwork:
    """A network with the given places as nodes.

    Attributes
    ----------
    network
        The first nodes are those of the network that was split, unchanged.
    node_index
        Node at each place, shape (K,), -1 for an unsnapped point.
    parent_edge_index
        Edge of the unsplit network that each edge is a piece of; pieces of one
        edge follow each other from its start to its end.
    """

    network: StreetNetwork
    node_index: IntArray
    parent_edge_index: IntArray


def split_at(network: StreetNetwork, snaps: Snaps) -> SplitNetwork:
    """Cut edges where points join them, so that these places are nodes.

    Places within a millimetre along an edge, or of its end, share a node. The
    access ways are not added. Nothing that was passed in changes.

    Examples
    --------
    >>> from shapely import LineString
    >>> from algorithms.network import build_street_network, snap_points
    >>> network = build_street_network([LineString([(0, 0), (100, 0)])])
    >>> split = split_at(network, snap_points(network, [(30, 5), (100, 2)]))
    >>> split.network.edge_length_m.tolist(), split.node_index.tolist()
    ([30.0, 70.0], [2, 1])
    """
    snapped = np.flatnonzero(snaps.is_snapped)
    order = snapped[np.lexsort((snaps.position_m[snapped], snaps.edge_index[snapped]))]
    edge, position_m = snaps.edge_index[order], snaps.position_m[order]
    at_start = position_m <= TOUCH_M
    at_end = ~at_start & (position_m >= network.edge_length_m[edge] - TOUCH_M)
    is_inside = ~(at_start | at_end)

    inside_edge, inside_m = edge[is_inside], position_m[is_inside]
    is_new = np.ones(len(inside_edge), bool)
    is_new[1:] = (inside_edge[1:] != inside_edge[:-1]) | (np.diff(inside_m) > TOUCH_M)
    node = np.where(at_start, network.edge_nodes[edge, 0], network.edge_nodes[edge, 1])
    node[is_inside] = network.node_count + np.cumsum(is_new) - 1
    node_index = np.full(len(snaps), -1, dtype=np.int64)
    node_index[order] = node

    node_xy_m = np.vstack([network.node_xy_m, snaps.xy_m[order][is_inside][is_new]])
    new_nodes = np.arange(network.node_count, len(node_xy_m))
    cuts = _with_edge_ends(network, inside_edge[is_new], inside_m[is_new], new_nodes)
    return _split(network, cuts, node_xy_m, node_index)


def _with_edge_ends(
    network: StreetNetwork, edge: IntArray, position_m: FloatArray, node: IntArray
) -> Cuts:
    edges = np.arange(network.edge_count)
    return Cuts(
        part=np.concatenate([edges, edges, edge]),
        position_m=np.concatenate([np.zeros(len(edges)), network.edge_length_m, position_m]),
        node=np.concatenate([*network.edge_nodes.T, node]),
    )


def _split(
    network: StreetNetwork, cuts: Cuts, node_xy_m: FloatArray, node_index: IntArray
) -> SplitNetwork:
    pieces = cut_at(
        cuts,
        node_xy_m,
        network.vertex_xy_m,
        network.edge_vertex_offsets,
        network.vertex_position_m,
    )
    split = replace(
        network,
        node_xy_m=node_xy_m,
        edge_nodes=pieces.nodes,
        edge_length_m=distance_along(pieces.vertex_xy_m, pieces.offsets)[pieces.offsets[1:] - 1],
        edge_source_index=network.edge_source_index[pieces.part],
        vertex_xy_m=pieces.vertex_xy_m,
        edge_vertex_offsets=pieces.offsets,
    )
    return SplitNetwork(network=split, node_index=node_index, parent_edge_index=pieces.part)
