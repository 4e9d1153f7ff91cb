"""Direction signs on junctions that can be drawn on a napkin."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from shapely import LineString

from algorithms.network import build_street_network, distances_within, shortest_paths
from algorithms.siting.signs import SignRules, place_signs

RULES = SignRules(bend_deg=30.0, min_persons=1.0, sight_m=0.0)
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


def test_ways_that_pass_no_junction_need_no_sign():
    assert len(signs_for([MAIN], [(10, 0)], [(190, 0)], [5]).persons) == 0


def test_a_bend_without_a_junction_needs_no_sign():
    bend = [LineString([(0, 0), (100, 0)]), LineString([(100, 0), (100, 80)])]
    assert len(signs_for(bend, [(10, 0)], [(100, 60)], [5]).persons) == 0


FORK = [MAIN, LineString([(100, 0), (200, 10)])]
"""The lane leaves by atan(10 / 100) = 5.7 degrees: both ways lead ahead."""


def test_at_a_slight_fork_who_stays_on_the_larger_road_needs_no_sign():
    assert len(signs_for(FORK, [(10, 0)], [(200, 0)], [5], ranks=[3, 1]).persons) == 0
    signs = signs_for(FORK, [(10, 0)], [(200, 10)], [5], ranks=[3, 1])
    assert signs.xy_m.tolist() == [[100.0, 0.0]]
    assert signs.bearing_deg.tolist() == pytest.approx([np.degrees(np.arctan2(100, 10))])


@pytest.mark.parametrize("site", [(200, 0), (200, 10)])
def test_two_equal_roads_ahead_need_a_sign_either_way(site):
    assert len(signs_for(FORK, [(10, 0)], [site], [5], ranks=[1, 1]).persons) == 1


def test_where_the_larger_road_ends_the_lane_ahead_needs_no_sign():
    """A main road goes on as a lane; only a field path leaves at its end. A main road that
    turns off there instead would draw the walker along."""
    roads = [
        LineString([(0, 0), (100, 0)]),
        LineString([(100, 0), (200, 0)]),
        LineString([(100, 0), (100, 80)]),
    ]
    home, site = [(10, 0)], [(190, 0)]
    assert len(signs_for(roads, home, site, [5], ranks=[3, 1, 0]).persons) == 0
    assert len(signs_for(roads, home, site, [5], ranks=[3, 1, 3]).persons) == 1


def test_roads_that_meet_within_a_roads_width_are_one_junction():
    """Lanes from north and south meet the main road 2 m apart: straight across by both."""
    roads = [
        LineString([(100, 0), (100, -80)]),
        LineString([(102, 0), (102, 80)]),
        LineString([(0, 0), (100, 0)]),
        LineString([(100, 0), (102, 0)]),
        LineString([(102, 0), (200, 0)]),
    ]
    assert len(signs_for(roads, [(100, -70)], [(102, 70)], [5], ranks=[1] * 5).persons) == 0
    signs = signs_for(roads, [(10, 0), (190, 0)], [(102, 70)], [5, 4], ranks=[1] * 5)
    assert len(signs.persons) == 1
    both = signs_for(
        roads, [(10, 0), (190, 0)], [(102, 70), (100, -70)], [5, 4], ranks=[1] * 5,
        to_index=np.array([0, 1]),
    )  # fmt: skip
    assert len(both.persons) == 2
    assert len(np.unique(both.node_index)) == 1


def test_a_stub_makes_no_junction():
    bend = [LineString([(0, 0), (100, 0), (100, 80)]), LineString([(100, 0), (104, 0)])]
    assert len(signs_for(bend, [(10, 0)], [(100, 60)], [5]).persons) == 0


def test_no_sign_stands_where_the_toilet_is_in_sight():
    near = replace(RULES, sight_m=60.5)
    assert len(signs_for([MAIN, LANE], [(10, 0)], [(100, 60)], [5], rules=near).persons) == 0


def test_signs_for_few_people_are_left_out():
    few = replace(RULES, min_persons=6.0)
    assert len(signs_for([MAIN, LANE], [(10, 0)], [(100, 60)], [5], rules=few).persons) == 0


def test_uncovered_people_and_ways_without_a_target_set_no_signs():
    roads, homes = [MAIN, LANE], [(10, 0), (190, 0)]
    signs = signs_for(roads, homes, [(100, 60)], [0, 4], to_index=np.array([0, -1]))
    assert len(signs.persons) == 0


class Town:
    """A small town of straight streets, some lanes and some larger, with homes on all of them."""

    def __init__(self, seed):
        rng = np.random.default_rng(seed)
        place = {
            (column, row): (
                100.0 * column + rng.uniform(-18, 18),
                100.0 * row + rng.uniform(-18, 18),
            )
            for column in range(4)
            for row in range(3)
        }
        streets = [
            (here, there)
            for here in place
            for there in ((here[0] + 1, here[1]), (here[0], here[1] + 1))
            if there in place and rng.random() < 0.8
        ]
        self.network = build_street_network(
            [LineString([place[here], place[there]]) for here, there in streets]
        )
        self.rank = rng.integers(0, 3, self.network.edge_count)
        middle = [line.interpolate(0.5, normalized=True) for line in self.network.edge_lines]
        self.places = np.array([(point.x, point.y) for point in middle])
        self.toilet_edges = rng.choice(len(self.places), 2, replace=False).tolist()
        self.sites = self.places[self.toilet_edges]
        walk = distances_within(self.network, self.places, self.sites, cutoff_m=1e4)
        walk_m = np.full((len(self.places), 2), np.inf)
        walk_m[walk.from_index, walk.to_index] = walk.distance_m
        reached = np.isfinite(walk_m).any(axis=1)
        self.target = np.where(reached, walk_m.argmin(axis=1), -1)
        self.walk_m = walk_m.min(axis=1)

    def bearing(self, node, edge):
        start, end = self.network.edge_nodes[edge]
        other = end if node == start else start
        east, north = self.network.node_xy_m[other] - self.network.node_xy_m[node]
        return np.degrees(np.arctan2(east, north)) % 360.0

    def exits(self, node):
        return np.flatnonzero((self.network.edge_nodes == node).any(axis=1)).tolist()

    def by_himself(self, node, came):
        """Return the street that a walker takes without a sign, None where he is at a loss."""
        others = [edge for edge in self.exits(node) if edge != came]
        if len(others) < 2:
            return others[0] if others else None
        turn = {
            edge: 180.0
            - abs((self.bearing(node, came) - self.bearing(node, edge) + 180) % 360 - 180)
            for edge in others
        }
        for edge in others:
            rest = [other for other in others if other != edge]
            rivals = [other for other in rest if turn[other] < 30.0]
            larger = [other for other in rest if self.rank[other] > self.rank[edge]]
            if (
                turn[edge] < 30.0
                and all(self.rank[other] < self.rank[edge] for other in rivals)
                and (self.rank[edge] >= self.rank[came] or not larger)
            ):
                return edge
        return None

    def by_sign(self, node, signs, target):
        """Return the street that a sign at the junction shows, None where it has none."""
        for number in np.flatnonzero((signs.node_index == node) & (signs.site_index == target)):
            return min(
                self.exits(node),
                key=lambda edge: abs(
                    (self.bearing(node, edge) - signs.bearing_deg[number] + 180) % 360 - 180
                ),
            )
        return None

    def walked_m(self, home, node, signs, posts):
        """Let a walker go from a home by its first junction; how far until the toilet."""
        target, came = self.target[home], home
        length_m = self.network.edge_length_m
        total_m = length_m[home] / 2.0
        for _ in range(3 * len(length_m)):
            shown = self.by_sign(node, signs, target) if node in posts else None
            goes = shown if shown is not None else self.by_himself(node, came)
            if goes is None:
                return np.inf
            if goes == self.toilet_edges[target]:
                return total_m + length_m[goes] / 2.0
            total_m += length_m[goes]
            start, end = self.network.edge_nodes[goes]
            node, came = (end if node == start else start), goes
        return np.inf


@pytest.mark.parametrize("seed", range(25))
def test_the_signs_guide_everyone_and_no_fewer_posts_would(seed):
    """Walkers that know nothing but the rule follow the signs in every small town; with any
    smaller set of posts, all of them tried, somebody walks farther than need be or in vain."""
    town = Town(seed)
    ways = shortest_paths(town.network, town.places, town.sites, town.target)
    homes = [way for way in range(len(ways)) if ways.nodes(way).size]
    signs = place_signs(ways, np.ones(len(ways)), town.rank, replace(RULES, min_persons=0.0))
    posts = np.unique(signs.node_index).tolist()

    def all_arrive(standing):
        return all(
            town.walked_m(home, ways.nodes(home)[0], signs, standing)
            == pytest.approx(town.walk_m[home])
            for home in homes
        )

    assert all_arrive(posts)
    fewer = [set(some) for count in range(len(posts)) for some in combinations(posts, count)]
    assert not any(all_arrive(some) for some in fewer)
