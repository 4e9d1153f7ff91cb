"""A sheet for every public toilet site: location, approach, stalls, coordinates, rules."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from siting_tool.export.drawing import ink
from siting_tool.export.drawing.boxes import Rect
from siting_tool.export.drawing.drawing import Drawing
from siting_tool.export.drawing.grid import BAND_MM
from siting_tool.export.drawing.legend import draw_legend, legend_height
from siting_tool.export.drawing.map_view import MapView
from siting_tool.export.drawing.scale_bar import draw_north_arrow
from siting_tool.export.sheets.crs_statement import to_degrees
from siting_tool.export.sheets.panel import PanelContent, SheetHead, draw_panel, sheet_notes
from siting_tool.export.sheets.sheet_format import A3
from siting_tool.export.sheets.sheet_map import LabelStyle, MapPlan, draw_map
from siting_tool.export.sheets.stall_plan import StallCounts, draw_floor_plan
from siting_tool.export.sheets.tables import Table
from siting_tool.project.columns import point_xy, words

if TYPE_CHECKING:
    from pathlib import Path

    from siting_tool.export.drawing.map_layer import LegendEntry, MapLayer
    from siting_tool.export.sheets.plan_data import PlanData

LOCATION_SCALE = 500
APPROACH_SCALE = 2_000
_BACKGROUND = (
    "village_boundaries", "restricted_areas", "water", "roads", "sewers", "sewer_pipes",
    "candidate_sites",
)  # fmt: skip
_FOREGROUND = ("treatment_plants", "treatment_sites", "places", "sign_posts", "toilet_sites")
_UPPER_SHARE = 0.58
_MOST_SIGNS = 6
_TITLE_MM = 5.0


def write_toilet_sheets(path: Path, plan: PlanData) -> str:
    """Write a sheet for each public toilet site; return the title of the file."""
    title = plan.word("toilets_title")
    frame = plan.frame("toilet_sites")
    rows = frame.drop(columns="geometry").to_dict("records")
    places = point_xy(frame)
    degrees = to_degrees(plan.project.crs, places)
    layers = _layers(plan)
    with Drawing(path, title) as drawing:
        for number, row in enumerate(rows):
            place = (float(places[number, 0]), float(places[number, 1]))
            head = SheetHead(
                title=plan.word("toilet_title", site=_name(row)), number=f"C-{number + 1:03d}",
                scale=f"1:{LOCATION_SCALE} 1:{APPROACH_SCALE}", sheet=number + 1,
                sheets=len(rows),
            )  # fmt: skip
            lonlat = (float(degrees[number, 0]), float(degrees[number, 1]))
            _draw_sheet(drawing, plan, layers, row, place, lonlat, head)
    return title


def _name(row: Mapping[str, Any]) -> str:
    return " ".join(filter(None, (str(row["site_id"]), str(row.get("site_name") or ""))))


def _layers(plan: PlanData) -> list[MapLayer]:
    households = plan.household_role
    layers = [plan.map_layer(role) for role in (*_BACKGROUND, households, *_FOREGROUND)]
    return [layer for layer in layers if len(layer.geometry)]


def _draw_sheet(
    drawing: Drawing,
    plan: PlanData,
    layers: list[MapLayer],
    row: Mapping[str, Any],
    place: tuple[float, float],
    lonlat: tuple[float, float],
    head: SheetHead,
) -> None:
    """Draw one sheet: location above, approach and floor plan below."""
    with drawing.page(A3.width_mm, A3.height_mm):
        drawing.rect(A3.frame, ink.THICK_MM)
        upper, lower = A3.body.take_top(A3.body.height * _UPPER_SHARE)
        counts = StallCounts(
            men=_count(row, "stalls_men"), women=_count(row, "stalls_women"),
            accessible=_count(row, "stalls_accessible"),
        )  # fmt: skip
        has_floor_plan = row.get("action") == "build" and counts.length_m > 0.0
        approach, floor = lower.take_left(lower.width * (0.5 if has_floor_plan else 0.68))
        dropped = _draw_view(drawing, plan, upper, layers, place, LOCATION_SCALE, "location_map")
        dropped += _draw_view(
            drawing, plan, approach, layers, place, APPROACH_SCALE, "approach_map"
        )
        floor = floor.inset(2.0)
        drawing.rect(floor, ink.THIN_MM)
        legend = _legend(layers, place, approach)
        key, floor = floor.take_bottom(legend_height(legend, 1.0) + 2.0)
        draw_legend(drawing, key.inset(1.0), legend, plan.word("legend_view"))
        if has_floor_plan:
            draw_floor_plan(drawing, plan, floor, counts)
        else:
            drawing.paragraph(floor.inset(6.0), plan.word("no_floor_plan"), 2.6)
        notes = sheet_notes(plan, "note_units", "note_toilet", dropped=dropped)
        tables = (
            _facts(plan, row, place, lonlat), *_rules(plan, row), *_signs(plan, row["site_id"])
        )  # fmt: skip
        draw_panel(
            drawing, plan, A3, head, PanelContent(scale=LOCATION_SCALE, tables=tables, notes=notes)
        )


def _legend(layers: list[MapLayer], place: tuple[float, float], box: Rect) -> list[LegendEntry]:
    """Return the classes in the approach map with their counts there."""
    view = MapView(frame=box.inset(BAND_MM), centre_m=place, scale=APPROACH_SCALE)
    entries = []
    for layer in reversed(layers):
        keep = np.zeros(len(layer.geometry), dtype=bool)
        keep[layer.touching(shapely.box(*view.bounds_m))] = True
        entries += layer.subset(keep).legend()
    return entries


def _draw_view(
    drawing: Drawing,
    plan: PlanData,
    box: Rect,
    layers: list[MapLayer],
    place: tuple[float, float],
    scale: int,
    word: str,
) -> int:
    """Draw a map around the site; return the number of labels without room."""
    strip, box = box.take_top(_TITLE_MM)
    drawing.fitted_text(strip, plan.word(word, scale=scale), 2.6, bold=True)
    view = MapView(frame=box.inset(BAND_MM), centre_m=place, scale=scale)
    placement = draw_map(drawing, plan, view, MapPlan(layers=layers, labels=_labels(plan)))
    arrow = Rect(view.frame.right - 9.0, view.frame.top - 15.0, 8.0, 13.0)
    draw_north_arrow(drawing, arrow, plan.word("north"))
    return placement.dropped


def _labels(plan: PlanData) -> dict[str, LabelStyle]:
    return {
        "toilet_sites": LabelStyle(
            texts=words(plan.frame("toilet_sites"), "site_id"), size_mm=2.4, priority=50
        ),
        "places": LabelStyle(
            texts=words(plan.frame("places"), "place_name"), size_mm=2.0, priority=30,
            colour=ink.DARK,
        ),
        "sign_posts": LabelStyle(
            texts=words(plan.frame("sign_posts"), "sign_id"), size_mm=1.8, priority=40
        ),
        "village_boundaries": LabelStyle(
            texts=words(plan.frame("village_boundaries"), "village_name"), size_mm=4.0,
            priority=-5, colour="#8a6d3b", inside=True,
        ),
    }  # fmt: skip


def _count(row: Mapping[str, Any], column: str) -> int:
    value = row.get(column)
    return 0 if value is None or np.isnan(value) else int(value)


def _facts(
    plan: PlanData,
    row: Mapping[str, Any],
    place: tuple[float, float],
    lonlat: tuple[float, float],
) -> Table:
    """Return what is known of a site, coordinates included."""
    terrain = plan.project.terrain
    height = np.nan if terrain is None else float(terrain.sample(np.array([place]))[0])
    rows = [
        (plan.word("site_kind"), plan.choice("toilet_sites", "kind", row["kind"])),
        (plan.word("site_action"), plan.choice("toilet_sites", "action", row["action"])),
        (plan.word("village"), str(row.get("village_name") or "–")),
        (plan.word("card_north"), f"{place[1]:.2f}"),
        (plan.word("card_east"), f"{place[0]:.2f}"),
        (plan.word("latitude_longitude"), f"{lonlat[1]:.6f}°, {lonlat[0]:.6f}°"),
        (plan.word("card_ground"), _decimal(height, 2)),
        (plan.word("persons_served"), _decimal(row.get("persons_served"), 0)),
        (plan.word("visitors"), _decimal(row.get("visitors_per_day"), 0)),
        (plan.word("stalls_split"), _stall_words(plan, row)),
        (plan.word("floor_area"), _decimal(row.get("area_m2"), 1)),
        (plan.word("walks"),
         f"{_decimal(row.get('walk_mean_m'), 0)} / {_decimal(row.get('walk_max_m'), 0)}"),
        (plan.word("cost_yuan"), _decimal(row.get("cost_yuan"), 0)),
    ]  # fmt: skip
    return Table(title=_name(row), rows=rows, shares=(2.2, 3.0), numbers_right=False)


def _stall_words(plan: PlanData, row: Mapping[str, Any]) -> str:
    return plan.word(
        "stall_words", total=_count(row, "stalls"), men=_count(row, "stalls_men"),
        women=_count(row, "stalls_women"), accessible=_count(row, "stalls_accessible"),
    )  # fmt: skip


def _decimal(value: float | None, decimals: int) -> str:
    return "–" if value is None or np.isnan(value) else f"{value:,.{decimals}f}"


def _rules(plan: PlanData, row: Mapping[str, Any]) -> list[Table]:
    """Return the siting rules that were checked; none for what stands already."""
    entries = json.loads(row.get("rules") or "[]")
    if not entries:
        return []
    rows = [
        (
            plan.word(f"rule_{entry['rule']}"),
            _amount(entry.get("value"), entry.get("unit", ""), plan),
            _amount(entry.get("limit"), entry.get("unit", ""), plan),
            plan.word(f"verdict_{entry['verdict']}"),
        )
        for entry in entries
    ]
    header = (plan.word("rule"), plan.word("value"), plan.word("limit"), plan.word("verdict"))
    return [Table(title=plan.word("table_rules"), header=header, rows=rows,
                  shares=(3.0, 1.5, 1.5, 1.4), numbers_right=False)]  # fmt: skip


def _amount(value: float | None, unit: str, plan: PlanData) -> str:
    return "–" if value is None else f"{value:.4g} {plan.unit(unit)}".strip().replace(" °", "°")


def _signs(plan: PlanData, site_id: str) -> list[Table]:
    """Return the direction signs of a site, the ones that guide most people first."""
    frame = plan.frame("sign_posts")
    if not len(frame):
        return []
    own = frame[frame["site_id"] == site_id].sort_values("persons", ascending=False)
    rows = [
        (str(sign.sign_id), f"{sign.bearing_deg:.0f}°", f"{sign.distance_m:.0f}",
         _decimal(sign.persons, 0))
        for sign in own.head(_MOST_SIGNS).itertuples()
    ]  # fmt: skip
    if not rows:
        return []
    header = (plan.word("sign"), plan.word("bearing"), plan.word("distance"),
              plan.word("persons"))  # fmt: skip
    return [Table(title=plan.word("table_signs", count=len(own)), header=header, rows=rows,
                  shares=(2.0, 1.4, 1.4, 1.4))]  # fmt: skip
