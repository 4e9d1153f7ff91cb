"""At the default size no word of the window or its dialogs is cut off, in either language."""

from __future__ import annotations

import pytest
from all_dialogs import DIALOGS
from PyQt6.QtCore import QSize, Qt
from PyQt6.QtGui import QTextDocument
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
    QPushButton,
    QStyle,
    QStyleOptionComboBox,
    QTabBar,
    QTableWidget,
    QToolButton,
    QWidget,
)

DEFAULT = QSize(1440, 900)
SLACK_PX = 1


def width_of(widget, words):
    return widget.fontMetrics().size(Qt.TextFlag.TextShowMnemonic.value, words).width()


def label_is_cut(label):
    room = label.contentsRect().size()
    if label.wordWrap():
        return label.heightForWidth(label.width()) > label.height() + SLACK_PX
    if Qt.mightBeRichText(label.text()):
        document = QTextDocument()
        document.setDefaultFont(label.font())
        document.setHtml(label.text())
        document.setDocumentMargin(0)
        return document.idealWidth() > room.width() + SLACK_PX
    return width_of(label, label.text()) > room.width() + SLACK_PX


def button_is_cut(button):
    if isinstance(button, QToolButton):
        style = button.toolButtonStyle()
        if style == Qt.ToolButtonStyle.ToolButtonIconOnly and not button.icon().isNull():
            return False
    lines = button.text().replace("&", "").split("\n")
    return max(width_of(button, line) for line in lines) > button.contentsRect().width() + SLACK_PX


def box_is_cut(box):
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    part = QStyle.SubControl.SC_ComboBoxEditField
    room = box.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, box)
    words = [box.itemText(row) for row in range(box.count())]
    return max((width_of(box, word) for word in words), default=0) > room.width() + SLACK_PX


def line_is_cut(line):
    return width_of(line, line.placeholderText()) > line.contentsRect().width() + SLACK_PX


def spin_is_cut(spin):
    line = spin.lineEdit()
    return width_of(spin, spin.specialValueText()) > line.contentsRect().width() + SLACK_PX


def cut_tabs(bar):
    for number in range(bar.count()):
        if width_of(bar, bar.tabText(number)) > bar.tabRect(number).width() + SLACK_PX:
            yield bar.tabText(number)


def cut_headings(header):
    if header.orientation() != Qt.Orientation.Horizontal or header.model() is None:
        return
    for number in range(header.count()):
        if header.sectionSizeHint(number) > header.sectionSize(number) + SLACK_PX:
            yield header.model().headerData(number, Qt.Orientation.Horizontal)


def is_in_front(widget, top):
    """Whether a widget is shown; docks behind others stand outside of their window."""
    outer = widget
    while outer is not top and not isinstance(outer, QDockWidget):
        outer = outer.parentWidget()
    middle = outer.mapTo(top, outer.rect().center())
    return widget.isVisible() and top.rect().contains(middle)


def cut_words(top):
    """Yield class, name and words of everything visible that has too little room."""
    checks = (
        (QLabel, label_is_cut, lambda label: label.text()),
        (QAbstractButton, button_is_cut, lambda button: button.text()),
        (QComboBox, box_is_cut, lambda box: box.currentText()),
        (QLineEdit, line_is_cut, lambda line: line.placeholderText()),
        (QAbstractSpinBox, spin_is_cut, lambda spin: spin.specialValueText()),
        (QGroupBox, lambda box: width_of(box, box.title()) > box.width(), QGroupBox.title),
    )
    for widget in top.findChildren(QWidget):
        if not is_in_front(widget, top):
            continue
        for kind, is_cut, words in checks:
            if isinstance(widget, kind) and words(widget) and is_cut(widget):
                yield type(widget).__name__, widget.objectName(), words(widget)
        if isinstance(widget, QTabBar):
            yield from (("QTabBar", widget.objectName(), words) for words in cut_tabs(widget))
        if isinstance(widget, QHeaderView):
            parent = widget.parentWidget()
            yield from (("QHeaderView", parent.objectName(), w) for w in cut_headings(widget))


def test_words_with_too_little_room_are_found(qtbot):
    """The check itself: a label, a button and a heading, each narrower than its words."""
    top = QWidget()
    qtbot.addWidget(top)
    QLabel("A long sentence about toilets", top).setGeometry(0, 0, 40, 20)
    QPushButton("Choose public toilet sites", top).setGeometry(0, 30, 60, 24)
    wrapped = QLabel("Words on three lines or so, given room for one", top)
    wrapped.setWordWrap(True)
    wrapped.setGeometry(0, 60, 90, 16)
    table = QTableWidget(0, 1, top)
    table.setHorizontalHeaderLabels(["Whole-life cost of the sewer"])
    table.setGeometry(0, 100, 200, 60)
    table.setColumnWidth(0, 50)
    settled(top)
    assert [kind for kind, _, _ in cut_words(top)] == [
        "QLabel", "QPushButton", "QLabel", "QHeaderView",
    ]  # fmt: skip


def settled(widget):
    widget.show()
    for _ in range(3):
        QApplication.processEvents()
    return widget


@pytest.fixture(params=["zh", "en"])
def speaking(request, window):
    window.resize(DEFAULT)
    window.looks.speak(request.param)
    return settled(window)


def test_no_panel_cuts_its_words(speaking):
    cut = set()
    for name in speaking.docks.by_name:
        speaking.docks.show(name)
        settled(speaking)
        cut |= set(cut_words(speaking))
    for number in range(speaking.charts.kind.count()):
        speaking.docks.show("charts")
        speaking.charts.kind.setCurrentIndex(number)
        settled(speaking)
        cut |= set(cut_words(speaking.charts))
    assert cut == set()


@pytest.mark.parametrize("role", ["household_modes", "toilet_sites", "roads", "village_boundaries"])
def test_no_card_and_no_table_cuts_its_words(speaking, role):
    speaking.document.select(role, [0])
    speaking.table.show_layer(role)
    speaking.docks.show("table")
    speaking.table.filter_button.setChecked(True)
    settled(speaking)
    assert set(cut_words(speaking)) == set()


def test_the_start_page_cuts_no_words(empty_window, translators):
    for language in ("zh", "en"):
        empty_window.resize(DEFAULT)
        empty_window.looks.speak(language)
        assert set(cut_words(settled(empty_window))) == set()


@pytest.mark.parametrize("name", DIALOGS)
def test_no_dialog_cuts_its_words(speaking, name):
    dialog = settled(DIALOGS[name](speaking))
    assert set(cut_words(dialog)) == set()
    dialog.close()
