"""Entry of the program: a command runs without a window, none opens it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from resources.texts import Language


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program and return its exit code."""
    from siting_tool.cli.main import run

    return run(list(sys.argv[1:] if arguments is None else arguments), open_window)


def open_window(project: str | None, language: Language) -> None:
    """Open the window, on a project where one is given.

    Raises
    ------
    ProjectError
        When Qt or its system libraries are missing.
    """
    try:
        from siting_tool.window import run_window
    except ImportError as error:
        from siting_tool.project.errors import ProjectError

        raise ProjectError("cli.no_window", detail=str(error)) from error
    run_window(project, language)


if __name__ == "__main__":
    sys.exit(main())
