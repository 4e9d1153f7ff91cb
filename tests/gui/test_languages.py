"""Switching the language: no word of the other one is left."""

from __future__ import annotations

import html
import re

import pytest
from all_dialogs import DIALOGS
from PyQt6.QtCore import QCoreApplication, QEvent, QModelIndex, Qt
from PyQt6.QtGui import QAction
from PyQt6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDockWidget,
    QGroupBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QListWidget,
    QMenu,
    QTabBar,
    QTableWidget,
    QTreeWidget,
    QWidget,
)

CHINESE = re.compile("[\u4e00-\u9fff]")
ENGLISH = re.compile(r"[A-Za-z]{4,}")
# Names of things that are written alike in both languages.
ALLOWED = re.compile(
    r"EPSG|^main$|\.gpkg|small\.gpkg|Ctrl|Shift|English|中文|张\d+|[青石]\S村|青山公厕"
    r"|GeoTIFF|MBTiles|Shapefile|GeoPackage|GeoJSON|SWMM|Excel|Word|siting_tool"
)


def is_qts_own(widget):
    """Parts of Qt's widgets: the arrows of tab bars, the cross in a search field."""
    return isinstance(widget.parent(), QLineEdit | QTabBar) or widget.objectName().startswith("qt_")


def plain(word):
    return html.unescape(re.sub("<[^>]*>", "", word))


def shown_words(widget):
    """Yield what a widget itself shows or tells."""
    yield from (widget.toolTip(), widget.accessibleName())
    for kind, words in WORDS:
        if isinstance(widget, kind):
            yield from words(widget)


def headings(header):
    if header.model() is not None and header.orientation() == Qt.Orientation.Horizontal:
        for number in range(header.count()):
            yield str(header.model().headerData(number, header.orientation()) or "")


def rows_and_cells(table):
    names = (table.verticalHeaderItem(row) for row in range(table.rowCount()))
    yield from (name.text() for name in names if name is not None)
    yield from tree_cells(table)


def tree_cells(view, parent=None):
    model, parent = view.model(), parent or QModelIndex()
    for row in range(model.rowCount(parent)):
        first = model.index(row, 0, parent)
        cells = (first.siblingAtColumn(column) for column in range(model.columnCount(parent)))
        yield from (str(cell.data() or "") for cell in cells)
        yield from tree_cells(view, first)


def list_cells(view):
    yield from (view.item(row).text() for row in range(view.count()))


WORDS = (
    (QLabel | QAbstractButton, lambda widget: [widget.text()]),
    (QDockWidget, lambda dock: [dock.windowTitle()]),
    (QMenu | QGroupBox, lambda widget: [widget.title()]),
    (QComboBox, lambda box: (box.itemText(row) for row in range(box.count()))),
    (QTabBar, lambda bar: (bar.tabText(number) for number in range(bar.count()))),
    (QLineEdit, lambda line: [line.placeholderText()]),
    (QAbstractSpinBox, lambda box: [box.specialValueText()]),
    (QHeaderView, headings),
    (QTreeWidget, tree_cells),
    (QListWidget, list_cells),
    (QTableWidget, rows_and_cells),
)


def words_of_widgets(top):
    for widget in top.findChildren(QWidget):
        if not is_qts_own(widget):
            yield from shown_words(widget)


def words(window):
    yield from words_of_widgets(window)
    for action in window.findChildren(QAction):
        yield from (action.text(), action.toolTip())
    yield window.inspector.browser.toPlainText()
    yield window.windowTitle()


@pytest.mark.parametrize(("language", "foreign"), [("zh", ENGLISH), ("en", CHINESE)])
@pytest.mark.parametrize("first", ["zh", "en"])
def test_nothing_of_the_other_language_is_left(window, language, foreign, first):
    window.looks.speak(first)
    window.document.select("household_modes", [1])
    window.looks.speak(language)
    QApplication.processEvents()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    left = {word for word in words(window) if foreign.search(ALLOWED.sub("", plain(word)))}
    assert left == set()


@pytest.mark.parametrize("name", DIALOGS)
@pytest.mark.parametrize(("language", "foreign"), [("zh", ENGLISH), ("en", CHINESE)])
def test_no_dialog_speaks_the_other_language(window, language, foreign, name):
    window.looks.speak(language)
    QApplication.processEvents()
    dialog = DIALOGS[name](window)
    spoken = {dialog.windowTitle(), *words_of_widgets(dialog)}
    left = {word for word in spoken if foreign.search(ALLOWED.sub("", plain(word)))}
    assert left == set()
    dialog.close()


def test_qts_own_dialogs_speak_chinese_too(window):
    window.looks.speak("zh")
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "取消"
