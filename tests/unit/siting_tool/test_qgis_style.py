"""Styles that QGIS reads, and titles that a GeoPackage needs to be unique."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from layers.result_schema import RESULT_SCHEMAS
from layers.schema import INPUT_SCHEMAS
from resources.map_style import layer_styles
from siting_tool.project.qgis_style import qml

SCHEMAS = [*INPUT_SCHEMAS.values(), *RESULT_SCHEMAS.values()]


@pytest.mark.parametrize("title", ["title_zh", "title_en"])
def test_no_two_layers_share_a_title(title):
    titles = [getattr(schema, title) for schema in SCHEMAS]
    assert len(set(titles)) == len(titles)


def test_every_vector_layer_has_a_style():
    drawn = {schema.role for schema in SCHEMAS} - {"terrain", "basemap"}
    assert drawn == set(layer_styles())


@pytest.mark.parametrize("kind", ["marker", "line", "fill"])
@pytest.mark.parametrize("role", list(layer_styles()))
def test_the_qml_names_every_category_in_the_language_asked_for(role, kind):
    style = layer_styles()[role]
    for language in ("zh", "en"):
        root = ET.fromstring(qml(style, [kind], language))
        labels = [item.get("label") for item in root.iter("category")]
        assert len(labels) == len(style.categories) + bool(style.category)
        assert all(labels)
        symbols = {item.get("name") for item in root.iter("symbol")}
        assert {item.get("symbol") for item in root.iter("category")} <= symbols
        assert len(list(root.iter("alias"))) > 0
