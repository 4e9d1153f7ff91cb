"""Direction signs on junctions that can be drawn on a napkin."""

from __future__ import annotations

import numpy as np
import pytest
from shapely import LineString

from algorithms.network import build_street_network, shortest_paths
from algorithms.siting.signs import SignRules, place_signs

RULES = SignRules(bend_deg=30.0, min_persons=1.0)
MAIN = LineString([(0, 0), (200, 0)])
LANE = LineString([(100, 0), (100, 80)])


def signs_for(roads, homes, sites, persons, ranks=None, rules=RULES, to_index=None):
    network = build_street_network(roads)
    target = np.zeros(len(homes), dtype=int) if to_index is None else to_index
    ways = shortest_paths(network, homes, sites, target)
    rank = np.zeros(len(roads)) if ranks is None else np.asarray(ranks)
    edge_rank = rank[network.edge_source_index].astype(np.int64)
    return place_signs(ways, np.asarray(persons, dtype=float), edge_rank, rules)


def test_both_sides_of_a_main_road_share_one_sign_into_the_lane():
    """From the west 5 people and from the east 4 turn north at (100, 0), 60 m before the toilet."""
    signs = signs_for([MAIN, LANE], [(10, 0), (190, 0)], [(100, 60)], [5, 4])
    assert signs.xy_m.tolist() == [[100.0, 0.0]]
    assert signs.bearing_deg.tolist() == [0.0]
    assert signs.distance_m.tolist() == pytest.approx([60.0])
    assert signs.persons.tolist() == [9.0]


def test_who_goes_straight_on_needs_no_sign():
    signs = signs_for([MAIN, LANE], [(10, 0)], [(190, 0)], [5])
    assert len(signs.persons) == 0


def test_a_bend_without_a_junction_needs_no_sign():
    bend = [LineString([(0, 0), (100, 0)]), LineString([(100, 0), (100, 80)])]
    assert len(signs_for(bend, [(10, 0)], [(100, 60)], [5]).persons) == 0


def test_a_slight_fork_needs_a_sign_only_into_the_smaller_road():
    """The fork leaves by atan(10 / 100) = 5.7 degrees, less than a turn."""
    fork = [MAIN, LineString([(100, 0), (200, 10)])]
    home, site = [(10, 0)], [(200, 10)]
    assert len(signs_for(fork, home, site, [5], ranks=[1, 1]).persons) == 0
    signs = signs_for(fork, home, site, [5], ranks=[3, 1])
    assert signs.xy_m.tolist() == [[100.0, 0.0]]
    assert signs.bearing_deg.tolist() == pytest.approx([np.degrees(np.arctan2(100, 10))])


def test_signs_for_few_people_are_left_out():
    few = SignRules(bend_deg=30.0, min_persons=6.0)
    assert len(signs_for([MAIN, LANE], [(10, 0)], [(100, 60)], [5], rules=few).persons) == 0


def test_uncovered_people_and_ways_without_a_target_set_no_signs():
    roads, homes = [MAIN, LANE], [(10, 0), (190, 0)]
    signs = signs_for(roads, homes, [(100, 60)], [0, 4], to_index=np.array([0, -1]))
    assert len(signs.persons) == 0
