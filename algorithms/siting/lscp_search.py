"""Search and proof for one independent part of a set covering problem."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from algorithms.progress import Progress
from algorithms.siting.covering_highs import Deadline, relaxation_multipliers, solve_integer
from algorithms.siting.covering_model import without_upper_limits
from algorithms.siting.lscp_blocks import OpenQuestion
from algorithms.siting.lscp_closing import close_by_blocks, is_narrow
from algorithms.siting.lscp_state import CoverPart, CoverState, greedy_state
from algorithms.siting.lscp_weighting import FIRST_STEPS, improve, search_longer

_EASY_SHARE = 0.5


def search_cover(part: CoverPart, deadline: Deadline, progress: Progress) -> CoverState:
    """Return a cover with its bound: greedy, row weighting search, bounds, settling, MIP."""
    state = greedy_state(part)
    improve(state, FIRST_STEPS, 0, progress)
    multipliers = _bound_by_relaxation(state, deadline, progress)
    question = _not_ruled_out(state)
    if not state.is_proven and is_narrow(part) and multipliers is not None:
        question = close_by_blocks(state, multipliers, deadline, progress)
    elif not state.is_proven and question.sites.size > _EASY_SHARE * part.cost.size:
        search_longer(state, deadline, progress)
    if not state.is_proven and not deadline.has_passed:
        _branch_and_bound(question, state, deadline, progress)
    return state


def _bound_by_relaxation(
    state: CoverState, deadline: Deadline, progress: Progress
) -> NDArray[np.float64] | None:
    """Tighten the bound by the duals of the linear relaxation and return them."""
    relaxed = without_upper_limits(state.part.model)
    interior_point = not is_narrow(state.part)
    duals = relaxation_multipliers(relaxed, deadline, progress, interior_point=interior_point)
    if duals is None:
        return None
    multipliers = np.maximum(duals, 0.0)
    state.offer_proof(multipliers)
    return multipliers


def _not_ruled_out(state: CoverState) -> OpenQuestion:
    """Return the sites that a cheaper cover may contain, by their reduced costs."""
    part = state.part
    points = part.covers.shape[0]
    reduced = part.cost - part.covers.T.astype(np.float64) @ state.multipliers[:points]
    cost_with_site = state.certified_bound + np.maximum(reduced, 0.0)
    return OpenQuestion(
        points=np.arange(points),
        sites=np.flatnonzero(cost_with_site < state.goal),
        settled=np.empty(0, dtype=np.int64),
    )


def _branch_and_bound(
    question: OpenQuestion, state: CoverState, deadline: Deadline, progress: Progress
) -> None:
    """Solve what is left open: any cheaper cover lies there."""
    part = state.part
    if question.is_impossible(part.covers):
        state.close()
        return
    rest = CoverPart(covers=question.covers(part.covers), cost=part.cost[question.sites]).model
    base = float(part.cost[question.settled].sum())
    is_open = state.is_open[question.sites].astype(np.float64)
    start = is_open if (rest.matrix @ is_open >= rest.row_lower).all() else None
    answer = solve_integer(rest, deadline, progress, start=start, gap_step=part.step)
    if answer.values is not None:
        found = np.zeros(part.cost.size, dtype=np.bool_)
        found[question.settled] = True
        found[question.sites[answer.values > 0.5]] = True
        state.offer(found)
    state.offer_bound(base + answer.bound - 1e-6)
