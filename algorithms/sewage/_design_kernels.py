"""Compiled design of sewer trees: sizes, levels, stations, prices."""

from __future__ import annotations

import numpy as np

from algorithms._compile import compiled
from algorithms.sewage._sewer_arrays import (
    ANNUAL_FACTOR,
    CARRIED,
    CHAMBER_MAX_DEPTH,
    CONCRETE_PRICE,
    CROWN_DOWN,
    CROWN_HIGH,
    CROWN_IN,
    CROWN_UP,
    DEPTH_2M_SHARE,
    DEPTH_3M_SHARE,
    DROP_MIN,
    DROP_PRICE,
    ENERGY_YUAN_PER_M3_M,
    GRAVITY,
    HEAD,
    HOUSEHOLDS,
    LIFTED,
    LIFTING_SHARE,
    MAIN_MIN_DIAMETER,
    MAIN_VELOCITY,
    MANHOLE_PV,
    MANNING_N,
    MAX_DEPTH,
    MAX_VELOCITY,
    MEAN_FLOW_M3_D_PER_PERSON,
    OUTLET_PV,
    PEAK_FLOW_PER_PERSON,
    PERSONS,
    PLASTIC_PRICE,
    PUMP_FACTOR,
    PUMPED,
    REACH_PV,
    RISING_MAIN_PRICE,
    ROCK_FACTOR,
    SEWER_FACTOR,
    STATION_ANNUAL_SHARE,
    STATION_BASE,
    STATION_PER_M3_D,
    STATION_PV,
    Corridors,
    FloatArray,
    IntArray,
    Levels,
    Links,
    Loads,
    Pipes,
    inlined,
)

# Added to the cost of an outlet outside its limits of size; more than any sewer costs.
_OUT_OF_LIMITS_YUAN = 1e9
_LEAST_HEAD_M = 0.5
_TOLERANCE_M = 1e-9
# No flow of a village runs faster than allowed on flatter gradients than this.
_STEEP = 0.02


@compiled
def depth_factor(depth_m: float, share_2m: float, share_3m: float) -> float:
    """Return the price at a trench depth over the price at up to 1.5 m."""
    if depth_m <= 1.5:
        return 1.0
    if depth_m <= 2.0:
        return 1.0 + share_2m * (depth_m - 1.5) / 0.5
    slope = (share_3m - share_2m) / 1.25
    return 1.0 + share_2m + slope * (depth_m - 2.0)


@compiled
def steepest_gradient(flow_m3_s: float, diameter_m: float, scalars: FloatArray) -> float:
    """Return the gradient at which a flow runs at the largest velocity.

    The wetted area is flow over velocity; the angle t it spans follows from
    A = D^2 (t - sin t) / 8 by Newton's method, the gradient from Manning.
    """
    velocity = scalars[MAX_VELOCITY]
    share = 8.0 * flow_m3_s / (velocity * diameter_m**2)
    angle = min((6.0 * share) ** (1.0 / 3.0), 3.0)
    for _ in range(6):
        angle += (share - angle + np.sin(angle)) / max(1.0 - np.cos(angle), 1e-6)
        angle = min(max(angle, 1e-3), 2.0 * np.pi)
    radius = 0.25 * diameter_m * (1.0 - np.sin(angle) / angle)
    return float((velocity * scalars[MANNING_N] / radius ** (2.0 / 3.0)) ** 2)


@compiled
def main_diameter_m(flow_m3_s: float, velocity_m_s: float, least_m: float) -> float:
    """Return the diameter of a rising main, in whole centimetres.

    Its pump runs it at the velocity, now and then if less flows in.
    """
    wanted = np.sqrt(4.0 * flow_m3_s / (np.pi * velocity_m_s))
    return float(max(np.ceil(wanted * 100.0 - 1e-9) / 100.0, least_m))


@inlined
def _main_friction(flow_m3_s: float, scalars: FloatArray) -> float:
    """Return the loss of head per metre of a rising main while its pump runs (Manning)."""
    velocity = scalars[MAIN_VELOCITY]
    diameter = main_diameter_m(flow_m3_s, velocity, scalars[MAIN_MIN_DIAMETER])
    return float((velocity * scalars[MANNING_N]) ** 2 / (0.25 * diameter) ** (4.0 / 3.0))


@inlined
def has_main(v: int, links: Links) -> bool:
    """Whether a long rising main leaves ``v``."""
    size = links.main_size[v]
    return bool(size > 0 and links.edge[v] == links.main_edges[links.main_first[v] + size - 1])


@inlined
def _flows_into(v: int, u: int, edge: int, links: Links, levels: Levels) -> bool:
    """Whether sewage comes to ``v`` from ``u`` along a reach."""
    return bool(links.down[u] == v and links.edge[u] == edge and levels.table[u, PERSONS] > 0.0)


@inlined
def _is_pumped_into(v: int, u: int, links: Links, levels: Levels) -> bool:
    """Whether sewage comes to ``v`` from ``u`` in a long rising main."""
    return bool(links.down[u] == v and has_main(u, links) and levels.table[u, PERSONS] > 0.0)


@inlined
def gather_loads(v: int, links: Links, loads: Loads, graph: Corridors, levels: Levels) -> None:
    """Sum persons and households at ``v``: its own and those of its inflows."""
    table = levels.table
    persons, households = loads.persons[v], loads.households[v]
    inflows = 0
    for k in range(graph.starts[v], graph.starts[v + 1]):
        u = graph.heads[k]
        if _flows_into(v, u, graph.arc_edges[k], links, levels):
            persons += table[u, PERSONS]
            households += table[u, HOUSEHOLDS]
            inflows += 1
    u = links.main_into[v]
    while u >= 0:
        if _is_pumped_into(v, u, links, levels):
            persons += table[u, PERSONS]
            households += table[u, HOUSEHOLDS]
            inflows += 1
        u = links.main_next[u]
    table[v, PERSONS] = persons
    table[v, HOUSEHOLDS] = households
    levels.inflows[v] = inflows


@inlined
def _gather_inflows(v: int, links: Links, loads: Loads, graph: Corridors, levels: Levels) -> None:
    """Take lowest and highest crown, largest size and rising mains from the inflows of ``v``."""
    table = levels.table
    crown, highest, size, carried = loads.lateral_crown[v], -np.inf, 0, -1
    for k in range(graph.starts[v], graph.starts[v + 1]):
        u = graph.heads[k]
        if _flows_into(v, u, graph.arc_edges[k], links, levels):
            crown = min(crown, table[u, CROWN_DOWN])
            size = max(size, levels.size[u])
            if levels.kind[u] < PUMPED:
                highest = max(highest, table[u, CROWN_DOWN])
            elif levels.carried_until[u] != v:
                carried = levels.carried_until[u]
    u = links.main_into[v]
    while u >= 0:
        if _is_pumped_into(v, u, links, levels):
            crown = min(crown, table[u, CROWN_DOWN])
            size = max(size, levels.size[u])
        u = links.main_next[u]
    table[v, CROWN_IN] = crown
    table[v, CROWN_HIGH] = highest
    table[v, HEAD:] = 0.0
    levels.size[v] = size
    levels.carried_until[v] = carried
    levels.kind[v] = CARRIED if carried >= 0 else GRAVITY


@inlined
def _crest(
    v: int, gradient: float, links: Links, loads: Loads, graph: Corridors, levels: Levels
) -> int:
    """Return the node up to which the way from ``v`` keeps rising without inflows."""
    x = v
    while links.down[x] >= 0 and not has_main(x, links):
        w = links.down[x]
        if graph.ground[w] - graph.ground[x] + gradient * graph.length[links.edge[x]] <= 0.0:
            break
        x = w
        if levels.inflows[x] > 1 or loads.persons[x] > 0.0 or has_main(x, links):
            break
    return x


@inlined
def _head(lift: float, length: float, persons: float, scalars: FloatArray) -> float:
    """Return the head of a pump: its lift, and friction in the main."""
    friction = _main_friction(persons * scalars[PEAK_FLOW_PER_PERSON], scalars)
    return float(max(lift, _LEAST_HEAD_M) + length * friction)


@inlined
def _main_head(
    v: int, target: int, links: Links, graph: Corridors, scalars: FloatArray, table: FloatArray
) -> float:
    """Return the head of a pump at ``v``: the lift to the highest level, and friction."""
    edge = links.edge[v]
    start = graph.ground[v] - graph.cover[edge] - graph.sag[edge]
    length, x, highest = 0.0, v, start
    while x != target:
        w, edge = links.down[x], links.edge[x]
        length += graph.length[edge]
        ground = max(graph.ground[x], graph.ground[w])
        highest = max(highest, ground - graph.cover[edge] - graph.sag[edge])
        x = w
    return _head(highest - min(table[v, CROWN_IN], start), length, table[v, PERSONS], scalars)


@inlined
def _price_station(v: int, is_lifting: bool, scalars: FloatArray, table: FloatArray) -> None:
    flow_m3_d = table[v, PERSONS] * scalars[MEAN_FLOW_M3_D_PER_PERSON]
    capital = scalars[STATION_BASE] + scalars[STATION_PER_M3_D] * flow_m3_d
    if is_lifting:
        capital *= scalars[LIFTING_SHARE]
    energy = flow_m3_d * 365.0 * table[v, HEAD] * scalars[ENERGY_YUAN_PER_M3_M]
    annual = capital * scalars[STATION_ANNUAL_SHARE] + energy
    table[v, STATION_PV] = capital * scalars[PUMP_FACTOR] + annual * scalars[ANNUAL_FACTOR]


@inlined
def _size_for_flow(
    size: int, flow: float, crown_up: float, crown_low: float, length: float, pipes: Pipes
) -> int:
    """Return the first size from ``size`` on that carries the flow at its gradient."""
    k = size
    while k < pipes.diameter.size - 1:
        gradient = max(pipes.min_gradient[k], (crown_up - crown_low) / length)
        if pipes.capacity[k] * np.sqrt(min(gradient, pipes.max_gradient[k])) >= flow:
            break
        k += 1
    return k


@inlined
def _least_gradient(k: int, persons: float, scalars: FloatArray, pipes: Pipes) -> float:
    """Return the flattest gradient of a size at which it also carries its flow."""
    flow = persons * scalars[PEAK_FLOW_PER_PERSON]
    return float(max(pipes.min_gradient[k], (flow / pipes.capacity[k]) ** 2))


@inlined
def _raise_sewage(
    v: int,
    links: Links,
    loads: Loads,
    graph: Corridors,
    pipes: Pipes,
    scalars: FloatArray,
    levels: Levels,
) -> None:
    """Put a station at ``v``: a lift where gravity works after it, else a rising main."""
    table, edge, w = levels.table, links.edge[v], links.down[v]
    k = levels.size[v]
    high_up = graph.ground[v] - graph.cover[edge] - graph.sag[edge]
    high_down = graph.ground[w] - graph.cover[edge] - graph.sag[edge]
    least = _least_gradient(k, table[v, PERSONS], scalars, pipes)
    crown_down = min(high_up - least * graph.length[edge], high_down)
    room = scalars[MAX_DEPTH] - pipes.diameter[k] - (graph.ground[v] - high_up)
    crest = _crest(v, least, links, loads, graph, levels)
    depth_down = graph.ground[w] - crown_down + pipes.diameter[k]
    table[v, CROWN_UP] = high_up
    if depth_down > scalars[MAX_DEPTH] + _TOLERANCE_M or (
        crest != v and graph.ground[crest] - graph.ground[v] > room
    ):
        target = crest if crest != v else w
        levels.kind[v] = PUMPED
        levels.carried_until[v] = target
        table[v, CROWN_DOWN] = high_down
        table[v, HEAD] = _main_head(v, target, links, graph, scalars, table)
        _price_station(v, False, scalars, table)
    else:
        levels.kind[v] = LIFTED
        table[v, CROWN_DOWN] = crown_down
        table[v, HEAD] = max(high_up - table[v, CROWN_IN], _LEAST_HEAD_M)
        _price_station(v, True, scalars, table)


@inlined
def _pump_past(v: int, links: Links, graph: Corridors, scalars: FloatArray, levels: Levels) -> None:
    """Give the long rising main that leaves ``v`` its levels and its station."""
    table, x, length = levels.table, v, 0.0
    highest = -np.inf
    for k in range(links.main_first[v], links.main_first[v] + links.main_size[v]):
        edge, w = links.main_edges[k], links.main_ends[k]
        room = graph.cover[edge] + graph.sag[edge]
        if x == v:
            table[v, CROWN_UP] = graph.ground[v] - room
        table[v, CROWN_DOWN] = graph.ground[w] - room
        highest = max(highest, max(graph.ground[x], graph.ground[w]) - room)
        length += graph.length[edge]
        x = w
    levels.kind[v] = PUMPED
    levels.carried_until[v] = x
    lift = highest - min(table[v, CROWN_IN], table[v, CROWN_UP])
    table[v, HEAD] = _head(lift, length, table[v, PERSONS], scalars)
    _price_station(v, False, scalars, table)


@inlined
def _set_levels(
    v: int,
    links: Links,
    loads: Loads,
    graph: Corridors,
    pipes: Pipes,
    scalars: FloatArray,
    levels: Levels,
) -> None:
    """Give the reach that leaves ``v`` its size and levels."""
    table, edge, w = levels.table, links.edge[v], links.down[v]
    length = graph.length[edge]
    high_up = graph.ground[v] - graph.cover[edge] - graph.sag[edge]
    high_down = graph.ground[w] - graph.cover[edge] - graph.sag[edge]
    if has_main(v, links):
        _pump_past(v, links, graph, scalars, levels)
        return
    if levels.kind[v] == CARRIED:
        table[v, CROWN_UP] = high_up
        table[v, CROWN_DOWN] = high_down
        return
    crown_up = min(table[v, CROWN_IN], high_up)
    flow = table[v, PERSONS] * scalars[PEAK_FLOW_PER_PERSON]
    k = _size_for_flow(levels.size[v], flow, crown_up, high_down, length, pipes)
    levels.size[v] = k
    least = _least_gradient(k, table[v, PERSONS], scalars, pipes)
    crown_down = min(crown_up - least * length, high_down)
    depth = max(graph.ground[v] - crown_up, graph.ground[w] - crown_down) + pipes.diameter[k]
    if depth > scalars[MAX_DEPTH] + _TOLERANCE_M:
        _raise_sewage(v, links, loads, graph, pipes, scalars, levels)
        if levels.kind[v] == PUMPED:
            return
        crown_up, crown_down = table[v, CROWN_UP], table[v, CROWN_DOWN]
    steepest = pipes.max_gradient[k]
    if crown_up - crown_down > _STEEP * length:
        steepest = min(steepest, steepest_gradient(flow, pipes.diameter[k], scalars))
    # What falls steeper than that falls in a drop manhole at the upper end.
    table[v, CROWN_UP] = min(crown_up, crown_down + steepest * length)
    table[v, CROWN_DOWN] = crown_down


@inlined
def _is_drop_manhole(v: int, scalars: FloatArray, levels: Levels) -> bool:
    """Whether a sewer arrives so high above the one that leaves that it needs a drop."""
    fall = levels.table[v, CROWN_HIGH] - levels.table[v, CROWN_UP]
    return bool(levels.kind[v] == GRAVITY and fall >= scalars[DROP_MIN] - _TOLERANCE_M)


@inlined
def _price_reach(
    v: int,
    links: Links,
    graph: Corridors,
    pipes: Pipes,
    scalars: FloatArray,
    levels: Levels,
) -> None:
    """Price the reach that leaves ``v`` and the manhole at ``v``."""
    table, edge, w = levels.table, links.edge[v], links.down[v]
    length, k = graph.length[edge], levels.size[v]
    if has_main(v, links):
        price = 0.0
        for row in range(links.main_first[v], links.main_first[v] + links.main_size[v]):
            e = links.main_edges[row]
            price += graph.length[e] * (scalars[RISING_MAIN_PRICE] + graph.surface_price[e])
    elif levels.kind[v] >= PUMPED:
        price = length * (scalars[RISING_MAIN_PRICE] + graph.surface_price[edge])
    else:
        depth = 0.5 * (
            graph.ground[v] - table[v, CROWN_UP] + graph.ground[w] - table[v, CROWN_DOWN]
        )
        factor = depth_factor(
            depth + pipes.diameter[k], scalars[DEPTH_2M_SHARE], scalars[DEPTH_3M_SHARE]
        )
        per_m = pipes.price[k] * factor * scalars[ROCK_FACTOR]
        price = length * (per_m + graph.surface_price[edge])
    table[v, REACH_PV] = price * scalars[SEWER_FACTOR]
    if levels.kind[v] == CARRIED:
        return
    lowest = min(table[v, CROWN_UP], table[v, CROWN_IN])
    deepest = graph.ground[v] - lowest + pipes.diameter[k]
    price = scalars[PLASTIC_PRICE]
    if deepest > scalars[CHAMBER_MAX_DEPTH]:
        price = scalars[CONCRETE_PRICE]
    if _is_drop_manhole(v, scalars, levels):
        price += scalars[DROP_PRICE]
    table[v, MANHOLE_PV] = price * scalars[SEWER_FACTOR]


@inlined
def _price_outlet(v: int, loads: Loads, pipes: Pipes, scalars: FloatArray, levels: Levels) -> None:
    """Price an outlet in use, and a lift into it where the sewer arrives too low.

    The crown of the outlet is that of the smallest size; a larger one lies lower.
    """
    table = levels.table
    missing = loads.outlet_crown[v] - table[v, CROWN_IN]
    missing += pipes.diameter[levels.size[v]] - pipes.diameter[0]
    if missing > 1e-6:
        levels.kind[v] = LIFTED
        table[v, HEAD] = max(missing, _LEAST_HEAD_M)
        _price_station(v, True, scalars, table)
    cost = loads.outlet_fixed[v] + loads.outlet_per_person[v] * table[v, PERSONS]
    if (
        table[v, HOUSEHOLDS] < loads.outlet_min_households[v]
        or table[v, PERSONS] > loads.outlet_max_persons[v]
    ):
        cost += _OUT_OF_LIMITS_YUAN
    table[v, OUTLET_PV] = cost


@inlined
def design_node(
    v: int,
    links: Links,
    loads: Loads,
    graph: Corridors,
    pipes: Pipes,
    scalars: FloatArray,
    levels: Levels,
) -> float:
    """Design what leaves ``v``, its inflows being designed; returns its present value."""
    _gather_inflows(v, links, loads, graph, levels)
    table = levels.table
    if table[v, PERSONS] <= 0.0:
        return 0.0
    if links.down[v] < 0:
        _price_outlet(v, loads, pipes, scalars, levels)
    else:
        _set_levels(v, links, loads, graph, pipes, scalars, levels)
        _price_reach(v, links, graph, pipes, scalars, levels)
    laid = table[v, REACH_PV] + table[v, MANHOLE_PV]
    return float(laid + table[v, STATION_PV] + table[v, OUTLET_PV])


@compiled
def design_levels(
    order: IntArray,
    links: Links,
    loads: Loads,
    graph: Corridors,
    pipes: Pipes,
    scalars: FloatArray,
    levels: Levels,
) -> float:
    """Design these nodes, each standing before its next one and after its inflows.

    Branches without households get nothing. Fills ``levels``; returns the
    present value of these nodes.
    """
    for v in order:
        gather_loads(v, links, loads, graph, levels)
    total = 0.0
    for v in order:
        total += design_node(v, links, loads, graph, pipes, scalars, levels)
    return total
