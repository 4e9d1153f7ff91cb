"""Coverage for every number of facilities at once, beside brute force."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from algorithms.progress import SILENT
from algorithms.siting.covering_highs import Deadline
from algorithms.siting.mclp import check_mclp
from algorithms.siting.mclp_curve import solve_every_count, spread_order


def random_case(seed, points=40, sites=9):
    rng = np.random.default_rng(seed)
    return rng.random((points, sites)) < 0.2, rng.integers(1, 9, points).astype(float)


def most_covered(covers, demand, count, fixed):
    others = [site for site in range(covers.shape[1]) if site not in fixed]
    choices = combinations(others, count - len(fixed))
    return max(demand[covers[:, [*fixed, *c]].any(axis=1)].sum() for c in choices)


@pytest.mark.parametrize(("seed", "fixed"), [(0, []), (1, [3]), (2, [1, 4]), (3, []), (4, [0])])
def test_every_number_up_to_all_sites_is_proved_at_brute_force(seed, fixed):
    covers, demand = random_case(seed)
    data = check_mclp(covers, demand, 9, None, None, fixed, 60.0)
    answers = solve_every_count(data, Deadline(60.0), SILENT)
    counts = range(max(1, len(fixed)), 10)
    assert [len(answer.site_indices) for answer in answers] == list(counts)
    best = [most_covered(covers, demand, count, fixed) for count in counts]
    assert [answer.objective for answer in answers] == best
    assert [answer.bound for answer in answers] == best
    assert all(answer.is_proven_optimal for answer in answers)


@pytest.mark.parametrize("seed", range(4))
def test_without_time_every_number_still_has_a_value_and_a_bound_around_the_best(seed):
    covers, demand = random_case(seed, points=60, sites=12)
    data = check_mclp(covers, demand, 12, None, None, (), 60.0)
    answers = solve_every_count(data, Deadline(0.0), SILENT)
    for count, answer in enumerate(answers, start=1):
        best = most_covered(covers, demand, count, [])
        assert 0.6 * best <= answer.objective <= best <= answer.bound
    assert np.all(np.diff([answer.objective for answer in answers]) >= 0.0)
    assert np.all(np.diff([answer.bound for answer in answers]) >= 0.0)


def test_numbers_are_spread_over_the_range_first():
    """Ends, then the middle of 0..8, then the middles of both halves."""
    assert spread_order(8)[:5] == [0, 8, 4, 2, 6]
    assert sorted(spread_order(8)) == list(range(9))
