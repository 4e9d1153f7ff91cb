"""The sheets of one village: one at a standard scale, or an index map and detail sheets."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import shapely
from numpy.typing import NDArray

from siting_tool.export.drawing import ink
from siting_tool.export.drawing.boxes import Rect
from siting_tool.export.drawing.drawing import Drawing
from siting_tool.export.drawing.labels import Label
from siting_tool.export.drawing.map_layer import LegendEntry, MapLayer
from siting_tool.export.drawing.map_view import STANDARD_SCALES, MapView, fitting_scale
from siting_tool.export.drawing.painter import paper_lines
from siting_tool.export.sheets.figures import (
    area_figures,
    facility_tables,
    mode_table,
    toilet_table,
)
from siting_tool.export.sheets.panel import (
    PanelContent,
    SheetHead,
    draw_panel,
    panel_height,
    sheet_notes,
)
from siting_tool.export.sheets.sewer_labels import pipe_boxes
from siting_tool.export.sheets.sheet_format import A3
from siting_tool.export.sheets.sheet_map import LabelStyle, MapPlan, draw_map
from siting_tool.export.sheets.views import standard_views
from siting_tool.project.columns import words

if TYPE_CHECKING:
    from pathlib import Path

    from siting_tool.export.sheets.plan_data import PlanData, Village

FloatArray = NDArray[np.float64]

_ROLES = (
    "village_boundaries", "restricted_areas", "water", "roads", "sewers", "sewer_pipes",
    "candidate_sites", "households", "manholes", "pumping_stations", "treatment_plants",
    "treatment_sites", "places", "sign_posts", "toilet_sites",
)  # fmt: skip
_BACKGROUND = ("restricted_areas", "water", "roads", "sewers")
"""Layers that run across villages: they neither say how far a sheet reaches nor lie in one."""
_INDEX_ROLES = (
    *_BACKGROUND, "village_boundaries", "sewer_pipes", "treatment_plants", "treatment_sites",
    "toilet_sites",
)  # fmt: skip
_KEY_MAP_MM, _LEAST_KEY_MAP_MM = 42.0, 24.0
_SPACING_M = 50.0
"""Long pipes are covered as if they were points this far apart."""


@dataclass(frozen=True, kw_only=True)
class _VillageContent:
    """What the sheets of one village share."""

    village: Village
    layers: list[MapLayer]
    legend: list[LegendEntry]
    views: list[MapView]
    is_split: bool
    map_plan: MapPlan


def write_village_sheets(path: Path, plan: PlanData, village: Village, number: int) -> str:
    """Write the sheets of one village; return the title of the file.

    Parameters
    ----------
    number
        Place of the village among all, for the drawing number.
    """
    title = plan.word("village_title", village=village.name)
    content = _content_of(plan, village)
    count = len(content.views) + content.is_split
    with Drawing(path, title) as drawing:
        if content.is_split:
            head = SheetHead(
                title=plan.word("village_index_title", village=village.name),
                number=f"{number:02d}-00", scale="", sheet=1, sheets=count,
            )  # fmt: skip
            _draw_index(drawing, plan, content, head)
        for index, view in enumerate(content.views, start=1):
            head = SheetHead(
                title=title, number=f"{number:02d}-{index:02d}", scale=f"1:{view.scale}",
                sheet=index + content.is_split, sheets=count,
            )  # fmt: skip
            _draw_detail(drawing, plan, content, view, head)
    return title


def _content_of(plan: PlanData, village: Village) -> _VillageContent:
    layers, legend, points, everything = [], [], [], []
    for role in _ROLES:
        name = plan.household_role if role == "households" else role
        layer = plan.map_layer(name)
        if not len(layer.geometry):
            continue
        layers.append(layer)
        own = _own_part(plan, village, layer)
        legend.append(own.legend())
        if role not in (*_BACKGROUND, "village_boundaries"):
            everything.append(_spaced_points(own))
            points.append(
                _spaced_points(_to_cover(plan, village, layer) if role == "households" else own)
            )
    views, is_split = _views(plan, _some_points(points, village), _some_points(everything, village))
    return _VillageContent(
        village=village,
        layers=layers,
        legend=[entry for entries in reversed(legend) for entry in entries],
        views=views,
        is_split=is_split,
        map_plan=_map_plan(plan, village, layers),
    )


def _spaced_points(layer: MapLayer) -> FloatArray:
    return np.asarray(shapely.get_coordinates(shapely.segmentize(layer.geometry, _SPACING_M)))


def _some_points(points: list[FloatArray], village: Village) -> FloatArray:
    """Return all points, those of the boundary where there are none."""
    filled = [array for array in points if len(array)]
    if filled:
        return np.concatenate(filled)
    if village.boundary is not None:
        return np.asarray(shapely.get_coordinates(village.boundary))
    return np.zeros((1, 2))


def _views(
    plan: PlanData, points_m: FloatArray, everything_m: FloatArray
) -> tuple[list[MapView], bool]:
    """Return one view of everything, or those of what must be covered and True for an index."""
    values = plan.project.parameter_values()
    wanted = partial(
        standard_views,
        frame=A3.map_frame,
        smallest_scale=int(values.number("sheets.village_smallest_scale")),
        sheets_most=int(values.number("sheets.village_sheets_most")),
    )
    views = wanted(everything_m)
    return (views, False) if len(views) == 1 else (wanted(points_m), True)


def _to_cover(plan: PlanData, village: Village, layer: MapLayer) -> MapLayer:
    """Return the households that must be on a sheet: all but those that keep their toilet.

    The index map shows every household.
    """
    keeps = words(plan.frame(layer.role), "mode") == "keep"
    return layer.subset((plan.village_of(layer.role) == village.code) & ~keeps)


def _own_part(plan: PlanData, village: Village, layer: MapLayer) -> MapLayer:
    """Return the features of the village: by code, lines and areas around by where they lie."""
    if layer.role not in _BACKGROUND:
        return layer.subset(plan.village_of(layer.role) == village.code)
    if village.boundary is None:
        return layer
    keep = np.zeros(len(layer.geometry), dtype=bool)
    keep[layer.touching(village.boundary)] = True
    return layer.subset(keep)


def _draw_detail(
    drawing: Drawing, plan: PlanData, content: _VillageContent, view: MapView, head: SheetHead
) -> None:
    """Draw the sheet of one view."""
    with drawing.page(A3.width_mm, A3.height_mm):
        drawing.rect(A3.frame, ink.THICK_MM)
        placement = draw_map(drawing, plan, view, content.map_plan)
        panel = _panel(plan, content, view.scale, placement.dropped)
        if not content.is_split:
            facilities = facility_tables(plan, content.village.code)
            draw_panel(drawing, plan, A3, head, replace(panel, tables=(*panel.tables, *facilities)))
            return
        spare = A3.panel.height - panel_height(panel, A3)
        panel = replace(panel, key_map_mm=min(max(spare, _LEAST_KEY_MAP_MM), _KEY_MAP_MM))
        key_box = draw_panel(drawing, plan, A3, head, panel)
        _draw_key_map(drawing, plan, content, view, key_box)


def _map_plan(plan: PlanData, village: Village, layers: list[MapLayer]) -> MapPlan:
    role = plan.household_role
    own = plan.village_of(role) == village.code
    renovated = ~np.isin(words(plan.frame(role), "mode"), ["keep"])
    numbers = short_household_ids(words(plan.frame(role), "household_id"))
    styles = {
        role: LabelStyle(texts=np.where(own & renovated, numbers, "").astype(object), size_mm=1.5),
        "toilet_sites": LabelStyle(texts=_site_labels(plan), size_mm=2.2, priority=50),
        "treatment_plants": LabelStyle(
            texts=words(plan.frame("treatment_plants"), "plant_id"), size_mm=2.0, priority=40
        ),
        "treatment_sites": LabelStyle(
            texts=words(plan.frame("treatment_sites"), "plant_name"), size_mm=2.0, priority=45
        ),
        "places": LabelStyle(
            texts=words(plan.frame("places"), "place_name"), size_mm=2.0, priority=30,
            colour=ink.DARK,
        ),
        "manholes": LabelStyle(
            texts=words(plan.frame("manholes"), "manhole_id"), size_mm=1.3, priority=5,
            colour="#0072b2",
        ),
        "sign_posts": LabelStyle(
            texts=words(plan.frame("sign_posts"), "sign_id"), size_mm=1.3, priority=4
        ),
        "village_boundaries": LabelStyle(
            texts=words(plan.frame("village_boundaries"), "village_name"), size_mm=5.0, priority=-5,
            colour="#8a6d3b", inside=True,
        ),
    }  # fmt: skip
    pipes = [layer for layer in layers if layer.role == "sewer_pipes"]
    return MapPlan(
        layers=layers,
        labels=styles,
        extra_obstacles=lambda view: [box for layer in pipes for box in pipe_boxes(view, layer)],
        obstacle_roles=("pumping_stations",),
    )


def short_household_ids(ids: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return the last four digits of household ids that start with a 12-digit village code."""
    return np.array(
        [text[12:] if len(text) > 12 and text[:12].isdigit() else text for text in ids],
        dtype=object,
    )


def _site_labels(plan: PlanData) -> NDArray[np.object_]:
    frame = plan.frame("toilet_sites")
    return np.array(
        ["\n".join(filter(None, pair)) for pair in zip(
            words(frame, "site_id"), words(frame, "site_name"), strict=True)],
        dtype=object,
    )  # fmt: skip


def _panel(plan: PlanData, content: _VillageContent, scale: int, dropped: int) -> PanelContent:
    figures = area_figures(plan, content.village.code)
    notes = sheet_notes(plan, "note_units", "note_household_labels", dropped=dropped)
    return PanelContent(
        scale=scale,
        legend=content.legend,
        legend_title=plan.word("legend_village"),
        tables=(mode_table(plan, figures),),
        notes=notes,
    )


def _overview(content: _VillageContent, frame: Rect) -> MapView:
    """Return the view that shows the boundary and every sheet."""
    corners = np.array([view.bounds_m for view in content.views])
    low, high = corners[:, :2].min(axis=0), corners[:, 2:].max(axis=0)
    if content.village.boundary is not None:
        west, south, east, north = content.village.boundary.bounds
        low, high = np.minimum(low, (west, south)), np.maximum(high, (east, north))
    width, height = ((high - low) * 1.02).tolist()
    scale = fitting_scale(width, height, (frame.width, frame.height)) or STANDARD_SCALES[-1]
    middle = ((low + high) / 2.0).tolist()
    return MapView(frame=frame, centre_m=(middle[0], middle[1]), scale=scale)


def _draw_index(
    drawing: Drawing,
    plan: PlanData,
    content: _VillageContent,
    head: SheetHead,
) -> None:
    views = content.views
    overview = _overview(content, A3.map_frame)
    head = replace(head, scale=f"1:{overview.scale}")
    layers = [
        layer for layer in content.layers if layer.role in (*_INDEX_ROLES, plan.household_role)
    ]
    names = LabelStyle(texts=words(plan.frame("toilet_sites"), "site_id"), size_mm=2.0, priority=10)
    numbers = partial(_sheet_number_labels, views, first=2)
    map_plan = MapPlan(
        layers=[layer if layer.role != plan.household_role else plan.map_layer(layer.role, 0.7)
                for layer in layers],
        labels={"toilet_sites": names}, extra_labels=numbers,
    )  # fmt: skip
    with drawing.page(A3.width_mm, A3.height_mm):
        drawing.rect(A3.frame, ink.THICK_MM)
        placement = draw_map(drawing, plan, overview, map_plan)
        _outline_sheets(drawing, views, overview)
        panel = _panel(plan, content, overview.scale, placement.dropped)
        figures = area_figures(plan, content.village.code)
        tables = (
            mode_table(plan, figures),
            toilet_table(plan, figures),
            *facility_tables(plan, content.village.code),
        )
        draw_panel(drawing, plan, A3, head, replace(panel, tables=tables))


def _sheet_number_labels(views: list[MapView], overview: MapView, *, first: int) -> list[Label]:
    """Return the sheet numbers, each in a corner or along an edge of its rectangle."""
    labels = []
    for number, view in enumerate(views, start=first):
        box = _sheet_box(view, overview)
        line = (str(number),)
        dx, dy = box.width / 2.0 - 3.5, box.height / 2.0 - 3.0
        x, y = box.centre
        places = [
            (x + sx * dx, y + sy * dy, 0.0)
            for sx, sy in ((-1, 1), (1, 1), (-1, -1), (1, -1), (0, 1), (0, -1), (0, 0))
        ]
        labels.append(
            Label(lines=line, size_mm=4.5, places=tuple(places), priority=100, colour="#cc2f2f")
        )  # fmt: skip
    return labels


def _sheet_box(view: MapView, overview: MapView) -> Rect:
    corners = overview.to_paper(np.array(view.bounds_m).reshape(2, 2))
    (left, bottom), (right, top) = corners.tolist()
    return Rect(left, bottom, right - left, top - bottom)


def _outline_sheets(
    drawing: Drawing, views: list[MapView], overview: MapView, current: MapView | None = None
) -> None:
    """Draw the rectangle of every sheet, the current one filled grey first."""
    with drawing.clipped(overview.frame):
        if current is not None:
            drawing.rect(_sheet_box(current, overview), 0.0, ink.LIGHT)
        for view in views:
            drawing.rect(_sheet_box(view, overview), ink.NORMAL_MM, colour="#cc2f2f")


def _draw_key_map(
    drawing: Drawing,
    plan: PlanData,
    content: _VillageContent,
    current: MapView,
    box: Rect,
) -> None:
    """Draw where this sheet lies among the others."""
    strip, box = box.take_top(5.0)
    drawing.fitted_text(strip, plan.word("key_map"), 2.5, bold=True)
    frame = box.inset(1.0)
    view = _overview(content, frame)
    _outline_sheets(drawing, content.views, view, current)
    boundary = content.village.boundary
    if boundary is not None:
        outline = shapely.simplify(shapely.boundary(boundary), 0.2 / view.mm_per_m)
        parts = np.asarray(shapely.get_parts(outline), dtype=object)
        with drawing.clipped(frame):
            drawing.lines(paper_lines(view, parts), ink.THIN_MM, ink.MIDDLE)
    for number, detail in enumerate(content.views, start=2):
        x, y = _sheet_box(detail, view).centre
        drawing.halo_text(x, y - 0.8, str(number), 2.2)
