"""Every household's mode with its reasons and costs, as a result layer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from algorithms.renovation.rule_table import FAILED, PASSED, RULES, UNKNOWN
from algorithms.renovation.rules import Outcome
from resources.texts import LANGUAGES, Language, text
from siting_tool.project.columns import words
from siting_tool.project.renovation_json import item_fragments, json_lists, verdict_fragments
from siting_tool.project.renovation_reasons import household_reasons
from siting_tool.project.study_area import layer_or_empty, village_of_points

if TYPE_CHECKING:
    from algorithms.renovation.accounts import Accounts
    from algorithms.renovation.plan import RenovationInput, RenovationPlan
    from siting_tool.project.project import Project
    from siting_tool.project.renovation_sewer_layers import SewerLayers

FloatArray = NDArray[np.float64]
TextArray = NDArray[np.object_]
# Not known, but no matter: the plan holds either way, or somebody asks anyway.
_SETTLED_BY_PLAN = ("occupied", "willing", "tank_flush", "dry_indicated")


def street_velocity_m_s(pipes: gpd.GeoDataFrame, household_ids: TextArray) -> FloatArray:
    """Return the velocity in the reach that each household's lateral joins, NaN without one."""
    street = pipes[pipes["kind"] == "gravity"].set_index("up_manhole_id")["velocity_m_s"]
    lateral = pipes[pipes["kind"] == "lateral"].set_index("household_id")["down_manhole_id"]
    velocity = pd.Series(household_ids).map(lateral).map(street)
    return np.asarray(velocity.to_numpy(dtype=np.float64, na_value=np.nan))


def design_outcomes(
    data: RenovationInput,
    plan: RenovationPlan,
    accounts: Accounts,
    plant_of_node: TextArray,
    velocity_m_s: FloatArray,
) -> dict[str, Outcome]:
    """Return the verdicts that only the sewer design can give, by rule."""
    node, length = data.connections.node, data.connections.length_m
    nothing = np.full(len(node), np.nan)
    reached = node >= 0
    is_near = reached & (length <= data.basis.rules.lateral_max_m)
    no_levels = not np.isfinite(data.basis.graph.ground_level_m).any()
    alone = accounts.sewer_present_value_yuan
    sewered, has_outlet = plan.mode == "sewer", np.isfinite(alone)
    town_rule = plan.is_compulsory & ~plan.is_sewer_by_hand & ~data.households.in_protection_zone
    return {
        "sewer_lateral": Outcome(
            verdict=np.where(is_near, PASSED, UNKNOWN if no_levels else FAILED).astype(np.int8),
            value=np.where(reached, length, data.connections.nearest_m),
            limit=np.full(len(node), data.basis.rules.lateral_max_m),
            stands=reached,
        ),
        "sewer_pump": Outcome(
            verdict=np.full(len(node), PASSED, dtype=np.int8),
            value=nothing,
            limit=np.full(len(node), data.basis.rules.house_pump_max_head_m),
            stands=data.connections.is_pumped,
            applies=data.connections.is_pumped,
        ),
        "sewer_outlet": Outcome(
            verdict=np.where(has_outlet, PASSED, FAILED).astype(np.int8),
            value=alone,
            limit=nothing,
            stands=has_outlet,
            applies=reached,
            detail=np.where(sewered, plant_of_node[node], "").astype(np.str_),
        ),
        "sewer_flushing": Outcome(
            verdict=(velocity_m_s >= data.basis.rules.min_velocity_m_s).astype(np.int8),
            value=velocity_m_s,
            limit=np.full(len(node), data.basis.rules.min_velocity_m_s),
            stands=sewered,
            applies=np.isfinite(velocity_m_s),
        ),
        "sewer_compulsory": Outcome(
            verdict=np.full(len(node), PASSED, dtype=np.int8),
            value=nothing,
            limit=nothing,
            stands=town_rule,
            applies=town_rule,
        ),
    }


def household_modes(
    project: Project,
    scenario: str,
    data: RenovationInput,
    plan: RenovationPlan,
    accounts: Accounts,
    sewers: SewerLayers,
) -> gpd.GeoDataFrame:
    """Return the household layer of a plan."""
    frame = layer_or_empty(project, "households")
    node = data.connections.node
    sewered = plan.mode == "sewer"
    velocity = street_velocity_m_s(sewers.pipes, words(frame, "household_id"))
    outcomes = {
        **plan.feasibility.outcomes,
        **design_outcomes(data, plan, accounts, sewers.plant_of_node, velocity),
    }
    doubts = needs_site_check(plan, outcomes)
    reasons = household_reasons(data, plan, accounts, outcomes, sewers, doubts)
    rows = {
        "household_id": words(frame, "household_id"),
        "scenario": np.full(len(frame), scenario, dtype=object),
        "village_code": village_of_points(
            project, data.households.xy_m, words(frame, "village_code")
        ),
        "householder_name": words(frame, "householder_name"),
        "persons": data.households.persons,
        "mode": plan.mode.astype(object),
        "variant": plan.variant.astype(object),
        "is_fixed": data.fixed_mode != "",
        "override_cost_yuan": np.full(len(frame), np.nan),
        "capital_yuan": accounts.capital_yuan,
        "annual_yuan": accounts.annual_yuan,
        "present_value_yuan": accounts.present_value_yuan,
        "sewer_present_value_yuan": _finite(accounts.sewer_present_value_yuan),
        "septic_tank_present_value_yuan": _finite(plan.tank_present_value_yuan),
        "dry_present_value_yuan": _finite(plan.dry_present_value_yuan),
        "sewer_share_yuan": accounts.sewer_share_yuan,
        "system_id": np.where(sewered, sewers.system_of_node[node], ""),
        "plant_id": _plant_ids(plan, node, sewers),
        "confidence": np.full(len(frame), np.nan),
        "is_uncertain": np.zeros(len(frame), dtype=bool),
        "needs_site_check": np.array([bool(doubt) for doubt in doubts], dtype=bool),
        "reason_zh": reasons["zh"],
        "reason_en": reasons["en"],
        "verdicts": json_lists(
            [verdict_fragments(rule.code, outcomes[rule.code]) for rule in RULES]
        ),
        "cost_items": json_lists(_item_lists(plan, accounts)),
        "flips": np.full(len(frame), "[]", dtype=object),
    }
    points = np.asarray(shapely.points(data.households.xy_m))
    geometry = gpd.GeoSeries(list(points), crs=project.crs)
    return gpd.GeoDataFrame(rows, geometry=geometry, crs=project.crs)


def _plant_ids(plan: RenovationPlan, node: NDArray[np.int64], sewers: SewerLayers) -> TextArray:
    """Return the plant of the sewer, or the large tank that neighbours share."""
    tank = [f"T{group + 1:03d}" for group in plan.shared_tanks.group.tolist()]
    chosen = [plan.mode == "sewer", plan.variant == "shared_tank"]
    return np.select(chosen, [sewers.plant_of_node[node], np.array(tank, dtype=object)], "")


def _finite(values: FloatArray) -> FloatArray:
    return np.where(np.isfinite(values), values, np.nan)


def _item_lists(plan: RenovationPlan, accounts: Accounts) -> list[list[str]]:
    tables = (
        (accounts.sewer_items, plan.mode == "sewer"),
        (plan.tank_costs, plan.mode == "septic_tank"),
        (plan.dry_costs, plan.mode == "dry"),
    )
    return [item_fragments(item, chosen) for table, chosen in tables for item in table.items]


def needs_site_check(
    plan: RenovationPlan, outcomes: Mapping[str, Outcome]
) -> list[dict[Language, list[str]]]:
    """Return, per household, the titles of the rules of its mode that nobody knows."""
    doubts: list[dict[Language, list[str]]] = [{} for _ in plan.mode]
    for rule in RULES:
        outcome = outcomes[rule.code]
        concerned = (outcome.verdict == UNKNOWN) & outcome.stands
        if outcome.applies is not None:
            concerned &= outcome.applies
        concerned &= (plan.mode != "keep") if rule.mode == "any" else (plan.mode == rule.mode)
        if rule.code in _SETTLED_BY_PLAN:
            continue
        titles = {language: text(f"rule.{rule.code}", language) for language in LANGUAGES}
        for index in np.flatnonzero(concerned).tolist():
            for language, title in titles.items():
                doubts[index].setdefault(language, []).append(title)
    return doubts
