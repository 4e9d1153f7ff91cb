"""Compiled local search on sewer forests: other ways for pieces of a tree.

A bridge is a way between two nodes of the forest that the forest doesn't use.
With it, any piece of either end's tree can be cut off and run the other way
round, across the bridge: its nodes between the cut and the bridge turn about.
Each such exchange is judged by its true design; as levels run from the leaves
to the outlets, only the nodes below the cut and below the bridge change.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from algorithms._compile import compiled
from algorithms.sewage._design_kernels import design_levels, has_main
from algorithms.sewage._sewer_arrays import (
    COLUMN_COUNT,
    GRAVITY,
    REACH_PV,
    BoolArray,
    Corridors,
    FloatArray,
    IntArray,
    Levels,
    Links,
    Loads,
    Pipes,
)

_MOST_CUTS = 16
_LEAST_GAIN_YUAN = 1.0


class Workspace(NamedTuple):
    """Working arrays of the search, shape (N,) or (N, columns)."""

    affected: IntArray
    stamp: IntArray
    table: FloatArray
    numbers: IntArray
    way: IntArray


def workspace(count: int) -> Workspace:
    """Return working arrays for a graph."""
    return Workspace(
        affected=np.zeros(count, dtype=np.int64),
        stamp=np.zeros(count + 1, dtype=np.int64),
        table=np.zeros((count, COLUMN_COUNT)),
        numbers=np.zeros((count, 4), dtype=np.int64),
        way=np.zeros((count, 3), dtype=np.int64),
    )


@compiled
def _new_stamp(space: Workspace) -> int:
    last = space.stamp.size - 1
    space.stamp[last] += 1
    return int(space.stamp[last])


@compiled
def _find_way(end: int, other: int, links: Links, space: Workspace) -> int:
    """Put the nodes from ``end`` downstream that lie not below the other end into the way.

    It ends with the pump of a long rising main, which cannot be turned about. Returns
    their number; beside each node stand its present links.
    """
    mark = _new_stamp(space)
    x = other
    while x >= 0:
        space.stamp[x] = mark
        x = links.down[x]
    count = 0
    v = end
    while v >= 0 and space.stamp[v] != mark:
        space.way[count, 0] = v
        space.way[count, 1] = links.down[v]
        space.way[count, 2] = links.edge[v]
        count += 1
        if has_main(v, links):
            break
        v = links.down[v]
    return count


@compiled
def _cut_places(size: int, graph: Corridors, levels: Levels, space: Workspace) -> IntArray:
    """Return where the way may be cut: everywhere, or at the likeliest places of a long one."""
    if size <= _MOST_CUTS:
        return np.arange(size)
    chosen = np.zeros(size, np.bool_)
    top = 0
    for k in range(size):
        v = space.way[k, 0]
        if graph.ground[v] > graph.ground[space.way[top, 0]]:
            top = k
        chosen[k] = levels.kind[v] != GRAVITY or levels.inflows[v] > 1
    chosen[top] = True
    chosen[max(top - 1, 0)] = True
    chosen[0] = True
    chosen[size - 1] = True
    for k in range(0, size, max(size // 4, 1)):
        chosen[k] = True
    return np.flatnonzero(chosen)


@compiled
def _turn(cut: int, bridge: IntArray, edges: IntArray, links: Links, space: Workspace) -> None:
    """Turn the nodes of the way up to the cut about, and lead them across the bridge."""
    for k in range(cut, 0, -1):
        links.down[space.way[k, 0]] = space.way[k - 1, 0]
        links.edge[space.way[k, 0]] = space.way[k - 1, 2]
    for k in range(edges.size):
        links.down[bridge[k]] = bridge[k + 1]
        links.edge[bridge[k]] = edges[k]


@compiled
def _turn_back(cut: int, bridge: IntArray, links: Links, space: Workspace) -> None:
    for k in range(1, bridge.size - 1):
        links.down[bridge[k]] = -1
        links.edge[bridge[k]] = -1
    for k in range(cut + 1):
        links.down[space.way[k, 0]] = space.way[k, 1]
        links.edge[space.way[k, 0]] = space.way[k, 2]


@compiled
def _find_affected(cut: int, links: Links, space: Workspace) -> int:
    """List the nodes whose design changes, in order; returns their number."""
    mark = _new_stamp(space)
    v = space.way[cut, 0]
    while v >= 0:
        space.stamp[v] = mark
        v = links.down[v]
    count = 0
    v = space.way[cut, 1]
    while v >= 0 and space.stamp[v] != mark:
        space.affected[count] = v
        count += 1
        v = links.down[v]
    v = space.way[cut, 0]
    while v >= 0:
        space.affected[count] = v
        count += 1
        v = links.down[v]
    return count


@compiled
def save_rows(count: int, levels: Levels, space: Workspace) -> float:
    """Keep the rows of the affected nodes; returns their present value."""
    cost = 0.0
    for k in range(count):
        v = space.affected[k]
        space.table[k, :] = levels.table[v, :]
        space.numbers[k, 0] = levels.size[v]
        space.numbers[k, 1] = levels.kind[v]
        space.numbers[k, 2] = levels.inflows[v]
        space.numbers[k, 3] = levels.carried_until[v]
        for column in range(REACH_PV, COLUMN_COUNT):
            cost += levels.table[v, column]
    return cost


@compiled
def put_rows_back(count: int, levels: Levels, space: Workspace) -> None:
    """Put the rows of the affected nodes back as they were kept."""
    for k in range(count):
        v = space.affected[k]
        levels.table[v, :] = space.table[k, :]
        levels.size[v] = space.numbers[k, 0]
        levels.kind[v] = space.numbers[k, 1]
        levels.inflows[v] = space.numbers[k, 2]
        levels.carried_until[v] = space.numbers[k, 3]


@compiled
def _try_bridge(  # noqa: PLR0917
    bridge: IntArray,
    edges: IntArray,
    links: Links,
    loads: Loads,
    graph: Corridors,
    pipes: Pipes,
    scalars: FloatArray,
    levels: Levels,
    space: Workspace,
) -> float:
    """Make the best exchange across one bridge that gains; returns the gain."""
    size = _find_way(bridge[0], bridge[bridge.size - 1], links, space)
    best, best_gain = -1, _LEAST_GAIN_YUAN
    for cut in _cut_places(size, graph, levels, space):
        _turn(cut, bridge, edges, links, space)
        count = _find_affected(cut, links, space)
        before = save_rows(count, levels, space)
        changed = space.affected[:count]
        gain = before - design_levels(changed, links, loads, graph, pipes, scalars, levels)
        if gain > best_gain:
            best, best_gain = cut, gain
        _turn_back(cut, bridge, links, space)
        put_rows_back(count, levels, space)
    if best < 0:
        return 0.0
    _turn(best, bridge, edges, links, space)
    count = _find_affected(best, links, space)
    design_levels(space.affected[:count], links, loads, graph, pipes, scalars, levels)
    return best_gain


@compiled
def exchange_over_bridges(  # noqa: PLR0917
    bridge_starts: IntArray,
    bridge_nodes: IntArray,
    bridge_edges: IntArray,
    inside: BoolArray,
    links: Links,
    loads: Loads,
    graph: Corridors,
    pipes: Pipes,
    scalars: FloatArray,
    levels: Levels,
    space: Workspace,
) -> float:
    """Try each bridge from either end; changes ``links``, ``inside`` and ``levels`` in place.

    Bridge ``b`` has the nodes ``bridge_nodes[bridge_starts[b]:bridge_starts[b + 1]]``
    and, beside each node but the last, the reach to the next. Returns the
    present value saved.
    """
    gained = 0.0
    for b in range(bridge_starts.size - 1):
        first, last = bridge_starts[b], bridge_starts[b + 1]
        for side in range(2):
            nodes = bridge_nodes[first:last].copy()
            edges = bridge_edges[first : last - 1].copy()
            if side == 1:
                nodes, edges = nodes[::-1].copy(), edges[::-1].copy()
            start, end = nodes[0], nodes[nodes.size - 1]
            is_free = inside[start] and inside[end] and links.down[start] != end
            for k in range(1, nodes.size - 1):
                is_free = is_free and not inside[nodes[k]]
            if is_free:
                gain = _try_bridge(nodes, edges, links, loads, graph, pipes, scalars, levels, space)
                gained += gain
                if gain > 0.0:
                    inside[nodes] = True
    return gained
