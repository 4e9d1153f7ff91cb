"""Plans within capacity in which every village keeps its least share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from algorithms.errors import InfeasibleError
from algorithms.progress import Progress
from algorithms.siting.capacity_model import CapacityModel, CapacityPlan
from algorithms.siting.capacity_search import (
    CapacityStart,
    CapacityState,
    search_capacity,
    search_plan,
)
from algorithms.siting.covering_highs import Deadline
from algorithms.siting.covering_problem import VillageFloors
from algorithms.siting.covering_result import distances_of_pairs

_MOST_ROUNDS, _PRICE_RATIO = 8, 3.0

Search = Callable[[CapacityModel, CapacityStart, Deadline, Progress], CapacityState]
BoolArray = NDArray[np.bool_]


def search_with_shares(floors: VillageFloors, covers: sp.csr_array | None = None) -> Search:
    """Return the search that also keeps every village's least share.

    Villages below their share get a higher price for missing a point, round by
    round, until all keep it; where only the pairs in ``covers`` count as served, one
    for going farther. The bound is that of the problem without shares, which no
    plan with them beats.
    """

    def search(
        model: CapacityModel, start: CapacityStart, deadline: Deadline, progress: Progress
    ) -> CapacityState:
        state = search_capacity(model, start, deadline, progress)
        plan, missed, priced = state.plan, state.missed, model
        for number in range(_MOST_ROUNDS):
            short = villages_short(floors, model.demand, _counts(plan, covers))
            if not short.size:
                _take(model, state, plan, missed)
                return state
            is_short = np.isin(floors.village_of_point, short)
            if covers is None:
                priced = _dearer_to_miss(priced, is_short)
            else:
                price = (
                    _PRICE_RATIO ** (number + 1)
                    * model.objective(plan)
                    / max(model.demand.sum(), 1.0)
                )
                priced = _dearer_to_walk(priced, is_short, covers, price)
            start = replace(start, bound=-np.inf, step=0.0, sites=plan.sites, site_of=plan.site_of)
            found = search_plan(priced, start, deadline, progress)[0]
            plan, missed = found.plan, found.missed
        raise InfeasibleError(
            "siting.village_share_not_reached",
            villages=tuple(short.tolist()),
            least_share=floors.least_share,
        )

    return search


def _take(model: CapacityModel, state: CapacityState, plan: CapacityPlan, missed: int) -> None:
    """Take over a plan that keeps the shares; the bound holds if it misses no more points."""
    if missed > state.missed:
        # Nothing is known of plans that leave more points unserved but that costs are not negative.
        state.bound_with_missed, state.is_fewest = 0.0, False
    state.plan, state.missed, state.objective = plan, missed, model.objective(plan)


def _dearer_to_miss(model: CapacityModel, is_short: BoolArray) -> CapacityModel:
    return replace(model, missed_price=np.where(is_short, _PRICE_RATIO, 1.0) * model.missed_price)


def _dearer_to_walk(
    model: CapacityModel, is_short: BoolArray, covers: sp.csr_array, price: float
) -> CapacityModel:
    """Return the model with a price per person on the pairs of some points that don't count."""
    pairs = sp.coo_array(model.serve_cost)
    point, site = (line.astype(np.int64) for line in pairs.coords)
    is_far = np.isinf(distances_of_pairs(sp.csr_array(covers.astype(np.float64)), point, site))
    extra = np.where(is_far & is_short[point], price * model.demand[point], 0.0)
    cost = sp.csr_array((pairs.data + extra, (point, site)), shape=pairs.shape)
    return replace(model, serve_cost=cost)


def _counts(plan: CapacityPlan, covers: sp.csr_array | None) -> BoolArray:
    """Return which points count as served."""
    is_served = plan.site_of >= 0
    if covers is None:
        return is_served
    served = np.flatnonzero(is_served)
    stored = sp.csr_array(covers.astype(np.float64))
    is_served[served] = np.isfinite(distances_of_pairs(stored, served, plan.site_of[served]))
    return is_served


def villages_short(
    floors: VillageFloors, demand: NDArray[np.float64], is_served: BoolArray
) -> NDArray[np.int64]:
    """Return the villages of which less than the least share is served, by number."""
    known = floors.village_of_point >= 0
    village = floors.village_of_point[known]
    total = np.bincount(village, demand[known])
    served = np.bincount(village, np.where(is_served, demand, 0.0)[known])
    short = served < floors.least_share * total * (1.0 - 1e-9)
    return np.flatnonzero(short)
