"""The town rule: who must connect because a sewer to the town can be built."""

from __future__ import annotations

import numpy as np

from algorithms.sewage import _design_kernels as kernels
from algorithms.sewage.corridors import BoolArray
from algorithms.sewage.decision import DecisionInput
from algorithms.sewage.design import design_forest, grow_forest


def compulsory_connections(data: DecisionInput, max_m_per_household: float) -> BoolArray:
    """Return the houses that the town rule makes connect, shape (H,).

    "Within 5 km and construction feasible" is read as: a gravity sewer within
    the largest depth reaches an existing outlet, not farther along the network
    than the outlet's reach, and new public sewer stays under the given metres
    per household in every branch. Pruning with metres in place of money finds
    the largest such set.
    """
    houses, graph = data.houses, data.basis.graph
    count = len(graph.node_xy_m)
    must = np.zeros(len(houses.node), dtype=np.bool_)
    existing = data.outlets.take(data.outlets.is_existing)
    wanted = np.flatnonzero(houses.is_eligible)
    if not len(existing) or not len(wanted):
        return must
    node = houses.node[wanted]
    number = np.bincount(node, minlength=count).astype(np.float64)
    crown = existing.invert_level_m + data.basis.catalogue.diameter_m[0]
    forest = grow_forest(data.basis, existing.node, crown, existing.reach_m, number)
    drains = forest.in_forest[node] & (houses.crown_m[wanted] >= forest.low_crown_m[node])
    wanted, node = wanted[drains], node[drains]
    number = np.bincount(node, minlength=count).astype(np.float64)
    persons = np.bincount(node, weights=houses.persons[wanted], minlength=count)
    lateral = np.full(count, np.inf)
    np.minimum.at(lateral, node, houses.crown_m[wanted])
    outlet_crown = np.full(count, -np.inf)
    outlet_crown[existing.node] = np.where(np.isnan(crown), -np.inf, crown)
    design = design_forest(data.basis, forest, persons, lateral, outlet_crown)
    metres = np.where(forest.down_edge >= 0, graph.edge_length_m[forest.down_edge], 0.0)
    lifted = design.kind != kernels.GRAVITY
    metres[lifted] = np.inf
    kept = np.zeros(count, dtype=np.bool_)
    kernels.prune_forest(
        forest.order,
        forest.down_node,
        number * max_m_per_household,
        metres,
        np.where(lifted, np.inf, 0.0),
        kept,
    )
    must[wanted] = kept[node] & forest.in_forest[node]
    return must
