"""What each branch of a sewer saves, and what it takes for it not to pay any more."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from algorithms.renovation.households import BoolArray, FloatArray
from algorithms.renovation.plan import RenovationInput, RenovationPlan
from algorithms.sewage import _growth_kernels
from algorithms.sewage import _sewer_arrays as arrays

# Prices of the network at which every branch is judged again, over those of today.
_FACTORS = np.geomspace(1.02, 5.0, 60)


@dataclass(frozen=True, kw_only=True)
class BranchMargins:
    """How far each connected household's branch is from being cut; shape (H,).

    NaN for households without a sewer. The design stays; a branch is cut where
    the savings of its households fall below its cost, from the leaves down.

    Attributes
    ----------
    surplus_yuan
        What may be lost before the first branch between house and outlet is cut.
    fewer_households
        Average households of that branch that may drop out, plus one.
    price_factor
        Network prices, over those of today, at which the house is cut off;
        infinite where five times as much changes nothing.
    """

    surplus_yuan: FloatArray
    fewer_households: FloatArray
    price_factor: FloatArray


def branch_margins(
    data: RenovationInput, plan: RenovationPlan, saving_yuan: FloatArray
) -> BranchMargins:
    """Return the margins of every connected household.

    Parameters
    ----------
    saving_yuan
        Own toilet less lateral, fittings and treatment, shape (H,).
    """
    nothing = np.full(len(plan.mode), np.nan)
    if plan.sewers is None:
        return BranchMargins(surplus_yuan=nothing, fewer_households=nothing, price_factor=nothing)
    tree = _Tree(data, plan, saving_yuan)
    connected = plan.sewers.is_connected
    node = data.connections.node[connected]

    def at_houses(at_nodes: FloatArray) -> FloatArray:
        values = nothing.copy()
        values[connected] = at_nodes[node]
        return values

    surplus = _growth_kernels.sum_upstream(tree.order, tree.down, tree.saving - tree.cost)
    savings = _growth_kernels.sum_upstream(tree.order, tree.down, tree.saving)
    households = _growth_kernels.sum_upstream(tree.order, tree.down, tree.households)
    mean = savings / np.maximum(households, 1.0)
    fewer = np.floor(surplus / np.where(mean > 0.0, mean, np.inf)) + 1.0
    fewer = np.where(fewer < households, fewer, np.inf)
    return BranchMargins(
        surplus_yuan=at_houses(tree.least_downstream(surplus)),
        fewer_households=at_houses(tree.least_downstream(fewer)),
        price_factor=at_houses(tree.cut_factor()),
    )


class _Tree:
    """Savings and costs at the nodes of a plan's sewers."""

    def __init__(
        self, data: RenovationInput, plan: RenovationPlan, saving_yuan: FloatArray
    ) -> None:
        assert plan.sewers is not None
        design = plan.sewers.design
        self.order, self.down = design.forest.order, design.forest.links.down
        connected, count = plan.sewers.is_connected, len(self.down)
        node = data.connections.node[connected]
        self.households = np.bincount(node, minlength=count).astype(np.float64)
        saving = np.bincount(node, weights=saving_yuan[connected], minlength=count)
        self.saving = saving.astype(np.float64)
        self.cost = design.link_cost_yuan.copy()
        outlet = plan.sewers.outlet_index[self.order]
        fixed = data.outlets.fixed_present_value_yuan(data.basis.factors.plant)
        is_root = self.down[self.order] < 0
        roots = self.order[is_root]
        self.cost[roots] = fixed[outlet[is_root]] + design.table[roots, arrays.STATION_PV]

    def least_downstream(self, values: FloatArray) -> FloatArray:
        """Return the least value between each node and its outlet, both included."""
        least = values.copy()
        for node in self.order[::-1].tolist():
            if self.down[node] >= 0:
                least[node] = min(least[node], least[self.down[node]])
        return least

    def cut_factor(self) -> FloatArray:
        """Return the first price factor at which each node is cut off, infinite where none."""
        factor = np.full(len(self.down), np.inf)
        for step in _FACTORS[::-1]:
            kept = self._kept_at(float(step))
            factor[self.order[~kept[self.order]]] = step
        return factor

    def _kept_at(self, factor: float) -> BoolArray:
        """Return which nodes stay at a price factor: gains are summed from the leaves down."""
        gain = self.saving.copy()
        for node in self.order.tolist():
            gain[node] -= factor * self.cost[node]
            if self.down[node] >= 0:
                gain[self.down[node]] += max(gain[node], 0.0)
        return self.least_downstream(gain) > 0.0
