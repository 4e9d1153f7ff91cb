"""Ledgers and changed sources in the window: looked at first, taken in as one undoable step."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from PyQt6.QtWidgets import QDialog

from layers.roles_settlement import HOUSEHOLDS
from siting_tool.dialogs.differences import DifferencesDialog
from siting_tool.dialogs.join_ledger import JoinLedgerDialog
from siting_tool.export.ledger.ledger import write_ledger
from siting_tool.project.intake import SourceRequest, new_project
from siting_tool.project.store import save_project
from tests.helpers.small_plan import small_project as planned_project
from tests.helpers.small_sources import write_hamlet


@pytest.fixture
def accepting(monkeypatch):
    """Every dialog that is opened is accepted; those seen are handed back."""
    seen = []

    def accept(dialog):
        seen.append(dialog)
        return QDialog.DialogCode.Accepted

    monkeypatch.setattr(DifferencesDialog, "exec", accept)
    return seen


@pytest.fixture
def hamlet(empty_window, tmp_path):
    words = [word.split("=", 1) for word in write_hamlet(tmp_path / "raw")]
    requests = [SourceRequest(role=role, path=Path(path)) for role, path in words]
    project = new_project(requests).project
    save_project(project, tmp_path / "P.gpkg")
    empty_window.document.open(project, tmp_path / "P.gpkg")
    return empty_window


def table_rows(table):
    return [[table.item(r, c).text() for c in range(table.columnCount())]
            for r in range(table.rowCount())]  # fmt: skip


def change_households(folder: Path) -> None:
    path = folder / "raw" / "户厕.csv"
    text = path.read_text(encoding="gbk")
    path.write_text(text.replace("H005,户主5,7,6", "H005,户主5,7,2"), encoding="gbk")


def test_a_changed_source_is_offered_once_and_taken_in(hamlet, tmp_path, qtbot, accepting):
    change_households(tmp_path)
    bar = hamlet.messages
    with qtbot.waitSignal(hamlet.checks.checked, timeout=20_000):
        hamlet.checks.check()
    assert bar.offer_button.isVisible()
    assert "户厕.csv" in bar.label.text()
    document = hamlet.document
    with qtbot.waitSignal(document.project_changed, timeout=20_000):
        bar.offer_button.click()
    (dialog,) = accepting
    (row,) = table_rows(dialog.table)
    assert row[2:] == ["H005", "Resident persons", "6", "2"]
    households = document.frame("households").set_index("household_id")
    assert households.loc["H005", "persons_resident"] == 2
    document.undo_stack.undo()
    assert document.frame("households")["persons_resident"].eq(6).all()


def test_nothing_is_offered_where_nothing_changed(hamlet, qtbot):
    with qtbot.waitSignal(hamlet.checks.checked, timeout=20_000):
        hamlet.checks.check()
    assert not hamlet.messages.offer_button.isVisible()
    hamlet.sources.refresh()
    qtbot.waitUntil(lambda: "No source changed" in hamlet.messages.label.text(), timeout=20_000)


def test_an_edit_made_meanwhile_is_not_lost(hamlet, tmp_path, qtbot, monkeypatch):
    change_households(tmp_path)
    edits = hamlet.edits

    def edit_and_accept(_):
        note = next(field for field in HOUSEHOLDS.fields if field.name == "note")
        edits.set_values("households", note, {0: "edited"})
        return QDialog.DialogCode.Accepted

    monkeypatch.setattr(DifferencesDialog, "exec", edit_and_accept)
    hamlet.sources.refresh()
    qtbot.waitUntil(lambda: "meanwhile" in hamlet.messages.label.text(), timeout=20_000)
    frame = hamlet.document.frame("households")
    assert frame["note"].iloc[0] == "edited"
    assert frame["persons_resident"].eq(6).all()


def test_an_edited_ledger_is_looked_at_before_it_is_taken_back(
    empty_window, tmp_path, qtbot, accepting
):
    window, project = empty_window, planned_project()
    window.document.open(project, None)
    before = project.layers["households"]["householder_name"].iloc[0]
    write_ledger(project, project.scenario(), tmp_path, "en")
    path = tmp_path / "ledger" / "ledger.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book["Household files"]
    heading = next(row for row in sheet.iter_rows() if any(c.value == "Householder" for c in row))
    column = next(cell.column for cell in heading if cell.value == "Householder")
    sheet.cell(heading[0].row + 1, column).value = "王五"
    book.save(path)
    with qtbot.waitSignal(window.document.project_changed, timeout=20_000):
        window.sources.import_ledger(path)
    (row,) = table_rows(accepting[0].table)
    assert row[1:] == ["Householder", before, "王五"]
    assert window.document.frame("households")["householder_name"].iloc[0] == "王五"
    window.document.undo_stack.undo()
    assert window.document.frame("households")["householder_name"].iloc[0] == before


def test_a_ledger_that_is_none_is_refused_in_words(window, tmp_path, qtbot):
    path = tmp_path / "x.xlsx"
    openpyxl.Workbook().save(path)
    window.sources.import_ledger(path)
    qtbot.waitUntil(lambda: "x.xlsx" in window.messages.label.text(), timeout=20_000)


def foreign_ledger(path: Path) -> Path:
    book = openpyxl.Workbook()
    for row in (
        ["户编号", "户主姓名", "常住人口"],
        ["H000", "户主0", 3],
        ["", "户主7", 4],
        ["X1", "无名", 5],
    ):
        book.active.append(row)
    book.save(path)
    return path


def test_a_ledger_is_joined_after_a_look_at_what_is_left(hamlet, tmp_path, qtbot, monkeypatch):
    path = foreign_ledger(tmp_path / "ledger.xlsx")
    seen = []

    def look(dialog):
        qtbot.waitUntil(lambda: dialog.found is not None, timeout=20_000)
        seen.append((dialog.summary.text(), table_rows(dialog.rows), dialog.features.rowCount()))
        dialog.done(QDialog.DialogCode.Accepted)
        return QDialog.DialogCode.Accepted

    monkeypatch.setattr(JoinLedgerDialog, "exec", look)
    hamlet.sources.join(path)
    ((summary, rows, features),) = seen
    assert "Rows read: 3, joined: 2 (id: 1, name and village: 1" in summary
    assert [row[1:] for row in rows] == [["X1", "无名", "5"]]
    assert features == 38
    frame = hamlet.document.frame("households")
    assert frame["persons_resident"].iloc[[0, 7]].tolist() == [3, 4]
    hamlet.document.undo_stack.undo()
    assert hamlet.document.frame("households")["persons_resident"].eq(6).all()


def test_without_a_key_nothing_can_be_joined(hamlet, tmp_path, qtbot):
    path = foreign_ledger(tmp_path / "ledger.xlsx")
    dialog = JoinLedgerDialog(hamlet.document.project, path, hamlet)
    qtbot.waitUntil(lambda: dialog.found is not None, timeout=20_000)
    for box in dialog.keys.values():
        box.setChecked(False)
    assert dialog.found is None
    accept = dialog.buttons.button(dialog.buttons.StandardButton.Ok)
    assert not accept.isEnabled()
    dialog.done(QDialog.DialogCode.Rejected)
    dialog.deleteLater()


def test_the_data_report_is_written_from_its_panel(hamlet, tmp_path, qtbot, monkeypatch):
    path = tmp_path / "report.xlsx"
    monkeypatch.setattr(
        "siting_tool.commands.source_commands.QFileDialog.getSaveFileName",
        lambda *_: (str(path), ""),
    )
    with qtbot.waitSignal(hamlet.checks.checked, timeout=20_000):
        hamlet.checks.check()
    hamlet.report.export_button.click()
    qtbot.waitUntil(path.exists, timeout=20_000)
    qtbot.waitUntil(lambda: not hamlet.runner.is_busy, timeout=20_000)
