"""Numbers in sentences and tables: as many digits as their unit makes sense of."""

from __future__ import annotations

import math

NOT_KNOWN = "–"
# Decimals that mean something, by unit; zeros at the end are dropped.
_DECIMALS = {"yuan": 0, "m": 1, "m2": 0, "m3": 2, "L": 2, "d": 0, "persons": 1, "trip": 1,
             "share": 1, "percent": 0, "m/s": 2}  # fmt: skip
_MOST_DECIMALS = 4


def amount(value: float | None, unit: str) -> str:
    """Return a number in digits that its unit makes sense of; a dash where it is not known.

    Shares are shown in percent (to a tenth as ``share``, whole as ``percent``),
    everything else without its unit.

    Examples
    --------
    >>> amount(104207.4, "yuan"), amount(869.08, "m"), amount(0.02409, "share")
    ('104,207', '869.1', '2.4 %')
    """
    return _rounded(value, unit, _decimals(unit))


def amount_and_limit(value: float | None, limit: float | None, unit: str) -> tuple[str, str]:
    """Return a value and its limit, with more digits where they would look the same.

    Examples
    --------
    >>> amount_and_limit(29.97, 30.0, "m"), amount_and_limit(12.0, 30.0, "m")
    (('29.97', '30'), ('12', '30'))
    """
    for decimals in range(_decimals(unit), _MOST_DECIMALS + 1):
        shown = _rounded(value, unit, decimals), _rounded(limit, unit, decimals)
        if shown[0] != shown[1] or value == limit:
            break
    return shown


def _decimals(unit: str) -> int:
    return _DECIMALS.get(unit, 1)


def _rounded(value: float | None, unit: str, decimals: int) -> str:
    if value is None or math.isnan(value):
        return NOT_KNOWN
    is_share = unit in {"share", "percent"}
    shown = f"{100.0 * value if is_share else value:,.{decimals}f}"
    if "." in shown:
        shown = shown.rstrip("0").rstrip(".")
    return f"{shown} %" if is_share else shown
