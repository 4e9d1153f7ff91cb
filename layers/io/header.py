"""Where a sheet's table begins and ends: titles, merged headers, totals, notes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layers.io.cells import looks_numeric, normalised, plain_name
from layers.names import header_words

_SEARCHED_ROWS = 40
_FIRST_CHARACTERS = frozenset("合总小共累汇全注备说填制审负单联sStTgGnN 　")
_MAX_HEADER_ROWS = 4
_TOTAL = re.compile(
    r"^(?:合\s*计|总\s*计|小\s*计|共\s*计|累\s*计|总数|"
    r"汇总|全村合计|全镇合计|sub-?total|grand total|total|sum)"
    r"[\s:：]*$",
    re.IGNORECASE,
)
_NOTE = re.compile(
    r"^(?:注|备注|说明|填表人|填报人|制表人?|审核人?|负责人|填表日期|单位负责人|联系人|note)\s*[:：、]",
    re.IGNORECASE,
)

Row = Sequence[object]


@dataclass(frozen=True, kw_only=True)
class Header:
    """Column names of a sheet and the row (from 0) where its data begin."""

    names: tuple[str, ...]
    data_row: int
    has_names: bool


def find_header(rows: Sequence[Row]) -> Header:
    """Find the header under titles, one or several rows high.

    The first of the rows with most known column words starts it; rows
    without numbers that fill gaps or subdivide its cells belong to it too.
    Where no row looks like a header, columns are counted.

    Parameters
    ----------
    rows
        The first rows of the sheet, merged cells holding their value in the
        upper left cell only.
    """
    width = max((len(row) for row in rows), default=0)
    head = [_padded(row, width) for row in rows[:_SEARCHED_ROWS]]
    start = _header_row(head)
    if start is None:
        names = tuple(f"column_{number + 1}" for number in range(width))
        return Header(names=names, data_row=0, has_names=False)
    first = start
    while first > 0 and _is_group_row(head[first - 1]):
        first -= 1
    stop = start + 1
    while stop < len(head) and stop - start < _MAX_HEADER_ROWS and _continues(head, start, stop):
        stop += 1
    names = _joined(head[first:stop])
    return Header(names=names, data_row=stop, has_names=True)


def _padded(row: Row, width: int) -> list[str]:
    return [normalised(cell) for cell in row] + [""] * (width - len(row))


def _words(row: list[str]) -> int:
    known = header_words()
    return sum(plain_name(_without_unit(cell)) in known for cell in row if cell)


def _without_unit(text: str) -> str:
    return re.sub(r"[(\[（【].*?[)\]）】]", "", text) or text


def _header_row(head: list[list[str]]) -> int | None:
    scores = [0 if _numbers(row) > len(row) / 3 else _words(row) for row in head]
    best = max(scores, default=0)
    if best >= 2 or (best == 1 and scores.index(1) == 0):
        # A group row above the names has fewer known words, so the first of
        # the best is where the names start, unless the next row outdoes it.
        return scores.index(best)
    for number, row in enumerate(head):
        filled = [cell for cell in row if cell]
        if not filled:
            continue
        is_title = len(filled) == 1 and len(row) > 1
        if not is_title:
            return number if not any(looks_numeric(cell) for cell in filled) else None
    return None


def _numbers(row: list[str]) -> int:
    return sum(looks_numeric(cell) for cell in row if cell)


def _continues(head: list[list[str]], start: int, row_number: int) -> bool:
    row = head[row_number]
    filled = [column for column, cell in enumerate(row) if cell]
    if not filled or _numbers(row):
        return False
    upper = head[start]
    fills_gaps = all(not upper[c] or (c + 1 < len(upper) and not upper[c + 1]) for c in filled)
    return fills_gaps and _words(row) >= 1


def _is_group_row(row: list[str]) -> bool:
    """Tell whether a row above the names groups them (a title fills one cell only)."""
    return sum(bool(cell) for cell in row) > 1 and not _numbers(row)


def _joined(rows: list[list[str]]) -> tuple[str, ...]:
    """Return one name per column: the lowest cell that is filled in it."""
    names = []
    for column in range(len(rows[0])):
        cells = [row[column] for row in rows if row[column]]
        names.append(" ".join(cells[-1].split()) if cells else "")
    return tuple(names)


def _is_total(cell: object) -> bool:
    # Most cells are told by their first character, which spares the patterns.
    if not isinstance(cell, str) or not cell or cell[0] not in _FIRST_CHARACTERS:
        return False
    text = normalised(cell)
    return bool(_TOTAL.match(text) or _NOTE.match(text))


def is_left_out(frame: pd.DataFrame, header: Header) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return masks of rows that are no data: totals and notes, and repeated headers.

    Looks at the first filled cell of a row only, so that a feature with a
    number or id of its own is never taken for a total.
    """
    totals = np.zeros(len(frame), dtype=bool)
    repeated = np.zeros(len(frame), dtype=bool)
    is_first = np.ones(len(frame), dtype=bool)
    for column in frame.columns[:4]:
        cells = frame[column]
        rows = np.flatnonzero(is_first)
        totals[rows] = [_is_total(cell) for cell in cells.to_numpy(dtype=object)[rows]]
        is_first &= (cells.isna() | (cells == "")).to_numpy(dtype=bool)
    named = [number for number, name in enumerate(header.names) if name]
    if header.has_names and len(named) > 1:
        first = [header.names[number] for number in named]
        repeated = np.ones(len(frame), dtype=bool)
        for number, name in zip(named, first, strict=True):
            repeated &= (frame.iloc[:, number] == name).to_numpy(dtype=bool)
    return totals & ~repeated, repeated
