"""Every sewer system as an EPA SWMM model, run through the engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from algorithms.progress import SILENT, Progress
from resources.texts import Language, text
from siting_tool.export.file_names import make_folder, safe_name
from siting_tool.export.written_file import WrittenFile
from siting_tool.project.swmm_check import (
    LARGEST_CONTINUITY_ERROR,
    SwmmReport,
    run_swmm,
    swmm_system,
    system_ids,
)

if TYPE_CHECKING:
    from pathlib import Path

    from siting_tool.project.project import Project, Scenario

KIND = "swmm"


def write_swmm(
    project: Project,
    scenario: Scenario,
    folder: Path,
    language: Language,
    progress: Progress = SILENT,
) -> list[WrittenFile]:
    """Write ``swmm/SYSTEM.inp`` and the report of its run, ``swmm/SYSTEM.rpt``, per system.

    A plan without sewers gives no files.
    """
    if "sewer_pipes" not in scenario.results:
        return []
    systems = system_ids(scenario.results)
    values = project.parameter_values(scenario.runs["renovate"].parameters)
    written = []
    for number, system_id in enumerate(systems):
        progress.report("stage.export_swmm", number / len(systems))
        make_folder(folder / KIND)
        report = run_swmm(swmm_system(scenario.results, system_id, values), system_id, values)
        for ending, content in (("inp", report.inp), ("rpt", report.report)):
            path = f"{KIND}/{safe_name(system_id)}.{ending}"
            (folder / path).write_text(content, encoding="utf-8")
            title = text(
                f"swmm.{ending}", language, system=system_id, verdict=verdict(report, language)
            )
            written.append(WrittenFile(path=path, kind=KIND, title=title))
    return written


def verdict(report: SwmmReport, language: Language) -> str:
    """Say in a sentence whether the system passed, and if not what is wrong where."""
    if report.passes:
        return text("swmm.passed", language, ratio=report.max_depth_ratio)
    faults = (
        ("flooded", report.flooded_manholes),
        ("surcharged", report.surcharged_pipes),
        ("overfilled", report.overfilled_pipes),
    )
    said = [
        text(f"swmm.{code}", language, count=len(ids), first=ids[0]) for code, ids in faults if ids
    ]
    if report.continuity_error > LARGEST_CONTINUITY_ERROR:
        said.append(text("swmm.unbalanced", language, percent=100.0 * report.continuity_error))
    return text("swmm.failed", language, faults=text("why.semicolon", language).join(said))
