"""Edits: each makes a new project and the edit that takes it back.

``edit.apply(project)`` is pure; the window's undo stack only wraps it.
Features are named by their index label in the layer's frame, which stays the
same while the project is open.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from siting_tool.project.errors import ProjectError
from siting_tool.project.project import Project, Scenario
from siting_tool.project.runs import (
    RenovationRequest,
    RunOutcome,
    SitingRequest,
    accept_outcome,
)

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from resources.catalogue import ParameterValue


class Edit(Protocol):
    """One undoable change."""

    @property
    def text_id(self) -> str:
        """Id of the text that names the change, such as ``edit.set_values``."""
        ...

    def apply(self, project: Project) -> tuple[Project, Edit]:
        """Return the changed project and the edit that takes the change back."""
        ...


@dataclass(frozen=True, kw_only=True)
class LayerRef:
    """One layer of a project: an input role, or a result role of a scenario."""

    role: str
    scenario: str | None = None

    def get(self, project: Project) -> gpd.GeoDataFrame:
        """Return the layer's frame; ProjectError when there is none."""
        layers = project.layers if self.scenario is None else self._results(project)
        if self.role not in layers:
            raise ProjectError("project.no_layer", role=self.role)
        return layers[self.role]

    def put(self, project: Project, frame: gpd.GeoDataFrame) -> Project:
        """Return the project with the layer's frame replaced."""
        if self.scenario is None:
            return project.with_layer(self.role, frame)
        results = {**self._results(project), self.role: frame}
        return project.with_scenario(replace(project.scenario(self.scenario), results=results))

    def _results(self, project: Project) -> Mapping[str, gpd.GeoDataFrame]:
        assert self.scenario is not None
        return project.scenario(self.scenario).results


@dataclass(frozen=True, kw_only=True)
class SetValues:
    """Sets one column of some features, each to its own value."""

    layer: LayerRef
    column: str
    values: Mapping[int, Any]
    text_id: str = "edit.set_values"

    def apply(self, project: Project) -> tuple[Project, Edit]:
        """See :class:`Edit`."""
        frame = self.layer.get(project).copy(deep=False)
        labels = list(self.values)
        before = dict(zip(labels, frame.loc[labels, self.column].tolist(), strict=True))
        column = frame[self.column].copy()
        new = pd.Series(list(self.values.values()), index=labels, dtype=object)
        column.loc[labels] = new.astype(column.dtype)
        frame[self.column] = column
        inverse = replace(self, values=before)
        return self.layer.put(project, frame), inverse


@dataclass(frozen=True, kw_only=True)
class SetGeometries:
    """Moves or reshapes some features."""

    layer: LayerRef
    geometries: Mapping[int, BaseGeometry]
    text_id: str = "edit.set_geometries"

    def apply(self, project: Project) -> tuple[Project, Edit]:
        """See :class:`Edit`."""
        frame = self.layer.get(project).copy(deep=False)
        labels = list(self.geometries)
        before = dict(zip(labels, frame.geometry.loc[labels].tolist(), strict=True))
        geometry = frame.geometry.copy()
        geometry.loc[labels] = gpd.GeoSeries(self.geometries, crs=frame.crs)
        frame = frame.set_geometry(geometry)
        return self.layer.put(project, frame), replace(self, geometries=before)


@dataclass(frozen=True, kw_only=True)
class AddFeatures:
    """Adds features; their index labels must be new."""

    layer: LayerRef
    features: gpd.GeoDataFrame
    text_id: str = "edit.add_features"

    def apply(self, project: Project) -> tuple[Project, Edit]:
        """See :class:`Edit`."""
        frame = self.layer.get(project)
        rows = self.features.reindex(columns=frame.columns)
        typed = rows.astype({name: frame[name].dtype for name in frame.columns})
        joined = pd.concat([frame, typed]).sort_index()
        labels = tuple(self.features.index.tolist())
        return self.layer.put(project, joined), DeleteFeatures(layer=self.layer, labels=labels)


@dataclass(frozen=True, kw_only=True)
class DeleteFeatures:
    """Deletes features."""

    layer: LayerRef
    labels: tuple[int, ...]
    text_id: str = "edit.delete_features"

    def apply(self, project: Project) -> tuple[Project, Edit]:
        """See :class:`Edit`."""
        frame = self.layer.get(project)
        gone = frame.loc[list(self.labels)]
        rest = frame.drop(index=list(self.labels))
        return self.layer.put(project, rest), AddFeatures(layer=self.layer, features=gone)


@dataclass(frozen=True, kw_only=True)
class SetScenario:
    """Adds, replaces or (with None) removes a scenario."""

    name: str
    scenario: Scenario | None
    text_id: str = "edit.set_scenario"

    def apply(self, project: Project) -> tuple[Project, Edit]:
        """See :class:`Edit`."""
        scenarios = dict(project.scenarios)
        before = scenarios.pop(self.name, None)
        if self.scenario is not None:
            scenarios[self.name] = self.scenario
        return replace(project, scenarios=scenarios), replace(self, scenario=before)


@dataclass(frozen=True, kw_only=True)
class SetFixedModes:
    """Sets the mode of households by hand; None gives the choice back to the program.

    The plan's costs are those of its last run until ``renovate`` runs again;
    :func:`siting_tool.project.runs.is_stale` says so.
    """

    scenario: str
    modes: Mapping[str, str | None]
    text_id: str = "edit.set_fixed_modes"

    def apply(self, project: Project) -> tuple[Project, Edit]:
        """See :class:`Edit`."""
        scenario = project.scenario(self.scenario)
        fixed = {**scenario.fixed_modes, **self.modes}
        kept = {household: mode for household, mode in fixed.items() if mode is not None}
        changed = replace(scenario, fixed_modes=kept)
        modes = scenario.results.get("household_modes")
        if modes is not None:
            results = {**scenario.results, "household_modes": _with_modes(modes, self.modes)}
            changed = replace(changed, results=results)
        inverse = SetScenario(
            name=self.scenario,
            scenario=project.scenarios.get(self.scenario),
            text_id=self.text_id,
        )
        return project.with_scenario(changed), inverse


class _Ids:
    """Ids of a layer; the same memory counts as the same ids, as frames copy on write."""

    def __init__(self, values: NDArray[np.object_]) -> None:
        self.values = values
        self.place = (values.ctypes.data, len(values))

    def __hash__(self) -> int:
        return hash(self.place)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Ids) and self.place == other.place


@lru_cache(maxsize=1)
def _id_index(ids: _Ids) -> pd.Index:
    """Return where each id stands; kept from edit to edit, with the ids themselves."""
    return pd.Index(ids.values, dtype=object)


def _with_modes(modes: gpd.GeoDataFrame, chosen: Mapping[str, str | None]) -> gpd.GeoDataFrame:
    changed = modes.copy(deep=False)
    wanted_ids = pd.Index(list(chosen), dtype=object)
    places = _id_index(_Ids(modes["household_id"].to_numpy())).get_indexer_for(wanted_ids)
    touched = modes.index[np.sort(places[places >= 0])]
    wanted = modes.loc[touched, "household_id"].map(chosen)
    is_set = wanted.notna()
    mode, is_fixed = modes["mode"].copy(), modes["is_fixed"].copy()
    mode.loc[touched[is_set]] = wanted[is_set]
    is_fixed.loc[touched] = is_set.astype(is_fixed.dtype)
    changed["mode"], changed["is_fixed"] = mode, is_fixed
    return changed


@dataclass(frozen=True, kw_only=True)
class SetSiteChoices:
    """Locks, forbids or requires toilet sites; None takes the choice back."""

    scenario: str
    choices: Mapping[str, str | None]
    text_id: str = "edit.set_site_choices"

    def apply(self, project: Project) -> tuple[Project, Edit]:
        """See :class:`Edit`."""
        scenario = project.scenario(self.scenario)
        before = {site: scenario.site_choices.get(site) for site in self.choices}
        merged = {**scenario.site_choices, **self.choices}
        kept = {site: choice for site, choice in merged.items() if choice is not None}
        changed = project.with_scenario(replace(scenario, site_choices=kept))
        return changed, replace(self, choices=before)


@dataclass(frozen=True, kw_only=True)
class SetParameters:
    """Changes parameters of the project; None gives the profile's value back."""

    changes: Mapping[str, ParameterValue | None]
    text_id: str = "edit.set_parameters"

    def apply(self, project: Project) -> tuple[Project, Edit]:
        """See :class:`Edit`."""
        before = {key: project.parameters.get(key) for key in self.changes}
        merged = {**project.parameters, **self.changes}
        kept = {key: value for key, value in merged.items() if value is not None}
        accepted = replace(project, parameters=kept).parameter_values().changes
        return replace(project, parameters=accepted), replace(self, changes=before)


@dataclass(frozen=True, kw_only=True)
class SetTexts:
    """Changes the texts for sheets and ledgers; None takes one away."""

    changes: Mapping[str, str | None]
    text_id: str = "edit.set_texts"

    def apply(self, project: Project) -> tuple[Project, Edit]:
        """See :class:`Edit`."""
        before = {key: project.texts.get(key) for key in self.changes}
        merged = {**project.texts, **self.changes}
        kept = {key: words for key, words in merged.items() if words is not None}
        return replace(project, texts=kept), replace(self, changes=before)


@dataclass(frozen=True, kw_only=True)
class AcceptRun:
    """Takes a finished run into its scenario."""

    kind: str
    request: SitingRequest | RenovationRequest
    outcome: RunOutcome
    text_id: str = "edit.accept_run"

    def apply(self, project: Project) -> tuple[Project, Edit]:
        """See :class:`Edit`."""
        changed = accept_outcome(project, self.kind, self.request, self.outcome)
        name = self.request.scenario
        scenario = SetScenario(name=name, scenario=project.scenarios.get(name))
        return changed, _RestoreRun(scenario=scenario, history=project.history)


@dataclass(frozen=True, kw_only=True)
class _RestoreRun:
    """Takes a scenario and the history back to what they were."""

    scenario: SetScenario
    history: tuple[Any, ...]
    text_id: str = "edit.accept_run"

    def apply(self, project: Project) -> tuple[Project, Edit]:
        """See :class:`Edit`."""
        changed, inverse = self.scenario.apply(project)
        assert isinstance(inverse, SetScenario)
        restored = replace(changed, history=self.history)
        return restored, replace(self, scenario=inverse, history=project.history)


@dataclass(frozen=True, kw_only=True)
class Several:
    """Some edits as one."""

    edits: tuple[Edit, ...]
    text_id: str = "edit.several"

    def apply(self, project: Project) -> tuple[Project, Edit]:
        """See :class:`Edit`."""
        inverses: list[Edit] = []
        for edit in self.edits:
            project, inverse = edit.apply(project)
            inverses.append(inverse)
        return project, replace(self, edits=tuple(reversed(inverses)))
