"""Edits from the window: done, undone, redone; the model is what is looked at."""

from __future__ import annotations

import numpy as np

from algorithms.errors import InputError
from siting_tool.commands.plan_commands import RUNS
from siting_tool.project.runs import RunOutcome
from siting_tool.project.store import open_project


def mode_of(window, household_id):
    frame = window.document.frame("household_modes")
    return frame.set_index("household_id").loc[household_id, "mode"]


def trigger(window, action_id):
    action = window.registry.qactions[action_id]
    assert action.isEnabled(), action_id
    action.trigger()


def test_a_mode_set_by_hand_is_undone_and_redone(window):
    window.document.select("household_modes", [0])
    assert mode_of(window, "H000") == "sewer"
    trigger(window, "edit.mode_dry")
    assert mode_of(window, "H000") == "dry"
    assert window.document.scenario.fixed_modes == {"H000": "dry"}
    trigger(window, "edit.undo")
    assert mode_of(window, "H000") == "sewer"
    assert window.document.scenario.fixed_modes == {}
    trigger(window, "edit.redo")
    assert mode_of(window, "H000") == "dry"


def test_a_bulk_override_is_one_step(window):
    window.document.select("households", np.arange(20))
    trigger(window, "edit.mode_keep")
    frame = window.document.frame("household_modes")
    assert (frame["mode"][:20] == "keep").all()
    assert window.document.undo_stack.count() == 1
    trigger(window, "edit.undo")
    assert window.document.frame("household_modes")["mode"][:2].tolist() == ["sewer", "septic_tank"]


def test_the_inspector_sets_the_mode_it_shows(window, qtbot):
    window.document.select("household_modes", [7])
    window.inspector.mode_box.setCurrentIndex(window.inspector.mode_box.findData("septic_tank"))
    window.inspector.apply_button.click()
    assert mode_of(window, "H007") == "septic_tank"
    card = window.inspector.browser
    qtbot.waitUntil(lambda: "Set by hand" in card.toPlainText(), timeout=5_000)


def test_a_site_is_locked_and_freed(window):
    window.document.select("toilet_sites", [1])
    window.inspector.site_buttons["lock"].click()
    assert window.document.scenario.site_choices == {"X001": "lock"}
    window.inspector.site_buttons["lock"].click()
    assert window.document.scenario.site_choices == {}


def test_saving_marks_the_project_saved_and_the_file_holds_the_edit(window, qtbot):
    window.document.select("household_modes", [0])
    trigger(window, "edit.mode_dry")
    assert window.isWindowModified()
    with qtbot.waitSignal(window.runner.ended, timeout=20_000):
        trigger(window, "file.save")
    assert not window.isWindowModified()
    assert not window.registry.qactions["file.save"].isEnabled()
    stored = open_project(window.document.path)
    assert stored.scenario().fixed_modes == {"H000": "dry"}


def test_what_is_edited_during_a_save_stays_unsaved(window, qtbot):
    window.document.select("household_modes", [0])
    trigger(window, "edit.mode_dry")
    with qtbot.waitSignal(window.runner.ended, timeout=20_000):
        trigger(window, "file.save")
        trigger(window, "edit.mode_keep")
    assert window.document.is_modified


def test_a_project_opens_in_the_background(empty_window, window, qtbot, tmp_path):
    path = tmp_path / "other.gpkg"
    with qtbot.waitSignal(window.runner.ended, timeout=20_000):
        window.files.save_to(path)
    with qtbot.waitSignal(window.document.opened, timeout=20_000):
        window.open_path(path)
    assert window.document.path == path
    assert len(window.document.frame("households")) == 60


def test_a_file_that_is_no_project_gives_a_message(window, qtbot, tmp_path):
    path = tmp_path / "letter.gpkg"
    path.write_text("Dear planner,")
    with qtbot.waitSignal(window.runner.ended, timeout=20_000):
        window.open_path(path)
    assert window.messages.property("severity") == "error"
    assert "letter.gpkg" in window.messages.label.text()


def fake_run(project, request, progress, memory):
    progress.report("stage.choosing_sites", 0.5)
    results = {"toilet_sites": project.scenario().results["toilet_sites"].iloc[:1]}
    summary = {**project.scenario().runs["site"].summary, "new_sites": 0}
    return RunOutcome(results=results, summary=summary)


def test_a_run_comes_in_as_one_step(window, qtbot, monkeypatch):
    monkeypatch.setitem(RUNS, "site", fake_run)
    with qtbot.waitSignal(window.runner.ended, timeout=20_000):
        trigger(window, "plan.site")
    assert len(window.document.frame("toilet_sites")) == 1
    assert len(window.document.project.history) == 1
    trigger(window, "edit.undo")
    assert len(window.document.frame("toilet_sites")) == 2
    assert len(window.document.project.history) == 0
    trigger(window, "edit.redo")
    assert len(window.document.frame("toilet_sites")) == 1


def test_a_second_run_does_not_start_beside_the_first(window, qtbot, monkeypatch):
    monkeypatch.setitem(RUNS, "site", fake_run)
    with qtbot.waitSignal(window.runner.ended, timeout=20_000):
        trigger(window, "plan.site")
        assert not window.registry.qactions["plan.site"].isEnabled()
        assert window.runner.run(lambda _: None, done=print, failed=print) is None
    assert window.document.undo_stack.count() == 1


def endless_run(project, request, progress, memory):
    while True:
        progress.report("stage.choosing_sites")


def test_a_run_is_cancelled_and_changes_nothing(window, qtbot, monkeypatch):
    monkeypatch.setitem(RUNS, "renovate", endless_run)
    before = window.document.project
    with qtbot.waitSignal(window.runner.ended, timeout=20_000):
        trigger(window, "plan.renovate")
        trigger(window, "plan.cancel")
    assert window.document.project is before
    assert "cancelled" in window.messages.label.text()


def test_closing_during_a_run_cancels_and_waits(window, qtbot, monkeypatch):
    monkeypatch.setitem(RUNS, "renovate", endless_run)
    trigger(window, "plan.renovate")
    job = window.runner.job
    window.close()
    assert job.is_cancelling


def refused_run(project, request, progress, memory):
    raise InputError("siting.too_few_sites", wanted=5, available=3)


def test_a_refused_run_says_why(window, qtbot, monkeypatch):
    monkeypatch.setitem(RUNS, "site", refused_run)
    with qtbot.waitSignal(window.runner.ended, timeout=20_000):
        trigger(window, "plan.site")
    assert window.messages.label.text().startswith("5 facilities are wanted but only 3")


def test_figures_select_what_is_behind_them(window):
    window.maps.select_group("household_modes", "mode", "dry")
    assert window.document.selection.labels.tolist() == list(range(2, 60, 5))
    assert "12 selected" in window.inspector.browser.toPlainText()
