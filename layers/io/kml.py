"""KML with all its folders, read here rather than by GDAL.

GDAL gives a layer per folder, loses folders of the same name, and stops at
HTML in descriptions; links to other files and the network are not followed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from lxml import etree

from layers.crs import LONLAT
from layers.errors import ReadError
from layers.findings import Finding, Severity
from layers.io.raw import LayerInfo, RawLayer, noticed, unique_names
from layers.io.xml import local_name, parse_xml

_CONTAINERS = {"Folder", "Document"}
_GEOMETRIES = {
    "Point",
    "LineString",
    "LinearRing",
    "Polygon",
    "MultiGeometry",
    "Track",
    "MultiTrack",
}
_REMOTE = {"NetworkLink", "GroundOverlay", "PhotoOverlay"}
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_MAX_DEPTH = 200
_SEPARATOR = "/"


def list_kml_layers(path: Path) -> list[LayerInfo]:
    """List the folders that hold placemarks, by their full path inside the file."""
    root, _ = parse_xml(path)
    counts: dict[str, list[str]] = {}
    for folder, placemark in _placemarks(root):
        counts.setdefault(folder, []).append(_geometry_name(placemark))
    return [
        LayerInfo(name=folder, geometry=max(set(kinds), key=kinds.count), count=len(kinds))
        for folder, kinds in counts.items()
    ]


def read_kml(path: Path, layer: str | None = None) -> RawLayer:
    """Read the placemarks of all folders, or of one folder and those inside it.

    The folder path of each comes as the column ``folder``.

    Raises
    ------
    ReadError
        When there are no placemarks, or none in the folder asked for.
    """
    root, encoding = parse_xml(path)
    found = list(_placemarks(root))
    if not found:
        raise ReadError("read.no_features", file=str(path))
    if layer:
        names = ", ".join(dict.fromkeys(folder for folder, _ in found))
        found = [item for item in found if _is_in_folder(item[0], layer)]
        if not found:
            raise ReadError("read.no_such_layer", file=str(path), wanted=layer, layers=names)
    findings: list[Finding] = []
    geometry, bad = _geometries([placemark for _, placemark in found])
    if bad:
        findings.append(noticed(Severity.WARNING, "findings.bad_coordinates", bad))
    remote = sum(local_name(element) in _REMOTE for element in root.iter())
    if remote:
        findings.append(noticed(Severity.WARNING, "findings.links_not_followed", (), remote))
    return RawLayer(
        frame=_attributes(found),
        rows=np.arange(1, len(found) + 1),
        read=len(found),
        layer=layer or "",
        geometry=geometry,
        crs=LONLAT,
        encoding=encoding,
        findings=tuple(findings),
    )


def _is_in_folder(folder: str, wanted: str) -> bool:
    if folder == wanted or folder.startswith(wanted + _SEPARATOR):
        return True
    return wanted in folder.split(_SEPARATOR)


def _placemarks(root: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    """Yield every placemark with the names of the folders around it."""
    stack: list[tuple[etree._Element, tuple[str, ...]]] = [(root, ())]
    while stack:
        element, path = stack.pop()
        name = local_name(element)
        if name == "Placemark":
            yield _SEPARATOR.join(path), element
            continue
        if name in _CONTAINERS and len(path) < _MAX_DEPTH:
            path = (*path, _child_text(element, "name") or name)
        stack.extend((child, path) for child in reversed(element))


def _child_text(element: etree._Element, name: str) -> str:
    for child in element:
        if local_name(child) == name:
            return " ".join("".join(child.itertext()).split())
    return ""


def _geometry_name(placemark: etree._Element) -> str:
    return next((n for n in map(local_name, placemark) if n in _GEOMETRIES), "None")


def _attributes(found: list[tuple[str, etree._Element]]) -> pd.DataFrame:
    records = []
    for folder, placemark in found:
        record = {"folder": folder, "name": _child_text(placemark, "name")}
        for child in placemark:
            kind = local_name(child)
            if kind == "description":
                record["description"] = "".join(child.itertext()).strip()
            elif kind == "ExtendedData":
                record |= _extended_data(child)
        records.append(record)
    frame = pd.DataFrame.from_records(records).astype(object)
    frame = frame.where(frame.notna(), None)
    return frame.set_axis(unique_names([str(name) for name in frame.columns]), axis="columns")


def _extended_data(element: etree._Element) -> dict[str, str]:
    values: dict[str, str] = {}
    for item in element.iter():
        if local_name(item) == "Data":
            values[item.get("name") or ""] = _child_text(item, "value")
        elif local_name(item) == "SimpleData":
            values[item.get("name") or ""] = (item.text or "").strip()
    values.pop("", None)
    return values


def _geometries(
    placemarks: list[etree._Element],
) -> tuple[np.ndarray, list[int]]:
    geometry = np.full(len(placemarks), None, dtype=object)
    bad = []
    for row, placemark in enumerate(placemarks):
        parts: list[shapely.Geometry] = []
        is_whole = True
        for child in placemark:
            if local_name(child) in _GEOMETRIES:
                is_whole &= _collect(child, parts, 0)
        if not is_whole:
            bad.append(row + 1)
        if len(parts) == 1:
            geometry[row] = parts[0]
        elif parts:
            geometry[row] = shapely.GeometryCollection(parts)
    return geometry, bad


def _collect(element: etree._Element, parts: list[shapely.Geometry], depth: int) -> bool:
    """Add the geometries below an element; tells whether all could be read."""
    kind = local_name(element)
    if kind in ("MultiGeometry", "MultiTrack"):
        inner = [child for child in element if local_name(child) in _GEOMETRIES]
        return depth < _MAX_DEPTH and all(
            # every part is collected, also after one that fails
            [_collect(child, parts, depth + 1) for child in inner]  # noqa: C419
        )
    try:
        part = _simple_geometry(element, kind)
    except (ValueError, shapely.errors.GEOSException):
        return False
    parts.append(part)
    return True


def _simple_geometry(element: etree._Element, kind: str) -> shapely.Geometry:
    if kind == "Polygon":
        rings = {"outerBoundaryIs": [], "innerBoundaryIs": []}  # type: dict[str, list[np.ndarray]]
        for boundary in element:
            if local_name(boundary) in rings:
                rings[local_name(boundary)] += [_coordinates(ring) for ring in boundary]
        return shapely.Polygon(rings["outerBoundaryIs"][0], rings["innerBoundaryIs"])
    xy = _track(element) if kind == "Track" else _coordinates(element)
    return shapely.Point(xy[0]) if kind == "Point" else shapely.LineString(xy)


def _coordinates(element: etree._Element) -> np.ndarray:
    """Return longitudes and latitudes, shape (n, 2), of a ``coordinates`` element.

    Tuples are split at blanks; where blanks are missing, ``a,b,c,d,e,f`` is
    taken as triples, as Google Earth does.
    """
    text = next((child.text or "" for child in element if local_name(child) == "coordinates"), "")
    tuples = [_NUMBER.findall(item) for item in re.sub(r"\s*,\s*", ",", text).split()]
    if len(tuples) == 1 and len(tuples[0]) > 3 and len(tuples[0]) % 3 == 0:
        numbers = tuples[0]
        tuples = [numbers[start : start + 3] for start in range(0, len(numbers), 3)]
    if not tuples or any(len(item) not in (2, 3) for item in tuples):
        raise ValueError("coordinates")
    xy = np.array([item[:2] for item in tuples], dtype=np.float64)
    if np.abs(xy).max() > 360:
        raise ValueError("coordinates")
    return xy


def _track(element: etree._Element) -> np.ndarray:
    rows = [(child.text or "").split()[:2] for child in element if local_name(child) == "coord"]
    return np.array([row for row in rows if len(row) == 2], dtype=np.float64)
