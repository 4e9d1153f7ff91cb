"""``siting-tool export``: the deliverables."""

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
    parser.add_argument("folder", metavar="DIR", help=text("cli.option.folder", language))
    add_run_options(parser, language)
    parser.add_argument("--only", metavar="KIND,...", help=text("cli.option.only", language))


def run(options: argparse.Namespace) -> None:
    """Write the deliverables and their manifest."""
    from siting_tool.export.deliverables import export_plan
    from siting_tool.project.store import open_project

    kinds = tuple(options.only.split(",")) if options.only else None
    progress = TerminalProgress(options.language)
    manifest = export_plan(
        open_project(Path(options.project)),
        Path(options.folder),
        parameters=pairs(options.set, "--set", options.language),
        scenario=options.scenario,
        kinds=kinds,
        language=options.language,
        progress=progress,
    )
    progress.close()
    if options.json:
        print_json(manifest)
    else:
        print_lines(f"{entry['kind']:<8} {entry['path']}  {entry['title']}" for entry in manifest)
