"""Command line and window are two doors to one program: equal plans, equal deliverables."""

from __future__ import annotations

import json

import openpyxl
import pandas as pd
import pytest
from pypdf import PdfReader
from PyQt6.QtGui import QDesktopServices
from PyQt6.QtWidgets import QDialog

from siting_tool.dialogs.export_dialog import ExportDialog
from siting_tool.dialogs.sheet_preview import SheetPreview
from siting_tool.project.store import open_project
from tests.helpers.command_line import done
from tests.helpers.small_sources import write_hamlet

# What the clock decides.
TIMED = {"seconds", "curve"}


@pytest.fixture(scope="module")
def hamlet(tmp_path_factory):
    """A project without a plan, the same one planned by the command line, and what that said."""
    folder = tmp_path_factory.mktemp("doors")
    bare, planned = folder / "bare.gpkg", folder / "planned.gpkg"
    done("new", bare, *write_hamlet(folder / "raw"))
    planned.write_bytes(bare.read_bytes())
    site = done("site", planned, "--model", "lscp", "--service-distance", 300)
    renovate = done("renovate", planned, "--fix", "H001=dry")
    return bare, planned, {"site": site, "renovate": renovate}


def plan_only(summary):
    """Return a summary as scripts get it, without what the clock decides."""
    kept = {key: value for key, value in summary.items() if key not in TIMED}
    return json.loads(json.dumps(kept, default=str))


def open_in(window, path, qtbot):
    with qtbot.waitSignal(window.document.opened, timeout=60_000):
        window.open_path(path)


def trigger(window, action_id, qtbot):
    action = window.registry.qactions[action_id]
    qtbot.waitUntil(action.isEnabled, timeout=20_000)
    with qtbot.waitSignal(window.runner.ended, timeout=240_000):
        action.trigger()


def test_both_doors_give_equal_plans(hamlet, empty_window, qtbot, tmp_path):
    bare, planned, printed = hamlet
    window, path = empty_window, tmp_path / "window.gpkg"
    path.write_bytes(bare.read_bytes())
    open_in(window, path, qtbot)
    form = window.tasks.site_form
    form.model.setCurrentIndex(form.model.findData("lscp"))
    form.distance_m.setValue(300)
    trigger(window, "plan.site", qtbot)
    window.edits.set_modes({"H001": "dry"})
    trigger(window, "plan.renovate", qtbot)
    trigger(window, "file.save", qtbot)
    made, expected = open_project(path).scenario(), open_project(planned).scenario()
    for kind, summary in printed.items():
        assert plan_only(made.runs[kind].summary) == plan_only(summary)
    assert made.fixed_modes == expected.fixed_modes == {"H001": "dry"}
    assert made.results.keys() == expected.results.keys()
    for role, frame in expected.results.items():
        pd.testing.assert_frame_equal(pd.DataFrame(made.results[role]), pd.DataFrame(frame))


def test_the_window_writes_what_its_dialog_asks(hamlet, empty_window, qtbot, tmp_path, monkeypatch):
    """Sheets carry the text typed in the dialog; tables and manifest tell the plan's numbers."""
    _, planned, _ = hamlet
    window, folder, opened = empty_window, tmp_path / "out", []
    open_in(window, planned, qtbot)

    def fill_in(dialog):
        for row in range(dialog.list.count()):
            item = dialog.list.item(row)
            is_wanted = item.data(256) in ("sheets", "ledger", "charts")
            item.setCheckState(
                item.checkState().Checked if is_wanted else item.checkState().Unchecked
            )
        dialog.texts["township_name"].setText("试点镇")
        dialog.folder_edit.setText(str(folder))
        dialog.accept()
        return QDialog.DialogCode.Accepted

    monkeypatch.setattr(ExportDialog, "exec", fill_in)
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    window.looks.speak("zh")
    trigger(window, "file.export", qtbot)
    assert opened == [str(folder)], window.messages.label.text()
    assert window.document.project.texts["township_name"] == "试点镇"
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert {entry["kind"] for entry in manifest} == {"sheets", "ledger", "charts"}
    assert all((folder / entry["path"]).stat().st_size > 0 for entry in manifest)
    sheet = PdfReader(folder / "sheets" / "township.pdf")
    assert "试点镇" in sheet.pages[0].extract_text()
    ledgers = [folder / entry["path"] for entry in manifest if entry["path"].endswith(".xlsx")]
    households = {f"H{number:03d}" for number in range(40)}
    assert any(households <= cells_of(ledger) for ledger in ledgers)
    window.document.undo_stack.undo()
    assert "township_name" not in window.document.project.texts


def cells_of(workbook):
    sheets = openpyxl.load_workbook(workbook).worksheets
    return {str(cell) for sheet in sheets for row in sheet.values for cell in row}


def colours_of(widget):
    picture = widget.grab().toImage()
    places = ((x, y) for x in range(0, picture.width(), 7) for y in range(0, picture.height(), 7))
    return {picture.pixel(x, y) for x, y in places}


def test_every_sheet_is_seen_before_it_is_written(hamlet, empty_window, qtbot):
    """The preview shows the text typed in the dialog, though nothing was accepted yet."""
    _, planned, _ = hamlet
    window = empty_window
    open_in(window, planned, qtbot)
    dialog = ExportDialog(window.document, window)
    dialog.texts["township_name"].setText("试点镇")
    dialog.preview_button.click()
    (preview,) = dialog.findChildren(SheetPreview)
    qtbot.waitUntil(lambda: preview.document.pageCount() > 0, timeout=60_000)
    assert "试点镇" in preview.document.getAllText(0).text()
    qtbot.waitUntil(lambda: len(colours_of(preview.view)) > 20, timeout=60_000)
    for number in range(1, preview.box.count()):
        preview.box.setCurrentIndex(number)
        qtbot.waitUntil(lambda: preview.pages.currentWidget() is preview.view, timeout=60_000)
        assert preview.page == 0
        pages = preview.document.pageCount()
        for page in range(1, pages):
            preview.forward_button.click()
            assert preview.page == page
        assert not preview.forward_button.isEnabled()
    preview.reject()
    assert window.document.project.texts.get("township_name") is None
    dialog.reject()
