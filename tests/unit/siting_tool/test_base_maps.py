"""Base maps of a project: kept with it, found again when both move."""

from __future__ import annotations

import shutil
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import rasterio
import shapely
from rasterio.transform import from_bounds

from layers.io.heights import raster_session
from siting_tool.project.base_maps import SetBaseMaps, with_base_map
from siting_tool.project.intake import SourceRequest, import_source
from siting_tool.project.project import Project
from siting_tool.project.store import open_project, save_project
from siting_tool.project.store_tables import write_map_view

CRS = "EPSG:4546"


def project() -> Project:
    point = shapely.Point(500_000, 3_300_000)
    frame = gpd.GeoDataFrame({"household_id": ["H1"]}, geometry=[point], crs=CRS)
    return Project(crs=CRS, layers={"households": frame})


@pytest.fixture
def picture(tmp_path) -> Path:
    path = tmp_path / "maps" / "ortho.tif"
    path.parent.mkdir()
    bounds = (499_900, 3_299_900, 500_100, 3_300_100)
    with raster_session(), rasterio.open(
        path, "w", driver="GTiff", width=20, height=20, count=3, dtype="uint8", crs=CRS,
        transform=from_bounds(*bounds, 20, 20),
    ) as target:  # fmt: skip
        target.write(np.full((3, 20, 20), 90, dtype=np.uint8))
    return path


def test_they_are_found_again_when_the_folder_moves(tmp_path, picture):
    kept = project()
    maps = with_base_map(kept.base_maps, picture, "gcj02")
    changed, _ = SetBaseMaps(base_maps=maps).apply(kept)
    save_project(changed, tmp_path / "a.gpkg")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for name in ("a.gpkg", "maps"):
        shutil.move(tmp_path / name, elsewhere / name)
    (found,) = open_project(elsewhere / "a.gpkg").base_maps
    assert Path(found.path) == elsewhere / "maps" / "ortho.tif"
    assert (found.key, found.datum_shift, found.title) == ("basemap:1", "gcj02", "ortho")


def test_adding_a_file_again_changes_its_shift_only(tmp_path):
    maps = with_base_map((), tmp_path / "a.tif")
    maps = with_base_map(maps, tmp_path / "b.tif")
    maps = with_base_map(maps, tmp_path / "a.tif", "bd09")
    assert [(item.key, item.title, item.datum_shift) for item in maps] == [
        ("basemap:2", "b", ""),
        ("basemap:1", "a", "bd09"),
    ]


def test_taking_back(tmp_path):
    first = project()
    maps = with_base_map((), tmp_path / "a.tif")
    second, back = SetBaseMaps(base_maps=maps).apply(first)
    assert second.base_maps == maps
    assert back.apply(second)[0].base_maps == ()


def test_a_base_map_is_imported_by_its_role(picture):
    request = SourceRequest(role="basemap", path=picture, datum_shift="bd09")
    intake = import_source(project(), request)
    (found,) = intake.project.base_maps
    assert (found.path, found.datum_shift) == (str(picture), "bd09")
    assert intake.project.terrain is None
    assert intake.entries[0]["kept"] == 400


def test_the_view_of_the_map_is_kept_without_touching_the_rest(tmp_path):
    path = tmp_path / "a.gpkg"
    save_project(project(), path)
    write_map_view(path, {"order": ["roads"]})
    write_map_view(path, {"order": ["households"]})
    again = open_project(path)
    assert again.map_view == {"order": ["households"]}
    assert again.layers["households"]["household_id"].tolist() == ["H1"]
    save_project(again, path)
    assert open_project(path).map_view == {"order": ["households"]}
