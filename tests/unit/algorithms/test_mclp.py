"""Maximal covering: hand sums, brute force, published optima, limits and faults."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
import scipy.sparse as sp

from algorithms.errors import CancelledError, InfeasibleError, InputError
from algorithms.siting.covering_certificate import CoveringCertificate, check_certificate
from algorithms.siting.covering_model import limit_rows, mclp_model
from algorithms.siting.mclp import solve_mclp
from tests.helpers.covering_reader import read_sjc


def random_case(seed, points=12, sites=7, share=0.25):
    rng = np.random.default_rng(seed)
    return (
        rng.random((points, sites)) < share,
        rng.integers(0, 9, points).astype(float),
        rng.integers(1, 6, sites).astype(float),
    )


def covered_demand(covers, demand, sites):
    return demand[covers[:, list(sites)].any(axis=1)].sum()


def best_by_enumeration(covers, demand, cost, count, budget, fixed):
    sites = range(covers.shape[1])
    return max(
        covered_demand(covers, demand, choice)
        for size in range(len(sites) + 1)
        for choice in combinations(sites, size)
        if size <= count and cost[list(choice)].sum() <= budget and set(fixed) <= set(choice)
    )


def test_one_site_reaches_thirty_of_thirty_five_persons():
    """Site 0 covers 10 + 20 = 30, site 1 covers 20 + 5 = 25."""
    covers = np.array([[1, 0], [1, 1], [0, 1]], dtype=bool)
    result = solve_mclp(covers, [10.0, 20.0, 5.0], facility_count=1)
    assert result.site_indices.tolist() == [0]
    assert result.assigned_site_index.tolist() == [0, 0, -1]
    assert (result.objective, result.bound, result.is_proven_optimal) == (30.0, 30.0, True)
    assert result.coverage_share == pytest.approx(30 / 35)


def test_greedy_trap_is_solved_exactly():
    """Site 0 covers the middle four (4 x 10); sites 1 and 2 cover all six (60)."""
    covers = np.array(
        [[0, 1, 0], [1, 1, 0], [1, 1, 0], [1, 0, 1], [1, 0, 1], [0, 0, 1]], dtype=bool
    )
    result = solve_mclp(covers, np.full(6, 10.0), facility_count=2)
    assert result.objective == 60.0
    assert result.site_indices.tolist() == [1, 2]


@pytest.mark.parametrize("seed", range(25))
def test_number_of_sites_equals_brute_force(seed):
    covers, demand, cost = random_case(seed)
    fixed = [seed % 7] if seed % 3 == 0 else []
    count = 1 + seed % 4
    result = solve_mclp(sp.csr_matrix(covers), demand, count, fixed_site_indices=fixed)
    assert result.objective == best_by_enumeration(covers, demand, cost, count, np.inf, fixed)
    assert result.objective == covered_demand(covers, demand, result.site_indices)
    assert result.is_proven_optimal
    assert result.bound == result.objective
    assert result.site_indices.size == count
    assert set(fixed) <= set(result.site_indices.tolist())


@pytest.mark.parametrize("seed", range(25))
def test_budget_with_unequal_costs_equals_brute_force(seed):
    covers, demand, cost = random_case(seed)
    fixed = [seed % 7] if seed % 3 == 0 else []
    count = 3 if seed % 2 else None
    budget = 5.0 + seed % 6
    result = solve_mclp(covers, demand, count, cost, budget, fixed)
    limit = np.inf if count is None else count
    assert result.objective == best_by_enumeration(covers, demand, cost, limit, budget, fixed)
    assert result.is_proven_optimal
    assert result.site_cost_total <= budget
    assert result.site_cost_total == cost[result.site_indices].sum()


def test_fractional_demand_and_cost_are_solved_exactly():
    """0.1 + 0.2 is within a budget of 0.3, though not in float64."""
    covers = np.eye(3, dtype=bool)
    result = solve_mclp(covers, [0.7, 0.2, 0.8], site_cost=[0.1, 0.1, 0.2], budget=0.3)
    assert result.site_indices.tolist() == [0, 2]
    assert result.objective == pytest.approx(1.5)


def test_uncoverable_points_are_listed_and_left_out():
    covers = np.array([[1, 0], [0, 0], [0, 1]], dtype=bool)
    result = solve_mclp(covers, [1.0, 100.0, 2.0], facility_count=2)
    assert result.unreachable_demand_indices.tolist() == [1]
    assert result.assigned_site_index.tolist() == [0, -1, 1]
    assert result.objective == 3.0
    assert result.is_proven_optimal


def test_useless_sites_fill_up_the_number_wanted():
    covers = np.array([[1, 0, 0, 0]], dtype=bool)
    result = solve_mclp(covers, [5.0], 3, site_cost=[4.0, 3.0, 2.0, 1.0])
    assert result.site_indices.tolist() == [0, 2, 3]


@pytest.mark.parametrize("count", [0, 2])
def test_no_demand_at_all_is_proved(count):
    result = solve_mclp(np.zeros((0, 2), dtype=bool), [], facility_count=count)
    assert (result.objective, result.is_proven_optimal) == (0.0, True)
    assert result.site_indices.size == count


def test_the_input_stays_unchanged_and_the_answer_repeats():
    covers, demand, cost = random_case(5, points=80, sites=30, share=0.1)
    matrix = sp.csr_matrix(covers)
    matrix.data[0] = False
    copy = matrix.copy()
    first = solve_mclp(matrix, demand, site_cost=cost, budget=12.0)
    second = solve_mclp(matrix, demand, site_cost=cost, budget=12.0)
    assert (matrix != copy).nnz == 0
    assert matrix.data[0] == copy.data[0]
    assert first.site_indices.tolist() == second.site_indices.tolist()


def test_every_fault_is_named_at_once():
    with pytest.raises(InputError) as caught:
        solve_mclp(np.eye(2, dtype=bool), [1.0, -2.0], fixed_site_indices=[7], time_limit_s=0.0)
    codes = {code for code, _ in caught.value.values["faults"]}
    assert caught.value.code == "siting.several_faults"
    assert codes == {
        "siting.amount_out_of_range",
        "siting.index_out_of_range",
        "siting.no_limit_given",
        "siting.time_limit_not_positive",
    }


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"facility_count": 3}, "siting.too_few_sites"),
        ({"facility_count": 1, "fixed_site_indices": [0, 1]}, "siting.too_many_fixed_sites"),
        ({"facility_count": 1.5}, "siting.facility_count_not_whole"),
        ({"facility_count": 1, "site_cost": [1.0]}, "siting.wrong_length"),
        ({"budget": -1.0}, "siting.budget_negative"),
    ],
)
def test_a_faulty_argument_is_named(arguments, code):
    with pytest.raises(InputError) as caught:
        solve_mclp(np.eye(2, dtype=bool), [1.0, 2.0], **arguments)
    assert caught.value.code == code


def test_fixed_sites_beyond_the_budget_are_infeasible():
    with pytest.raises(InfeasibleError) as caught:
        solve_mclp(np.eye(2, dtype=bool), [1.0, 2.0], None, [5.0, 1.0], 4.0, [0])
    assert caught.value.values == {"budget": 4.0, "fixed_cost": 5.0}


class CancelOn:
    def __init__(self, stage):
        self.stage = stage

    def report(self, stage, share=None):
        if stage == self.stage:
            raise CancelledError


@pytest.mark.parametrize("stage", ["siting.reduce", "siting.swap", "siting.linear_bound"])
def test_cancelling_raises(stage):
    covers, demand, _ = random_case(3, points=300, sites=60, share=0.05)
    with pytest.raises(CancelledError):
        solve_mclp(covers, demand, 10, progress=CancelOn(stage))


def certificate_case():
    covers, demand, cost = random_case(11, points=60, sites=20, share=0.12)
    result = solve_mclp(covers, demand, 5, cost, 15.0, fixed_site_indices=[2])
    limits, values = limit_rows(cost, 5, 15.0)
    model = mclp_model(sp.csr_array(covers), demand, limits, values, np.array([2]))
    return result, model, demand[covers.any(axis=1)].sum()


def test_the_certificate_is_proved_again_from_the_arguments_alone():
    result, model, coverable = certificate_case()
    missed = check_certificate(model, result.certificate)
    assert coverable - missed >= result.objective
    assert result.certified_bound == np.floor(coverable - missed)
    assert result.certified_bound <= 1.1 * result.objective


def test_a_certificate_that_claims_too_much_is_refused():
    result, model, _ = certificate_case()
    honest = result.certificate
    bold = CoveringCertificate(
        row_multipliers=honest.row_multipliers, claimed_bound=honest.claimed_bound + 1e-3
    )
    with pytest.raises(InputError, match=r"siting\.certificate_refused"):
        check_certificate(model, bold)


def test_a_certificate_with_changed_multipliers_is_refused():
    result, model, _ = certificate_case()
    changed = result.certificate.row_multipliers.copy()
    changed[np.argmax(changed)] *= 2.0
    forged = CoveringCertificate(
        row_multipliers=changed, claimed_bound=result.certificate.claimed_bound
    )
    with pytest.raises(InputError, match=r"siting\.certificate_refused"):
        check_certificate(model, forged)


@pytest.mark.parametrize(
    ("size", "service_distance_m", "optima"),
    [
        (324, 800, {1: 5461, 2: 8790, 3: 11604, 4: 12106, 5: 12152}),
        (324, 150, {20: 7302, 30: 9127, 40: 10443, 50: 11397}),
        (500, 800, {3: 15730, 5: 18859, 8: 19707}),
    ],
)
def test_published_optima_of_sao_jose_dos_campos(size, service_distance_m, optima):
    distance_m, demand = read_sjc(size)
    for facility_count, optimum in optima.items():
        result = solve_mclp(distance_m <= service_distance_m, demand, facility_count)
        assert result.objective == optimum
        assert result.is_proven_optimal
