"""When a sewer pays: metres per household against the cost of an own toilet."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from algorithms.renovation.accounts import Accounts
from algorithms.renovation.households import FloatArray
from algorithms.renovation.plan import RenovationInput, RenovationPlan
from algorithms.sewage import _growth_kernels
from algorithms.sewage.corridors import IntArray


@dataclass(frozen=True, kw_only=True)
class BreakEven:
    """The break-even chart; branch arrays have shape (B,).

    Attributes
    ----------
    network_yuan_per_m
        Whole-life cost of one metre of public sewer, manholes and stations
        included: mean of the plan, or of a plain sewer where there is none.
    branch_root_node
        Outlet node of each system.
    branch_households, branch_m_per_household
        Households connected, new public sewer each.
    branch_own_yuan
        Mean whole-life cost of the connected households' own toilets.
    branch_house_yuan
        Mean whole-life cost of lateral, fittings and treatment.
    """

    network_yuan_per_m: float
    branch_root_node: IntArray
    branch_households: IntArray
    branch_m_per_household: FloatArray
    branch_own_yuan: FloatArray
    branch_house_yuan: FloatArray


def break_even(data: RenovationInput, plan: RenovationPlan, accounts: Accounts) -> BreakEven:
    """Return the systems of a plan on the break-even chart.

    A sewer pays where metres per household times the price of a metre stay
    under the own toilet's cost less that of lateral, fittings and treatment.
    """
    nothing = np.zeros(0)
    if plan.sewers is None:
        return BreakEven(
            network_yuan_per_m=_plain_price(data), branch_root_node=nothing.astype(np.int64),
            branch_households=nothing.astype(np.int64), branch_m_per_household=nothing,
            branch_own_yuan=nothing, branch_house_yuan=nothing,
        )  # fmt: skip
    design = plan.sewers.design
    forest = design.forest
    links = forest.order[forest.links.down[forest.order] >= 0]
    length = data.basis.graph.edge_length_m[forest.links.edge[links]]
    connected = np.flatnonzero(plan.sewers.is_connected)
    root_of_house = forest.root[data.connections.node[connected]]
    roots, system = np.unique(root_of_house, return_inverse=True)
    number = np.bincount(system)
    metres = np.bincount(
        np.searchsorted(roots, forest.root[links]), weights=length, minlength=len(roots)
    )
    own = plan.own_present_value_yuan[connected]
    own = np.where(np.isfinite(own), own, data.decision.sewer_at_most_yuan)
    network = forest_share(plan, data)[connected]
    house = accounts.present_value_yuan[connected] - network
    total_m = float(length.sum())
    return BreakEven(
        network_yuan_per_m=float(design.link_cost_yuan[forest.order].sum()) / total_m
        if total_m > 0.0
        else _plain_price(data),
        branch_root_node=roots,
        branch_households=number,
        branch_m_per_household=metres / number,
        branch_own_yuan=np.bincount(system, weights=own) / number,
        branch_house_yuan=np.bincount(system, weights=house) / number,
    )


def forest_share(plan: RenovationPlan, data: RenovationInput) -> FloatArray:
    """Return each household's share of reaches, manholes and stations, 0 where none; (H,)."""
    share = np.zeros(len(plan.mode))
    if plan.sewers is not None:
        design = plan.sewers.design
        forest, connected = design.forest, plan.sewers.is_connected
        node = data.connections.node[connected]
        number = np.bincount(node, minlength=len(design.kind)).astype(np.float64)
        carried = _growth_kernels.sum_upstream(forest.order, forest.links.down, number)
        own = design.link_cost_yuan / np.maximum(carried, 1.0)
        share[connected] = _growth_kernels.sum_downstream(forest.order, forest.links.down, own)[
            node
        ]
    return share


def _plain_price(data: RenovationInput) -> float:
    """Whole-life cost of one metre of the smallest sewer at the usual depth."""
    return float(data.basis.pipes.price[0] * data.basis.sewer_factor)
