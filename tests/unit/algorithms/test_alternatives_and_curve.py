"""What sites are worth, what replaces them, and the coverage curve."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from algorithms.errors import InputError
from algorithms.siting.alternatives import (
    best_replacements,
    nearest_replacements,
    site_contributions,
)
from algorithms.siting.curve import trace_coverage_curve


def random_case(seed, points=40, sites=9):
    rng = np.random.default_rng(seed)
    xy_m = rng.random((sites, 2)) * 1000.0
    return (
        rng.random((points, sites)) < 0.2,
        rng.integers(1, 9, points).astype(float),
        np.hypot(*(xy_m[:, None] - xy_m[None]).transpose(2, 0, 1)),
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
def test_nearest_replacement_and_its_price_equal_enumeration(seed):
    covers, demand, distance_m, cost = random_case(seed)
    chosen = [1, 4, 6]
    answer = nearest_replacements(covers, demand, chosen, distance_m, cost)
    others = [site for site in range(9) if site not in chosen]
    for place, site in enumerate(chosen):
        nearest = min(others, key=lambda other: distance_m[site, other])
        after = covered(covers, demand, [*(set(chosen) - {site}), nearest])
        assert answer.replacement_indices[place] == nearest
        assert answer.distance_m[place] == distance_m[site, nearest]
        assert answer.covered_change[place] == after - covered(covers, demand, chosen)
        assert answer.cost_change[place] == cost[nearest] - cost[site]


@pytest.mark.parametrize("seed", range(5))
def test_best_replacement_keeps_most_demand(seed):
    covers, demand, distance_m, _ = random_case(seed)
    chosen = [0, 2, 8]
    answer = best_replacements(covers, demand, chosen, distance_m)
    others = [site for site in range(9) if site not in chosen]
    for place, site in enumerate(chosen):
        kept = set(chosen) - {site}
        best = max(covered(covers, demand, [*kept, other]) for other in others)
        assert answer.covered_change[place] == best - covered(covers, demand, chosen)


def test_without_any_other_site_the_loss_is_that_of_closing():
    answer = nearest_replacements(np.eye(2, dtype=bool), [3.0, 4.0], [0, 1], np.ones((2, 2)))
    assert answer.replacement_indices.tolist() == [-1, -1]
    assert answer.covered_change.tolist() == [-3.0, -4.0]
    assert answer.cost_change.tolist() == [-1.0, -1.0]
    assert np.isnan(answer.distance_m).all()


@pytest.mark.parametrize("seed", range(3))
def test_every_point_of_the_curve_equals_brute_force(seed):
    covers, demand, _, cost = random_case(seed)
    curve = trace_coverage_curve(covers, demand, 5, cost)
    best = [
        max(covered(covers, demand, choice) for choice in combinations(range(9), count))
        for count in range(1, 6)
    ]
    assert curve.facility_counts.tolist() == [1, 2, 3, 4, 5]
    assert curve.covered_demand.tolist() == best
    assert curve.bound.tolist() == best
    assert curve.is_proven_optimal.all()
    assert curve.cost[2] == cost[curve.choices[2].site_indices].sum()


def test_the_curve_starts_at_the_fixed_sites():
    covers, demand, _, _ = random_case(0)
    curve = trace_coverage_curve(covers, demand, 4, fixed_site_indices=[3, 5])
    assert curve.facility_counts.tolist() == [2, 3, 4]
    assert curve.covered_demand[0] == covered(covers, demand, [3, 5])
    with pytest.raises(InputError, match=r"siting\.too_many_fixed_sites"):
        trace_coverage_curve(covers, demand, 1, fixed_site_indices=[3, 5])
