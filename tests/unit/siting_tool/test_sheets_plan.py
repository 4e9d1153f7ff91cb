"""The sheets say what the plan says, in both languages, on every page."""

import io
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pypdf import PdfReader

from layers.errors import WriteError
from layers.result_schema import RESULT_SCHEMAS
from resources.map_style import layer_styles
from resources.texts import all_texts
from siting_tool.export.drawing.boxes import Rect
from siting_tool.export.drawing.fonts import printable
from siting_tool.export.sheets import (
    sewer_sheets,
    toilet_sheets,
    township_sheet,
    village_sheets,
)
from siting_tool.export.sheets.crs_statement import crs_statement
from siting_tool.export.sheets.figures import area_figures, village_table
from siting_tool.export.sheets.plan_data import PlanData
from siting_tool.export.sheets.sheet_texts import SHEET_TEXTS
from siting_tool.export.sheets.sheets import write_sheets
from siting_tool.export.sheets.tiles import sheet_centres
from siting_tool.export.sheets.views import standard_views
from siting_tool.project.project import Project, Scenario
from tests.helpers.small_plan import small_project

ROOT = Path(__file__).resolve().parents[3]
CHINESE = ("会签", "乡镇人民政府（盖章）", "比例", "图号", "说明", "乡镇主要领导签字",
           "1985国家高程基准", "中央经线111°E")  # fmt: skip
ENGLISH = ("Countersigned", "Township government (seal)", "Scale", "Drawing no.", "Notes",
           "1985 National Height Datum", "central meridian 111°E")  # fmt: skip


def texts_of(path):
    reader = PdfReader(io.BytesIO(path.read_bytes()))
    return [page.extract_text() for page in reader.pages]


def plain(text):
    return re.sub(r"\s+", " ", text)


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """Sheets of the small plan in both languages: language -> name -> texts of its pages."""
    project = small_project()
    answer = {}
    for language in ("zh", "en"):
        folder = tmp_path_factory.mktemp(language)
        files = write_sheets(project, project.scenario(), folder, language)
        answer[language] = {
            Path(one.path).stem: [plain(text) for text in texts_of(folder / one.path)]
            for one in files
        }
    return answer


@pytest.mark.parametrize(("language", "words"), [("zh", CHINESE), ("en", ENGLISH)])
def test_every_sheet_has_what_an_approving_office_looks_for(written, language, words):
    for name, pages in written[language].items():
        for page in pages:
            missing = [word for word in words if word not in page]
            assert not missing, (name, missing)


def test_there_is_a_file_for_township_villages_toilets_and_sewers(written):
    assert list(written["zh"]) == [
        "township",
        "village_420682999201_甲村",
        "village_420682999202_乙村",
        "public_toilets",
        "sewer_S01",
    ]


def test_sheets_are_counted(written):
    for pages in written["zh"].values():
        for number, page in enumerate(pages, start=1):
            assert f"第 {number} 张 共 {len(pages)} 张" in page


def test_the_township_sheet_shows_the_numbers_of_the_plan(written):
    """甲村: 2 sewered and 1 tank, 20,000 yuan; 乙村: 1 dry, 1 undecided, 1 kept, 92,500."""
    (page,) = written["zh"]["township"]
    assert "甲村 3 2 1 0 0 0 1 2.00" in page
    assert "乙村 3 0 0 1 1 1 1 9.25" in page
    assert "合计 6 2 1 1 1 1 2 11.25" in page


def test_a_village_sheet_labels_the_households_that_are_renovated(written):
    page = written["zh"]["village_420682999201_甲村"][0]
    for name in ("H1", "H2", "H3", "GC01", "P01"):
        assert name in page
    assert "三格化粪池 1 0.40" in page


def test_the_sewer_plan_labels_pipes_and_manholes(written):
    page = written["zh"]["sewer_S01"][0]
    for label in ("DN200-40.0-0.0040", "DN110-10.0-0.0100", "M1", "199.00/198.00", "M2",
                  "198.60/197.84"):  # fmt: skip
        assert label in page


def test_the_profile_shows_levels_sizes_and_chainage(written):
    page = written["zh"]["sewer_S01"][-1]
    for label in ("199.00", "198.60", "198.00", "197.84", "DN200", "i=0.0040", "40.0", "M1", "M2",
                  "0.76"):  # fmt: skip
        assert label in page


def test_a_toilet_sheet_shows_coordinates_stalls_and_cost(written):
    page = written["zh"]["public_toilets"][1]
    assert "公厕点位图 C00001" in page
    frame = small_project().scenario().results["toilet_sites"]
    site = frame.geometry[list(frame["site_id"]).index("C00001")]
    for words in (f"{site.y:.2f}", f"{site.x:.2f}", "90,000", "6（男 2、女 3、无障碍 1）"):
        assert words in page


def test_the_same_plan_gives_the_same_bytes(tmp_path):
    project = small_project()
    for name in ("a", "b"):
        write_sheets(project, project.scenario(), tmp_path / name, "zh")
    names = sorted(path.name for path in (tmp_path / "a" / "sheets").iterdir())
    assert names
    for name in names:
        first = (tmp_path / "a" / "sheets" / name).read_bytes()
        assert first == (tmp_path / "b" / "sheets" / name).read_bytes()


def test_a_plan_with_sites_only_still_has_its_sheets(tmp_path):
    project = small_project()
    results = project.scenario().results
    bare = replace(project, layers={key: value for key, value in project.layers.items()
                                    if key in {"households", "roads"}}, terrain=None)  # fmt: skip
    scenario = Scenario(name="main", results={"toilet_sites": results["toilet_sites"]})
    files = write_sheets(bare, scenario, tmp_path, "en")
    assert [Path(one.path).stem.split("_")[0] for one in files] == ["township", "village", "public"]
    (page,) = texts_of(tmp_path / files[0].path)
    assert "none known (no terrain supplied)" in plain(page)


def test_a_project_without_any_layer_does_not_fail(tmp_path):
    project = Project(crs="EPSG:4546")
    assert write_sheets(project, project.scenario(), tmp_path, "zh")


def test_a_file_in_the_way_of_the_folder_is_named(tmp_path):
    (tmp_path / "sheets").write_text("in the way")
    project = small_project()
    with pytest.raises(WriteError):
        write_sheets(project, project.scenario(), tmp_path, "zh")


def test_village_figures_add_up_to_those_of_the_township():
    project = small_project()
    plan = PlanData(project=project, scenario=project.scenario(), language="zh")
    total = area_figures(plan)
    parts = [area_figures(plan, village.code) for village in plan.villages]
    assert total.households == sum(part.households for part in parts) == 6
    for mode, count in total.by_mode.items():
        assert count == sum(part.by_mode[mode] for part in parts)
    assert total.household_cost_yuan == 22_500.0
    assert len(village_table(plan).rows) == len(parts) + 1


def test_the_statement_names_system_and_meridian():
    project = replace(small_project(), crs="EPSG:32632")
    plan = PlanData(project=project, scenario=project.scenario(), language="en")
    assert "WGS 84 / UTM zone 32N (EPSG:32632)" in crs_statement(plan)


def test_texts_of_the_form_stand_on_the_sheet(tmp_path):
    given = {"designer": "某某设计院", "drawn_by": "李制图", "notes": "第一条\n第二条",
             "drawing_prefix": "QSL"}  # fmt: skip
    project = replace(small_project(), texts=given)
    (first, *_) = write_sheets(project, project.scenario(), tmp_path, "zh")
    page = plain(texts_of(tmp_path / first.path)[0])
    for words in ("某某设计院", "李制图", "第一条", "第二条", "QSL-00", "青石岭镇"):
        assert words in page


def test_every_word_has_its_glyphs():
    texts = [part for key, entry in all_texts().items() if key.startswith(("sheets.", "site_rule"))
             for part in entry.values()]  # fmt: skip
    for entry in SHEET_TEXTS:
        texts += [entry.title_zh, entry.title_en, entry.default_zh, entry.default_en]
    for schema in RESULT_SCHEMAS.values():
        texts += [choice.title_zh for field in schema.fields for choice in field.choices]
    assert len(texts) > 300
    assert [text for text in texts if printable(text) != text] == []


def test_every_word_that_the_code_asks_for_exists():
    asked = set()
    for folder in ("sheets", "cards"):
        for path in (ROOT / "siting_tool" / "export" / folder).glob("*.py"):
            asked |= set(re.findall(r'word\(\s*"([a-z_0-9]+)"', path.read_text(encoding="utf-8")))
    assert len(asked) > 80
    assert {f"sheets.{name}" for name in asked} - set(all_texts()) == set()


def test_every_drawn_role_has_a_style():
    roles = {*township_sheet._ROLES, *village_sheets._ROLES, *toilet_sheets._FOREGROUND,
             *sewer_sheets._SYSTEM_ROLES}  # fmt: skip
    assert roles <= set(layer_styles())


def random_places(count, seed, size=4000.0):
    return np.random.default_rng(seed).uniform(0.0, size, (count, 2))


@pytest.mark.parametrize("seed", range(5))
def test_sheets_cover_every_place(seed):
    points = random_places(300, seed)
    centres = sheet_centres(points, 500.0, 400.0)
    reach = np.abs(points[:, None] - centres[None]) <= np.array([250.0, 200.0]) + 1e-9
    assert reach.all(axis=2).any(axis=1).all()
    assert len(centres) < 130


def test_one_sheet_is_enough_where_everything_fits():
    points = random_places(50, 1, size=200.0)
    (view,) = standard_views(points, Rect(0, 0, 280, 270), smallest_scale=2000, sheets_most=20)
    assert view.scale == 1000


def test_too_many_sheets_become_fewer_at_a_smaller_scale():
    points = random_places(400, 2)
    frame = Rect(0, 0, 280, 270)
    many = standard_views(points, frame, smallest_scale=2000, sheets_most=200)
    few = standard_views(points, frame, smallest_scale=2000, sheets_most=20)
    assert many[0].scale == 2000
    assert len(many) > 20
    assert few[0].scale == 5000
    assert len(few) <= 20
