"""Maximal covering location problem: most demand within the service distance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import ArrayLike, NDArray

from algorithms.errors import InfeasibleError
from algorithms.progress import SILENT, Progress
from algorithms.siting.covering_certificate import CoveringCertificate, safe_bound
from algorithms.siting.covering_highs import Deadline
from algorithms.siting.covering_input import (
    Faults,
    checked_amounts,
    checked_budget,
    checked_covers,
    checked_facility_count,
    checked_indices,
    checked_time_limit,
    common_step,
    rounded_down,
)
from algorithms.siting.covering_model import LinearModel, limit_rows, mclp_model
from algorithms.siting.covering_reduction import merge_identical_points, undominated_sites
from algorithms.siting.covering_result import CoveringResult, assign_sites
from algorithms.siting.mclp_search import MaximalCover, SearchState, search_maximal_cover


def solve_mclp(
    covers: Any,
    demand: ArrayLike,
    facility_count: int | None = None,
    site_cost: ArrayLike | None = None,
    budget: float | None = None,
    fixed_site_indices: Sequence[int] | NDArray[Any] = (),
    *,
    time_limit_s: float = 60.0,
    progress: Progress = SILENT,
) -> CoveringResult:
    """Choose sites that cover most demand, limited by their number, a budget, or both.

    Maximal covering location problem (Church and ReVelle 1974, Papers of the
    Regional Science Association 32, 101-118):

        max sum w_i y_i,  y_i <= sum_j a_ij x_j,  sum x_j <= p,  sum c_j x_j <= B

    Fixed sites are open, count in ``facility_count`` and cost their ``site_cost``.
    The objective is the covered demand. When a number of facilities is wanted,
    exactly that many are returned as far as a budget allows; those that add
    nothing are the cheapest ones left, ties to the lower index.

    Parameters
    ----------
    covers
        Sparse or dense boolean matrix, shape (demand points, sites).
    demand
        Weight of each point (persons), not negative, shape (demand points,).
    facility_count
        Number of facilities p, fixed ones included.
    site_cost
        Cost of each site (yuan), shape (sites,); 1 each by default.
    budget
        Most that all chosen sites may cost together.
    fixed_site_indices
        Sites that must be in the answer.
    time_limit_s
        After it the best answer so far is returned with its bound.
    progress
        Told the stage; may raise `CancelledError`.

    Returns
    -------
    The choice with its bound. `check_certificate(mclp_model(...), ...)` recomputes
    ``certified_bound`` from the arguments and the certificate alone.

    Raises
    ------
    algorithms.errors.InputError
        Faulty arguments, all named together.
    algorithms.errors.InfeasibleError
        ``siting.budget_below_fixed_sites`` when the fixed sites cost more than the budget.

    Examples
    --------
    >>> covers = np.array([[1, 0], [1, 1], [0, 1]], dtype=bool)
    >>> solve_mclp(covers, [10.0, 20.0, 5.0], facility_count=1).site_indices.tolist()
    [0]
    """
    deadline = Deadline(time_limit_s)
    data = check_mclp(
        covers, demand, facility_count, site_cost, budget, fixed_site_indices, time_limit_s
    )
    return solve_mclp_data(data, deadline, progress)


@dataclass(frozen=True, kw_only=True, eq=False)
class MclpData:
    """Checked arguments of `solve_mclp`; ``budget`` is infinite where none was given."""

    covers: sp.csr_array
    demand: NDArray[np.float64]
    cost: NDArray[np.float64]
    facility_count: int | None
    budget: float
    fixed: NDArray[np.int64]

    @property
    def count_limit(self) -> float:
        """Number of facilities wanted, infinite where none was given."""
        return np.inf if self.facility_count is None else float(self.facility_count)

    def model(self) -> LinearModel:
        """Return the whole model, for checking a certificate."""
        limits, values = limit_rows(self.cost, self.count_limit, self.budget)
        return mclp_model(self.covers, self.demand, limits, values, self.fixed)


def check_mclp(
    covers: Any,
    demand: ArrayLike,
    facility_count: int | None,
    site_cost: ArrayLike | None,
    budget: float | None,
    fixed_site_indices: Sequence[int] | NDArray[Any],
    time_limit_s: float,
) -> MclpData:
    """Check the arguments of `solve_mclp`, all faults together."""
    faults = Faults()
    checked_time_limit(time_limit_s, faults)
    matrix = checked_covers(covers, faults)
    points, sites = matrix.shape
    fixed = checked_indices("fixed_site_indices", fixed_site_indices, sites, faults)
    if facility_count is None and budget is None:
        faults.add("siting.no_limit_given")
    data = MclpData(
        covers=matrix,
        demand=checked_amounts("demand", demand, points, faults),
        cost=checked_amounts("site_cost", site_cost, sites, faults),
        facility_count=checked_facility_count(facility_count, fixed.size, sites, faults),
        budget=checked_budget(budget, faults),
        fixed=fixed,
    )
    faults.raise_if_any()
    return data


@dataclass(frozen=True, kw_only=True, eq=False)
class Remainder:
    """What is left to decide once fixed sites are open and points are merged.

    Attributes
    ----------
    problem
        The problem left.
    point_class
        Place of each demand point in it, -1 where it matters no more.
    sites
        Columns of the sites left.
    """

    problem: MaximalCover
    point_class: NDArray[np.int64]
    sites: NDArray[np.int64]


def solve_mclp_data(
    data: MclpData,
    deadline: Deadline,
    progress: Progress,
    start: NDArray[np.int64] | None = None,
) -> CoveringResult:
    """Solve checked data; ``start`` are sites to improve on, within the limits."""
    # A float sum of costs may exceed the budget it equals by a few units of the last place.
    money_left = data.budget * (1.0 + 1e-12) - float(data.cost[data.fixed].sum())
    if money_left < 0:
        raise InfeasibleError(
            "siting.budget_below_fixed_sites",
            budget=data.budget,
            fixed_cost=float(data.cost[data.fixed].sum()),
        )
    progress.report("siting.reduce")
    rest = remainder(data, money_left)
    rest_start = None if start is None else np.flatnonzero(np.isin(rest.sites, start))
    state = search_maximal_cover(rest.problem, deadline, progress, rest_start)
    answer = mclp_result(data, rest, state)
    multipliers = _multipliers(data, rest, state)
    missed = safe_bound(data.model(), multipliers)
    total = float(data.demand[np.diff(data.covers.indptr) > 0].sum())
    return replace(
        answer,
        certificate=CoveringCertificate(row_multipliers=multipliers, claimed_bound=missed),
        certified_bound=rounded_down(total - missed, common_step(data.demand)),
    )


def remainder(data: MclpData, money_left: float) -> Remainder:
    """Return the problem without fixed sites, what they cover, and needless sites.

    ``money_left`` is the budget without the cost of the fixed sites.
    """
    covered = np.diff(data.covers[:, data.fixed].indptr) > 0
    classes = merge_identical_points(data.covers, np.where(covered, 0.0, data.demand))
    affordable = _affordable(data, money_left)
    has_budget = affordable is None and np.isfinite(data.budget)
    count_left = data.count_limit - data.fixed.size
    compared_cost = data.cost if has_budget else np.zeros(data.cost.size)
    sites = undominated_sites(classes.covers, compared_cost)
    sites = sites[data.cost[sites] <= money_left] if has_budget else sites
    part = MaximalCover(
        covers=classes.covers,
        demand=classes.demand,
        cost=data.cost,
        count_limit=count_left if affordable is None else min(count_left, affordable),
        budget=money_left if has_budget else np.inf,
        demand_step=common_step(classes.demand),
    )
    problem, place = part.restricted(sites)
    # The appended -1 is where points without a class (index -1) end up.
    point_class = np.append(place, -1)[classes.class_of_point]
    return Remainder(problem=problem, point_class=point_class, sites=sites)


def _affordable(data: MclpData, money_left: float) -> float | None:
    """Return how many free sites the budget allows where all cost the same, else None.

    A limit on their number is much easier to prove than one on their cost.
    """
    free = np.delete(data.cost, data.fixed)
    if np.isinf(data.budget) or free.size == 0 or free[0] == 0.0 or np.ptp(free) > 0.0:
        return None
    return float(np.floor(money_left / free[0]))


def _filled_up(data: MclpData, chosen: NDArray[np.int64]) -> NDArray[np.int64]:
    """Add cheapest unused sites until the number wanted is reached or money ends."""
    if data.facility_count is None:
        return chosen
    unused = np.setdiff1d(np.arange(data.cost.size), chosen)
    unused = unused[np.argsort(data.cost[unused], kind="stable")]
    unused = unused[: data.facility_count - chosen.size]
    spent = float(data.cost[chosen].sum()) + np.cumsum(data.cost[unused])
    return np.union1d(chosen, unused[spent <= data.budget * (1.0 + 1e-12)])


def mclp_result(data: MclpData, rest: Remainder, state: SearchState) -> CoveringResult:
    """Return the answer to the whole problem, without certificate, from that to the rest."""
    chosen = _filled_up(data, np.union1d(data.fixed, rest.sites[state.sites]))
    assigned = assign_sites(data.covers, chosen)
    objective = float(data.demand[assigned >= 0].sum())
    by_fixed = float(data.demand[np.diff(data.covers[:, data.fixed].indptr) > 0].sum())
    coverable = np.diff(data.covers.indptr) > 0
    return CoveringResult(
        site_indices=chosen,
        assigned_site_index=assigned,
        objective=objective,
        bound=objective if state.is_proven else max(objective, by_fixed + state.bound),
        is_proven_optimal=state.is_proven,
        unreachable_demand_indices=np.flatnonzero(~coverable),
        site_cost_total=float(data.cost[chosen].sum()),
        covered_demand=objective,
        total_demand=float(data.demand.sum()),
    )


def _multipliers(data: MclpData, rest: Remainder, state: SearchState) -> NDArray[np.float64]:
    """Spread the multipliers of merged points over the points by their demand."""
    class_demand = rest.problem.demand
    rate = np.append(state.multipliers[: class_demand.size] / class_demand, 0.0)
    coverable = np.diff(data.covers.indptr) > 0
    of_points = (rate[rest.point_class] * data.demand)[coverable]
    of_limits = state.multipliers[class_demand.size :]
    if np.isfinite(data.budget) and np.isinf(rest.problem.budget):
        # The number stood for the budget: what a site is worth counts per yuan.
        of_budget = of_limits / np.delete(data.cost, data.fixed)[0]
        of_limits = np.concatenate([np.zeros(int(data.facility_count is not None)), of_budget])
    return np.concatenate([of_points, of_limits])
