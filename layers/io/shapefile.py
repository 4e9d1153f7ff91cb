"""Shapefiles with missing parts, unnamed encodings and cut field names."""

from __future__ import annotations

import struct
import tempfile
import warnings
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pyogrio

from layers.errors import ReadError
from layers.findings import Finding, Severity
from layers.io.archive import copied
from layers.io.gdal import read_gdal, redecode
from layers.io.raw import LayerInfo, RawLayer, noticed, text_columns, unique_names
from layers.io.text import Encoding, check_encoding, guess_encoding

_MULTIPATCH = 31
_SHAPE_TYPES = {0: "table", 1: "Point", 3: "LineString", 5: "Polygon", 8: "MultiPoint"}
_SAMPLE_BYTES = 4 << 20
_CP_BY_NAME = {"936": "gb18030", "950": "big5hkscs", "65001": "utf-8", "ansi 936": "gb18030",
               "gbk": "gb18030", "gb2312": "gb18030", "cp936": "gb18030"}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class DbfHeader:
    """What the head of a dBASE file says: row count and, per field, name, type and width.

    ``row_count`` is what the file has room for, ``claimed_row_count`` what it says.
    """

    row_count: int
    claimed_row_count: int
    names: tuple[bytes, ...]
    types: tuple[str, ...]
    widths: tuple[int, ...]
    header_bytes: int
    row_bytes: int


def read_dbf_header(path: Path) -> DbfHeader:
    """Read the head of a dBASE file; ReadError when it is none."""
    data = _head(path, 1 << 16)
    if len(data) < 33:
        raise ReadError("read.damaged_dbf", file=str(path))
    row_count, header_bytes, row_bytes = struct.unpack("<IHH", data[4:12])
    names, types, widths = [], [], []
    for start in range(32, min(header_bytes, len(data)) - 31, 32):
        if data[start] in (0x0D, 0x0A):
            break
        names.append(data[start : start + 11].split(b"\0")[0])
        types.append(chr(data[start + 11]))
        widths.append(data[start + 16])
    # A damaged head may claim billions of rows; no more count than fit into the file.
    there = max(path.stat().st_size - header_bytes, 0) // max(row_bytes, 1)
    return DbfHeader(
        row_count=min(row_count, there),
        claimed_row_count=row_count,
        names=tuple(names),
        types=tuple(types),
        widths=tuple(widths),
        header_bytes=header_bytes,
        row_bytes=row_bytes,
    )


def _head(path: Path, count: int) -> bytes:
    with path.open("rb") as stream:
        return stream.read(count)


def _text_sample(path: Path, header: DbfHeader) -> bytes:
    """Return names and text values of a dBASE file, joined by line ends."""
    with path.open("rb") as stream:
        stream.seek(header.header_bytes)
        data = stream.read(_SAMPLE_BYTES)
    pieces = list(header.names)
    width = header.row_bytes
    if width > 1 and len(data) >= width:
        rows = np.frombuffer(data[: len(data) // width * width], dtype=np.uint8).reshape(-1, width)
        start = 1
        for kind, field_width in zip(header.types, header.widths, strict=True):
            if kind == "C" and field_width:
                column = np.ascontiguousarray(rows[:, start : start + field_width])
                if column.shape[1] < field_width:
                    break  # a damaged head claims more than a row holds
                values = column.view(f"S{field_width}").ravel()
                pieces += [bytes(value).strip(b" \0") for value in np.unique(values)]
            start += field_width
    return b"\n".join(pieces)


def dbf_encoding(path: Path, given: str | None) -> tuple[Encoding, list[Finding]]:
    """Tell the encoding of a dBASE file from .cpg, its bytes, or the user's word.

    A .cpg that the bytes contradict is overruled, with a warning.
    """
    if given:
        return Encoding(name=check_encoding(given, str(path)), is_sure=True), []
    sample = _text_sample(path, read_dbf_header(path))
    guessed = guess_encoding(sample)
    claimed = _claimed_encoding(path)
    if not claimed or sample.isascii():
        return guessed, []
    damage = sample.decode(claimed, "replace").count("\ufffd")
    if damage * 20 <= len(sample.split(b"\n")):
        return Encoding(name=claimed, is_sure=True), []
    values = {"claimed": claimed, "encoding": guessed.name}
    return guessed, [noticed(Severity.WARNING, "findings.cpg_contradicted", (), 1, **values)]


def _claimed_encoding(path: Path) -> str:
    cpg = sibling(path, ".cpg")
    if cpg is None:
        return ""
    name = _head(cpg, 64).decode("ascii", "ignore").strip().lower()
    try:
        return check_encoding(_CP_BY_NAME.get(name, name))
    except ReadError:
        return ""


def sibling(path: Path, suffix: str) -> Path | None:
    """Return the file of the same name with another suffix, in whatever case it is written."""
    wanted = (path.stem + suffix).casefold()
    for other in path.parent.iterdir():
        if other.name.casefold() == wanted:
            return other
    return None


def shapefile_info(path: Path) -> LayerInfo:
    """Return geometry type and row count of a Shapefile from its head."""
    head = _head(path, 100)
    if len(head) < 100 or struct.unpack(">i", head[:4])[0] != 9994:
        raise ReadError("read.unreadable", file=str(path), reason="no Shapefile header")
    kind = struct.unpack("<i", head[32:36])[0]
    name = "MultiPatch" if kind == _MULTIPATCH else _SHAPE_TYPES.get(kind % 10, "Unknown")
    dbf = sibling(path, ".dbf")
    count = _record_count(path)
    if count < 0 and dbf is not None:
        count = read_dbf_header(dbf).row_count
    return LayerInfo(name=path.stem, geometry=name, count=count)


def _record_count(path: Path) -> int:
    index = sibling(path, ".shx")
    return (index.stat().st_size - 100) // 8 if index is not None else -1


def read_shapefile(path: Path, encoding: str | None = None, limit: int | None = None) -> RawLayer:
    """Read a Shapefile: index rebuilt where it is missing, encoding told from the bytes.

    Raises
    ------
    ReadError
        When there is no geometry to be had.
    """
    findings: list[Finding] = []
    dbf = sibling(path, ".dbf")
    chosen = Encoding(name="utf-8", is_sure=True)
    if dbf is None:
        findings.append(noticed(Severity.WARNING, "findings.no_attributes", (), 1))
    else:
        chosen, more = dbf_encoding(dbf, encoding)
        findings += more
    with ExitStack() as stack:
        usable = path
        if sibling(path, ".shx") is None or "!" in str(path) or _claims_too_much(dbf):
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="siting_tool_")))
            usable = _with_index(path, folder)
            if sibling(path, ".shx") is None:
                findings.append(noticed(Severity.INFO, "findings.index_rebuilt", (), 1))
        raw = _read_decoded(usable, dbf, chosen, limit)
    if dbf is not None and not chosen.is_sure:
        values = {"encoding": chosen.name}
        findings.append(noticed(Severity.WARNING, "findings.encoding_unsure", (), 1, **values))
    raw = _without_extra_rows(path, dbf, raw)
    return replace(
        raw,
        layer=path.stem,
        encoding=chosen.name if dbf is not None else "",
        findings=(*findings, *raw.findings),
    )


def _claims_too_much(dbf: Path | None) -> bool:
    if dbf is None:
        return False
    header = read_dbf_header(dbf)
    return header.claimed_row_count > header.row_count


def _corrected(dbf: Path, folder: Path) -> Path:
    """Copy a dBASE file with the row count that it has room for."""
    target = copied(dbf, folder, "layer.dbf")
    count = read_dbf_header(dbf).row_count
    with target.open("rb+") as stream:
        stream.seek(4)
        stream.write(struct.pack("<I", count))
    return target


def _with_index(path: Path, folder: Path) -> Path:
    for suffix in (".shx", ".prj", ".cpg"):
        other = sibling(path, suffix)
        if other is not None:
            copied(other, folder, "layer" + suffix)
    dbf = sibling(path, ".dbf")
    if dbf is not None:
        _corrected(dbf, folder)
    target = copied(path, folder, "layer.shp")
    pyogrio.set_gdal_config_options({"SHAPE_RESTORE_SHX": "YES"})
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            pyogrio.read_info(target, encoding="ISO-8859-1")
    except pyogrio.errors.DataSourceError as error:
        raise ReadError("read.damaged_shapefile", file=str(path)) from error
    finally:
        pyogrio.set_gdal_config_options({"SHAPE_RESTORE_SHX": None})
    return target


def _read_decoded(
    path: Path, dbf: Path | None, encoding: Encoding, limit: int | None = None
) -> RawLayer:
    """Read through Latin-1, which loses no byte, and decode text and names here.

    GDAL itself fails on names cut inside a character, and drops characters
    that its own converter does not know.
    """
    raw = read_gdal(path, encoding="ISO-8859-1", limit=limit)
    if dbf is None:
        # GDAL invents an FID column for a Shapefile without attributes.
        return replace(raw, frame=pd.DataFrame(index=raw.frame.index))
    cut: list[str] = []
    names = []
    for name in raw.frame.columns:
        text, is_cut = _redecode_name(str(name), encoding.name)
        names.append(text)
        if is_cut:
            cut.append(text)
    frame = raw.frame.set_axis(unique_names(names), axis="columns")
    for column in text_columns(frame):
        frame[column] = redecode(frame[column], encoding.name)
    findings = list(raw.findings)
    if cut:
        values = {"columns": ", ".join(cut)}
        findings.append(noticed(Severity.INFO, "findings.field_name_cut", (), len(cut), **values))
    return replace(raw, frame=frame, findings=tuple(findings))


def _redecode_name(name: str, encoding: str) -> tuple[str, bool]:
    data = name.encode("latin-1", "replace")
    text = data.decode(encoding, "replace")
    is_cut = "\ufffd" in text
    return text.replace("\ufffd", "…") if is_cut else text, is_cut


def _without_extra_rows(path: Path, dbf: Path | None, raw: RawLayer) -> RawLayer:
    shapes = _record_count(path)
    if dbf is None or shapes < 0:
        return raw
    rows = read_dbf_header(dbf).row_count
    if rows == shapes:
        return raw
    values = {"shapes": shapes, "rows": rows}
    lost = np.arange(min(rows, shapes) + 1, max(rows, shapes) + 1)
    finding = noticed(Severity.ERROR, "findings.dbf_row_mismatch", lost, **values)
    kept = raw.rows <= min(rows, shapes)
    geometry = raw.geometry[kept] if raw.geometry is not None else None
    return replace(
        raw,
        frame=raw.frame[kept].reset_index(drop=True),
        geometry=geometry,
        rows=raw.rows[kept],
        read=max(rows, shapes),
        findings=(*raw.findings, finding),
    )


def read_dbf(path: Path, encoding: str | None = None) -> RawLayer:
    """Read a dBASE table that has no Shapefile beside it."""
    chosen, findings = dbf_encoding(path, encoding)
    with tempfile.TemporaryDirectory(prefix="siting_tool_") as folder:
        copy = _corrected(path, Path(folder))
        raw = _read_decoded(copy, copy, chosen)
    return replace(raw, layer=path.stem, encoding=chosen.name, findings=(*findings, *raw.findings))
