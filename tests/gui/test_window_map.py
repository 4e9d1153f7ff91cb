"""Clicks and drags on the map; what they select."""

from __future__ import annotations

import pytest
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtTest import QTest
from small_project import SOUTH, WEST

LEFT = Qt.MouseButton.LeftButton
PLAIN = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier


def pixel(window, x_m, y_m):
    x, y = window.canvas.view.to_px(x_m, y_m)
    return QPoint(round(x), round(y))


def drag(window, start, *way):
    QTest.mousePress(window.canvas, LEFT, PLAIN, start)
    for place in way:
        QTest.mouseMove(window.canvas, place)
    QTest.mouseRelease(window.canvas, LEFT, PLAIN, way[-1])


@pytest.fixture(autouse=True)
def whole_township(window):
    window.canvas.show_all()


def test_a_click_selects_a_household_and_shows_its_card(window):
    QTest.mouseClick(window.canvas, LEFT, PLAIN, pixel(window, WEST + 100, SOUTH))
    assert window.document.selected_household_ids() == ["H002"]
    assert "H002" in window.inspector.browser.toPlainText()


def test_ctrl_adds_and_takes_away(window):
    for column in (0, 1):
        QTest.mouseClick(window.canvas, LEFT, CTRL, pixel(window, WEST + 50 * column, SOUTH))
    assert window.document.selected_household_ids() == ["H000", "H001"]
    QTest.mouseClick(window.canvas, LEFT, CTRL, pixel(window, WEST, SOUTH))
    assert window.document.selected_household_ids() == ["H001"]


def test_a_click_on_nothing_clears(window):
    window.document.select("households", [1])
    QTest.mouseClick(window.canvas, LEFT, PLAIN, QPoint(2, 2))
    assert len(window.document.selection) == 0


def test_a_rectangle_selects_households(window):
    start = pixel(window, WEST - 20, SOUTH + 20)
    drag(window, start, start + QPoint(9, 9), pixel(window, WEST + 120, SOUTH - 20))
    assert window.document.selected_household_ids() == ["H000", "H001", "H002"]


def test_a_lasso_selects_households(window):
    window.registry.qactions["map.lasso"].trigger()
    corners = [(-20, -20), (130, -20), (-20, 130), (-20, -20)]
    first, *way = [pixel(window, WEST + x, SOUTH + y) for x, y in corners]
    drag(window, first, *way)
    assert window.document.selected_household_ids() == ["H000", "H001", "H002", "H010"]


def test_dragging_moves_the_map_with_the_pan_tool(window):
    window.registry.qactions["map.pan"].trigger()
    before = window.canvas.view
    start = QPoint(300, 300)
    drag(window, start, start + QPoint(40, 10))
    moved = before.moved(40, 10)
    assert (window.canvas.view.x_m, window.canvas.view.y_m) == pytest.approx((moved.x_m, moved.y_m))


def test_measuring_tells_the_length(window):
    window.registry.qactions["map.measure"].trigger()
    window.canvas.snaps = True
    for column in (0, 3):
        QTest.mouseClick(window.canvas, LEFT, PLAIN, pixel(window, WEST + 50 * column, SOUTH))
    assert window.status.place.text() == "Length 150 m"


def test_the_map_is_drawn_and_shows_more_than_paper(window, qtbot):
    with qtbot.waitSignal(window.canvas.redrawn, timeout=10_000):
        window.canvas.redraw()
    picture = window.canvas.picture.base
    colours = {
        picture.pixel(x, y)
        for x in range(0, picture.width(), 3)
        for y in range(0, picture.height(), 3)
    }
    assert len(colours) > 20


def test_hiding_a_layer_takes_it_off_the_picture_and_the_legend(window):
    for key in [layer.key for layer in window.maps.layers()]:
        window.views.change(key, is_visible=False)
    window.canvas.snapshot()
    picture = window.canvas.picture.base
    paper = window.canvas.paper.rgb()
    wide, high = picture.width(), picture.height()
    assert all(picture.pixel(x, y) == paper for x in range(0, wide, 7) for y in range(0, high, 7))
