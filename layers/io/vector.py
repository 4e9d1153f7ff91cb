"""A file read into the declared columns of a role: the way in for every vector layer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from layers.crs import definition
from layers.errors import CrsError, LayerError, ReadError
from layers.fields import GeometryKind
from layers.findings import Finding
from layers.geometry import clean, repaired_polygons
from layers.io.coordinates import CoordinateColumns, find_coordinates, with_points
from layers.io.raw import RawLayer
from layers.io.source import read_raw
from layers.placing import Placed, PlacingOptions, place
from layers.schema import schema_of
from layers.tabulate import Tabulated, tabulate
from layers.vector import Source, VectorLayer, fingerprint

_MOST_PLACES = 5000


@dataclass(frozen=True, kw_only=True)
class ReadOptions:
    """What the user says about a source; all of it may be left open.

    Attributes
    ----------
    layer
        Layer, sheet or folder inside the file.
    encoding
        Encoding of the text.
    crs, datum_shift
        System of the coordinates; ``gcj02`` or ``bd09``.
    mapping
        Declared field -> column; an empty column means none. ``x`` and
        ``y`` name the columns of coordinates in a table.
    near_lonlat
        Where the township is known to be, in degrees.
    drop_duplicates
        Whether features that are alike in everything are dropped.
    """

    layer: str | None = None
    encoding: str | None = None
    crs: str | None = None
    datum_shift: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    near_lonlat: tuple[float, float] | None = None
    drop_duplicates: bool = False


def read_vector(
    path: str | Path,
    role: str,
    *,
    layer: str | None = None,
    crs: str | None = None,
    encoding: str | None = None,
    datum_shift: str | None = None,
    mapping: Mapping[str, str] | None = None,
    target_crs: str | CRS | None = None,
) -> VectorLayer:
    """Read a file into the declared columns of a role, in the working system.

    Parameters
    ----------
    path, role
        File (archives too) and what it holds.
    layer, crs, encoding, datum_shift, mapping
        As in `ReadOptions`.
    target_crs
        Working system; the one of `layers.crs.working_crs` where it is None.

    Raises
    ------
    ReadError, CrsError, SchemaError
        When the file cannot be used, or the user has to say more; never for
        single bad features, which are left out and named in the findings.
    """
    options = ReadOptions(
        layer=layer, crs=crs, encoding=encoding, datum_shift=datum_shift, mapping=mapping or {}
    )
    return read_with(path, role, options, target_crs)


def read_with(
    path: str | Path,
    role: str,
    options: ReadOptions,
    target_crs: str | CRS | None = None,
) -> VectorLayer:
    """Read a file as `read_vector` does, with all the options there are."""
    path = Path(path)
    schema = schema_of(role)
    if schema.geometry is GeometryKind.RASTER:
        raise ReadError("read.role_is_raster", file=str(path), role=role)
    raw = read_raw(path, role, options.layer, options.encoding)
    raw, columns = _with_geometry(path, raw, options.mapping)
    return _layer(path, role, raw, columns, options, target_crs)


def _with_geometry(
    path: Path, raw: RawLayer, mapping: Mapping[str, str]
) -> tuple[RawLayer, CoordinateColumns | None]:
    if raw.read == 0:
        raise ReadError("read.no_features", file=str(path), layer=raw.layer)
    has_shapes = raw.geometry is not None and not shapely.is_missing(raw.geometry).all()
    if has_shapes or (raw.geometry is not None and raw.findings):
        return raw, None
    columns = _said_coordinates(raw, mapping) or find_coordinates(raw.frame)
    # A .dbf is often the orphan of a Shapefile: only columns that say so are positions.
    is_orphan = path.suffix.lower() == ".dbf"
    if columns is None or (is_orphan and not columns.is_lonlat):
        names = ", ".join(str(name) for name in raw.frame.columns)[:200]
        raise ReadError("read.no_geometry", file=str(path), layer=raw.layer, columns=names)
    return with_points(raw, columns), columns


def _said_coordinates(raw: RawLayer, mapping: Mapping[str, str]) -> CoordinateColumns | None:
    """Return the columns that the user named as ``x`` and ``y``."""
    if not all(mapping.get(axis) in raw.frame.columns for axis in ("x", "y")):
        return None
    return CoordinateColumns(x=mapping["x"], y=mapping["y"])


def _layer(
    path: Path,
    role: str,
    raw: RawLayer,
    columns: CoordinateColumns | None,
    options: ReadOptions,
    target_crs: str | CRS | None,
) -> VectorLayer:
    assert raw.geometry is not None
    cleaned = clean(raw.geometry, raw.rows, schema_of(role).geometry)
    findings = [*raw.findings, *_not_said_twice(cleaned.findings, raw.findings)]
    if shapely.is_missing(cleaned.geometry).all():
        raise _nothing_usable(path, role, raw, findings)
    placed = _place(path, raw, cleaned.geometry, columns, options, target_crs)
    findings += placed.findings
    shapes, bent = repaired_polygons(placed.geometry)
    kept = ~shapely.is_missing(shapes)
    table = tabulate(
        raw.frame[kept].reset_index(drop=True),
        role,
        raw.rows[kept],
        shapes[kept],
        {field: column for field, column in options.mapping.items() if field not in ("x", "y")},
        areas=(shapely.get_dimensions(raw.geometry) == 2)[kept],
        drop_duplicates=options.drop_duplicates,
    )
    findings += table.findings
    frame = gpd.GeoDataFrame(table.frame, geometry=table.geometry, crs=placed.crs)
    repaired = int(((cleaned.repaired | bent) & kept).sum())
    return VectorLayer(
        role=role,
        frame=frame,
        source=_source(path, raw, table.mapping, placed, options),
        read=raw.read,
        kept=len(frame),
        repaired=repaired,
        dropped=raw.read - len(frame),
        findings=tuple(_with_role(findings, role, table, frame)),
    )


def _not_said_twice(findings: tuple[Finding, ...], before: tuple[Finding, ...]) -> list[Finding]:
    """Leave out rows without geometry that the reader already gave a reason for."""
    known = {row for finding in before for row in finding.ids}
    result = []
    for finding in findings:
        if finding.code != "findings.no_geometry":
            result.append(finding)
            continue
        ids = tuple(row for row in finding.ids if row not in known)
        if ids:
            result.append(replace(finding, ids=ids, count=len(ids)))
    return result


def _nothing_usable(path: Path, role: str, raw: RawLayer, findings: list[Finding]) -> ReadError:
    reasons = ", ".join(dict.fromkeys(f.code.partition(".")[2] for f in findings if f.ids))
    kinds = sorted({str(f.values["type"]) for f in findings if "type" in f.values})
    return ReadError(
        "read.nothing_usable", file=str(path), layer=raw.layer, role=role, rows=raw.read,
        reasons=reasons or "-", types=", ".join(kinds) or "-",
    )  # fmt: skip


def _place(
    path: Path,
    raw: RawLayer,
    geometry: NDArray[np.object_],
    columns: CoordinateColumns | None,
    options: ReadOptions,
    target_crs: str | CRS | None,
) -> Placed:
    placing = PlacingOptions(
        crs=options.crs,
        datum_shift=options.datum_shift,
        target_crs=target_crs,
        near_lonlat=options.near_lonlat,
    )
    is_lonlat = columns is not None and columns.is_lonlat
    try:
        return place(geometry, raw.rows, raw.crs, placing, is_lonlat)
    except CrsError as error:
        raise _at(error, path, raw.layer) from error


def _at(error: LayerError, path: Path, layer: str) -> LayerError:
    return type(error)(
        error.code, file=str(path), layer=layer, row=error.row, field=error.field, **error.values
    )


def _source(
    path: Path,
    raw: RawLayer,
    mapping: dict[str, str],
    placed: Placed,
    options: ReadOptions,
) -> Source:
    given: dict[str, Any] = {key: value for key, value in asdict(options).items() if value}
    return Source(
        path=str(path),
        layer=raw.layer,
        encoding=raw.encoding,
        crs=definition(placed.source_crs),
        datum_shift=options.datum_shift or "",
        mapping=mapping,
        fingerprint=fingerprint(path),
        options=given,
    )


def _with_role(
    findings: list[Finding],
    role: str,
    table: Tabulated,
    frame: gpd.GeoDataFrame,
) -> list[Finding]:
    """Give findings the role, and a place on the map where all their rows were kept."""
    shapes = frame.geometry.to_numpy()
    result = []
    for finding in findings:
        xy: tuple[tuple[float, float], ...] = ()
        if 0 < len(finding.ids) <= _MOST_PLACES and all(row.isdigit() for row in finding.ids):
            wanted = np.array(finding.ids, dtype=np.int64)
            at = np.searchsorted(table.rows, wanted)
            is_kept = (at < len(shapes)) & (table.rows[np.minimum(at, len(shapes) - 1)] == wanted)
            if is_kept.all():
                points = shapely.get_coordinates(shapely.point_on_surface(shapes[at]))
                xy = tuple((float(x), float(y)) for x, y in points)
        result.append(replace(finding, role=role, xy=xy))
    return result
