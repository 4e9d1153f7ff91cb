"""Questions put to a layer: conditions on its columns, joined by "and" or by "or"."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from PyQt6.QtCore import QT_TRANSLATE_NOOP

from layers.fields import Field, FieldType
from resources.units import unit_title
from siting_tool.docks.value_text import field_title
from siting_tool.i18n import translate
from siting_tool.i18n.language import current_language

if TYPE_CHECKING:
    import geopandas as gpd

BoolArray = NDArray[np.bool_]

_TITLES = {
    "equal": QT_TRANSLATE_NOOP("FeatureQuery", "is"),
    "unequal": QT_TRANSLATE_NOOP("FeatureQuery", "is not"),
    "includes": QT_TRANSLATE_NOOP("FeatureQuery", "contains"),
    "excludes": QT_TRANSLATE_NOOP("FeatureQuery", "does not contain"),
    "less": QT_TRANSLATE_NOOP("FeatureQuery", "less than"),
    "at_most": QT_TRANSLATE_NOOP("FeatureQuery", "at most"),
    "greater": QT_TRANSLATE_NOOP("FeatureQuery", "more than"),
    "at_least": QT_TRANSLATE_NOOP("FeatureQuery", "at least"),
    "missing": QT_TRANSLATE_NOOP("FeatureQuery", "is not known"),
    "known": QT_TRANSLATE_NOOP("FeatureQuery", "is known"),
}
_COMPARED: dict[str, Callable[[Any, Any], Any]] = {
    "equal": operator.eq,
    "unequal": operator.ne,
    "less": operator.lt,
    "at_most": operator.le,
    "greater": operator.gt,
    "at_least": operator.ge,
}
_WITHOUT_VALUE = ("missing", "known")
_NUMBERS = (FieldType.INTEGER, FieldType.REAL)


@dataclass(frozen=True, kw_only=True)
class Condition:
    """One comparison.

    Attributes
    ----------
    field
        Column.
    operator
        One of :func:`operators_of`.
    value
        What the column is compared with, of the column's type and unit.
    """

    field: Field
    operator: str
    value: Any = None


@dataclass(frozen=True, kw_only=True)
class FeatureQuery:
    """Conditions of which all, or (with ``any_of``) at least one, must hold."""

    conditions: tuple[Condition, ...]
    any_of: bool = False

    def matches(self, frame: gpd.GeoDataFrame) -> BoolArray:
        """Return which features are meant, shape (len(frame),).

        A value that is not known meets no comparison, as in SQL; without
        conditions every feature is meant.
        """
        if not self.conditions:
            return np.ones(len(frame), dtype=bool)
        met = np.stack([_meets(frame, condition) for condition in self.conditions])
        return np.asarray(met.any(axis=0) if self.any_of else met.all(axis=0))


def operators_of(field: Field) -> tuple[str, ...]:
    """Return the comparisons that make sense for a column."""
    if field.type in _NUMBERS:
        return ("equal", "unequal", "less", "at_most", "greater", "at_least", *_WITHOUT_VALUE)
    if field.multiple:
        return ("includes", "excludes", *_WITHOUT_VALUE)
    if field.choices or field.type is FieldType.BOOLEAN:
        return ("equal", "unequal", *_WITHOUT_VALUE)
    return ("includes", "excludes", "equal", "unequal", *_WITHOUT_VALUE)


def needs_value(name: str) -> bool:
    """Whether a comparison is with a value."""
    return name not in _WITHOUT_VALUE


def operator_title(name: str) -> str:
    """Return a comparison in words."""
    return translate("FeatureQuery", _TITLES[name])


def query_text(query: FeatureQuery) -> str:
    """Return a query as a sentence in the language in use."""
    joint = (
        translate("FeatureQuery", " or ") if query.any_of else translate("FeatureQuery", " and ")
    )
    return joint.join(_condition_text(condition) for condition in query.conditions)


def _condition_text(condition: Condition) -> str:
    language, field = current_language(), condition.field
    words = f"{field_title(field, language)} {operator_title(condition.operator)}"
    if not needs_value(condition.operator):
        return words
    unit = unit_title(field.unit, language)
    return f"{words} {shown_operand(field, condition.value)}{f' {unit}' if unit else ''}"


def shown_operand(field: Field, value: Any) -> str:
    """Return a value as it stands in a query: choices by title, numbers plain."""
    for choice in field.choices:
        if choice.value == value:
            return choice.title_zh if current_language() == "zh" else choice.title_en
    if isinstance(value, bool):
        yes, no = translate("FeatureQuery", "yes"), translate("FeatureQuery", "no")
        return yes if value else no
    return f"{value:g}" if isinstance(value, float) else str(value)


def _meets(frame: gpd.GeoDataFrame, condition: Condition) -> BoolArray:
    column, name = frame[condition.field.name], condition.operator
    known = column.notna()
    if condition.field.type is FieldType.TEXT:
        known &= (column != "").fillna(value=False)
    is_known = np.asarray(known, dtype=bool)
    if not needs_value(name):
        return is_known if name == "known" else ~is_known
    if name in ("includes", "excludes"):
        found = _includes(column, condition)
        return found if name == "includes" else is_known & ~found
    compared = _COMPARED[name](column, condition.value).fillna(value=False)
    return np.asarray(known & compared, dtype=bool)


def _includes(column: pd.Series, condition: Condition) -> BoolArray:
    """Return which texts hold a part, and which lists of choices hold a choice."""
    codes, values = pd.factorize(column, use_na_sentinel=True)
    wanted = str(condition.value)
    if condition.field.multiple:
        hits = [wanted in (part.strip() for part in str(value).split(",")) for value in values]
    else:
        hits = [wanted.casefold() in str(value).casefold() for value in values]
    return np.append(np.array(hits, dtype=bool), False)[codes]
