"""Compiled shortest-path kernels on arrays.

Terms: a half-edge is an edge seen from one of its nodes; a target is a point
that joins an edge somewhere along it. All costs are not negative.
"""

from __future__ import annotations

import numpy as np

from algorithms._compile import compiled
from algorithms.network._arrays import FloatArray, IntArray

Graph = tuple[IntArray, IntArray, IntArray, IntArray, IntArray, FloatArray]
"""Half-edge offsets per node (N + 1,), then edge and far node of each half-edge;
start node, end node and cost of each edge (E,)."""

Places = tuple[IntArray, FloatArray, FloatArray]
"""Edge of each point (-1: none), cost from that edge's start, access cost."""

Targets = tuple[IntArray, IntArray, FloatArray, FloatArray]
"""Target offsets per edge (E + 1,); then, edge by edge, number of the target,
cost from the edge's start, access cost."""

Work = tuple[FloatArray, IntArray, FloatArray, IntArray, FloatArray, IntArray]
"""Node costs, touched nodes, heap costs, heap nodes, target costs, touched targets."""


@compiled
def _heap_push(
    heap_cost: FloatArray, heap_node: IntArray, size: int, cost: float, node: int
) -> int:
    """Add an entry to the binary heap; return the new size."""
    child = size
    while child > 0:
        parent = (child - 1) >> 1
        if heap_cost[parent] <= cost:
            break
        heap_cost[child] = heap_cost[parent]
        heap_node[child] = heap_node[parent]
        child = parent
    heap_cost[child] = cost
    heap_node[child] = node
    return size + 1


@compiled
def _heap_pop(heap_cost: FloatArray, heap_node: IntArray, size: int) -> int:
    """Remove the least entry, which the caller has read at index 0; return the new size."""
    size -= 1
    cost = heap_cost[size]
    node = heap_node[size]
    parent = 0
    while True:
        child = 2 * parent + 1
        if child >= size:
            break
        if child + 1 < size and heap_cost[child + 1] < heap_cost[child]:
            child += 1
        if heap_cost[child] >= cost:
            break
        heap_cost[parent] = heap_cost[child]
        heap_node[parent] = heap_node[child]
        parent = child
    heap_cost[parent] = cost
    heap_node[parent] = node
    return size


@compiled
def _offer_targets(
    target: Targets,
    edge: int,
    reach: tuple[float, float, float],
    cutoff: float,
    best: FloatArray,
    touched: IntArray,
    touched_count: int,
) -> int:
    """Offer the targets of an edge the ways from its ends; return how many are touched.

    ``reach`` is the cost to the edge's start and to its end (infinite when it
    is not that end which was settled) and the cost of the edge.
    """
    start_cost, end_cost, edge_cost = reach
    offsets, _, along, access = target
    for slot in range(offsets[edge], offsets[edge + 1]):
        way = min(start_cost + along[slot], end_cost + (edge_cost - along[slot]))
        offer = way + access[slot]
        if offer <= cutoff and offer < best[slot]:
            if best[slot] == np.inf:
                touched[touched_count] = slot
                touched_count += 1
            best[slot] = offer
    return touched_count


@compiled
def _search(
    graph: Graph,
    target: Targets,
    source_edge: int,
    source_along: float,
    source_access: float,
    cutoff: float,
    work: Work,
) -> tuple[int, int]:
    """Dijkstra's algorithm from one source; return how many nodes and targets it touched."""
    offsets, half_edge, far_node, edge_start, edge_end, edge_cost = graph
    node_cost, touched_nodes, heap_cost, heap_node, best, touched_targets = work
    target_offsets, _, target_along, target_access = target
    node_count = target_count = size = 0

    for slot in range(target_offsets[source_edge], target_offsets[source_edge + 1]):
        offer = source_access + abs(source_along - target_along[slot]) + target_access[slot]
        if offer <= cutoff:
            best[slot] = offer
            touched_targets[target_count] = slot
            target_count += 1

    to_start = source_access + source_along
    to_end = source_access + (edge_cost[source_edge] - source_along)
    for node, cost in ((edge_start[source_edge], to_start), (edge_end[source_edge], to_end)):
        if cost <= cutoff and cost < node_cost[node]:
            if node_cost[node] == np.inf:
                touched_nodes[node_count] = node
                node_count += 1
            node_cost[node] = cost
            size = _heap_push(heap_cost, heap_node, size, cost, node)

    while size > 0:
        cost = heap_cost[0]
        node = heap_node[0]
        size = _heap_pop(heap_cost, heap_node, size)
        if cost > node_cost[node]:
            continue
        for half in range(offsets[node], offsets[node + 1]):
            edge = half_edge[half]
            other = far_node[half]
            onward = cost + edge_cost[edge]
            if onward <= cutoff and onward < node_cost[other]:
                if node_cost[other] == np.inf:
                    touched_nodes[node_count] = other
                    node_count += 1
                node_cost[other] = onward
                size = _heap_push(heap_cost, heap_node, size, onward, other)
            if target_offsets[edge] == target_offsets[edge + 1]:
                continue
            start_cost = cost if edge_start[edge] == node else np.inf
            end_cost = cost if edge_end[edge] == node else np.inf
            target_count = _offer_targets(
                target,
                edge,
                (start_cost, end_cost, edge_cost[edge]),
                cutoff,
                best,
                touched_targets,
                target_count,
            )
    return node_count, target_count


@compiled
def targets_within(
    graph: Graph, sources: Places, target: Targets, source_range: tuple[int, int], cutoff: float
) -> tuple[IntArray, IntArray, FloatArray]:
    """Cost from each source of a range to every target within the cutoff.

    Dijkstra's algorithm (1959, Numerische Mathematik 1, 269-271) from each
    source, ended at the cutoff. Every edge at a settled node offers its targets
    the way through that node; the least offer counts.

    Returns
    -------
    Number of pairs per source, then target and cost of each pair, ordered by
    source; the targets of a source come in no particular order.
    """
    source_edge, source_along, source_access = sources
    _, target_number, _, _ = target
    begin, end = source_range
    node_total = len(graph[0]) - 1
    node_cost = np.full(node_total, np.inf)
    touched_nodes = np.empty(node_total, np.int64)
    heap_size = len(graph[1]) + 2  # every half-edge pushes at most once
    best = np.full(len(target_number), np.inf)
    touched_targets = np.empty(len(target_number), np.int64)
    work = (
        node_cost,
        touched_nodes,
        np.empty(heap_size),
        np.empty(heap_size, np.int64),
        best,
        touched_targets,
    )
    pair_counts = np.zeros(end - begin, np.int64)
    pair_target = np.empty(1024, np.int64)
    pair_cost = np.empty(1024)
    pairs = 0
    for source in range(begin, end):
        if source_edge[source] < 0:
            continue
        node_count, target_count = _search(
            graph,
            target,
            source_edge[source],
            source_along[source],
            source_access[source],
            cutoff,
            work,
        )
        while pairs + target_count > len(pair_target):
            pair_target = np.append(pair_target, np.empty_like(pair_target))
            pair_cost = np.append(pair_cost, np.empty_like(pair_cost))
        for rank in range(target_count):
            slot = touched_targets[rank]
            pair_target[pairs] = target_number[slot]
            pair_cost[pairs] = best[slot]
            best[slot] = np.inf
            pairs += 1
        for rank in range(node_count):
            node_cost[touched_nodes[rank]] = np.inf
        pair_counts[source - begin] = target_count
    return pair_counts, pair_target[:pairs], pair_cost[:pairs]


@compiled
def path_tree(
    graph: Graph,
    source_edge: int,
    source_along: float,
    source_access: float,
    wanted_nodes: IntArray,
) -> tuple[FloatArray, IntArray]:
    """Cost from one source to every wanted node, and the edge by which a node is reached.

    The search ends when all wanted nodes are settled, each given once; costs of
    others are infinite or not final. The edge is -1 where the way comes straight
    along the source's own edge, and -2 where a node was not reached. Equal ways:
    the one found first stays.
    """
    offsets, half_edge, far_node, edge_start, edge_end, edge_cost = graph
    node_cost = np.full(len(offsets) - 1, np.inf)
    came_by = np.full(len(offsets) - 1, -2)
    is_wanted = np.zeros(len(offsets) - 1, np.bool_)
    is_wanted[wanted_nodes] = True
    left = len(wanted_nodes)
    heap_cost = np.empty(len(half_edge) + 2)
    heap_node = np.empty(len(half_edge) + 2, np.int64)
    size = 0
    to_start = source_access + source_along
    to_end = source_access + (edge_cost[source_edge] - source_along)
    for node, cost in ((edge_start[source_edge], to_start), (edge_end[source_edge], to_end)):
        if cost < node_cost[node]:
            node_cost[node] = cost
            came_by[node] = -1
            size = _heap_push(heap_cost, heap_node, size, cost, node)
    while size > 0 and left > 0:
        cost = heap_cost[0]
        node = heap_node[0]
        size = _heap_pop(heap_cost, heap_node, size)
        if cost > node_cost[node]:
            continue
        if is_wanted[node]:
            left -= 1
        for half in range(offsets[node], offsets[node + 1]):
            edge = half_edge[half]
            other = far_node[half]
            onward = cost + edge_cost[edge]
            if onward < node_cost[other]:
                node_cost[other] = onward
                came_by[other] = edge
                size = _heap_push(heap_cost, heap_node, size, onward, other)
    return node_cost, came_by


@compiled
def nearest_sites(
    site_offsets: IntArray, demand_index: IntArray, cost: FloatArray, demand_count: int
) -> tuple[IntArray, FloatArray]:
    """Least cost of each demand point and the site it comes from (-1: none); lower site wins."""
    nearest = np.full(demand_count, -1)
    least = np.full(demand_count, np.inf)
    for site in range(len(site_offsets) - 1):
        for pair in range(site_offsets[site], site_offsets[site + 1]):
            demand = demand_index[pair]
            if cost[pair] < least[demand]:
                least[demand] = cost[pair]
                nearest[demand] = site
    return nearest, least
