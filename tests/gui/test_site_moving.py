"""A dragged toilet takes the coverage with it; both are one undoable step."""

from __future__ import annotations

import numpy as np
import pytest
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtTest import QTest
from small_project import SOUTH, WEST

from siting_tool.commands.live_coverage import live_coverage

LEFT, PLAIN = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


class Silent:
    def report(self, stage, share=None):
        pass


def test_walks_follow_the_roads(window):
    """Toilet GC01 stands at (225, 110) on the road at y = 110.

    Household H010 at (0, 100): 10 m to the road, 225 m along it: 235 m.
    H000 at (0, 0) goes 10 m to its road at y = 10, 50 m west to the main road,
    100 m north, 275 m east: 435 m.
    """
    coverage = live_coverage(window.document.project, "main", Silent())
    walk = coverage.distances.nearest_distance_m
    assert walk[10] == pytest.approx(235.0, abs=0.1)
    assert walk[0] == pytest.approx(435.0, abs=0.1)
    assert coverage.persons_covered == 3 * np.count_nonzero(walk <= coverage.service_distance_m)


def test_a_toilet_is_dragged_and_put_back(window, qtbot):
    window.canvas.show_all()
    window.canvas.snaps = False
    with qtbot.waitSignal(window.runner.ended, timeout=60_000):
        window.registry.qactions["draw.site"].trigger()
    before = window.document.project
    view = window.canvas.view
    start = view.to_px(WEST + 225, SOUTH + 110)
    end = view.to_px(WEST + 25, SOUTH + 110)
    places = [QPoint(round(x), round(y)) for x, y in (start, end)]
    QTest.mousePress(window.canvas, LEFT, PLAIN, places[0])
    QTest.mouseMove(window.canvas, places[1])
    assert window.messages.label.text().startswith("Covered")
    QTest.mouseRelease(window.canvas, LEFT, PLAIN, places[1])
    site = window.document.frame("toilet_sites").geometry.iloc[0]
    assert site.x == pytest.approx(WEST + 25, abs=2)
    walks = window.document.frame("household_access")["walk_m"]
    assert walks[10] == pytest.approx(35, abs=3)
    assert window.document.undo_stack.count() == 1
    window.document.undo_stack.undo()
    frame = window.document.frame("household_access")
    assert frame.equals(before.scenario().results["household_access"])
    assert window.document.frame("toilet_sites").geometry.iloc[0].x == WEST + 225
