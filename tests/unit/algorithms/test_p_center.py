"""p-center: brute force on small cases, published optima, proofs and bad input."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from scipy import sparse

from algorithms.errors import CancelledError, InputError
from algorithms.siting.p_center import prove_p_center, solve_p_center
from algorithms.siting.p_center_certificate import check_center_proof
from tests.helpers.pmed_reader import CENTER_RADIUS, PMED, read_pmed


def value_of(distance_m, sites):
    """Points unserved and the farthest walk of the others."""
    nearest = distance_m[:, list(sites)].min(axis=1)
    served = np.isfinite(nearest)
    return int((~served).sum()), float(nearest[served].max(initial=0.0))


def random_case(seed):
    rng = np.random.default_rng(seed)
    sites, points = int(rng.integers(2, 10)), int(rng.integers(1, 15))
    count = int(rng.integers(1, sites + 1))
    fixed = rng.choice(sites, int(rng.integers(0, count + 1)) // 2, replace=False)
    distance_m = rng.integers(0, 30, (points, sites)) * (1.1 if seed % 2 else 1.0)
    distance_m[rng.random(distance_m.shape) < rng.choice([0.0, 0.3, 0.8])] = np.inf
    return distance_m, count, fixed


@pytest.mark.parametrize("seed", range(60))
def test_small_cases_equal_brute_force(seed):
    distance_m, count, fixed = random_case(seed)
    choices = combinations(range(distance_m.shape[1]), count)
    best = min(value_of(distance_m, sites) for sites in choices if set(fixed) <= set(sites))
    result, proof = prove_p_center(distance_m, count, fixed)
    assert value_of(distance_m, result.site_indices) == best
    assert (result.objective, result.bound) == (best[1], best[1])
    assert len(set(result.site_indices)) == count
    assert set(fixed) <= set(result.site_indices)
    assert check_center_proof(proof, result.objective)


def test_stored_zero_is_distance_zero_and_absent_is_unreachable():
    """Site 0 serves point 0 at 0 m; site 1 point 1 at 7 m; nobody serves point 2.

    Both serve one point, so the nearer one wins.
    """
    distance_m = sparse.csr_array(([0.0, 7.0], [0, 1], [0, 1, 2, 2]), shape=(3, 2))
    result = solve_p_center(distance_m, 1)
    assert result.site_indices.tolist() == [0]
    assert result.assigned_site_index.tolist() == [0, -1, -1]
    assert (result.objective, result.is_proven_optimal) == (0.0, True)
    assert result.unreachable_demand_indices.tolist() == [2]


def test_points_without_any_site_leave_nothing_to_do():
    result = solve_p_center(np.full((2, 3), np.inf), 2)
    assert (result.objective, result.is_proven_optimal) == (0.0, True)
    assert result.site_indices.size == 2


@pytest.mark.skipif(not PMED.exists(), reason="no published instances beside the project")
@pytest.mark.parametrize("number", range(1, 11))
def test_published_instances_are_proved(number):
    instance = read_pmed(number)
    result, proof = prove_p_center(instance.distance_m, instance.facility_count)
    assert (result.objective, result.is_proven_optimal) == (CENTER_RADIUS[number], True)
    assert check_center_proof(proof, result.objective)


@pytest.fixture
def proved():
    rng = np.random.default_rng(10)
    distance_m = np.hypot(*(rng.random((80, 1, 2)) - rng.random((1, 60, 2))).transpose(2, 0, 1))
    result, proof = prove_p_center(distance_m, 8, (1,))
    assert check_center_proof(proof, result.objective)
    assert len(proof.radius_steps) > 1
    return result, proof


def test_another_radius_is_refused(proved):
    result, proof = proved
    assert not check_center_proof(proof, result.objective * 1.01)
    assert not check_center_proof(proof, result.objective * 0.99)


def test_sites_that_reach_less_are_refused(proved):
    result, proof = proved
    assert not check_center_proof(replace(proof, sites=proof.sites[1:]), result.objective)


def test_more_sites_than_wanted_are_refused(proved):
    result, proof = proved
    more = np.union1d(proof.sites, np.arange(9))
    assert not check_center_proof(replace(proof, sites=more), result.objective)


def test_a_radius_proof_that_is_cut_short_is_refused(proved):
    result, proof = proved
    shorter = replace(proof, radius_steps=proof.radius_steps[:-1])
    assert not check_center_proof(shorter, result.objective)


def test_leaving_out_points_without_need_is_not_a_proof(proved):
    """Without any point nothing stays unserved, so no bound is left."""
    result, proof = proved
    everyone = np.arange(80)
    emptied = replace(proof.radius_steps[0], ignores=everyone)
    shown = replace(proof, radius_steps=(emptied, *proof.radius_steps[1:]))
    assert not check_center_proof(shown, result.objective)


def test_a_site_replaced_by_one_that_serves_less_is_refused(proved):
    result, proof = proved
    first = proof.radius_steps[0]
    turned = replace(first, dominated=first.dominated[:, ::-1])
    shown = replace(proof, radius_steps=(turned, *proof.radius_steps[1:]))
    assert first.dominated.size
    assert not check_center_proof(shown, result.objective)


def test_without_time_the_answer_stands_with_an_honest_bound():
    rng = np.random.default_rng(4)
    distance_m = rng.random((60, 40))
    hurried = solve_p_center(distance_m, 5, time_limit_s=0.0)
    proved = solve_p_center(distance_m, 5)
    assert hurried.bound <= proved.objective <= hurried.objective


def test_input_stays_as_it_was():
    distance_m = np.random.default_rng(5).random((30, 20))
    before = distance_m.copy()
    solve_p_center(distance_m, 3)
    assert np.array_equal(distance_m, before)


def test_too_few_sites_are_refused():
    with pytest.raises(InputError, match=r"median\.too_few_sites"):
        solve_p_center(np.zeros((2, 2)), 3)


def test_cancelling_stops_the_search():
    class CancelAtOnce:
        def report(self, stage, share=None):
            raise CancelledError

    with pytest.raises(CancelledError):
        solve_p_center(np.zeros((2, 2)), 1, progress=CancelAtOnce())
