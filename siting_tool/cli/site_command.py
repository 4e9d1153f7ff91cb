"""``siting-tool site``: choose public toilet sites."""

from __future__ import annotations

import argparse
from pathlib import Path

from resources.texts import Language, text
from siting_tool.cli.output import TerminalProgress, print_json, print_lines
from siting_tool.cli.parser import pairs


def add_arguments(parser: argparse.ArgumentParser, language: Language) -> None:
    """Add what the command takes."""
    parser.add_argument("project", metavar="P.gpkg", help=text("cli.option.project", language))
    parser.add_argument(
        "--model",
        required=True,
        choices=("lscp", "mclp", "p-median", "p-center"),
        help=text("cli.option.model", language),
    )
    parser.add_argument(
        "--service-distance",
        type=float,
        metavar="M",
        help=text("cli.option.service_distance", language),
    )
    parser.add_argument(
        "--facility-count", type=int, metavar="N", help=text("cli.option.facility_count", language)
    )
    parser.add_argument(
        "--budget", type=float, metavar="YUAN", help=text("cli.option.budget", language)
    )
    parser.add_argument(
        "--keep-best", action="store_true", help=text("cli.option.keep_best", language)
    )
    add_run_options(parser, language)


def add_run_options(parser: argparse.ArgumentParser, language: Language) -> None:
    """Add the options that every run takes."""
    parser.add_argument("--scenario", default="main", help=text("cli.option.scenario", language))
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="PARAMETER=VALUE",
        help=text("cli.option.set", language),
    )


def run(options: argparse.Namespace) -> None:
    """Choose the sites and keep them in the project file."""
    from siting_tool.project.runs import SitingRequest, accept_outcome
    from siting_tool.project.siting_run import run_siting
    from siting_tool.project.siting_text import siting_lines
    from siting_tool.project.store import open_project, save_project

    request = SitingRequest(
        scenario=options.scenario,
        model=options.model,
        service_distance_m=options.service_distance,
        facility_count=options.facility_count,
        budget_yuan=options.budget,
        parameters=pairs(options.set, "--set", options.language),
    )
    path = Path(options.project)
    project = open_project(path)
    with TerminalProgress(options.language, keeps_best=options.keep_best) as progress:
        outcome = run_siting(project, request, progress)
        planned = accept_outcome(project, "site", request, outcome)
        progress.report("stage.saving")
    save_project(planned, path, language=options.language)
    if options.json:
        print_json(outcome.summary)
    else:
        print_lines(siting_lines(outcome.summary, options.language))
