"""Times along ways whose first and last edges are walked in part."""

from __future__ import annotations

import numpy as np
import pytest
from shapely import LineString

from algorithms.network import WalkingTimes, build_street_network, shortest_paths
from algorithms.siting.ways import metres_on_first_edge, way_times

LINES = [LineString([(0, 0), (100, 0)]), LineString([(100, 0), (100, 50)]),
         LineString([(100, 50), (200, 50)])]  # fmt: skip
NETWORK = build_street_network(LINES)


def times(pace_s_m=(1.0, 2.0, 4.0)) -> WalkingTimes:
    """Edges of 100, 50 and 100 m at 1, 2 and 4 s per metre; 1 m/s beside the road."""
    edge_time_s = NETWORK.edge_length_m * np.array(pace_s_m)[NETWORK.edge_source_index]
    return WalkingTimes(
        edge_time_s=edge_time_s, speed_m_s=1.0, edges_without_height=np.empty(0, dtype=np.int64)
    )


def test_parts_of_edges_take_their_share():
    """5 m to the road, 30 m at 1, 50 m at 2, 20 m at 4 s per metre, 3 m from the road:
    5 + 30 + 100 + 80 + 3 = 218 s."""
    ways = shortest_paths(NETWORK, [(70, 5)], [(120, 47)])
    assert ways.distance_m[0] == pytest.approx(5 + 30 + 50 + 20 + 3)
    assert way_times(ways, times()).tolist() == pytest.approx([218.0])
    assert metres_on_first_edge(ways, np.array([0])).tolist() == pytest.approx([30.0])


def test_there_and_back_take_equally_long():
    there = way_times(shortest_paths(NETWORK, [(70, 5)], [(120, 47)]), times())
    back = way_times(shortest_paths(NETWORK, [(120, 47)], [(70, 5)]), times())
    assert there == pytest.approx(back)


def test_a_way_along_one_edge_is_the_stretch_between():
    """10 m to the road, 40 m at 1 s per metre, 2 m from the road."""
    ways = shortest_paths(NETWORK, [(20, 10)], [(60, -2)])
    assert way_times(ways, times()).tolist() == pytest.approx([52.0])


def test_the_same_place_takes_no_time_and_no_way_takes_for_ever():
    ways = shortest_paths(NETWORK, [(20, 10), (20, 10)], [(20, 10)], [0, -1])
    assert way_times(ways, times()).tolist() == [0.0, np.inf]
