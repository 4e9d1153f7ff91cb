"""The window: makes the parts and connects them."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PyQt6.QtCore import QByteArray, QEvent, QSettings, Qt, QTimer
from PyQt6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PyQt6.QtWidgets import QApplication, QMainWindow

from resources.texts import Language
from siting_tool.commands.actions import ActionRegistry
from siting_tool.commands.base_map_commands import BaseMapCommands
from siting_tool.commands.compare_commands import CompareCommands
from siting_tool.commands.coordinate_commands import CoordinateCommands
from siting_tool.commands.data_commands import DataCommands
from siting_tool.commands.document import Document
from siting_tool.commands.edit_commands import EditCommands
from siting_tool.commands.feature_commands import FeatureCommands
from siting_tool.commands.file_commands import FileCommands, recent_paths
from siting_tool.commands.help_commands import HelpCommands
from siting_tool.commands.layer_commands import LayerCommands
from siting_tool.commands.look_commands import LookCommands
from siting_tool.commands.map_commands import MapCommands
from siting_tool.commands.plan_commands import PlanCommands
from siting_tool.commands.query_commands import QueryCommands
from siting_tool.commands.recovery import Autosave, offer_recovery
from siting_tool.commands.site_moving import SiteMoving
from siting_tool.commands.source_commands import SourceCommands
from siting_tool.docks.attribute_table import AttributeTable
from siting_tool.docks.chart_panel import ChartPanel
from siting_tool.docks.history_panel import HistoryPanel
from siting_tool.docks.inspector import Inspector
from siting_tool.docks.layer_panel import LayerPanel
from siting_tool.docks.parameter_form import ParameterForm
from siting_tool.docks.profile_panel import ProfilePanel
from siting_tool.docks.report_panel import ReportPanel
from siting_tool.docks.scenario_panel import ScenarioPanel
from siting_tool.docks.task_panel import TaskPanel
from siting_tool.i18n import translate
from siting_tool.i18n.language import Translators, system_language
from siting_tool.jobs.job import JobRunner
from siting_tool.map_canvas.canvas import MapCanvas
from siting_tool.map_canvas.layer_views import LayerViews
from siting_tool.window_checks import CheckResult, QuietChecks
from siting_tool.window_look import add_chinese_font, apply_theme
from siting_tool.window_map import MapController
from siting_tool.window_parts import Docks, Menus, Middle
from siting_tool.window_status import StatusFields
from siting_tool.window_tasks import step_states

_STEP_ACTIONS = {
    "data": ("file.import",),
    "site": ("plan.site",),
    "renovate": ("plan.renovate",),
    "sheets": ("file.export",),
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
        self.setAcceptDrops(True)
        self.setDockNestingEnabled(True)
        self.document = Document(self)
        self.runner = JobRunner(self)
        self.views = LayerViews(self)
        self.canvas = MapCanvas(self)
        self.maps = MapController(self.document, self.canvas, self.views)
        self.checks = QuietChecks(self.document, self)
        self.autosave = Autosave(self.document, self)
        self._stale_kinds: frozenset[str] = frozenset()
        self._make_commands(translators)
        self._make_panels()
        self._connect_commands()
        self._connect_panels()
        self.retranslate()
        self.resize(1440, 900)

    def _make_commands(self, translators: Translators) -> None:
        self.registry = ActionRegistry(self)
        self.files = FileCommands(self.document, self.runner, self)
        self.data = DataCommands(self.document, self.runner, self.files, self)
        self.sources = SourceCommands(self.document, self.runner, self)
        self.edits = EditCommands(self.document, self)
        self.plans = PlanCommands(self.document, self.runner, self)
        self.map_commands = MapCommands(self.maps, self)
        self.coordinates = CoordinateCommands(self.maps, self)
        self.base_maps = BaseMapCommands(self.maps, self.edits, self)
        self.layers = LayerCommands(self.maps, self)
        self.compare = CompareCommands(self.maps, self)
        self.features = FeatureCommands(self.maps, self.map_commands, self.edits, self)
        self.queries = QueryCommands(self.maps, self)
        self.moving = SiteMoving(self.maps, self.map_commands, self.edits, self.runner)
        self.looks = LookCommands(translators, self)
        self.help = HelpCommands(self.registry, self)
        self._commands = (
            self.data,
            self.sources,
            self.files,
            self.edits,
            self.features,
            self.queries,
            self.moving,
            self.map_commands,
            self.coordinates,
            self.base_maps,
            self.layers,
            self.compare,
            self.plans,
            self.looks,
            self.help,
        )
        for commands in self._commands:
            self.registry.add(commands.actions())

    def _make_panels(self) -> None:
        buttons = {
            step: [self.registry.qactions[name] for name in names]
            for step, names in _STEP_ACTIONS.items()
        }
        self.tasks = TaskPanel(buttons, self)
        self.layer_panel = LayerPanel(self.views, self)
        self.inspector = Inspector(self.document, self)
        self.parameters = ParameterForm(self.document, self)
        self.table = AttributeTable(self.document, self)
        self.charts = ChartPanel(self.document, self)
        self.profile = ProfilePanel(self.document, self)
        self.report = ReportPanel(self)
        self.scenarios = ScenarioPanel(self.document, self)
        self.history = HistoryPanel(self.document, self)
        panels = {
            "tasks": self.tasks,
            "layers": self.layer_panel,
            "inspector": self.inspector,
            "parameters": self.parameters,
            "table": self.table,
            "charts": self.charts,
            "profile": self.profile,
            "report": self.report,
            "scenarios": self.scenarios,
            "history": self.history,
        }
        self.middle = Middle(self.canvas, self.registry, self)
        self.messages, self.numbers = self.middle.messages, self.middle.numbers
        self.setCentralWidget(self.middle)
        self.docks = Docks(self, panels)
        self.menus = Menus(self, self.registry, self.docks)
        bar = self.statusBar()
        assert bar is not None
        replanning = self.plans.replanning.runner
        self.status = StatusFields(self.document, self.runner, replanning, bar, self)

    def _connect_commands(self) -> None:
        document = self.document
        for signal in (document.opened, document.scenario_changed):
            signal.connect(self._show_question)
        self.plans.site_request = lambda: self.tasks.site_form.request(document.scenario_name)
        for sender in (
            self.maps, self.map_commands, self.base_maps, self.files, self.data, self.edits,
            self.features, self.moving, self.coordinates, self.plans, self.help, self.checks,
            self.sources, self.autosave, self.compare, self.plans.replanning,
        ):  # fmt: skip
            sender.told.connect(self.messages.show_message)
        self.checks.checked.connect(self._take_checks)
        self.map_commands.measured.connect(self.status.show_words)
        self.canvas.view_changed.connect(self.status.show_view)
        self.canvas.cursor_moved.connect(self.status.show_place)
        self.canvas.menu_wanted.connect(self.features.open_menu)
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
            self.plans.replanning.runner.started,
            self.plans.replanning.runner.ended,
            self.map_commands.tool_changed,
            self.looks.changed,
            self.compare.changed,
        ):
            signal.connect(self._refresh)

    def _connect_panels(self) -> None:
        self.looks.changed.connect(self.registry.recolour)
        self.maps.layers_changed.connect(self.layer_panel.show_layers)
        self.layer_panel.zoom_wanted.connect(self.maps.zoom_to_layer)
        self.base_maps.added.connect(self.layer_panel.set_current)
        self.layer_panel.table_wanted.connect(self._show_table)
        self.layer_panel.current_changed.connect(self._take_current_layer)
        self.inspector.modes_wanted.connect(self.edits.set_modes)
        self.inspector.site_choice_wanted.connect(self.edits.set_site_choice)
        self.inspector.households_wanted.connect(self.maps.show_households)
        self.plans.replanning.households_wanted.connect(self.maps.show_households)
        self.parameters.changes_wanted.connect(self.edits.set_parameters)
        self.table.values_wanted.connect(self.edits.set_values)
        self.table.bulk_wanted.connect(self.features.ask_values)
        self.table.zoom_wanted.connect(self.maps.zoom_to_selection)
        self.profile.place_pointed.connect(self.canvas.set_marker)
        self.report.place_wanted.connect(self.maps.zoom_to_place)
        self.report.features_wanted.connect(self.maps.select_ids)
        self.report.export_wanted.connect(self.sources.ask_report)
        self.scenarios.edit_wanted.connect(self.edits.push)
        self.scenarios.map_wanted.connect(self.registry.qactions["map.compare"].trigger)
        self.history.run_wanted.connect(self.plans.run)
        self.charts.number_wanted.connect(self.plans.try_number)
        self.charts.group_wanted.connect(self.maps.select_group)
        self.numbers.group_wanted.connect(self.maps.select_group)
        self.middle.start.project_wanted.connect(self.files.open_path)

    # keeping up to date ---------------------------------------------------------------

    def retranslate(self) -> None:
        """Set every word in the language in use."""
        self.docks.retranslate()
        self.menus.retranslate()
        self.registry.retranslate()
        self._refresh()

    def changeEvent(self, event: QEvent | None) -> None:  # noqa: N802
        """Speak another language; on coming back look what became of the file."""
        super().changeEvent(event)
        kind = None if event is None else event.type()
        if kind == QEvent.Type.LanguageChange:
            self.retranslate()
        elif kind == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.files.guard.check_file()

    def _refresh(self, *_: Any) -> None:
        document = self.document
        self.registry.refresh()
        has_project = document.project is not None
        self.middle.show_map(has_project)
        if not has_project:
            self.middle.start.show_recent(recent_paths())
        self.numbers.show_scenario(document.scenario if has_project else None)
        self.tasks.show_states(step_states(document, self._stale_kinds))
        name = document.path.name if document.path else translate("MainWindow", "New project")
        program = translate("MainWindow", "Rural Toilet Planner")
        self.setWindowTitle(f"{name}[*] – {program}" if has_project else program)
        self.setWindowModified(has_project and (document.is_modified or document.path is None))

    def _show_question(self, *_: Any) -> None:
        document = self.document
        last = document.scenario.runs.get("site") if document.project is not None else None
        self.tasks.site_form.show_settings({} if last is None else last.settings)

    def _take_checks(self, result: CheckResult) -> None:
        self._stale_kinds = result.stale_kinds
        self.report.show_report(result.report)
        self.sources.offer_refresh(result.report)
        self.maps.show_stale(result.stale_kinds)
        self.tasks.show_states(step_states(self.document, self._stale_kinds))

    def _take_current_layer(self, key: str) -> None:
        self.maps.current_key = key
        self.registry.refresh()

    def _show_table(self, key: str) -> None:
        self.table.show_layer(key)
        self.docks.show("table")

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

    def dragEnterEvent(self, event: QDragEnterEvent | None) -> None:  # noqa: N802
        """Take files."""
        assert event is not None
        data = event.mimeData()
        if data is not None and data.hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent | None) -> None:  # noqa: N802
        """Open dropped files, after the drop itself has ended."""
        assert event is not None
        data = event.mimeData()
        urls: Sequence[Any] = data.urls() if data is not None else ()
        paths = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
        QTimer.singleShot(0, lambda: self.data.take_dropped(self.base_maps.take_dropped(paths)))

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
        self.plans.replanning.close()
        self.checks.close()
        self.autosave.close()
        self.maps.keep_view()
        self.canvas.close_renderer()
        self.maps.ground.close()
        event.accept()


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
    else:
        QTimer.singleShot(0, lambda: offer_recovery(window.document, window))
    return app.exec()


def make_window_picture(project_path: str, png_path: str, language: Language | None = None) -> None:
    """Write a picture of the window with a project open, without showing it."""
    from siting_tool.project.store import open_project  # noqa: PLC0415 - loads GDAL

    _, translators = make_application(language)
    window = MainWindow(translators)
    window.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    window.show()
    window.document.open(open_project(Path(project_path)), Path(project_path))
    window.checks.check()
    QApplication.processEvents()
    window.canvas.show_all()
    window.canvas.snapshot()
    window.grab().save(png_path)
    window.close()
