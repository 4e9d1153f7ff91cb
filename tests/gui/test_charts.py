"""Charts: what their points mean, and what a click on one does."""

from __future__ import annotations

import pytest
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtTest import QTest

from siting_tool.commands.plan_commands import RUNS
from siting_tool.docks.plot_data import break_even_plot, coverage_plot
from siting_tool.project.runs import RunOutcome


def show(window, kind):
    window.docks.show("charts")
    window.charts.kind.setCurrentIndex(window.charts.kind.findData(kind))
    return window.charts.plot


def click(plot, point):
    place = plot.place(point.x, point.y)
    spot = QPoint(round(place.x()), round(place.y()))
    QTest.mouseClick(plot, Qt.MouseButton.LeftButton, pos=spot)


def test_the_curve_tells_share_and_proof(window):
    plot = coverage_plot(window.document.scenario.runs["site"].summary)
    assert [point.x for point in plot.points] == [1, 2, 4]
    assert [point.y for point in plot.points] == pytest.approx([50, 100 * 165 / 180, 100])
    assert [point.is_solid for point in plot.points] == [True, True, False]


def test_a_system_pays_above_the_line(window):
    """S01: 12,000 - 6,000 over 10 m at 450 a metre: above 4,500. S02: 7,000 under 18,000."""
    plot = break_even_plot(window.document.scenario.runs["renovate"].summary)
    pays = [point.y > plot.limit_slope * point.x for point in plot.points]
    assert pays == [True, False]


def test_a_click_on_a_system_selects_its_households(window):
    plot = show(window, "break_even")
    click(plot, plot.plot.points[0])
    assert window.document.selection.labels.tolist() == list(range(0, 60, 5))


def best_of(project, request, progress, memory):
    """Answer with as many sites as were asked for."""
    progress.report("stage.choosing_sites", 0.5)
    assert request.model == "mclp"
    sites = project.scenario(request.scenario).results["toilet_sites"]
    results = {"toilet_sites": sites.iloc[: request.facility_count]}
    return RunOutcome(results=results, summary=project.scenario().runs["site"].summary)


def test_a_click_on_the_curve_makes_a_scenario_in_one_step(window, qtbot, monkeypatch):
    monkeypatch.setitem(RUNS, "site", best_of)
    window.edits.set_site_choice("X001", "lock")
    plot = show(window, "curve")
    with qtbot.waitSignal(window.runner.ended, timeout=20_000):
        click(plot, plot.plot.points[0])
        assert window.document.scenario_name == "main"
        assert not window.registry.qactions["plan.site"].isEnabled()
    name = "main, 1 toilets"
    assert window.document.scenario_name == name
    scenario = window.document.project.scenarios[name]
    assert len(scenario.results["toilet_sites"]) == 1
    assert scenario.site_choices == {"X001": "lock"}
    assert (scenario.results["household_modes"]["scenario"] == name).all()
    assert len(window.document.project.scenarios["main"].results["toilet_sites"]) == 2
    assert len(window.document.project.history) == 1
    window.document.undo_stack.undo()
    assert list(window.document.project.scenarios) == ["main"]
    assert window.document.project.history == ()
    assert window.document.scenario_name == "main"
    window.document.undo_stack.redo()
    assert list(window.document.project.scenarios) == ["main", name]


def test_a_number_between_the_points_is_tried_too(window, qtbot, monkeypatch):
    monkeypatch.setitem(RUNS, "site", best_of)
    show(window, "curve")
    for _ in range(2):
        window.charts.number.setValue(2)
        with qtbot.waitSignal(window.runner.ended, timeout=20_000):
            window.charts.try_button.click()
        window.document.look_at("main")
    assert list(window.document.project.scenarios)[1:] == ["main, 2 toilets", "main, 2 toilets (2)"]


def test_nothing_is_tried_while_something_runs(window, qtbot, monkeypatch):
    monkeypatch.setitem(RUNS, "site", best_of)
    with qtbot.waitSignal(window.runner.ended, timeout=20_000):
        window.plans.try_number(1)
        window.plans.try_number(2)
        assert "still running" in window.messages.label.text()
    assert list(window.document.project.scenarios) == ["main", "main, 1 toilets"]


def test_the_keys_go_from_point_to_point_and_choose(window):
    plot = show(window, "break_even")
    wanted = []
    window.charts.group_wanted.connect(lambda *group: wanted.append(group))
    plot.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(plot, Qt.Key.Key_Left)
    assert "S01: 12 households" in window.charts.legend.text()
    QTest.keyClick(plot, Qt.Key.Key_Right)
    assert "S02" in window.charts.legend.text()
    QTest.keyClick(plot, Qt.Key.Key_Return)
    assert wanted == [("household_modes", "system_id", "S02")]


def test_the_keys_go_from_bar_to_bar_and_choose(window):
    window.charts.kind.setCurrentIndex(window.charts.kind.findData("modes"))
    bars = window.charts.chart
    QTest.keyClick(bars, Qt.Key.Key_Right)
    QTest.keyClick(bars, Qt.Key.Key_Right)
    QTest.keyClick(bars, Qt.Key.Key_Return)
    assert window.document.selection.labels.tolist() == list(range(1, 30, 5))


def test_a_plan_without_points_says_so(empty_window):
    plot = show(empty_window, "curve")
    assert plot.plot.points == ()
    assert empty_window.charts.legend.text() == "The chart appears after a run."
    assert not empty_window.charts.try_button.isEnabled()
