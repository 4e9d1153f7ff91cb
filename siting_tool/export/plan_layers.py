"""The layers of one plan, as every GIS, CAD and KML file shows them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import pandas as pd

from layers.fields import Field, FieldType, LayerSchema
from resources.map_style import layer_styles
from resources.texts import Language, text
from siting_tool.project.project import Project, Scenario
from siting_tool.project.qgis_style import schema_of_layer


def plan_layers(project: Project, scenario: Scenario) -> dict[str, gpd.GeoDataFrame]:
    """Return input and result layers by role, in drawing order, bottom first."""
    layers: Mapping[str, gpd.GeoDataFrame] = {**project.layers, **scenario.results}
    return {role: layers[role] for role in layer_styles() if role in layers and len(layers[role])}


def layer_title(role: str, language: Language) -> str:
    """Return the title of a layer."""
    schema = schema_of_layer(role)
    return schema.title_zh if language == "zh" else schema.title_en


def field_title(field: Field, language: Language) -> str:
    """Return the heading of a column with its unit."""
    title = field.title_zh if language == "zh" else field.title_en
    return f"{title} ({field.unit})" if field.unit else title


def declared_fields(frame: gpd.GeoDataFrame, schema: LayerSchema) -> list[Field]:
    """Return the declared columns that a layer has, in their declared order."""
    return [field for field in schema.fields if field.name in frame]


def value_words(field: Field, value: Any, language: Language) -> str:
    """Return a value as people read it: titles of choices, yes and no, rounded numbers."""
    for choice in field.choices:
        if choice.value == value:
            return choice.title_zh if language == "zh" else choice.title_en
    if field.type is FieldType.BOOLEAN:
        return text("word.yes" if value else "word.no", language)
    if field.type is FieldType.REAL:
        return f"{value:,.3f}".rstrip("0").rstrip(".")
    return str(value)


def enclosing_areas_note(areas: Mapping[str, str], language: Language) -> str:
    """Say which boundaries have no row of their own because they only lie around villages."""
    names = text("why.comma", language).join(name or code for code, name in areas.items())
    return text("export.enclosing_areas", language, names=names)


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows as dictionaries by column."""
    return [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]
