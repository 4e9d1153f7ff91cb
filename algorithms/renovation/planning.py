"""Choosing every household's mode together with the sewers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from algorithms.progress import SILENT, Progress
from algorithms.renovation.own_modes import own_modes, with_exceptions, with_tanks_shared
from algorithms.renovation.plan import RenovationInput, RenovationPlan
from algorithms.sewage.compulsory import compulsory_connections
from algorithms.sewage.corridors import IntArray
from algorithms.sewage.decision import ConnectableHouses, Decision, DecisionInput, SewerPlan
from algorithms.sewage.design import SewerForest, ordered_forest
from algorithms.sewage.improvement import improve_plan
from algorithms.sewage.layout import arborescence_layout
from algorithms.sewage.planning import LAYOUT_TIME_LIMIT_S, plan_sewers

# A varied plan's layout is one of two answers: a good tree will do.
_LAYOUT_PATIENCE = 3


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
    plan = own_modes(data)
    decision = sewer_decision(data, plan)
    sewers = plan_sewers(decision, time_limit_s=time_limit_s, progress=progress)
    return _with_sewers(data, plan, decision.houses, sewers)


def replan_renovation(
    data: RenovationInput, earlier: RenovationPlan, *, progress: Progress = SILENT
) -> RenovationPlan:
    """Return the plan for changed input, starting from an earlier plan's sewers.

    What isn't concerned stays as it was; new trees may start where the input
    asks for them.
    """
    return _replanned(data, earlier, is_searched=True, progress=progress)


def redecide_renovation(data: RenovationInput, earlier: RenovationPlan) -> RenovationPlan:
    """Return a plan for changed input in a fraction of the time, without local search.

    The better of two: the earlier sewers cut to what they are worth now, and a
    layout of its own. Unchanged input gives the earlier plan.
    """
    return _replanned(data, earlier, is_searched=False, progress=SILENT)


def _replanned(
    data: RenovationInput, earlier: RenovationPlan, *, is_searched: bool, progress: Progress
) -> RenovationPlan:
    plan = own_modes(data)
    houses = sewer_decision(data, plan)
    decision = Decision(houses)
    existing = np.flatnonzero(data.outlets.is_existing)
    best, open_outlets = None, existing
    for forest, outlets in _layouts(decision, earlier):
        found = decision.settle(forest, outlets, decision.eligible)
        if found is not None and (best is None or found.gain_yuan > best.gain_yuan):
            best, open_outlets = found, np.union1d(existing, outlets)
    if best is not None and is_searched:
        best = improve_plan(decision, best, open_outlets, progress)
    return _with_sewers(data, plan, houses.houses, best)


def _layouts(decision: Decision, earlier: RenovationPlan) -> Iterator[tuple[SewerForest, IntArray]]:
    """Yield forests with their outlets: the earlier one, then one laid for the input.

    The earlier forest has every existing outlet as a tree of its own, so that
    houses beside one can join it.
    """
    existing = np.flatnonzero(decision.outlets.is_existing)
    if earlier.sewers is not None:
        forest = earlier.sewers.design.forest
        inside = forest.in_forest.copy()
        inside[decision.outlets.node[existing]] = True
        used = np.unique(earlier.sewers.outlet_index[forest.order])
        yield ordered_forest(forest.links, inside), np.union1d(existing, used)
    layout = arborescence_layout(
        decision, decision.eligible, LAYOUT_TIME_LIMIT_S, patience=_LAYOUT_PATIENCE
    )
    if layout is not None:
        yield layout


def sewer_decision(data: RenovationInput, plan: RenovationPlan) -> DecisionInput:
    """Return what the sewer decision reads: savings, and who must connect."""
    decision = DecisionInput(
        basis=data.basis, outlets=data.outlets, houses=connectable_houses(data, plan)
    )
    houses = decision.houses
    if not data.decision.connect_is_compulsory or houses.is_forced[houses.is_eligible].all():
        return decision
    forced = compulsory_connections(decision, data.decision.connect_max_m_per_household)
    return replace(decision, houses=replace(houses, is_forced=houses.is_forced | forced))


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
        is_pumped=data.connections.is_pumped,
        persons=data.households.persons,
        saving_yuan=np.where(may, saving, -np.inf),
        is_forced=may & (in_zone | fixed_sewer),
    )


def _with_sewers(
    data: RenovationInput, plan: RenovationPlan, houses: ConnectableHouses, sewers: SewerPlan | None
) -> RenovationPlan:
    connected = np.zeros(len(plan.mode), dtype=np.bool_)
    if sewers is not None:
        connected = sewers.is_connected
    # A sewer set by hand that cannot be built is no reason to build something else.
    impossible = (data.fixed_mode == "sewer") & ~connected
    plan = replace(
        plan,
        mode=np.select([connected, impossible], ["sewer", "undecided"], plan.mode),
        variant=np.where(connected | impossible, "", plan.variant),
        is_compulsory=houses.is_forced,
        sewers=sewers,
    )
    return with_exceptions(data, with_tanks_shared(data, plan))
