"""The same numbers in every file of one plan, each compared with the plan itself."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from xml.etree import ElementTree as ET

import docx
import ezdxf.filemanagement
import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pytest
from shapely.geometry import LineString

from layers.result_schema import RESULT_SCHEMAS
from resources.texts import text
from siting_tool.export.cad.cad import write_cad
from siting_tool.export.cad.drawing import new_drawing
from siting_tool.export.cad.profiles import draw_profiles
from siting_tool.export.gis.gis import write_gis
from siting_tool.export.kml.kml import write_kml
from siting_tool.export.ledger.ledger import write_ledger
from siting_tool.export.ledger.works import village_sheet
from siting_tool.export.report.report import write_report
from tests.helpers.small_plan import small_project

MODES = ("sewer", "septic_tank", "dry", "keep", "undecided")
KML = {"k": "http://www.opengis.net/kml/2.2"}


@pytest.fixture(scope="module")
def plan():
    return small_project().scenario().results


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    """Return the folder with every kind of file of the plan."""
    project, folder = small_project(), tmp_path_factory.mktemp("export")
    for write in (write_ledger, write_report, write_gis, write_cad, write_kml):
        write(project, project.scenario(), folder, "zh")
    return folder


@pytest.fixture(scope="module")
def ledger(exported):
    return openpyxl.load_workbook(exported / "ledger" / "ledger.xlsx")


@pytest.fixture(scope="module")
def cached(exported):
    """Return the ledger with the values that its formulas were written with."""
    return openpyxl.load_workbook(exported / "ledger" / "ledger.xlsx", data_only=True)


@pytest.fixture(scope="module")
def drawing(exported):
    return ezdxf.filemanagement.readfile(exported / "cad" / "plan.dxf")


def ledger_column(book, sheet, heading, count):
    """Return the first cells below a heading."""
    page = book[text(f"ledger.sheet.{sheet}", "zh")]
    titles = [cell.value for cell in page[3]]
    number = titles.index(text(f"ledger.{heading}", "zh")) + 1
    return [page.cell(row, number).value for row in range(4, 4 + count)]


@pytest.mark.parametrize(
    ("sheet", "role", "heading", "column", "factor"),
    [
        ("households", "household_modes", "capital", "capital_yuan", 1),
        ("households", "household_modes", "annual", "annual_yuan", 1),
        ("households", "household_modes", "present_value", "present_value_yuan", 1),
        ("toilets", "toilet_sites", "cost", "cost_yuan", 1),
        ("toilets", "toilet_sites", "persons_served", "persons_served", 1),
        ("pipes", "sewer_pipes", "length", "length_m", 1),
        ("pipes", "sewer_pipes", "diameter_mm", "diameter_m", 1000),
        ("pipes", "sewer_pipes", "invert_up", "invert_up_m", 1),
        ("pipes", "sewer_pipes", "flow_l_s", "flow_m3_s", 1000),
        ("manholes", "manholes", "ground", "ground_level_m", 1),
        ("manholes", "manholes", "depth", "depth_m", 1),
    ],
)
def test_ledger_columns_are_the_plans(plan, ledger, sheet, role, heading, column, factor):
    expected = plan[role][column].to_numpy(dtype=float) * factor
    cells = ledger_column(ledger, sheet, heading, len(expected))
    np.testing.assert_allclose([np.nan if cell is None else cell for cell in cells], expected)


def test_quantities_add_up_to_the_plan(plan, cached):
    """The totals of the contractor's sheets are those of the layers."""
    for sheet, role, heading, expected in (
        ("pipe_quantities", "sewer_pipes", "length", plan["sewer_pipes"]["length_m"].sum()),
        ("pipe_quantities", "sewer_pipes", "cost", plan["sewer_pipes"]["cost_yuan"].sum()),
        ("manhole_quantities", "manholes", "count", len(plan["manholes"])),
        ("manhole_quantities", "manholes", "depth_sum", plan["manholes"]["depth_m"].sum()),
    ):
        cells = ledger_column(cached, sheet, heading, len(plan[role]) + 1)
        assert cells[-1] == pytest.approx(expected)
        assert sum(cells[:-1]) == pytest.approx(expected)


def test_ledger_totals_are_the_plans(plan, cached):
    capital = ledger_column(cached, "households", "capital", 7)[-1]
    assert capital == pytest.approx(plan["household_modes"]["capital_yuan"].sum())
    by_village = ledger_column(cached, "villages", "capital", 3)
    assert sum(by_village[:2]) == pytest.approx(by_village[2]) == pytest.approx(capital)
    length = ledger_column(cached, "pipes", "length", 3)[-1]
    assert length == pytest.approx(plan["sewer_pipes"]["length_m"].sum())


def test_the_summary_counts_what_lies_in_no_village_and_leaves_out_what_is_around(plan):
    """H6 lies in no village; a township's boundary around both villages has no row."""
    project = small_project()
    modes = plan["household_modes"].copy()
    modes.loc[5, "village_code"] = ""
    villages = project.layers["village_boundaries"]
    around = villages.iloc[[0]].assign(
        village_code="420682999", village_name="青石岭镇",
        geometry=[villages.union_all().buffer(10.0)],
    )  # fmt: skip
    layers = {**project.layers, "village_boundaries": pd.concat([villages, around])}
    scenario = replace(project.scenario(), results={**plan, "household_modes": modes})
    sheet = village_sheet(replace(project, layers=layers), scenario, "zh")
    columns = {column.text_id: column.values for column in sheet.columns}
    assert columns["ledger.village"] == ["村界以外", "甲村", "乙村"]
    households = [sum(columns[f"mode.{mode}"][row] for mode in MODES) for row in range(3)]
    assert households == [1, 3, 2]
    assert "青石岭镇" in sheet.note


def test_the_report_and_the_budget_sheet_agree_with_the_plan(plan, exported, cached):
    expected = (
        plan["household_modes"]["capital_yuan"].sum() + plan["toilet_sites"]["cost_yuan"].sum()
    )
    document = docx.Document(str(exported / "report" / "report.docx"))
    totals = [
        int(table.rows[-1].cells[-1].text.replace(",", ""))
        for table in document.tables
        if table.rows[0].cells[0].text == text("ledger.budget.item", "zh")
    ]
    assert totals == [expected]
    budget = {row[1].value: row[5].value for row in cached["工程量与概算"].iter_rows(min_row=4)}
    assert budget["合计"] == pytest.approx(expected)
    sources = [budget[text(f"ledger.subsidy.{name}", "zh")]
               for name in ("province", "city", "county", "own")]  # fmt: skip
    assert sum(sources) == pytest.approx(expected)


@pytest.mark.parametrize("role", sorted(RESULT_SCHEMAS))
def test_gis_files_hold_every_number(plan, exported, role):
    frame = plan[role]
    sources = {
        "GeoPackage": gpd.read_file(exported / "gis" / "plan.gpkg", layer=role),
        "GeoJSON": gpd.read_file(exported / "gis" / "geojson" / f"{role}.geojson"),
    }
    for read in sources.values():
        for column in frame.select_dtypes("number").columns:
            np.testing.assert_allclose(
                read[column].to_numpy(dtype=float), frame[column].to_numpy(dtype=float)
            )
    short = {field.name: field.short_name for field in RESULT_SCHEMAS[role].fields}
    read = gpd.read_file(exported / "gis" / "shapefile" / f"{role}.shp")
    for column in frame.select_dtypes("number").columns:
        np.testing.assert_allclose(
            read[short[column]].to_numpy(dtype=float), frame[column].to_numpy(dtype=float)
        )


def test_drawing_labels_are_the_plans_pipes_and_levels(plan, drawing):
    labels = [entity.dxf.text for entity in drawing.modelspace().query("TEXT")]
    found = [re.fullmatch(r"DN(\d+)-([\d.]+)-([\d.]+)", words) for words in labels]
    shown = {tuple(float(item) for item in match.groups()) for match in found if match}
    public = plan["sewer_pipes"][plan["sewer_pipes"]["kind"] == "gravity"]
    expected = {
        (row.diameter_m * 1000, row.length_m, row.gradient)
        for row in public.itertuples(index=False)
    }
    assert shown == expected
    for row in plan["manholes"].itertuples(index=False):
        assert f"{row.manhole_id} {row.ground_level_m:.2f}/{row.invert_level_m:.2f}" in labels


def test_the_drawing_has_every_feature_at_its_length(plan, drawing):
    """Blocks per kind of point, and per kind of pipe the length of its lines on its layer."""
    space = drawing.modelspace()
    blocks = [entity.dxf.name for entity in space.query("INSERT")]
    for role in ("manholes", "pumping_stations", "treatment_plants", "toilet_sites",
                 "household_modes", "sign_posts"):  # fmt: skip
        assert sum(name.startswith(role.upper()) for name in blocks) == len(plan[role])
    lengths = {
        entity.dxf.layer: LineString(entity.get_points("xy")).length
        for entity in space.query("LWPOLYLINE")
        if entity.dxf.layer.endswith(("-重力管", "-接户管"))
    }
    found = {layer.rpartition("-")[2]: length for layer, length in lengths.items()}
    assert found == pytest.approx({"重力管": 40.0, "接户管": 10.0})


def test_the_drawn_profile_holds_the_levels_of_its_pipes(drawing):
    """M1 at 0 m: ground 199.00, invert 198.00, 1.00 deep; M2 at 40 m: 198.60, 197.84, 0.76."""
    layer = "纵断面-标高表"
    words = [entity.dxf.text for entity in drawing.modelspace().query(f'TEXT[layer=="{layer}"]')]
    for cell in ("199.00", "198.00", "1.00", "0.0", "198.60", "197.84", "0.76", "40.0"):
        assert words.count(cell) == 1
    (ground,) = drawing.modelspace().query('LINE[layer=="纵断面-地面线"]')
    rise = ground.dxf.end.y - ground.dxf.start.y
    assert ground.dxf.end.x - ground.dxf.start.x == pytest.approx(40.0)
    assert rise == pytest.approx((198.6 - 199.0) * 10.0)


def test_the_drawn_profile_shows_both_inverts_of_a_drop(plan):
    """A second pipe leaves M2 0.50 m below the first: 197.84 in, 197.34 out, 1.26 deep."""
    pipes = plan["sewer_pipes"].copy()
    below = {"kind": "gravity", "up_manhole_id": "M2", "down_manhole_id": "M3",
             "ground_up_m": 198.6, "invert_up_m": 197.34, "invert_down_m": 197.3}  # fmt: skip
    pipes.loc[1, list(below)] = list(below.values())
    drawing = new_drawing()
    draw_profiles(drawing, drawing.modelspace(), {"sewer_pipes": pipes}, "zh")
    words = [entity.dxf.text for entity in drawing.modelspace().query("TEXT")]
    assert words.count("197.84/197.34") == 1
    assert words.count("1.26") == 1


def test_kml_balloons_show_the_plans_numbers(plan, exported):
    with zipfile.ZipFile(exported / "kml" / "plan.kmz") as archive:
        root = ET.fromstring(archive.read("doc.kml"))
    folder = next(
        item for item in root.iterfind(".//k:Folder", KML)
        if item.findtext("k:name", namespaces=KML) == RESULT_SCHEMAS["toilet_sites"].title_zh
    )  # fmt: skip
    marks = folder.findall("k:Placemark", KML)
    assert len(marks) == len(plan["toilet_sites"])
    degrees = plan["toilet_sites"].geometry.to_crs("EPSG:4326")
    rows = plan["toilet_sites"].itertuples(index=False)
    for mark, row, point in zip(marks, rows, degrees, strict=True):
        balloon = mark.findtext("k:description", namespaces=KML)
        assert f"<td>{row.persons_served:,.3f}".rstrip("0").rstrip(".") in balloon
        place = mark.findtext(".//k:coordinates", namespaces=KML)
        np.testing.assert_allclose([float(part) for part in place.split(",")[:2]],
                                   [point.x, point.y])  # fmt: skip
