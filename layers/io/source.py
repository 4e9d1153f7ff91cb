"""The rows of one layer of any readable file, before mapping and repair."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from layers.errors import ReadError
from layers.fields import GeometryKind
from layers.findings import Severity
from layers.io.formats import Dataset, datasets
from layers.io.gdal import count_gdal_rows, list_gdal_layers
from layers.io.raw import LayerInfo, RawLayer, noticed
from layers.io.readers import READERS, Request, layers_of
from layers.schema import schema_of

_FITTING = {
    GeometryKind.POINT: ("Point", "Polygon"),
    GeometryKind.POINT_OR_POLYGON: ("Point", "Polygon"),
    GeometryKind.LINE: ("Line",),
    GeometryKind.POLYGON: ("Polygon",),
    GeometryKind.ANY: ("Point", "Line", "Polygon"),
    GeometryKind.RASTER: (),
}


def read_raw(
    path: str | Path, role: str | None, layer: str | None = None, encoding: str | None = None
) -> RawLayer:
    """Read one layer of a file; of several, the one that is named or fits the role alone.

    Raises
    ------
    ReadError
        When the file cannot be read, or the layer has to be named.
    """
    path = Path(path)
    try:
        with datasets(path) as found:
            dataset, inner = _chosen_dataset(path, found, role, layer)
            wanted = Request(path=dataset.path, role=role, layer=inner, encoding=encoding)
            return _read(wanted, dataset.format)
    except ReadError as error:
        # Faults are told about the file the user named, not an unpacked copy.
        raise ReadError(
            error.code, file=str(path), layer=error.layer or layer or "", row=error.row,
            field=error.field, **error.values,
        ) from error  # fmt: skip


def _chosen_dataset(
    path: Path, found: list[Dataset], role: str | None, layer: str | None
) -> tuple[Dataset, str | None]:
    vectors = [dataset for dataset in found if dataset.format != "raster"]
    if not vectors:
        raise ReadError("read.is_raster", file=str(path))
    if layer:
        for dataset in vectors:
            for name in (dataset.name, Path(dataset.name).stem):
                if name and layer == name:
                    return dataset, None
                if name and layer.startswith(name + "/"):
                    return dataset, layer[len(name) + 1 :]
    if len(vectors) == 1:
        return vectors[0], layer
    if all(dataset.format == "kml" for dataset in vectors):
        return _first_with_features(path, vectors), layer
    fitting = [d for d in vectors if any(_fits(info, role) for info in layers_of(d))]
    if len(fitting) != 1:
        names = ", ".join(dataset.name for dataset in vectors)
        raise ReadError("read.layer_needed", file=str(path), layers=names)
    return fitting[0], layer


def _first_with_features(path: Path, found: list[Dataset]) -> Dataset:
    for dataset in found:
        if layers_of(dataset):
            return dataset
    raise ReadError("read.no_features", file=str(path))


def _fits(info: LayerInfo, role: str | None) -> bool:
    if role is None or info.geometry in ("Unknown", "table", "GeometryCollection"):
        return role is None or info.geometry == "Unknown"
    wanted = _FITTING[schema_of(role).geometry]
    return any(kind in info.geometry for kind in wanted)


def _read(wanted: Request, form: str) -> RawLayer:
    reader = READERS[form]
    if not reader.takes_layer:
        return reader.read(wanted)
    chosen, is_choice = _chosen_layer(wanted.path, wanted.role, wanted.layer)
    raw = reader.read(replace(wanted, layer=chosen))
    if is_choice:
        note = noticed(Severity.INFO, "findings.layer_chosen", (), 1, layer=chosen)
        raw = replace(raw, findings=(note, *raw.findings))
    return raw


def _chosen_layer(path: Path, role: str | None, layer: str | None) -> tuple[str | None, bool]:
    infos = list_gdal_layers(path)
    names = [info.name for info in infos]
    if layer:
        if layer not in names:
            raise ReadError(
                "read.no_such_layer", file=str(path), wanted=layer, layers=", ".join(names)
            )
        return layer, False
    if not infos:
        raise ReadError("read.no_features", file=str(path))
    if len(infos) == 1:
        return names[0], False
    if role in names:
        return role, True
    fitting = [info.name for info in infos if _fits(info, role)]
    if len(fitting) > 1:
        fitting = [name for name in fitting if count_gdal_rows(path, name)]
    if len(fitting) != 1:
        raise ReadError("read.layer_needed", file=str(path), layers=", ".join(names))
    return fitting[0], True
