"""Covering with side conditions: hand sums, brute force and named reasons."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from algorithms.errors import InfeasibleError, InputError
from algorithms.siting.covering import (
    solve_cover_then_walk,
    solve_fewest_then_cheapest,
    solve_least_cost,
    solve_most_backup,
    solve_most_covered,
)
from algorithms.siting.covering_problem import CoveringProblem, RouteGap, VillageFloors

SITES = 8


def random_case(seed, points=14):
    rng = np.random.default_rng(seed)
    covers = rng.random((points, SITES)) < 0.3
    return {
        "covers": covers,
        "demand": rng.integers(1, 9, points).astype(float),
        "site_cost": rng.integers(1, 7, SITES).astype(float),
        "village_of_point": rng.integers(0, 3, points),
        "village_of_site": np.arange(SITES) % 3,
        "distance_m": rng.integers(1, 300, covers.shape).astype(float),
    }


def choices(most=SITES):
    return (list(choice) for size in range(most + 1) for choice in combinations(range(SITES), size))


def reached(case, choice):
    return case["covers"][:, choice].any(axis=1)


def covers_all(case, choice):
    return (reached(case, choice) == case["covers"].any(axis=1)).all()


def problem_of(case, **conditions):
    return CoveringProblem(
        covers=case["covers"], demand=case["demand"], site_cost=case["site_cost"], **conditions
    )


@pytest.mark.parametrize("seed", range(12))
def test_must_serve_points_are_covered_and_the_rest_as_far_as_possible(seed):
    case = random_case(seed)
    must = np.flatnonzero(case["covers"].any(axis=1))[[0, 3]]
    best = max(
        (
            case["demand"][reached(case, c)].sum()
            for c in choices(2)
            if reached(case, c)[must].all()
        ),
        default=None,
    )
    problem = problem_of(case, facility_count=2, must_serve_indices=must)
    if best is None:
        with pytest.raises(InfeasibleError):
            solve_most_covered(problem)
        return
    result = solve_most_covered(problem)
    assert (result.objective, result.bound) == (pytest.approx(best), pytest.approx(best))
    assert result.is_proven_optimal


@pytest.mark.parametrize("seed", range(12))
def test_at_most_one_of_a_group_opens(seed):
    """Keep, refurbish or close one existing toilet: three entries of one plot."""
    case = random_case(seed)
    groups = [[0, 1, 2], [5, 6]]

    def is_allowed(choice):
        return all(len(set(choice) & set(group)) <= 1 for group in groups)

    best = max(case["demand"][reached(case, c)].sum() for c in choices(3) if is_allowed(c))
    result = solve_most_covered(problem_of(case, facility_count=3, exclusive_groups=groups))
    assert result.objective == pytest.approx(best)
    assert is_allowed(result.site_indices.tolist())


@pytest.mark.parametrize("seed", range(12))
def test_every_village_gets_its_share_at_least_cost(seed):
    case = random_case(seed)
    villages, demand = case["village_of_point"], case["demand"]
    floors = VillageFloors(
        village_of_point=villages,
        village_of_site=case["village_of_site"],
        least_sites=1,
        least_share=0.6,
    )

    def is_allowed(choice):
        hit = reached(case, choice)
        return all(
            demand[hit & (villages == v)].sum() >= 0.6 * demand[villages == v].sum()
            and any(case["village_of_site"][s] == v for s in choice)
            for v in np.unique(villages)
        )

    costs = [case["site_cost"][c].sum() for c in choices() if is_allowed(c)]
    problem = problem_of(case, village_floors=floors)
    if not costs:
        with pytest.raises(InfeasibleError, match=r"siting\.village_out_of_reach"):
            solve_least_cost(problem, cover_all=False)
        return
    result = solve_least_cost(problem, cover_all=False)
    assert result.objective == min(costs)
    assert result.is_proven_optimal
    assert is_allowed(result.site_indices.tolist())


def largest_gap_m(positions, length_m):
    return np.diff(np.concatenate([[0.0], np.sort(positions), [length_m]])).max()


@pytest.mark.parametrize("seed", range(12))
def test_no_stretch_of_a_route_is_longer_than_the_limit(seed):
    case = random_case(seed)
    rng = np.random.default_rng(seed + 100)
    position_m = rng.permutation(np.linspace(100.0, 2900.0, SITES))
    route = RouteGap(
        site_indices=np.arange(SITES), position_m=position_m, length_m=3000.0, longest_gap_m=1100.0
    )
    best = min(
        case["site_cost"][c].sum()
        for c in choices()
        if c and largest_gap_m(position_m[c], 3000.0) <= 1100.0
    )
    result = solve_least_cost(problem_of(case, routes=[route]), cover_all=False)
    assert result.objective == best
    assert largest_gap_m(position_m[result.site_indices], 3000.0) <= 1100.0


@pytest.mark.parametrize("seed", range(12))
def test_backup_covers_most_demand_twice_once_all_are_covered(seed):
    case = random_case(seed)
    count = min(len(c) for c in choices() if covers_all(case, c)) + 1
    best = max(
        case["demand"][case["covers"][:, c].sum(axis=1) >= 2].sum()
        for c in choices(count)
        if covers_all(case, c)
    )
    result = solve_most_backup(problem_of(case, facility_count=count))
    assert result.objective == pytest.approx(best)
    assert result.is_proven_optimal
    assert covers_all(case, result.site_indices)


@pytest.mark.parametrize("seed", range(6))
def test_weighed_backup_equals_brute_force(seed):
    case = random_case(seed)
    times = {tuple(c): case["covers"][:, c].sum(axis=1) for c in choices(3)}
    best = max(
        0.7 * case["demand"][n >= 1].sum() + 0.3 * case["demand"][n >= 2].sum()
        for n in times.values()
    )
    result = solve_most_backup(problem_of(case, facility_count=3), first_share=0.7)
    assert result.objective == pytest.approx(best)


@pytest.mark.parametrize("seed", range(8))
def test_fewest_sites_first_then_the_cheapest_of_them(seed):
    case = random_case(seed)
    count = min(len(c) for c in choices() if covers_all(case, c))
    cost = min(case["site_cost"][c].sum() for c in choices(count) if covers_all(case, c))
    result = solve_fewest_then_cheapest(problem_of(case))
    assert (result.first.objective, result.final.objective) == (count, cost)
    assert result.final.is_proven_optimal


@pytest.mark.parametrize("seed", range(8))
def test_most_covered_first_then_the_shortest_walks(seed):
    case = random_case(seed)
    distance_m = np.where(case["covers"], case["distance_m"], np.inf)

    def walked(choice):
        nearest_m = distance_m[:, choice].min(axis=1, initial=np.inf)
        served = np.isfinite(nearest_m)
        return (case["demand"][served] * nearest_m[served]).sum()

    covered = max(case["demand"][reached(case, c)].sum() for c in choices(3))
    best = min(walked(c) for c in choices(3) if case["demand"][reached(case, c)].sum() == covered)
    result = solve_cover_then_walk(problem_of(case, facility_count=3), distance_m)
    assert result.first.objective == covered
    assert result.final.objective == pytest.approx(best)
    assert result.final.bound == pytest.approx(best)
    assert result.final.is_proven_optimal


def test_without_conditions_the_plain_models_answer():
    case = random_case(1)
    assert solve_least_cost(problem_of(case)).is_proven_optimal
    assert solve_most_covered(problem_of(case, budget=9.0)).site_cost_total <= 9.0


def test_must_serve_points_out_of_reach_are_named():
    covers = np.array([[1, 0], [0, 0], [0, 0]], dtype=bool)
    problem = CoveringProblem(covers=covers, facility_count=1, must_serve_indices=[0, 2])
    with pytest.raises(InfeasibleError) as caught:
        solve_most_covered(problem)
    assert caught.value.code == "siting.must_serve_unreachable"
    assert caught.value.values["points"] == (2,)


def test_villages_without_a_candidate_are_named():
    floors = VillageFloors(
        village_of_point=np.array([4, 7]), village_of_site=np.array([4, 4]), least_sites=1
    )
    problem = CoveringProblem(
        covers=np.ones((2, 2), dtype=bool), facility_count=2, village_floors=floors
    )
    with pytest.raises(InfeasibleError) as caught:
        solve_most_covered(problem)
    assert caught.value.values["villages"] == (7,)


def test_limits_in_conflict_are_named():
    """Three points need a site each, but two may open; more sites or fewer points would do."""
    problem = CoveringProblem(
        covers=np.eye(3, dtype=bool), facility_count=2, must_serve_indices=[0, 1, 2]
    )
    with pytest.raises(InfeasibleError) as caught:
        solve_most_covered(problem)
    assert caught.value.code == "siting.limits_conflict"
    assert caught.value.values["limits"] == "facility_count, must_serve"


def test_a_route_stretch_without_a_site_is_refused():
    route = RouteGap(
        site_indices=np.array([0]), position_m=np.array([50.0]), length_m=900.0, longest_gap_m=300.0
    )
    with pytest.raises(InfeasibleError, match=r"siting\.route_stretch_without_site"):
        solve_least_cost(CoveringProblem(covers=np.ones((1, 1), dtype=bool), routes=[route]))


def test_faulty_fields_are_named_together():
    problem = CoveringProblem(
        covers=np.eye(2, dtype=bool),
        demand=[1.0],
        exclusive_groups=[[5]],
        village_floors=VillageFloors(
            village_of_point=np.zeros(3, dtype=int),
            village_of_site=np.zeros(2, dtype=int),
            least_share=2.0,
        ),
    )
    with pytest.raises(InputError) as caught:
        solve_least_cost(problem)
    assert sorted(code for code, _ in caught.value.values["faults"]) == [
        "siting.index_out_of_range",
        "siting.share_out_of_range",
        "siting.wrong_length",
        "siting.wrong_length",
    ]
