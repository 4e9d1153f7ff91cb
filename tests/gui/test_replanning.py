"""A mode set by hand is planned at the click, priced, and taken back as one step."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from affine import Affine
from PyQt6.QtCore import QUrl

from layers.raster import TerrainRaster
from layers.schema import INPUT_SCHEMAS
from siting_tool.project import renovation_override
from siting_tool.project.edits import AcceptRun
from siting_tool.project.renovation_run import run_renovation
from siting_tool.project.runs import RenovationRequest
from tests.helpers.lane_village import CRS, village

# Two houses share a sewer that neither can pay alone; whoever wants may stay away.
SETTINGS = {
    "mode.confidence_runs": 0,
    "mode.connect_is_compulsory": False,
    "treatment.are_allowed": False,
}


@pytest.fixture(scope="module")
def two_houses():
    """The planned project of two houses that both connect."""
    east_m = np.arange(-30.0, 60.0, 10.0) + 5.0
    slope = TerrainRaster(
        heights_m=np.tile(100.0 - 0.01 * east_m, (9, 1)),
        transform=Affine(10.0, 0.0, -30.0, 0.0, -10.0, 45.0),
        crs=CRS,
    )
    project = village(houses_per_side=1, fixed_mode=[None, None])
    project = replace(project, terrain=slope)
    request = RenovationRequest(parameters=SETTINGS)
    outcome = run_renovation(project, request)
    planned, _ = AcceptRun(kind="renovate", request=request, outcome=outcome).apply(project)
    return planned


@pytest.fixture
def houses(empty_window, two_houses):
    """The window with the two houses, whose plan isn't known to the engine yet."""
    empty_window.document.open(two_houses, None)
    return empty_window


def modes(window):
    return window.document.frame("household_modes")["mode"].tolist()


def summary(window):
    return window.document.scenario.runs["renovate"].summary


def wait_for_plan(window, qtbot):
    """Wait until nothing is planned any more."""
    replanning = window.plans.replanning
    qtbot.waitUntil(lambda: not replanning.runner.is_busy, timeout=60_000)


def decide(window, qtbot, **chosen):
    window.edits.set_modes(chosen)
    wait_for_plan(window, qtbot)


def test_a_mode_set_by_hand_is_planned_priced_and_changes_the_neighbour(houses, qtbot):
    """With H000 on a tank, H001 cannot pay the sewer: two tanks cost what the plan now costs."""
    before = summary(houses)
    assert modes(houses) == ["sewer", "sewer"]
    decide(houses, qtbot, H000="septic_tank")
    assert modes(houses) == ["septic_tank", "septic_tank"]
    after, decision = summary(houses), summary(houses)["decision"]
    assert decision["changes"] == [
        {"household_id": "H001", "mode": "septic_tank", "mode_without": "sewer"}
    ]
    for cost, total in (("cost_yuan", "present_value_yuan"), ("capital_yuan", "capital_yuan")):
        assert decision[cost] == pytest.approx(after[total] - before[total], abs=1.0)
    assert len(houses.document.frame("sewer_pipes")) == 0
    told = houses.messages.label.text()
    assert told.startswith("H000 is set to Three-chamber septic tank by hand.")
    assert f"{decision['cost_yuan']:,} yuan more" in told
    assert "One other household changes" in told
    houses.messages.offer_button.click()
    assert houses.document.selected_household_ids() == ["H000", "H001"]


def test_the_plan_is_that_of_the_command_line(houses, qtbot, two_houses):
    decide(houses, qtbot, H000="septic_tank")
    request = RenovationRequest(parameters=SETTINGS, fixed_modes={"H000": "septic_tank"})
    whole = run_renovation(two_houses, request).summary
    timing = {"seconds"}
    added = {"decision"}
    shown = {key: value for key, value in summary(houses).items() if key not in timing | added}
    assert shown == {key: value for key, value in whole.items() if key not in timing}


def test_undo_takes_mode_and_plan_back_as_one_step_and_redo_brings_both(houses, qtbot):
    stack, before = houses.document.undo_stack, summary(houses)
    decide(houses, qtbot, H000="septic_tank")
    after = summary(houses)
    assert stack.count() == 1
    stack.undo()
    assert summary(houses) is before
    assert modes(houses) == ["sewer", "sewer"]
    assert houses.document.scenario.fixed_modes == {}
    assert "taken back" in houses.messages.label.text()
    assert not houses.plans.replanning.runner.is_busy
    stack.redo()
    assert summary(houses) is after
    assert not houses.plans.replanning.runner.is_busy
    assert modes(houses) == ["septic_tank", "septic_tank"]


def test_quick_clicks_make_one_plan_and_stay_steps_of_their_own(houses, qtbot):
    houses.edits.set_modes({"H000": "septic_tank"})
    houses.edits.set_modes({"H001": "dry"})
    wait_for_plan(houses, qtbot)
    assert modes(houses) == ["septic_tank", "dry"]
    decided = [entry["household_id"] for entry in summary(houses)["decision"]["households"]]
    assert decided == ["H000", "H001"]
    houses.document.undo_stack.undo()
    wait_for_plan(houses, qtbot)
    assert modes(houses) == ["septic_tank", "septic_tank"]
    decided = [entry["household_id"] for entry in summary(houses)["decision"]["households"]]
    assert decided == ["H000"]
    houses.document.undo_stack.undo()
    assert modes(houses) == ["sewer", "sewer"]


def test_a_mode_given_back_brings_the_first_plan_back(houses, qtbot):
    cost = summary(houses)["present_value_yuan"]
    decide(houses, qtbot, H000="septic_tank")
    decide(houses, qtbot, H000=None)
    assert modes(houses) == ["sewer", "sewer"]
    assert summary(houses)["present_value_yuan"] == cost
    assert summary(houses)["overrides"] == []
    told = houses.messages.label.text()
    assert told.startswith("H000 is the program's choice again: Sewer connection.")
    assert "yuan less" in told


def test_a_mode_in_the_column_of_the_table_is_planned_too(houses, qtbot):
    field = INPUT_SCHEMAS["households"].field("fixed_mode")
    houses.edits.set_values("households", field, {0: "septic_tank"})
    wait_for_plan(houses, qtbot)
    assert modes(houses) == ["septic_tank", "septic_tank"]
    qtbot.waitUntil(lambda: "✓" in houses.tasks._headings["renovate"].text(), timeout=20_000)
    houses.document.undo_stack.undo()
    assert modes(houses) == ["sewer", "sewer"]


def test_without_a_plan_the_mode_waits_for_the_first_run(empty_window, two_houses):
    empty_window.document.open(replace(two_houses, scenarios={}), None)
    field = INPUT_SCHEMAS["households"].field("fixed_mode")
    empty_window.edits.set_values("households", field, {0: "septic_tank"})
    assert "no plan yet" in empty_window.messages.label.text()
    assert not empty_window.plans.replanning.runner.is_busy


def test_a_mode_against_the_rules_is_told_so(houses, qtbot):
    decide(houses, qtbot, H000="dry")
    assert "The rules are against it there" in houses.messages.label.text()


def test_after_other_changes_the_mode_waits_for_a_run(houses, qtbot):
    field = INPUT_SCHEMAS["households"].field("persons_resident")
    houses.edits.set_values("households", field, {0: 5.0})
    decide(houses, qtbot, H000="septic_tank")
    assert modes(houses) == ["septic_tank", "sewer"]
    assert "F6" in houses.messages.label.text()
    assert houses.messages.property("severity") == "info"


def test_planning_again_is_cancelled_and_the_mode_stays(houses, qtbot, monkeypatch):
    def endless(project, prepared, progress):
        while True:
            progress.report("override.planning")

    monkeypatch.setattr(renovation_override, "replan", endless)
    houses.edits.set_modes({"H000": "septic_tank"})
    label = houses.status.replanning.label
    qtbot.waitUntil(lambda: label.text().startswith("Planning again"), timeout=60_000)
    houses.registry.qactions["plan.cancel"].trigger()
    wait_for_plan(houses, qtbot)
    assert modes(houses) == ["septic_tank", "sewer"]
    assert houses.document.scenario.fixed_modes == {"H000": "septic_tank"}
    assert "not made again" in houses.messages.label.text()
    monkeypatch.undo()
    decide(houses, qtbot, H001="dry")
    assert modes(houses) == ["septic_tank", "dry"]


def test_the_plan_of_a_run_is_kept_for_the_first_click(houses, qtbot, monkeypatch):
    houses.edits.set_parameters({key: str(value) for key, value in SETTINGS.items()})
    with qtbot.waitSignal(houses.runner.ended, timeout=60_000):
        houses.plans.run_renovate()
    monkeypatch.delattr(renovation_override, "prepare_as_planned")
    decide(houses, qtbot, H000="septic_tank")
    assert modes(houses) == ["septic_tank", "septic_tank"]


def test_the_card_names_the_price_and_leads_to_who_changes(houses, qtbot):
    decide(houses, qtbot, H000="septic_tank")
    houses.document.select("household_modes", [0])
    card = houses.inspector.browser
    assert "H001: Three-chamber septic tank instead of Sewer" in card.toPlainText()
    assert f"{summary(houses)['decision']['cost_yuan']:,} yuan more" in card.toPlainText()
    card.anchorClicked.emit(QUrl("household:H001"))
    assert houses.document.selected_household_ids() == ["H001"]
