"""Covering with side conditions: hand sums, brute force and named reasons."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from algorithms.errors import InfeasibleError, InputError
from algorithms.siting.covering import (
    solve_most_backup,
    solve_most_covered,
)
from algorithms.siting.covering_problem import CoveringProblem, VillageFloors

SITES = 8


def random_case(seed, points=14):
    rng = np.random.default_rng(seed)
    covers = rng.random((points, SITES)) < 0.3
    return {
        "covers": covers,
        "demand": rng.integers(1, 9, points).astype(float),
        "site_cost": rng.integers(1, 7, SITES).astype(float),
        "village_of_point": rng.integers(0, 3, points),
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
def test_every_village_gets_its_share_and_the_rest_as_far_as_possible(seed):
    case = random_case(seed)
    villages, demand = case["village_of_point"], case["demand"]
    floors = VillageFloors(village_of_point=villages, least_share=0.6)

    def is_allowed(choice):
        hit = reached(case, choice)
        return all(
            demand[hit & (villages == v)].sum() >= 0.6 * demand[villages == v].sum()
            for v in np.unique(villages)
        )

    covered = [demand[reached(case, c)].sum() for c in choices(5) if is_allowed(c)]
    problem = problem_of(case, village_floors=floors, facility_count=5)
    if not covered:
        with pytest.raises(InfeasibleError):
            solve_most_covered(problem)
        return
    result = solve_most_covered(problem)
    assert result.objective == max(covered)
    assert result.is_proven_optimal
    assert is_allowed(result.site_indices.tolist())


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


def test_must_serve_points_out_of_reach_are_named():
    covers = np.array([[1, 0], [0, 0], [0, 0]], dtype=bool)
    problem = CoveringProblem(covers=covers, facility_count=1, must_serve_indices=[0, 2])
    with pytest.raises(InfeasibleError) as caught:
        solve_most_covered(problem)
    assert caught.value.code == "siting.must_serve_unreachable"
    assert caught.value.values["points"] == (2,)


def test_limits_in_conflict_are_named():
    """Three points need a site each, but two may open; more sites or fewer points would do."""
    problem = CoveringProblem(
        covers=np.eye(3, dtype=bool), facility_count=2, must_serve_indices=[0, 1, 2]
    )
    with pytest.raises(InfeasibleError) as caught:
        solve_most_covered(problem)
    assert caught.value.code == "siting.limits_conflict"
    assert caught.value.values["limits"] == "facility_count, must_serve"


def test_faulty_fields_are_named_together():
    problem = CoveringProblem(
        covers=np.eye(2, dtype=bool),
        demand=[1.0],
        must_serve_indices=[5],
        village_floors=VillageFloors(village_of_point=np.zeros(3, dtype=int), least_share=2.0),
    )
    with pytest.raises(InputError) as caught:
        solve_most_covered(problem)
    assert sorted(code for code, _ in caught.value.values["faults"]) == [
        "siting.index_out_of_range",
        "siting.share_out_of_range",
        "siting.wrong_length",
        "siting.wrong_length",
    ]
