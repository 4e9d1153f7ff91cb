"""Data files of the program: parameters, texts, styles, icons, fonts, translations."""

from __future__ import annotations

from pathlib import Path

_ROOT = Path(__file__).resolve().parent


def resource_path(*parts: str) -> Path:
    """Return the path of a resource file or folder, such as ``("icons", "save.svg")``."""
    return _ROOT.joinpath(*parts)
