"""Scenarios side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from resources.texts import Language, text
from siting_tool.project.errors import ProjectError
from siting_tool.project.project import Project

_KINDS = ("site", "renovate")
_SITE_KEYS = (
    "model",
    "status",
    "new_sites",
    "cost_yuan",
    "persons_covered",
    "coverage_share",
    "walk_mean_m",
    "walk_max_m",
    "replacement_persons_lost",
    "gap",
)
_RENOVATE_KEYS = (
    "status",
    "households",
    "capital_yuan",
    "annual_yuan",
    "present_value_yuan",
    "gap",
    "uncertain_households",
)
_WORDS = ("model", "status")
_SHARES = ("coverage_share", "gap")


def compare_scenarios(project: Project, names: Sequence[str]) -> list[dict[str, Any]]:
    """Return the summaries of some scenarios.

    Raises
    ------
    ProjectError
        When a scenario does not exist or has no plan yet.
    """
    compared = []
    for name in names:
        if name not in project.scenarios:
            known = ", ".join(project.scenarios) or "-"
            raise ProjectError("project.no_scenario", name=name, names=known)
        runs = project.scenarios[name].runs
        if not runs:
            raise ProjectError("project.no_plan", name=name)
        summaries = {kind: runs[kind].summary for kind in _KINDS if kind in runs}
        compared.append({"scenario": name, **summaries})
    return compared


def comparison_rows(compared: Sequence[dict[str, Any]], language: Language) -> list[list[str]]:
    """Return a table: a row per figure, a column per scenario."""
    rows = [[text("compare.scenario", language), *(entry["scenario"] for entry in compared)]]
    for kind, keys in (("site", _SITE_KEYS), ("renovate", _RENOVATE_KEYS)):
        for key in keys:
            cells = [_cell(key, entry.get(kind, {}).get(key), language) for entry in compared]
            if any(cells):
                rows.append([text(f"compare.{kind}.{key}", language), *cells])
    return rows


def _cell(key: str, value: Any, language: Language) -> str:
    if value is None:
        return ""
    if key in _WORDS:
        return text(f"compare.{key}.{value}", language)
    if key in _SHARES:
        return f"{100 * value:.1f} %"
    return f"{value:,.0f}" if isinstance(value, int | float) else str(value)
