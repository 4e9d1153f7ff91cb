"""A project whose sources changed: noticed, read again, edits and decisions kept."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import openpyxl
import pytest
import rasterio
from shapely.geometry import Point

from layers.errors import LayerError
from siting_tool.project.edits import LayerRef, SetFixedModes, SetGeometries, SetValues
from siting_tool.project.errors import ProjectError
from siting_tool.project.intake import SourceRequest, import_source, new_project
from siting_tool.project.source_refresh import refresh_sources, source_findings, stale_roles
from siting_tool.project.store import open_project, save_project
from tests.helpers.command_line import done, siting_tool
from tests.helpers.small_sources import write_hamlet


@pytest.fixture
def raw(tmp_path: Path) -> dict[str, Path]:
    words = [word.split("=", 1) for word in write_hamlet(tmp_path / "raw")]
    return {role: Path(path) for role, path in words}


@pytest.fixture
def project(raw):
    return new_project([SourceRequest(role=role, path=path) for role, path in raw.items()]).project


def change_households(path: Path) -> None:
    """House 3 gets 9 registered persons, house 39 goes, house N1 comes."""
    lines = path.read_text(encoding="gbk").splitlines()
    cells = lines[4].split(",")
    lines[4] = ",".join([*cells[:2], "9", *cells[3:]])
    lines[-1] = lines[-1].replace("H039", "N1")
    path.write_text("\n".join(lines), encoding="gbk")


def edited(project):
    """Move house 1, change residents of houses 1 and 3, decide on house 39."""
    households = LayerRef(role="households")
    for edit in (
        SetValues(layer=households, column="persons_resident", values={1: 2, 3: 1}),
        SetGeometries(layer=households, geometries={1: Point(566_100.0, 3_575_050.0)}),
        SetFixedModes(scenario="main", modes={"H039": "dry"}),
    ):
        project, _ = edit.apply(project)
    return project


def test_nothing_is_stale_right_after_reading(project):
    assert stale_roles(project) == ()
    assert source_findings(project) == []
    assert refresh_sources(project).differences == {}


def test_reading_again_what_did_not_change_makes_no_difference(project, tmp_path):
    """Through the project file too, where numbers and blanks may change their type."""
    path = tmp_path / "P.gpkg"
    save_project(project, path)
    roles = ("households", "roads", "village_boundaries", "treatment_sites", "terrain")
    for one in (project, open_project(path)):
        result = refresh_sources(one, roles)
        assert set(result.differences.values()) == {()}


def test_edits_stay_and_the_rest_follows_the_source(project, raw, tmp_path):
    path = tmp_path / "P.gpkg"
    save_project(edited(project), path)
    change_households(raw["households"])
    stored = open_project(path)
    assert stale_roles(stored) == ("households",)
    result = refresh_sources(stored)
    rows = result.intake.project.layers["households"].set_index("household_id")
    assert rows.loc[["H001", "H003", "H002"], "persons_resident"].tolist() == [2, 1, 6]
    assert rows.geometry["H001"] == Point(566_100.0, 3_575_050.0)
    assert rows.loc["H003", "persons_registered"] == 9
    assert {"H039", "N1"} <= set(rows.index)
    found = {(one.kind, one.feature_id, one.field) for one in result.differences["households"]}
    assert found == {
        ("changed", "H003", "persons_registered"),
        ("added", "N1", ""),
        ("kept", "H039", ""),
    }
    assert result.intake.project.scenario().fixed_modes == {"H039": "dry"}
    assert stale_roles(result.intake.project) == ()


def test_what_was_read_is_kept_in_the_file_only_where_it_was_edited(project, tmp_path):
    path = tmp_path / "P.gpkg"
    save_project(edited(project), path)
    with closing(sqlite3.connect(path)) as connection:
        rows = dict(connection.execute("SELECT role, layer IS NULL FROM project_imported"))
    assert rows["households"] == 0
    assert rows["roads"] == 1
    stored = open_project(path)
    assert stored.imported["roads"] is stored.layers["roads"]
    assert stored.imported["households"]["persons_resident"].tolist() == [6] * 40


def test_a_file_from_before_can_be_refreshed_too(project, raw, tmp_path):
    path = tmp_path / "P.gpkg"
    save_project(project, path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DROP TABLE project_imported")
        connection.execute("DELETE FROM gpkg_contents WHERE table_name = 'project_imported'")
    change_households(raw["households"])
    result = refresh_sources(open_project(path))
    assert {one.kind for one in result.differences["households"]} == {"added", "removed", "changed"}


def test_a_terrain_is_read_again(project, raw):
    with rasterio.open(raw["terrain"], "r+") as target:
        heights = target.read(1)
        heights[40, 50] += 5
        target.write(heights, 1)
    result = refresh_sources(project)
    (difference,) = result.differences["terrain"]
    assert difference.after.startswith("1/")


def test_a_missing_source_is_told_and_stops_only_its_own_layer(project, raw):
    raw["roads"].unlink()
    (finding,) = source_findings(project)
    assert (finding.code, finding.role) == ("findings.source_missing", "roads")
    assert refresh_sources(project).differences == {}
    with pytest.raises(ProjectError) as caught:
        refresh_sources(project, ["roads"])
    assert caught.value.code == "project.source_missing"


def test_an_appended_source_keeps_its_place(project, raw, tmp_path):
    """Ids of the second file that are taken get a number; a refresh finds them again."""
    second = tmp_path / "second.csv"
    shutil.copy(raw["households"], second)
    request = SourceRequest(role="households", path=second, append=True)
    both = import_source(project, request).project
    assert both.layers["households"]["household_id"].is_unique
    assert len(both.layers["households"]) == 80
    change_households(raw["households"])
    result = refresh_sources(both)
    assert len(result.intake.project.layers["households"]) == 80
    kinds = [one.kind for one in result.differences["households"]]
    assert kinds.count("changed") == 1


def test_answers_given_once_are_remembered_for_the_file(raw, project, tmp_path):
    named = SourceRequest(
        role="households", path=raw["households"], mapping={"note": "户主姓名"}, datum_shift="gcj02"
    )
    first = import_source(project, named).project
    again = import_source(first, SourceRequest(role="households", path=raw["households"])).project
    assert again.layers["households"]["note"].tolist()[:2] == ["户主0", "户主1"]
    assert again.sources["households"][0].datum_shift == "gcj02"
    other = tmp_path / "other.csv"
    shutil.copy(raw["households"], other)
    fresh = import_source(first, SourceRequest(role="households", path=other)).project
    assert fresh.sources["households"][0].datum_shift == ""


def test_the_commands_notice_a_change_and_take_it_in(raw, tmp_path):
    path = tmp_path / "P.gpkg"
    done("new", path, *(f"{role}={file}" for role, file in raw.items()))
    assert done("import", path, "--refresh")["differences"] == []
    change_households(raw["households"])
    report = tmp_path / "report.xlsx"
    checked = done("check", path, "--report", report)
    layer = next(item for item in checked["layers"] if item["role"] == "households")
    assert "findings.source_stale" in {item["code"] for item in layer["findings"]}
    assert len(openpyxl.load_workbook(report).sheetnames) == 4
    document = done("import", path, "--refresh")
    assert ("added", "N1") in {(one["kind"], one["id"]) for one in document["differences"]}
    lines = siting_tool("import", path, "households", "--refresh", "--language", "zh").stdout
    assert "户厕.csv" in lines
    again = done("check", path)
    codes = {item["code"] for entry in again["layers"] for item in entry["findings"]}
    assert "findings.source_stale" not in codes


def test_a_source_that_became_unreadable_leaves_the_project_as_it_was(raw, tmp_path):
    path = tmp_path / "P.gpkg"
    done("new", path, *(f"{role}={file}" for role, file in raw.items()))
    before = path.read_bytes()
    raw["households"].write_text("no places here", encoding="utf-8")
    outcome = siting_tool("import", path, "--refresh", "--language", "en")
    assert outcome.code == 2
    assert "户厕.csv" in outcome.stderr[-1]
    assert path.read_bytes() == before
    with pytest.raises(LayerError):
        refresh_sources(open_project(path))
