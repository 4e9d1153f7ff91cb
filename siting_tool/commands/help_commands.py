"""Help, and the list of everything that can be done."""

from __future__ import annotations

from PyQt6.QtCore import QT_TRANSLATE_NOOP
from PyQt6.QtWidgets import QApplication, QDockWidget, QMessageBox, QWidget

from siting_tool import __version__
from siting_tool.commands.actions import Action, ActionRegistry
from siting_tool.commands.commands import Commands
from siting_tool.dialogs.manual_viewer import show_page
from siting_tool.dialogs.palette import Palette
from siting_tool.docks.start_page import StartPage
from siting_tool.i18n import translate
from siting_tool.map_canvas.canvas import MapCanvas

# Page of the manual by panel.
PANEL_PAGES = {
    "tasks": "tutorial",
    "layers": "map",
    "inspector": "households",
    "parameters": "parameters",
    "table": "editing",
    "charts": "scenarios",
    "profile": "households",
    "report": "data",
    "scenarios": "scenarios",
    "history": "scenarios",
}


def page_of(widget: QWidget | None) -> str:
    """Return the page that tells about what a control belongs to."""
    while widget is not None:
        if isinstance(widget, MapCanvas):
            return "map"
        if isinstance(widget, StartPage):
            return "tutorial"
        if isinstance(widget, QDockWidget):
            return PANEL_PAGES.get(widget.objectName().removeprefix("dock_"), "index")
        widget = widget.parentWidget()
    return "index"


class HelpCommands(Commands):
    """What the Help menu does."""

    def __init__(self, registry: ActionRegistry, window: QWidget) -> None:
        super().__init__(window)
        self._registry = registry
        self._window = window

    def actions(self) -> tuple[Action, ...]:
        """Return the actions."""
        return (
            Action(
                id="help.palette",
                title=QT_TRANSLATE_NOOP("Actions", "Search actions…"),
                tip=QT_TRANSLATE_NOOP("Actions", "Finds anything that can be done by its words"),
                run=self.open_palette,
                shortcut="Ctrl+K",
                icon="search",
            ),
            Action(
                id="help.manual",
                title=QT_TRANSLATE_NOOP("Actions", "Manual"),
                tip=QT_TRANSLATE_NOOP("Actions", "Opens the page about the panel in use"),
                run=self.open_manual,
                shortcut="F1",
                icon="help",
            ),
            Action(
                id="help.about",
                title=QT_TRANSLATE_NOOP("Actions", "About the program"),
                run=self.tell_about,
            ),
        )

    def open_palette(self) -> None:
        """Show the list of actions."""
        offered = [made for made in self._registry.qactions.values() if made.text()]
        Palette(offered, self._window).open()

    def open_manual(self) -> None:
        """Open the manual at the page of the panel that is in use."""
        show_page(page_of(QApplication.focusWidget()), self._window)

    def tell_about(self) -> None:
        """Show version and licence."""
        words = translate(
            "HelpCommands",
            "Rural Toilet Planner {version}\n\nPlans public toilets and the renovation of "
            "household toilets for rural townships.\n\nFree software under the GNU General "
            "Public License, version 3 or later.",
        )
        box = QMessageBox(self._window)
        box.setWindowTitle(translate("HelpCommands", "About the program"))
        box.setText(words.format(version=__version__))
        box.open()
