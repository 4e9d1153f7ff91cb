"""Switching the language: no word of the other one is left."""

from __future__ import annotations

import html
import re

import pytest
from PyQt6.QtCore import QCoreApplication, QEvent
from PyQt6.QtGui import QAction
from PyQt6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDockWidget,
    QLabel,
    QLineEdit,
    QMenu,
    QSlider,
    QTabBar,
    QTextBrowser,
    QTreeView,
    QWidget,
)

CHINESE = re.compile("[\u4e00-\u9fff]")
ENGLISH = re.compile(r"[A-Za-z]{4,}")
# Names of things that are written alike in both languages.
ALLOWED = re.compile(
    r"EPSG|^main$|\.gpkg|small\.gpkg|Ctrl|Shift|English|中文|张\d+|[青石]\S村|青山公厕"
)


def is_qts_own(widget):
    """Parts of Qt's widgets: the arrows of tab bars, the cross in a search field."""
    return isinstance(widget.parent(), QLineEdit | QTabBar) or widget.objectName().startswith("qt_")


def plain(word):
    return html.unescape(re.sub("<[^>]*>", "", word))


def words(window):
    for widget in window.findChildren(QWidget):
        if is_qts_own(widget):
            continue
        yield from (widget.toolTip(), widget.accessibleName())
        if isinstance(widget, QLabel | QAbstractButton):
            yield widget.text()
        if isinstance(widget, QDockWidget):
            yield widget.windowTitle()
        if isinstance(widget, QMenu):
            yield widget.title()
        if isinstance(widget, QComboBox):
            yield from (widget.itemText(row) for row in range(widget.count()))
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


def test_qts_own_dialogs_speak_chinese_too(window):
    window.looks.speak("zh")
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "取消"


def test_every_control_has_a_name(window):
    kinds = (
        QAbstractButton,
        QAbstractSpinBox,
        QComboBox,
        QSlider,
        QTreeView,
        QTextBrowser,
        QLineEdit,
    )
    nameless = [
        widget
        for widget in window.findChildren(QWidget)
        if isinstance(widget, kinds)
        and not is_qts_own(widget)
        and not (widget.accessibleName() or (isinstance(widget, QAbstractButton) and widget.text()))
    ]
    assert [(type(widget).__name__, widget.objectName()) for widget in nameless] == []
