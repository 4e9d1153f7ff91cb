"""Cards of the inspector: why nobody reaches a household, and what could replace a toilet."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from small_project import small_project

WHY = {
    "zh": "最近的允许点位 X9 在 1,850 m 外。",
    "en": "The nearest allowed site X9 is 1,850 m away.",
}
REPLACEMENT = {
    "alternative_site_id": "P07",
    "alternative_distance_m": 140.0,
    "alternative_persons_lost": 12.0,
    "alternative_walk_m": 35.5,
    "alternative_cost_yuan": 8000.0,
}


@pytest.fixture
def unreached(empty_window):
    """The township whose last household no toilet can reach, and GC01 with a replacement."""
    project = small_project()
    scenario = project.scenario()
    access = scenario.results["household_access"].copy()
    last = access.index[-1]
    access[["reason_zh", "reason_en"]] = ""
    access.loc[last, ["reason_zh", "reason_en"]] = [WHY["zh"], WHY["en"]]
    access.loc[last, "site_id"], access.loc[last, "walk_m"] = "", float("nan")
    sites = scenario.results["toilet_sites"].assign(
        **{name: [value, "" if isinstance(value, str) else float("nan")]
           for name, value in REPLACEMENT.items()}
    )  # fmt: skip
    rejected = sites.head(1)[["site_id", "scenario", "site_name", "geometry"]].assign(
        reason_zh="离水源太近。", reason_en="Too near a well."
    )
    results = {
        **scenario.results,
        "household_access": access,
        "toilet_sites": sites,
        "rejected_sites": rejected,
    }
    changed = project.with_scenario(replace(scenario, results=results))
    empty_window.document.open(changed, None)
    return empty_window


def card(window, role, row):
    window.document.select(role, [row])
    return window.inspector.browser.toPlainText()


@pytest.mark.parametrize(("language", "other"), [("zh", "en"), ("en", "zh")])
@pytest.mark.parametrize("role", ["household_modes", "households", "household_access"])
def test_a_household_without_a_toilet_is_told_why(unreached, role, language, other):
    unreached.looks.speak(language)
    shown = card(unreached, role, 59)
    assert WHY[language] in shown
    assert WHY[other] not in shown
    assert "nan" not in shown


def test_a_household_with_a_toilet_is_told_no_reason(unreached):
    shown = card(unreached, "household_modes", 0)
    assert "GC01" in shown
    assert WHY["en"] not in shown


def test_a_toilet_tells_its_nearest_replacement(unreached):
    shown = card(unreached, "toilet_sites", 0).split("\n")
    pairs = dict(itertools.pairwise(shown))
    assert pairs["Nearest replacement"] == "P07"
    assert pairs["Replacement is away"] == "140 m"
    assert pairs["Persons lost with it"] == "12 persons"
    assert pairs["Longer walk with it"] == "35.5 m"
    assert pairs["Extra cost with it"] == "8,000 yuan"


def test_a_toilet_without_replacement_tells_none(unreached):
    assert "Nearest replacement" not in card(unreached, "toilet_sites", 1)


@pytest.mark.parametrize(("language", "told", "silent"), [
    ("zh", "离水源太近。", "Too near a well."), ("en", "Too near a well.", "离水源太近。"),
])  # fmt: skip
def test_a_rejected_place_tells_why_in_one_language(unreached, language, told, silent):
    unreached.looks.speak(language)
    shown = card(unreached, "rejected_sites", 0)
    assert told in shown
    assert silent not in shown
