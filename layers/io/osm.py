"""OpenStreetMap extracts: the features of a role, picked by their tags."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from layers.errors import ReadError
from layers.io.gdal import list_gdal_layers, read_gdal
from layers.io.raw import RawLayer


@dataclass(frozen=True, kw_only=True)
class OsmSelection:
    """Where a role stands in an extract: GDAL's layer and the tags wanted."""

    layer: str
    where: str


_BUILDING = "building IS NOT NULL AND building NOT IN ('no','garage','garages','shed','ruins')"
_SELECTIONS: dict[str, OsmSelection] = {
    "roads": OsmSelection(layer="lines", where="highway IS NOT NULL"),
    "households": OsmSelection(layer="multipolygons", where=_BUILDING),
    "village_boundaries": OsmSelection(layer="multipolygons", where="boundary = 'administrative'"),
    "places": OsmSelection(
        layer="points", where="other_tags LIKE '%amenity%' OR place IS NOT NULL"
    ),
    "public_toilets": OsmSelection(layer="points", where="other_tags LIKE '%\"toilets\"%'"),
    "water": OsmSelection(layer="lines", where="waterway IS NOT NULL"),
    "restricted_areas": OsmSelection(layer="multipolygons", where="landuse IS NOT NULL"),
}


def read_osm(
    path: Path, role: str | None, layer: str | None = None, limit: int | None = None
) -> RawLayer:
    """Read the features of a role, or one whole layer when it is named.

    Raises
    ------
    ReadError
        When the role is not found by tags and no layer is named.
    """
    if layer:
        return read_gdal(path, layer, limit=limit)
    selection = _SELECTIONS.get(role or "")
    if selection is None:
        names = ", ".join(info.name for info in list_gdal_layers(path))
        raise ReadError("read.layer_needed", file=str(path), layers=names)
    return read_gdal(path, selection.layer, where=selection.where, limit=limit)
