"""One file of every kind that a township hands in, each read whole and in its place."""

from __future__ import annotations

import shutil
import struct
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pytest
import shapely

from layers.errors import ReadError
from layers.io.inspect import list_layers
from layers.io.raster import read_terrain
from layers.io.surfaces import footprint
from layers.io.vector import read_vector
from layers.vector import VectorLayer
from tests.helpers.source_files import EAST, NORTH, drawing, ods

ROWS = 12
LON, LAT = 111.5, 32.3


def homes() -> gpd.GeoDataFrame:
    points = [shapely.Point(LON + n / 1000, LAT) for n in range(ROWS)]
    names = {"户编号": [f"H{n}" for n in range(ROWS)], "户主": [f"张{n}" for n in range(ROWS)]}
    persons = np.arange(1, ROWS + 1, dtype=np.int32)
    return gpd.GeoDataFrame({**names, "户籍人口": persons}, geometry=points, crs=4490)


def codes(layer: VectorLayer) -> set[str]:
    return {finding.code.partition(".")[2] for finding in layer.findings}


@pytest.mark.parametrize(
    ("name", "driver"),
    [
        ("a.gdb", "OpenFileGDB"),
        ("a.fgb", "FlatGeobuf"),
        ("a.gml", "GML"),
        ("a.geojsonl", "GeoJSONSeq"),
        ("a.geojson", "GeoJSON"),
        ("a.gpkg", "GPKG"),
        ("a.sqlite", "SQLite"),
        ("a.shp", "ESRI Shapefile"),
    ],
)
def test_vector_formats(tmp_path: Path, name: str, driver: str) -> None:
    path = tmp_path / name
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        homes().to_file(path, driver=driver)
    layer = read_vector(path, "households", target_crs="EPSG:4490")
    assert (layer.read, layer.kept) == (ROWS, ROWS)
    frame = layer.frame.sort_values("persons_registered")  # FlatGeobuf sorts by place
    assert frame["householder_name"].tolist() == [f"张{n}" for n in range(ROWS)]
    assert frame["persons_registered"].tolist() == list(range(1, ROWS + 1))
    assert frame.geometry.x.tolist() == pytest.approx([LON + n / 1000 for n in range(ROWS)])


def test_a_zipped_geodatabase(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    homes().to_file(tmp_path / "in" / "a.gdb", driver="OpenFileGDB")
    packed = shutil.make_archive(str(tmp_path / "a"), "zip", tmp_path / "in")
    assert read_vector(packed, "households").kept == ROWS


def test_geoparquet(tmp_path: Path) -> None:
    homes().to_parquet(tmp_path / "a.parquet")
    assert read_vector(tmp_path / "a.parquet", "households").kept == ROWS


def test_mapinfo_interchange_in_its_own_encoding(tmp_path: Path) -> None:
    head = (
        'Version 300\nCharset "WindowsSimpChinese"\nDelimiter ","\nCoordSys Earth Projection 1, 104'
        "\nColumns 2\n  户编号 Char(10)\n  户主 Char(20)\nData\n\n"
    )
    points = "".join(f"Point {LON + n / 1000} {LAT}\n" for n in range(3))
    (tmp_path / "a.mif").write_bytes((head + points).encode("gbk"))
    rows = "".join(f'"H{n}","张{n}"\n' for n in range(3))
    (tmp_path / "a.mid").write_bytes(rows.encode("gbk"))
    layer = read_vector(tmp_path / "a.mif", "households")
    assert layer.frame["householder_name"].tolist() == ["张0", "张1", "张2"]


def test_gpx_and_osm(tmp_path: Path) -> None:
    track = "".join(f'<trkpt lat="{LAT}" lon="{LON + n / 1000}"/>' for n in range(3))
    (tmp_path / "a.gpx").write_text(
        f'<gpx version="1.1" creator="t"><trk><name>路</name><trkseg>{track}</trkseg></trk></gpx>'
    )
    assert read_vector(tmp_path / "a.gpx", "roads").kept == 1
    (tmp_path / "a.osm").write_text(
        '<osm version="0.6"><node id="1" lat="32.3" lon="111.5"/><node id="2" lat="32.3" '
        'lon="111.51"/><way id="9"><nd ref="1"/><nd ref="2"/><tag k="highway" v="path"/></way>'
        "</osm>"
    )
    layer = read_vector(tmp_path / "a.osm", "roads")
    assert layer.frame["road_class"].tolist() == ["path"]


# tables -----------------------------------------------------------------------------------


def table() -> pd.DataFrame:
    frame = pd.DataFrame(homes().drop(columns="geometry"))
    return frame.assign(经度=[LON + n / 1000 for n in range(ROWS)], 纬度=LAT)


@pytest.mark.parametrize(
    "encoding", ["utf-16", "utf-16-le", "utf-16-be", "gbk", "gb18030", "utf-8"]
)
@pytest.mark.parametrize("separator", [",", "\t", ";", "|"])
def test_encodings_and_separators(tmp_path: Path, encoding: str, separator: str) -> None:
    path = tmp_path / "a.csv"
    table().to_csv(path, index=False, encoding=encoding, sep=separator)
    assert read_vector(path, "households").frame["householder_name"].iloc[3] == "张3"


def test_decimal_commas(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    table().to_csv(path, index=False, sep=";", decimal=",")
    layer = read_vector(path, "households", target_crs="EPSG:4490")
    assert layer.frame.geometry.x.iloc[1] == pytest.approx(LON + 0.001)


SPELLINGS = (
    "111°30′18″", "111度30分18秒", "111-30-18", "111:30:18", "111°30'18\"E", "E111°30.3'",
    "111 30 18", "111.505°", "东经111°30′18″", "111°30’18”", "1113018", "111d30m18s",
    "１１１°３０′１８″", "１１１．５０５", "111,505", " 111.505 ",
)  # fmt: skip


def test_degrees_in_odd_spellings(tmp_path: Path) -> None:
    """All sixteen are 111 degrees 30 minutes 18 seconds, 111.505 degrees."""
    lines = ["户编号\t经度\t纬度", *(f"H{n}\t{text}\t32°18′" for n, text in enumerate(SPELLINGS))]
    (tmp_path / "a.txt").write_text("\n".join(lines), encoding="utf-8")
    layer = read_vector(tmp_path / "a.txt", "households", target_crs="EPSG:4490")
    assert layer.kept == len(SPELLINGS)
    assert layer.frame.geometry.x.to_numpy() == pytest.approx(111.505)
    packed = next(f for f in layer.findings if f.code == "findings.coordinates_packed")
    assert packed.ids == ("11",)


def test_a_stray_number_among_degrees_is_one_unread_row(tmp_path: Path) -> None:
    lines = ["户编号,经度,纬度", "H1,111.5,32.3", "H2,111.51,3230000", "H3,111.52,32.3"]
    (tmp_path / "a.csv").write_text("\n".join(lines), encoding="utf-8")
    layer = read_vector(tmp_path / "a.csv", "households")
    assert layer.frame["household_id"].tolist() == ["H1", "H3"]
    assert "coordinates_unread" in codes(layer)


@pytest.mark.parametrize("heading", ["坐标", "位置", "geom"])
def test_wkt_in_a_column_of_any_name(tmp_path: Path, heading: str) -> None:
    (tmp_path / "a.csv").write_text(
        f"户编号,{heading}\nH1,POINT (111.5 32.3)\nH2,POINT (111.6 32.3)\n", encoding="utf-8"
    )
    assert read_vector(tmp_path / "a.csv", "households", crs="EPSG:4490").kept == 2


def test_points_of_a_total_station_without_headings(tmp_path: Path) -> None:
    """CASS writes number, code, easting, northing, height."""
    lines = [f"{n},JMD,{EAST + 10.25 * n + 0.25},{NORTH + 0.25},205.1" for n in range(5)]
    (tmp_path / "a.dat").write_text("\n".join(lines), encoding="ascii")
    layer = read_vector(tmp_path / "a.dat", "households", crs="EPSG:4546")
    assert layer.frame.geometry.x.tolist() == [EAST + 10.25 * n + 0.25 for n in range(5)]
    assert {"no_header", "coordinates_guessed"} <= codes(layer)


def workbook(path: Path, rows: list[list[object]], merged: tuple[str, ...] = ()) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for cells in merged:
        book.active.merge_cells(cells)
    book.save(path)
    return path


def test_a_header_under_titles_with_merged_cells_and_sums(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["某某县2025年农村户厕改造花名册"],
        ["填报单位：", None, None, None, "填报日期：2025-3-1"],
        ["序号", "户主信息", None, "住址", "坐标", None],
        [None, "姓名", "常住人口", None, "经度", "纬度"],
        *([n, f"李{n}", 3, "二组", LON + n / 1000, LAT] for n in range(4)),
        ["小计", None, 12],
        *([n, f"王{n}", 2, "三组", LON + n / 1000, LAT] for n in range(4, 8)),
        ["合计", None, 20],
        ["制表人：张三", None, None, "审核：李四"],
    ]
    path = workbook(tmp_path / "a.xlsx", rows, ("A1:F1", "B3:C3", "D3:D4", "E3:F3"))
    layer = read_vector(path, "households")
    assert layer.kept == 8
    assert layer.frame["householder_name"].tolist()[::4] == ["李0", "王4"]
    assert layer.frame["persons_resident"].sum() == 20
    assert "total_rows" in codes(layer)


def test_merged_texts_count_for_every_row_and_merged_numbers_do_not(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["村名", "户主", "常住人口", "经度", "纬度"],
        *([village, f"户{n}", persons, LON + n / 1000, LAT]
          for n, (village, persons) in enumerate([("石桥村", 5), (None, None), ("青山村", 2)])),
    ]  # fmt: skip
    path = workbook(tmp_path / "a.xlsx", rows, ("A2:A3", "C2:C3"))
    layer = read_vector(path, "households")
    assert layer.frame["village_name"].tolist() == ["石桥村", "石桥村", "青山村"]
    assert layer.frame["persons_resident"].isna().tolist() == [False, True, False]
    filled = next(f for f in layer.findings if f.code == "findings.merged_filled")
    assert filled.ids == ("2",)


def test_an_open_document_table(tmp_path: Path) -> None:
    rows: list[list[object]] = [["户主", "经度", "纬度"], ["张", LON, LAT], ["李", LON, LAT]]
    layer = read_vector(ods(tmp_path / "a.ods", rows), "households")
    assert layer.frame["householder_name"].tolist() == ["张", "李"]


# drawings and surfaces --------------------------------------------------------------------


def test_one_layer_of_a_drawing(tmp_path: Path) -> None:
    path = drawing(tmp_path / "a.dxf")
    assert [info.name for info in list_layers(path)] == ["entities", "JMD", "DLSS"]
    roads = read_vector(path, "roads", layer="DLSS", crs="EPSG:4546")
    assert roads.kept == 2
    houses = read_vector(path, "households", layer="JMD", crs="EPSG:4546")
    assert houses.frame.geometry.x.tolist() == pytest.approx([EAST + 4.5])
    with pytest.raises(ReadError) as caught:
        read_vector(path, "roads", layer="x' OR '1'='1", crs="EPSG:4546")
    assert caught.value.code == "read.no_such_layer"


def triangle(points: list[tuple[float, float, float]]) -> bytes:
    ring = struct.pack("<I", len(points)) + b"".join(struct.pack("<3d", *p) for p in points)
    return struct.pack("<BII", 1, 1017, 1) + ring


def test_a_tin_is_taken_by_its_footprint() -> None:
    """Two triangles make the unit square; an upright wall covers nothing."""
    low = triangle([(0, 0, 5), (1, 0, 5), (1, 1, 6), (0, 0, 5)])
    high = triangle([(0, 0, 5), (1, 1, 6), (0, 1, 5), (0, 0, 5)])
    wall = triangle([(0, 0, 0), (1, 0, 0), (1, 0, 9), (0, 0, 0)])
    tin = struct.pack("<BII", 1, 1016, 3) + low + high + wall
    covered = footprint(tin)
    assert covered is not None
    assert covered.equals(shapely.box(0, 0, 1, 1))
    assert footprint(struct.pack("<BII", 1, 1016, 1) + wall) is None


@pytest.mark.parametrize(
    "wkb", [b"", b"\x01", struct.pack("<BII", 1, 1016, 4_000_000_000), b"\x01" + b"\xff" * 40]
)
def test_a_damaged_surface_is_none(wkb: bytes) -> None:
    assert footprint(wkb) is None


def test_surfaces_nested_without_end_are_given_up() -> None:
    assert footprint(struct.pack("<BII", 1, 7, 1) * 5000) is None


# heights ----------------------------------------------------------------------------------


def hgt(rows: int) -> bytes:
    return np.full((rows, 1201), 300, dtype=">i2").tobytes()


def zipped(path: Path, name: str, data: bytes) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(name, data)
    return path


@pytest.mark.parametrize("wrap", [None, zipped])
def test_srtm_tiles_plain_and_zipped(
    tmp_path: Path, wrap: Callable[[Path, str, bytes], Path] | None
) -> None:
    path = tmp_path / "N32E111.hgt"
    path.write_bytes(hgt(1201))
    if wrap:
        path = wrap(tmp_path / "N32E111.SRTMGL3.hgt.zip", "N32E111.hgt", hgt(1201))
    assert float(np.nanmax(read_terrain(path).raster.heights_m)) == 300


def test_a_tile_that_was_cut_off_says_so(tmp_path: Path) -> None:
    path = tmp_path / "N32E111.hgt"
    path.write_bytes(hgt(700))
    with pytest.raises(ReadError) as caught:
        read_terrain(path)
    assert caught.value.code == "read.hgt_size"
    assert caught.value.values["size"] == 700 * 1201 * 2


# values -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "cells", "field", "wanted"),
    [
        (
            "常住人口",
            ["三人", "3口人", "共4人", "十二", "二十"],
            "persons_resident",
            [3, 3, 4, 12, 20],
        ),
        ("院落面积", ["60㎡", "约12平米", "0.03亩"], "yard_area_m2", [60.0, 12.0, 20.0]),
        ("入户路宽", ["150cm", "1.5米", "2m"], "access_width_m", [1.5, 1.5, 2.0]),
        ("通自来水", ["√", "×", "已通"], "has_piped_water", [True, False, True]),
        (
            "化粪池类型",
            ["水冲式（三格化粪池）", "旱厕（简易）", "拟改三格式", "双瓮"],
            "existing_toilet",
            ["three_chamber", "dry_pit", None, "double_urn"],
        ),
    ],
)
def test_cells_as_people_type_them(
    tmp_path: Path, column: str, cells: list[str], field: str, wanted: list[Any]
) -> None:
    lines = [f"户编号,{column},经度,纬度"]
    lines += [f"H{n},{cell},{LON + n / 1000},{LAT}" for n, cell in enumerate(cells)]
    (tmp_path / "a.csv").write_text("\n".join(lines), encoding="utf-8")
    values = read_vector(tmp_path / "a.csv", "households").frame[field].tolist()
    assert values == [pytest.approx(one) if isinstance(one, float) else one for one in wanted]
