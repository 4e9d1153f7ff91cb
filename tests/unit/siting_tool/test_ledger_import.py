"""An edited ledger comes back: every difference once, as one edit that can be taken back."""

from __future__ import annotations

import datetime

import openpyxl
import pandas as pd
import pytest

from layers.errors import SchemaError
from resources.texts import text
from siting_tool.export.ledger.ledger import write_ledger
from siting_tool.project.edits import Several
from siting_tool.project.ledger_import import ledger_edit, read_ledger_changes
from siting_tool.project.runs import frame_fingerprint
from siting_tool.project.store import open_project, save_project
from tests.helpers.command_line import done, siting_tool
from tests.helpers.small_plan import IDENTITY, small_project

# Sheet, heading, household -> what a clerk types.
EDITS = {
    ("households", "ledger.mode", "H3"): "mode.dry",
    ("households", "ledger.tank_maker", "H3"): "=甲厂",
    ("households", "ledger.begun_on", "H3"): datetime.date(2026, 5, 1),
    ("households", "ledger.finished_on", "H3"): "2026年6月2日",
    ("households", "ledger.subsidy_province", "H3"): 400,
    ("households", "ledger.persons_registered", "H3"): 4,
    ("households", "ledger.willing", "H2"): "word.no",
    ("households", "ledger.householder", "H6"): "赵六",
    ("sewered", "ledger.connected_on", "H1"): "2026/7/3",
    ("acceptance", "ledger.verdict", "H1"): "ledger.passed",
    ("acceptance", "ledger.check.sign", "H1"): "ledger.failed",
}
KEPT = {
    ("H3", "mode"): "dry",
    ("H3", "化粪池生产厂家"): "=甲厂",
    ("H3", "开工日期"): "2026-05-01",
    ("H3", "竣工日期"): "2026-06-02",
    ("H3", "省级补助（元）"): 400.0,
    ("H3", "persons_registered"): 4,
    ("H2", "is_willing"): False,
    ("H6", "householder_name"): "赵六",
    ("H1", "接入日期"): "2026-07-03",
    ("H1", "验收结论"): "合格",
    ("H1", "验收-标识"): "不合格",
}


@pytest.fixture
def project():
    return small_project()


def ledger(project, folder, language="zh"):
    write_ledger(project, project.scenario(), folder, language)
    return folder / "ledger" / "ledger.xlsx"


def cell_at(book, language, sheet, heading, household):
    """Return the cell of a household below a heading."""
    page = book[text(f"ledger.sheet.{sheet}", language)]
    titles = [cell.value for cell in page[3]]
    ids = titles.index(text("ledger.household_id", language)) + 1
    row = next(n for n in range(4, page.max_row + 1) if page.cell(n, ids).value == household)
    return page.cell(row, titles.index(text(heading, language)) + 1)


def typed(path, language, edits):
    """Type values into a ledger; ids of texts stand for their words."""
    book = openpyxl.load_workbook(path)
    for (sheet, heading, household), value in edits.items():
        is_id = isinstance(value, str) and value.startswith(("mode.", "word.", "ledger."))
        cell = cell_at(book, language, sheet, heading, household)
        cell.value = text(value, language) if is_id else value
        if isinstance(value, str):
            cell.data_type = "s"
    book.save(path)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_ledger_that_nobody_edited_changes_nothing(project, tmp_path, language):
    changes = read_ledger_changes(project, "main", ledger(project, tmp_path, language))
    assert (changes.changes, changes.unknown_households, changes.faults) == ((), (), ())


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_difference_comes_back_once_and_comes_out_again(project, tmp_path, language):
    path = ledger(project, tmp_path, language)
    typed(path, language, EDITS)
    changes = read_ledger_changes(project, "main", path)
    assert not changes.faults
    assert {(item.household_id, item.field): item.after for item in changes.changes} == KEPT

    changed, _ = ledger_edit(project, changes).apply(project)
    assert changed.scenario().fixed_modes == {"H3": "dry"}
    households = changed.layers["households"].set_index("household_id")
    for (household, field), value in KEPT.items():
        if field != "mode":
            assert households.loc[household, field] == value
    again = read_ledger_changes(changed, "main", ledger(changed, tmp_path / "again", language))
    assert again.changes == ()
    book = openpyxl.load_workbook(tmp_path / "again" / "ledger" / "ledger.xlsx")
    assert cell_at(book, language, "households", "ledger.begun_on", "H3").value == "2026-05-01"
    assert cell_at(book, language, "households", "ledger.householder", "H6").value == "赵六"
    verdict = cell_at(book, language, "acceptance", "ledger.verdict", "H1").value
    assert verdict == text("ledger.passed", language)


def test_the_import_is_one_edit_that_can_be_taken_back_and_made_again(project, tmp_path):
    path = ledger(project, tmp_path)
    typed(path, "zh", EDITS)
    edit = ledger_edit(project, read_ledger_changes(project, "main", path))
    assert isinstance(edit, Several)
    changed, undo = edit.apply(project)
    back, redo = undo.apply(changed)
    assert list(back.layers["households"].columns) == list(project.layers["households"].columns)
    for role, frame in project.layers.items():
        assert frame_fingerprint(back.layers[role]) == frame_fingerprint(frame)
    modes = back.scenario().results["household_modes"]
    pd.testing.assert_series_equal(
        modes["mode"], project.scenario().results["household_modes"]["mode"]
    )
    again, _ = redo.apply(back)
    assert frame_fingerprint(again.layers["households"]) == frame_fingerprint(
        changed.layers["households"]
    )


def test_a_masked_identity_number_stands_for_the_real_one(project, tmp_path):
    path = ledger(project, tmp_path)
    typed(path, "zh", {("households", "ledger.identity", "H2"): "420682198802021111"})
    changes = read_ledger_changes(project, "main", path).changes
    assert [(item.household_id, item.after) for item in changes] == [("H2", "420682198802021111")]
    changed, _ = ledger_edit(project, read_ledger_changes(project, "main", path)).apply(project)
    assert changed.layers["households"]["身份证号"].iloc[0] == IDENTITY


@pytest.mark.parametrize(
    ("heading", "value", "code"),
    [
        ("ledger.mode", "水厕", "ledger.not_a_choice"),
        ("ledger.mode", "", "ledger.not_a_choice"),
        ("ledger.mode", "待定", "ledger.not_a_choice"),
        ("ledger.begun_on", "2026-02-30", "ledger.not_a_date"),
        ("ledger.begun_on", "明年", "ledger.not_a_date"),
        ("ledger.own_money", "很多", "ledger.not_a_number"),
        ("ledger.own_money", -5, "ledger.not_a_number"),
        ("ledger.persons_resident", 2.5, "ledger.not_a_count"),
    ],
)
def test_a_cell_that_is_not_understood_names_its_place(project, tmp_path, heading, value, code):
    path = ledger(project, tmp_path)
    typed(path, "zh", {("households", heading, "H3"): value})
    changes = read_ledger_changes(project, "main", path)
    (fault,) = changes.faults
    place = (fault.code, fault.layer, fault.row, fault.field)
    assert place == (code, "一户一档台账", 6, text(heading, "zh"))
    assert changes.changes == ()


def test_sheets_that_contradict_each_other_are_refused(project, tmp_path):
    path = ledger(project, tmp_path)
    typed(path, "zh", {
        ("households", "ledger.reported_on", "H1"): "2026-01-01",
        ("sewered", "ledger.reported_on", "H1"): "2026-01-02",
    })  # fmt: skip
    (fault,) = read_ledger_changes(project, "main", path).faults
    assert (fault.code, fault.layer) == ("ledger.contradiction", "纳管农户台账")


def test_households_that_are_not_in_the_project_are_listed(project, tmp_path):
    path = ledger(project, tmp_path)
    book = openpyxl.load_workbook(path)
    cell_at(book, "zh", "households", "ledger.household_id", "H2").value = "H99"
    cell_at(book, "zh", "households", "ledger.household_id", "H4").value = "H3"
    book.save(path)
    changes = read_ledger_changes(project, "main", path)
    assert changes.unknown_households == ("H99",)
    assert [fault.code for fault in changes.faults] == ["ledger.repeated_household"]


def test_a_workbook_without_the_household_ledger_is_refused(project, tmp_path):
    path = tmp_path / "other.xlsx"
    openpyxl.Workbook().save(path)
    with pytest.raises(SchemaError) as caught:
        read_ledger_changes(project, "main", path)
    assert caught.value.code == "ledger.no_sheet"


def test_the_command_saves_and_lists_the_differences(project, tmp_path):
    file, path = tmp_path / "p.gpkg", ledger(project, tmp_path)
    save_project(project, file)
    typed(path, "zh", EDITS)
    document = done("import", file, f"ledger={path}")
    assert {(item["household_id"], item["field"]) for item in document["changes"]} == set(KEPT)
    saved = open_project(file)
    assert saved.scenario().fixed_modes == {"H3": "dry"}
    again = done("import", file, f"ledger={path}")
    assert again["changes"] == []


def test_the_command_refuses_a_bad_cell_and_saves_nothing(project, tmp_path):
    file, path = tmp_path / "p.gpkg", ledger(project, tmp_path)
    save_project(project, file)
    before = file.read_bytes()
    typed(path, "zh", {**EDITS, ("households", "ledger.own_money", "H1"): "x"})
    outcome = siting_tool("import", file, f"ledger={path}", "--language", "en")
    assert outcome.code == 2
    (line,) = outcome.stderr
    assert "row 4, 自筹（元）" in line
    assert file.read_bytes() == before
