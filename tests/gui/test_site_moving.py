"""A dragged toilet takes the coverage with it; both are one undoable step."""

from __future__ import annotations

import pytest
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtTest import QTest
from small_project import SOUTH, WEST

LEFT, PLAIN = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


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
