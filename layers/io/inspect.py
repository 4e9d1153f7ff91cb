"""A look into a file before it is imported: what it holds, what it may mean, what to ask."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import rasterio
import shapely
from numpy.typing import NDArray
from rasterio.errors import RasterioError

from layers.crs import (
    CGCS2000,
    Bounds,
    CrsProposal,
    bounds_of,
    is_old_chinese_datum,
    is_outside_area_of_use,
    label,
    looks_swapped,
    parse_crs,
    propose_crs,
    recognise,
)
from layers.errors import CrsError, LayerError, ReadError
from layers.findings import Finding
from layers.io.cells import normalised
from layers.io.coordinates import CoordinateColumns, find_coordinates, with_points
from layers.io.formats import Dataset, datasets
from layers.io.gdal import count_gdal_rows
from layers.io.heights import check_content, raster_session, unreadable_raster
from layers.io.raw import LayerInfo, RawLayer
from layers.io.readers import READERS, Request, layers_of
from layers.mapping import FieldMatch, propose_mapping
from layers.role_guess import RoleGuess, guess_roles

_SAMPLE_ROWS = 2000
_SHOWN_ROWS = 5
_SHOWN_TEXT = 200
_MAX_LAYERS = 60
_UNSURE_ROLE = 0.5


@dataclass(frozen=True, kw_only=True)
class Question:
    """Something that only the user can know; texts stand under the code."""

    code: str
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class LayerInspection:
    """One layer of a file as the import page shows it.

    Attributes
    ----------
    name, geometry, count
        As in `layers.io.raw.LayerInfo`.
    columns, sample_rows
        Column names and the first rows as text, for showing only.
    encoding
        Encoding of the text; empty where the format fixes it.
    crs
        Declared system, empty where there is none.
    bounds
        Of the sample, in the file's own coordinates; None without any.
    crs_proposals
        Systems that would explain the numbers, best first, where none is
        declared.
    roles
        Roles it may play, best first.
    findings
        What the reader noticed.
    questions
        What to ask the user.
    sample
        The sampled rows, for `mapping_for`.
    shapes
        Their geometries in the file's own coordinates, to be shown on a map;
        the outline of a raster.
    """

    name: str
    geometry: str
    count: int
    columns: tuple[str, ...] = ()
    sample_rows: tuple[tuple[str, ...], ...] = ()
    encoding: str = ""
    crs: str = ""
    bounds: Bounds | None = None
    crs_proposals: tuple[CrsProposal, ...] = ()
    roles: tuple[RoleGuess, ...] = ()
    findings: tuple[Finding, ...] = ()
    questions: tuple[Question, ...] = ()
    sample: pd.DataFrame = field(default_factory=pd.DataFrame, repr=False, compare=False)
    shapes: NDArray[np.object_] = field(
        default_factory=lambda: np.empty(0, dtype=object), repr=False, compare=False
    )

    def mapping_for(
        self, role: str, given: Mapping[str, str] | None = None
    ) -> tuple[FieldMatch, ...]:
        """Propose which column means which field of a role, with how it was matched."""
        return propose_mapping(self.sample, role, given)


@dataclass(frozen=True, kw_only=True)
class SourceInspection:
    """What a file holds.

    Attributes
    ----------
    path
        The file.
    layers
        Layers that can be used, at most 60.
    faults
        Errors of parts that cannot be read.
    """

    path: Path
    layers: tuple[LayerInspection, ...]
    faults: tuple[LayerError, ...] = ()


def list_layers(path: str | Path) -> tuple[LayerInfo, ...]:
    """List the layers, sheets and folders of a file or archive.

    Raises
    ------
    ReadError
        When the file cannot be read.
    """
    with datasets(path) as found:
        infos: list[LayerInfo] = []
        for dataset in found:
            infos += [
                replace(info, name=_full_name(dataset, info, len(found) > 1))
                for info in layers_of(dataset)
            ]
    return tuple(infos)


def _full_name(dataset: Dataset, info: LayerInfo, is_one_of_many: bool) -> str:
    if not is_one_of_many:
        return info.name
    is_alone = info.name in ("", Path(dataset.name).stem)
    return dataset.name if is_alone else f"{dataset.name}/{info.name}"


def inspect_source(
    path: str | Path,
    *,
    encoding: str | None = None,
    near_lonlat: tuple[float, float] | None = None,
) -> SourceInspection:
    """Look into a file: layers, columns, samples, systems, and what to ask.

    Only a sample of the rows is read where the format allows it.

    Parameters
    ----------
    path
        File or archive.
    encoding
        Encoding of the text where the user has chosen one.
    near_lonlat
        Where the township is known to be, in degrees; narrows the proposals.

    Raises
    ------
    ReadError
        When nothing in the file can be read.
    """
    path = Path(path)
    layers: list[LayerInspection] = []
    faults: list[LayerError] = []
    with datasets(path) as found:
        for dataset in found:
            for info in layers_of(dataset)[:_MAX_LAYERS]:
                name = _full_name(dataset, info, len(found) > 1)
                try:
                    looked = _look(dataset, info, encoding, near_lonlat)
                except LayerError as error:
                    faults.append(
                        type(error)(error.code, file=str(path), layer=name, **error.values)
                    )
                    continue
                names = (path.stem, name)
                roles = guess_roles(names, looked.geometry, looked.sample)
                layers.append(_asked(replace(looked, name=name, roles=roles)))
    if not layers and faults:
        raise faults[0]
    if not layers:
        raise ReadError("read.no_features", file=str(path))
    return SourceInspection(path=path, layers=tuple(layers), faults=tuple(faults))


def guess_role(path: str | Path) -> tuple[LayerInspection, ...]:
    """Return the layers of a file, each with the roles it may play, surest layer first."""
    layers = inspect_source(path).layers
    return tuple(sorted(layers, key=lambda one: -(one.roles[0].certainty if one.roles else 0.0)))


def _look(
    dataset: Dataset,
    info: LayerInfo,
    encoding: str | None,
    near_lonlat: tuple[float, float] | None,
) -> LayerInspection:
    if dataset.format == "raster":
        return _look_at_raster(dataset.path, near_lonlat)
    wanted = Request(
        path=dataset.path, layer=info.name or None, encoding=encoding, limit=_SAMPLE_ROWS
    )
    raw = READERS[dataset.format].read(wanted)
    if raw.geometry is None or shapely.is_missing(raw.geometry).all():
        columns = find_coordinates(raw.frame)
        is_orphan = dataset.format == "dbf" and columns is not None and not columns.is_lonlat
        if columns is not None and not is_orphan:
            raw = with_points(raw, columns)
            return _taken_as_degrees(_described(dataset, info, raw, near_lonlat), columns)
    return _described(dataset, info, raw, near_lonlat)


def _taken_as_degrees(layer: LayerInspection, columns: CoordinateColumns) -> LayerInspection:
    """Name the system that columns called longitude and latitude are read in."""
    if not columns.is_lonlat or not layer.crs_proposals:
        return layer
    return replace(layer, crs=layer.crs_proposals[0].crs)


def _described(
    dataset: Dataset,
    info: LayerInfo,
    raw: RawLayer,
    near_lonlat: tuple[float, float] | None,
) -> LayerInspection:
    count = max(info.count, raw.read)
    if info.count < 0 and raw.read >= _SAMPLE_ROWS and dataset.format == "gdal":
        count = count_gdal_rows(dataset.path, info.name)
    bounds = None
    if raw.geometry is not None:
        edges = bounds_of(shapely.get_coordinates(raw.geometry))
        bounds = edges if math.isfinite(edges[0]) else None
    return LayerInspection(
        name=info.name,
        geometry=_geometry(info, raw),
        count=count,
        columns=tuple(str(column) for column in raw.frame.columns),
        sample_rows=tuple(
            tuple(normalised(cell)[:_SHOWN_TEXT] for cell in row)
            for row in raw.frame.head(_SHOWN_ROWS).to_numpy(dtype=object)
        ),
        encoding=raw.encoding,
        crs=label(raw.crs) if raw.crs is not None else "",
        bounds=bounds,
        crs_proposals=propose_crs(bounds, near_lonlat) if bounds and raw.crs is None else (),
        findings=raw.findings,
        sample=raw.frame,
        shapes=_shapes(raw),
    )


def _shapes(raw: RawLayer) -> NDArray[np.object_]:
    if raw.geometry is None:
        return np.empty(0, dtype=object)
    usable = ~shapely.is_missing(raw.geometry) & ~shapely.is_empty(raw.geometry)
    return raw.geometry[usable]


def _geometry(info: LayerInfo, raw: RawLayer) -> str:
    """Return the kind of geometry that most rows have."""
    if raw.geometry is None:
        return "table"
    kinds = np.array(["Point", "LineString", "LineString", "Polygon", "Point", "LineString",
                      "Polygon", "GeometryCollection"])  # fmt: skip
    types = shapely.get_type_id(raw.geometry)
    types = types[types >= 0]
    if not len(types):
        return info.geometry
    names, counts = np.unique(kinds[types], return_counts=True)
    return str(names[counts.argmax()])


def _look_at_raster(path: Path, near_lonlat: tuple[float, float] | None) -> LayerInspection:
    check_content(path)
    with raster_session():
        try:
            with rasterio.open(path) as source:
                edges = source.bounds
                bounds = (edges.left, min(edges.bottom, edges.top), edges.right,
                          max(edges.bottom, edges.top))  # fmt: skip
                declared = source.crs.to_wkt() if source.crs else ""
                cells, bands = source.width * source.height, source.count
                is_picture = bands >= 3 and source.dtypes[0] == "uint8"
        except (RasterioError, UnicodeDecodeError) as error:
            raise unreadable_raster(path, error) from error
    try:
        crs = label(recognise(parse_crs(declared))) if declared else ""
    except CrsError:
        crs = ""
    return LayerInspection(
        name="",
        geometry="picture" if is_picture else "raster",
        count=cells,
        columns=tuple(f"band {number}" for number in range(1, bands + 1)),
        crs=crs,
        bounds=bounds,
        shapes=np.array([shapely.box(*bounds)], dtype=object),
        crs_proposals=() if crs else propose_crs(bounds, near_lonlat),
    )


def _asked(layer: LayerInspection) -> LayerInspection:
    """Return the layer with the questions that its doubts raise."""
    questions = []
    if layer.bounds is not None and not layer.crs:
        proposals = ", ".join(proposal.crs for proposal in layer.crs_proposals[:3])
        questions.append(Question(code="question.crs", values={"proposals": proposals or "-"}))
    if layer.geometry not in ("table", "raster", "picture") and layer.bounds is None:
        questions.append(Question(code="question.no_geometry"))
    if layer.geometry == "table":
        questions.append(Question(code="question.no_geometry"))
    if layer.bounds is not None:
        questions += _questions_of_place(layer, layer.bounds)
    if any(finding.code == "findings.encoding_unsure" for finding in layer.findings):
        questions.append(Question(code="question.encoding", values={"encoding": layer.encoding}))
    if not layer.roles or layer.roles[0].certainty < _UNSURE_ROLE:
        questions.append(Question(code="question.role"))
    return replace(layer, questions=tuple(questions))


def _questions_of_place(layer: LayerInspection, bounds: Bounds) -> list[Question]:
    questions = []
    crs = parse_crs(layer.crs) if layer.crs and ":" in layer.crs else None
    if looks_swapped(bounds, crs):
        questions.append(Question(code="question.swapped"))
    if crs is not None and is_old_chinese_datum(crs):
        questions.append(Question(code="question.old_datum", values={"crs": layer.crs}))
    if crs is not None and is_outside_area_of_use(bounds, crs):
        questions.append(Question(code="question.outside_area", values={"crs": layer.crs}))
    # Numbers typed into a table are those that phones and web maps show.
    if any(proposal.crs == CGCS2000 for proposal in layer.crs_proposals):
        questions.append(Question(code="question.shift"))
    return questions
