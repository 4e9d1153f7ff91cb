"""Capacity: hand sums, brute force over openings and assignments, named shortages, certificates."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from algorithms.errors import InfeasibleError, InputError
from algorithms.siting.capacity import (
    CapacityParameters,
    SiteUnits,
    solve_capacitated_lscp,
    solve_capacitated_mclp,
    solve_capacitated_p_median,
)
from algorithms.siting.capacity_certificate import (
    CapacityCertificate,
    check_capacity_certificate,
)
from algorithms.siting.capacity_model import CapacityPlan, keeps_limits
from algorithms.siting.covering_problem import CoveringProblem, VillageFloors

SIX_HUNDRED = CapacityParameters(persons_per_toilet=600.0)
SITES = 3


def random_case(seed, points=6):
    rng = np.random.default_rng(seed)
    covers = rng.random((points, SITES)) < 0.6
    covers[:, 0] |= ~covers.any(axis=1)
    demand = rng.integers(1, 6, points).astype(float)
    distance_m = np.where(covers, rng.integers(1, 90, covers.shape) * 1.0, np.inf)
    return covers, demand, rng.integers(2, 9, SITES).astype(float), distance_m


def plans(covers, demand, capacity, most_units):
    """Yield every way to send whole points to sites: where each goes, -1 nowhere, and the units."""
    options = [[-1, *np.flatnonzero(row).tolist()] for row in covers]
    for choice in product(*options):
        site_of = np.array(choice)
        load = np.bincount(site_of[site_of >= 0], demand[site_of >= 0], minlength=SITES)
        units = np.ceil(load / capacity - 1e-9)
        if (units <= most_units).all():
            yield site_of, units


def is_sound(result):
    plan = CapacityPlan(sites=result.site_indices, site_of=result.assigned_site_index)
    return keeps_limits(result.model, plan)


def test_a_thousand_persons_need_two_toilets_on_the_only_site():
    """600 + 400 fill 1.67 toilets, so two; 130 000 with the first and 80 000 more make 210 000."""
    problem = CoveringProblem(
        covers=np.ones((2, 1), dtype=bool), demand=[600.0, 400.0], site_cost=[130_000.0]
    )
    units = SiteUnits(most_per_site=3, cost_each=80_000.0)
    result = solve_capacitated_lscp(problem, SIX_HUNDRED, units)
    assert result.unit_counts.tolist() == [2]
    assert result.objective == result.cost_total == pytest.approx(210_000.0)
    assert result.served_demand.tolist() == [1000.0]
    assert result.is_proven_optimal


def test_a_household_is_not_split():
    """Of 400, 300 and 250 persons a toilet for 600 serves 550 at most: 300 and 250."""
    problem = CoveringProblem(
        covers=np.ones((3, 1), dtype=bool), demand=[400.0, 300.0, 250.0], facility_count=1
    )
    result = solve_capacitated_mclp(problem, SIX_HUNDRED, SiteUnits())
    assert result.objective == result.bound == 550.0
    assert result.assigned_site_index.tolist() == [-1, 0, 0]
    assert result.coverage_share == pytest.approx(550.0 / 950.0)


@pytest.mark.parametrize("seed", range(10))
def test_least_cost_within_capacity_equals_brute_force(seed):
    covers, demand, site_cost, _ = random_case(seed)
    costs = [
        site_cost[units > 0].sum() + 3.0 * np.maximum(units - 1.0, 0.0).sum()
        for site_of, units in plans(covers, demand, 8.0, 2)
        if (site_of >= 0).all()
    ]
    problem = CoveringProblem(covers=covers, demand=demand, site_cost=site_cost)
    capacity = CapacityParameters(persons_per_toilet=8.0)
    units = SiteUnits(most_per_site=2, cost_each=3.0)
    if not costs:
        with pytest.raises(InfeasibleError, match=r"siting\.capacity_"):
            solve_capacitated_lscp(problem, capacity, units)
        return
    result = solve_capacitated_lscp(problem, capacity, units)
    assert result.objective == result.bound == pytest.approx(min(costs))
    assert result.is_proven_optimal
    assert is_sound(result)


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("limit", [{"facility_count": 2}, {"budget": 13.0}])
def test_most_demand_within_capacity_equals_brute_force(seed, limit):
    covers, demand, site_cost, _ = random_case(seed)

    def is_allowed(units):
        spent = site_cost[units > 0].sum() + 3.0 * np.maximum(units - 1.0, 0.0).sum()
        return (units > 0).sum() <= limit.get("facility_count", SITES) and spent <= limit.get(
            "budget", np.inf
        )

    best = max(
        demand[site_of >= 0].sum()
        for site_of, units in plans(covers, demand, 6.0, 2)
        if is_allowed(units)
    )
    problem = CoveringProblem(covers=covers, demand=demand, site_cost=site_cost, **limit)
    capacity = CapacityParameters(persons_per_toilet=6.0)
    result = solve_capacitated_mclp(problem, capacity, SiteUnits(most_per_site=2, cost_each=3.0))
    assert result.objective == result.bound == best
    assert result.is_proven_optimal
    assert is_sound(result)


@pytest.mark.parametrize("seed", range(10))
def test_p_median_within_capacity_equals_brute_force(seed):
    """Most points first, then the least total walk."""
    covers, demand, _, distance_m = random_case(seed)

    def rating(site_of):
        served = np.flatnonzero(site_of >= 0)
        return -served.size, (demand[served] * distance_m[served, site_of[served]]).sum()

    unserved, walk = min(
        rating(site_of)
        for site_of, units in plans(covers, demand, 10.0, 1)
        if (units > 0).sum() <= 2
    )
    capacity = CapacityParameters(persons_per_toilet=10.0)
    result = solve_capacitated_p_median(distance_m, demand, 2, capacity, SiteUnits())
    assert (result.assigned_site_index >= 0).sum() == -unserved
    assert result.objective == pytest.approx(walk)
    assert result.bound <= walk * (1.0 + 1e-9)
    assert result.is_proven_optimal or unserved > -len(demand)
    assert is_sound(result)


@pytest.mark.parametrize("seed", range(2))
def test_a_larger_case_has_a_sound_plan_and_a_bound_that_the_checker_confirms(seed):
    """These pairs are too many for branching: search and multipliers alone."""
    rng = np.random.default_rng(seed)
    home_m, site_m = rng.random((700, 2)) * 3000.0, rng.random((40, 2)) * 3000.0
    distance_m = np.hypot(*(home_m[:, None] - site_m[None]).transpose(2, 0, 1))
    problem = CoveringProblem(
        covers=distance_m <= 900.0,
        demand=rng.integers(1, 9, 700).astype(float),
        site_cost=np.full(40, 110_000.0),
    )
    units = SiteUnits(most_per_site=2, cost_each=80_000.0)
    hundred = CapacityParameters(persons_per_toilet=100.0)
    least = solve_capacitated_lscp(problem, hundred, units, time_limit_s=4.0)
    assert is_sound(least)
    assert least.certificate is not None
    proved = check_capacity_certificate(least.model, least.certificate)
    assert 0.6 * least.objective < proved <= least.bound <= least.objective
    most = solve_capacitated_mclp(
        replace(problem, facility_count=8), hundred, units, time_limit_s=4.0
    )
    assert is_sound(most)
    assert 0.8 * 1600.0 < most.objective <= most.bound
    assert most.objective <= 1600.0  # eight sites, two toilets each, a hundred persons each


def test_a_certificate_that_claims_too_much_is_refused():
    covers, demand, site_cost, _ = random_case(3)
    problem = CoveringProblem(covers=covers, demand=demand, site_cost=site_cost)
    result = solve_capacitated_lscp(
        problem,
        CapacityParameters(persons_per_toilet=8.0),
        SiteUnits(most_per_site=4, cost_each=3.0),
    )
    wrong = CapacityCertificate(
        point_multipliers=np.full(6, 5.0),
        budget_price=0.0,
        may_miss=0,
        claimed_bound=result.objective + 1.0,
    )
    with pytest.raises(InputError, match=r"siting\.certificate_refused"):
        check_capacity_certificate(result.model, wrong)


@pytest.mark.parametrize("seed", range(4))
def test_no_multipliers_prove_more_than_the_best_plan(seed):
    """Any multipliers, even random ones, stay below the brute-force optimum."""
    covers, demand, site_cost, _ = random_case(seed)
    problem = CoveringProblem(covers=covers, demand=demand, site_cost=site_cost)
    result = solve_capacitated_lscp(
        problem,
        CapacityParameters(persons_per_toilet=8.0),
        SiteUnits(most_per_site=4, cost_each=3.0),
    )
    rng = np.random.default_rng(seed)
    for size in (0.5, 2.0, 5.0):
        guess = CapacityCertificate(
            point_multipliers=size * rng.random(6),
            budget_price=0.0,
            may_miss=0,
            claimed_bound=-np.inf,
        )
        assert check_capacity_certificate(result.model, guess) <= result.objective + 1e-9


def test_must_serve_points_come_first_and_shares_are_kept():
    """Two of three hamlets of 5, 4 and 1 households fit, unless the last one has to be served."""
    covers = np.repeat(np.eye(3, dtype=bool), [5, 4, 1], axis=0)
    demand = np.full(10, 3.0)
    problem = CoveringProblem(covers=covers, demand=demand, facility_count=2)
    plain = solve_capacitated_mclp(problem, SIX_HUNDRED, SiteUnits())
    assert plain.site_indices.tolist() == [0, 1]
    asked = replace(problem, must_serve_indices=[9])
    assert solve_capacitated_mclp(asked, SIX_HUNDRED, SiteUnits()).site_indices.tolist() == [0, 2]
    floors = VillageFloors(
        village_of_point=np.repeat([0, 1], [9, 1]),
        least_share=0.5,
    )
    shared = replace(problem, village_floors=floors)
    result = solve_capacitated_mclp(shared, SIX_HUNDRED, SiteUnits(), time_limit_s=10.0)
    assert result.site_indices.tolist() == [0, 2]
    assert result.objective == 18.0 <= result.bound


def test_a_share_out_of_reach_names_the_village():
    floors = VillageFloors(village_of_point=np.array([0, 1]), least_share=0.5)
    problem = CoveringProblem(
        covers=np.eye(2, dtype=bool), demand=[5.0, 4.0], facility_count=1, village_floors=floors
    )
    with pytest.raises(InfeasibleError, match=r"siting\.village_share_not_reached"):
        solve_capacitated_mclp(problem, SIX_HUNDRED, SiteUnits(), time_limit_s=2.0)


def test_points_beyond_all_capacity_are_named():
    """Sites 0 and 1 have 600 each; points 0 and 1, together 1,100, share site 0: 500 too many."""
    covers = np.array([[1, 0], [1, 0], [0, 1]], dtype=bool)
    problem = CoveringProblem(covers=covers, demand=[500.0, 600.0, 100.0])
    with pytest.raises(InfeasibleError) as caught:
        solve_capacitated_lscp(problem, SIX_HUNDRED, SiteUnits(), time_limit_s=2.0)
    assert caught.value.code == "siting.capacity_short"
    assert set(caught.value.values["points"]) <= {0, 1}
    assert caught.value.values["missed_demand"] == pytest.approx(500.0, rel=1e-3)


def test_a_point_larger_than_any_site_is_named():
    problem = CoveringProblem(covers=np.eye(2, dtype=bool), demand=[900.0, 100.0])
    with pytest.raises(InfeasibleError) as caught:
        solve_capacitated_lscp(problem, SIX_HUNDRED, SiteUnits(), time_limit_s=2.0)
    assert caught.value.values == {"count": 1, "points": (0,), "missed_demand": 900.0}


def test_a_toilet_without_capacity_is_refused():
    problem = CoveringProblem(covers=np.eye(2, dtype=bool))
    with pytest.raises(InputError, match=r"siting\.capacity_unusable"):
        solve_capacitated_lscp(problem, CapacityParameters(persons_per_toilet=0.0), SiteUnits())
