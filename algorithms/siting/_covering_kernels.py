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
def _next_random(state: Any) -> Any:
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
def swap_search(
    indptr: Any,
    indices: Any,
    weight: Any,
    cost: Any,
    start: Any,
    limits: Any,
    schedule: Any,
) -> Any:
    """Improve a choice by annealed insertions that close other sites where a limit binds.

    One move opens a random closed site and then closes the site that loses least
    demand per cost until the limits hold; worse states are accepted with
    probability exp(change / temperature), the temperature falling geometrically.
    A last pass over all sites accepts only gains until none is left.

    Parameters
    ----------
    indptr, indices
        Rows of each column.
    weight
        Demand of each row.
    cost
        Cost of each column that counts against the budget.
    start
        Open columns to start from, within the limits.
    limits
        (number of sites, budget).
    schedule
        (moves, first temperature, last temperature, seed).

    Returns
    -------
    The best choice found, one boolean per column, and its covered demand.
    """
    count_limit, budget = limits
    moves, warm, cold, seed = schedule
    site_count = start.size
    state = np.array([np.uint64(seed)], dtype=np.uint64)
    count = np.zeros(weight.size, dtype=np.int64)
    owner = np.zeros(weight.size, dtype=np.int64)
    loss = np.zeros(site_count)
    members = np.empty(site_count, dtype=np.int64)
    place = np.full(site_count, -1, dtype=np.int64)
    used, money, value = 0, budget, 0.0
    for site in range(site_count):
        if start[site]:
            value += _insert(site, indptr, indices, weight, count, owner, loss)
            place[site] = used
            members[used] = site
            used += 1
            money -= cost[site]
    best, best_value = start.copy(), value
    closed = np.empty(site_count, dtype=np.int64)
    temperature, cooling = warm, (cold / warm) ** (1.0 / max(moves, 1))
    move, idle, scan = 0, 0, 0
    while move < moves or idle < site_count:
        is_annealing = move < moves
        if is_annealing:
            site = int(_next_random(state) * site_count)
            temperature *= cooling
        else:
            site = scan
            scan = (scan + 1) % site_count
        move += 1
        idle += 1
        if place[site] >= 0:
            continue
        change = _insert(site, indptr, indices, weight, count, owner, loss)
        place[site] = used
        members[used] = site
        used += 1
        money -= cost[site]
        closures = 0
        while used > count_limit or money < 0.0:
            cheapest, cheapest_rate = -1, np.inf
            for m in range(used):
                other = members[m]
                if other == site or (used <= count_limit and cost[other] == 0.0):
                    continue
                rate = loss[other] if used > count_limit else loss[other] / cost[other]
                if rate < cheapest_rate:
                    cheapest, cheapest_rate = other, rate
            if cheapest < 0:
                cheapest = site
            change -= _remove(cheapest, indptr, indices, weight, count, owner, loss)
            used -= 1
            money += cost[cheapest]
            members[place[cheapest]] = members[used]
            place[members[used]] = place[cheapest]
            place[cheapest] = -1
            closed[closures] = cheapest
            closures += 1
            if cheapest == site:
                break
        is_accepted = change > 1e-9
        if is_annealing and not is_accepted and place[site] >= 0:
            is_accepted = _next_random(state) < np.exp(change / temperature)
        if is_accepted:
            value += change
            if change > 1e-9:
                idle = 0
            if value > best_value + 1e-9:
                best_value = value
                best[:] = place >= 0
            continue
        if place[site] >= 0:
            _remove(site, indptr, indices, weight, count, owner, loss)
            used -= 1
            money += cost[site]
            members[place[site]] = members[used]
            place[members[used]] = place[site]
            place[site] = -1
        for k in range(closures):
            other = closed[k]
            if other == site:
                continue
            _insert(other, indptr, indices, weight, count, owner, loss)
            place[other] = used
            members[used] = other
            used += 1
            money -= cost[other]
    return best, best_value


@njit(cache=True, nogil=True)
def _flip(site: Any, rows: Any, columns: Any, weight: Any, state: Any) -> None:
    """Open or close a site of the set covering search and keep scores and counts true.

    ``score`` is the row weight gained by opening a closed site, or minus the
    weight lost by closing an open one. ``uncovered`` lists rows without a site,
    ``slot`` their places in it, ``size`` how many there are.
    """
    row_indptr, row_indices = rows
    indptr, indices = columns
    is_open, count, owner, score, uncovered, slot, size = state
    opens = not is_open[site]
    is_open[site] = opens
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
def _cheapest_to_close(is_open: Any, score: Any, cost: Any, changed: Any, tabu: Any) -> Any:
    """Return the open site that loses least row weight per cost; of equals the longest open."""
    best, best_rate = -1, -np.inf
    for site in range(is_open.size):
        if is_open[site] and site != tabu:
            rate = score[site] / cost[site]
            if rate > best_rate or (rate == best_rate and changed[site] < changed[best]):
                best, best_rate = site, rate
    return best


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
    row_indptr, row_indices = rows
    row_count, site_count = row_indptr.size - 1, cost.size
    random = np.array([np.uint64(seed)], dtype=np.uint64)
    weight = np.ones(row_count)
    is_open = np.zeros(site_count, dtype=np.bool_)
    score = np.zeros(site_count)
    for site in range(site_count):
        score[site] = columns[0][site + 1] - columns[0][site]
    state = (
        is_open,
        np.zeros(row_count, dtype=np.int64),
        np.zeros(row_count, dtype=np.int64),
        score,
        np.arange(row_count),
        np.arange(row_count),
        np.array([row_count]),
    )
    uncovered, size = state[4], state[6]
    changed = np.zeros(site_count, dtype=np.int64)
    blocked = np.zeros(site_count, dtype=np.bool_)
    total, best_cost = 0.0, 0.0
    for site in range(site_count):
        if start[site]:
            _flip(site, rows, columns, weight, state)
            total += cost[site]
    best, best_cost = start.copy(), total
    tabu = -1
    for step in range(1, steps + 1):
        while size[0] == 0:
            if total < best_cost - 1e-9:
                best_cost = total
                best[:] = is_open
                if best_cost <= target + 1e-9:
                    return best, best_cost
            site = _cheapest_to_close(is_open, score, cost, changed, -1)
            if site < 0:
                return best, best_cost
            _flip(site, rows, columns, weight, state)
            total -= cost[site]
            changed[site] = step
            blocked[site] = False
        site = _cheapest_to_close(is_open, score, cost, changed, tabu)
        if site >= 0:
            _flip(site, rows, columns, weight, state)
            total -= cost[site]
            changed[site] = step
            blocked[site] = True
        while size[0] > 0:
            row = uncovered[int(_next_random(random) * size[0])]
            chosen, chosen_rate = -1, -1.0
            for k in range(row_indptr[row], row_indptr[row + 1]):
                other = row_indices[k]
                rate = score[other] / cost[other]
                is_better = rate > chosen_rate or (
                    rate == chosen_rate and changed[other] < changed[chosen]
                )
                if is_better and other != site:
                    chosen, chosen_rate = other, rate
            if chosen < 0 or total + cost[chosen] >= best_cost - 1e-9:
                break
            _flip(chosen, rows, columns, weight, state)
            total += cost[chosen]
            changed[chosen] = step
            tabu = chosen
            for u in range(size[0]):
                open_row = uncovered[u]
                weight[open_row] += 1.0
                for k in range(row_indptr[open_row], row_indptr[open_row + 1]):
                    score[row_indices[k]] += 1.0
    return best, best_cost
