"""Layer styles as QML, kept in the GeoPackage's ``layer_styles`` table.

QGIS 3.22 and newer open a GeoPackage styled when that table holds a row per
layer with ``useAsDefault``; symbols are those of ``resources.map_style``.
"""

from __future__ import annotations

from typing import Literal
from xml.etree import ElementTree as ET

from layers.fields import LayerSchema
from layers.result_schema import RESULT_SCHEMAS
from layers.schema import INPUT_SCHEMAS
from resources.map_style import LayerStyle, Symbol
from resources.texts import Language

SymbolKind = Literal["marker", "line", "fill"]

_SHAPES = {"drop": "diamond", "arrow": "arrow"}


def qml(style: LayerStyle, kind: SymbolKind, language: Language) -> str:
    """Return the QML document of one layer.

    Parameters
    ----------
    style
        The layer's look.
    kind
        Symbol class that fits the layer's geometry.
    language
        Language of category labels and field aliases.
    """
    root = ET.Element("qgis", version="3.22.0", styleCategories="Symbology|Fields")
    if style.category:
        _categorised_renderer(root, style, kind, language)
    else:
        renderer = ET.SubElement(root, "renderer-v2", type="singleSymbol", symbollevels="0")
        symbols = ET.SubElement(renderer, "symbols")
        _symbol(symbols, "0", style.symbol, kind)
    _aliases(root, style.role, language)
    return "<!DOCTYPE qgis>\n" + ET.tostring(root, encoding="unicode")


def schema_of_layer(role: str) -> LayerSchema:
    """Return the declared columns of an input or result layer."""
    return RESULT_SCHEMAS.get(role) or INPUT_SCHEMAS[role]


def _categorised_renderer(
    root: ET.Element, style: LayerStyle, kind: SymbolKind, language: Language
) -> None:
    renderer = ET.SubElement(
        root, "renderer-v2", type="categorizedSymbol", attr=style.category, symbollevels="0"
    )
    categories = ET.SubElement(renderer, "categories")
    symbols = ET.SubElement(renderer, "symbols")
    for index, (value, symbol) in enumerate(style.categories.items()):
        ET.SubElement(
            categories,
            "category",
            value=value,
            symbol=str(index),
            label=category_title(style, value, language),
            render="true",
        )
        _symbol(symbols, str(index), symbol, kind)


def category_title(style: LayerStyle, value: str, language: Language) -> str:
    """Return the title of a category's value as the layer's schema declares it."""
    declared = schema_of_layer(style.role).field(style.category)
    for choice in declared.choices:
        if choice.value == value:
            return choice.title_zh if language == "zh" else choice.title_en
    title = declared.title_zh if language == "zh" else declared.title_en
    words = {"zh": {"true": "是", "false": "否"}, "en": {"true": "yes", "false": "no"}}
    return f"{title}: {words[language].get(value, value)}"


def _symbol(symbols: ET.Element, name: str, symbol: Symbol, kind: SymbolKind) -> None:
    element = ET.SubElement(symbols, "symbol", name=name, type=kind, alpha="1")
    classes = {"marker": "SimpleMarker", "line": "SimpleLine", "fill": "SimpleFill"}
    layer = ET.SubElement(element, "layer", attrib={"class": classes[kind], "enabled": "1"})
    for key, value in _properties(symbol, kind).items():
        ET.SubElement(layer, "prop", k=key, v=value)


def _properties(symbol: Symbol, kind: SymbolKind) -> dict[str, str]:
    if kind == "line":
        return {
            "line_color": _rgba(symbol.outline),
            "line_width": f"{symbol.width_mm:g}",
            "line_width_unit": "MM",
            "line_style": symbol.dash,
        }
    common = {
        "color": _rgba(symbol.fill, symbol.fill_opacity),
        "outline_color": _rgba(symbol.outline),
        "outline_width": f"{symbol.width_mm:g}",
        "outline_width_unit": "MM",
        "outline_style": symbol.dash,
    }
    if kind == "fill":
        return {**common, "style": "solid"}
    shape = _SHAPES.get(symbol.shape, symbol.shape)
    return {**common, "name": shape, "size": f"{symbol.size_mm:g}", "size_unit": "MM"}


def _rgba(colour: str, opacity: float = 1.0) -> str:
    red, green, blue = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return f"{red},{green},{blue},{round(255 * opacity)}"


def _aliases(root: ET.Element, role: str, language: Language) -> None:
    aliases = ET.SubElement(root, "aliases")
    for index, declared in enumerate(schema_of_layer(role).fields):
        title = declared.title_zh if language == "zh" else declared.title_en
        ET.SubElement(aliases, "alias", field=declared.name, index=str(index), name=title)
