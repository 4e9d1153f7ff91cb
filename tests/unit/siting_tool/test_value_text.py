"""Values and findings speak the reader's words: units, choices and column titles."""

from __future__ import annotations

import pytest

from layers.findings import Finding, Severity
from layers.result_schema import SEWER_PIPES
from siting_tool.docks.value_text import value_text
from siting_tool.messages import finding_text


@pytest.mark.parametrize(
    ("name", "value", "zh", "en"),
    [
        ("gradient", 0.0125, "1.25 %", "1.25 %"),
        ("depth_ratio", 0.3333, "0.33", "0.33"),
        ("surface", "earth", "土路", "Earth"),
    ],
)
def test_a_column_of_a_sewer_is_shown_as_engineers_read_it(
    name: str, value: object, zh: str, en: str
) -> None:
    field = next(item for item in SEWER_PIPES.fields if item.name == name)
    assert value_text(field, value, "zh") == zh
    assert value_text(field, value, "en") == en


def test_a_finding_names_a_column_by_its_title() -> None:
    finding = Finding(
        severity=Severity.WARNING,
        code="findings.out_of_bounds",
        role="households",
        count=2,
        values={"field": "persons_resident", "minimum": 0, "maximum": 30},
    )
    assert finding_text(finding, "zh").startswith("常住人口")
    assert "Resident persons" in finding_text(finding, "en")
