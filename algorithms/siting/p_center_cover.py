"""Whether a number of sites can serve enough points within a distance."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from algorithms.progress import Progress
from algorithms.siting._covering_kernels import greedy_cover
from algorithms.siting._covering_row_weighting import cover_search
from algorithms.siting._median_kernels import MedianRows, find_dominated
from algorithms.siting.covering_highs import Deadline, relaxation_multipliers
from algorithms.siting.covering_model import lscp_model, without_upper_limits
from algorithms.siting.distance_rows import DistanceRows
from algorithms.siting.mclp import solve_mclp
from algorithms.siting.p_median_bound import Prover
from algorithms.siting.p_median_certificate import EMPTY, NO_PAIRS, ProofStep
from algorithms.siting.p_median_problem import MedianProblem, cover_problem
from algorithms.siting.p_median_search import Incumbent

COVER_STEPS = 100_000
FIRST_TIME_SHARE, LEAST_TIME_S = 0.3, 1.0
WHOLE_TOLERANCE = 1e-6
MOST_OVERDUE = 1.01
"""What the duals of a site's points may add up to; more means that the solver was cut short."""


@dataclass(frozen=True, kw_only=True)
class CoverAnswer:
    """Service within a distance.

    Attributes
    ----------
    sites
        Chosen columns, ascending; at most as many as allowed.
    unserved
        Points beyond the distance from all of them.
    bound
        Least number of points that any choice leaves unserved.
    steps
        The proof of the bound; None where it was too long to keep.
    """

    sites: NDArray[np.int64]
    unserved: int
    bound: int
    steps: tuple[ProofStep, ...] | None


@dataclass(frozen=True, kw_only=True)
class CoverSearch:
    """Asks how many points a number of sites can serve within a distance.

    This is a p-median problem in which a point costs 0 within the distance and
    1 beyond it.

    Attributes
    ----------
    is_counted
        Points that want service, shape (demand,).
    facility_count
        Most sites that may be open.
    fixed
        Sites that are open.
    progress
        Told of every round of the bound.
    """

    is_counted: NDArray[np.bool_]
    facility_count: int
    fixed: NDArray[np.int64]
    progress: Progress

    def fewest_unserved(self, within: DistanceRows, deadline: float) -> CoverAnswer:
        """Leave as few points unserved as the distances given allow.

        Where that stays open for a while, it is asked as a maximal covering problem, whose
        search finds better choices when many points compete for few sites.
        """
        now = time.monotonic()
        until = now + FIRST_TIME_SHARE * (deadline - now)
        answer = self._answer(within, np.inf, until, seed=0)
        if answer.bound >= answer.unserved:
            return answer
        covering = solve_mclp(
            _serving(within),
            self.is_counted.astype(np.float64),
            self.facility_count,
            fixed_site_indices=self.fixed,
            time_limit_s=max(deadline - time.monotonic(), LEAST_TIME_S),
            progress=self.progress,
        )
        count = float(np.count_nonzero(self.is_counted))
        bound = int(np.ceil(count - covering.bound - WHOLE_TOLERANCE))
        if bound > answer.bound:
            answer = replace(answer, bound=bound, steps=None)
        unserved = round(count - covering.objective)
        if unserved < answer.unserved:
            answer = replace(answer, sites=covering.site_indices, unserved=unserved)
        return answer

    def keeps(
        self, within: DistanceRows, most_unserved: int, deadline: float, seed: int
    ) -> CoverAnswer:
        """Leave at most so many points unserved, or show that it can't be done.

        Another ``seed`` takes another way through the search; all but the first look for
        a cover with weighted rows and start from the duals of the linear relaxation.
        """
        multipliers = None
        if most_unserved == 0 and seed > 0:
            problem = cover_problem(within, self.is_counted, self.facility_count)
            problem, _ = _without_needless(problem.reduce(self.fixed, EMPTY))
            cover = _weighted_cover(problem, seed)
            if cover is not None:
                return CoverAnswer(sites=cover, unserved=0, bound=0, steps=())
            multipliers = _cover_duals(problem, deadline, self.progress)
        return self._answer(within, most_unserved + 1.0, deadline, seed, multipliers)

    def _answer(
        self,
        within: DistanceRows,
        target: float,
        deadline: float,
        seed: int,
        multipliers: NDArray[np.float64] | None = None,
    ) -> CoverAnswer:
        problem = cover_problem(within, self.is_counted, self.facility_count)
        problem = problem.reduce(self.fixed, EMPTY)
        incumbent = Incumbent(target)
        prover = Prover(
            incumbent=incumbent,
            deadline=deadline,
            progress=self.progress,
            rng=np.random.default_rng(seed),
            simplify=_without_needless if target == 1.0 else None,
            first_multipliers=multipliers,
        )
        if 1.0 < target < np.inf:
            problem, pairs = _without_dominated_sites(problem)
            nothing = np.zeros(within.demand_count)
            prover.record.append(ProofStep(multipliers=nothing, dominated=pairs))
        bound = prover.prove(problem)
        return CoverAnswer(
            sites=incumbent.sites,
            unserved=int(incumbent.value),
            bound=int(np.ceil(bound)),
            steps=prover.record.steps,
        )


def _weighted_cover(problem: MedianProblem, seed: int) -> NDArray[np.int64] | None:
    """Return sites that serve every point left, no more than allowed; None if none were found."""
    serves = _matrix(problem)[np.flatnonzero(problem.rows.cap > 0.0)]
    if (np.diff(serves.indptr) == 0).any() or problem.choose <= 0:
        return None
    columns, cost = _sets(serves.T.tocsr()), np.ones(problem.site_count)
    start = greedy_cover(*columns, np.ones(serves.shape[0]), cost, np.inf, np.inf)
    is_open, count = cover_search(
        _sets(serves), columns, cost, start, float(problem.choose), COVER_STEPS, seed
    )
    if count > problem.choose:
        return None
    return np.sort(np.concatenate((problem.opened, problem.site_id[is_open])))


def _cover_duals(
    problem: MedianProblem, deadline: float, progress: Progress
) -> NDArray[np.float64] | None:
    """Return the duals of covering every point left with the fewest sites.

    Where they add up to more than may be chosen, they are multipliers that close the
    problem: no site's points add up to more than 1.
    """
    points = np.flatnonzero(problem.rows.cap > 0.0)
    serves = sparse.csr_array(_matrix(problem)[points])
    if (np.diff(serves.indptr) == 0).any():
        return None
    model = without_upper_limits(lscp_model(serves, np.ones(problem.site_count), EMPTY))
    left_s = Deadline(max(0.0, deadline - time.monotonic()))
    duals = relaxation_multipliers(model, left_s, progress, interior_point=True)
    if duals is None:
        return None
    duals = np.maximum(duals, 0.0)
    if (serves.T @ duals).max(initial=0.0) > MOST_OVERDUE:
        return None
    multipliers = np.zeros(problem.rows.cap.size)
    multipliers[points] = duals
    return multipliers


def _without_needless(problem: MedianProblem) -> tuple[MedianProblem, NDArray[np.int64]]:
    """Drop points and sites that need no look when every point must be served.

    A point needs none when the sites that serve some other point all serve it
    too, a site when another one serves all its points (Toregas and ReVelle
    1972, Papers of the Regional Science Association 28, 133-144). Returns the
    smaller problem, and the sites dropped, each with the one that replaces it
    (columns), shape (sites dropped, 2).
    """
    pairs = [NO_PAIRS]
    while True:
        problem, found = _without_dominated_sites(_without_dominated_points(problem))
        pairs.append(found)
        if found.size == 0:
            return problem, np.concatenate(pairs)


def _without_dominated_points(problem: MedianProblem) -> MedianProblem:
    points = np.flatnonzero(problem.rows.cap > 0.0)
    serves = _matrix(problem)[points]
    witness = find_dominated(_sets(serves), _sets(serves.T.tocsr()), True)
    return replace(problem, rows=_keep_points(problem.rows, points[witness < 0]))


def _keep_points(rows: MedianRows, points: NDArray[np.int64]) -> MedianRows:
    is_kept = np.zeros(rows.cap.size, bool)
    is_kept[points] = True
    counts = np.diff(rows.start)
    stays = np.repeat(is_kept, counts)
    return MedianRows(
        start=np.concatenate(([0], np.cumsum(counts * is_kept))),
        site=rows.site[stays],
        cost=rows.cost[stays],
        cap=np.where(is_kept, rows.cap, 0.0),
    )


def _without_dominated_sites(
    problem: MedianProblem,
) -> tuple[MedianProblem, NDArray[np.int64]]:
    serves = _matrix(problem)
    witness = find_dominated(_sets(serves.T.tocsr()), _sets(serves), False)
    closes = np.flatnonzero(witness >= 0)
    pairs = np.column_stack((problem.site_id[closes], problem.site_id[witness[closes]]))
    return problem.reduce(EMPTY, closes), pairs


def _serving(within: DistanceRows) -> sparse.csr_array:
    shape = (within.demand_count, within.site_count)
    ones = np.ones(within.site.size, bool)
    return sparse.csr_array((ones, within.site, within.start), shape=shape)


def _matrix(problem: MedianProblem) -> sparse.csr_array:
    rows = problem.rows
    shape = (rows.cap.size, problem.site_count)
    return sparse.csr_array((np.ones(rows.site.size, np.int8), rows.site, rows.start), shape=shape)


def _sets(matrix: sparse.csr_array) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    return matrix.indptr.astype(np.int64), matrix.indices.astype(np.int64)
