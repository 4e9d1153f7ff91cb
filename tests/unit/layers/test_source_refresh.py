"""A source that changed is noticed, read again and compared; edits stay."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from layers.errors import SchemaError
from layers.io.vector import read_vector
from layers.merging import GEOMETRY, Difference
from layers.refresh import Refreshed, SourceState, read_again, refresh, source_state

ZONE = "EPSG:4546"
FIRST = ["编号,户,人口,经度,纬度", "A,甲,3,111.50,32.3", "B,乙,4,111.51,32.3", "C,丙,5,111.52,32.3"]
SECOND = [
    "编号,户,人口,经度,纬度",
    "A,甲,7,111.50,32.3",
    "B,乙,8,111.51,32.3",
    "D,丁,2,111.53,32.3",
]


def write(path: Path, lines: list[str]) -> Path:
    path.write_text("\n".join(lines), encoding="gb18030")
    return path


def test_a_change_is_noticed_but_a_new_date_alone_is_none(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", FIRST)
    source = read_vector(path, "households").source
    assert source_state(source) is SourceState.UNCHANGED
    os.utime(path, (1, 1))
    assert source_state(source) is SourceState.UNCHANGED
    write(path, SECOND)
    assert source_state(source) is SourceState.CHANGED
    path.unlink()
    assert source_state(source) is SourceState.MISSING


def test_a_change_of_a_sidecar_is_noticed(tmp_path: Path) -> None:
    frame = read_vector(write(tmp_path / "a.csv", FIRST), "households").frame
    frame[["note", "geometry"]].to_file(tmp_path / "a.shp", encoding="utf-8")
    source = read_vector(tmp_path / "a.shp", "households").source
    (tmp_path / "a.dbf").write_bytes((tmp_path / "a.dbf").read_bytes() + b" ")
    assert source_state(source) is SourceState.CHANGED


def test_it_is_read_again_with_the_same_mapping_and_options(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", FIRST)
    first = read_vector(
        path, "households", mapping={"householder_name": "户"}, datum_shift="gcj02", target_crs=ZONE
    )
    again = read_again(first.source, "households", ZONE)
    assert again.frame["householder_name"].tolist() == ["甲", "乙", "丙"]
    assert shapely.equals_exact(
        again.frame.geometry.to_numpy(), first.frame.geometry.to_numpy(), tolerance=1e-6
    ).all()


def test_a_column_that_went_away_is_no_fault_unless_the_user_named_it(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", FIRST)
    matched = read_vector(path, "households").source
    named = read_vector(path, "households", mapping={"note": "户"}).source
    write(path, ["编号,人口,经度,纬度", "A,3,111.50,32.3"])
    again = read_again(matched, "households", ZONE)
    assert again.frame["persons_registered"].tolist() == [3]
    with pytest.raises(SchemaError):
        read_again(named, "households", ZONE)


def kinds(result: Refreshed) -> set[tuple[str, str, str]]:
    return {(one.kind, one.feature_id, one.field) for one in result.differences}


def test_what_the_user_changed_stays_and_the_rest_follows_the_source(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", FIRST)
    imported = read_vector(path, "households", target_crs=ZONE)
    current = imported.frame.copy()
    current.loc[1, "persons_registered"] = 6
    current.loc[0, "geometry"] = shapely.Point(1, 2)
    write(path, SECOND)
    new = read_again(imported.source, "households", ZONE)
    result = refresh(imported.frame, current, new.frame, "households")
    rows = result.frame.set_index("household_id")
    assert rows.index.tolist() == ["A", "B", "D"]
    assert rows["persons_registered"].tolist() == [7, 6, 2]
    assert rows.geometry["A"] == shapely.Point(1, 2)
    assert kinds(result) == {
        ("added", "D", ""),
        ("removed", "C", ""),
        ("changed", "A", "persons_registered"),
        ("kept", "B", "persons_registered"),
    }
    changed = Difference(
        kind="changed", feature_id="A", field="persons_registered", before="3", after="7"
    )
    assert changed in result.differences
    counts = {finding.code: finding.count for finding in result.findings}
    assert counts["findings.source_removed"] == 1
    assert result.imported["persons_registered"].tolist() == [7, 8, 2]


def test_edits_survive_a_second_refresh(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", FIRST)
    imported = read_vector(path, "households", target_crs=ZONE)
    current = imported.frame.copy()
    current.loc[1, "persons_registered"] = 6
    write(path, SECOND)
    new = read_again(imported.source, "households", ZONE).frame
    once = refresh(imported.frame, current, new, "households")
    twice = refresh(once.imported, once.frame, new, "households")
    assert twice.frame["persons_registered"].tolist() == [7, 6, 2]
    assert twice.differences == ()


@pytest.mark.parametrize("by", ["edit", "decision"])
def test_a_removed_feature_that_the_user_touched_is_kept(tmp_path: Path, by: str) -> None:
    path = write(tmp_path / "a.csv", FIRST)
    imported = read_vector(path, "households", target_crs=ZONE)
    current = imported.frame.copy()
    if by == "edit":
        current.loc[2, "note"] = "talked to them"
    decided = frozenset({"C"}) if by == "decision" else frozenset()
    write(path, SECOND)
    new = read_again(imported.source, "households", ZONE)
    result = refresh(imported.frame, current, new.frame, "households", overridden_ids=decided)
    assert result.frame["household_id"].tolist() == ["A", "B", "C", "D"]
    assert ("kept", "C", "") in kinds(result)


def test_drawn_features_stay_and_deleted_ones_stay_deleted(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", FIRST)
    imported = read_vector(path, "households", target_crs=ZONE)
    drawn = imported.frame.iloc[[1]].assign(household_id="N1")
    current = pd.concat([imported.frame.drop(index=0), drawn], ignore_index=True)
    write(path, SECOND)
    new = read_again(imported.source, "households", ZONE)
    result = refresh(imported.frame, current, new.frame, "households")
    assert result.frame["household_id"].tolist() == ["B", "N1", "D"]
    assert ("kept", "A", "") in kinds(result)  # the source changed what was deleted here


def test_columns_that_only_the_project_has_stay(tmp_path: Path) -> None:
    imported = read_vector(write(tmp_path / "a.csv", FIRST), "households", target_crs=ZONE).frame
    current = imported.assign(cost_paid=[100.0, None, 300.0]).set_geometry("geometry")
    result = refresh(imported, current, imported, "households")
    assert result.frame["cost_paid"].tolist()[::2] == [100.0, 300.0]
    assert result.differences == ()


def test_an_unchanged_source_differs_in_nothing(tmp_path: Path) -> None:
    layer = read_vector(write(tmp_path / "a.csv", FIRST), "households", target_crs=ZONE)
    again = read_again(layer.source, "households", ZONE)
    result = refresh(layer.frame, layer.frame, again.frame, "households")
    assert result.differences == ()
    assert result.frame["household_id"].tolist() == ["A", "B", "C"]


def roads(*offsets: float, names: Sequence[str] = ("甲路", "乙路", "丙路")) -> gpd.GeoDataFrame:
    lines = [shapely.LineString([(0, y), (100, y)]) for y in offsets]
    columns = {"road_class": "lane", "名称": list(names[: len(lines)])}
    return gpd.GeoDataFrame(columns, geometry=lines, crs=ZONE)


def test_features_without_ids_are_told_by_place_and_by_attributes() -> None:
    """Of roads at 0, 50, 100: the first is renamed, the second moved, the third gone."""
    imported = roads(0, 50, 100)
    new = roads(20, 0, 200, names=("乙路", "新名", "丁路"))
    new.loc[0, "geometry"] = shapely.LineString([(0, 55), (100, 55)])
    result = refresh(imported, imported, new, "roads")
    assert kinds(result) == {
        ("changed", "#1", "名称"),
        ("changed", "#2", GEOMETRY),
        ("removed", "#3", ""),
        ("added", "#6", ""),
    }
    assert result.frame["名称"].tolist() == ["新名", "乙路", "丁路"]


def test_an_edit_of_a_feature_without_id_stays() -> None:
    imported = roads(0, 50, 100)
    current = imported.assign(road_class=["lane", "path", "lane"]).set_geometry("geometry")
    result = refresh(imported, current, roads(0, 50, 100, names=("a", "b", "c")), "roads")
    assert result.frame["road_class"].tolist() == ["lane", "path", "lane"]
    assert result.frame["名称"].tolist() == ["a", "b", "c"]


def test_ids_made_from_row_numbers_tell_nothing(tmp_path: Path) -> None:
    """A row put in at the top moves all row numbers by one, but changes nobody else."""
    lines = ["户,人口,经度,纬度", "甲,3,111.50,32.3", "乙,4,111.51,32.3"]
    path = write(tmp_path / "a.csv", lines)
    imported = read_vector(path, "households", target_crs=ZONE)
    write(path, [lines[0], "新,9,111.49,32.3", "甲,5,111.50,32.3", lines[2]])
    new = read_again(imported.source, "households", ZONE).frame
    result = refresh(imported.frame, imported.frame, new, "households", are_ids_made=True)
    assert kinds(result) == {
        ("added", "H000001-2", ""),
        ("changed", "H000001", "persons_registered"),
    }
    assert result.frame["persons_registered"].tolist() == [5, 4, 9]
    assert result.frame["household_id"].is_unique
