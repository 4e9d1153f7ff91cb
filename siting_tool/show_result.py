"""Opens the window on a planned folder, or draws its picture where there is no display."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from resources.texts import text
from siting_tool.cli.main import chosen_language


def main(arguments: list[str]) -> int:
    """Show ``FOLDER/project.gpkg``."""
    folder = Path(arguments[0])
    language = chosen_language(["--language=zh", *arguments[1:]])
    project = folder / "project.gpkg"
    if has_display():
        from siting_tool.window import run_window

        return run_window(str(project), language)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from siting_tool.window import make_window_picture

    picture = folder / "window.png"
    make_window_picture(str(project), str(picture), language)
    sys.stdout.write(text("show.no_display", language, path=picture) + "\n")
    return 0


def has_display() -> bool:
    """Whether a window can be seen."""
    if sys.platform != "linux":
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
