"""Siting with capacity: so many persons per toilet, several toilets on one site.

Capacitated covering (Current and Storbeck 1988, Environment and Planning B 15,
153-163) and the capacitated p-median (Mulvey and Beck 1984, EJOR 18, 339-348).
A demand point goes to one site as a whole: a household is not split. The model
is written out in `algorithms.siting.capacity_model`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import ArrayLike, NDArray

from algorithms.errors import InputError
from algorithms.parameters import declared
from algorithms.progress import SILENT, Progress
from algorithms.siting.capacity_certificate import CapacityCertificate
from algorithms.siting.capacity_model import CapacityModel
from algorithms.siting.capacity_search import CapacityStart, CapacityState, search_capacity
from algorithms.siting.capacity_shares import search_with_shares
from algorithms.siting.capacity_shortage import refuse_missed
from algorithms.siting.covering import pair_distances
from algorithms.siting.covering_highs import Deadline
from algorithms.siting.covering_input import Faults, checked_amounts, common_step
from algorithms.siting.covering_problem import (
    CheckedProblem,
    CoveringProblem,
    VillageFloors,
    check_problem,
)
from algorithms.siting.covering_result import CoveringResult
from algorithms.siting.lscp import LscpData, solve_lscp_data
from algorithms.siting.mclp import MclpData, solve_mclp_data
from algorithms.siting.p_median import solve_p_median
from algorithms.siting.result import SitingResult

_START_TIME_SHARE = 0.3


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
        Cost of each toilet (yuan) after the first, which the site's own cost pays for.
    first_persons
        Persons that the first toilet of each site serves, shape (sites,): fewer
        where one stands already. The usual number by default.
    """

    most_per_site: int = 1
    cost_each: float = 0.0
    first_persons: ArrayLike | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class NearShares:
    """Least shares of villages where people may be sent farther than what counts as served.

    Attributes
    ----------
    floors
        The shares.
    covers
        Pairs that count as served, sparse bool, shape (demand, sites).
    """

    floors: VillageFloors
    covers: Any


@dataclass(frozen=True, kw_only=True)
class CapacityResult(SitingResult):
    """A choice of sites with their toilets and loads.

    Attributes
    ----------
    unit_counts
        Toilets on each chosen site, in the order of ``site_indices``.
    served_demand
        Demand that each chosen site serves, in the same order.
    covered_demand, total_demand
        Demand served, and that of all points.
    cost_total
        Cost of the chosen sites and their toilets.
    model, certificate
        The problem as solved and multipliers for it, from which
        `capacity_certificate.check_capacity_certificate` recomputes a bound of the
        model's (minimised) objective. ``bound`` may be tighter: then the rest of
        the proof is a branch and bound, or the bound without capacity.
    """

    unit_counts: NDArray[np.int64]
    served_demand: NDArray[np.float64]
    covered_demand: float
    total_demand: float
    cost_total: float
    model: CapacityModel
    certificate: CapacityCertificate | None

    @property
    def coverage_share(self) -> float:
        """Served part of all demand, between 0 and 1; 1 without any demand."""
        return self.covered_demand / self.total_demand if self.total_demand > 0 else 1.0


def solve_capacitated_lscp(
    problem: CoveringProblem,
    parameters: CapacityParameters,
    units: SiteUnits,
    *,
    time_limit_s: float = 60.0,
    progress: Progress = SILENT,
) -> CapacityResult:
    """Serve every coverable point within capacity at least cost.

        min sum f_j x_j + e sum (n_j - x_j)

    The bound is the better of that without capacity and the Lagrangian one.

    Raises
    ------
    algorithms.errors.InputError
        Faulty fields.
    algorithms.errors.InfeasibleError
        ``siting.capacity_short`` with points that can't be served even with
        every site full; ``siting.capacity_no_plan`` with those that no plan found serves.
    """
    deadline = Deadline(time_limit_s)
    checked = _checked(problem, parameters, units)
    model = _model(checked, parameters, units)
    model = replace(
        model,
        site_cost=checked.cost,
        unit_cost=units.cost_each,
        missed_price=np.full(checked.demand.size, np.inf),
    )
    data = LscpData(covers=checked.covers, cost=checked.cost, fixed=checked.fixed)
    plain = solve_lscp_data(data, Deadline(deadline.remaining_s * _START_TIME_SHARE), progress)
    start = CapacityStart(
        sites=plain.site_indices,
        site_of=plain.assigned_site_index,
        multipliers=_plain_multipliers(checked, plain)[0],
        bound=plain.bound,
        step=common_step(np.append(checked.cost, units.cost_each)),
    )
    state = search_capacity(model, start, deadline, progress)
    refuse_missed(model, state)
    return _result(model, checked, state, (state.objective, state.bound))


def solve_capacitated_mclp(
    problem: CoveringProblem,
    parameters: CapacityParameters,
    units: SiteUnits,
    *,
    start_site_indices: Sequence[int] | NDArray[Any] = (),
    time_limit_s: float = 60.0,
    progress: Progress = SILENT,
) -> CapacityResult:
    """Serve most demand within capacity, limited by number of sites or budget.

        max sum w_i (1 - m_i)

    The search starts from ``start_site_indices``, else from the plan without
    capacity. The budget pays for sites and toilets. Must-serve points are served; where
    villages have a least share, the bound is that without these shares.

    Raises
    ------
    algorithms.errors.InputError
        As `solve_capacitated_lscp`, and ``siting.no_limit_given`` without a limit.
    algorithms.errors.InfeasibleError
        As `solve_capacitated_lscp`; ``siting.village_share_not_reached`` with villages.
    """
    deadline = Deadline(time_limit_s)
    checked = _checked(problem, parameters, units)
    if np.isinf(checked.count_limit) and np.isinf(checked.budget):
        raise InputError("siting.no_limit_given")
    price = checked.demand.copy()
    price[checked.must_serve] = np.inf
    model = replace(_model(checked, parameters, units), missed_price=price)
    plain = solve_mclp_data(
        MclpData(
            covers=checked.covers,
            demand=checked.demand,
            cost=checked.cost,
            facility_count=None if np.isinf(checked.count_limit) else int(checked.count_limit),
            budget=checked.budget,
            fixed=checked.fixed,
        ),
        Deadline(deadline.remaining_s * _START_TIME_SHARE),
        progress,
    )
    u, of_limits = _plain_multipliers(checked, plain)
    # Must-serve points count nothing in the objective that is minimised.
    total = float(price[checked.coverable & np.isfinite(price)].sum())
    always = float(checked.demand[checked.must_serve].sum())
    known = np.asarray(start_site_indices, dtype=np.int64)
    start = CapacityStart(
        sites=known if known.size else plain.site_indices,
        site_of=plain.assigned_site_index,
        multipliers=u,
        budget_price=float(-of_limits[-1]) if np.isfinite(checked.budget) else 0.0,
        bound=total + always - plain.bound,
        step=common_step(checked.demand),
    )
    search = search_capacity if checked.floors is None else search_with_shares(checked.floors)
    state = search(model, start, deadline, progress)
    refuse_missed(model, state)
    reached = (total + always - state.objective, total + always - state.bound)
    return _result(model, checked, state, reached)


def solve_capacitated_p_median(
    distance_m: Any,
    demand: ArrayLike,
    facility_count: int,
    parameters: CapacityParameters,
    units: SiteUnits,
    fixed_site_indices: Sequence[int] | NDArray[Any] = (),
    *,
    shares: NearShares | None = None,
    time_limit_s: float = 60.0,
    progress: Progress = SILENT,
) -> CapacityResult:
    """Serve the reachable demand within capacity by the least total weighted distance.

        min sum w_i d_ij z_ij,  sum x_j <= p

    ``distance_m`` is dense (infinite where unreachable) or sparse (absent where
    unreachable), shape (demand, sites). A plan that leaves fewer points unserved
    beats one that leaves more, whatever the distances; points without room have
    no site. The bound holds for plans that leave no more points unserved; with
    ``shares`` it is that without them.

    Raises
    ------
    algorithms.errors.InputError
        Faulty fields.
    algorithms.errors.InfeasibleError
        ``siting.village_share_not_reached`` with villages.
    """
    deadline = Deadline(time_limit_s)
    problem = CoveringProblem(
        covers=_reachable(distance_m),
        demand=demand,
        facility_count=facility_count,
        fixed_site_indices=fixed_site_indices,
        village_floors=None if shares is None else shares.floors,
    )
    checked = _checked(problem, parameters, units)
    walks_m = sp.csr_array(pair_distances(checked, distance_m))
    weight = np.repeat(checked.demand, np.diff(walks_m.indptr))
    model = replace(
        _model(checked, parameters, units),
        serve_cost=sp.csr_array(
            (weight * walks_m.data, walks_m.indices, walks_m.indptr), shape=walks_m.shape
        ),
        missed_price=np.full(checked.demand.size, np.inf),
    )
    plain = solve_p_median(
        walks_m,
        checked.demand,
        facility_count,
        checked.fixed,
        time_limit_s=deadline.remaining_s * _START_TIME_SHARE,
        progress=progress,
    )
    left_out = (plain.assigned_site_index < 0) & checked.coverable
    start = CapacityStart(
        sites=plain.site_indices,
        site_of=plain.assigned_site_index,
        multipliers=_median_multipliers(model, plain.site_indices),
        bound=0.0 if left_out.any() else plain.bound,
    )
    search = (
        search_capacity
        if shares is None
        else search_with_shares(shares.floors, sp.csr_array(shares.covers))
    )
    state = search(model, start, deadline, progress)
    return _result(model, checked, state, (state.objective, state.bound))


def _checked(
    problem: CoveringProblem, parameters: CapacityParameters, units: SiteUnits
) -> CheckedProblem:
    if units.most_per_site < 1 or units.cost_each < 0 or parameters.persons_per_toilet <= 0:
        raise InputError(
            "siting.capacity_unusable",
            persons_per_toilet=parameters.persons_per_toilet,
            most_per_site=units.most_per_site,
            cost_each=units.cost_each,
        )
    return check_problem(problem)


def _model(
    checked: CheckedProblem, parameters: CapacityParameters, units: SiteUnits
) -> CapacityModel:
    """Return the problem with no cost in the objective yet."""
    covers = checked.covers
    return CapacityModel(
        serve_cost=sp.csr_array(
            (np.zeros(covers.nnz), covers.indices, covers.indptr), shape=covers.shape
        ),
        demand=checked.demand,
        missed_price=np.zeros(checked.demand.size),
        site_cost=np.zeros(checked.cost.size),
        unit_cost=0.0,
        site_price=checked.cost,
        unit_price=units.cost_each,
        first_room=_first_room(checked, parameters, units),
        capacity=parameters.persons_per_toilet,
        most_units=units.most_per_site,
        fixed=checked.fixed,
        count_limit=checked.count_limit,
        budget=checked.budget,
    )


def _first_room(
    checked: CheckedProblem, parameters: CapacityParameters, units: SiteUnits
) -> NDArray[np.float64]:
    """Return the persons that the first toilet of each site serves."""
    faults, usual = Faults(), float(parameters.persons_per_toilet)
    room = checked_amounts(
        "first_persons", units.first_persons, checked.cost.size, faults, default=usual
    )
    faults.raise_if_any()
    return room


def _plain_multipliers(
    checked: CheckedProblem, plain: CoveringResult
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the multipliers of all points and of the rows after them, found without capacity."""
    of_points = np.zeros(checked.demand.size)
    coverable = np.flatnonzero(checked.coverable)
    assert plain.certificate is not None
    of_rows = plain.certificate.row_multipliers
    of_points[coverable] = of_rows[: coverable.size]
    return of_points, of_rows[coverable.size :]


def _reachable(distance_m: Any) -> sp.csr_array:
    """Return which pairs have a finite distance; a stored 0 is a distance."""
    if not hasattr(distance_m, "tocsr"):
        return sp.csr_array(np.isfinite(np.asarray(distance_m, dtype=np.float64)))
    stored = distance_m.tocsr()
    return sp.csr_array(
        (np.isfinite(stored.data), stored.indices, stored.indptr), shape=stored.shape
    )


def _median_multipliers(model: CapacityModel, sites: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return, per point, halfway between its costs at the nearest and the second open site."""
    is_open = np.isin(np.arange(model.site_cost.size), sites)
    data = model.data
    entries = np.flatnonzero(is_open[data.row_site])
    costs = np.append(data.row_cost[entries], [0.0] * 2)
    first = np.searchsorted(entries, data.row_start[:-1])
    past = np.searchsorted(entries, data.row_start[1:])
    nearest = np.where(first < past, costs[first], 0.0)
    second = np.where(first + 1 < past, costs[np.minimum(first + 1, costs.size - 1)], nearest)
    return np.asarray((nearest + second) / 2.0)


def _result(
    model: CapacityModel,
    checked: CheckedProblem,
    state: CapacityState,
    value_and_bound: tuple[float, float],
) -> CapacityResult:
    """Return the answer with toilets and loads per site."""
    plan, (objective, bound) = state.plan, value_and_bound
    counts = model.units(plan)
    return CapacityResult(
        site_indices=plan.sites,
        assigned_site_index=plan.site_of,
        objective=objective,
        bound=objective if state.is_proven else bound,
        is_proven_optimal=state.is_proven,
        unreachable_demand_indices=np.flatnonzero(~checked.coverable),
        unit_counts=counts,
        served_demand=plan.loads(model)[plan.sites],
        covered_demand=float(checked.demand[plan.site_of >= 0].sum()),
        total_demand=float(checked.demand.sum()),
        cost_total=model.spent(plan),
        model=model,
        certificate=state.certificate,
    )
