"""Moving, adding and removing a site equals starting anew."""

from __future__ import annotations

import numpy as np
import pytest
from shapely import LineString

from algorithms.errors import InputError
from algorithms.network import build_street_network, distances_within, site_distances


@pytest.fixture
def case():
    rng = np.random.default_rng(11)
    network = build_street_network([LineString(xy) for xy in rng.uniform(0, 900, (30, 3, 2))])
    homes_xy_m, sites_xy_m = rng.uniform(0, 900, (150, 2)), rng.uniform(0, 900, (8, 2))
    sites_xy_m[3] = homes_xy_m[5]
    return network, homes_xy_m, sites_xy_m


def start(case, sites_xy_m=None):
    network, homes_xy_m, given_xy_m = case
    sites_xy_m = given_xy_m if sites_xy_m is None else sites_xy_m
    return site_distances(network, homes_xy_m, sites_xy_m, cutoff_m=300.0)


def assert_equal(one, other):
    assert one.site_xy_m.tolist() == other.site_xy_m.tolist()
    assert one.pair_offsets.tolist() == other.pair_offsets.tolist()
    assert one.demand_index.tolist() == other.demand_index.tolist()
    assert one.distance_m.tolist() == other.distance_m.tolist()
    assert one.nearest_site_index.tolist() == other.nearest_site_index.tolist()


def test_distances_are_those_of_the_pairs(case):
    network, homes_xy_m, sites_xy_m = case
    table_m = distances_within(network, homes_xy_m, sites_xy_m, cutoff_m=300.0)
    dense_m = np.full((150, 8), np.inf)
    dense_m[table_m.from_index, table_m.to_index] = table_m.distance_m
    found = start(case)
    assert found.nearest_distance_m == pytest.approx(dense_m.min(axis=1))
    reached = np.isfinite(dense_m.min(axis=1))
    assert (
        found.nearest_site_index.tolist() == np.where(reached, dense_m.argmin(axis=1), -1).tolist()
    )
    assert found.nearest_distance_m[5] == 0.0
    assert found.to_csr().nnz == len(table_m)


def test_a_moved_site_equals_a_new_start(case):
    sites_xy_m = case[2].copy()
    moved = start(case)
    for site, xy_m in [(0, (450, 450)), (7, (10, 880)), (3, (200, 600)), (0, (451, 450))]:
        sites_xy_m[site] = xy_m
        moved = moved.with_site_moved(site, xy_m)
    assert_equal(moved, start(case, sites_xy_m))


def test_an_added_and_a_removed_site_equal_a_new_start(case):
    sites_xy_m = np.vstack([case[2], [(300, 300)]])
    changed = start(case).with_site_added((300, 300))
    assert_equal(changed, start(case, sites_xy_m))
    assert_equal(changed.with_site_removed(2), start(case, np.delete(sites_xy_m, 2, axis=0)))


def test_the_first_object_stays_as_it_was(case):
    first = start(case)
    before = first.distance_m.tolist()
    first.with_site_moved(1, (0, 0))
    assert first.distance_m.tolist() == before
    assert_equal(first, start(case))


@pytest.mark.parametrize("site", [-1, 8])
def test_only_existing_sites_move(case, site):
    with pytest.raises(InputError, match=r"network\.no_such_site"):
        start(case).with_site_moved(site, (0, 0))
