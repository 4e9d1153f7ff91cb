"""Cells of an edited ledger as the values that layers hold."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from typing import Any

from layers.fields import Choice
from layers.result_schema import MODES
from layers.schema import schema_of
from resources.texts import LANGUAGES, text
from siting_tool.export.ledger.editable import CellKind
from siting_tool.export.ledger.privacy import masked

# 2026-05-01, 2026/5/1, 2026.5.1, 2026年5月1日
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")


class CellError(ValueError):
    """A cell is not understood; the code and values make its message."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


def read_cell(cell: Any, kind: CellKind, before: Any) -> Any:
    """Return what a cell says, None where it is empty.

    Parameters
    ----------
    cell
        As the workbook holds it: text, number, truth value, date or nothing.
    kind
        What it may hold.
    before
        Value of the layer: a masked identity number stands for it.

    Raises
    ------
    CellError
        When the cell holds something else.
    """
    words = _words(cell)
    if kind is CellKind.MODE and not words:
        raise CellError("ledger.not_a_choice", value="", choices=_offered(_FIXABLE))
    if not words:
        return None
    if kind is CellKind.IDENTITY:
        return before if before is not None and words == masked(str(before)) else words
    value = _READERS[kind](cell, words)
    if kind is CellKind.MODE and value != before and value not in _FIXABLE.values():
        raise CellError("ledger.not_a_choice", value=words, choices=_offered(_FIXABLE))
    return value


def as_written(value: Any) -> str:
    """Return a value as a text in which equal values are equal, whatever stores them."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    return f"{float(value):.6g}"


def _words(cell: Any) -> str:
    if isinstance(cell, bool):
        return text("word.yes" if cell else "word.no", "en")
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime.date):  # a datetime is one too
        return cell.isoformat()[:10]
    return "" if cell is None else str(cell).strip()


def _text(_cell: Any, words: str) -> str:
    return words


def _number(cell: Any, words: str) -> float:
    try:
        number = float(words.replace(",", ""))
    except ValueError as error:
        raise CellError("ledger.not_a_number", value=words) from error
    # NaN fails the comparison too.
    if isinstance(cell, datetime.date) or not 0.0 <= number < float("inf"):
        raise CellError("ledger.not_a_number", value=words)
    return number


def _count(cell: Any, words: str) -> int:
    number = _number(cell, words)
    if number != int(number):
        raise CellError("ledger.not_a_count", value=words)
    return int(number)


def _date(_cell: Any, words: str) -> str:
    match = _DATE.fullmatch(words)
    parts = [int(part) for part in match.groups()] if match else []
    try:
        return datetime.date(*parts).isoformat()
    except (TypeError, ValueError) as error:  # no date at all, or a 30 February
        raise CellError("ledger.not_a_date", value=words) from error


def _chosen(offered: Mapping[str, Any], words: str) -> Any:
    if words.lower() not in offered:
        raise CellError("ledger.not_a_choice", value=words, choices=_offered(offered))
    return offered[words.lower()]


def _offered(offered: Mapping[str, Any]) -> str:
    return ", ".join(offered)


def _titles(*choices: Choice) -> dict[str, str]:
    return {
        title.lower(): choice.value
        for choice in choices
        for title in (choice.title_zh, choice.title_en)
    }


# In full, as the ledger writes them, and in short, as the plan's summaries do.
_MODE_TITLES = {
    **_titles(*MODES),
    **{
        text(f"mode.{mode.value}", language).lower(): mode.value
        for mode in MODES
        for language in LANGUAGES
    },
}
_FIXABLE = {title: mode for title, mode in _MODE_TITLES.items() if mode != "undecided"}
_SWITCHES = {
    text(f"word.{word}", language).lower(): word == "yes"
    for word in ("yes", "no")
    for language in LANGUAGES
}
_VERDICTS = {
    text(f"ledger.{word}", language).lower(): text(f"ledger.{word}", "zh")
    for word in ("passed", "failed")
    for language in LANGUAGES
}
_EXISTING = _titles(*schema_of("households").field("existing_toilet").choices)

_READERS: Mapping[CellKind, Callable[[Any, str], Any]] = {
    CellKind.TEXT: _text,
    CellKind.COUNT: _count,
    CellKind.MONEY: _number,
    CellKind.DATE: _date,
    CellKind.SWITCH: lambda _cell, words: _chosen(_SWITCHES, words),
    CellKind.VERDICT: lambda _cell, words: _chosen(_VERDICTS, words),
    CellKind.EXISTING: lambda _cell, words: _chosen(_EXISTING, words),
    CellKind.MODE: lambda _cell, words: _chosen(_MODE_TITLES, words),
}
