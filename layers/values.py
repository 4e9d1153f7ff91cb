"""Values of a source column turned into those of the declared field."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layers.fields import Field, FieldType
from layers.io.cells import by_value, is_empty, normalised, number_column, plain_name, text_column

_YES = ("1", "y", "yes", "true", "t", "是", "有", "已通", "通", "对", "同意", "愿意", "√", "✓",
        "开放",
        "在用", "正常", "正常使用", "常住", "有人居住", "有人", "居住", "愿", "designated",
        "permissive",
        "已接", "能", "可以", "可", "on", "open", "使用中", "有人住", "在住")  # fmt: skip
_NO = ("0", "n", "no", "false", "f", "否", "无", "未通", "不通", "没有", "不同意", "不愿意", "不愿",
       "×", "x",
       "关闭", "停用", "未使用", "废弃", "空置", "无人居住", "无人", "长期无人", "不", "closed",
       "private",
       "未接", "不能", "不可", "不可以", "off", "闲置", "长期外出", "空户", "无人住",
       "外出")  # fmt: skip
_LENGTH_M = {"m": 1.0, "米": 1.0, "cm": 0.01, "厘米": 0.01, "公分": 0.01, "mm": 0.001,
             "毫米": 0.001,
             "km": 1000.0, "千米": 1000.0, "公里": 1000.0, "ft": 0.3048, "feet": 0.3048,
             "英尺": 0.3048,
             "dm": 0.1, "分米": 0.1}  # fmt: skip
_UNITS: dict[str, dict[str, float]] = {
    "m": _LENGTH_M,
    "m2": {"亩": 10000 / 15, "公顷": 10000.0, "ha": 10000.0, "分": 1000 / 15, "平方米": 1.0,
           "km2": 1e6},
    "l": {"ml": 0.001, "毫升": 0.001, "升": 1.0, "m3": 1000.0},
    "yuan": {"万元": 10000.0, "万": 10000.0, "元": 1.0, "千元": 1000.0},
    "m3/d": {"吨/天": 1.0, "吨/日": 1.0, "t/d": 1.0, "吨": 1.0, "l/s": 86.4, "万吨/天": 10000.0},
    "persons": {"人": 1.0, "口": 1.0},
    "persons/d": {"人": 1.0, "人次": 1.0},
}  # fmt: skip
_DIAMETER = re.compile(r"^(?:dn|d|de|φ|ф|ø|∅)\s*(\d+(?:\.\d+)?)\s*(?:mm|毫米)?$", re.IGNORECASE)
_LIST_SEPARATOR = re.compile(r"[,，、;；/|+\s]+")
_SMALLEST_DIAMETER_MM = 20.0
_LEAST_INSIDE = 2
_NOT_SO = ("非", "未", "不", "没", "拟", "待", "计划", "准备", "改为", "改成", "原", "或")


@dataclass(frozen=True, kw_only=True)
class Converted:
    """A column in the declared type.

    Attributes
    ----------
    values
        Text (None where empty), nullable integers and booleans, or floats.
    unread
        Rows whose cell says something that could not be understood.
    out_of_bounds
        Rows whose number lies outside the declared bounds; it is kept.
    unit
        Unit that the numbers were converted from, empty where none was.
    guessed
        Rows of which only a part was recognised, such as a toilet in a longer
        text; None where there are none.
    """

    values: pd.Series
    unread: NDArray[np.bool_]
    out_of_bounds: NDArray[np.bool_]
    unit: str = ""
    guessed: NDArray[np.bool_] | None = None


@cache
def choice_lookup(field: Field) -> dict[str, str]:
    """Return spelling (made plain) -> value of a field's list."""
    lookup: dict[str, str] = {}
    for choice in field.choices:
        for spelling in (choice.value, choice.title_zh, choice.title_en):
            lookup.setdefault(_plain(spelling), choice.value)
    for choice in field.choices:
        for spelling in choice.accepted:
            lookup.setdefault(_plain(spelling), choice.value)
    return lookup


def _plain(value: object) -> str:
    text = normalised(value)
    return plain_name(text) or text


_BOOLEANS = {_plain(word): True for word in _YES} | {_plain(word): False for word in _NO}


def convert(column: pd.Series, field: Field, unit: str = "") -> Converted:
    """Convert a source column to the type, unit and list of a declared field.

    Parameters
    ----------
    column
        Cells as they stand in the source.
    field
        The declared field.
    unit
        Unit that the column's heading names, empty where it names none.
    """
    if field.type is FieldType.BOOLEAN:
        return _booleans(column)
    if field.type in (FieldType.INTEGER, FieldType.REAL):
        return _numbers(column, field, unit)
    if field.multiple:
        return _lists(column, field)
    if field.choices:
        return _choices(column, field)
    return _plainly(text_column(column))


def _plainly(values: pd.Series, unread: NDArray[np.bool_] | None = None) -> Converted:
    nothing = np.zeros(len(values), dtype=bool)
    return Converted(
        values=values, unread=nothing if unread is None else unread, out_of_bounds=nothing
    )


def _booleans(column: pd.Series) -> Converted:
    if pd.api.types.is_bool_dtype(column.dtype):
        return _plainly(column.astype("boolean"))
    values = by_value(column, lambda cell: _BOOLEANS.get(_plain(cell)))
    return _plainly(values.astype("boolean"), _unread(column, values))


def _unread(column: pd.Series, values: pd.Series) -> NDArray[np.bool_]:
    """Tell the cells that say something, but gave no value."""
    unread = (values.isna() & column.notna()).to_numpy(dtype=bool).copy()
    unread[unread] = ~by_value(column[unread], is_empty).to_numpy(dtype=bool)
    return unread


def _choices(column: pd.Series, field: Field) -> Converted:
    lookup = choice_lookup(field)
    values = by_value(column, lambda cell: lookup.get(_plain(cell)))
    unread = _unread(column, values)
    if not unread.any():
        return _plainly(values, unread)
    inside = by_value(column[unread], lambda cell: _choice_inside(_plain(cell), lookup))
    values = values.mask(unread, inside.reindex(column.index))
    values = values.astype(object).where(values.notna(), None)
    guessed = unread & values.notna().to_numpy()
    return replace(_plainly(values, unread & ~guessed), guessed=guessed)


def _choice_inside(text: str, lookup: dict[str, str]) -> str | None:
    """Return the choice whose spelling is the longest one inside a text.

    None where the text denies or only plans something, or where the longest
    spellings mean different choices.
    """
    if any(word in text for word in _NOT_SO):
        return None
    found = [word for word in lookup if len(word) >= _LEAST_INSIDE and not word.isascii()]
    found = [word for word in found if word in text]
    longest = max(map(len, found), default=0)
    meant = {lookup[word] for word in found if len(word) == longest}
    return meant.pop() if len(meant) == 1 else None


def _lists(column: pd.Series, field: Field) -> Converted:
    lookup = choice_lookup(field)
    order = [choice.value for choice in field.choices]

    def read(cell: object) -> str | None:
        words = [_plain(word) for word in _LIST_SEPARATOR.split(normalised(cell)) if word]
        if any(word in ("all", "全部", "一切") for word in words):
            return ",".join(order)
        found = {lookup[word] for word in words if word in lookup}
        return ",".join(value for value in order if value in found) or None

    values = by_value(column, read)
    return _plainly(values, _unread(column, values))


def _numbers(column: pd.Series, field: Field, unit: str) -> Converted:
    units = _UNITS.get(field.unit, {})
    if field.name == "diameter_m":
        column = by_value(column, _diameter_cell)
    numbers, unread = number_column(column, units)
    used = ""
    if unit in units and units[unit] != 1.0:
        numbers, used = numbers * units[unit], unit
    elif field.name == "diameter_m" and numbers.median() >= _SMALLEST_DIAMETER_MM:
        # No sewer is 20 m wide: such a column is in millimetres.
        numbers, used = numbers / 1000.0, "mm"
    outside = np.zeros(len(numbers), dtype=bool)
    if field.minimum is not None:
        outside |= (numbers < field.minimum).to_numpy()
    if field.maximum is not None:
        outside |= (numbers > field.maximum).to_numpy()
    values = numbers
    if field.type is FieldType.INTEGER:
        values = numbers.round().astype("Int64")
    return Converted(values=values, unread=unread, out_of_bounds=outside, unit=used)


def _diameter_cell(cell: object) -> object:
    match = _DIAMETER.match(normalised(cell))
    return float(match.group(1)) if match else cell


def empty_column(field: Field, length: int) -> pd.Series:
    """Return a column of a declared type without any value."""
    dtypes = {FieldType.INTEGER: "Int64", FieldType.REAL: "float64", FieldType.BOOLEAN: "boolean"}
    dtype = dtypes.get(field.type)
    if dtype is None:
        return pd.Series([None] * length, dtype=object)
    filler = np.nan if dtype == "float64" else pd.NA
    return pd.Series([filler] * length, dtype=dtype)
