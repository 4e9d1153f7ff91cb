"""``siting-tool import``: one more layer into a project, or an edited ledger."""

from __future__ import annotations

import argparse
from pathlib import Path

from resources.texts import Language, text
from siting_tool.cli.new_command import report_intake, source_parts
from siting_tool.cli.output import TerminalProgress, print_json, print_lines
from siting_tool.cli.parser import pairs

LEDGER = "ledger"


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
    parser.add_argument("--scenario", default="main", help=text("cli.option.scenario", language))


def run(options: argparse.Namespace) -> None:
    """Read the layer into the project file."""
    from siting_tool.project.intake import SourceRequest, import_source
    from siting_tool.project.store import open_project, save_project

    role, path, layer = source_parts(options.source, options.language)
    if role == LEDGER:
        _import_ledger(path, options)
        return
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


def _import_ledger(path: Path, options: argparse.Namespace) -> None:
    """Take an edited ledger in and tell every difference; nothing is saved on a bad cell."""
    from siting_tool.project.ledger_import import (
        changes_document,
        changes_lines,
        ledger_edit,
        read_ledger_changes,
    )
    from siting_tool.project.store import open_project, save_project

    project_path = Path(options.project)
    project = open_project(project_path)
    changes = read_ledger_changes(project, options.scenario, path)
    if changes.faults:
        raise ExceptionGroup("ledger", changes.faults)
    changed, _ = ledger_edit(project, changes).apply(project)
    save_project(changed, project_path, language=options.language)
    if options.json:
        print_json(changes_document(changes, options.project))
    else:
        print_lines(changes_lines(changes, options.project, options.language))
