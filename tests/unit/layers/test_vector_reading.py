"""Good files of every format come in whole; ids, duplicates, layers and systems are settled."""

from __future__ import annotations

import warnings
import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from layers.errors import CrsError, ReadError, SchemaError
from layers.io.vector import ReadOptions, read_vector, read_with
from layers.position import lonlat_middle, require_near

ZONE = "EPSG:4546"
COUNT = 6


def households(crs: str = ZONE) -> gpd.GeoDataFrame:
    points = [shapely.Point(560_000 + 100 * n, 3_575_000) for n in range(COUNT)]
    frame = gpd.GeoDataFrame(
        {
            "户编号": [f"H{n}" for n in range(COUNT)],
            "户主": ["张三", "李四", "王五", "赵六", "钱七", "孙八"],
            "人口": [3, 4, 2, 5, 1, 6],
            "自来水": ["有", "无", "有", "有", "无", "有"],
            "特色列": list("abcdef"),
        },
        geometry=points,
        crs=ZONE,
    )
    return frame.to_crs(crs)


@pytest.mark.parametrize(
    ("name", "driver", "crs"),
    [
        ("a.gpkg", "GPKG", ZONE),
        ("a.geojson", "GeoJSON", "EPSG:4490"),
        ("a.geojsonl", "GeoJSONSeq", "EPSG:4490"),
        ("a.fgb", "FlatGeobuf", ZONE),
        ("a.gml", "GML", ZONE),
        ("a.gdb", "OpenFileGDB", ZONE),
        ("名称.shp", "ESRI Shapefile", ZONE),
    ],
)
def test_a_good_file_of_each_format_comes_in_whole(
    tmp_path: Path, name: str, driver: str, crs: str
) -> None:
    path = tmp_path / name
    frame = households(crs)
    if driver == "GML":  # whose element names are ASCII
        frame = frame.rename(columns={"户编号": "hbh", "户主": "hz", "人口": "rk", "自来水": "zls"})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        frame.to_file(path, driver=driver)
    layer = read_vector(path, "households", target_crs=ZONE)
    assert (layer.read, layer.kept, layer.dropped) == (COUNT, COUNT, 0)
    rows = layer.frame.sort_values("household_id")  # FlatGeobuf sorts by place
    assert rows["householder_name"].tolist() == households()["户主"].tolist()
    assert rows["persons_registered"].tolist() == [3, 4, 2, 5, 1, 6]
    assert rows["has_piped_water"].tolist() == [True, False, True, True, False, True]
    xy = shapely.get_coordinates(rows.geometry.to_numpy())
    assert np.abs(xy - shapely.get_coordinates(households().geometry.to_numpy())).max() < 0.5


def test_parquet_comes_in_whole(tmp_path: Path) -> None:
    households().to_parquet(tmp_path / "a.parquet")
    assert read_vector(tmp_path / "a.parquet", "households").kept == COUNT


def test_unknown_columns_are_kept_untouched(tmp_path: Path) -> None:
    households().to_file(tmp_path / "a.gpkg")
    frame = read_vector(tmp_path / "a.gpkg", "households").frame
    assert frame["特色列"].tolist() == list("abcdef")
    assert list(frame.columns).index("特色列") > list(frame.columns).index("note")


def test_a_zipped_shapefile_with_a_chinese_name_is_read(tmp_path: Path) -> None:
    """Chinese Windows packs names in GBK without saying so."""
    folder = tmp_path / "shp"
    folder.mkdir()
    households().to_file(folder / "a.shp", encoding="utf-8")
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for part in folder.iterdir():
            archive.writestr(f"ABCD{part.suffix}", part.read_bytes())
    path.write_bytes(path.read_bytes().replace(b"ABCD", "住户".encode("gb18030")))
    layer = read_vector(tmp_path / "a.zip", "households")
    assert layer.kept == COUNT
    assert layer.source.layer == "住户"


def write_csv(path: Path, lines: list[str]) -> Path:
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_missing_ids_are_made_from_rows_and_repeated_ones_made_distinct(tmp_path: Path) -> None:
    lines = ["户编号,经度,纬度", "A,111.1,32.3", ",111.2,32.3", "A,111.3,32.3", "A-2,111.4,32.3"]
    layer = read_vector(write_csv(tmp_path / "a.csv", lines), "households")
    ids = layer.frame["household_id"].tolist()
    assert ids[:2] == ["A", "H000002"]
    assert len(set(ids)) == 4
    noted = {finding.code: finding.ids for finding in layer.findings}
    assert noted["findings.ids_made"] == ("2",)
    assert noted["findings.ids_repeated"] == ("3",)


def test_ids_are_the_same_every_time(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", ["经度,纬度", "111.1,32.3", "111.2,32.3"])
    first, second = (read_vector(path, "households").frame for _ in range(2))
    assert (
        first["household_id"].tolist() == second["household_id"].tolist() == ["H000001", "H000002"]
    )


def test_copies_are_reported_and_kept_until_the_user_drops_them(tmp_path: Path) -> None:
    lines = ["序号,户主,经度,纬度", "1,甲,111.1,32.3", "2,甲,111.1,32.3", "3,乙,111.1,32.3"]
    path = write_csv(tmp_path / "a.csv", lines)
    layer = read_vector(path, "households")
    noted = {finding.code: finding.ids for finding in layer.findings}
    assert layer.kept == 3
    assert noted["findings.duplicates"] == ("2",)
    assert noted["findings.same_geometry"] == ("3",)
    assert read_with(path, "households", ReadOptions(drop_duplicates=True)).kept == 2


def test_cells_that_are_not_understood_are_kept_beside_the_field(tmp_path: Path) -> None:
    lines = ["户主,厕所类型,经度,纬度", "甲,旱厕,111.1,32.3", "乙,魔法厕所,111.2,32.3"]
    layer = read_vector(write_csv(tmp_path / "a.csv", lines), "households")
    assert layer.frame["existing_toilet"].tolist() == ["dry_pit", None]
    assert layer.frame["厕所类型"].tolist() == ["旱厕", "魔法厕所"]
    (finding,) = [f for f in layer.findings if f.code == "findings.values_unread"]
    assert finding.values["cells"] == "魔法厕所"
    assert finding.ids == ("2",)
    assert len(finding.xy) == 1


def test_swapped_axes_are_swapped_back_and_told(tmp_path: Path) -> None:
    lines = ["经度,纬度", "32.3,111.5", "32.4,111.6"]
    layer = read_vector(write_csv(tmp_path / "a.csv", lines), "households", target_crs="EPSG:4490")
    assert layer.frame.geometry.x.tolist() == [111.5, 111.6]
    assert "findings.axes_swapped" in {finding.code for finding in layer.findings}


def test_a_chinese_sheet_names_the_northing_x(tmp_path: Path) -> None:
    lines = ["X坐标,Y坐标", "3575000.5,37560000.5", "3575100.5,37560100.5"]
    path = write_csv(tmp_path / "a.csv", lines)
    with pytest.raises(CrsError) as caught:
        read_vector(path, "households")
    assert caught.value.code == "crs.unknown"
    layer = read_vector(path, "households", crs="EPSG:4525", target_crs="EPSG:4546")
    assert layer.frame.geometry.x.tolist() == pytest.approx([560_000.5, 560_100.5], abs=0.01)
    assert layer.frame.geometry.y.tolist() == pytest.approx([3_575_000.5, 3_575_100.5], abs=0.01)


def test_metres_that_call_themselves_degrees_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    households().set_crs("EPSG:4326", allow_override=True).to_file(path)
    with pytest.raises(CrsError) as caught:
        read_vector(path, "households")
    assert caught.value.code == "crs.contradicted"
    assert read_vector(path, "households", crs=ZONE).kept == COUNT


def test_of_several_layers_the_fitting_one_is_taken_or_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    roads = gpd.GeoDataFrame(
        geometry=[shapely.LineString([(560_000, 3_575_000), (560_100, 3_575_000)])], crs=ZONE
    )
    households().to_file(path, layer="points")
    roads.to_file(path, layer="lines")
    assert read_vector(path, "roads").source.layer == "lines"
    households().to_file(path, layer="more points")
    with pytest.raises(ReadError) as caught:
        read_vector(path, "households")
    assert caught.value.code == "read.layer_needed"
    assert "more points" in caught.value.values["layers"]
    assert read_vector(path, "households", layer="more points").kept == COUNT
    households().to_file(path, layer="households")
    assert read_vector(path, "households").source.layer == "households"


def test_the_source_remembers_how_it_was_read(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", ["甲,经度,纬度", "张三,111.5,32.3"])
    source = read_vector(path, "households", mapping={"householder_name": "甲"}).source
    assert source.mapping == {"householder_name": "甲"}
    assert source.encoding == "utf-8"
    assert source.crs == "EPSG:4490"
    assert source.fingerprint is not None
    assert source.fingerprint.size == path.stat().st_size


def test_a_raster_role_takes_no_features(tmp_path: Path) -> None:
    with pytest.raises(ReadError) as caught:
        read_vector(tmp_path / "a.csv", "terrain")
    assert caught.value.code == "read.role_is_raster"
    with pytest.raises(SchemaError):
        read_vector(tmp_path / "a.csv", "nothing")


def test_a_layer_elsewhere_is_stopped_with_its_likely_cause(tmp_path: Path) -> None:
    """Read in zone 38 (CM 114), the points of zone 37 (CM 111) lie 3 degrees east."""
    path = tmp_path / "a.gpkg"
    households().to_file(path)
    good = read_vector(path, "households")
    wrong = read_vector(path, "households", crs="EPSG:4547")
    place = lonlat_middle(good)
    require_near(good, place)
    with pytest.raises(CrsError) as caught:
        require_near(wrong, place)
    assert caught.value.code == "crs.outside_other_system"
    assert "EPSG:4546" in caught.value.values["proposals"]


def test_the_frame_has_every_declared_column_in_its_type(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", ["经度,纬度", "111.5,32.3"])
    dtypes = read_vector(path, "households").frame.dtypes.astype(str)
    assert dtypes["persons_resident"] == "Int64"
    assert dtypes["has_piped_water"] == "boolean"
    assert dtypes["yard_area_m2"] == "float64"
    assert dtypes["householder_name"] == "object"


def test_reserved_column_names_of_a_geopackage_are_renamed(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", ["fid,GEOM,经度,纬度", "x,y,111.5,32.3"])
    columns = set(read_vector(path, "households").frame.columns)
    assert {"fid_source", "GEOM_source"} <= columns


def test_dates_and_lists_in_a_geojson_do_not_stop_it(tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    path.write_text(
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":'
        '{"d":"2024-05-01","l":[1,2],"o":{"a":1}},"geometry":{"type":"Point","coordinates":[111.5,32.3]}}]}',
        encoding="utf-8",
    )
    assert read_vector(path, "places").kept == 1


def test_survey_points_without_a_header_are_found_by_their_numbers(tmp_path: Path) -> None:
    """A CASS point file: number, code, easting, northing, height, and no names."""
    lines = ["1,,560000.123,3575000.456,101.2", "2,,560100.5,3575100.25,102.7"]
    path = write_csv(tmp_path / "点.txt", lines)
    layer = read_vector(path, "households", crs=ZONE)
    assert layer.kept == 2
    assert shapely.get_coordinates(layer.frame.geometry.to_numpy())[0] == pytest.approx(
        [560_000.123, 3_575_000.456]
    )
    codes = {finding.code for finding in layer.findings}
    assert {"findings.coordinates_guessed", "findings.no_header"} <= codes


def test_the_user_names_the_columns_of_coordinates(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", ["户主,甲,乙", "张三,111.5,32.3"])
    layer = read_vector(path, "households", mapping={"x": "甲", "y": "乙"}, crs="EPSG:4490")
    assert layer.kept == 1
    assert layer.source.options["mapping"] == {"x": "甲", "y": "乙"}


def test_closed_lines_of_a_drawing_are_houses(tmp_path: Path) -> None:
    corners = [(0, 0), (10, 0), (10, 8), (0, 8), (0, 0)]
    ring = shapely.LineString([(560_000 + x, 3_575_000 + y) for x, y in corners])
    gpd.GeoDataFrame(geometry=[ring], crs=ZONE).to_file(tmp_path / "房屋.dxf", driver="DXF")
    layer = read_vector(tmp_path / "房屋.dxf", "households", crs=ZONE)
    assert layer.kept == 1
    assert layer.frame.geometry.iloc[0].x == pytest.approx(560_005, abs=5)
    assert "findings.outlines_closed" in {finding.code for finding in layer.findings}
