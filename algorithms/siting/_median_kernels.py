"""Compiled inner loops of the p-median search and of its Lagrangian bound.

All kernels read a `MedianRows`. Numba reads no annotations, so kernels carry
none that a caller does not see. Some plain loops stand where NumPy has a call:
those calls (where, diff, row assignment) would double the time to compile.
"""

# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray


class MedianRows(NamedTuple):
    """What each demand point pays at each site, by rising cost.

    Attributes
    ----------
    start
        The entries of point i stand at ``start[i]:start[i + 1]``; shape (demand + 1,).
    site
        Site of each entry.
    cost
        Cost of each entry.
    cap
        What a point pays when no chosen site is cheaper; shape (demand,).
    """

    start: NDArray[np.int64]
    site: NDArray[np.int32]
    cost: NDArray[np.float64]
    cap: NDArray[np.float64]


class SwapProfit(NamedTuple):
    """Parts of the profit of swapping site j in and slot s out: gain[j] - loss[s] + extra[j, s]."""

    gain: NDArray[np.float64]
    loss: NDArray[np.float64]
    extra: NDArray[np.float64]


@njit(cache=True, nogil=True)
def _two_nearest(rows, i, slot_of, found):
    """Fill ``found`` with the nearest chosen slot (-1: none), its cost and the second cost."""
    cap = rows.cap[i]
    found[0], found[1], found[2] = -1.0, cap, cap
    for k in range(rows.start[i], rows.start[i + 1]):
        if rows.cost[k] >= cap:
            return
        slot = slot_of[rows.site[k]]
        if slot >= 0:
            if found[0] >= 0.0:
                found[2] = rows.cost[k]
                return
            found[0], found[1] = float(slot), rows.cost[k]


@njit(cache=True, nogil=True)
def _count_point(rows, i, sign, found, profit):
    """Add (sign 1) or take away (-1) what point i says about every swap."""
    slot, first, second = int(found[0]), found[1], found[2]
    if slot >= 0:
        profit.loss[slot] += sign * (second - first)
    for k in range(rows.start[i], rows.start[i + 1]):
        cost = rows.cost[k]
        if cost >= second:
            break
        j = rows.site[k]
        if cost < first:
            profit.gain[j] += sign * (first - cost)
        if slot >= 0:
            profit.extra[j, slot] += sign * (second - max(cost, first))


@njit(cache=True, nogil=True)
def _best_swap(profit, slot_of, tolerance):
    """Site to swap in and slot to swap out, -1 where no swap pays more than the tolerance."""
    best, best_in, best_out = tolerance, -1, -1
    for j in range(slot_of.size):
        # A swap never pays more than its gain: extra never exceeds the loss.
        if slot_of[j] >= 0 or profit.gain[j] <= best:
            continue
        for s in range(profit.loss.size):
            value = profit.gain[j] - profit.loss[s] + profit.extra[j, s]
            if value > best:
                best, best_in, best_out = value, j, s
    return best_in, best_out


@njit(cache=True, nogil=True)
def _total_cost(rows, state, unserved):
    """Sum the costs; penalties count only beyond the least number of unserved points."""
    least, penalty = unserved
    served_cost, excess = 0.0, -least
    for i in range(rows.cap.size):
        if state[i, 0] < 0.0 and rows.cap[i] == penalty:
            excess += 1.0
        else:
            served_cost += state[i, 1]
    return served_cost + penalty * excess


@njit(cache=True, nogil=True)
def swap_descent(rows, slot_site, site_count, unserved, tolerance, max_swaps) -> Any:
    """Improve a choice by best swaps until none helps; return its cost.

    Resende and Werneck (2007, European Journal of Operational Research 174,
    54-68): a swap changes only what the points say whose two nearest chosen
    sites changed. ``slot_site``, the chosen sites, is changed in place.
    ``unserved`` is read as by `lagrangian_bound`.
    """
    point_count = rows.cap.size
    slot_of = np.full(site_count, -1, np.int64)
    for s in range(slot_site.size):
        slot_of[slot_site[s]] = s
    profit = SwapProfit(
        np.zeros(site_count), np.zeros(slot_site.size), np.zeros((site_count, slot_site.size))
    )
    state = np.empty((point_count, 3))
    found = np.empty(3)
    for i in range(point_count):
        _two_nearest(rows, i, slot_of, state[i])
        _count_point(rows, i, 1.0, state[i], profit)
    total = _total_cost(rows, state, unserved)
    for _ in range(max_swaps):
        entering, slot = _best_swap(profit, slot_of, tolerance)
        if entering < 0:
            break
        leaving = slot_site[slot]
        slot_of[leaving], slot_of[entering] = -1, slot
        slot_site[slot] = entering
        for i in range(point_count):
            _two_nearest(rows, i, slot_of, found)
            if found[0] != state[i, 0] or found[1] != state[i, 1] or found[2] != state[i, 2]:
                _count_point(rows, i, -1.0, state[i], profit)
                _count_point(rows, i, 1.0, found, profit)
                for column in range(3):
                    state[i, column] = found[column]
        before, total = total, _total_cost(rows, state, unserved)
        if total >= before:
            # Only rounding can hide that a swap does not pay.
            break
    return total


@njit(cache=True, nogil=True)
def kth_lowest(values, k):
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
def mark_lowest(values, count, marked):
    """Mark the ``count`` lowest values (ties to the lower index); return their sum."""
    marked[:] = False
    if count == 0:
        return 0.0
    limit = kth_lowest(values, count - 1)
    total = 0.0
    left = count
    for at_limit in (False, True):
        for j in range(values.size):
            if left > 0 and (values[j] == limit if at_limit else values[j] < limit):
                marked[j] = True
                total += values[j]
                left -= 1
    return total


@njit(cache=True, nogil=True)
def _fill_reduced_costs(rows, u, rho):
    """Fill ``rho[j]`` with the sum over points of min(0, cost - u)."""
    rho[:] = 0.0
    for i in range(u.size):
        for k in range(rows.start[i], rows.start[i + 1]):
            saving = rows.cost[k] - u[i]
            if saving >= 0.0:
                break
            rho[rows.site[k]] += saving


@njit(cache=True, nogil=True)
def lagrangian_bound(rows, u, choose, unserved, rho, chosen, spared) -> Any:
    """Bound of the multipliers ``u``; fills the reduced costs and the sites and points they pick.

    ``unserved`` holds how many points at least stay unserved, and the penalty
    of each one more. Spared are the points of highest multiplier among those
    that no open site serves; infinite where too few of them are left.
    """
    least, penalty = unserved
    spared[:] = False
    if least > 0.0:
        order = np.full(u.size, np.inf)
        for i in range(u.size):
            if rows.cap[i] == penalty:
                order[i] = -u[i]
        if mark_lowest(order, int(least), spared) == np.inf:
            return np.inf
    _fill_reduced_costs(rows, u, rho)
    total = mark_lowest(rho, min(choose, rho.size), chosen)
    for i in range(u.size):
        if not spared[i]:
            total += u[i]
    return total


@njit(cache=True, nogil=True)
def _turn_direction(rows, v, chosen, spared, direction):
    """Deflect the direction towards the subgradient at ``v``; return its squared length.

    Camerini, Fratta and Maffioli (1975, Mathematical Programming Study 3,
    26-34): the part of the last direction that points against the subgradient
    is taken out.
    """
    gradient = np.empty(v.size)
    dot, norm = 0.0, 0.0
    for i in range(v.size):
        g = 0.0 if spared[i] else 1.0
        for k in range(rows.start[i], rows.start[i + 1]):
            if rows.cost[k] >= v[i]:
                break
            if chosen[rows.site[k]]:
                g -= 1.0
        gradient[i] = 0.0 if g > 0.0 and v[i] >= rows.cap[i] else g
        dot += gradient[i] * direction[i]
        norm += direction[i] * direction[i]
    deflection = -1.5 * dot / norm if dot < 0.0 else 0.0
    norm = 0.0
    for i in range(v.size):
        direction[i] = gradient[i] + deflection * direction[i]
        norm += direction[i] * direction[i]
    return norm


@njit(cache=True, nogil=True)
def _move(rows, v, direction, scale):
    """Step along the direction, between the cheapest site and the cap of each point."""
    for i in range(v.size):
        low = rows.cap[i]
        if rows.start[i] < rows.start[i + 1]:
            low = min(low, rows.cost[rows.start[i]])
        v[i] = min(rows.cap[i], max(low, v[i] + scale * direction[i]))


@njit(cache=True, nogil=True)
def copy_into(source, target):
    """Copy an array into another: a loop compiles sooner than assigning a slice."""
    for i in range(target.size):
        target[i] = source[i]


@njit(cache=True, nogil=True)
def ascend(rows, choose, unserved, u, share, aims, limits) -> Any:
    """Raise the Lagrangian bound by deflected subgradient steps; return the step length left.

    ``u`` (one multiplier per point) starts the ascent and receives the best
    multipliers; ``share`` (one per site) follows how often a site was chosen.
    ``aims`` holds the value that steps aim at and the bound that is enough;
    ``limits`` the number of iterations, the first step length, and how many
    idle iterations shorten it.
    """
    target, enough = aims
    step = limits[1]
    rho = np.empty(share.size)
    chosen = np.zeros(share.size, np.bool_)
    spared = np.zeros(u.size, np.bool_)
    v = u.copy()
    direction = np.zeros(u.size)
    best = -np.inf
    idle = 0.0
    for _ in range(int(limits[0])):
        value = lagrangian_bound(rows, v, choose, unserved, rho, chosen, spared)
        idle = 0.0 if value > best + 1e-4 * abs(target - best) else idle + 1.0
        if value > best:
            best = value
            copy_into(v, u)
        if best > enough:
            break
        for j in range(share.size):
            share[j] += 0.06 * ((1.0 if chosen[j] else 0.0) - share[j])
        if idle >= limits[2]:
            idle = 0.0
            step *= 0.6
            copy_into(u, v)
            direction[:] = 0.0
            continue
        norm = _turn_direction(rows, v, chosen, spared, direction)
        if norm == 0.0:
            break
        _move(rows, v, direction, step * (target - value) / norm)
    return step


@njit(cache=True, nogil=True)
def reduce_rows(rows, new_index) -> Any:
    """Rows of the problem left after opening and closing sites.

    ``new_index[j]`` is the site's index in what is left, -1 when it is closed
    and -2 when it is open: then it lowers the caps.
    """
    cap = rows.cap.copy()
    start = np.zeros(cap.size + 1, np.int64)
    site = np.empty_like(rows.site)
    cost = np.empty_like(rows.cost)
    filled = 0
    for i in range(cap.size):
        for k in range(rows.start[i], rows.start[i + 1]):
            if rows.cost[k] >= cap[i]:
                break
            index = new_index[rows.site[k]]
            if index == -2:
                cap[i] = rows.cost[k]
                break
            if index >= 0:
                site[filled] = index
                cost[filled] = rows.cost[k]
                filled += 1
        start[i + 1] = filled
    return start, site[:filled].copy(), cost[:filled].copy(), cap


@njit(cache=True, nogil=True)
def _membership(start, items, item_count):
    """One bit per set and item."""
    bits = np.zeros((start.size - 1, (item_count + 63) // 64), np.uint64)
    for s in range(start.size - 1):
        for k in range(start[s], start[s + 1]):
            bits[s, items[k] // 64] |= np.uint64(1) << np.uint64(items[k] % 64)
    return bits


@njit(cache=True, nogil=True)
def _is_subset(bits, s, t):
    """Whether set s lies within set t."""
    word = 0
    while word < bits.shape[1] and not bits[s, word] & ~bits[t, word]:
        word += 1
    return word == bits.shape[1]


@njit(cache=True, nogil=True)
def find_dominated(sets, owners, drops_larger) -> Any:
    """For each set the one that makes it needless, -1 where it is needed.

    ``sets`` and ``owners`` are pairs (start, items): the items of each set, and
    the sets of each item. A set is needless when it holds another one
    (``drops_larger``), or else when another one holds it; of equal sets the
    first stays. A needless set makes no other one needless.
    """
    start, items = sets
    owner_start, owner = owners
    bits = _membership(start, items, owner_start.size - 1)
    set_count = start.size - 1
    witness = np.full(set_count, -1, np.int64)
    everyone = np.arange(set_count)
    for s in range(set_count):
        if witness[s] >= 0:
            continue
        candidates = everyone
        for k in range(start[s], start[s + 1]):
            first, last = owner_start[items[k]], owner_start[items[k] + 1]
            if last - first < candidates.size:
                candidates = owner[first:last]
        size = start[s + 1] - start[s]
        for t in candidates:
            larger_by = start[t + 1] - start[t] - size
            if t == s or witness[t] >= 0 or larger_by < 0 or not _is_subset(bits, s, t):
                continue
            if larger_by == 0 and (t < s) == drops_larger:
                continue
            if drops_larger:
                witness[t] = s
            else:
                witness[s] = t
                break
    return witness
