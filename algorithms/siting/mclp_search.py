"""Search and proof for the maximal covering problem after validation and fixed sites."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from algorithms.progress import Progress
from algorithms.siting._covering_kernels import greedy_cover, swap_search
from algorithms.siting._covering_lagrangian import covering_multipliers
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
_FIRST_MOVES, _MORE_MOVES = 100_000, 400_000
_MOVES_PER_SITE = 200
_MULTIPLIER_ROUNDS = 1_000
_CORE_CYCLES, _MOST_CYCLES, _IDLE_CYCLES = 6, 20, 6
_SMALL_PROBLEM = 500  # sites up to which branching needs no longer search first
_WARM, _COLD = (5.0, 1.6), 0.15  # temperatures in demand of an average row
_EASY_SHARE, _EASY_GAP = 0.5, 2e-3
_SEARCH_TIME_SHARE = 0.7
_CORE_SITES = 4  # times the number wanted: how many of the most promising sites to search


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

    def times_covered(self, sites: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return how many of the sites cover each point."""
        begin, end = self.columns.indptr[sites], self.columns.indptr[sites + 1]
        points = [
            self.columns.indices[low:high]
            for low, high in zip(begin.tolist(), end.tolist(), strict=True)
        ]
        of_all = np.concatenate([np.empty(0, dtype=np.int64), *points])
        return np.bincount(of_all, minlength=self.demand.size)

    def covered(self, sites: NDArray[np.int64]) -> float:
        """Return the demand that the sites cover."""
        return float(self.demand[self.times_covered(sites) > 0].sum())

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
    least_missed
        Demand that every choice misses, as the multipliers prove.
    """

    sites: NDArray[np.int64]
    covered: float
    bound: float
    multipliers: NDArray[np.float64]
    least_missed: float = 0.0

    @property
    def is_proven(self) -> bool:
        """Whether value and bound meet, up to float rounding of sums."""
        return self.bound <= self.covered * (1.0 + 1e-12)

    def offer(self, problem: MaximalCover, sites: NDArray[np.int64]) -> None:
        """Take the sites over if they cover more."""
        covered = problem.covered(sites)
        if covered > self.covered:
            self.sites, self.covered = sites, covered

    def offer_multipliers(
        self, problem: MaximalCover, multipliers: NDArray[np.float64], model: LinearModel
    ) -> None:
        """Take multipliers of the model over if our own arithmetic says that they prove more."""
        missed = safe_bound(model, multipliers)
        if missed > self.least_missed:
            self.multipliers, self.least_missed = multipliers, missed
            self.bound = min(self.bound, problem.rounded_bound(missed))


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
    everything = _Field.of(problem, np.arange(problem.cost.size))
    for cycle in range(2):
        if not state.is_proven:
            _improve(problem, state, everything, (cycle, _FIRST_MOVES), progress)
    if not state.is_proven:
        _bound(problem, state, deadline, progress)
    _search_core(problem, state, progress)
    if np.isinf(problem.budget) and not _is_easy(problem, state) and state.bound < problem.total:
        # Where even the multipliers allow covering everything, the relaxation does so too.
        _bound_by_relaxation(problem, state, deadline, progress)
    _search_longer(problem, state, deadline, progress)
    if not state.is_proven and not deadline.has_passed:
        _branch_and_bound(problem, state, deadline, progress)
    return state


def _is_easy(problem: MaximalCover, state: SearchState) -> bool:
    """Tell whether reduced costs leave so little open that branching can start."""
    if state.is_proven or problem.cost.size <= _SMALL_PROBLEM:
        return True
    if state.bound - state.covered < _EASY_GAP * state.covered:
        return True
    return _sites_not_ruled_out(problem, state).size < _EASY_SHARE * problem.cost.size


def _search_core(problem: MaximalCover, state: SearchState, progress: Progress) -> None:
    """Run some quick cycles on the sites of least reduced cost."""
    if _is_easy(problem, state):
        return
    core = _Field.of(problem, _promising_sites(problem, state))
    for cycle in range(_CORE_CYCLES):
        if not _is_easy(problem, state):
            _improve(problem, state, core, (2 + cycle, _MORE_MOVES), progress)


def _search_longer(
    problem: MaximalCover, state: SearchState, deadline: Deadline, progress: Progress
) -> None:
    """Repeat swap cycles until several bring nothing; a better choice also rules out more.

    Every other cycle looks only at the sites of least reduced cost.
    """
    if _is_easy(problem, state):
        return
    searching = Deadline(deadline.remaining_s * _SEARCH_TIME_SHARE)
    everything = _Field.of(problem, np.arange(problem.cost.size))
    core = _Field.of(problem, _promising_sites(problem, state))
    idle = 0
    for cycle in range(_MOST_CYCLES):
        if idle == _IDLE_CYCLES or searching.has_passed or _is_easy(problem, state):
            return
        before = state.covered
        field, number = (core, everything)[cycle % 2], 2 + _CORE_CYCLES + cycle
        _improve(problem, state, field, (number, _MORE_MOVES), progress)
        idle = idle + 1 if state.covered == before else 0


@dataclass(frozen=True, kw_only=True, eq=False)
class _Field:
    """Sites that a swap cycle may use, and the problem restricted to them."""

    sites: NDArray[np.int64]
    part: MaximalCover

    @classmethod
    def of(cls, problem: MaximalCover, sites: NDArray[np.int64]) -> _Field:
        """Restrict the problem to the sites."""
        is_whole = sites.size == problem.cost.size
        return cls(sites=sites, part=problem if is_whole else problem.restricted(sites)[0])


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


def _improve(
    problem: MaximalCover,
    state: SearchState,
    field: _Field,
    schedule: tuple[int, int],
    progress: Progress,
) -> None:
    """Run one annealed swap cycle (number, moves) from the best choice; keep the better one."""
    progress.report("siting.swap")
    cycle, moves = schedule
    part = field.part
    row_demand = part.total / part.demand.size
    is_open, _ = swap_search(
        (part.covers.indptr, part.covers.indices),
        (part.columns.indptr, part.columns.indices),
        part.demand,
        part.cost,
        np.isin(field.sites, state.sites),
        (float(part.count_limit), part.budget),
        (
            min(moves, _MOVES_PER_SITE * part.cost.size),
            _WARM[cycle // 2 % 2] * row_demand,
            _COLD * row_demand,
            _SEED + cycle,
        ),
    )
    state.offer(problem, field.sites[is_open])


def _bound(
    problem: MaximalCover, state: SearchState, deadline: Deadline, progress: Progress
) -> None:
    """Tighten the bound: multipliers where only the number is limited, else the relaxation."""
    if np.isinf(problem.budget):
        _bound_by_multipliers(problem, state, progress)
    else:
        _bound_by_relaxation(problem, state, deadline, progress)


def _bound_by_multipliers(problem: MaximalCover, state: SearchState, progress: Progress) -> None:
    """Tighten the bound by Lagrangian multipliers, much sooner than by the relaxation."""
    progress.report("siting.linear_bound")
    columns = (problem.columns.indptr, problem.columns.indices)
    most = int(min(problem.count_limit, problem.cost.size))
    of_points, of_count = covering_multipliers(
        columns, problem.demand, most, state.covered, _MULTIPLIER_ROUNDS
    )
    state.offer_multipliers(problem, np.append(of_points, -of_count), problem.model)


def _bound_by_relaxation(
    problem: MaximalCover, state: SearchState, deadline: Deadline, progress: Progress
) -> None:
    """Tighten the bound by the duals of the linear relaxation."""
    multipliers = relaxation_multipliers(
        without_upper_limits(problem.model), deadline, progress, interior_point=True
    )
    if multipliers is not None:
        state.offer_multipliers(problem, multipliers, problem.model)


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
    reduced = _reduced_costs(problem, state)
    missed_with_site = state.least_missed + np.maximum(reduced, 0.0)
    best_missed = problem.total - state.covered
    tolerance = 1e-6 * max(1.0, best_missed)
    return np.flatnonzero(missed_with_site < best_missed - problem.demand_step + tolerance)


def _reduced_costs(problem: MaximalCover, state: SearchState) -> NDArray[np.float64]:
    """Return by how much opening each site raises the linear bound on missed demand."""
    model = problem.model
    reduced = model.cost - model.matrix.T @ state.multipliers
    return np.asarray(reduced[: problem.cost.size])


def _promising_sites(problem: MaximalCover, state: SearchState) -> NDArray[np.int64]:
    """Return the sites of least reduced cost, all of those that tie included."""
    reduced = _reduced_costs(problem, state)
    wanted = min(reduced.size, _CORE_SITES * max(state.sites.size, 25)) - 1
    limit = np.partition(reduced, wanted)[wanted]
    return np.flatnonzero(reduced <= limit + 1e-3 * problem.total / problem.demand.size)
