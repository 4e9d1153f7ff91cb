"""Ledgers joined to features by id, by name and village, by position."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from layers.errors import SchemaError
from layers.join import Joined, JoinKey, join_ledger, read_ledger
from layers.placing import PlacingOptions

ZONE = "EPSG:4546"
X, Y = 560_000.0, 3_575_000.0


def features() -> gpd.GeoDataFrame:
    """Five houses 100 m apart; the fifth knows only its place."""
    return gpd.GeoDataFrame(
        {
            "household_id": ["A1", "A2", "H000003", "H000004", "H000005"],
            "village_name": ["延平村", "延平村", "延平村", "富兴村", None],
            "householder_name": ["张三", "李四", "王五", "王五", None],
            "persons_registered": [9, None, None, None, None],
        },
        geometry=[shapely.Point(X + 100 * n, Y) for n in range(5)],
        crs=ZONE,
    ).astype({"persons_registered": "Int64"})


def joined(tmp_path: Path, lines: list[str], **options: object) -> Joined:
    path = tmp_path / "台账.csv"
    path.write_text("\n".join(lines), encoding="gb18030")
    ledger = read_ledger(path, "households", placing=PlacingOptions(target_crs=ZONE))
    return join_ledger(features(), ledger, **options)  # type: ignore[arg-type]


def test_by_id_then_by_name_within_the_village(tmp_path: Path) -> None:
    """The two 王五 live in different villages, so each finds his own row."""
    result = joined(
        tmp_path,
        [
            "户编号,村名,户主,人口",
            "A2,延平村,李四,4",
            ",富兴村委会,王五,2",
            ",延平,王 五,3",
            "B9,延平村,赵六,5",
        ],
    )
    assert result.frame["persons_registered"].tolist()[1:4] == [4, 3, 2]
    assert result.keys == (JoinKey.ID, JoinKey.NAME, JoinKey.NAME)
    assert result.unmatched_ids == ("A1", "H000005")
    assert result.unmatched_rows == (4,)
    noted = {finding.code: finding.count for finding in result.findings}
    assert noted["findings.joined"] == 3
    assert noted["findings.join_features_left"] == 2
    assert noted["findings.join_rows_left"] == 1


def test_a_name_that_stands_for_two_matches_neither(tmp_path: Path) -> None:
    result = joined(tmp_path, ["村名,户主,人口", "延平村,张三,4", "延平村,张三,5"])
    assert result.keys == ()
    assert "findings.join_ambiguous" in {finding.code for finding in result.findings}


def test_by_position_each_takes_the_nearest_within_reach(tmp_path: Path) -> None:
    """Row 1 lies 5 m from the fifth house, row 2 is 60 m from any."""
    near = gpd.GeoSeries([shapely.Point(X + 405, Y), shapely.Point(X + 460, Y)], crs=ZONE).to_crs(
        4490
    )
    lines = [
        "户主,人口,经度,纬度",
        *(f"n{i},{i + 1},{p.x:.8f},{p.y:.8f}" for i, p in enumerate(near)),
    ]
    result = joined(tmp_path, lines)
    assert result.feature_index.tolist() == [4]
    assert result.keys == (JoinKey.POSITION,)
    assert result.frame["persons_registered"].tolist()[4] == 1
    assert result.unmatched_rows == (2,)


def test_the_ledger_goes_before_and_contradictions_are_named(tmp_path: Path) -> None:
    result = joined(tmp_path, ["户编号,人口,备注", "A1,3,好"])
    assert result.frame["persons_registered"].iloc[0] == 3
    (conflict,) = [f for f in result.findings if f.code == "findings.join_conflict"]
    assert conflict.ids == ("A1",)
    assert conflict.values["field"] == "persons_registered"


def test_a_blank_cell_of_the_ledger_wipes_nothing_out(tmp_path: Path) -> None:
    result = joined(tmp_path, ["户编号,户主,人口", "A1,,"])
    assert result.frame["householder_name"].iloc[0] == "张三"
    assert result.frame["persons_registered"].iloc[0] == 9


def test_unknown_columns_of_the_ledger_come_along(tmp_path: Path) -> None:
    result = joined(tmp_path, ["户编号,电话", "A1,123"])
    assert result.frame["电话"].tolist() == ["123", None, None, None, None]
    assert result.frame.columns[-1] == "geometry"


def test_the_features_given_are_not_changed(tmp_path: Path) -> None:
    before = features()
    joined(tmp_path, ["户编号,人口", "A1,3"])
    assert before["persons_registered"].iloc[0] == 9


def test_one_key_alone_can_be_asked_for(tmp_path: Path) -> None:
    lines = ["户编号,村名,户主,人口", "A1,延平村,李四,7"]
    by_name = joined(tmp_path, lines, keys=(JoinKey.NAME,))
    assert by_name.feature_index.tolist() == [1]
    by_id = joined(tmp_path, lines, keys=(JoinKey.ID,))
    assert by_id.feature_index.tolist() == [0]


def test_rows_without_coordinates_are_kept_in_a_ledger(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("户主,经度,纬度\n甲,111.5,32.3\n乙,,\n", encoding="utf-8")
    ledger = read_ledger(path, "households")
    assert len(ledger.frame) == 2
    assert ledger.frame["household_id"].isna().all()


def test_a_role_without_ids_cannot_be_joined_by_id(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("道路名称,路宽\n青石路,3\n", encoding="utf-8")
    ledger = read_ledger(path, "roads")
    frame = gpd.GeoDataFrame(
        {"road_name": ["青石路"]}, geometry=[shapely.LineString([(0, 0), (1, 1)])]
    )
    with pytest.raises(SchemaError):
        join_ledger(frame, ledger, keys=(JoinKey.ID,))
    result = join_ledger(frame, ledger, keys=(JoinKey.NAME,))
    assert result.frame["width_m"].tolist() == [3.0]
