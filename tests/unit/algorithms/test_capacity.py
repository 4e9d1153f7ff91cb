"""Capacity: hand sums, brute force over openings with a maximum flow, named shortages."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from scipy.optimize import linprog

from algorithms.errors import InfeasibleError, InputError
from algorithms.siting.capacity import (
    CapacityParameters,
    SiteUnits,
    solve_capacitated_lscp,
    solve_capacitated_mclp,
    solve_capacitated_p_median,
)
from algorithms.siting.covering_problem import CoveringProblem

SIX_HUNDRED = CapacityParameters(persons_per_toilet=600.0)


def transport(cost, demand, capacity, allowed):
    """Return least total cost of serving all demand, None where it can't be done."""
    points, sites = allowed.shape
    serve = np.kron(np.eye(points), np.ones(sites))
    load = np.kron(np.ones(points), np.eye(sites))
    answer = linprog(
        cost.ravel(),
        A_ub=load,
        b_ub=capacity,
        A_eq=serve,
        b_eq=demand,
        bounds=[(0, None if ok else 0) for ok in allowed.ravel()],
    )
    return answer.fun if answer.status == 0 else None


def random_case(seed):
    rng = np.random.default_rng(seed)
    covers = rng.random((6, 3)) < 0.6
    covers[:, 0] |= ~covers.any(axis=1)
    demand = rng.integers(1, 6, 6).astype(float)
    return covers, demand, rng.integers(2, 9, 3).astype(float), rng.integers(1, 90, (6, 3)) * 1.0


def test_a_thousand_persons_need_two_toilets_on_the_only_site():
    """1000 / 600 = 1.67, so two toilets; 50 000 for the site and 2 x 80 000 make 210 000."""
    problem = CoveringProblem(
        covers=np.ones((2, 1), dtype=bool), demand=[700.0, 300.0], site_cost=[50_000.0]
    )
    units = SiteUnits(most_per_site=3, cost_each=80_000.0)
    result = solve_capacitated_lscp(problem, SIX_HUNDRED, units)
    assert result.unit_counts.tolist() == [2]
    assert result.objective == pytest.approx(210_000.0)
    assert result.served_demand.tolist() == [1000.0]
    assert result.is_proven_optimal


def test_one_full_toilet_serves_six_hundred_of_a_thousand():
    problem = CoveringProblem(
        covers=np.ones((2, 2), dtype=bool), demand=[700.0, 300.0], facility_count=1
    )
    result = solve_capacitated_mclp(problem, SIX_HUNDRED, SiteUnits())
    assert result.objective == pytest.approx(600.0)
    assert result.coverage_share == pytest.approx(0.6)


@pytest.mark.parametrize("seed", range(10))
def test_least_cost_within_capacity_equals_brute_force(seed):
    covers, demand, site_cost, _ = random_case(seed)
    costs = [
        site_cost[np.array(units) > 0].sum() + 3.0 * sum(units)
        for units in product(range(3), repeat=3)
        if transport(np.zeros((6, 3)), demand, 8.0 * np.array(units), covers) is not None
    ]
    problem = CoveringProblem(covers=covers, demand=demand, site_cost=site_cost)
    capacity = CapacityParameters(persons_per_toilet=8.0)
    units = SiteUnits(most_per_site=2, cost_each=3.0)
    if not costs:
        with pytest.raises(InfeasibleError, match=r"siting\.capacity_short"):
            solve_capacitated_lscp(problem, capacity, units)
        return
    result = solve_capacitated_lscp(problem, capacity, units)
    assert result.objective == pytest.approx(min(costs))
    assert result.is_proven_optimal
    assert (result.served_demand <= 8.0 * result.unit_counts + 1e-6).all()
    assert np.allclose(result.demand_share.sum(axis=1), 1.0)


@pytest.mark.parametrize("seed", range(10))
def test_p_median_within_capacity_equals_brute_force(seed):
    covers, demand, _, distance_m = random_case(seed)
    distance_m = np.where(covers, distance_m, np.inf)
    finite_m = np.where(covers, distance_m, 0.0)
    walks = [
        transport(finite_m, demand, 10.0 * np.array(is_open), covers)
        for is_open in product((0, 1), repeat=3)
        if sum(is_open) <= 2
    ]
    possible = [walk for walk in walks if walk is not None]
    capacity = CapacityParameters(persons_per_toilet=10.0)
    if not possible:
        with pytest.raises(InfeasibleError):
            solve_capacitated_p_median(distance_m, demand, 2, capacity, SiteUnits())
        return
    result = solve_capacitated_p_median(distance_m, demand, 2, capacity, SiteUnits())
    assert result.objective == pytest.approx(min(possible))
    assert result.is_proven_optimal


def test_points_beyond_all_capacity_are_named():
    """Site 0 alone reaches point 0, whose 900 persons exceed one toilet of 600."""
    problem = CoveringProblem(covers=np.eye(2, dtype=bool), demand=[900.0, 100.0])
    with pytest.raises(InfeasibleError) as caught:
        solve_capacitated_lscp(problem, SIX_HUNDRED, SiteUnits())
    assert caught.value.values == {
        "count": 1,
        "points": (0,),
        "missed_demand": pytest.approx(300.0),
    }


def test_a_toilet_without_capacity_is_refused():
    problem = CoveringProblem(covers=np.eye(2, dtype=bool))
    with pytest.raises(InputError, match=r"siting\.capacity_unusable"):
        solve_capacitated_lscp(problem, CapacityParameters(persons_per_toilet=0.0), SiteUnits())
