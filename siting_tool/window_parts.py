"""The parts of the window and where they stand."""

from __future__ import annotations

from collections.abc import Iterable

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QAction
from PyQt6.QtWidgets import (
    QAbstractButton,
    QDockWidget,
    QMainWindow,
    QMenu,
    QStackedWidget,
    QTabBar,
    QToolBar,
    QVBoxLayout,
    QWidget,
)

from siting_tool.commands.actions import ActionRegistry
from siting_tool.docks.message_bar import MessageBar
from siting_tool.docks.number_strip import NumberStrip
from siting_tool.docks.panel import Panel
from siting_tool.docks.start_page import StartPage
from siting_tool.i18n import translate
from siting_tool.map_canvas.canvas import MapCanvas

_MENUS = ("file", "edit", "map", "draw", "plan", "look", "help")
_TOOLBAR = (
    "file.new", "file.open", "file.save", "", "edit.undo", "edit.redo", "",
    "map.select", "map.lasso", "map.pan", "map.zoom_box", "map.full", "map.measure",
    "map.measure_area", "map.measure_slope", "", "draw.site", "draw.move", "draw.vertices",
    "draw.restricted", "draw.candidate", "draw.delete", "", "plan.site", "plan.renovate",
    "plan.cancel", "file.export", "", "help.palette",
)  # fmt: skip
_START = ("file.new", "file.open", "file.sample")
_AREAS = {
    "tasks": Qt.DockWidgetArea.LeftDockWidgetArea,
    "layers": Qt.DockWidgetArea.LeftDockWidgetArea,
    "inspector": Qt.DockWidgetArea.RightDockWidgetArea,
    "parameters": Qt.DockWidgetArea.RightDockWidgetArea,
}


class Middle(QWidget):
    """Messages, figures, and the map or the start page."""

    def __init__(self, canvas: MapCanvas, registry: ActionRegistry, parent: QWidget) -> None:
        super().__init__(parent)
        self.messages = MessageBar(self)
        self.numbers = NumberStrip(self)
        self.start = StartPage([registry.qactions[name] for name in _START], self)
        self.pages = QStackedWidget(self)
        self.pages.addWidget(self.start)
        self.pages.addWidget(canvas)
        self._canvas = canvas
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.messages)
        column.addWidget(self.numbers)
        column.addWidget(self.pages, 1)

    def show_map(self, is_map: bool) -> None:
        """Show the map, or the start page."""
        self.pages.setCurrentWidget(self._canvas if is_map else self.start)


class Docks:
    """Puts panels into docks: at the left, at the right, the others as tabs below.

    Attributes
    ----------
    by_name
        Docks by the name of their panel.
    """

    def __init__(self, window: QMainWindow, panels: dict[str, Panel]) -> None:
        self._window = window
        self._panels = panels
        self.by_name: dict[str, QDockWidget] = {}
        below = Qt.DockWidgetArea.BottomDockWidgetArea
        window.setCorner(Qt.Corner.BottomLeftCorner, Qt.DockWidgetArea.LeftDockWidgetArea)
        window.setCorner(Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.RightDockWidgetArea)
        for name, panel in panels.items():
            dock = QDockWidget(window)
            dock.setObjectName(f"dock_{name}")
            dock.setWidget(panel)
            self.by_name[name] = dock
            window.addDockWidget(_AREAS.get(name, below), dock)
        lower = [dock for name, dock in self.by_name.items() if name not in _AREAS]
        for dock in lower[1:]:
            window.tabifyDockWidget(lower[0], dock)
        window.tabifyDockWidget(self.by_name["inspector"], self.by_name["parameters"])
        for dock in (lower[0], self.by_name["inspector"]):
            dock.raise_()
        self._set_sizes(lower)

    def _set_sizes(self, lower: list[QDockWidget]) -> None:
        tasks, layers = self.by_name["tasks"], self.by_name["layers"]
        across, down = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        self._window.resizeDocks([tasks, self.by_name["inspector"]], [270, 330], across)
        self._window.resizeDocks([tasks, layers], [430, 370], down)
        if lower:
            self._window.resizeDocks([lower[0]], [210], down)

    def show(self, name: str) -> None:
        """Bring a panel to the front."""
        dock = self.by_name[name]
        dock.show()
        dock.raise_()

    def toggle_actions(self) -> Iterable[QAction]:
        """Return the actions that show and hide the docks."""
        actions = (dock.toggleViewAction() for dock in self.by_name.values())
        return [action for action in actions if action is not None]

    def retranslate(self) -> None:
        """Set titles and the names of the buttons in them, which Qt does not translate."""
        names = {
            "qt_dockwidget_closebutton": translate("MainWindow", "Close the panel"),
            "qt_dockwidget_floatbutton": translate("MainWindow", "Detach the panel"),
        }
        for name, dock in self.by_name.items():
            dock.setWindowTitle(self._panels[name].title())
            for object_name, words in names.items():
                button = dock.findChild(QAbstractButton, object_name)
                if button is not None:
                    button.setAccessibleName(words)
                    button.setToolTip(words)
        self._hide_spare_tabs()

    def _hide_spare_tabs(self) -> None:
        """Hide tab bars that Qt made while the docks were put together and uses no more."""
        for bar in self._window.findChildren(
            QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly
        ):
            if not any(bar.tabText(number) for number in range(bar.count())):
                bar.hide()


class Menus:
    """Menu bar and toolbar, made from the actions."""

    def __init__(self, window: QMainWindow, registry: ActionRegistry, docks: Docks) -> None:
        bar = window.menuBar()
        assert bar is not None
        self._menus: dict[str, QMenu] = {}
        for menu_id in _MENUS:
            menu = bar.addMenu(menu_id)
            assert menu is not None
            menu.setObjectName(f"menu_{menu_id}")
            self._menus[menu_id] = menu
            for action in registry.in_menu(menu_id):
                if action.is_after_separator:
                    menu.addSeparator()
                menu.addAction(registry.qactions[action.id])
        self._menus["look"].addSeparator()
        self._menus["look"].addActions(docks.toggle_actions())
        self._toolbar = QToolBar(window)
        self._toolbar.setObjectName("toolbar")
        self._toolbar.setMovable(False)
        window.addToolBar(self._toolbar)
        for name in _TOOLBAR:
            if name:
                self._toolbar.addAction(registry.qactions[name])
            else:
                self._toolbar.addSeparator()

    def retranslate(self) -> None:
        """Set the titles of the menus."""
        titles = {
            "file": translate("MainWindow", "&File"),
            "edit": translate("MainWindow", "&Edit"),
            "map": translate("MainWindow", "&Map"),
            "draw": translate("MainWindow", "&Draw"),
            "plan": translate("MainWindow", "&Plan"),
            "look": translate("MainWindow", "&View"),
            "help": translate("MainWindow", "&Help"),
        }
        for menu_id, menu in self._menus.items():
            menu.setTitle(titles[menu_id])
        self._toolbar.setWindowTitle(translate("MainWindow", "Toolbar"))
