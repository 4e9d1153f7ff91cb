"""What every household costs under a plan, its shares of sewer and plant included."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from algorithms.progress import SILENT, Progress
from algorithms.renovation.cost_items import CostItem, CostTable
from algorithms.renovation.households import FloatArray
from algorithms.renovation.plan import RenovationInput, RenovationPlan
from algorithms.renovation.planning import sewer_decision
from algorithms.sewage import _sewer_arrays as arrays
from algorithms.sewage.bound import gain_bound_yuan
from algorithms.sewage.design import SewerDesign, grow_forest
from algorithms.sewage.shares import (
    households_upstream,
    network_costs,
    share_per_household,
)

_TOLERANCE_M = 1e-6


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
    shares = _shares(data, plan)
    finance = data.finance
    lives = {
        "network_share": finance.life_sewer_years,
        "depth_share": finance.life_sewer_years,
        "rock_share": finance.life_sewer_years,
        "surface_share": finance.life_sewer_years,
        "manhole_share": finance.life_sewer_years,
        "rising_main_share": finance.life_sewer_years,
        "station_share": finance.life_pump_years,
        "plant_share": finance.life_plant_years,
        "network_upkeep": 0,
        "station_upkeep": 0,
        "pumping_energy": 0,
        "plant_running": 0,
    }
    count = len(plan.mode)
    return tuple(
        CostItem(
            code=code,
            unit="",
            quantity=np.ones(count),
            unit_price_yuan=shares.get(code, np.zeros(count)),
            life_years=life,
        )
        for code, life in lives.items()
    )


def _shares(data: RenovationInput, plan: RenovationPlan) -> dict[str, FloatArray]:
    """Return what each connected household bears, by item, shape (H,); nothing without sewers.

    Every reach, manhole and station is shared by all whose sewage passes it, a
    plant's base cost by all connected to it, the rest of it by persons.
    """
    if plan.sewers is None:
        return {}
    connected, design, outlets = plan.sewers.is_connected, plan.sewers.design, data.outlets
    node = data.connections.node[connected]
    carried = households_upstream(
        design, np.bincount(node, minlength=len(design.kind)).astype(np.float64)
    )
    outlet = plan.sewers.outlet_index[node]
    at_outlet = np.bincount(outlet, minlength=len(outlets)).astype(np.float64)
    persons = data.households.persons[connected]
    by_house = {
        code: share_per_household(design, cost, carried)[node]
        for code, cost in _node_costs(data, design).items()
    }
    by_house["plant_share"] = (
        outlets.capital_yuan[outlet] / at_outlet[outlet]
        + outlets.capital_yuan_per_person[outlet] * persons
    )
    by_house["plant_running"] = outlets.annual_yuan_per_person[outlet] * persons
    full = {code: np.zeros(len(connected)) for code in by_house}
    for code, values in by_house.items():
        full[code][connected] = values
    return full


def _node_costs(data: RenovationInput, design: SewerDesign) -> dict[str, FloatArray]:
    """Return what stands at each node of a sewer, by item; shape (N,)."""
    costs = network_costs(data.basis, design)
    stations, share = costs.stations, data.basis.prices.pump_annual_share
    return {
        **_reach_costs(data, design, costs.reach_yuan),
        "manhole_share": costs.manhole_yuan,
        "station_share": stations.capital_yuan,
        "network_upkeep": costs.annual_yuan - stations.annual_yuan,
        "station_upkeep": stations.capital_yuan * share,
        "pumping_energy": stations.annual_yuan - stations.capital_yuan * share,
    }


def _reach_costs(
    data: RenovationInput, design: SewerDesign, reach_yuan: FloatArray
) -> dict[str, FloatArray]:
    """Return what the price of a reach is made of; shape (N,).

    Length x (price of its size to 1.5 m depth x depth x rock + surface), as the
    design prices it; rising mains have their own price.
    """
    basis = data.basis
    is_laid = reach_yuan > 0.0
    reach_m = basis.graph.edge_length_m
    along = design.forest.along
    length = np.where(is_laid, along(reach_m), 0.0)
    surface = np.where(is_laid, along(reach_m * basis.graph.edge_surface_yuan_m), 0.0)
    is_pressure = np.isin(design.kind, (arrays.PUMPED, arrays.CARRIED))
    trench = np.where(is_pressure, 0.0, reach_yuan - surface)
    rock = float(basis.scalars[arrays.ROCK_FACTOR])
    shallow = np.where(is_pressure, 0.0, length * basis.pipes.price[design.size])
    return {
        "network_share": shallow,
        "depth_share": trench / rock - shallow,
        "rock_share": trench * (1.0 - 1.0 / rock),
        "surface_share": surface,
        "rising_main_share": np.where(is_pressure, reach_yuan - surface, 0.0),
    }


def _cost_alone(data: RenovationInput, plan: RenovationPlan) -> FloatArray:
    """Whole-life cost of a sewer for one house alone, to the plan's sewers or an outlet.

    Where its lateral arrives lower than what still drains there, with a lifting station.
    """
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
    growth = grow_forest(data.basis, start, crown, endless, no_demand)
    is_low = data.connections.crown_m < growth.low_crown_m[node] - _TOLERANCE_M
    cheapest = treat[existing].min()
    alone = growth.cost_yuan[node] + cheapest * data.households.persons
    alone += np.where(is_low, _lift_present_value_yuan(data), 0.0)
    return np.where(node >= 0, alone, np.inf)


def _lift_present_value_yuan(data: RenovationInput) -> float:
    """Whole-life cost of the smallest lifting station, energy left out."""
    prices = data.basis.prices
    return prices.pump_station_base_yuan * prices.lifting_share * data.basis.station_factor


def cost_bound_yuan(
    data: RenovationInput, plan: RenovationPlan, progress: Progress = SILENT
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
    return float(counted.sum()) - gain_bound_yuan(decision, plan.sewers, progress)
