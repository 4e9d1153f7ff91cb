"""Compiled search for what gravity alone can reach."""

from __future__ import annotations

import heapq

import numpy as np

from algorithms._compile import compiled
from algorithms.sewage._sewer_arrays import (
    MAX_DEPTH,
    BoolArray,
    Corridors,
    FloatArray,
    IntArray,
    Pipes,
)

_TOLERANCE_M = 1e-9


@compiled
def gravity_reach(
    start: int,
    start_crown: float,
    outlet_crown: FloatArray,
    graph: Corridors,
    pipes: Pipes,
    scalars: FloatArray,
    crown: FloatArray,
    found: IntArray,
) -> int:
    """List the nodes that sewage from ``start`` reaches without a station.

    At each the highest crown any sizes and levels allow: the flattest gradient
    on offer, the least cover, nothing else connected. Highest first, as in
    Dijkstra's method: no way on rises. Returns their number, 0 where an outlet is
    among them, and leaves ``crown`` as it was: -inf everywhere.
    """
    gradient = pipes.min_gradient.min()
    lowest = pipes.diameter[0] - scalars[MAX_DEPTH] - _TOLERANCE_M
    crown[start] = min(start_crown, graph.ground[start])
    heap = [(-crown[start], start)]
    touched = 1
    found[0] = start
    is_drained = False
    while len(heap) > 0:
        high, v = heapq.heappop(heap)
        if -high < crown[v]:
            continue
        if crown[v] >= outlet_crown[v] - _TOLERANCE_M:
            is_drained = True
            break
        for k in range(graph.starts[v], graph.starts[v + 1]):
            w, e = graph.heads[k], graph.arc_edges[k]
            room = graph.cover[e] + graph.sag[e]
            level = min(crown[v], graph.ground[v] - room) - gradient * graph.length[e]
            level = min(level, graph.ground[w] - room)
            if level >= graph.ground[w] + lowest and level > crown[w]:
                if crown[w] == -np.inf:
                    found[touched] = w
                    touched += 1
                crown[w] = level
                heapq.heappush(heap, (-level, w))
    for k in range(touched):
        crown[found[k]] = -np.inf
    return 0 if is_drained else touched


@compiled
def apart(
    starts: IntArray,
    start_crowns: FloatArray,
    outlet_crown: FloatArray,
    graph: Corridors,
    pipes: Pipes,
    scalars: FloatArray,
    is_lifted: BoolArray,
    is_apart: BoolArray,
) -> None:
    """Find the starts that reach no outlet, and of these some that reach no node in common.

    The latter are chosen one by one, smallest reach first.
    """
    count = graph.ground.size
    crown, found = np.full(count, -np.inf), np.zeros(count, np.int64)
    size = np.zeros(starts.size, np.int64)
    for k in range(starts.size):
        size[k] = gravity_reach(
            starts[k], start_crowns[k], outlet_crown, graph, pipes, scalars, crown, found
        )
        is_lifted[k] = size[k] > 0
    taken = np.zeros(count, np.bool_)
    for k in np.argsort(size, kind="mergesort"):
        if not is_lifted[k]:
            continue
        reached = gravity_reach(
            starts[k], start_crowns[k], outlet_crown, graph, pipes, scalars, crown, found
        )
        if not taken[found[:reached]].any():
            taken[found[:reached]] = True
            is_apart[k] = True
