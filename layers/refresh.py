"""Sources that changed on disk since import: noticed, read again, compared, edits kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS

from layers.errors import SchemaError
from layers.findings import Finding, Severity
from layers.io.vector import ReadOptions, read_with
from layers.schema import schema_of
from layers.vector import Source, VectorLayer, fingerprint

GEOMETRY = "geometry"
_MOVED_M = 0.001


class SourceState(StrEnum):
    """State of a source file against its fingerprint."""

    UNCHANGED = "unchanged"
    CHANGED = "changed"
    MISSING = "missing"


def source_state(source: Source) -> SourceState:
    """Tell whether a source file is still what was imported.

    Size and time of change settle it where they agree; else the content is
    compared, so that a copy with a new date counts as unchanged.
    """
    path = Path(source.path)
    if not path.exists():
        return SourceState.MISSING
    known = source.fingerprint
    if known is None:
        return SourceState.CHANGED
    now = fingerprint(path)
    return SourceState.UNCHANGED if now.sha256 == known.sha256 else SourceState.CHANGED


def read_again(source: Source, role: str, target_crs: str | CRS) -> VectorLayer:
    """Read a source with the options and the mapping of its first import."""
    given = dict(source.options)
    near = given.get("near_lonlat")
    options = ReadOptions(
        layer=given.get("layer"),
        encoding=given.get("encoding"),
        crs=given.get("crs"),
        datum_shift=source.datum_shift or None,
        mapping={**given.get("mapping", {}), **source.mapping},
        near_lonlat=(float(near[0]), float(near[1])) if near else None,
        drop_duplicates=bool(given.get("drop_duplicates", False)),
    )
    return read_with(source.path, role, options, target_crs)


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One difference of a source from what was imported.

    Attributes
    ----------
    kind
        ``added``, ``removed``, ``changed``, or ``kept`` where the source
        changed a value that the user had edited.
    feature_id, field
        Feature and column (``geometry`` for its place); no column for added
        and removed ones.
    before, after
        Values as text.
    """

    kind: str
    feature_id: str
    field: str = ""
    before: str = ""
    after: str = ""


@dataclass(frozen=True, kw_only=True)
class Refreshed:
    """A layer brought up to date with its source.

    Attributes
    ----------
    frame
        Rows of the new source with the user's edits; removed features that
        the user had edited are kept.
    differences
        Everything that differs from before.
    findings
        Their counts, for the data report.
    """

    frame: gpd.GeoDataFrame
    differences: tuple[Difference, ...]
    findings: tuple[Finding, ...]


Edits = Mapping[str, frozenset[str]]
"""Feature id -> columns that the user changed (``geometry`` for its place)."""


def edits_between(
    imported: gpd.GeoDataFrame, current: gpd.GeoDataFrame, role: str
) -> dict[str, frozenset[str]]:
    """Return what the user changed: per feature id the columns that differ from the import.

    A feature that is not in the import was drawn by hand; all its columns
    count as edited.
    """
    before, now = _by_id(imported, role), _by_id(current, role)
    edits = {
        one: frozenset({*current.columns.drop(current.geometry.name), GEOMETRY})
        for one in now.index.difference(before.index)
    }
    for one, column, _, _ in _changes(before, now):
        edits[one] = edits.get(one, frozenset()) | {column}
    return edits


def refresh(current: gpd.GeoDataFrame, new: gpd.GeoDataFrame, role: str, edits: Edits) -> Refreshed:
    """Bring a layer up to date with its source, keeping the user's edits.

    Parameters
    ----------
    current
        The layer in the project, in the working system.
    new
        The source read again, in the same system.
    role
        Role of both; it has to have ids.
    edits
        What the user changed; see `edits_between`.

    Raises
    ------
    SchemaError
        When the role has no ids to compare by.
    """
    before, after = _by_id(current, role), _by_id(new, role)
    differences = [
        Difference(kind="added", feature_id=one) for one in after.index.difference(before.index)
    ]
    gone = before.index.difference(after.index)
    kept_ids = [one for one in gone if one in edits]
    differences += [
        Difference(kind="kept" if one in edits else "removed", feature_id=one) for one in gone
    ]
    result = after.copy()
    for one, column, old, fresh in _changes(before, after):
        is_edited = column in edits.get(one, frozenset())
        kind = "kept" if is_edited else "changed"
        differences.append(
            Difference(
                kind=kind, feature_id=one, field=column, before=_shown(old), after=_shown(fresh)
            )
        )
        if is_edited:
            name = result.geometry.name if column == GEOMETRY else column
            result.at[one, name] = old
    frame = _in_old_order(result, before, kept_ids, new)
    return Refreshed(
        frame=frame, differences=tuple(differences), findings=_findings(differences, role)
    )


def _by_id(frame: gpd.GeoDataFrame, role: str) -> gpd.GeoDataFrame:
    field = schema_of(role).id_field
    if not field:
        raise SchemaError("refresh.no_id", role=role)
    return frame.set_index(frame[field].astype(str).rename("_id"))


def _changes(
    before: gpd.GeoDataFrame, after: gpd.GeoDataFrame
) -> Iterable[tuple[str, str, object, object]]:
    """Yield (id, column, old, new) of every value that differs, column by column."""
    shared = before.index.intersection(after.index)
    old, new = before.loc[shared], after.loc[shared]
    geometry = before.geometry.name
    for column in old.columns:
        if column == geometry or column not in new.columns:
            continue
        differs = ~_same(old[column], new[column])
        for one in shared[differs]:
            yield str(one), str(column), old.at[one, column], new.at[one, column]
    moved = ~shapely.equals_exact(
        shapely.normalize(old.geometry.to_numpy()),
        shapely.normalize(new.geometry.to_numpy()),
        tolerance=_MOVED_M,
    )
    for one in shared[moved]:
        yield str(one), GEOMETRY, old.geometry[one], new.geometry[one]


def _same(old: pd.Series, new: pd.Series) -> np.ndarray:
    both_missing = old.isna().to_numpy() & new.isna().to_numpy()
    numbers = [pd.to_numeric(column, errors="coerce").astype("float64") for column in (old, new)]
    close = np.isclose(numbers[0], numbers[1], rtol=1e-9, atol=1e-9)
    equal = old.astype(str).to_numpy() == new.astype(str).to_numpy()
    return np.asarray(both_missing | close | equal, dtype=bool)


def _shown(value: object) -> str:
    if isinstance(value, shapely.Geometry):
        return shapely.to_wkt(value, rounding_precision=2)[:120]
    return "" if value is None or value is pd.NA else str(value)


def _in_old_order(
    result: gpd.GeoDataFrame,
    before: gpd.GeoDataFrame,
    kept_ids: list[str],
    new: gpd.GeoDataFrame,
) -> gpd.GeoDataFrame:
    """Return known features in their old order, then the added ones, with the kept ones."""
    parts = [result, before.loc[kept_ids]] if kept_ids else [result]
    together = pd.concat(parts)
    known = [one for one in before.index if one in together.index]
    added = [one for one in together.index if one not in before.index]
    ordered = together.loc[known + added].reset_index(drop=True)
    columns = [*new.columns, *(c for c in ordered.columns if c not in new.columns)]
    columns.append(columns.pop(columns.index(new.geometry.name)))
    return gpd.GeoDataFrame(ordered[columns], geometry=new.geometry.name, crs=new.crs)


def _findings(differences: list[Difference], role: str) -> tuple[Finding, ...]:
    findings = []
    for kind in ("added", "removed", "changed", "kept"):
        ids = tuple(dict.fromkeys(d.feature_id for d in differences if d.kind == kind))
        if ids:
            severity = Severity.WARNING if kind in ("removed", "kept") else Severity.INFO
            findings.append(
                Finding(
                    severity=severity,
                    code=f"findings.source_{kind}",
                    role=role,
                    count=len(ids),
                    ids=ids,
                )
            )
    return tuple(findings)
