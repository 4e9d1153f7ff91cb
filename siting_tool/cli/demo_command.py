"""``siting-tool demo``: the sample township, from its raw files to all deliverables."""

from __future__ import annotations

import argparse
from pathlib import Path

from resources.texts import Language, text
from siting_tool.cli.output import TerminalProgress, print_json, print_lines


def add_arguments(parser: argparse.ArgumentParser, language: Language) -> None:
    """Add what the command takes."""
    parser.add_argument("folder", metavar="DIR", help=text("cli.option.folder", language))


def run(options: argparse.Namespace) -> None:
    """Plan the sample township and write everything into the folder."""
    from siting_tool.project.demo import demo_lines, run_demo

    with TerminalProgress(options.language) as progress:
        document = run_demo(Path(options.folder), options.language, progress)
    if options.json:
        print_json(document)
    else:
        print_lines(demo_lines(document, options.language))
