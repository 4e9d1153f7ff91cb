"""Covering within a budget that pays for size: hand sums, brute force, bound and slopes."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
import scipy.sparse as sp

from algorithms.siting.covering_certificate import safe_bound
from algorithms.siting.load_costs import LoadCosts
from algorithms.siting.mclp_sized import sized_bound, sized_model, solve_sized_mclp


def random_case(seed, points=12, sites=7, share=0.4):
    """Return distances, demand, costs by load and fixed sites; site 0 costs the same for all."""
    rng = np.random.default_rng(seed)
    covers = rng.random((points, sites)) < share
    row, column = np.nonzero(covers)
    length_m = rng.permutation(row.size) + 1.0
    demand = rng.integers(0, 9, points).astype(float)
    step_load = np.array([0.0, 8.0, 14.0, 26.0, 200.0])
    first = rng.integers(2, 6, sites).astype(float)
    cost = first[:, None] + np.cumsum(np.r_[0.0, 0.0, rng.integers(0, 4, 3)])
    cost[0] = first[0]
    costs = LoadCosts(load=demand + (seed % 2), step_load=step_load, cost=cost)
    walk_m = sp.csr_array((length_m, (row, column)), shape=covers.shape)
    fixed = [seed % sites] if seed % 3 == 0 else []
    return walk_m, demand, costs, fixed


def plan_of(walk_m, demand, costs, sites):
    """Return demand and money of a choice, by looking at every point."""
    walk = np.where(walk_m.toarray() > 0.0, walk_m.toarray(), np.inf)[:, list(sites)]
    load, covered = np.zeros(len(sites)), 0.0
    for point in range(len(demand)):
        if len(sites) and np.isfinite(walk[point].min()):
            load[walk[point].argmin()] += costs.load[point]
            covered += demand[point]
    steps = np.searchsorted(costs.step_load, load)
    return covered, sum(costs.cost[site, step] for site, step in zip(sites, steps, strict=True))


def best_by_enumeration(walk_m, demand, costs, budget, fixed):
    best = -1.0
    for size in range(walk_m.shape[1] + 1):
        for sites in combinations(range(walk_m.shape[1]), size):
            covered, money = plan_of(walk_m, demand, costs, sites)
            if set(fixed) <= set(sites) and money <= budget:
                best = max(best, covered)
    return best


def test_a_toilet_that_grows_costs_more_than_its_smallest_size():
    """Site 0 serves 10 + 10 persons: 5 for the first 10, 9 for 20. Site 1 serves 10 for 5.

    For 8 neither both (10) nor site 0 (9) can be paid, so 10 persons are the most. For 10
    all can be served, at least cost by site 0 alone.
    """
    walk_m = sp.csr_array(np.array([[1.0, 0.0], [2.0, 1.0]]))
    costs = LoadCosts(
        load=np.array([10.0, 10.0]),
        step_load=np.array([0.0, 10.0, 20.0]),
        cost=np.array([[5.0, 5.0, 9.0], [5.0, 5.0, 9.0]]),
    )
    answer = solve_sized_mclp(walk_m, np.array([10.0, 10.0]), costs, 8.0)
    assert (answer.site_indices.tolist(), answer.objective) == ([1], 10.0)
    all_served = solve_sized_mclp(walk_m, np.array([10.0, 10.0]), costs, 10.0)
    assert (all_served.site_indices.tolist(), all_served.objective) == ([0], 20.0)
    assert all_served.is_proven_optimal


@pytest.mark.parametrize("seed", range(30))
def test_value_equals_brute_force_and_the_bound_is_above(seed):
    walk_m, demand, costs, fixed = random_case(seed)
    budget = 9.0 + seed % 7
    best = best_by_enumeration(walk_m, demand, costs, budget, fixed)
    answer = solve_sized_mclp(walk_m, demand, costs, budget, fixed)
    covered, money = plan_of(walk_m, demand, costs, answer.site_indices.tolist())
    assert covered == answer.objective == best
    assert money <= budget
    assert best <= answer.bound <= demand[np.diff(walk_m.indptr) > 0].sum()
    assert answer.bound == best or not answer.is_proven_optimal


@pytest.mark.parametrize("seed", range(12))
def test_every_plan_keeps_the_rows_of_money(seed):
    """Each choice within the budget, entered into the model, breaks none of its rows."""
    walk_m, demand, costs, fixed = random_case(seed)
    covers = sp.csr_array(walk_m > 0.0)
    model, classes = sized_model(covers, demand, costs, 12.0, np.array(fixed, dtype=np.int64))
    for sites in combinations(range(7), 3):
        _, money = plan_of(walk_m, demand, costs, sites)
        if not set(fixed) <= set(sites) or money > 12.0:
            continue
        is_open = np.isin(np.arange(7), sites).astype(float)
        missed = (classes.covers @ is_open == 0).astype(float)
        activity = model.matrix @ np.concatenate([is_open, missed])
        assert (activity <= model.row_upper + 1e-9).all()
        assert (activity >= model.row_lower - 1e-9).all()


def test_the_bound_follows_from_its_multipliers_and_false_ones_only_weaken_it():
    walk_m, demand, costs, _ = random_case(4)
    covers, nothing = sp.csr_array(walk_m > 0.0), np.empty(0, dtype=np.int64)
    best = best_by_enumeration(walk_m, demand, costs, 10.0, [])
    bound = sized_bound(covers, demand, costs, 10.0, nothing, best)
    model, _ = sized_model(covers, demand, costs, 10.0, nothing)
    total = demand[np.diff(covers.indptr) > 0].sum()
    assert bound.most == pytest.approx(np.floor(total - safe_bound(model, bound.multipliers)))
    rng = np.random.default_rng(1)
    for _ in range(20):
        noise = rng.normal(0.0, 2.0, bound.multipliers.size)
        assert total - safe_bound(model, bound.multipliers + noise) >= best


def test_slopes_are_those_of_the_lower_hull():
    """Corners (0, 4), (10, 4), (20, 9), (30, 10): from (10, 4) straight to (30, 10), 0.3 each."""
    costs = LoadCosts(
        load=np.ones(1), step_load=np.array([0.0, 10.0, 20.0, 30.0]), cost=np.array([[4, 4, 9, 10]])
    )
    assert costs.slopes().tolist() == pytest.approx([0.0, 0.3])
    assert costs.least_above(0.3, np.array([30.0])).tolist() == pytest.approx([1.0])
    assert costs.least_above(0.3, np.array([5.0])).tolist() == pytest.approx([2.5])


def test_the_same_plan_every_time():
    walk_m, demand, costs, _ = random_case(8, points=60, sites=25, share=0.15)
    one, two = (solve_sized_mclp(walk_m, demand, costs, 30.0) for _ in range(2))
    assert one.site_indices.tolist() == two.site_indices.tolist()
    assert one.bound == two.bound
