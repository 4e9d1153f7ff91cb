"""Numbers, money, lengths and dates as people of either language write them."""

from __future__ import annotations

import datetime
import math
from typing import Any

from resources.texts import Language

EMPTY = "–"


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
    """Return money with its unit, a dash where it is not known."""
    from siting_tool.project.plan_text import money  # noqa: PLC0415 - loads solvers

    return EMPTY if is_missing(yuan) else money(float(yuan), language)


def format_distance(distance_m: Any) -> str:
    """Return a length in m, from 1,000 in km; a dash where it is not known."""
    from siting_tool.project.plan_text import metres  # noqa: PLC0415 - loads solvers

    return EMPTY if is_missing(distance_m) else metres(float(distance_m))


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
