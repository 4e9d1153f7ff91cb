"""``siting-tool parameters``: every parameter with its source."""

from __future__ import annotations

import argparse

from resources.catalogue import DEFAULT_PROFILE, Parameter, load_profile
from resources.texts import Language, text
from siting_tool.cli.output import print_json, print_lines, table_lines

_KEYS = (
    "id",
    "title_zh",
    "title_en",
    "unit",
    "default",
    "minimum",
    "maximum",
    "source",
    "certainty",
)


def add_arguments(parser: argparse.ArgumentParser, language: Language) -> None:
    """Add what the command takes."""
    parser.add_argument(
        "--profile", default=DEFAULT_PROFILE, help=text("cli.option.profile", language)
    )
    parser.add_argument(
        "--markdown", action="store_true", help=text("cli.option.markdown", language)
    )


def run(options: argparse.Namespace) -> None:
    """Print the parameters."""
    parameters = list(load_profile(options.profile).values())
    if options.json:
        print_json([{key: getattr(item, key) for key in _KEYS} for item in parameters])
        return
    rows = [_heading(options.language), *(_row(item, options.language) for item in parameters)]
    print_lines(markdown_lines(rows) if options.markdown else table_lines(rows))


def markdown_lines(rows: list[list[str]]) -> list[str]:
    """Return rows as a Markdown table."""
    cells = [[cell.replace("|", "\\|") for cell in row] for row in rows]
    lines = [f"| {' | '.join(row)} |" for row in cells]
    return [lines[0], "|" + " --- |" * len(rows[0]), *lines[1:]]


def _heading(language: Language) -> list[str]:
    columns = ("id", "title", "unit", "default", "bounds", "source", "certainty")
    return [text(f"cli.parameters.{column}", language) for column in columns]


def _row(item: Parameter, language: Language) -> list[str]:
    bounds = [_number(item.minimum), _number(item.maximum)]
    certainty = f"{item.certainty} {text(f'certainty.{item.certainty}', language)}"
    return [
        item.id,
        item.title_zh if language == "zh" else item.title_en,
        item.unit,
        _number(item.default),
        " / ".join(item.choices) if item.choices else " – ".join(bounds).strip(" –"),
        item.shown_source(language),
        certainty,
    ]


def _number(value: bool | float | str | None) -> str:
    if value is None:
        return ""
    if isinstance(value, bool | str):
        return str(value).lower() if isinstance(value, bool) else value
    return f"{value:g}"
