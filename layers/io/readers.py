"""The readers by format: how the layers of a file are listed and how one is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from layers.io.dxf import list_dxf_layers, read_dxf
from layers.io.formats import Dataset
from layers.io.gdal import list_gdal_layers, read_gdal
from layers.io.kml import list_kml_layers, read_kml
from layers.io.osm import read_osm
from layers.io.parquet import read_parquet
from layers.io.raw import LayerInfo, RawLayer
from layers.io.shapefile import read_dbf, read_dbf_header, read_shapefile, shapefile_info
from layers.io.table import SPREADSHEETS, list_sheets, read_table


@dataclass(frozen=True, kw_only=True)
class Request:
    """What is wanted of one file; ``limit`` rows where reading fewer saves time."""

    path: Path
    role: str | None = None
    layer: str | None = None
    encoding: str | None = None
    limit: int | None = None


@dataclass(frozen=True, kw_only=True)
class Reader:
    """How one format is listed and read.

    Attributes
    ----------
    layers
        Lists what the file offers.
    read
        Reads one layer; the reader finds it by the role where none is named.
    takes_layer
        Whether one layer has to be chosen before reading.
    """

    layers: Callable[[Path], list[LayerInfo]]
    read: Callable[[Request], RawLayer]
    takes_layer: bool = False


def _table_layers(path: Path) -> list[LayerInfo]:
    if path.suffix.lower() in SPREADSHEETS:
        return list_sheets(path)
    return [LayerInfo(name="", geometry="table")]


READERS: dict[str, Reader] = {
    "shapefile": Reader(
        layers=lambda path: [shapefile_info(path)],
        read=lambda wanted: read_shapefile(wanted.path, wanted.encoding, wanted.limit),
    ),
    "dbf": Reader(
        layers=lambda path: [
            LayerInfo(name="", geometry="table", count=read_dbf_header(path).row_count)
        ],
        read=lambda wanted: read_dbf(wanted.path, wanted.encoding),
    ),
    "kml": Reader(layers=list_kml_layers, read=lambda wanted: read_kml(wanted.path, wanted.layer)),
    "table": Reader(
        layers=_table_layers,
        read=lambda wanted: read_table(wanted.path, wanted.layer, wanted.encoding),
    ),
    "parquet": Reader(
        layers=lambda _: [LayerInfo(name="", geometry="Unknown")],
        read=lambda wanted: read_parquet(wanted.path),
    ),
    "osm": Reader(
        layers=list_gdal_layers,
        read=lambda wanted: read_osm(wanted.path, wanted.role, wanted.layer, wanted.limit),
    ),
    "dxf": Reader(
        layers=list_dxf_layers,
        read=lambda wanted: read_dxf(wanted.path, wanted.layer, wanted.encoding, wanted.limit),
    ),
    "raster": Reader(
        layers=lambda _: [LayerInfo(name="", geometry="raster", count=1)],
        read=lambda wanted: read_gdal(wanted.path),
    ),
    "gdal": Reader(
        layers=list_gdal_layers,
        read=lambda wanted: read_gdal(
            wanted.path, wanted.layer, wanted.encoding, limit=wanted.limit
        ),
        takes_layer=True,
    ),
}


def layers_of(dataset: Dataset) -> list[LayerInfo]:
    """List the layers of one readable file; a raster is one layer without name."""
    return READERS[dataset.format].layers(dataset.path)
