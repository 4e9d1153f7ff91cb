"""Plan and long-profile sheets of the sewer systems."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import shapely
from numpy.typing import NDArray

from siting_tool.export.drawing import ink
from siting_tool.export.drawing.drawing import Drawing
from siting_tool.export.drawing.map_view import MapView
from siting_tool.export.sheets.long_profile import (
    draw_profile_sheet,
    profile_sheets,
)
from siting_tool.export.sheets.panel import PanelContent, SheetHead, draw_panel, sheet_notes
from siting_tool.export.sheets.profile_layout import VERTICAL_SCALE
from siting_tool.export.sheets.sewer_labels import draw_flow_arrows, pipe_boxes, pipe_labels
from siting_tool.export.sheets.sewer_network import PUBLIC_KINDS, level_text, public_pipes
from siting_tool.export.sheets.sheet_format import A3
from siting_tool.export.sheets.sheet_map import LabelStyle, MapPlan, draw_map
from siting_tool.export.sheets.tables import Table
from siting_tool.export.sheets.views import standard_views
from siting_tool.project.columns import numbers, words

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

    from siting_tool.export.drawing.map_layer import LegendEntry, MapLayer
    from siting_tool.export.sheets.plan_data import PlanData

_BACKGROUND = ("village_boundaries", "restricted_areas", "water", "roads", "sewers")
_SYSTEM_ROLES = ("sewer_pipes", "manholes", "pumping_stations", "treatment_plants")
DIRECT = "direct"
"""Name of the set of laterals that go straight into existing sewers."""
_SMALLEST_SCALE = 1_000
_SHEETS_MOST = 40
_DOT_SHARE = 0.8


def sewer_systems(plan: PlanData) -> list[tuple[str, tuple[str, ...]]]:
    """Return a name and the system ids of every set of sheets.

    Systems with sewers of their own have a set each; house laterals that go straight into existing
    sewers share one.
    """
    frame = plan.frame("sewer_pipes")
    ids, kinds = words(frame, "system_id"), words(frame, "kind")
    built: list[str] = sorted(set(ids[np.isin(kinds, PUBLIC_KINDS)].tolist()))
    direct: list[str] = sorted(set(ids.tolist()) - set(built))
    sets: list[tuple[str, tuple[str, ...]]] = [(name, (name,)) for name in built]
    if direct:
        sets.append((DIRECT, tuple(direct)))
    return sets


def write_sewer_sheets(
    path: Path, plan: PlanData, name: str, systems: Sequence[str], number: int
) -> str:
    """Write plan and profiles of a set of systems; return the title of the file."""
    is_direct = name == DIRECT
    title = plan.word("sewer_direct_title") if is_direct else plan.word("sewer_title", system=name)
    layers = _system_layers(plan, systems)
    views = standard_views(
        _points(layers), A3.map_frame, smallest_scale=_SMALLEST_SCALE, sheets_most=_SHEETS_MOST
    )
    legend = _legend(layers, views)
    pipes = public_pipes(_of_systems(plan.frame("sewer_pipes"), systems))
    profiles = profile_sheets(pipes)
    count = len(views) + len(profiles)
    with Drawing(path, title) as drawing:
        for index, view in enumerate(views, start=1):
            head = SheetHead(
                title=title, number=f"W{number:02d}-{index:02d}", scale=f"1:{view.scale}",
                sheet=index, sheets=count,
            )  # fmt: skip
            _draw_plan(drawing, plan, view, layers, systems, head, legend)
        for index, profile in enumerate(profiles, start=len(views) + 1):
            scales = {piece.horizontal for strip in profile.strips for piece in strip}
            head = SheetHead(
                title=plan.word("profile_title", system=name), number=f"W{number:02d}-{index:02d}",
                scale=" ".join(f"H1:{scale} V1:{VERTICAL_SCALE}" for scale in sorted(scales)),
                sheet=index, sheets=count,
            )  # fmt: skip
            draw_profile_sheet(drawing, plan, profile, head)
    return title


def _of_systems(frame: gpd.GeoDataFrame, systems: Sequence[str]) -> gpd.GeoDataFrame:
    return frame[np.isin(words(frame, "system_id"), list(systems))]


def _system_layers(plan: PlanData, systems: Sequence[str]) -> dict[str, MapLayer]:
    """Return the layers of the systems with their background, lowest first."""
    layers = {role: plan.map_layer(role) for role in _BACKGROUND}
    layers["households"] = plan.map_layer(plan.household_role, _DOT_SHARE)
    for role in _SYSTEM_ROLES:
        keep = np.isin(words(plan.frame(role), "system_id"), list(systems))
        layers[role] = plan.map_layer(role).subset(np.asarray(keep, dtype=bool))
    return {role: layer for role, layer in layers.items() if len(layer.geometry)}


def _points(layers: dict[str, MapLayer]) -> NDArray[np.float64]:
    lines = shapely.segmentize(layers["sewer_pipes"].geometry, 30.0)
    return np.asarray(shapely.get_coordinates(lines))


def _draw_plan(
    drawing: Drawing,
    plan: PlanData,
    view: MapView,
    layers: dict[str, MapLayer],
    systems: Sequence[str],
    head: SheetHead,
    legend: list[LegendEntry],
) -> None:
    """Draw the plan of the pipes inside one view."""
    pipes, frame = layers["sewer_pipes"], _of_systems(plan.frame("sewer_pipes"), systems)
    content = MapPlan(
        layers=list(layers.values()),
        labels=_label_styles(plan, systems),
        extra_labels=partial(pipe_labels, layer=pipes, frame=frame),
        extra_obstacles=partial(pipe_boxes, layer=pipes),
        obstacle_roles=("pumping_stations", plan.household_role),
    )
    with drawing.page(A3.width_mm, A3.height_mm):
        drawing.rect(A3.frame, ink.THICK_MM)
        placement = draw_map(drawing, plan, view, content)
        draw_flow_arrows(drawing, view, pipes)
        notes = sheet_notes(plan, "note_levels", "note_pipe_labels", dropped=placement.dropped)
        panel = PanelContent(
            scale=view.scale,
            legend=legend,
            legend_title=plan.word("legend_system"),
            tables=(_quantities(plan, systems),),
            notes=notes,
        )
        draw_panel(drawing, plan, A3, head, panel)


def _legend(layers: dict[str, MapLayer], views: Sequence[MapView]) -> list[LegendEntry]:
    """Return the classes on these sheets; of what surrounds the sewers, as much as is seen."""
    seen = shapely.union_all([shapely.box(*view.bounds_m) for view in views])
    entries = []
    for layer in reversed(layers.values()):
        keep = np.full(len(layer.geometry), layer.role in _SYSTEM_ROLES)
        keep[layer.touching(seen)] = True
        entries += layer.subset(keep).legend()
    return entries


def _label_styles(plan: PlanData, systems: Sequence[str]) -> dict[str, LabelStyle]:
    manholes = _of_systems(plan.frame("manholes"), systems)
    plants = _of_systems(plan.frame("treatment_plants"), systems)
    stations = _of_systems(plan.frame("pumping_stations"), systems)
    return {
        "manholes": LabelStyle(texts=_manhole_texts(manholes), size_mm=1.7, priority=30),
        "treatment_plants": LabelStyle(texts=words(plants, "plant_id"), size_mm=2.2, priority=40),
        "pumping_stations": LabelStyle(
            texts=words(stations, "station_id"), size_mm=2.0, priority=35
        ),
    }


def _manhole_texts(frame: gpd.GeoDataFrame) -> NDArray[np.object_]:
    """Return manhole number over ground level / invert level."""
    texts = [
        f"{name}\n{level_text(ground)}/{level_text(invert)}"
        for name, ground, invert in zip(
            words(frame, "manhole_id"), numbers(frame, "ground_level_m"),
            numbers(frame, "invert_level_m"), strict=True,
        )
    ]  # fmt: skip
    return np.array(texts, dtype=object)


def _quantities(plan: PlanData, systems: Sequence[str]) -> Table:
    """Return length by kind and diameter, manholes, stations and households."""
    frame = _of_systems(plan.frame("sewer_pipes"), systems)
    kinds, sizes = words(frame, "kind"), np.round(numbers(frame, "diameter_m") * 1000.0)
    length = numbers(frame, "length_m")
    rows = [
        (
            f"{plan.choice('sewer_pipes', 'kind', kind)} DN{size:.0f} (m)",
            f"{length[(kinds == kind) & (sizes == size)].sum():.1f}",
        )
        for kind, size in sorted(set(zip(kinds.tolist(), sizes.tolist(), strict=True)))
    ]
    rows += [
        (plan.word("manhole_count"), str(len(_of_systems(plan.frame("manholes"), systems)))),
        (plan.word("lateral_count"), str(int((kinds == "lateral").sum()))),
        (plan.word("station_count"),
         str(len(_of_systems(plan.frame("pumping_stations"), systems)))),
    ]  # fmt: skip
    return Table(title=plan.word("table_quantities"), rows=rows, shares=(3.8, 1.6))
