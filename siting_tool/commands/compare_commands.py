"""Two scenarios side by side on the map."""

from __future__ import annotations

from PyQt6.QtCore import QT_TRANSLATE_NOOP, pyqtSignal
from PyQt6.QtWidgets import QInputDialog

from siting_tool.commands.actions import Action
from siting_tool.commands.map_bound import MapBoundCommands
from siting_tool.docks.message_bar import Message
from siting_tool.i18n import translate
from siting_tool.i18n.language import current_language
from siting_tool.project.plan_text import scenario_title


class CompareCommands(MapBoundCommands):
    """Opens and closes the curtain between two scenarios.

    Signals
    -------
    changed
        The curtain was opened or closed.
    """

    changed = pyqtSignal()

    def actions(self) -> tuple[Action, ...]:
        """Return the action."""
        return (
            Action(
                id="map.compare",
                title=QT_TRANSLATE_NOOP("Actions", "Compare scenarios on the map…"),
                tip=QT_TRANSLATE_NOOP(
                    "Actions", "Shows another scenario at the right of a line that you can drag"
                ),
                run=self.switch,
                is_checked=lambda: bool(self.maps.compared),
                is_enabled=lambda: bool(self.others()),
                icon="compare",
                is_after_separator=True,
            ),
        )

    def others(self) -> list[str]:
        """Return the scenarios that are not looked at."""
        project = self.document.project
        names = [] if project is None else list(project.scenarios)
        return [name for name in names if name != self.document.scenario_name]

    def switch(self, is_wanted: bool) -> None:
        """Compare with another scenario, asking which where there are several; or stop that."""
        self.maps.compare_with(self._other() if is_wanted else "")
        self.changed.emit()
        if self.maps.compared:
            words = translate(
                "CompareCommands", "Drag the line: at its left {left}, at its right {right}."
            )
            left, right = map(_title, (self.document.scenario_name, self.maps.compared))
            self.told.emit(Message(severity="info", text=words.format(left=left, right=right)))

    def _other(self) -> str:
        names = self.others()
        if len(names) == 1:
            return names[0]
        chosen, is_given = QInputDialog.getItem(
            self._window,
            translate("CompareCommands", "Compare scenarios"),
            translate("CompareCommands", "Scenario at the right"),
            [_title(name) for name in names],
            0,
            False,
        )
        by_title = {_title(name): name for name in names}
        return by_title[chosen] if is_given else ""


def _title(name: str) -> str:
    return scenario_title(name, current_language())
