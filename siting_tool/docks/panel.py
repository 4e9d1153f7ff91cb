"""What all panels have in common."""

from __future__ import annotations

from PyQt6.QtCore import QEvent
from PyQt6.QtWidgets import QWidget


class Panel(QWidget):
    """A panel: its words are set by ``retranslate``, again when the language changes."""

    def title(self) -> str:
        """Return what stands on the panel's tab."""
        raise NotImplementedError

    def retranslate(self) -> None:
        """Set every word in the language in use."""
        raise NotImplementedError

    def changeEvent(self, event: QEvent | None) -> None:  # noqa: N802
        """Speak another language."""
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
