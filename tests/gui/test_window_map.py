"""Clicks and drags on the map; what they select."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from affine import Affine
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication
from small_project import SOUTH, WEST

from layers.crs import parse_crs
from layers.raster import TerrainRaster
from layers.result_schema import RESULT_SCHEMAS
from siting_tool.commands.swap_project import SwapProject
from siting_tool.map_canvas.decorations import legend_rows
from siting_tool.map_canvas.measuring import measured_slope

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


def resize_window(window, width, height):
    window.resize(width, height)
    QApplication.processEvents()


def test_the_whole_stays_in_view_while_the_window_is_still_finding_its_size(window):
    """A project opened with the window would else stay as small as the window began."""
    resize_window(window, 1000, 700)
    window.canvas.show_all()
    resize_window(window, 1500, 1000)
    grown = window.canvas.view
    window.canvas.show_all()
    assert grown == window.canvas.view


def test_the_middle_stays_where_it_is_once_somebody_moved_the_map(window):
    resize_window(window, 1000, 700)
    window.canvas.show_all()
    window.canvas.zoom(0.5)
    before = window.canvas.view
    resize_window(window, 1500, 1000)
    after = window.canvas.view
    assert after.width_px > before.width_px
    assert (after.x_m, after.y_m, after.m_per_px) == (before.x_m, before.y_m, before.m_per_px)


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


def test_a_legend_too_long_keeps_the_colours_of_the_results(window):
    """Data gives way to plans, the lowest layer first."""
    drawn = window.canvas.layers
    whole = legend_rows(drawn, 1.0, "en", most=1000)
    results = [row for row in whole if row.layer.key in RESULT_SCHEMAS]
    assert results
    assert len(whole) > len(results)
    assert legend_rows(drawn, 1.0, "en", most=len(whole)) == whole
    assert legend_rows(drawn, 1.0, "en", most=len(results)) == results


def plane(window, missing_east_of_m=np.inf):
    """Ground that rises one metre in ten towards the east, 10 m cells."""
    x = WEST - 195 + 10.0 * np.arange(100)
    heights = np.broadcast_to(0.1 * (x - WEST), (100, 100)).astype(np.float32).copy()
    heights[:, x > WEST + missing_east_of_m] = np.nan
    transform = Affine(10.0, 0.0, WEST - 200, 0.0, -10.0, SOUTH + 800)
    crs = parse_crs(window.document.project.crs)
    return TerrainRaster(heights_m=heights, transform=transform, crs=crs)


def test_measuring_a_slope_tells_rise_and_gradients(window):
    """150 m to the east are 15 m up; then 200 m to the north are level: 15 m in 350 m."""
    terrain = plane(window)
    slope = measured_slope(terrain, [(WEST, SOUTH), (WEST + 150, SOUTH), (WEST + 150, SOUTH + 200)])
    assert slope.length_m == pytest.approx(350)
    assert slope.rise_m == pytest.approx(15, abs=1e-3)
    assert slope.mean_gradient == pytest.approx(15 / 350, abs=1e-5)
    assert slope.steepest_gradient == pytest.approx(0.1, abs=1e-4)
    down = measured_slope(terrain, [(WEST + 150, SOUTH), (WEST, SOUTH)])
    assert down.mean_gradient == pytest.approx(-0.1, abs=1e-5)
    assert measured_slope(terrain, [(WEST, SOUTH), (WEST, SOUTH)]) is None
    assert measured_slope(plane(window, 100), [(WEST, SOUTH), (WEST + 150, SOUTH)]) is None


def test_the_slope_is_told_when_the_way_is_finished(window):
    project = replace(window.document.project, terrain=plane(window))
    window.document.push(SwapProject(project=project))
    window.registry.qactions["map.measure_slope"].trigger()
    for column in (0, 3):
        QTest.mouseClick(window.canvas, LEFT, PLAIN, pixel(window, WEST + 50 * column, SOUTH))
    said = "Length 150 m, height difference +15.0 m, slope 10.0 % on average, 10.0 % at most"
    assert window.status.place.text() == said
    QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    assert window.messages.label.text() == said


def test_measuring_an_area_closes_it(window):
    window.registry.qactions["map.measure_area"].trigger()
    for column, row in ((0, 0), (2, 0), (2, 1)):
        place = pixel(window, WEST + 50 * column, SOUTH + 100 * row)
        QTest.mouseClick(window.canvas, LEFT, PLAIN, place)
    assert window.status.place.text() == "Area 5,000 m², around it 341 m"
