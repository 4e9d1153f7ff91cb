"""Values of declared columns as people read them."""

from __future__ import annotations

from typing import Any

from layers.fields import Field, FieldType, LayerSchema
from resources.texts import Language
from resources.units import unit_title
from siting_tool.i18n.formats import EMPTY, format_distance, format_money, is_missing

_YES_NO = {"zh": ("是", "否"), "en": ("yes", "no")}
_LEVELS = ("invert_", "ground_", "cover_")
_SCALED = {
    "gradient": (100.0, "{:,.2f} %"),
    "depth_ratio": (1.0, "{:.2f}"),
    "m3/s": (1000.0, "{:,.3g} L/s"),
}
"""Factor and form of numbers, by column or unit, that are read in another unit than stored."""


def field_title(field: Field, language: Language) -> str:
    """Return a column's heading."""
    return field.title_zh if language == "zh" else field.title_en


def layer_title(schema: LayerSchema, language: Language) -> str:
    """Return a layer's name."""
    return schema.title_zh if language == "zh" else schema.title_en


def value_text(field: Field, value: Any, language: Language) -> str:
    """Return a value with its unit, choices by their titles."""
    if is_missing(value) or value == "":
        return EMPTY
    if field.type is FieldType.BOOLEAN:
        return _YES_NO[language][0 if value else 1]
    if field.type in (FieldType.REAL, FieldType.INTEGER):
        return _number_text(float(value), field, language)
    return field.choice_title(str(value), language)


def _number_text(value: float, field: Field, language: Language) -> str:
    if field.unit == "yuan":
        return format_money(value, language)
    if field.unit == "m" and field.name.startswith(("walk_", "length_", "distance_")):
        return format_distance(value)
    if field.unit == "m" and ("level" in field.name or field.name.startswith(_LEVELS)):
        return f"{value:,.2f} m"
    scaled = _SCALED.get(field.name) or _SCALED.get(field.unit)
    if scaled is not None:
        return scaled[1].format(scaled[0] * value)
    digits = f"{value:,.0f}" if value == round(value) else f"{value:,.4g}"
    unit = unit_title(field.unit, language)
    return f"{digits} {unit}" if unit else digits
