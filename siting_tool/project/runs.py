"""What every run takes and gives, and how its result enters the project."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from resources.catalogue import ParameterValues, load_profile
from siting_tool import __version__
from siting_tool.project.project import DEFAULT_SCENARIO, Project, RunRecord, Scenario

if TYPE_CHECKING:
    import geopandas as gpd

    from resources.catalogue import ParameterValue


# Groups of parameters that each run reads; the others are read when files are written.
_GROUPS_READ = {
    "site": frozenset({"public", "walk"}),
    "renovate": frozenset({"dry", "finance", "mode", "price", "sewer", "tank", "treatment"}),
}


@dataclass(frozen=True, kw_only=True)
class SitingRequest:
    """What ``site`` is asked for.

    Attributes
    ----------
    model
        ``lscp``, ``mclp``, ``p-median`` or ``p-center``.
    service_distance_m
        Walking distance that counts as served, None for the profile's value.
    facility_count, budget_yuan
        Number of toilets in all (existing ones that stay included), money for
        those to be built or opened.
    """

    scenario: str = DEFAULT_SCENARIO
    model: str = "lscp"
    service_distance_m: float | None = None
    facility_count: int | None = None
    budget_yuan: float | None = None
    parameters: Mapping[str, ParameterValue] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class RenovationRequest:
    """What ``renovate`` is asked for; ``fixed_modes`` adds to the scenario's own."""

    scenario: str = DEFAULT_SCENARIO
    fixed_modes: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, ParameterValue] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class RunOutcome:
    """Result layers by role with the summary that the command line prints."""

    results: Mapping[str, gpd.GeoDataFrame]
    summary: Mapping[str, Any]


def frame_fingerprint(frame: gpd.GeoDataFrame) -> str:
    """Return the SHA-256 of a layer's values and coordinates.

    Equal values give equal fingerprints after saving and opening again, so
    columns that hold nothing, the columns' storage types, and whether a single
    part is stored as a multi-part geometry don't count.
    """
    xy_m, owner = shapely.get_coordinates(frame.geometry.to_numpy(), return_index=True)
    digest = hashlib.sha256(xy_m.tobytes())
    digest.update(owner.astype(np.int64).tobytes())
    table = pd.DataFrame(frame.drop(columns=frame.geometry.name)).dropna(axis="columns", how="all")
    for name in sorted(table.columns):
        digest.update(name.encode())
        digest.update(_column_bytes(table[name]))
    return digest.hexdigest()


def _column_bytes(column: pd.Series[Any]) -> bytes:
    if pd.api.types.is_numeric_dtype(column.dtype) or pd.api.types.is_bool_dtype(column.dtype):
        return column.to_numpy(dtype=np.float64, na_value=np.nan).tobytes()
    texts = column.astype(object).where(column.notna(), "")
    return pd.util.hash_pandas_object(texts, index=False).to_numpy().tobytes()


def accept_outcome(
    project: Project,
    kind: str,
    request: SitingRequest | RenovationRequest,
    outcome: RunOutcome,
) -> Project:
    """Return the project with a finished run in its scenario and history."""
    scenario = project.scenario(request.scenario)
    settings = {
        key: value
        for key, value in vars(request).items()
        if key not in {"scenario", "parameters", "fixed_modes"} and value is not None
    }
    if isinstance(request, RenovationRequest):
        scenario = replace(scenario, fixed_modes={**scenario.fixed_modes, **request.fixed_modes})
        settings["fixed_modes"] = dict(scenario.fixed_modes)
    else:
        settings["site_choices"] = dict(scenario.site_choices)
    record = RunRecord(
        kind=kind,
        settings={"scenario": request.scenario, **settings},
        parameters={**project.parameters, **request.parameters},
        input_fingerprints=project_fingerprints(project),
        summary=outcome.summary,
        program_version=__version__,
        finished_at=datetime.datetime.now().astimezone().isoformat(timespec="seconds"),
    )
    scenario = replace(
        scenario,
        results={**scenario.results, **outcome.results},
        runs={**scenario.runs, kind: record},
    )
    project = project.with_scenario(scenario)
    return replace(project, history=(*project.history, record))


def planned_with(project: Project, scenario: Scenario) -> ParameterValues:
    """Return the parameters behind a scenario: those of its runs, and the project's for files."""
    of_runs = {group for kind in scenario.runs for group in _GROUPS_READ[kind]}
    changes = {
        key: value for key, value in project.parameters.items() if _group(key) not in of_runs
    }
    for kind, record in scenario.runs.items():
        read = _GROUPS_READ[kind]
        changes |= {key: value for key, value in record.parameters.items() if _group(key) in read}
    return ParameterValues(load_profile(project.profile), changes)


def _group(parameter_id: str) -> str:
    return parameter_id.split(".", 1)[0]


def project_fingerprints(project: Project) -> dict[str, str]:
    """Return the fingerprint of every input layer."""
    prints = {role: frame_fingerprint(frame) for role, frame in project.layers.items()}
    if project.terrain is not None:
        heights = project.terrain.heights_m
        prints["terrain"] = hashlib.sha256(heights.tobytes()).hexdigest()
    return prints


def is_stale(project: Project, scenario: Scenario, kind: str) -> bool:
    """Whether inputs or parameters changed since the scenario's latest run of a kind."""
    record = scenario.runs.get(kind)
    if record is None:
        return False
    changed_inputs = dict(record.input_fingerprints) != project_fingerprints(project)
    changed_parameters = any(
        record.parameters.get(key) != value for key, value in project.parameters.items()
    )
    by_hand = scenario.fixed_modes if kind == "renovate" else scenario.site_choices
    key = "fixed_modes" if kind == "renovate" else "site_choices"
    return changed_inputs or changed_parameters or dict(record.settings[key]) != dict(by_hand)
