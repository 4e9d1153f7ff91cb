"""Compiled inner loops of the covering models.

Rows are demand points (or merged classes of them), columns are sites. A matrix
comes as ``indptr`` and ``indices`` of its rows or of its columns. Random choices
come from a 64-bit linear congruential generator that each kernel carries itself,
so that a seed gives the same search everywhere.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

_MULTIPLIER = np.uint64(6364136223846793005)  # Knuth's MMIX generator
_INCREMENT = np.uint64(1442695040888963407)


@njit(cache=True, nogil=True)
def next_random(state: Any) -> Any:
    """Advance the generator and return a number in [0, 1)."""
    state[0] = state[0] * _MULTIPLIER + _INCREMENT
    return (state[0] >> np.uint64(11)) * (1.0 / 9007199254740992.0)


@njit(cache=True, nogil=True)
def _is_subset(indptr: Any, indices: Any, line: Any, other: Any) -> Any:
    """Tell whether the sorted set of ``line`` lies within that of ``other``."""
    a, a_end = indptr[line], indptr[line + 1]
    b, b_end = indptr[other], indptr[other + 1]
    while a < a_end and b < b_end and indices[a] >= indices[b]:
        if indices[a] == indices[b]:
            a += 1
        b += 1
    return a == a_end


@njit(cache=True, nogil=True)
def included_lines(
    indptr: Any, indices: Any, cross_indptr: Any, cross_indices: Any, cost: Any, drop_larger: Any
) -> Any:
    """Mark lines that another line makes needless because one set includes the other.

    With ``drop_larger`` (rows) the including line goes: it is covered whenever the
    smaller one is. Without it (columns) the included line goes if it is not
    cheaper. Of equal lines the one with the lowest index stays.
    """
    count = indptr.size - 1
    gone = np.zeros(count, dtype=np.bool_)
    for line in range(count):
        size = indptr[line + 1] - indptr[line]
        if gone[line] or size == 0:
            continue
        rarest = indices[indptr[line]]
        for q in range(indptr[line] + 1, indptr[line + 1]):
            c = indices[q]
            length = cross_indptr[c + 1] - cross_indptr[c]
            if length < cross_indptr[rarest + 1] - cross_indptr[rarest]:
                rarest = c
        for q in range(cross_indptr[rarest], cross_indptr[rarest + 1]):
            other = cross_indices[q]
            other_size = indptr[other + 1] - indptr[other]
            if other == line or gone[other] or other_size < size:
                continue
            if drop_larger:
                if (other_size > size or other > line) and _is_subset(indptr, indices, line, other):
                    gone[other] = True
                continue
            is_tie = other_size == size and cost[other] == cost[line] and other > line
            is_candidate = cost[other] <= cost[line] and not is_tie
            if is_candidate and _is_subset(indptr, indices, line, other):
                gone[line] = True
                break
    return gone


@njit(cache=True, nogil=True)
def _insert(
    site: Any, indptr: Any, indices: Any, weight: Any, count: Any, owner: Any, loss: Any
) -> Any:
    """Open a site, keep ``count``, ``owner`` and ``loss`` true, and return the demand gained.

    ``owner`` holds the sum of the open sites covering a row, hence the covering
    site itself where ``count`` is 1; ``loss`` what closing a site would cost.
    """
    gained = 0.0
    for q in range(indptr[site], indptr[site + 1]):
        row = indices[q]
        if count[row] == 0:
            gained += weight[row]
        elif count[row] == 1:
            loss[owner[row]] -= weight[row]
        count[row] += 1
        owner[row] += site
    loss[site] = gained
    return gained


@njit(cache=True, nogil=True)
def _remove(
    site: Any, indptr: Any, indices: Any, weight: Any, count: Any, owner: Any, loss: Any
) -> Any:
    """Close a site (the inverse of `_insert`) and return the demand lost."""
    lost = 0.0
    for q in range(indptr[site], indptr[site + 1]):
        row = indices[q]
        count[row] -= 1
        owner[row] -= site
        if count[row] == 0:
            lost += weight[row]
        elif count[row] == 1:
            loss[owner[row]] += weight[row]
    loss[site] = 0.0
    return lost


@njit(cache=True, nogil=True)
def _best_addition(
    indptr: Any, indices: Any, weight: Any, count: Any, cost: Any, is_open: Any, money: Any
) -> Any:
    """Return the affordable closed site that gains most demand per cost, -1 if none gains."""
    best, best_rate = -1, 0.0
    for site in range(is_open.size):
        if is_open[site] or cost[site] > money:
            continue
        gain = 0.0
        for q in range(indptr[site], indptr[site + 1]):
            if count[indices[q]] == 0:
                gain += weight[indices[q]]
        rate = gain / max(cost[site], 1e-12)
        if rate > best_rate:
            best, best_rate = site, rate
    return best


@njit(cache=True, nogil=True)
def greedy_cover(
    indptr: Any, indices: Any, weight: Any, cost: Any, count_limit: Any, budget: Any
) -> Any:
    """Open the site with most demand per cost until a limit is met or nothing is gained.

    Columns come as ``indptr`` and ``indices``; returns which sites are open.
    """
    chosen = np.zeros(indptr.size - 1, dtype=np.bool_)
    count = np.zeros(weight.size, dtype=np.int64)
    owner = np.zeros(weight.size, dtype=np.int64)
    loss = np.zeros(chosen.size)
    used, money = 0, budget
    while used < count_limit:
        site = _best_addition(indptr, indices, weight, count, cost, chosen, money)
        if site < 0:
            break
        _insert(site, indptr, indices, weight, count, owner, loss)
        chosen[site] = True
        used += 1
        money -= cost[site]
    return chosen


@njit(cache=True, nogil=True)
def _open(site: Any, columns: Any, weight: Any, cost: Any, state: Any) -> Any:
    """Open a site in the search state and return the demand gained."""
    count, owner, loss, members, place, totals = state
    gained = _insert(site, columns[0], columns[1], weight, count, owner, loss)
    place[site] = int(totals[0])
    members[place[site]] = site
    totals[0] += 1.0
    totals[1] += cost[site]
    return gained


@njit(cache=True, nogil=True)
def _close(site: Any, columns: Any, weight: Any, cost: Any, state: Any) -> Any:
    """Close a site in the search state and return the demand lost."""
    count, owner, loss, members, place, totals = state
    lost = _remove(site, columns[0], columns[1], weight, count, owner, loss)
    totals[0] -= 1.0
    totals[1] -= cost[site]
    last = members[int(totals[0])]
    members[place[site]] = last
    place[last] = place[site]
    place[site] = -1
    return lost


@njit(cache=True, nogil=True)
def _cheapest_member(newest: Any, cost: Any, limits: Any, state: Any) -> Any:
    """Return the open site whose closing loses least for the limit that binds, else -1."""
    _, _, loss, members, _, totals = state
    is_full = totals[0] > limits[0]
    best, best_rate = -1, np.inf
    for m in range(int(totals[0])):
        site = members[m]
        if site == newest or (not is_full and cost[site] == 0.0):
            continue
        rate = loss[site] if is_full else loss[site] / cost[site]
        if rate < best_rate:
            best, best_rate = site, rate
    return best


@njit(cache=True, nogil=True)
def _try_site(
    site: Any, columns: Any, weight: Any, cost: Any, limits: Any, least_change: Any, state: Any
) -> Any:
    """Open a site, make room for it, and undo all if the demand changes by too little.

    Returns the change of covered demand, 0 where nothing was done.
    """
    loss, totals = state[2], state[5]
    closed = [-1]
    change = _open(site, columns, weight, cost, state)
    is_wanted = True
    while is_wanted and (totals[0] > limits[0] or totals[1] > limits[1]):
        other = _cheapest_member(site, cost, limits, state)
        is_wanted = other >= 0 and change - loss[other] >= least_change
        if is_wanted:
            change -= _close(other, columns, weight, cost, state)
            closed.append(other)
    if is_wanted and change >= least_change:
        return change
    _close(site, columns, weight, cost, state)
    for k in range(1, len(closed)):
        _open(closed[k], columns, weight, cost, state)
    return 0.0


@njit(cache=True, nogil=True)
def _site_for_missed_row(rows: Any, count: Any, random: Any) -> Any:
    """Return a random site of a random uncovered row, -1 when none was hit in some draws."""
    indptr, indices = rows
    for _ in range(50):
        row = int(next_random(random) * count.size)
        if count[row] == 0:
            size = indptr[row + 1] - indptr[row]
            return indices[indptr[row] + int(next_random(random) * size)]
    return -1


@njit(cache=True, nogil=True)
def swap_search(
    rows: Any, columns: Any, weight: Any, cost: Any, start: Any, limits: Any, schedule: Any
) -> Any:
    """Improve a choice by annealed insertions that close other sites where a limit binds.

    One move opens a closed site, mostly one that covers a row missed so far, and
    closes the sites that lose least until the limits hold. Worse states are
    accepted with probability exp(change / temperature), the temperature falling
    geometrically; a last pass over all sites accepts only gains until none is left.

    Parameters
    ----------
    rows, columns
        (indptr, indices) of the matrix by rows and by columns.
    weight
        Demand of each row.
    cost
        Cost of each column that counts against the budget.
    start
        Open columns to start from, within the limits.
    limits
        (number of sites, budget) as floats.
    schedule
        (moves, first temperature, last temperature, seed).

    Returns
    -------
    The best choice found, one boolean per column, and its covered demand.
    """
    moves, temperature, last_temperature, seed = schedule
    site_count = start.size
    random = np.array([np.uint64(seed)], dtype=np.uint64)
    count = np.zeros(weight.size, dtype=np.int64)
    place = np.full(site_count, -1, dtype=np.int64)
    state = (
        count,
        np.zeros(weight.size, dtype=np.int64),
        np.zeros(site_count),
        np.empty(site_count, dtype=np.int64),
        place,
        np.zeros(2),
    )
    value = 0.0
    for site in range(site_count):
        if start[site]:
            value += _open(site, columns, weight, cost, state)
    best, best_value = start.copy(), value
    cooling = (last_temperature / temperature) ** (1.0 / max(moves, 1))
    move, idle = 0, 0
    while move < moves or idle < site_count:
        least_change = 1e-9
        if move < moves:
            temperature *= cooling
            least_change = temperature * np.log(next_random(random) + 1e-300)
            if next_random(random) < 0.9:
                site = _site_for_missed_row(rows, count, random)
            else:
                site = int(next_random(random) * site_count)
        else:
            site = move % site_count
            idle += 1
        move += 1
        if site < 0 or place[site] >= 0:
            continue
        change = _try_site(site, columns, weight, cost, limits, least_change, state)
        value += change
        if change > 1e-9 and move > moves:
            idle = 0
        if value > best_value + 1e-9:
            best_value = value
            for k in range(site_count):
                best[k] = place[k] >= 0
    return best, best_value
