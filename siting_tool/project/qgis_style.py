"""Layer styles as QGIS reads them: symbols, labels and field aliases.

QGIS 3.22 and newer open a GeoPackage styled when its ``layer_styles`` table holds
a QML document per layer with ``useAsDefault``; the same elements stand in a
project file. Symbols are those of ``resources.map_style``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal
from xml.etree import ElementTree as ET

from layers.fields import LayerSchema
from layers.result_schema import RESULT_SCHEMAS
from layers.schema import INPUT_SCHEMAS
from resources.map_style import LayerStyle, Symbol
from resources.texts import Language, text

SymbolKind = Literal["marker", "line", "fill"]
GEOMETRY_NAMES: dict[SymbolKind, str] = {"marker": "Point", "line": "Line", "fill": "Polygon"}
"""What QGIS calls the geometry that a symbol draws."""

_SHAPES = {"drop": "diamond", "arrow": "arrow"}
_LABEL_FONT, _LABEL_SIZE_PT = "SimSun", 8


def qml(style: LayerStyle, kinds: Sequence[SymbolKind], language: Language) -> str:
    """Return the QML document of one layer.

    Parameters
    ----------
    style
        The layer's look.
    kinds
        Symbol classes that fit the layer's geometry; several where it is mixed.
    language
        Language of category labels and field aliases.
    """
    root = ET.Element("qgis", version="3.22.0", styleCategories="Symbology|Labeling|Fields")
    add_style(root, style, kinds, language)
    return "<!DOCTYPE qgis>\n" + ET.tostring(root, encoding="unicode")


def add_style(
    parent: ET.Element, style: LayerStyle, kinds: Sequence[SymbolKind], language: Language
) -> None:
    """Add renderer, labels and aliases of a layer to a document of QGIS."""
    if len(kinds) > 1:
        _renderer_by_geometry(parent, style, kinds, language)
    elif style.category:
        _categorised_renderer(parent, style, kinds[0], language)
    else:
        renderer = ET.SubElement(parent, "renderer-v2", type="singleSymbol", symbollevels="0")
        symbols = ET.SubElement(renderer, "symbols")
        _symbol(symbols, "0", style.symbol, kinds[0])
    parent.set("labelsEnabled", str(int(bool(style.label))))
    if style.label:
        _labels(parent, style)
    _aliases(parent, style.role, language)


def schema_of_layer(role: str) -> LayerSchema:
    """Return the declared columns of an input or result layer."""
    return RESULT_SCHEMAS.get(role) or INPUT_SCHEMAS[role]


def _renderer_by_geometry(
    root: ET.Element, style: LayerStyle, kinds: Sequence[SymbolKind], language: Language
) -> None:
    """Add a rule per kind of geometry: one style serves points, lines and areas of a table."""
    renderer = ET.SubElement(root, "renderer-v2", type="RuleRenderer", symbollevels="0")
    rules = ET.SubElement(renderer, "rules", key="rules")
    symbols = ET.SubElement(renderer, "symbols")
    schema = schema_of_layer(style.role)
    for number, kind in enumerate(kinds):
        condition = f"geometry_type($geometry)='{GEOMETRY_NAMES[kind]}'"
        title = schema.title_zh if language == "zh" else schema.title_en
        ET.SubElement(rules, "rule", key=kind, symbol=str(number), label=title, filter=condition)
        _symbol(symbols, str(number), style.symbol, kind)


def _categorised_renderer(
    root: ET.Element, style: LayerStyle, kind: SymbolKind, language: Language
) -> None:
    """Add a category per value, and one without a value for all others."""
    renderer = ET.SubElement(
        root, "renderer-v2", type="categorizedSymbol", attr=style.category, symbollevels="0"
    )
    categories = ET.SubElement(renderer, "categories")
    symbols = ET.SubElement(renderer, "symbols")
    titles = {value: category_title(style, value, language) for value in style.categories}
    titles[""] = text("gis.other_values", language)
    for index, (value, title) in enumerate(titles.items()):
        ET.SubElement(
            categories, "category", value=value, symbol=str(index), label=title, render="true"
        )
        _symbol(symbols, str(index), style.symbol_of(value), kind)


def _labels(root: ET.Element, style: LayerStyle) -> None:
    labeling = ET.SubElement(root, "labeling", type="simple")
    settings = ET.SubElement(labeling, "settings", calloutType="simple")
    look = ET.SubElement(
        settings, "text-style", fieldName=style.label, isExpression="0", fontFamily=_LABEL_FONT,
        fontSize=str(_LABEL_SIZE_PT), fontSizeUnit="Point", textColor="0,0,0,255", textOpacity="1",
    )  # fmt: skip
    ET.SubElement(
        look, "text-buffer", bufferDraw="1", bufferSize="0.6", bufferSizeUnits="MM",
        bufferColor="255,255,255,255", bufferOpacity="1",
    )  # fmt: skip
    ET.SubElement(
        settings, "rendering", scaleVisibility=str(int(bool(style.label_scale))),
        scaleMin=str(style.label_scale), scaleMax="0",
    )  # fmt: skip


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
