"""The plan under the layer and field names of a planning database."""

from __future__ import annotations

import tomllib
from pathlib import Path

import geopandas as gpd

from layers.io.write import LayerToWrite, write_geopackage_layers
from resources import resource_path
from resources.texts import Language, text
from siting_tool.export.plan_layers import field_title, layer_title
from siting_tool.export.written_file import WrittenFile
from siting_tool.project.qgis_style import schema_of_layer

KIND = "gis"


def write_planning_database(
    layers: dict[str, gpd.GeoDataFrame], target: Path, language: Language
) -> WrittenFile:
    """Write a GeoPackage whose names come from ``resources/exchange/planning_database.toml``."""
    mapping = tomllib.loads(
        resource_path("exchange", "planning_database.toml").read_text(encoding="utf-8")
    )
    path = target / "planning_database.gpkg"
    renamed = [
        _renamed(role, layers[role], entry["layer"], entry["fields"], language)
        for role, entry in mapping.items()
        if role in layers
    ]
    write_geopackage_layers(path, renamed)
    title = text("gis.planning_database", language)
    return WrittenFile(path=f"{KIND}/{path.name}", kind=KIND, title=title)


def _renamed(
    role: str, frame: gpd.GeoDataFrame, name: str, fields: dict[str, str], language: Language
) -> LayerToWrite:
    schema = schema_of_layer(role)
    present = {ours: theirs for ours, theirs in fields.items() if ours in frame}
    return LayerToWrite(
        name=name,
        frame=frame[[*present, "geometry"]].rename(columns=present),
        title=f"{name} {layer_title(role, language)}",
        aliases={
            theirs: field_title(schema.field(ours), language) for ours, theirs in present.items()
        },
    )
