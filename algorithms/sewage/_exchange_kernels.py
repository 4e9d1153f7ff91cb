"""Compiled local search on sewer forests: other ways for pieces of a tree.

A bridge is a way between two nodes of the forest that the forest doesn't use.
With it, any piece of either end's tree can be cut off and run the other way
round, across the bridge: its nodes between the cut and the bridge turn about.
Each such exchange is judged by the true design of the trees it touches.
"""

from __future__ import annotations

import numpy as np

from algorithms.network._compile import compiled
from algorithms.sewage._design_kernels import design_levels
from algorithms.sewage._growth_kernels import downstream_order, tree_roots
from algorithms.sewage._sewer_arrays import (
    GRAVITY,
    Corridors,
    FloatArray,
    IntArray,
    Levels,
    Links,
    Loads,
    Pipes,
)

_MOST_CUTS = 10
_LEAST_GAIN_YUAN = 1.0


@compiled
def _members(order: IntArray, root: IntArray, first: int, second: int) -> IntArray:
    """Return the nodes of two trees."""
    found = np.empty(order.size, np.int64)
    filled = 0
    for v in order:
        if root[v] == first or root[v] == second:
            found[filled] = v
            filled += 1
    return found[:filled]


@compiled
def _cost_of(
    nodes: IntArray,
    links: Links,
    loads: Loads,
    graph: Corridors,
    pipes: Pipes,
    scalars: FloatArray,
    levels: Levels,
) -> float:
    order = downstream_order(nodes, links.down, levels.inflows)
    return design_levels(order, links, loads, graph, pipes, scalars, levels)


@compiled
def _way_to_cut(
    end: int, other: int, links: Links, is_above_other: IntArray, stamp: int
) -> IntArray:
    """Return the nodes from ``end`` downstream that don't lie below the other end."""
    x = other
    while x >= 0:
        is_above_other[x] = stamp
        x = links.down[x]
    count = 0
    v = end
    while v >= 0 and is_above_other[v] != stamp:
        count += 1
        v = links.down[v]
    way = np.empty(count, np.int64)
    v = end
    for k in range(count):
        way[k] = v
        v = links.down[v]
    return way


@compiled
def _cut_places(way: IntArray, graph: Corridors, levels: Levels) -> IntArray:
    """Return where the way may be cut: all places, or the likeliest of a long one."""
    if way.size <= _MOST_CUTS:
        return np.arange(way.size)
    chosen = np.zeros(way.size, np.bool_)
    chosen[0] = True
    chosen[way.size - 1] = True
    top = 0
    for k in range(way.size):
        if graph.ground[way[k]] > graph.ground[way[top]]:
            top = k
    chosen[top] = True
    chosen[max(top - 1, 0)] = True
    stations = 0
    for k in range(way.size):
        if levels.kind[way[k]] != GRAVITY and stations < _MOST_CUTS:
            chosen[k] = True
            stations += 1
    step = max(way.size // 4, 1)
    for k in range(0, way.size, step):
        chosen[k] = True
    return np.flatnonzero(chosen)


@compiled
def _turn(way: IntArray, cut: int, bridge: IntArray, edges: IntArray, links: Links) -> None:
    """Turn the nodes of the way up to the cut about, and lead them across the bridge."""
    for k in range(cut, 0, -1):
        links.down[way[k]] = way[k - 1]
        links.edge[way[k]] = links.edge[way[k - 1]]
    for k in range(edges.size):
        links.down[bridge[k]] = bridge[k + 1]
        links.edge[bridge[k]] = edges[k]


@compiled
def _restore(way: IntArray, cut: int, bridge: IntArray, old: IntArray, links: Links) -> None:
    for k in range(1, bridge.size - 1):
        links.down[bridge[k]] = -1
        links.edge[bridge[k]] = -1
    for k in range(cut + 1):
        links.down[way[k]] = old[0, k]
        links.edge[way[k]] = old[1, k]


@compiled
def _try_bridge(  # noqa: PLR0917
    bridge: IntArray,
    edges: IntArray,
    nodes: IntArray,
    way: IntArray,
    links: Links,
    loads: Loads,
    graph: Corridors,
    pipes: Pipes,
    scalars: FloatArray,
    levels: Levels,
) -> float:
    """Make the best exchange across one bridge that gains; returns the gain."""
    before = _cost_of(nodes, links, loads, graph, pipes, scalars, levels)
    cuts = _cut_places(way, graph, levels)
    touched = np.concatenate((nodes, bridge[1 : bridge.size - 1]))
    old = np.empty((2, way.size), np.int64)
    for k in range(way.size):
        old[0, k] = links.down[way[k]]
        old[1, k] = links.edge[way[k]]
    best, best_cost = -1, before - _LEAST_GAIN_YUAN
    for cut in cuts:
        _turn(way, cut, bridge, edges, links)
        cost = _cost_of(touched, links, loads, graph, pipes, scalars, levels)
        if cost < best_cost:
            best, best_cost = cut, cost
        _restore(way, cut, bridge, old, links)
    if best < 0:
        return 0.0
    _turn(way, best, bridge, edges, links)
    return before - best_cost


@compiled
def exchange_over_bridges(  # noqa: PLR0917
    bridge_starts: IntArray,
    bridge_nodes: IntArray,
    bridge_edges: IntArray,
    order: IntArray,
    links: Links,
    loads: Loads,
    graph: Corridors,
    pipes: Pipes,
    scalars: FloatArray,
    levels: Levels,
) -> tuple[float, IntArray]:
    """Try each bridge from either end; changes ``links`` in place.

    Bridge ``b`` has the nodes ``bridge_nodes[bridge_starts[b]:bridge_starts[b + 1]]``
    and, beside each node but the last, the reach to the next.

    Returns
    -------
    gain, order
        Present value saved, and the forest's nodes in order.
    """
    root = tree_roots(order, links)
    stamps = np.full(links.down.size, -1, np.int64)
    gained = 0.0
    stamp = 0
    for b in range(bridge_starts.size - 1):
        first, last = bridge_starts[b], bridge_starts[b + 1]
        for side in range(2):
            nodes_of = bridge_nodes[first:last].copy()
            edges_of = bridge_edges[first : last - 1].copy()
            if side == 1:
                nodes_of, edges_of = nodes_of[::-1].copy(), edges_of[::-1].copy()
            start, end = nodes_of[0], nodes_of[nodes_of.size - 1]
            inner_taken = False
            for k in range(1, nodes_of.size - 1):
                inner_taken = inner_taken or root[nodes_of[k]] >= 0
            if inner_taken or root[start] < 0 or root[end] < 0 or links.down[start] == end:
                continue
            stamp += 1
            way = _way_to_cut(start, end, links, stamps, stamp)
            if way.size == 0:
                continue
            nodes = _members(order, root, root[start], root[end])
            gain = _try_bridge(
                nodes_of, edges_of, nodes, way, links, loads, graph, pipes, scalars, levels
            )
            if gain > 0.0:
                gained += gain
                every = np.concatenate((order, nodes_of[1 : nodes_of.size - 1]))
                order = downstream_order(every, links.down, levels.inflows)
                root = tree_roots(order, links)
    return gained, order
