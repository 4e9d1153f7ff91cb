"""Compiled Lagrangian bound of siting with capacity."""

# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from algorithms.siting._median_kernels import copy_into, mark_lowest

_MEMORY, _SHRINK, _LEAST_STEP = 0.6, 0.6, 1e-3


@njit(cache=True, nogil=True)
def _fill(data, j, u, gain, rate, entry):
    """List the points that a site gains by serving; return how many, and their load."""
    size, load = 0, 0.0
    for k in range(data.column_start[j], data.column_start[j + 1]):
        i = data.column_point[k]
        value = u[i] - data.column_cost[k]
        if value > 0.0:
            gain[size] = value
            rate[size] = value / data.demand[i] if data.demand[i] > 0.0 else np.inf
            entry[size] = i
            load += data.demand[i]
            size += 1
    return size, load


@njit(cache=True, nogil=True)
def _best_load(data, order, scratch, first_room, open_cost, unit_cost):
    """Worth of a site with its best number of units, and how much load it takes then."""
    capacity, most = data.unit[0], int(data.unit[1])
    gain, rate, entry = scratch
    load, value = 0.0, 0.0
    units, room = 1, first_room
    best, best_load = np.inf, 0.0
    for place in order:
        w = data.demand[entry[place]]
        while load + w > room:
            # The unit is full: what it is worth, with a part of this point.
            worth = open_cost + unit_cost * (units - 1) - value
            if w > 0.0:
                worth -= (room - load) * rate[place]
            if worth < best:
                best, best_load = worth, room
            if units == most:
                return best, best_load
            units, room = units + 1, room + capacity
        load += w
        value += gain[place]
    worth = open_cost + unit_cost * (units - 1) - value
    if worth < best:
        best, best_load = worth, load
    return best, best_load


@njit(cache=True, nogil=True)
def _serve(data, order, scratch, taken, slope):
    """Take points in order up to a load away from the slope, the last one in part."""
    entry, left = scratch[2], taken
    for place in order:
        i = entry[place]
        w = data.demand[i]
        part = 1.0 if w <= left else left / w
        slope[i] -= part
        left -= w * part
        if part < 1.0:
            return


@njit(cache=True, nogil=True)
def _worths(data, u, price, scratch, worth, taken):
    """Fill the least cost of opening each site and the load it takes then."""
    unit_cost = data.unit[2] + price * data.unit[3]
    for j in range(worth.size):
        size, load = _fill(data, j, u, scratch[0], scratch[1], scratch[2])
        open_cost = data.site_cost[j] + price * data.site_price[j]
        if load <= data.first_room[j]:
            worth[j], taken[j] = open_cost, load
            for at in range(size):
                worth[j] -= scratch[0][at]
            continue
        order = np.argsort(-scratch[1][:size])
        worth[j], taken[j] = _best_load(
            data, order, scratch, data.first_room[j], open_cost, unit_cost
        )


@njit(cache=True, nogil=True)
def _pick(worth, is_fixed, most, chosen):
    """Mark the fixed sites and those of least worth below 0, at most so many; return their sum."""
    free = np.empty(worth.size)
    total, left = 0.0, min(most, float(worth.size))
    for j in range(worth.size):
        free[j] = 0.0 if is_fixed[j] else min(worth[j], 0.0)
        if is_fixed[j]:
            total += worth[j]
            left -= 1.0
    total += mark_lowest(free, int(left), chosen)
    for j in range(worth.size):
        chosen[j] = is_fixed[j] or (chosen[j] and free[j] < 0.0)
    return total


@njit(cache=True, nogil=True)
def _value(data, is_fixed, may_miss, v, price, scratch, sites):
    """Bound of the multipliers; fills worth and load of each site and whether it is chosen."""
    worth, taken, chosen = sites
    _worths(data, v, price, scratch, worth, taken)
    bound = _pick(worth, is_fixed, data.limits[0], chosen)
    for i in range(v.size):
        bound += v[i]
    if may_miss > 0:
        bound += mark_lowest(-v, may_miss, np.empty(v.size, np.bool_))
    if data.limits[1] < np.inf:
        bound -= price * data.limits[1]
    return bound


@njit(cache=True, nogil=True)
def _turn(data, v, chosen, scratch, taken, direction):
    """Deflect the direction towards the slope at ``v``; return its square and the money spent."""
    slope = np.ones(v.size)
    spent = 0.0
    for j in range(chosen.size):
        if not chosen[j]:
            continue
        size, load = _fill(data, j, v, scratch[0], scratch[1], scratch[2])
        if taken[j] >= load:
            for at in range(size):
                slope[scratch[2][at]] -= 1.0
        else:
            _serve(data, np.argsort(-scratch[1][:size]), scratch, taken[j], slope)
        further = max(0.0, np.ceil((taken[j] - data.first_room[j]) / data.unit[0] - 1e-9))
        spent += data.site_price[j] + data.unit[3] * further
    square = 0.0
    for i in range(v.size):
        is_held = (v[i] <= 0.0 and slope[i] < 0.0) or (
            v[i] >= data.missed_price[i] and slope[i] > 0.0
        )
        direction[i] = (0.0 if is_held else slope[i]) + _MEMORY * direction[i]
        square += direction[i] * direction[i]
    return square, spent


@njit(cache=True, nogil=True)
def _advance(data, v, direction, length):
    for i in range(v.size):
        v[i] = min(data.missed_price[i], max(0.0, v[i] + length * direction[i]))


@njit(cache=True, nogil=True)
def capacity_multipliers(data, is_fixed, may_miss, u, price, schedule) -> Any:
    """Raise the Lagrangian bound of a problem with capacity; change ``u`` to the best multipliers.

    With ``sum_j z_ij + m_i = 1`` relaxed by u (and the budget by ``price``) each site
    is a continuous knapsack per number of units (Beasley 1993, EJOR 65, 383-399):

        sum u_i + sum over the best sites of min over n of [f_j + e n - knapsack_j(Q n)]

    raised by a deflected subgradient with Polyak steps.

    Parameters
    ----------
    data
        The problem; ``missed_price`` limits u, infinite where a point can't be missed.
    is_fixed
        Sites that are open.
    may_miss
        How many points with an infinite price may stay unserved.
    u, price
        First multipliers of the points and of the budget.
    schedule
        (rounds, step, patience, objective aimed at).

    Returns
    -------
    The bound, the price of the budget, and the step length left.
    """
    rounds, step, patience, target = schedule
    longest = 0
    for j in range(is_fixed.size):
        longest = max(longest, data.column_start[j + 1] - data.column_start[j])
    scratch = (np.empty(longest), np.empty(longest), np.empty(longest, np.int64))
    count = is_fixed.size
    sites = (np.empty(count), np.empty(count), np.empty(count, np.bool_))
    v, v_price, direction = u.copy(), price, np.zeros(u.size)
    budget = data.limits[1]
    # The budget's slope is brought to the size of the points' slopes.
    scale = np.sqrt(u.size) / budget if 0.0 < budget < np.inf else 0.0
    best, idle = -np.inf, 0
    for _ in range(rounds):
        bound = _value(data, is_fixed, may_miss, v, v_price, scratch, sites)
        idle += 1
        if bound > best:
            idle = 0 if bound > best + 1e-4 * abs(target - best) else idle
            best, price = bound, v_price
            copy_into(v, u)
        if best >= target or step < _LEAST_STEP:
            break
        if idle >= patience:
            step, idle = step * _SHRINK, 0
            copy_into(u, v)
            v_price = price
            direction = np.zeros(u.size)
            bound = _value(data, is_fixed, may_miss, v, v_price, scratch, sites)
        square, spent = _turn(data, v, sites[2], scratch, sites[1], direction)
        slope_price = (spent - budget) * scale if scale > 0.0 else 0.0
        square += slope_price * slope_price
        if square < 1e-12:
            break
        length = step * (target - bound) / square
        _advance(data, v, direction, length)
        v_price = max(0.0, v_price + length * slope_price * scale)
    return best, price, step
