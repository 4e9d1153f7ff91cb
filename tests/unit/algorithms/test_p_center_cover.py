"""Can so many sites serve everyone: the quick and the thorough way agree with all choices."""

from __future__ import annotations

import time
from itertools import combinations

import numpy as np
import pytest
from scipy import sparse

from algorithms.progress import SILENT
from algorithms.siting.distance_rows import read_distances
from algorithms.siting.p_center_cover import CoverSearch


def random_case(seed, points=30, sites=9, share=0.35):
    rng = np.random.default_rng(seed)
    serves = rng.random((points, sites)) < share
    row, column = np.nonzero(serves)
    rows = read_distances(sparse.csr_array((np.ones(row.size), (row, column)), shape=serves.shape))
    fixed = np.array([seed % sites] if seed % 3 == 0 else [], dtype=np.int64)
    search = CoverSearch(
        is_counted=serves.any(axis=1), facility_count=4, fixed=fixed, progress=SILENT
    )
    fewest = min(
        np.count_nonzero(search.is_counted & ~serves[:, list(choice)].any(axis=1))
        for choice in combinations(range(sites), 4)
        if set(fixed) <= set(choice)
    )
    return rows, search, fewest


@pytest.mark.parametrize("seed", range(20))
def test_the_thorough_way_serves_everyone_exactly_where_that_can_be_done(seed):
    rows, search, fewest = random_case(seed, points=12 + seed)
    answer = search.keeps(rows, 0, time.monotonic() + 60.0, seed=1)
    assert (answer.unserved == 0) == (fewest == 0)
    assert (answer.bound > 0) == (fewest > 0)
    if fewest == 0:
        nearest_m = rows.nearest_distance_m(answer.sites)[search.is_counted]
        assert np.isfinite(nearest_m).all()
        assert answer.sites.size <= 4
        assert np.isin(search.fixed, answer.sites).all()


@pytest.mark.parametrize("seed", range(12))
def test_without_time_to_prove_the_covering_search_serves_most(seed):
    rows, search, fewest = random_case(seed)
    answer = search.fewest_unserved(rows, time.monotonic() - 1.0)
    assert answer.bound <= fewest <= answer.unserved
    nearest_m = rows.nearest_distance_m(answer.sites)[search.is_counted]
    assert np.count_nonzero(np.isinf(nearest_m)) == answer.unserved
