"""``siting-tool`` and ``siting-tool open``: the window."""

from __future__ import annotations

import argparse

from resources.texts import Language, text
from siting_tool.project.errors import ProjectError


def add_arguments(parser: argparse.ArgumentParser, language: Language) -> None:
    """Add what the command takes."""
    parser.add_argument(
        "project", nargs="?", metavar="P.gpkg", help=text("cli.option.project", language)
    )


def run(options: argparse.Namespace) -> None:
    """Open the window."""
    try:
        from siting_tool.window import run_window
    except ImportError as error:
        raise ProjectError("cli.no_window", detail=str(error)) from error
    run_window(options.project, options.language)
