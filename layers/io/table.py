"""Tables: CSV and text of any encoding and separator, XLSX, XLS, ODS."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
import python_calamine

from layers.errors import ReadError
from layers.findings import Finding, Severity
from layers.io.archive import check_zip
from layers.io.cells import looks_numeric, normalised
from layers.io.header import Header, Row, find_header, is_left_out
from layers.io.limits import MAX_COLUMNS, MAX_ROWS, MAX_TEXT_BYTES
from layers.io.raw import LayerInfo, RawLayer, noticed, unique_names
from layers.io.sheet_size import check_sheet_sizes
from layers.io.text import decode

SPREADSHEETS = (".xlsx", ".xlsm", ".xls", ".ods")
_SEPARATORS = ("\t", ",", ";", "|", "，")
_SNIFFED_LINES = 50


Merged = tuple[tuple[int, int], tuple[int, int]]
"""First and last (row, column) of cells that were merged."""


@dataclass(frozen=True, kw_only=True)
class _Grid:
    """Cells of a sheet, blank ones empty text or None, before a header is known."""

    cells: pd.DataFrame
    encoding: str
    sheet: str = ""
    findings: tuple[Finding, ...] = ()
    merged: tuple[Merged, ...] = ()


def list_sheets(path: Path) -> list[LayerInfo]:
    """List the sheets of a spreadsheet that are not empty."""
    book = _open_book(path)
    infos = []
    for name in book.sheet_names:
        rows = _rows(book, name, path)
        if rows:
            infos.append(LayerInfo(name=name, geometry="table", count=len(rows)))
    return infos


def _rows(book: python_calamine.CalamineWorkbook, sheet: str, path: Path) -> list[Row]:
    try:
        rows = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    except (python_calamine.CalamineError, OSError) as error:
        raise ReadError("read.unreadable", file=str(path), reason=str(error)[:200]) from error
    return list(rows)


def read_table(path: Path, layer: str | None = None, encoding: str | None = None) -> RawLayer:
    """Read the rows below the header of a table, leaving out totals and notes.

    Raises
    ------
    ReadError
        When the file is empty, too large, damaged, or the sheet asked for
        is not there.
    """
    is_sheet = path.suffix.lower() in SPREADSHEETS
    grid = _read_sheet(path, layer) if is_sheet else _read_text(path, encoding)
    cells = grid.cells
    if cells.empty:
        raise ReadError("read.empty_file", file=str(path))
    if cells.shape[1] > MAX_COLUMNS or len(cells) > MAX_ROWS:
        raise ReadError("read.too_large", file=str(path), bytes=path.stat().st_size)
    header = find_header(cells.head(60).to_numpy(dtype=object).tolist())
    shared = _fill_merged(cells, grid.merged, header.data_row)
    raw = _body(cells, header, grid.encoding)
    if shared:
        note = noticed(Severity.INFO, "findings.merged_filled", shared)
        raw = replace(raw, findings=(*raw.findings, note))
    return replace(raw, layer=grid.sheet, findings=(*grid.findings, *raw.findings))


def _fill_merged(cells: pd.DataFrame, merged: tuple[Merged, ...], data_row: int) -> list[int]:
    """Give every row of merged cells their text; return the rows that got one.

    A village or group written once for all its households counts for each of
    them. A number does not: it may be the sum.
    """
    filled: set[int] = set()
    for (top, left), (bottom, right) in merged:
        if top < data_row or top == bottom or left != right or right >= cells.shape[1]:
            continue
        value = cells.iat[top, left]
        if isinstance(value, str) and value.strip() and not looks_numeric(value):
            last = min(bottom, len(cells) - 1)
            cells.iloc[top + 1 : last + 1, left] = value
            filled.update(range(top + 2 - data_row, last + 2 - data_row))
    return sorted(filled)


def _body(cells: pd.DataFrame, header: Header, encoding: str) -> RawLayer:
    body = cells.iloc[header.data_row :]
    rows = np.arange(1, len(body) + 1)
    filled = np.zeros(len(body), dtype=bool)
    for column in body.columns:
        filled |= (body[column].notna() & (body[column] != "")).to_numpy(dtype=bool)
    body, rows = body[filled], rows[filled]
    totals, repeated = is_left_out(body, header)
    findings = []
    if totals.any():
        values = {"words": ", ".join(_first_texts(body[totals]))}
        findings.append(noticed(Severity.INFO, "findings.total_rows", rows[totals], **values))
    if repeated.any():
        findings.append(noticed(Severity.INFO, "findings.repeated_header", rows[repeated]))
    if not header.has_names:
        findings.append(noticed(Severity.WARNING, "findings.no_header", (), 1))
    keep = ~(totals | repeated)
    names, used = _named_columns(header, body)
    frame = body[keep].iloc[:, used].reset_index(drop=True).set_axis(names, axis="columns")
    return RawLayer(
        frame=frame,
        rows=rows[keep],
        read=int(keep.sum()),
        encoding=encoding,
        findings=tuple(findings),
    )


def _named_columns(header: Header, body: pd.DataFrame) -> tuple[list[str], list[int]]:
    """Return names and positions of the columns that have a name or any cell."""
    used = [
        position
        for position, name in enumerate(header.names)
        if name or bool((body.iloc[:, position].notna() & (body.iloc[:, position] != "")).any())
    ]
    return unique_names([header.names[position] for position in used]), used


def _first_texts(rows: pd.DataFrame) -> list[str]:
    words = [
        next((normalised(cell) for cell in row if normalised(cell)), "")
        for row in rows.head(5).to_numpy(dtype=object)
    ]
    return list(dict.fromkeys(words))


def _open_book(path: Path) -> python_calamine.CalamineWorkbook:
    if path.stat().st_size == 0:
        raise ReadError("read.empty_file", file=str(path))
    with path.open("rb") as stream:
        if stream.read(2) == b"PK":
            check_zip(path)
            check_sheet_sizes(path)
    try:
        return python_calamine.CalamineWorkbook.from_path(path)
    except python_calamine.PasswordError as error:
        raise ReadError("read.encrypted_archive", file=str(path)) from error
    except (python_calamine.CalamineError, OSError) as error:
        raise ReadError("read.unreadable", file=str(path), reason=str(error)[:200]) from error


def _read_sheet(path: Path, sheet: str | None) -> _Grid:
    book = _open_book(path)
    sheets = {name: _rows(book, name, path) for name in book.sheet_names}
    names = [name for name, rows in sheets.items() if rows]
    if not names:
        raise ReadError("read.empty_file", file=str(path))
    if sheet and sheet not in names:
        raise ReadError("read.no_such_layer", file=str(path), wanted=sheet, layers=", ".join(names))
    chosen = sheet or names[0]
    findings: tuple[Finding, ...] = ()
    if not sheet and len(names) > 1:
        values = {"sheet": chosen, "sheets": ", ".join(names)}
        findings = (noticed(Severity.INFO, "findings.first_sheet_taken", (), 1, **values),)
    return _Grid(
        cells=pd.DataFrame(sheets[chosen], dtype=object),
        encoding="",
        sheet=chosen,
        findings=findings,
        merged=_merged(book, chosen),
    )


def _merged(book: python_calamine.CalamineWorkbook, sheet: str) -> tuple[Merged, ...]:
    ranges = book.get_sheet_by_name(sheet).merged_cell_ranges
    return tuple(((top, left), (bottom, right)) for (top, left), (bottom, right) in ranges or ())


def _read_text(path: Path, encoding: str | None) -> _Grid:
    size = path.stat().st_size
    if size > MAX_TEXT_BYTES:
        raise ReadError("read.too_large", file=str(path), bytes=size)
    text, found = decode(path.read_bytes(), encoding, str(path))
    if not text.strip("\0\r\n\t "):
        raise ReadError("read.empty_file", file=str(path))
    if "\0" in text:
        raise ReadError("read.unreadable", file=str(path), reason="binary data in a text table")
    findings: tuple[Finding, ...] = ()
    if not found.is_sure:
        values = {"encoding": found.name}
        findings = (noticed(Severity.WARNING, "findings.encoding_unsure", (), 1, **values),)
    return _Grid(cells=_split(text, path), encoding=found.name, findings=findings)


def _separator(text: str) -> str:
    """Return the separator that splits the first lines most evenly into most columns."""
    lines = [line for line in text[:200_000].splitlines()[:_SNIFFED_LINES] if line.strip()]
    best, best_score = ",", 0.0
    for separator in _SEPARATORS:
        counts = Counter(line.count(separator) for line in lines)
        counts.pop(0, None)
        if counts:
            columns, agreeing = counts.most_common(1)[0]
            score = agreeing / len(lines) + min(columns, 50) / 1000
            if score > best_score:
                best, best_score = separator, score
    return best


def _split(text: str, path: Path) -> pd.DataFrame:
    separator = _separator(text)
    lines = text.splitlines()
    width = max((line.count(separator) for line in lines), default=0) + 1
    if width > MAX_COLUMNS:
        raise ReadError("read.too_large", file=str(path), bytes=path.stat().st_size)
    try:
        frame = pd.read_csv(
            io.StringIO(text), sep=separator, header=None, names=range(width), dtype=object,
            keep_default_na=False, na_values=[], skip_blank_lines=False, encoding_errors="replace",
            index_col=False, low_memory=False,
        )  # fmt: skip
    except (pd.errors.ParserError, ValueError):
        # Unbalanced quotes: the csv module goes on where pandas stops.
        csv.field_size_limit(1 << 24)
        rows = list(csv.reader(lines, delimiter=separator, quoting=csv.QUOTE_NONE))
        frame = pd.DataFrame(rows, dtype=object)
    return frame.fillna("") if frame.isna().to_numpy().any() else frame
