"""The project file: one GeoPackage with layers, terrain, plans and their history.

Every role is a layer of that name, result layers hold all scenarios with a
``scenario`` column, the terrain is a gridded coverage, everything else stands
in plain tables. ``layer_styles`` makes QGIS open it styled. A save writes a
temporary file and moves it into place.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import rasterio
from pyproj import CRS

from layers.fields import FieldType, GeometryKind, LayerSchema
from layers.io.write import UNGUARDED, LayerToWrite, atomic_path, write_geopackage_layers
from layers.raster import TerrainRaster
from layers.result_schema import RENOVATION_RESULTS, RESULT_SCHEMAS, SITING_RESULTS
from layers.schema import INPUT_SCHEMAS
from resources.texts import Language
from siting_tool.project.errors import ProjectError
from siting_tool.project.project import Project, Scenario
from siting_tool.project.qgis_style import schema_of_layer
from siting_tool.project.store_imported import read_imported, write_imported
from siting_tool.project.store_styles import write_styles
from siting_tool.project.store_tables import read_tables, write_tables

FORMAT_VERSION = 1
RESULT_ROLES = {"site": SITING_RESULTS, "renovate": RENOVATION_RESULTS}
TERRAIN_TABLE = "terrain"

# Format version -> what makes the next version of a file in place.
UPGRADES: dict[int, Callable[[Path], None]] = {}

_GEOMETRY_TYPES = {
    GeometryKind.POINT: "Point",
    GeometryKind.LINE: "LineString",
    GeometryKind.POLYGON: "MultiPolygon",
}


def save_project(
    project: Project, path: Path, *, overwrite: bool = True, language: Language = "zh"
) -> None:
    """Write the project file.

    Parameters
    ----------
    project
        What to write.
    path
        The file, ending in ``.gpkg``.
    overwrite
        Whether an existing file may be replaced.
    language
        Language of layer titles and legends in QGIS.

    Raises
    ------
    ProjectError
        When the file exists and may not be replaced.
    layers.errors.WriteError
        When it cannot be written; the earlier file stays whole.
    """
    if path.exists() and not overwrite:
        raise ProjectError("project.exists", file=path)
    with atomic_path(path) as temporary:
        frames = {**project.layers, **_joined_results(project.scenarios)}
        layers = [layer_to_write(role, frame, language) for role, frame in frames.items()]
        if layers:
            write_geopackage_layers(temporary, layers)
        if project.terrain is not None:
            _write_terrain(temporary, project.terrain, project.crs)
        with closing(sqlite3.connect(temporary)) as connection, connection:
            connection.execute("PRAGMA synchronous=OFF")
            write_tables(connection, project, FORMAT_VERSION, path.parent)
            write_styles(connection, language)
            write_imported(connection, project)


def open_project(path: Path) -> Project:
    """Read a project file.

    Raises
    ------
    ProjectError
        When it is missing, damaged, not a project, or of a newer version.
    """
    if not path.exists():
        raise ProjectError("project.not_found", file=path)
    _bring_up_to_date(path)
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            project = read_tables(connection, path)
        names = [name for name, _ in pyogrio.list_layers(path)]
        layers = {role: read_layer(path, role) for role in INPUT_SCHEMAS if role in names}
        results = {role: read_layer(path, role) for role in RESULT_SCHEMAS if role in names}
        terrain = _read_terrain(path)
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            imported = read_imported(connection, layers, read_layer)
    except (sqlite3.DatabaseError, pyogrio.errors.DataSourceError) as error:
        raise ProjectError("project.damaged", file=path, detail=str(error)) from error
    scenarios = {
        name: _with_results(scenario, results) for name, scenario in project.scenarios.items()
    }
    return replace(project, layers=layers, imported=imported, terrain=terrain, scenarios=scenarios)


def format_version(path: Path) -> int:
    """Return the format version of a project file.

    Raises
    ------
    ProjectError
        When the file is no project of this program.
    """
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            row = connection.execute(
                "SELECT value FROM project_meta WHERE key = 'format_version'"
            ).fetchone()
    except sqlite3.DatabaseError as error:
        code = "project.not_a_project" if "no such table" in str(error) else "project.damaged"
        raise ProjectError(code, file=path, detail=str(error)) from error
    if row is None:
        raise ProjectError("project.not_a_project", file=path)
    return int(row[0])


def _bring_up_to_date(path: Path) -> None:
    version = format_version(path)
    if version > FORMAT_VERSION:
        raise ProjectError(
            "project.newer_version", file=path, version=version, known=FORMAT_VERSION
        )
    if version == FORMAT_VERSION:
        return
    kept = path.with_name(f"{path.stem}.format{version}{path.suffix}")
    kept.write_bytes(path.read_bytes())
    with atomic_path(path) as temporary:
        temporary.write_bytes(kept.read_bytes())
        for step in range(version, FORMAT_VERSION):
            UPGRADES[step](temporary)


def layer_to_write(role: str, frame: gpd.GeoDataFrame, language: Language) -> LayerToWrite:
    """Return a layer with its titles in one language, ready for a GeoPackage."""
    schema = schema_of_layer(role)
    title = "title_zh" if language == "zh" else "title_en"
    return LayerToWrite(
        name=role,
        frame=frame,
        geometry_type="" if len(frame) else _GEOMETRY_TYPES.get(schema.geometry, "Unknown"),
        title=getattr(schema, title),
        aliases={field.name: getattr(field, title) for field in schema.fields},
    )


def read_layer(path: Path, role: str) -> gpd.GeoDataFrame:
    """Read one layer with its declared columns in their declared types."""
    frame = pyogrio.read_dataframe(path, layer=role)
    return declared_types(frame, schema_of_layer(role))


def declared_types(frame: gpd.GeoDataFrame, schema: LayerSchema) -> gpd.GeoDataFrame:
    """Return the frame with its declared columns in the types that hold missing values."""
    changed = frame.copy(deep=False)
    for field in schema.fields:
        if field.name in changed:
            changed[field.name] = _typed(changed[field.name], field.type)
    return changed


def _typed(column: pd.Series, kind: FieldType) -> pd.Series:
    if kind is FieldType.REAL:
        return column.astype(np.float64)
    if kind is FieldType.INTEGER:
        return column.astype("Int64")
    if kind is FieldType.BOOLEAN:
        return column.astype("boolean")
    return column.astype(object).where(column.notna(), None)


def _joined_results(scenarios: Mapping[str, Scenario]) -> dict[str, gpd.GeoDataFrame]:
    joined = {}
    for role in RESULT_SCHEMAS:
        frames = [item.results[role] for item in scenarios.values() if role in item.results]
        if frames:
            filled = [frame for frame in frames if len(frame)] or frames[:1]
            joined[role] = pd.concat(filled, ignore_index=True)
    return joined


def _with_results(scenario: Scenario, results: Mapping[str, gpd.GeoDataFrame]) -> Scenario:
    kinds = {
        role for kind, roles in RESULT_ROLES.items() if kind in scenario.runs for role in roles
    }
    own = {
        role: frame[frame["scenario"] == scenario.name].reset_index(drop=True)
        for role, frame in results.items()
        if role in kinds
    }
    return replace(scenario, results=own)


def _write_terrain(path: Path, terrain: TerrainRaster, crs: str) -> None:
    height, width = terrain.heights_m.shape
    exists = {"APPEND_SUBDATASET": "YES"} if path.exists() else {}
    with (
        rasterio.Env(**UNGUARDED),
        rasterio.open(
            path,
            "w",
            driver="GPKG",
            width=width,
            height=height,
            count=1,
            dtype="float32",
            crs=crs,
            transform=terrain.transform,
            RASTER_TABLE=TERRAIN_TABLE,
            **exists,
        ) as target,
    ):
        target.write(terrain.heights_m, 1)


def _read_terrain(path: Path) -> TerrainRaster | None:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        found = connection.execute(
            "SELECT 1 FROM gpkg_contents WHERE table_name = ? AND data_type LIKE '2d-gridded%'",
            (TERRAIN_TABLE,),
        ).fetchone()
    if found is None:
        return None
    with rasterio.open(f"GPKG:{path}:{TERRAIN_TABLE}") as source:
        return TerrainRaster(
            heights_m=source.read(1), transform=source.transform, crs=CRS(source.crs)
        )
