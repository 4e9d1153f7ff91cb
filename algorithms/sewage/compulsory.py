"""The town rule: who must connect because a sewer to the town can be built."""

from __future__ import annotations

import numpy as np

from algorithms.sewage import _growth_kernels
from algorithms.sewage._sewer_arrays import GRAVITY
from algorithms.sewage.corridors import BoolArray, FloatArray
from algorithms.sewage.decision import Decision, DecisionInput
from algorithms.sewage.design import SewerForest, design_forest


def compulsory_connections(data: DecisionInput, max_m_per_household: float) -> BoolArray:
    """Return the houses that the town rule makes connect, shape (H,).

    "Within 5 km and construction feasible" is read as: a gravity sewer within
    the largest depth reaches the town's sewers or works, not farther along the
    network than the outlet's reach, and new public sewer stays under the given metres
    per household in every branch. Pruning with metres in place of money finds
    the largest such set.
    """
    decision = Decision(data)
    houses = data.houses
    must = np.zeros(len(houses.node), dtype=np.bool_)
    existing = np.flatnonzero(data.outlets.leads_to_town)
    wanted = decision.eligible[~houses.is_pumped[decision.eligible]]
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
    number = decision.per_node(wanted, np.ones(len(wanted))) * max_m_per_household
    stations = np.where(lifted, np.inf, 0.0)
    kept = _affordable(forest, number, metres, stations)
    must[wanted] = kept[houses.node[wanted]]
    return must


def _affordable(
    forest: SewerForest, worth_m: FloatArray, metres: FloatArray, stations: FloatArray
) -> BoolArray:
    """Prune until every branch has fewer metres than its households are worth."""
    while True:
        kept = np.zeros(len(metres), dtype=np.bool_)
        _growth_kernels.prune_forest(
            forest.order, forest.links.down, worth_m, metres, stations, kept
        )
        if kept[forest.order].all():
            return kept
        forest = forest.restricted_to(kept)
