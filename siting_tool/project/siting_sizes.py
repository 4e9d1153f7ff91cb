"""How large each toilet of a plan must be for those who walk to it, and what it costs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from algorithms.siting.load_costs import LoadCosts
from algorithms.siting.stalls import StallNumbers, StallRules, size_stalls
from siting_tool.project.siting_sites import Sites, smallest_toilet_yuan

if TYPE_CHECKING:
    from resources.catalogue import ParameterValues
    from siting_tool.project.siting_problem import SitingProblem
    from siting_tool.project.siting_walks import Walks

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class SiteSizes:
    """People, stalls, measure and cost of each chosen site, arrays of one length.

    Attributes
    ----------
    persons, households, visitors_per_day
        Residents and households within the service distance for whom the site is
        the nearest, and visitors of the places near it.
    walk_mean_m, walk_max_m
        Walks of those households, NaN where there are none.
    stalls
        Stalls that the site needs.
    actions
        ``keep``, ``refurbish``, ``open`` or ``build``.
    cost_yuan
        What that costs.
    """

    persons: FloatArray
    households: IntArray
    visitors_per_day: FloatArray
    walk_mean_m: FloatArray
    walk_max_m: FloatArray
    stalls: StallNumbers
    actions: NDArray[np.object_]
    cost_yuan: FloatArray


def size_sites(
    problem: SitingProblem, chosen: IntArray, walks: Walks, values: ParameterValues
) -> SiteSizes:
    """Size the chosen sites for the people who walk to them."""
    covered = np.flatnonzero(walks.is_covered)
    place = np.searchsorted(chosen, walks.site_index[covered])
    is_home = covered < problem.household_count
    homes, home_place = covered[is_home], place[is_home]
    count = len(chosen)
    persons = np.bincount(home_place, problem.persons[homes], count).astype(np.float64)
    households = np.bincount(home_place, minlength=count).astype(np.int64)
    visitors = np.bincount(
        place[~is_home],
        problem.places.visitors_per_day[covered[~is_home] - problem.household_count],
        count,
    ).astype(np.float64)
    total_m = np.bincount(home_place, walks.distance_m[homes], count)
    farthest_m = np.full(count, -np.inf)
    np.maximum.at(farthest_m, home_place, walks.distance_m[homes])
    stalls = size_stalls(persons, visitors, values.fill(StallRules))
    sites = problem.sites.take(chosen)
    actions, cost_yuan = _actions(sites, stalls, values)
    has_walks = households > 0
    return SiteSizes(
        persons=persons,
        households=households,
        visitors_per_day=visitors,
        walk_mean_m=np.where(has_walks, total_m / np.maximum(households, 1), np.nan),
        walk_max_m=np.where(has_walks, farthest_m, np.nan),
        stalls=stalls,
        actions=actions,
        cost_yuan=cost_yuan,
    )


def load_costs(problem: SitingProblem, site_cost: FloatArray, values: ParameterValues) -> LoadCosts:
    """Return what each site costs by the people who walk to it, never above its real cost.

    The load is counted in residents; a visitor stands for as many of them as need no more
    stalls on either side. ``site_cost`` is what a site counts with at least.
    """
    rules = values.fill(StallRules)
    per_stall = (rules.persons_per_stall_men, rules.persons_per_stall_women)
    residents = problem.persons[: problem.household_count]
    visitors = problem.places.visitors_per_day * min(per_stall) / rules.visitors_per_stall_day
    load = np.concatenate([residents, visitors])
    largest = float((problem.covers.T @ load).max(initial=0.0))
    # A stall more is needed above these numbers of residents, half of them men.
    steps = [np.arange(largest // (2.0 * each) + 2) * 2.0 * each for each in per_stall]
    step_load = np.unique(np.concatenate(steps))
    sites = problem.sites
    cost = np.empty((len(sites), step_load.size))
    for number, persons in enumerate(step_load.tolist()):
        everywhere = np.full(len(sites), persons)
        stalls = size_stalls(everywhere, np.zeros(len(sites)), rules)
        cost[:, number] = np.maximum(_actions(sites, stalls, values)[1], site_cost)
    return LoadCosts(load=load, step_load=step_load, cost=cost)


def _actions(
    sites: Sites, stalls: StallNumbers, values: ParameterValues
) -> tuple[NDArray[np.object_], FloatArray]:
    """Return what is done at each site and what it costs.

    A new toilet costs its floor area, beyond the smallest one at the price per
    square metre. One that stands costs nothing, unless existing toilets are under
    review and it is known to have too few stalls: then those are added.
    """
    per_m2 = values.number("public.cost_build_yuan_per_m2")
    smallest_m2 = smallest_toilet_yuan(values) / per_m2
    is_new = sites.kinds == "candidate"
    lacks_m2 = values.number("public.area_per_stall_m2") * np.maximum(
        stalls.total - sites.stalls_now, 0
    )
    is_short = (
        bool(values["public.review_existing"])
        & sites.is_open
        & (sites.stalls_now > 0)
        & (lacks_m2 > 0)
    )
    added_m2 = np.select(
        [is_new, is_short], [np.maximum(stalls.area_m2 - smallest_m2, 0.0), lacks_m2], default=0.0
    )
    actions = np.select(
        [is_new, sites.kinds == "indoor", is_short | ~sites.is_open],
        ["build", "open", "refurbish"],
        default="keep",
    )
    stands_yuan = np.where(sites.is_open, 0.0, sites.base_cost_yuan)
    return actions.astype(object), stands_yuan + added_m2 * per_m2
