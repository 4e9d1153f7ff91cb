"""Folders and file names of the deliverables."""

from __future__ import annotations

import re
from pathlib import Path

from layers.io.write import write_error

_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\s.]+')
_LONGEST = 60


def make_folder(folder: Path) -> None:
    """Make a folder with those above it; WriteError when that is not possible."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise write_error(error, folder) from error


def safe_name(*parts: str) -> str:
    """Return texts joined to a file name that every system accepts.

    Examples
    --------
    >>> safe_name("420682999203", "板桥/沟 村")
    '420682999203_板桥-沟-村'
    """
    cleaned = (_UNSAFE.sub("-", part).strip("-") for part in dict.fromkeys(parts))
    return "_".join(part for part in cleaned if part)[:_LONGEST] or "-"
