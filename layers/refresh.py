"""Sources that changed on disk since import: noticed, read again, compared, edits kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

import geopandas as gpd
import pandas as pd
from pyproj import CRS

from layers.errors import SchemaError
from layers.findings import Finding, Severity
from layers.io.vector import ReadOptions, read_with
from layers.merging import Difference, Merge
from layers.pairing import paired_rows
from layers.schema import schema_of
from layers.vector import Source, VectorLayer, file_state, fingerprint


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
    if file_state(path) == (known.size, known.modified_s):
        return SourceState.UNCHANGED
    now = fingerprint(path)
    return SourceState.UNCHANGED if now.sha256 == known.sha256 else SourceState.CHANGED


def state_finding(role: str, source: Source, state: SourceState) -> Finding | None:
    """Return what the data report says about a source, None where it is unchanged."""
    if state is SourceState.UNCHANGED:
        return None
    is_gone = state is SourceState.MISSING
    return Finding(
        severity=Severity.INFO if is_gone else Severity.WARNING,
        code="findings.source_missing" if is_gone else "findings.source_stale",
        role=role,
        count=1,
        values={"file": Path(source.path).name},
    )


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
    try:
        return read_with(source.path, role, options, target_crs)
    except SchemaError as error:
        if error.code != "layers.unknown_column" or options.mapping == given.get("mapping", {}):
            raise
        # A column that nobody named went away; the others are matched anew.
        return read_with(
            source.path, role, replace(options, mapping=given.get("mapping", {})), target_crs
        )


@dataclass(frozen=True, kw_only=True)
class Refreshed:
    """A layer brought up to date with its source.

    Attributes
    ----------
    frame
        Rows of the new source with the user's edits; removed features that
        the user had edited are kept.
    imported
        Rows of the new source alone, with the same ids: what the next
        refresh compares with.
    differences
        Everything that differs from before.
    findings
        Their counts, for the data report.
    """

    frame: gpd.GeoDataFrame
    imported: gpd.GeoDataFrame
    differences: tuple[Difference, ...]
    findings: tuple[Finding, ...]


def refresh(
    imported: gpd.GeoDataFrame,
    current: gpd.GeoDataFrame,
    new: gpd.GeoDataFrame,
    role: str,
    *,
    are_ids_made: bool = False,
    overridden_ids: frozenset[str] = frozenset(),
) -> Refreshed:
    """Bring a layer up to date with its source, keeping what the user did to it.

    A value that the user changed stays; one that only the source changed
    follows the source. Features drawn by hand stay, deleted ones stay
    deleted, and features that the source dropped stay where the user had
    edited them. See `layers.pairing.paired_rows` for how features are told.

    Parameters
    ----------
    imported
        The layer as it was read the last time.
    current
        The layer in the project.
    new
        The source read again; all three in one system.
    role
        Role of all three.
    are_ids_made
        Whether ids were made from row numbers, so that they tell nothing.
    overridden_ids
        Features that decisions by hand hang on; they count as edited.
    """
    sides = _keyed(imported, current, new, role, are_ids_made)
    merge = Merge(*sides, overridden_ids)
    frame = merge.frame()
    differences = tuple(merge.differences)
    return Refreshed(
        frame=frame.reset_index(drop=True),
        imported=sides[2].reset_index(drop=True),
        differences=differences,
        findings=_findings(differences, role),
    )


def _keyed(
    imported: gpd.GeoDataFrame,
    current: gpd.GeoDataFrame,
    new: gpd.GeoDataFrame,
    role: str,
    are_ids_made: bool,
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Return the three frames indexed by keys that stand for the same feature in each."""
    id_field = schema_of(role).id_field
    if id_field:
        keys = imported[id_field].astype(str).tolist()
        now = current[id_field].astype(str).tolist()
    else:
        keys = [f"#{number}" for number in range(1, len(imported) + 1)]
        pairs = paired_rows(imported, current, role)
        now = [keys[at] if at >= 0 else f"#+{row}" for row, at in enumerate(pairs, start=1)]
    pairs = paired_rows(imported, new, role, are_ids_made=are_ids_made)
    wanted = new[id_field].astype(str).tolist() if id_field else [""] * len(new)
    taken = {*keys, *now} if are_ids_made or not id_field else set()
    later = []
    for row, at in enumerate(pairs.tolist()):
        key = keys[at] if at >= 0 else _free(wanted[row] or f"#{len(keys) + row + 1}", taken)
        taken.add(key)
        later.append(key)
    if id_field:
        new = new.assign(**{id_field: later})
    return tuple(
        frame.set_axis(pd.Index(index, dtype=object), axis="index")
        for frame, index in ((imported, keys), (current, now), (new, later))
    )


def _free(key: str, taken: set[str]) -> str:
    number, free = 2, key
    while free in taken:
        free, number = f"{key}-{number}", number + 1
    return free


def _findings(differences: tuple[Difference, ...], role: str) -> tuple[Finding, ...]:
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
