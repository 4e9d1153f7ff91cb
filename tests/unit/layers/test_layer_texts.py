"""Every code that the layers package can give has its texts, alike in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from resources.texts import all_texts

PACKAGE = Path(__file__).resolve().parents[3] / "layers"
CODE = re.compile(
    r'"((?:findings|read|crs|write|terrain|layers|missing|crs_reason|question|join|refresh)\.[a-z_0-9]+)"'
)
FAMILIES = ("coordinates_blank", "coordinates_unread", "coordinates_zero")
SOURCE_KINDS = ("source_added", "source_removed", "source_changed", "source_kept")


def codes() -> list[str]:
    found = {
        code for path in PACKAGE.rglob("*.py") for code in CODE.findall(path.read_text("utf-8"))
    }
    return sorted(found | {f"findings.{name}" for name in (*FAMILIES, *SOURCE_KINDS)})


@pytest.mark.parametrize("code", codes())
def test_a_code_has_texts_with_the_same_values_in_both_languages(code: str) -> None:
    entry = all_texts()[code]
    for part in ("", "done_", "todo_"):
        if f"{part}en" in entry:
            values = [
                set(re.findall(r"\{(\w+)\}", entry[f"{part}{lang}"])) for lang in ("en", "zh")
            ]
            assert values[0] == values[1]


def test_no_finding_text_is_left_over() -> None:
    used = set(codes())
    written = {code for code in all_texts() if code.startswith("findings.")}
    assert written <= used
