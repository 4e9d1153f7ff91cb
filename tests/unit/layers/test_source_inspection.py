"""What the import page shows: layers, roles, systems, matches and questions."""

from __future__ import annotations

from pathlib import Path

import pytest

from layers.errors import ReadError
from layers.io.inspect import guess_role, inspect_source, list_layers
from layers.mapping import Match

SAMPLE = Path(__file__).resolve().parents[3] / "sample_data" / "qingshiling"
needs_sample = pytest.mark.skipif(not SAMPLE.exists(), reason="the sample township is absent")


@needs_sample
@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("村界.shp", "village_boundaries"),
        ("道路.shp", "roads"),
        ("户厕台账.xlsx", "households"),
        ("地形.tif", "terrain"),
        ("公厕.csv", "public_toilets"),
        ("地点.kml", "places"),
        ("污水管.shp", "sewers"),
        ("污水处理厂.geojson", "treatment_sites"),
        ("水源.geojson", "water"),
        ("限制区.shp", "restricted_areas"),
        ("候选地块.shp", "candidate_sites"),
    ],
)
def test_the_role_of_every_file_of_the_sample_is_guessed(name: str, role: str) -> None:
    best = guess_role(SAMPLE / name)[0].roles[0]
    assert best.role == role
    assert best.certainty > 0.5


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="gb18030")
    return path


def test_a_table_shows_its_columns_sample_and_matches(tmp_path: Path) -> None:
    path = write(tmp_path / "台账.csv", "户编号,户主姓名,厕型,经度,纬度\n1,张三,旱厕,111.5,32.3\n")
    (layer,) = inspect_source(path).layers
    assert layer.columns == ("户编号", "户主姓名", "厕型", "经度", "纬度")
    assert layer.sample_rows == (("1", "张三", "旱厕", "111.5", "32.3"),)
    assert (layer.encoding, layer.crs, layer.count) == ("gb18030", "EPSG:4490", 1)
    matches = {m.field: (m.column, m.how) for m in layer.mapping_for("households")}
    assert matches["existing_toilet"] == ("厕型", Match.SYNONYM)
    assert {question.code for question in layer.questions} == {"question.shift"}


def test_eastings_without_a_system_are_asked_about_with_proposals(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "名称,X坐标,Y坐标\na,37560000,3575000\nb,37560100,3575100\n")
    (layer,) = inspect_source(path).layers
    assert layer.crs == ""
    assert layer.crs_proposals[0].crs == "EPSG:4525"
    assert "question.crs" in {question.code for question in layer.questions}


def test_the_known_place_of_the_township_narrows_the_proposals(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "名称,X坐标,Y坐标\na,560000,3575000\nb,560100,3575100\n")
    (layer,) = inspect_source(path, near_lonlat=(111.64, 32.3)).layers
    assert "EPSG:4546" in [proposal.crs for proposal in layer.crs_proposals]
    assert len(layer.crs_proposals) < 5


def test_markup_in_cells_is_shown_as_text(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "名称,经度,纬度\n<b>x</b>,111.5,32.3\n")
    assert inspect_source(path).layers[0].sample_rows[0][0] == "<b>x</b>"


def test_all_sheets_are_listed(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.title = "农户"
    book.active.append(["户主", "经度", "纬度"])
    book.active.append(["甲", 111.5, 32.3])
    other = book.create_sheet("公厕")
    other.append(["名称", "经度", "纬度"])
    other.append(["乙", 111.5, 32.3])
    book.save(tmp_path / "a.xlsx")
    assert [info.name for info in list_layers(tmp_path / "a.xlsx")] == ["农户", "公厕"]
    roles = {
        layer.name: layer.roles[0].role for layer in inspect_source(tmp_path / "a.xlsx").layers
    }
    assert roles["公厕"] == "public_toilets"


def test_nothing_readable_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ReadError):
        inspect_source(tmp_path / "absent.csv")
    with pytest.raises(ReadError):
        inspect_source(write(tmp_path / "a.xyzzy", "hello"))
