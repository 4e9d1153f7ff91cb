"""What would change a household's mode: prices, neighbours."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from algorithms.renovation.accounts import Accounts
from algorithms.renovation.break_even import forest_share
from algorithms.renovation.households import FloatArray
from algorithms.renovation.plan import RenovationInput, RenovationPlan

# Farther than this nobody expects prices to move.
_LARGEST_FACTOR = 5.0
_MOST_NEIGHBOURS = 50


@dataclass(frozen=True, kw_only=True)
class Flips:
    """Where each household's choice turns; NaN where it doesn't; shape (H,).

    Attributes
    ----------
    price_factor
        Sewer prices at this multiple of today's turn the choice.
    more_neighbours
        So many more households on the same new sewer would make it pay.
    fewer_neighbours
        With so many fewer households on its sewer it would pay no more.
    """

    price_factor: FloatArray
    more_neighbours: FloatArray
    fewer_neighbours: FloatArray


def flip_points(data: RenovationInput, plan: RenovationPlan, accounts: Accounts) -> Flips:
    """Return where each household's choice turns, all else equal.

    With the own toilet at c, lateral, fittings and treatment at h, and the
    sewer at s (shared as planned, or alone), the sewer pays while f s <= c - h.
    Compulsory connections, kept toilets and modes set by hand don't turn.
    """
    sewered = plan.mode == "sewer"
    share = forest_share(plan, data)
    alone = accounts.sewer_present_value_yuan
    house = np.where(sewered, accounts.present_value_yuan - share, _house_only(data, plan))
    network = np.where(sewered, share, alone - house)
    room = plan.own_present_value_yuan - house
    turns = np.isfinite(room) & np.isfinite(network) & (network > 0.0) & (room > 0.0)
    turns &= (plan.mode != "keep") & (data.fixed_mode == "") & ~plan.is_compulsory
    safe = np.where(turns, network, 1.0)
    factor = np.where(turns, room / safe, np.nan)
    likely = (factor < _LARGEST_FACTOR) & (factor > 1.0 / _LARGEST_FACTOR)
    ratio = np.where(turns, 1.0 / np.where(turns, factor, 1.0), np.nan)
    more = np.ceil(ratio) - 1.0
    on_sewer = _on_same_sewer(data, plan)
    fewer = np.floor(on_sewer * (1.0 - ratio)) + 1.0
    return Flips(
        price_factor=np.where(likely, factor, np.nan),
        more_neighbours=np.where(turns & ~sewered & (more <= _MOST_NEIGHBOURS), more, np.nan),
        fewer_neighbours=np.where(turns & sewered & (fewer < on_sewer), fewer, np.nan),
    )


def _house_only(data: RenovationInput, plan: RenovationPlan) -> FloatArray:
    """Lateral, fittings and the cheapest treatment of every household."""
    own_items = plan.house_sewer_costs.present_value_yuan(data.finance)
    if not len(data.outlets):
        return own_items
    factors = data.basis.factors
    treatment = data.outlets.person_present_value_yuan(factors.plant, factors.annual).min()
    return np.asarray(own_items + treatment * data.households.persons)


def _on_same_sewer(data: RenovationInput, plan: RenovationPlan) -> FloatArray:
    """Households on each connected household's system, 0 elsewhere."""
    number = np.zeros(len(plan.mode))
    if plan.sewers is not None:
        connected = plan.sewers.is_connected
        root = plan.sewers.design.forest.root[data.connections.node[connected]]
        number[connected] = np.bincount(root)[root]
    return number
