"""The renovation plan: every household's mode, with the sewers that belong to it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from algorithms.parameters import declared
from algorithms.progress import SILENT, Progress
from algorithms.renovation.cost_items import CostItem, CostTable
from algorithms.renovation.finance import FinanceParameters
from algorithms.renovation.households import BoolArray, FloatArray, Households
from algorithms.renovation.onsite import (
    OnsitePrices,
    dry_costs,
    room_items,
    takes_double_pit,
    tank_costs,
)
from algorithms.renovation.rule_parameters import RuleParameters
from algorithms.renovation.rules import Feasibility, check_rules
from algorithms.renovation.shared_tanks import SharedTanks, share_tanks
from algorithms.sewage.compulsory import compulsory_connections
from algorithms.sewage.decision import ConnectableHouses, DecisionInput, SewerPlan
from algorithms.sewage.design import DesignBasis
from algorithms.sewage.laterals import HouseConnections
from algorithms.sewage.outlets import Outlets
from algorithms.sewage.planning import LAYOUT_TIME_LIMIT_S, plan_sewers, replan_sewers


@dataclass(frozen=True, kw_only=True)
class DecisionParameters:
    """What the decision itself depends on."""

    connect_is_compulsory: bool = declared("mode.connect_is_compulsory")
    connect_max_m_per_household: float = declared("mode.connect_max_m_per_household")
    protection_zone_forces_sewer: bool = declared("mode.protection_zone_forces_sewer")
    sewer_at_most_yuan: float = declared("mode.sewer_at_most_yuan")


@dataclass(frozen=True, kw_only=True)
class RenovationInput:
    """Everything a renovation plan is made from."""

    households: Households
    connections: HouseConnections
    basis: DesignBasis
    outlets: Outlets
    limits: RuleParameters
    onsite_prices: OnsitePrices
    finance: FinanceParameters
    decision: DecisionParameters
    fixed_mode: NDArray[np.str_]


@dataclass(frozen=True, kw_only=True)
class RenovationPlan:
    """Modes with their costs; arrays have shape (H,).

    Attributes
    ----------
    mode, variant
        As in the household layer.
    feasibility
        Verdicts of the rules.
    own_mode, own_variant, own_present_value_yuan
        Best mode without a sewer and its whole-life cost, infinite where none is.
    tank_costs, dry_costs, house_sewer_costs
        Cost items of each mode; those of the sewer without network and plant.
    tank_present_value_yuan, dry_present_value_yuan
        Whole-life cost, infinite where the mode may not be used.
    shared_tanks
        Groups that share a tank where their mode says so.
    is_sewer_by_hand
        Whether the sewer was set by hand.
    is_compulsory
        Whether the town rule or a protection zone makes the house connect.
    sewers
        Sewer plan, None where nothing connects.
    """

    mode: NDArray[np.str_]
    variant: NDArray[np.str_]
    feasibility: Feasibility
    own_mode: NDArray[np.str_]
    own_variant: NDArray[np.str_]
    own_present_value_yuan: FloatArray
    tank_costs: CostTable
    dry_costs: CostTable
    house_sewer_costs: CostTable
    tank_present_value_yuan: FloatArray
    dry_present_value_yuan: FloatArray
    shared_tanks: SharedTanks
    is_sewer_by_hand: BoolArray
    is_compulsory: BoolArray
    sewers: SewerPlan | None


def house_sewer_costs(data: RenovationInput) -> CostTable:
    """Return what a sewered house pays for itself: fittings, lateral, chamber."""
    prices, finance = data.basis.prices, data.finance
    one = np.ones(len(data.households))
    length = np.where(data.connections.node >= 0, data.connections.length_m, 0.0)
    return CostTable(items=(
        CostItem(code="flush_pan", unit="", quantity=one, unit_price_yuan=prices.flush_pan_yuan,
                 life_years=finance.life_household_years),
        *room_items(data.households, data.onsite_prices, finance),
        CostItem(code="lateral", unit="m", quantity=length, unit_price_yuan=prices.lateral_yuan_m,
                 life_years=finance.life_sewer_years),
        CostItem(code="house_chamber", unit="", quantity=one,
                 unit_price_yuan=prices.house_chamber_yuan, life_years=finance.life_sewer_years),
    ))  # fmt: skip


def plan_renovation(
    data: RenovationInput,
    *,
    time_limit_s: float = LAYOUT_TIME_LIMIT_S,
    progress: Progress = SILENT,
) -> RenovationPlan:
    """Choose every household's mode together with the sewers.

    See ``docs/methods/renovation_decision.md``.
    """
    progress.report("renovation.rules", 0.0)
    plan = _own_modes(data)
    decision = sewer_decision(data, plan)
    sewers = plan_sewers(decision, time_limit_s=time_limit_s, progress=progress)
    return _with_sewers(plan, decision.houses, sewers)


def replan_renovation(
    data: RenovationInput,
    earlier: RenovationPlan,
    *,
    is_thorough: bool = True,
    progress: Progress = SILENT,
) -> RenovationPlan:
    """Return the plan for changed input, starting from an earlier plan's sewers."""
    plan = _own_modes(data)
    decision = sewer_decision(data, plan)
    sewers = replan_sewers(decision, earlier.sewers, is_thorough=is_thorough, progress=progress)
    return _with_sewers(plan, decision.houses, sewers)


def sewer_decision(data: RenovationInput, plan: RenovationPlan) -> DecisionInput:
    """Return what the sewer decision reads: savings, and who must connect."""
    decision = DecisionInput(
        basis=data.basis, outlets=data.outlets, houses=connectable_houses(data, plan)
    )
    if not data.decision.connect_is_compulsory:
        return decision
    forced = compulsory_connections(decision, data.decision.connect_max_m_per_household)
    houses = replace(decision.houses, is_forced=decision.houses.is_forced | forced)
    return replace(decision, houses=houses)


def _own_modes(data: RenovationInput) -> RenovationPlan:
    """Return the plan without any sewer: the best own mode of every household."""
    households, finance = data.households, data.finance
    feasibility = check_rules(households, data.limits)
    yardless = feasibility.stands("septic_tank", ignoring=("tank_yard",)) & ~feasibility.can_tank
    settled = feasibility.can_keep & (data.fixed_mode == "")
    shared = share_tanks(households, yardless & ~settled, data.limits)
    tanks = tank_costs(households, data.limits, data.onsite_prices, finance, shared=shared)
    sealed = tank_costs(households, data.limits, data.onsite_prices, finance, is_sealed=True)
    dry = dry_costs(households, data.limits, data.onsite_prices, finance)
    can_tank, can_dry = feasibility.can_tank | shared.is_shared, feasibility.can_dry
    can_seal = feasibility.stands("septic_tank", ignoring=("tank_zone",)) & ~can_tank
    last_resort = ~can_tank & ~can_seal & feasibility.stands("dry", ignoring=("dry_indicated",))
    fixed_tank, fixed_dry = data.fixed_mode == "septic_tank", data.fixed_mode == "dry"
    tank_pv = np.where(can_tank | fixed_tank, tanks.present_value_yuan(finance), np.inf)
    tank_pv = np.where(can_seal & ~fixed_tank, sealed.present_value_yuan(finance), tank_pv)
    dry_pv = np.where(can_dry | last_resort | fixed_dry, dry.present_value_yuan(finance), np.inf)
    takes_tank = (np.isfinite(tank_pv) & (tank_pv <= dry_pv) & ~fixed_dry) | fixed_tank
    takes_dry = np.isfinite(dry_pv) & ~takes_tank
    mode = np.select([takes_tank, takes_dry], ["septic_tank", "dry"], "undecided")
    tank_variant = np.select(
        [can_seal & ~fixed_tank, shared.is_shared, households.existing_toilet == "biogas"],
        ["sealed_tank", "shared_tank", "converted_digester"],
        "own_tank",
    )
    dry_variant = np.where(
        takes_double_pit(households, data.onsite_prices), "double_pit", "urine_diverting"
    )
    variant = np.select([takes_tank, takes_dry], [tank_variant, dry_variant], "")
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


def connectable_houses(data: RenovationInput, plan: RenovationPlan) -> ConnectableHouses:
    """Return who may connect and what each saves by it."""
    fixed_sewer = data.fixed_mode == "sewer"
    stays_away = np.isin(data.fixed_mode, ("septic_tank", "dry", "keep", "undecided"))
    may = (plan.feasibility.can_sewer & (plan.mode != "keep") & ~stays_away) | fixed_sewer
    own = np.where(
        np.isfinite(plan.own_present_value_yuan),
        plan.own_present_value_yuan,
        data.decision.sewer_at_most_yuan,
    )
    saving = own - plan.house_sewer_costs.present_value_yuan(data.finance)
    in_zone = data.households.in_protection_zone & data.decision.protection_zone_forces_sewer
    return ConnectableHouses(
        node=np.where(may, data.connections.node, -1),
        crown_m=data.connections.crown_m,
        persons=data.households.persons,
        saving_yuan=np.where(may, saving, -np.inf),
        is_forced=may & (in_zone | fixed_sewer),
    )


def _with_sewers(
    plan: RenovationPlan, houses: ConnectableHouses, sewers: SewerPlan | None
) -> RenovationPlan:
    connected = np.zeros(len(plan.mode), dtype=np.bool_)
    if sewers is not None:
        connected = sewers.is_connected
    # A sewer set by hand that cannot be built is no reason to build something else.
    impossible = plan.is_sewer_by_hand & ~connected
    return replace(
        plan,
        mode=np.select([connected, impossible], ["sewer", "undecided"], plan.mode),
        variant=np.where(connected | impossible, "", plan.variant),
        is_compulsory=houses.is_forced,
        sewers=sewers,
    )
