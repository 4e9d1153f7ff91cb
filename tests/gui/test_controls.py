"""Every control has a name for those who listen, and the keyboard reaches it in order."""

from __future__ import annotations

import itertools

import pytest
from all_dialogs import DIALOGS
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QSlider,
    QTabBar,
    QTableView,
    QTextBrowser,
    QWidget,
)

from siting_tool.docks.bar_chart import BarChart
from siting_tool.docks.point_chart import PointChart
from siting_tool.docks.profile_panel import ProfileView
from siting_tool.map_canvas.canvas import MapCanvas

PARTS_OF = (QLineEdit, QTabBar, QTableView, QAbstractSpinBox)
CONTROLS = (
    QAbstractButton,
    QAbstractSpinBox,
    QComboBox,
    QSlider,
    QAbstractItemView,
    QTextBrowser,
    QLineEdit,
    BarChart,
    PointChart,
    ProfileView,
    MapCanvas,
)


def controls_of(top):
    """Yield every control that is not hidden by itself and not a part of Qt's widgets."""
    for widget in top.findChildren(QWidget):
        is_part = isinstance(widget, QHeaderView) or isinstance(widget.parent(), PARTS_OF)
        is_popup = widget.window().windowType() == Qt.WindowType.Popup
        is_own = not is_part and not is_popup and not widget.objectName().startswith("qt_")
        if isinstance(widget, CONTROLS) and is_own and not widget.isHidden():
            yield widget


def nameless(top):
    for widget in controls_of(top):
        has_words = isinstance(widget, QAbstractButton) and widget.text() not in ("", "✕")
        if not (widget.accessibleName() or has_words):
            yield type(widget).__name__, widget.objectName()


def test_every_control_of_the_window_has_a_name(window):
    window.table.filter_button.setChecked(True)
    assert list(nameless(window)) == []


@pytest.mark.parametrize("name", DIALOGS)
def test_every_control_of_a_dialog_has_a_name(window, name):
    dialog = DIALOGS[name](window)
    assert list(nameless(dialog)) == []
    dialog.close()


def reached_by_tab(top):
    """Return what the Tab key reaches, beginning anywhere and going once around."""
    reached, widget = [], top.nextInFocusChain()
    while widget is not top:
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            reached.append(widget)
        widget = widget.nextInFocusChain()
    return reached


@pytest.mark.parametrize("name", DIALOGS)
def test_the_tab_key_goes_down_a_dialog(window, name):
    """From control to control the way leads down, or on to the right in one row."""
    dialog = DIALOGS[name](window)
    dialog.show()
    QApplication.processEvents()
    places = [widget.mapTo(dialog, widget.rect().center()) for widget in reached_by_tab(dialog)]
    rows = [(place.y() // 40, place.x()) for place in places]
    jumps = sum(later < earlier for earlier, later in itertools.pairwise(rows))
    assert places
    assert jumps <= 1, rows
    dialog.close()


def test_every_control_of_a_panel_is_reached_by_tab(window):
    """Toolbar buttons have keys and menus instead, the buttons of docks a menu."""
    skipped = ("dock_", "qt_", "step_", "figure_", "message_", "job_")
    for name, dock in window.docks.by_name.items():
        window.docks.show(name)
        QApplication.processEvents()
        chain = set(reached_by_tab(window))
        left = [
            widget.objectName()
            for widget in controls_of(dock.widget())
            if widget.isVisible()
            and widget.isEnabled()
            and widget not in chain
            and not widget.objectName().startswith(skipped)
        ]
        assert left == [], name
