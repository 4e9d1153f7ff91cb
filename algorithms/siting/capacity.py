"""Siting with capacity: so many persons per toilet, several toilets on one site.

A site j holds n_j toilets of capacity Q, at most n_max of them (capacitated
covering: Current and Storbeck 1988, Environment and Planning B 15, 153-163;
capacitated p-median: Mulvey and Beck 1984, EJOR 18, 339-348). A point's demand
may be shared between sites, z_ij being the part that walks to site j:

    sum_i w_i z_ij <= Q n_j,  x_j <= n_j <= n_max x_j,  z_ij <= x_j,  sum_j z_ij + m_i = 1
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import ArrayLike, NDArray

from algorithms.errors import InfeasibleError, InputError
from algorithms.parameters import declared
from algorithms.progress import SILENT, Progress
from algorithms.siting.covering import Outcome, covering_result, optimise, pair_distances
from algorithms.siting.covering_builder import ModelBuilder
from algorithms.siting.covering_highs import Deadline, solve_integer
from algorithms.siting.covering_problem import CheckedProblem, CoveringProblem, check_problem
from algorithms.siting.covering_result import CoveringResult

_SERVED = 1e-6
_EXPLAIN_TIME_S = 20.0


@dataclass(frozen=True, kw_only=True)
class CapacityParameters:
    """How many persons a toilet serves.

    Attributes
    ----------
    persons_per_toilet
        Capacity of one toilet, in the unit of the demand.
    """

    persons_per_toilet: float = declared("public.persons_per_toilet")


@dataclass(frozen=True, kw_only=True)
class SiteUnits:
    """How many toilets a site can hold and what each costs.

    Attributes
    ----------
    most_per_site
        Most toilets on one site.
    cost_each
        Cost of each toilet (yuan) beside the cost of the site.
    """

    most_per_site: int = 1
    cost_each: float = 0.0


@dataclass(frozen=True, kw_only=True)
class CapacityResult(CoveringResult):
    """A choice of sites with their toilets and loads.

    Attributes
    ----------
    unit_counts
        Toilets on each chosen site, in the order of ``site_indices``.
    served_demand
        Demand that each chosen site serves, in the same order.
    demand_share
        Part of each point's demand that walks to each site, shape (demand, sites).
        ``assigned_site_index`` names the site with the largest part.
    """

    unit_counts: NDArray[np.int64]
    served_demand: NDArray[np.float64]
    demand_share: sp.csr_array


@dataclass(frozen=True, kw_only=True, eq=False)
class _CapacityModel:
    """A built model and the numbers of its blocks of columns."""

    builder: ModelBuilder
    units: int
    missed: int
    shares: int
    pairs: sp.coo_array


def solve_capacitated_lscp(
    problem: CoveringProblem,
    parameters: CapacityParameters,
    units: SiteUnits,
    *,
    time_limit_s: float = 60.0,
    progress: Progress = SILENT,
) -> CapacityResult:
    """Serve all coverable demand within capacity at least cost.

        min sum c_j x_j + c_unit sum n_j,  m = 0

    Raises
    ------
    algorithms.errors.InputError
        Faulty fields.
    algorithms.errors.InfeasibleError
        ``siting.capacity_short`` with the points that can't be served even with
        every site full, or limits in conflict.
    """
    deadline = Deadline(time_limit_s)
    built = _build(check_problem(problem), None, parameters, units)
    site_cost = built.builder.problem.cost
    built.builder.set_cost(built.builder.sites, site_cost)
    built.builder.set_cost(built.units, np.full(site_cost.size, units.cost_each))
    return _serve_all(built, parameters, units, (deadline, progress))


def solve_capacitated_mclp(
    problem: CoveringProblem,
    parameters: CapacityParameters,
    units: SiteUnits,
    *,
    time_limit_s: float = 60.0,
    progress: Progress = SILENT,
) -> CapacityResult:
    """Serve most demand within capacity, limited by number of sites or budget.

        max sum w_i (1 - m_i)

    The budget pays for sites and toilets. Raises as `solve_capacitated_lscp`,
    and ``siting.no_limit_given`` without a limit.
    """
    deadline = Deadline(time_limit_s)
    checked = check_problem(problem)
    if np.isinf(checked.count_limit) and np.isinf(checked.budget):
        raise InputError("siting.no_limit_given")
    built = _build(checked, None, parameters, units)
    weight = checked.demand[checked.coverable]
    built.builder.set_cost(built.missed, weight)
    outcome = optimise(built.builder, None, 0.0, deadline, progress)
    reached = float(weight.sum()) - outcome.objective
    bound = max(reached, float(weight.sum()) - outcome.bound)
    return _with_loads(built, parameters, outcome, (reached, bound))


def solve_capacitated_p_median(
    distance_m: Any,
    demand: ArrayLike,
    facility_count: int,
    parameters: CapacityParameters,
    units: SiteUnits,
    fixed_site_indices: Sequence[int] | NDArray[Any] = (),
    *,
    time_limit_s: float = 60.0,
    progress: Progress = SILENT,
) -> CapacityResult:
    """Serve all reachable demand within capacity by the least total weighted distance.

        min sum w_i d_ij z_ij,  sum x_j <= p,  m = 0

    ``distance_m`` is dense (infinite where unreachable) or sparse (absent where
    unreachable), shape (demand, sites). Raises as `solve_capacitated_lscp`.
    """
    deadline = Deadline(time_limit_s)
    problem = CoveringProblem(
        covers=_reachable(distance_m),
        demand=demand,
        facility_count=facility_count,
        fixed_site_indices=fixed_site_indices,
    )
    checked = check_problem(problem)
    built = _build(checked, pair_distances(checked, distance_m), parameters, units)
    return _serve_all(built, parameters, units, (deadline, progress))


def _reachable(distance_m: Any) -> sp.csr_array:
    """Return which pairs have a finite distance; a stored 0 is a distance."""
    if not hasattr(distance_m, "tocsr"):
        return sp.csr_array(np.isfinite(np.asarray(distance_m, dtype=np.float64)))
    stored = distance_m.tocsr()
    return sp.csr_array(
        (np.isfinite(stored.data), stored.indices, stored.indptr), shape=stored.shape
    )


def _build(
    problem: CheckedProblem,
    walk_m: sp.coo_array | None,
    parameters: CapacityParameters,
    units: SiteUnits,
) -> _CapacityModel:
    """Write the model with all costs 0 but those of the walks."""
    if units.most_per_site < 1 or units.cost_each < 0 or parameters.persons_per_toilet <= 0:
        raise InputError(
            "siting.capacity_unusable",
            persons_per_toilet=parameters.persons_per_toilet,
            most_per_site=units.most_per_site,
            cost_each=units.cost_each,
        )
    builder = ModelBuilder(problem)
    sites = problem.cost.size
    missed = builder.add_missed()
    counts = builder.add_columns(np.zeros(sites), float(units.most_per_site), is_integer=True)
    pairs = sp.coo_array(problem.covers, dtype=np.float64) if walk_m is None else walk_m
    weight = problem.demand[pairs.coords[0]]
    cost = np.zeros(weight.size) if walk_m is None else weight * pairs.data
    shares = builder.add_assignment(sp.coo_array((cost, pairs.coords), shape=pairs.shape), missed)
    load = sp.csr_array(
        (weight, (pairs.coords[1], np.arange(weight.size))), shape=(sites, weight.size)
    )
    identity = sp.csr_array(sp.eye_array(sites))
    capacity = -parameters.persons_per_toilet * identity
    builder.add_rows("capacity", {shares: load, counts: sp.csr_array(capacity)}, upper=0.0)
    most = sp.csr_array(-float(units.most_per_site) * identity)
    builder.add_rows("capacity", {counts: identity, builder.sites: most}, upper=0.0)
    least = sp.csr_array(-identity)
    builder.add_rows("units", {counts: identity, builder.sites: least}, lower=0.0)
    if np.isfinite(problem.budget):
        cost_row = sp.csr_array(problem.cost[None, :])
        unit_row = sp.csr_array(np.full((1, sites), units.cost_each))
        parts = {builder.sites: cost_row, counts: unit_row}
        builder.add_rows("budget", parts, upper=problem.budget)
    return _CapacityModel(builder=builder, units=counts, missed=missed, shares=shares, pairs=pairs)


def _serve_all(
    built: _CapacityModel,
    parameters: CapacityParameters,
    units: SiteUnits,
    run: tuple[Deadline, Progress],
) -> CapacityResult:
    """Solve with nothing missed."""
    builder, (deadline, progress) = built.builder, run
    _refuse_shortage(built, parameters, units, progress)
    weight = builder.problem.demand[builder.problem.coverable]
    nothing = sp.csr_array(np.ones((1, weight.size)))
    builder.add_rows("serve_all", {built.missed: nothing}, upper=0.0)
    outcome = optimise(builder, None, 0.0, deadline, progress)
    return _with_loads(
        built, parameters, outcome, (outcome.objective, min(outcome.bound, outcome.objective))
    )


def _refuse_shortage(
    built: _CapacityModel, parameters: CapacityParameters, units: SiteUnits, progress: Progress
) -> None:
    """Name the points that can't be served even with every site full."""
    problem = built.builder.problem
    unlimited = replace(
        problem,
        count_limit=np.inf,
        budget=np.inf,
        groups=(),
        floors=None,
        windows=problem.windows[:0],
    )
    widest = _build(unlimited, None, parameters, units)
    weight = problem.demand[problem.coverable]
    widest.builder.set_cost(widest.missed, weight)
    model = widest.builder.model()
    # Opening costs nothing here, so the relaxation already tells the least shortage.
    relaxed = replace(model, is_integer=np.zeros(model.cost.size, dtype=np.bool_))
    answer = solve_integer(relaxed, Deadline(_EXPLAIN_TIME_S), progress)
    if answer.values is None:
        return
    missed = widest.builder.values_of(widest.missed, answer.values)
    short = missed * weight > _SERVED * max(1.0, float(weight.sum()))
    if short.any():
        points = np.flatnonzero(problem.coverable)[short]
        raise InfeasibleError(
            "siting.capacity_short",
            count=int(points.size),
            points=tuple(points.tolist()),
            missed_demand=float((missed * weight).sum()),
        )


def _with_loads(
    built: _CapacityModel,
    parameters: CapacityParameters,
    outcome: Outcome,
    value_and_bound: tuple[float, float],
) -> CapacityResult:
    """Return the answer with toilets and loads per site."""
    problem = built.builder.problem
    chosen = np.flatnonzero(outcome.values[: problem.cost.size] > 0.5).astype(np.int64)
    part = built.builder.values_of(built.shares, outcome.values)
    part = np.where(part > _SERVED, part, 0.0)
    rows, columns = built.pairs.coords
    share = sp.csr_array((part, (rows, columns)), shape=built.pairs.shape)
    share.eliminate_zeros()
    served = np.asarray(share.T @ problem.demand)[chosen]
    plain = covering_result(problem, chosen, value_and_bound, outcome)
    fields_of_plain = {f.name: getattr(plain, f.name) for f in fields(plain)}
    served_points = np.asarray(share @ np.ones(share.shape[1]))
    fields_of_plain["assigned_site_index"] = _largest_part(share)
    fields_of_plain["covered_demand"] = float((problem.demand * served_points).sum())
    needed = np.ceil(served / parameters.persons_per_toilet - _SERVED)
    return CapacityResult(
        **fields_of_plain,
        unit_counts=np.maximum(needed, 1).astype(np.int64),
        served_demand=served,
        demand_share=share,
    )


def _largest_part(share: sp.csr_array) -> NDArray[np.int64]:
    """Return the site that serves most of each point, the lowest of equals, else -1."""
    pairs = sp.coo_array(share)
    demand, site = pairs.coords[0], pairs.coords[1]
    order = np.lexsort((site, -np.round(pairs.data, 9), demand))
    served, first = np.unique(demand[order], return_index=True)
    assigned = np.full(share.shape[0], -1, dtype=np.int64)
    assigned[served] = site[order][first]
    return assigned
