"""The project file: what goes in comes out, and a faulty file is refused with a reason."""

from __future__ import annotations

import sqlite3

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
from affine import Affine
from pyproj import CRS
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, box

from layers.errors import WriteError
from layers.findings import Finding, Severity
from layers.raster import TerrainRaster
from layers.vector import Fingerprint, Source
from siting_tool.project import store
from siting_tool.project.errors import ProjectError
from siting_tool.project.project import Project, RunRecord, Scenario
from siting_tool.project.runs import frame_fingerprint

WORKING_CRS = "EPSG:4546"


def households() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {
            "household_id": ["甲1", "乙'2", "丙3"],
            "persons_registered": pd.array([3, None, 5], dtype="Int64"),
            "has_piped_water": pd.array([True, None, False], dtype="boolean"),
            "yard_area_m2": [12.5, np.nan, 1 / 3],
            "note": [None, "有,逗号", "x"],
            "自定义": ["a", "b", None],
        },
        geometry=[Point(500000.1, 3.5e6), Point(500001, 3.5e6), Point(500002, 3.5e6)],
        crs=WORKING_CRS,
    )


def project() -> Project:
    rng = np.random.default_rng(7)
    heights = rng.uniform(100, 200, (30, 40)).astype(np.float32)
    heights[3, 4] = np.nan
    run = RunRecord(
        kind="site",
        settings={"scenario": "main", "site_choices": {"S1": "lock"}},
        parameters={"public.persons_per_toilet": 500},
        input_fingerprints={"households": "abc"},
        summary={"cost_yuan": 12.5, "sites": [{"site_id": "S1"}]},
        program_version="0.1.0",
        finished_at="2026-03-01T08:00:00+08:00",
    )
    sites = gpd.GeoDataFrame(
        {"site_id": ["S1"], "scenario": ["main"], "kind": ["candidate"], "stalls": [6]},
        geometry=[Point(500000, 3.5e6)],
        crs=WORKING_CRS,
    )
    area = box(499000, 3.499e6, 501000, 3.501e6)
    return Project(
        crs=WORKING_CRS,
        profile="cn-hubei",
        layers={
            "households": households(),
            "roads": gpd.GeoDataFrame(
                {"road_class": ["main"]},
                geometry=[LineString([(500000, 3.5e6), (500100, 3.5e6)])],
                crs=WORKING_CRS,
            ),
            "village_boundaries": gpd.GeoDataFrame(
                {"village_code": ["420682999201", "420682999202"]},
                geometry=[area, MultiPolygon([area, Polygon([(0, 0), (1, 0), (1, 1)])])],
                crs=WORKING_CRS,
            ),
        },
        terrain=TerrainRaster(
            heights_m=heights,
            transform=Affine(10.5, 0, 500000.25, 0, -9.75, 3.5e6),
            crs=CRS(WORKING_CRS),
        ),
        sources={
            "households": (
                Source(
                    path="户.xlsx",
                    mapping={"household_id": "编号"},
                    fingerprint=Fingerprint(sha256="00", size=3, modified_s=1.5),
                ),
            )
        },
        parameters={"public.persons_per_toilet": 500},
        scenarios={
            "main": Scenario(
                name="main",
                results={"toilet_sites": sites},
                runs={"site": run},
                fixed_modes={"甲1": "dry"},
                site_choices={"S1": "lock"},
            )
        },
        findings=(
            Finding(
                severity=Severity.WARNING,
                code="findings.ids_repeated",
                role="households",
                count=2,
                ids=("甲1",),
                xy=((1.0, 2.0),),
                values={"n": 3},
            ),
        ),
        history=(run,),
        texts={"township": "青石岭镇"},
    )


@pytest.fixture
def saved(tmp_path):
    path = tmp_path / "p.gpkg"
    store.save_project(project(), path)
    return path


def test_everything_comes_back(saved):
    before, after = project(), store.open_project(saved)
    for name in ("crs", "profile", "sources", "parameters", "findings", "history", "texts"):
        assert getattr(after, name) == getattr(before, name), name
    for role, frame in before.layers.items():
        assert frame_fingerprint(after.layers[role]) == frame_fingerprint(frame), role
    np.testing.assert_array_equal(after.terrain.heights_m, before.terrain.heights_m)
    assert after.terrain.transform.almost_equals(before.terrain.transform, 1e-9)
    scenario = after.scenario()
    assert scenario.fixed_modes == {"甲1": "dry"}
    assert scenario.site_choices == {"S1": "lock"}
    assert scenario.runs == before.scenario().runs
    assert scenario.results["toilet_sites"]["site_id"].tolist() == ["S1"]


def test_declared_columns_keep_their_types_and_missing_values(saved):
    frame = store.open_project(saved).layers["households"]
    plain = [
        item.drop(columns="geometry").astype(object).where(item.notna(), None).to_dict("list")
        for item in (frame, households())
    ]
    assert plain[0] == plain[1]
    assert str(frame["persons_registered"].dtype) == "Int64"
    assert str(frame["has_piped_water"].dtype) == "boolean"


def test_a_project_saved_twice_stays_the_same(saved, tmp_path):
    again = tmp_path / "again.gpkg"
    store.save_project(store.open_project(saved), again)
    first, second = store.open_project(saved), store.open_project(again)
    for role in first.layers:
        assert frame_fingerprint(first.layers[role]) == frame_fingerprint(second.layers[role])
    assert first.scenario().runs == second.scenario().runs


def test_the_file_is_a_geopackage_with_a_style_per_layer(saved):
    names = [name for name, _ in pyogrio.list_layers(saved)]
    assert {"households", "roads", "village_boundaries", "toilet_sites"} <= set(names)
    with sqlite3.connect(saved) as connection:
        styles = dict(
            connection.execute("SELECT f_table_name, styleQML FROM layer_styles").fetchall()
        )
        journal = connection.execute("PRAGMA journal_mode").fetchone()[0]
    connection.close()
    assert {"households", "roads", "toilet_sites"} <= set(styles)
    assert "categorizedSymbol" in styles["toilet_sites"]
    assert journal == "delete"


def test_a_save_that_fails_leaves_the_earlier_file_whole(saved, monkeypatch):
    before = saved.read_bytes()

    def fails(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store, "write_tables", fails)
    with pytest.raises(WriteError):
        store.save_project(project(), saved)
    assert saved.read_bytes() == before
    assert [path.name for path in saved.parent.iterdir()] == ["p.gpkg"]


def test_an_existing_file_is_not_replaced_unless_asked(saved):
    with pytest.raises(ProjectError) as caught:
        store.save_project(project(), saved, overwrite=False)
    assert caught.value.code == "project.exists"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"not a database at all, but long enough to be read" * 30, "project.damaged"),
        (b"", "project.not_a_project"),
    ],
)
def test_a_faulty_file_is_refused(tmp_path, content, code):
    path = tmp_path / "p.gpkg"
    path.write_bytes(content)
    with pytest.raises(ProjectError) as caught:
        store.open_project(path)
    assert caught.value.code == code


def test_a_truncated_project_is_refused(saved):
    saved.write_bytes(saved.read_bytes()[: saved.stat().st_size * 2 // 5])
    with pytest.raises(ProjectError) as caught:
        store.open_project(saved)
    assert caught.value.code == "project.damaged"


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ProjectError) as caught:
        store.open_project(tmp_path / "none.gpkg")
    assert caught.value.code == "project.not_found"


def set_format_version(path, version):
    with sqlite3.connect(path) as connection:
        connection.execute(
            "UPDATE project_meta SET value = ? WHERE key = 'format_version'", (str(version),)
        )
    connection.close()


def test_a_newer_file_is_refused(saved):
    set_format_version(saved, store.FORMAT_VERSION + 1)
    with pytest.raises(ProjectError) as caught:
        store.open_project(saved)
    assert caught.value.code == "project.newer_version"


def test_an_older_file_is_upgraded_and_a_copy_kept(saved, monkeypatch):
    set_format_version(saved, 0)
    monkeypatch.setitem(store.UPGRADES, 0, lambda path: set_format_version(path, 1))
    opened = store.open_project(saved)
    assert opened.crs == WORKING_CRS
    assert store.format_version(saved) == store.FORMAT_VERSION
    assert store.format_version(saved.with_name("p.format0.gpkg")) == 0
