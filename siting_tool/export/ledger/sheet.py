"""One ledger sheet: title, heading, rows, totals as formulas, signature lines, print set-up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from layers.fields import Choice
from resources.texts import Language, text

HEADING_ROW = 2
_MAX_VALIDATION_CHARACTERS = 255


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of a ledger.

    Attributes
    ----------
    text_id
        Id of its heading in ``resources/messages/ledger.toml``.
    values
        One value per row; None or NaN leaves the cell empty for the pen.
    width
        In characters.
    number_format
        As Excel writes it, empty for text.
    choices
        Words offered in a drop-down list.
    has_total
        Whether a sum stands below the column.
    """

    text_id: str
    values: Sequence[Any]
    width: float = 10.0
    number_format: str = ""
    choices: tuple[str, ...] = ()
    has_total: bool = False


def number_column(
    text_id: str, values: Any, number_format: str, width: float = 10.0, *, total: bool = False
) -> Column:
    """Return a column of numbers, empty where they are missing."""
    numbers = pd.Series(values).to_numpy(dtype=np.float64, na_value=np.nan).tolist()
    return Column(
        text_id=text_id,
        values=numbers,
        width=width,
        number_format=number_format,
        has_total=total,
    )


def titles_of(values: pd.Series, choices: Sequence[Choice], language: Language) -> list[str]:
    """Return the titles of an enumeration's values; empty where one is missing."""
    titles = {item.value: item.title_zh if language == "zh" else item.title_en for item in choices}
    return ["" if pd.isna(value) else titles.get(value, str(value)) for value in values]


@dataclass(frozen=True, kw_only=True)
class LedgerSheet:
    """A sheet with its columns; all have the same number of rows.

    Attributes
    ----------
    name_id
        Id of its title.
    columns
        Left to right.
    signatures
        Ids of those who sign below.
    note
        Stands beside the line under the title.
    """

    name_id: str
    columns: tuple[Column, ...]
    signatures: tuple[str, ...] = ()
    note: str = ""


class Formats:
    """The cell formats of a workbook."""

    def __init__(self, book: Workbook) -> None:
        base = {"font_name": "SimSun", "font_size": 10, "valign": "vcenter"}
        self.title = book.add_format({**base, "font_size": 16, "bold": True, "align": "center"})
        self.note = book.add_format({**base, "font_color": "#555555"})
        self.heading = book.add_format(
            {**base, "bold": True, "border": 1, "align": "center", "text_wrap": True,
             "bg_color": "#DDE7F0"}
        )  # fmt: skip
        self._base = {**base, "border": 1}
        self._book = book
        self._cells: dict[tuple[str, bool], Any] = {}
        self.signature = book.add_format({**base, "font_size": 11})

    def cell(self, number_format: str, *, bold: bool = False) -> Any:
        """Return the format of a cell."""
        key = (number_format, bold)
        if key not in self._cells:
            properties = {**self._base, "bold": bold, "text_wrap": not number_format}
            if number_format:
                properties["num_format"] = number_format
            self._cells[key] = self._book.add_format(properties)
        return self._cells[key]


def write_sheet(
    book: Workbook, formats: Formats, ledger: LedgerSheet, heading: str, language: Language
) -> Worksheet:
    """Write one sheet.

    Parameters
    ----------
    book, formats
        The workbook and its formats.
    ledger
        What to write.
    heading
        Line under the title: township, scenario, date.
    language
        Language of title and headings.
    """
    sheet = book.add_worksheet(text(ledger.name_id, language)[:31])
    last = len(ledger.columns) - 1
    rows = len(ledger.columns[0].values)
    sheet.merge_range(0, 0, 0, max(last, 1), text(ledger.name_id, language), formats.title)
    sheet.write_string(1, 0, f"{heading}  {ledger.note}".rstrip(), formats.note)
    sheet.set_row(0, 28)
    sheet.set_row(HEADING_ROW, 32)
    for number, column in enumerate(ledger.columns):
        sheet.set_column(number, number, column.width)
        sheet.write_string(HEADING_ROW, number, text(column.text_id, language), formats.heading)
        _write_column(sheet, formats, number, column)
        _validate(sheet, number, column, rows)
    total_row = HEADING_ROW + 1 + rows
    _write_totals(sheet, formats, ledger.columns, rows, language)
    write_signatures(sheet, formats, ledger.signatures, total_row + 2, language)
    _set_up(sheet, rows, last)
    return sheet


def _write_column(sheet: Worksheet, formats: Formats, number: int, column: Column) -> None:
    cell = formats.cell(column.number_format)
    for row, value in enumerate(column.values, HEADING_ROW + 1):
        if value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value)):
            sheet.write_blank(row, number, None, cell)
        elif isinstance(value, bool | np.bool_ | str):
            # Written as text whatever it looks like: user data never becomes a formula.
            sheet.write_string(row, number, str(value), cell)
        else:
            sheet.write_number(row, number, float(value), cell)


def _validate(sheet: Worksheet, number: int, column: Column, rows: int) -> None:
    if column.choices and rows and len(",".join(column.choices)) <= _MAX_VALIDATION_CHARACTERS:
        sheet.data_validation(
            HEADING_ROW + 1,
            number,
            HEADING_ROW + rows,
            number,
            {"validate": "list", "source": list(column.choices), "error_type": "warning"},
        )


def _write_totals(
    sheet: Worksheet,
    formats: Formats,
    columns: Sequence[Column],
    rows: int,
    language: Language,
) -> None:
    if not any(column.has_total for column in columns):
        return
    row = HEADING_ROW + 1 + rows
    sheet.write_string(row, 0, text("ledger.total", language), formats.cell("", bold=True))
    for number, column in enumerate(columns):
        if not column.has_total:
            continue
        top, bottom = (xl_rowcol_to_cell(at, number) for at in (HEADING_ROW + 1, row - 1))
        known = float(pd.to_numeric(pd.Series(column.values, dtype=object)).sum())
        formula = f"=SUBTOTAL(109,{top}:{bottom})" if rows else "=0"
        cell = formats.cell(column.number_format or "0", bold=True)
        sheet.write_formula(row, number, formula, cell, known)


def write_signatures(
    sheet: Worksheet, formats: Formats, signatures: Sequence[str], row: int, language: Language
) -> None:
    """Write a line for each name and date, every second row from `row` on."""
    for number, text_id in enumerate(signatures):
        day = text("ledger.date", language)
        words = f"{text(text_id, language)}: ________________    {day}: __________"
        sheet.write_string(row + number * 2, 0, words, formats.signature)


def _set_up(sheet: Worksheet, rows: int, last: int) -> None:
    sheet.freeze_panes(HEADING_ROW + 1, min(2, last))
    sheet.autofilter(HEADING_ROW, 0, HEADING_ROW + max(rows, 1), last)
    sheet.repeat_rows(HEADING_ROW)
    sheet.set_landscape()
    sheet.set_paper(8 if last > 14 else 9)  # A3 for wide ledgers, else A4
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.4, top=0.6, bottom=0.6)
    sheet.set_footer("&C&P / &N")
    sheet.print_area(0, 0, HEADING_ROW + rows + 10, last)
