"""A made-up village on one lane, small enough to reckon with by hand."""

import geopandas as gpd
import numpy as np
import shapely

from siting_tool.project.project import Project
from siting_tool.project.renovation_run import run_renovation
from siting_tool.project.runs import RenovationRequest

CRS = "EPSG:4546"
FAST = {"mode.confidence_runs": 0}


class Slope:
    """Ground that falls 1 % to the east; unknown west of -500."""

    heights_m = np.zeros((1, 1))

    def sample(self, xy_m):
        east = np.asarray(xy_m)[:, 0]
        return np.where(east < -500.0, np.nan, 100.0 - 0.01 * east)


def village(houses_per_side=20, spacing_m=12.0, **columns):
    """A straight lane with houses on both sides, and the town works at its lower end."""
    length = houses_per_side * spacing_m
    xy = [(spacing_m * n + 5.0, side) for n in range(houses_per_side) for side in (-8.0, 8.0)]
    count = len(xy)
    households = gpd.GeoDataFrame(
        {
            "household_id": [f"H{n:03d}" for n in range(count)],
            "existing_toilet": ["dry_pit"] * count,
            "has_piped_water": [True] * count,
            "persons_resident": [3.0] * count,
            **columns,
        },
        geometry=[shapely.Point(p) for p in xy],
        crs=CRS,
    )
    roads = gpd.GeoDataFrame(
        {"road_class": ["lane"], "surface": ["earth"]},
        geometry=[shapely.LineString([(0, 0), (length, 0)])],
        crs=CRS,
    )
    works = gpd.GeoDataFrame(
        {"plant_id": ["W1"], "plant_kind": ["town_works"], "invert_level_m": [np.nan]},
        geometry=[shapely.Point(length + 10.0, 0)],
        crs=CRS,
    )
    layers = {"households": households, "roads": roads, "treatment_sites": works}
    return Project(crs=CRS, layers=layers, terrain=Slope())


def renovate(project, fixed=None, **parameters):
    changes = {key.replace("__", "."): value for key, value in parameters.items()}
    request = RenovationRequest(fixed_modes=fixed or {}, parameters={**FAST, **changes})
    return run_renovation(project, request)
