"""What a reader hands over: a source's rows as they stand in the file."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pyproj import CRS

from layers.findings import Finding, Severity


@dataclass(frozen=True, kw_only=True)
class LayerInfo:
    """One layer (sheet, folder) that a file offers.

    Attributes
    ----------
    name
        As it is asked for; empty where the file has one unnamed layer.
    geometry
        Geometry type in the file's words, ``table`` for a table without
        geometry, ``raster`` for a raster.
    count
        Rows, or -1 where counting would mean reading everything.
    """

    name: str
    geometry: str
    count: int = -1


@dataclass(frozen=True, kw_only=True)
class RawLayer:
    """The rows of one layer before any mapping, repair or projection.

    Attributes
    ----------
    frame
        Columns of the source without geometry.
    geometry
        Geometry per row (None where the row has none), or None for a table.
    rows
        Row number of each row in the source, from 1 below the header.
    read
        Rows in the source, also those that could not be read.
    crs
        Declared system of the coordinates.
    is_lonlat
        Whether the format itself says that the coordinates are degrees.
    encoding
        Encoding of the text, empty where the format fixes it.
    findings
        What the reader noticed, with an empty role.
    """

    frame: pd.DataFrame
    rows: NDArray[np.int64]
    read: int
    layer: str = ""
    geometry: NDArray[np.object_] | None = None
    crs: CRS | None = None
    encoding: str = ""
    findings: tuple[Finding, ...] = field(default_factory=tuple)


def noticed(
    severity: Severity, code: str, rows: object = (), count: int | None = None, /, **values: object
) -> Finding:
    """Return a finding of a reader: its role is filled in later, its ids are source rows."""
    ids = tuple(str(row) for row in np.asarray(rows).ravel().tolist())
    return Finding(
        severity=severity,
        code=code,
        role="",
        count=len(ids) if count is None else count,
        ids=ids,
        values=dict(values),
    )


def text_columns(frame: pd.DataFrame) -> list[str]:
    """Return the columns that may hold text."""
    return [
        str(name)
        for name, dtype in frame.dtypes.items()
        if pd.api.types.is_object_dtype(dtype) or pd.api.types.is_string_dtype(dtype)
    ]


def unique_names(names: list[str]) -> list[str]:
    """Make column names unique without regard to case by counting repeated ones up."""
    seen: dict[str, int] = {}
    result = []
    for position, name in enumerate(names, start=1):
        plain = name.strip() or f"column_{position}"
        key = plain.casefold()
        seen[key] = seen.get(key, 0) + 1
        result.append(plain if seen[key] == 1 else f"{plain}_{seen[key]}")
    return result
