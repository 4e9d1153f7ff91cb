"""Compiled inner loops of the p-median search and of its Lagrangian bound.

All kernels read demand rows in compressed form: the entries of demand point i
stand at ``start[i]:start[i + 1]`` in ``site`` and ``cost``, by rising cost.
A point costs at most ``cap[i]``: what it pays when no chosen site is nearer.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@njit(cache=True, nogil=True)
def _two_nearest(  # type: ignore[no-untyped-def]
    i, start, site, cost, cap, slot_of, found
):
    """Fill ``found`` with nearest slot, its cost and the second cost of point i."""
    found[0], found[1], found[2] = -1.0, cap[i], cap[i]
    for k in range(start[i], start[i + 1]):
        if cost[k] >= cap[i]:
            return
        slot = slot_of[site[k]]
        if slot >= 0:
            if found[0] >= 0.0:
                found[2] = cost[k]
                return
            found[0], found[1] = float(slot), cost[k]


@njit(cache=True, nogil=True)
def _count_point(  # type: ignore[no-untyped-def]
    sign, i, start, site, cost, slot, d1, d2, gain, loss, extra
):
    """Add (sign 1) or take away (-1) what point i says about every swap."""
    if slot >= 0:
        loss[slot] += sign * (d2 - d1)
    for k in range(start[i], start[i + 1]):
        c = cost[k]
        if c >= d2:
            break
        j = site[k]
        if c < d1:
            gain[j] += sign * (d1 - c)
        if slot >= 0:
            extra[j, slot] += sign * (d2 - max(c, d1))


@njit(cache=True, nogil=True)
def swap_descent(  # type: ignore[no-untyped-def]
    start, site, cost, cap, slot_site, site_count, tolerance, max_swaps
) -> Any:
    """Improve a choice by best swaps until none helps; return its cost.

    Resende and Werneck (2007, European Journal of Operational Research 174,
    54-68): the profit of swapping site j in and slot s out is
    ``gain[j] - loss[s] + extra[j, s]``, and a swap changes only what the
    points whose two nearest sites changed say about it. ``slot_site``, the
    chosen sites, is changed in place.
    """
    n = start.size - 1
    p = slot_site.size
    slot_of = np.full(site_count, -1, np.int64)
    for s in range(p):
        slot_of[slot_site[s]] = s
    gain = np.zeros(site_count)
    loss = np.zeros(p)
    extra = np.zeros((site_count, p))
    state = np.empty((n, 3))
    found = np.empty(3)
    total = 0.0
    for i in range(n):
        _two_nearest(i, start, site, cost, cap, slot_of, found)
        state[i] = found
        total += found[1]
        _count_point(
            1.0, i, start, site, cost, int(found[0]), found[1], found[2], gain, loss, extra
        )
    for _ in range(max_swaps):
        best, best_in, best_out = tolerance, -1, -1
        for j in range(site_count):
            if slot_of[j] >= 0 or gain[j] <= best:
                # A swap never pays more than its gain: extra never exceeds the loss.
                continue
            for s in range(p):
                profit = gain[j] - loss[s] + extra[j, s]
                if profit > best:
                    best, best_in, best_out = profit, j, s
        if best_in < 0:
            break
        slot_of[slot_site[best_out]] = -1
        slot_site[best_out] = best_in
        slot_of[best_in] = best_out
        before, total = total, 0.0
        for i in range(n):
            _two_nearest(i, start, site, cost, cap, slot_of, found)
            total += found[1]
            old = state[i]
            if old[0] == found[0] and old[1] == found[1] and old[2] == found[2]:
                continue
            _count_point(-1.0, i, start, site, cost, int(old[0]), old[1], old[2], gain, loss, extra)
            _count_point(
                1.0, i, start, site, cost, int(found[0]), found[1], found[2], gain, loss, extra
            )
            state[i] = found
        if total >= before:
            # Only rounding can hide that a swap does not pay.
            break
    return total


@njit(cache=True, nogil=True)
def reduced_costs(start, site, cost, u, rho):  # type: ignore[no-untyped-def]
    """Fill ``rho[j]`` with the sum over points of min(0, cost - u); return the sum of u."""
    rho[:] = 0.0
    total = 0.0
    for i in range(u.size):
        total += u[i]
        for k in range(start[i], start[i + 1]):
            c = cost[k] - u[i]
            if c >= 0.0:
                break
            rho[site[k]] += c
    return total


@njit(cache=True, nogil=True)
def _kth_lowest(values, k):  # type: ignore[no-untyped-def]
    """Value at place ``k`` of the rising order (quickselect; numba's partition compiles slowly)."""
    a = values.copy()
    low, high = 0, a.size - 1
    while low < high:
        pivot = a[(low + high) // 2]
        i, j = low, high
        while i <= j:
            while a[i] < pivot:
                i += 1
            while a[j] > pivot:
                j -= 1
            if i <= j:
                a[i], a[j] = a[j], a[i]
                i += 1
                j -= 1
        if k <= j:
            high = j
        elif k >= i:
            low = i
        else:
            break
    return a[k]


@njit(cache=True, nogil=True)
def _choose_lowest(rho, count, chosen):  # type: ignore[no-untyped-def]
    """Mark the ``count`` sites of lowest ``rho`` (ties to the lower index); return their sum."""
    chosen[:] = False
    if count == 0:
        return 0.0
    limit = _kth_lowest(rho, count - 1)
    total = 0.0
    left = count
    for ties in range(2):
        for j in range(rho.size):
            if left > 0 and ((ties == 0 and rho[j] < limit) or (ties == 1 and rho[j] == limit)):
                chosen[j] = True
                total += rho[j]
                left -= 1
    return total


@njit(cache=True, nogil=True)
def ascend(  # type: ignore[no-untyped-def]
    start, site, cost, cap, choose, u, share, target, enough, limits
) -> Any:
    """Raise the Lagrangian bound by deflected subgradient steps.

    Camerini, Fratta and Maffioli (1975, Mathematical Programming Study 3,
    26-34). ``u`` (one multiplier per point) starts the ascent and receives
    the best multipliers; ``share`` (one per site) follows how often a site
    was chosen. ``target`` is the value the steps aim at, and the ascent stops
    at a bound above ``enough``. ``limits`` holds the number of iterations, the
    first step length and how many idle iterations shorten it. Returns the best
    bound and the step length left.
    """
    n, m = u.size, share.size
    iterations, step, patience = int(limits[0]), limits[1], int(limits[2])
    rho = np.empty(m)
    chosen = np.zeros(m, np.bool_)
    v = u.copy()
    direction = np.zeros(n)
    gradient = np.empty(n)
    best = -np.inf
    idle = 0
    for _ in range(iterations):
        value = reduced_costs(start, site, cost, v, rho) + _choose_lowest(rho, choose, chosen)
        if value > best:
            if value > best + 1e-4 * abs(target - best):
                idle = 0
            best = value
            u[:] = v
        else:
            idle += 1
        if best > enough:
            break
        for j in range(m):
            share[j] += 0.06 * ((1.0 if chosen[j] else 0.0) - share[j])
        if idle >= patience:
            idle = 0
            step *= 0.6
            v[:] = u
            direction[:] = 0.0
            if step < 1e-4:
                break
            continue
        dot = 0.0
        norm = 0.0
        for i in range(n):
            g = 1.0
            for k in range(start[i], start[i + 1]):
                if cost[k] >= v[i]:
                    break
                if chosen[site[k]]:
                    g -= 1.0
            if g > 0.0 and v[i] >= cap[i]:
                g = 0.0
            gradient[i] = g
            dot += g * direction[i]
            norm += direction[i] * direction[i]
        deflection = -1.5 * dot / norm if dot < 0.0 else 0.0
        norm = 0.0
        for i in range(n):
            direction[i] = gradient[i] + deflection * direction[i]
            norm += direction[i] * direction[i]
        if norm == 0.0:
            break
        scale = step * (target - value) / norm
        for i in range(n):
            low = cap[i]
            if start[i] < start[i + 1] and cost[start[i]] < low:
                low = cost[start[i]]
            v[i] = min(cap[i], max(low, v[i] + scale * direction[i]))
    return best, step


@njit(cache=True, nogil=True)
def reduce_rows(start, site, cost, cap, new_index) -> Any:  # type: ignore[no-untyped-def]
    """Rows of the problem left after opening and closing sites.

    ``new_index[j]`` is the site's index in what is left, -1 when it is closed
    and -2 when it is open: then it lowers the caps (changed in place).
    """
    n = start.size - 1
    new_start = np.zeros(n + 1, np.int64)
    new_site = np.empty_like(site)
    new_cost = np.empty_like(cost)
    filled = 0
    for i in range(n):
        for k in range(start[i], start[i + 1]):
            if cost[k] >= cap[i]:
                break
            index = new_index[site[k]]
            if index == -2:
                cap[i] = cost[k]
                break
            if index >= 0:
                new_site[filled] = index
                new_cost[filled] = cost[k]
                filled += 1
        new_start[i + 1] = filled
    return new_start, new_site[:filled].copy(), new_cost[:filled].copy()
