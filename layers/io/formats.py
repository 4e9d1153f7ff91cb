"""Which reader a file needs, told from its content before its name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from layers.errors import ReadError
from layers.io.archive import archive_kind, unpacked
from layers.io.limits import MAX_FILE_BYTES
from layers.io.table import SPREADSHEETS

RASTER_SUFFIXES = (".tif", ".tiff", ".asc", ".hgt", ".img", ".vrt", ".dem", ".bil", ".flt", ".adf",
                   ".xyz", ".grd", ".dt0", ".dt1", ".dt2", ".jp2", ".mbtiles")  # fmt: skip
_TEXT_SUFFIXES = (".csv", ".txt", ".tsv", ".tab_txt", ".prn", ".dat")
_GDAL_SUFFIXES = (".gpkg", ".geojson", ".json", ".geojsonl", ".geojsons", ".ndjson", ".gml", ".gpx",
                  ".dxf", ".tab", ".mif", ".fgb", ".topojson", ".sqlite", ".e00", ".jml", ".xml",
                  ".gdb")  # fmt: skip
_SIDECAR_SUFFIXES = (".shx", ".dbf", ".prj", ".cpg", ".sbn", ".sbx", ".qpj", ".qml", ".dat", ".map",
                     ".id", ".ind", ".mid", ".xsd", ".gfs", ".ovr", ".tfw")  # fmt: skip
_HEAD_BYTES = 4096


@dataclass(frozen=True, kw_only=True)
class Dataset:
    """One readable file: where it lies now, its format, its name inside an archive."""

    path: Path
    format: str
    name: str = ""


def sniff(path: Path) -> str:
    """Return the format of a file: a key of the readers, ``raster``, or empty.

    Raises
    ------
    ReadError
        When the file is missing, empty, or a placeholder for one stored
        elsewhere.
    """
    if path.is_dir():
        return "gdal" if path.suffix.lower() == ".gdb" else ""
    head = _head(path)
    suffix = path.suffix.lower()
    if not head:
        raise ReadError("read.empty_file", file=str(path))
    if head.startswith(b"version https://git-lfs"):
        raise ReadError("read.lfs_pointer", file=str(path))
    kind = _by_magic(head, suffix)
    if kind:
        return kind
    if suffix in RASTER_SUFFIXES:
        return "raster"
    return _by_text(head, suffix)


def _head(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise ReadError("read.too_large", file=str(path), bytes=path.stat().st_size)
        with path.open("rb") as stream:
            return stream.read(_HEAD_BYTES)
    except FileNotFoundError as error:
        raise ReadError("read.no_such_file", file=str(path)) from error
    except OSError as error:
        raise ReadError("read.no_access", file=str(path), reason=str(error.strerror)) from error


_MAGIC = (
    (b"\x00\x00\x27\x0a", "shapefile"),
    (b"SQLite format 3", "gdal"),
    (b"PAR1", "parquet"),
    (b"fgb\x03", "gdal"),
    (b"II*\0", "raster"),
    (b"MM\0*", "raster"),
    (b"II+\0", "raster"),
    (b"MM\0+", "raster"),
)
_XML_ROOTS = ((b"<kml", "kml"), (b"<osm", "osm"), (b"<vrtdataset", "raster"),
              (b"<ogrvrtdatasource", ""))  # fmt: skip


def _by_magic(head: bytes, suffix: str) -> str:
    if suffix in SPREADSHEETS and head.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        return "table"
    if suffix == ".mbtiles" or b"OSMHeader" in head[:64]:
        return "raster" if suffix == ".mbtiles" else "osm"
    found = next((kind for magic, kind in _MAGIC if head.startswith(magic)), "")
    return found or ("dbf" if suffix == ".dbf" else "")


def _by_text(head: bytes, suffix: str) -> str:
    text = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if suffix in (".kml", ".kmz"):
        return "kml"
    if text.startswith(b"<"):
        lower = text[:2048].lower()
        return next((kind for root, kind in _XML_ROOTS if root in lower), "gdal")
    if suffix == ".dxf":
        return "dxf"
    if text.startswith((b"{", b"[", b"\x1e")) or suffix in _GDAL_SUFFIXES:
        return "gdal"
    return "table" if suffix in _TEXT_SUFFIXES else ""


@contextmanager
def datasets(path: str | Path) -> Iterator[list[Dataset]]:
    """Offer the readable files at a path, unpacking an archive for as long as needed.

    Raises
    ------
    ReadError
        When the file is missing, of no known format, or an archive without
        anything readable.
    """
    path = Path(path)
    if not path.exists():
        raise ReadError("read.no_such_file", file=str(path))
    kind = "" if path.is_dir() else archive_kind(path, _head(path))
    if kind:
        with unpacked(path, kind) as folder:
            found = _inside(folder)
            if not found:
                raise ReadError("read.nothing_in_archive", file=str(path))
            yield found
        return
    if path.is_dir() and path.suffix.lower() != ".gdb":
        found = _inside(path)
        if not found:
            raise ReadError("read.nothing_in_folder", file=str(path))
        yield found
        return
    form = sniff(path)
    if not form:
        raise ReadError("read.unknown_format", file=str(path))
    if path.suffix.lower() == ".kmz":
        raise ReadError("read.damaged_archive", file=str(path))
    yield [Dataset(path=path, format=form)]


def _inside(folder: Path) -> list[Dataset]:
    found = []
    geodatabases = [p for p in folder.rglob("*") if p.is_dir() and p.suffix.lower() == ".gdb"]
    found += [Dataset(path=p, format="gdal", name=_relative(p, folder)) for p in geodatabases]
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        inside_gdb = any(parent in geodatabases for parent in path.parents)
        if inside_gdb or path.suffix.lower() in _SIDECAR_SUFFIXES or not path.stat().st_size:
            continue
        form = "" if path.name.lower().endswith((".shp.xml", ".aux.xml")) else sniff(path)
        if form:
            found.append(Dataset(path=path, format=form, name=_relative(path, folder)))
    return found


def _relative(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()
