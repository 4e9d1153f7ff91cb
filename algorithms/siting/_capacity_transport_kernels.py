"""Compiled search for a number of open sites with capacity and the least total walk.

Which open site each point goes to is a transport problem; it is kept optimal, up to
points going as a whole, by chains of moves between sites along least-cost paths
(Ford and Fulkerson 1962, Flows in Networks, ch. III). The paths give the price of
room on every site, and these prices bound from below what any exchange of an open
and a closed site would cost, so that few exchanges have to be carried out.

Numba reads no annotations, so kernels carry none that a caller does not see.
"""

# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit

from algorithms.siting._covering_kernels import next_random
from algorithms.siting._median_kernels import copy_into

_EPSILON = 1e-9
_HALVINGS = 30
_MOST_ROUNDS = 1_000
_LEAST_GAIN = 1e-7  # of the cost: less is not worth an exchange
_SHAKE_TRIES, _SHAKE_SITES = 20, 40


class _Flow(NamedTuple):
    """Who goes to which slot; a slot is an open site, the last one stands for nowhere.

    ``cost`` holds what each point costs at each slot, shape (points, slots); ``rate``
    the least extra cost per load of moving a point from one slot to another, and
    ``via`` that point, -1 for none.
    """

    site: Any
    room: Any
    load: Any
    slot_of: Any
    cost: Any
    rate: Any
    via: Any
    first: Any
    following: Any
    before: Any
    total: Any


@njit(cache=True, nogil=True)
def _unlink(flow, i):
    slot, after, before = flow.slot_of[i], flow.following[i], flow.before[i]
    if before >= 0:
        flow.following[before] = after
    else:
        flow.first[slot] = after
    if after >= 0:
        flow.before[after] = before


@njit(cache=True, nogil=True)
def _link(flow, i, slot):
    after = flow.first[slot]
    flow.slot_of[i] = slot
    flow.before[i], flow.following[i] = -1, after
    if after >= 0:
        flow.before[after] = i
    flow.first[slot] = i


@njit(cache=True, nogil=True)
def _send(data, flow, i, slot):
    old = flow.slot_of[i]
    _unlink(flow, i)
    flow.load[old] -= data.demand[i]
    flow.load[slot] += data.demand[i]
    flow.total[0] += flow.cost[i, slot] - flow.cost[i, old]
    _link(flow, i, slot)


@njit(cache=True, nogil=True)
def _list_moves(data, flow, a):
    """Find the cheapest point to move from slot a to each other slot."""
    slots = flow.load.size
    for b in range(slots):
        flow.rate[a, b], flow.via[a, b] = np.inf, -1
    i = flow.first[a]
    while i >= 0:
        w = data.demand[i]
        if w > 0.0:
            for b in range(slots):
                rate = (flow.cost[i, b] - flow.cost[i, a]) / w
                if rate < flow.rate[a, b] and b != a:
                    flow.rate[a, b], flow.via[a, b] = rate, i
        i = flow.following[i]


@njit(cache=True, nogil=True)
def _paths(flow, source, distance, parent):
    """Fill the least cost of moving a load to each slot, from one slot or (-1) from any."""
    slots = flow.load.size
    for b in range(slots):
        distance[b] = 0.0 if source < 0 or b == source else np.inf
        parent[b] = -1
    for _ in range(slots):
        is_better = False
        for a in range(slots):
            if distance[a] == np.inf:
                continue
            for b in range(slots):
                reached = distance[a] + flow.rate[a, b]
                if reached < distance[b] - _EPSILON * (1.0 + abs(reached)):
                    distance[b], parent[b] = reached, a
                    is_better = True
        if not is_better:
            return


@njit(cache=True, nogil=True)
def _end_of_path(data, flow, source, distance, parent):
    """Slot with room for its last mover that is reached at least cost, -1 without any."""
    best, end = np.inf if source >= 0 else -1e-7, -1
    for b in range(flow.load.size):
        if parent[b] < 0 or distance[b] >= best:
            continue
        w = data.demand[flow.via[parent[b], b]]
        if flow.load[b] + w <= flow.room[b] + _EPSILON:
            best, end = distance[b], b
    return end


@njit(cache=True, nogil=True)
def _shift(data, flow, end, parent):
    """Move one point along every step of the path to a slot; tell whether it was sound."""
    b, is_path = end, False
    for _ in range(flow.load.size):
        a = parent[b]
        is_path = a < 0
        if is_path or flow.slot_of[flow.via[a, b]] != a:
            break
        _send(data, flow, flow.via[a, b], b)
        b = a
    b = end
    for _ in range(flow.load.size):
        _list_moves(data, flow, b)
        b = parent[b]
        if b < 0:
            break
    return is_path


@njit(cache=True, nogil=True)
def _balance(data, flow, distance, parent):
    """Bring every load within its room, then move points while that saves walking."""
    for a in range(flow.load.size):
        _list_moves(data, flow, a)
    _relieve(data, flow, distance, parent)
    for _ in range(4 * flow.slot_of.size):
        _paths(flow, -1, distance, parent)
        end = _end_of_path(data, flow, -1, distance, parent)
        before = flow.total[0]
        if end < 0 or not _shift(data, flow, end, parent) or flow.total[0] >= before:
            break
    _relieve(data, flow, distance, parent)
    _send_away(data, flow)


@njit(cache=True, nogil=True)
def _relieve(data, flow, distance, parent):
    """Move points from overloaded slots along the cheapest paths to slots with room."""
    for source in range(flow.load.size):
        for _ in range(flow.slot_of.size):
            if flow.load[source] <= flow.room[source] + _EPSILON:
                break
            _paths(flow, source, distance, parent)
            end = _end_of_path(data, flow, source, distance, parent)
            if end < 0:
                break
            _shift(data, flow, end, parent)


@njit(cache=True, nogil=True)
def _send_away(data, flow):
    """Send points that find no room nowhere, the last to come first."""
    nowhere = flow.load.size - 1
    for a in range(nowhere):
        if flow.load[a] <= flow.room[a] + _EPSILON:
            continue
        i = flow.first[a]
        while i >= 0 and flow.load[a] > flow.room[a] + _EPSILON:
            after = flow.following[i]
            if data.demand[i] > 0.0:
                _send(data, flow, i, _with_room(data, flow, i))
            i = after
        for b in range(flow.load.size):
            _list_moves(data, flow, b)


@njit(cache=True, nogil=True)
def _with_room(data, flow, i):
    """Cheapest slot that has room for a point."""
    best = flow.load.size - 1
    for b in range(best):
        fits = flow.load[b] + data.demand[i] <= flow.room[b] + _EPSILON
        if fits and flow.cost[i, b] < flow.cost[i, best]:
            best = b
    return best


@njit(cache=True, nogil=True)
def _put(data, flow, slot, j):
    """Let a slot stand for a site."""
    flow.site[slot] = j
    flow.room[slot] = data.first_room[j] + data.unit[0] * (data.unit[1] - 1.0)
    flow.cost[:, slot] = np.inf
    for k in range(data.column_start[j], data.column_start[j + 1]):
        flow.cost[data.column_point[k], slot] = data.column_cost[k]


@njit(cache=True, nogil=True)
def _exchange(data, flow, slot, j, price, marks):
    """Put a site in the place of another: its points leave, those that gain come."""
    distance, parent = marks
    nowhere = flow.load.size - 1
    i = flow.first[slot]
    while i >= 0:
        after = flow.following[i]
        best, best_cost = nowhere, flow.cost[i, nowhere]
        for b in range(nowhere):
            cost = flow.cost[i, b] + data.demand[i] * price[b]
            if b != slot and cost < best_cost:
                best, best_cost = b, cost
        _send(data, flow, i, best)
        i = after
    _put(data, flow, slot, j)
    paid = np.empty(flow.slot_of.size)
    for k in range(data.column_start[j], data.column_start[j + 1]):
        i = data.column_point[k]
        at = flow.slot_of[i]
        paid[i] = flow.cost[i, at] + data.demand[i] * (price[at] if at != slot else 0.0)
    own = _price_of_room(data, j, paid, flow.room[slot])
    for k in range(data.column_start[j], data.column_start[j + 1]):
        i = data.column_point[k]
        if paid[i] - data.column_cost[k] > own * data.demand[i]:
            _send(data, flow, i, slot)
    _balance(data, flow, distance, parent)


@njit(cache=True, nogil=True)
def _two_cheapest(data, flow, price, cheapest, second, slot_of):
    """Fill what each point costs at its two cheapest slots, room paid for."""
    nowhere = flow.load.size - 1
    for i in range(cheapest.size):
        cheapest[i] = second[i] = flow.cost[i, nowhere]
        slot_of[i] = nowhere
        for b in range(nowhere):
            cost = flow.cost[i, b] + data.demand[i] * price[b]
            if cost < cheapest[i]:
                second[i] = cheapest[i]
                cheapest[i], slot_of[i] = cost, b
            elif cost < second[i]:
                second[i] = cost


@njit(cache=True, nogil=True)
def _price_of_room(data, j, cheapest, room):
    """Least price per load at which those who gain by a new site fit in it."""
    low, high, load = 0.0, 0.0, 0.0
    for k in range(data.column_start[j], data.column_start[j + 1]):
        i = data.column_point[k]
        gain = cheapest[i] - data.column_cost[k]
        if gain > 0.0 and data.demand[i] > 0.0:
            load += data.demand[i]
            high = max(high, gain / data.demand[i])
    if load <= room:
        return 0.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2.0
        load = 0.0
        for k in range(data.column_start[j], data.column_start[j + 1]):
            i = data.column_point[k]
            if cheapest[i] - data.column_cost[k] > middle * data.demand[i]:
                load += data.demand[i]
        low, high = (middle, high) if load > room else (low, middle)
    return high


@njit(cache=True, nogil=True)
def _exchange_bounds(data, flow, is_fixed, price, duals, bounds):
    """Fill what each exchange changes at least: slots that leave by sites that come.

    By duality, prices of room that stay as they are bound the cost of the transport
    problem from below whatever sites are open.
    """
    cheapest, second, slot_of = duals
    slots = flow.load.size
    _two_cheapest(data, flow, price, cheapest, second, slot_of)
    leaving = np.zeros(slots)
    for i in range(cheapest.size):
        leaving[slot_of[i]] += second[i] - cheapest[i]
    spared, is_open = np.empty(slots), np.zeros(is_fixed.size, np.bool_)
    for b in range(slots - 1):
        leaving[b] += price[b] * flow.room[b]
        is_open[flow.site[b]] = True
    for j in range(is_fixed.size):
        if is_open[j]:
            bounds[:, j] = np.inf
            continue
        room = data.first_room[j] + data.unit[0] * (data.unit[1] - 1.0)
        own = _price_of_room(data, j, cheapest, room)
        coming = -own * room
        spared[:] = 0.0
        for k in range(data.column_start[j], data.column_start[j + 1]):
            i = data.column_point[k]
            cost = data.column_cost[k] + own * data.demand[i]
            if cost < second[i]:
                coming += min(0.0, cost - cheapest[i])
                spared[slot_of[i]] += second[i] - max(cost, cheapest[i])
        for b in range(slots - 1):
            is_kept = is_fixed[flow.site[b]]
            bounds[b, j] = np.inf if is_kept else coming + leaving[b] - spared[b]


@njit(cache=True, nogil=True)
def _new_flow(data, sites):
    points, slots = data.demand.size, sites.size + 1
    flow = _Flow(
        np.full(slots, -1, np.int64),
        np.full(slots, np.inf),
        np.zeros(slots),
        np.full(points, slots - 1, np.int64),
        np.full((points, slots), np.inf),
        np.full((slots, slots), np.inf),
        np.full((slots, slots), -1, np.int64),
        np.full(slots, -1, np.int64),
        np.full(points, -1, np.int64),
        np.full(points, -1, np.int64),
        np.zeros(1),
    )
    for slot in range(sites.size):
        _put(data, flow, slot, sites[slot])
    for i in range(points):
        flow.cost[i, slots - 1] = data.missed_price[i]
        _link(flow, i, slots - 1)
        flow.load[slots - 1] += data.demand[i]
        flow.total[0] += data.missed_price[i]
    for i in range(points):
        cheapest = np.argmin(flow.cost[i])
        if cheapest < slots - 1:
            _send(data, flow, i, cheapest)
    return flow


@njit(cache=True, nogil=True)
def _like(flow):
    """Room for a copy of everything but the costs."""
    return _Flow(
        np.empty_like(flow.site),
        np.empty_like(flow.room),
        np.empty_like(flow.load),
        np.empty_like(flow.slot_of),
        flow.cost,
        flow.rate.copy(),
        flow.via.copy(),
        np.empty_like(flow.first),
        np.empty_like(flow.following),
        np.empty_like(flow.before),
        np.empty_like(flow.total),
    )


@njit(cache=True, nogil=True)
def _copy(flow, other):
    """Copy everything but the costs."""
    copy_into(flow.site, other.site)
    copy_into(flow.room, other.room)
    copy_into(flow.load, other.load)
    copy_into(flow.slot_of, other.slot_of)
    copy_into(flow.first, other.first)
    copy_into(flow.following, other.following)
    copy_into(flow.before, other.before)
    copy_into(flow.total, other.total)
    other.rate[:] = flow.rate
    other.via[:] = flow.via


@njit(cache=True, nogil=True)
def _take_back(data, flow, saved):
    for slot in range(flow.site.size - 1):
        if flow.site[slot] != saved.site[slot]:
            _put(data, flow, slot, saved.site[slot])
    _copy(saved, flow)


@njit(cache=True, nogil=True)
def _price_room(flow, marks, price):
    """Fill what room for one more load is worth on every slot."""
    _paths(flow, -1, marks[0], marks[1])
    for b in range(price.size):
        price[b] = max(0.0, -marks[0][b])


@njit(cache=True, nogil=True)
def _descend(data, flow, is_fixed, price, work, tries):
    """Carry out exchanges that cost less until the most promising ones do not."""
    marks, duals, bounds, saved = work
    for _ in range(_MOST_ROUNDS):
        _price_room(flow, marks, price)
        _exchange_bounds(data, flow, is_fixed, price, duals, bounds)
        flat = bounds.ravel()
        _copy(flow, saved)
        is_better = False
        for _ in range(tries):
            at = np.argmin(flat)
            if flat[at] >= -_LEAST_GAIN * abs(flow.total[0]):
                break
            flat[at] = np.inf
            _exchange(data, flow, at // is_fixed.size, at % is_fixed.size, price, marks)
            is_better = flow.total[0] < saved.total[0] - _LEAST_GAIN * abs(saved.total[0])
            if is_better:
                break
            _take_back(data, flow, saved)
        if not is_better:
            return


@njit(cache=True, nogil=True)
def _shake(data, flow, is_fixed, price, marks, random):
    """Exchange a random open site for a closed one that serves some of the same points."""
    for _ in range(_SHAKE_TRIES):
        slot = int(next_random(random) * (flow.load.size - 1))
        old = flow.site[slot]
        begin, end = data.column_start[old], data.column_start[old + 1]
        if is_fixed[old] or begin == end:
            continue
        i = data.column_point[begin + int(next_random(random) * (end - begin))]
        width = min(data.row_start[i + 1] - data.row_start[i], _SHAKE_SITES)
        j = data.row_site[data.row_start[i] + int(next_random(random) * width)]
        if not np.any(flow.site == j):
            _exchange(data, flow, slot, j, price, marks)
            return


@njit(cache=True, nogil=True)
def transport_search(data, sites, is_fixed, schedule) -> Any:
    """Exchange open and closed sites while the transport problem gets cheaper.

    Parameters
    ----------
    data
        The problem; every point has a finite price for being missed, and neither
        sites nor units cost anything.
    sites
        Open sites to start from; their number stays.
    is_fixed
        Sites that never close.
    schedule
        (exchanges tried in each round, restarts after a shake, seed).

    Returns
    -------
    Open sites, the site of each point (-1 unserved), and the cost of each point at
    its cheapest and its second cheapest open site, room paid for.
    """
    tries, shakes, seed = schedule
    random = np.array([np.uint64(seed)], dtype=np.uint64)
    points, slots = data.demand.size, sites.size + 1
    flow = _new_flow(data, sites)
    marks = (np.empty(slots), np.empty(slots, np.int64))
    duals = (np.empty(points), np.empty(points), np.empty(points, np.int64))
    price = np.zeros(slots)
    work = (marks, duals, np.empty((slots - 1, is_fixed.size)), _like(flow))
    best = _like(flow)
    _balance(data, flow, marks[0], marks[1])
    _descend(data, flow, is_fixed, price, work, tries)
    _copy(flow, best)
    for _ in range(shakes):
        _shake(data, flow, is_fixed, price, marks, random)
        _descend(data, flow, is_fixed, price, work, tries)
        if flow.total[0] < best.total[0] - _LEAST_GAIN * abs(best.total[0]):
            _copy(flow, best)
        else:
            _take_back(data, flow, best)
    _price_room(flow, marks, price)
    _two_cheapest(data, flow, price, duals[0], duals[1], duals[2])
    return flow.site[:-1].copy(), flow.site[flow.slot_of], duals[0], duals[1]
