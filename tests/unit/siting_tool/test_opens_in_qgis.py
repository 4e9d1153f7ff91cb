"""GeoPackage, project file and QGIS project opened by QGIS itself, in both languages."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from resources.map_style import layer_styles
from siting_tool.export.gis.gis import write_gis
from siting_tool.export.plan_layers import declared_fields, layer_title, plan_layers
from siting_tool.project.qgis_style import category_title, schema_of_layer
from siting_tool.project.store import save_project
from tests.helpers.small_plan import small_project

READER = Path(__file__).resolve().parents[2] / "helpers" / "qgis_reader.py"
PYTHON_OF_QGIS = "/usr/bin/python3"
FILES = ("gis/plan.gpkg", "gis/plan.qgs", "gis/planning_database.gpkg", "project.gpkg")


def run_in_qgis(*words):
    """Run the Python that belongs to QGIS, without what this one was started with."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    environment = {**kept, "QT_QPA_PLATFORM": "offscreen"}
    return subprocess.run(
        [PYTHON_OF_QGIS, *words], capture_output=True, text=True, env=environment, check=False
    )


@pytest.fixture(scope="module")
def project():
    return small_project()


@pytest.fixture(scope="module", params=["zh", "en"])
def opened(request, project, tmp_path_factory):
    """Return the language and, by file, the layers as QGIS describes them."""
    if not Path(PYTHON_OF_QGIS).exists() or run_in_qgis("-c", "import qgis.core").returncode:
        pytest.skip("QGIS is not installed (Debian: python3-qgis)")
    folder = tmp_path_factory.mktemp("qgis")
    write_gis(project, project.scenario(), folder, request.param)
    save_project(project, folder / "project.gpkg", language=request.param)
    done = run_in_qgis(str(READER), *(str(folder / name) for name in FILES))
    assert done.returncode == 0, done.stderr
    read = json.loads(done.stdout)
    return request.param, {name: read[str(folder / name)] for name in FILES}


@pytest.mark.parametrize("name", FILES)
def test_every_layer_is_valid_and_every_feature_gets_a_symbol(project, opened, name):
    _, files = opened
    layers = [layer for layer in files[name] if not layer["name"].startswith("project_")]
    assert layers
    for layer in layers:
        assert layer["is_valid"]
        assert layer["crs"] == project.crs
        assert layer["drawn"] == layer["count"]


@pytest.mark.parametrize("name", ["gis/plan.gpkg", "project.gpkg"])
def test_the_tables_are_the_plans_layers_with_titles_of_columns(project, opened, name):
    language, files = opened
    found = {layer["name"]: layer for layer in files[name]}
    for role, frame in plan_layers(project, project.scenario()).items():
        assert found[role]["count"] == len(frame)
        for field in declared_fields(frame, schema_of_layer(role)):
            title = field.title_zh if language == "zh" else field.title_en
            assert found[role]["aliases"][field.name] == title


@pytest.mark.parametrize("name", ["gis/plan.gpkg", "project.gpkg"])
def test_legends_and_labels_are_those_of_the_style_file(project, opened, name):
    language, files = opened
    found = {layer["name"]: layer for layer in files[name]}
    for role in plan_layers(project, project.scenario()):
        style = layer_styles()[role]
        assert found[role]["label"] == style.label
        if style.category:
            titles = [category_title(style, value, language) for value in style.categories]
            assert found[role]["legend"][:-1] == titles


def test_the_qgis_project_names_layers_in_the_language_asked_for(project, opened):
    """Water holds a river and a well, so it stands there once as lines and once as points."""
    language, files = opened
    roles = list(plan_layers(project, project.scenario()))
    expected = {layer_title(role, language) for role in roles}
    layers = files["gis/plan.qgs"]
    assert {layer["name"] for layer in layers} == expected
    water = layer_title("water", language)
    assert [layer["count"] for layer in layers if layer["name"] == water] == [1, 1]
    hidden = {layer["name"] for layer in layers if not layer["shown"]}
    assert hidden == {layer_title(role, language) for role in ("households", "household_access")}
