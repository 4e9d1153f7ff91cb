"""All site plan sheets of a plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from algorithms.progress import SILENT, Progress
from siting_tool.export.file_names import make_folder, safe_name
from siting_tool.export.sheets.plan_data import PlanData, Village
from siting_tool.export.sheets.sewer_sheets import sewer_systems, write_sewer_sheets
from siting_tool.export.sheets.toilet_sheets import write_toilet_sheets
from siting_tool.export.sheets.township_sheet import write_township_sheet
from siting_tool.export.sheets.village_sheets import write_village_sheets
from siting_tool.export.written_file import WrittenFile

if TYPE_CHECKING:
    from resources.texts import Language
    from siting_tool.project.project import Project, Scenario

FOLDER = "sheets"
_STAGE = "stage.sheets"


@dataclass(frozen=True)
class SheetFile:
    """One file of sheets.

    Attributes
    ----------
    kind
        ``township``, ``village``, ``toilets`` or ``sewer``.
    subject
        Village or sewer system, empty for the others.
    name
        File name.
    write
        Writes the file at a path and returns its title.
    """

    kind: str
    subject: str
    name: str
    write: Callable[[Path], str]


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
    files, written = sheet_files(plan), []
    for number, file in enumerate(files):
        progress.report(_STAGE, number / len(files))
        title = file.write(place / file.name)
        written.append(WrittenFile(path=f"{FOLDER}/{file.name}", kind="sheets", title=title))
    return written


def sheet_files(plan: PlanData) -> list[SheetFile]:
    """Return the files of sheets that a plan has, in their order."""
    files = [SheetFile("township", "", "township.pdf", partial(_township, plan))]
    for number, village in enumerate(plan.villages, start=1):
        name = f"village_{safe_name(village.code, village.name)}.pdf"
        write = partial(_village, plan, village, number)
        files.append(SheetFile("village", village.name or village.code, name, write))
    if len(plan.frame("toilet_sites")):
        files.append(SheetFile("toilets", "", "public_toilets.pdf", partial(_toilets, plan)))
    for number, (system, ids) in enumerate(sewer_systems(plan), start=1):
        name = f"sewer_{safe_name(system)}.pdf"
        write = partial(_sewer, plan, system, ids, number)
        files.append(SheetFile("sewer", system, name, write))
    return files


def _township(plan: PlanData, path: Path) -> str:
    return write_township_sheet(path, plan)


def _village(plan: PlanData, village: Village, number: int, path: Path) -> str:
    return write_village_sheets(path, plan, village, number)


def _toilets(plan: PlanData, path: Path) -> str:
    return write_toilet_sheets(path, plan)


def _sewer(plan: PlanData, system: str, ids: tuple[str, ...], number: int, path: Path) -> str:
    return write_sewer_sheets(path, plan, system, ids, number)
