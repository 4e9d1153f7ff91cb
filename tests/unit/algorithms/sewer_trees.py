"""Every sewer of a small problem, one by one: what no plan can beat."""

import itertools

import numpy as np

from algorithms.sewage._sewer_arrays import plain_links
from algorithms.sewage.decision import FORCED_PRIZE_YUAN, Decision
from algorithms.sewage.design import design_forest, ordered_forest


def best_by_brute_force(data):
    """Return the most that any trees save, everyone on them served, by their true design.

    Every set of reaches that forms trees at the outlets is tried; a forced house is
    worth ``FORCED_PRIZE_YUAN``.
    """
    decision = Decision(data)
    best = 0.0
    for size in range(1, len(data.basis.graph.edge_nodes) + 1):
        for chosen in itertools.combinations(range(len(data.basis.graph.edge_nodes)), size):
            links = _trees(data, chosen)
            if links is not None:
                best = max(best, _gain(decision, links))
    return best


def best_with_everyone_forced(data):
    """Return the most that trees save which serve every house, all of them forced."""
    return best_by_brute_force(data) - FORCED_PRIZE_YUAN * len(data.houses.node)


def _gain(decision, links):
    """Return the saving of the houses on the trees less the true cost."""
    node = np.arange(decision.node_count)
    inside = (links.down >= 0) | np.isin(node, links.down[links.down >= 0])
    inside[decision.outlets.node] = True
    served = np.flatnonzero(inside[decision.houses.node])
    root = inside & (links.down < 0)
    used = np.flatnonzero(root[decision.outlets.node])
    design = design_forest(
        decision.basis, ordered_forest(links, inside), decision.loads(served, used)
    )
    return float(decision.prize[served].sum()) - design.present_value_yuan


def _trees(data, chosen):
    """Return the links of these reaches towards the outlets, None when they are no trees there."""
    graph = data.basis.graph
    down = np.full(len(graph.node_xy_m), -1)
    edge = down.copy()
    seen, left = set(data.outlets.node.tolist()), set(chosen)
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
