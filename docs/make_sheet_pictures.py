"""Pictures of plan sheets for the manual, in both languages.

``python -m docs.make_sheet_pictures PROJECT.gpkg``, run from the project folder, turns
pages of a planned project's sheets into ``docs/manual/*/images/sheet_*.png``.
Needs ``pdftoppm`` and ``pdftotext`` (Debian: poppler-utils).
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

from resources.texts import LANGUAGES
from siting_tool.export.sheets.plan_data import PlanData, Village
from siting_tool.export.sheets.sewer_sheets import sewer_systems, write_sewer_sheets
from siting_tool.export.sheets.toilet_sheets import write_toilet_sheets
from siting_tool.export.sheets.village_sheets import write_village_sheets
from siting_tool.project.columns import words
from siting_tool.project.store import open_project

FOLDER = Path(__file__).resolve().parent
# Picture -> what its page has most of.
_PICTURES = {"sheet_village": "S01-0", "sheet_profile": "i=0.", "sheet_toilet": "Z0"}
_DOTS_PER_INCH = 110


def write_files(plan: PlanData, folder: Path) -> dict[str, Path]:
    """Write the sheets from which the pictures are taken."""
    files = {name: folder / f"{name}.pdf" for name in _PICTURES}
    name, systems = sewer_systems(plan)[0]
    write_village_sheets(files["sheet_village"], plan, most_sewered(plan), 1)
    write_sewer_sheets(files["sheet_profile"], plan, name, systems, 1)
    write_toilet_sheets(files["sheet_toilet"], plan)
    return files


def most_sewered(plan: PlanData) -> Village:
    """Return the village with most households on a sewer."""
    role = plan.household_role
    sewered = plan.village_of(role)[words(plan.frame(role), "mode") == "sewer"].tolist()
    return max(plan.villages, key=lambda village: sewered.count(village.code))


def fullest_page(pdf: Path, wanted: str) -> int:
    """Return the page (from 1) on which some letters stand most often."""
    command = ["pdftotext", "-raw", str(pdf), "-"]
    read = subprocess.run(command, check=True, capture_output=True, text=True)
    counts = [page.count(wanted) for page in read.stdout.split("\f")]
    return counts.index(max(counts)) + 1


def take_picture(pdf: Path, page: int, target: Path) -> None:
    """Write a page as PNG of 256 colours."""
    with tempfile.TemporaryDirectory() as place:
        name = Path(place) / "page"
        command = ["pdftoppm", "-r", str(_DOTS_PER_INCH), "-f", str(page), "-l", str(page),
                   "-singlefile", "-png", str(pdf), str(name)]  # fmt: skip
        subprocess.run(command, check=True)
        with Image.open(name.with_suffix(".png")) as picture:
            small = picture.convert("RGB").quantize(
                256, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE
            )
    small.save(target, optimize=True)


def main() -> None:
    """Write the pictures of the given project."""
    project = open_project(Path(sys.argv[1]))
    for language in LANGUAGES:
        plan = PlanData(project=project, scenario=project.scenario(), language=language)
        with tempfile.TemporaryDirectory() as place:
            for name, pdf in write_files(plan, Path(place)).items():
                images = FOLDER / "manual" / language / "images"
                take_picture(pdf, fullest_page(pdf, _PICTURES[name]), images / f"{name}.png")


if __name__ == "__main__":
    main()
