"""Sewers handed over are checked anew from the layers; what is spoilt there is found."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from siting_tool.project.project import Project
from siting_tool.project.renovation_run import run_renovation
from siting_tool.project.runs import RenovationRequest
from tests.helpers.lane_village import CRS, FAST
from tests.helpers.sewer_checker import outcome_findings, plan_findings


class Hills:
    """Ridges 12 m high some 600 m apart, and bumps of 2 m."""

    heights_m = np.zeros((1, 1))

    def sample(self, xy_m):
        east, north = np.asarray(xy_m, dtype=float).T
        ridges = 6.0 * np.sin(east / 95.0) + 5.0 * np.cos(north / 80.0)
        return 200.0 + ridges + np.sin(east / 23.0) * np.cos(north / 17.0)


def hilly_village(seed=4, count=90):
    """Crooked streets over hills, two sewers to join, a works off the road, houses anywhere."""
    rng = np.random.default_rng(seed)
    lanes = [[(x, y + rng.uniform(-8, 8)) for x in range(0, 601, 60)] for y in range(0, 401, 100)]
    lanes += [
        [(x + rng.uniform(-8, 8), y) for y in range(-15, 416, 43)] for x in (35.0, 275.0, 530.0)
    ]
    kinds = [("main", "asphalt"), ("lane", "earth"), ("path", "concrete"), ("lane", "gravel")]
    roads = gpd.GeoDataFrame(
        {
            "road_class": [kinds[n % 4][0] for n in range(len(lanes))],
            "surface": [kinds[n % 4][1] for n in range(len(lanes))],
        },
        geometry=[shapely.LineString(lane) for lane in lanes],
        crs=CRS,
    )
    places = np.column_stack((rng.uniform(0, 600, count), rng.uniform(-20, 420, count)))
    households = gpd.GeoDataFrame(
        {
            "household_id": [f"H{n:03d}" for n in range(count)],
            "existing_toilet": "dry_pit",
            "has_piped_water": True,
            "persons_resident": rng.integers(1, 40, count).astype(float),
        },
        geometry=list(shapely.points(places)),
        crs=CRS,
    )
    works = gpd.GeoDataFrame(
        {"plant_id": ["W1"], "plant_kind": ["town_works"], "invert_level_m": [192.0]},
        geometry=[shapely.Point(700.0, 40.0)],
        crs=CRS,
    )
    sewers = gpd.GeoDataFrame(
        {"pipe_id": ["E1"], "invert_up_m": [195.0], "invert_down_m": [193.5]},
        geometry=[shapely.LineString([(-30.0, 380.0), (-30.0, 80.0)])],
        crs=CRS,
    )
    layers = {
        "households": households, "roads": roads, "treatment_sites": works, "sewers": sewers,
    }  # fmt: skip
    return Project(crs=CRS, layers=layers, terrain=Hills())


def planned(project, **parameters):
    everyone = dict.fromkeys(project.layers["households"]["household_id"], "sewer")
    changes = {key.replace("__", "."): value for key, value in parameters.items()}
    request = RenovationRequest(fixed_modes=everyone, parameters={**FAST, **changes})
    outcome = run_renovation(project, request)
    return outcome, project.parameter_values(request.parameters)


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"sewer__max_depth_m": 2.2, "sewer__min_diameter_m": 0.11, "sewer__frost_depth_m": 1.0},
        {"sewer__open_ground_m": 60.0, "sewer__peak_factor": 5.0, "sewer__manning_n": 0.016},
        {"sewer__manhole_spacing_m": 25.0, "sewer__max_velocity_m_s": 2.0},
    ],
    ids=["defaults", "shallow and frost", "open ground", "short and slow"],
)
@pytest.mark.parametrize("seed", [4, 7])
def test_a_hilly_village_keeps_every_limit(parameters, seed):
    project = hilly_village(seed)
    outcome, values = planned(project, **parameters)
    assert outcome.summary["modes"]["sewer"] == 90
    assert len(outcome.results["pumping_stations"]) > 0
    assert outcome_findings(project, outcome, values) == []


SPOILT = (
    ("cover", "sewer_pipes", {"invert_up_m": 0.9, "invert_down_m": 0.9}),
    ("least gradient", "sewer_pipes", {"invert_down_m": 5.0}),
    ("trench depth", "sewer_pipes", {"invert_up_m": -5.0}),
    ("pipe price", "sewer_pipes", {"cost_yuan": 1.0}),
    ("fill said", "sewer_pipes", {"depth_ratio": 0.01}),
    ("households upstream", "sewer_pipes", {"households": 1}),
    ("manhole invert", "manholes", {"invert_level_m": 0.1}),
    ("head", "pumping_stations", {"head_m": 1.0}),
    ("station yearly", "pumping_stations", {"annual_yuan": 10.0}),
    ("manhole price", "manholes", {"cost_yuan": 5.0}),
)


@pytest.mark.parametrize(("rule", "layer", "changes"), SPOILT, ids=[s[0] for s in SPOILT])
def test_a_spoilt_number_is_found(rule, layer, changes, plan_of_hills):
    project, outcome, values = plan_of_hills
    frame = outcome.results[layer].copy()
    for column, added in changes.items():
        frame.iloc[0, frame.columns.get_loc(column)] += added
    found = plan_findings(project, {**outcome.results, layer: frame}, values)
    assert rule in {finding.rule for finding in found}


@pytest.fixture(scope="module")
def plan_of_hills():
    project = hilly_village()
    return project, *planned(project)
