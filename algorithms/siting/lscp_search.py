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
from algorithms.siting.covering_blocks import SharedCosts
from algorithms.siting.covering_certificate import safe_bound
from algorithms.siting.covering_cuts import BlockCut, with_cuts
from algorithms.siting.covering_highs import Deadline, relaxation_multipliers, solve_integer
from algorithms.siting.covering_input import common_step, rounded_up
from algorithms.siting.covering_model import LinearModel, lscp_model, without_upper_limits
from algorithms.siting.lscp_blocks import (
    OpenQuestion,
    after_settling,
    narrow_bound,
    patient_bound,
    wide_bound,
)

_SEED = 20_240_229
_FIRST_STEPS, _MORE_STEPS = 100_000, 400_000
_SEARCH_TIME_SHARE, _IDLE_ROUNDS, _NARROW_GAP = 0.4, 4, 0.003
_EASY_SHARE = 0.5
_MOST_ENTRIES_FOR_BLOCKS, _MOST_SITES_PER_POINT, _MEAN_SITES_PER_POINT = 30_000, 17, 7
_LEAST_SHRINKING = 0.9


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
        What the blocks of points cost at least.
    certified_bound
        Bound that follows from the multipliers and cuts alone, not yet rounded.
    """

    is_open: NDArray[np.bool_]
    cost: float
    bound: float
    multipliers: NDArray[np.float64]
    cuts: list[BlockCut] = field(default_factory=list)
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
    """Return a cover with its bound: greedy, row weighting search, bounds, settling, MIP."""
    state = _greedy(part)
    _improve(part, state, state.is_open, _FIRST_STEPS, 0, progress)
    multipliers = _bound_by_relaxation(part, state, deadline, progress)
    question = _not_ruled_out(part, state)
    if not state.is_proven and _is_narrow(part) and multipliers is not None:
        question = _bound_by_blocks(part, state, multipliers, deadline, progress)
    elif not state.is_proven and question.sites.size > _EASY_SHARE * part.cost.size:
        _search_longer(part, state, deadline, progress)
    if not state.is_proven and not deadline.has_passed:
        _branch_and_bound(part, question, state, deadline, progress)
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
        _improve(part, state, state.is_open, _MORE_STEPS, round_number, progress)
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
    part: CoverPart,
    state: CoverState,
    start: NDArray[np.bool_],
    steps: int,
    round_number: int,
    progress: Progress,
) -> None:
    """Run one round of row weighting search from a cover."""
    progress.report("siting.row_weighting")
    columns = sp.csc_array(part.covers)
    columns.sort_indices()
    is_open, _ = cover_search(
        (part.covers.indptr, part.covers.indices),
        (columns.indptr, columns.indices),
        part.cost,
        start,
        state.bound,
        steps,
        _SEED + round_number,
    )
    _offer(part, state, is_open)


def _offer(part: CoverPart, state: CoverState, is_open: NDArray[np.bool_]) -> None:
    cost = float(part.cost[is_open].sum())
    if cost < state.cost and (part.covers @ is_open.astype(np.int64)).min() > 0:
        state.is_open, state.cost = is_open, cost


def _is_narrow(part: CoverPart) -> bool:
    """Tell whether points have so few sites that slabs across the part can be eliminated."""
    of_point = np.diff(part.covers.indptr)
    return bool(
        part.covers.nnz <= _MOST_ENTRIES_FOR_BLOCKS
        and of_point.max() <= _MOST_SITES_PER_POINT
        and of_point.mean() <= _MEAN_SITES_PER_POINT
    )


def _bound_by_relaxation(
    part: CoverPart, state: CoverState, deadline: Deadline, progress: Progress
) -> NDArray[np.float64] | None:
    """Tighten the bound by the duals of the linear relaxation and return them."""
    model = _model(part)
    duals = relaxation_multipliers(
        without_upper_limits(model), deadline, progress, interior_point=not _is_narrow(part)
    )
    if duals is None:
        return None
    multipliers = np.maximum(duals, 0.0)
    _offer_bound(part, state, multipliers, [])
    return multipliers


def _model(part: CoverPart) -> LinearModel:
    return lscp_model(part.covers, part.cost, np.empty(0, dtype=np.int64))


def _offer_bound(
    part: CoverPart,
    state: CoverState,
    multipliers: NDArray[np.float64],
    cuts: Sequence[BlockCut],
) -> None:
    """Take multipliers and cuts over if our own arithmetic says that they prove more."""
    proved = safe_bound(with_cuts(_model(part), cuts), multipliers)
    if proved > state.certified_bound:
        state.multipliers, state.cuts, state.certified_bound = multipliers, list(cuts), proved
        _offer_value(part, state, proved)


def _offer_value(part: CoverPart, state: CoverState, bound: float) -> None:
    possible = rounded_up(bound - 1e-9 * max(1.0, state.cost), common_step(part.cost))
    state.bound = min(state.cost, max(state.bound, possible))


def _goal(part: CoverPart, state: CoverState) -> float:
    """Return the bound above which no cheaper cover exists."""
    return state.cost - common_step(part.cost) + 1e-6 * max(1.0, state.cost)


def _bound_by_blocks(
    part: CoverPart,
    state: CoverState,
    multipliers: NDArray[np.float64],
    deadline: Deadline,
    progress: Progress,
) -> OpenQuestion:
    """Raise the bound by blocks, settle sites, and go on with the rest while it shrinks."""
    question = OpenQuestion(
        points=np.arange(part.covers.shape[0]),
        sites=np.arange(part.cost.size),
        settled=np.empty(0, dtype=np.int64),
    )
    while True:
        shared = _blocks_of(part, question, state, multipliers, deadline, progress)
        rest = _after_settling(part, question, state, shared)
        if _stays(question, rest) and question.settled.size == 0 and not state.is_proven:
            _search_longer(part, state, deadline, progress)
            target = _target(part, question, state)
            cost = part.cost[question.sites]
            shared = patient_bound(cost, shared, target, deadline, progress)
            _take_over(part, question, state, shared)
            rest = _after_settling(part, question, state, shared)
        if _stays(question, rest) or state.is_proven or deadline.has_passed:
            return rest
        question = rest
        model = _model(CoverPart(covers=rest.covers(part.covers), cost=part.cost[rest.sites]))
        duals = relaxation_multipliers(
            without_upper_limits(model), deadline, progress, interior_point=False
        )
        if duals is None:
            return question
        multipliers = np.maximum(duals, 0.0)


def _stays(question: OpenQuestion, rest: OpenQuestion) -> bool:
    return rest.points.size == 0 or rest.sites.size > _LEAST_SHRINKING * question.sites.size


def _target(part: CoverPart, question: OpenQuestion, state: CoverState) -> tuple[float, float]:
    """Return the best cover's cost and the bound that is enough, without the settled sites."""
    settled = float(part.cost[question.settled].sum())
    return state.cost - settled, _goal(part, state) - settled


def _after_settling(
    part: CoverPart, question: OpenQuestion, state: CoverState, shared: SharedCosts
) -> OpenQuestion:
    """Settle sites by what the blocks prove; a point left without sites ends the proof."""
    slack = _target(part, question, state)[1] - shared.bound
    if state.is_proven or slack <= 0.0:
        return question
    rest = after_settling(question, (part.covers, part.cost), shared, slack)
    if rest.is_impossible(part.covers):
        state.bound = state.cost
    return rest


def _blocks_of(
    part: CoverPart,
    question: OpenQuestion,
    state: CoverState,
    multipliers: NDArray[np.float64],
    deadline: Deadline,
    progress: Progress,
) -> SharedCosts:
    """Bound what is left by narrow blocks, look for a better cover, then by wide blocks."""
    covers, cost = question.covers(part.covers), part.cost[question.sites]
    target = _target(part, question, state)
    narrow = narrow_bound(covers, cost, multipliers, target, deadline, progress)
    if deadline.has_passed:
        _take_over(part, question, state, narrow[0])
        return narrow[0]
    if question.settled.size == 0 and narrow[0].bound < target[1]:
        _improve(part, state, state.is_open, _MORE_STEPS, _IDLE_ROUNDS + 1, progress)
    target = _target(part, question, state)
    shared = wide_bound(covers, cost, narrow, target, deadline, progress)
    _take_over(part, question, state, shared)
    return shared


def _take_over(
    part: CoverPart, question: OpenQuestion, state: CoverState, shared: SharedCosts
) -> None:
    """Use what blocks found: cover, bound, and certificate where nothing is settled yet."""
    _offer_blocks(part, question, state, shared)
    _offer_value(part, state, float(part.cost[question.settled].sum()) + shared.bound)
    if question.sites.size == part.cost.size:
        cuts = shared.cuts()
        multipliers = np.concatenate([np.zeros(part.covers.shape[0]), np.ones(len(cuts))])
        _offer_bound(part, state, multipliers, cuts)


def _offer_blocks(
    part: CoverPart, question: OpenQuestion, state: CoverState, shared: SharedCosts
) -> None:
    """Offer the sites that any block opens: the best cover where the blocks agree."""
    found = np.zeros(part.cost.size, dtype=np.bool_)
    found[question.settled] = True
    found[question.sites[shared.is_open.any(axis=0)]] = True
    _offer(part, state, found)


def _branch_and_bound(
    part: CoverPart,
    question: OpenQuestion,
    state: CoverState,
    deadline: Deadline,
    progress: Progress,
) -> None:
    """Solve what is left open: any cheaper cover lies there."""
    if question.is_impossible(part.covers):
        state.bound = state.cost
        return
    step = common_step(part.cost)
    rest = _model(CoverPart(covers=question.covers(part.covers), cost=part.cost[question.sites]))
    base = float(part.cost[question.settled].sum())
    is_open = state.is_open[question.sites].astype(np.float64)
    start = is_open if (rest.matrix @ is_open >= rest.row_lower).all() else None
    answer = solve_integer(rest, deadline, progress, start=start, gap_step=step)
    if answer.values is not None:
        found = np.zeros(part.cost.size, dtype=np.bool_)
        found[question.settled] = True
        found[question.sites[answer.values > 0.5]] = True
        _offer(part, state, found)
    state.bound = min(state.cost, max(state.bound, rounded_up(base + answer.bound - 1e-6, step)))


def _not_ruled_out(part: CoverPart, state: CoverState) -> OpenQuestion:
    """Return the sites that a cheaper cover may contain, by their reduced costs."""
    points = part.covers.shape[0]
    reduced = part.cost - part.covers.T.astype(np.float64) @ state.multipliers[:points]
    cost_with_site = state.certified_bound + np.maximum(reduced, 0.0)
    return OpenQuestion(
        points=np.arange(points),
        sites=np.flatnonzero(cost_with_site < _goal(part, state)),
        settled=np.empty(0, dtype=np.int64),
    )
