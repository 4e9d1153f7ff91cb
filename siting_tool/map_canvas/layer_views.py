"""How the layers are shown: order, visibility, opacity, name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from PyQt6.QtCore import QObject, pyqtSignal

from resources.map_style import layer_styles
from siting_tool.project.base_maps import KEY_PREFIX

TERRAIN_KEY = "terrain"
CONTOUR_KEY = "contours"
_GROUND = (TERRAIN_KEY, CONTOUR_KEY)
_USUAL_OPACITY = {TERRAIN_KEY: 0.55, CONTOUR_KEY: 0.9}


def is_base_map(key: str) -> bool:
    """Whether a layer is a base map."""
    return key.startswith(f"{KEY_PREFIX}:")


@dataclass(frozen=True, kw_only=True)
class LayerView:
    """How one layer is shown.

    Attributes
    ----------
    is_visible, opacity
        Whether and how strongly.
    title
        Its name, empty for the declared one.
    colours
        Colours as ``#rrggbb`` by value of the styled column, where they are
        not the declared ones.
    size_factor
        Size of symbols and width of lines as a multiple of the declared ones.
    interval_m
        Height between neighbouring contours, 0 to let the scale choose.
    """

    is_visible: bool = True
    opacity: float = 1.0
    title: str = ""
    colours: Mapping[str, str] = field(default_factory=dict)
    size_factor: float = 1.0
    interval_m: float = 0.0

    def looks_like(self, other: LayerView) -> bool:
        """Whether features look the same, whatever their layer is called."""
        return (self.colours, self.size_factor, self.interval_m) == (
            other.colours,
            other.size_factor,
            other.interval_m,
        )


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
        self.place_base_maps(sorted(key for key in keys if is_base_map(key)))
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
        return self._views.get(key, LayerView(opacity=_USUAL_OPACITY.get(key, 1.0)))

    def place_base_maps(self, keys: Iterable[str]) -> None:
        """Put base maps that are new below everything else but the other base maps."""
        for key in keys:
            if key not in self._order:
                known = [n for n, other in enumerate(self._order) if is_base_map(other)]
                self._order.insert(max(known, default=-1) + 1, key)

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
        """Take what was kept; what is not known any more is passed over."""
        order = [key for key in settings.get("order", ()) if key in self._order]
        for number, key in enumerate(self._order):
            if key not in order:
                below = [order.index(other) for other in self._order[:number]]
                order.insert(max(below, default=-1) + 1, key)
        self._order = order
        names = {item.name for item in fields(LayerView)}
        self._views |= {
            key: LayerView(**{name: view[name] for name in names & view.keys()})
            for key, view in settings.get("views", {}).items()
        }
        self.changed.emit()
