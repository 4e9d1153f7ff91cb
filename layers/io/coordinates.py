"""Points from table columns: decimal degrees, degrees-minutes-seconds, metres, pairs, WKT."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from layers.findings import Finding, Severity
from layers.io.cells import is_empty, normalised, plain_name
from layers.io.raw import RawLayer, noticed
from layers.names import (
    EASTING_NAMES,
    LATITUDE_NAMES,
    LONGITUDE_NAMES,
    NORTHING_NAMES,
    PAIR_NAMES,
    WKT_NAMES,
)

_NUMBER = r"(\d+(?:[.,]\d+)?)"
_THOUSANDS = re.compile(r"^[+-]?\d{1,3}(?:,\d{3})+\.\d+$|^[+-]?\d{1,3}(?:,\d{3}){2,}$")
_HEMISPHERE = "NSEWnsew北南东西"
_SIGNED = re.compile(
    rf"^\s*(?:(?P<front>北纬|南纬|东经|西经|[{_HEMISPHERE}+-])\s*[:：]?\s*)?(?P<body>.*?)"
    rf"\s*(?P<back>[{_HEMISPHERE}+-])?\s*$"
)
_DECIMAL = re.compile(rf"^{_NUMBER}\s*(?:°|d|度|deg)?$", re.IGNORECASE)
_MINUTES = re.compile(
    rf"^(\d+)\s*(?:°|d|度|º|˚|:|-|\s)\s*{_NUMBER}\s*(?:'|′|’|m|分)?$", re.IGNORECASE
)
_SECONDS = re.compile(
    rf"^(\d+)\s*(?:°|d|度|º|˚|:|-|\s)\s*(\d+)\s*(?:'|′|’|‘|m|分|:|-|\s)\s*{_NUMBER}\s*"
    r"(?:\"|″|”|“|''|′′|’’|s|秒)?$",
    re.IGNORECASE,
)
_LETTERS = re.compile(rf"^\d+\s*d\s*\d+\s*m\s*{_NUMBER}\s*s$", re.IGNORECASE)
_NEGATIVE = frozenset("SWsw南西-")
_LEAST_PACKED = 10_000
_PAIR = re.compile(r"^\s*[(\[（【]?\s*(.+?)\s*[,，;；、/|\s]\s*(.+?)\s*[)\]）】]?\s*$")
_WKT = re.compile(r"^\s*(?:SRID=\d+;)?\s*(?:MULTI|GEOMETRYC|POINT|LINES|POLYG|CURVE|CIRC|COMPOUND)",
                  re.IGNORECASE)  # fmt: skip


def parse_angle(value: object) -> float:
    """Return degrees of a coordinate in any usual spelling, NaN where it is none.

    Accepts decimal degrees, degrees and minutes, degrees minutes seconds,
    with signs or hemispheres before or behind, Chinese or Latin, full-width
    or not. Minutes and seconds of 60 or more are refused.

    Examples
    --------
    >>> parse_angle("120°42′49.73″E")
    120.71381388888889
    >>> parse_angle("S1 05 30.6")
    -1.0918333333333334
    >>> parse_angle("1 65 30.6")
    nan
    """
    text = normalised(value).replace("′′", "″")
    if _THOUSANDS.match(text):
        text = text.replace(",", "")
    if _LETTERS.match(text):
        return _unsigned_angle(text)  # the s of 111d30m18s is no south
    signed = _SIGNED.match(text)
    if signed is None:
        return float("nan")
    degrees = _unsigned_angle(signed["body"].strip())
    mark = signed["back"] or (signed["front"] or "")[:1]
    return -degrees if mark in _NEGATIVE and mark else degrees


def _unsigned_angle(text: str) -> float:
    decimal = _DECIMAL.match(text)
    if decimal:
        return _number(decimal[1])
    match = _SECONDS.match(text) or _MINUTES.match(text)
    if match is None:
        return float("nan")
    degrees, minutes, *rest = (_number(part) for part in match.groups())
    seconds = rest[0] if rest else 0.0
    if minutes >= 60 or seconds >= 60:
        return float("nan")
    return degrees + minutes / 60 + seconds / 3600


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def parse_angles(column: pd.Series) -> NDArray[np.float64]:
    """Return a column of coordinates as numbers, NaN where none can be read."""
    numbers = pd.to_numeric(column, errors="coerce").to_numpy(dtype=np.float64).copy()
    left = np.flatnonzero(np.isnan(numbers) & column.notna().to_numpy())
    numbers[left] = [parse_angle(value) for value in column.iloc[left]]
    numbers[~np.isfinite(numbers)] = np.nan
    return numbers


@dataclass(frozen=True, kw_only=True)
class CoordinateColumns:
    """Columns that hold the position: x and y, or one pair, or one WKT column.

    ``is_guessed`` marks columns found by their numbers alone.
    """

    x: str = ""
    y: str = ""
    pair: str = ""
    wkt: str = ""
    is_lonlat: bool = False
    is_guessed: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns concerned."""
        return tuple(name for name in (self.x, self.y, self.pair, self.wkt) if name)


def find_coordinates(frame: pd.DataFrame) -> CoordinateColumns | None:
    """Find the columns of coordinates by their names, and their values where names fail.

    Longitude and latitude go before x and y; of several, the pair with more
    usable values.
    """
    plain = {column: plain_name(column) for column in frame.columns}
    wkt = next((c for c in frame.columns if plain[c] in _plain(WKT_NAMES)), None)
    if wkt is not None and _share(frame[wkt], lambda text: bool(_WKT.match(text))) > 0.5:
        return CoordinateColumns(wkt=wkt)
    for x_names, y_names, is_lonlat in (
        (LONGITUDE_NAMES, LATITUDE_NAMES, True),
        (EASTING_NAMES, NORTHING_NAMES, False),
    ):
        found = _best_pair(frame, plain, x_names, y_names)
        if found:
            return CoordinateColumns(x=found[0], y=found[1], is_lonlat=is_lonlat)
    for column in frame.columns:
        if _share(frame[column], lambda text: bool(_WKT.match(text))) > 0.5:
            return CoordinateColumns(wkt=str(column))
    pair = next((c for c in frame.columns if plain[c] in _plain(PAIR_NAMES)), None)
    if pair is not None and _share(frame[pair], _is_pair) > 0.5:
        return CoordinateColumns(pair=pair)
    return _by_values(frame)


_RANGES = (
    ((73.0, 136.0), (16.0, 54.0)),  # degrees in China
    ((1e5, 1e6), (1.8e6, 6.0e6)),  # eastings of 6 digits, northings of 7
    ((1.3e7, 4.6e7), (1.8e6, 6.0e6)),  # eastings with their zone number
)


def _by_values(frame: pd.DataFrame) -> CoordinateColumns | None:
    """Find the one pair of columns whose numbers can only be Chinese coordinates."""
    numbers = {c: parse_angles(frame[c].head(500)) for c in frame.columns}
    for x_range, y_range in _RANGES:
        sides = [
            [c for c, values in numbers.items() if _lies_within(values, edges)]
            for edges in (x_range, y_range)
        ]
        if len(sides[0]) == 1 and len(sides[1]) == 1:
            return CoordinateColumns(x=str(sides[0][0]), y=str(sides[1][0]), is_guessed=True)
    return None


def _lies_within(values: NDArray[np.float64], edges: tuple[float, float]) -> bool:
    known = values[~np.isnan(values)]
    # Whole numbers are counts and codes; coordinates have decimals.
    has_decimals = bool((known % 1 != 0).mean() > 0.5) if len(known) else False
    enough = len(known) >= max(1, 0.8 * len(values))
    return enough and has_decimals and bool(((known >= edges[0]) & (known <= edges[1])).all())


def _plain(names: tuple[str, ...]) -> dict[str, int]:
    return {plain_name(name): rank for rank, name in enumerate(names)}


def _best_pair(
    frame: pd.DataFrame, plain: dict[str, str], x_names: tuple[str, ...], y_names: tuple[str, ...]
) -> tuple[str, str] | None:
    sides = []
    for names in (x_names, y_names):
        ranks = _plain(names)
        candidates = [column for column in frame.columns if plain[column] in ranks]
        candidates.sort(key=lambda column: ranks[plain[column]])
        candidates = [c for c in candidates if _share(frame[c], _is_angle) > 0.3]
        if not candidates:
            return None
        sides.append(candidates[0])
    return (sides[0], sides[1])


def _is_angle(text: str) -> bool:
    return not np.isnan(parse_angle(text))


def _is_pair(text: str) -> bool:
    match = _PAIR.match(text)
    return bool(match) and _is_angle(match[1]) and _is_angle(match[2])  # type: ignore[index]


def _share(column: pd.Series, test: object) -> float:
    texts = [normalised(value) for value in column.head(500) if not is_empty(value)]
    if not texts:
        return 0.0
    return sum(bool(test(text)) for text in texts[:200]) / len(texts[:200])  # type: ignore[operator]


def with_points(raw: RawLayer, columns: CoordinateColumns) -> RawLayer:
    """Return a table's rows with the geometry that its columns give.

    Rows whose coordinates are blank or cannot be read get no geometry and
    are named in a finding each.
    """
    if columns.wkt:
        return _with_wkt(raw, columns.wkt)
    if columns.pair:
        texts = raw.frame[columns.pair].map(normalised)
        parts = texts.str.extract(_PAIR)
        x_text, y_text = parts[0], parts[1]
        blank = (texts == "").to_numpy()
        x, y = parse_angles(x_text), parse_angles(y_text)
        if np.nanmax(np.abs(y), initial=0.0) > 90 >= np.nanmax(np.abs(x), initial=0.0):
            x, y = y, x
    else:
        x_text, y_text = raw.frame[columns.x], raw.frame[columns.y]
        x, y = parse_angles(x_text), parse_angles(y_text)
        blank = np.isnan(x) | np.isnan(y)
        blank[blank] = (x_text[blank].map(is_empty) | y_text[blank].map(is_empty)).to_numpy(bool)
    findings = _guess_finding(columns)
    if columns.is_lonlat:
        x, y, packed = _as_degrees(x, y)
        if packed.any():
            findings.append(
                noticed(Severity.WARNING, "findings.coordinates_packed", raw.rows[packed])
            )
    unread = (np.isnan(x) | np.isnan(y)) & ~blank
    zero = (x == 0) & (y == 0)
    usable = ~(np.isnan(x) | np.isnan(y) | zero)
    geometry = np.full(len(raw.frame), None, dtype=object)
    geometry[usable] = shapely.points(x[usable], y[usable])
    findings += _findings(raw.rows, {"blank": blank, "unread": unread, "zero": zero & ~blank})
    return replace(raw, geometry=geometry, findings=(*raw.findings, *findings))


def _as_degrees(
    x: NDArray[np.float64], y: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.bool_]]:
    """Read 1113018 as 111 degrees 30 minutes 18 seconds; a stray number becomes unreadable.

    Where most numbers are no degrees at all, the columns hold something else
    than their names say, and are left as they are.
    """
    sides, packed = [], np.zeros(len(x), dtype=bool)
    for values, most in ((x, 180.0), (y, 90.0)):
        wide = np.abs(values) > most
        unpacked = _unpacked(values[wide])
        is_angle = np.abs(unpacked) <= most
        degrees = values.copy()
        degrees[wide] = np.where(is_angle, unpacked, np.nan)
        known = np.count_nonzero(~np.isnan(values))
        if np.count_nonzero(np.isnan(degrees[wide])) > known / 2:
            return x, y, np.zeros(len(x), dtype=bool)
        packed[np.flatnonzero(wide)[is_angle]] = True
        sides.append(degrees)
    return sides[0], sides[1], packed & ~np.isnan(sides[0]) & ~np.isnan(sides[1])


def _unpacked(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return DDDMMSS(.sss) as degrees, NaN where minutes or seconds are 60 or more."""
    plain = np.abs(values)
    degrees, rest = np.divmod(plain, 10_000)
    minutes, seconds = np.divmod(rest, 100)
    is_angle = (plain >= _LEAST_PACKED) & (minutes < 60) & (seconds < 60)
    angles = np.sign(values) * (degrees + minutes / 60 + seconds / 3600)
    return np.where(is_angle, angles, np.nan)


def _guess_finding(columns: CoordinateColumns) -> list[Finding]:
    if not columns.is_guessed:
        return []
    values = {"x": columns.x, "y": columns.y}
    return [noticed(Severity.WARNING, "findings.coordinates_guessed", (), 1, **values)]


def _findings(rows: NDArray[np.int64], masks: dict[str, NDArray[np.bool_]]) -> list[Finding]:
    return [
        noticed(Severity.WARNING, f"findings.coordinates_{name}", rows[mask])
        for name, mask in masks.items()
        if mask.any()
    ]


def _with_wkt(raw: RawLayer, column: str) -> RawLayer:
    texts = raw.frame[column].map(normalised).str.replace(r"^SRID=\d+;", "", regex=True)
    geometry = np.array([_geometry(text) for text in texts], dtype=object)
    unread = shapely.is_missing(geometry) & (texts != "").to_numpy()
    findings = []
    if unread.any():
        curved = texts[unread].str.contains("CURVE|CIRCULAR|SURFACE", case=False).any()
        code = "findings.curves_unreadable" if curved else "findings.coordinates_unread"
        findings.append(noticed(Severity.WARNING, code, raw.rows[unread]))
    frame = raw.frame.drop(columns=column)
    return replace(raw, frame=frame, geometry=geometry, findings=(*raw.findings, *findings))


def _geometry(text: str) -> shapely.Geometry | None:
    try:
        return shapely.from_wkt(text, on_invalid="ignore") if text else None
    except NotImplementedError:
        return None
