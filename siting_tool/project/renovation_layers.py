"""A renovation plan as result layers and as the summary of the command line."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import numpy as np

from algorithms.progress import SILENT, Progress
from algorithms.renovation.accounts import Accounts, cost_bound_yuan, household_accounts
from siting_tool.project.renovation_household_layer import household_modes
from siting_tool.project.renovation_sewer_layers import SewerLayers, sewer_layers
from siting_tool.project.runs import RunOutcome

if TYPE_CHECKING:
    from algorithms.renovation.plan import RenovationInput, RenovationPlan
    from resources.catalogue import ParameterValues
    from siting_tool.project.project import Project
    from siting_tool.project.runs import RenovationRequest

BOUND_TIME_LIMIT_S = 5.0


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
    households = household_modes(project, request.scenario, data, plan, accounts, sewers, values)
    results = {
        "household_modes": households,
        "sewer_pipes": sewers.pipes,
        "manholes": sewers.manholes,
        "pumping_stations": sewers.stations,
        "treatment_plants": sewers.plants,
    }
    bound = cost_bound_yuan(data, plan, BOUND_TIME_LIMIT_S, progress)
    summary = _summary(request.scenario, plan, accounts, sewers, bound)
    summary["uncertain_households"] = int(households["is_uncertain"].sum())
    summary["seconds"] = round(time.perf_counter() - began, 3)
    return RunOutcome(results=results, summary=summary)


def _summary(
    scenario: str, plan: RenovationPlan, accounts: Accounts, sewers: SewerLayers, bound: float
) -> dict[str, Any]:
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
