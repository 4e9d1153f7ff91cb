"""What would change a household's mode: the price of a metre, neighbours, persons."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from algorithms.renovation.accounts import Accounts
from algorithms.renovation.break_even import break_even, forest_share
from algorithms.renovation.households import BoolArray, FloatArray
from algorithms.renovation.own_modes import own_modes
from algorithms.renovation.plan import RenovationInput, RenovationPlan
from algorithms.renovation.tank_size import tank_volume_m3

# Farther than this nobody expects prices or households to change.
_LARGEST_FACTOR = 5.0
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
    """Everything that would turn a choice."""

    kinds: tuple[Flip, ...]

    def __getitem__(self, what: str) -> Flip:
        """Return one kind of change."""
        return next(flip for flip in self.kinds if flip.what == what)


def flip_points(data: RenovationInput, plan: RenovationPlan, accounts: Accounts) -> Flips:
    """Return where each household's choice turns, all else equal.

    With the own toilet at c, lateral, fittings and treatment at h, and the
    sewer at s (shared as planned, or alone), the sewer pays while f s <= c - h;
    f is told as the price of a metre. Compulsory connections, kept toilets and
    modes set by hand don't turn.
    """
    sewered = plan.mode == "sewer"
    share = forest_share(plan, data)
    house = np.where(sewered, accounts.present_value_yuan - share, _house_only(data, plan))
    network = np.where(sewered, share, accounts.sewer_present_value_yuan - house)
    room = plan.own_present_value_yuan - house
    turns = np.isfinite(room) & np.isfinite(network) & (network > 0.0) & (room > 0.0)
    turns &= _may_turn(data, plan) & (plan.mode != "keep") & (plan.feasibility.can_sewer | sewered)
    ratio = np.where(turns, network, np.nan) / np.where(turns, room, 1.0)
    factor = 1.0 / ratio
    likely = (factor < _LARGEST_FACTOR) & (factor > 1.0 / _LARGEST_FACTOR)
    price = break_even(data, plan, accounts).network_yuan_per_m
    more = np.ceil(ratio) - 1.0
    on_sewer = _on_same_sewer(data, plan)
    fewer = np.floor(on_sewer * (1.0 - ratio)) + 1.0
    to_own = np.where(sewered, plan.own_mode, "")
    other = np.where(sewered, plan.own_mode, "sewer")
    return Flips(kinds=(
        Flip(what="price_per_m", limit=np.where(likely, factor * price, np.nan), mode=other,
             now=price),
        Flip(what="neighbours", mode=np.where(sewered, "", "sewer"),
             limit=np.where(turns & ~sewered & (more <= _MOST_NEIGHBOURS), more, np.nan)),
        Flip(what="neighbours_fewer", mode=to_own,
             limit=np.where(turns & sewered & (fewer < on_sewer), fewer, np.nan)),
        *_persons_flips(data, plan, accounts),
    ))  # fmt: skip


def _may_turn(data: RenovationInput, plan: RenovationPlan) -> BoolArray:
    return np.asarray((data.fixed_mode == "") & ~plan.is_compulsory)


def _persons_flips(
    data: RenovationInput, plan: RenovationPlan, accounts: Accounts
) -> Iterator[Flip]:
    """Yield the persons from which, going up or down, another mode is chosen.

    For every number of persons the rules are checked and the modes priced anew:
    the tank grows in sizes on sale, emptying with what goes in, treatment with
    every person; the share of the sewer stays.
    """
    persons = data.households.persons
    numbers = np.arange(1.0, _MOST_PERSONS + 1.0)
    modes = np.array([_mode_with(data, plan, accounts, number) for number in numbers])
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
    data: RenovationInput, plan: RenovationPlan, accounts: Accounts, number: float
) -> NDArray[np.str_]:
    """Return what each household would take, had it so many persons."""
    households = data.households
    changed = replace(households, persons=np.full(len(households), number))
    own = own_modes(replace(data, households=changed))
    sewer = accounts.sewer_present_value_yuan
    sewer = sewer + _treatment_yuan(data, plan) * (number - households.persons)
    connects = plan.feasibility.can_sewer & (own.mode != "keep")
    connects &= np.nan_to_num(sewer, nan=np.inf) <= own.own_present_value_yuan
    return np.where(connects & np.isfinite(sewer), "sewer", own.mode)


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


def _on_same_sewer(data: RenovationInput, plan: RenovationPlan) -> FloatArray:
    """Households on each connected household's system, 0 elsewhere."""
    number = np.zeros(len(plan.mode))
    if plan.sewers is not None:
        connected = plan.sewers.is_connected
        root = plan.sewers.design.forest.root[data.connections.node[connected]]
        number[connected] = np.bincount(root)[root]
    return number
