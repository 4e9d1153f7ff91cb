"""What sites are worth, what replaces them, and the coverage curve."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
import scipy.sparse as sp

from algorithms.errors import InputError
from algorithms.siting.alternatives import (
    best_replacements,
    nearest_replacements,
    nearest_two,
    site_contributions,
)
from algorithms.siting.curve import trace_coverage_curve


def random_case(seed, points=40, sites=9):
    rng = np.random.default_rng(seed)
    xy_m = rng.random((sites, 2)) * 1000.0
    return (
        rng.random((points, sites)) < 0.2,
        rng.integers(1, 9, points).astype(float),
        xy_m,
        rng.integers(1, 9, sites).astype(float),
    )


def covered(covers, demand, sites):
    return demand[covers[:, list(sites)].any(axis=1)].sum()


@pytest.mark.parametrize("seed", range(5))
def test_a_site_contributes_what_closing_it_loses(seed):
    covers, demand, _, _ = random_case(seed)
    chosen = [1, 4, 6]
    losses = [
        covered(covers, demand, chosen) - covered(covers, demand, set(chosen) - {site})
        for site in chosen
    ]
    assert site_contributions(covers, demand, chosen).tolist() == losses


@pytest.mark.parametrize("seed", range(5))
def test_the_nearest_replacement_is_the_nearest_site_left(seed):
    _, _, xy_m, _ = random_case(seed)
    chosen = [1, 4, 6]
    others = [site for site in range(9) if site not in chosen]
    for site, other in zip(chosen, nearest_replacements(xy_m, chosen), strict=True):
        assert other == min(others, key=lambda far: np.hypot(*(xy_m[site] - xy_m[far])))


@pytest.mark.parametrize("seed", range(5))
def test_the_best_replacement_keeps_most_of_what_its_site_alone_covers(seed):
    covers, demand, xy_m, _ = random_case(seed)
    chosen = [0, 2, 8]
    others = [site for site in range(9) if site not in chosen]
    for site, best in zip(chosen, best_replacements(covers, demand, chosen, xy_m), strict=True):
        kept = covers[:, [other for other in chosen if other != site]].any(axis=1)
        alone = covers[:, site] & ~kept
        reach = {other: demand[alone & covers[:, other]].sum() for other in others}
        assert reach[best] == max(reach.values())


def test_without_any_other_site_there_is_no_replacement():
    covers, xy_m = np.eye(2, dtype=bool), np.zeros((2, 2))
    assert nearest_replacements(xy_m, [0, 1]).tolist() == [-1, -1]
    assert best_replacements(covers, [3.0, 4.0], [0, 1], xy_m).tolist() == [-1, -1]


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("replacement", [7, -1])
def test_walks_after_an_exchange_are_those_of_a_new_search(seed, replacement):
    """A third of all walks are out of reach; those are absent, a walk of 0 m is not."""
    rng = np.random.default_rng(seed)
    walk_m = np.floor(rng.random((30, 9)) * 20.0)
    walk_m[rng.random(walk_m.shape) < 0.33] = np.inf
    point, site = np.nonzero(np.isfinite(walk_m))
    sparse_m = sp.csr_array((walk_m[point, site], (point, site)), shape=walk_m.shape)
    two = nearest_two(sparse_m, [1, 4, 6])
    assert two.distance_m[:, 0].tolist() == walk_m[:, [1, 4, 6]].min(axis=1).tolist()
    found, found_m = two.after_exchange(4, replacement, sp.csc_array(sparse_m))
    after = [1, 6] if replacement < 0 else [1, 6, replacement]
    assert found_m.tolist() == walk_m[:, after].min(axis=1).tolist()
    is_served = np.isfinite(found_m)
    assert (found[~is_served] == -1).all()
    assert walk_m[is_served, found[is_served]].tolist() == found_m[is_served].tolist()


@pytest.mark.parametrize("seed", range(3))
def test_every_point_of_the_curve_equals_brute_force(seed):
    covers, demand, _, _ = random_case(seed)
    curve = trace_coverage_curve(covers, demand, 5)
    best = [
        max(covered(covers, demand, choice) for choice in combinations(range(9), count))
        for count in range(1, 6)
    ]
    assert curve.facility_counts.tolist() == [1, 2, 3, 4, 5]
    assert curve.covered_demand.tolist() == best
    assert curve.bound.tolist() == best
    assert curve.is_proven_optimal.all()
    assert [len(sites) for sites in curve.site_indices] == [1, 2, 3, 4, 5]
    assert covered(covers, demand, curve.site_indices[2]) == best[2]


def test_fixed_sites_come_first_on_the_curve():
    covers, demand, _, _ = random_case(0)
    fixed = [3, 5, 6]
    curve = trace_coverage_curve(covers, demand, 4, fixed_site_indices=fixed)
    best = [
        max(covered(covers, demand, choice) for choice in combinations(fixed, count))
        for count in (1, 2)
    ]
    assert curve.facility_counts.tolist() == [1, 2, 3, 4]
    assert curve.covered_demand[:2].tolist() == best
    assert curve.covered_demand[2] == covered(covers, demand, fixed)
    others = [site for site in range(9) if site not in fixed]
    assert curve.covered_demand[3] == max(covered(covers, demand, [*fixed, j]) for j in others)
    assert all(set(sites) <= set(fixed) for sites in curve.site_indices[:3])
    few = trace_coverage_curve(covers, demand, 4, fixed_site_indices=fixed, most_points=2)
    assert few.facility_counts.tolist() == [1, 4]
    assert few.covered_demand.tolist() == curve.covered_demand[[0, 3]].tolist()
    with pytest.raises(InputError, match=r"siting\.too_many_fixed_sites"):
        trace_coverage_curve(covers, demand, 1, fixed_site_indices=fixed)
