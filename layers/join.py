"""Features from one file, their ledger from another: joined, with what is left on both sides."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from layers.errors import SchemaError
from layers.findings import Finding, Severity
from layers.io.cells import normalised
from layers.io.coordinates import find_coordinates, with_points
from layers.io.raw import RawLayer
from layers.io.source import read_raw
from layers.placing import PlacingOptions, place
from layers.schema import schema_of
from layers.tabulate import tabulate
from layers.vector import Source, fingerprint

_VILLAGE_ENDINGS = re.compile(r"(?:村民委员会|村委会|居民委员会|居委会|社区|行政村|村|屯|里)$")
_NAME_MARKS = re.compile(r"[\s·•.,，、()（）*]+")
_DEFAULT_REACH_M = 30.0


class JoinKey(StrEnum):
    """By what features and ledger rows are matched."""

    ID = "id"
    NAME = "name"  # householder or feature name, within the same village where both name it
    POSITION = "position"


def usable_keys(role: str) -> tuple[JoinKey, ...]:
    """Return by what the features of a role can be matched at all."""
    schema = schema_of(role)
    is_usable = {
        JoinKey.ID: bool(schema.id_field),
        JoinKey.NAME: bool(_name_fields(role)),
        JoinKey.POSITION: True,
    }
    return tuple(key for key in JoinKey if is_usable[key])


def _name_fields(role: str) -> list[str]:
    """Return the columns that name a feature, the best first."""
    names = [field.name for field in schema_of(role).fields if field.name.endswith("_name")]
    return sorted(names, key=lambda name: name != "householder_name")


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """Rows of a ledger in the declared columns of a role.

    Attributes
    ----------
    role
        Role whose columns these are.
    frame
        Declared columns, then the unknown ones; without made-up ids.
    rows
        Source row of each, from 1 below the header.
    geometry
        Points in the working system where the ledger has coordinates, else
        None.
    source, findings
        Where it came from and what was noticed.
    """

    role: str
    frame: pd.DataFrame
    rows: NDArray[np.int64]
    geometry: NDArray[np.object_] | None
    source: Source
    findings: tuple[Finding, ...]


@dataclass(frozen=True, kw_only=True)
class Joined:
    """Features with the values of their ledger rows.

    Attributes
    ----------
    frame
        The features; what the ledger says goes before what they said.
    feature_index, ledger_index, keys
        Matched pairs by position, and by what each was matched.
    unmatched_ids
        Ids of features without a ledger row.
    unmatched_rows
        Ledger rows (source row numbers) without a feature.
    findings
        Counts of both, ambiguous keys and contradictions.
    """

    frame: gpd.GeoDataFrame
    feature_index: NDArray[np.intp]
    ledger_index: NDArray[np.intp]
    keys: tuple[JoinKey, ...]
    unmatched_ids: tuple[str, ...]
    unmatched_rows: tuple[int, ...]
    findings: tuple[Finding, ...]


def read_ledger(
    path: str | Path,
    role: str,
    *,
    layer: str | None = None,
    encoding: str | None = None,
    mapping: Mapping[str, str] | None = None,
    placing: PlacingOptions | None = None,
) -> Ledger:
    """Read a ledger without dropping the rows that have no coordinates.

    Parameters
    ----------
    path, role, layer, encoding, mapping
        As in `layers.io.vector.read_vector`.
    placing
        System of the ledger's coordinates and working system, for matching
        by position.

    Raises
    ------
    ReadError, CrsError, SchemaError
        When the file cannot be read or its coordinates cannot be placed.
    """
    raw = read_raw(path, role, layer, encoding)
    geometry = _positions(raw, placing or PlacingOptions())
    shapes = geometry if geometry is not None else np.full(len(raw.frame), None, dtype=object)
    table = tabulate(raw.frame, role, raw.rows, shapes, mapping or {}, makes_ids=False)
    findings = (*raw.findings, *table.findings)
    return Ledger(
        role=role,
        frame=table.frame,
        rows=table.rows,
        geometry=geometry,
        source=Source(
            path=str(path), layer=raw.layer, encoding=raw.encoding, mapping=table.mapping,
            fingerprint=fingerprint(Path(path)),
        ),
        findings=tuple(replace(finding, role=role) for finding in findings),
    )  # fmt: skip


def _positions(raw: RawLayer, placing: PlacingOptions) -> NDArray[np.object_] | None:
    columns = find_coordinates(raw.frame)
    if columns is None:
        return None
    points = with_points(raw, columns).geometry
    if points is None or shapely.is_missing(points).all():
        return None
    is_placeable = columns.is_lonlat or placing.crs is not None
    return (
        place(points, raw.rows, None, placing, columns.is_lonlat).geometry if is_placeable else None
    )


def join_ledger(
    features: gpd.GeoDataFrame,
    ledger: Ledger,
    *,
    keys: Sequence[JoinKey] = tuple(JoinKey),
    reach_m: float = _DEFAULT_REACH_M,
) -> Joined:
    """Join ledger rows to features, one to one.

    The keys are tried in the order given, each for what is still open. A
    key that stands for several features or several rows matches nothing and
    is reported; by position each takes the nearest, shortest pairs first.

    Parameters
    ----------
    features
        In the declared columns of the ledger's role; not changed.
    ledger
        From `read_ledger`.
    keys
        By what to match.
    reach_m
        Farthest a ledger row's point may lie from its feature.
    """
    pairs: dict[int, tuple[int, JoinKey]] = {}
    ambiguous: set[str] = set()
    for key in keys:
        left = np.array([i for i in range(len(features)) if i not in pairs], dtype=np.intp)
        used = {row for row, _ in pairs.values()}
        right = np.array([i for i in range(len(ledger.frame)) if i not in used], dtype=np.intp)
        if key is JoinKey.POSITION:
            matches = _by_position(features, ledger, left, right, reach_m)
        else:
            texts = _key_texts(features, ledger, key)
            matches = _by_text(texts, left, right, ambiguous)
        pairs.update({feature: (row, key) for feature, row in matches})
    feature_index = np.array(sorted(pairs), dtype=np.intp)
    ledger_index = np.array([pairs[feature][0] for feature in feature_index], dtype=np.intp)
    frame, conflicts = _filled(features, ledger, feature_index, ledger_index)
    return _result(ledger, pairs, (frame, conflicts), ambiguous)


def _key_texts(
    features: gpd.GeoDataFrame, ledger: Ledger, key: JoinKey
) -> tuple[list[str], list[str]]:
    schema = schema_of(ledger.role)
    if key is JoinKey.ID:
        if not schema.id_field:
            raise SchemaError("join.no_id", role=ledger.role)
        return tuple(  # type: ignore[return-value]
            [_plain(value) for value in frame[schema.id_field]]
            for frame in (features, ledger.frame)
        )
    names = _name_fields(ledger.role)
    if not names:
        raise SchemaError("join.no_name", role=ledger.role)
    village = _village_field(features, ledger.frame)
    return (_named(features, names[0], village), _named(ledger.frame, names[0], village))


def _village_field(features: pd.DataFrame, rows: pd.DataFrame) -> str:
    """Return the column that names the village on both sides, empty where none does."""
    for field in ("village_code", "village_name"):
        if all(field in frame and frame[field].notna().any() for frame in (features, rows)):
            return field
    return ""


def _named(frame: pd.DataFrame, name: str, village: str) -> list[str]:
    if name not in frame:
        return [""] * len(frame)
    names = [_plain(value) for value in frame[name]]
    if not village:
        return names
    villages = [_VILLAGE_ENDINGS.sub("", _plain(value)) for value in frame[village]]
    return [f"{n}|{v}" if n else "" for n, v in zip(names, villages, strict=True)]


def _plain(value: object) -> str:
    return _NAME_MARKS.sub("", normalised(value)).casefold()


def _by_text(
    texts: tuple[list[str], list[str]],
    left: NDArray[np.intp],
    right: NDArray[np.intp],
    ambiguous: set[str],
) -> list[tuple[int, int]]:
    ours, theirs = _positions_by_text(texts[0], left), _positions_by_text(texts[1], right)
    matches = []
    for text, features in ours.items():
        rows = theirs.get(text, [])
        if len(features) == 1 and len(rows) == 1:
            matches.append((features[0], rows[0]))
        elif rows:
            ambiguous.add(text.replace("|", " "))
    return matches


def _positions_by_text(texts: list[str], chosen: NDArray[np.intp]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for position in chosen.tolist():
        if texts[position]:
            found.setdefault(texts[position], []).append(position)
    return found


def _by_position(
    features: gpd.GeoDataFrame,
    ledger: Ledger,
    left: NDArray[np.intp],
    right: NDArray[np.intp],
    reach_m: float,
) -> list[tuple[int, int]]:
    if ledger.geometry is None or not len(left) or not len(right):
        return []
    shapes = features.geometry.to_numpy()[left]
    points = ledger.geometry[right]
    point, shape = shapely.STRtree(shapes).query(points, predicate="dwithin", distance=reach_m)
    order = np.argsort(shapely.distance(points[point], shapes[shape]), kind="stable")
    taken_points: set[int] = set()
    taken_shapes: set[int] = set()
    matches = []
    for p, s in zip(point[order].tolist(), shape[order].tolist(), strict=True):
        if p not in taken_points and s not in taken_shapes:
            taken_points.add(p)
            taken_shapes.add(s)
            matches.append((int(left[s]), int(right[p])))
    return matches


def _filled(
    features: gpd.GeoDataFrame,
    ledger: Ledger,
    feature_index: NDArray[np.intp],
    ledger_index: NDArray[np.intp],
) -> tuple[gpd.GeoDataFrame, dict[str, NDArray[np.intp]]]:
    """Return features with the ledger's values, and where they contradict, by column."""
    frame = features.copy()
    id_field = schema_of(ledger.role).id_field
    conflicts: dict[str, NDArray[np.intp]] = {}
    place_of_geometry = list(frame.columns).index(frame.geometry.name)
    for column in ledger.frame.columns:
        said = ledger.frame[column].iloc[ledger_index]
        known = said.notna().to_numpy()
        if column not in frame:
            empty = pd.Series([None] * len(frame), index=frame.index, dtype=object)
            frame.insert(place_of_geometry, column, empty)
            place_of_geometry += 1
        at = frame.columns.get_loc(column)
        before = frame.iloc[feature_index, at]
        differs = known & before.notna().to_numpy()
        differs &= before.astype(str).to_numpy() != said.astype(str).to_numpy()
        if column == id_field:
            # The feature's id stays: edits and results hang on it.
            continue
        if differs.any():
            conflicts[column] = feature_index[differs]
        frame.iloc[feature_index[known], at] = said[known].to_numpy()
    return frame, conflicts


def _result(
    ledger: Ledger,
    pairs: dict[int, tuple[int, JoinKey]],
    filled: tuple[gpd.GeoDataFrame, dict[str, NDArray[np.intp]]],
    ambiguous: set[str],
) -> Joined:
    frame, conflicts = filled
    id_field = schema_of(ledger.role).id_field
    ids = frame[id_field].astype(str).to_numpy() if id_field else frame.index.astype(str).to_numpy()
    matched = sorted(pairs)
    open_features = np.setdiff1d(np.arange(len(frame)), matched)
    used = [row for row, _ in pairs.values()]
    open_rows = ledger.rows[np.setdiff1d(np.arange(len(ledger.frame)), used)]
    noted = [
        (Severity.INFO, "findings.joined", ids[matched], {}),
        (Severity.WARNING, "findings.join_features_left", ids[open_features], {}),
        (Severity.WARNING, "findings.join_rows_left", open_rows.astype(str), {}),
        (Severity.WARNING, "findings.join_ambiguous", np.array(sorted(ambiguous)), {}),
        *(
            (Severity.INFO, "findings.join_conflict", ids[where], {"field": column})
            for column, where in conflicts.items()
        ),
    ]
    findings = tuple(
        Finding(severity=severity, code=code, role=ledger.role, count=len(of),
                ids=tuple(of.tolist()), values=values)
        for severity, code, of, values in noted
        if len(of)
    )  # fmt: skip
    return Joined(
        frame=frame,
        feature_index=np.array(matched, dtype=np.intp),
        ledger_index=np.array([pairs[feature][0] for feature in matched], dtype=np.intp),
        keys=tuple(pairs[feature][1] for feature in matched),
        unmatched_ids=tuple(ids[open_features].tolist()),
        unmatched_rows=tuple(int(row) for row in open_rows),
        findings=findings,
    )
