"""GeoParquet, and Parquet tables whose nested columns are flattened."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from layers.crs import LONLAT, parse_crs, recognise
from layers.errors import ReadError
from layers.findings import Severity
from layers.io.gdal import geometry_from_wkb
from layers.io.raw import RawLayer, noticed, text_columns, unique_names
from layers.names import WKT_NAMES

_UNMARKED = {"encoding": "WKB", "crs": None}


def read_parquet(path: Path) -> RawLayer:
    """Read a GeoParquet file, or a Parquet table without geometry.

    Struct columns are flattened to ``outer.inner``; lists become JSON text.
    """
    try:
        table = pq.read_table(path, partitioning=None)
    except (pa.ArrowException, OSError, ValueError) as error:
        reason = str(error).splitlines()[0][:200]
        raise ReadError("read.unreadable", file=str(path), reason=reason) from error
    geo = _geo_metadata(table) or _unmarked_geometry(table)
    name = str(geo.get("primary_column", "geometry"))
    findings = []
    geometry = crs = None
    if geo and name in table.column_names:
        details = geo.get("columns", {}).get(name, {})
        if details.get("encoding") != "WKB":
            raise ReadError("read.unreadable", file=str(path), reason="geometry is not WKB")
        wkb = np.array(table.column(name).to_pylist(), dtype=object)
        geometry, unusable = geometry_from_wkb(wkb)
        crs = _crs(details)
        findings = [
            noticed(
                Severity.ERROR, "findings.geometry_type_unusable", mask.nonzero()[0] + 1, type=kind
            )
            for kind, mask in unusable.items()
        ]
        table = table.drop_columns([name])
    frame = _flat(table)
    return RawLayer(
        frame=frame,
        rows=np.arange(1, table.num_rows + 1),
        read=table.num_rows,
        layer=path.stem,
        geometry=geometry,
        crs=crs,
        findings=tuple(findings),
    )


def _geo_metadata(table: pa.Table) -> dict[str, Any]:
    raw = (table.schema.metadata or {}).get(b"geo", b"{}")
    try:
        found = json.loads(raw)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _unmarked_geometry(table: pa.Table) -> dict[str, Any]:
    """Describe a binary column called geometry in a file that forgot to declare it."""
    for field in table.schema:
        if field.name.lower() in WKT_NAMES and pa.types.is_binary(field.type):
            return {"primary_column": field.name, "columns": {field.name: _UNMARKED}}
    return {}


def _crs(details: dict[str, Any]) -> Any:
    # The standard's default where no system is named: degrees, OGC:CRS84.
    if "crs" not in details:
        return LONLAT
    declared = details["crs"]
    return recognise(parse_crs(json.dumps(declared))) if declared else None


def _flat(table: pa.Table) -> pd.DataFrame:
    while any(pa.types.is_struct(field.type) for field in table.schema):
        table = table.flatten()
    frame: pd.DataFrame = table.to_pandas()
    for column in text_columns(frame):
        if frame[column].map(lambda value: isinstance(value, (np.ndarray, list, dict))).any():
            frame[column] = frame[column].map(_as_json)
    return frame.set_axis(unique_names([str(name) for name in frame.columns]), axis="columns")


def _as_json(value: object) -> object:
    if isinstance(value, np.ndarray):
        value = value.tolist()
    return json.dumps(value, default=str, ensure_ascii=False) if value is not None else None
