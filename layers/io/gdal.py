"""Vector files through GDAL (pyogrio), guarded: no network, no traceback, no lost rows."""

from __future__ import annotations

import re
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyogrio
import shapely
from numpy.typing import NDArray
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError

from layers.crs import disable_network, parse_crs, recognise
from layers.errors import CrsError, ReadError
from layers.findings import Finding, Severity
from layers.io.cells import by_value
from layers.io.raw import LayerInfo, RawLayer, noticed, text_columns, unique_names
from layers.io.surfaces import footprint
from layers.io.text import guess_encoding

NO_NETWORK = {
    # GDAL asks the network for /vsicurl paths, remote schemas and web drivers.
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
    "GDAL_HTTP_TIMEOUT": "1",
    "GDAL_HTTP_CONNECTTIMEOUT": "1",
    "GDAL_HTTP_MAX_RETRY": "0",
    "GDAL_HTTP_PROXY": "127.0.0.1:9",
    "GML_DOWNLOAD_SCHEMA": "NO",
    "OGR_VRT_MAX_OPENED": "0",
}
_VECTOR_OPTIONS = {
    **NO_NETWORK,
    "OGR_SKIP": "HTTP,WFS,OAPIF,CSW,Carto,AmigoCloud,PLSCENES,Elasticsearch,NGW,EEDA,OGCAPI,"
    "GEORSS,GPSBabel,OGR_VRT,ADBC,GDALG,MongoDBv3",
    "OSM_USE_CUSTOM_INDEXING": "NO",
}
# pyogrio raises ValueError where GDAL cannot go to a damaged record.
READ_ERRORS = (
    DataSourceError, DataLayerError, FeatureError, FieldError, GeometryError, ValueError,
)  # fmt: skip
_PROLOG_BYTES = 1 << 16
_DOCUMENT_TYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_WKB_TYPE_NAMES = {7: "surfaces", 15: "PolyhedralSurface", 16: "TIN", 17: "Triangle"}

disable_network()
pyogrio.set_gdal_config_options(_VECTOR_OPTIONS)


@contextmanager
def plain_path(path: Path) -> Iterator[Path]:
    """Offer a file under a name without ``!``, which pyogrio takes for an archive's mark."""
    if "!" not in str(path):
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="siting_tool_") as folder:
        for part in path.parent.iterdir():
            if part.is_file() and part.stem == path.stem:
                shutil.copyfile(part, Path(folder) / part.name.replace("!", "_"))
        yield Path(folder) / path.name.replace("!", "_")


def _refuse_entities(path: Path) -> None:
    """Refuse XML with a document type, which GDAL's readers would follow in part."""
    if path.is_dir():
        return
    with path.open("rb") as stream:
        head = stream.read(_PROLOG_BYTES).replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if head.startswith(b"<") and _DOCUMENT_TYPE.search(head):
        raise ReadError("read.xml_entities", file=str(path))


def list_gdal_layers(path: Path) -> list[LayerInfo]:
    """List the layers of a file that GDAL reads; ReadError when it cannot."""
    _refuse_entities(path)
    with warnings.catch_warnings(), plain_path(path) as plain:
        warnings.simplefilter("ignore")
        try:
            found = pyogrio.list_layers(plain)
        except READ_ERRORS as error:
            raise _unreadable(path, error) from error
    return [LayerInfo(name=str(name), geometry=str(kind or "table")) for name, kind in found]


def count_gdal_rows(path: Path, layer: str) -> int:
    """Count the rows of a layer; ReadError when it cannot be read."""
    with warnings.catch_warnings(), plain_path(path) as plain:
        warnings.simplefilter("ignore")
        try:
            info = pyogrio.read_info(plain, layer=layer, force_feature_count=True)
        except READ_ERRORS as error:
            raise _unreadable(path, error) from error
    return int(info["features"])


def read_gdal(
    path: Path,
    layer: str | None = None,
    encoding: str | None = None,
    *,
    limit: int | None = None,
    where: str | None = None,
) -> RawLayer:
    """Read one layer with all rows that can be read.

    Curves come out as lines of short pieces, measures are put aside. A row
    that GDAL cannot read is left out and named.

    Parameters
    ----------
    path, layer, encoding
        File, layer inside it, and encoding of its text where it is known.
    limit
        Rows to read at most; all where None.
    where
        Condition in SQL that rows have to meet.

    Raises
    ------
    ReadError
        When the file or layer cannot be read at all.
    """
    _refuse_entities(path)
    with warnings.catch_warnings(record=True) as caught, plain_path(path) as plain:
        warnings.simplefilter("always")
        try:
            parts, bad_rows, was_damaged = _read_parts(plain, layer, encoding, limit, where)
        except UnicodeDecodeError as error:
            if encoding:
                raise _unreadable(path, error) from error
            # Text that is not UTF-8 where the format demands it: tell it from the bytes.
            raw = read_gdal(path, layer, "ISO-8859-1", limit=limit, where=where)
            return _redecoded(raw)
        except READ_ERRORS as error:
            raise _unreadable(path, error) from error
    raw = _assemble(parts, len(bad_rows), layer or "", _findings_of(caught))
    if not was_damaged:
        return raw
    if raw.geometry is not None:
        # Asked again for a damaged record, GDAL gives it without geometry.
        bad_rows = [*bad_rows, *raw.rows[shapely.is_missing(raw.geometry)].tolist()]
    damaged = noticed(Severity.ERROR, "findings.bad_records", sorted(bad_rows))
    return replace(raw, findings=(damaged, *raw.findings))


_Part = tuple[int, dict[str, Any], NDArray[np.object_] | None, list[NDArray[Any]]]


def _read_parts(
    path: Path, layer: str | None, encoding: str | None, limit: int | None, where: str | None
) -> tuple[list[_Part], list[int], bool]:
    def read(skip: int, count: int | None) -> _Part:
        meta, _, wkb, columns = pyogrio.raw.read(
            path, layer=layer, encoding=encoding, force_2d=True, skip_features=skip,
            max_features=count, where=where,
        )  # fmt: skip
        return skip, meta, wkb, columns

    try:
        return [read(0, limit)], [], False
    except FeatureError:
        total = int(pyogrio.read_info(path, layer=layer, force_feature_count=True)["features"])
        return *_salvage(read, total), True


def _salvage(read: Any, total: int) -> tuple[list[_Part], list[int]]:
    """Halve the rows until each row that cannot be read stands alone."""
    parts: list[_Part] = []
    bad: list[int] = []
    spans = [(0, total)] if total > 0 else []
    while spans:
        start, stop = spans.pop()
        try:
            parts.append(read(start, stop - start))
        except READ_ERRORS:
            if stop - start <= 1:
                bad.append(start + 1)
                continue
            middle = (start + stop) // 2
            spans += [(middle, stop), (start, middle)]
    if not parts:
        raise FeatureError("no row can be read")
    return parts, bad


def _assemble(parts: list[_Part], lost_count: int, layer: str, findings: list[Finding]) -> RawLayer:
    meta = parts[0][1]
    names = unique_names([str(name) for name in meta["fields"]])
    frames, geometries, rows = [], [], []
    for skip, _, wkb, columns in parts:
        count = len(wkb) if wkb is not None else (len(columns[0]) if columns else 0)
        frames.append(pd.DataFrame(dict(zip(names, columns, strict=True)), index=range(count)))
        rows.append(np.arange(skip + 1, skip + 1 + count))
        if wkb is not None:
            geometries.append(wkb)
    row_numbers = np.concatenate(rows)
    geometry = None
    if geometries:
        all_wkb = np.concatenate(geometries)
        geometry, unusable = geometry_from_wkb(all_wkb)
        unusable, flattened = _with_footprints(all_wkb, geometry, unusable)
        if flattened.any():
            findings.append(
                noticed(Severity.WARNING, "findings.footprint_taken", row_numbers[flattened])
            )
        findings += [
            noticed(
                Severity.ERROR, "findings.geometry_type_unusable", row_numbers[where], type=name
            )
            for name, where in unusable.items()
        ]
    crs, crs_finding = _crs_of(meta)
    return RawLayer(
        frame=pd.concat(frames, ignore_index=True) if len(frames) > 1 else frames[0],
        rows=row_numbers,
        read=len(row_numbers) + lost_count,
        layer=layer,
        geometry=geometry,
        crs=crs,
        encoding=str(meta.get("encoding") or ""),
        findings=(*findings, *crs_finding),
    )


def geometry_from_wkb(
    wkb: NDArray[np.object_],
) -> tuple[NDArray[np.object_], dict[str, NDArray[np.bool_]]]:
    """Return geometries, and a mask of the rows of each type that cannot be used."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        try:
            geometry = shapely.from_wkb(wkb, on_invalid="ignore")
        except NotImplementedError:
            geometry = np.array([_one_geometry(item) for item in wkb], dtype=object)
    lost = shapely.is_missing(geometry) & np.array([item is not None for item in wkb], dtype=bool)
    kinds: dict[str, NDArray[np.bool_]] = {}
    for index in np.flatnonzero(lost):
        kinds.setdefault(_wkb_type(wkb[index]), np.zeros(len(wkb), dtype=bool))[index] = True
    return geometry, kinds


def _with_footprints(
    wkb: NDArray[np.object_],
    geometry: NDArray[np.object_],
    unusable: dict[str, NDArray[np.bool_]],
) -> tuple[dict[str, NDArray[np.bool_]], NDArray[np.bool_]]:
    """Put footprints in place of surfaces; return what stays unusable, and the rows changed."""
    flattened = np.zeros(len(wkb), dtype=bool)
    for mask in unusable.values():
        for index in np.flatnonzero(mask):
            geometry[index] = footprint(wkb[index])
            flattened[index] = geometry[index] is not None
    left = {name: mask & ~flattened for name, mask in unusable.items()}
    return {name: mask for name, mask in left.items() if mask.any()}, flattened


def _one_geometry(wkb: bytes | None) -> Any:
    try:
        return shapely.from_wkb(wkb, on_invalid="ignore")
    except NotImplementedError:
        return None


def _wkb_type(wkb: bytes) -> str:
    order = "little" if wkb[:1] == b"\x01" else "big"
    number = int.from_bytes(wkb[1:5], order) % 1000  # type: ignore[arg-type]
    return _WKB_TYPE_NAMES.get(number, f"WKB {number}")


def _crs_of(meta: dict[str, Any]) -> tuple[Any, list[Finding]]:
    text = meta.get("crs")
    if not text:
        return None, []
    try:
        return recognise(parse_crs(text)), []
    except CrsError:
        return None, [
            noticed(Severity.WARNING, "findings.crs_not_understood", (), 1, text=text[:80])
        ]


def _redecoded(raw: RawLayer) -> RawLayer:
    """Decode text that came through Latin-1 in the encoding its bytes show."""
    frame = raw.frame.copy()
    columns = text_columns(frame)
    sample = "\n".join(
        text for column in columns for text in frame[column].head(5000) if isinstance(text, str)
    )
    found = guess_encoding(sample.encode("latin-1", "replace"))
    for column in columns:
        frame[column] = redecode(frame[column], found.name)
    note = noticed(Severity.WARNING, "findings.encoding_unsure", (), 1, encoding=found.name)
    return replace(raw, frame=frame, encoding=found.name, findings=(note, *raw.findings))


def redecode(column: pd.Series, encoding: str) -> pd.Series:
    """Decode a column that was read through Latin-1, which loses no byte."""

    def decoded(value: object) -> object:
        if not isinstance(value, str) or value.isascii():
            return value
        return value.encode("latin-1", "replace").decode(encoding, "replace").rstrip("\ufffd")

    return by_value(column, decoded)


def _findings_of(caught: list[warnings.WarningMessage]) -> list[Finding]:
    findings = []
    for text in dict.fromkeys(str(warning.message) for warning in caught):
        if "Measured" in text:
            findings.append(noticed(Severity.INFO, "findings.measures_dropped", (), 1))
        else:
            findings.append(
                noticed(Severity.INFO, "findings.reader_warning", (), 1, text=text[:200])
            )
    return findings


def _unreadable(path: Path, error: Exception) -> ReadError:
    reason = " ".join(str(error).split()).replace(str(path), path.name)[:200]
    return ReadError("read.unreadable", file=str(path), reason=reason)
