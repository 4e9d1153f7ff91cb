"""GIS, CAD and KML files read back by other programs, and the manifest over them."""

from __future__ import annotations

import hashlib
import json
import zipfile
from xml.etree import ElementTree as ET

import ezdxf.filemanagement
import geopandas as gpd
import numpy as np
import openpyxl
import pyogrio
import pytest

from layers.errors import WriteError
from siting_tool.export import deliverables
from siting_tool.export.cad.cad import write_cad
from siting_tool.export.deliverables import export_plan
from siting_tool.export.gis.gis import write_gis
from siting_tool.export.kml.kml import write_kml
from siting_tool.export.plan_layers import plan_layers
from siting_tool.project.errors import ProjectError
from tests.helpers.small_plan import NASTY_NAME, small_project


@pytest.fixture(scope="module")
def project():
    return small_project()


@pytest.fixture(scope="module")
def gis(project, tmp_path_factory):
    folder = tmp_path_factory.mktemp("gis")
    write_gis(project, project.scenario(), folder, "zh")
    return folder / "gis"


def test_the_geopackage_holds_every_layer_with_equal_values(project, gis):
    for role, frame in plan_layers(project, project.scenario()).items():
        read = gpd.read_file(gis / "plan.gpkg", layer=role)
        assert len(read) == len(frame)
        np.testing.assert_allclose(read.total_bounds, frame.total_bounds)
        for name in frame.select_dtypes("float").columns:
            np.testing.assert_array_equal(read[name].astype(float), frame[name])


def test_geojson_is_in_degrees_with_null_for_missing_numbers(gis):
    document = json.loads((gis / "geojson" / "household_modes.geojson").read_text("utf-8"))
    features = document["features"]
    assert len(features) == 6
    assert features[4]["properties"]["capital_yuan"] is None
    lon, lat = features[0]["geometry"]["coordinates"][:2]
    assert 111 < lon < 112
    assert 32 < lat < 33


def test_shapefile_names_fit_ten_bytes_and_are_explained(gis):
    folder = gis / "shapefile"
    info = pyogrio.read_info(folder / "household_modes.shp")
    assert all(len(name.encode()) <= 10 for name in info["fields"])
    assert info["encoding"] == "UTF-8"
    assert (folder / "household_modes.cpg").read_text() == "UTF-8"
    assert (folder / "household_modes.prj").exists()
    sheet = openpyxl.load_workbook(folder / "aliases.xlsx").active
    explained = {row[1] for row in sheet.iter_rows(min_row=2, values_only=True)}
    assert set(info["fields"]) <= explained


def test_a_layer_of_mixed_geometry_becomes_one_shapefile_per_kind(gis):
    assert (gis / "shapefile" / "water_linestring.shp").exists()
    assert (gis / "shapefile" / "water_point.shp").exists()


def test_shapefiles_in_gbk_keep_chinese(project, tmp_path):
    changed = project.__class__(
        **{**vars(project), "parameters": {"export.shapefile_encoding": "GBK"}}
    )
    write_gis(changed, changed.scenario(), tmp_path, "zh")
    folder = tmp_path / "gis" / "shapefile"
    assert (folder / "village_boundaries.cpg").read_text() == "GBK"
    read = gpd.read_file(folder / "village_boundaries.shp")
    assert read["vill_name"].tolist() == ["甲村", "乙村"]


def test_planning_database_uses_its_own_names(gis):
    read = gpd.read_file(gis / "planning_database.gpkg", layer="XZQ")
    assert read["XZQDM"].tolist() == ["420682999201", "420682999202"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_drawing_has_no_faults_and_every_symbol_is_a_block(project, tmp_path, language):
    write_cad(project, project.scenario(), tmp_path, language)
    drawing = ezdxf.filemanagement.readfile(tmp_path / "cad" / "plan.dxf")
    assert drawing.dxfversion == "AC1024"
    assert not drawing.audit().errors
    assert all("," not in layer.dxf.name for layer in drawing.layers)
    space = drawing.modelspace()
    inserts = [entity.dxf.name for entity in space.query("INSERT")]
    assert inserts.count("HOUSEHOLD_MODES_SEWER") == 2
    assert inserts.count("TOILET_SITES_CANDIDATE") == 1
    labels = [entity.dxf.text for entity in space.query("TEXT")]
    assert "DN200-40.0-0.0040" in labels
    assert "M1 199.00/198.00" in labels


def test_kml_escapes_what_people_wrote(project, tmp_path):
    write_kml(project, project.scenario(), tmp_path, "zh")
    with zipfile.ZipFile(tmp_path / "kml" / "plan.kmz") as archive:
        root = ET.fromstring(archive.read("doc.kml"))
    space = {"k": "http://www.opengis.net/kml/2.2"}
    balloons = [item.text or "" for item in root.iterfind(".//k:description", space)]
    assert not any("<b>" in words for words in balloons)
    assert any("&lt;b&gt;" in words for words in balloons)
    assert NASTY_NAME not in "".join(balloons)
    folders = [
        item.findtext("k:name", namespaces=space) for item in root.iterfind(".//k:Folder", space)
    ]
    assert "公厕布点" in folders


def test_the_manifest_names_every_file_with_its_hash(project, tmp_path):
    manifest = export_plan(project, tmp_path / "out", kinds=["ledger", "kml"])
    assert json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8")) == manifest
    for entry in manifest:
        content = (tmp_path / "out" / entry["path"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == entry["sha256"]
        assert entry["scenario"] == "main"
    on_disk = {
        path.relative_to(tmp_path / "out").as_posix()
        for path in (tmp_path / "out").rglob("*")
        if path.is_file()
    }
    assert on_disk == {entry["path"] for entry in manifest} | {"manifest.json"}


def test_a_second_export_keeps_the_other_kinds(project, tmp_path):
    export_plan(project, tmp_path, kinds=["ledger"])
    manifest = export_plan(project, tmp_path, kinds=["kml"])
    assert {entry["kind"] for entry in manifest} == {"ledger", "kml"}
    assert (tmp_path / "ledger" / "ledger.xlsx").exists()


def test_an_export_that_fails_leaves_the_earlier_one_whole(project, tmp_path, monkeypatch):
    export_plan(project, tmp_path, kinds=["ledger"])
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}

    def fails(*_arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(deliverables, "_write_manifest", fails)
    with pytest.raises(WriteError) as caught:
        export_plan(project, tmp_path, kinds=["ledger"])
    assert caught.value.code == "write.disk_full"
    after = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert after == before


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"kinds": ["paper"]}, "export.unknown_kind"),
        ({"scenario": "none"}, "project.no_scenario"),
    ],
)
def test_what_cannot_be_exported_is_said(project, tmp_path, arguments, code):
    with pytest.raises(ProjectError) as caught:
        export_plan(project, tmp_path, **arguments)
    assert caught.value.code == code
