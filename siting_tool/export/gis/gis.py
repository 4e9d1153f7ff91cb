"""A plan as GIS files that other programs open."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import pyogrio

from algorithms.progress import SILENT, Progress
from layers.io.write import write_geopackage_layers
from resources.texts import Language, text
from siting_tool.export.gis.planning_database import write_planning_database
from siting_tool.export.gis.qgis_project import write_qgis_project
from siting_tool.export.gis.shapefiles import write_shapefiles
from siting_tool.export.plan_layers import layer_title, plan_layers
from siting_tool.export.written_file import WrittenFile
from siting_tool.project.project import Project, Scenario
from siting_tool.project.store import layer_to_write
from siting_tool.project.store_styles import write_styles

KIND = "gis"


def write_gis(
    project: Project,
    scenario: Scenario,
    folder: Path,
    language: Language,
    progress: Progress = SILENT,
) -> list[WrittenFile]:
    """Write the plan's layers in every exchange format below ``folder/gis``."""
    target = folder / KIND
    target.mkdir(parents=True)
    layers = plan_layers(project, scenario)
    progress.report("stage.export_gis", 0.0)
    written = [
        _write_geopackage(layers, target, language),
        write_qgis_project(layers, target / "plan.gpkg", language),
        write_planning_database(layers, target, language),
    ]
    encoding = str(project.parameter_values()["export.shapefile_encoding"])
    written += write_shapefiles(layers, target, language, encoding)
    for number, (role, frame) in enumerate(layers.items()):
        progress.report("stage.export_gis", number / len(layers))
        written.append(_write_geojson(role, frame, target, language))
    return written


def _write_geopackage(
    layers: dict[str, gpd.GeoDataFrame], target: Path, language: Language
) -> WrittenFile:
    path = target / "plan.gpkg"
    write_geopackage_layers(
        path, [layer_to_write(role, frame, language) for role, frame in layers.items()]
    )
    with closing(sqlite3.connect(path)) as connection, connection:
        write_styles(connection, language)
    title = text("gis.geopackage", language)
    return WrittenFile(path=f"{KIND}/{path.name}", kind=KIND, title=title)


def _write_geojson(
    role: str, frame: gpd.GeoDataFrame, target: Path, language: Language
) -> WrittenFile:
    """Write one layer in degrees (RFC 7946 knows only WGS 84, equal to CGCS2000 here)."""
    path = target / "geojson" / f"{role}.geojson"
    path.parent.mkdir(exist_ok=True)
    plain = frame.to_crs("EPSG:4326")
    for name in plain.select_dtypes("float").columns:
        plain[name] = plain[name].astype("Float64")  # JSON knows null but no NaN
    pyogrio.write_dataframe(plain, path, driver="GeoJSON", RFC7946="YES")
    return WrittenFile(
        path=f"{KIND}/geojson/{path.name}", kind=KIND, title=layer_title(role, language)
    )
