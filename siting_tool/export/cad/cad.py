"""A plan as a DXF drawing in metres, one layer per kind of thing.

Layer names carry no comma, Chinese text uses a style with a Chinese font, and
point symbols are blocks, as AutoCAD and CASS expect.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import geopandas as gpd
import numpy as np
from ezdxf.document import Drawing
from ezdxf.layouts.layout import Modelspace
from shapely.geometry import LineString

from algorithms.progress import SILENT, Progress
from layers.errors import WriteError
from resources.map_style import LayerStyle, layer_styles
from resources.texts import Language, text
from siting_tool.export.cad.blocks import block_name
from siting_tool.export.cad.drawing import add_text, cad_layer, new_drawing
from siting_tool.export.cad.profiles import draw_profiles
from siting_tool.export.cad.title_block import draw_title_block
from siting_tool.export.plan_layers import layer_title, plan_layers, records
from siting_tool.export.sheets.sewer_network import pipe_label
from siting_tool.export.written_file import WrittenFile
from siting_tool.project.project import Project, Scenario
from siting_tool.project.qgis_style import category_title

KIND = "cad"
# Layer that would only lie under another with the same points -> that other.
_HIDDEN_BY = {"households": "household_modes", "household_access": "household_modes"}
_LABELS = {
    "toilet_sites": ("site_id", "site_name"),
    "treatment_plants": ("plant_id",),
    "pumping_stations": ("station_id",),
    "village_boundaries": ("village_name",),
}


def write_cad(
    project: Project,
    scenario: Scenario,
    folder: Path,
    language: Language,
    progress: Progress = SILENT,
) -> list[WrittenFile]:
    """Write ``cad/plan.dxf``.

    Raises
    ------
    layers.errors.WriteError
        When the drawing fails ezdxf's audit.
    """
    drawing = new_drawing()
    space = drawing.modelspace()
    layers = plan_layers(project, scenario)
    layers = {role: item for role, item in layers.items() if _HIDDEN_BY.get(role) not in layers}
    for number, (role, frame) in enumerate(layers.items()):
        progress.report("stage.export_cad", number / len(layers))
        _draw_layer(drawing, space, role, frame, language)
    _label_sewers(drawing, space, layers, language)
    draw_title_block(drawing, space, project, scenario, language)
    if "sewer_pipes" in layers:
        draw_profiles(drawing, space, layers, language)
    faults = drawing.audit().errors
    target = folder / KIND
    target.mkdir(parents=True)
    if faults:
        raise WriteError("export.cad_faults", file=str(target), count=len(faults))
    drawing.saveas(target / "plan.dxf")
    return [WrittenFile(path=f"{KIND}/plan.dxf", kind=KIND, title=text("cad.title", language))]


def _draw_layer(
    drawing: Drawing, space: Modelspace, role: str, frame: gpd.GeoDataFrame, language: Language
) -> None:
    style = layer_styles()[role]
    values = frame[style.category] if style.category in frame else [""] * len(frame)
    names = {
        str(value): cad_layer(drawing, *_layer_of(style, value, language)) for value in set(values)
    }
    for value, geometry in zip(values, frame.geometry, strict=True):
        layer = names[str(value)]
        for part in getattr(geometry, "geoms", [geometry]):
            if part.geom_type == "Point":
                space.add_blockref(block_name(role, str(value)), (part.x, part.y),
                                   dxfattribs={"layer": layer})  # fmt: skip
            elif part.geom_type == "LineString":
                space.add_lwpolyline(_xy(part.coords), dxfattribs={"layer": layer})
            else:
                for ring in (part.exterior, *part.interiors):
                    space.add_lwpolyline(_xy(ring.coords), close=True, dxfattribs={"layer": layer})
    _label_layer(drawing, space, role, frame, language)


def _xy(coordinates: Iterable[tuple[float, ...]]) -> list[tuple[float, float]]:
    return [(x, y) for x, y, *_ in coordinates]


def _layer_of(style: LayerStyle, value: object, language: Language) -> tuple[str, str, float]:
    symbol = style.symbol_of(value)
    name = layer_title(style.role, language)
    key = str(value).lower() if isinstance(value, bool) else str(value)
    if style.category and key in style.categories:
        name = f"{name}-{category_title(style, key, language)}"
    is_point = style.symbol.size_mm > 1.5 or style.role in {"households", "manholes"}
    colour = symbol.fill if is_point and symbol.fill != "#ffffff" else symbol.outline
    return name, colour, symbol.width_mm


def _label_layer(
    drawing: Drawing, space: Modelspace, role: str, frame: gpd.GeoDataFrame, language: Language
) -> None:
    columns = [name for name in _LABELS.get(role, ()) if name in frame]
    if not columns:
        return
    title = f"{layer_title(role, language)}-{text('cad.labels', language)}"
    layer = cad_layer(drawing, title, "#000000")
    points = frame.geometry.representative_point()
    for row, point in zip(frame[columns].fillna("").to_numpy(), points, strict=True):
        words = " ".join(str(value) for value in row if value)
        add_text(space, words, (point.x + 3.0, point.y + 1.0), layer)


def _label_sewers(
    drawing: Drawing,
    space: Modelspace,
    layers: dict[str, gpd.GeoDataFrame],
    language: Language,
) -> None:
    """Write DN-length-gradient along pipes, and number and levels beside manholes."""
    layer = cad_layer(drawing, text("cad.pipe_labels", language), "#0072b2")
    pipes = layers.get("sewer_pipes")
    if pipes is not None:
        for row in records(pipes[pipes["kind"].isin(["gravity", "rising_main"])]):
            middle = row["geometry"].interpolate(0.5, normalized=True)
            label = pipe_label(row["diameter_m"], row["length_m"], row["gradient"])
            add_text(space, label, (middle.x, middle.y), layer, 1.2, _text_angle(row["geometry"]))
    manholes = layers.get("manholes")
    if manholes is not None:
        for row in records(manholes):
            levels = f"{row['ground_level_m']:.2f}/{row['invert_level_m']:.2f}"
            at = (row["geometry"].x + 1.0, row["geometry"].y + 1.0)
            add_text(space, f"{row['manhole_id']} {levels}", at, layer, 1.0)


def _text_angle(line: LineString) -> float:
    start, end = line.coords[0], line.coords[-1]
    angle = float(np.degrees(np.arctan2(end[1] - start[1], end[0] - start[0])))
    return (angle + 90.0) % 180.0 - 90.0  # readable from below or from the right
