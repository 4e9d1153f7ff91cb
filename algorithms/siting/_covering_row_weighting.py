"""Compiled row weighting search for cheap covers."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from algorithms.siting._covering_kernels import next_random


@njit(cache=True, nogil=True)
def _flip(site: Any, rows: Any, columns: Any, weight: Any, state: Any) -> None:
    """Open or close a site of the set covering search and keep scores and counts true.

    ``score`` is the row weight gained by opening a closed site, or minus the
    weight lost by closing an open one. ``uncovered`` lists rows without a site
    and ``members`` the open sites, ``slot`` and ``place`` where each stands in
    them, ``size`` how many there are of both.
    """
    row_indptr, row_indices = rows
    indptr, indices = columns
    members, place, count, owner, score, uncovered, slot, size = state
    opens = place[site] < 0
    if opens:
        place[site] = size[1]
        members[size[1]] = site
        size[1] += 1
    else:
        size[1] -= 1
        last = members[size[1]]
        members[place[site]] = last
        place[last] = place[site]
        place[site] = -1
    score[site] = -score[site]
    for q in range(indptr[site], indptr[site + 1]):
        row = indices[q]
        before = count[row]
        if opens:
            count[row] = before + 1
            owner[row] += site
            if before == 1:
                score[owner[row] - site] += weight[row]
        else:
            count[row] = before - 1
            owner[row] -= site
            if before == 2:
                score[owner[row]] -= weight[row]
        if opens and before == 0:
            size[0] -= 1
            moved = uncovered[size[0]]
            uncovered[slot[row]] = moved
            slot[moved] = slot[row]
        elif not opens and before == 1:
            uncovered[size[0]] = row
            slot[row] = size[0]
            size[0] += 1
        else:
            continue
        change = -weight[row] if opens else weight[row]
        for k in range(row_indptr[row], row_indptr[row + 1]):
            if row_indices[k] != site:
                score[row_indices[k]] += change


@njit(cache=True, nogil=True)
def _cheapest_to_close(open_sites: Any, score: Any, cost: Any, changed: Any, tabu: Any) -> Any:
    """Return the open site that loses least row weight per cost; of equals the longest open."""
    best, best_rate = -1, -np.inf
    for site in open_sites:
        rate = score[site] / cost[site]
        is_better = rate > best_rate or (rate == best_rate and changed[site] < changed[best])
        if is_better and site != tabu:
            best, best_rate = site, rate
    return best


@njit(cache=True, nogil=True)
def _best_to_open(row: Any, closed: Any, rows: Any, score: Any, cost: Any, changed: Any) -> Any:
    """Return the site of a row that gains most row weight per cost, not the one just closed."""
    indptr, indices = rows
    best, best_rate = -1, -1.0
    for q in range(indptr[row], indptr[row + 1]):
        site = indices[q]
        rate = score[site] / cost[site]
        is_better = rate > best_rate or (rate == best_rate and changed[site] < changed[best])
        if is_better and site != closed:
            best, best_rate = site, rate
    return best


@njit(cache=True, nogil=True)
def _raise_weights(rows: Any, uncovered: Any, size: Any, weight: Any, score: Any) -> None:
    """Make every row that is still uncovered count for more."""
    indptr, indices = rows
    for u in range(size):
        row = uncovered[u]
        weight[row] += 1.0
        for q in range(indptr[row], indptr[row + 1]):
            score[indices[q]] += 1.0


@njit(cache=True, nogil=True)
def _start_state(start: Any, rows: Any, columns: Any, weight: Any) -> Any:
    """Return what `_flip` keeps true, with the sites of a start open."""
    row_count, site_count = weight.size, start.size
    score = np.zeros(site_count)
    for site in range(site_count):
        score[site] = columns[0][site + 1] - columns[0][site]
    state = (
        np.empty(site_count, dtype=np.int64),
        np.full(site_count, -1),
        np.zeros(row_count, dtype=np.int64),
        np.zeros(row_count, dtype=np.int64),
        score,
        np.arange(row_count),
        np.arange(row_count),
        np.array([row_count, 0]),
    )
    for site in range(site_count):
        if start[site]:
            _flip(site, rows, columns, weight, state)
    return state


@njit(cache=True, nogil=True)
def cover_search(
    rows: Any, columns: Any, cost: Any, start: Any, target: Any, steps: Any, seed: Any
) -> Any:
    """Look for cheaper covers by weighting rows that stay uncovered.

    Row weighting local search (Gao, Weise and Li 2015, Applied Soft Computing
    30, 1-8, for equal costs; scores per cost for unequal ones): close sites
    until rows are open, close one more, open the best site for a random open
    row while cheaper than the best cover, and raise the weight of open rows.

    Parameters
    ----------
    rows, columns
        (indptr, indices) of the matrix by rows and by columns.
    cost
        Positive cost of each column.
    start
        Open columns, a cover.
    target
        Stop at a cover of this cost or less.
    steps
        Number of steps.
    seed
        Seed of the random choices.

    Returns
    -------
    The cheapest cover found, one boolean per column, and its cost.
    """
    random = np.array([np.uint64(seed)], dtype=np.uint64)
    weight = np.ones(rows[0].size - 1)
    state = _start_state(start, rows, columns, weight)
    members, place, _, _, score, uncovered, _, size = state
    changed = np.zeros(cost.size, dtype=np.int64)
    total = 0.0
    for site in range(cost.size):
        total += cost[site] * start[site]
    best, best_cost = start.copy(), total
    tabu = -1
    for step in range(1, steps + 1):
        while size[0] == 0:
            if total < best_cost - 1e-9:
                best_cost = total
                for k in range(cost.size):
                    best[k] = place[k] >= 0
            site = _cheapest_to_close(members[: size[1]], score, cost, changed, -1)
            if best_cost <= target + 1e-9 or site < 0:
                return best, best_cost
            _flip(site, rows, columns, weight, state)
            total -= cost[site]
            changed[site] = step
        closed = _cheapest_to_close(members[: size[1]], score, cost, changed, tabu)
        if closed >= 0:
            _flip(closed, rows, columns, weight, state)
            total -= cost[closed]
            changed[closed] = step
        while size[0] > 0:
            row = uncovered[int(next_random(random) * size[0])]
            site = _best_to_open(row, closed, rows, score, cost, changed)
            if site < 0 or total + cost[site] >= best_cost - 1e-9:
                break
            _flip(site, rows, columns, weight, state)
            total += cost[site]
            changed[site] = step
            tabu = site
            _raise_weights(rows, uncovered, size[0], weight, score)
    return best, best_cost
