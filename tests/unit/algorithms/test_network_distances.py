"""Walking distances: hand sums, identities, and an independent networkx computation."""

from __future__ import annotations

from itertools import pairwise

import networkx as nx
import numpy as np
import pytest
import shapely
from shapely import LineString, Point

from algorithms.errors import CancelledError, InputError
from algorithms.network import (
    build_street_network,
    distances_between_snaps,
    distances_within,
    snap_points,
)


def networkx_distances(network, from_xy_m, to_xy_m):
    """Return dense (from, to) distances: every point is a node that splits its edge."""
    lines = [LineString(network.vertex_xy_m[a:b]) for a, b in pairwise(network.edge_vertex_offsets)]
    graph = nx.MultiGraph()
    graph.add_nodes_from(range(network.node_count))
    on_edge = [[] for _ in lines]
    for side, points in (("from", from_xy_m), ("to", to_xy_m)):
        for number, xy in enumerate(points):
            away_m = shapely.distance(lines, Point(xy))
            edge = int(np.argmin(away_m))
            on_edge[edge].append((lines[edge].project(Point(xy)), (side, number, "on road")))
            graph.add_edge((side, number), (side, number, "on road"), weight=away_m[edge])
    for edge, (start, end) in enumerate(network.edge_nodes.tolist()):
        stops = [(0.0, start), *sorted(on_edge[edge]), (lines[edge].length, end)]
        for (a, one), (b, other) in pairwise(stops):
            graph.add_edge(one, other, weight=b - a)
    result = np.full((len(from_xy_m), len(to_xy_m)), np.inf)
    for i in range(len(from_xy_m)):
        reached = nx.single_source_dijkstra_path_length(graph, ("from", i))
        for j in range(len(to_xy_m)):
            same = (from_xy_m[i] == to_xy_m[j]).all()
            result[i, j] = 0.0 if same else reached.get(("to", j), np.inf)
    return result


def random_lines(rng, count=40, size_m=1000.0):
    """Return bent roads that cross, with islands, a ring, a loop and doubled ways."""
    starts = rng.uniform(0, size_m, (count, 1, 2))
    bends = starts + np.cumsum(rng.normal(0, size_m / 8, (count, 4, 2)), axis=1)
    lines = [
        LineString(np.vstack([start, bend])) for start, bend in zip(starts, bends, strict=True)
    ]
    lines += [
        LineString([(2000, 0), (2100, 0), (2100, 80), (2000, 80), (2000, 0)]),
        LineString([(2050, 80), (2050, 150), (2090, 150), (2050, 80)]),
        LineString([(2000, 0), (2050, -40), (2100, 0)]),
        LineString([(3000, 3000), (3000, 3070)]),
    ]
    return lines


def random_points(rng, network, count):
    """Return points beside roads, on roads, on nodes, and some twice."""
    on_road = network.vertex_xy_m[rng.integers(0, len(network.vertex_xy_m), count)]
    xy_m = on_road + rng.normal(0, 15, (count, 2)) * rng.integers(0, 2, (count, 1))
    xy_m[: count // 10] = xy_m[count // 2 : count // 2 + count // 10]
    return xy_m


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("cutoff_m", [0.0, 120.0, 700.0, np.inf])
def test_pairs_and_distances_are_those_of_networkx(seed, cutoff_m):
    rng = np.random.default_rng(seed)
    network = build_street_network(random_lines(rng))
    from_xy_m = random_points(rng, network, 50)
    to_xy_m = np.vstack([random_points(rng, network, 30), from_xy_m[::9]])
    if seed % 2:
        from_xy_m, to_xy_m = to_xy_m, from_xy_m
    expected = networkx_distances(network, from_xy_m, to_xy_m)

    pairs = distances_within(network, from_xy_m, to_xy_m, cutoff_m=cutoff_m)

    from_index, to_index = np.nonzero((expected <= cutoff_m) & np.isfinite(expected))
    assert pairs.from_index.tolist() == from_index.tolist()
    assert pairs.to_index.tolist() == to_index.tolist()
    assert pairs.distance_m == pytest.approx(expected[from_index, to_index], abs=1e-9)


@pytest.mark.parametrize("seed", range(3))
def test_there_is_as_far_as_back(seed):
    rng = np.random.default_rng(seed)
    network = build_street_network(random_lines(rng))
    xy_m, other_xy_m = random_points(rng, network, 40), random_points(rng, network, 25)
    there = distances_within(network, xy_m, other_xy_m, cutoff_m=500.0).to_csr().toarray()
    back = distances_within(network, other_xy_m, xy_m, cutoff_m=500.0).to_csr().toarray()
    assert there == pytest.approx(back.T, abs=1e-9)


def one_distance(lines, from_xy_m, to_xy_m, cutoff_m=np.inf):
    network = build_street_network(lines)
    pairs = distances_within(network, [from_xy_m], [to_xy_m], cutoff_m=cutoff_m)
    return pairs.distance_m.tolist()


def test_access_ways_count():
    """10 m to the road + 80 m along it + 5 m to the site = 95 m."""
    assert one_distance([LineString([(0, 0), (100, 0)])], (10, 10), (90, -5)) == [95.0]


def test_two_points_on_one_edge_are_joined_along_it():
    """|70 - 20| = 50 m, not 20 + 70 by way of the start node."""
    assert one_distance([LineString([(0, 0), (100, 0)])], (20, 0), (70, 0)) == [50.0]


def test_a_shorter_way_around_beats_the_edge_itself():
    """Along the bent road 95 + 200 + 95 = 390 m; over the short cut 5 + 10 + 5 = 20 m."""
    bent = LineString([(0, 0), (0, 100), (200, 100), (200, 0), (10, 0)])
    short_cut = LineString([(0, 0), (10, 0)])
    assert one_distance([bent, short_cut], (0, 5), (15, 0)) == [20.0]


def test_the_short_side_of_a_closed_loop_is_taken():
    """On a 400 m ring with one node, places 20 m before and 30 m after it: 50 m."""
    ring = LineString([(0, 0), (100, 0), (100, 100), (0, 100), (0, 0)])
    assert one_distance([ring], (0, 20), (30, 0)) == [50.0]


def test_a_pair_exactly_at_the_cutoff_is_in_and_one_beyond_is_out():
    """30 + 40 + 5 = 75 m."""
    road = [LineString([(0, 0), (100, 0)]), LineString([(100, 0), (100, 100)])]
    assert one_distance(road, (70, 0), (105, 40), cutoff_m=75.0) == [75.0]
    assert one_distance(road, (70, 0), (105, 40), cutoff_m=np.nextafter(75.0, 0)) == []


def test_same_coordinates_are_at_distance_0_whatever_the_access_way():
    road = [LineString([(0, 0), (100, 0)])]
    assert one_distance(road, (50, 40), (50, 40), cutoff_m=0.0) == [0.0]
    assert one_distance(road, (50, 40), (50, 40.5), cutoff_m=500.0) == [80.5]


def test_a_zero_distance_is_stored_in_the_sparse_array():
    network = build_street_network([LineString([(0, 0), (100, 0)])])
    matrix = distances_within(network, [(5, 0), (9, 0)], [(9, 0)], cutoff_m=10.0).to_csr()
    assert matrix.shape == (2, 1)
    assert matrix.nnz == 2
    assert matrix.data.tolist() == [4.0, 0.0]


def test_islands_reach_only_themselves():
    network = build_street_network(
        [LineString([(0, 0), (100, 0)]), LineString([(0, 50), (100, 50)])]
    )
    pairs = distances_within(network, [(10, 0), (10, 50)], [(90, 0), (90, 50)], cutoff_m=np.inf)
    assert pairs.from_index.tolist() == [0, 1]
    assert pairs.to_index.tolist() == [0, 1]


def test_a_point_beyond_the_access_limit_reaches_nothing_and_is_named():
    network = build_street_network([LineString([(0, 0), (100, 0)])])
    points = [(10, 0), (20, 31), (np.nan, 0)]
    pairs = distances_within(network, points, [(90, 0)], cutoff_m=1e6, max_access_m=30.0)
    assert pairs.from_index.tolist() == [0]
    assert pairs.from_snaps.unsnapped_indices.tolist() == [1, 2]


def test_no_points_give_no_pairs():
    network = build_street_network([LineString([(0, 0), (100, 0)])])
    assert len(distances_within(network, [], [(1, 1)], cutoff_m=100.0)) == 0
    assert len(distances_within(network, [(1, 1)], np.empty((0, 2)), cutoff_m=100.0)) == 0


def test_snaps_can_be_used_again():
    network = build_street_network([LineString([(0, 0), (100, 0)])])
    homes, sites = snap_points(network, [(10, 10)]), snap_points(network, [(90, -5)])
    pairs = distances_between_snaps(network, homes, sites, cutoff_m=100.0)
    assert pairs.distance_m.tolist() == [95.0]


@pytest.mark.parametrize("cutoff_m", [-1.0, np.nan])
def test_a_cutoff_must_not_be_negative(cutoff_m):
    network = build_street_network([LineString([(0, 0), (100, 0)])])
    with pytest.raises(InputError, match=r"network\.negative_value"):
        distances_within(network, [(0, 0)], [(1, 0)], cutoff_m=cutoff_m)


def test_points_need_two_columns():
    network = build_street_network([LineString([(0, 0), (100, 0)])])
    with pytest.raises(InputError, match=r"network\.points_shape"):
        distances_within(network, [(0, 0, 0)], [(1, 0)], cutoff_m=1.0)


def test_progress_rises_to_1_and_may_cancel():
    network = build_street_network([LineString([(0, 0), (100, 0)])])
    points = np.column_stack([np.arange(100.0), np.zeros(100)])

    shares = []

    class Watch:
        def report(self, stage, share=None):
            shares.append(share)
            if share > 0.5:
                raise CancelledError

    with pytest.raises(CancelledError):
        distances_within(network, points, points, cutoff_m=5.0, progress=Watch())
    assert shares == sorted(shares)


def test_input_arrays_stay_as_they_were():
    network = build_street_network([LineString([(0, 0), (100, 0)])])
    from_xy_m, to_xy_m = np.array([[1.0, 2.0]]), np.array([[3.0, 4.0]])
    distances_within(network, from_xy_m, to_xy_m, cutoff_m=50.0)
    assert from_xy_m.tolist() == [[1.0, 2.0]]
    assert to_xy_m.tolist() == [[3.0, 4.0]]
