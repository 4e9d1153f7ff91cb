"""The data report as a spreadsheet: a row per finding, and a row per feature concerned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import xlsxwriter

from layers.checks.missing import MissingData
from layers.findings import Finding
from layers.io.write import atomic_path
from layers.schema import schema_of
from resources.texts import Language, all_texts, text

_WIDTHS = (10, 16, 60, 8, 50, 60)
_MAX_ROWS = 1_000_000


def write_data_report(
    path: str | Path,
    findings: Sequence[Finding],
    language: Language,
    counts: Mapping[str, int] | None = None,
    missing: Sequence[MissingData] = (),
) -> None:
    """Write findings as XLSX: what it is, what was done, what to do, and which features where.

    Texts that look like formulas stay texts.

    Parameters
    ----------
    path
        The file, ending in ``.xlsx``.
    findings
        In the order shown.
    language
        Language of headings and texts.
    counts
        Features of each layer.
    missing
        What each analysis lacks.

    Raises
    ------
    layers.errors.WriteError
        When the file cannot be written.
    """
    with atomic_path(path) as temporary:
        options = {"strings_to_formulas": False, "strings_to_urls": False}
        with xlsxwriter.Workbook(str(temporary), options) as book:
            bold = book.add_format({"bold": True, "text_wrap": True})
            wrapped = book.add_format({"text_wrap": True, "valign": "top"})
            _summary(book, findings, language, (bold, wrapped))
            _features(book, findings, language, bold)
            rows = [(_role_title(role, language), count) for role, count in (counts or {}).items()]
            _table(book, "layers", ("layer", "count"), rows, language)
            lacking = [
                (
                    text(f"check.analysis.{item.analysis}", language),
                    text(item.code, language, **item.values),
                )
                for item in missing
            ]
            _table(book, "missing", ("analysis", "what"), lacking, language)


def _heading(name: str, language: Language) -> str:
    return text(f"data_report.{name}", language)


def _summary(
    book: xlsxwriter.Workbook,
    findings: Sequence[Finding],
    language: Language,
    formats: tuple[object, object],
) -> None:
    sheet = book.add_worksheet(_heading("summary", language))
    names = ("severity", "layer", "finding", "count", "done", "todo")
    for column, (name, width) in enumerate(zip(names, _WIDTHS, strict=True)):
        sheet.write_string(0, column, _heading(name, language), formats[0])
        sheet.set_column(column, column, width, formats[1])
    for row, finding in enumerate(findings, start=1):
        sheet.write_string(row, 0, text(f"check.severity.{finding.severity}", language))
        sheet.write_string(row, 1, _role_title(finding.role, language))
        sheet.write_string(row, 2, _said(finding, language, ""))
        sheet.write_number(row, 3, finding.count)
        sheet.write_string(row, 4, _said(finding, language, "done"))
        sheet.write_string(row, 5, _said(finding, language, "todo"))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(findings), 1), len(names) - 1)


def _features(
    book: xlsxwriter.Workbook, findings: Sequence[Finding], language: Language, bold: object
) -> None:
    sheet = book.add_worksheet(_heading("features", language))
    for column, name in enumerate(("layer", "finding", "id", "x", "y")):
        sheet.write_string(0, column, _heading(name, language), bold)
    row = 1
    for finding in findings:
        title = _role_title(finding.role, language)
        what = _said(finding, language, "")
        places = finding.xy if len(finding.xy) == len(finding.ids) else ()
        for number, one in enumerate(finding.ids):
            if row > _MAX_ROWS:
                return
            sheet.write_string(row, 0, title)
            sheet.write_string(row, 1, what)
            sheet.write_string(row, 2, one)
            if places:
                sheet.write_number(row, 3, places[number][0])
                sheet.write_number(row, 4, places[number][1])
            row += 1
    sheet.freeze_panes(1, 0)


def _table(
    book: xlsxwriter.Workbook,
    name: str,
    columns: tuple[str, str],
    rows: Sequence[tuple[str, str | int]],
    language: Language,
) -> None:
    sheet = book.add_worksheet(_heading(name, language))
    bold = book.add_format({"bold": True})
    for place, column in enumerate(columns):
        sheet.write_string(0, place, _heading(column, language), bold)
        sheet.set_column(place, place, 30)
    for row, cells in enumerate(rows, start=1):
        sheet.write_row(row, 0, cells)


def _role_title(role: str, language: Language) -> str:
    schema = schema_of(role)
    return schema.title_zh if language == "zh" else schema.title_en


def _said(finding: Finding, language: Language, part: str) -> str:
    entry = all_texts()[finding.code]
    if part and f"{part}_{language}" not in entry:
        return ""
    return text(finding.code, language, part, count=finding.count, **finding.values)
