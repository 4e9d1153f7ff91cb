"""The error family of the project."""

from __future__ import annotations

from pathlib import Path
from typing import Any


class ProjectError(ValueError):
    """A project or its file cannot be used as asked.

    Parameters
    ----------
    code
        Stable id of the message; its texts stand in ``resources/messages``.
    file
        The project file or folder concerned, empty where none is.
    values
        Named values that the message shows.
    """

    def __init__(self, code: str, *, file: str | Path = "", **values: Any) -> None:
        super().__init__(f"{file} {code} {values}")
        self.code = code
        self.file = str(file)
        self.values = values
