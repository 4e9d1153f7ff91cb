"""Texts: complete in both languages, with the same named values, for every code raised."""

from __future__ import annotations

import ast
import string
from pathlib import Path

import pytest

from resources.texts import all_texts, text

ROOT = Path(__file__).resolve().parents[3]
PACKAGES = ("siting_tool", "layers", "algorithms", "resources")


def named_values(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


@pytest.mark.parametrize("text_id", sorted(all_texts()))
def test_a_text_stands_in_both_languages_with_the_same_values(text_id):
    entry = all_texts()[text_id]
    parts = {key.rpartition("_")[0] for key in entry if key not in ("zh", "en")} | {""}
    for part in parts:
        english = entry[f"{part}_en" if part else "en"]
        chinese = entry[f"{part}_zh" if part else "zh"]
        assert english.strip()
        assert chinese.strip()
        assert named_values(english) == named_values(chinese)


def raised_codes() -> set[str]:
    """Return the literal first argument of every error that is constructed."""
    codes = set()
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                    is_error = node.func.id.endswith("Error") and node.func.id[0].isupper()
                    first = node.args[0] if node.args else None
                    if is_error and isinstance(first, ast.Constant) and "." in str(first.value):
                        codes.add(str(first.value))
    return codes


def test_every_error_that_is_raised_has_a_text():
    codes = raised_codes()
    assert len(codes) > 20
    assert codes - set(all_texts()) == set()


def test_a_text_shows_its_values():
    assert text("plan.renovate.uncertain", "zh", count=3) == "待复核：3 户"
