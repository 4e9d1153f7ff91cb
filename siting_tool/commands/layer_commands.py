"""How the current layer looks, and what it is."""

from __future__ import annotations

from PyQt6.QtCore import QT_TRANSLATE_NOOP
from PyQt6.QtWidgets import QDialog, QInputDialog

from siting_tool.commands.actions import Action
from siting_tool.commands.map_bound import MapBoundCommands
from siting_tool.dialogs.layer_properties import LayerProperties
from siting_tool.dialogs.layer_style import LayerStyleDialog
from siting_tool.i18n import translate
from siting_tool.i18n.formats import format_distance
from siting_tool.map_canvas.contours import INTERVALS_M
from siting_tool.map_canvas.layer_views import CONTOUR_KEY
from siting_tool.map_canvas.map_layer import GroundLayer, MapLayer


class LayerCommands(MapBoundCommands):
    """What the Map menu does with the current layer."""

    def actions(self) -> tuple[Action, ...]:
        """Return the actions."""
        return (
            Action(
                id="map.layer_style",
                title=QT_TRANSLATE_NOOP("Actions", "Colours and sizes of the layer…"),
                tip=QT_TRANSLATE_NOOP("Actions", "Changes how the current layer is drawn"),
                run=self.ask_style,
                is_enabled=self._has_style,
                is_after_separator=True,
            ),
            Action(
                id="map.contour_interval",
                title=QT_TRANSLATE_NOOP("Actions", "Interval of the contours…"),
                tip=QT_TRANSLATE_NOOP("Actions", "Height between neighbouring contour lines"),
                run=self.ask_interval,
                is_enabled=lambda: self.maps.layer(CONTOUR_KEY) is not None,
            ),
            Action(
                id="map.layer_properties",
                title=QT_TRANSLATE_NOOP("Actions", "Properties of the layer…"),
                tip=QT_TRANSLATE_NOOP("Actions", "Where the current layer comes from and lies"),
                run=self.show_properties,
                is_enabled=lambda: self._current() is not None,
            ),
        )

    def _current(self) -> MapLayer | None:
        return self.maps.layer(self.maps.current_key)

    def _has_style(self) -> bool:
        layer = self._current()
        return layer is not None and not isinstance(layer, GroundLayer)

    def ask_style(self) -> None:
        """Ask for colours and sizes of the current layer."""
        layer = self._current()
        assert layer is not None
        dialog = LayerStyleDialog(layer, self.maps.views.view(layer.key), self._window)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.maps.views.change(
                layer.key, colours=dialog.colours(), size_factor=dialog.size_factor()
            )

    def ask_interval(self) -> None:
        """Ask for the height between neighbouring contours."""
        views = self.maps.views
        choices = [translate("LayerCommands", "By scale"), *map(format_distance, INTERVALS_M)]
        values = (0.0, *INTERVALS_M)
        current = views.view(CONTOUR_KEY).interval_m
        chosen, is_given = QInputDialog.getItem(
            self._window,
            translate("LayerCommands", "Contours"),
            translate("LayerCommands", "Height between neighbouring lines"),
            choices,
            values.index(current) if current in values else 0,
            False,
        )
        if is_given:
            views.change(CONTOUR_KEY, interval_m=values[choices.index(chosen)])

    def show_properties(self) -> None:
        """Show where the current layer comes from and lies."""
        layer, project = self._current(), self.document.project
        assert layer is not None
        assert project is not None
        LayerProperties(layer, self.maps.views.view(layer.key), project, self._window).exec()
