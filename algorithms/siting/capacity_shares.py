"""Most demand within capacity while every village keeps its least share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from algorithms.errors import InfeasibleError
from algorithms.progress import Progress
from algorithms.siting.capacity_model import CapacityModel, CapacityPlan
from algorithms.siting.capacity_search import CapacityStart, CapacityState, search_capacity
from algorithms.siting.covering_highs import Deadline
from algorithms.siting.covering_problem import VillageFloors

_MOST_ROUNDS, _PRICE_RATIO = 8, 3.0

Search = Callable[[CapacityModel, CapacityStart, Deadline, Progress], CapacityState]


def search_with_shares(floors: VillageFloors) -> Search:
    """Return the search that also keeps every village's least share.

    Villages below their share get a higher price for missing a point, round by
    round, until all keep it. The bound is that of the problem without shares,
    which no plan with them beats.
    """

    def search(
        model: CapacityModel, start: CapacityStart, deadline: Deadline, progress: Progress
    ) -> CapacityState:
        state, priced = None, model
        for number in range(_MOST_ROUNDS):
            share = Deadline(deadline.remaining_s / (_MOST_ROUNDS - number))
            found = search_capacity(priced, start if number == 0 else _free(start), share, progress)
            state = state or found
            short = villages_short(floors, model.demand, found.plan)
            if not short.size:
                state.plan, state.missed = found.plan, found.missed
                state.objective = model.objective(found.plan)
                return state
            is_short = np.isin(floors.village_of_point, short)
            raised = np.where(is_short, _PRICE_RATIO, 1.0) * priced.missed_price
            priced = replace(priced, missed_price=raised)
            start = replace(start, sites=found.plan.sites, site_of=found.plan.site_of)
        raise InfeasibleError(
            "siting.village_share_not_reached",
            villages=tuple(short.tolist()),
            least_share=floors.least_share,
        )

    return search


def _free(start: CapacityStart) -> CapacityStart:
    """Return the start without bound and step, which belong to the unpriced problem."""
    return replace(start, bound=-np.inf, step=0.0)


def villages_short(
    floors: VillageFloors, demand: NDArray[np.float64], plan: CapacityPlan
) -> NDArray[np.int64]:
    """Return the villages of which less than the least share is served, by number."""
    known = floors.village_of_point >= 0
    village = floors.village_of_point[known]
    total = np.bincount(village, demand[known])
    served = np.bincount(village, np.where(plan.site_of >= 0, demand, 0.0)[known])
    short = served < floors.least_share * total * (1.0 - 1e-9)
    return np.flatnonzero(short)
