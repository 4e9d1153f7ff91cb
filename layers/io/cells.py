"""Cells of tables as text and numbers, whatever hand typed them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

EMPTY_WORDS = frozenset(
    {"", "-", "--", "—", "——", "/", "\\", "n/a", "na", "nan", "null", "none", "#n/a", "不详",
     "未知", "不清楚", "空", "待查", "<na>", "#value!", "#ref!", "#div/0!", "nat"}
)  # fmt: skip
# The 2 of m2 is no number.
_NUMBER = re.compile(
    r"(?<![a-z])[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:e[-+]?\d+)?", re.IGNORECASE
)
_UNIT_AFTER = re.compile(r"^\s*([a-z%°′″²³/个\u4e00-\u9fff]*)", re.IGNORECASE)


_DIGITS = {word: number for number, words in enumerate(
    ("零〇", "一壹", "二两贰", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
) for word in words}  # fmt: skip
_CHINESE_NUMBER = re.compile(rf"([{''.join(_DIGITS)}]?)([十拾]?)([{''.join(_DIGITS)}]?)")


def normalised(value: object) -> str:
    """Return a cell as text: full-width characters made plain, blanks at the ends cut."""
    if isinstance(value, str):
        if value.isascii():
            return value.strip()
        return unicodedata.normalize("NFKC", value).strip().replace("\u200b", "")
    if value is None or value is pd.NaT or value is pd.NA:
        return ""
    if isinstance(value, float):
        if value != value:  # noqa: PLR0124 - NaN is what differs from itself
            return ""
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value)


def is_empty(value: object) -> bool:
    """Tell whether a cell says nothing: blank, a dash, or a word for unknown."""
    return normalised(value).casefold() in EMPTY_WORDS


def text_column(column: pd.Series) -> pd.Series:
    """Return a column as text with None where empty; whole numbers without ``.0``."""
    return by_value(column, lambda value: normalised(value) or None)


def by_value(column: pd.Series, convert: Callable[[object], object]) -> pd.Series:
    """Apply a function once per distinct value of a column."""
    codes, values = pd.factorize(column, use_na_sentinel=True)
    converted = np.empty(len(values) + 1, dtype=object)
    for position, value in enumerate(values):
        converted[position] = convert(value)
    converted[-1] = None  # code -1: missing
    return pd.Series(converted[codes], index=column.index, dtype=object)


def number_column(
    column: pd.Series, units: dict[str, float] | None = None
) -> tuple[pd.Series, NDArray[np.bool_]]:
    """Return a column as numbers, and a mask of the cells that hold something else.

    Text such as ``１，２００``, ``约5人`` or ``2.5米`` is read; a unit behind the
    number multiplies it by its factor in ``units``.
    """
    fast = pd.to_numeric(column, errors="coerce").astype(np.float64)
    left = fast.isna() & column.notna()
    bad = np.zeros(len(column), dtype=bool)
    if left.any():
        texts = by_value(column[left], lambda value: _number_in(normalised(value), units or {}))
        fast[left] = pd.to_numeric(texts, errors="coerce").astype(np.float64)
        filled = ~by_value(column[left], is_empty).astype(bool)
        bad[np.flatnonzero(left)] = (fast[left].isna() & filled).to_numpy()
    return fast.where(np.isfinite(fast)), bad


def _number_in(text: str, units: dict[str, float]) -> float | None:
    matches = list(_NUMBER.finditer(text))
    if not matches:
        return _chinese_number(text)
    if len(matches) != 1:
        return None
    match = matches[0]
    number = float(match.group().replace(",", ""))
    after = _UNIT_AFTER.match(text[match.end() :])
    unit = after.group(1).casefold() if after else ""
    return number * units.get(unit, 1.0)


def _chinese_number(text: str) -> float | None:
    """Return the one number below 100 that a text writes in Chinese, such as 十二人."""
    found = [match for match in _CHINESE_NUMBER.finditer(text) if match.group()]
    if len(found) != 1:
        return None
    tens, ten, ones = found[0].groups()
    if not ten:
        return float(_DIGITS[tens or ones]) if len(tens + ones) == 1 else None
    return 10.0 * _DIGITS.get(tens, 1) + _DIGITS.get(ones, 0)


def plain_name(name: object) -> str:
    """Return a column name for comparing: lower case, without blanks and punctuation."""
    text = unicodedata.normalize("NFKC", str(name)).casefold()
    return "".join(c for c in text if c.isalnum())


def looks_numeric(value: Any) -> bool:
    """Tell whether a cell is a number or text that is one, with or without a degree sign."""
    if isinstance(value, (int, float)):
        return not isinstance(value, bool)
    text = normalised(value)
    return (
        bool(text)
        and text.strip("°'\"ENSWensw ").replace(",", "").lstrip("+-").replace(".", "", 1).isdigit()
    )
