"""Headers under titles and merged cells, totals and notes left out."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from layers.errors import ReadError
from layers.io.header import find_header
from layers.io.table import list_sheets, read_table


def test_a_title_above_the_names_is_skipped() -> None:
    rows = [["某镇2023年台账", "", ""], ["序号", "户主", "人口"], [1, "张三", 4]]
    header = find_header(rows)
    assert header.names == ("序号", "户主", "人口")
    assert header.data_row == 2


def test_a_merged_header_of_two_rows_gives_the_lower_names() -> None:
    rows = [
        ["序号", "村名", "坐标", "", "备注"],
        ["", "", "经度", "纬度", ""],
        [1, "延平村", 111.5, 32.3, ""],
    ]
    header = find_header(rows)
    assert header.names == ("序号", "村名", "经度", "纬度", "备注")
    assert header.data_row == 2


def test_a_group_row_above_the_names_keeps_names_that_span_both() -> None:
    rows = [
        ["台账", "", "", "", ""],
        ["序号", "基本情况", "", "位置", ""],
        ["", "户主姓名", "户籍人口", "经度", "纬度"],
        [1, "李四", 3, 111.5, 32.3],
    ]
    assert find_header(rows).names == ("序号", "户主姓名", "户籍人口", "经度", "纬度")


def test_numbers_in_the_first_row_are_data() -> None:
    header = find_header([["1", "111.5", "32.3"], ["2", "111.6", "32.4"]])
    assert not header.has_names
    assert header.data_row == 0
    assert header.names == ("column_1", "column_2", "column_3")


def test_unknown_words_in_the_first_row_are_names() -> None:
    header = find_header([["foo", "bar"], [1, 2]])
    assert header.names == ("foo", "bar")
    assert header.data_row == 1


def write_ledger(path: Path) -> None:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("台账")
        rows = [
            ["某镇台账", "", ""],
            ["序号", "户主", "人口"],
            [1, "张三", 4],
            [2, "李四", "３"],
            ["小计", "", 7],
            ["序号", "户主", "人口"],
            [3, "合计", 2],
            ["合  计", "", 9],
            ["填表人：王五", "", ""],
        ]
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        book.add_worksheet("空表")


def test_totals_notes_and_repeated_headers_are_no_households(tmp_path: Path) -> None:
    """Rows 3 and 6 (sums), 4 (header again) and 7 (note) go; the man called 合计 stays.

    He has a number of his own, so the total word is not the row's first cell.
    """
    path = tmp_path / "台账.xlsx"
    write_ledger(path)
    raw = read_table(path)
    assert raw.frame["户主"].tolist() == ["张三", "李四", "合计"]
    left_out = {finding.code: finding.ids for finding in raw.findings}
    assert left_out["findings.total_rows"] == ("3", "6", "7")
    assert left_out["findings.repeated_header"] == ("4",)


def test_empty_sheets_are_not_listed(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_ledger(path)
    assert [info.name for info in list_sheets(path)] == ["台账"]


def test_a_sheet_is_read_by_name_and_a_wrong_name_lists_the_right_ones(tmp_path: Path) -> None:
    path = tmp_path / "two.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["id", "name"])
    book.active.append([1, "a"])
    other = book.create_sheet("二")
    other.append(["id", "name"])
    other.append([2, "b"])
    book.save(path)
    assert read_table(path, "二").frame["name"].tolist() == ["b"]
    with pytest.raises(ReadError) as caught:
        read_table(path, "三")
    assert "二" in caught.value.values["layers"]


@pytest.mark.parametrize("separator", [",", "\t", ";", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_text_tables_of_any_separator_and_encoding(
    tmp_path: Path, separator: str, encoding: str
) -> None:
    path = tmp_path / "表.txt"
    text = separator.join(["序号", "村名", "说明"]) + "\n" + separator.join(["1", "延平村", "好"])
    path.write_text(text, encoding=encoding)
    raw = read_table(path)
    assert list(raw.frame.columns) == ["序号", "村名", "说明"]
    assert raw.frame.iloc[0].tolist() == ["1", "延平村", "好"]


def test_quoted_line_ends_and_ragged_rows_do_not_break_a_table(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('id,name,note\n1,"a\nb",x\n2,c\n3,d,e,f,g\n', encoding="utf-8")
    raw = read_table(path)
    assert raw.frame["name"].tolist() == ["a\nb", "c", "d"]
    assert raw.frame.shape[1] == 5


def test_an_unbalanced_quote_does_not_swallow_the_table(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('id,name\n1,"open\n2,b\n3,c\n', encoding="utf-8")
    raw = read_table(path)
    assert raw.read >= 1
    assert "c" in "".join(str(cell) for cell in raw.frame.to_numpy().ravel())


def test_formulas_stay_text(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,name\n1,=HYPERLINK(\"http://x\")\n2,+cmd|'/c calc'!A0\n", encoding="utf-8")
    assert read_table(path).frame["name"].iloc[0].startswith("=HYPERLINK")
