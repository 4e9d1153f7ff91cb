"""The sample township: what its README promises, counted in the raw files themselves."""

from __future__ import annotations

import csv
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree as ET

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest
import rasterio
import shapely
from scipy.ndimage import map_coordinates
from scipy.spatial import cKDTree

SAMPLE = Path(__file__).resolve().parents[3] / "sample_data"
RAW = SAMPLE / "qingshiling"
NEEDS_RENOVATION = ("无厕", "旱厕", "水冲渗坑", "沼气池", "其他")
KML = "{http://www.opengis.net/kml/2.2}"


def read_shapes(folder, name):
    return gpd.read_file(folder / f"{name}.shp", encoding="gbk")


def read_ledger(folder):
    rows = pd.read_excel(folder / "户厕台账.xlsx", header=None, engine="calamine", dtype=object)
    head = rows.iloc[2].fillna(rows.iloc[1])
    return rows.iloc[3:].reset_index(drop=True).set_axis(head.tolist(), axis=1)


def read_text(folder):
    return {
        "公厕.csv": (folder / "公厕.csv").read_text(encoding="gbk"),
        "地点.kml": (folder / "地点.kml").read_text(encoding="utf-8"),
    }


@pytest.fixture(scope="module")
def ledger():
    return read_ledger(RAW)


@pytest.fixture(scope="module")
def households(ledger):
    located = ledger.dropna(subset=["经度"]).drop_duplicates("户编号")
    points = gpd.points_from_xy(located["经度"], located["纬度"], crs="EPSG:4490")
    return gpd.GeoDataFrame(located, geometry=points).to_crs("EPSG:4546")


@pytest.fixture(scope="module")
def villages():
    return read_shapes(RAW, "村界")


@pytest.fixture(scope="module")
def roads():
    return read_shapes(RAW, "道路")


@pytest.fixture(scope="module")
def ground_at():
    with rasterio.open(RAW / "地形.tif") as file:
        height, inverse = file.read(1), ~file.transform

    def sample(xy_m):
        columns, rows = inverse @ tuple(np.asarray(xy_m, dtype=float).T)
        return map_coordinates(height, [rows - 0.5, columns - 0.5], order=1, cval=np.nan)

    return sample


def test_every_file_of_the_manifest_exists_and_every_role_has_one():
    manifest = tomllib.loads((SAMPLE / "township.toml").read_text(encoding="utf-8"))
    files = {
        layer["role"]: RAW.parent / manifest["folder"] / layer["file"]
        for layer in manifest["layer"]
    }
    assert len(files) == 11
    assert all(path.is_file() for path in files.values())


def test_the_raw_files_stay_small_and_shapefiles_say_nothing_of_their_encoding():
    assert sum(p.stat().st_size for p in RAW.iterdir()) < 10_000_000
    assert not list(RAW.glob("*.cpg"))


def test_household_counts_are_as_promised(ledger):
    unique = ledger.drop_duplicates("户编号")
    assert len(unique) == 5000
    assert len(ledger) == 5004
    assert ledger.duplicated().sum() == 4
    assert unique["原厕类型"].isin(NEEDS_RENOVATION).sum() == 1730
    assert unique["原厕类型"].isna().sum() == 8
    assert unique["经度"].isna().sum() == 2
    assert sum(isinstance(v, str) for v in unique["户籍人口"]) >= 5


def test_the_ledger_shows_every_trouble(ledger):
    """Each of these drives a rule of the renovation plan, so each needs enough cases."""
    unique = ledger.drop_duplicates("户编号")
    assert (unique["是否通自来水"] == "无").sum() > 500
    assert (unique["原厕类型"] == "沼气池").sum() > 100
    assert (unique["入户道路宽度(m)"] < 2.0).sum() > 300
    assert (unique["是否常住"] == "否").sum() > 300
    assert (unique["改厕意愿"] == "不愿意").sum() > 100
    assert (unique["地下水埋深(m)"] < 1.5).sum() > 300
    assert unique["备注"].str.contains("结冰", na=False).sum() > 50


def test_thirteen_villages_partition_the_township(villages):
    assert len(villages) == 13
    assert villages["行政区代码"].str.fullmatch("420682999[0-9]{3}").all()
    assert villages["行政区代码"].is_unique
    together = shapely.union_all(villages.geometry)
    assert together.geom_type == "Polygon"
    assert not together.interiors
    assert villages.area.sum() == pytest.approx(together.area, rel=1e-9)


def test_every_household_stands_in_the_village_of_its_number_and_on_the_terrain(
    households, villages, ground_at
):
    joined = gpd.sjoin(households, villages, predicate="within")
    assert len(joined) == len(households)
    assert (joined["户编号"].str[:12] == joined["行政区代码"]).all()
    height = ground_at(shapely.get_coordinates(households.geometry))
    assert np.isfinite(height).all()
    assert height.min() > 150.0
    assert height.max() < 700.0


def test_no_household_stands_in_water_or_on_a_neighbour(households):
    water = gpd.read_file(RAW / "水源.geojson").to_crs("EPSG:4546")
    open_water = shapely.union_all(water[water["类型"].isin(["河流", "水库"])].geometry)
    assert households.distance(open_water).min() > 12.0
    distance, _ = cKDTree(shapely.get_coordinates(households.geometry)).query(
        shapely.get_coordinates(households.geometry), k=2
    )
    assert distance[:, 1].min() > 9.0


def test_the_dense_village_is_dense_and_far_from_the_works(households):
    """A cluster plant needs many legacy toilets close together, beyond reach of the town sewer."""
    legacy = households[
        households["行政村"].eq("古楼畈村") & households["原厕类型"].isin(NEEDS_RENOVATION)
    ]
    middle = shapely.Point(legacy.geometry.x.median(), legacy.geometry.y.median())
    assert (legacy.distance(middle) < 250.0).sum() > 200
    works = gpd.read_file(RAW / "污水处理厂.geojson").to_crs("EPSG:4546").geometry[0]
    assert works.distance(middle) > 5000.0


def test_the_road_network_reaches_nearly_every_household(roads, households):
    """Roads whose lines come within 2 m of each other are joined."""
    lines = roads.geometry.to_numpy()
    network = nx.Graph()
    network.add_nodes_from(range(len(lines)))
    network.add_edges_from(
        shapely.STRtree(lines).query(lines, predicate="dwithin", distance=2.0).T.tolist()
    )
    main = max(nx.connected_components(network), key=len)
    nearest = shapely.STRtree(lines).nearest(households.geometry.to_numpy())
    assert np.isin(nearest, list(main)).mean() > 0.98
    access_m = shapely.distance(households.geometry.to_numpy(), lines[nearest])
    assert np.quantile(access_m, 0.95) < 35.0


def test_main_and_secondary_roads_are_not_steep(roads, ground_at):
    steep = []
    for line in roads[roads["道路等级"].isin(["主路", "次路"])].geometry:
        count = max(2, round(line.length / 40.0) + 1)
        along = np.linspace(0.0, line.length, count)
        heights = ground_at(shapely.get_coordinates(shapely.line_interpolate_point(line, along)))
        steep.append(np.abs(np.diff(heights)) / np.diff(along) > 0.12)
    assert np.concatenate(steep).mean() < 0.05


def test_a_few_lane_ends_miss_their_road_by_less_than_two_metres(roads):
    lines = roads.geometry.to_numpy()
    starts = shapely.get_point(lines, 0)
    tree = shapely.STRtree(lines)
    gaps = [
        min(s.distance(lines[j]) for j in tree.query(s.buffer(3.0)) if j != i)
        for i, s in enumerate(starts)
        if roads["道路等级"].iloc[i] == "巷道" and len(tree.query(s.buffer(3.0))) > 1
    ]
    assert 8 <= sum(0.3 < gap < 2.0 for gap in gaps) <= 60


def test_the_existing_sewer_falls_all_the_way_to_the_works_under_enough_cover(ground_at):
    """Manholes are found by position: each has one way out, and water never runs uphill."""
    pipes = read_shapes(RAW, "污水管")
    works = gpd.read_file(RAW / "污水处理厂.geojson")
    starts, ends = (shapely.get_coordinates(shapely.get_point(pipes.geometry, i)) for i in (0, -1))
    assert (pipes["上游标高"] > pipes["下游标高"]).all()
    outflow = {tuple(xy): i for i, xy in enumerate(starts.tolist())}
    assert len(outflow) == len(pipes)
    last = []
    for i, xy in enumerate(ends.tolist()):
        following = outflow.get(tuple(xy))
        if following is None:
            last.append(i)
        else:
            assert pipes["下游标高"][i] >= pipes["上游标高"][following]
    assert len(last) == 1
    assert pipes["下游标高"][last[0]] == works["进水管底标高(m)"][0]
    crown = pipes[["上游标高", "下游标高"]].to_numpy() + pipes[["管径(mm)"]].to_numpy() / 1000.0
    cover = np.column_stack([ground_at(starts), ground_at(ends)]) - crown
    assert cover.min() >= 0.7
    assert cover.max() < 3.0


def test_places_stand_in_folders_with_their_numbers():
    document = ET.parse(RAW / "地点.kml").getroot()[0]
    folders = document.findall(f"{KML}Folder")
    assert len(folders) == 6
    marks = [mark for folder in folders for mark in folder.findall(f"{KML}Placemark")]
    kinds = Counter(
        data.findtext(f"{KML}value")
        for mark in marks
        for data in mark.iter(f"{KML}Data")
        if data.get("name") == "类别"
    )
    assert kinds["村委会"] == 13
    assert {"镇政府", "市场", "学校", "幼儿园", "卫生院", "景区", "文化广场", "公交站"} <= set(
        kinds
    )


def test_one_public_toilet_is_remote_without_a_sign_and_indoor_ones_could_open(households):
    rows = list(csv.DictReader(read_text(RAW)["公厕.csv"].splitlines()))
    public = [r for r in rows if r["类型"] == "公共厕所"]
    unsigned = [r for r in public if r["有无指示牌"] == "无"]
    assert len(public) == 5
    assert len(unsigned) == 1
    point = gpd.GeoSeries(
        gpd.points_from_xy([float(unsigned[0]["经度"])], [float(unsigned[0]["纬度"])]),
        crs="EPSG:4490",
    ).to_crs("EPSG:4546")[0]
    assert households.distance(point).min() > 200.0
    assert sum(r["类型"] == "内部厕所" and r["是否开放"] == "否" for r in rows) >= 10


def test_restricted_areas_are_valid_and_of_four_kinds(households):
    areas = read_shapes(RAW, "限制区")
    assert areas.is_valid.all()
    assert set(areas["管控类型"]) == {
        "永久基本农田", "生态保护红线", "河道管理范围", "饮用水水源保护区",
    }  # fmt: skip
    farmland = areas[areas["管控类型"] == "永久基本农田"]
    assert gpd.sjoin(households, farmland, predicate="within").empty


def test_the_script_makes_the_same_files_again(tmp_path):
    """Contents, not bytes: ids, numbers and texts exactly, places to a centimetre."""
    script = [sys.executable, str(SAMPLE / "make_township.py"), "--out", str(tmp_path)]
    subprocess.run(script, check=True)
    assert {p.name for p in tmp_path.iterdir()} == {p.name for p in RAW.iterdir()}
    assert read_text(tmp_path) == read_text(RAW)
    pd.testing.assert_frame_equal(read_ledger(tmp_path), read_ledger(RAW))
    for name in ("村界", "道路", "污水管", "限制区", "候选地块"):
        again, committed = read_shapes(tmp_path, name), read_shapes(RAW, name)
        pd.testing.assert_frame_equal(
            again.drop(columns="geometry"), committed.drop(columns="geometry")
        )
        assert again.geom_equals_exact(committed, 0.01).all()
    for name in ("水源", "污水处理厂"):
        again, committed = (gpd.read_file(d / f"{name}.geojson") for d in (tmp_path, RAW))
        assert again.geom_equals_exact(committed, 1e-7).all()
    with rasterio.open(tmp_path / "地形.tif") as a, rasterio.open(RAW / "地形.tif") as b:
        np.testing.assert_array_equal(a.read(1), b.read(1))
