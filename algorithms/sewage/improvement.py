"""Local search on a sewer plan: exchanges across bridges, additions, cuts."""

from __future__ import annotations

import numpy as np

from algorithms.progress import Progress
from algorithms.sewage import _exchange_kernels
from algorithms.sewage import _sewer_arrays as arrays
from algorithms.sewage.corridors import BoolArray, FloatArray, IntArray
from algorithms.sewage.decision import Decision, SewerPlan
from algorithms.sewage.design import Growth, SewerForest, design_forest, grow_forest, ordered_forest
from algorithms.sewage.long_mains import with_long_mains

_MAX_ROUNDS = 8
_BRIDGES_AT_ONCE = 200
_LEAST_GAIN_YUAN = 1.0
_TOLERANCE_M = 1e-6


def improve_plan(
    decision: Decision, plan: SewerPlan, open_outlets: IntArray, progress: Progress
) -> SewerPlan:
    """Exchange, add and cut until none of it saves anything more, then try other plant sites."""
    plan = _searched(decision, plan, open_outlets, progress)
    moved, outlets = _replanted(decision, plan, open_outlets)
    if moved is plan:
        return plan
    return _searched(decision, moved, outlets, progress)


def _searched(
    decision: Decision, plan: SewerPlan, open_outlets: IntArray, progress: Progress
) -> SewerPlan:
    judged: SewerPlan | None = None
    for round_number in range(_MAX_ROUNDS):
        before = plan.gain_yuan
        plan = _exchanged(decision, plan, open_outlets, progress)
        plan = _better(plan, with_long_mains(decision, plan, open_outlets))
        plan = _better(plan, _extended(decision, plan, open_outlets))
        if plan is not judged:
            plan = judged = _with_low_houses(decision, plan, open_outlets, progress)
        progress.report("renovation.routes", (round_number + 1) / _MAX_ROUNDS)
        if plan.gain_yuan < before + _LEAST_GAIN_YUAN:
            break
    return plan


def _better(plan: SewerPlan, other: SewerPlan | None) -> SewerPlan:
    return plan if other is None or other.gain_yuan <= plan.gain_yuan else other


def _exchanged(
    decision: Decision, plan: SewerPlan, open_outlets: IntArray, progress: Progress
) -> SewerPlan:
    """Try every bridge of the plan's forest once."""
    basis = decision.basis
    forest = plan.design.forest
    served = np.flatnonzero(plan.is_connected)
    loads = decision.loads(served, open_outlets)
    starts, nodes, edges = _bridges(decision, plan)
    links = forest.links._replace(down=forest.links.down.copy(), edge=forest.links.edge.copy())
    levels = design_forest(basis, SewerForest(links=links, order=forest.order), loads).levels
    space = _exchange_kernels.workspace(decision.node_count)
    inside, gained = forest.in_forest.copy(), 0.0
    for first in range(0, len(starts) - 1, _BRIDGES_AT_ONCE):
        progress.report("renovation.routes")
        some = starts[first : first + _BRIDGES_AT_ONCE + 1]
        gained += _exchange_kernels.exchange_over_bridges(
            some, nodes, edges, inside, links, loads, basis.corridors, basis.pipes,
            basis.scalars, levels, space,
        )  # fmt: skip
    if gained <= 0.0:
        return plan
    changed = ordered_forest(links, inside).without_empty_branches(loads.persons)
    return _better(plan, decision.settle(changed, open_outlets, served))


def _from_forest(decision: Decision, plan: SewerPlan, demand: FloatArray, gap: float) -> Growth:
    """Grow on from the plan's sewer."""
    forest = plan.design.forest
    crown = plan.design.table[forest.order, arrays.CROWN_UP].copy()
    is_root = forest.links.down[forest.order] < 0
    outlet = plan.outlet_index[forest.order[is_root]]
    crown[is_root] = decision.outlet_crown[outlet]
    return grow_forest(
        decision.basis, forest.order, crown, np.full(len(crown), np.inf), demand, gap
    )


def _extended(decision: Decision, plan: SewerPlan, open_outlets: IntArray) -> SewerPlan | None:
    """Grow the plan's forest to every house that may pay, then cut again."""
    houses = decision.eligible[~plan.is_connected[decision.eligible]]
    wanted = decision.worth(houses, open_outlets)
    if not len(wanted):
        return None
    demand = decision.per_node(wanted, np.ones(len(wanted)))
    growth = _from_forest(decision, plan, demand, decision.max_gap)
    forest = plan.design.forest.joined(growth.forest)
    node = decision.houses.node[wanted]
    high = decision.houses.crown_m[wanted] >= growth.low_crown_m[node]
    drained = wanted[forest.in_forest[node] & (high | decision.houses.is_forced[wanted])]
    served = np.union1d(np.flatnonzero(plan.is_connected), drained)
    return decision.settle(forest, open_outlets, served)


def _with_low_houses(
    decision: Decision, plan: SewerPlan, open_outlets: IntArray, progress: Progress
) -> SewerPlan:
    """Try to connect or leave out, one by one, the houses that set the depth of the sewer.

    For a low house the sewer lies deeper down to the outlet, or is lifted. Cutting
    branches judges what stands at a manhole as a whole; here each house is judged alone.
    """
    for house in _low_houses(decision, plan, open_outlets).tolist():
        progress.report("renovation.routes")
        node = decision.houses.node[[house]]
        served = plan.is_connected.copy()
        served[house] = not served[house]
        forest = plan.design.forest
        if not forest.in_forest[node].all():
            demand = np.bincount(node, minlength=decision.node_count).astype(np.float64)
            forest = forest.joined(_from_forest(decision, plan, demand, decision.max_gap).forest)
        plan = _better(plan, decision.settle(forest, open_outlets, np.flatnonzero(served)))
    return plan


def _low_houses(decision: Decision, plan: SewerPlan, open_outlets: IntArray) -> IntArray:
    """Return connected houses that a sewer is as deep as, and others that pay their own way."""
    houses = decision.houses
    crown = plan.design.table[houses.node, arrays.CROWN_UP]
    deep = plan.is_connected & ~houses.is_forced & (houses.crown_m <= crown + _TOLERANCE_M)
    left = decision.worth(decision.eligible[~plan.is_connected[decision.eligible]], open_outlets)
    nobody = np.zeros(decision.node_count)
    way_yuan = _from_forest(decision, plan, nobody, decision.max_gap).cost_yuan
    paying = left[decision.prize[left] > way_yuan[houses.node[left]]]
    judged = np.concatenate((paying, np.flatnonzero(deep)))
    return judged[np.argsort(decision.prize[judged], kind="stable")]


def _replanted(
    decision: Decision, plan: SewerPlan, open_outlets: IntArray
) -> tuple[SewerPlan, IntArray]:
    """Try to end each tree at another outlet that stands on it."""
    outlets = decision.outlets
    served = np.flatnonzero(plan.is_connected)
    for candidate in np.setdiff1d(np.arange(len(outlets)), open_outlets).tolist():
        node = int(outlets.node[candidate])
        forest = plan.design.forest
        old = plan.outlet_index[node] if forest.in_forest[node] else -1
        if old < 0 or outlets.is_existing[old] or outlets.node[old] == node:
            continue
        if _passes_main(forest, node):
            continue
        tried = np.append(open_outlets[open_outlets != old], candidate)
        found = decision.settle(_rerooted(forest, node), np.sort(tried), served)
        if found is not None and found.gain_yuan > plan.gain_yuan + _LEAST_GAIN_YUAN:
            plan, open_outlets = found, np.sort(tried)
    return plan, open_outlets


def _passes_main(forest: SewerForest, node: int) -> bool:
    """Whether a long rising main lies between a node and its outlet: it can't be turned."""
    while node >= 0 and not forest.has_main[node]:
        node = int(forest.links.down[node])
    return node >= 0


def _rerooted(forest: SewerForest, node: int) -> SewerForest:
    """Return the forest with one tree turned to end at a node of it."""
    down, edge = forest.links.down.copy(), forest.links.edge.copy()
    before, before_edge = -1, -1
    while node >= 0:
        following, following_edge = int(down[node]), int(edge[node])
        down[node], edge[node] = before, before_edge
        before, before_edge = node, following_edge
        node = following
    links = forest.links._replace(down=down, edge=edge)
    return ordered_forest(links, forest.in_forest)


def _bridges(decision: Decision, plan: SewerPlan) -> tuple[IntArray, IntArray, IntArray]:
    """Return ways between nodes of the forest that it doesn't use.

    Every reach whose ends are nearest to different nodes of the forest makes
    one: from either end along the cheapest way to the forest (the key paths of
    Steiner tree search).
    """
    growth = _from_forest(decision, plan, np.zeros(decision.node_count), decision.max_gap)
    ends = decision.basis.graph.edge_nodes
    parent = _parents(ends, growth.parent_edge)
    origin = _origins(parent, growth)
    reached = np.isfinite(growth.cost_yuan[ends]).all(axis=1)
    usable = decision.basis.graph.edge_is_open & reached
    usable &= origin[ends[:, 0]] != origin[ends[:, 1]]
    usable &= ~_is_used(plan.design.forest, len(ends))
    length = growth.cost_yuan[ends].sum(axis=1)
    chosen = np.flatnonzero(usable)
    chosen = chosen[np.argsort(length[chosen], kind="stable")]
    ways = [_way(int(e), ends, parent, growth.parent_edge) for e in chosen]
    starts = np.zeros(len(ways) + 1, dtype=np.int64)
    np.cumsum([len(nodes) for nodes, _ in ways], out=starts[1:])
    if not ways:
        nothing = np.zeros(0, dtype=np.int64)
        return starts, nothing, nothing
    return (
        starts,
        np.concatenate([np.asarray(nodes, dtype=np.int64) for nodes, _ in ways]),
        np.concatenate([np.asarray([*edges, -1], dtype=np.int64) for _, edges in ways]),
    )


def _is_used(forest: SewerForest, edge_count: int) -> BoolArray:
    used = np.zeros(edge_count, dtype=np.bool_)
    edges = forest.links.edge[forest.order]
    used[edges[edges >= 0]] = True
    return used


def _parents(ends: IntArray, parent_edge: IntArray) -> IntArray:
    """Return the next node towards the forest by the cheapest way, -1 in it or cut off."""
    node = np.arange(len(parent_edge))
    pair = ends[parent_edge]
    return np.where(parent_edge >= 0, pair.sum(axis=1) - node, -1)


def _origins(parent: IntArray, growth: Growth) -> IntArray:
    """Return the node of the forest that each node would join."""
    origin = np.where(parent < 0, np.arange(len(parent)), -1)
    for node in np.argsort(growth.cost_yuan, kind="stable").tolist():
        if parent[node] >= 0:
            origin[node] = origin[parent[node]]
    return origin


def _way(
    edge: int, ends: IntArray, parent: IntArray, parent_edge: IntArray
) -> tuple[list[int], list[int]]:
    """Return nodes and reaches from the forest over a reach to the forest."""
    sides: list[tuple[list[int], list[int]]] = []
    for start in ends[edge].tolist():
        nodes, edges = [start], []
        while parent[nodes[-1]] >= 0:
            edges.append(int(parent_edge[nodes[-1]]))
            nodes.append(int(parent[nodes[-1]]))
        sides.append((nodes, edges))
    (left, left_edges), (right, right_edges) = sides
    return left[::-1] + right, [*left_edges[::-1], edge, *right_edges]
