"""All site plan sheets of a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from algorithms.progress import SILENT, Progress
from siting_tool.export.file_names import make_folder, safe_name
from siting_tool.export.sheets.plan_data import PlanData
from siting_tool.export.sheets.sewer_sheets import sewer_systems, write_sewer_sheets
from siting_tool.export.sheets.toilet_sheets import write_toilet_sheets
from siting_tool.export.sheets.township_sheet import write_township_sheet
from siting_tool.export.sheets.village_sheets import write_village_sheets
from siting_tool.export.written_file import WrittenFile

if TYPE_CHECKING:
    from pathlib import Path

    from resources.texts import Language
    from siting_tool.project.project import Project, Scenario

FOLDER = "sheets"
_STAGE = "stage.sheets"


def write_sheets(
    project: Project,
    scenario: Scenario,
    folder: Path,
    language: Language,
    progress: Progress = SILENT,
) -> list[WrittenFile]:
    """Write the sheets of township, villages, public toilets and sewers.

    Parameters
    ----------
    project, scenario
        The plan.
    folder
        Folder of the export; the sheets go into ``sheets`` below it.
    language
        Of every word on the sheets.
    progress
        Told after each file; may raise `CancelledError`.

    Raises
    ------
    WriteError
        When a file cannot be written; the earlier one stays.
    """
    plan = PlanData(project=project, scenario=scenario, language=language)
    place = folder / FOLDER
    make_folder(place)
    villages, systems = plan.villages, sewer_systems(plan)
    total = len(villages) + len(systems) + 2
    written = [_written("township.pdf", write_township_sheet(place / "township.pdf", plan))]
    for number, village in enumerate(villages, start=1):
        progress.report(_STAGE, number / total)
        name = f"village_{safe_name(village.code, village.name)}.pdf"
        written.append(_written(name, write_village_sheets(place / name, plan, village, number)))
    progress.report(_STAGE, (len(villages) + 1) / total)
    if len(plan.frame("toilet_sites")):
        title = write_toilet_sheets(place / "public_toilets.pdf", plan)
        written.append(_written("public_toilets.pdf", title))
    for number, (system, ids) in enumerate(systems, start=1):
        progress.report(_STAGE, (len(villages) + 1 + number) / total)
        name = f"sewer_{safe_name(system)}.pdf"
        title = write_sewer_sheets(place / name, plan, system, ids, number)
        written.append(_written(name, title))
    return written


def _written(name: str, title: str) -> WrittenFile:
    return WrittenFile(path=f"{FOLDER}/{name}", kind="sheets", title=title)
