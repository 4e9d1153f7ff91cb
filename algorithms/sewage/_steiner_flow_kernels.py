"""Compiled greatest flow between the root and one node, and the cuts it proves."""

from __future__ import annotations

import numpy as np

from algorithms._compile import compiled
from algorithms.sewage._steiner_kernels import (
    Arcs,
    BoolArray,
    FloatArray,
    IntArray,
    reversed_arcs,
)

LEAST_FLOW = 1e-12


@compiled
def arcs_into(arcs: Arcs, nodes: IntArray) -> IntArray:
    """Return the arcs that enter a set of nodes from outside."""
    inside = np.zeros(arcs.in_start.size - 1, np.bool_)
    count = 0
    for node in nodes:
        inside[node] = True
        count += arcs.in_start[node + 1] - arcs.in_start[node]
    entering = np.empty(count, np.int64)
    count = 0
    for node in nodes:
        for arc in arcs.in_arc[arcs.in_start[node] : arcs.in_start[node + 1]]:
            if not inside[arcs.tail[arc]]:
                entering[count] = arc
                count += 1
    return entering[:count]


@compiled
def _set_levels(
    arcs: Arcs, capacity: FloatArray, flow: FloatArray, terminal: int, level: IntArray
) -> None:
    """Count the steps from which the terminal can still be filled, -1 if it cannot."""
    level[:] = -1
    level[terminal] = 0
    queue = np.empty(level.size, np.int64)
    queue[0] = terminal
    count = 1
    first = 0
    while first < count:
        node = queue[first]
        first += 1
        for arc in arcs.in_arc[arcs.in_start[node] : arcs.in_start[node + 1]]:
            other = arcs.tail[arc]
            if level[other] < 0 and capacity[arc] - flow[arc] > LEAST_FLOW:
                level[other] = level[node] + 1
                queue[count] = other
                count += 1
        for arc in arcs.out_arc[arcs.out_start[node] : arcs.out_start[node + 1]]:
            other = arcs.head[arc]
            if level[other] < 0 and flow[arc] > LEAST_FLOW:
                level[other] = level[node] + 1
                queue[count] = other
                count += 1


@compiled
def _next_step(
    arcs: Arcs,
    capacity: FloatArray,
    flow: FloatArray,
    level: IntArray,
    pointer: IntArray,
    node: int,
) -> tuple[int, int]:
    """Advance the node's pointer to an arc that leads one level on.

    Returns the arc (its complement where its flow is taken back) and the
    node it leads to, which is -1 where there is none.
    """
    outgoing = arcs.out_start[node + 1] - arcs.out_start[node]
    incoming = arcs.in_start[node + 1] - arcs.in_start[node]
    while pointer[node] < outgoing + incoming:
        position = pointer[node]
        if position < outgoing:
            arc = arcs.out_arc[arcs.out_start[node] + position]
            other = arcs.head[arc]
            if level[other] == level[node] - 1 and capacity[arc] - flow[arc] > LEAST_FLOW:
                return arc, other
        else:
            arc = arcs.in_arc[arcs.in_start[node] + position - outgoing]
            other = arcs.tail[arc]
            if level[other] == level[node] - 1 and flow[arc] > LEAST_FLOW:
                return ~arc, other
        pointer[node] += 1
    return 0, -1


@compiled
def _augment(path: IntArray, capacity: FloatArray, flow: FloatArray) -> float:
    """Send along the path what fits; returns how much."""
    amount = np.inf
    for arc in path:
        room = capacity[arc] - flow[arc] if arc >= 0 else flow[~arc]
        amount = min(amount, room)
    for arc in path:
        if arc >= 0:
            flow[arc] += amount
        else:
            flow[~arc] -= amount
    return amount


@compiled
def _fill_level_paths(
    arcs: Arcs,
    capacity: FloatArray,
    flow: FloatArray,
    level: IntArray,
    root: int,
    wanted: float,
) -> float:
    """Send flow along shortest paths only, until none is left or enough arrives."""
    pointer = np.zeros(level.size, np.int64)
    path = np.empty(level.size, np.int64)
    depth = 0
    node = root
    total = 0.0
    while total < wanted:
        if level[node] == 0:
            total += _augment(path[:depth], capacity, flow)
            depth = 0
            node = root
            continue
        arc, other = _next_step(arcs, capacity, flow, level, pointer, node)
        if other >= 0:
            path[depth] = arc
            depth += 1
            node = other
        elif depth > 0:
            depth -= 1
            arc = path[depth]
            node = arcs.tail[arc] if arc >= 0 else arcs.head[~arc]
            pointer[node] += 1
        else:
            break
    return total


@compiled
def separate_cuts(
    arcs: Arcs, capacity: FloatArray, root: int, terminal: int, wanted: float
) -> tuple[float, BoolArray, BoolArray]:
    """Send flow from the root to the terminal and cut where it falls short.

    Augments by breadth-first levels (Dinitz 1970, Soviet Mathematics Doklady
    11, 1277-1280) until ``wanted`` arrives. Returns the flow that arrives
    and two cuts as node masks on the terminal's side: all nodes the root
    cannot fill, and only those from which the terminal can still be filled.
    """
    flow = np.zeros(capacity.size)
    level = np.empty(arcs.out_start.size - 1, np.int64)
    total = 0.0
    while total < wanted:
        _set_levels(arcs, capacity, flow, terminal, level)
        if level[root] < 0:
            break
        total += _fill_level_paths(arcs, capacity, flow, level, root, wanted - total)
    narrow = level >= 0
    # Backwards from the root, the levels mark what the root can still fill.
    _set_levels(reversed_arcs(arcs), capacity, flow, root, level)
    return total, level < 0, narrow
