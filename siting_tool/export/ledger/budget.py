"""Quantities and budget with the money's sources; amounts are formulas."""

from __future__ import annotations

import pandas as pd
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from resources.catalogue import ParameterValues
from resources.texts import Language, text
from resources.units import unit_title
from siting_tool.export.ledger.sheet import Formats, write_signatures
from siting_tool.export.ledger.signatures import SIGNATURES
from siting_tool.export.plan_layers import records

_FIRST_ROW = 3
SUBSIDIES = ("province", "city", "county")


def write_budget(
    book: Workbook,
    formats: Formats,
    rows: pd.DataFrame,
    built_households: int,
    values: ParameterValues,
    heading: str,
    language: Language,
) -> None:
    """Write the budget sheet.

    Parameters
    ----------
    rows
        Columns group, item, unit, quantity, amount_yuan.
    built_households
        Households that get a subsidy.
    values
        Subsidies per household.
    heading
        Line under the title.
    """
    sheet = book.add_worksheet(text("ledger.sheet.budget", language))
    sheet.merge_range(0, 0, 0, 5, text("ledger.sheet.budget", language), formats.title)
    sheet.write_string(1, 0, heading, formats.note)
    for number, name in enumerate(("group", "item", "unit", "quantity", "price", "amount")):
        sheet.write_string(2, number, text(f"ledger.budget.{name}", language), formats.heading)
    for row, item in enumerate(records(rows), _FIRST_ROW):
        price = item["amount_yuan"] / item["quantity"] if item["quantity"] else 0.0
        sheet.write_string(
            row, 0, text(f"ledger.group.{item['group']}", language), formats.cell("")
        )
        sheet.write_string(row, 1, text(f"cost_item.{item['item']}", language), formats.cell(""))
        sheet.write_string(row, 2, unit_title(item["unit"], language), formats.cell(""))
        sheet.write_number(row, 3, item["quantity"], formats.cell("#,##0.0"))
        sheet.write_number(row, 4, price, formats.cell("#,##0.00"))
        amount = f"=D{row + 1}*E{row + 1}"
        sheet.write_formula(row, 5, amount, formats.cell("#,##0"), item["amount_yuan"])
    last = _FIRST_ROW + len(rows)
    total = float(rows["amount_yuan"].sum())
    sheet.write_string(last, 1, text("ledger.total", language), formats.cell("", bold=True))
    formula = f"=SUM(F{_FIRST_ROW + 1}:F{last})" if len(rows) else "=0"
    sheet.write_formula(last, 5, formula, formats.cell("#,##0", bold=True), total)
    _write_sources(sheet, formats, last, total, built_households, values, language)
    write_signatures(sheet, formats, SIGNATURES, last + len(SUBSIDIES) + 4, language)
    sheet.set_column(0, 1, 26)
    sheet.set_column(2, 5, 14)
    sheet.freeze_panes(_FIRST_ROW, 0)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C&P / &N")
    sheet.repeat_rows(2)


def _write_sources(  # the money's sources stand below the total
    sheet: Worksheet,
    formats: Formats,
    last: int,
    total: float,
    built_households: int,
    values: ParameterValues,
    language: Language,
) -> None:
    row, granted = last + 2, 0.0
    for number, source in enumerate(SUBSIDIES):
        each = values.number(f"funding.subsidy_{source}_yuan")
        at = row + number
        sheet.write_string(at, 1, text(f"ledger.subsidy.{source}", language), formats.cell(""))
        sheet.write_number(at, 3, built_households, formats.cell("0"))
        sheet.write_number(at, 4, each, formats.cell("#,##0.00"))
        granted += built_households * each
        formula = f"=D{at + 1}*E{at + 1}"
        sheet.write_formula(at, 5, formula, formats.cell("#,##0"), built_households * each)
    own = row + len(SUBSIDIES)
    sheet.write_string(own, 1, text("ledger.subsidy.own", language), formats.cell(""))
    formula = f"=F{last + 1}-SUM(F{row + 1}:F{own})"
    sheet.write_formula(own, 5, formula, formats.cell("#,##0"), total - granted)
