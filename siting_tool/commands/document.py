"""The open project: what it holds now, what was done to it, what is selected."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtCore import QObject, pyqtSignal
from PyQt6.QtGui import QUndoStack

from layers.result_schema import RESULT_SCHEMAS
from siting_tool.commands.edit_command import EditCommand
from siting_tool.commands.file_state import FileMark, file_mark
from siting_tool.project.edits import Edit, LayerRef
from siting_tool.project.project import DEFAULT_SCENARIO, Project, Scenario

if TYPE_CHECKING:
    import geopandas as gpd

HOUSEHOLD_ROLES = ("household_modes", "household_access", "households")


@dataclass(frozen=True, kw_only=True)
class Selection:
    """Features of one layer, by their index labels; the same for map, table and charts."""

    role: str = ""
    labels: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, dtype=np.int64))

    def __len__(self) -> int:
        return len(self.labels)


class Document(QObject):
    """The open project with its undo stack.

    Signals
    -------
    opened
        Another project took the place of the old one.
    project_changed
        Roles whose layers are not what they were (a frozenset).
    scenario_changed
        Another scenario is looked at.
    selection_changed
        The :class:`Selection`.
    path_changed
        The file has another place.
    """

    opened = pyqtSignal()
    project_changed = pyqtSignal(object)
    scenario_changed = pyqtSignal(str)
    selection_changed = pyqtSignal(object)
    path_changed = pyqtSignal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.project: Project | None = None
        self.path: Path | None = None
        self.file_mark: FileMark | None = None
        self.scenario_name = DEFAULT_SCENARIO
        self.selection = Selection()
        self.undo_stack = QUndoStack(self)

    @property
    def scenario(self) -> Scenario:
        """The scenario looked at."""
        assert self.project is not None
        return self.project.scenario(self.scenario_name)

    @property
    def is_modified(self) -> bool:
        """Whether there is anything to save."""
        return not self.undo_stack.isClean()

    def open(self, project: Project, path: Path | None) -> None:
        """Take another project."""
        self.undo_stack.clear()
        self.undo_stack.setClean()
        self.project = project
        self.path = path
        self.file_mark = file_mark(path)
        names = list(project.scenarios) or [DEFAULT_SCENARIO]
        self.scenario_name = DEFAULT_SCENARIO if DEFAULT_SCENARIO in names else names[0]
        self.selection = Selection()
        self.opened.emit()
        self.path_changed.emit()
        self.selection_changed.emit(self.selection)

    def mark_unsaved(self) -> None:
        """Note that the project stands in no file as it is."""
        self.undo_stack.resetClean()
        self.path_changed.emit()

    def note_written(self, path: Path) -> None:
        """Note where the project stands now, perhaps without the latest edits."""
        self.path = path
        self.file_mark = file_mark(path)
        self.path_changed.emit()

    def mark_saved(self, path: Path) -> None:
        """Note that everything up to here stands in a file."""
        self.undo_stack.setClean()
        self.note_written(path)

    def look_at(self, scenario_name: str) -> None:
        """Look at another scenario."""
        if scenario_name != self.scenario_name:
            self.scenario_name = scenario_name
            self.scenario_changed.emit(scenario_name)

    # layers -------------------------------------------------------------------------

    def roles(self) -> list[str]:
        """Return the roles that hold anything: results of the scenario, then inputs."""
        if self.project is None:
            return []
        return [*self.scenario.results, *self.project.layers]

    def frame(self, role: str) -> gpd.GeoDataFrame | None:
        """Return a layer's features, None when there is no such layer."""
        if self.project is None:
            return None
        layers = self.scenario.results if role in RESULT_SCHEMAS else self.project.layers
        return layers.get(role)

    def layer_ref(self, role: str) -> LayerRef:
        """Return how edits name a layer."""
        is_result = role in RESULT_SCHEMAS
        return LayerRef(role=role, scenario=self.scenario_name if is_result else None)

    # edits --------------------------------------------------------------------------

    def push(self, edit: Edit) -> None:
        """Do an edit, undoable."""
        self.undo_stack.push(EditCommand(self, edit))

    def push_applied(self, edit: Edit, before: Project, after: Project, inverse: Edit) -> None:
        """Take an edit that was worked out elsewhere, unless the project changed meanwhile."""
        applied = (after, inverse) if self.project is before else None
        self.undo_stack.push(EditCommand(self, edit, applied))

    def can_amend(self) -> bool:
        """Whether there is a step that something may be added to."""
        return self.undo_stack.index() > 0

    def amend(self, edit: Edit) -> None:
        """Add an edit to the step done last; a later one of this kind takes its place."""
        command = self.undo_stack.command(self.undo_stack.index() - 1)
        assert isinstance(command, EditCommand)
        if self.undo_stack.isClean():
            self.undo_stack.resetClean()
        command.amend(edit)

    def replace_project(self, project: Project) -> None:
        """Put a changed project in place; only the undo stack calls this."""
        before, self.project = self.project, project
        changed = _changed_roles(before, project, self.scenario_name)
        if self.selection.role and self.selection.role in changed:
            self._drop_vanished()
        self.project_changed.emit(changed)

    def _drop_vanished(self) -> None:
        frame = self.frame(self.selection.role)
        labels = self.selection.labels
        known = [] if frame is None else frame.index.to_numpy()
        still = labels[np.isin(labels, known)]
        if len(still) != len(labels):
            self.select(self.selection.role, still)

    # selection ----------------------------------------------------------------------

    def select(self, role: str, labels: Iterable[int] | NDArray[np.int64]) -> None:
        """Select features of one layer."""
        chosen = np.unique(
            np.asarray(list(labels) if not isinstance(labels, np.ndarray) else labels)
        )
        self.selection = Selection(role=role, labels=chosen.astype(np.int64))
        self.selection_changed.emit(self.selection)

    def clear_selection(self) -> None:
        """Select nothing."""
        self.select("", np.empty(0, dtype=np.int64))

    def selected_labels(self, role: str) -> NDArray[np.int64]:
        """Return what of a layer is selected; households count in each of their layers."""
        if role == self.selection.role:
            return self.selection.labels
        if role in HOUSEHOLD_ROLES and self.selection.role in HOUSEHOLD_ROLES:
            frame = self.frame(role)
            if frame is not None:
                chosen = frame["household_id"].isin(self.selected_household_ids())
                return np.asarray(frame.index[chosen.to_numpy()], dtype=np.int64)
        return np.empty(0, dtype=np.int64)

    def selected_household_ids(self) -> list[str]:
        """Return the ids of the selected households."""
        if self.selection.role not in HOUSEHOLD_ROLES:
            return []
        frame = self.frame(self.selection.role)
        return [] if frame is None else frame.loc[self.selection.labels, "household_id"].tolist()


def _changed_roles(before: Project | None, after: Project, scenario: str) -> frozenset[str]:
    old = _frames(before, scenario) if before is not None else {}
    new = _frames(after, scenario)
    return frozenset(role for role in old.keys() | new.keys() if old.get(role) is not new.get(role))


def _frames(project: Project, scenario: str) -> dict[str, object]:
    return {**project.layers, **project.scenario(scenario).results}
