"""Planning again at once after a mode was set by hand, or given back to the program.

A plan that was made in this session is kept as the engine holds it
(`PreparedRenovation`), and only what the decision concerns is planned again.
The answer comes in two parts: the plan with its layers, and then what takes
longer than a moment (confidence, what would turn a choice, the bound, what
every override costs), worked out by the same function as after a whole run.
"""

from __future__ import annotations

import datetime
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from algorithms.progress import SILENT, Progress
from algorithms.renovation.accounts import Accounts, household_accounts
from algorithms.renovation.overrides import unmet_overrides
from algorithms.renovation.planning import replan_renovation
from siting_tool.project.columns import words
from siting_tool.project.errors import ProjectError
from siting_tool.project.renovation_household_layer import household_modes
from siting_tool.project.renovation_layers import plan_summary, unmet_households
from siting_tool.project.renovation_run import (
    PreparedRenovation,
    fixed_modes,
    prepare_renovation,
    with_modes,
)
from siting_tool.project.renovation_sewer_layers import sewer_layers
from siting_tool.project.runs import RenovationRequest, frame_fingerprint, is_stale

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from algorithms.renovation.plan import RenovationPlan
    from siting_tool.project.project import Project, RunRecord, Scenario

# What is worked out in the second part and stays from the plan before until then.
_SECOND_PART = ("break_even", "uncertain", "uncertain_households")


@dataclass(frozen=True, kw_only=True)
class Replanned:
    """A plan made again after decisions by hand.

    Attributes
    ----------
    prepared
        The plan as the engine holds it.
    scenario
        The scenario with its layers and its summary.
    """

    prepared: PreparedRenovation
    scenario: Scenario


def prepare_as_planned(
    project: Project, name: str, progress: Progress = SILENT
) -> PreparedRenovation:
    """Make a scenario's plan once more as it stands, without decisions taken since its run.

    Raises
    ------
    ProjectError
        ``override.plan_is_stale`` when inputs or parameters changed since the run.
    """
    progress.report("override.preparing")
    scenario = project.scenario(name)
    record = scenario.runs["renovate"]
    scenario = replace(scenario, fixed_modes=record.settings["fixed_modes"])
    as_planned = project.with_scenario(scenario)
    if is_stale(as_planned, scenario, "renovate"):
        raise ProjectError("override.plan_is_stale")
    request = RenovationRequest(scenario=name, parameters=record.parameters)
    return prepare_renovation(as_planned, request, progress)


def replan(
    project: Project, prepared: PreparedRenovation, progress: Progress = SILENT
) -> Replanned:
    """Plan again with the modes that are set by hand now.

    Raises
    ------
    ProjectError
        ``override.plan_is_stale`` when inputs or parameters are not those of the
        prepared plan.
    """
    progress.report("override.planning")
    if not _has_same_inputs(project, prepared):
        raise ProjectError("override.plan_is_stale")
    request = replace(prepared.request, fixed_modes={})
    data = with_modes(prepared.data, fixed_modes(project, request))
    plan = replan_renovation(data, prepared.plan, progress=progress)
    again = replace(prepared, project=project, request=request, data=data, plan=plan)
    return Replanned(prepared=again, scenario=_first_part(prepared, again))


def second_part(
    project: Project, prepared: PreparedRenovation, progress: Progress = SILENT
) -> Scenario:
    """Return the scenario with all that a whole run tells of the plan it has."""
    outcome = prepared.outcome(time.perf_counter(), progress)
    scenario = project.scenario(prepared.request.scenario)
    record = scenario.runs["renovate"]
    summary = {**outcome.summary, "decision": record.summary["decision"]}
    return _with_plan(scenario, outcome.results, replace(record, summary=summary))


def _has_same_inputs(project: Project, prepared: PreparedRenovation) -> bool:
    """Whether a project differs from that of a plan by decisions only."""
    planned = prepared.project
    if project.layers.keys() != planned.layers.keys() or project.terrain is not planned.terrain:
        return False
    for role, frame in project.layers.items():
        before = planned.layers[role]
        if frame is before:
            continue
        if role != "households" or not _without_decisions(frame).equals(_without_decisions(before)):
            return False
    values = project.parameter_values(prepared.request.parameters)
    is_profile = project.profile == planned.profile
    return is_profile and dict(values.changes) == dict(prepared.values.changes)


def _without_decisions(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return frame.drop(columns="fixed_mode", errors="ignore")


def _first_part(before: PreparedRenovation, again: PreparedRenovation) -> Scenario:
    """Return the scenario with the plan's layers, and with what the decisions change."""
    name = again.request.scenario
    scenario = again.project.scenario(name)
    accounts = household_accounts(again.data, again.plan)
    sewers = sewer_layers(again.project, name, again.data, again.plan)
    households = household_modes(again.project, name, again.data, again.plan, accounts, sewers)
    decision = _decision(before, again, accounts)
    same = again.plan.mode == before.plan.mode
    same &= again.data.fixed_mode == before.data.fixed_mode
    _carry_over(households, scenario.results["household_modes"], same, decision)
    results = {
        "household_modes": households,
        "sewer_pipes": sewers.pipes,
        "manholes": sewers.manholes,
        "pumping_stations": sewers.stations,
        "treatment_plants": sewers.plants,
    }
    record = scenario.runs["renovate"]
    bound = record.summary["bound_yuan"] if _only_adds(before, again) else 0.0
    summary = plan_summary(name, again.plan, accounts, sewers, bound)
    kept = {key: record.summary[key] for key in _SECOND_PART if key in record.summary}
    rows = [*record.summary.get("overrides", []), *_as_override(decision)]
    by_hand = households[households["is_fixed"]].set_index("household_id")["mode"]
    latest = {
        row["household_id"]: row for row in rows if by_hand.get(row["household_id"]) == row["mode"]
    }
    summary |= kept | {
        "seconds": record.summary["seconds"],
        "overrides": list(latest.values()),
        "overrides_unmet": unmet_households(households, unmet_overrides(again.data, again.plan)),
        "decision": decision,
        "is_first_part": True,
    }
    record = replace(_with_decisions(record, before, again), summary=summary)
    return _with_plan(scenario, results, record)


def _with_plan(
    scenario: Scenario, results: Mapping[str, gpd.GeoDataFrame], record: RunRecord
) -> Scenario:
    return replace(
        scenario,
        results={**scenario.results, **results},
        runs={**scenario.runs, "renovate": record},
    )


def _with_decisions(
    record: RunRecord, before: PreparedRenovation, again: PreparedRenovation
) -> RunRecord:
    """Return the record of a run with the decisions of the plan made again."""
    scenario = again.project.scenario(again.request.scenario)
    prints = dict(record.input_fingerprints)
    households = again.project.layers["households"]
    if households is not before.project.layers["households"]:
        prints["households"] = frame_fingerprint(households)
    return replace(
        record,
        settings={**record.settings, "fixed_modes": dict(scenario.fixed_modes)},
        input_fingerprints=prints,
        finished_at=datetime.datetime.now().astimezone().isoformat(timespec="seconds"),
    )


def _only_adds(before: PreparedRenovation, again: PreparedRenovation) -> bool:
    """Whether every earlier decision stands, so that the earlier bound holds."""
    earlier = before.data.fixed_mode
    return bool((again.data.fixed_mode == earlier)[earlier != ""].all())


def _decision(
    before: PreparedRenovation, again: PreparedRenovation, accounts: Accounts
) -> dict[str, Any]:
    """Return what was decided by hand, what it costs the village, and who else changes."""
    ids = words(again.project.layers["households"], "household_id")
    decided = again.data.fixed_mode != before.data.fixed_mode
    changed = np.flatnonzero((again.plan.mode != before.plan.mode) & ~decided)
    was = household_accounts(before.data, before.plan)
    planned, earlier = (made.plan.mode != "undecided" for made in (again, before))
    is_comparable = bool((planned == earlier).all())

    def more(now: NDArray[np.float64], then: NDArray[np.float64]) -> int | None:
        return round(float(now.sum() - then.sum())) if is_comparable else None

    return {
        "households": [
            {
                "household_id": str(ids[index]),
                "asked": str(again.data.fixed_mode[index]),
                "mode": str(again.plan.mode[index]),
                "mode_without": str(before.plan.mode[index]),
                "is_allowed": _is_allowed(before.plan, index, str(again.data.fixed_mode[index])),
            }
            for index in np.flatnonzero(decided).tolist()
        ],
        "cost_yuan": more(accounts.present_value_yuan, was.present_value_yuan),
        "capital_yuan": more(accounts.capital_yuan, was.capital_yuan),
        "changes": [
            {
                "household_id": str(ids[index]),
                "mode": str(again.plan.mode[index]),
                "mode_without": str(before.plan.mode[index]),
            }
            for index in changed.tolist()
        ],
    }


def _is_allowed(plan: RenovationPlan, index: int, mode: str) -> bool:
    """Whether the rules let a household have a mode."""
    allowed = {
        "sewer": plan.feasibility.can_sewer,
        "septic_tank": np.isfinite(plan.tank_present_value_yuan),
        "dry": np.isfinite(plan.dry_present_value_yuan),
        "keep": plan.feasibility.can_keep,
    }
    return mode not in allowed or bool(allowed[mode][index])


def _as_override(decision: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return a decision as the row of an override, where it sets a single mode with a price."""
    households = decision["households"]
    if len(households) != 1 or not households[0]["asked"] or decision["cost_yuan"] is None:
        return []
    priced = {key: decision[key] for key in ("cost_yuan", "capital_yuan", "changes")}
    return [{key: households[0][key] for key in ("household_id", "mode")} | priced]


def _carry_over(
    households: gpd.GeoDataFrame,
    earlier: gpd.GeoDataFrame,
    same: NDArray[np.bool_],
    decision: Mapping[str, Any],
) -> None:
    """Fill in what the second part works out: as it was where the mode is what it was."""
    columns = ["household_id", "confidence", "is_uncertain", "flips", "override_cost_yuan"]
    known = pd.DataFrame(earlier[columns]).set_index("household_id")
    known = known.reindex(households["household_id"].where(same)).reset_index()
    by_hand = households["is_fixed"].to_numpy(dtype=bool)
    confidence = known["confidence"].to_numpy(dtype=np.float64, na_value=np.nan)
    households["confidence"] = np.where(by_hand, 1.0, confidence)
    households["is_uncertain"] = known["is_uncertain"].fillna(False).to_numpy(dtype=bool)
    households["flips"] = known["flips"]
    cost = known["override_cost_yuan"].to_numpy(dtype=np.float64, na_value=np.nan).copy()
    for row in _as_override(decision):
        cost[households["household_id"] == row["household_id"]] = row["cost_yuan"]
    households["override_cost_yuan"] = cost
