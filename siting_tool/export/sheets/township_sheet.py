"""The township on one sheet: A2, or A1 where that shows it at a larger scale."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from siting_tool.export.drawing.drawing import Drawing
from siting_tool.export.drawing.map_view import STANDARD_SCALES, MapView, fitting_scale
from siting_tool.export.plan_layers import enclosing_areas_note
from siting_tool.export.sheets.figures import area_figures, toilet_table, village_table
from siting_tool.export.sheets.panel import (
    PanelContent,
    SheetHead,
    draw_panel,
    panel_height,
    sheet_notes,
)
from siting_tool.export.sheets.sheet_format import A1, A2, SheetFormat
from siting_tool.export.sheets.sheet_map import LabelStyle, MapPlan, draw_map
from siting_tool.project.columns import words

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from siting_tool.export.drawing.map_layer import LegendEntry, MapLayer
    from siting_tool.export.sheets.plan_data import PlanData

_ROLES = (
    "village_boundaries", "restricted_areas", "water", "roads", "sewers", "sewer_pipes",
    "households", "pumping_stations", "treatment_plants", "treatment_sites", "places",
    "toilet_sites",
)  # fmt: skip
_DOT_SHARE = 0.65
_SCALES = tuple(scale for scale in STANDARD_SCALES if scale >= 2_000)
_LABELLED_PLACES = ("village_committee", "school", "market", "scenic_spot")
_MARGIN = 1.002


def township_layers(plan: PlanData) -> list[MapLayer]:
    """Return the layers of the overview, lowest first."""
    layers = []
    for role in _ROLES:
        is_household = role == "households"
        name = plan.household_role if is_household else role
        layer = plan.map_layer(name, _DOT_SHARE if is_household or role == "places" else 1.0)
        if role == "sewer_pipes":
            layer = layer.subset(words(plan.frame(role), "kind") != "lateral")
        if len(layer.geometry):
            layers.append(layer)
    return layers


def write_township_sheet(path: Path, plan: PlanData) -> str:
    """Write the overview of the township; return its title."""
    township = plan.sheet_text("township_name") or plan.word("whole_area")
    title = plan.word("township_title", township=township)
    layers = township_layers(plan)
    legend = [entry for layer in reversed(layers) for entry in layer.legend()]
    bounds = _bounds(layers)
    form, scale = _format_and_scale(plan, legend, bounds)
    view = MapView(frame=form.map_frame, centre_m=_middle(bounds), scale=scale)
    with Drawing(path, title) as drawing, drawing.page(form.width_mm, form.height_mm):
        drawing.rect(form.frame, 0.6)
        placement = draw_map(drawing, plan, view, _map_plan(plan, layers, form.module))
        head = SheetHead(title=title, number="00", scale=f"1:{scale}", sheet=1, sheets=1)
        content = _content(plan, legend, scale, placement.dropped)
        draw_panel(drawing, plan, form, head, content)
    return title


def _bounds(layers: list[MapLayer]) -> tuple[float, float, float, float]:
    """Return the extent of the boundaries, of everything where there are none."""
    chosen = [layer for layer in layers if layer.role == "village_boundaries"] or layers
    if not chosen:
        return (0.0, 0.0, 1000.0, 1000.0)
    return tuple(
        shapely.total_bounds(np.concatenate([layer.geometry for layer in chosen])).tolist()
    )


def _middle(bounds: tuple[float, float, float, float]) -> tuple[float, float]:
    return ((bounds[0] + bounds[2]) / 2.0, (bounds[1] + bounds[3]) / 2.0)


def _format_and_scale(
    plan: PlanData, legend: list[LegendEntry], bounds: tuple[float, float, float, float]
) -> tuple[SheetFormat, int]:
    """Return the smaller paper, unless the larger one shows the township at a larger scale."""
    width, height = (bounds[2] - bounds[0]) * _MARGIN, (bounds[3] - bounds[1]) * _MARGIN
    found = {}
    for form in (A2, A1):
        frame = (form.map_frame.width, form.map_frame.height)
        found[form.name] = fitting_scale(width, height, frame, _SCALES) or _SCALES[-1]
    needed = panel_height(_content(plan, legend, 1, 0), A2)
    if found["A1"] < found["A2"] or needed > A2.panel.height:
        return A1, found["A1"]
    return A2, found["A2"]


def _map_plan(plan: PlanData, layers: list[MapLayer], module: float) -> MapPlan:
    places = plan.frame("places")
    kept = np.isin(words(places, "place_kind"), _LABELLED_PLACES)
    styles = {
        "village_boundaries": LabelStyle(
            texts=words(plan.frame("village_boundaries"), "village_name"), size_mm=4.0 * module,
            priority=40, colour="#6b4f1d", inside=True,
        ),
        "toilet_sites": LabelStyle(
            texts=words(plan.frame("toilet_sites"), "site_id"), size_mm=1.8 * module, priority=30
        ),
        "treatment_plants": LabelStyle(
            texts=_plant_names(plan), size_mm=1.8 * module, priority=20, colour="#4b3680",
        ),
        "treatment_sites": LabelStyle(
            texts=words(plan.frame("treatment_sites"), "plant_name"), size_mm=2.0 * module,
            priority=35, colour="#4b3680",
        ),
        "places": LabelStyle(
            texts=np.where(kept, words(places, "place_name"), "").astype(object),
            size_mm=1.6 * module, priority=10, colour="#333333",
        ),
    }  # fmt: skip
    return MapPlan(layers=layers, labels=styles, obstacle_roles=("pumping_stations",))


def _plant_names(plan: PlanData) -> NDArray[np.object_]:
    """Return the names of what is built; connections to existing sewers stand on other sheets."""
    plants = plan.frame("treatment_plants")
    is_built = words(plants, "kind") != "connection_point"
    return np.where(is_built, words(plants, "plant_id"), "").astype(object)


def _content(plan: PlanData, legend: list[LegendEntry], scale: int, dropped: int) -> PanelContent:
    notes = sheet_notes(plan, "note_units", "note_cost", dropped=dropped)
    if plan.enclosing_areas:
        notes.append(enclosing_areas_note(plan.enclosing_areas, plan.language))
    return PanelContent(
        scale=scale,
        legend=legend,
        legend_title=plan.word("legend_township"),
        tables=(village_table(plan), toilet_table(plan, area_figures(plan))),
        notes=notes,
    )
