"""Writes the deliverables of a plan and their manifest.

Everything is written into a folder beside the target first and moved into
place as a whole, so that a fault leaves the earlier export as it was.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict
from importlib import import_module
from pathlib import Path

from algorithms.progress import SILENT, Progress
from layers.io.write import write_error
from resources.texts import Language
from siting_tool.export.written_file import WrittenFile
from siting_tool.project.errors import ProjectError
from siting_tool.project.project import DEFAULT_SCENARIO, Project, Scenario

MANIFEST = "manifest.json"

# Kind -> module and function that write its files; imported only when asked for.
WRITERS = {
    "sheets": ("siting_tool.export.sheets.sheets", "write_sheets"),
    "ledger": ("siting_tool.export.ledger.ledger", "write_ledger"),
    "cards": ("siting_tool.export.cards.cards", "write_cards"),
    "report": ("siting_tool.export.report.report", "write_report"),
    "gis": ("siting_tool.export.gis.gis", "write_gis"),
    "cad": ("siting_tool.export.cad.cad", "write_cad"),
    "kml": ("siting_tool.export.kml.kml", "write_kml"),
    "swmm": ("siting_tool.export.swmm.swmm", "write_swmm"),
    "charts": ("siting_tool.export.charts.charts", "write_charts"),
}
Writer = Callable[[Project, Scenario, Path, Language, Progress], list[WrittenFile]]


def export_plan(
    project: Project,
    folder: Path,
    *,
    scenario: str = DEFAULT_SCENARIO,
    kinds: Sequence[str] | None = None,
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
    language
        Language of the deliverables.

    Returns
    -------
    list of dict
        The manifest: path, kind, title, scenario and sha256 of every file.

    Raises
    ------
    ProjectError
        When the scenario has no plan or a kind is not known.
    layers.errors.WriteError
        When the folder cannot be written; the earlier export stays whole.
    """
    chosen = _checked_kinds(kinds)
    plan = _planned_scenario(project, scenario)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".export-", dir=folder) as place:
            entries = _write_kinds(project, plan, Path(place), chosen, language, progress)
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


def _planned_scenario(project: Project, name: str) -> Scenario:
    if name not in project.scenarios:
        known = ", ".join(project.scenarios) or "-"
        raise ProjectError("project.no_scenario", name=name, names=known)
    plan = project.scenarios[name]
    if not plan.runs:
        raise ProjectError("project.no_plan", name=name)
    return plan


def _write_kinds(
    project: Project,
    plan: Scenario,
    place: Path,
    kinds: Sequence[str],
    language: Language,
    progress: Progress,
) -> list[dict[str, str]]:
    entries = []
    for number, kind in enumerate(kinds):
        progress.report(f"stage.export_{kind}", number / len(kinds))
        module, function = WRITERS[kind]
        write: Writer = getattr(import_module(module), function)
        for written in write(project, plan, place, language, progress):
            digest = hashlib.sha256((place / written.path).read_bytes()).hexdigest()
            entries.append({**asdict(written), "scenario": plan.name, "sha256": digest})
    return entries


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
    """Move finished files over the earlier ones, folder by folder."""
    for kind in kinds:
        earlier, finished = folder / kind, place / kind
        if earlier.exists():
            earlier.replace(place / f"earlier-{kind}")
        if finished.exists():
            finished.replace(earlier)
    (place / MANIFEST).replace(folder / MANIFEST)
    for kind in kinds:
        shutil.rmtree(place / f"earlier-{kind}", ignore_errors=True)
