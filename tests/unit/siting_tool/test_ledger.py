"""Ledgers read back by openpyxl: the plan's numbers, live totals, nothing that runs."""

from __future__ import annotations

import numpy as np
import openpyxl
import pandas as pd
import pytest

from resources.texts import text
from siting_tool.export.ledger.ledger import write_ledger
from siting_tool.export.ledger.privacy import masked
from siting_tool.export.ledger.quantities import _band_of
from tests.helpers.small_plan import IDENTITY, NASTY_NAME, small_project

HEADING = 3


def written(tmp_path, language="zh", parameters=None):
    project = small_project()
    if parameters:
        project = project.__class__(**{**vars(project), "parameters": parameters})
    write_ledger(project, project.scenario(), tmp_path, language)
    return openpyxl.load_workbook(tmp_path / "ledger" / "ledger.xlsx")


def column(sheet, title):
    """Return the cells below a heading down to the end of the rows."""
    titles = [cell.value for cell in sheet[HEADING]]
    number = titles.index(title) + 1
    return [sheet.cell(row, number) for row in range(HEADING + 1, sheet.max_row + 1)]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_sheet_stands_with_its_heading_in_the_language_asked_for(tmp_path, language):
    book = written(tmp_path, language)
    names = ("villages", "toilets", "households", "sewered", "acceptance", "pipes", "manholes",
             "pipe_quantities", "manhole_quantities", "facilities", "budget")  # fmt: skip
    assert book.sheetnames == [text(f"ledger.sheet.{name}", language) for name in names]
    for sheet in book:
        assert sheet.freeze_panes
        assert sheet.print_title_rows


def test_the_household_ledger_holds_the_plan(tmp_path):
    sheet = written(tmp_path)["一户一档台账"]
    assert [cell.value for cell in column(sheet, "户编号")][:6] == [
        "H1",
        "H2",
        "H3",
        "H4",
        "H5",
        "H6",
    ]
    assert [cell.value for cell in column(sheet, "改厕模式")][:6] == [
        "纳管", "纳管", "三格化粪池", "旱厕处理", "待定", "保留",
    ]  # fmt: skip
    capital = column(sheet, "投资（元）")
    assert [cell.value for cell in capital[:6]] == [8000, 8000, 4000, 2500, None, 0]
    assert capital[6].value == f"=SUBTOTAL(109,{capital[0].coordinate}:{capital[5].coordinate})"


def test_totals_stay_right_because_they_are_formulas_over_the_rows(tmp_path):
    sheet = written(tmp_path)["公厕台账"]
    total = column(sheet, "造价（元）")[2].value
    assert total == "=SUBTOTAL(109,O4:O5)"


def test_text_from_the_user_is_never_a_formula(tmp_path):
    sheet = written(tmp_path)["一户一档台账"]
    for title, expected in (("户主姓名", NASTY_NAME), ("备注", "+SUM(A1)")):
        cells = [cell for cell in column(sheet, title) if cell.value == expected]
        assert cells
        assert all(cell.data_type == "s" for cell in cells)


def test_identity_numbers_are_masked_unless_asked_for(tmp_path):
    hidden = column(written(tmp_path / "a")["一户一档台账"], "身份证号")[0].value
    assert hidden == masked(IDENTITY) != IDENTITY
    shown = written(tmp_path / "b", parameters={"export.shows_identity_numbers": True})
    assert column(shown["一户一档台账"], "身份证号")[0].value == IDENTITY


def test_modes_offer_a_list_to_choose_from(tmp_path):
    sheet = written(tmp_path)["一户一档台账"]
    lists = [item.formula1 for item in sheet.data_validations.dataValidation]
    assert any("三格化粪池" in words for words in lists)


def test_the_budget_multiplies_and_adds_by_formula(tmp_path):
    """Four households at 8000 + 8000 + 4000 + 2500 = 22500, one new toilet 90000."""
    sheet = written(tmp_path)["工程量与概算"]
    rows = {row[1].value: row for row in sheet.iter_rows(min_row=4)}
    tank = rows["三格化粪池（起价）"]
    assert tank[3].value == 4
    assert tank[5].value.startswith("=D")
    assert tank[3].value * tank[4].value == pytest.approx(22500)
    assert rows["合计"][5].value.startswith("=SUM(F4:")
    province = rows["省级奖补（按建改户）"]
    assert (province[3].value, province[4].value) == (4, 400)


def table(sheet, titles):
    """Return the rows of some columns down to the total."""
    columns = [[cell.value for cell in column(sheet, title)] for title in titles]
    count = [cell.value for cell in sheet["A"][HEADING:]].index("合计")
    return [tuple(values[:count]) for values in columns]


def test_pipes_are_billed_by_diameter_and_depth(tmp_path):
    """Trenches 1.00 and 0.76 m deep at their ends are 0.88 m, those of the lateral 0.55 m."""
    sheet = written(tmp_path)["管道工程量"]
    titles = [
        "类别",
        "管径（mm）",
        "路面",
        "埋深（m）",
        "数量",
        "管长（m）",
        "最大深度（m）",
        "造价（元）",
    ]
    kinds, sizes, surfaces, bands, counts, lengths, deepest, costs = table(sheet, titles)
    assert kinds == ("重力管", "接户管")
    assert sizes == (200, 110)
    assert surfaces == ("土路", "土路")
    assert bands == ("0 – 1.5", "0 – 1.5")
    assert (counts, lengths, costs) == ((1, 1), (40, 10), (12000, 900))
    assert deepest == pytest.approx((0.88, 0.55))


def test_manholes_are_billed_by_diameter_and_depth(tmp_path):
    sheet = written(tmp_path)["检查井工程量"]
    titles = ["管径（mm）", "埋深（m）", "数量", "井深合计（m）"]
    sizes, bands, counts, depths = table(sheet, titles)
    assert sizes == (450, 450)
    assert bands == ("0 – 1.5", "0 – 1.5")
    assert counts == (1, 1)
    assert depths == (1.0, 0.76)


def test_depths_fall_into_the_bands_of_the_price_book():
    depths = pd.Series([0.9, 1.5, 1.51, 2.5, 4.0, 4.1, np.nan])
    assert _band_of(depths).tolist() == [0, 0, 1, 1, 2, 3, -1]


def test_the_household_ledger_has_the_columns_of_the_archive_template(tmp_path):
    """H1 stands 10 m from the sewer that is planned in front of it; its pit was not flushed."""
    sheet = written(tmp_path)["一户一档台账"]
    for title, first in (
        ("乡镇", "青石岭镇"), ("距污水管网距离（m）", 10.0), ("原厕是否水冲", "否"),
        ("是否脱贫户（监测户）", None), ("化粪池材质", None), ("厕屋面积（m²）", None),
        ("县级抽查", None), ("网报编号", None), ("清掏记录", None),
    ):  # fmt: skip
        assert (column(sheet, title)[0].value or None) == first
    assert [cell.value for cell in column(sheet, "原厕是否水冲")[:6]] == [
        "否", "否", "是", "否", "", "",
    ]  # fmt: skip


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_sheet_is_set_up_for_printing_with_lines_to_sign(tmp_path, language):
    signer = text("ledger.sign.leader", language)
    for sheet in written(tmp_path, language):
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        cells = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
        assert any(signer in words for words in cells)
