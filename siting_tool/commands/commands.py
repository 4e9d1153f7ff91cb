"""What all groups of commands have in common."""

from __future__ import annotations

from PyQt6.QtCore import QObject, pyqtSignal

from siting_tool.commands.actions import Action


class Commands(QObject):
    """A group of things a user can do.

    Signals
    -------
    told
        A :class:`siting_tool.docks.message_bar.Message` for the user.
    """

    told = pyqtSignal(object)

    def actions(self) -> tuple[Action, ...]:
        """Return what can be done, in the order of the menu."""
        raise NotImplementedError
