"""GIS, CAD and KML files read back by other programs, and the manifest over them."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path
from xml.etree import ElementTree as ET

import ezdxf.filemanagement
import geopandas as gpd
import numpy as np
import openpyxl
import pyogrio
import pytest
from xlsxwriter.exceptions import FileCreateError

from algorithms.errors import CancelledError
from layers.errors import WriteError
from resources.errors import ParameterError
from siting_tool.export import deliverables, kind_writers
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


def test_a_parameter_of_the_export_holds_for_it_alone(project, tmp_path):
    changes = {"export.shapefile_encoding": "GBK"}
    export_plan(project, tmp_path, kinds=["gis"], parameters=changes)
    cpg = tmp_path / "gis" / "shapefile" / "village_boundaries.cpg"
    assert cpg.read_text() == "GBK"
    assert project.parameters == small_project().parameters
    with pytest.raises(ParameterError):
        export_plan(project, tmp_path, parameters={"export.shapefile_encoding": "Morse"})


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
        ({"parameters": {"price.sewer_dn200_yuan_m": "1"}}, "export.parameter_of_plan"),
    ],
)
def test_what_cannot_be_exported_is_said(project, tmp_path, arguments, code):
    with pytest.raises(ProjectError) as caught:
        export_plan(project, tmp_path, **arguments)
    assert caught.value.code == code


def test_a_folder_that_is_a_file_is_said_in_one_message(project, tmp_path):
    place = tmp_path / "out"
    place.write_text("a file, not a folder")
    with pytest.raises(WriteError) as caught:
        export_plan(project, place, kinds=["kml"])
    assert caught.value.code.startswith("write.")
    assert place.read_text() == "a file, not a folder"


def test_a_file_held_by_another_program_leaves_every_earlier_file(project, tmp_path, monkeypatch):
    """The second kind cannot be moved, so the first goes back too."""
    export_plan(project, tmp_path, kinds=["ledger", "kml"])
    before = contents(tmp_path)
    replace = Path.replace

    def held(source, target):
        if source == tmp_path / "kml":
            raise PermissionError(13, "The file is open in another program")
        return replace(source, target)

    monkeypatch.setattr(Path, "replace", held)
    with pytest.raises(WriteError) as caught:
        export_plan(project, tmp_path, kinds=["ledger", "kml"], language="en")
    assert caught.value.code == "write.no_permission"
    assert contents(tmp_path) == before


def test_a_fault_of_the_workbook_writer_is_a_write_error(project, tmp_path, monkeypatch):
    def fails(*_arguments):
        raise FileCreateError(OSError(28, "No space left on device"))

    monkeypatch.setattr("siting_tool.export.ledger.ledger.write_ledger", fails)
    with pytest.raises(WriteError) as caught:
        export_plan(project, tmp_path, kinds=["ledger"])
    assert caught.value.code == "write.disk_full"
    assert contents(tmp_path) == {}


def contents(folder):
    """Return every file with its bytes."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_two_processes_write_what_one_writes(project, tmp_path, monkeypatch):
    one = export_plan(project, tmp_path / "one", kinds=["gis", "kml", "ledger"])
    monkeypatch.setattr(kind_writers, "_FEWEST_HOUSEHOLDS", 1)
    stages = Stages()
    two = export_plan(project, tmp_path / "two", kinds=["gis", "kml", "ledger"], progress=stages)
    assert [(entry["path"], entry["title"]) for entry in two] == [
        (entry["path"], entry["title"]) for entry in one
    ]
    assert stages.shares == sorted(stages.shares)
    assert stages.shares[-1] == 1.0


def test_cancelling_two_processes_leaves_the_earlier_export(project, tmp_path, monkeypatch):
    export_plan(project, tmp_path, kinds=["kml"])
    before = contents(tmp_path)
    monkeypatch.setattr(kind_writers, "_FEWEST_HOUSEHOLDS", 1)
    with pytest.raises(CancelledError):
        export_plan(project, tmp_path, kinds=["kml", "ledger"], progress=Cancelling())
    assert contents(tmp_path) == before


class Stages:
    """Keeps the shares it was told."""

    def __init__(self):
        self.shares = []

    def report(self, stage, share=None):
        assert stage == "stage.export"
        self.shares.append(share)


class Cancelling:
    """Cancels at the first word."""

    def report(self, stage, share=None):
        raise CancelledError


def test_the_geopackage_opens_styled_in_qgis(project, gis):
    """Every layer has its default style, whose categories are the values it holds."""
    with closing(sqlite3.connect(gis / "plan.gpkg")) as connection:
        rows = connection.execute(
            "SELECT f_table_name, styleQML FROM layer_styles WHERE useAsDefault"
        ).fetchall()
        titles = dict(connection.execute("SELECT table_name, identifier FROM gpkg_contents"))
    styles = {name: ET.fromstring(qml) for name, qml in rows}
    layers = plan_layers(project, project.scenario())
    assert set(styles) >= set(layers)
    renderer = styles["household_modes"].find(".//renderer-v2")
    assert renderer.get("attr") == "mode"
    values = {item.get("value") for item in renderer.iterfind(".//category")}
    assert set(layers["household_modes"]["mode"]) <= values
    assert titles["household_modes"] == "户厕改造模式"
