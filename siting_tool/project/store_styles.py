"""The ``layer_styles`` and ``gpkg_data_columns`` tables that QGIS reads on opening."""

from __future__ import annotations

import sqlite3

from resources.map_style import layer_styles
from resources.texts import Language
from siting_tool.project.qgis_style import GEOMETRY_NAMES, SymbolKind, qml, schema_of_layer

_CREATE = """
CREATE TABLE layer_styles (
    id INTEGER PRIMARY KEY AUTOINCREMENT, f_table_catalog TEXT(256), f_table_schema TEXT(256),
    f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT,
    styleSLD TEXT, useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT,
    update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')))
"""
_INSERT = """
INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column,
    styleName, styleQML, styleSLD, useAsDefault, description, owner)
VALUES ('', '', ?, ?, ?, ?, '', 1, '', '')
"""


def write_styles(connection: sqlite3.Connection, language: Language) -> None:
    """Write one default style per vector layer of the GeoPackage."""
    connection.execute(_CREATE)
    connection.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier)"
        " VALUES ('layer_styles', 'attributes', 'layer_styles')"
    )
    # QGIS shows the description beside the name of the table.
    connection.execute("UPDATE gpkg_contents SET description = identifier WHERE description = ''")
    geometry = connection.execute(
        "SELECT table_name, column_name, geometry_type_name FROM gpkg_geometry_columns"
    ).fetchall()
    for table, column, geometry_type in geometry:
        style = layer_styles().get(table)
        if style is None:
            continue
        schema = schema_of_layer(table)
        title = schema.title_zh if language == "zh" else schema.title_en
        document = qml(style, _symbol_kinds(geometry_type), language)
        connection.execute(_INSERT, (table, column, title, document))


def _symbol_kinds(geometry_type: str) -> tuple[SymbolKind, ...]:
    """Return the symbols that a table needs: all of them where its geometry may be mixed."""
    fitting = tuple(
        kind for kind, name in GEOMETRY_NAMES.items() if name.upper() in geometry_type.upper()
    )
    return fitting or tuple(GEOMETRY_NAMES)
