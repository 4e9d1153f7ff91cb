"""The best mode of every household without a sewer, and what each mode costs it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from algorithms.renovation.cost_items import CostItem, CostTable
from algorithms.renovation.households import BoolArray
from algorithms.renovation.onsite import dry_costs, room_items, takes_double_pit, tank_costs
from algorithms.renovation.plan import RenovationInput, RenovationPlan
from algorithms.renovation.rules import Feasibility, check_rules
from algorithms.renovation.shared_tanks import SharedTanks, share_tanks


def house_sewer_costs(data: RenovationInput) -> CostTable:
    """Return what a sewered house pays for itself: fittings, lateral, chamber."""
    prices, finance = data.basis.prices, data.finance
    one = np.ones(len(data.households))
    length = np.where(data.connections.node >= 0, data.connections.length_m, 0.0)
    pumps = data.connections.is_pumped.astype(np.float64)
    return CostTable(items=(
        CostItem(code="flush_pan", unit="", quantity=one, unit_price_yuan=prices.flush_pan_yuan,
                 life_years=finance.life_household_years),
        *room_items(data.households, data.onsite_prices, finance),
        CostItem(code="lateral", unit="m", quantity=length * (1.0 - pumps),
                 unit_price_yuan=prices.lateral_yuan_m, life_years=finance.life_sewer_years),
        CostItem(code="pressure_lateral", unit="m", quantity=length * pumps,
                 unit_price_yuan=prices.pressure_lateral_yuan_m,
                 life_years=finance.life_sewer_years),
        CostItem(code="house_pump", unit="", quantity=pumps,
                 unit_price_yuan=prices.house_pump_yuan, life_years=finance.life_pump_years),
        CostItem(code="house_pump_upkeep", unit="a", quantity=pumps,
                 unit_price_yuan=prices.house_pump_annual_yuan, life_years=0),
        CostItem(code="house_chamber", unit="", quantity=one,
                 unit_price_yuan=prices.house_chamber_yuan, life_years=finance.life_sewer_years),
    ))  # fmt: skip


def own_modes(data: RenovationInput) -> RenovationPlan:
    """Return the plan without any sewer: the best own mode of every household.

    A tank may stand on its own, shared by neighbours where only the yard is too
    small, or sealed where only the protection zone forbids it. Where none can, a
    dry toilet is the last resort even where nothing else calls for one.
    """
    households, finance, prices = data.households, data.finance, data.onsite_prices
    feasibility = check_rules(households, data.limits)
    shared = _shared_tanks(data, feasibility)
    tanks = tank_costs(households, data.limits, prices, finance, shared=shared)
    sealed = tank_costs(households, data.limits, prices, finance, is_sealed=True)
    dry = dry_costs(households, data.limits, prices, finance)
    fixed_tank, fixed_dry = data.fixed_mode == "septic_tank", data.fixed_mode == "dry"
    can_tank = feasibility.can_tank | shared.is_shared
    can_seal = feasibility.stands("septic_tank", ignoring="tank_zone") & ~can_tank
    can_dry = feasibility.can_dry | (
        ~can_tank & ~can_seal & feasibility.stands("dry", ignoring="dry_indicated")
    )
    tank_pv = np.where(can_tank | fixed_tank, tanks.present_value_yuan(finance), np.inf)
    tank_pv = np.where(can_seal & ~fixed_tank, sealed.present_value_yuan(finance), tank_pv)
    dry_pv = np.where(can_dry | fixed_dry, dry.present_value_yuan(finance), np.inf)
    takes_tank = (np.isfinite(tank_pv) & (tank_pv <= dry_pv) & ~fixed_dry) | fixed_tank
    takes_dry = np.isfinite(dry_pv) & ~takes_tank
    mode = np.select([takes_tank, takes_dry], ["septic_tank", "dry"], "undecided")
    sealed_here = can_seal & ~fixed_tank
    variant = np.select(
        [takes_tank, takes_dry], [_tank_variant(data, shared, sealed_here), _dry_variant(data)], ""
    )
    keep = (feasibility.can_keep & (data.fixed_mode == "")) | (data.fixed_mode == "keep")
    undecided = data.fixed_mode == "undecided"
    own_pv = np.select([takes_tank, takes_dry], [tank_pv, dry_pv], np.inf)
    return RenovationPlan(
        mode=np.select([keep, undecided], ["keep", "undecided"], mode),
        variant=np.where(keep | undecided, "", variant),
        feasibility=feasibility,
        own_mode=mode,
        own_variant=variant,
        own_present_value_yuan=np.where(keep | undecided, 0.0, own_pv),
        tank_costs=tanks,
        dry_costs=dry,
        house_sewer_costs=house_sewer_costs(data),
        tank_present_value_yuan=tank_pv,
        dry_present_value_yuan=dry_pv,
        shared_tanks=shared,
        is_sewer_by_hand=data.fixed_mode == "sewer",
        is_compulsory=np.zeros(len(households), dtype=np.bool_),
        sewers=None,
    )


def _shared_tanks(data: RenovationInput, feasibility: Feasibility) -> SharedTanks:
    """Group those to whom only the yard denies a tank, and who are free to take one."""
    yardless = feasibility.stands("septic_tank", ignoring="tank_yard") & ~feasibility.can_tank
    settled = feasibility.can_keep & (data.fixed_mode == "")
    free = np.isin(data.fixed_mode, ("", "septic_tank"))
    return share_tanks(data.households, yardless & ~settled & free, data.limits)


def _tank_variant(
    data: RenovationInput, shared: SharedTanks, is_sealed: BoolArray
) -> NDArray[np.str_]:
    is_digester = data.households.existing_toilet == "biogas"
    return np.select(
        [is_sealed, shared.is_shared, is_digester],
        ["sealed_tank", "shared_tank", "converted_digester"],
        "own_tank",
    )


def _dry_variant(data: RenovationInput) -> NDArray[np.str_]:
    is_double = takes_double_pit(data.households, data.onsite_prices)
    return np.where(is_double, "double_pit", "urine_diverting")


def with_tanks_shared(data: RenovationInput, plan: RenovationPlan) -> RenovationPlan:
    """Group anew those who still share a tank when the sewers are decided.

    Whoever is left alone takes a dry toilet, as the last resort, or is undecided.
    """
    sharing = plan.variant == "shared_tank"
    if np.array_equal(sharing, plan.shared_tanks.is_shared):
        return plan
    finance = data.finance
    shared = share_tanks(data.households, sharing, data.limits)
    tanks = tank_costs(data.households, data.limits, data.onsite_prices, finance, shared=shared)
    alone = sharing & ~shared.is_shared
    by_hand = alone & (data.fixed_mode == "septic_tank")
    dry = alone & ~by_hand & plan.feasibility.stands("dry", ignoring="dry_indicated")
    nothing = alone & ~dry & ~by_hand
    dry_pv = np.where(dry, plan.dry_costs.present_value_yuan(finance), plan.dry_present_value_yuan)
    tank_pv = np.where(sharing, tanks.present_value_yuan(finance), plan.tank_present_value_yuan)
    tank_pv = np.where(dry | nothing, np.inf, tank_pv)
    own_pv = np.select([dry, sharing], [dry_pv, tank_pv], plan.own_present_value_yuan)
    return replace(
        plan,
        mode=np.select([dry, nothing], ["dry", "undecided"], plan.mode),
        variant=np.select(
            [dry, nothing, by_hand], [_dry_variant(data), "", "own_tank"], plan.variant
        ),
        own_mode=np.select([dry, nothing], ["dry", "undecided"], plan.own_mode),
        own_present_value_yuan=own_pv,
        tank_costs=tanks,
        tank_present_value_yuan=tank_pv,
        dry_present_value_yuan=dry_pv,
        shared_tanks=shared,
    )


def with_exceptions(data: RenovationInput, plan: RenovationPlan) -> RenovationPlan:
    """Return the plan with its verdicts saying what makes up for a rule that failed.

    The yard for those who share a tank, the protection zone for a sealed one,
    the cause for a dry toilet of last resort. A mode set by hand excuses nothing.
    """
    shared = plan.shared_tanks.is_shared
    has_tank = np.isfinite(plan.tank_present_value_yuan) & (data.fixed_mode != "septic_tank")
    sealed = has_tank & ~plan.feasibility.can_tank & ~shared
    has_dry = np.isfinite(plan.dry_present_value_yuan) & (data.fixed_mode != "dry")
    last_resort = has_dry & ~plan.feasibility.can_dry
    feasibility = (
        plan.feasibility.allowing("tank_yard", shared, "shared_tank")
        .allowing("tank_zone", sealed, "sealed_tank")
        .allowing("dry_indicated", last_resort, "last_resort")
    )
    return replace(plan, feasibility=feasibility)
