"""The command line's grammar, with help in the user's language."""

from __future__ import annotations

import argparse
import re
from importlib import import_module
from typing import Any, NoReturn

from resources.texts import Language, text
from siting_tool import __version__

COMMANDS = (
    "open",
    "new",
    "import",
    "check",
    "site",
    "renovate",
    "export",
    "compare",
    "parameters",
    "demo",
)
_FAULTS = (
    (r"the following arguments are required: (?P<names>.+)", "cli.missing_arguments"),
    (r"unrecognized arguments: (?P<names>.+)", "cli.unknown_arguments"),
    (
        r"argument (?P<name>[^:]+): invalid choice: '?(?P<value>.*?)'? "
        r"\(choose from (?P<choices>.+)\)",
        "cli.bad_choice",
    ),
    (r"argument (?P<name>[^:]+): expected .+", "cli.missing_value"),
    (r"argument (?P<name>[^:]+): invalid \S+ value: '(?P<value>.*)'", "cli.bad_value"),
)


class UsageError(Exception):
    """The command line cannot be understood; the text says why."""


class _Parser(argparse.ArgumentParser):
    language: Language = "en"

    def error(self, message: str) -> NoReturn:
        """Raise instead of leaving the program, in the user's language."""
        for pattern, text_id in _FAULTS:
            found = re.fullmatch(pattern, message)
            if found:
                message = text(text_id, self.language, **found.groupdict())
        raise UsageError(message + text("cli.see_help", self.language, command=self.prog))


def make_parser(language: Language) -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    _Parser.language = language
    parser = _Parser(prog="siting-tool", description=text("cli.program", language))
    parser.add_argument("--version", action="version", version=f"siting-tool {__version__}")
    add_common_options(parser, language)
    parser.set_defaults(run=_run_of("open"), project=None)
    commands = parser.add_subparsers(title=text("cli.commands", language), metavar="")
    for name in COMMANDS:
        title = text(f"cli.command.{name}", language)
        command = commands.add_parser(name, help=title, description=title)
        module_of(name).add_arguments(command, language)
        add_common_options(command, language)
        command.set_defaults(run=_run_of(name))
    return parser


def module_of(command: str) -> Any:
    """Return the module of a command; it imports nothing heavy."""
    return import_module(f"siting_tool.cli.{command}_command")


def add_common_options(parser: argparse.ArgumentParser, language: Language) -> None:
    """Add the options that every command takes."""
    parser.add_argument("--json", action="store_true", help=text("cli.option.json", language))
    parser.add_argument(
        "--language",
        choices=("zh", "en"),
        default=language,
        help=text("cli.option.language", language),
    )


def _run_of(command: str) -> Any:
    def run(options: argparse.Namespace) -> None:
        module_of(command).run(options)

    return run


def pairs(words: list[str], option: str, language: Language) -> dict[str, str]:
    """Return ``NAME=VALUE`` words as a dictionary."""
    result = {}
    for word in words:
        name, sign, value = word.partition("=")
        if not sign or not name:
            raise UsageError(text("cli.not_a_pair", language, option=option, value=word))
        result[name] = value
    return result
