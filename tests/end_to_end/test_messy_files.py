"""Every faulty file of the shared collection behaves as its manifest asks.

One row per case: what the reader has to do with it, in terms of what a user
sees. Never a traceback, never a silent loss: what is read is kept or named.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import Transformer

from layers.errors import CrsError, LayerError, ReadError
from layers.io.inspect import inspect_source, list_layers
from layers.io.raster import TerrainLayer, read_terrain
from layers.io.vector import ReadOptions, read_vector, read_with
from layers.vector import VectorLayer
from resources.texts import text
from tests.helpers.command_line import siting_tool

MESSY = Path(__file__).resolve().parents[3] / "shared" / "data" / "messy"
pytestmark = pytest.mark.skipif(not MESSY.exists(), reason="the shared messy files are absent")

TAIWAN_ZONE = "EPSG:4549"
LIECHTENSTEIN = "EPSG:32632"


def manifest() -> list[dict[str, str]]:
    path = MESSY / "MANIFEST.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


@dataclass(frozen=True, kw_only=True)
class Case:
    """What has to happen with one file.

    ``error`` is the code of the refusal at first reading; ``then`` gives the
    user's answer after which it has to load.
    """

    role: str = "water"
    error: str = ""
    names: tuple[str, ...] = ()
    read: int | None = None
    kept: int | None = None
    repaired: int | None = None
    findings: tuple[str, ...] = ()
    encoding: str = ""
    then: dict[str, Any] = field(default_factory=dict)
    question: str = ""
    layers: int | None = None
    check: Callable[[Any], None] | None = None


def values_of(layer: VectorLayer, column: str) -> set[str]:
    return set(layer.frame[column].dropna().astype(str))


def is_in_nantou(layer: VectorLayer) -> None:
    """Nantou county: 120.6 to 121.4 E, 23.4 to 24.3 N."""
    lon, lat = Transformer.from_crs(layer.frame.crs, 4326, always_xy=True).transform(
        *shapely.get_coordinates(layer.frame.geometry.to_numpy()).T
    )
    assert 120.5 < lon.min() < lon.max() < 121.5
    assert 23.3 < lat.min() < lat.max() < 24.4


def is_on_truth(layer: VectorLayer) -> None:
    """Within 1 m of the true places, in the order of the rows."""
    truth = pd.read_csv(MESSY / "csv_gcj02_gbk" / "TRUTH_wgs84.csv")
    to_metres = Transformer.from_crs(4326, layer.frame.crs, always_xy=True)
    true_xy = np.column_stack(to_metres.transform(truth["经度"], truth["纬度"]))
    xy = shapely.get_coordinates(layer.frame.geometry.to_numpy())
    assert np.hypot(*(xy - true_xy).T).max() < 1.0


def is_off_truth(layer: VectorLayer) -> None:
    with pytest.raises(AssertionError):
        is_on_truth(layer)


def names_are_readable(column: str, name: str) -> Callable[[VectorLayer], None]:
    def check(layer: VectorLayer) -> None:
        assert name in values_of(layer, column)
        is_in_nantou(layer)

    return check


def is_metric(layer: VectorLayer) -> None:
    """The five boroughs cover 783 km2 (302 square miles of land, US census), not 8 million."""
    assert layer.frame.crs.axis_info[0].unit_name == "metre"
    assert layer.frame.area.sum() == pytest.approx(783e6, rel=0.02)


def heights_between(least: float, most: float) -> Callable[[TerrainLayer], None]:
    def check(layer: TerrainLayer) -> None:
        heights = layer.raster.heights_m
        assert least <= float(np.nanmin(heights))
        assert float(np.nanmax(heights)) <= most

    return check


def is_north_up(layer: TerrainLayer) -> None:
    """The valley of the Rhine (423 to 500 m) lies west and north of the ridge (over 2,000 m)."""
    raster = layer.raster
    assert raster.transform.e < 0
    north_west = Transformer.from_crs(4326, raster.crs, always_xy=True).transform(9.50, 47.21)
    ridge = Transformer.from_crs(4326, raster.crs, always_xy=True).transform(9.58, 47.08)
    low, high = raster.sample(np.array([north_west, ridge]))
    assert low < 520
    assert high > 1200


def is_scaled(layer: TerrainLayer) -> None:
    """Stored 7338 to 8326, scale 0.0001: heights 0.73 to 0.84."""
    heights_between(0.7, 0.9)(layer)


VILLAGES = "village_boundaries"
CASES: dict[str, Case] = {
    "shp_corrupt_part_shape30": Case(
        read=38, kept=31, findings=("findings.bad_records", "findings.dbf_row_mismatch"),
        check=lambda layer: ids_of(layer, "findings.bad_records", "31"),
    ),
    "shp_latin1_no_shx": Case(
        error="crs.unknown", question="question.encoding", then={"crs": "EPSG:3857"}, kept=1,
        findings=("findings.index_rebuilt", "findings.encoding_unsure"),
        check=lambda layer: contains(layer, "water_name", "Ñandú"),
    ),
    "zip_empty": Case(error="read.nothing_in_archive"),
    "zip_rel": Case(kept=1, check=lambda layer: named(layer, "releaseArea20090407")),
    "shp_tin_multipatch": Case(
        error="crs.unknown", then={"crs": "EPSG:4326"}, kept=1,
        findings=("findings.footprint_taken",),
    ),
    "csv_curve_wkt": Case(
        error="crs.unknown", then={"crs": "EPSG:4326"}, read=9,
        findings=("findings.curves_unreadable",),
    ),
    "gml_multicurve": Case(error="crs.unknown", then={"crs": "EPSG:4326"}, kept=1),
    "geojson_bang_name": Case(kept=1),
    "topojson": Case(error="crs.unknown", then={"crs": "EPSG:4326"}, kept=3),
    "geojsonseq_pp": Case(kept=2),
    "gpx_track": Case(role="roads", kept=1, layers=5),
    "gpkg_curve": Case(kept=1),
    "gpkg_line_zm": Case(kept=1, findings=("findings.measures_dropped",)),
    "parquet_nested": Case(
        error="crs.unknown", then={"crs": "EPSG:4326"}, kept=3,
        check=lambda layer: has_columns(layer, "col_struct.a", "col_struct.b"),
    ),
    "osm_pbf_tiny": Case(role="roads", layers=5, kept=36),
    "zip_nybb_feet": Case(kept=5, check=is_metric),
    "kml_100_nested_folders": Case(error="read.no_features"),
    "kml_badcoords": Case(kept=1),
    "kml_invalid_descriptions": Case(error="read.no_geometry", question="question.no_geometry"),
    "kmz_bad": Case(error="read.damaged_archive"),
    "kmz_bad_too_large": Case(error="read.archive_too_large"),
    "kmz_multikml_nodoc": Case(error="read.no_geometry", layers=3),
    "dbf_char_no_width": Case(error="read.no_geometry"),
    "shp_polygonm_noindex": Case(error="read.no_features"),
    "gpkg_mixed_layers": Case(kept=6, layers=2, findings=("findings.layer_chosen",)),
    "gpkg_curved_polys": Case(kept=4),
    "shp_polygon_checker": Case(kept=25, repaired=4, findings=("findings.invalid_geometry",)),
    "geojson_empty_geometries": Case(read=4, kept=1, findings=("findings.no_geometry",)),
    "dbf_nonspatial": Case(error="read.no_geometry"),
    "dxf_points_lines_3d": Case(
        role="roads", error="crs.unknown", then={"crs": "EPSG:32617"}, read=13,
        findings=("findings.wrong_geometry_type",),
    ),
    "tab_mixed_types": Case(read=13, kept=11, findings=("findings.no_geometry",)),
    "kml_multilayer": Case(kept=2, layers=2),
    "shp_multipatch_no_dbf": Case(
        error="crs.unknown", then={"crs": "EPSG:4326"}, kept=1,
        findings=("findings.footprint_taken",),
    ),
    "csv_dms": Case(read=24, kept=21, findings=("findings.coordinates_unread",)),
    "csv_latin1": Case(error="read.no_geometry", question="question.encoding"),
    "ods_spreadsheet": Case(error="read.no_geometry", layers=2),
    "geojson_gz": Case(kept=17),
    "tgz_archive": Case(error="read.layer_needed", then={"layer": "points.shp"}, kept=17),
    "tif_rotated": Case(
        error="crs.unknown", then={"crs": LIECHTENSTEIN}, findings=("findings.raster_rotated",)
    ),
    "tif_all_nodata": Case(error="terrain.no_heights"),
    "tif_float_extra_nodata": Case(check=heights_between(0.0, 0.25)),
    "tif_esri_wkt": Case(check=heights_between(1.0, 4.0)),
    "vrt_missing_source": Case(
        error="read.missing_source", names=("389225main_sw_1965_1024.jpg",)
    ),
    "hgt_zip": Case(check=heights_between(0.0, 9.0)),
    "tif_scale_offset": Case(check=is_scaled),
    "asc_tenbyten": Case(
        error="crs.unknown", question="question.crs", then={"crs": "EPSG:3857"},
        check=heights_between(0.0, 9.0),
    ),
    "tif_srtm_max_nodata": Case(check=heights_between(0.0, 1699.0)),
    "gpkg_wrong_crs": Case(
        role="roads", kept=7, question="question.outside_area",
        findings=("findings.outside_area_of_use",),
    ),
    "tif_wrong_nodata_tag": Case(
        findings=("findings.absurd_heights",), check=heights_between(90.0, 513.0)
    ),
    "csv_households_blank_lonlat": Case(
        role="households", read=6759, kept=6743, findings=("findings.coordinates_blank",),
        check=lambda layer: listed(layer, "findings.coordinates_blank", 16),
    ),
    "xlsx_garbage_text_coords": Case(kept=884),
    "gbk_shp_no_cpg": Case(
        role=VILLAGES, kept=262, encoding="gb18030",
        check=names_are_readable("village_name", "延平里"),
    ),
    "big5_shp_no_cpg": Case(
        role=VILLAGES, kept=275, encoding="big5hkscs",
        check=lambda layer: contains(layer, "village_name", "富興村"),
    ),
    "utf8_shp_4char_fieldname": Case(
        role=VILLAGES, kept=275, findings=("findings.field_name_cut",),
        check=lambda layer: contains(layer, "township_name", "大湖鄉"),
    ),
    "cgcs2000_gk_no_prj": Case(
        role=VILLAGES, error="crs.unknown", names=("EPSG:4513",), question="question.crs",
        then={"crs": TAIWAN_ZONE}, kept=262, check=is_in_nantou,
    ),
    "prj_xian80": Case(
        role=VILLAGES, kept=262, question="question.old_datum", findings=("findings.old_datum",),
        check=is_in_nantou,
    ),
    "shp_missing_shx": Case(role=VILLAGES, kept=262, findings=("findings.index_rebuilt",)),
    "shp_missing_dbf": Case(role=VILLAGES, kept=275, findings=("findings.no_attributes",)),
    "shp_dbf_row_mismatch": Case(
        role=VILLAGES, read=275, kept=50, findings=("findings.dbf_row_mismatch",),
        check=lambda layer: listed(layer, "findings.dbf_row_mismatch", 225),
    ),
    "csv_gcj02_gbk": Case(
        role="public_toilets", kept=262, encoding="gb18030", question="question.shift",
        check=is_off_truth,
    ),
    "txt_utf16_tab": Case(kept=262, encoding="utf-16", check=is_on_truth),
    "xlsx_merged_header_ledger": Case(
        role="households", read=262, kept=250,
        findings=("findings.total_rows", "findings.coordinates_blank"),
        check=lambda layer: contains(layer, "note", "无人居住"),
    ),
    "xls_old_binary": Case(kept=262, check=is_on_truth),
    "csv_dms_gb18030": Case(kept=262, encoding="gb18030", check=is_on_truth),
    "kml_nested_cn_folders": Case(role="places", kept=262, check=is_in_nantou),
    "geojson_invalid_buildings_a": Case(
        role="households", kept=400, repaired=23,
        findings=("findings.invalid_geometry", "findings.point_inside_taken"),
    ),
    "geojson_utf8_bom": Case(kept=100),
    "geojson_crs_member_4549": Case(role=VILLAGES, kept=80, check=is_in_nantou),
    "gpkg_truncated": Case(error="read.unreadable"),
    "geojson_geometrycollection": Case(role="households", kept=10),
    "tif_is_lfs_pointer": Case(error="read.lfs_pointer"),
    "csv_zero_bytes": Case(error="read.empty_file"),
    "gpkg_roads_multiline_z_nan": Case(role="roads", kept=500),
    "dem_feet": Case(findings=("findings.maybe_feet",)),
    "dem_south_up": Case(findings=("findings.raster_turned",), check=is_north_up),
    "asc_decimal_comma": Case(
        error="crs.unknown", then={"crs": "EPSG:4326"}, findings=("findings.decimal_commas",),
        check=heights_between(420.0, 1681.0),
    ),
    "hgt_wrong_size": Case(error="read.hgt_size", names=("2,884,802",)),
    "dem_no_overlap": Case(error="terrain.no_overlap"),
}  # fmt: skip


NOTHING_TO_SEE = {
    "zip_empty",
    "kml_100_nested_folders",
    "kmz_bad",
    "kmz_bad_too_large",
    "gpkg_truncated",
    "tif_is_lfs_pointer",
    "csv_zero_bytes",
    "hgt_wrong_size",
    "vrt_missing_source",
}


def ids_of(layer: VectorLayer, code: str, wanted: str) -> None:
    assert wanted in next(f.ids for f in layer.findings if f.code == code)


def listed(layer: VectorLayer, code: str, count: int) -> None:
    finding = next(f for f in layer.findings if f.code == code)
    assert finding.count == count == len(finding.ids)


def contains(layer: VectorLayer, column: str, value: str) -> None:
    assert value in values_of(layer, column)


def named(layer: VectorLayer, name: str) -> None:
    assert layer.source.layer == name


def has_columns(layer: VectorLayer, *columns: str) -> None:
    assert set(columns) <= set(layer.frame.columns)


def read(path: Path, kind: str, case: Case, **options: Any) -> VectorLayer | TerrainLayer:
    if kind != "raster":
        return read_vector(path, case.role, **options)
    if path.name == "elsewhere.tif":
        study_area = (534_915.0, 5_209_470.0, 549_118.0, 5_236_547.0)
        return read_terrain(path, target_crs=LIECHTENSTEIN, within=study_area)
    return read_terrain(path, **options)


def assert_says_all(error: LayerError, path: Path) -> None:
    """The refusal names the file and has a text in both languages with all its values."""
    assert error.file == str(path)
    for language in ("zh", "en"):
        sentence = text(error.code, language, **error.values)
        assert "{" not in sentence


def assert_nothing_lost(layer: VectorLayer) -> None:
    """What was read is kept or named by row, and every finding has its texts."""
    assert layer.read == layer.kept + layer.dropped
    assert layer.kept == len(layer.frame)
    rows = {row for finding in layer.findings for row in finding.ids}
    assert layer.dropped <= len(rows)
    for finding in layer.findings:
        text(finding.code, "en", count=finding.count, **finding.values)


@pytest.mark.parametrize("row", manifest(), ids=lambda row: row["id"])
def test_a_messy_file_behaves_as_its_manifest_asks(row: dict[str, str]) -> None:
    case = CASES[row["id"]]
    path = MESSY / row["file"]
    options: dict[str, Any] = {}
    if case.error:
        with pytest.raises((ReadError, CrsError)) as caught:
            read(path, row["kind"], case)
        assert caught.value.code == case.error
        assert_says_all(caught.value, path)
        sentence = text(case.error, "en", **caught.value.values)
        assert all(name in sentence for name in case.names)
        if not case.then:
            return
        options = case.then
    layer = read(path, row["kind"], case, **options)
    codes = {finding.code for finding in layer.findings}
    assert set(case.findings) <= codes
    if isinstance(layer, VectorLayer):
        assert_nothing_lost(layer)
        assert layer.read == (case.read or layer.read)
        assert layer.kept == (case.kept or layer.kept)
        assert layer.repaired == (case.repaired or layer.repaired)
        assert not case.encoding or layer.source.encoding == case.encoding
        assert layer.frame.geometry.notna().all()
        assert layer.frame.is_valid.all()
    if case.check:
        case.check(layer)


@pytest.mark.parametrize("row", manifest(), ids=lambda row: row["id"])
def test_the_wizard_looks_into_a_messy_file_without_a_traceback(row: dict[str, str]) -> None:
    case = CASES[row["id"]]
    path = MESSY / row["file"]
    if row["id"] in NOTHING_TO_SEE:
        with pytest.raises(ReadError) as caught:
            inspect_source(path)
        assert_says_all(caught.value, path)
        return
    inspection = inspect_source(path)
    assert inspection.layers
    asked = {question.code for layer in inspection.layers for question in layer.questions}
    if case.question:
        assert case.question in asked
    if case.layers is not None:
        assert len(list_layers(path)) == case.layers
    for layer in inspection.layers:
        for question in layer.questions:
            assert text(question.code, "zh", **question.values)


def test_every_case_of_the_manifest_has_its_row() -> None:
    assert {row["id"] for row in manifest()} == set(CASES)


def test_points_of_amap_come_right_once_the_user_says_so() -> None:
    path = MESSY / "csv_gcj02_gbk" / "公厕点位_高德.csv"
    is_on_truth(read_vector(path, "public_toilets", datum_shift="gcj02"))


def test_heights_in_feet_become_metres_once_the_user_says_so() -> None:
    layer = read_terrain(MESSY / "dem_feet" / "dem_feet.tif", unit="ft")
    assert float(np.nanmax(layer.raster.heights_m)) == pytest.approx(8313.65 * 0.3048, abs=0.5)


def test_copies_are_dropped_when_the_user_asks() -> None:
    path = MESSY / "geojson_invalid_buildings_a" / "invalid_buildings.geojson"
    layer = read_with(path, "restricted_areas", ReadOptions(drop_duplicates=True))
    dropped = [f for f in layer.findings if f.code == "findings.duplicates_dropped"]
    assert layer.read - layer.kept == sum(finding.count for finding in dropped) + 8
    assert sum(finding.count for finding in dropped) >= 10


def a_house_at(path: Path, lon: float, lat: float) -> Path:
    path.write_text(f"经度,纬度\n{lon:.7f},{lat:.7f}\n", encoding="utf-8")
    return path


def house_for(row: dict[str, str], case: Case, path: Path, folder: Path) -> list[str]:
    """A project of terrain alone has no place of its own, so a house stands in its middle."""
    if row["kind"] != "raster" or (case.error and row["id"] != "dem_no_overlap"):
        return []
    lon, lat = 9.55, 47.15
    if not case.error:
        raster = read_terrain(path).raster
        west, south, east, north = raster.bounds
        to_degrees = Transformer.from_crs(raster.crs, 4326, always_xy=True)
        lon, lat = to_degrees.transform((west + east) / 2, (south + north) / 2)
    return [f"households={a_house_at(folder / 'house.csv', lon, lat)}"]


@pytest.mark.parametrize("row", manifest(), ids=lambda row: row["id"])
def test_the_command_line_takes_in_or_refuses_a_messy_file(
    row: dict[str, str], tmp_path: Path
) -> None:
    """Exit code 2 with one line that names the file, or 0 with every row accounted for."""
    case = CASES[row["id"]]
    path = MESSY / row["file"]
    role = "terrain" if row["kind"] == "raster" else case.role
    project = tmp_path / "P.gpkg"
    words = [f"{role}={path}", *house_for(row, case, path, tmp_path)]
    outcome = siting_tool("new", project, *words, "--json", "--language", "en")
    errors = [line for line in outcome.stderr if line.startswith("error:")]
    if case.error:
        assert outcome.code == 2
        (line,) = errors
        assert line.startswith(f"error: {path}")
        assert not project.exists()
        return
    assert outcome.code == 0, errors
    layer = next(layer for layer in outcome.document["layers"] if layer["role"] == role)
    assert layer["read"] == layer["kept"] + layer["dropped"]
    assert set(case.findings) <= {finding["code"] for finding in layer["findings"]}
    if row["kind"] != "raster":
        assert layer["kept"] == (case.kept or layer["kept"])
