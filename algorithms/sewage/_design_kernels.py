"""Compiled loops over sewer trees: growing, pruning, levels."""

from __future__ import annotations

import heapq

import numba
import numpy as np

# Rows of the vector of scalars that the kernels share; filled by `design.design_scalars`.
(
    MAX_DEPTH,
    PEAK_FLOW_PER_PERSON,
    MEAN_FLOW_M3_D_PER_PERSON,
    DROP_MIN,
    CHAMBER_MAX_DEPTH,
    ROCK_FACTOR,
    DEPTH_2M_SHARE,
    DEPTH_3M_SHARE,
    RISING_MAIN_PRICE,
    PLASTIC_PRICE,
    CONCRETE_PRICE,
    DROP_PRICE,
    STATION_BASE,
    STATION_PER_M3_D,
    LIFTING_SHARE,
    STATION_ANNUAL_SHARE,
    ENERGY_YUAN_PER_M3_M,
    SEWER_FACTOR,
    PUMP_FACTOR,
    ANNUAL_FACTOR,
    SCALAR_COUNT,
) = range(21)

GRAVITY, LIFTED, PUMPED, CARRIED = 0, 1, 2, 3


@numba.njit(cache=True, nogil=True)
def depth_factor(depth_m: float, share_2m: float, share_3m: float) -> float:
    """Return the price at a trench depth over the price at up to 1.5 m."""
    if depth_m <= 1.5:
        return 1.0
    if depth_m <= 2.0:
        return 1.0 + share_2m * (depth_m - 1.5) / 0.5
    slope = (share_3m - share_2m) / 1.25
    return 1.0 + share_2m + slope * (depth_m - 2.0)


@numba.njit(cache=True, nogil=True)
def grow_forest(
    starts, heads, arc_edges, length, cover, sag, surface_price, ground,
    sink_nodes, sink_crowns, sink_reach, demand, diameter, gradient, pipe_price, scalars, max_gap,
):  # fmt: skip
    """Connect nodes with demand to the outlets, nearest to the tree first.

    The shortest-path heuristic of Takahashi and Matsuyama (1980), with the
    lowest pipe crown that still drains to the outlet carried in each label: a
    reach that could not drain by gravity within the largest depth is priced
    as a rising main with its station.

    Returns
    -------
    down_node, down_edge
        Next node and reach towards the outlet, -1 at outlets and outside.
    in_tree
        Whether a node belongs to the forest.
    low_crown
        Lowest crown at each node that still drains by gravity to the next station or outlet.
    cost
        What it would cost to connect each node to the forest, infinite where nothing can.
    """
    count = ground.size
    cost = np.full(count, np.inf)
    low_crown = np.full(count, np.inf)
    reach = np.zeros(count)
    reach_limit = np.full(count, np.inf)
    parent = np.full(count, -1, np.int64)
    parent_edge = np.full(count, -1, np.int64)
    pumped = np.zeros(count, np.bool_)
    in_tree = np.zeros(count, np.bool_)
    down_node = np.full(count, -1, np.int64)
    down_edge = np.full(count, -1, np.int64)
    max_depth = scalars[MAX_DEPTH]
    station = scalars[STATION_BASE] * scalars[PUMP_FACTOR]
    heap = [(0.0, np.int64(-1))]
    heap.pop()
    for k in range(sink_nodes.size):
        s = sink_nodes[k]
        deepest = ground[s] - max_depth + diameter
        low = deepest if np.isnan(sink_crowns[k]) else max(sink_crowns[k], deepest)
        if cost[s] == 0.0 and low_crown[s] <= low:
            continue
        cost[s] = 0.0
        low_crown[s] = low
        reach_limit[s] = sink_reach[k]
        in_tree[s] = True
        heapq.heappush(heap, (0.0, s))
    while len(heap) > 0:
        c, w = heapq.heappop(heap)
        if c > cost[w]:
            continue
        if demand[w] > 0.0 and not in_tree[w]:
            v = w
            while not in_tree[v]:
                in_tree[v] = True
                down_node[v] = parent[v]
                down_edge[v] = parent_edge[v]
                cost[v] = 0.0
                heapq.heappush(heap, (0.0, v))
                v = parent[v]
            continue
        for k in range(starts[w], starts[w + 1]):
            v = heads[k]
            if in_tree[v]:
                continue
            e = arc_edges[k]
            far = reach[w] + length[e]
            if far > reach_limit[w]:
                continue
            deepest = ground[v] - max_depth + diameter
            need = max(low_crown[w] + gradient * length[e], deepest)
            highest = ground[v] - cover[e] - sag[e]
            is_pumped = need > highest
            if is_pumped:
                step = length[e] * (scalars[RISING_MAIN_PRICE] + surface_price[e])
                step *= scalars[SEWER_FACTOR]
                if not pumped[w]:
                    step += station
                need = deepest
            else:
                crown_down = min(highest - gradient * length[e], ground[w] - cover[e] - sag[e])
                depth_up = ground[v] - highest + diameter
                depth_down = min(ground[w] - crown_down + diameter, max_depth)
                factor = depth_factor(
                    0.5 * (depth_up + depth_down), scalars[DEPTH_2M_SHARE], scalars[DEPTH_3M_SHARE]
                )
                step = (
                    length[e] * (pipe_price * factor * scalars[ROCK_FACTOR] + surface_price[e])
                    + scalars[PLASTIC_PRICE]
                )
                step *= scalars[SEWER_FACTOR]
            total = cost[w] + step
            if total < cost[v] - 1e-9 and total <= max_gap:
                cost[v] = total
                low_crown[v] = need
                reach[v] = far
                reach_limit[v] = reach_limit[w]
                pumped[v] = is_pumped
                parent[v] = w
                parent_edge[v] = e
                heapq.heappush(heap, (total, v))
    return down_node, down_edge, in_tree, cost, low_crown


@numba.njit(cache=True, nogil=True)
def downstream_order(down_node, in_tree):
    """Return the nodes of the forest so that each stands before its next node."""
    count = down_node.size
    inflows = np.zeros(count, np.int64)
    members = 0
    for v in range(count):
        if in_tree[v]:
            members += 1
            if down_node[v] >= 0:
                inflows[down_node[v]] += 1
    order = np.empty(members, np.int64)
    filled = 0
    for v in range(count):
        if in_tree[v] and inflows[v] == 0:
            order[filled] = v
            filled += 1
    read = 0
    while read < filled:
        w = down_node[order[read]]
        read += 1
        if w >= 0:
            inflows[w] -= 1
            if inflows[w] == 0:
                order[filled] = w
                filled += 1
    return order[:filled]


@numba.njit(cache=True, nogil=True)
def prune_forest(order, down_node, prize, link_cost, root_cost, is_kept):
    """Keep the connected part of each tree that gains most; the DP of strong pruning.

    The value of a node is its prize and the gain of its branches less its link
    downstream; a branch without gain is cut off (Johnson, Minkoff and Phillips
    2000). ``is_kept`` is filled; returns the gain of all trees.
    """
    value = np.zeros(down_node.size)
    total = 0.0
    for v in order:
        value[v] += prize[v]
        w = down_node[v]
        if w >= 0:
            gain = value[v] - link_cost[v]
            is_kept[v] = gain > 0.0
            if gain > 0.0:
                value[w] += gain
        else:
            gain = value[v] - root_cost[v]
            is_kept[v] = gain > 0.0
            if gain > 0.0:
                total += gain
    for k in range(order.size - 1, -1, -1):
        v = order[k]
        w = down_node[v]
        if w >= 0 and not is_kept[w]:
            is_kept[v] = False
    return total


@numba.njit(cache=True, nogil=True)
def _pump_target(v, down_node, down_edge, ground, length, gradient, inflows, demand):
    """Return the node up to which the way from ``v`` keeps rising without inflows."""
    x = v
    while down_node[x] >= 0:
        w = down_node[x]
        if ground[w] - ground[x] + gradient * length[down_edge[x]] <= 0.0:
            break
        x = w
        if inflows[x] > 1 or demand[x] > 0.0:
            break
    return x


@numba.njit(cache=True, nogil=True)
def design_levels(
    order, down_node, down_edge, length, cover, sag, surface_price, ground, persons,
    lateral_crown, sink_crown, diameters, gradients, steepest, capacities, pipe_prices, scalars,
):  # fmt: skip
    """Give every reach of a forest its size and levels, from the leaves to the outlet.

    Returns
    -------
    table
        One row per node: crown at the upper end, crown at the lower end, crown
        of the lowest inflow, persons upstream, head of the station, and present
        values of reach, manhole and station; shape (N, 8).
    size, kind
        Pipe size of the reach that leaves the node; ``GRAVITY``, ``LIFTED``
        (station, then gravity), ``PUMPED`` (station, then rising main) or
        ``CARRIED`` (further reach of a rising main).
    """
    count = down_node.size
    table = np.zeros((count, 8))
    size = np.zeros(count, np.int64)
    kind = np.zeros(count, np.int64)
    crown_in = np.full(count, np.inf)
    inflows = np.zeros(count, np.int64)
    for v in order:
        if down_node[v] >= 0:
            inflows[down_node[v]] += 1
    max_depth = scalars[MAX_DEPTH]
    share_2m, share_3m = scalars[DEPTH_2M_SHARE], scalars[DEPTH_3M_SHARE]
    carried_until = np.full(count, -1, np.int64)
    for v in order:
        table[v, 3] += persons[v]
        crown_in[v] = min(crown_in[v], lateral_crown[v])
        w = down_node[v]
        if w < 0:
            table[v, 2] = crown_in[v]
            if crown_in[v] < sink_crown[v] - 1e-6:
                kind[v] = LIFTED
                table[v, 4] = sink_crown[v] - crown_in[v]
                _price_station(table, v, scalars, True)
            continue
        e = down_edge[v]
        run = length[e]
        table[w, 3] += table[v, 3]
        flow = table[v, 3] * scalars[PEAK_FLOW_PER_PERSON]
        highest_up = ground[v] - cover[e] - sag[e]
        highest_down = ground[w] - cover[e] - sag[e]
        table[v, 2] = crown_in[v]
        if kind[v] == CARRIED:
            crown_up = highest_up
            crown_down = highest_down
            target = carried_until[v]
        else:
            crown_up = min(crown_in[v], highest_up)
            k = size[v]
            while k < diameters.size - 1 and (
                capacities[k] * np.sqrt(max(gradients[k], (crown_up - highest_down) / run)) < flow
            ):
                k += 1
            size[v] = k
            crown_down = min(crown_up - gradients[k] * run, highest_down)
            target = v
            if ground[w] - crown_down + diameters[k] > max_depth + 1e-9:
                crest = _pump_target(
                    v, down_node, down_edge, ground, length, gradients[k], inflows, persons
                )
                room = max_depth - diameters[k] - (ground[v] - highest_up)
                crown_down = min(highest_up - gradients[k] * run, highest_down)
                too_deep = ground[w] - crown_down + diameters[k] > max_depth + 1e-9
                if too_deep or (crest != v and ground[crest] - ground[v] > room):
                    kind[v] = PUMPED
                    target = crest if crest != v else w
                    crown_up = highest_up
                    crown_down = highest_down
                    lift = ground[target] - ground[v]
                    table[v, 4] = max(highest_up + lift - crown_in[v], 0.5)
                    _price_station(table, v, scalars, False)
                else:
                    kind[v] = LIFTED
                    crown_up = highest_up
                    table[v, 4] = max(highest_up - crown_in[v], 0.5)
                    _price_station(table, v, scalars, True)
        if kind[v] == PUMPED or kind[v] == CARRIED:
            if w != target:
                kind[w] = CARRIED
                carried_until[w] = target
            size[w] = max(size[w], 0)
            price = run * (scalars[RISING_MAIN_PRICE] + surface_price[e])
        else:
            k = size[v]
            if (crown_up - crown_down) / run > steepest[k]:
                crown_up = crown_down + steepest[k] * run
            size[w] = max(size[w], k)
            depth = 0.5 * (ground[v] - crown_up + ground[w] - crown_down) + diameters[k]
            price = run * (
                pipe_prices[k] * depth_factor(depth, share_2m, share_3m) * scalars[ROCK_FACTOR]
                + surface_price[e]
            )
        crown_in[w] = min(crown_in[w], crown_down)
        table[v, 0] = crown_up
        table[v, 1] = crown_down
        table[v, 5] = price * scalars[SEWER_FACTOR]
        if kind[v] != CARRIED:
            deepest = ground[v] - min(crown_up, crown_in[v]) + diameters[size[v]]
            manhole = scalars[PLASTIC_PRICE]
            if deepest > scalars[CHAMBER_MAX_DEPTH]:
                manhole = scalars[CONCRETE_PRICE]
            fall = min(crown_in[v], highest_up) - crown_up
            if fall >= scalars[DROP_MIN] and kind[v] == GRAVITY:
                manhole += scalars[DROP_PRICE]
            table[v, 6] = manhole * scalars[SEWER_FACTOR]
    return table, size, kind


@numba.njit(cache=True, nogil=True)
def _price_station(table, v, scalars, is_lifting):
    flow_m3_d = table[v, 3] * scalars[MEAN_FLOW_M3_D_PER_PERSON]
    capital = scalars[STATION_BASE] + scalars[STATION_PER_M3_D] * flow_m3_d
    if is_lifting:
        capital *= scalars[LIFTING_SHARE]
    energy = flow_m3_d * 365.0 * table[v, 4] * scalars[ENERGY_YUAN_PER_M3_M]
    annual = capital * scalars[STATION_ANNUAL_SHARE] + energy
    table[v, 7] = capital * scalars[PUMP_FACTOR] + annual * scalars[ANNUAL_FACTOR]
