"""``siting-tool renovate``: choose every household's mode and design the sewers."""

from __future__ import annotations

import argparse
from pathlib import Path

from resources.texts import Language, text
from siting_tool.cli.output import TerminalProgress, print_json, print_lines
from siting_tool.cli.parser import pairs
from siting_tool.cli.site_command import add_run_options


def add_arguments(parser: argparse.ArgumentParser, language: Language) -> None:
    """Add what the command takes."""
    parser.add_argument("project", metavar="P.gpkg", help=text("cli.option.project", language))
    parser.add_argument(
        "--fix",
        action="append",
        default=[],
        metavar="HOUSEHOLD=MODE",
        help=text("cli.option.fix", language),
    )
    add_run_options(parser, language)


def run(options: argparse.Namespace) -> None:
    """Choose the modes and keep them in the project file."""
    from siting_tool.project.plan_text import renovation_lines
    from siting_tool.project.renovation_run import run_renovation
    from siting_tool.project.runs import RenovationRequest, accept_outcome
    from siting_tool.project.store import open_project, save_project

    request = RenovationRequest(
        scenario=options.scenario,
        fixed_modes=pairs(options.fix, "--fix", options.language),
        parameters=pairs(options.set, "--set", options.language),
    )
    path = Path(options.project)
    project = open_project(path)
    with TerminalProgress(options.language) as progress:
        outcome = run_renovation(project, request, progress)
        planned = accept_outcome(project, "renovate", request, outcome)
        progress.report("stage.saving")
    save_project(planned, path, language=options.language)
    if options.json:
        print_json(outcome.summary)
    else:
        print_lines(renovation_lines(outcome.summary, options.language))
