"""Every sewer of a small problem, one by one: what no plan can beat."""

import itertools

import numpy as np

from algorithms.sewage import _sewer_arrays as arrays
from algorithms.sewage._sewer_arrays import plain_links
from algorithms.sewage.decision import FORCED_PRIZE_YUAN, Decision, SewerPlan
from algorithms.sewage.design import design_forest, ordered_forest
from algorithms.sewage.long_mains import with_long_mains


def best_by_brute_force(data):
    """Return the most that any trees save, everyone on them served, by their true design.

    Every set of reaches that forms trees at some of the outlets is tried, with long
    rising mains where its stations gain by them; a forced house is worth
    ``FORCED_PRIZE_YUAN``.
    """
    decision = Decision(data)
    best = 0.0
    outlets, reaches = np.arange(len(data.outlets)), np.arange(len(data.basis.graph.edge_nodes))
    for used in _subsets(outlets):
        for chosen in _subsets(reaches):
            links = _trees(data, data.outlets.node[used], chosen)
            if links is not None:
                best = max(best, _gain(decision, links, used))
    return best


def _subsets(items):
    for size in range(1, len(items) + 1):
        for chosen in itertools.combinations(items.tolist(), size):
            yield np.array(chosen)


def best_with_everyone_forced(data):
    """Return the most that trees save which serve every house, all of them forced."""
    return best_by_brute_force(data) - FORCED_PRIZE_YUAN * len(data.houses.node)


def _gain(decision, links, used):
    """Return the saving of the houses on the trees less the true cost, long mains tried."""
    inside = links.down >= 0
    inside[decision.outlets.node[used]] = True
    served = np.flatnonzero(inside[decision.houses.node])
    design = design_forest(
        decision.basis, ordered_forest(links, inside), decision.loads(served, used)
    )
    gain = float(decision.prize[served].sum()) - design.present_value_yuan
    if not design.table[:, arrays.STATION_PV].any():
        return gain
    plan = SewerPlan(
        is_connected=inside[decision.houses.node],
        design=design,
        outlet_index=decision.outlet_of_node(design.forest, used),
        gain_yuan=gain,
    )
    pumped = with_long_mains(decision, plan, used)
    return gain if pumped is None else max(gain, pumped.gain_yuan)


def _trees(data, roots, chosen):
    """Return the links of these reaches towards the roots, None when they are no trees there."""
    graph = data.basis.graph
    down = np.full(len(graph.node_xy_m), -1)
    edge = down.copy()
    seen, left = set(roots.tolist()), set(chosen.tolist())
    while left:
        step = [
            (e, a, b)
            for e in sorted(left)
            for a, b in (graph.edge_nodes[e], graph.edge_nodes[e][::-1])
            if a in seen and b not in seen
        ]
        if not step:
            return None
        e, a, b = step[0]
        down[b], edge[b] = a, e
        seen.add(int(b))
        left.remove(e)
    return plain_links(down.astype(np.int64), edge.astype(np.int64))
