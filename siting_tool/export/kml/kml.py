"""A plan as KMZ with a folder per layer and a balloon per feature."""

from __future__ import annotations

import html
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import simplekml
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from algorithms.progress import SILENT, Progress
from layers.fields import Field, FieldType
from resources.map_style import Symbol, layer_styles
from resources.texts import Language, text
from siting_tool.export.plan_layers import (
    declared_fields,
    field_title,
    layer_title,
    plan_layers,
    value_words,
)
from siting_tool.export.written_file import WrittenFile
from siting_tool.project.plan_text import scenario_title
from siting_tool.project.project import Project, Scenario
from siting_tool.project.qgis_style import schema_of_layer

KIND = "kml"
ROLES = (
    "village_boundaries",
    "sewer_pipes",
    "household_modes",
    "manholes",
    "pumping_stations",
    "treatment_plants",
    "sign_posts",
    "toilet_sites",
)
_PIXELS_PER_MM = 4.0


def write_kml(
    project: Project,
    scenario: Scenario,
    folder: Path,
    language: Language,
    progress: Progress = SILENT,
) -> list[WrittenFile]:
    """Write ``kml/plan.kmz``."""
    layers = plan_layers(project, scenario)
    title = text("kml.title", language, scenario=scenario_title(scenario.name, language))
    document = simplekml.Kml(name=title)
    chosen = [role for role in ROLES if role in layers]
    for number, role in enumerate(chosen):
        progress.report("stage.export_kml", number / len(chosen))
        _add_layer(document, role, layers[role].to_crs("EPSG:4326"), language)
    target = folder / KIND
    target.mkdir(parents=True)
    document.savekmz(str(target / "plan.kmz"), format=False)
    return [WrittenFile(path=f"{KIND}/plan.kmz", kind=KIND, title=title)]


def _add_layer(
    document: simplekml.Kml, role: str, frame: gpd.GeoDataFrame, language: Language
) -> None:
    schema, style = schema_of_layer(role), layer_styles()[role]
    folder = document.newfolder(name=layer_title(role, language))
    fields = [field for field in declared_fields(frame, schema) if field.type is not FieldType.JSON]
    names = frame.get(schema.id_field, frame.index)
    looks: dict[str, simplekml.Style] = {}
    keys = frame[style.category] if style.category in frame else [""] * len(frame)
    balloons = _balloons(frame, fields, language)
    for name, value, balloon, geometry in zip(names, keys, balloons, frame.geometry, strict=True):
        key = str(value)
        if key not in looks:
            looks[key] = _look(style.symbol_of(value))
        for part in _parts(geometry):
            _add_part(folder, part, html.escape(str(name)), balloon, looks[key])


def _parts(geometry: BaseGeometry) -> Iterator[BaseGeometry]:
    yield from getattr(geometry, "geoms", [geometry])


def _add_part(
    folder: simplekml.Folder, part: BaseGeometry, name: str, balloon: str, look: simplekml.Style
) -> None:
    if isinstance(part, Point):
        feature = folder.newpoint(name=name, coords=[(part.x, part.y)])
    elif isinstance(part, LineString):
        feature = folder.newlinestring(name=name, coords=list(part.coords))
    elif isinstance(part, Polygon):
        feature = folder.newpolygon(
            name=name,
            outerboundaryis=list(part.exterior.coords),
            innerboundaryis=[list(ring.coords) for ring in part.interiors],
        )
    else:
        return
    feature.description = balloon
    feature.style = look


def _balloons(frame: gpd.GeoDataFrame, fields: list[Field], language: Language) -> list[str]:
    """Return the features' values as tables; all text is escaped."""
    rows: list[list[str]] = [[] for _ in range(len(frame))]
    for field in fields:
        heading = f"<tr><td>{html.escape(field_title(field, language))}</td><td>"
        column = frame[field.name].astype(object)
        for row, value in zip(rows, column.where(column.notna(), ""), strict=True):
            if value != "":
                words = html.escape(value_words(field, value, language))
                row.append(f"{heading}{words}</td></tr>")
    return [f"<table>{''.join(row)}</table>" for row in rows]


def _look(symbol: Symbol) -> simplekml.Style:
    style = simplekml.Style()
    style.iconstyle.color = _kml_colour(symbol.fill)
    style.iconstyle.scale = symbol.size_mm / 3.0
    # No picture from the network: the viewer's own dot is coloured.
    style.iconstyle.icon.href = None
    style.labelstyle.scale = 0.7
    style.linestyle.color = _kml_colour(symbol.outline)
    style.linestyle.width = symbol.width_mm * _PIXELS_PER_MM
    style.polystyle.color = _kml_colour(symbol.fill, symbol.fill_opacity)
    return style


def _kml_colour(colour: str, opacity: float = 1.0) -> str:
    red, green, blue = colour[1:3], colour[3:5], colour[5:7]
    return f"{round(255 * opacity):02x}{blue}{green}{red}"
