"""The ledger workbook of a plan."""

from __future__ import annotations

import datetime
import io
from pathlib import Path

import xlsxwriter
from xlsxwriter.workbook import Workbook

from algorithms.progress import SILENT, Progress
from resources.texts import Language, text
from siting_tool.export.ledger.budget import write_budget
from siting_tool.export.ledger.households import (
    acceptance_sheet,
    household_sheet,
    joined_households,
    sewered_sheet,
)
from siting_tool.export.ledger.quantities import manhole_quantity_sheet, pipe_quantity_sheet
from siting_tool.export.ledger.sheet import Formats, LedgerSheet, write_sheet
from siting_tool.export.ledger.works import (
    budget_rows,
    facility_sheet,
    manhole_sheet,
    pipe_sheet,
    toilet_sheet,
    village_sheet,
)
from siting_tool.export.sheets.sheet_texts import sheet_text
from siting_tool.export.written_file import WrittenFile, save_from_memory
from siting_tool.project.plan_text import scenario_title
from siting_tool.project.project import Project, Scenario

KIND = "ledger"
NOT_BUILT = ("keep", "undecided")
# What people wrote stays text, whatever it looks like.
_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}


def write_ledger(
    project: Project,
    scenario: Scenario,
    folder: Path,
    language: Language,
    progress: Progress = SILENT,
) -> list[WrittenFile]:
    """Write ``ledger/ledger.xlsx``: households, toilets, sewers, acceptance, budget, villages."""
    progress.report("stage.export_ledger")
    target = folder / KIND
    target.mkdir(parents=True)

    def save(stream: io.BytesIO) -> None:
        with xlsxwriter.Workbook(stream, _OPTIONS) as book:
            _fill(book, project, scenario, language)

    save_from_memory(target / "ledger.xlsx", save)
    title = text("ledger.title", language)
    return [WrittenFile(path=f"{KIND}/ledger.xlsx", kind=KIND, title=title)]


def _fill(book: Workbook, project: Project, scenario: Scenario, language: Language) -> None:
    """Write every sheet."""
    book.set_properties({"created": _planned_at(scenario)})
    formats = Formats(book)
    heading = _heading(project, scenario, language)
    for sheet in _sheets(project, scenario, language):
        write_sheet(book, formats, sheet, heading, language)
    _write_budget(book, formats, project, scenario, heading, language)


def _sheets(project: Project, scenario: Scenario, language: Language) -> list[LedgerSheet]:
    values = project.parameter_values()
    sheets = [village_sheet(project, scenario, language)]
    results = scenario.results
    if "household_modes" in results:
        rows = joined_households(project, scenario)
        shows_identity = bool(values["export.shows_identity_numbers"])
        sheets += [
            household_sheet(rows, language, shows_identity=shows_identity),
            sewered_sheet(rows, language),
            acceptance_sheet(rows, language),
            pipe_sheet(results["sewer_pipes"], language),
            manhole_sheet(results["manholes"], language),
            pipe_quantity_sheet(results["sewer_pipes"], language),
            manhole_quantity_sheet(results["manholes"], language),
            facility_sheet(results["pumping_stations"], results["treatment_plants"], language),
        ]
    if "toilet_sites" in results:
        sheets.insert(1, toilet_sheet(results["toilet_sites"], language))
    return sheets


def _write_budget(
    book: Workbook,
    formats: Formats,
    project: Project,
    scenario: Scenario,
    heading: str,
    language: Language,
) -> None:
    modes = scenario.results.get("household_modes")
    built = 0 if modes is None else int((~modes["mode"].isin(NOT_BUILT)).sum())
    rows = budget_rows(scenario)
    write_budget(book, formats, rows, built, project.parameter_values(), heading, language)


def _heading(project: Project, scenario: Scenario, language: Language) -> str:
    return text(
        "ledger.heading",
        language,
        township=sheet_text(project, "township_name", language) or "________",
        scenario=scenario_title(scenario.name, language),
        date=_planned_at(scenario).date().isoformat(),
    )


def _planned_at(scenario: Scenario) -> datetime.datetime:
    """Return when the plan was made; the same plan gives the same file."""
    latest = max(run.finished_at for run in scenario.runs.values())
    return datetime.datetime.fromisoformat(latest).replace(tzinfo=None)
