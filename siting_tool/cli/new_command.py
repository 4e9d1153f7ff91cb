"""``siting-tool new``: a project from source files."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from resources.catalogue import DEFAULT_PROFILE
from resources.texts import Language, text
from siting_tool.cli.output import TerminalProgress, print_json, print_lines
from siting_tool.cli.parser import UsageError

if TYPE_CHECKING:
    from siting_tool.project.intake import Intake


def add_arguments(parser: argparse.ArgumentParser, language: Language) -> None:
    """Add what the command takes."""
    parser.add_argument("project", metavar="P.gpkg", help=text("cli.option.project", language))
    parser.add_argument(
        "sources", nargs="+", metavar="ROLE=FILE[:LAYER]", help=text("cli.option.source", language)
    )
    parser.add_argument(
        "--profile", default=DEFAULT_PROFILE, help=text("cli.option.profile", language)
    )
    parser.add_argument("--crs", metavar="EPSG:n", help=text("cli.option.crs", language))


def run(options: argparse.Namespace) -> None:
    """Make the project file and report what was read."""
    from siting_tool.project.intake import SourceRequest, new_project
    from siting_tool.project.ledger_join import JoinRequest, joined_to
    from siting_tool.project.store import save_project

    parts = [source_parts(word, options.language) for word in options.sources]
    requests = [
        SourceRequest(role=role, path=path, layer=layer)
        for role, path, layer in parts
        if not joined_role(role)
    ]
    ledgers = [
        JoinRequest(role=joined_role(role), path=path, layer=layer)
        for role, path, layer in parts
        if joined_role(role)
    ]
    progress = TerminalProgress(options.language)
    intake = new_project(requests, profile=options.profile, crs=options.crs, progress=progress)
    intake = joined_to(intake, ledgers)
    save_project(intake.project, Path(options.project), overwrite=False, language=options.language)
    progress.close()
    report_intake(intake, options)


def source_parts(word: str, language: Language) -> tuple[str, Path, str | None]:
    r"""Return role, file and layer of ``ROLE=FILE[:LAYER]``.

    A colon belongs to the file name where such a file exists, as in ``C:\\data``.
    """
    role, sign, place = word.partition("=")
    if not sign or not place:
        raise UsageError(text("cli.not_a_source", language, value=word))
    if Path(place).exists() or ":" not in place:
        return role, Path(place), None
    file, _, layer = place.rpartition(":")
    if not Path(file).exists() and len(file) == 1:
        return role, Path(place), None  # a Windows drive letter
    return role, Path(file), layer


def joined_role(word: str) -> str:
    """Return the role that a ledger is joined to (``households_ledger``), else an empty text."""
    role, suffix, rest = word.rpartition("_ledger")
    return role if suffix and not rest else ""


def report_intake(intake: Intake, options: argparse.Namespace) -> None:
    """Print what was read into a project."""
    from siting_tool.project.intake import intake_document, intake_lines

    if options.json:
        print_json(intake_document(intake, options.project, options.language))
    else:
        print_lines(intake_lines(intake, options.project, options.language))
