"""``siting-tool compare``: scenarios side by side."""

from __future__ import annotations

import argparse
from pathlib import Path

from resources.texts import Language, text
from siting_tool.cli.output import print_json, print_lines, table_lines


def add_arguments(parser: argparse.ArgumentParser, language: Language) -> None:
    """Add what the command takes."""
    parser.add_argument("project", metavar="P.gpkg", help=text("cli.option.project", language))
    parser.add_argument(
        "scenarios", nargs="+", metavar="SCENARIO", help=text("cli.option.scenario", language)
    )


def run(options: argparse.Namespace) -> None:
    """Print the scenarios' figures side by side."""
    from siting_tool.project.comparison import (
        compare_scenarios,
        comparison_rows,
    )
    from siting_tool.project.store import open_project

    compared = compare_scenarios(open_project(Path(options.project)), options.scenarios)
    if options.json:
        print_json({"scenarios": compared})
    else:
        print_lines(table_lines(comparison_rows(compared, options.language)))
