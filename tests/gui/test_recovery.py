"""Work that was not saved survives the end of the program, however it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PyQt6.QtCore import QStandardPaths
from PyQt6.QtWidgets import QMessageBox

from siting_tool.commands.recovery import offer_recovery, recoverable_projects

ROOT = Path(__file__).resolve().parents[2]
VICTIM = """
import sys
from PyQt6.QtCore import QSettings
QSettings.setDefaultFormat(QSettings.Format.IniFormat)
QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, sys.argv[2])
from pathlib import Path
from small_project import small_project
from siting_tool.window import MainWindow, make_application
app, translators = make_application("en")
window = MainWindow(translators)
window.document.open(small_project(), Path(sys.argv[1]))
window.edits.set_modes({"H000": "dry"})
window.autosave.runner.ended.connect(lambda _: print("kept", flush=True))
window.autosave.write()
app.exec()
"""


@pytest.fixture
def own_home(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    QStandardPaths.setTestModeEnabled(False)
    return tmp_path


@pytest.mark.skipif(os.name == "nt", reason="the process is killed by a POSIX signal")
def test_edits_of_a_killed_program_are_offered_and_opened(own_home, window, monkeypatch):
    path = own_home / "township.gpkg"
    search = os.pathsep.join((str(ROOT), str(ROOT / "tests" / "gui")))
    process = subprocess.Popen(
        [sys.executable, "-c", VICTIM, str(path), str(own_home / "victim")],
        env={**os.environ, "PYTHONPATH": search},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline().strip() == "kept"
    assert recoverable_projects() == []  # it is still running
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    found = recoverable_projects()
    assert [item.original for item in found] == [path]
    monkeypatch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.Yes)
    offer_recovery(window.document, window)
    assert window.document.scenario.fixed_modes == {"H000": "dry"}
    assert window.document.path == path
    assert window.document.is_modified
    assert recoverable_projects() == []


def test_a_clean_end_leaves_nothing_behind(own_home, window, qtbot):
    window.edits.set_modes({"H000": "dry"})
    with qtbot.waitSignal(window.autosave.runner.ended, timeout=20_000):
        window.autosave.write()
    copy = window.autosave._copy
    assert copy.exists()
    with qtbot.waitSignal(window.runner.ended, timeout=20_000):
        window.registry.qactions["file.save"].trigger()
    assert not copy.exists()
