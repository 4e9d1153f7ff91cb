"""The data report as a spreadsheet says what, how many, which and where, as text."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from layers.checks import missing_for_analyses
from layers.findings import Finding, Severity
from layers.io.data_report import write_data_report

FINDINGS = (
    Finding(
        severity=Severity.WARNING, code="findings.far_from_roads", role="households", count=2,
        ids=("H1", "=1+1"), xy=((1.5, 2.5), (3.5, 4.5)), values={"distance_m": 300},
    ),
    Finding(
        severity=Severity.INFO, code="findings.tiles_joined", role="terrain", count=3,
    ),
)  # fmt: skip


@pytest.mark.parametrize(("language", "word"), [("en", "300 m"), ("zh", "300 米")])
def test_every_finding_and_every_feature_has_its_row(
    tmp_path: Path, language: str, word: str
) -> None:
    path = tmp_path / "report.xlsx"
    missing = missing_for_analyses({}, None)
    write_data_report(path, FINDINGS, language, {"roads": 7}, missing)  # type: ignore[arg-type]
    book = openpyxl.load_workbook(path)
    summary, features, layers, lacking = (list(sheet.values) for sheet in book)
    assert [row[1] for row in layers[1:]] == [7]
    assert len(lacking) == len(missing) + 1
    assert len(summary) == 3
    assert word in summary[1][2]
    assert summary[1][3] == 2
    assert all(summary[1][column] for column in (4, 5))
    assert [row[2:] for row in features[1:]] == [("H1", 1.5, 2.5), ("=1+1", 3.5, 4.5)]
    assert book.worksheets[1].cell(3, 3).data_type == "s"
