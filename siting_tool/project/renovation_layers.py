"""A renovation plan as result layers and as the summary of the command line."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np

from algorithms.progress import SILENT, Progress
from algorithms.renovation.accounts import Accounts, cost_bound_yuan, household_accounts
from algorithms.renovation.break_even import SYSTEM, BreakEven, break_even
from algorithms.renovation.confidence import (
    Confidence,
    ConfidenceParameters,
    mode_confidence,
)
from algorithms.renovation.flips import flip_points
from algorithms.renovation.overrides import OverrideCosts, override_costs
from siting_tool.project.columns import words
from siting_tool.project.renovation_household_layer import household_modes
from siting_tool.project.renovation_json import flips_json
from siting_tool.project.renovation_sewer_layers import SewerLayers, sewer_layers
from siting_tool.project.runs import RunOutcome

if TYPE_CHECKING:
    import geopandas as gpd

    from algorithms.renovation.plan import RenovationInput, RenovationPlan
    from algorithms.sewage.corridors import IntArray
    from resources.catalogue import ParameterValues
    from siting_tool.project.project import Project
    from siting_tool.project.runs import RenovationRequest

MOST_OVERRIDES_PRICED = 20
MOST_UNCERTAIN_LISTED = 100


def renovation_outcome(
    project: Project,
    request: RenovationRequest,
    data: RenovationInput,
    plan: RenovationPlan,
    values: ParameterValues,
    began: float,
    progress: Progress = SILENT,
) -> RunOutcome:
    """Return the result layers and the summary of a renovation plan."""
    accounts = household_accounts(data, plan)
    sewers = sewer_layers(project, request.scenario, data, plan)
    parameters = values.fill(ConfidenceParameters)
    with ThreadPoolExecutor(max_workers=2, thread_name_prefix="renovation") as beside:
        # The kernels and the solver let other threads run, so what needs nothing of
        # the rest is worked out beside it.
        bound = beside.submit(cost_bound_yuan, data, plan, progress)
        flips = beside.submit(flip_points, data, plan, accounts, progress)
        confidence = mode_confidence(data, plan, parameters, progress)
        overrides = override_costs(data, plan, MOST_OVERRIDES_PRICED, progress)
        progress.report("renovation.tables", 0.0)
        households = household_modes(project, request.scenario, data, plan, accounts, sewers)
    households["confidence"] = confidence.share
    households["is_uncertain"] = confidence.is_uncertain
    _add_overrides(households, overrides)
    households["flips"] = flips_json(flips.result(), confidence)
    results = {
        "household_modes": households,
        "sewer_pipes": sewers.pipes,
        "manholes": sewers.manholes,
        "pumping_stations": sewers.stations,
        "treatment_plants": sewers.plants,
    }
    summary = plan_summary(request.scenario, plan, accounts, sewers, bound.result())
    summary["overrides"] = _override_rows(households, overrides)
    if np.isfinite(overrides.together_yuan):
        summary["overrides_together"] = {
            "households": len(overrides.household_index),
            "cost_yuan": round(overrides.together_yuan),
            "changes": len(overrides.changed_together),
        }
    summary["overrides_unmet"] = unmet_households(households, overrides.unmet_index)
    codes, village = np.unique(words(households, "village_code").astype(str), return_inverse=True)
    chart = break_even(data, plan, flips.result().cheapest, village)
    summary["break_even"] = _break_even_rows(chart, sewers, codes.tolist())
    summary["uncertain_households"] = int(confidence.is_uncertain.sum())
    summary["uncertain"] = _uncertain_rows(households, confidence)
    summary["seconds"] = round(time.perf_counter() - began, 3)
    return RunOutcome(results=results, summary=summary)


def plan_summary(
    scenario: str, plan: RenovationPlan, accounts: Accounts, sewers: SewerLayers, bound: float
) -> dict[str, Any]:
    """Return the figures of a plan: modes, money with the bound, and what is built."""
    modes = ("sewer", "septic_tank", "dry", "keep", "undecided")
    total = float(accounts.present_value_yuan.sum())
    bound = min(bound, total)
    gap = (total - bound) / total if total > 0.0 else 0.0
    pipes, manholes, stations = sewers.pipes, sewers.manholes, sewers.stations
    built = pipes[pipes["kind"].isin(["gravity", "lateral"])]
    return {
        "scenario": scenario,
        "status": "optimal" if gap < 1e-9 else "feasible",
        "households": len(plan.mode),
        "modes": {mode: int((plan.mode == mode).sum()) for mode in modes},
        "capital_yuan": round(float(accounts.capital_yuan.sum())),
        "annual_yuan": round(float(accounts.annual_yuan.sum())),
        "present_value_yuan": round(total),
        "bound_yuan": round(bound),
        "gap": round(gap, 6),
        "sewer": {
            "pipe_length_m": round(float(built["length_m"].sum()), 1),
            "rising_main_length_m": round(
                float(pipes.loc[pipes["kind"] == "rising_main", "length_m"].sum()), 1
            ),
            "manholes": len(manholes),
            "pumping_stations": int((stations["kind"] == "pumping").sum()),
            "lifting_stations": int((stations["kind"] == "lifting").sum()),
            "plants": [
                {
                    "plant_id": plant.plant_id,
                    "kind": plant.kind,
                    "households": int(plant.households),
                    "flow_m3_d": round(float(plant.flow_m3_d), 2),
                }
                for plant in sewers.plants.itertuples()
            ],
            "max_depth_m": round(float(np.nan_to_num(manholes["depth_m"].max())), 2),
        },
    }


def _uncertain_rows(households: gpd.GeoDataFrame, confidence: Confidence) -> list[dict[str, Any]]:
    """Return the uncertain households, least certain first; the layer marks them all."""
    found = np.flatnonzero(confidence.is_uncertain)
    found = found[np.argsort(confidence.share[found], kind="stable")][:MOST_UNCERTAIN_LISTED]
    ids, modes = households["household_id"].to_numpy(), households["mode"].to_numpy()
    return [
        {
            "household_id": str(ids[index]),
            "mode": str(modes[index]),
            "confidence": round(float(confidence.share[index]), 3),
            "alternative": str(confidence.alternative[index]),
        }
        for index in found.tolist()
    ]


def _add_overrides(households: gpd.GeoDataFrame, overrides: OverrideCosts) -> None:
    column = households.columns.get_loc("override_cost_yuan")
    households.iloc[overrides.household_index, column] = overrides.cost_yuan


def unmet_households(households: gpd.GeoDataFrame, unmet_index: IntArray) -> list[str]:
    """Return the ids of households whose mode set by hand cannot be built."""
    return [str(household) for household in households["household_id"].to_numpy()[unmet_index]]


def _override_rows(households: gpd.GeoDataFrame, overrides: OverrideCosts) -> list[dict[str, Any]]:
    """Return what each mode set by hand costs the village, and whose mode it changes."""
    ids, modes = households["household_id"].to_numpy(), households["mode"].to_numpy()
    return [
        {
            "household_id": str(ids[index]),
            "mode": str(modes[index]),
            "cost_yuan": round(cost),
            "changes": [
                {
                    "household_id": str(ids[other]),
                    "mode": str(modes[other]),
                    "mode_without": str(instead),
                }
                for other, instead in zip(changed.tolist(), without.tolist(), strict=True)
            ],
        }
        for index, cost, changed, without in zip(
            overrides.household_index.tolist(),
            overrides.cost_yuan.tolist(),
            overrides.changed,
            overrides.mode_without,
            strict=True,
        )
        if np.isfinite(cost)
    ]


def _break_even_rows(
    chart: BreakEven, sewers: SewerLayers, village_codes: Sequence[str]
) -> dict[str, Any]:
    """Return the break-even chart: price of a metre, the systems, and all groups on it."""
    rows = [
        {
            "kind": group.kind,
            "system_id": str(sewers.system_of_node[group.root_node])
            if group.root_node >= 0
            else "",
            "village_code": village_codes[group.village],
            "households": group.households,
            "m_per_household": round(group.m_per_household, 2),
            "own_yuan": round(group.own_yuan),
            "house_yuan": round(group.house_yuan),
        }
        for group in chart.groups
    ]
    return {
        "network_yuan_per_m": round(chart.network_yuan_per_m, 1),
        "systems": [row for row in rows if row["kind"] == SYSTEM],
        "groups": rows,
    }
