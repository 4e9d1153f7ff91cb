"""Every household's mode with its reasons and costs, as a result layer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from algorithms.renovation.rules import FAILED, PASSED, RULES, UNKNOWN, Outcome, Rule
from resources.texts import LANGUAGES, Language, text
from siting_tool.project.columns import words
from siting_tool.project.renovation_reasons import household_reasons
from siting_tool.project.renovation_texts import item_fragments, json_lists, verdict_fragments
from siting_tool.project.study_area import layer_or_empty, village_of_points

if TYPE_CHECKING:
    from algorithms.renovation.accounts import Accounts
    from algorithms.renovation.plan import RenovationInput, RenovationPlan
    from resources.catalogue import ParameterValues
    from siting_tool.project.project import Project
    from siting_tool.project.renovation_sewer_layers import SewerLayers


def _unused(_: Any, __: Any) -> Outcome:
    """Stand for the check of a rule whose verdict comes from the design."""
    raise NotImplementedError


_LATERAL = Rule(
    mode="sewer", code="sewer_lateral", parameter="sewer.lateral_max_m", unit="m", check=_unused
)
_OUTLET = Rule(
    mode="sewer", code="sewer_outlet", parameter="mode.sewer_connect_km", unit="yuan", check=_unused
)
_COMPULSORY = Rule(
    mode="sewer", code="sewer_compulsory", parameter="mode.connect_is_compulsory", unit="",
    check=_unused, blocks=False,
)  # fmt: skip


def design_outcomes(
    data: RenovationInput, plan: RenovationPlan, accounts: Accounts
) -> list[tuple[Rule, Outcome]]:
    """Return the verdicts that only the sewer design can give."""
    node, length = data.connections.node, data.connections.length_m
    nothing = np.full(len(node), np.nan)
    reached = node >= 0
    no_levels = not np.isfinite(data.basis.graph.ground_level_m).any()
    lateral = np.where(reached, PASSED, UNKNOWN if no_levels else FAILED).astype(np.int8)
    sewered = plan.mode == "sewer"
    alone = accounts.sewer_present_value_yuan
    outlet = np.where(sewered, PASSED, np.where(np.isfinite(alone), FAILED, UNKNOWN))
    limit = np.full(len(node), data.basis.rules.lateral_max_m)
    return [
        (_LATERAL, Outcome(
            verdict=lateral,
            value=np.where(reached, length, data.connections.nearest_m),
            limit=limit, stands=reached)),
        (_OUTLET, Outcome(
            verdict=outlet.astype(np.int8), value=alone, limit=nothing, stands=sewered)),
        (_COMPULSORY, Outcome(
            verdict=plan.is_compulsory.astype(np.int8), value=nothing, limit=nothing,
            stands=plan.is_compulsory)),
    ]  # fmt: skip


def household_modes(
    project: Project,
    scenario: str,
    data: RenovationInput,
    plan: RenovationPlan,
    accounts: Accounts,
    sewers: SewerLayers,
    values: ParameterValues,
) -> gpd.GeoDataFrame:
    """Return the household layer of a plan."""
    frame = layer_or_empty(project, "households")
    node = data.connections.node
    sewered = plan.mode == "sewer"
    checked = [(rule, plan.feasibility.outcomes[rule.code]) for rule in RULES]
    checked += design_outcomes(data, plan, accounts)
    doubts = needs_site_check(plan, checked)
    reasons = household_reasons(data, plan, accounts, sewers, doubts)
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
        "plant_id": np.where(sewered, sewers.plant_of_node[node], ""),
        "confidence": np.full(len(frame), np.nan),
        "is_uncertain": np.zeros(len(frame), dtype=bool),
        "needs_site_check": np.array([bool(doubt) for doubt in doubts], dtype=bool),
        "reason_zh": reasons["zh"],
        "reason_en": reasons["en"],
        "verdicts": json_lists([verdict_fragments(r, o, values) for r, o in checked]),
        "cost_items": json_lists(_item_lists(plan, accounts)),
        "flips": np.full(len(frame), "[]", dtype=object),
    }
    points = np.asarray(shapely.points(data.households.xy_m))
    geometry = gpd.GeoSeries(list(points), crs=project.crs)
    return gpd.GeoDataFrame(rows, geometry=geometry, crs=project.crs)


def _finite(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(np.isfinite(values), values, np.nan)


def _item_lists(plan: RenovationPlan, accounts: Accounts) -> list[list[str]]:
    tables = (
        (accounts.sewer_items, plan.mode == "sewer"),
        (plan.tank_costs, plan.mode == "septic_tank"),
        (plan.dry_costs, plan.mode == "dry"),
    )
    return [item_fragments(item, chosen) for table, chosen in tables for item in table.items]


def needs_site_check(
    plan: RenovationPlan, checked: list[tuple[Rule, Outcome]]
) -> list[dict[Language, list[str]]]:
    """Return, per household, the titles of the rules of its mode that nobody knows."""
    count = len(plan.mode)
    doubts: list[dict[Language, list[str]]] = [{} for _ in range(count)]
    for rule, outcome in checked:
        concerned = (outcome.verdict == UNKNOWN) & outcome.stands
        if rule.mode == "any":
            concerned &= plan.mode != "keep"
        elif rule.mode in {"keep", "septic_tank", "dry", "sewer"}:
            concerned &= plan.mode == rule.mode
        if rule.code in {"occupied", "willing", "tank_flush", "dry_indicated"}:
            continue
        titles = {language: text(f"rule.{rule.code}", language) for language in LANGUAGES}
        for index in np.flatnonzero(concerned).tolist():
            for language, title in titles.items():
                doubts[index].setdefault(language, []).append(title)
    return doubts
