"""Writes the deliverables of a plan and their manifest.

Everything is written into a folder beside the target first and moved into
place as a whole, so that a fault leaves the earlier export as it was.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from algorithms.progress import SILENT, Progress
from layers.io.write import write_error
from resources.catalogue import ParameterValue
from resources.texts import Language
from siting_tool.export.kind_writers import WRITERS, ExportTask, write_kinds
from siting_tool.project.errors import ProjectError
from siting_tool.project.project import DEFAULT_SCENARIO, Project, Scenario

MANIFEST = "manifest.json"
OWN_GROUPS = ("export", "sheets", "funding", "schedule")
"""Groups of parameters that change deliverables but not the plan."""


def export_plan(
    project: Project,
    folder: Path,
    *,
    scenario: str = DEFAULT_SCENARIO,
    kinds: Sequence[str] | None = None,
    parameters: Mapping[str, ParameterValue] | None = None,
    language: Language = "zh",
    progress: Progress = SILENT,
) -> list[dict[str, str]]:
    """Write deliverables.

    Parameters
    ----------
    project, scenario
        The plan.
    folder
        Where to write; files of an earlier export of the same kinds are replaced.
    kinds
        Some of `WRITERS`, all by default.
    parameters
        Changes for this export alone, of the groups `OWN_GROUPS`.
    language
        Language of the deliverables.

    Returns
    -------
    list of dict
        The manifest: path, kind, title, scenario and sha256 of every file.

    Raises
    ------
    ProjectError
        When the scenario has no plan, a kind is not known or a parameter would change the plan.
    layers.errors.WriteError
        When the folder cannot be written; the earlier export stays whole.
    """
    chosen = _checked_kinds(kinds)
    plan = _planned_scenario(project, scenario)
    project = _with_parameters(project, parameters or {})
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".export-", dir=folder) as place:
            task = ExportTask(project=project, scenario=plan, place=Path(place), language=language)
            entries = write_kinds(task, chosen, progress)
            manifest = [*_kept_entries(folder, chosen), *entries]
            _write_manifest(Path(place) / MANIFEST, manifest)
            _move_into_place(Path(place), folder, chosen)
    except OSError as error:
        raise write_error(error, folder) from error
    return manifest


def _checked_kinds(kinds: Sequence[str] | None) -> tuple[str, ...]:
    chosen = tuple(WRITERS) if kinds is None else tuple(kinds)
    for kind in chosen:
        if kind not in WRITERS:
            raise ProjectError("export.unknown_kind", kind=kind, kinds=", ".join(WRITERS))
    return chosen


def _with_parameters(project: Project, changes: Mapping[str, ParameterValue]) -> Project:
    """Return the project with changes that concern its deliverables only."""
    for name in changes:
        if name.partition(".")[0] not in OWN_GROUPS:
            raise ProjectError("export.parameter_of_plan", name=name, groups=", ".join(OWN_GROUPS))
    changed = replace(project, parameters={**project.parameters, **changes})
    changed.parameter_values()  # refuses what is unknown or out of bounds
    return changed


def _planned_scenario(project: Project, name: str) -> Scenario:
    if name not in project.scenarios:
        known = ", ".join(project.scenarios) or "-"
        raise ProjectError("project.no_scenario", name=name, names=known)
    plan = project.scenarios[name]
    if not plan.runs:
        raise ProjectError("project.no_plan", name=name)
    return plan


def _kept_entries(folder: Path, kinds: Sequence[str]) -> list[dict[str, str]]:
    """Return what an earlier manifest lists of the kinds that are not written now."""
    path = folder / MANIFEST
    if not path.exists():
        return []
    try:
        earlier = json.loads(path.read_text(encoding="utf-8"))
        return [entry for entry in earlier if entry["kind"] not in kinds]
    except (json.JSONDecodeError, KeyError, TypeError):
        return []


def _write_manifest(path: Path, manifest: list[dict[str, str]]) -> None:
    path.write_text(json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8")


def _move_into_place(place: Path, folder: Path, kinds: Sequence[str]) -> None:
    """Move finished files over the earlier ones; on a fault all earlier ones go back.

    What stood there before ends in `place`, which the caller removes.
    """
    moved: list[tuple[Path, Path]] = []
    names = [*kinds, MANIFEST]
    try:
        for name in names:
            for source, target in (
                (folder / name, place / f"earlier-{name}"),
                (place / name, folder / name),
            ):
                if source.exists():
                    source.replace(target)
                    moved.append((source, target))
    except OSError:
        for source, target in reversed(moved):
            with suppress(OSError):
                target.replace(source)
        raise
