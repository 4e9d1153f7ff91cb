"""``siting-tool check``: the data report."""

from __future__ import annotations

import argparse
from pathlib import Path

from resources.texts import Language, text
from siting_tool.cli.output import print_json, print_lines


def add_arguments(parser: argparse.ArgumentParser, language: Language) -> None:
    """Add what the command takes."""
    parser.add_argument("project", metavar="P.gpkg", help=text("cli.option.project", language))
    parser.add_argument("--report", metavar="FILE.xlsx", help=text("cli.option.report", language))


def run(options: argparse.Namespace) -> None:
    """Check the project's layers and print what was found."""
    from siting_tool.project.data_report import (
        data_report,
        report_document,
        report_lines,
        write_report,
    )
    from siting_tool.project.store import open_project

    report = data_report(open_project(Path(options.project)))
    if options.report:
        write_report(Path(options.report), report, options.language)
    if options.json:
        print_json(report_document(report, options.language))
    else:
        print_lines(report_lines(report, options.language))
