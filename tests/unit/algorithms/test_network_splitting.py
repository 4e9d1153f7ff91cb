"""Snapping points to edges and making them nodes of the network."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from shapely import LineString

from algorithms.network import (
    build_street_network,
    distances_within,
    nearest_line_m,
    snap_points,
    split_at,
)


@pytest.fixture
def bent_road():
    """Return one edge: 40 m east, then 30 m north."""
    return build_street_network([LineString([(0, 0), (40, 0), (40, 30)])])


def random_network(rng, count=25):
    return build_street_network([LineString(xy) for xy in rng.uniform(0, 500, (count, 3, 2))])


def test_a_point_joins_the_nearest_place_of_the_nearest_edge(bent_road):
    """(43, 20) is 3 m from the second stretch, 40 + 20 = 60 m along."""
    snaps = snap_points(bent_road, [(43, 20)])
    assert snaps.edge_index.tolist() == [0]
    assert snaps.position_m.tolist() == [60.0]
    assert snaps.access_m.tolist() == [3.0]
    assert snaps.xy_m.tolist() == [[40.0, 20.0]]


def test_the_access_limit_is_itself_allowed(bent_road):
    assert snap_points(bent_road, [(43, 20)], max_access_m=3.0).is_snapped.all()
    beyond = snap_points(bent_road, [(43, 20)], max_access_m=2.999)
    assert beyond.unsnapped_indices.tolist() == [0]
    assert beyond.access_m.tolist() == [np.inf]
    assert np.isnan(beyond.xy_m).all()


@pytest.mark.parametrize("seed", range(3))
def test_snaps_are_those_of_trying_every_edge(seed):
    rng = np.random.default_rng(seed)
    network = random_network(rng)
    xy_m = rng.uniform(-200, 700, (200, 2))
    snaps = snap_points(network, xy_m)
    away_m = shapely.distance(shapely.points(xy_m)[:, None], network.edge_lines[None])
    assert snaps.access_m == pytest.approx(away_m.min(axis=1), abs=1e-9)
    on_edge = shapely.line_interpolate_point(network.edge_lines[snaps.edge_index], snaps.position_m)
    assert shapely.get_coordinates(on_edge) == pytest.approx(snaps.xy_m, abs=1e-9)
    assert np.hypot(*(snaps.xy_m - xy_m).T) == pytest.approx(snaps.access_m, abs=1e-9)


def test_of_equally_near_edges_the_lower_number_is_taken():
    network = build_street_network([LineString([(0, 0), (10, 0)]), LineString([(0, 4), (10, 4)])])
    assert snap_points(network, [(5, 2), (5, 2.1)]).edge_index.tolist() == [0, 1]


def test_only_allowed_components_are_joined():
    network = build_street_network([LineString([(0, 0), (10, 0)]), LineString([(0, 9), (99, 9)])])
    assert snap_points(network, [(5, 1)]).edge_index.tolist() == [0]
    assert snap_points(network, [(5, 1)], allowed_components=[0]).edge_index.tolist() == [1]
    assert snap_points(network, [(5, 1)], allowed_components=[]).unsnapped_indices.tolist() == [0]


def test_splitting_cuts_edges_at_points(bent_road):
    """Points 10 m and 60 m along 70 m: pieces of 10, 50 and 10 m, the corner kept."""
    split = split_at(bent_road, snap_points(bent_road, [(43, 20), (10, 5), (40, 31)]))
    assert split.network.edge_length_m.tolist() == [10.0, 50.0, 10.0]
    assert split.parent_edge_index.tolist() == [0, 0, 0]
    assert split.network.node_xy_m[split.node_index].tolist() == [[40, 20], [10, 0], [40, 30]]
    assert [list(line.coords) for line in split.network.edge_lines] == [
        [(0, 0), (10, 0)],
        [(10, 0), (40, 0), (40, 20)],
        [(40, 20), (40, 30)],
    ]


def test_points_at_one_place_share_a_node(bent_road):
    split = split_at(bent_road, snap_points(bent_road, [(10, 5), (10, -7), (0, 3)]))
    assert split.node_index[0] == split.node_index[1]
    assert split.network.node_count == 3
    assert split.node_index[2] in bent_road.edge_nodes


def test_an_unsnapped_point_gets_no_node(bent_road):
    snaps = snap_points(bent_road, [(10, 5), (10, 500)], max_access_m=20.0)
    assert split_at(bent_road, snaps).node_index.tolist() == [2, -1]


@pytest.mark.parametrize("seed", range(3))
def test_splitting_changes_no_length_and_no_distance(seed):
    rng = np.random.default_rng(seed)
    network = random_network(rng)
    xy_m = rng.uniform(0, 500, (80, 2))
    snaps = snap_points(network, xy_m)
    split = split_at(network, snaps)
    whole_m = np.bincount(split.parent_edge_index, weights=split.network.edge_length_m)
    assert whole_m == pytest.approx(network.edge_length_m)
    assert split.network.node_xy_m[split.node_index] == pytest.approx(snaps.xy_m)
    assert split.network.node_xy_m[: network.node_count].tolist() == network.node_xy_m.tolist()
    before = distances_within(network, xy_m, xy_m, cutoff_m=400.0)
    after = distances_within(split.network, xy_m, xy_m, cutoff_m=400.0)
    assert after.from_index.tolist() == before.from_index.tolist()
    assert after.distance_m == pytest.approx(before.distance_m, abs=1e-6)


@pytest.mark.parametrize("xy_m", [(1e7, 1e7), (-3e6, 40.0), (20.0, 9e5), (-1e-12, 0.0)])
def test_points_far_outside_find_the_nearest_edge_too(xy_m):
    network = build_street_network(
        [LineString([(0, 0), (1000, 0)]), LineString([(0, 70), (800, 650)])]
    )
    away_m = shapely.distance(network.edge_lines, shapely.Point(xy_m))
    snaps = snap_points(network, [xy_m])
    assert snaps.edge_index.tolist() == [int(away_m.argmin())]
    assert snaps.access_m == pytest.approx([away_m.min()], abs=1e-6)


@pytest.mark.parametrize("line", [LineString([(0, 0), (0, 90)]), LineString([(5, 3), (80, 3)])])
def test_a_single_straight_road_is_searched_too(line):
    network = build_street_network([line])
    snaps = snap_points(network, [(40, 40), (-10, -10)])
    away_m = shapely.distance(line, shapely.points([(40, 40), (-10, -10)]))
    assert snaps.access_m == pytest.approx(away_m)


def test_the_distance_to_the_nearest_line_is_that_of_an_exhaustive_search():
    """Random bent lines and points, some farther than the limit; a line without length counts
    for nothing."""
    rng = np.random.default_rng(3)
    lines = [LineString(rng.uniform(0.0, 1000.0, (4, 2))) for _ in range(12)]
    lines.append(LineString([(5.0, 5.0), (5.0, 5.0)]))
    xy_m = rng.uniform(-300.0, 1300.0, (300, 2))
    exact_m = shapely.distance(shapely.points(xy_m)[:, None], np.array(lines[:-1])).min(axis=1)
    found_m = nearest_line_m(lines, xy_m, limit_m=200.0)
    assert found_m == pytest.approx(np.where(exact_m <= 200.0, exact_m, np.inf))
    assert np.isinf(found_m).any()
    assert nearest_line_m([], xy_m[:2], limit_m=200.0).tolist() == [np.inf, np.inf]
