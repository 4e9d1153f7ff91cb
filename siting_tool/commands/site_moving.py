"""Dragging a toilet while the coverage follows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from PyQt6.QtCore import QT_TRANSLATE_NOOP

from siting_tool.commands.actions import Action
from siting_tool.commands.commands import Commands
from siting_tool.commands.document import Document
from siting_tool.commands.edit_commands import EditCommands
from siting_tool.commands.errors import error_message
from siting_tool.commands.map_commands import MapCommands
from siting_tool.docks.message_bar import Message
from siting_tool.i18n import translate
from siting_tool.i18n.formats import format_distance, format_number
from siting_tool.jobs.job import JobRunner
from siting_tool.map_canvas.edit_tools import MoveTool
from siting_tool.project.edits import Edit, LayerRef, SetGeometries, SetValues, Several
from siting_tool.window_map import MapController

if TYPE_CHECKING:
    import geopandas as gpd

    from algorithms.progress import Progress
    from siting_tool.project.project import Project
    from siting_tool.project.siting_preview import SitingPreview

TOOL = "draw.site"


class SiteMoving(Commands):
    """The tool that drags a toilet."""

    def __init__(
        self, maps: MapController, tools: MapCommands, edits: EditCommands, runner: JobRunner
    ) -> None:
        super().__init__(maps)
        self.maps = maps
        self.document: Document = maps.document
        self.tools = tools
        self.edits = edits
        self.runner = runner
        self._coverage: tuple[Project, str, SitingPreview] | None = None
        self._moved: SitingPreview | None = None
        tool = MoveTool(maps.canvas, self._held)
        tool.moving.connect(self._follow)
        tool.moved.connect(self._put_down)
        tools.add_tool(TOOL, tool)
        tools.tool_changed.connect(self._prepare)
        self.document.project_changed.connect(self._prepare)

    def actions(self) -> tuple[Action, ...]:
        """Return the action that takes the tool."""
        return (
            Action(
                id=TOOL,
                title=QT_TRANSLATE_NOOP("Actions", "Drag a public toilet"),
                tip=QT_TRANSLATE_NOOP(
                    "Actions", "Moves a toilet of the plan; coverage and walks follow at once"
                ),
                run=lambda _checked: self.tools.take_tool(TOOL),
                is_checked=lambda: self.tools.tool_id == TOOL,
                group="tool",
                icon="site",
                is_enabled=self._has_plan,
            ),
        )

    def _has_plan(self) -> bool:
        project = self.document.project
        return project is not None and "site" in self.document.scenario.runs

    def coverage(self) -> SitingPreview | None:
        """Return the walks of the plan as it is, None while they are not worked out."""
        known = self._coverage
        if known is None or known[0] is not self.document.project:
            return None
        return known[2] if known[1] == self.document.scenario_name else None

    def _prepare(self, *_: Any) -> None:
        project, name = self.document.project, self.document.scenario_name
        is_wanted = self.tools.tool_id == TOOL and self._has_plan() and self.coverage() is None
        if project is None or not is_wanted or self.runner.is_busy:
            return
        self.runner.run(
            lambda progress: prepare(project, name, progress),
            done=lambda made: self._take(project, name, made),
            failed=lambda error: self.told.emit(error_message(error)),
        )

    def _take(self, project: Project, name: str, made: SitingPreview) -> None:
        self._coverage = (project, name, made)
        words = translate("SiteMoving", "Drag a toilet: coverage and walks follow.")
        self.told.emit(Message(severity="info", text=words))

    def _held(self, x_m: float, y_m: float) -> tuple[str, dict[int, Any]] | None:
        found = self.maps.pick_of("toilet_sites", x_m, y_m)
        frame = self.document.frame("toilet_sites")
        coverage = self.coverage()
        if found is None or frame is None or coverage is None:
            return None
        if frame.loc[found, "site_id"] not in coverage.site_ids:  # one that is closed
            return None
        self.document.select("toilet_sites", [found])
        return "toilet_sites", {found: frame.geometry.loc[found]}

    def _follow(self, _: str, geometries: dict[int, Any]) -> None:
        coverage, frame = self.coverage(), self.document.frame("toilet_sites")
        if coverage is None or frame is None:
            return
        (label, point), *_rest = geometries.items()
        moved = coverage.moved(str(frame.loc[label, "site_id"]), (point.x, point.y))
        self._moved = moved
        self.maps.show_covered(moved.is_covered)
        change = moved.persons_covered - coverage.persons_covered
        words = translate(
            "SiteMoving", "Covered {persons} ({change}), mean walk {walk} ({walk_change})"
        )
        longer = moved.walk_mean_m - coverage.walk_mean_m
        self.told.emit(
            Message(
                severity="info",
                text=words.format(
                    persons=format_number(moved.persons_covered),
                    change=_arrow(change, format_number(abs(change))),
                    walk=format_distance(moved.walk_mean_m),
                    walk_change=_arrow(longer, format_distance(abs(longer))),
                ),
            )
        )

    def _put_down(self, _: str, geometries: dict[int, Any]) -> None:
        project, moved = self.document.project, self._moved
        access = self.document.frame("household_access")
        self.maps.show_covered(None)
        self._moved = None
        if moved is None or access is None or project is None or len(access) != len(moved.persons):
            return
        (label, point), *_rest = geometries.items()
        name = self.document.scenario_name
        if self.edits.push(move_site_edit(name, label, point, access, moved)):
            assert self.document.project is not None
            self._coverage = (self.document.project, name, moved)


def prepare(project: Project, scenario_name: str, progress: Progress) -> SitingPreview:
    """Work out the walks of a plan, ready for moving its toilets."""
    from siting_tool.project.siting_preview import (  # noqa: PLC0415 - loads compiled kernels
        preview_scenario,
    )

    progress.report("stage.measuring_walks")
    record = project.scenario(scenario_name).runs["site"]
    return preview_scenario(project, scenario_name, record.settings.get("service_distance_m"))


def move_site_edit(
    scenario: str, label: int, geometry: Any, access: gpd.GeoDataFrame, preview: SitingPreview
) -> Edit:
    """Return the edit that moves a toilet and brings the walks up to date.

    Walks too long to be followed stay as they were.
    """
    walks = LayerRef(role="household_access", scenario=scenario)
    far = preview.distances.nearest_distance_m
    known = np.isfinite(far)
    nearest = np.array(preview.site_ids, dtype=object)[preview.distances.nearest_site_index]
    columns = {
        "walk_m": np.where(known, far, access["walk_m"]),
        "is_covered": preview.is_covered,
        "site_id": np.where(known, nearest, access["site_id"]),
    }
    moved = SetGeometries(
        layer=LayerRef(role="toilet_sites", scenario=scenario), geometries={label: geometry}
    )
    changes = [
        SetValues(
            layer=walks, column=name, values=dict(zip(access.index, column.tolist(), strict=True))
        )
        for name, column in columns.items()
    ]
    return Several(edits=(moved, *changes), text_id="edit.move_site")


def _arrow(change: float, amount: str) -> str:
    if abs(change) < 0.5:
        return "="
    return f"{'▲' if change > 0 else '▼'}{amount}"
