"""Numbers, money, lengths and dates as people of either language write them."""

from __future__ import annotations

import datetime
import math
from typing import Any

from resources.texts import Language

EMPTY = "–"
_TEN_THOUSAND = 10_000


def is_missing(value: Any) -> bool:
    """Whether a cell holds nothing."""
    if isinstance(value, float):
        return math.isnan(value)
    return str(value) in {"<NA>", "NaT", "nan", "None"}


def format_number(value: Any, decimals: int = 0) -> str:
    """Return a number with groups of three digits.

    Examples
    --------
    >>> format_number(1234567.891, 1), format_number(None)
    ('1,234,567.9', '–')
    """
    return EMPTY if is_missing(value) else f"{float(value):,.{decimals}f}"


def format_money(yuan: Any, language: Language) -> str:
    """Return money; in Chinese in units of ten thousand from 10,000 yuan.

    Examples
    --------
    >>> format_money(4200, "en"), format_money(4200, "zh"), format_money(1_234_500, "zh")
    ('¥4,200', '4,200 元', '123.45 万元')
    """
    if is_missing(yuan):
        return EMPTY
    if language == "en":
        return f"¥{float(yuan):,.0f}"
    if abs(float(yuan)) >= _TEN_THOUSAND:
        return f"{float(yuan) / _TEN_THOUSAND:,.2f} 万元"
    return f"{float(yuan):,.0f} 元"


def format_distance(metres: Any) -> str:
    """Return a length in m, from 1,000 in km.

    Examples
    --------
    >>> format_distance(412.4), format_distance(1530.0)
    ('412 m', '1.53 km')
    """
    if is_missing(metres):
        return EMPTY
    if abs(float(metres)) < 1000:
        return f"{float(metres):,.0f} m"
    return f"{float(metres) / 1000:,.2f} km"


def format_share(share: Any) -> str:
    """Return a share between 0 and 1 in percent.

    Examples
    --------
    >>> format_share(0.9321)
    '93.2 %'
    """
    return EMPTY if is_missing(share) else f"{100 * float(share):.1f} %"


def format_moment(iso: str) -> str:
    """Return a point in time as 2026-03-01 14:05.

    Examples
    --------
    >>> format_moment("2026-03-01T14:05:59+08:00")
    '2026-03-01 14:05'
    """
    return datetime.datetime.fromisoformat(iso).strftime("%Y-%m-%d %H:%M")
