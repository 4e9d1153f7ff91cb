"""One pump with a long rising main in place of a chain of lifts up a street."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from siting_tool.project.project import Project
from siting_tool.project.renovation_run import run_renovation
from siting_tool.project.runs import RenovationRequest
from siting_tool.project.swmm_check import check_plan
from tests.helpers.lane_village import CRS, FAST
from tests.helpers.sewer_checker import outcome_findings


class Rise:
    """Level ground that rises 3 % to the east up to 400, and falls 2 % beyond."""

    heights_m = np.zeros((1, 1))

    def sample(self, xy_m):
        east = np.asarray(xy_m, dtype=float)[:, 0]
        return 100.0 + np.interp(east, [0.0, 400.0, 600.0], [0.0, 12.0, 8.0])


def street_over_a_rise(**parameters):
    """A street of 600 m with a house every 20 m on its first 400 m; the works at its end."""
    east = 10.0 + 20.0 * np.arange(20)
    households = gpd.GeoDataFrame(
        {
            "household_id": [f"H{n:02d}" for n in range(20)],
            "existing_toilet": "dry_pit",
            "has_piped_water": True,
            "persons_resident": 3.0,
        },
        geometry=[shapely.Point(x, 8.0) for x in east],
        crs=CRS,
    )
    roads = gpd.GeoDataFrame(
        {"road_class": ["lane"], "surface": ["earth"]},
        geometry=[shapely.LineString([(0, 0), (600, 0)])],
        crs=CRS,
    )
    works = gpd.GeoDataFrame(
        {"plant_id": ["W1"], "plant_kind": ["town_works"]},
        geometry=[shapely.Point(601.0, 0.0)],
        crs=CRS,
    )
    layers = {"households": households, "roads": roads, "treatment_sites": works}
    project = Project(crs=CRS, layers=layers, terrain=Rise())
    changes = {key.replace("__", "."): value for key, value in parameters.items()}
    fixed = {f"H{n:02d}": "sewer" for n in range(20)}
    request = RenovationRequest(fixed_modes=fixed, parameters={**FAST, **changes})
    return project, run_renovation(project, request), project.parameter_values(request.parameters)


def test_one_pump_at_the_low_end_takes_the_place_of_a_chain_of_lifts():
    """12 m up, some 2.4 m a lift: five stations at 0.7 x 60,000 or one at 60,000.

    The main ends where the ground falls, 400 m on; its head is 12 m, what the sewer
    lies deeper at the pump than the main at the crest, and friction of 1.84 m per
    100 m (DN80 at 1 m/s).
    """
    _, chained, _ = street_over_a_rise(sewer__long_main_max_head_m=0.0)
    project, outcome, values = street_over_a_rise()
    was, now = chained.summary["sewer"], outcome.summary["sewer"]
    assert was["lifting_stations"] + was["pumping_stations"] >= 5
    assert (now["pumping_stations"], now["lifting_stations"]) == (1, 0)
    assert outcome.summary["present_value_yuan"] < chained.summary["present_value_yuan"] - 100_000
    pipes = outcome.results["sewer_pipes"]
    main = pipes[pipes["kind"] == "rising_main"]
    assert len(main) == 1
    main = main.iloc[0]
    assert shapely.get_coordinates(main.geometry)[-1][0] == pytest.approx(400.0, abs=40.0)
    station = outcome.results["pumping_stations"].iloc[0]
    friction = 0.01**2 / 0.02 ** (4 / 3) * main["length_m"]
    arriving = pipes[
        (pipes["down_manhole_id"] == station["manhole_id"]) & (pipes["kind"] == "gravity")
    ]
    crown_in = (arriving["invert_down_m"] + arriving["diameter_m"]).min()
    lift = main["invert_down_m"] + main["diameter_m"] - crown_in
    assert station["head_m"] == pytest.approx(lift + friction, abs=0.01)
    assert main["households"] >= 15
    assert outcome_findings(project, outcome, values) == []
    (report,) = check_plan(outcome.results, values)
    assert report.passes
    assert outcome.summary["bound_yuan"] <= outcome.summary["present_value_yuan"]


def test_a_head_beyond_the_limit_is_not_pumped_at_once():
    _, outcome, _ = street_over_a_rise(sewer__long_main_max_head_m=15.0)
    assert outcome.results["pumping_stations"]["head_m"].max() <= 15.0
