"""Houses from one file, their ledger from another: joined in a project and by command."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from layers.errors import LayerError
from layers.join import JoinKey
from siting_tool.project.edits import LayerRef, SetValues
from siting_tool.project.errors import ProjectError
from siting_tool.project.intake import SourceRequest, new_project
from siting_tool.project.ledger_join import JoinRequest, look_up, with_ledger
from siting_tool.project.source_refresh import refresh_sources, stale_roles
from siting_tool.project.store import open_project
from tests.helpers.command_line import done, siting_tool
from tests.helpers.small_sources import write_hamlet

HEADINGS = ["户编号", "户主姓名", "常住人口", "是否通自来水", "联系人"]


@pytest.fixture
def words(tmp_path: Path) -> list[str]:
    return write_hamlet(tmp_path / "raw")


@pytest.fixture
def project(words):
    parts = (word.split("=", 1) for word in words)
    return new_project([SourceRequest(role=r, path=Path(p)) for r, p in parts]).project


def write_ledger(path: Path, rows: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    book.active.append(["改厕台账"])
    for row in [HEADINGS, *rows]:
        book.active.append(row)
    book.save(path)
    return path


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """House 0 by id, house 5 by its householder, and a family that no house is known of."""
    return write_ledger(
        tmp_path / "ledger.xlsx",
        [
            ["H000", "户主0", 3, "有", "甲"],
            [None, "户主5", 4, "无", "乙"],
            ["X9", "无名", 1, "有", "丙"],
        ],
    )


def test_rows_come_to_their_houses_and_both_rests_are_listed(project, ledger):
    found = look_up(project, JoinRequest(role="households", path=ledger))
    assert [key.value for key in found.joined.keys] == ["id", "name"]
    assert found.joined.unmatched_rows == (3,)
    assert len(found.joined.unmatched_ids) == 38
    joined = with_ledger(project, found)
    rows = joined.layers["households"].set_index("household_id")
    assert rows.loc[["H000", "H005"], "persons_resident"].tolist() == [3, 4]
    assert rows.loc[["H000", "H005"], "联系人"].tolist() == ["甲", "乙"]
    assert project.layers["households"]["persons_resident"].eq(6).all()
    codes = {finding.code for finding in joined.findings}
    assert {"findings.join_rows_left", "findings.join_features_left"} <= codes


def test_only_the_keys_asked_for_count(project, ledger):
    request = JoinRequest(role="households", path=ledger, keys=(JoinKey.ID,))
    assert look_up(project, request).joined.feature_index.tolist() == [0]


def test_a_joined_ledger_is_a_source_of_its_layer(project, ledger):
    """A new entry in the ledger comes with a refresh; what was edited since stays."""
    joined = with_ledger(project, look_up(project, JoinRequest(role="households", path=ledger)))
    assert joined.imported["households"] is joined.layers["households"]
    households = LayerRef(role="households")
    edited, _ = SetValues(layer=households, column="persons_resident", values={0: 8}).apply(joined)
    write_ledger(ledger, [["H000", "户主0", 5, "有", "甲"], ["H001", "户主1", 2, "有", "丁"]])
    assert stale_roles(edited) == ("households",)
    result = refresh_sources(edited)
    frame = result.intake.project.layers["households"]
    assert frame["persons_resident"].tolist()[:2] == [8, 2]
    assert frame["persons_resident"].tolist()[5] == 6  # its row is gone from the ledger
    kinds = {(one.kind, one.feature_id, one.field) for one in result.differences["households"]}
    assert ("kept", "H000", "persons_resident") in kinds
    assert ("changed", "H001", "persons_resident") in kinds


def test_a_ledger_that_matches_nothing_is_refused(project, tmp_path):
    path = write_ledger(tmp_path / "l.xlsx", [["X1", "没有人", 1, "有", ""]])
    with pytest.raises(ProjectError) as caught:
        look_up(project, JoinRequest(role="households", path=path))
    assert caught.value.code == "project.join_no_match"


def test_without_places_there_is_nothing_to_join(project, ledger):
    with pytest.raises(ProjectError) as caught:
        look_up(project, JoinRequest(role="water", path=ledger))
    assert caught.value.code == "project.join_needs_layer"


def test_a_role_without_ids_is_matched_by_what_it_has(project, tmp_path):
    path = write_ledger(tmp_path / "l.xlsx", [["X1", "没有人", 1, "有", ""]])
    with pytest.raises((ProjectError, LayerError)) as caught:
        look_up(project, JoinRequest(role="roads", path=path))
    assert caught.value.code == "project.join_no_match"


def test_from_the_command_line(words, ledger, tmp_path):
    path = tmp_path / "P.gpkg"
    document = done("new", path, *words, f"households_ledger={ledger}")
    entry = document["layers"][-1]
    assert (entry["read"], entry["kept"], entry["dropped"]) == (3, 2, 1)
    assert entry["matched"] == {"id": 1, "name": 1, "position": 0}
    assert entry["unmatched_rows"] == [3]
    assert len(entry["unmatched_features"]) == 38
    again = done("import", path, f"households_ledger={ledger}", "--by", "id")
    assert again["layers"][0]["matched"] == {"id": 1}
    assert len(open_project(path).sources["households"]) == 2


def test_the_command_line_names_a_wrong_key(words, ledger, tmp_path):
    path = tmp_path / "P.gpkg"
    done("new", path, *words)
    outcome = siting_tool("import", path, f"households_ledger={ledger}", "--by", "colour")
    assert outcome.code == 2
    assert "colour" in outcome.stderr[-1]
