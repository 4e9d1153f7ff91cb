"""What else could be done: replacements, what each toilet adds, coverage against number."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from algorithms.progress import Progress
from algorithms.siting import solve_mclp

if TYPE_CHECKING:
    from resources.catalogue import ParameterValues
    from siting_tool.project.siting_problem import SitingProblem

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Replacements:
    """The best single replacement of each chosen site, arrays of one length.

    Attributes
    ----------
    site_ids
        Site to take instead, empty where there is none or the site stands already.
    persons_lost
        Residents who would no longer be covered, all other sites kept; negative
        where the replacement covers more. NaN where there is no replacement.
    extra_cost_yuan
        What the replacement costs more, both at their smallest size.
    """

    site_ids: NDArray[np.object_]
    persons_lost: FloatArray
    extra_cost_yuan: FloatArray


def find_replacements(problem: SitingProblem, chosen: IntArray) -> Replacements:
    """Return, for each chosen site that is yet to be built or opened, what could replace it.

    The replacement covers most of the people whom no other chosen site covers;
    among equals the cheapest, then the nearest.
    """
    sites = problem.sites
    covers = sparse.csc_array(problem.covers[: problem.household_count])
    by_site = sparse.csr_array(covers)
    times = np.bincount(covers[:, chosen].indices, minlength=covers.shape[0])
    is_free = np.ones(len(sites), dtype=bool)
    is_free[chosen] = False
    ids = np.full(len(chosen), "", dtype=object)
    lost, extra = np.full(len(chosen), np.nan), np.full(len(chosen), np.nan)
    others = np.flatnonzero(is_free)
    persons = problem.households.persons
    # People whom nobody covers may gain from any replacement.
    gain_of_uncovered = _persons_covered(by_site, np.flatnonzero(times == 0), persons)
    for rank, site in enumerate(chosen.tolist()):
        if sites.is_open[site] or not len(others):
            continue
        own = covers.indices[covers.indptr[site] : covers.indptr[site + 1]]
        alone = own[times[own] == 1]
        gain = _persons_covered(by_site, alone, persons) + gain_of_uncovered
        offset_m = sites.xy_m[others] - sites.xy_m[site]
        order = np.lexsort(
            (
                np.hypot(offset_m[:, 0], offset_m[:, 1]),
                sites.base_cost_yuan[others],
                -gain[others],
            )
        )
        best = others[order[0]]
        if gain[best] > 0:
            ids[rank] = sites.ids[best]
            lost[rank] = persons[alone].sum() - gain[best]
            extra[rank] = sites.base_cost_yuan[best] - sites.base_cost_yuan[site]
    return Replacements(site_ids=ids, persons_lost=lost, extra_cost_yuan=extra)


def _persons_covered(by_site: sparse.csr_array, rows: IntArray, persons: FloatArray) -> FloatArray:
    """Return how many people of some households each site covers, shape (sites,)."""
    part = sparse.csr_array(by_site[rows])
    weight = np.repeat(persons[rows], np.diff(part.indptr))
    return np.bincount(part.indices, weight, part.shape[1]).astype(np.float64)


def contributions(problem: SitingProblem, chosen: IntArray) -> list[dict[str, Any]]:
    """Return what each open toilet adds: people in reach, and those in reach of no other one.

    ``persons_only_here`` would lose their toilet in this plan if the site closed,
    ``persons_only_today`` are those who have no other toilet as things stand.
    """
    covers = sparse.csc_array(problem.covers[: problem.household_count])
    persons = problem.households.persons
    open_sites = np.flatnonzero(problem.sites.is_open)
    in_plan = np.bincount(covers[:, chosen].indices, minlength=covers.shape[0])
    today = np.bincount(covers[:, open_sites].indices, minlength=covers.shape[0])
    entries = []
    for site in open_sites.tolist():
        own = covers.indices[covers.indptr[site] : covers.indptr[site + 1]]
        entries.append(
            {
                "site_id": str(problem.sites.ids[site]),
                "is_kept": bool(np.isin(site, chosen)),
                "persons_in_reach": float(persons[own].sum()),
                "persons_only_here": float(persons[own[in_plan[own] == 1]].sum()),
                "persons_only_today": float(persons[own[today[own] == 1]].sum()),
            }
        )
    return entries


def coverage_curve(
    problem: SitingProblem, most: int, values: ParameterValues, progress: Progress
) -> list[dict[str, Any]]:
    """Return the people covered by the best choice of 1, 2, ... toilets.

    Evenly spread numbers between the toilets that stay and ``most`` are solved,
    first the ends, then between them, as many as number and time allow. Time that
    a proved point leaves is passed on to the next; a point that is not proved in
    its time says so and carries its bound. The demand is the residents; money is
    that of toilets at their smallest.
    """
    points, time_s = int(values.number("public.curve_points")), values.number("public.curve_time_s")
    least = max(1, len(problem.fixed_site_indices))
    if points == 0 or time_s <= 0 or most < least:
        return []
    counts = _ends_first(
        np.unique(np.rint(np.linspace(least, most, min(points, most - least + 1)))).astype(np.int64)
    )
    covers = problem.covers[: problem.household_count]
    persons = problem.households.persons
    ends_at = time.monotonic() + time_s
    curve: list[dict[str, Any]] = []
    for number, count in enumerate(counts):
        progress.report("stage.drawing_curve", number / len(counts))
        left_s = ends_at - time.monotonic()
        if left_s <= 0:
            break
        answer = solve_mclp(
            covers,
            persons,
            facility_count=count,
            fixed_site_indices=problem.fixed_site_indices,
            time_limit_s=left_s / (len(counts) - number),
        )
        curve.append(
            {
                "facility_count": count,
                "persons_covered": float(answer.objective),
                "persons_bound": float(answer.bound),
                "coverage_share": float(answer.objective / max(persons.sum(), 1e-12)),
                "cost_yuan": float(problem.sites.base_cost_yuan[answer.site_indices].sum()),
                "is_proven_optimal": bool(answer.is_proven_optimal),
            }
        )
    return sorted(curve, key=lambda point: int(point["facility_count"]))


def _ends_first(counts: IntArray) -> list[int]:
    """Return the numbers so that any first few of them are spread over all: ends, middle, ..."""
    order = [0, len(counts) - 1]
    gaps = [(0, len(counts) - 1)]
    while gaps:
        low, high = gaps.pop(0)
        if high - low > 1:
            middle = (low + high) // 2
            order.append(middle)
            gaps += [(low, middle), (middle, high)]
    return [int(counts[place]) for place in dict.fromkeys(order)]
