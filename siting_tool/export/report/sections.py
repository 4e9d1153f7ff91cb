"""The sections of the report; every number is read from the plan."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from layers.findings import Severity
from layers.schema import schema_of
from resources.texts import Language, text
from resources.units import unit_title
from siting_tool.export.ledger.budget import SUBSIDIES
from siting_tool.export.ledger.ledger import NOT_BUILT
from siting_tool.export.ledger.works import budget_rows
from siting_tool.export.plan_layers import records
from siting_tool.export.report.document import ReportDocument
from siting_tool.messages import finding_text
from siting_tool.project.data_report import DataReport, data_report
from siting_tool.project.parameter_text import shown_value
from siting_tool.project.plan_text import money as money_words
from siting_tool.project.plan_text import renovation_lines
from siting_tool.project.project import Project, Scenario
from siting_tool.project.runs import planned_with
from siting_tool.project.siting_text import siting_lines
from siting_tool.project.study_area import village_names

_MODES = ("sewer", "septic_tank", "dry", "keep", "undecided")
_MOST_ROWS = 60


def task(report: ReportDocument, project: Project, scenario: Scenario, language: Language) -> None:
    """Say what the plan is for and what it comes to."""
    report.heading(text("report.task", language))
    report.text(text("report.task.words", language, crs=project.crs))
    for kind, lines in (("site", siting_lines), ("renovate", renovation_lines)):
        if kind in scenario.runs:
            report.bullets(lines(scenario.runs[kind].summary, language))


def data(report: ReportDocument, project: Project, language: Language) -> None:
    """Say what the plan stands on and what was wrong with it."""
    report.heading(text("report.data", language))
    found = data_report(project)
    rows = [[text(f"report.data.{name}", language) for name in ("layer", "count", "source")]]
    for role, count in found.counts.items():
        schema = schema_of(role)
        title = schema.title_zh if language == "zh" else schema.title_en
        files = (Path(item.path).name for item in project.sources.get(role, ()))
        sources = text("why.comma", language).join(files)
        rows.append([title, f"{count:,}", sources])
    report.table(rows, (5.0, 3.0, 7.5))
    _findings(report, found, language)


def _findings(report: ReportDocument, found: DataReport, language: Language) -> None:
    serious = [item for item in found.findings if item.severity is not Severity.INFO]
    if not serious:
        return
    report.heading(text("report.findings", language), 2)
    rows = [[text(f"report.findings.{name}", language) for name in ("what", "done", "todo")]]
    for finding in serious[:_MOST_ROWS]:
        parts = [finding_text(finding, language, part) for part in ("", "done", "todo")]
        rows.append(parts)
    report.table(rows, (6.5, 4.5, 4.5))


def method(
    report: ReportDocument, project: Project, scenario: Scenario, language: Language
) -> None:
    """Say how the plan was made, with every parameter, its source and how sure it is."""
    report.heading(text("report.method", language))
    report.text(text("report.method.site", language))
    report.text(text("report.method.renovate", language))
    report.heading(text("report.parameters", language), 2)
    values = planned_with(project, scenario)
    columns = ("title", "value", "source", "certainty")
    rows = [[text(f"report.parameters.{name}", language) for name in columns]]
    for parameter_id, item in values.profile.items():
        title = item.title_zh if language == "zh" else item.title_en
        value = values[parameter_id]
        unit = unit_title(item.unit, language)
        certainty = text(f"certainty.{item.certainty}", language)
        changed = parameter_id in values.changes
        source = (
            text("report.parameters.changed", language) if changed else item.shown_source(language)
        )
        shown = f"{shown_value(value, language)} {unit}".strip()
        rows.append([title, shown, source, certainty])
    report.table(rows, (5.0, 2.6, 5.4, 2.5))


def results(
    report: ReportDocument,
    project: Project,
    scenario: Scenario,
    pictures: list[tuple[Path, str]],
    language: Language,
) -> None:
    """Show sites, modes by village and the charts."""
    report.heading(text("report.results", language))
    sites = scenario.results.get("toilet_sites")
    if sites is not None:
        report.heading(text("report.sites", language), 2)
        report.table(_site_rows(sites, language), (2.4, 3.6, 2.8, 2.4, 2.0, 2.3))
    modes = scenario.results.get("household_modes")
    if modes is not None:
        report.heading(text("report.modes", language), 2)
        report.table(_mode_rows(project, modes, language))
    for path, title in pictures:
        report.picture(path, title)


def _site_rows(sites: pd.DataFrame, language: Language) -> list[list[str]]:
    columns = ("site", "village", "kind", "persons", "stalls", "cost")
    rows = [[text(f"report.sites.{name}", language) for name in columns]]
    for row in records(sites):
        name = f"{row['site_id']} {row['site_name']}".strip()
        stalls = [str(row[f"stalls_{kind}"]) for kind in ("men", "women", "accessible")]
        rows.append(
            [
                name,
                row["village_name"],
                text(f"site_kind.{row['kind']}", language),
                f"{row['persons_served']:,.0f}",
                "+".join(stalls),
                money_words(row["cost_yuan"], language),
            ]
        )
    return rows


def _mode_rows(project: Project, modes: pd.DataFrame, language: Language) -> list[list[str]]:
    names = village_names(project)
    counts = pd.crosstab(modes["village_code"].fillna(""), modes["mode"])
    counts = counts.reindex(columns=_MODES, fill_value=0)
    heading = [text("report.modes.village", language)]
    rows = [heading + [text(f"mode.{mode}", language) for mode in _MODES]]
    for code, row in counts.iterrows():
        rows.append([names.get(str(code), str(code)) or "-", *(f"{number:,}" for number in row)])
    rows.append([text("ledger.total", language), *(f"{number:,}" for number in counts.sum())])
    return rows


def money_lines(scenario: Scenario, language: Language) -> list[list[str]]:
    """Return the budget as a table."""
    rows = [[text(f"ledger.budget.{name}", language) for name in ("item", "quantity", "amount")]]
    budget = budget_rows(scenario)
    for item in records(budget):
        name = text(f"cost_item.{item['item']}", language)
        quantity = f"{item['quantity']:,.1f} {unit_title(item['unit'], language)}".strip()
        rows.append([name, quantity, f"{item['amount_yuan']:,.0f}"])
    rows.append([text("ledger.total", language), "", f"{budget['amount_yuan'].sum():,.0f}"])
    return rows


def money(report: ReportDocument, project: Project, scenario: Scenario, language: Language) -> None:
    """Show what it costs and where the money comes from."""
    report.heading(text("report.money", language))
    report.table(money_lines(scenario, language), (8.0, 4.0, 3.5))
    modes = scenario.results.get("household_modes")
    if modes is None:
        return
    report.heading(text("report.funding", language), 2)
    report.table(funding_rows(project, scenario, language), (6.0, 3.0, 3.0, 3.5))


def funding_rows(project: Project, scenario: Scenario, language: Language) -> list[list[str]]:
    """Return subsidies by source and what is left to own and other funds."""
    modes = scenario.results["household_modes"]
    built = int((~modes["mode"].isin(NOT_BUILT)).sum())
    values = project.parameter_values()
    columns = ("source", "households", "each", "amount")
    rows = [[text(f"report.funding.{name}", language) for name in columns]]
    left = float(budget_rows(scenario)["amount_yuan"].sum())
    for source in SUBSIDIES:
        each = values.number(f"funding.subsidy_{source}_yuan")
        left -= built * each
        name = text(f"ledger.subsidy.{source}", language)
        rows.append([name, f"{built:,}", f"{each:,.0f}", f"{built * each:,.0f}"])
    rows.append([text("ledger.subsidy.own", language), "", "", f"{left:,.0f}"])
    return rows


def schedule(report: ReportDocument, project: Project, language: Language) -> None:
    """Show when how much is done."""
    report.heading(text("report.schedule", language))
    values = project.parameter_values()
    rows = [[text(f"report.schedule.{name}", language) for name in ("date", "share")]]
    for month in ("june", "august", "october"):
        share = values.number(f"schedule.done_by_{month}_share")
        rows.append([text(f"report.schedule.{month}", language), f"{share:.0%}"])
    report.table(rows, (6.0, 4.0))


def open_points(report: ReportDocument, scenario: Scenario, language: Language) -> None:
    """List what must be checked on site before building."""
    report.heading(text("report.open", language))
    modes = scenario.results.get("household_modes")
    if modes is None:
        return
    checks = modes[modes["needs_site_check"].astype(bool) | (modes["mode"] == "undecided")]
    report.text(text("report.open.words", language, count=len(checks), most=_MOST_ROWS))
    rows = [[text(f"report.open.{name}", language) for name in ("household", "mode", "reason")]]
    reason = "reason_zh" if language == "zh" else "reason_en"
    for row in records(checks.head(_MOST_ROWS)):
        mode = text(f"mode.{row['mode']}", language)
        rows.append([str(row["household_id"]), mode, str(row[reason])])
    report.table(rows, (4.0, 2.5, 9.0))
