"""A site choice as the document that the command line prints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from siting_tool.project.siting_demand import NOT_ASKED
from siting_tool.project.siting_layers import SitingPlan
from siting_tool.project.siting_reasons import FULL, NOT_CHOSEN

if TYPE_CHECKING:
    from resources.catalogue import ParameterValues
    from siting_tool.project.siting_problem import SitingProblem

# More toilets, money or room would serve these households.
_LIMITS = (NOT_CHOSEN, FULL)


def summarise(
    plan: SitingPlan,
    model: str,
    layers: dict[str, gpd.GeoDataFrame],
    curve: list[dict[str, Any]],
    values: ParameterValues,
) -> dict[str, Any]:
    """Return the figures of a plan under the names that scripts rely on.

    ``uncoverable`` names every household that no choice of sites can serve, or that the
    least of the villages leaves out; ``left_out`` counts those that the number of toilets,
    the budget or full toilets leave out, by reason.
    """
    sites = layers["toilet_sites"]
    is_open = (sites["action"] != "close").to_numpy(dtype=bool)
    access = layers["household_access"]
    persons = access["persons"].to_numpy(dtype=np.float64)
    is_covered = access["is_covered"].to_numpy(dtype=bool)
    covered = float(persons[is_covered].sum())
    has_walk = access["walk_m"].notna().to_numpy()
    walk = access.loc[has_walk, ["walk_m", "persons"]]
    return {
        "model": model,
        "scenario": plan.scenario,
        "status": "optimal" if plan.result.is_proven_optimal else "feasible",
        "objective": float(plan.result.objective),
        "bound": float(plan.result.bound),
        "gap": float(plan.result.gap),
        "sites": _site_entries(sites[is_open], plan),
        "replacement_persons_lost": _hardest_replacement(plan),
        "new_sites": int((sites["kind"] == "candidate").sum()),
        "cost_yuan": float(sites["cost_yuan"].sum()),
        "persons_total": float(persons.sum()),
        "persons_covered": covered,
        "coverage_share": covered / float(persons.sum()) if persons.sum() else 0.0,
        "walk_mean_m": _weighted_mean(walk),
        "walk_p95_m": _weighted_quantile(walk, 0.95),
        "walk_max_m": float(walk["walk_m"].max()) if len(walk) else None,
        "uncoverable": _uncoverable(plan),
        "left_out": _left_out(plan),
        "must_serve_unmet": _unmet(plan, values),
        "closed_sites": sites.loc[~is_open, "site_id"].tolist(),
        "rejected_plots": plan.problem.choice.rejected_plots(),
        "sign_posts": len(np.unique(plan.signs.node_index)),
        "curve": curve,
    }


def _site_entries(sites: gpd.GeoDataFrame, plan: SitingPlan) -> list[dict[str, Any]]:
    columns = [
        "site_id",
        "kind",
        "action",
        "village_code",
        "cost_yuan",
        "persons_served",
        "persons_only_here",
        "stalls",
    ]
    records = sites[columns].to_dict("records")
    return [
        {
            **{str(key): value for key, value in row.items()},
            "x": round(point.x, 2),
            "y": round(point.y, 2),
            "replacement": plan.replacements.entry(place),
            "second_best": plan.second_best.entry(place),
        }
        for place, (row, point) in enumerate(zip(records, sites.geometry, strict=True))
    ]


def _hardest_replacement(plan: SitingPlan) -> float | None:
    """Return the most residents lost where a new toilet must go to its nearest replacement."""
    is_new = plan.sizes.actions != "keep"
    lost = plan.replacements.persons_lost[is_new]
    return float(lost.max()) if len(lost) else None


def _uncoverable(plan: SitingPlan) -> list[dict[str, Any]]:
    ids = plan.problem.households.ids
    has_other = ~np.isin(plan.obstacles.codes[: len(ids)], ("", *_LIMITS))
    return [
        {"household_id": str(ids[index]), **plan.obstacles.entry(index)}
        for index in np.flatnonzero(has_other).tolist()
    ]


def _left_out(plan: SitingPlan) -> dict[str, dict[str, float]]:
    """Return households and people whom the limits of the plan leave out, by reason."""
    persons = plan.problem.households.persons
    codes = plan.obstacles.codes[: len(persons)]
    return {
        reason: {
            "households": int((codes == reason).sum()),
            "persons": float(persons[codes == reason].sum()),
        }
        for reason in _LIMITS
        if (codes == reason).any()
    }


def _unmet(plan: SitingPlan, values: ParameterValues) -> list[dict[str, str]]:
    """Return the places and villages that must be served and are not, with the reason."""
    problem = plan.problem
    first = problem.household_count
    is_open_question = (problem.places.must_serve != NOT_ASKED) & ~plan.walks.is_covered[first:]
    can_be_served = np.diff(problem.covers.indptr)[first:] > 0
    places = [
        {
            "place_id": str(problem.places.ids[index]),
            "place_kind": str(problem.places.kinds[index]),
            "name": str(problem.places.names[index]),
            "reason": "limit" if can_be_served[index] else "out_of_reach",
        }
        for index in np.flatnonzero(is_open_question).tolist()
    ]
    return places + _villages_without_site(problem, values)


def _villages_without_site(problem: SitingProblem, values: ParameterValues) -> list[dict[str, str]]:
    """Return the villages that should have a toilet but hold no allowed site."""
    if values["public.village_floor"] != "toilet":
        return []
    return [
        {
            "place_id": code,
            "place_kind": "village",
            "name": problem.village_label(code),
            "reason": "no_site",
        }
        for code in np.setdiff1d(problem.village_codes, problem.site_village_codes).tolist()
    ]


def _weighted_mean(walk: pd.DataFrame) -> float | None:
    weight = walk["persons"].sum()
    return float((walk["walk_m"] * walk["persons"]).sum() / weight) if weight else None


def _weighted_quantile(walk: pd.DataFrame, share: float) -> float | None:
    """Return the walk that this share of the people does not exceed."""
    ordered = walk.sort_values("walk_m")
    running: NDArray[np.float64] = ordered["persons"].to_numpy(dtype=np.float64).cumsum()
    if not len(running) or running[-1] <= 0:
        return None
    position = int(np.searchsorted(running, share * running[-1] * (1 - 1e-12)))
    return float(ordered["walk_m"].iloc[position])
