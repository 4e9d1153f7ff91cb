"""Compiled search for groups of demand points that need more sites than the relaxation opens.

A group of at most 62 points is held as bits of a 64-bit number, each site as
the mask of the group's points that it covers.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

_ONE = np.uint64(1)
_ZERO = np.uint64(0)


@njit(cache=True, nogil=True)
def _bit_count(mask: Any) -> Any:
    """Count the points in a mask."""
    count = 0
    while mask:
        mask &= mask - _ONE
        count += 1
    return count


@njit(cache=True, nogil=True)
def group_needs_more(masks: Any, site_count: Any, full: Any, most: Any, node_limit: Any) -> Any:
    """Tell whether no ``most`` of the sites cover the whole group.

    Depth-first: some site must cover the first point left, so each of its sites
    is tried. Returns 1 if more are needed, 0 if not, -1 when ``node_limit`` is used up.
    """
    left = np.zeros(most + 1, dtype=np.uint64)
    next_site = np.zeros(most + 1, dtype=np.int64)
    left[0] = full
    largest = 0
    for k in range(site_count):
        largest = max(largest, _bit_count(masks[k]))
    if full == _ZERO or largest * most < _bit_count(full):
        return 0 if full == _ZERO else 1
    depth, nodes = 0, 0
    while depth >= 0:
        first = left[depth] & (~left[depth] + _ONE)
        goes_deeper = False
        while next_site[depth] < site_count and not goes_deeper:
            mask = masks[next_site[depth]]
            next_site[depth] += 1
            rest = left[depth] & ~mask
            if mask & first and rest == _ZERO:
                return 0
            sites_left = most - depth - 1
            goes_deeper = (mask & first) != _ZERO and _bit_count(rest) <= largest * sites_left
            if goes_deeper:
                left[depth + 1] = rest
                next_site[depth + 1] = 0
        depth += 1 if goes_deeper else -1
        nodes += 1
        if nodes > node_limit:
            return -1
    return 1


@njit(cache=True, nogil=True)
def group_masks(group: Any, rows: Any, slot: Any, sites: Any, masks: Any) -> Any:
    """Fill in the sites of a group with their masks, rarest points first; return their number.

    ``slot`` must be -1 everywhere and is left so.
    """
    indptr, indices = rows
    for a in range(1, group.size):
        point, b = group[a], a - 1
        degree = indptr[point + 1] - indptr[point]
        while b >= 0 and indptr[group[b] + 1] - indptr[group[b]] > degree:
            group[b + 1] = group[b]
            b -= 1
        group[b + 1] = point
    count = 0
    for a in range(group.size):
        for q in range(indptr[group[a]], indptr[group[a] + 1]):
            site = indices[q]
            if slot[site] < 0:
                slot[site] = count
                sites[count] = site
                masks[count] = _ZERO
                count += 1
            masks[slot[site]] |= _ONE << np.uint64(a)
    for k in range(count):
        slot[sites[k]] = -1
    return count


@njit(cache=True, nogil=True)
def _needs_more(group: Any, most: Any, node_limit: Any, rows: Any, work: Any) -> Any:
    """Tell whether the group needs more than ``most`` sites (1, 0, -1 unknown)."""
    slot, sites, masks = work
    count = group_masks(group, rows, slot, sites, masks)
    full = (_ONE << np.uint64(group.size)) - _ONE
    return group_needs_more(masks, count, full, most, node_limit)


@njit(cache=True, nogil=True)
def _next_point(opened: Any, rows: Any, columns: Any, value: Any, state: Any) -> Any:
    """Return the point that widens the group's sites least, and by how much of the relaxation."""
    in_group, in_sites, stamp = state
    best, best_key = -1, np.inf
    for site in opened:
        if value[site] < 1e-9:
            continue
        for q in range(columns[0][site], columns[0][site + 1]):
            point = columns[1][q]
            if in_group[point] or stamp[point] == stamp[-1]:
                continue
            stamp[point] = stamp[-1]
            key = 0.0
            for t in range(rows[0][point], rows[0][point + 1]):
                if not in_sites[rows[1][t]]:
                    key += value[rows[1][t]] + 1e-4  # of equals, the one with fewer new sites
            if key < best_key:
                best, best_key = point, key
    return best, best_key


@njit(cache=True, nogil=True)
def _shrink(group: Any, most: Any, node_limit: Any, rows: Any, work: Any) -> Any:
    """Drop points as long as the rest still needs more than ``most`` sites."""
    place = group.size - 1
    while place >= 0:
        rest = np.concatenate((group[:place], group[place + 1 :]))
        if _needs_more(rest, most, node_limit, rows, work) == 1:
            group = rest
        place -= 1
    return group


@njit(cache=True, nogil=True)
def _grow_group(
    seed: Any, rows: Any, columns: Any, value: Any, limits: Any, state: Any, work: Any
) -> Any:
    """Grow a group from a point until it needs more sites than the relaxation opens for it.

    Returns the group (empty where none was found), the sites it needs, and the
    sites that touch it.
    """
    most_points, least_violation, node_limit, most_sites = limits
    in_group, in_sites, stamp = state
    group = [seed]
    opened = [rows[1][rows[0][seed]]]
    opened.pop()
    reached, point = 0.0, seed
    while True:
        in_group[point] = True
        for q in range(rows[0][point], rows[0][point + 1]):
            site = rows[1][q]
            if not in_sites[site]:
                in_sites[site] = True
                opened.append(site)
                reached += value[site]
        stamp[-1] += 1
        point, widening = _next_point(opened, rows, columns, value, state)
        floor = int(np.floor(reached + 1e-6))
        is_last = point < 0 or len(group) == most_points
        if floor > most_sites:
            break
        if floor + 1 - reached >= least_violation and (is_last or widening > 1e-3):
            candidate = np.array(group)
            answer = _needs_more(candidate, floor, node_limit, rows, work)
            if answer == 1:
                return _shrink(candidate, floor, node_limit, rows, work), floor + 1, opened
            if answer < 0:
                break
        if is_last:
            break
        group.append(point)
    return np.empty(0, dtype=np.int64), 0, opened


@njit(cache=True, nogil=True)
def violated_groups(rows: Any, columns: Any, value: Any, limits: Any) -> Any:
    """Return groups of points that need more sites than ``value`` opens for them.

    Parameters
    ----------
    rows, columns
        (indptr, indices) of the matrix by rows and by columns.
    value
        Solution of the relaxation, one number per site.
    limits
        (most points in a group, least violation, search nodes, most sites needed).

    Returns
    -------
    The groups one after another, where each ends, and the sites each needs.
    """
    point_count, site_count = rows[0].size - 1, value.size
    state = (
        np.zeros(point_count, dtype=np.bool_),
        np.zeros(site_count, dtype=np.bool_),
        np.zeros(point_count + 1, dtype=np.int64),
    )
    work = (
        np.full(site_count, -1, dtype=np.int64),
        np.empty(site_count, dtype=np.int64),
        np.empty(site_count, dtype=np.uint64),
    )
    points, ends, needed = [0], [0], [0]
    for seed in range(point_count):
        is_fractional = False
        for q in range(rows[0][seed], rows[0][seed + 1]):
            is_fractional |= 1e-6 < value[rows[1][q]] < 1.0 - 1e-6
        if not is_fractional:
            continue
        group, need, opened = _grow_group(seed, rows, columns, value, limits, state, work)
        state[0][:] = False
        for site in opened:
            state[1][site] = False
        if need > 0:
            points.extend(group)
            ends.append(len(points) - 1)
            needed.append(need)
    return np.array(points[1:]), np.array(ends[1:]), np.array(needed[1:])
