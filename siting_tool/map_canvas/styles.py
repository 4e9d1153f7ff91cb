"""Looks of the layers on the screen, from the one style of all outputs."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from layers.fields import GeometryKind, LayerSchema
from layers.result_schema import RESULT_SCHEMAS
from layers.schema import INPUT_SCHEMAS
from resources import resource_path
from resources.map_style import Symbol, layer_styles
from siting_tool.map_canvas.contours import ContourLayer
from siting_tool.map_canvas.layer_views import LayerView
from siting_tool.map_canvas.map_layer import Category, LineLayer, MapLayer, Rgba

PX_PER_MM = 96 / 25.4
_DASHES = {
    "solid": (),
    "dash": (4.0, 2.5),
    "dot": (1.2, 2.0),
    "dash dot": (6.0, 2.0, 1.2, 2.0),
}
_SWITCH_TITLES = {"true": ("是", "Yes"), "false": ("否", "No")}


@cache
def screen_settings(role: str) -> Mapping[str, Any]:
    """Return what only the screen knows about a layer: labels and scales."""
    path = resource_path("styles", "map_labels.toml")
    settings: Mapping[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    found: Mapping[str, Any] = settings.get(role, {})
    return found


def schema_for(role: str) -> LayerSchema:
    """Return the declared columns of an input role or a result layer."""
    return RESULT_SCHEMAS[role] if role in RESULT_SCHEMAS else INPUT_SCHEMAS[role]


def parse_colour(text: str, opacity: float = 1.0) -> Rgba:
    """Return the parts of ``#rrggbb`` with an opacity between 0 and 1.

    Examples
    --------
    >>> parse_colour("#ff8000")
    (255, 128, 0, 255)
    """
    red, green, blue = bytes.fromhex(text.removeprefix("#"))
    return red, green, blue, round(255 * opacity)


@cache
def categories_of(role: str) -> tuple[Category, ...]:
    """Return the looks of a role: first "all others", then one per styled value."""
    style = layer_styles()[role]
    schema = schema_for(role)
    is_line = schema.geometry == GeometryKind.LINE
    values = style.categories
    others = ("其他", "Others") if values else (schema.title_zh, schema.title_en)
    titles = _value_titles(schema, style.category)
    return (
        _category("", others, style.symbol, is_line),
        *(
            _category(value, titles.get(value, (value, value)), symbol, is_line)
            for value, symbol in values.items()
        ),
    )


def _value_titles(schema: LayerSchema, column: str) -> dict[str, tuple[str, str]]:
    if not column:
        return {}
    field = schema.field(column)
    if field.name == "is_covered":
        return {"true": ("已覆盖", "Covered"), "false": ("未覆盖", "Not covered")}
    titles = {choice.value: (choice.title_zh, choice.title_en) for choice in field.choices}
    return titles or dict(_SWITCH_TITLES)


def styled(layer: MapLayer, view: LayerView) -> MapLayer:
    """Return a layer in the colours and sizes that were chosen for it."""
    if isinstance(layer, ContourLayer):
        layer = replace(layer, interval_m=view.interval_m)
    if not view.colours and view.size_factor == 1.0:
        return layer
    is_line = isinstance(layer, LineLayer)
    looks = tuple(_restyled(look, view, is_line=is_line) for look in layer.categories)
    return replace(layer, categories=looks)


def _restyled(look: Category, view: LayerView, *, is_line: bool) -> Category:
    chosen = view.colours.get(look.value)
    colour = look.colour if chosen is None else (*parse_colour(chosen)[:3], look.colour[3])
    return replace(
        look,
        colour=colour,
        outline=colour if is_line and chosen else look.outline,
        size_px=look.size_px * view.size_factor,
        outline_px=look.outline_px * view.size_factor,
    )


def _category(value: str, titles: tuple[str, str], symbol: Symbol, is_line: bool) -> Category:
    outline = parse_colour(symbol.outline)
    return Category(
        value=value,
        title_zh=titles[0],
        title_en=titles[1],
        colour=outline if is_line else parse_colour(symbol.fill, symbol.fill_opacity),
        outline=outline,
        outline_px=max(symbol.width_mm * PX_PER_MM, 0.8),
        symbol=symbol.shape,
        size_px=max((symbol.width_mm if is_line else symbol.size_mm) * PX_PER_MM, 0.8),
        dash=_DASHES[symbol.dash],
    )
