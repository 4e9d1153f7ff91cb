"""What every household costs under a plan, its shares of sewer and plant included."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from algorithms.progress import SILENT, Progress
from algorithms.renovation.cost_items import CostItem, CostTable
from algorithms.renovation.households import BoolArray, FloatArray
from algorithms.renovation.plan import RenovationInput, RenovationPlan, sewer_decision
from algorithms.sewage import _sewer_arrays as arrays
from algorithms.sewage.bound import gain_bound_yuan
from algorithms.sewage.design import grow_forest
from algorithms.sewage.shares import (
    households_upstream,
    network_costs,
    share_per_household,
)


@dataclass(frozen=True, kw_only=True)
class Accounts:
    """Costs by household; arrays have shape (H,).

    Attributes
    ----------
    sewer_items
        Items of a sewered household: own, network share, plant share.
    capital_yuan, annual_yuan, present_value_yuan
        Under the plan.
    sewer_present_value_yuan
        Whole-life cost with a sewer: as planned, or of connecting alone now;
        infinite where no sewer can be built.
    sewer_share_yuan
        Whole-life share of network and plant, 0 where not connected.
    """

    sewer_items: CostTable
    capital_yuan: FloatArray
    annual_yuan: FloatArray
    present_value_yuan: FloatArray
    sewer_present_value_yuan: FloatArray
    sewer_share_yuan: FloatArray


def household_accounts(data: RenovationInput, plan: RenovationPlan) -> Accounts:
    """Return every household's costs under a plan."""
    finance = data.finance
    items = CostTable(items=(*plan.house_sewer_costs.items, *_share_items(data, plan)))
    sewer_pv = items.present_value_yuan(finance)
    house_pv = plan.house_sewer_costs.present_value_yuan(finance)
    sewered = plan.mode == "sewer"
    alone = house_pv + _cost_alone(data, plan)
    tanks, dry = plan.tank_costs, plan.dry_costs
    is_tank, is_dry = plan.mode == "septic_tank", plan.mode == "dry"
    chosen = [sewered, is_tank, is_dry]
    present = [sewer_pv, plan.tank_present_value_yuan, plan.dry_present_value_yuan]
    pv = np.select(chosen, present, 0.0)
    sealed = plan.variant == "sealed_tank"
    tank_annual = np.where(
        sealed, (pv - _capital_pv(tanks, data)) / finance.annual_factor, tanks.annual_yuan
    )
    return Accounts(
        sewer_items=items,
        capital_yuan=np.select(
            chosen, [items.capital_yuan, tanks.capital_yuan, dry.capital_yuan], 0.0
        ),
        annual_yuan=np.select(chosen, [items.annual_yuan, tank_annual, dry.annual_yuan], 0.0),
        present_value_yuan=pv,
        sewer_present_value_yuan=np.where(sewered, sewer_pv, alone),
        sewer_share_yuan=np.where(sewered, sewer_pv - house_pv, 0.0),
    )


def _capital_pv(table: CostTable, data: RenovationInput) -> FloatArray:
    capital = CostTable(items=tuple(i for i in table.items if i.life_years > 0))
    return capital.present_value_yuan(data.finance)


def _share_items(data: RenovationInput, plan: RenovationPlan) -> tuple[CostItem, ...]:
    """Return the shares of network and plant at every household, 0 where not connected."""
    count = len(plan.mode)
    zero = np.zeros(count)
    shares = {"network": zero, "upkeep": zero, "plant": zero, "running": zero, "station": zero}
    if plan.sewers is not None:
        shares = _shares(data, plan, plan.sewers.is_connected)
    finance = data.finance
    lives = (
        ("network_share", "network", finance.life_sewer_years),
        ("station_share", "station", finance.life_pump_years),
        ("network_upkeep", "upkeep", 0),
        ("plant_share", "plant", finance.life_plant_years),
        ("plant_running", "running", 0),
    )
    return tuple(
        CostItem(code=code, unit="yuan", quantity=shares[key], unit_price_yuan=1.0, life_years=life)
        for code, key, life in lives
    )


def _shares(
    data: RenovationInput, plan: RenovationPlan, connected: BoolArray
) -> dict[str, FloatArray]:
    assert plan.sewers is not None
    design, outlets = plan.sewers.design, data.outlets
    node = data.connections.node[connected]
    number = np.bincount(node, minlength=len(design.kind)).astype(np.float64)
    carried = households_upstream(design, number)
    costs = network_costs(data.basis, design)
    outlet = plan.sewers.outlet_index[node]
    at_outlet = np.bincount(outlet, minlength=len(outlets)).astype(np.float64)
    persons = data.households.persons[connected]
    by_house = {
        "network": share_per_household(design, costs.reach_yuan + costs.manhole_yuan, carried)[
            node
        ],
        "station": share_per_household(design, costs.stations.capital_yuan, carried)[node],
        "upkeep": share_per_household(design, costs.annual_yuan, carried)[node],
        "plant": outlets.capital_yuan[outlet] / at_outlet[outlet]
        + outlets.capital_yuan_per_person[outlet] * persons,
        "running": outlets.annual_yuan_per_person[outlet] * persons,
    }
    full = {key: np.zeros(len(connected)) for key in by_house}
    for key, values in by_house.items():
        full[key][connected] = values
    return full


def _cost_alone(data: RenovationInput, plan: RenovationPlan) -> FloatArray:
    """Whole-life cost of a sewer for one house alone, to the plan's sewers or an outlet."""
    node = data.connections.node
    existing = np.flatnonzero(data.outlets.is_existing)
    start = data.outlets.node[existing]
    crown = data.outlets.invert_level_m[existing] + data.basis.catalogue.diameter_m[0]
    treat = data.outlets.person_present_value_yuan(
        data.finance.capital_factor(data.finance.life_plant_years), data.finance.annual_factor
    )
    if plan.sewers is not None:
        design = plan.sewers.design
        order = design.forest.order[design.forest.down_node[design.forest.order] >= 0]
        start = np.concatenate((start, order))
        crown = np.concatenate((crown, design.table[order, arrays.CROWN_UP]))
        used = np.unique(plan.sewers.outlet_index[order])
        existing = np.union1d(existing, used[used >= 0])
    if not len(start):
        return np.full(len(node), np.inf)
    no_demand = np.zeros(len(data.basis.graph.node_xy_m))
    endless = np.full(len(start), np.inf)
    cost = grow_forest(data.basis, start, crown, endless, no_demand).cost_yuan
    cheapest = treat[existing].min()
    alone = cost[node] + cheapest * data.households.persons
    return np.where(node >= 0, alone, np.inf)


def cost_bound_yuan(
    data: RenovationInput, plan: RenovationPlan, time_limit_s: float, progress: Progress = SILENT
) -> float:
    """Return what no plan of the township can cost less than.

    Every household's own mode, less the most that sewers can save. Households
    that stay undecided count nothing, here as in the plan.
    """
    decision = sewer_decision(data, plan)
    own = plan.own_present_value_yuan
    connected = plan.mode == "sewer"
    base = np.where(np.isfinite(own), own, data.decision.sewer_at_most_yuan)
    counted = np.where(plan.mode == "undecided", 0.0, base)
    saving = decision.houses.saving_yuan
    saving = np.where((plan.mode == "undecided") & ~connected, -np.inf, saving)
    decision = replace(decision, houses=replace(decision.houses, saving_yuan=saving))
    return float(counted.sum()) - gain_bound_yuan(decision, plan.sewers, time_limit_s, progress)
