"""``siting-tool import``: one more layer, a ledger for a layer, or sources that changed."""

from __future__ import annotations

import argparse
from pathlib import Path

from resources.texts import Language, text
from siting_tool.cli.new_command import joined_role, report_intake, source_parts
from siting_tool.cli.output import TerminalProgress, print_json, print_lines
from siting_tool.cli.parser import UsageError, pairs

LEDGER = "ledger"


def add_arguments(parser: argparse.ArgumentParser, language: Language) -> None:
    """Add what the command takes."""
    parser.add_argument("project", metavar="P.gpkg", help=text("cli.option.project", language))
    parser.add_argument(
        "source",
        nargs="?",
        metavar="ROLE=FILE[:LAYER]",
        help=text("cli.option.import_source", language),
    )
    parser.add_argument("--refresh", action="store_true", help=text("cli.option.refresh", language))
    parser.add_argument("--by", metavar="KEY,...", help=text("cli.option.by", language))
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
    parser.add_argument(
        "--height-unit", choices=("m", "ft"), help=text("cli.option.height_unit", language)
    )
    parser.add_argument(
        "--drop-duplicates", action="store_true", help=text("cli.option.drop_duplicates", language)
    )
    parser.add_argument("--append", action="store_true", help=text("cli.option.append", language))
    parser.add_argument("--scenario", default="main", help=text("cli.option.scenario", language))


def run(options: argparse.Namespace) -> None:
    """Do what the source is: a layer, a ledger, or everything that changed."""
    if options.refresh:
        _refresh(options)
        return
    if options.source is None:
        raise UsageError(text("cli.import_needs_source", options.language))
    role, path, layer = source_parts(options.source, options.language)
    if role == LEDGER:
        _import_ledger(path, options)
    elif joined_role(role):
        _join_ledger(joined_role(role), path, layer, options)
    else:
        _import_layer(role, path, layer, options)


def _import_layer(role: str, path: Path, layer: str | None, options: argparse.Namespace) -> None:
    """Read the layer into the project file."""
    from siting_tool.project.intake import SourceRequest, import_source
    from siting_tool.project.store import open_project, save_project

    request = SourceRequest(
        role=role,
        path=path,
        layer=layer,
        crs=options.crs,
        encoding=options.encoding,
        datum_shift=options.datum_shift,
        mapping=pairs(options.map, "--map", options.language),
        drop_duplicates=options.drop_duplicates,
        height_unit=options.height_unit,
        append=options.append,
    )
    progress = TerminalProgress(options.language)
    project_path = Path(options.project)
    intake = import_source(open_project(project_path), request, progress)
    save_project(intake.project, project_path, language=options.language)
    progress.close()
    report_intake(intake, options)


def _join_ledger(role: str, path: Path, layer: str | None, options: argparse.Namespace) -> None:
    """Join a ledger without geometry to the layer of its role."""
    from layers.join import JoinKey
    from siting_tool.project.intake import Intake
    from siting_tool.project.ledger_join import JoinRequest, join_entry, look_up, with_ledger
    from siting_tool.project.store import open_project, save_project

    keys = [word.strip() for word in (options.by or "").split(",") if word.strip()]
    if not set(keys) <= set(JoinKey):
        choices = ", ".join(JoinKey)
        values = {"name": "--by", "value": options.by, "choices": choices}
        raise UsageError(text("cli.bad_choice", options.language, **values))
    project_path = Path(options.project)
    project = open_project(project_path)
    request = JoinRequest(
        role=role,
        path=path,
        layer=layer,
        encoding=options.encoding,
        crs=options.crs,
        datum_shift=options.datum_shift,
        mapping=pairs(options.map, "--map", options.language),
        keys=tuple(JoinKey(key) for key in keys),
    )
    found = look_up(project, request)
    joined = with_ledger(project, found)
    save_project(joined, project_path, language=options.language)
    report_intake(Intake(project=joined, entries=(join_entry(found),)), options)


def _refresh(options: argparse.Namespace) -> None:
    """Read changed sources again and tell every difference."""
    from siting_tool.project.intake import intake_document, intake_lines
    from siting_tool.project.source_refresh import (
        difference_entries,
        difference_lines,
        refresh_sources,
    )
    from siting_tool.project.store import open_project, save_project

    project_path = Path(options.project)
    roles = [options.source] if options.source else None
    progress = TerminalProgress(options.language)
    result = refresh_sources(open_project(project_path), roles, progress)
    if result.intake.entries:
        save_project(result.intake.project, project_path, language=options.language)
    progress.close()
    if options.json:
        document = intake_document(result.intake, options.project, options.language)
        print_json({**document, "differences": difference_entries(result)})
        return
    print_lines(intake_lines(result.intake, options.project, options.language))
    print_lines(difference_lines(result, options.language))


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
