"""Search and proof for one independent part of a set covering problem."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from algorithms.progress import Progress
from algorithms.siting._covering_kernels import cover_search, greedy_cover
from algorithms.siting.covering_certificate import safe_bound
from algorithms.siting.covering_highs import Deadline, relaxation_multipliers, solve_integer
from algorithms.siting.covering_input import common_step, rounded_up
from algorithms.siting.covering_model import LinearModel, lscp_model, without_upper_limits

_SEED = 20_240_229
_FIRST_STEPS = 100_000


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
        Row multipliers that prove ``certified_bound``.
    certified_bound
        Bound that follows from the multipliers alone, not yet rounded.
    """

    is_open: NDArray[np.bool_]
    cost: float
    bound: float
    multipliers: NDArray[np.float64]
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
    if not state.is_proven and not deadline.has_passed:
        _branch_and_bound(part, model, state, deadline, progress)
    return state


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
    multipliers = relaxation_multipliers(
        without_upper_limits(model), deadline, progress, interior_point=True
    )
    if multipliers is None:
        return
    state.multipliers = np.maximum(multipliers, 0.0)
    state.certified_bound = safe_bound(model, state.multipliers)
    state.bound = max(state.bound, rounded_up(state.certified_bound, common_step(part.cost)))


def _branch_and_bound(
    part: CoverPart, model: LinearModel, state: CoverState, deadline: Deadline, progress: Progress
) -> None:
    """Solve what reduced costs leave open: any cheaper cover lies there."""
    step = common_step(part.cost)
    reduced = model.cost - model.matrix.T @ state.multipliers
    cost_with_site = state.certified_bound + np.maximum(reduced, 0.0)
    kept = np.flatnonzero(cost_with_site < state.cost - step + 1e-6 * max(1.0, state.cost))
    covers = sp.csr_array(part.covers[:, kept])
    if np.diff(covers.indptr).min(initial=1) == 0:
        state.bound = state.cost
        return
    nothing = np.empty(0, dtype=np.int64)
    is_open = state.is_open[kept].astype(np.float64)
    start = is_open if (covers @ is_open).min() > 0 else None
    answer = solve_integer(
        lscp_model(covers, part.cost[kept], nothing), deadline, progress, start=start, gap_step=step
    )
    if answer.values is not None:
        found = np.zeros(part.cost.size, dtype=np.bool_)
        found[kept[answer.values > 0.5]] = True
        _offer(part, state, found)
    state.bound = min(state.cost, max(state.bound, rounded_up(answer.bound - 1e-6, step)))
