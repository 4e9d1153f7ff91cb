"""What happened to a project's file since it was read or written."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

_WRITE_BITS = 0o222


@dataclass(frozen=True, kw_only=True)
class FileMark:
    """Tells the content of a file from a later one without reading it."""

    size: int
    modified_ns: int
    number: int


def file_mark(path: Path | None) -> FileMark | None:
    """Return the mark of a file, None where there is none."""
    if path is None or not path.exists():
        return None
    state = path.stat()
    return FileMark(size=state.st_size, modified_ns=state.st_mtime_ns, number=state.st_ino)


def is_read_only(path: Path) -> bool:
    """Whether a file is there and must not be written."""
    if not path.exists():
        return False
    return not os.access(path, os.W_OK) or not path.stat().st_mode & _WRITE_BITS


def change_since(path: Path, known: FileMark | None) -> str:
    """Return what happened to a file since its mark was taken.

    Returns
    -------
    str
        ``folder_gone``; ``gone``; ``in_use``: another program holds changes to
        it that are not in the file yet (SQLite's write-ahead log); ``newer``;
        or nothing.
    """
    if not path.parent.is_dir():
        return "folder_gone"
    now = file_mark(path)
    if now is None:
        return "" if known is None else "gone"
    if _holds_changes(_log(path)):
        return "in_use"
    return "" if now == known else "newer"


def remove_empty_log(path: Path) -> None:
    """Remove what a program with a write-ahead log left beside a file, unless it holds changes."""
    log = _log(path)
    if not _holds_changes(log):
        for leftover in (log, path.with_name(f"{path.name}-shm")):
            leftover.unlink(missing_ok=True)


def _log(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


def _holds_changes(log: Path) -> bool:
    return log.exists() and log.stat().st_size > 0
