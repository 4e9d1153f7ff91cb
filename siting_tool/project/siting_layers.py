"""A site choice as result layers and as the summary that the command line prints."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from algorithms.network import distances_within, snap_points
from algorithms.siting.stalls import StallNumbers, StallRules, size_stalls
from siting_tool.project.runs import RunOutcome
from siting_tool.project.study_area import village_names, village_of_points

if TYPE_CHECKING:
    from algorithms.siting.result import SitingResult
    from resources.catalogue import ParameterValues
    from siting_tool.project.project import Project
    from siting_tool.project.runs import SitingRequest
    from siting_tool.project.siting_run import SitingProblem

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
ACTIONS = {"existing": "keep", "indoor": "open", "candidate": "build"}


def siting_outcome(
    project: Project,
    request: SitingRequest,
    problem: SitingProblem,
    result: SitingResult,
    values: ParameterValues,
    began: float,
) -> RunOutcome:
    """Return the result layers and the summary of a site choice."""
    access = _household_access(project, request, problem, result, values)
    sites = _toilet_sites(project, request, problem, result, values, access)
    summary = _summary(request, result, sites, access)
    summary["seconds"] = round(time.perf_counter() - began, 3)
    return RunOutcome(results={"toilet_sites": sites, "household_access": access}, summary=summary)


def _household_access(
    project: Project,
    request: SitingRequest,
    problem: SitingProblem,
    result: SitingResult,
    values: ParameterValues,
) -> gpd.GeoDataFrame:
    """Return every household's walk to the nearest toilet of the plan."""
    households = problem.households
    nearest, walk_m = _nearest_sites(problem, result, values)
    nearest, walk_m = nearest[: len(households.ids)], walk_m[: len(households.ids)]
    service_m = problem.service_distance_m[: len(households.ids)]
    is_covered = walk_m <= service_m
    reason = np.where(is_covered, "", _reasons(problem, values))
    return gpd.GeoDataFrame(
        {
            "household_id": households.ids,
            "scenario": request.scenario,
            "village_code": households.village_codes,
            "persons": households.persons,
            "site_id": np.where(nearest >= 0, problem.sites.ids[nearest], ""),
            "walk_m": np.where(np.isfinite(walk_m), np.round(walk_m, 1), np.nan),
            "walk_s": np.round(walk_m / values.number("walk.speed_elder_m_s"), 0),
            "is_covered": is_covered,
            "reason": reason,
        },
        geometry=list(shapely.points(households.xy_m)),
        crs=project.crs,
    )


def _nearest_sites(
    problem: SitingProblem, result: SitingResult, values: ParameterValues
) -> tuple[IntArray, FloatArray]:
    """Return the nearest chosen site of each demand point (-1 none) and the walk to it."""
    chosen = result.site_indices
    count = len(problem.demand)
    nearest, walk_m = np.full(count, -1, dtype=np.int64), np.full(count, np.inf)
    if not len(chosen):
        return nearest, walk_m
    walks = distances_within(
        problem.network,
        np.vstack([problem.households.xy_m, problem.place_xy_m]),
        problem.sites.xy_m[chosen],
        cutoff_m=values.number("public.max_walk_m"),
        max_access_m=values.number("walk.access_limit_m"),
    )
    order = np.lexsort((walks.to_index, walks.distance_m, walks.from_index))
    person, first = np.unique(walks.from_index[order], return_index=True)
    nearest[person] = chosen[walks.to_index[order][first]]
    walk_m[person] = walks.distance_m[order][first]
    return nearest, walk_m


def _reasons(problem: SitingProblem, values: ParameterValues) -> NDArray[np.object_]:
    """Return why each household could stay unserved: the first obstacle on its way."""
    count = len(problem.households.ids)
    limit_m = values.number("walk.access_limit_m")
    homes = snap_points(problem.network, problem.households.xy_m, max_access_m=limit_m)
    sites = snap_points(problem.network, problem.sites.xy_m, max_access_m=limit_m)
    component = problem.network.edge_component
    with_site = np.unique(component[sites.edge_index[sites.edge_index >= 0]])
    has_road = homes.edge_index >= 0
    is_island = has_road & ~np.isin(component[homes.edge_index], with_site)
    can_be_served = np.diff(problem.covers.indptr)[:count] > 0
    return np.select(
        [~has_road, is_island, ~can_be_served],
        ["no_road", "island", "too_far"],
        default="not_chosen",
    ).astype(object)


def _toilet_sites(
    project: Project,
    request: SitingRequest,
    problem: SitingProblem,
    result: SitingResult,
    values: ParameterValues,
    access: gpd.GeoDataFrame,
) -> gpd.GeoDataFrame:
    chosen = problem.sites.take(result.site_indices)
    served = access[access["is_covered"]].groupby("site_id")
    by_site = pd.DataFrame(
        {
            "persons_served": served["persons"].sum(),
            "households_served": served["persons"].size(),
            "walk_mean_m": served["walk_m"].mean().round(1),
            "walk_max_m": served["walk_m"].max(),
        }
    ).reindex(chosen.ids)
    persons = by_site["persons_served"].fillna(0.0).to_numpy()
    visitors = _visitors_per_site(problem, result, values)
    stalls = size_stalls(persons, visitors, values.fill(StallRules))
    codes = village_of_points(project, chosen.xy_m, np.full(len(chosen), "", dtype=object))
    names = village_names(project)
    return gpd.GeoDataFrame(
        {
            "site_id": chosen.ids,
            "scenario": request.scenario,
            "site_name": chosen.names,
            "kind": chosen.kinds,
            "action": [ACTIONS[kind] for kind in chosen.kinds],
            "village_code": codes,
            "village_name": [names.get(code, "") for code in codes],
            "cost_yuan": site_costs(chosen.kinds, chosen.base_cost_yuan, stalls, values),
            "persons_served": persons,
            "households_served": by_site["households_served"].fillna(0).to_numpy(dtype=np.int64),
            "visitors_per_day": visitors,
            "stalls": stalls.total,
            "stalls_men": stalls.men,
            "stalls_women": stalls.women,
            "stalls_accessible": stalls.accessible,
            "area_m2": stalls.area_m2,
            "walk_mean_m": by_site["walk_mean_m"].to_numpy(),
            "walk_max_m": by_site["walk_max_m"].to_numpy(),
            "alternative_site_id": "",
            "alternative_persons_lost": np.nan,
            "alternative_cost_yuan": np.nan,
            "rules": chosen.rules,
        },
        geometry=list(shapely.points(chosen.xy_m)),
        crs=project.crs,
    )


def site_costs(
    kinds: NDArray[np.object_],
    base_cost_yuan: FloatArray,
    stalls: StallNumbers,
    values: ParameterValues,
) -> FloatArray:
    """Return what each site costs: a new one by its floor area, others their base cost."""
    per_m2 = values.number("public.cost_build_yuan_per_m2")
    extra_m2 = stalls.area_m2 - values.number("public.min_area_m2")
    return np.where(kinds == "candidate", base_cost_yuan + extra_m2 * per_m2, base_cost_yuan)


def _visitors_per_site(
    problem: SitingProblem, result: SitingResult, values: ParameterValues
) -> FloatArray:
    nearest, walk_m = _nearest_sites(problem, result, values)
    first = len(problem.households.ids)
    is_near = walk_m[first:] <= problem.service_distance_m[first:]
    position = np.searchsorted(result.site_indices, nearest[first:][is_near])
    return np.bincount(
        position, weights=problem.place_visitors[is_near], minlength=len(result.site_indices)
    ).astype(np.float64)


def _summary(
    request: SitingRequest,
    result: SitingResult,
    sites: gpd.GeoDataFrame,
    access: gpd.GeoDataFrame,
) -> dict[str, Any]:
    persons = access["persons"].to_numpy()
    covered = float(persons[access["is_covered"]].sum())
    walk = access.loc[access["walk_m"].notna(), ["walk_m", "persons"]]
    # Every household that cannot be served whatever is chosen, with the reason.
    uncoverable = access[~access["is_covered"] & (access["reason"] != "not_chosen")]
    return {
        "model": request.model,
        "scenario": request.scenario,
        "status": "optimal" if result.is_proven_optimal else "feasible",
        "objective": float(result.objective),
        "bound": float(result.bound),
        "gap": float(result.gap),
        "sites": _site_entries(sites),
        "new_sites": int((sites["kind"] == "candidate").sum()),
        "cost_yuan": float(sites["cost_yuan"].sum()),
        "persons_total": float(persons.sum()),
        "persons_covered": covered,
        "coverage_share": covered / persons.sum() if persons.sum() else 0.0,
        "walk_mean_m": _weighted_mean(walk),
        "walk_p95_m": _weighted_quantile(walk, 0.95),
        "walk_max_m": float(walk["walk_m"].max()) if len(walk) else None,
        "uncoverable": uncoverable[["household_id", "reason"]].to_dict("records"),
    }


def _site_entries(sites: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    entries = sites[
        ["site_id", "kind", "village_code", "cost_yuan", "persons_served", "stalls"]
    ].to_dict("records")
    for entry, point in zip(entries, sites.geometry, strict=True):
        entry["x"], entry["y"] = round(point.x, 2), round(point.y, 2)
    return [{str(key): value for key, value in entry.items()} for entry in entries]


def _weighted_mean(walk: pd.DataFrame) -> float | None:
    weight = walk["persons"].sum()
    return float((walk["walk_m"] * walk["persons"]).sum() / weight) if weight else None


def _weighted_quantile(walk: pd.DataFrame, share: float) -> float | None:
    """Return the walk that this share of the people does not exceed."""
    ordered = walk.sort_values("walk_m")
    running = ordered["persons"].cumsum().to_numpy()
    if not len(running) or running[-1] <= 0:
        return None
    position = int(np.searchsorted(running, share * running[-1] * (1 - 1e-12)))
    return float(ordered["walk_m"].iloc[position])
