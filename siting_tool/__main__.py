"""Entry of the program: a command runs without a window, none opens it."""

from __future__ import annotations

import gc
import os
import sys
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from resources.texts import Language


def main() -> NoReturn:
    """Run the program and end its process with the exit code.

    A command ends without taking every object and library apart first: that
    would take it some 0.3 s. A window does, as Qt writes its settings then.
    """
    # What is imported and read stays to the end: cycles are looked for less often.
    gc.set_threshold(50_000, 20, 50)
    from siting_tool.cli.main import run

    code = run(sys.argv[1:], open_window)
    if "PyQt6.QtCore" in sys.modules:
        sys.exit(code)
    os._exit(code)


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
    main()
