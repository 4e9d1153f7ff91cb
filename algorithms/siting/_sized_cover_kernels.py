"""Compiled search for covering within a budget where a site's cost grows with its load."""

# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from algorithms.siting._covering_kernels import next_random


class SizedRows(NamedTuple):
    """Who can walk where, and what the sites cost.

    Attributes
    ----------
    start, site
        Sites of each point, nearest first: those of point i stand at ``start[i]:start[i + 1]``.
    column_start, entry
        Places in ``site`` of each site's pairs.
    point
        Point of each pair.
    demand, load
        What serving a point is worth, and what it adds to the load of its site.
    step_load, step_cost
        Cost of each site up to each load, shapes (steps,) and (sites, steps).
    """

    start: NDArray[np.int64]
    site: NDArray[np.int64]
    column_start: NDArray[np.int64]
    entry: NDArray[np.int64]
    point: NDArray[np.int64]
    demand: NDArray[np.float64]
    load: NDArray[np.float64]
    step_load: NDArray[np.float64]
    step_cost: NDArray[np.float64]


@njit(cache=True, nogil=True)
def _cost(rows, site, load):
    """Cost of a site for a load: that of the first step that holds it."""
    low, high = 0, rows.step_load.size - 1
    while low < high:
        middle = (low + high) // 2
        # Sums of loads may exceed the step that they equal by a few units of the last place.
        if load <= rows.step_load[middle] * (1.0 + 1e-9):
            high = middle
        else:
            low = middle + 1
    return rows.step_cost[site, low]


@njit(cache=True, nogil=True)
def _add_load(rows, site, load, state):
    """Change the load of an open site and the money spent."""
    site_load, totals = state[1], state[3]
    totals[1] -= _cost(rows, site, site_load[site])
    site_load[site] += load
    totals[1] += _cost(rows, site, site_load[site])


@njit(cache=True, nogil=True)
def _open(rows, j, state):
    """Open a site: everyone nearer to it than to their site so far walks there."""
    nearest, site_load, is_open, totals = state
    is_open[j] = True
    taken = 0.0
    for q in range(rows.column_start[j], rows.column_start[j + 1]):
        k = rows.entry[q]
        i = rows.point[k]
        before = nearest[i]
        if k >= before:
            continue
        if before == rows.start[i + 1]:
            totals[0] += rows.demand[i]
        elif rows.load[i] > 0.0:
            _add_load(rows, rows.site[before], -rows.load[i], state)
        taken += rows.load[i]
        nearest[i] = k
    site_load[j] = taken
    totals[1] += _cost(rows, j, taken)


@njit(cache=True, nogil=True)
def _close(rows, j, state):
    """Close a site: those who walked there go to the next open one, if any."""
    nearest, site_load, is_open, totals = state
    is_open[j] = False
    totals[1] -= _cost(rows, j, site_load[j])
    for q in range(rows.column_start[j], rows.column_start[j + 1]):
        k = rows.entry[q]
        i = rows.point[k]
        if nearest[i] != k:
            continue
        end = rows.start[i + 1]
        while k < end and not is_open[rows.site[k]]:
            k += 1
        nearest[i] = k
        if k == end:
            totals[0] -= rows.demand[i]
        elif rows.load[i] > 0.0:
            _add_load(rows, rows.site[k], rows.load[i], state)
    site_load[j] = 0.0


@njit(cache=True, nogil=True)
def _score(totals, price, budget):
    """Demand served less the worth of the money; money that is not there counts threefold."""
    return totals[0] - price * (totals[1] + 2.0 * max(0.0, totals[1] - budget))


@njit(cache=True, nogil=True)
def _site_of_missed_point(rows, nearest, random):
    """Return a random site of a random unserved point, -1 when none was hit in some draws."""
    count = rows.demand.size
    for _ in range(50):
        i = int(next_random(random) * count)
        size = rows.start[i + 1] - rows.start[i]
        if size > 0 and nearest[i] == rows.start[i + 1]:
            return rows.site[rows.start[i] + int(next_random(random) * size)]
    return -1


@njit(cache=True, nogil=True)
def _site_near(rows, j, random):
    """Return another site that serves some point of a site, the site itself where none does."""
    size = rows.column_start[j + 1] - rows.column_start[j]
    if size == 0:
        return j
    i = rows.point[rows.entry[rows.column_start[j] + int(next_random(random) * size)]]
    return rows.site[rows.start[i] + int(next_random(random) * (rows.start[i + 1] - rows.start[i]))]


@njit(cache=True, nogil=True)
def _draw_move(rows, is_fixed, state, random):
    """Return a closed site to open and an open one to close, -1 for none."""
    kind = int(next_random(random) * 3.0)
    some = int(next_random(random) * is_fixed.size)
    if kind == 0:
        return (_site_of_missed_point(rows, state[0], random), -1)
    # Walk on to the next open site: drawing until one is hit takes long where few are open.
    for _ in range(is_fixed.size):
        if state[2][some] and not is_fixed[some]:
            break
        some = (some + 1) % is_fixed.size
    if not state[2][some] or is_fixed[some]:
        return (-1, -1)
    if kind == 1:
        return (-1, some)
    if next_random(random) < 0.5:
        other = _site_near(rows, some, random)
        return (-1 if state[2][other] else other, some)
    return (_site_of_missed_point(rows, state[0], random), some)


@njit(cache=True, nogil=True)
def _exchange(rows, opens, closes, state):
    """Close one site and open another, either -1 for none."""
    if closes >= 0:
        _close(rows, closes, state)
    if opens >= 0:
        _open(rows, opens, state)


@njit(cache=True, nogil=True)
def _is_better(totals, demand, cost):
    """Whether more is served than before, or as much for less."""
    is_more = totals[0] > demand + 1e-9
    return is_more or (totals[0] > demand - 1e-9 and totals[1] < cost - 1e-6)


@njit(cache=True, nogil=True)
def sized_search(rows, is_fixed, start, money, schedule) -> Any:
    """Improve a choice by annealed opening, closing and exchanging of single sites.

    Everyone walks to the nearest open site, whose cost follows its load. States above
    the budget are passed through at a price, never returned.

    Parameters
    ----------
    rows
        The problem.
    is_fixed, start
        Sites that stay open, and open sites to start from (the fixed ones included).
    money
        (budget, price of money in demand per yuan).
    schedule
        (moves, first temperature, last temperature, seed).

    Returns
    -------
    The best choice within the budget, one boolean per site, its demand (-1 where no
    state was within the budget) and its cost.
    """
    moves, temperature, last_temperature, seed = schedule
    budget, price = money
    random = np.array([np.uint64(seed)], dtype=np.uint64)
    state = (
        rows.start[1:].copy(),
        np.zeros(start.size),
        np.zeros(start.size, np.bool_),
        np.zeros(2),
    )
    is_open, totals = state[2], state[3]
    for j in range(start.size):
        if start[j]:
            _open(rows, j, state)
    best, best_demand, best_cost = start.copy(), -1.0, np.inf
    cooling = (last_temperature / temperature) ** (1.0 / max(moves, 1))
    score = _score(totals, price, budget)
    for _ in range(moves):
        if totals[1] <= budget and _is_better(totals, best_demand, best_cost):
            best_demand, best_cost = totals[0], totals[1]
            for j in range(start.size):
                best[j] = is_open[j]
        temperature *= cooling
        opens, closes = _draw_move(rows, is_fixed, state, random)
        _exchange(rows, opens, closes, state)
        changed = _score(totals, price, budget)
        if changed - score >= temperature * np.log(next_random(random) + 1e-300):
            score = changed
        else:
            _exchange(rows, closes, opens, state)
    return best, best_demand, best_cost
