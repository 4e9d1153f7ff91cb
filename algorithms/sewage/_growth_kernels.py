"""Compiled growing, ordering and pruning of sewer forests."""

from __future__ import annotations

import heapq

import numpy as np

from algorithms._compile import compiled
from algorithms.sewage._design_kernels import depth_factor
from algorithms.sewage._sewer_arrays import (
    DEPTH_2M_SHARE,
    DEPTH_3M_SHARE,
    MAX_DEPTH,
    PLASTIC_PRICE,
    PUMP_FACTOR,
    RISING_MAIN_PRICE,
    ROCK_FACTOR,
    SEWER_FACTOR,
    STATION_BASE,
    BoolArray,
    Corridors,
    FloatArray,
    IntArray,
    Links,
    Pipes,
    inlined,
)


@inlined
def gravity_price(
    v: int, w: int, edge: int, size: int, graph: Corridors, pipes: Pipes, scalars: FloatArray
) -> float:
    """Return the least a gravity reach of one size from ``v`` to ``w`` costs, with its manhole.

    At the least cover its own ground allows: no design of this reach in this
    size is cheaper, however deep its inflows.
    """
    length = graph.length[edge]
    high_up = graph.ground[v] - graph.cover[edge] - graph.sag[edge]
    high_down = graph.ground[w] - graph.cover[edge] - graph.sag[edge]
    crown_down = min(high_up - pipes.min_gradient[size] * length, high_down)
    crown_up = min(high_up, crown_down + pipes.max_gradient[size] * length)
    depth = 0.5 * (graph.ground[v] - crown_up + graph.ground[w] - crown_down)
    depth = min(depth + pipes.diameter[size], scalars[MAX_DEPTH])
    factor = depth_factor(depth, scalars[DEPTH_2M_SHARE], scalars[DEPTH_3M_SHARE])
    per_m = pipes.price[size] * factor * scalars[ROCK_FACTOR] + graph.surface_price[edge]
    return float((length * per_m + scalars[PLASTIC_PRICE]) * scalars[SEWER_FACTOR])


@inlined
def pumped_price(edge: int, graph: Corridors, scalars: FloatArray) -> float:
    """Return the price of a rising main along a reach, without station and manhole."""
    per_m = scalars[RISING_MAIN_PRICE] + graph.surface_price[edge]
    return float(graph.length[edge] * per_m * scalars[SEWER_FACTOR])


@compiled
def _take_in(
    node: int,
    parent: IntArray,
    parent_edge: IntArray,
    in_tree: BoolArray,
    down: IntArray,
    edge: IntArray,
    cost: FloatArray,
    heap: list[tuple[float, int]],
) -> None:
    """Make the way from a node to the forest part of it, and start again from there."""
    while not in_tree[node]:
        in_tree[node] = True
        down[node] = parent[node]
        edge[node] = parent_edge[node]
        cost[node] = 0.0
        heapq.heappush(heap, (0.0, node))
        node = parent[node]


@compiled
def grow_forest(  # noqa: PLR0915
    start_nodes: IntArray,
    start_crowns: FloatArray,
    start_reach: FloatArray,
    demand: FloatArray,
    max_gap: float,
    graph: Corridors,
    pipes: Pipes,
    scalars: FloatArray,
) -> tuple[IntArray, IntArray, BoolArray, FloatArray, FloatArray, IntArray]:
    """Connect nodes with demand to the starts, nearest to the tree first.

    The shortest-path heuristic of Takahashi and Matsuyama (1980), with the
    lowest pipe crown that still drains carried in each label: a reach that
    could not drain by gravity within the largest depth is priced as a rising
    main with its station.

    Returns
    -------
    down, edge
        Next node and reach towards the start, -1 at starts and outside.
    in_tree
        Whether a node belongs to the forest.
    cost, low_crown
        What it would cost to connect each node to the forest, and the lowest
        crown there that still drains by gravity to the next station or outlet.
    parent_edge
        Reach by which each node would be connected, -1 where none.
    """
    count = graph.ground.size
    cost = np.full(count, np.inf)
    low_crown = np.full(count, np.inf)
    way = np.zeros(count)
    way_limit = np.full(count, np.inf)
    parent = np.full(count, -1, np.int64)
    parent_edge = np.full(count, -1, np.int64)
    pumped = np.zeros(count, np.bool_)
    in_tree = np.zeros(count, np.bool_)
    down = np.full(count, -1, np.int64)
    edge = np.full(count, -1, np.int64)
    station = scalars[STATION_BASE] * scalars[PUMP_FACTOR]
    slack = pipes.diameter[0] - scalars[MAX_DEPTH]
    heap = [(0.0, int(np.int64(-1)))]
    heap.pop()
    for k in range(start_nodes.size):
        s = start_nodes[k]
        low = graph.ground[s] + slack
        if not np.isnan(start_crowns[k]):
            low = max(low, start_crowns[k])
        if in_tree[s] and low_crown[s] <= low:
            continue
        cost[s] = 0.0
        low_crown[s] = low
        way_limit[s] = start_reach[k]
        in_tree[s] = True
        heapq.heappush(heap, (0.0, s))
    while len(heap) > 0:
        c, w = heapq.heappop(heap)
        if c > cost[w]:
            continue
        if demand[w] > 0.0 and not in_tree[w]:
            _take_in(w, parent, parent_edge, in_tree, down, edge, cost, heap)
            continue
        for k in range(graph.starts[w], graph.starts[w + 1]):
            v, e = graph.heads[k], graph.arc_edges[k]
            far = way[w] + graph.length[e]
            if in_tree[v] or far > way_limit[w]:
                continue
            deepest = graph.ground[v] + slack
            need = max(low_crown[w] + pipes.min_gradient[0] * graph.length[e], deepest)
            is_pumped = need > graph.ground[v] - graph.cover[e] - graph.sag[e]
            if is_pumped:
                need = deepest
                step = pumped_price(e, graph, scalars)
                if not pumped[w]:
                    step += station
            else:
                step = gravity_price(v, w, e, 0, graph, pipes, scalars)
            if c + step < cost[v] - 1e-9 and c + step <= max_gap:
                cost[v] = c + step
                low_crown[v] = need
                way[v] = far
                way_limit[v] = way_limit[w]
                pumped[v] = is_pumped
                parent[v] = w
                parent_edge[v] = e
                heapq.heappush(heap, (c + step, v))
    return down, edge, in_tree, cost, low_crown, parent_edge


@compiled
def downstream_order(nodes: IntArray, down: IntArray, inflows: IntArray) -> IntArray:
    """Return these nodes, whole trees, so that each stands before its next node.

    ``inflows`` is working space of all nodes.
    """
    order = np.empty(nodes.size, np.int64)
    for v in nodes:
        inflows[v] = 0
    for v in nodes:
        if down[v] >= 0:
            inflows[down[v]] += 1
    filled = 0
    for v in nodes:
        if inflows[v] == 0:
            order[filled] = v
            filled += 1
    read = 0
    while read < filled:
        w = down[order[read]]
        read += 1
        if w >= 0:
            inflows[w] -= 1
            if inflows[w] == 0:
                order[filled] = w
                filled += 1
    return order[:filled]


@compiled
def tree_roots(order: IntArray, links: Links) -> IntArray:
    """Return the outlet node of each node of the forest, -1 outside."""
    root = np.full(links.down.size, -1, np.int64)
    for k in range(order.size - 1, -1, -1):
        v = order[k]
        root[v] = v if links.down[v] < 0 else root[links.down[v]]
    return root


@compiled
def sum_upstream(order: IntArray, down: IntArray, own: FloatArray) -> FloatArray:
    """Return what every node carries: its own and all upstream."""
    carried = own.copy()
    for v in order:
        if down[v] >= 0:
            carried[down[v]] += carried[v]
    return carried


@compiled
def sum_downstream(order: IntArray, down: IntArray, own: FloatArray) -> FloatArray:
    """Return the sum of what lies between each node and its outlet, both included."""
    total = np.zeros(own.size)
    for k in range(order.size - 1, -1, -1):
        v = order[k]
        total[v] = own[v]
        if down[v] >= 0:
            total[v] += total[down[v]]
    return total


@compiled
def prune_forest(
    order: IntArray,
    down: IntArray,
    prize: FloatArray,
    link_cost: FloatArray,
    root_cost: FloatArray,
    is_kept: BoolArray,
) -> float:
    """Cut the branches that cost more than they bring; the DP of strong pruning.

    The value of a node is its prize and the gain of its branches less its link
    downstream; a branch without gain is cut off (Johnson, Minkoff and Phillips
    2000). A branch in which something was cut is judged again next time, at the
    prices of its new design. Fills ``is_kept``; returns the gain of all trees.
    """
    value = prize.copy()
    changes = np.zeros(down.size, np.bool_)
    total = 0.0
    for v in order:
        w = down[v]
        gain = value[v] - (link_cost[v] if w >= 0 else root_cost[v])
        is_kept[v] = gain > 0.0 or changes[v]
        if w >= 0:
            changes[w] = changes[w] or changes[v] or not is_kept[v]
        if gain > 0.0:
            if w >= 0:
                value[w] += gain
            else:
                total += gain
    for k in range(order.size - 1, -1, -1):
        v = order[k]
        if down[v] >= 0 and not is_kept[down[v]]:
            is_kept[v] = False
    return total


@compiled
def trim_tree(
    order: IntArray,
    down: IntArray,
    persons: FloatArray,
    worth: FloatArray,
    excess: float,
    is_kept: BoolArray,
) -> None:
    """Cut branches of one tree until no more persons than allowed are left.

    Always the branch that loses least worth per person needed off. ``persons``
    and ``worth`` hold what each node carries and are brought up to date.
    """
    while excess > 1e-9:
        cut, least = -1, np.inf
        for v in order:
            if is_kept[v] and persons[v] > 0.0 and worth[v] < least * min(persons[v], excess):
                cut, least = v, worth[v] / min(persons[v], excess)
        if cut < 0:
            break
        lost_persons, lost_worth = persons[cut], worth[cut]
        is_kept[cut] = False
        v = cut
        while v >= 0:
            persons[v] -= lost_persons
            worth[v] -= lost_worth
            v = down[v]
        for k in range(order.size - 1, -1, -1):
            w = down[order[k]]
            if w >= 0 and not is_kept[w]:
                is_kept[order[k]] = False
        excess -= lost_persons


@compiled
def likely_prices(
    tails: IntArray,
    heads: IntArray,
    edges: IntArray,
    graph: Corridors,
    pipes: Pipes,
    scalars: FloatArray,
) -> FloatArray:
    """Return what each arc is likely to cost in a design, from tail to head.

    The gravity reach at the least cover, and for every metre that the way
    rises its part of a station that lifts from the largest depth to the least.
    """
    prices = np.empty(tails.size)
    station = scalars[STATION_BASE] * scalars[PUMP_FACTOR]
    for k in range(tails.size):
        v, w, e = tails[k], heads[k], edges[k]
        prices[k] = gravity_price(v, w, e, 0, graph, pipes, scalars)
        rise = graph.ground[w] - graph.ground[v] + pipes.min_gradient[0] * graph.length[e]
        room = scalars[MAX_DEPTH] - graph.cover[e] - pipes.diameter[0]
        prices[k] += station * max(rise, 0.0) / room
    return prices
