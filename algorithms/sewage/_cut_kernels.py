"""Compiled cutting of branches that don't pay, at the prices of what is left of them."""

from __future__ import annotations

from algorithms._compile import compiled
from algorithms.sewage._design_kernels import design_node, gather_loads
from algorithms.sewage._sewer_arrays import (
    HOUSEHOLDS,
    PERSONS,
    STATION_PV,
    BoolArray,
    Corridors,
    FloatArray,
    IntArray,
    Levels,
    Links,
    Loads,
    Pipes,
)


@compiled
def cut_from_leaves(  # noqa: PLR0917
    order: IntArray,
    links: Links,
    loads: Loads,
    prize: FloatArray,
    graph: Corridors,
    pipes: Pipes,
    scalars: FloatArray,
    levels: Levels,
    is_kept: BoolArray,
) -> None:
    """Design every node after its branches and cut it where it costs more than they bring.

    A node is priced with what is left upstream, so one pass does what designing and
    pruning in turns does. Only how far a pump reaches may depend on branches that
    join further down and are cut later. Fills ``is_kept``; ``levels`` is left in an
    unfinished state.
    """
    value = prize.copy()
    for v in order:
        gather_loads(v, links, loads, graph, levels)
    for v in order:
        gather_loads(v, links, loads, graph, levels)
        cost, w = design_node(v, links, loads, graph, pipes, scalars, levels), links.down[v]
        if w < 0:
            cost = loads.outlet_fixed[v] + levels.table[v, STATION_PV]
        is_kept[v] = value[v] > cost
        if not is_kept[v]:
            levels.table[v, PERSONS] = levels.table[v, HOUSEHOLDS] = 0.0
        elif w >= 0:
            value[w] += value[v] - cost
    for k in range(order.size - 1, -1, -1):
        v = order[k]
        if links.down[v] >= 0 and not is_kept[links.down[v]]:
            is_kept[v] = False
