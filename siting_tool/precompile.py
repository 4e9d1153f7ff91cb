"""Compiles once, at set-up: the modules, and the kernels by planning a made-up hamlet.

Python and Numba keep compiled code on disk, so the first real plan does not wait for it,
nor does any start where Python may not write into the program's folder.
"""

from __future__ import annotations

import compileall
import sys
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
from affine import Affine
from pyproj import CRS
from shapely.geometry import LineString, Point

from layers.raster import TerrainRaster
from siting_tool.project.project import Project
from siting_tool.project.renovation_run import run_renovation
from siting_tool.project.runs import RenovationRequest, SitingRequest, accept_outcome
from siting_tool.project.siting_run import run_siting

_PACKAGES = ("siting_tool", "layers", "algorithms", "resources")
_CRS = "EPSG:4546"
_CAPACITY = {"public.uses_capacity": True}
_REQUESTS = (
    SitingRequest(model="lscp", service_distance_m=300.0),
    SitingRequest(model="mclp", service_distance_m=150.0, facility_count=2),
    SitingRequest(model="mclp", service_distance_m=150.0, budget_yuan=400_000.0),
    SitingRequest(model="p-median", facility_count=3),
    SitingRequest(model="p-center", facility_count=3),
    SitingRequest(model="mclp", service_distance_m=150.0, facility_count=2, parameters=_CAPACITY),
    SitingRequest(model="p-median", facility_count=3, parameters=_CAPACITY),
)


def hamlet() -> Project:
    """Return a project of sixty households along crossing lanes on sloping ground."""
    x_m, y_m = np.meshgrid(np.arange(20.0, 800.0, 40.0), [12.0, 212.0, 412.0])
    households = gpd.GeoDataFrame(
        {
            "household_id": [f"H{number}" for number in range(x_m.size)],
            "persons_resident": 4,
            "has_piped_water": True,
            "existing_toilet": "dry_pit",
            "yard_area_m2": 40.0,
            "access_width_m": 3.0,
        },
        geometry=gpd.points_from_xy(500_000.0 + x_m.ravel(), 3_500_000.0 + y_m.ravel()),
        crs=_CRS,
    )
    ends = [((0, y), (800, y)) for y in (0, 200, 400)] + [((x, 0), (x, 400)) for x in (0, 400, 800)]
    lines = [LineString([(500_000.0 + x, 3_500_000.0 + y) for x, y in line]) for line in ends]
    roads = gpd.GeoDataFrame(
        {"road_class": ["lane"] * len(lines), "width_m": 4.0}, geometry=lines, crs=_CRS
    )
    works = gpd.GeoDataFrame(
        {"plant_id": ["W"], "plant_kind": ["town_works"]},
        geometry=[Point(500_805.0, 3_500_000.0)],
        crs=_CRS,
    )
    rows, columns = np.mgrid[0:60, 0:100]
    return Project(
        crs=_CRS,
        layers={"households": households, "roads": roads, "treatment_sites": works},
        terrain=TerrainRaster(
            heights_m=(250.0 - 0.1 * columns - 0.02 * rows).astype(np.float32),
            transform=Affine(10.0, 0.0, 499_900.0, 0.0, -10.0, 3_500_500.0),
            crs=CRS(_CRS),
        ),
    )


def main() -> int:
    """Compile the modules, then plan the hamlet with every model."""
    root = Path(__file__).resolve().parents[1]
    for package in _PACKAGES:
        compileall.compile_dir(root / package, quiet=1)
    project = hamlet()
    for request in _REQUESTS:
        outcome = run_siting(project, request)
        project = accept_outcome(project, "site", replace(request, scenario="x"), outcome)
    run_renovation(project, RenovationRequest())
    return 0


if __name__ == "__main__":
    sys.exit(main())
