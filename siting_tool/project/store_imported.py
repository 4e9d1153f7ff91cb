"""Input layers as they were read, kept in the project file to tell edits from the source."""

from __future__ import annotations

import sqlite3
import tempfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from layers.io.write import LayerToWrite, write_geopackage_layers

if TYPE_CHECKING:
    import geopandas as gpd

    from siting_tool.project.project import Project

TABLE = "project_imported"
_FAST = 1


def write_imported(connection: sqlite3.Connection, project: Project) -> None:
    """Write the layers as they were read; one that nobody edited is only named.

    An edited one is stored as a small GeoPackage of its own, so that its
    values come back in the very types of the layer itself.
    """
    connection.execute(
        f"CREATE TABLE {TABLE} (fid INTEGER PRIMARY KEY, role TEXT NOT NULL, layer BLOB)"
    )
    connection.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES (?, 'attributes', ?)",
        (TABLE, TABLE),
    )
    for role, frame in project.imported.items():
        is_edited = project.layers.get(role) is not frame
        connection.execute(
            f"INSERT INTO {TABLE} (role, layer) VALUES (?, ?)",  # noqa: S608 - a constant name
            (role, _packed(role, frame) if is_edited else None),
        )


def read_imported(
    connection: sqlite3.Connection,
    layers: Mapping[str, gpd.GeoDataFrame],
    read_layer: Callable[[Path, str], gpd.GeoDataFrame],
) -> dict[str, gpd.GeoDataFrame]:
    """Return the layers as they were read; none in a file from before they were kept.

    Parameters
    ----------
    connection
        The project file.
    layers
        Its input layers; those that nobody edited stand for themselves.
    read_layer
        How a layer of a GeoPackage is read.
    """
    known = connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (TABLE,)).fetchone()
    if known is None:
        return {}
    imported = {}
    rows = connection.execute(f"SELECT role, layer FROM {TABLE}").fetchall()  # noqa: S608
    for role, packed in rows:
        if packed is not None:
            imported[role] = _unpacked(role, packed, read_layer)
        elif role in layers:
            imported[role] = layers[role]
    return imported


def _packed(role: str, frame: gpd.GeoDataFrame) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "layer.gpkg"
        write_geopackage_layers(path, [LayerToWrite(name=role, frame=frame)])
        return zlib.compress(path.read_bytes(), _FAST)


def _unpacked(
    role: str, packed: bytes, read_layer: Callable[[Path, str], gpd.GeoDataFrame]
) -> gpd.GeoDataFrame:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "layer.gpkg"
        path.write_bytes(zlib.decompress(packed))
        return read_layer(path, role)
