"""Draws the charts of a plan: coverage, walks, toilets, modes and money."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from matplotlib.figure import Figure

from algorithms.progress import SILENT, Progress
from resources.texts import Language, text
from siting_tool.export.charts import renovation_charts, siting_charts
from siting_tool.export.charts.chart_style import chart_style
from siting_tool.export.file_names import make_folder
from siting_tool.export.written_file import WrittenFile
from siting_tool.project.project import Project, Scenario

KIND = "charts"
FORMATS = ("png", "svg")
Draw = Callable[[Project, Scenario, Language], Figure | None]

# Name of the file -> what draws it; None where the plan has no data for it.
CHARTS: dict[str, Draw] = {
    "coverage_curve": siting_charts.coverage_curve,
    "walks_by_village": siting_charts.walks_by_village,
    "persons_per_toilet": siting_charts.persons_per_toilet,
    "modes_by_village": renovation_charts.modes_by_village,
    "costs_by_village": renovation_charts.costs_by_village,
    "break_even": renovation_charts.break_even,
}


def write_charts(
    project: Project,
    scenario: Scenario,
    folder: Path,
    language: Language,
    progress: Progress = SILENT,
) -> list[WrittenFile]:
    """Write every chart that the plan has data for, as PNG and as SVG.

    Raises
    ------
    layers.errors.WriteError
        When the folder cannot be written.
    """
    place = folder / KIND
    make_folder(place)
    written = []
    with chart_style():
        for number, (name, draw) in enumerate(CHARTS.items()):
            progress.report("stage.export_charts", number / len(CHARTS))
            figure = draw(project, scenario, language)
            if figure is None:
                continue
            for kind in FORMATS:
                # Without a date the same plan gives the same file.
                metadata = {"Date": None} if kind == "svg" else {}
                figure.savefig(place / f"{name}.{kind}", metadata=metadata)
                title = text(f"charts.{name}", language)
                written.append(WrittenFile(path=f"{KIND}/{name}.{kind}", kind=KIND, title=title))
    return written
