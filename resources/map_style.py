"""How every layer looks; one source for window, sheets, QGIS, KML and CAD."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from resources import resource_path


@dataclass(frozen=True, kw_only=True)
class Symbol:
    """Look of one feature; lengths in millimetres on paper.

    Attributes
    ----------
    fill, outline
        Colours as ``#rrggbb``.
    fill_opacity
        0 to 1.
    width_mm
        Width of a line or outline.
    dash
        ``solid``, ``dash``, ``dot`` or ``dash dot``.
    shape
        Of a point: circle, square, triangle, diamond, star, drop or arrow.
    size_mm
        Width of a point's symbol.
    """

    fill: str = "#ffffff"
    outline: str = "#000000"
    fill_opacity: float = 1.0
    width_mm: float = 0.2
    dash: str = "solid"
    shape: str = "circle"
    size_mm: float = 1.5


@dataclass(frozen=True, kw_only=True)
class LayerStyle:
    """Look of a layer: one symbol, or one per value of a column.

    Attributes
    ----------
    role, order
        Layer, and its place from the bottom.
    symbol
        Of features whose value has none of its own.
    category, categories
        Column, and symbols by its values.
    label, label_scale
        Column that GIS programs write beside a feature, and the denominator of the smallest scale
        at which they do; 0 for any.
    """

    role: str
    order: int
    symbol: Symbol
    category: str = ""
    categories: Mapping[str, Symbol] = field(default_factory=dict)
    label: str = ""
    label_scale: int = 0

    def symbol_of(self, value: object) -> Symbol:
        """Return the symbol of a category's value; booleans as ``true`` and ``false``."""
        key = str(value).lower() if isinstance(value, bool) else str(value)
        return self.categories.get(key, self.symbol)


@cache
def layer_styles() -> Mapping[str, LayerStyle]:
    """Return the style of every role, bottom layer first."""
    path = resource_path("styles", "map_style.toml")
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    styles = [_layer_style(role, dict(entry)) for role, entry in tables.items()]
    return {style.role: style for style in sorted(styles, key=lambda style: style.order)}


def _layer_style(role: str, entry: dict[str, Any]) -> LayerStyle:
    order = entry.pop("order")
    category = entry.pop("category", "")
    changes = entry.pop("categories", {})
    label, label_scale = entry.pop("label", ""), entry.pop("label_scale", 0)
    symbol = Symbol(**entry)
    return LayerStyle(
        role=role,
        order=order,
        symbol=symbol,
        category=category,
        label=label,
        label_scale=label_scale,
        categories={value: replace(symbol, **change) for value, change in changes.items()},
    )
