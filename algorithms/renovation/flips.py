"""What would change a household's mode: the price of a metre, neighbours, persons."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from algorithms.progress import SILENT, Progress
from algorithms.renovation.accounts import Accounts
from algorithms.renovation.branches import BranchMargins, branch_margins
from algorithms.renovation.break_even import break_even
from algorithms.renovation.households import BoolArray, FloatArray
from algorithms.renovation.own_modes import own_modes
from algorithms.renovation.plan import RenovationInput, RenovationPlan
from algorithms.renovation.planning import redecide_renovation
from algorithms.renovation.tank_size import tank_volume_m3
from algorithms.sewage.design import DesignBasis

# Prices of sewers, over today's, at which the sewers are decided anew.
_CHEAPER = (0.9, 0.8, 0.65, 0.5, 0.35, 0.2)
_PER_METRE = re.compile(r"sewer_dn\d+_yuan_m|manhole_")
# Farther than this nobody expects households to change.
_MOST_NEIGHBOURS = 50
_MOST_PERSONS = 15


@dataclass(frozen=True, kw_only=True)
class Flip:
    """Where one thing turns each household's choice; arrays have shape (H,).

    Attributes
    ----------
    what
        ``price_per_m``, ``neighbours``, ``neighbours_fewer``, ``persons``,
        ``persons_fewer`` or ``tank_size``.
    limit
        Value from which the choice turns; NaN where it doesn't.
    mode
        Mode that is chosen then.
    now
        What the limit compares with, where one value holds for all, else NaN.
    """

    what: str
    limit: FloatArray
    mode: NDArray[np.str_]
    now: float = np.nan


@dataclass(frozen=True, kw_only=True)
class Flips:
    """Everything that would turn a choice.

    Attributes
    ----------
    kinds
        Kinds of change.
    cheapest
        The plan at the lowest of the sewer prices looked at.
    """

    kinds: tuple[Flip, ...]
    cheapest: RenovationPlan

    def __getitem__(self, what: str) -> Flip:
        """Return one kind of change."""
        return next(flip for flip in self.kinds if flip.what == what)


def flip_points(
    data: RenovationInput,
    plan: RenovationPlan,
    accounts: Accounts,
    progress: Progress = SILENT,
) -> Flips:
    """Return where each household's choice turns, all else equal.

    A connected household turns when a branch between it and the outlet doesn't
    pay any more (`branch_margins`). For another one cheaper sewers are decided
    anew, neighbours included; and with its own toilet at c, the part of its own
    at h and a sewer to it alone at s, n more households to share it make it pay
    from s / (n + 1) <= c - h on. Compulsory connections, kept toilets and modes
    set by hand don't turn.
    """
    sewered, may = plan.mode == "sewer", _may_turn(data, plan)
    house = _house_only(data, plan)
    room = _own_yuan(data, plan) - house
    margins = branch_margins(data, plan, room)
    price = break_even(data, plan).network_yuan_per_m
    dearer = np.where(np.isfinite(margins.price_factor), margins.price_factor, np.nan)
    cheaper, cheapest = _cheaper_sewers(data, plan, progress)
    factor = np.where(sewered, dearer, cheaper)
    could = may & ~sewered & (plan.mode != "keep") & plan.feasibility.can_sewer & (room > 0.0)
    alone = np.where(could, accounts.sewer_present_value_yuan - house, np.nan)
    more = np.ceil(alone / np.where(could, room, 1.0)) - 1.0
    fewer = np.where(may & np.isfinite(margins.fewer_households), margins.fewer_households, np.nan)
    return Flips(cheapest=cheapest, kinds=(
        Flip(what="price_per_m", limit=np.where(may, factor * price, np.nan), now=price,
             mode=np.where(sewered, plan.own_mode, "sewer")),
        Flip(what="neighbours", mode=np.where(sewered, "", "sewer"),
             limit=np.where((more >= 1.0) & (more <= _MOST_NEIGHBOURS), more, np.nan)),
        Flip(what="neighbours_fewer", mode=np.where(sewered, plan.own_mode, ""), limit=fewer),
        *_persons_flips(data, plan, accounts, margins),
    ))  # fmt: skip


def _cheaper_sewers(
    data: RenovationInput, plan: RenovationPlan, progress: Progress
) -> tuple[FloatArray, RenovationPlan]:
    """Return the price of sewers, over today's, at which others connect; the last plan.

    NaN where they never do; the plan itself where nobody is left to join.
    """
    factor = np.full(len(plan.mode), np.nan)
    found = plan
    for step in () if (plan.mode == "sewer").all() else _CHEAPER:
        progress.report("renovation.flips")
        found = redecide_renovation(_with_sewer_prices(data, step), plan)
        joins = (plan.mode != "sewer") & (found.mode == "sewer")
        factor[np.isnan(factor) & joins] = step
    return factor, found


def _with_sewer_prices(data: RenovationInput, factor: float) -> RenovationInput:
    """Return the input with pipes, manholes and road surfaces at a multiple of their price."""
    old = data.basis
    names = [field.name for field in fields(old.prices) if _PER_METRE.match(field.name)]
    prices = replace(old.prices, **{name: getattr(old.prices, name) * factor for name in names})
    graph = replace(old.graph, edge_surface_yuan_m=old.graph.edge_surface_yuan_m * factor)
    basis = DesignBasis(graph=graph, rules=old.rules, prices=prices, factors=old.factors)
    return replace(data, basis=basis)


def _own_yuan(data: RenovationInput, plan: RenovationPlan) -> FloatArray:
    own = plan.own_present_value_yuan
    return np.where(np.isfinite(own), own, data.decision.sewer_at_most_yuan)


def _may_turn(data: RenovationInput, plan: RenovationPlan) -> BoolArray:
    return np.asarray((data.fixed_mode == "") & ~plan.is_compulsory)


def _persons_flips(
    data: RenovationInput, plan: RenovationPlan, accounts: Accounts, margins: BranchMargins
) -> Iterator[Flip]:
    """Yield the persons from which, going up or down, another mode is chosen.

    For every number of persons the rules are checked and the modes priced anew:
    the tank grows in sizes on sale, emptying with what goes in, treatment with
    every person; the share of the sewer stays.
    """
    persons = data.households.persons
    numbers = np.arange(1.0, _MOST_PERSONS + 1.0)
    modes = np.array([_mode_with(data, plan, accounts, margins, one) for one in numbers])
    at_present = np.clip(np.rint(persons), 1, _MOST_PERSONS).astype(np.int64) - 1
    reproduced = modes[at_present, np.arange(len(persons))] == plan.mode
    may = _may_turn(data, plan) & (plan.variant != "shared_tank") & reproduced
    differs = (modes != plan.mode) & may
    above = differs & (numbers[:, np.newaxis] > persons)
    below = differs & (numbers[:, np.newaxis] < persons)
    for what, found, first in (
        ("persons", above, above.argmax(axis=0)),
        ("persons_fewer", below, len(numbers) - 1 - below[::-1].argmax(axis=0)),
    ):
        yield Flip(
            what=what,
            limit=np.where(found.any(axis=0), numbers[first], np.nan),
            mode=modes[first, np.arange(len(persons))],
        )
    yield _tank_size_flip(data, plan, numbers)


def _mode_with(
    data: RenovationInput,
    plan: RenovationPlan,
    accounts: Accounts,
    margins: BranchMargins,
    number: float,
) -> NDArray[np.str_]:
    """Return what each household would take, had it so many persons.

    A connected one stays while its branch still pays, another one connects where
    a sewer to it alone does.
    """
    households = data.households
    changed = replace(households, persons=np.full(len(households), number))
    own = own_modes(replace(data, households=changed))
    own_yuan = _own_yuan(data, own)
    treatment = _treatment_yuan(data, plan) * (number - households.persons)
    loss = treatment + _own_yuan(data, plan) - own_yuan
    stays = (plan.mode == "sewer") & (loss < np.nan_to_num(margins.surplus_yuan))
    sewer = np.nan_to_num(accounts.sewer_present_value_yuan + treatment, nan=np.inf)
    joins = (plan.mode != "sewer") & plan.feasibility.can_sewer & (sewer < own_yuan)
    return np.where(stays | (joins & (own.mode != "keep")), "sewer", own.mode)


def _tank_size_flip(data: RenovationInput, plan: RenovationPlan, numbers: FloatArray) -> Flip:
    """Return the persons from which an own tank must be a size larger."""
    persons = data.households.persons
    larger = tank_volume_m3(numbers, data.limits)[:, np.newaxis] > tank_volume_m3(
        persons, data.limits
    )
    builds = np.isin(plan.variant, ("own_tank", "sealed_tank")) & (data.fixed_mode == "")
    limit = np.where(builds & larger.any(axis=0), numbers[larger.argmax(axis=0)], np.nan)
    return Flip(what="tank_size", limit=limit, mode=np.full(len(persons), ""))


def _treatment_yuan(data: RenovationInput, plan: RenovationPlan) -> FloatArray:
    """Whole-life cost of treatment per person: at the outlet used, elsewhere the cheapest."""
    if not len(data.outlets):
        return np.zeros(len(plan.mode))
    factors = data.basis.factors
    at_outlet = data.outlets.person_present_value_yuan(factors.plant, factors.annual)
    cost = np.full(len(plan.mode), float(at_outlet.min()))
    if plan.sewers is not None:
        connected = plan.sewers.is_connected
        cost[connected] = at_outlet[plan.sewers.outlet_index[data.connections.node[connected]]]
    return cost


def _house_only(data: RenovationInput, plan: RenovationPlan) -> FloatArray:
    """Lateral, fittings and treatment of every household."""
    own_items = plan.house_sewer_costs.present_value_yuan(data.finance)
    return np.asarray(own_items + _treatment_yuan(data, plan) * data.households.persons)
