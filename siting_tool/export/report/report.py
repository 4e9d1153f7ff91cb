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
from siting_tool.export.report.sensitivity import sensitivity
from siting_tool.export.report.township_map import draw_township
from siting_tool.export.written_file import WrittenFile
from siting_tool.project.project import Project, Scenario

KIND = "report"


def write_report(
    project: Project,
    scenario: Scenario,
    folder: Path,
    language: Language,
    progress: Progress = SILENT,
) -> list[WrittenFile]:
    """Write ``report/report.docx``."""
    progress.report("stage.export_report")
    target = folder / KIND
    target.mkdir(parents=True)
    made_at = max(run.finished_at for run in scenario.runs.values())
    report = ReportDocument(datetime.datetime.fromisoformat(made_at).replace(tzinfo=None))
    township = project.texts.get("township_name", "") or text("report.township", language)
    report.title(
        text("report.title", language, township=township),
        [text("report.scenario", language, scenario=scenario.name, date=made_at[:10])],
    )
    sections.task(report, project, scenario, language)
    sections.data(report, project, language)
    sections.method(report, project, language)
    with tempfile.TemporaryDirectory() as place:
        township_map = Path(place) / "map.png"
        draw_township(project, scenario, township_map, language)
        charts = write_charts(project, scenario, Path(place), language, progress)
        pictures = [(township_map, text("report.map", language))]
        pictures += [
            (Path(place) / chart.path, chart.title)
            for chart in charts
            if chart.path.endswith(".png")
        ]
        sections.results(report, project, scenario, pictures, language)
    sensitivity(report, scenario, language)
    sections.money(report, project, scenario, language)
    sections.schedule(report, project, language)
    sections.open_points(report, scenario, language)
    report.save(target / "report.docx")
    title = text("report.title", language, township=township)
    return [WrittenFile(path=f"{KIND}/report.docx", kind=KIND, title=title)]
