"""Two scenarios on one map, left and right of a line."""

from __future__ import annotations

import pytest
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtGui import QAction, QColor
from PyQt6.QtTest import QTest
from small_project import SOUTH, WEST

from siting_tool.project.edits import SetFixedModes, SetScenario

LEFT = Qt.MouseButton.LeftButton
PLAIN = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def two(window):
    """A copy in which everyone is connected to the sewer."""
    window.scenarios.duplicate("variant")
    ids = window.document.frame("household_modes")["household_id"]
    window.document.push(SetFixedModes(scenario="variant", modes=dict.fromkeys(ids, "sewer")))
    window.document.look_at("main")
    window.canvas.show_all()
    return window


def action(window) -> QAction:
    return window.registry.qactions["map.compare"]


def colours_of(picture, window):
    """Return how often each colour shows near the households."""
    base = picture.base
    x0, y0 = picture.scene.view.to_px(WEST - 20, SOUTH + 520)
    x1, y1 = picture.scene.view.to_px(WEST + 470, SOUTH - 20)
    return {
        base.pixel(x, y) for x in range(round(x0), round(x1)) for y in range(round(y0), round(y1))
    }


def test_each_side_shows_its_scenario_in_the_same_view(two):
    action(two).trigger()
    two.canvas.snapshot()
    left, right = two.canvas.picture, two.canvas.curtain.picture
    assert left.scene.view == right.scene.view
    looks = two.maps.layer("household_modes").categories
    dry = next(QColor(*look.colour).rgb() for look in looks if look.value == "dry")
    assert dry in colours_of(left, two)
    assert dry not in colours_of(right, two)
    assert two.canvas.curtain.titles == ("Main plan", "variant")


def test_both_follow_the_view(two, qtbot):
    action(two).trigger()
    with qtbot.waitSignal(two.canvas.curtain.renderer.drawn, timeout=20_000):
        two.canvas.zoom(2.0)
    qtbot.waitUntil(
        lambda: two.canvas.picture.scene.view == two.canvas.curtain.picture.scene.view,
        timeout=20_000,
    )
    assert two.canvas.curtain.picture.scene.view.m_per_px == pytest.approx(two.canvas.view.m_per_px)


def test_the_line_is_dragged_and_the_tool_stays_out_of_it(two):
    action(two).trigger()
    canvas = two.canvas
    two.document.select("households", [3])
    start = QPoint(round(canvas.curtain.line_px), 200)
    QTest.mousePress(canvas, LEFT, PLAIN, start)
    QTest.mouseMove(canvas, start - QPoint(100, 0))
    QTest.mouseRelease(canvas, LEFT, PLAIN, start - QPoint(100, 0))
    assert canvas.curtain.line_px == pytest.approx(start.x() - 100, abs=1)
    assert len(two.document.selection) == 1
    canvas.curtain.move_to(-50)
    assert 0 < canvas.curtain.share < 0.1


def test_an_edit_shows_on_its_side(two):
    action(two).trigger()
    two.document.push(SetFixedModes(scenario="variant", modes={"H003": "keep"}))
    (layer,) = [
        item.layer for item in two.canvas.curtain.layers if item.layer.key == "household_modes"
    ]
    values = [look.value for look in layer.categories]
    assert values[layer.codes[3]] == "keep"


def test_it_ends_by_the_action_by_the_panel_and_with_the_scenario(two):
    action(two).trigger()
    assert action(two).isChecked()
    action(two).trigger()
    assert not two.canvas.curtain.is_open
    two.scenarios.map_button.click()
    assert two.canvas.curtain.is_open
    two.document.push(SetScenario(name="variant", scenario=None))
    assert not two.canvas.curtain.is_open
    assert not action(two).isChecked()
    assert not action(two).isEnabled()
