"""Which column of a source means which declared field."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import pandas as pd

from layers.errors import SchemaError
from layers.fields import Field, FieldType
from layers.io.cells import is_empty, normalised, plain_name
from layers.names import field_names
from layers.schema import schema_of
from layers.values import choice_lookup

_MIN_CUT_LENGTH = 3
_MIN_CONTAINED_LENGTH = 3
_VALUE_SHARE = 0.8
_SAMPLE = 500
_UNIT_SUFFIX = re.compile(r"[(\[（【]\s*(.*?)\s*[)\]）】]")
_VILLAGE_CODE = re.compile(r"^[1-9]\d{11}$")


class Match(StrEnum):
    """How a column was matched to a field."""

    GIVEN = "given"  # the user said so
    NAME = "name"  # the declared name or title itself
    SYNONYM = "synonym"  # another accepted name, pinyin initials among them
    CUT = "cut"  # an accepted name cut to the width a format allows
    CONTAINED = "contained"  # an accepted name inside a longer one
    VALUES = "values"  # its values are those of the field's list


_CERTAINTY = {
    Match.GIVEN: 1.0,
    Match.NAME: 1.0,
    Match.SYNONYM: 0.9,
    Match.CUT: 0.7,
    Match.CONTAINED: 0.6,
    Match.VALUES: 0.6,
}


@dataclass(frozen=True, kw_only=True)
class FieldMatch:
    """One field with the column proposed for it.

    Attributes
    ----------
    field, column
        Declared field and column of the source.
    how
        How it was found, to be shown to the user.
    rivals
        Other columns that would fit as well.
    """

    field: str
    column: str
    how: Match
    rivals: tuple[str, ...] = ()

    @property
    def certainty(self) -> float:
        """Between 0 and 1."""
        return _CERTAINTY[self.how]


def unit_in_name(column: str) -> str:
    """Return the unit written behind a column's name in brackets, such as ``cm``."""
    match = _UNIT_SUFFIX.search(column)
    return normalised(match.group(1)).casefold() if match else ""


def propose_mapping(
    frame: pd.DataFrame, role: str, given: Mapping[str, str] | None = None
) -> tuple[FieldMatch, ...]:
    """Match the columns of a source to the declared fields of a role.

    The user's word goes first, then names, synonyms, cut and longer names,
    and last the values. A column serves one field only.

    Parameters
    ----------
    frame
        Rows of the source; only a sample of the values is looked at.
    role
        Role of the layer.
    given
        Field -> column that the user chose; an empty column means none.

    Raises
    ------
    SchemaError
        When a given field or column does not exist.
    """
    schema = schema_of(role)
    given = dict(given or {})
    _check_given(frame, role, given)
    matches = {
        field: FieldMatch(field=field, column=column, how=Match.GIVEN)
        for field, column in given.items()
        if column
    }
    open_fields = {field.name for field in schema.fields} - set(given)
    taken = {match.column for match in matches.values()}
    for column, field, how in _candidates(frame, role):
        if column in taken and not any(m.field == field for m in matches.values()):
            continue
        if field in matches and matches[field].how is not Match.GIVEN:
            matches[field] = _with_rival(matches[field], column)
        elif field in open_fields and column not in taken:
            matches[field] = FieldMatch(field=field, column=column, how=how)
            taken.add(column)
    order = {field.name: number for number, field in enumerate(schema.fields)}
    return tuple(sorted(matches.values(), key=lambda match: order[match.field]))


def _with_rival(match: FieldMatch, column: str) -> FieldMatch:
    if column == match.column or column in match.rivals:
        return match
    return FieldMatch(
        field=match.field, column=match.column, how=match.how, rivals=(*match.rivals, column)
    )


def _check_given(frame: pd.DataFrame, role: str, given: Mapping[str, str]) -> None:
    known = {field.name for field in schema_of(role).fields}
    for field, column in given.items():
        if field not in known:
            raise SchemaError(
                "layers.unknown_field", field=field, role=role, fields=", ".join(sorted(known))
            )
        if column and column not in frame.columns:
            columns = ", ".join(str(name) for name in frame.columns)
            raise SchemaError("layers.unknown_column", field=field, column=column, columns=columns)


def _candidates(frame: pd.DataFrame, role: str) -> Iterable[tuple[str, str, Match]]:
    """Yield (column, field, how), surer ways first, and of two fields' names the first."""
    names = field_names(role)
    fields = schema_of(role).fields
    own = {plain_name(name) for f in fields for name in (f.name, f.title_zh, f.title_en)}
    plain = {str(c): plain_name(_UNIT_SUFFIX.sub("", str(c))) or plain_name(c) for c in frame}
    rank = {name: number for number, name in enumerate(names)}
    exact = sorted((c for c in plain if plain[c] in names), key=lambda c: rank[plain[c]])
    for column in exact:
        how = Match.NAME if plain[column] in own else Match.SYNONYM
        yield column, names[plain[column]], how
    rest = [column for column in plain if plain[column] not in names]
    for how, test in ((Match.CUT, _is_cut), (Match.CONTAINED, _is_contained)):
        for column in rest:
            hits = [name for name in names if test(plain[column], name)]
            if hits:
                yield column, names[max(hits, key=len)], how
    for column in frame.columns:
        for field in fields:
            if _values_fit(frame[column], field):
                yield str(column), field.name, Match.VALUES


def _is_cut(plain: str, name: str) -> bool:
    return len(plain) >= _MIN_CUT_LENGTH and len(name) > len(plain) and name.startswith(plain)


def _is_contained(plain: str, name: str) -> bool:
    # Latin names are too often parts of other words ("number of households").
    return not name.isascii() and len(name) >= _MIN_CONTAINED_LENGTH and name in plain


def _values_fit(column: pd.Series, field: Field) -> bool:
    """Tell whether a column's values are those of a field's list or village codes."""
    is_code = field.name == "village_code"
    if not is_code and (not field.choices or len(field.choices) < 4):
        return False
    texts = {normalised(v) for v in column.head(_SAMPLE) if not is_empty(v)}
    if not texts:
        return False
    if is_code:
        return all(_VILLAGE_CODE.match(text) for text in texts)
    lookup = choice_lookup(field)
    known = {plain_name(text) for text in texts if not text.isdigit()}
    share = sum(text in lookup for text in known) / max(len(known), 1)
    return field.type is FieldType.TEXT and len(known) >= 2 and share >= _VALUE_SHARE
