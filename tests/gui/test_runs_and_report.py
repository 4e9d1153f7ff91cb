"""Runs are cancelled by Esc and repeated from the history; findings lead to their places."""

from __future__ import annotations

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QStyleOptionViewItem

from layers.findings import Finding, Severity
from siting_tool.commands.plan_commands import RUNS
from siting_tool.project.data_report import DataReport
from siting_tool.project.runs import RunOutcome


@pytest.fixture
def asked(monkeypatch):
    """Requests of the runs, which find nothing new."""
    requests = []

    def run(project, request, progress, memory):
        progress.report("stage.choosing_sites", 0.5)
        requests.append(request)
        return RunOutcome(results={}, summary=project.scenario().runs["site"].summary)

    monkeypatch.setitem(RUNS, "site", run)
    return requests


def endless_run(project, request, progress, memory):
    while True:
        progress.report("stage.choosing_sites")


def test_esc_cancels_a_run_and_is_free_again_afterwards(window, qtbot, monkeypatch):
    monkeypatch.setitem(RUNS, "site", endless_run)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    before = window.document.project
    cancel = window.registry.qactions["plan.cancel"]
    assert not cancel.isEnabled()
    with qtbot.waitSignal(window.runner.ended, timeout=20_000):
        window.plans.run_site()
        qtbot.waitUntil(lambda: window.status.job.label.text() == "Choosing sites")
        QTest.keyClick(window.canvas, Qt.Key.Key_Escape)
    assert window.document.project is before
    assert not cancel.isEnabled()
    assert not window.status.job.isVisible()


def test_a_run_of_the_history_is_repeated_with_its_settings(window, qtbot, asked):
    form = window.tasks.site_form
    form.model.setCurrentIndex(form.model.findData("mclp"))
    form.count.setValue(7)
    form.distance_m.setValue(450)
    with qtbot.waitSignal(window.runner.ended, timeout=20_000):
        window.plans.run_site()
    form.model.setCurrentIndex(form.model.findData("lscp"))
    form.count.setValue(0)
    panel = window.history
    assert panel.table.rowCount() == 1
    assert not panel.again_button.isEnabled()
    panel.table.selectRow(0)
    with qtbot.waitSignal(window.runner.ended, timeout=20_000):
        panel.again_button.click()
    first, again = asked
    assert (again.model, again.facility_count, again.service_distance_m) == ("mclp", 7, 450)
    assert again.scenario == first.scenario
    assert panel.table.rowCount() == 2
    window.document.undo_stack.undo()
    assert panel.table.rowCount() == 1


def test_the_question_of_the_last_run_stands_in_the_form_when_a_project_is_opened(
    window, qtbot, asked
):
    form = window.tasks.site_form
    form.model.setCurrentIndex(form.model.findData("mclp"))
    form.count.setValue(7)
    form.budget.setValue(90_000)
    with qtbot.waitSignal(window.runner.ended, timeout=20_000):
        window.plans.run_site()
    form.show_settings({})
    assert form.model.currentData() == "lscp"
    window.document.opened.emit()
    assert (form.model.currentData(), form.count.value(), form.budget.value()) == (
        "mclp", 7, 90_000,
    )  # fmt: skip
    assert form.distance_m.value() == 0


@pytest.fixture
def report(window):
    places = ((500_350.0, 3_300_000.0), (500_400.0, 3_300_000.0))
    finding = Finding(
        severity=Severity.WARNING, code="findings.bad_coordinates", role="households", count=2,
        ids=("H007", "H008"), xy=places,
    )  # fmt: skip
    window.report.show_report(DataReport(counts={}, findings=(finding,), missing=()))
    return window.report


def test_a_finding_is_zoomed_to_and_its_features_selected(window, report):
    item = report.tree.topLevelItem(0)
    report.tree.itemActivated.emit(item, 0)
    assert window.document.selected_household_ids() == ["H007", "H008"]
    assert (window.canvas.view.x_m, window.canvas.view.y_m) == (500_350.0, 3_300_000.0)


def test_each_place_of_a_finding_is_reached_by_keys(window, report):
    report.tree.setCurrentItem(report.tree.topLevelItem(0))
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return):
        QTest.keyClick(report.tree, key)
    assert window.document.selected_household_ids() == ["H008"]
    assert (window.canvas.view.x_m, window.canvas.view.y_m) == (500_400.0, 3_300_000.0)


def test_a_changed_parameter_makes_results_stale_and_a_run_makes_them_fresh(window, qtbot):
    heading = window.tasks._headings["renovate"]
    qtbot.waitUntil(lambda: "✓" in heading.text(), timeout=20_000)
    window.edits.set_parameters({"public.persons_per_toilet": "700"})
    qtbot.waitUntil(lambda: "!" in heading.text(), timeout=20_000)
    opacity = {item.layer.key: item.opacity for item in window.canvas.layers}
    assert opacity["household_modes"] < 1.0
    assert opacity["roads"] == 1.0
    window.document.undo_stack.undo()
    qtbot.waitUntil(lambda: "✓" in heading.text(), timeout=20_000)
    opacity = {item.layer.key: item.opacity for item in window.canvas.layers}
    assert opacity["household_modes"] == 1.0


def item_of(form, parameter_id):
    return next(i for i in form._items() if i.data(0, Qt.ItemDataRole.UserRole) == parameter_id)


def test_every_parameter_shows_unit_bounds_source_and_certainty(window):
    form = window.parameters
    for parameter in form.profile().values():
        item = item_of(form, parameter.id)
        form.tree.setCurrentItem(item)
        told = form.details.text()
        assert "Source: " in told
        assert told.rpartition("Certainty: ")[2]
        assert bool(item.text(2)) == bool(parameter.unit)
        if parameter.minimum is not None:
            assert f"{parameter.minimum:g} – " in told


def test_a_number_beyond_its_bounds_is_refused_with_the_reason(window):
    form = window.parameters
    parameter = next(p for p in form.profile().values() if p.maximum is not None)
    usual = item_of(form, parameter.id).text(1)
    item_of(form, parameter.id).setText(1, str(parameter.maximum * 10 + 1))
    assert window.messages.property("severity") == "error"
    assert item_of(form, parameter.id).text(1) == usual
    assert window.document.project.parameters == {}


def test_choices_are_taken_from_a_list(window):
    form = window.parameters
    index = form.tree.indexFromItem(item_of(form, "public.lscp_goal"), 1)
    editor = form._delegate.createEditor(form.tree, QStyleOptionViewItem(), index)
    assert [editor.itemText(n) for n in range(editor.count())] == [
        "least money",
        "fewest new toilets",
    ]
    editor.deleteLater()
