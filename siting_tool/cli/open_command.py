"""``siting-tool`` and ``siting-tool open``: the window, which the caller provides."""

from __future__ import annotations

import argparse

from resources.texts import Language, text


def add_arguments(parser: argparse.ArgumentParser, language: Language) -> None:
    """Add what the command takes."""
    parser.add_argument(
        "project", nargs="?", metavar="P.gpkg", help=text("cli.option.project", language)
    )


def run(options: argparse.Namespace) -> None:
    """Open the window."""
    options.open_window(options.project, options.language)
