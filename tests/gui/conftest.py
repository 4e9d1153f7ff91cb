"""Window tests run without a display and with settings of their own."""

from __future__ import annotations

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import threading

import pytest
from PyQt6.QtCore import QEvent, QSettings
from PyQt6.QtWidgets import QApplication, QMessageBox
from small_project import small_project

from siting_tool.i18n.language import Translators
from siting_tool.window import MainWindow, make_application


@pytest.fixture(autouse=True)
def own_settings(tmp_path):
    """Keep settings out of the user's home."""
    QSettings.setDefaultFormat(QSettings.Format.IniFormat)
    scope = QSettings.Scope.UserScope
    QSettings.setPath(QSettings.Format.IniFormat, scope, str(tmp_path / "settings"))


@pytest.fixture
def translators(qapp) -> Translators:
    _, made = make_application("en")
    yield made
    made.speak("en")


@pytest.fixture
def empty_window(qtbot, translators):
    """The window without a project; whatever it leaves behind fails the test."""
    before = set(threading.enumerate())
    window = MainWindow(translators)
    window.resize(1280, 800)
    window.show()
    yield window
    window.document.undo_stack.setClean()
    window.close()
    window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    qtbot.wait(1)
    left = [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]
    assert left == []
    assert set(threading.enumerate()) <= before | {threading.main_thread()}


@pytest.fixture
def window(empty_window, tmp_path):
    """The window with a small planned township."""
    empty_window.document.open(small_project(), tmp_path / "small.gpkg")
    return empty_window


@pytest.fixture
def no_questions(monkeypatch):
    """Answer every question with "discard"."""
    answer = QMessageBox.StandardButton.Discard
    monkeypatch.setattr(QMessageBox, "question", lambda *_: answer)


def pytest_configure(config):
    """Let pass what the offscreen platform says of every window."""
    config.addinivalue_line("qt_log_ignore", "This plugin does not support")
