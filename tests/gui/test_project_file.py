"""What may happen to the file under an open project: nothing is lost or overwritten unseen."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from PyQt6.QtWidgets import QFileDialog, QMessageBox

from siting_tool.project.store import open_project


@pytest.fixture
def saved(window, qtbot):
    """The window after a save, with one edit since."""
    save(window, qtbot)
    window.edits.set_modes({"H000": "dry"})
    return window


def save(window, qtbot):
    with qtbot.waitSignal(window.runner.ended, timeout=20_000):
        window.files.save()


def answer(monkeypatch, button):
    asked = []
    monkeypatch.setattr(QMessageBox, "question", lambda *words: asked.append(words) or button)
    return asked


def change_on_disk(path):
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE somebody_elses (id INTEGER)")


def is_changed_on_disk(path):
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'somebody_elses'")
        return found.fetchone() is not None


def test_a_write_protected_file_is_not_replaced(saved):
    path = saved.document.path
    before = path.read_bytes()
    path.chmod(0o444)
    saved.files.save()
    assert not saved.runner.is_busy
    assert "small.gpkg is write-protected" in saved.messages.label.text()
    assert path.read_bytes() == before
    assert saved.document.is_modified


def test_a_write_protected_project_says_so_when_it_is_opened(saved, qtbot):
    saved.document.path.chmod(0o444)
    with qtbot.waitSignal(saved.document.opened, timeout=20_000):
        saved.open_path(saved.document.path)
    assert "write-protected" in saved.messages.label.text()


def test_a_file_that_is_gone_is_noticed_and_written_again(saved, qtbot):
    path = saved.document.path
    path.unlink()
    saved.files.guard.check_file()
    assert "was deleted or moved" in saved.messages.label.text()
    save(saved, qtbot)
    assert open_project(path).scenario().fixed_modes == {"H000": "dry"}


def test_a_folder_that_is_gone_is_said_and_nothing_is_lost(saved, tmp_path):
    folder = tmp_path / "stick"
    folder.mkdir()
    saved.document.note_written(folder / "small.gpkg")
    folder.rmdir()
    saved.files.save()
    assert "perhaps a drive was unplugged" in saved.messages.label.text()
    assert saved.document.is_modified


def test_a_file_changed_by_another_program_is_not_overwritten_unasked(saved, qtbot, monkeypatch):
    path = saved.document.path
    change_on_disk(path)
    asked = answer(monkeypatch, QMessageBox.StandardButton.Cancel)
    saved.files.save()
    assert len(asked) == 1
    assert is_changed_on_disk(path)
    assert saved.document.is_modified
    answer(monkeypatch, QMessageBox.StandardButton.Yes)
    save(saved, qtbot)
    assert not is_changed_on_disk(path)
    asked = answer(monkeypatch, QMessageBox.StandardButton.Cancel)
    saved.edits.set_modes({"H001": "dry"})
    save(saved, qtbot)
    assert asked == []


def test_both_versions_can_be_kept(saved, qtbot, monkeypatch, tmp_path):
    path, other = saved.document.path, tmp_path / "mine.gpkg"
    change_on_disk(path)
    answer(monkeypatch, QMessageBox.StandardButton.No)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(other), ""))
    save(saved, qtbot)
    assert is_changed_on_disk(path)
    assert open_project(other).scenario().fixed_modes == {"H000": "dry"}
    assert saved.document.path == other
    assert not saved.document.is_modified


def test_a_changed_file_is_told_once_on_coming_back(saved):
    change_on_disk(saved.document.path)
    told = []
    saved.files.told.connect(told.append)
    for _ in range(2):
        saved.files.guard.check_file()
    assert ["changed by another program" in message.text for message in told] == [True]


def test_closing_does_not_overwrite_a_changed_file_unasked(saved, monkeypatch):
    change_on_disk(saved.document.path)
    answers = iter((QMessageBox.StandardButton.Save, QMessageBox.StandardButton.Cancel))
    monkeypatch.setattr(QMessageBox, "question", lambda *_: next(answers))
    assert not saved.close()
    assert is_changed_on_disk(saved.document.path)


def test_a_file_that_another_program_is_changing_is_left_alone(saved):
    """A write-ahead log beside the file: its changes would be lost or mixed with ours."""
    path = saved.document.path
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE held (id INTEGER)")
        connection.commit()
        saved.files.save()
        assert not saved.runner.is_busy
        assert "Another program has small.gpkg open" in saved.messages.label.text()
    assert saved.document.is_modified


def test_a_saved_project_needs_no_write_ahead_log(saved, qtbot):
    """Bytes 18 and 19 of an SQLite file are 1 without, 2 with such a log (network drives)."""
    path = saved.document.path
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
    assert path.read_bytes()[18:20] == b"\x02\x02"
    with qtbot.waitSignal(saved.document.opened, timeout=20_000):
        saved.open_path(path)
    saved.edits.set_modes({"H001": "dry"})
    save(saved, qtbot)
    assert path.read_bytes()[18:20] == b"\x01\x01"
    assert list(path.parent.glob("*.gpkg-*")) == []
