"""Ways: their nodes, edges and lines agree with the distances."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from shapely import LineString

from algorithms.errors import InputError
from algorithms.network import build_street_network, distances_within, shortest_paths


@pytest.fixture
def crossroads():
    """Return four arms of 100 m around (0, 0)."""
    return build_street_network(
        [LineString([(-100, 0), (100, 0)]), LineString([(0, -100), (0, 100)])]
    )


def test_a_way_turns_at_the_junction(crossroads):
    """3 m to the road, 50 m to the junction, 40 m north: 93 m."""
    paths = shortest_paths(crossroads, [(-50, 3)], [(0, 40)])
    assert paths.distance_m.tolist() == [93.0]
    assert crossroads.node_xy_m[paths.nodes(0)].tolist() == [[0.0, 0.0]]
    assert list(paths.line(0).coords) == [(-50, 3), (-50, 0), (0, 0), (0, 40)]


def test_a_way_along_one_edge_passes_no_node(crossroads):
    paths = shortest_paths(crossroads, [(20, 0)], [(70, 5)])
    assert paths.nodes(0).tolist() == []
    assert len(paths.edges(0)) == 1
    assert list(paths.line(0).coords) == [(20, 0), (70, 0), (70, 5)]


def test_a_way_to_the_same_place_has_no_length(crossroads):
    paths = shortest_paths(crossroads, [(20, 7)], [(20, 7)])
    assert paths.distance_m.tolist() == [0.0]
    assert paths.to_index.tolist() == [0]


def test_no_way_is_said_so():
    network = build_street_network([LineString([(0, 0), (10, 0)]), LineString([(0, 9), (10, 9)])])
    paths = shortest_paths(network, [(1, 0), (2, 0)], [(1, 9)], to_index=[0, -1])
    assert paths.distance_m.tolist() == [np.inf, np.inf]
    assert paths.to_index.tolist() == [-1, -1]
    assert paths.line(0) is None


def test_the_shorter_side_of_a_loop_is_walked():
    ring = LineString([(0, 0), (100, 0), (100, 100), (0, 100), (0, 0)])
    lane = LineString([(0, 0), (-50, 0)])
    paths = shortest_paths(build_street_network([ring, lane]), [(0, 30)], [(-20, 0)])
    assert paths.distance_m.tolist() == [50.0]
    assert paths.line(0).length == 50.0


@pytest.mark.parametrize("seed", range(4))
def test_ways_are_as_long_as_the_distances_and_form_trees(seed):
    rng = np.random.default_rng(seed)
    lines = [LineString(xy) for xy in rng.uniform(0, 500, (25, 3, 2))]
    lines.append(LineString([(600, 0), (700, 0), (700, 90), (600, 0)]))
    network = build_street_network(lines)
    homes_xy_m, sites_xy_m = rng.uniform(0, 700, (120, 2)), rng.uniform(0, 700, (6, 2))
    site = rng.integers(0, 6, 120)
    expected = distances_within(network, homes_xy_m, sites_xy_m, cutoff_m=np.inf)
    table_m = np.full((120, 6), np.inf)
    table_m[expected.from_index, expected.to_index] = expected.distance_m

    paths = shortest_paths(network, homes_xy_m, sites_xy_m, site)

    assert paths.distance_m == pytest.approx(table_m[np.arange(120), site], abs=1e-9)
    onward = {}
    for way in np.flatnonzero(np.isfinite(paths.distance_m)):
        line = paths.line(way)
        assert line.length == pytest.approx(paths.distance_m[way], abs=1e-6)
        assert line.coords[0] == tuple(homes_xy_m[way])
        assert line.coords[-1] == tuple(sites_xy_m[site[way]])
        for node, following in pairwise([*paths.nodes(way).tolist(), "site"]):
            assert onward.setdefault((site[way], node), following) == following


def test_every_point_needs_a_target(crossroads):
    with pytest.raises(InputError, match=r"network\.length_mismatch"):
        shortest_paths(crossroads, [(0, 0), (1, 1)], [(5, 5)])
