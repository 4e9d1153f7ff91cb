"""Which way sewage can flow along each corridor, and how much at least and at most."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import depth_first_order

from algorithms.sewage import _growth_kernels
from algorithms.sewage.corridors import BoolArray, CorridorGraph, FloatArray, IntArray


@dataclass(frozen=True, kw_only=True)
class CorridorFlows:
    """Every reach in each direction that leads to an outlet; shape (A,).

    Attributes
    ----------
    tail, head, edge
        Upper node, lower node, reach of the corridor graph.
    most_persons
        More persons than these never drain through it.
    forced_persons
        Of those who must connect, so many drain through it if it is laid: where no
        other way leads out of what lies above, all who live there; else 0.
    """

    tail: IntArray
    head: IntArray
    edge: IntArray
    most_persons: FloatArray
    forced_persons: FloatArray


@dataclass(frozen=True, kw_only=True)
class _Bridges:
    """Nodes reached from outlets, and for each the only reach out of what lies above it.

    Attributes
    ----------
    is_reached, above, order
        Whether outlets can be reached, next node of the search, all nodes before theirs.
    edge
        Reach to ``above`` where no other leads out, else -1; shape (N,).
    """

    is_reached: BoolArray
    above: IntArray
    order: IntArray
    edge: IntArray


def corridor_flows(
    graph: CorridorGraph, outlet_node: IntArray, persons: FloatArray, forced_persons: FloatArray
) -> CorridorFlows:
    """Return the corridors as they can be used, with the persons they can carry.

    Parameters
    ----------
    graph, outlet_node
        Corridors and the nodes where sewers may end.
    persons, forced_persons
        All who may connect at each node and those of them who must; shape (N,).
    """
    count = len(graph.node_xy_m)
    bridges = _bridges(graph, outlet_node)
    starts, head, edge = graph.adjacency
    tail = np.repeat(np.arange(count), np.diff(starts))
    # A reach that is the only way out of one side is a way into it too: to the pump of a
    # long rising main, which comes back through it.
    usable = bridges.is_reached[tail]
    tail, head, edge = tail[usable], head[usable], edge[usable]
    is_bridge = bridges.edge[tail] == edge
    behind = _above(bridges, persons)
    everyone = np.bincount(graph.component, weights=persons)
    return CorridorFlows(
        tail=tail,
        head=head,
        edge=edge,
        most_persons=np.where(is_bridge, behind[tail], everyone[graph.component[tail]]),
        forced_persons=np.where(is_bridge, _above(bridges, forced_persons)[tail], 0.0),
    )


def _above(bridges: _Bridges, persons: FloatArray) -> FloatArray:
    """Return the persons at each node and all that the search reached through it."""
    own = np.append(persons, 0.0)
    return _growth_kernels.sum_upstream(bridges.order, bridges.above, own)


def _bridges(graph: CorridorGraph, outlet_node: IntArray) -> _Bridges:
    """Find the bridges by a search in depth from one node beyond all outlets.

    In such a search every other reach leads from a node to one on its way to the
    start. A reach of the search is a bridge if none leads past it (Tarjan 1974).
    """
    count = len(graph.node_xy_m)
    outlets = np.unique(outlet_node)
    edges = np.flatnonzero(graph.edge_is_open)
    ends = np.vstack(
        (graph.edge_nodes[edges], np.column_stack((np.full(len(outlets), count), outlets)))
    )
    edges = np.concatenate((edges, np.full(len(outlets), -1)))
    proper = ends[:, 0] != ends[:, 1]
    ends, edges = ends[proper], edges[proper]
    shape = (count + 1, count + 1)
    links = coo_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape).tocsr()
    found, before = depth_first_order(links, count, directed=False)
    above = np.maximum(before, -1).astype(np.int64)
    rank = np.full(count + 1, -1, dtype=np.int64)
    rank[found] = np.arange(len(found))
    low, high = np.take_along_axis(ends, np.argsort(rank[ends], axis=1), axis=1).T
    first = np.full(count + 1, -1, dtype=np.int64)
    of_search = np.flatnonzero(above[high] == low)
    first[high[of_search[::-1]]] = of_search[::-1]
    past = np.ones(len(ends), dtype=np.bool_)
    past[first[first >= 0]] = False
    own = np.bincount(high[past], minlength=count + 1) - np.bincount(low[past], minlength=count + 1)
    order = found[::-1].astype(np.int64)
    crossing = _growth_kernels.sum_upstream(order, above, own.astype(np.float64))
    is_bridge = (first >= 0) & (crossing == 0.0)
    return _Bridges(
        is_reached=rank >= 0,
        above=above,
        order=order,
        edge=np.where(is_bridge, edges[first], -1),
    )
