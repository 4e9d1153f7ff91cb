"""Maximal covering for every number of facilities at once: a value and a bound for each.

Answers for neighbouring numbers differ little, and multipliers found for one
number bound all others: with ``y_i <= sum_j a_ij x_j`` relaxed by u,

    bound(u, p) = sum (w_i - u_i) + sum of the p largest of sum_i a_ij u_i

so a few numbers suffice to bound the whole curve (Church and ReVelle 1974 draw
it; Galvao and ReVelle 1996, EJOR 88, 114-123, relax these rows).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from algorithms.progress import Progress
from algorithms.siting._covering_kernels import swap_search
from algorithms.siting._covering_lagrangian import covering_multipliers
from algorithms.siting.covering_highs import Deadline
from algorithms.siting.covering_model import LinearModel
from algorithms.siting.covering_result import CoveringResult
from algorithms.siting.mclp import MclpData, mclp_result, remainder
from algorithms.siting.mclp_search import MaximalCover, SearchState, search_maximal_cover

_ANCHOR_ROUNDS = 400
_ANCHOR_RATIO = 0.7  # of neighbouring numbers for which multipliers are sought
_BOUND_TIME_SHARE, _SWAP_TIME_SHARE = 0.4, 0.5
_SWAP_MOVES = 2_000
_SEED = 20_240_301
_TEMPERATURE = 0.15  # in demand of an average row


@dataclass(frozen=True, kw_only=True, eq=False)
class _Curve:
    """The problem without fixed sites and the state reached for 0, 1, ... further sites."""

    problem: MaximalCover
    states: list[SearchState]

    def at(self, count: int) -> MaximalCover:
        """Return the problem limited to a number of sites."""
        return replace(self.problem, count_limit=float(count))

    def model_at(self, count: int) -> LinearModel:
        """Return its model, of which only the last limit, the number, differs."""
        upper = self.problem.model.row_upper.copy()
        upper[-1] = count
        return replace(self.problem.model, row_upper=upper)

    def is_open(self, count: int) -> bool:
        """Whether there is anything left to find out for a number."""
        return count > 0 and not self.states[count].is_proven


def solve_every_count(
    data: MclpData,
    deadline: Deadline,
    progress: Progress,
    wanted: NDArray[np.int64] | None = None,
) -> list[CoveringResult]:
    """Cover most demand with as many sites as are fixed (at least 1) up to the number wanted.

    Every number gets a value and a bound within a fraction of a second; the rest of
    the time proves numbers one by one, the ends first, then between them.

    Parameters
    ----------
    data
        Checked arguments; ``facility_count`` is the largest number, the budget infinite.
    deadline
        Time that may be spent proving.
    progress
        Told the stage; may raise `CancelledError`.
    wanted
        Numbers to answer for, ascending; all by default.

    Returns
    -------
    One answer per number, rising.
    """
    if wanted is None:
        wanted = np.arange(max(1, data.fixed.size), int(data.count_limit) + 1)
    rest = remainder(data, np.inf)
    most = int(data.count_limit) - data.fixed.size
    curve = _Curve(problem=rest.problem, states=_empty_states(rest.problem, most))
    counts = [count for count in spread_order(most) if count + data.fixed.size in set(wanted)]
    _pass_on(curve)
    _bound(curve, progress)
    _swap(curve, counts, Deadline(deadline.remaining_s * _SWAP_TIME_SHARE), progress)
    for place, count in enumerate(counts):
        progress.report("siting.curve", place / len(counts))
        share = Deadline(deadline.remaining_s / (len(counts) - place))
        if curve.is_open(count) and not share.has_passed:
            _prove(curve, count, share, progress)
    _pass_on(curve)
    return [
        mclp_result(
            replace(data, facility_count=count), rest, curve.states[count - data.fixed.size]
        )
        for count in wanted.tolist()
    ]


def spread_order(most: int) -> list[int]:
    """Return 0 to ``most`` so that any first few are spread over all: ends, middle, quarters.

    Examples
    --------
    >>> spread_order(4)
    [0, 4, 2, 1, 3]
    """
    order, gaps = [0, most], [(0, most)]
    for low, high in gaps:
        if high - low > 1:
            middle = (low + high) // 2
            order.append(middle)
            gaps += [(low, middle), (middle, high)]
    return list(dict.fromkeys(order))


def _empty_states(problem: MaximalCover, most: int) -> list[SearchState]:
    rows = problem.demand.size + 1
    return [
        SearchState(
            sites=np.empty(0, dtype=np.int64),
            covered=0.0,
            bound=problem.total if count > 0 else 0.0,
            multipliers=np.zeros(rows),
        )
        for count in range(most + 1)
    ]


def _pass_on(curve: _Curve) -> None:
    """Pass choices on, upwards with one site more, downwards with one less, and bounds down.

    What more sites cannot reach, fewer cannot either.
    """
    steps = list(pairwise(curve.states))
    for fewer, more in steps:
        more.offer(curve.problem, _with_one_more(curve.problem, fewer.sites))
    for fewer, more in reversed(steps[1:]):
        fewer.offer(curve.problem, _with_one_less(curve.problem, more.sites))
        fewer.bound = max(fewer.covered, min(fewer.bound, more.bound))


def _with_one_more(problem: MaximalCover, sites: NDArray[np.int64]) -> NDArray[np.int64]:
    """Add the site that covers most demand not covered yet."""
    is_covered = problem.times_covered(sites) > 0
    gain = problem.columns.T @ np.where(is_covered, 0.0, problem.demand)
    if gain.size == 0 or gain.max() == 0.0:
        return sites
    return np.union1d(sites, [int(gain.argmax())])


def _with_one_less(problem: MaximalCover, sites: NDArray[np.int64]) -> NDArray[np.int64]:
    """Leave out the site whose demand is covered most by the others."""
    alone = problem.times_covered(sites) == 1
    loss = (problem.columns.T @ np.where(alone, problem.demand, 0.0))[sites]
    return np.delete(sites, int(loss.argmin())) if sites.size else sites


def _bound(curve: _Curve, progress: Progress) -> None:
    """Bound all numbers by multipliers found for some: the largest, and ever smaller ones.

    These are a dozen quick searches, so that no number is left without a bound.
    """
    problem = curve.problem
    columns = (problem.columns.indptr, problem.columns.indices)
    found = [problem.demand]
    count = min(len(curve.states) - 1, problem.cost.size)
    while count > 0:
        progress.report("siting.linear_bound")
        covered = curve.states[count].covered
        of_points, _ = covering_multipliers(columns, problem.demand, count, covered, _ANCHOR_ROUNDS)
        found.append(of_points)
        count = int(count * _ANCHOR_RATIO)
    _offer_to_all(curve, found)


def _offer_to_all(curve: _Curve, found: list[NDArray[np.float64]]) -> None:
    """Let the multipliers of the points that bound a number best bound it."""
    problem = curve.problem
    reach = [np.sort(problem.columns.T @ of_points)[::-1] for of_points in found]
    free = np.array([float((problem.demand - of_points).sum()) for of_points in found])
    for count, state in enumerate(curve.states):
        bounds = free + np.array([reached[:count].sum() for reached in reach])
        best = int(bounds.argmin())
        if count > 0 and bounds[best] < state.bound:
            worth = float(reach[best][count - 1]) if count <= reach[best].size else 0.0
            multipliers = np.append(found[best], -worth)
            state.offer_multipliers(problem, multipliers, curve.model_at(count))


def _swap(curve: _Curve, counts: list[int], searching: Deadline, progress: Progress) -> None:
    """Improve the choices of one number after the other by swaps, as far as time allows."""
    problem = curve.problem
    cold = _TEMPERATURE * problem.total / max(problem.demand.size, 1)
    for count in counts:
        state = curve.states[count]
        if searching.has_passed:
            return
        if not curve.is_open(count) or state.sites.size == 0:
            continue
        progress.report("siting.swap")
        better, _ = swap_search(
            (problem.covers.indptr, problem.covers.indices),
            (problem.columns.indptr, problem.columns.indices),
            problem.demand,
            problem.cost,
            np.isin(np.arange(problem.cost.size), state.sites),
            (float(count), np.inf),
            (_SWAP_MOVES, cold, cold, _SEED + count),
        )
        state.offer(problem, np.flatnonzero(better).astype(np.int64))


def _prove(curve: _Curve, count: int, share: Deadline, progress: Progress) -> None:
    """Search one number on its own and pass its bound and choice on to its neighbours."""
    problem, state = curve.at(count), curve.states[count]
    found = search_maximal_cover(problem, share, progress, state.sites)
    state.offer(problem, found.sites)
    if found.least_missed > state.least_missed:
        state.multipliers, state.least_missed = found.multipliers, found.least_missed
        _offer_to_all(curve, [found.multipliers[: problem.demand.size]])
    state.bound = max(state.covered, min(state.bound, found.bound))
