"""The township's plan in the order an approving officer reads it."""

from __future__ import annotations

import datetime
import tempfile
from pathlib import Path

from algorithms.progress import SILENT, Progress
from resources.texts import Language, text
from siting_tool.export.charts.charts import write_charts
from siting_tool.export.report import sections
from siting_tool.export.report.document import ReportDocument
from siting_tool.export.report.pdf_file import write_pdf
from siting_tool.export.report.sensitivity import sensitivity
from siting_tool.export.report.township_map import draw_township
from siting_tool.export.report.word_file import write_word
from siting_tool.export.written_file import WrittenFile
from siting_tool.project.plan_text import scenario_title
from siting_tool.project.project import Project, Scenario

KIND = "report"


def write_report(
    project: Project,
    scenario: Scenario,
    folder: Path,
    language: Language,
    progress: Progress = SILENT,
) -> list[WrittenFile]:
    """Write ``report/report.docx`` and the same as ``report/report.pdf``."""
    progress.report("stage.export_report")
    target = folder / KIND
    target.mkdir(parents=True)
    made_at = max(run.finished_at for run in scenario.runs.values())
    township = project.texts.get("township_name", "") or text("report.township", language)
    title = text("report.title", language, township=township)
    report = ReportDocument(made_at=datetime.datetime.fromisoformat(made_at).replace(tzinfo=None))
    report.title(
        title,
        [
            text(
                "report.scenario",
                language,
                scenario=scenario_title(scenario.name, language),
                date=made_at[:10],
            )
        ],
    )
    with tempfile.TemporaryDirectory() as place:
        pictures = _pictures(project, scenario, Path(place), language, progress)
        _add_sections(report, project, scenario, pictures, language)
        write_word(report, target / "report.docx")
        write_pdf(report, target / "report.pdf")
    return [
        WrittenFile(path=f"{KIND}/report.{ending}", kind=KIND, title=title)
        for ending in ("docx", "pdf")
    ]


def _pictures(
    project: Project, scenario: Scenario, place: Path, language: Language, progress: Progress
) -> list[tuple[Path, str]]:
    """Draw the map and the charts; return them with their titles."""
    township_map = place / "map.png"
    draw_township(project, scenario, township_map, language)
    charts = write_charts(project, scenario, place, language, progress)
    drawn = [(place / chart.path, chart.title) for chart in charts if chart.path.endswith(".png")]
    return [(township_map, text("report.map", language)), *drawn]


def _add_sections(
    report: ReportDocument,
    project: Project,
    scenario: Scenario,
    pictures: list[tuple[Path, str]],
    language: Language,
) -> None:
    sections.task(report, project, scenario, language)
    sections.data(report, project, language)
    sections.method(report, project, scenario, language)
    sections.results(report, project, scenario, pictures, language)
    sensitivity(report, scenario, language)
    sections.money(report, project, scenario, language)
    sections.schedule(report, project, language)
    sections.open_points(report, scenario, language)
