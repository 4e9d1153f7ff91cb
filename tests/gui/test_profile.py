"""The long profile follows the longest branch down to the end."""

from __future__ import annotations

import geopandas as gpd
import pytest
import shapely

from siting_tool.docks.profile_data import profile_through


@pytest.fixture
def pipes():
    """A trunk A-B-C-D with a short branch X-B and a lateral into B; 100 m a pipe, 1 m fall."""
    rows = [
        ("P1", "A", "B", "gravity", (0, 0), (100, 0), 10.0),
        ("P2", "B", "C", "gravity", (100, 0), (200, 0), 9.0),
        ("P3", "C", "D", "gravity", (200, 0), (300, 0), 8.0),
        ("PX", "X", "B", "gravity", (100, 40), (100, 0), 10.0),
        ("L1", "H1", "B", "lateral", (95, 5), (100, 0), 10.0),
    ]
    lines = [shapely.LineString([row[4], row[5]]) for row in rows]
    return gpd.GeoDataFrame(
        {
            "pipe_id": [row[0] for row in rows],
            "up_manhole_id": [row[1] for row in rows],
            "down_manhole_id": [row[2] for row in rows],
            "kind": [row[3] for row in rows],
            "length_m": [line.length for line in lines],
            "diameter_m": 0.2,
            "ground_up_m": [row[6] + 2.0 for row in rows],
            "ground_down_m": [row[6] + 1.0 for row in rows],
            "invert_up_m": [row[6] for row in rows],
            "invert_down_m": [row[6] - 1.0 for row in rows],
        },
        geometry=lines,
    )


def test_the_way_goes_up_the_longest_branch_and_down_to_the_end(pipes):
    profile = profile_through(pipes, "P2")
    assert profile.pipe_ids == ("P1", "P2", "P3")
    assert profile.manhole_ids == ("A", "B", "C", "D")
    assert profile.end_m.tolist() == [100.0, 200.0, 300.0]
    assert profile.invert_up_m.tolist() == [10.0, 9.0, 8.0]


def test_a_branch_runs_into_the_trunk(pipes):
    assert profile_through(pipes, "PX").pipe_ids == ("PX", "P2", "P3")


def test_a_lateral_leads_to_the_pipe_it_runs_into(pipes):
    assert profile_through(pipes, "L1").pipe_ids == ("P1", "P2", "P3")


def test_what_is_no_pipe_has_no_profile(pipes):
    assert profile_through(pipes, "none") is None


def test_a_distance_is_found_on_the_map(pipes):
    profile = profile_through(pipes, "P2")
    assert profile.place_at(150.0) == (150.0, 0.0)
    assert profile.place_at(-5.0) == (0.0, 0.0)
    assert profile.place_at(999.0) == (300.0, 0.0)
