"""Search and proof for one independent part of a set covering problem."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from algorithms.progress import Progress
from algorithms.siting._covering_kernels import greedy_cover
from algorithms.siting._covering_row_weighting import cover_search
from algorithms.siting.covering_certificate import safe_bound
from algorithms.siting.covering_cuts import RankCut, tighten_by_cuts, with_cuts
from algorithms.siting.covering_highs import Deadline, relaxation_multipliers, solve_integer
from algorithms.siting.covering_input import common_step, rounded_up
from algorithms.siting.covering_model import (
    LinearModel,
    lscp_model,
    restricted_to,
    without_upper_limits,
)

_SEED = 20_240_229
_FIRST_STEPS, _MORE_STEPS = 100_000, 400_000
_SEARCH_TIME_SHARE, _IDLE_ROUNDS, _NARROW_GAP = 0.4, 4, 0.003
_EASY_SHARE = 0.5
_MOST_ENTRIES_FOR_CUTS, _MOST_SITES_PER_POINT_FOR_CUTS = 30_000, 15


@dataclass
class CoverState:
    """Cheapest cover so far and the least that any cover costs; both only improve.

    Attributes
    ----------
    is_open
        Open sites of the part.
    cost
        Their cost.
    bound
        Least cost of any cover.
    multipliers
        Row multipliers that prove ``certified_bound``, then those of the cuts.
    cuts
        Groups of points that need several sites.
    certified_bound
        Bound that follows from the multipliers and cuts alone, not yet rounded.
    """

    is_open: NDArray[np.bool_]
    cost: float
    bound: float
    multipliers: NDArray[np.float64]
    cuts: list[RankCut] = field(default_factory=list)
    certified_bound: float = 0.0

    @property
    def is_proven(self) -> bool:
        """Whether cost and bound meet, up to float rounding of sums."""
        return self.bound >= self.cost * (1.0 - 1e-12)


@dataclass(frozen=True, kw_only=True, eq=False)
class CoverPart:
    """Cover all points of an independent part at least cost.

    Attributes
    ----------
    covers
        Coverage, shape (points, sites); every point has a site.
    cost
        Cost of each site, positive.
    """

    covers: sp.csr_array
    cost: NDArray[np.float64]


def search_cover(part: CoverPart, deadline: Deadline, progress: Progress) -> CoverState:
    """Return a cover with its bound: greedy, row weighting search, linear bound, fixing, MIP."""
    state = _greedy(part)
    _improve(part, state, _FIRST_STEPS, 0, progress)
    model = lscp_model(part.covers, part.cost, np.empty(0, dtype=np.int64))
    _bound_by_relaxation(part, model, state, deadline, progress)
    kept = _sites_not_ruled_out(part, with_cuts(model, state.cuts), state)
    if kept.size > _EASY_SHARE * part.cost.size:
        _search_longer(part, state, deadline, progress)
    if not state.is_proven and not deadline.has_passed:
        _branch_and_bound(part, model, state, deadline, progress)
    return state


def _search_longer(
    part: CoverPart, state: CoverState, deadline: Deadline, progress: Progress
) -> None:
    """Look longer for a cheaper cover where the gap is too wide for branching to close soon."""
    searching = Deadline(deadline.remaining_s * _SEARCH_TIME_SHARE)
    wide = max(common_step(part.cost), _NARROW_GAP * state.cost)
    idle, round_number = 0, 0
    while idle < _IDLE_ROUNDS and not searching.has_passed and state.cost - state.bound > wide:
        before = state.cost
        round_number += 1
        _improve(part, state, _MORE_STEPS, round_number, progress)
        idle = idle + 1 if state.cost == before else 0


def _greedy(part: CoverPart) -> CoverState:
    columns = sp.csc_array(part.covers)
    points = part.covers.shape[0]
    is_open = greedy_cover(
        columns.indptr, columns.indices, np.ones(points), part.cost, part.cost.size, np.inf
    )
    return CoverState(
        is_open=is_open,
        cost=float(part.cost[is_open].sum()),
        bound=0.0,
        multipliers=np.zeros(points),
    )


def _improve(
    part: CoverPart, state: CoverState, steps: int, round_number: int, progress: Progress
) -> None:
    """Run one round of row weighting search from the cheapest cover."""
    progress.report("siting.row_weighting")
    columns = sp.csc_array(part.covers)
    columns.sort_indices()
    is_open, _ = cover_search(
        (part.covers.indptr, part.covers.indices),
        (columns.indptr, columns.indices),
        part.cost,
        state.is_open,
        state.bound,
        steps,
        _SEED + round_number,
    )
    _offer(part, state, is_open)


def _offer(part: CoverPart, state: CoverState, is_open: NDArray[np.bool_]) -> None:
    cost = float(part.cost[is_open].sum())
    if cost < state.cost and (part.covers @ is_open.astype(np.int64)).min() > 0:
        state.is_open, state.cost = is_open, cost


def _bound_by_relaxation(
    part: CoverPart, model: LinearModel, state: CoverState, deadline: Deadline, progress: Progress
) -> None:
    """Tighten the bound by the linear relaxation, with cuts unless the part is large."""
    entries, points = part.covers.nnz, part.covers.shape[0]
    if entries <= min(_MOST_ENTRIES_FOR_CUTS, _MOST_SITES_PER_POINT_FOR_CUTS * points):
        step = common_step(part.cost)
        goal = state.cost - step + 1e-6 * max(step, 1.0)
        tightened = tighten_by_cuts(model, goal, deadline, progress)
        if tightened is not None:
            _offer_bound(part, model, state, tightened.multipliers, tightened.cuts)
        return
    multipliers = relaxation_multipliers(
        without_upper_limits(model), deadline, progress, interior_point=True
    )
    if multipliers is not None:
        _offer_bound(part, model, state, np.maximum(multipliers, 0.0), [])


def _offer_bound(
    part: CoverPart,
    model: LinearModel,
    state: CoverState,
    multipliers: NDArray[np.float64],
    cuts: Sequence[RankCut],
) -> None:
    """Take multipliers and cuts over if our own arithmetic says that they prove more."""
    proved = safe_bound(with_cuts(model, cuts), multipliers)
    if proved > state.certified_bound:
        state.multipliers, state.cuts, state.certified_bound = multipliers, list(cuts), proved
        state.bound = max(state.bound, rounded_up(proved, common_step(part.cost)))


def _branch_and_bound(
    part: CoverPart, model: LinearModel, state: CoverState, deadline: Deadline, progress: Progress
) -> None:
    """Solve what reduced costs leave open: any cheaper cover lies there."""
    step = common_step(part.cost)
    tight = with_cuts(model, state.cuts)
    kept = _sites_not_ruled_out(part, tight, state)
    rest = restricted_to(tight, kept)
    if np.diff(rest.matrix.indptr).min(initial=1) == 0:
        state.bound = state.cost
        return
    is_open = state.is_open[kept].astype(np.float64)
    start = is_open if (rest.matrix @ is_open >= rest.row_lower).all() else None
    answer = solve_integer(rest, deadline, progress, start=start, gap_step=step)
    if answer.values is not None:
        found = np.zeros(part.cost.size, dtype=np.bool_)
        found[kept[answer.values > 0.5]] = True
        _offer(part, state, found)
    state.bound = min(state.cost, max(state.bound, rounded_up(answer.bound - 1e-6, step)))


def _sites_not_ruled_out(
    part: CoverPart, tight: LinearModel, state: CoverState
) -> NDArray[np.int64]:
    """Return the sites that a cheaper cover may contain, by their reduced costs."""
    reduced = tight.cost - tight.matrix.T @ state.multipliers
    cost_with_site = state.certified_bound + np.maximum(reduced, 0.0)
    goal = state.cost - common_step(part.cost) + 1e-6 * max(1.0, state.cost)
    return np.flatnonzero(cost_with_site < goal)
