"""Cheaper sites in place of dearer ones, against every choice of small townships."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from scipy import sparse

from algorithms.siting.exchange import exchange_for_cheaper, least_cost_bound


def covered(covers, demand, sites):
    return float(demand @ (np.asarray(covers[:, list(sites)].sum(axis=1)).ravel() > 0))


def made_up(seed):
    rng = np.random.default_rng(seed)
    covers = sparse.csr_array(rng.random((14, 9)) < 0.3)
    demand = rng.integers(1, 9, 14).astype(float)
    cost = rng.choice([1.0, 5.0, 20.0], 9)
    best = max(combinations(range(9), 4), key=lambda sites: covered(covers, demand, sites))
    return covers, demand, cost, np.array(best)


def test_a_cheap_site_comes_in_for_the_smallest_loss():
    """Site 2 covers 9 of the 10 of site 0 for 1 instead of 8; site 1 stays, it covers 5 alone."""
    covers = sparse.csr_array(np.array([[1, 0, 1], [1, 0, 0], [0, 1, 0]], dtype=bool))
    demand, cost = np.array([9.0, 1.0, 5.0]), np.array([8.0, 8.0, 1.0])
    chosen, fixed = np.array([0, 1]), np.empty(0, dtype=np.int64)
    for limit, sites in ((0.9, [0, 1]), (1.0, [1, 2]), (4.9, [1, 2])):
        found = exchange_for_cheaper(covers, demand, cost, chosen, fixed=fixed, lose_at_most=limit)
        assert found.tolist() == sites


def test_a_fixed_site_stays():
    covers = sparse.csr_array(np.ones((1, 2), dtype=bool))
    found = exchange_for_cheaper(
        covers, np.ones(1), np.array([5.0, 1.0]), np.array([0]),
        fixed=np.array([0]), lose_at_most=1.0,
    )  # fmt: skip
    assert found.tolist() == [0]


@pytest.mark.parametrize("seed", range(12))
def test_exchanges_keep_the_limit_and_the_bound_holds_for_every_choice(seed):
    covers, demand, cost, best = made_up(seed)
    fixed = best[:1]
    least = 0.85 * covered(covers, demand, best)
    found = exchange_for_cheaper(
        covers, demand, cost, best, fixed=fixed, lose_at_most=0.15 * covered(covers, demand, best)
    )
    others = np.setdiff1d(np.arange(9), fixed)
    cheapest = min(
        cost[[*fixed, *sites]].sum()
        for sites in combinations(others, 3)
        if covered(covers, demand, [*fixed, *sites]) >= least
    )
    bound = least_cost_bound(
        covers, demand, cost, site_count=4, fixed=fixed, cover_at_least=least, time_limit_s=10.0
    )
    assert covered(covers, demand, found) >= least - 1e-9
    assert len(set(found.tolist())) == 4
    assert fixed[0] in found
    assert bound <= cheapest + 1e-9
    assert cheapest <= cost[found].sum() <= cost[best].sum()
