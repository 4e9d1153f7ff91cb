"""Chooses public toilet sites for a project: ``site`` on the command line."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from algorithms.errors import InputError
from algorithms.network import distances_within
from algorithms.progress import SILENT, Progress
from algorithms.siting import solve_lscp, solve_mclp, solve_p_center, solve_p_median
from siting_tool.project.columns import numbers, point_xy, words
from siting_tool.project.siting_layers import siting_outcome
from siting_tool.project.siting_sites import Sites, collect_sites
from siting_tool.project.study_area import (
    Households,
    layer_or_empty,
    read_households,
    require_layers,
    walking_network,
)

if TYPE_CHECKING:
    from algorithms.network import StreetNetwork
    from algorithms.siting.result import SitingResult
    from resources.catalogue import ParameterValues
    from siting_tool.project.project import Project
    from siting_tool.project.runs import RunOutcome, SitingRequest

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class SitingProblem:
    """Sites, demand and the walks between them.

    Attributes
    ----------
    households, sites
        Who walks, and where to.
    place_ids, place_xy_m, place_visitors
        Places that count as demand beside the households.
    distance_m
        Walks of at most the cutoff, sparse (households then places, sites).
    service_distance_m
        Longest walk that counts as served, per demand point.
    demand
        People per demand point.
    """

    households: Households
    sites: Sites
    network: StreetNetwork
    place_ids: NDArray[np.object_]
    place_xy_m: FloatArray
    place_visitors: FloatArray
    distance_m: sparse.csr_array
    service_distance_m: FloatArray
    demand: FloatArray

    @property
    def covers(self) -> sparse.csr_array:
        """Which site serves which demand point, sparse bool (demand, site)."""
        walks = self.distance_m.tocoo()
        served = walks.data <= self.service_distance_m[walks.row]
        return sparse.csr_array(
            (np.ones(int(served.sum()), dtype=bool), (walks.row[served], walks.col[served])),
            shape=walks.shape,
        )


def run_siting(project: Project, request: SitingRequest, progress: Progress = SILENT) -> RunOutcome:
    """Choose public toilet sites.

    Raises
    ------
    ProjectError
        When households or roads are missing.
    InputError, InfeasibleError
        When the request contradicts itself or no plan can keep it.
    """
    began = time.perf_counter()
    require_layers(project, "site", ("households", "roads"))
    values = project.parameter_values(request.parameters)
    problem = build_problem(project, request, values, progress)
    progress.report("stage.choosing_sites")
    result = _SOLVERS[request.model](problem, request, values.number("public.time_limit_s"))
    progress.report("stage.drawing_up_result")
    return siting_outcome(project, request, problem, result, values, began)


def build_problem(
    project: Project, request: SitingRequest, values: ParameterValues, progress: Progress
) -> SitingProblem:
    """Put together network, sites, demand and walks."""
    progress.report("stage.building_network")
    network = walking_network(project, values, progress)
    households = read_households(project, values)
    progress.report("stage.finding_candidates")
    sites, _ = collect_sites(project, network, households, values)
    sites = _with_choices(sites, project.scenario(request.scenario).site_choices)
    places = layer_or_empty(project, "places")
    visitors = np.nan_to_num(numbers(places, "visitors_per_day"))
    counted = visitors > 0
    place_xy_m = point_xy(places)[counted]
    demand_xy_m = np.vstack([households.xy_m, place_xy_m])
    service_m = _service_distances(households, int(counted.sum()), request, values)
    far = request.model in ("p-median", "p-center")
    cutoff_m = values.number("public.max_walk_m") if far else float(service_m.max())
    progress.report("stage.measuring_walks")
    walks = distances_within(
        network,
        demand_xy_m,
        sites.xy_m,
        cutoff_m=cutoff_m,
        max_access_m=values.number("walk.access_limit_m"),
        progress=progress,
    )
    visitor_demand = visitors[counted] * values.number("public.visitor_weight")
    return SitingProblem(
        households=households,
        sites=sites,
        network=network,
        place_ids=words(places, "place_id")[counted],
        place_xy_m=place_xy_m,
        place_visitors=visitors[counted],
        distance_m=sparse.csr_array(walks.to_csr()),
        service_distance_m=service_m,
        demand=np.concatenate([households.persons, visitor_demand]),
    )


def _service_distances(
    households: Households, place_count: int, request: SitingRequest, values: ParameterValues
) -> FloatArray:
    village_m = values.number("public.service_distance_village_m")
    town_m = values.number("public.service_distance_town_m")
    if request.service_distance_m is not None:
        if request.service_distance_m <= 0:
            raise InputError("siting.service_distance", value=request.service_distance_m)
        village_m = town_m = request.service_distance_m
    by_household = np.where(households.is_town, town_m, village_m)
    return np.concatenate([by_household, np.full(place_count, village_m)])


def _with_choices(sites: Sites, choices: Mapping[str, str]) -> Sites:
    """Apply what the planner locked, required or forbade."""
    forbidden = np.array([choices.get(site) == "forbid" for site in sites.ids], dtype=bool)
    required = np.array(
        [choices.get(site) in ("lock", "require") for site in sites.ids], dtype=bool
    )
    return replace(sites, is_fixed=sites.is_fixed | required).take(~forbidden)


def _fixed(problem: SitingProblem) -> tuple[int, ...]:
    return tuple(np.flatnonzero(problem.sites.is_fixed).tolist())


def _lscp(problem: SitingProblem, request: SitingRequest, time_limit_s: float) -> SitingResult:
    del request
    return solve_lscp(
        problem.covers,
        site_cost=problem.sites.base_cost_yuan,
        fixed_site_indices=_fixed(problem),
        time_limit_s=time_limit_s,
    )


def _mclp(problem: SitingProblem, request: SitingRequest, time_limit_s: float) -> SitingResult:
    if (request.facility_count is None) == (request.budget_yuan is None):
        raise InputError("siting.count_or_budget")
    by_budget = request.budget_yuan is not None
    return solve_mclp(
        problem.covers,
        problem.demand,
        facility_count=request.facility_count,
        site_cost=problem.sites.base_cost_yuan if by_budget else None,
        budget=request.budget_yuan,
        fixed_site_indices=_fixed(problem),
        time_limit_s=time_limit_s,
    )


def _p_median(problem: SitingProblem, request: SitingRequest, time_limit_s: float) -> SitingResult:
    return solve_p_median(
        problem.distance_m,
        problem.demand,
        _facility_count(request),
        fixed_site_indices=_fixed(problem),
        time_limit_s=time_limit_s,
    )


def _p_center(problem: SitingProblem, request: SitingRequest, time_limit_s: float) -> SitingResult:
    return solve_p_center(
        problem.distance_m,
        _facility_count(request),
        fixed_site_indices=_fixed(problem),
        time_limit_s=time_limit_s,
    )


def _facility_count(request: SitingRequest) -> int:
    if request.facility_count is None:
        raise InputError("siting.needs_facility_count", model=request.model)
    return request.facility_count


_SOLVERS: dict[str, Callable[[SitingProblem, SitingRequest, float], SitingResult]] = {
    "lscp": _lscp,
    "mclp": _mclp,
    "p-median": _p_median,
    "p-center": _p_center,
}
