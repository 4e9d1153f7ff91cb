"""The manual opens from the window at the right page, in both languages, wherever installed."""

from __future__ import annotations

import configparser
import re
from pathlib import Path

import pytest
from PyQt6.QtCore import QEvent, Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication

from siting_tool.commands.help_commands import PANEL_PAGES, page_of
from siting_tool.dialogs.manual_viewer import PAGES, ManualViewer, page_path, page_title
from siting_tool.dialogs.select_query import SelectQueryDialog

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = ("zh", "en")
LINK = re.compile(r"\]\(([^)#]+)")


@pytest.fixture
def opened(window):
    """What F1 opened; closed again at the end."""

    def viewer():
        found = window.findChildren(ManualViewer)
        assert len(found) == 1
        return found[0]

    yield viewer
    for left in window.findChildren(ManualViewer):
        left.close()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def test_every_panel_has_its_page(window):
    assert PANEL_PAGES.keys() == window.docks.by_name.keys()
    for name, dock in window.docks.by_name.items():
        assert page_of(dock.widget()) == PANEL_PAGES[name]
    assert page_of(window.canvas) == "map"
    assert page_of(window.middle.start) == "tutorial"
    assert page_of(None) == "index"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_there_with_all_it_leads_to(language):
    folder = page_path("index", language).parent
    assert {path.stem for path in folder.glob("*.md")} == set(PAGES)
    assert set(PANEL_PAGES.values()) <= set(PAGES)
    for page in PAGES:
        words = page_path(page, language).read_text(encoding="utf-8")
        assert page_title(page, language) != page
        leads = [lead for lead in LINK.findall(words) if "://" not in lead]
        assert [lead for lead in leads if not (folder / lead).exists()] == [], page


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_manual_is_installed_with_the_program(language):
    """Each file of the manual is named by a pattern of what setup.cfg installs."""
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    installed = set()
    for target, patterns in config["options.data_files"].items():
        for pattern in patterns.split():
            found = ROOT.glob(pattern)
            installed |= {Path(target, path.name) for path in found}
    source = ROOT / "docs" / "manual"
    wanted = [path for path in (source / language).rglob("*") if path.is_file()]
    assert wanted
    share = Path("share", "siting_tool", "manual")
    assert {share / path.relative_to(source) for path in wanted} <= installed


def test_f1_opens_the_page_of_the_panel_in_use(window, opened):
    window.docks.show("charts")
    window.activateWindow()
    window.charts.kind.setFocus()
    window.registry.qactions["help.manual"].trigger()
    viewer = opened()
    assert viewer.page == "scenarios"
    assert "Coverage by number of toilets" in viewer.browser.toPlainText()
    assert viewer.list.currentItem().text() == "Scenarios, charts, history"


def test_pages_are_turned_and_speak_the_language_in_use(window, opened):
    window.help.open_manual()
    viewer = opened()
    viewer.open_page("data")
    viewer.list.setCurrentRow(PAGES.index("sheets"))
    assert viewer.page == "sheets"
    viewer.back_button.click()
    assert viewer.page == "data"
    assert viewer.list.currentRow() == PAGES.index("data")
    window.looks.speak("zh")
    QApplication.processEvents()
    assert viewer.page == "data"
    assert "数据" in viewer.browser.toPlainText()


def test_pictures_fit_the_page(window, opened):
    window.help.open_manual()
    viewer = opened()
    viewer.open_page("tutorial")
    document = viewer.browser.document()
    assert document.size().width() <= viewer.browser.viewport().width()


def test_f1_in_a_dialog_opens_its_page(window, qtbot):
    window.queries.open_query()
    (dialog,) = window.findChildren(SelectQueryDialog)
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    QTest.keyClick(dialog, Qt.Key.Key_F1)
    (viewer,) = dialog.findChildren(ManualViewer)
    assert viewer.page == "editing"
    viewer.close()
    dialog.close()
