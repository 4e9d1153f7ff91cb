"""Texts for people in Chinese and English, for all that runs without a window.

Every file of ``resources/messages`` holds tables of texts by id; each id has
``en`` and ``zh``, some have more (``done_en``, ``todo_zh``). Named values stand
in braces, as in :meth:`str.format`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Literal

from resources import resource_path

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")


@cache
def all_texts() -> Mapping[str, Mapping[str, str]]:
    """Read every text, by id."""
    texts: dict[str, Mapping[str, str]] = {}
    for path in sorted(resource_path("messages").glob("*.toml")):
        texts.update(_entries(tomllib.loads(path.read_text(encoding="utf-8"))))
    return texts


def _entries(tables: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    for key, value in tables.items():
        own = {name: words for name, words in value.items() if isinstance(words, str)}
        if own:
            yield f"{prefix}{key}", own
        below = {name: table for name, table in value.items() if isinstance(table, dict)}
        yield from _entries(below, f"{prefix}{key}.")


def text(text_id: str, language: Language, part: str = "", **values: Any) -> str:
    """Return one text with its values.

    Parameters
    ----------
    text_id
        Stable id, such as ``siting.too_few_sites``.
    language
        ``zh`` or ``en``.
    part
        Further part of the text, such as ``todo``; empty for the text itself.
    values
        Named values in the text.

    Examples
    --------
    >>> text("mode.septic_tank", "zh")
    '三格化粪池'
    """
    entry = all_texts()[text_id]
    key = f"{part}_{language}" if part else language
    return entry[key].format(**values) if values else entry[key]
