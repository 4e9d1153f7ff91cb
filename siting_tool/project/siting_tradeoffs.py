"""What else could be done: replacements, what each toilet adds, coverage against number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from algorithms.network import distances_within
from algorithms.progress import Progress
from algorithms.siting.alternatives import (
    NearestTwo,
    best_replacements,
    nearest_replacements,
    nearest_two,
    site_contributions,
)
from algorithms.siting.curve import trace_coverage_curve
from siting_tool.project.siting_sizes import size_sites
from siting_tool.project.siting_walks import Walks, nearest_chosen

if TYPE_CHECKING:
    from resources.catalogue import ParameterValues
    from siting_tool.project.siting_problem import SitingProblem

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
# Walks are followed to so many times the service distance; beyond, nobody walks.
FOLLOWED = 2.0


@dataclass(frozen=True, kw_only=True)
class Replacements:
    """One replacement of each chosen site, all other sites kept; arrays of one length.

    Attributes
    ----------
    site_ids
        Site to take instead, empty where no other site is allowed; the figures are
        those of closing then.
    distance_m
        From the plot to its replacement in a straight line, NaN where there is none.
    persons_lost
        Residents who would no longer be covered, negative where more are.
    walk_longer_m
        How much longer the people who use the plot walk on average, NaN where nobody
        does; a walk beyond `FOLLOWED` service distances counts as that long.
    extra_cost_yuan
        What the plan costs more, every toilet sized for those who come then.
    """

    site_ids: NDArray[np.object_]
    distance_m: FloatArray
    persons_lost: FloatArray
    walk_longer_m: FloatArray
    extra_cost_yuan: FloatArray

    def entry(self, place: int) -> dict[str, Any]:
        """Return the replacement of one chosen site under the names that scripts rely on."""
        return {
            "site_id": str(self.site_ids[place]),
            "distance_m": float(self.distance_m[place]),
            "persons_lost": float(self.persons_lost[place]),
            "walk_longer_m": float(self.walk_longer_m[place]),
            "extra_cost_yuan": float(self.extra_cost_yuan[place]),
        }


@dataclass(frozen=True, kw_only=True)
class _Exchanges:
    """Walks of everyone to the chosen sites and to all that may replace one of them."""

    problem: SitingProblem
    chosen: IntArray
    values: ParameterValues
    walk_m: sparse.csc_array
    two: NearestTwo
    followed_m: float

    def plan(self, nearest: IntArray, walk_m: FloatArray, chosen: IntArray) -> tuple[float, float]:
        """Return covered residents and money of a choice of sites."""
        is_covered = walk_m <= self.problem.service_distance_m
        walks = Walks(site_index=nearest, distance_m=walk_m, is_covered=is_covered)
        sizes = size_sites(self.problem, chosen, walks, self.values)
        return float(self.problem.persons[is_covered].sum()), float(sizes.cost_yuan.sum())

    def _mean_walk_m(self, points: IntArray, walk_m: FloatArray) -> float:
        """Return how far the residents among some points walk on average."""
        persons = self.problem.persons[points]
        total_m = (persons * np.minimum(walk_m[points], self.followed_m)).sum()
        return float(total_m / persons.sum()) if persons.sum() > 0 else float("nan")

    def effects(self, instead: IntArray) -> Replacements:
        """Return what each chosen site's replacement changes."""
        now_site, now_m = self.two.site_index[:, 0], self.two.distance_m[:, 0]
        covered, cost = self.plan(now_site, now_m, self.chosen)
        changes = []
        for site, other in zip(self.chosen.tolist(), instead.tolist(), strict=True):
            nearest, walk_m = self.two.after_exchange(site, other, self.walk_m)
            kept = np.setdiff1d(self.chosen, [site])
            after = self.plan(nearest, walk_m, np.union1d(kept, [other]) if other >= 0 else kept)
            users = np.flatnonzero(now_site == site)
            longer_m = self._mean_walk_m(users, walk_m) - self._mean_walk_m(users, now_m)
            changes.append((covered - after[0], longer_m, after[1] - cost))
        lost, longer, extra = np.array(changes, dtype=np.float64).reshape(-1, 3).T
        sites, has_one = self.problem.sites, instead >= 0
        offset_m = sites.xy_m[instead] - sites.xy_m[self.chosen]
        return Replacements(
            site_ids=np.where(has_one, sites.ids[instead], "").astype(object),
            distance_m=np.where(has_one, np.round(np.hypot(*offset_m.T), 1), np.nan),
            persons_lost=np.round(lost, 1),
            walk_longer_m=np.round(longer, 1),
            extra_cost_yuan=np.round(extra),
        )


def find_replacements(
    problem: SitingProblem, chosen: IntArray, values: ParameterValues
) -> tuple[Replacements, Replacements]:
    """Return what could stand in for each chosen site: the nearest site, and the best one.

    The best one keeps most residents covered; among equals the nearest.
    """
    nearest = nearest_replacements(problem.sites.xy_m, chosen)
    best = best_replacements(problem.covers, problem.persons, chosen, problem.sites.xy_m)
    exchanges = _exchanges(problem, chosen, np.concatenate([nearest, best]), values)
    return exchanges.effects(nearest), exchanges.effects(best)


def _exchanges(
    problem: SitingProblem, chosen: IntArray, instead: IntArray, values: ParameterValues
) -> _Exchanges:
    """Measure the walks to the chosen sites and to their replacements."""
    used = np.union1d(chosen, instead[instead >= 0])
    followed_m = FOLLOWED * float(problem.service_distance_m.max())
    pairs = distances_within(
        problem.network,
        problem.xy_m,
        problem.sites.xy_m[used],
        cutoff_m=followed_m,
        max_access_m=values.number("walk.access_limit_m"),
    )
    walk_m = sparse.csr_array(
        (pairs.distance_m, (pairs.from_index, used[pairs.to_index])), shape=problem.covers.shape
    )
    return _Exchanges(
        problem=problem,
        chosen=chosen,
        values=values,
        walk_m=sparse.csc_array(walk_m),
        two=nearest_two(walk_m, chosen),
        followed_m=followed_m,
    )


def persons_only_here(problem: SitingProblem, chosen: IntArray) -> FloatArray:
    """Return the residents whom only one site of a choice covers, per site of it."""
    return site_contributions(problem.covers, problem.persons, chosen)


def contributions(problem: SitingProblem, chosen: IntArray) -> list[dict[str, Any]]:
    """Return what each open toilet adds: people in reach, and those in reach of no other one.

    ``persons_only_here`` would lose their toilet in this plan if the site closed, 0 where
    the plan closes it; ``persons_only_today`` have no other toilet as things stand.
    """
    open_sites = np.flatnonzero(problem.sites.is_open)
    in_reach = problem.covers.T @ problem.persons
    in_plan, today = np.zeros(len(problem.sites)), np.zeros(len(problem.sites))
    in_plan[chosen] = persons_only_here(problem, chosen)
    today[open_sites] = persons_only_here(problem, open_sites)
    return [
        {
            "site_id": str(problem.sites.ids[site]),
            "is_kept": bool(np.isin(site, chosen)),
            "persons_in_reach": float(in_reach[site]),
            "persons_only_here": float(in_plan[site]),
            "persons_only_today": float(today[site]),
        }
        for site in open_sites.tolist()
    ]


def coverage_curve(
    problem: SitingProblem, most: int, values: ParameterValues, progress: Progress
) -> list[dict[str, Any]]:
    """Return the people covered by the best choice of 1, 2, ... ``most`` toilets, and its money.

    Toilets that stay come first. The demand is the residents; places that must be
    served and other conditions of the plan are left aside, so that a point is what
    the number allows at best. A point that is not proved in its time says so and
    carries its bound. Every toilet is sized for those who come.
    """
    points, time_s = int(values.number("public.curve_points")), values.number("public.curve_time_s")
    if points == 0 or time_s <= 0 or most == 0:
        return []
    progress.report("stage.drawing_curve")
    curve = trace_coverage_curve(
        problem.covers,
        problem.persons,
        most,
        problem.sites.base_cost_yuan,
        problem.fixed_site_indices,
        most_points=points,
        time_limit_s=time_s,
        progress=progress,
    )
    persons = max(float(problem.persons.sum()), 1e-12)
    walk_m = sparse.csc_array(problem.distance_m)
    return [
        {
            "facility_count": count,
            "persons_covered": float(curve.covered_demand[place]),
            "persons_bound": float(curve.bound[place]),
            "coverage_share": float(curve.covered_demand[place] / persons),
            "cost_yuan": _money(problem, curve.site_indices[place], walk_m, values),
            "is_proven_optimal": bool(curve.is_proven_optimal[place]),
        }
        for place, count in enumerate(curve.facility_counts.tolist())
    ]


def _money(
    problem: SitingProblem, chosen: IntArray, walk_m: sparse.csc_array, values: ParameterValues
) -> float:
    """Return what a choice of sites costs with every toilet sized for those who come."""
    sizes = size_sites(problem, chosen, nearest_chosen(problem, chosen, walk_m), values)
    return float(sizes.cost_yuan.sum())
