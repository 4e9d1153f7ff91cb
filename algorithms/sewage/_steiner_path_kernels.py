"""Compiled local search on trees in directed graphs: cheaper paths for key paths."""

from __future__ import annotations

import numpy as np

from algorithms._compile import compiled
from algorithms.sewage._steiner_kernels import Arcs, BoolArray, FloatArray, IntArray, pop, push


@compiled
def _is_below(tail: IntArray, entering: IntArray, node: int, above: int) -> bool:
    """Whether the tree path from the root to the node passes ``above``."""
    while node != above:
        if entering[node] < 0:
            return False
        node = tail[entering[node]]
    return True


@compiled
def _key_path(
    arcs: Arcs,
    cost: FloatArray,
    prize: FloatArray,
    entering: IntArray,
    children: IntArray,
    target: int,
    dropped: BoolArray,
) -> tuple[float, int]:
    """Follow the tree upwards while dropping the path pays; mark the nodes dropped.

    Returns what is saved and the node where the path starts, which stays.
    """
    saved = cost[entering[target]]
    above = arcs.tail[entering[target]]
    while entering[above] >= 0 and children[above] == 1 and prize[above] < cost[entering[above]]:
        saved += cost[entering[above]] - prize[above]
        dropped[above] = True
        above = arcs.tail[entering[above]]
    return saved, above


@compiled
def _cheaper_path(
    arcs: Arcs,
    cost: FloatArray,
    prize: FloatArray,
    entering: IntArray,
    target: int,
    limit: float,
    dropped: BoolArray,
    work: tuple[FloatArray, IntArray, IntArray, IntArray],
) -> int:
    """Search backwards from the target for the tree, below the limit.

    ``work`` holds distances (all inf, and left so), the arc onward from each
    node, heap and places (all -1, and left so). Nodes left out give their
    prize when passed. Returns the tree node met, -1 if none is.
    """
    distance, onward, heap, place = work
    touched = [target]
    distance[target] = 0.0
    size = push(heap, place, distance, 0, target)
    found = -1
    while size > 0:
        node, size = pop(heap, place, distance, size)
        if node != target and not dropped[node] and entering[node] != -1:
            if _is_below(arcs.tail, entering, node, target):
                continue
            found = node
            break
        for arc in arcs.in_arc[arcs.in_start[node] : arcs.in_start[node + 1]]:
            other = arcs.tail[arc]
            reached = distance[node] + cost[arc]
            if entering[other] == -1:
                reached = max(distance[node], reached - prize[other])
            if reached < limit and reached < distance[other]:
                if distance[other] == np.inf:
                    touched.append(other)
                distance[other] = reached
                onward[other] = arc
                size = push(heap, place, distance, size, other)
    for node in heap[:size]:
        place[node] = -1
    for node in touched:
        distance[node] = np.inf
    return found


@compiled
def improve_by_paths(
    arcs: Arcs,
    cost: FloatArray,
    prize: FloatArray,
    entering: IntArray,
    candidates: IntArray,
) -> None:
    """Reconnect single tree nodes or missed nodes by cheaper paths.

    For each candidate, the tree path above it that serves nothing else (its
    key path), or its missed prize, is what a new path from the rest of the
    tree may cost. The path is sought backwards, so arc directions hold.

    ``entering`` holds the tree arc into each node, -1 outside the tree, -2
    at the root, and is changed in place.
    """
    node_count = prize.size
    children = np.zeros(node_count, np.int64)
    for arc in entering:
        if arc >= 0:
            children[arcs.tail[arc]] += 1
    dropped = np.zeros(node_count, np.bool_)
    onward = np.full(node_count, -1, np.int64)
    heap = np.empty(node_count, np.int64)
    place = np.full(node_count, -1, np.int64)
    work = (np.full(node_count, np.inf), onward, heap, place)
    for target in candidates:
        if entering[target] == -2:
            continue
        saved, above = prize[target], target
        if entering[target] >= 0:
            saved, above = _key_path(arcs, cost, prize, entering, children, target, dropped)
        limit = saved - 1e-9 * (1.0 + saved)
        found = _cheaper_path(arcs, cost, prize, entering, target, limit, dropped, work)
        step = target
        while step != above:
            follow = arcs.tail[entering[step]]
            dropped[step] = False
            if found >= 0:
                children[follow] -= 1
                entering[step] = -1
            step = follow
        step = found
        while found >= 0 and step != target:
            arc = onward[step]
            children[step] += 1
            step = arcs.head[arc]
            entering[step] = arc
