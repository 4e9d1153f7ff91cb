"""Source columns turned into the declared columns of a role, with ids and duplicates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from layers.fields import Field, LayerSchema
from layers.findings import Finding, Severity
from layers.io.cells import normalised
from layers.io.raw import noticed
from layers.mapping import FieldMatch, Match, propose_mapping, unit_in_name
from layers.schema import schema_of
from layers.values import Converted, convert, empty_column

_ID_PREFIXES = {
    "village_boundaries": "V",
    "households": "H",
    "public_toilets": "T",
    "places": "P",
    "sewers": "S",
    "treatment_sites": "W",
    "candidate_sites": "C",
}
_RESERVED = {"fid", "ogc_fid", "geom", "geometry", "rowid"}
_RUNNING_NUMBERS = {"序号", "xh", "no", "no.", "objectid", "id", "fid_1", "编号"}
_SHOWN_VALUES = 8


@dataclass(frozen=True, kw_only=True)
class Tabulated:
    """Rows in the declared columns.

    Attributes
    ----------
    frame
        Declared columns in their order, then the unknown ones.
    rows, geometry
        Source row and geometry of each, shape (n,).
    mapping
        Field -> column.
    findings
        With source rows as ids.
    """

    frame: pd.DataFrame
    rows: NDArray[np.int64]
    geometry: NDArray[np.object_]
    mapping: dict[str, str]
    findings: tuple[Finding, ...]


def tabulate(
    frame: pd.DataFrame,
    role: str,
    rows: NDArray[np.int64],
    geometry: NDArray[np.object_],
    given_mapping: Mapping[str, str],
    *,
    areas: NDArray[np.bool_] | None = None,
    drop_duplicates: bool = False,
    makes_ids: bool = True,
) -> Tabulated:
    """Map, convert and complete the columns of a source.

    Missing ids are made from source rows, repeated ones made distinct, unless
    ``makes_ids`` is off. Features alike in everything but their numbers, and
    areas of the same outline (``areas`` marks rows that were polygons in the
    source), are reported, and dropped only when asked.
    """
    schema = schema_of(role)
    matches = propose_mapping(frame, role, given_mapping)
    findings = _rival_findings(matches)
    alike, same_place = _duplicates(frame, geometry, schema, matches)
    alike |= same_place & areas if areas is not None else alike
    same_place &= ~alike
    if alike.any():
        code = "findings.duplicates_dropped" if drop_duplicates else "findings.duplicates"
        findings.append(noticed(Severity.WARNING, code, rows[alike]))
    if same_place.any():
        findings.append(noticed(Severity.INFO, "findings.same_geometry", rows[same_place]))
    if drop_duplicates:
        frame = frame[~alike].reset_index(drop=True)
        rows, geometry = rows[~alike], geometry[~alike]
    columns, lossy = _declared_columns(frame, schema, matches, rows, findings)
    if schema.id_field and makes_ids:
        columns[schema.id_field] = _complete_ids(columns[schema.id_field], schema, rows, findings)
    unknown = _unknown_columns(frame, schema, matches, lossy)
    return Tabulated(
        frame=pd.concat([pd.DataFrame(columns), unknown], axis="columns"),
        rows=rows,
        geometry=geometry,
        mapping={match.field: match.column for match in matches},
        findings=tuple(findings),
    )


def _rival_findings(matches: tuple[FieldMatch, ...]) -> list[Finding]:
    findings = []
    for match in matches:
        if match.rivals:
            values = {"field": match.field, "column": match.column,
                      "rivals": ", ".join(match.rivals)}  # fmt: skip
            findings.append(noticed(Severity.INFO, "findings.mapping_rivals", (), 1, **values))
        if match.how in (Match.CUT, Match.CONTAINED, Match.VALUES):
            values = {"field": match.field, "column": match.column, "how": match.how.value}
            findings.append(noticed(Severity.INFO, "findings.mapping_guessed", (), 1, **values))
    return findings


def _duplicates(
    frame: pd.DataFrame,
    geometry: NDArray[np.object_],
    schema: LayerSchema,
    matches: tuple[FieldMatch, ...],
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Tell the second and later of features equal in all columns, and of equal geometry.

    The id and a running number are left aside: a copied row often got a
    number of its own.
    """
    shapes = pd.Series(shapely.to_wkb(shapely.normalize(geometry)), index=frame.index)
    again = shapes.duplicated().to_numpy() & shapes.notna().to_numpy()
    repeated = shapes.duplicated(keep=False)
    alike = np.zeros(len(frame), dtype=bool)
    if not repeated.any():
        return alike, again
    id_columns = {m.column for m in matches if m.field == schema.id_field}
    numbering = _RESERVED | _RUNNING_NUMBERS
    columns = [c for c in frame.columns if c not in id_columns and c.casefold() not in numbering]
    part = frame.loc[repeated, columns].astype(str).assign(_shape=shapes[repeated])
    alike[np.flatnonzero(repeated)] = part.duplicated().to_numpy()
    return alike, again


def _declared_columns(
    frame: pd.DataFrame,
    schema: LayerSchema,
    matches: tuple[FieldMatch, ...],
    rows: NDArray[np.int64],
    findings: list[Finding],
) -> tuple[dict[str, pd.Series], set[str]]:
    """Return the declared columns, and source columns that lost a cell on the way."""
    column_of = {match.field: match.column for match in matches}
    columns: dict[str, pd.Series] = {}
    lossy: set[str] = set()
    for field in schema.fields:
        column = column_of.get(field.name)
        if column is None:
            columns[field.name] = empty_column(field, len(frame))
            continue
        done = convert(frame[column], field, unit_in_name(column))
        columns[field.name] = done.values
        if done.unread.any() or (done.guessed is not None and done.guessed.any()):
            lossy.add(column)
        findings += _value_findings(field, column, frame[column], done, rows)
    return columns, lossy


def _value_findings(
    field: Field, column: str, cells: pd.Series, done: Converted, rows: NDArray[np.int64]
) -> list[Finding]:
    findings = []
    names: dict[str, Any] = {"field": field.name, "column": column}
    if done.unread.any():
        shown = list(dict.fromkeys(normalised(cell) for cell in cells[done.unread]))
        values = {**names, "cells": " | ".join(shown[:_SHOWN_VALUES])}
        findings.append(
            noticed(Severity.WARNING, "findings.values_unread", rows[done.unread], **values)
        )
    if done.guessed is not None and done.guessed.any():
        shown = list(dict.fromkeys(normalised(cell) for cell in cells[done.guessed]))
        values = {**names, "cells": " | ".join(shown[:_SHOWN_VALUES])}
        findings.append(
            noticed(Severity.WARNING, "findings.values_guessed", rows[done.guessed], **values)
        )
    if done.out_of_bounds.any():
        values = {**names, "minimum": field.minimum, "maximum": field.maximum}
        findings.append(
            noticed(Severity.WARNING, "findings.out_of_bounds", rows[done.out_of_bounds], **values)
        )
    if done.unit:
        values = {**names, "unit": done.unit, "target": field.unit}
        findings.append(noticed(Severity.INFO, "findings.unit_converted", (), 1, **values))
    return findings


def _complete_ids(
    ids: pd.Series, schema: LayerSchema, rows: NDArray[np.int64], findings: list[Finding]
) -> pd.Series:
    prefix = _ID_PREFIXES.get(schema.role, "X")
    ids = ids.astype(object).copy()
    missing = ids.isna().to_numpy()
    if missing.any():
        ids[missing] = [f"{prefix}{row:06d}" for row in rows[missing]]
        values = {"field": schema.id_field}
        findings.append(noticed(Severity.INFO, "findings.ids_made", rows[missing], **values))
    repeated = ids.duplicated(keep="first").to_numpy()
    if repeated.any():
        values = {"field": schema.id_field}
        ids = distinct_ids(ids)
        findings.append(
            noticed(Severity.WARNING, "findings.ids_repeated", rows[repeated], **values)
        )
    return ids


def distinct_ids(ids: pd.Series) -> pd.Series:
    """Append ``-2``, ``-3`` ... to repeated ids, never hitting one that exists."""
    taken = set(ids)
    seen: dict[str, int] = {}
    result = []
    for one in ids:
        count = seen.get(one, 0) + 1
        name = one
        while count > 1 and name in taken:
            name = f"{one}-{count}"
            count += name in taken
        seen[one] = max(count, 1)
        taken.add(name)
        result.append(name)
    return pd.Series(result, index=ids.index, dtype=object)


def _unknown_columns(
    frame: pd.DataFrame, schema: LayerSchema, matches: tuple[FieldMatch, ...], lossy: set[str]
) -> pd.DataFrame:
    """Return the columns kept as they are, renamed only where a name is taken."""
    used = {match.column for match in matches} - lossy
    taken = {field.name.casefold() for field in schema.fields} | _RESERVED
    names: dict[str, str] = {}
    for column in frame.columns:
        if column in used:
            continue
        name = str(column)
        while name.casefold() in taken:
            name += "_source"
        taken.add(name.casefold())
        names[column] = name
    return frame[list(names)].rename(columns=names)
