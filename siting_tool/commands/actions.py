"""Actions as data, and the Qt actions made from them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PyQt6.QtCore import QObject
from PyQt6.QtGui import QAction, QActionGroup, QKeySequence

from siting_tool.i18n import translate
from siting_tool.i18n.icons import icon


def always() -> bool:
    """For actions that are never grey."""
    return True


@dataclass(frozen=True, kw_only=True)
class Action:
    """Something a user can do, wherever it is offered.

    Attributes
    ----------
    id
        Stable id, such as ``file.save``; what stands before the dot is the menu.
    title, tip
        English texts of the context ``Actions``, marked for translation.
    run
        What it does; a switch gets its new state.
    is_enabled
        Whether it can be done now.
    shortcut
        Keys, as ``Ctrl+S``.
    icon
        Name of a picture in ``resources/icons``.
    is_checked
        State of a switch; None for an action that is none.
    group
        Switches of one group exclude each other.
    is_after_separator
        Whether a line stands above it in the menu.
    """

    id: str
    title: str
    run: Callable[..., object]
    tip: str = ""
    is_enabled: Callable[[], bool] = always
    shortcut: str = ""
    icon: str = ""
    is_checked: Callable[[], bool] | None = None
    group: str = ""
    is_after_separator: bool = False

    @property
    def menu(self) -> str:
        """Id of the menu."""
        return self.id.split(".", 1)[0]


class ActionRegistry(QObject):
    """All actions by id, with their Qt actions."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.actions: dict[str, Action] = {}
        self.qactions: dict[str, QAction] = {}
        self._groups: dict[str, QActionGroup] = {}

    def add(self, actions: Iterable[Action]) -> None:
        """Take actions in."""
        for action in actions:
            self.actions[action.id] = action
            self.qactions[action.id] = self._make(action)

    def _make(self, action: Action) -> QAction:
        made = QAction(self)
        made.setObjectName(action.id)
        made.setShortcut(QKeySequence(action.shortcut))
        _set_icon(made, action)
        if action.is_checked is None:
            made.triggered.connect(lambda _checked: action.run())
        else:
            made.setCheckable(True)
            made.triggered.connect(action.run)
        if action.group:
            group = self._groups.setdefault(action.group, QActionGroup(self))
            group.addAction(made)
        return made

    def retranslate(self) -> None:
        """Take the texts of the language in use."""
        for action_id, action in self.actions.items():
            title = translate("Actions", action.title)
            tip = translate("Actions", action.tip) if action.tip else title.replace("…", "")
            made = self.qactions[action_id]
            made.setText(title)
            made.setToolTip(f"{tip} ({action.shortcut})" if action.shortcut else tip)
            made.setStatusTip(tip)
            made.setIconText(title.replace("…", ""))

    def recolour(self) -> None:
        """Draw the icons in the colour that texts have now."""
        for action_id, action in self.actions.items():
            _set_icon(self.qactions[action_id], action)

    def refresh(self) -> None:
        """Grey out what cannot be done now and set the switches."""
        for action_id, action in self.actions.items():
            made = self.qactions[action_id]
            made.setEnabled(action.is_enabled())
            if action.is_checked is not None:
                made.setChecked(action.is_checked())

    def in_menu(self, menu: str) -> list[Action]:
        """Return the actions of one menu, in the order they were added."""
        return [action for action in self.actions.values() if action.menu == menu]


def _set_icon(made: QAction, action: Action) -> None:
    if action.icon:
        made.setIcon(icon(action.icon))
