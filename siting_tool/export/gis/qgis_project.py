"""A QGIS project that opens the plan's GeoPackage with named, styled layers."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import geopandas as gpd
import numpy as np
from pyproj import CRS

from layers.io.write import atomic_path
from resources.map_style import layer_styles
from resources.texts import Language, text
from siting_tool.export.plan_layers import layer_title
from siting_tool.export.written_file import WrittenFile
from siting_tool.project.qgis_style import GEOMETRY_NAMES, SymbolKind, add_style

KIND = "gis"
# Layers whose points lie under those of another; off when the project is opened.
_UNDER = {"households": "household_modes", "household_access": "household_modes"}


def write_qgis_project(
    layers: dict[str, gpd.GeoDataFrame], geopackage: Path, language: Language
) -> WrittenFile:
    """Write ``plan.qgs`` beside the GeoPackage.

    A table itself keeps the name of its role, by which programs find it; the project gives every
    layer its title. A layer of mixed geometry stands there once per kind.
    """
    root = ET.Element("qgis", version="3.22.0", projectname=text("gis.qgis_project", language))
    crs = CRS.from_user_input(next(iter(layers.values())).crs)
    _add_crs(ET.SubElement(root, "projectCrs"), crs)
    properties = ET.SubElement(ET.SubElement(root, "properties"), "SpatialRefSys")
    ET.SubElement(properties, "ProjectionsEnabled", type="int").text = "1"
    tree = ET.SubElement(root, "layer-tree-group")
    _add_view(root, layers)
    found = ET.SubElement(root, "projectlayers")
    for role, frame in reversed(layers.items()):
        for kind in _kinds(frame):
            source = f"./{geopackage.name}|layername={role}"
            if len(_kinds(frame)) > 1:
                source += f"|geometrytype={_SOURCE_TYPES[kind]}"
            layer = _add_layer(found, role, kind, source, crs, language)
            checked = "Unchecked" if _UNDER.get(role) in layers else "Checked"
            ET.SubElement(
                tree, "layer-tree-layer", id=layer, name=layer_title(role, language),
                source=source, providerKey="ogr", checked=f"Qt::{checked}", expanded="0",
            )  # fmt: skip
    path = geopackage.with_suffix(".qgs")
    document = "<!DOCTYPE qgis>\n" + ET.tostring(root, encoding="unicode")
    with atomic_path(path) as temporary:
        temporary.write_text(document, encoding="utf-8")
    title = text("gis.qgis_project", language)
    return WrittenFile(path=f"{KIND}/{path.name}", kind=KIND, title=title)


_SOURCE_TYPES: dict[SymbolKind, str] = {"marker": "Point", "line": "LineString", "fill": "Polygon"}


def _kinds(frame: gpd.GeoDataFrame) -> list[SymbolKind]:
    present = " ".join(frame.geom_type.dropna().unique())
    return [kind for kind, name in GEOMETRY_NAMES.items() if name in present]


def _add_layer(
    parent: ET.Element, role: str, kind: SymbolKind, source: str, crs: CRS, language: Language
) -> str:
    """Add a layer and return its id."""
    layer = ET.SubElement(parent, "maplayer", type="vector", geometry=GEOMETRY_NAMES[kind])
    layer_id = f"layer_{role}_{kind}"  # QGIS replaces ids of ten letters or fewer
    for name, words in (
        ("id", layer_id), ("datasource", source), ("layername", layer_title(role, language))
    ):  # fmt: skip
        ET.SubElement(layer, name).text = words
    _add_crs(ET.SubElement(layer, "srs"), crs)
    ET.SubElement(layer, "provider", encoding="UTF-8").text = "ogr"
    add_style(layer, layer_styles()[role], [kind], language)
    return layer_id


def _add_crs(parent: ET.Element, crs: CRS) -> None:
    system = ET.SubElement(parent, "spatialrefsys")
    # QGIS takes the number of a project's system only together with its definition.
    ET.SubElement(system, "wkt").text = crs.to_wkt()
    ET.SubElement(system, "authid").text = crs.to_string()


def _add_view(root: ET.Element, layers: dict[str, gpd.GeoDataFrame]) -> None:
    """Let the project open on everything."""
    bounds = np.array([frame.total_bounds for frame in layers.values()])
    corners = [*np.nanmin(bounds[:, :2], axis=0), *np.nanmax(bounds[:, 2:], axis=0)]
    canvas = ET.SubElement(root, "mapcanvas", name="theMapCanvas")
    extent = ET.SubElement(canvas, "extent")
    for name, value in zip(("xmin", "ymin", "xmax", "ymax"), corners, strict=True):
        ET.SubElement(extent, name).text = f"{value:.3f}"
