"""Shows where a layer comes from, where it lies and how large it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLabel, QWidget

from siting_tool.i18n import translate
from siting_tool.i18n.formats import format_number
from siting_tool.i18n.language import current_language
from siting_tool.map_canvas.ground import MissingLayer
from siting_tool.map_canvas.layer_views import LayerView
from siting_tool.map_canvas.map_layer import GroundLayer, MapLayer
from siting_tool.map_canvas.tiles import TiledLayer

if TYPE_CHECKING:
    from siting_tool.project.project import Project


class LayerProperties(QDialog):
    """Facts about one layer."""

    def __init__(
        self, layer: MapLayer, view: LayerView, project: Project, parent: QWidget | None
    ) -> None:
        super().__init__(parent)
        title = view.title or layer.title(current_language())
        self.setWindowTitle(translate("LayerProperties", "Properties: {layer}").format(layer=title))
        form = QFormLayout(self)
        for name, value in layer_facts(layer, project):
            label = QLabel(value, self)
            label.setWordWrap(True)
            label.setMinimumWidth(320)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            form.addRow(name, label)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        form.addRow(buttons)


def layer_facts(layer: MapLayer, project: Project) -> Iterator[tuple[str, str]]:
    """Yield what is known of a layer: names and values, in the language in use."""
    if not isinstance(layer, GroundLayer):
        yield translate("LayerProperties", "Features"), format_number(len(layer.codes))
    yield translate("LayerProperties", "Coordinate reference system"), project.crs
    if layer.bounds_m is not None:
        west, south, east, north = layer.bounds_m
        extent = f"E {west:,.0f} – {east:,.0f}\nN {south:,.0f} – {north:,.0f} m"
        yield translate("LayerProperties", "Extent"), extent
    if isinstance(layer, TiledLayer):
        yield translate("LayerProperties", "Pixel"), f"{layer.finest_m_per_px:.2f} m"
    if isinstance(layer, MissingLayer):
        words = translate("LayerProperties", "The file is missing or cannot be read.")
        yield translate("LayerProperties", "State"), words
    if layer.max_m_per_px < float("inf"):
        yield translate("LayerProperties", "Shown up to"), f"{layer.max_m_per_px:g} m/px"
    paths = [source.path for source in project.sources.get(layer.key, ())]
    paths += [item.path for item in project.base_maps if item.key == layer.key]
    if paths:
        yield translate("LayerProperties", "Source"), "\n".join(paths)
