"""p-median: brute force on small cases, published optima, limits and bad input."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from scipy import sparse

from algorithms.errors import CancelledError, InputError
from algorithms.siting.p_median import prove_p_median, solve_p_median
from algorithms.siting.p_median_proof import check_median_proof
from tests.helpers.pmed_reader import PMED, read_pmed


def best_by_trying_all(distance_m, demand, facility_count, fixed=()):
    """Return (points unserved, total) of the best choice."""

    def value(sites):
        nearest = distance_m[:, sites].min(axis=1)
        served = np.isfinite(nearest)
        return int((~served).sum()), float(demand[served] @ nearest[served])

    everything = combinations(range(distance_m.shape[1]), facility_count)
    return min(value(list(sites)) for sites in everything if set(fixed) <= set(sites))


def value_of(result, distance_m, demand):
    nearest = distance_m[:, result.site_indices].min(axis=1)
    served = np.isfinite(nearest)
    return int((~served).sum()), float(demand[served] @ nearest[served])


@pytest.mark.parametrize("seed", range(60))
def test_small_cases_equal_brute_force(seed):
    rng = np.random.default_rng(seed)
    sites, points = int(rng.integers(2, 10)), int(rng.integers(1, 15))
    count = int(rng.integers(1, sites + 1))
    fixed = rng.choice(sites, int(rng.integers(0, count + 1)) // 2, replace=False)
    distance_m = rng.integers(0, 30, (points, sites)).astype(float)
    demand = rng.integers(0, 5, points).astype(float)
    if seed % 2:
        distance_m, demand = distance_m * 1.1, demand * 0.7
    distance_m[rng.random(distance_m.shape) < rng.choice([0.0, 0.3, 0.8])] = np.inf
    result, proof = prove_p_median(distance_m, demand, count, fixed)
    best = best_by_trying_all(distance_m, demand, count, fixed)
    assert result.is_proven_optimal
    assert value_of(result, distance_m, demand) == pytest.approx(best)
    assert result.objective == pytest.approx(best[1])
    assert result.bound <= result.objective
    assert len(result.site_indices) == count
    assert set(fixed) <= set(result.site_indices)
    assert check_median_proof(proof)


def test_stored_zero_is_distance_zero_and_absent_is_unreachable():
    """Point 0 stands at site 0; point 1 is 7 m from site 1; point 2 has no site.

    With one site: both sites serve one point, site 0 costs 3 * 0 = 0, site 1 costs 1 * 7.
    """
    distance_m = sparse.csr_array(([0.0, 7.0], [0, 1], [0, 1, 2, 2]), shape=(3, 2))
    result = solve_p_median(distance_m, np.array([3.0, 1.0, 5.0]), 1)
    assert result.site_indices.tolist() == [0]
    assert result.assigned_site_index.tolist() == [0, -1, -1]
    assert result.objective == 0.0
    assert result.unreachable_demand_indices.tolist() == [2]


def test_serving_more_points_beats_any_distance():
    """Site 0 serves points 0 and 1 at 1000 m each, site 1 only point 0 at 1 m."""
    distance_m = np.array([[1000.0, 1.0], [1000.0, np.inf]])
    result = solve_p_median(distance_m, np.ones(2), 1)
    assert (result.site_indices.tolist(), result.objective) == ([0], 2000.0)


@pytest.mark.skipif(not PMED.exists(), reason="no published instances beside the project")
@pytest.mark.parametrize("number", range(1, 11))
def test_published_instances_are_proved(number):
    instance = read_pmed(number)
    nodes = len(instance.distance_m)
    result, proof = prove_p_median(instance.distance_m, np.ones(nodes), instance.facility_count)
    assert (result.objective, result.is_proven_optimal) == (instance.median_total, True)
    assert check_median_proof(proof)


def test_same_input_gives_the_same_sites():
    rng = np.random.default_rng(3)
    distance_m, demand = rng.random((40, 30)), rng.random(40)
    first, second = (solve_p_median(distance_m, demand, 6) for _ in range(2))
    assert first.site_indices.tolist() == second.site_indices.tolist()


def test_without_time_a_choice_comes_with_an_honest_bound():
    rng = np.random.default_rng(4)
    distance_m, demand = rng.random((60, 40)), rng.random(60)
    hurried = solve_p_median(distance_m, demand, 5, time_limit_s=0.0)
    proved = solve_p_median(distance_m, demand, 5)
    assert hurried.bound <= proved.objective <= hurried.objective


@pytest.mark.parametrize(
    ("distance_m", "demand", "count", "fixed", "code"),
    [
        (np.zeros(3), np.ones(3), 1, (), "median.distance_shape"),
        (np.array([["a"]]), np.ones(1), 1, (), "median.distance_type"),
        (np.array([[np.nan]]), np.ones(1), 1, (), "median.distance_value"),
        (np.array([[-1.0]]), np.ones(1), 1, (), "median.distance_value"),
        (np.zeros((2, 1)), np.ones(3), 1, (), "median.demand_shape"),
        (np.zeros((2, 1)), np.array([1.0, -1.0]), 1, (), "median.demand_value"),
        (np.zeros((2, 1)), np.array([1.0, np.nan]), 1, (), "median.demand_value"),
        (np.zeros((2, 1)), np.ones(2), 2, (), "median.too_few_sites"),
        (np.zeros((2, 1)), np.ones(2), 0, (), "median.facility_count"),
        (np.zeros((2, 3)), np.ones(2), 1, (0, 1), "median.facility_count"),
        (np.zeros((2, 3)), np.ones(2), 1, (3,), "median.fixed_site_unknown"),
    ],
)
def test_bad_input_is_refused(distance_m, demand, count, fixed, code):
    with pytest.raises(InputError) as refusal:
        solve_p_median(distance_m, demand, count, fixed)
    assert refusal.value.code == code


def test_a_pair_stored_twice_is_refused():
    twice = sparse.coo_array(([1.0, 2.0], ([0, 0], [0, 0])), shape=(1, 1))
    with pytest.raises(InputError, match=r"median\.distance_twice"):
        solve_p_median(twice, np.ones(1), 1)


def test_cancelling_stops_the_search():
    class CancelAtOnce:
        def report(self, stage, share=None):
            raise CancelledError

    with pytest.raises(CancelledError):
        prove_p_median(np.zeros((2, 2)), np.ones(2), 1, progress=CancelAtOnce())


def test_with_unserved_points_a_hurried_bound_is_about_serving_as_many():
    """The proved answer serves at least as many, so where it serves as many it keeps the bound."""
    rng = np.random.default_rng(12)
    distance_m, demand = rng.random((120, 60)), rng.random(120)
    distance_m[rng.random(distance_m.shape) < 0.96] = np.inf
    proved = solve_p_median(distance_m, demand, 6)
    hurried = solve_p_median(distance_m, demand, 6, time_limit_s=0.0)
    unserved, total = value_of(hurried, distance_m, demand)
    best_unserved, best_total = value_of(proved, distance_m, demand)
    assert proved.is_proven_optimal
    assert (best_unserved, best_total) <= (unserved, total)
    if best_unserved == unserved:
        assert hurried.bound <= best_total
    assert 0.0 <= hurried.bound <= hurried.objective


def test_extremes_are_answered():
    """No points, no demand, or every site chosen: nothing is left to decide."""
    nobody = solve_p_median(np.zeros((0, 3)), np.zeros(0), 2)
    assert (nobody.objective, nobody.is_proven_optimal) == (0.0, True)
    unweighted = solve_p_median(np.ones((4, 3)), np.zeros(4), 1)
    assert (unweighted.objective, unweighted.is_proven_optimal) == (0.0, True)
    everything = solve_p_median(np.array([[3.0, 4.0]]), np.array([2.0]), 2)
    assert (everything.objective, everything.site_indices.tolist()) == (6.0, [0, 1])
