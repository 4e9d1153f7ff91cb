"""Sources that changed since they were read: noticed, read again, every difference listed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from algorithms.progress import SILENT, Progress
from layers.fields import LayerSchema
from layers.findings import Finding
from layers.io.raster import TERRAIN
from layers.merging import GEOMETRY, Difference
from layers.refresh import (
    Refreshed,
    SourceState,
    read_again,
    refresh,
    source_state,
    state_finding,
)
from layers.schema import schema_of
from layers.vector import Source
from resources.texts import Language, text
from siting_tool.project.errors import ProjectError
from siting_tool.project.intake import Intake, SourceRequest, import_terrain, with_vector
from siting_tool.project.ledger_join import is_ledger, joined_to, request_again
from siting_tool.project.project import Project

_SHOWN = 200


@dataclass(frozen=True, kw_only=True)
class SourceRefresh:
    """A project brought up to date with its sources.

    Attributes
    ----------
    intake
        The changed project and what was read.
    differences
        By role, in the order they were read.
    """

    intake: Intake
    differences: dict[str, tuple[Difference, ...]]


def source_states(project: Project) -> list[tuple[str, Source, SourceState]]:
    """Return role, source and state of every source of a project."""
    return [
        (role, source, source_state(source))
        for role, sources in project.sources.items()
        for source in sources
    ]


def source_findings(project: Project) -> list[Finding]:
    """Return which sources changed or went away since they were read."""
    noted = (state_finding(role, source, state) for role, source, state in source_states(project))
    return [finding for finding in noted if finding is not None]


def stale_roles(project: Project) -> tuple[str, ...]:
    """Return the roles with a source that changed."""
    states = source_states(project)
    return tuple(dict.fromkeys(role for role, _, state in states if state is SourceState.CHANGED))


def refresh_sources(
    project: Project, roles: Iterable[str] | None = None, progress: Progress = SILENT
) -> SourceRefresh:
    """Read changed sources again, keeping edits and decisions by hand.

    Parameters
    ----------
    project
        The project; it is not changed.
    roles
        Layers to read again even where no source changed; those with a
        changed source where it is None.
    progress
        Told before each layer.

    Raises
    ------
    ProjectError
        When a layer has no source, or one of several is missing.
    layers.errors.LayerError
        When a source cannot be read any more.
    """
    wanted = tuple(roles) if roles is not None else stale_roles(project)
    intake = Intake(project=project, entries=())
    differences: dict[str, tuple[Difference, ...]] = {}
    for number, role in enumerate(wanted):
        progress.report("stage.reading", number / len(wanted))
        _require_sources(project, role)
        refreshed = _with_terrain if role == TERRAIN else _with_layer
        intake, differences[role] = refreshed(intake, role)
    return SourceRefresh(intake=intake, differences=differences)


def _require_sources(project: Project, role: str) -> None:
    schema_of(role)
    if not project.sources.get(role):
        raise ProjectError("project.no_source", role=role)
    for source in project.sources[role]:
        if source_state(source) is SourceState.MISSING:
            raise ProjectError("project.source_missing", file=source.path, role=role)


def _with_layer(intake: Intake, role: str) -> tuple[Intake, tuple[Difference, ...]]:
    project = intake.project
    current = project.layers[role]
    imported = project.imported.get(role, current)
    fresh = _read_all(intake, role)
    result = refresh(
        imported,
        current,
        fresh.project.layers[role],
        role,
        are_ids_made=_are_ids_made(project, role),
        overridden_ids=_decided_ids(project, role),
    )
    is_edited = imported is not current or "findings.source_kept" in _codes(result)
    changed = replace(
        fresh.project.with_layer(role, result.frame),
        imported={
            **project.imported, role: result.imported if is_edited else result.frame
        },
        findings=(*fresh.project.findings, *result.findings),
    )  # fmt: skip
    entries = list(fresh.entries)
    entries[-1] = {
        **entries[-1], "findings": (*entries[-1]["findings"], *result.findings)
    }  # fmt: skip
    return Intake(project=changed, entries=tuple(entries)), result.differences


def _codes(result: Refreshed) -> set[str]:
    return {finding.code for finding in result.findings}


def _read_all(intake: Intake, role: str) -> Intake:
    """Read all sources of a layer as they were read before; ledgers come last."""
    project = intake.project
    sources = sorted(project.sources[role], key=is_ledger)
    emptied = replace(
        project,
        layers={name: frame for name, frame in project.layers.items() if name != role},
        imported={name: frame for name, frame in project.imported.items() if name != role},
        sources={**project.sources, role: ()},
        findings=tuple(item for item in project.findings if item.role != role),
    )
    fresh = Intake(project=emptied, entries=intake.entries)
    for source in sources:
        if is_ledger(source):
            fresh = joined_to(fresh, [request_again(source, role)])
        else:
            layer = read_again(source, role, project.crs)
            fresh = with_vector(fresh, layer, append=True)
    return fresh


def _are_ids_made(project: Project, role: str) -> bool:
    """Whether ids of the layer were made from row numbers of a source."""
    id_field = schema_of(role).id_field
    if not id_field:
        return False
    return any(
        id_field not in source.mapping for source in project.sources[role] if not is_ledger(source)
    ) or any(item.role == role and item.code == "findings.ids_made" for item in project.findings)


def _decided_ids(project: Project, role: str) -> frozenset[str]:
    """Return the ids of features that decisions by hand hang on, in any scenario."""
    scenarios = project.scenarios.values()
    if role == "households":
        return frozenset(name for scenario in scenarios for name in scenario.fixed_modes)
    return frozenset(name for scenario in scenarios for name in scenario.site_choices)


def _with_terrain(intake: Intake, role: str) -> tuple[Intake, tuple[Difference, ...]]:
    project = intake.project
    request = _terrain_request(project.sources[role])
    paths = [Path(source.path) for source in project.sources[role]]
    fresh = import_terrain(intake, request, paths)
    old, new = project.terrain, fresh.project.terrain
    if old is None or new is None or old.heights_m.shape != new.heights_m.shape:
        return fresh, (Difference(kind="changed", feature_id=role, field="heights_m"),)
    differs = ~np.isclose(old.heights_m, new.heights_m, equal_nan=True)
    if not differs.any() and old.transform == new.transform:
        return fresh, ()
    what = f"{int(differs.sum())}/{differs.size}"
    return fresh, (Difference(kind="changed", feature_id=role, field="heights_m", after=what),)


def _terrain_request(sources: tuple[Source, ...]) -> SourceRequest:
    given = sources[0].options
    return SourceRequest(
        role=TERRAIN,
        path=Path(sources[0].path),
        crs=given.get("crs"),
        height_unit=given.get("unit"),
    )


def difference_entries(result: SourceRefresh) -> list[dict[str, Any]]:
    """Return the differences as the command line prints them in JSON."""
    return [
        {
            "role": role,
            "kind": one.kind,
            "id": one.feature_id,
            "field": one.field,
            "before": one.before,
            "after": one.after,
        }
        for role, differences in result.differences.items()
        for one in differences
    ]


def difference_lines(result: SourceRefresh, language: Language) -> list[str]:
    """Return the differences as lines for people, the first 200 of each layer."""
    lines = []
    for differences in result.differences.values():
        lines += [f"  {difference_text(one, language)}" for one in differences[:_SHOWN]]
        if len(differences) > _SHOWN:
            lines.append(text("refresh.more", language, count=len(differences) - _SHOWN))
    if not result.differences:
        lines.append(text("refresh.nothing", language))
    return lines


def difference_rows(result: SourceRefresh, language: Language) -> list[list[str]]:
    """Return the differences as rows: layer, what, feature, column, before, after."""
    rows = []
    for role, differences in result.differences.items():
        schema = schema_of(role)
        layer = schema.title_zh if language == "zh" else schema.title_en
        rows += [
            [
                layer,
                text(f"refresh.kind.{one.kind}", language),
                one.feature_id,
                *_column_and_values(schema, one, language),
            ]
            for one in differences
        ]
    return rows


def _column_and_values(
    schema: LayerSchema, one: Difference, language: Language
) -> tuple[str, str, str]:
    """Return heading, before and after; of a place its coordinates, without the kind of shape."""
    if one.field == GEOMETRY:
        before, after = (value[max(value.find("("), 0) :] for value in (one.before, one.after))
        return text("refresh.place", language), before, after
    field = next((item for item in schema.fields if item.name == one.field), None)
    if field is None:
        return one.field, one.before, one.after
    title = field.title_zh if language == "zh" else field.title_en
    before, after = (field.choice_title(value, language) for value in (one.before, one.after))
    return title, before, after


def difference_text(one: Difference, language: Language) -> str:
    """Return one difference in a line."""
    if not one.field:
        return text(f"refresh.{one.kind}", language, id=one.feature_id)
    return text(
        f"refresh.{one.kind}_value",
        language,
        id=one.feature_id,
        field=one.field,
        before=one.before or "-",
        after=one.after or "-",
    )
