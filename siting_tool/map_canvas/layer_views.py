"""How the layers are shown: order, visibility, opacity, name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from PyQt6.QtCore import QObject, pyqtSignal

from resources.map_style import layer_styles

TERRAIN_KEY = "terrain"
BASEMAP_KEY = "basemap"
_GROUND = (BASEMAP_KEY, TERRAIN_KEY)


@dataclass(frozen=True, kw_only=True)
class LayerView:
    """How one layer is shown; an empty title means the declared one."""

    is_visible: bool = True
    opacity: float = 1.0
    title: str = ""


class LayerViews(QObject):
    """Views by layer key, and their order from the bottom to the top.

    Signals
    -------
    changed
        Something about some view.
    """

    changed = pyqtSignal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._views: dict[str, LayerView] = {}
        self._order: list[str] = [*_GROUND, *layer_styles()]

    def reset(self, keys: Iterable[str]) -> None:
        """Start with the usual views for the layers of a newly opened project."""
        keys = set(keys)
        self._order = [*_GROUND, *layer_styles()]
        self._views = {}
        has_modes = "household_modes" in keys
        if has_modes or "household_access" in keys:
            self._views["households"] = LayerView(is_visible=False)
        if has_modes:
            self._views["household_access"] = LayerView(is_visible=False)
        if "toilet_sites" in keys:
            self._views["public_toilets"] = LayerView(is_visible=False)
            self._views["candidate_sites"] = LayerView(is_visible=False)
        self.changed.emit()

    def view(self, key: str) -> LayerView:
        """Return how a layer is shown."""
        return self._views.get(key, LayerView(opacity=0.55 if key == TERRAIN_KEY else 1.0))

    def change(self, key: str, **changes: Any) -> None:
        """Show a layer in another way."""
        changed = replace(self.view(key), **changes)
        if changed != self.view(key):
            self._views[key] = changed
            self.changed.emit()

    def show_only(self, visible: Mapping[str, bool]) -> None:
        """Set the visibility of several layers at once."""
        for key, is_visible in visible.items():
            self._views[key] = replace(self.view(key), is_visible=is_visible)
        self.changed.emit()

    def sorted_keys(self, keys: Iterable[str]) -> list[str]:
        """Return layer keys from the bottom to the top."""
        place = {key: number for number, key in enumerate(self._order)}
        return sorted(keys, key=lambda key: place.get(key, len(place)))

    def reorder(self, keys_bottom_up: list[str]) -> None:
        """Put the layers in another order; those not named keep their places."""
        places = sorted(self._order.index(key) for key in keys_bottom_up)
        for place, key in zip(places, keys_bottom_up, strict=True):
            self._order[place] = key
        self.changed.emit()

    def as_settings(self) -> dict[str, Any]:
        """Return what is kept for the next time."""
        views = {key: vars(view) for key, view in self._views.items()}
        return {"order": list(self._order), "views": views}

    def take_settings(self, settings: Mapping[str, Any]) -> None:
        """Take what was kept."""
        order = [key for key in settings.get("order", ()) if key in self._order]
        self._order = [*order, *(key for key in self._order if key not in order)]
        self._views = {key: LayerView(**view) for key, view in settings.get("views", {}).items()}
        self.changed.emit()
