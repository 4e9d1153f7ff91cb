"""Road lines become nodes and edges: junctions, gaps, loops, doubled lines, bad lines."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from shapely import LineString, MultiLineString, Point

from algorithms.errors import InputError
from algorithms.network import build_street_network


def road(*xy):
    return LineString(xy)


def degrees(network):
    """Return how many edge ends meet at each place, as {(x, y): degree}."""
    counts = np.bincount(network.edge_nodes.ravel(), minlength=network.node_count)
    places = network.node_xy_m.round(6).tolist()
    return {tuple(place): int(count) for place, count in zip(places, counts, strict=True)}


def lengths(network):
    return sorted(network.edge_length_m.round(9).tolist())


def test_crossing_roads_meet():
    """60 + 40 m one way, 30 + 70 m the other."""
    network = build_street_network([road((0, 0), (100, 0)), road((60, -30), (60, 70))])
    assert degrees(network)[(60.0, 0.0)] == 4
    assert lengths(network) == [30.0, 40.0, 60.0, 70.0]
    assert network.edge_source_index.tolist() == [0, 0, 1, 1]


def test_a_road_that_ends_on_another_meets_it():
    network = build_street_network([road((0, 0), (100, 0)), road((40, 0), (40, 30))])
    assert degrees(network)[(40.0, 0.0)] == 3
    assert lengths(network) == [30.0, 40.0, 60.0]


def test_roads_that_share_a_vertex_meet_there():
    network = build_street_network([road((0, 0), (50, 50), (100, 0)), road((0, 100), (50, 50))])
    assert degrees(network)[(50.0, 50.0)] == 3


def test_a_line_that_crosses_itself_is_cut_there():
    network = build_street_network([road((0, 0), (100, 0), (100, 50), (50, 50), (50, -50))])
    assert degrees(network) == {(0.0, 0.0): 1, (50.0, 0.0): 4, (50.0, -50.0): 1}
    assert lengths(network) == [50.0, 50.0, 200.0]


def test_a_line_that_returns_to_its_own_middle_is_cut_there():
    network = build_street_network([road((0, 0), (50, 0), (100, 0), (100, 50), (50, 0))])
    assert degrees(network) == {(0.0, 0.0): 1, (50.0, 0.0): 3}


def test_a_closed_loop_survives():
    network = build_street_network([road((0, 0), (10, 0), (10, 10), (0, 10), (0, 0))])
    assert network.edge_nodes.tolist() == [[0, 0]]
    assert network.edge_length_m.tolist() == [40.0]


def test_two_ways_between_the_same_junctions_survive():
    network = build_street_network([road((0, 0), (10, 0)), road((0, 0), (5, 5), (10, 0))])
    assert network.edge_count == 2
    assert network.node_count == 2


@pytest.mark.parametrize("again", [road((0, 0), (50, 0), (100, 0)), road((100, 0), (0, 0))])
def test_a_road_drawn_twice_is_kept_once(again):
    network = build_street_network([road((0, 0), (50, 0), (100, 0)), again])
    assert network.edge_length_m.sum() == 100.0
    assert set(network.edge_source_index) == {0}
    assert network.report.duplicate_edge_count >= 1


def test_overlapping_roads_share_the_stretch():
    """0 to 60 m and 40 to 100 m: 100 m in all, in three pieces."""
    network = build_street_network([road((0, 0), (60, 0)), road((40, 0), (100, 0))])
    assert lengths(network) == [20.0, 40.0, 40.0]


def test_an_end_just_short_of_a_road_is_moved_onto_it():
    network = build_street_network(
        [road((0, 0), (100, 0)), road((40, 0.3), (40, 30))], node_tolerance_m=0.5
    )
    assert degrees(network)[(40.0, 0.0)] == 3
    assert lengths(network) == [30.0, 40.0, 60.0]
    assert network.report.gap_line_indices.tolist() == [1]
    assert network.report.gap_xy_m.tolist() == [[40.0, 0.3]]
    assert network.report.gap_length_m == pytest.approx([0.3])


def test_two_ends_just_apart_become_one():
    network = build_street_network([road((0, 0), (50, 0)), road((50.3, 0), (100, 0))])
    assert network.node_count == 3
    assert len(network.components) == 1
    assert len(network.report.gap_length_m) == 1


def test_an_end_exactly_at_the_tolerance_is_joined_and_one_beyond_is_not():
    lines = [road((0, 0), (100, 0)), road((40, 0.5), (40, 30))]
    assert len(build_street_network(lines, node_tolerance_m=0.5).components) == 1
    assert len(build_street_network(lines, node_tolerance_m=0.499).components) == 2


def test_gaps_in_a_row_do_not_drift():
    """Five short lanes 0.4 m apart: all joined, and no end moves more than 0.5 m."""
    lines = [road((40 + 0.4 * i, 0), (40 + 0.4 * i, 30 + 10 * i)) for i in range(5)]
    network = build_street_network(lines, node_tolerance_m=0.5)
    assert len(network.components) == 1
    given = shapely.MultiPoint([xy for line in lines for xy in line.coords])
    moved_m = shapely.distance(shapely.points(network.node_xy_m), given)
    assert moved_m.max() <= 0.5
    for line in lines:
        ends = shapely.points(line.coords)
        assert shapely.distance(ends, shapely.MultiPoint(network.node_xy_m)).max() <= 0.5


def test_clean_roads_keep_their_shape_whatever_the_tolerance():
    """A 1 m mesh with a tolerance of 1 m: nothing is a gap, nothing collapses."""
    lines = [road((i, j), (i + 1, j)) for i in range(4) for j in range(5)]
    lines += [road((i, j), (i, j + 1)) for i in range(5) for j in range(4)]
    network = build_street_network(lines, node_tolerance_m=1.0)
    assert network.node_count == 25
    assert network.edge_length_m.tolist() == [1.0] * 40
    assert len(network.report.gap_length_m) == 0


def test_the_order_of_the_lines_does_not_matter():
    rng = np.random.default_rng(5)
    xy = rng.uniform(0, 60, (60, 3, 2))
    lines = np.array([LineString(points) for points in xy])
    one = build_street_network(lines, node_tolerance_m=1.5)
    other = build_street_network(lines[::-1], node_tolerance_m=1.5)
    assert len(one.report.gap_length_m) > 0
    assert degrees(one) == degrees(other)
    assert lengths(one) == pytest.approx(lengths(other))


@pytest.mark.parametrize("seed", range(4))
def test_noding_agrees_with_the_union_of_all_lines(seed):
    """Without gaps, edges are the pieces that shapely's union cuts the lines into."""
    rng = np.random.default_rng(seed)
    lines = [LineString(xy) for xy in rng.uniform(0, 500, (20, 4, 2))]
    network = build_street_network(lines, node_tolerance_m=0.0)
    pieces = shapely.get_parts(shapely.unary_union(lines))
    assert network.edge_count == len(pieces)
    assert lengths(network) == pytest.approx(sorted(shapely.length(pieces)), abs=1e-6)
    away_m = shapely.distance(network.edge_lines, np.array(lines)[network.edge_source_index])
    assert away_m.max() < 1e-9


def test_a_bridge_joins_at_its_ends_only():
    over = road((50, -50), (50, 50))
    lines = [road((0, 0), (100, 0)), over, road((50, 50), (50, 90))]
    network = build_street_network(lines, grade_separated=[False, True, False])
    assert (50.0, 0.0) not in degrees(network)
    assert degrees(network)[(50.0, 50.0)] == 2
    assert len(network.components) == 2


def test_stairs_that_end_on_a_vertex_of_a_bridge_reach_it():
    bridge, stairs = road((0, 0), (50, 0), (100, 0)), road((50, 0), (50, 20))
    network = build_street_network([bridge, stairs], grade_separated=[True, False])
    assert degrees(network)[(50.0, 0.0)] == 3


def test_an_end_under_a_bridge_is_not_joined_to_it():
    lines = [road((0, 0), (100, 0)), road((50, 0.2), (50, 30))]
    assert len(build_street_network(lines, grade_separated=[True, False]).components) == 2


def test_lines_that_cannot_be_walked_are_named_and_skipped():
    with np.errstate(invalid="ignore"):
        without_number = shapely.from_wkt("LINESTRING (0 0, NaN 5)")
    lines = [
        road((0, 0), (10, 0)),
        None,
        LineString(),
        Point(1, 1),
        road((5, 5), (5, 5)),
        without_number,
        road((0, 0), (0, 10)),
        MultiLineString([[(20, 0), (30, 0)], [(40, 0), (40, 0)]]),
    ]
    walkable = [True] * 6 + [False, True]
    network = build_street_network(lines, walkable=walkable)
    report = network.report
    assert dict(zip(report.skipped_line_indices.tolist(), report.skipped_reasons, strict=True)) == {
        1: "empty",
        2: "empty",
        3: "not_a_line",
        4: "zero_length",
        5: "bad_coordinates",
        6: "not_walkable",
        7: "zero_length",
    }
    assert network.edge_source_index.tolist() == [0, 7]


def test_heights_are_ignored_even_missing_ones():
    lines = [LineString([(0, 0, 5), (10, 0, np.nan)]), LineString([(5, 0, 1), (5, 5, 2)])]
    assert lengths(build_street_network(lines)) == [5.0, 5.0, 5.0]


def test_multi_part_lines_come_apart_and_keep_their_number():
    parts = MultiLineString([[(0, 0), (10, 0)], [(100, 0), (110, 0)]])
    network = build_street_network([road((0, 50), (10, 50)), parts])
    assert network.edge_source_index.tolist() == [0, 1, 1]


def test_components_are_listed_longest_first():
    network = build_street_network([road((0, 50), (10, 50)), road((0, 0), (60, 0), (60, 30))])
    assert [(c.node_count, c.edge_count, c.length_m) for c in network.components] == [
        (2, 1, 90.0),
        (2, 1, 10.0),
    ]
    assert network.edge_component.tolist() == [1, 0]


@pytest.mark.parametrize("lines", [[], [None], [Point(0, 0)]])
def test_no_usable_road_is_an_error(lines):
    with pytest.raises(InputError, match=r"network\.no_usable_roads"):
        build_street_network(lines)


def test_a_mask_must_have_one_value_per_line():
    with pytest.raises(InputError, match=r"network\.length_mismatch"):
        build_street_network([road((0, 0), (1, 0))], walkable=[True, False])


def test_the_given_lines_stay_as_they_were():
    lines = np.array([road((0, 0), (100, 0)), road((40, 0.3), (40, 30))])
    before = shapely.to_wkt(lines).tolist()
    build_street_network(lines)
    assert shapely.to_wkt(lines).tolist() == before


@pytest.mark.parametrize("seed", range(5))
def test_every_end_within_the_tolerance_is_joined_and_nothing_moves_farther(seed):
    """Short lines in a small square, far more gaps than real data have."""
    rng = np.random.default_rng(seed)
    starts = rng.uniform(0, 60, (90, 1, 2))
    steps = rng.normal(0, 4, (90, 2, 2)).cumsum(axis=1)
    lines = shapely.linestrings(np.concatenate([starts, starts + steps], axis=1))
    network = build_street_network(lines, node_tolerance_m=1.0)

    joined = np.full(len(lines), -1)
    joined[network.edge_source_index] = network.edge_component
    ends = np.concatenate([shapely.get_point(lines, 0), shapely.get_point(lines, -1)])
    line, near = shapely.STRtree(lines).query(ends, predicate="dwithin", distance=1.0)
    assert joined[line % len(lines)].tolist() == joined[near].tolist()
    assert len(network.report.gap_length_m) > 10
    assert network.report.gap_length_m.max() <= 1.0
    nodes, drawn = shapely.MultiPoint(network.node_xy_m), shapely.MultiLineString(list(lines))
    assert shapely.distance(ends, nodes).max() <= 1.0
    assert shapely.distance(drawn, shapely.points(network.node_xy_m)).max() < 1e-9


def test_a_ring_drawn_with_a_small_gap_is_closed():
    network = build_street_network([road((0, 0), (50, 0), (50, 50), (0, 50), (0, 0.4))])
    assert network.edge_nodes.tolist() == [[0, 0]]
    assert len(network.report.gap_length_m) == 1
