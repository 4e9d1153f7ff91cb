"""Search and proof for the maximal covering problem after validation and fixed sites."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from algorithms.progress import Progress
from algorithms.siting._covering_kernels import greedy_cover, swap_search
from algorithms.siting.covering_certificate import safe_bound
from algorithms.siting.covering_highs import Deadline, relaxation_multipliers, solve_integer
from algorithms.siting.covering_model import (
    LinearModel,
    limit_rows,
    mclp_model,
    without_upper_limits,
)
from algorithms.siting.covering_reduction import merge_identical_points

_SEED = 20_240_229
_MOVES_PER_CYCLE = 100_000
_FIRST_CYCLES = 3


@dataclass(frozen=True, kw_only=True, eq=False)
class MaximalCover:
    """Open sites within a number and a budget so that most demand is covered.

    Attributes
    ----------
    covers
        Coverage, shape (demand, sites); every point has a site.
    demand
        Demand of each point, positive.
    cost
        Cost of each site that counts against the budget.
    count_limit
        Most sites that may be opened; infinite without such a limit.
    budget
        Most that the sites may cost; infinite without a budget.
    demand_step
        All demands are whole multiples of it; 0 where no such number is known.
    """

    covers: sp.csr_array
    demand: NDArray[np.float64]
    cost: NDArray[np.float64]
    count_limit: float
    budget: float
    demand_step: float

    @cached_property
    def columns(self) -> sp.csc_array:
        """Coverage by columns, indices sorted."""
        columns = sp.csc_array(self.covers)
        columns.sort_indices()
        return columns

    @cached_property
    def total(self) -> float:
        """Demand of all points."""
        return float(self.demand.sum())

    def covered(self, sites: NDArray[np.int64]) -> float:
        """Return the demand that the sites cover."""
        return float(self.demand[np.diff(self.covers[:, sites].indptr) > 0].sum())

    @cached_property
    def model(self) -> LinearModel:
        """Model that minimises missed demand."""
        nothing_fixed = np.empty(0, dtype=np.int64)
        limits, values = limit_rows(self.cost, self.count_limit, self.budget)
        return mclp_model(self.covers, self.demand, limits, values, nothing_fixed)

    def restricted(self, sites: NDArray[np.int64]) -> tuple[MaximalCover, NDArray[np.int64]]:
        """Return the problem with these sites only and the place of each point in it.

        Points that become alike are merged; those without a site are left out, place -1.
        """
        classes = merge_identical_points(sp.csr_array(self.covers[:, sites]), self.demand)
        part = replace(self, covers=classes.covers, demand=classes.demand, cost=self.cost[sites])
        return part, classes.class_of_point

    def rounded_bound(self, missed: float) -> float:
        """Return the most that can be covered when at least ``missed`` must be missed."""
        if self.demand_step > 0:
            missed = np.ceil(missed / self.demand_step) * self.demand_step
        return self.total - max(float(missed), 0.0)


@dataclass
class SearchState:
    """Best choice so far and the most that any choice reaches; both only improve.

    Attributes
    ----------
    sites
        Open sites of the problem searched.
    covered
        Demand that they cover.
    bound
        Most demand that any choice covers.
    multipliers
        Row multipliers of the model; they prove at least ``bound`` before branching.
    """

    sites: NDArray[np.int64]
    covered: float
    bound: float
    multipliers: NDArray[np.float64]

    @property
    def is_proven(self) -> bool:
        """Whether value and bound meet, up to float rounding of sums."""
        return self.bound <= self.covered * (1.0 + 1e-12)

    def offer(self, problem: MaximalCover, sites: NDArray[np.int64]) -> None:
        """Take the sites over if they cover more."""
        covered = problem.covered(sites)
        if covered > self.covered:
            self.sites, self.covered = sites, covered


def search_maximal_cover(
    problem: MaximalCover,
    deadline: Deadline,
    progress: Progress,
    start: NDArray[np.int64] | None = None,
) -> SearchState:
    """Return a choice with its bound: greedy and swaps, linear bound, fixing, branch and bound."""
    state = SearchState(
        sites=np.empty(0, dtype=np.int64),
        covered=0.0,
        bound=problem.total,
        multipliers=np.zeros(problem.model.row_lower.size),
    )
    if problem.count_limit == 0 or problem.cost.size == 0:
        state.bound = 0.0
        return state
    state.offer(problem, _greedy(problem))
    if start is not None:
        state.offer(problem, start)
    for cycle in range(_FIRST_CYCLES):
        if not state.is_proven:
            _improve(problem, state, cycle, progress)
    if not state.is_proven:
        _bound_by_relaxation(problem, state, deadline, progress)
    if not state.is_proven and not deadline.has_passed:
        _branch_and_bound(problem, state, deadline, progress)
    return state


def _greedy(problem: MaximalCover) -> NDArray[np.int64]:
    """Return the greedy choice: most demand per site, or per yuan under a budget."""
    columns = problem.columns
    has_budget = np.isfinite(problem.budget)
    is_open = greedy_cover(
        columns.indptr,
        columns.indices,
        problem.demand,
        problem.cost if has_budget else np.ones(problem.cost.size),
        problem.count_limit,
        problem.budget,
    )
    return np.flatnonzero(is_open).astype(np.int64)


def _improve(problem: MaximalCover, state: SearchState, cycle: int, progress: Progress) -> None:
    """Run one annealed swap cycle from the best choice; keep the better of the two."""
    progress.report("siting.swap")
    columns = problem.columns
    start = np.zeros(problem.cost.size, dtype=np.bool_)
    start[state.sites] = True
    typical = problem.total / problem.cost.size
    cold = max(problem.demand_step, typical * 1e-2)
    warm = max(typical * 4.0, 2.0 * cold)
    is_open, _ = swap_search(
        columns.indptr,
        columns.indices,
        problem.demand,
        problem.cost,
        start,
        (problem.count_limit, problem.budget),
        (_MOVES_PER_CYCLE, warm, cold, _SEED + cycle),
    )
    state.offer(problem, np.flatnonzero(is_open).astype(np.int64))


def _bound_by_relaxation(
    problem: MaximalCover, state: SearchState, deadline: Deadline, progress: Progress
) -> None:
    """Tighten the bound by the linear relaxation, its duals checked by our own arithmetic."""
    multipliers = relaxation_multipliers(
        without_upper_limits(problem.model), deadline, progress, interior_point=True
    )
    if multipliers is None:
        return
    state.multipliers = multipliers
    missed = safe_bound(problem.model, multipliers)
    state.bound = min(state.bound, problem.rounded_bound(missed))


def _branch_and_bound(
    problem: MaximalCover, state: SearchState, deadline: Deadline, progress: Progress
) -> None:
    """Solve what reduced costs leave open: any better choice lies there."""
    kept = _sites_not_ruled_out(problem, state)
    part, _ = problem.restricted(kept)
    start = None
    if np.isin(state.sites, kept).all():
        is_open = np.isin(kept, state.sites).astype(np.float64)
        start = np.concatenate([is_open, (part.covers @ is_open == 0).astype(np.float64)])
    answer = solve_integer(
        part.model, deadline, progress, start=start, gap_step=problem.demand_step
    )
    if answer.values is not None:
        state.offer(problem, kept[answer.values[: kept.size] > 0.5])
    missed = problem.total - part.total + answer.bound
    state.bound = max(state.covered, min(state.bound, problem.rounded_bound(missed - 1e-6)))


def _sites_not_ruled_out(problem: MaximalCover, state: SearchState) -> NDArray[np.int64]:
    """Return the sites that a better choice may contain, by their reduced costs."""
    model = problem.model
    reduced = (model.cost - model.matrix.T @ state.multipliers)[: problem.cost.size]
    missed_with_site = safe_bound(model, state.multipliers) + np.maximum(reduced, 0.0)
    best_missed = problem.total - state.covered
    tolerance = 1e-6 * max(1.0, best_missed)
    return np.flatnonzero(missed_with_site < best_missed - problem.demand_step + tolerance)
