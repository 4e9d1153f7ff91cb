"""Drawings: all entities together, or those of one layer of the drawing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd

from layers.errors import ReadError
from layers.io.gdal import read_gdal
from layers.io.raw import LayerInfo, RawLayer

ENTITIES = "entities"
_LAYER_COLUMN = "Layer"


def list_dxf_layers(path: Path) -> list[LayerInfo]:
    """List what a drawing offers: everything, then each layer that holds anything."""
    everything = read_gdal(path, ENTITIES)
    names = everything.frame.get(_LAYER_COLUMN, pd.Series(dtype=object)).dropna().astype(str)
    counts = names.value_counts(sort=False)
    return [
        LayerInfo(name=ENTITIES, geometry="Unknown", count=len(everything.frame)),
        *(
            LayerInfo(name=str(name), geometry="Unknown", count=int(count))
            for name, count in counts.items()
            if len(counts) > 1
        ),
    ]


def read_dxf(
    path: Path, layer: str | None = None, encoding: str | None = None, limit: int | None = None
) -> RawLayer:
    """Read a drawing, or one layer of it.

    Raises
    ------
    ReadError
        When it cannot be read, or has no such layer.
    """
    if not layer or layer == ENTITIES:
        return read_gdal(path, ENTITIES, encoding, limit=limit)
    names = [info.name for info in list_dxf_layers(path)]
    if layer not in names:
        raise ReadError("read.no_such_layer", file=str(path), wanted=layer, layers=", ".join(names))
    quoted = layer.replace("'", "''")
    where = f"{_LAYER_COLUMN} = '{quoted}'"
    return replace(read_gdal(path, ENTITIES, encoding, limit=limit, where=where), layer=layer)
