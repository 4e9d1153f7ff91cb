"""A source that changed is noticed, read again and compared; edits stay."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import shapely

from layers.errors import SchemaError
from layers.io.vector import read_vector
from layers.refresh import (
    GEOMETRY,
    Difference,
    SourceState,
    edits_between,
    read_again,
    refresh,
    source_state,
)

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


def test_what_the_user_changed_stays_and_the_rest_follows_the_source(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", FIRST)
    imported = read_vector(path, "households", target_crs=ZONE)
    current = imported.frame.copy()
    current.loc[1, "persons_registered"] = 6
    current.loc[0, "geometry"] = shapely.Point(1, 2)
    edits = edits_between(imported.frame, current, "households")
    assert edits == {"B": frozenset({"persons_registered"}), "A": frozenset({GEOMETRY})}
    write(path, SECOND)
    new = read_again(imported.source, "households", ZONE)
    result = refresh(current, new.frame, "households", edits)
    rows = result.frame.set_index("household_id")
    assert rows.index.tolist() == ["A", "B", "D"]
    assert rows["persons_registered"].tolist() == [7, 6, 2]
    assert rows.geometry["A"] == shapely.Point(1, 2)
    assert {(d.kind, d.feature_id, d.field) for d in result.differences} >= {
        ("added", "D", ""),
        ("removed", "C", ""),
        ("changed", "A", "persons_registered"),
        ("kept", "B", "persons_registered"),
        ("kept", "A", GEOMETRY),
    }
    assert Difference(
        kind="changed", feature_id="A", field="persons_registered", before="3", after="7"
    ) in result.differences  # fmt: skip
    counts = {finding.code: finding.count for finding in result.findings}
    assert counts["findings.source_removed"] == 1


def test_a_removed_feature_that_was_edited_is_kept(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", FIRST)
    imported = read_vector(path, "households", target_crs=ZONE)
    write(path, SECOND)
    new = read_again(imported.source, "households", ZONE)
    result = refresh(imported.frame, new.frame, "households", {"C": frozenset({"note"})})
    assert result.frame["household_id"].tolist() == ["A", "B", "C", "D"]
    assert ("kept", "C") in {(d.kind, d.feature_id) for d in result.differences}


def test_an_unchanged_source_differs_in_nothing(tmp_path: Path) -> None:
    layer = read_vector(write(tmp_path / "a.csv", FIRST), "households", target_crs=ZONE)
    again = read_again(layer.source, "households", ZONE)
    result = refresh(layer.frame, again.frame, "households", {})
    assert result.differences == ()
    assert result.frame["household_id"].tolist() == ["A", "B", "C"]


def test_a_role_without_ids_cannot_be_compared(tmp_path: Path) -> None:
    layer = read_vector(write(tmp_path / "a.csv", FIRST), "households", target_crs=ZONE)
    with pytest.raises(SchemaError):
        refresh(layer.frame, layer.frame, "roads", {})
