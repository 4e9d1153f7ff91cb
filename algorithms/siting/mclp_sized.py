"""Maximal covering within a budget where what a site costs grows with those who walk to it.

A toilet for more people needs more stalls. Everyone walks to the nearest open site that
covers him, and a site j with the load L_j costs f_j(L_j), which rises in steps:

    max sum w_i y_i,   y_i = 1 if some open site covers i,   sum over open j of f_j(L_j) <= B
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from algorithms.progress import SILENT, Progress
from algorithms.siting._sized_bound_kernels import PricedCover, sized_multipliers
from algorithms.siting._sized_cover_kernels import SizedRows, sized_search
from algorithms.siting.covering_certificate import safe_bound
from algorithms.siting.covering_input import common_step, rounded_down
from algorithms.siting.covering_model import LinearModel, mclp_model
from algorithms.siting.covering_reduction import DemandClasses, merge_identical_points
from algorithms.siting.distance_rows import DistanceRows, read_distances
from algorithms.siting.load_costs import LoadCosts
from algorithms.siting.result import SitingResult

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

_SEED = 20_240_305
_PAIRS_TOUCHED, _MOST_MOVES = 12_000_000, 100_000
_WARM, _COOL, _COLD = 5.0, 1.0, 0.15  # temperatures in demand of a usual point
_BOUND_ROUNDS = 3_000
_PRICE_SHARE = 0.5  # of what the bound says money is worth: at its full worth plans save money


def solve_sized_mclp(
    distance_m: Any,
    demand: FloatArray,
    costs: LoadCosts,
    budget: float,
    fixed_site_indices: Sequence[int] | IntArray = (),
    *,
    start_site_indices: Sequence[int] | IntArray = (),
    progress: Progress = SILENT,
) -> SitingResult:
    """Choose sites that cover most demand, each paid for at the size that its load asks for.

    Search and bound end after a number of steps, not by the clock.

    Parameters
    ----------
    distance_m
        Sparse, shape (points, sites); stored where the site covers the point.
    demand
        Weight of each point, shape (points,).
    costs
        What the sites cost by their load.
    budget
        Most that all open sites may cost together.
    fixed_site_indices
        Sites that are open.
    start_site_indices
        A known plan to search around; it may cost more than the budget.
    progress
        Told the stage; may raise `CancelledError`.

    Returns
    -------
    SitingResult
        The choice with its bound; without any choice within the budget the fixed sites
        with an objective of -1.
    """
    rows = read_distances(distance_m)
    fixed = np.unique(np.asarray(fixed_site_indices, dtype=np.int64))
    plan = _Plans(rows=_sized_rows(rows, demand, costs), budget=budget * (1.0 + 1e-12), fixed=fixed)
    plan.search(fixed, _usual_price(demand, costs, budget), _WARM)
    bound = sized_bound(_covers(rows), demand, costs, budget, fixed, plan.covered, progress)
    for start, warm in ((start_site_indices, _COOL), (plan.sites, _WARM)):
        progress.report("siting.swap")
        if plan.covered < bound.most:
            plan.search(np.union1d(fixed, start), _PRICE_SHARE * bound.price, warm)
    return SitingResult(
        site_indices=plan.sites,
        assigned_site_index=rows.assign_nearest(plan.sites),
        objective=plan.covered,
        bound=max(bound.most, plan.covered),
        is_proven_optimal=bound.most <= plan.covered * (1.0 + 1e-12),
        unreachable_demand_indices=rows.unreachable,
    )


@dataclass(frozen=True, kw_only=True)
class SizedBound:
    """Most demand that any plan covers, and what a further yuan is worth.

    Attributes
    ----------
    most
        The bound.
    price
        Demand per yuan.
    multipliers
        Row multipliers of `sized_model`, from which `safe_bound` recomputes the bound.
    """

    most: float
    price: float
    multipliers: FloatArray


def sized_bound(
    covers: sp.csr_array,
    demand: FloatArray,
    costs: LoadCosts,
    budget: float,
    fixed: IntArray,
    covered: float,
    progress: Progress = SILENT,
) -> SizedBound:
    """Bound the demand that any plan within the budget covers, by Lagrangian multipliers.

    ``covered`` is what a known plan covers. Rounding errors are charged against the bound.
    """
    progress.report("siting.linear_bound")
    model, classes = sized_model(covers, demand, costs, budget, fixed)
    total = float(demand[np.diff(covers.indptr) > 0].sum())
    cover = _priced_cover(model, classes, costs.slopes(), fixed)
    first_price = np.full(cover.slope.size, _usual_price(demand, costs, budget) / cover.slope.size)
    always = total - float(classes.demand.sum())
    u, price = sized_multipliers(cover, first_price, covered - always, _BOUND_ROUNDS)
    multipliers = np.concatenate([u, -price])
    missed = max(0.0, safe_bound(model, multipliers))
    return SizedBound(
        most=rounded_down(total - missed, common_step(demand)),
        price=float(price.sum()),
        multipliers=multipliers,
    )


def _priced_cover(
    model: LinearModel, classes: DemandClasses, slopes: FloatArray, fixed: IntArray
) -> PricedCover:
    """Return the model as the kernel reads it: what fixed sites take is paid."""
    point_count, site_count = classes.covers.shape
    rows = model.matrix[point_count:].toarray()
    free = np.setdiff1d(np.arange(site_count), fixed)
    columns = sp.csc_array(classes.covers[:, free])
    of_points = -rows[:, site_count:]
    return PricedCover(
        start=columns.indptr.astype(np.int64),
        point=columns.indices.astype(np.int64),
        demand=classes.demand,
        load=of_points[-1] / slopes[-1] if slopes[-1] > 0.0 else of_points[-1],
        slope=slopes,
        money=model.row_upper[point_count:] + of_points.sum(axis=1) - rows[:, fixed].sum(axis=1),
        site_cost=np.ascontiguousarray(rows[:, free]),
    )


def _usual_price(demand: FloatArray, costs: LoadCosts, budget: float) -> float:
    """Return what money would be worth if it were as scarce beside the demand as the budget."""
    slopes = costs.slopes()
    usual = np.median(slopes) * costs.load.sum() + budget
    return float(_usual_demand(demand) * np.count_nonzero(demand) / usual) if usual > 0 else 0.0


def _usual_demand(demand: FloatArray) -> float:
    """Return the median, which a few points that weigh more than all others don't move."""
    return float(np.median(demand[demand > 0.0])) if demand.any() else 1.0


def sized_model(
    covers: sp.csr_array,
    demand: FloatArray,
    costs: LoadCosts,
    budget: float,
    fixed: IntArray,
) -> tuple[LinearModel, DemandClasses]:
    """Return a linear model that every plan within the budget keeps, and its merged points.

    For any slope s, f_j(L) >= a_j + s L with a_j the least of f_j(L) - s L, so

        sum a_j x_j + s sum l_i y_i <= B

    whoever walks where. Points that a fixed site of flat cost covers count no load: costs
    do not fall with load, and leaving load out only makes plans cheaper. What other fixed
    sites cover is paid for in any plan. One such row per slope; the model minimises missed
    demand as `mclp_model` does.
    """
    site_count = covers.shape[1]
    is_fixed = np.isin(np.arange(site_count), fixed)
    covered = np.diff(sp.csr_array(covers[:, fixed]).indptr) > 0
    free = np.diff(sp.csr_array(covers[:, np.flatnonzero(is_fixed & costs.is_flat)]).indptr) > 0
    load = np.where(free, 0.0, costs.load)
    largest = np.asarray(covers.T.astype(np.float64) @ load)
    classes = merge_identical_points(covers, np.where(covered, 0.0, demand))
    known = classes.class_of_point >= 0
    of_class = np.bincount(
        classes.class_of_point[known], load[known], minlength=classes.demand.size
    )
    rows, limits = [], []
    for slope in costs.slopes():
        least = costs.least_above(float(slope), largest * (1.0 + 1e-9))
        rows.append(np.concatenate([least, -slope * of_class]))
        always = slope * float(load[covered].sum() + of_class.sum())
        limits.append(budget * (1.0 + 1e-9) - always)
    plain = mclp_model(
        classes.covers, classes.demand, sp.csr_array((0, site_count)), np.empty(0), fixed
    )
    model = LinearModel(
        cost=plain.cost,
        matrix=sp.vstack([plain.matrix, sp.csr_array(np.array(rows))], format="csr"),
        row_lower=np.append(plain.row_lower, np.full(len(limits), -np.inf)),
        row_upper=np.append(plain.row_upper, limits),
        column_lower=plain.column_lower,
        column_upper=plain.column_upper,
        is_integer=plain.is_integer,
    )
    return model, classes


@dataclass(kw_only=True)
class _Plans:
    """Searches for plans and keeps the best one.

    Attributes
    ----------
    sites, covered
        Best choice so far and its demand, -1 while none is within the budget.
    """

    rows: SizedRows
    budget: float
    fixed: IntArray
    covered: float = -1.0
    sites: IntArray = field(init=False)
    _number: int = 0

    def __post_init__(self) -> None:
        """Start with the fixed sites alone."""
        self.sites = self.fixed

    def search(self, start: IntArray, price: float, warm: float) -> None:
        """Run one annealed search from some sites, with a price of money."""
        rows, site_count = self.rows, self.rows.column_start.size - 1
        sites = np.arange(site_count)
        moves = int(min(_MOST_MOVES, _PAIRS_TOUCHED * site_count / max(rows.site.size, 1)))
        usual = _usual_demand(rows.demand)
        self._number += 1
        is_open, covered, _ = sized_search(
            rows,
            np.isin(sites, self.fixed),
            np.isin(sites, start),
            (self.budget, price),
            (moves, warm * usual, _COLD * usual, _SEED + self._number),
        )
        if covered > self.covered:
            self.sites, self.covered = np.flatnonzero(is_open), float(covered)


def _covers(rows: DistanceRows) -> sp.csr_array:
    shape = (rows.demand_count, rows.site_count)
    covers = sp.csr_array((np.ones(rows.site.size, dtype=bool), rows.site, rows.start), shape=shape)
    covers.sort_indices()
    return covers


def _sized_rows(rows: DistanceRows, demand: FloatArray, costs: LoadCosts) -> SizedRows:
    entry = np.argsort(rows.site, kind="stable")
    counts = np.bincount(rows.site, minlength=rows.site_count)
    return SizedRows(
        start=rows.start,
        site=rows.site.astype(np.int64),
        column_start=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        entry=entry.astype(np.int64),
        point=rows.row_of_entry,
        demand=np.asarray(demand, dtype=np.float64),
        load=np.asarray(costs.load, dtype=np.float64),
        step_load=np.asarray(costs.step_load, dtype=np.float64),
        step_cost=np.ascontiguousarray(costs.cost, dtype=np.float64),
    )
