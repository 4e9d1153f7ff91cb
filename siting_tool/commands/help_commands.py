"""Help, and the list of everything that can be done."""

from __future__ import annotations

from pathlib import Path

from PyQt6.QtCore import QT_TRANSLATE_NOOP, QUrl
from PyQt6.QtGui import QDesktopServices
from PyQt6.QtWidgets import QMessageBox, QWidget

from siting_tool import __version__
from siting_tool.commands.actions import Action, ActionRegistry
from siting_tool.commands.commands import Commands
from siting_tool.dialogs.palette import Palette
from siting_tool.docks.message_bar import Message
from siting_tool.i18n import translate
from siting_tool.i18n.language import current_language

MANUAL = Path(__file__).resolve().parents[2] / "docs" / "site"


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
        """Open the manual in the browser."""
        page = MANUAL / current_language() / "index.html"
        if page.exists():
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(page)))
            return
        words = translate(
            "HelpCommands", "The manual is not installed; it is built with: make docs"
        )
        self.told.emit(Message(severity="warning", text=words))

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
