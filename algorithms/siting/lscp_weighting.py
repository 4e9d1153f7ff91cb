"""Rounds of row weighting search for a cheaper cover of one part."""

from __future__ import annotations

import scipy.sparse as sp

from algorithms.progress import Progress
from algorithms.siting._covering_row_weighting import cover_search
from algorithms.siting.covering_highs import Deadline
from algorithms.siting.lscp_state import CoverState

_SEED = 20_240_229
FIRST_STEPS, MORE_STEPS = 100_000, 400_000
_SEARCH_TIME_SHARE, _IDLE_ROUNDS, _NARROW_GAP = 0.4, 4, 0.003


def improve(state: CoverState, steps: int, round_number: int, progress: Progress) -> None:
    """Run one round of row weighting search from the best cover."""
    progress.report("siting.row_weighting")
    part = state.part
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
    state.offer(is_open)


def search_longer(state: CoverState, deadline: Deadline, progress: Progress) -> None:
    """Look longer for a cheaper cover where the gap is too wide for branching to close soon."""
    searching = Deadline(deadline.remaining_s * _SEARCH_TIME_SHARE)
    wide = max(state.part.step, _NARROW_GAP * state.cost)
    idle, round_number = 0, 0
    while idle < _IDLE_ROUNDS and not searching.has_passed and state.cost - state.bound > wide:
        before = state.cost
        round_number += 1
        improve(state, MORE_STEPS, round_number, progress)
        idle = idle + 1 if state.cost == before else 0


def search_once(state: CoverState, progress: Progress) -> None:
    """Run one long round, with choices that `search_longer` makes only after many."""
    improve(state, MORE_STEPS, _IDLE_ROUNDS + 1, progress)
