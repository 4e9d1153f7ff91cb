"""The drawing's frame corner: project, drawing, scenario, coordinate system, who signs."""

from __future__ import annotations

from ezdxf.document import Drawing
from ezdxf.layouts.layout import Modelspace

from resources.texts import Language, text
from siting_tool.export.cad.drawing import add_text, cad_layer
from siting_tool.project.plan_text import scenario_title
from siting_tool.project.project import Project, Scenario

_WIDTH_M, _ROW_M = 180.0, 10.0
_ROWS = ("project", "drawing", "scenario", "crs", "height", "drawn", "checked", "approved")


def draw_title_block(
    drawing: Drawing, space: Modelspace, project: Project, scenario: Scenario, language: Language
) -> None:
    """Draw the title block below the lower right corner of the plan."""
    layer = cad_layer(drawing, text("cad.title_block", language), "#000000", 0.5)
    frames = [frame for frame in project.layers.values() if len(frame)]
    east = max(frame.total_bounds[2] for frame in frames)
    south = min(frame.total_bounds[1] for frame in frames)
    left, top = east - _WIDTH_M, south - 20.0
    values = {
        "project": project.texts.get("project_name", ""),
        "drawing": text("cad.title", language),
        "scenario": scenario_title(scenario.name, language),
        "crs": project.crs,
        "height": text("cad.height_datum", language),
    }
    for number, name in enumerate(_ROWS):
        y = top - number * _ROW_M
        corners = [
            (left, y),
            (left + _WIDTH_M, y),
            (left + _WIDTH_M, y - _ROW_M),
            (left, y - _ROW_M),
        ]
        space.add_lwpolyline(corners, close=True, dxfattribs={"layer": layer})
        words = f"{text(f'cad.row.{name}', language)}  {values.get(name, '')}"
        add_text(space, words, (left + 3.0, y - _ROW_M + 3.0), layer, 4.0)
