"""A site choice may be ended with the best plan so far; only when the user says so."""

from __future__ import annotations

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest

from siting_tool.commands.plan_commands import RUNS
from siting_tool.project.runs import RunOutcome


@pytest.fixture
def patient_run(monkeypatch):
    """A run that goes on until the best so far is asked for."""

    def run(project, request, progress, *_):
        while not progress.is_end_asked():
            progress.report("stage.choosing_sites")
        return RunOutcome(results={}, summary=project.scenario().runs["site"].summary)

    for kind in RUNS:
        monkeypatch.setitem(RUNS, kind, run)


def test_the_best_so_far_comes_in_as_one_step(window, qtbot, patient_run):
    before = window.document.project
    action = window.registry.qactions["plan.keep_best"]
    assert not action.isEnabled()
    with qtbot.waitSignal(window.runner.ended, timeout=20_000):
        window.plans.run_site()
        button = window.status.job.best_button
        qtbot.waitUntil(button.isVisible)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        assert not button.isEnabled()
    assert window.document.project is not before
    assert not action.isEnabled()
    window.document.undo_stack.undo()
    assert window.document.project.scenario().runs == before.scenario().runs


def test_esc_keeps_nothing(window, qtbot, patient_run):
    before = window.document.project
    with qtbot.waitSignal(window.runner.ended, timeout=20_000):
        window.plans.run_site()
        qtbot.waitUntil(window.status.job.best_button.isVisible)
        window.registry.qactions["plan.cancel"].trigger()
    assert window.document.project is before


def test_only_a_search_for_sites_can_be_ended_early(window, qtbot, patient_run):
    with qtbot.waitSignal(window.runner.ended, timeout=20_000):
        window.plans.run_renovate()
        qtbot.waitUntil(window.status.job.cancel_button.isVisible)
        assert not window.status.job.best_button.isVisible()
        assert not window.runner.can_end_early
        window.registry.qactions["plan.cancel"].trigger()
