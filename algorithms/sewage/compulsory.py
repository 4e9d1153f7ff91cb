"""The town rule: who must connect because a sewer to the town can be built."""

from __future__ import annotations

import numpy as np

from algorithms.sewage import _growth_kernels
from algorithms.sewage._sewer_arrays import GRAVITY
from algorithms.sewage.corridors import BoolArray
from algorithms.sewage.decision import Decision, DecisionInput
from algorithms.sewage.design import design_forest


def compulsory_connections(data: DecisionInput, max_m_per_household: float) -> BoolArray:
    """Return the houses that the town rule makes connect, shape (H,).

    "Within 5 km and construction feasible" is read as: a gravity sewer within
    the largest depth reaches an existing outlet, not farther along the network
    than the outlet's reach, and new public sewer stays under the given metres
    per household in every branch. Pruning with metres in place of money finds
    the largest such set.
    """
    decision = Decision(data)
    houses = data.houses
    must = np.zeros(len(houses.node), dtype=np.bool_)
    existing = np.flatnonzero(data.outlets.is_existing)
    wanted = decision.eligible
    if not len(existing) or not len(wanted):
        return must
    growth = decision.grow(wanted, existing)
    high = houses.crown_m[wanted] >= growth.low_crown_m[houses.node[wanted]]
    wanted = wanted[high & growth.forest.in_forest[houses.node[wanted]]]
    if not len(wanted):
        return must
    forest = growth.forest
    design = design_forest(data.basis, forest, decision.loads(wanted, existing))
    edge = forest.links.edge
    metres = np.where(edge >= 0, data.basis.graph.edge_length_m[edge], 0.0)
    lifted = design.kind != GRAVITY
    metres[lifted] = np.inf
    kept = np.zeros(decision.node_count, dtype=np.bool_)
    number = decision.per_node(wanted, np.ones(len(wanted)))
    _growth_kernels.prune_forest(
        forest.order,
        forest.links.down,
        number * max_m_per_household,
        metres,
        np.where(lifted, np.inf, 0.0),
        kept,
    )
    must[wanted] = kept[houses.node[wanted]]
    return must
