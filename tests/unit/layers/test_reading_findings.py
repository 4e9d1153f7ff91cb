"""Whatever a reader assumed, converted or left out is said, with the rows concerned."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import openpyxl
import pytest
import rasterio
import shapely
from rasterio.transform import from_origin
from shapely.geometry import GeometryCollection, LineString, MultiPoint, Point

from layers.findings import Finding
from layers.io.raster import read_terrain
from layers.io.vector import read_vector

TWO = "H1,{},111.5,32.3\nH2,{},111.51,32.3"


def table(folder: Path, heading: str, *cells: str) -> Path:
    path = folder / "a.csv"
    path.write_text(f"户编号,{heading},经度,纬度\n" + TWO.format(*cells), encoding="utf-8")
    return path


def shapes(folder: Path, *geometry: shapely.Geometry, crs: Any = 4546) -> Path:
    path = folder / "a.gpkg"
    names = [f"N{n}" for n in range(len(geometry))]
    gpd.GeoDataFrame({"名称": names}, geometry=list(geometry), crs=crs).to_file(path)
    return path


def said(findings: tuple[Finding, ...], code: str) -> Finding:
    return next(finding for finding in findings if finding.code == f"findings.{code}")


def test_degrees_are_told_from_the_names_of_their_columns(tmp_path: Path) -> None:
    layer = read_vector(table(tmp_path, "户主", "张", "李"), "households")
    assert said(layer.findings, "crs_from_names").role == "households"


def test_the_users_word_overrules_the_file(tmp_path: Path) -> None:
    path = shapes(tmp_path, Point(566_000, 3_575_000))
    layer = read_vector(path, "places", crs="EPSG:4547")
    assert said(layer.findings, "crs_overruled").values == {
        "given": "EPSG:4547", "declared": "EPSG:4546",
    }  # fmt: skip


def test_a_shift_taken_off_is_noted(tmp_path: Path) -> None:
    path = table(tmp_path, "户主", "张", "李")
    layer = read_vector(path, "households", datum_shift="bd09")
    assert said(layer.findings, "shift_removed").values == {"shift": "bd09"}


def test_units_in_headings_are_converted_and_noted(tmp_path: Path) -> None:
    layer = read_vector(table(tmp_path, "院落面积（亩）", "0.3", "0.6"), "households")
    assert layer.frame["yard_area_m2"].tolist() == pytest.approx([200.0, 400.0])
    assert said(layer.findings, "unit_converted").values["unit"] == "亩"


def test_a_choice_recognised_by_a_part_is_noted_and_its_column_kept(tmp_path: Path) -> None:
    cells = ("农村简易旱厕", "三格")
    layer = read_vector(table(tmp_path, "厕所类型", *cells), "households")
    assert said(layer.findings, "values_guessed").ids == ("1",)
    assert layer.frame["existing_toilet"].tolist() == ["dry_pit", "three_chamber"]
    assert layer.frame["厕所类型"].tolist() == list(cells)


def test_two_columns_for_one_field_are_named(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("户编号,户主姓名,姓名,经度,纬度\nH1,张,李,111.5,32.3\n", encoding="utf-8")
    finding = said(read_vector(path, "households").findings, "mapping_rivals")
    assert finding.values == {"field": "householder_name", "column": "户主姓名", "rivals": "姓名"}


def test_a_column_known_by_a_part_of_its_name_is_noted(tmp_path: Path) -> None:
    layer = read_vector(table(tmp_path, "本户常住人口数量合计", "3", "4"), "households")
    assert layer.frame["persons_resident"].tolist() == [3, 4]
    assert said(layer.findings, "mapping_guessed").values["how"] == "contained"


def test_the_first_of_several_sheets_is_taken_and_named(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for sheet in (book.active, book.create_sheet("第二")):
        sheet.append(["户编号", "经度", "纬度"])
        sheet.append(["H1", 111.5, 32.3])
    book.save(tmp_path / "a.xlsx")
    finding = said(read_vector(tmp_path / "a.xlsx", "households").findings, "first_sheet_taken")
    assert finding.values == {"sheet": "Sheet", "sheets": "Sheet, 第二"}


def test_of_a_collection_the_fitting_part_stays(tmp_path: Path) -> None:
    mixed = GeometryCollection(
        [LineString([(566_000, 3_575_000), (566_090, 3_575_000)]), Point(566_000, 3_575_000)]
    )
    plain = LineString([(566_000, 3_575_100), (566_090, 3_575_100)])
    layer = read_vector(shapes(tmp_path, plain, mixed), "roads")
    assert layer.kept == 2
    assert said(layer.findings, "collection_reduced").ids == ("2",)


def test_of_several_points_the_first_is_taken(tmp_path: Path) -> None:
    several = MultiPoint([(566_000, 3_575_000), (566_100, 3_575_000)])
    layer = read_vector(shapes(tmp_path, several), "households")
    assert layer.frame.geometry.iloc[0] == Point(566_000, 3_575_000)
    assert said(layer.findings, "first_point_taken").ids == ("1",)


def test_a_code_page_that_the_bytes_contradict_is_overruled(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame(
        {"name": ["青石岭村村民委员会", "石桥村"]},
        geometry=[Point(111.5, 32.3), Point(111.6, 32.3)], crs=4490,
    )  # fmt: skip
    frame.to_file(tmp_path / "a.shp", encoding="gb18030")
    (tmp_path / "a.cpg").write_text("UTF-8")
    layer = read_vector(tmp_path / "a.shp", "places")
    assert layer.frame["place_name"].tolist()[1] == "石桥村"
    assert said(layer.findings, "cpg_contradicted")


def raster(path: Path, bands: int = 1, unit: str = "") -> Path:
    heights = np.full((bands, 20, 20), 1000.0, dtype=np.float32)
    heights[:, :, 10:] = 1100.0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with rasterio.open(
            path, "w", driver="GTiff", width=20, height=20, count=bands, dtype="float32",
            crs="EPSG:4546", transform=from_origin(566_000, 3_575_000, 10, 10),
        ) as target:  # fmt: skip
            target.write(heights)
            if unit:
                target.units = (unit,) * bands
    return path


def test_the_first_band_is_taken_and_feet_are_converted(tmp_path: Path) -> None:
    layer = read_terrain(raster(tmp_path / "a.tif", bands=3, unit="ft"))
    assert float(np.nanmax(layer.raster.heights_m)) == pytest.approx(335.28)
    assert said(layer.findings, "first_band_taken").values == {"bands": 3}
    assert said(layer.findings, "feet_converted")
