"""Compiled search for sites with limited capacity: whole points move between open sites.

Numba reads no annotations, so kernels carry none that a caller does not see.
"""

# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from algorithms.siting._covering_kernels import next_random
from algorithms.siting._median_kernels import copy_into

_NOWHERE, _TOGGLED = -1, -2  # as a site of a point, and in the log for a site opened or closed
_MOST_CANDIDATES, _MOST_RUINED = 16, 3
_EPSILON = 1e-9


class CapacityData(NamedTuple):
    """A problem with capacity as the kernels read it.

    Attributes
    ----------
    row_start, row_site, row_cost
        Sites that serve each point and the cost of serving the whole point, by rising cost.
    column_start, column_point, column_cost
        The same by sites.
    demand
        Load of each point, shape (points,).
    missed_price
        Cost of leaving a point unserved.
    site_cost, site_price
        Cost of opening a site with its first unit, as it counts in the objective and
        against the budget.
    first_room
        Load that the first unit of each site takes, shape (sites,).
    unit
        Capacity of each further unit, most units on a site, cost of a further unit
        in the objective and against the budget.
    limits
        Most sites and budget, infinite without.
    """

    row_start: NDArray[np.int64]
    row_site: NDArray[np.int64]
    row_cost: NDArray[np.float64]
    column_start: NDArray[np.int64]
    column_point: NDArray[np.int64]
    column_cost: NDArray[np.float64]
    demand: NDArray[np.float64]
    missed_price: NDArray[np.float64]
    site_cost: NDArray[np.float64]
    site_price: NDArray[np.float64]
    first_room: NDArray[np.float64]
    unit: tuple[float, float, float, float]
    limits: tuple[float, float]


class _State(NamedTuple):
    """Open sites, who goes where, and a log of changes that can be taken back."""

    is_open: Any
    load: Any
    site_of: Any
    cost_of: Any
    totals: Any  # objective, sites, money spent
    members: Any
    place: Any
    log_item: Any
    log_site: Any
    log_cost: Any
    log_size: Any


@njit(cache=True, nogil=True)
def _units(data, j, load):
    """Units that a load needs on site j; an open site has at least one."""
    return 1.0 + max(0.0, np.ceil((load - data.first_room[j]) / data.unit[0] - _EPSILON))


@njit(cache=True, nogil=True)
def _record(state, item, site, cost):
    at = state.log_size[0]
    if at < state.log_item.size:
        state.log_item[at] = item
        state.log_site[at] = site
        state.log_cost[at] = cost
    state.log_size[0] = at + 1


@njit(cache=True, nogil=True)
def _move(data, state, i, site, cost):
    """Send point i to a site, or nowhere (-1)."""
    _record(state, i, state.site_of[i], state.cost_of[i])
    w, (_, _, unit_cost, unit_price) = data.demand[i], data.unit
    old = state.site_of[i]
    for turn in range(2):
        j = old if turn == 0 else site
        if j >= 0:
            before = _units(data, j, state.load[j])
            state.load[j] += w if turn == 1 else -w
            change = _units(data, j, state.load[j]) - before
            state.totals[0] += unit_cost * change
            state.totals[2] += unit_price * change
    state.totals[0] += cost - state.cost_of[i]
    state.site_of[i] = site
    state.cost_of[i] = cost


@njit(cache=True, nogil=True)
def _toggle(data, state, j):
    """Open a closed site or close an open one that serves nobody."""
    opens = not state.is_open[j]
    _record(state, j, np.int64(_TOGGLED), 0.0)
    sign = 1.0 if opens else -1.0
    state.is_open[j] = opens
    state.totals[0] += sign * data.site_cost[j]
    state.totals[1] += sign
    state.totals[2] += sign * data.site_price[j]
    if opens:
        state.load[j] = 0.0
        last = int(state.totals[1]) - 1
        state.members[last] = j
        state.place[j] = last
    else:
        last = int(state.totals[1])
        other = state.members[last]
        state.members[state.place[j]] = other
        state.place[other] = state.place[j]
        state.place[j] = -1


@njit(cache=True, nogil=True)
def _undo(data, state):
    """Take back everything logged."""
    size = state.log_size[0]
    for at in range(size - 1, -1, -1):
        item = state.log_item[at]
        if state.log_site[at] == _TOGGLED:
            _toggle(data, state, item)
        else:
            _move(data, state, item, state.log_site[at], state.log_cost[at])
    state.log_size[0] = 0


@njit(cache=True, nogil=True)
def _extra_units(data, state, j, w):
    """Units that site j needs more for a load w; -1 where it can't take it."""
    _, most, _, price = data.unit
    after = _units(data, j, state.load[j] + w)
    more = after - _units(data, j, state.load[j])
    if after > most or state.totals[2] + price * more > data.limits[1]:
        return -1.0
    return more


@njit(cache=True, nogil=True)
def _settle(data, state, i):
    """Send point i where it costs least now, nowhere if that is cheaper or nobody has room."""
    best, best_site = data.missed_price[i], np.int64(_NOWHERE)
    best_cost = best
    for k in range(data.row_start[i], data.row_start[i + 1]):
        cost = data.row_cost[k]
        if cost >= best:
            break
        j = data.row_site[k]
        if not state.is_open[j]:
            continue
        more = _extra_units(data, state, j, data.demand[i])
        if more >= 0.0 and cost + data.unit[2] * more < best:
            best, best_site, best_cost = cost + data.unit[2] * more, j, cost
    if best_site != state.site_of[i]:
        _move(data, state, i, best_site, best_cost)


@njit(cache=True, nogil=True)
def _close(data, state, j, touched, size):
    """Close a site; its points are freed and listed. Return how many are listed then."""
    for k in range(data.column_start[j], data.column_start[j + 1]):
        i = data.column_point[k]
        if state.site_of[i] == j:
            _move(data, state, i, np.int64(_NOWHERE), data.missed_price[i])
            touched[size] = i
            size += 1
    _toggle(data, state, j)
    return size


@njit(cache=True, nogil=True)
def _open(data, state, j):
    """Open a site and send to it the points that gain by it, as far as there is room."""
    _toggle(data, state, j)
    for k in range(data.column_start[j], data.column_start[j + 1]):
        i = data.column_point[k]
        saved = state.cost_of[i] - data.column_cost[k]
        if saved <= 0.0:
            continue
        more = _extra_units(data, state, j, data.demand[i])
        if more >= 0.0 and saved > data.unit[2] * more:
            _move(data, state, i, j, data.column_cost[k])


@njit(cache=True, nogil=True)
def _rate(data, state, j):
    """Return what opening a site saves, for each yuan where money counts."""
    capacity, most, unit_cost, unit_price = data.unit
    load, saving, room = 0.0, 0.0, data.first_room[j] + capacity * (most - 1.0)
    for k in range(data.column_start[j], data.column_start[j + 1]):
        i = data.column_point[k]
        saved = state.cost_of[i] - data.column_cost[k]
        if saved > 0.0 and load + data.demand[i] <= room:
            saving += saved
            load += data.demand[i]
    further = _units(data, j, load) - 1.0
    cost = data.site_cost[j] + unit_cost * further
    if saving <= cost:
        return -1.0
    if cost == 0.0 and data.limits[1] < np.inf:
        cost = data.site_price[j] + unit_price * further
    return saving / cost if cost > 0.0 else saving


@njit(cache=True, nogil=True)
def _recreate(data, state, touched, size, random):
    """Open the best sites for the points listed while that pays and the limits allow."""
    sites, budget = data.limits
    while size > 0 and state.totals[1] < sites:
        best, best_rate = np.int64(_NOWHERE), 0.0
        tried = 0
        while tried < _MOST_CANDIDATES:
            i = touched[int(next_random(random) * size)]
            tried += 1
            if state.cost_of[i] == 0.0:
                continue
            width = data.row_start[i + 1] - data.row_start[i]
            near = min(width, _MOST_CANDIDATES)
            tried += near
            for k in range(near):
                j = data.row_site[data.row_start[i] + k]
                if state.is_open[j] or j == best:
                    continue
                if state.totals[2] + data.site_price[j] > budget:
                    continue
                rate = _rate(data, state, j) * (0.9 + 0.2 * next_random(random))
                if rate > best_rate:
                    best, best_rate = j, rate
        if best < 0:
            return
        _open(data, state, best)


@njit(cache=True, nogil=True)
def _missed_into(state, random, touched, size):
    """List a few random points that nobody serves."""
    for _ in range(20):
        i = int(next_random(random) * state.site_of.size)
        if state.site_of[i] < 0:
            touched[size] = i
            return size + 1
    return size


@njit(cache=True, nogil=True)
def _ruin_and_recreate(data, state, is_fixed, touched, random):
    """Close some neighbouring sites, settle their points and open better ones."""
    count = int(state.totals[1])
    size = np.int64(0)
    if count > 0:
        j = state.members[int(next_random(random) * count)]
        # Mostly one or two: larger gaps take long to fill and seldom pay.
        ruined = 1 + int(next_random(random) * next_random(random) * _MOST_RUINED)
        begin, end = data.column_start[j], data.column_start[j + 1]
        for turn in range(ruined):
            if turn > 0 and end > begin:
                # A neighbour serves some of the same points.
                i = data.column_point[begin + int(next_random(random) * (end - begin))]
                j = state.site_of[i]
            if j >= 0 and state.is_open[j] and not is_fixed[j]:
                size = _close(data, state, j, touched, size)
    freed = size
    for at in range(freed):
        _settle(data, state, touched[at])
    size = _missed_into(state, random, touched, size)
    _recreate(data, state, touched, size, random)
    for at in range(size):
        if state.site_of[touched[at]] < 0:
            _settle(data, state, touched[at])


@njit(cache=True, nogil=True)
def _eject(data, state, touched, random):
    """Send a point to an open site that is full by sending others away from there."""
    i = int(next_random(random) * state.site_of.size)
    size = _missed_into(state, random, touched, np.int64(0))
    if size > 0:
        i = touched[0]
    begin, end = data.row_start[i], data.row_start[i + 1]
    site, cost = np.int64(_NOWHERE), 0.0
    for k in range(begin, end):
        if data.row_cost[k] >= state.cost_of[i]:
            break
        if state.is_open[data.row_site[k]] and (site < 0 or next_random(random) < 0.5):
            site, cost = data.row_site[k], data.row_cost[k]
    if site < 0 or site == state.site_of[i]:
        return
    begin, end = data.column_start[site], data.column_start[site + 1]
    size = 0
    for _ in range(end - begin):
        if _extra_units(data, state, site, data.demand[i]) == 0.0:
            break
        other = data.column_point[begin + int(next_random(random) * (end - begin))]
        if state.site_of[other] == site:
            _move(data, state, other, np.int64(_NOWHERE), data.missed_price[other])
            touched[size] = other
            size += 1
    if _extra_units(data, state, site, data.demand[i]) >= 0.0:
        _move(data, state, i, site, cost)
    for at in range(size):
        _settle(data, state, touched[at])


@njit(cache=True, nogil=True)
def _new_state(data, start, log_length):
    points, sites = data.demand.size, data.site_cost.size
    state = _State(
        np.zeros(sites, np.bool_),
        np.zeros(sites),
        np.full(points, -1, np.int64),
        data.missed_price.copy(),
        np.array([data.missed_price.sum(), 0.0, 0.0]),
        np.empty(sites, np.int64),
        np.full(sites, -1, np.int64),
        np.empty(log_length, np.int64),
        np.empty(log_length, np.int64),
        np.empty(log_length),
        np.zeros(1, np.int64),
    )
    for j in range(sites):
        if start[j]:
            _toggle(data, state, j)
            state.log_size[0] = 0
    return state


@njit(cache=True, nogil=True)
def _settle_all(data, state, wishes, touched):
    """Send points where they are wished to go, the rest where it costs least; list the missed."""
    points = data.demand.size
    for i in range(points):
        for k in range(data.row_start[i], data.row_start[i + 1]):
            j = data.row_site[k]
            if j == wishes[i] and state.is_open[j]:
                if _extra_units(data, state, j, data.demand[i]) >= 0.0:
                    _move(data, state, i, j, data.row_cost[k])
                break
        state.log_size[0] = 0
    size = np.int64(0)
    for i in range(points):
        if state.site_of[i] < 0:
            _settle(data, state, i)
        state.log_size[0] = 0
        if state.site_of[i] < 0 and data.row_start[i] < data.row_start[i + 1]:
            touched[size] = i
            size += 1
    return size


@njit(cache=True, nogil=True)
def capacity_search(data, start, wishes, is_fixed, schedule) -> Any:
    """Improve open sites and who goes where by annealed ruin and recreate.

    Schrimpf, Schneider, Stamm-Wilbrandt and Dueck (2000, Journal of Computational
    Physics 159, 139-171): close a few neighbouring sites, send their points to
    others with room, open the sites that save most, and keep the outcome unless
    it costs too much more. Every fourth move makes room on a full site instead.

    Parameters
    ----------
    data
        The problem.
    start
        Open sites to start from, shape (sites,).
    wishes
        Site that each point goes to at first, -1 for its cheapest, shape (points,).
    is_fixed
        Sites that never close.
    schedule
        (moves, first temperature, last temperature, seed).

    Returns
    -------
    Open sites, the site of each point (-1 unserved), and the objective.
    """
    moves, temperature, last_temperature, seed = schedule
    random = np.array([np.uint64(seed)], dtype=np.uint64)
    points = data.demand.size
    state = _new_state(data, start, 8 * points + 64)
    touched = np.empty(2 * points + 8, np.int64)
    size = _settle_all(data, state, wishes, touched)
    _recreate(data, state, touched, size, random)
    state.log_size[0] = 0
    best = state.totals[0]
    best_open, best_site = state.is_open.copy(), state.site_of.copy()
    cooling = (last_temperature / temperature) ** (1.0 / max(moves, 1))
    for move in range(moves):
        temperature *= cooling
        before = state.totals[0]
        if move % 4 == 3:
            _eject(data, state, touched, random)
        else:
            _ruin_and_recreate(data, state, is_fixed, touched, random)
        rise = state.totals[0] - before
        too_long = state.log_size[0] > state.log_item.size
        if not too_long and rise > -temperature * np.log(next_random(random) + 1e-300):
            _undo(data, state)
        state.log_size[0] = 0
        if state.totals[0] < best - 1e-9 * max(1.0, abs(best)):
            best = state.totals[0]
            copy_into(state.is_open, best_open)
            copy_into(state.site_of, best_site)
    return best_open, best_site, best
