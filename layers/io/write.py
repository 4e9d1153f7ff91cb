"""Files written whole or not at all, and GeoPackages that older programs read."""

from __future__ import annotations

import contextlib
import errno
import os
import sqlite3
import tempfile
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
from pyogrio.errors import DataSourceError, FeatureError, FieldError, GeometryError

from layers.errors import WriteError
from layers.io.gdal import NO_NETWORK

_CODES = {
    errno.ENOSPC: "write.disk_full",
    errno.EDQUOT: "write.disk_full",
    errno.EACCES: "write.no_permission",
    errno.EPERM: "write.no_permission",
    errno.EROFS: "write.read_only",
    errno.ENOENT: "write.no_folder",
    errno.ENOTDIR: "write.no_folder",
}
_OGR_ERRORS = (DataSourceError, FeatureError, FieldError, GeometryError)
# Neither a journal on disk nor waiting for the disk: `atomic_path` guards the whole file.
UNGUARDED = {"OGR_SQLITE_JOURNAL": "MEMORY", "OGR_SQLITE_SYNCHRONOUS": "OFF"}


def write_error(error: OSError, path: Path) -> WriteError:
    """Return the coded error that says why a file could not be written."""
    code = _CODES.get(error.errno or 0, "write.failed")
    return WriteError(code, file=str(path), reason=error.strerror or str(error))


@contextmanager
def atomic_path(path: str | Path) -> Iterator[Path]:
    """Offer a temporary name in the same folder that takes the file's place at the end.

    The temporary file is written to disk before it replaces the old one, so
    that a crash leaves either the old or the new file, whole. On any fault
    the old file stays and the temporary one is removed.

    Raises
    ------
    WriteError
        When the folder cannot be written, the disk is full, or the file is
        held by another program.

    Examples
    --------
    >>> with atomic_path(Path(tempfile.mkdtemp()) / "a.txt") as temporary:
    ...     _ = temporary.write_text("whole")
    """
    path = Path(path)
    try:
        handle, name = tempfile.mkstemp(
            prefix=f".{path.stem[:40]}-", suffix=path.suffix, dir=path.parent
        )
        os.close(handle)
    except OSError as error:
        raise write_error(error, path) from error
    temporary = Path(name)
    # SQLite and GDAL want to make the file themselves.
    temporary.unlink()
    try:
        yield temporary
        _to_disk(temporary)
        _keep_mode(path, temporary)
        temporary.replace(path)
        _folder_to_disk(path.parent)
    except OSError as error:
        raise write_error(error, path) from error
    finally:
        for leftover in (
            temporary,
            *(Path(f"{name}{end}") for end in ("-journal", "-wal", "-shm")),
        ):
            with contextlib.suppress(OSError):
                leftover.unlink(missing_ok=True)


def _to_disk(path: Path) -> None:
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())


def _keep_mode(path: Path, temporary: Path) -> None:
    """Give the new file the old one's permissions, or the usual ones (mkstemp is private)."""
    if os.name != "posix":
        return
    if path.exists():
        temporary.chmod(path.stat().st_mode & 0o777)
        return
    mask = os.umask(0)
    os.umask(mask)
    temporary.chmod(0o666 & ~mask)


def _folder_to_disk(folder: Path) -> None:
    """Make the renaming itself durable, where the system lets a folder be synced."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@dataclass(frozen=True, kw_only=True)
class LayerToWrite:
    """One layer of a GeoPackage.

    Attributes
    ----------
    name
        Table name.
    frame
        Rows with geometry and system.
    geometry_type
        Such as ``Point`` or ``Unknown``; found from the rows where empty.
    title, description
        For people, shown by other programs.
    aliases
        Column -> title.
    """

    name: str
    frame: gpd.GeoDataFrame
    geometry_type: str = ""
    title: str = ""
    description: str = ""
    aliases: Mapping[str, str] = field(default_factory=dict)


def write_geopackage_layers(path: str | Path, layers: Sequence[LayerToWrite]) -> None:
    """Write or append layers to a GeoPackage (version 1.2, which QGIS 3 and ArcGIS read).

    The layers stand in the order given. An existing layer of the same name
    is replaced. Not atomic by itself: use it inside `atomic_path`.

    Raises
    ------
    WriteError
        When the file cannot be written.
    """
    path = Path(path)
    for layer in layers:
        _write_layer(path, layer)
    with _connection(path) as connection:
        for layer in layers:
            _describe(connection, layer)


def _write_layer(path: Path, layer: LayerToWrite) -> None:
    frame = layer.frame
    exists = path.exists()
    kind = layer.geometry_type or _geometry_type(frame)
    pyogrio.set_gdal_config_options({**NO_NETWORK, **UNGUARDED})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            pyogrio.write_dataframe(
                _writable(frame), path, layer=layer.name, driver="GPKG", append=False,
                geometry_type=kind, promote_to_multi=kind.startswith("Multi"),
                dataset_options=None if exists else {"VERSION": "1.2"},
                layer_options={"SPATIAL_INDEX": "YES", "FID": "fid", "GEOMETRY_NAME": "geom"},
            )  # fmt: skip
        except (*_OGR_ERRORS, sqlite3.Error) as error:
            raise _ogr_write_error(error, path, layer.name) from error


def _ogr_write_error(error: Exception, path: Path, layer: str) -> WriteError:
    text = str(error)
    full = "disk is full" in text or "No space left" in text
    code = "write.disk_full" if full else "write.failed"
    return WriteError(code, file=str(path), layer=layer, reason=text[:200])


def _geometry_type(frame: gpd.GeoDataFrame) -> str:
    kinds = {str(kind) for kind in frame.geometry.geom_type.dropna().unique()}
    if not kinds:
        return "Unknown"
    if len(kinds) == 1:
        return kinds.pop()
    plain = {kind.removeprefix("Multi") for kind in kinds}
    return f"Multi{plain.pop()}" if len(plain) == 1 else "Unknown"


def _writable(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the rows with mixed object columns as text, which GeoPackage columns need."""
    changed = {}
    for column in frame.columns.drop(frame.geometry.name):
        if not pd.api.types.is_object_dtype(frame[column].dtype):
            continue
        if pd.api.types.infer_dtype(frame[column], skipna=True) not in ("string", "empty"):
            changed[column] = (
                frame[column]
                .where(frame[column].notna(), None)
                .map(lambda value: value if value is None or isinstance(value, str) else str(value))
            )
    return frame.assign(**changed) if changed else frame


@contextmanager
def _connection(path: Path) -> Iterator[sqlite3.Connection]:
    try:
        connection = sqlite3.connect(path)
    except sqlite3.Error as error:
        raise WriteError("write.failed", file=str(path), reason=str(error)) from error
    try:
        connection.execute("PRAGMA journal_mode=MEMORY")
        connection.execute("PRAGMA synchronous=OFF")
        with connection:
            yield connection
    except sqlite3.Error as error:
        raise _ogr_write_error(error, path, "") from error
    finally:
        connection.close()


def _describe(connection: sqlite3.Connection, layer: LayerToWrite) -> None:
    if layer.title or layer.description:
        title = layer.title or layer.name
        taken = connection.execute(
            "SELECT 1 FROM gpkg_contents WHERE identifier = ? AND table_name <> ?",
            (title, layer.name),
        ).fetchone()
        connection.execute(
            "UPDATE gpkg_contents SET identifier = ?, description = ? WHERE table_name = ?",
            (f"{title} ({layer.name})" if taken else title, layer.description, layer.name),
        )
    if layer.aliases:
        _write_aliases(connection, layer.name, layer.aliases)


def _write_aliases(connection: sqlite3.Connection, table: str, aliases: Mapping[str, str]) -> None:
    """Write column titles by the GeoPackage schema extension."""
    connection.executescript(
        """
        CREATE TABLE IF NOT EXISTS gpkg_extensions (
            table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL,
            definition TEXT NOT NULL, scope TEXT NOT NULL,
            CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));
        CREATE TABLE IF NOT EXISTS gpkg_data_columns (
            table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT,
            description TEXT, mime_type TEXT, constraint_name TEXT,
            CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name),
            CONSTRAINT gdc_tn UNIQUE (table_name, name));
        """
    )
    definition = "http://www.geopackage.org/spec/#extension_schema"
    for name in ("gpkg_data_columns", "gpkg_data_column_constraints"):
        connection.execute(
            "INSERT OR IGNORE INTO gpkg_extensions SELECT ?, NULL, 'gpkg_schema', ?, 'read-write'"
            " WHERE NOT EXISTS (SELECT 1 FROM gpkg_extensions WHERE table_name = ?)",
            (name, definition, name),
        )
    connection.executescript(
        """
        CREATE TABLE IF NOT EXISTS gpkg_data_column_constraints (
            constraint_name TEXT NOT NULL, constraint_type TEXT NOT NULL, value TEXT,
            min NUMERIC, min_is_inclusive BOOLEAN, max NUMERIC, max_is_inclusive BOOLEAN,
            description TEXT,
            CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value));
        """
    )
    rows = connection.execute(f'PRAGMA table_info("{_quoted(table)}")')
    columns = {row[1] for row in rows}
    connection.executemany(
        "INSERT OR REPLACE INTO gpkg_data_columns (table_name, column_name, title)"
        " VALUES (?, ?, ?)",
        [(table, column, title) for column, title in aliases.items() if column in columns],
    )


def _quoted(name: str) -> str:
    return name.replace('"', '""')
