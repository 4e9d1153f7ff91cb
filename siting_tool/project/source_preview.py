"""Where the features of a file would lie, seen before it is imported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from layers.checks.limits import CheckLimits, default_limits
from layers.checks.position import check_positions
from layers.crs import is_old_chinese_datum, parse_crs
from layers.findings import Finding
from layers.io.inspect import LayerInspection
from layers.placing import Placed, PlacingOptions, place
from resources.texts import Language, text

_MERIDIAN = "Longitude of natural origin"
_EASTING = "False easting"
_PLAIN_EASTING_M = 500_000.0
_GAUSS_KRUGER_WIDTH = {True: "3", False: "6"}


@dataclass(frozen=True, kw_only=True)
class Sample:
    """Sampled features of one source in the working system.

    Attributes
    ----------
    role
        What they are taken for, empty while unknown.
    shapes
        Geometries, shape (n,); a shape that fell off the projection is left out.
    crs
        Working system.
    findings
        What was noticed about their position.
    """

    role: str
    shapes: NDArray[np.object_]
    crs: CRS
    findings: tuple[Finding, ...] = ()


def placed_sample(
    layer: LayerInspection,
    role: str,
    *,
    crs: str = "",
    datum_shift: str = "",
    target_crs: str | CRS | None = None,
) -> Sample | None:
    """Bring the sampled features of a source into the working system.

    Parameters
    ----------
    layer
        As `inspect_source` saw it.
    role
        What it is taken for.
    crs, datum_shift
        What the user says, empty where the file says it.
    target_crs
        Working system; chosen from the data where it is None.

    Returns
    -------
    Sample or None
        None for a table without places.

    Raises
    ------
    layers.errors.CrsError
        When the system is unknown or contradicts the numbers.
    """
    if not len(layer.shapes):
        return None
    options = PlacingOptions(
        crs=crs or None, datum_shift=datum_shift or None, target_crs=target_crs
    )
    declared = parse_crs(layer.crs) if layer.crs else None
    rows = np.arange(1, len(layer.shapes) + 1)
    placed: Placed = place(layer.shapes, rows, declared, options)
    usable = ~shapely.is_missing(placed.geometry)
    return Sample(
        role=role, shapes=placed.geometry[usable], crs=placed.crs, findings=placed.findings
    )


def position_doubts(
    sample: Sample,
    others: Sequence[Sample],
    layers: Mapping[str, gpd.GeoDataFrame],
    limits: CheckLimits | None = None,
) -> tuple[Finding, ...]:
    """Return why a source may lie in the wrong place, compared with what is there already.

    Parameters
    ----------
    sample
        The source asked about.
    others
        Other sources about to be read.
    layers
        Layers of the project.
    """
    frames = {role: frame for role, frame in layers.items() if len(frame)}
    for one in (*others, sample):
        if one.role and len(one.shapes):
            frames[one.role] = gpd.GeoDataFrame(geometry=one.shapes, crs=one.crs)
    found = check_positions(frames, limits or default_limits())
    return (*sample.findings, *(finding for finding in found if finding.role == sample.role))


def crs_words(code: str, language: Language) -> str:
    """Return a coordinate reference system in plain words, with its code."""
    crs = parse_crs(code)
    datum = crs.geodetic_crs.name if crs.geodetic_crs else crs.name
    if datum == "China Geodetic Coordinate System 2000":
        datum = "CGCS2000"
    if is_old_chinese_datum(crs):
        datum = text("crs_words.old_datum", language, datum=datum)
    if crs.is_geographic:
        return text("crs_words.degrees", language, datum=datum, code=code)
    if "Gauss-Kruger" not in crs.name or crs.coordinate_operation is None:
        return f"{crs.name} ({code})"
    values = {item.name: float(item.value) for item in crs.coordinate_operation.params}
    is_numbered = values[_EASTING] > 2 * _PLAIN_EASTING_M
    return text(
        f"crs_words.{'numbered' if is_numbered else 'plain'}",
        language,
        datum=datum,
        width=_GAUSS_KRUGER_WIDTH["3-degree" in crs.name],
        meridian=f"{values[_MERIDIAN]:g}",
        zone=int(values[_EASTING] // 1_000_000),
        code=code,
    )
