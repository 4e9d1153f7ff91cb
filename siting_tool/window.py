"""The window: makes the parts and connects them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from PyQt6.QtCore import QByteArray, QEvent, QSettings, Qt, QTimer
from PyQt6.QtGui import QCloseEvent
from PyQt6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDockWidget,
    QMainWindow,
    QMenu,
    QVBoxLayout,
    QWidget,
)

from resources.texts import Language
from siting_tool.commands.actions import ActionRegistry
from siting_tool.commands.document import Document
from siting_tool.commands.edit_commands import EditCommands
from siting_tool.commands.file_commands import FileCommands
from siting_tool.commands.look_commands import LookCommands
from siting_tool.commands.map_commands import MapCommands
from siting_tool.commands.plan_commands import PlanCommands
from siting_tool.docks.inspector import Inspector
from siting_tool.docks.layer_panel import LayerPanel
from siting_tool.docks.message_bar import MessageBar
from siting_tool.docks.number_strip import NumberStrip
from siting_tool.docks.panel import Panel
from siting_tool.docks.task_panel import TaskPanel
from siting_tool.i18n import translate
from siting_tool.i18n.formats import format_distance
from siting_tool.i18n.language import Translators, system_language
from siting_tool.jobs.job import JobRunner
from siting_tool.map_canvas.canvas import MapCanvas
from siting_tool.map_canvas.layer_views import LayerViews
from siting_tool.map_canvas.measuring import measured_area_m2, measured_length_m
from siting_tool.window_look import add_chinese_font, apply_theme
from siting_tool.window_map import MapController
from siting_tool.window_status import StatusFields
from siting_tool.window_tasks import step_states

_TOOLBAR = (
    "file.open", "file.save", "", "edit.undo", "edit.redo", "",
    "map.select", "map.lasso", "map.pan", "map.zoom_box", "map.full", "map.measure",
    "map.measure_area", "", "plan.site", "plan.renovate", "plan.cancel",
)  # fmt: skip
_STEP_ACTIONS = {
    "data": ("file.open",),
    "site": ("plan.site",),
    "renovate": ("plan.renovate",),
}


class MainWindow(QMainWindow):
    """The application's window.

    Parameters
    ----------
    translators
        Switches the language.
    """

    def __init__(self, translators: Translators) -> None:
        super().__init__()
        self.setObjectName("main_window")
        self.document = Document(self)
        self.runner = JobRunner(self)
        self.views = LayerViews(self)
        self.canvas = MapCanvas(self)
        self.maps = MapController(self.document, self.canvas, self.views)
        self.files = FileCommands(self.document, self.runner, self)
        self.edits = EditCommands(self.document, self)
        self.plans = PlanCommands(self.document, self.runner, self)
        self.map_commands = MapCommands(self.maps, self)
        self.looks = LookCommands(translators, self)
        self.registry = ActionRegistry(self)
        for commands in (self.files, self.edits, self.map_commands, self.plans, self.looks):
            self.registry.add(commands.actions())
        self._make_middle()
        self._make_docks()
        self._make_menus()
        bar = self.statusBar()
        assert bar is not None
        self.status = StatusFields(self.document, self.runner, bar, self)
        self._connect()
        self.retranslate()
        self.resize(1440, 900)

    # parts --------------------------------------------------------------------------

    def _make_middle(self) -> None:
        middle = QWidget(self)
        self.messages = MessageBar(middle)
        self.numbers = NumberStrip(middle)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.messages)
        column.addWidget(self.numbers)
        column.addWidget(self.canvas, 1)
        self.setCentralWidget(middle)

    def _make_docks(self) -> None:
        buttons = {
            step: [self.registry.qactions[name] for name in names]
            for step, names in _STEP_ACTIONS.items()
        }
        self.tasks = TaskPanel(buttons, self)
        self.plans.site_request = lambda: self.tasks.site_form.request(self.document.scenario_name)
        self.layer_panel = LayerPanel(self.views, self)
        self.inspector = Inspector(self.document, self)
        self._docks: dict[str, tuple[QDockWidget, Panel]] = {}
        left, right = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea
        self._add_dock("tasks", self.tasks, left)
        self._add_dock("layers", self.layer_panel, left)
        self._add_dock("inspector", self.inspector, right)
        docks = [dock for dock, _ in self._docks.values()]
        self.resizeDocks(docks, [270, 270, 330], Qt.Orientation.Horizontal)
        self.resizeDocks(docks[:2], [420, 380], Qt.Orientation.Vertical)

    def _add_dock(self, name: str, panel: Panel, area: Qt.DockWidgetArea) -> None:
        dock = QDockWidget(self)
        dock.setObjectName(f"dock_{name}")
        dock.setWidget(panel)
        self.addDockWidget(area, dock)
        self._docks[name] = (dock, panel)

    def _make_menus(self) -> None:
        bar = self.menuBar()
        assert bar is not None
        self._menus: dict[str, QMenu] = {}
        for menu_id in ("file", "edit", "map", "plan", "look"):
            menu = bar.addMenu(menu_id)
            assert menu is not None
            menu.setObjectName(f"menu_{menu_id}")
            for action in self.registry.in_menu(menu_id):
                if action.is_after_separator:
                    menu.addSeparator()
                menu.addAction(self.registry.qactions[action.id])
            self._menus[menu_id] = menu
        self._menus["look"].addSeparator()
        for dock, _ in self._docks.values():
            self._menus["look"].addAction(dock.toggleViewAction())
        self.toolbar = self.addToolBar("main")
        assert self.toolbar is not None
        self.toolbar.setObjectName("toolbar")
        self.toolbar.setMovable(False)
        for name in _TOOLBAR:
            if name:
                self.toolbar.addAction(self.registry.qactions[name])
            else:
                self.toolbar.addSeparator()

    def _connect(self) -> None:
        document = self.document
        for sender in (self.files, self.edits, self.plans):
            sender.told.connect(self.messages.show_message)
        self.maps.layers_changed.connect(self.layer_panel.show_layers)
        self.canvas.view_changed.connect(self.status.show_view)
        self.canvas.cursor_moved.connect(self.status.show_place)
        self.map_commands.sketched.connect(self._show_measure)
        self.layer_panel.zoom_wanted.connect(self.maps.zoom_to_layer)
        self.layer_panel.current_changed.connect(self._take_current_layer)
        self.inspector.modes_wanted.connect(self.edits.set_modes)
        self.inspector.site_choice_wanted.connect(self.edits.set_site_choice)
        self.numbers.group_wanted.connect(self.select_group)
        for signal in (
            document.opened,
            document.project_changed,
            document.scenario_changed,
            document.path_changed,
            document.selection_changed,
            document.undo_stack.indexChanged,
            document.undo_stack.cleanChanged,
            self.runner.started,
            self.runner.ended,
            self.map_commands.tool_changed,
            self.looks.changed,
        ):
            signal.connect(self._refresh)

    # keeping up to date ---------------------------------------------------------------

    def retranslate(self) -> None:
        """Set every word in the language in use."""
        titles = {
            "file": translate("MainWindow", "&File"),
            "edit": translate("MainWindow", "&Edit"),
            "map": translate("MainWindow", "&Map"),
            "plan": translate("MainWindow", "&Plan"),
            "look": translate("MainWindow", "&View"),
        }
        for menu_id, menu in self._menus.items():
            menu.setTitle(titles[menu_id])
        for dock, panel in self._docks.values():
            dock.setWindowTitle(panel.title())
            _name_dock_buttons(dock)
        assert self.toolbar is not None
        self.toolbar.setWindowTitle(translate("MainWindow", "Toolbar"))
        self.registry.retranslate()
        self._refresh()

    def changeEvent(self, event: QEvent | None) -> None:  # noqa: N802
        """Speak another language."""
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def _refresh(self, *_: Any) -> None:
        document = self.document
        self.registry.refresh()
        has_project = document.project is not None
        self.numbers.show_scenario(document.scenario if has_project else None)
        self.tasks.show_states(step_states(document, frozenset()))
        name = document.path.name if document.path else translate("MainWindow", "New project")
        program = translate("MainWindow", "Rural Toilet Planner")
        self.setWindowTitle(f"{name}[*] – {program}" if has_project else program)
        self.setWindowModified(document.is_modified)

    def _take_current_layer(self, key: str) -> None:
        self.maps.current_key = key

    def _show_measure(self, way_m: list[tuple[float, float]], is_area: bool) -> None:
        length = format_distance(measured_length_m(way_m))
        if is_area:
            words = translate("MainWindow", "Area {area} m², around it {length}")
            words = words.format(area=f"{measured_area_m2(way_m):,.0f}", length=length)
        else:
            words = translate("MainWindow", "Length {length}").format(length=length)
        self.status.show_text(words)

    def select_group(self, role: str, column: str, value: object) -> None:
        """Select the features of a layer that have a value."""
        frame = self.document.frame(role)
        if frame is not None:
            chosen = (frame[column] == value).fillna(False).to_numpy(dtype=bool)
            self.document.select(role, frame.index.to_numpy()[chosen])

    # opening and closing --------------------------------------------------------------

    def open_path(self, path: Path) -> None:
        """Open a project file."""
        self.files.open_path(path)

    def restore_layout(self) -> None:
        """Take the sizes and places of the last time."""
        settings = QSettings()
        for key, restore in (
            ("geometry", self.restoreGeometry),
            ("layout", self.restoreState),
        ):
            stored = settings.value(key)
            if isinstance(stored, QByteArray):
                restore(stored)

    def closeEvent(self, event: QCloseEvent | None) -> None:  # noqa: N802
        """Ask about unsaved changes, then stop everything that runs."""
        assert event is not None
        if not self.files.may_close():
            event.ignore()
            return
        settings = QSettings()
        settings.setValue("geometry", self.saveGeometry())
        settings.setValue("layout", self.saveState())
        self.runner.close()
        self.canvas.close_renderer()
        event.accept()


def _name_dock_buttons(dock: QDockWidget) -> None:
    """Name the buttons in a dock's title, which Qt does not translate."""
    names = {
        "qt_dockwidget_closebutton": translate("MainWindow", "Close the panel"),
        "qt_dockwidget_floatbutton": translate("MainWindow", "Detach the panel"),
    }
    for object_name, name in names.items():
        button = dock.findChild(QAbstractButton, object_name)
        if button is not None:
            button.setAccessibleName(name)
            button.setToolTip(name)


def make_application(language: Language | None) -> tuple[QApplication, Translators]:
    """Return the application with style, fonts and language set."""
    sys.setswitchinterval(0.001)  # the painter's thread must not hold up the window
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setOrganizationName("siting-tool")
    app.setApplicationName("siting-tool")
    add_chinese_font()
    settings = QSettings()
    apply_theme(str(settings.value("theme", "light")))
    translators = Translators(app)
    stored = settings.value("language")
    chosen: Language = language or (stored if stored in ("zh", "en") else system_language())
    translators.speak(chosen)
    return app, translators


def run_window(project_path: str | None, language: Language | None = None) -> int:
    """Open the window and stay until it is closed; return the exit code."""
    app, translators = make_application(language)
    window = MainWindow(translators)
    window.restore_layout()
    window.show()
    if project_path is not None:
        QTimer.singleShot(0, lambda: window.open_path(Path(project_path)))
    return app.exec()


def make_window_picture(project_path: str, png_path: str, language: Language | None = None) -> None:
    """Write a picture of the window with a project open, without showing it."""
    from siting_tool.project.store import open_project  # noqa: PLC0415 - loads GDAL

    _, translators = make_application(language)
    window = MainWindow(translators)
    window.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    window.show()
    window.document.open(open_project(Path(project_path)), Path(project_path))
    QApplication.processEvents()
    window.canvas.show_all()
    window.canvas.snapshot()
    window.grab().save(png_path)
    window.close()
