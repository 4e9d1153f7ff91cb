"""``siting-tool import``: one more layer into a project."""

from __future__ import annotations

import argparse
from pathlib import Path

from resources.texts import Language, text
from siting_tool.cli.new_command import report_intake, source_parts
from siting_tool.cli.output import TerminalProgress
from siting_tool.cli.parser import pairs


def add_arguments(parser: argparse.ArgumentParser, language: Language) -> None:
    """Add what the command takes."""
    parser.add_argument("project", metavar="P.gpkg", help=text("cli.option.project", language))
    parser.add_argument(
        "source", metavar="ROLE=FILE[:LAYER]", help=text("cli.option.source", language)
    )
    parser.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="FIELD=COLUMN",
        help=text("cli.option.map", language),
    )
    parser.add_argument("--crs", metavar="EPSG:n", help=text("cli.option.source_crs", language))
    parser.add_argument(
        "--datum-shift",
        choices=("gcj02", "bd09"),
        help=text("cli.option.datum_shift", language),
    )
    parser.add_argument("--encoding", help=text("cli.option.encoding", language))
    parser.add_argument("--append", action="store_true", help=text("cli.option.append", language))


def run(options: argparse.Namespace) -> None:
    """Read the layer into the project file."""
    from siting_tool.project.intake import SourceRequest, import_source
    from siting_tool.project.store import open_project, save_project

    role, path, layer = source_parts(options.source, options.language)
    request = SourceRequest(
        role=role,
        path=path,
        layer=layer,
        crs=options.crs,
        encoding=options.encoding,
        datum_shift=options.datum_shift,
        mapping=pairs(options.map, "--map", options.language),
        append=options.append,
    )
    progress = TerminalProgress(options.language)
    project_path = Path(options.project)
    intake = import_source(open_project(project_path), request, progress)
    save_project(intake.project, project_path, language=options.language)
    progress.close()
    report_intake(intake, options)
