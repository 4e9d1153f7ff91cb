"""The data report: what is in the project, what was repaired, what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from layers.checks import MissingData, check_layers, missing_for_analyses
from layers.checks.limits import CheckLimits
from layers.findings import Finding
from layers.io.data_report import write_data_report
from layers.schema import schema_of
from resources.texts import Language, text
from siting_tool.messages import finding_text
from siting_tool.project.intake import finding_entry
from siting_tool.project.project import Project
from siting_tool.project.source_refresh import source_findings


@dataclass(frozen=True, kw_only=True)
class DataReport:
    """Counts and findings per layer, and what each analysis lacks.

    Attributes
    ----------
    counts
        Features per role; cells of the terrain.
    findings
        Everything noticed, while reading and in the layers together.
    missing
        What each analysis lacks.
    """

    counts: dict[str, int]
    findings: tuple[Finding, ...]
    missing: tuple[MissingData, ...]


def data_report(project: Project) -> DataReport:
    """Check a project's layers, and whether their sources are still what was read."""
    counts = {role: len(frame) for role, frame in project.layers.items()}
    if project.terrain is not None:
        counts["terrain"] = int(project.terrain.heights_m.size)
    limits = project.parameter_values().fill(CheckLimits)
    checked = check_layers(project.layers, project.terrain, limits)
    return DataReport(
        counts=counts,
        findings=(*source_findings(project), *project.findings, *checked),
        missing=tuple(missing_for_analyses(project.layers, project.terrain)),
    )


def write_report(path: Path, report: DataReport, language: Language) -> None:
    """Write the report as a spreadsheet.

    Raises
    ------
    layers.errors.WriteError
        When the file cannot be written.
    """
    write_data_report(path, report.findings, language, report.counts, report.missing)


def report_document(report: DataReport, language: Language) -> dict[str, Any]:
    """Return the JSON document of ``check``."""
    layers = [
        {
            "role": role,
            "count": count,
            "findings": [
                finding_entry(item, language) for item in report.findings if item.role == role
            ],
        }
        for role, count in report.counts.items()
    ]
    missing = [
        {"analysis": item.analysis, "what": text(item.code, language, **item.values)}
        for item in report.missing
    ]
    return {"layers": layers, "missing": missing}


def report_lines(report: DataReport, language: Language) -> list[str]:
    """Return the report as lines for people."""
    lines = []
    for role, count in report.counts.items():
        schema = schema_of(role)
        title = schema.title_zh if language == "zh" else schema.title_en
        lines.append(text("check.layer", language, role=title, count=count))
        for finding in report.findings:
            if finding.role == role:
                lines += _finding_lines(finding, language)
    for item in report.missing:
        what = text(item.code, language, **item.values)
        analysis = text(f"check.analysis.{item.analysis}", language)
        lines.append(text("check.missing", language, analysis=analysis, what=what))
    return lines


def _finding_lines(finding: Finding, language: Language) -> list[str]:
    mark = text(f"check.severity.{finding.severity}", language)
    shown = ", ".join(finding.ids[:10]) + (" ..." if len(finding.ids) > 10 else "")
    lines = [f"  [{mark}] {finding_text(finding, language)}" + (f" ({shown})" if shown else "")]
    for part in ("done", "todo"):
        words = finding_text(finding, language, part)
        if words:
            lines.append(f"      {words}")
    return lines
