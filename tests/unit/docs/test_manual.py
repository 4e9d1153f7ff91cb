"""The manual: made pages are fresh, both languages have the same pages, links lead somewhere."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

from siting_tool.cli.parser import COMMANDS

DOCS = Path(__file__).resolve().parents[3] / "docs"


def load_builder():
    spec = importlib.util.spec_from_file_location("docs_build", DOCS / "build.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_pages_made_from_the_declarations_are_fresh():
    assert load_builder().stale_pages() == [], "run: make docs"


def test_both_languages_have_the_same_pages():
    chinese, english = (
        {p.name for p in (DOCS / "manual" / lang).glob("*.md")} for lang in ("zh", "en")
    )
    assert chinese == english
    assert len(chinese) >= 10


@pytest.mark.parametrize(
    "page", sorted((DOCS / "manual").rglob("*.md")), ids=lambda p: f"{p.parent.name}-{p.stem}"
)
def test_links_and_pictures_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
        assert "://" in target or (page.parent / target).exists(), target


def test_every_command_in_the_manual_exists():
    for language in ("zh", "en"):
        words = (DOCS / "manual" / language / "command_line.md").read_text(encoding="utf-8")
        used = set(re.findall(r"^siting-tool (\S+)", words, flags=re.MULTILINE))
        assert used <= set(COMMANDS)
        assert len(used) >= 8
