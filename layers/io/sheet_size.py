"""Cells that a spreadsheet really spans, told before a reader makes room for them.

One value in the last cell of a sheet, or one cell repeated a million times,
takes a few bytes in the file and gigabytes in a grid.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from layers.errors import ReadError
from layers.io.archive import DAMAGED, damaged_archive

MAX_CELLS = 30_000_000
_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*?\br=\"(\d+)\"")
_FAR_CELL = re.compile(rb"\br=\"([A-Z]{2,3})\d+\"")
_ODS_ROW = re.compile(rb"<table:table-row\b([^>]*)>(.*?)</table:table-row>", re.DOTALL)
_ODS_CELL = re.compile(rb"<table:table-cell\b([^>]*office:value-type[^>]*)>")
_ROWS_REPEATED = re.compile(rb"number-rows-repeated=\"(\d+)\"")
_COLUMNS_REPEATED = re.compile(rb"number-columns-repeated=\"(\d+)\"")


def check_sheet_sizes(path: Path) -> None:
    """Refuse a zipped spreadsheet with a sheet of more than 30 million cells.

    Raises
    ------
    ReadError
        When a sheet is too large, or the file is damaged.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            cells = max((_cells(archive, name) for name in archive.namelist()), default=0)
    except (*DAMAGED, OSError, ValueError) as error:
        raise damaged_archive(path, error) from error
    if cells > MAX_CELLS:
        raise ReadError("read.sheet_too_large", file=str(path), cells=cells)


def _cells(archive: zipfile.ZipFile, name: str) -> int:
    if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name):
        return _spanned(archive.read(name))
    return _repeated(archive.read(name)) if name == "content.xml" else 0


def _spanned(sheet: bytes) -> int:
    rows = max((int(number[:8]) for number in _ROW.findall(sheet)), default=0)
    columns = max((_column_number(name) for name in set(_FAR_CELL.findall(sheet))), default=26)
    return rows * columns


def _column_number(letters: bytes) -> int:
    """Return the number of a column: A is 1, Z 26, AA 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _repeated(content: bytes) -> int:
    total = 0
    for attributes, body in _ODS_ROW.findall(content):
        columns = sum(_times(_COLUMNS_REPEATED, cell) for cell in _ODS_CELL.findall(body))
        total += columns * _times(_ROWS_REPEATED, attributes)
    return total


def _times(pattern: re.Pattern[bytes], attributes: bytes) -> int:
    match = pattern.search(attributes)
    return int(match.group(1)[:9]) if match else 1
