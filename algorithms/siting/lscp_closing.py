"""Closing the gap of one part by blocks: bound, settle sites, start again with the rest."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from algorithms._threads import side_by_side
from algorithms.progress import FollowedProgress, Progress
from algorithms.siting.covering_blocks import SharedCosts
from algorithms.siting.covering_highs import Deadline, relaxation_multipliers
from algorithms.siting.covering_model import without_upper_limits
from algorithms.siting.lscp_blocks import (
    WIDER,
    WIDTHS,
    OpenQuestion,
    Widths,
    after_settling,
    narrow_bound,
    patient_bound,
    wide_bound,
)
from algorithms.siting.lscp_state import CoverPart, CoverState
from algorithms.siting.lscp_weighting import search_longer, search_once

_MOST_ENTRIES = 30_000
_LEAST_SHRINKING = 0.9


def is_narrow(part: CoverPart) -> bool:
    """Tell whether points have so few sites that slabs across the part can be eliminated."""
    return part.covers.nnz <= _MOST_ENTRIES and _suit(WIDTHS, part.covers)


def close_by_blocks(
    state: CoverState, multipliers: NDArray[np.float64], deadline: Deadline, progress: Progress
) -> OpenQuestion:
    """Raise the bound by blocks, settle sites, and go on with the rest while it shrinks.

    Parameters
    ----------
    state
        Best cover and bound, improved.
    multipliers
        Duals of the relaxation, one per point.
    deadline, progress
        Time that may be spent; may cancel.

    Returns
    -------
    What is left open.
    """
    question = OpenQuestion(
        points=np.arange(state.part.covers.shape[0]),
        sites=np.arange(state.part.cost.size),
        settled=np.empty(0, dtype=np.int64),
    )
    while True:
        closing = _Closing(state, question, deadline, progress)
        shared, rest = closing.by_widths(WIDTHS, multipliers)
        if closing.stays(rest) and _suit(WIDER, closing.covers):
            _, rest = closing.by_widths(WIDER, multipliers)
        if closing.stays(rest) and not question.settled.size:
            rest = closing.with_patience(shared)
        if closing.is_over(rest) or closing.stays(rest):
            return rest
        question = rest
        part = CoverPart(covers=rest.covers(state.part.covers), cost=state.part.cost[rest.sites])
        duals = relaxation_multipliers(
            without_upper_limits(part.model), deadline, progress, interior_point=False
        )
        if duals is None:
            return question
        multipliers = np.maximum(duals, 0.0)


def _suit(widths: Widths, covers: sp.csr_array) -> bool:
    of_point = np.diff(covers.indptr)
    return bool(of_point.max() <= widths.narrow + 1 and of_point.mean() <= widths.of_point)


@dataclass
class _Closing:
    """One question of a part, and what bounds it."""

    state: CoverState
    question: OpenQuestion
    deadline: Deadline
    progress: Progress

    def __post_init__(self) -> None:
        part, question = self.state.part, self.question
        self.covers, self.cost = question.covers(part.covers), part.cost[question.sites]
        self.settled_cost = float(part.cost[question.settled].sum())

    def is_over(self, rest: OpenQuestion) -> bool:
        """Tell whether no time is left, or nothing to bound."""
        return self.state.is_proven or self.deadline.has_passed or rest.points.size == 0

    def stays(self, rest: OpenQuestion) -> bool:
        """Tell whether blocks could settle more, but too little to begin anew with the rest."""
        most = _LEAST_SHRINKING * self.question.sites.size
        return not self.is_over(rest) and rest.sites.size > most

    def by_widths(
        self, widths: Widths, multipliers: NDArray[np.float64]
    ) -> tuple[SharedCosts, OpenQuestion]:
        """Bound by narrow blocks, then by wide ones while a better cover is sought; settle."""
        progress = FollowedProgress(self.progress)
        target, limits = self._target(), (self.deadline, progress)
        narrow = narrow_bound(self.covers, self.cost, multipliers, widths, target, *limits)
        shared = narrow[0]
        if shared.bound < target[1] and not self.deadline.has_passed:
            bound = partial(wide_bound, self.covers, self.cost, narrow, widths, target, *limits)
            search = partial(self._search, widths, progress.beside)
            shared, _ = side_by_side(lambda work: work(), (bound, search))
        return shared, self._after(shared)

    def with_patience(self, shared: SharedCosts) -> OpenQuestion:
        """Raise the bound of the same blocks for as long as it helps, and settle."""
        limits = (self._target(), self.deadline, self.progress)
        return self._after(patient_bound(self.cost, shared, *limits))

    def _target(self) -> tuple[float, float]:
        """Return the best cover's cost and the bound that is enough, without settled sites."""
        return self.state.cost - self.settled_cost, self.state.goal - self.settled_cost

    def _search(self, widths: Widths, progress: Progress) -> None:
        """Look for a better cover, longer beside the widest blocks; not once sites are settled."""
        if self.question.settled.size:
            return
        if widths == WIDER:
            search_longer(self.state, self.deadline, progress)
        else:
            search_once(self.state, progress)

    def _after(self, shared: SharedCosts) -> OpenQuestion:
        """Use what blocks found and proved; a point left without sites ends the proof."""
        self._take_over(shared)
        slack = self._target()[1] - shared.bound
        if self.state.is_proven or slack <= 0.0 or self.deadline.has_passed:
            return self.question
        part = self.state.part
        rest = after_settling(self.question, (part.covers, part.cost), shared, slack)
        if rest.is_impossible(part.covers):
            self.state.close()
        return rest

    def _take_over(self, shared: SharedCosts) -> None:
        """Offer cover and bound, and their certificate where nothing is settled yet."""
        state, question = self.state, self.question
        found = np.zeros(state.is_open.size, dtype=np.bool_)
        found[question.settled] = True
        # Where the blocks agree, the sites that any of them opens are the best cover.
        found[question.sites[shared.is_open.any(axis=0)]] = True
        state.offer(found)
        state.offer_bound(self.settled_cost + shared.bound)
        if question.sites.size == state.is_open.size:
            cuts = shared.cuts()
            points = state.part.covers.shape[0]
            state.offer_proof(np.concatenate([np.zeros(points), np.ones(len(cuts))]), cuts)
