"""A list of layers to choose from."""

from __future__ import annotations

from collections.abc import Iterable

from PyQt6.QtCore import QSignalBlocker
from PyQt6.QtWidgets import QComboBox, QWidget

from siting_tool.docks.value_text import layer_title
from siting_tool.i18n.language import current_language
from siting_tool.map_canvas.styles import schema_for


class LayerBox(QComboBox):
    """Offers layers by their titles, in the language in use."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)

    @property
    def role(self) -> str:
        """Layer chosen, empty for none."""
        return str(self.currentData() or "")

    def offer(self, roles: Iterable[str]) -> None:
        """List layers, silently; the one chosen stays where it is still there."""
        chosen = self.role
        with QSignalBlocker(self):
            self.clear()
            for role in roles:
                self.addItem(layer_title(schema_for(role), current_language()), role)
            self.setCurrentIndex(max(self.findData(chosen), 0))
