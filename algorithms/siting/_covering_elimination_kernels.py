"""Compiled elimination of sites one after another: the cheapest cover of a block, exactly.

A block is a small set covering problem. Its sites are put in an order; eliminating
a site leaves a table over its *scope*, the sites that come later and share a point
with it or with sites eliminated before. Entry ``s`` of a table is the least weight
of the sites eliminated so far when the scope is open as the bits of ``s`` say
(nonserial dynamic programming, Bertele and Brioschi 1972; Dechter 1999, Artificial
Intelligence 113, 41-85, calls it bucket elimination). Bit 0 of a scope is the site
eliminated last; a site's own bit stands above those of its scope.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

_GATHER_BITS = 8


@njit(cache=True, nogil=True)
def _neighbours(rows: Any, site_count: Any) -> Any:
    """Return which sites share a point."""
    indptr, indices = rows
    near = np.zeros((site_count, site_count), dtype=np.bool_)
    for row in range(indptr.size - 1):
        for a in range(indptr[row], indptr[row + 1]):
            for b in range(indptr[row], a):
                near[indices[a], indices[b]] = True
                near[indices[b], indices[a]] = True
    return near


@njit(cache=True, nogil=True)
def _missing_links(site: Any, near: Any, members: Any) -> Any:
    """Count the pairs of neighbours of a site that are not neighbours themselves."""
    count, missing = 0, 0
    for other in range(near.shape[0]):
        if near[site, other]:
            members[count] = other
            count += 1
    for a in range(count):
        for b in range(a):
            missing += not near[members[a], members[b]]
    return missing


@njit(cache=True, nogil=True)
def _eliminate(site: Any, near: Any, degree: Any, stale: Any, scope: Any) -> Any:
    """Join the neighbours of a site to one another, take it out; return how many they are."""
    count = 0
    for other in range(near.shape[0]):
        if near[site, other]:
            scope[count] = other
            count += 1
    for a in range(count):
        near[site, scope[a]] = near[scope[a], site] = False
        degree[scope[a]] -= 1
        for b in range(a):
            if not near[scope[a], scope[b]]:
                near[scope[a], scope[b]] = near[scope[b], scope[a]] = True
                degree[scope[a]] += 1
                degree[scope[b]] += 1
    for a in range(count):
        stale[scope[a]] = True
        for other in range(near.shape[0]):
            stale[other] |= near[scope[a], other]
    return count


@njit(cache=True, nogil=True)
def elimination_order(rows: Any, site_count: Any, most: Any) -> Any:
    """Order the sites so that scopes stay small: always the site that joins fewest anew.

    Returns the order, where the scope of each ends, and the scopes (least fill
    rule). The order is empty if a scope would hold more than ``most`` sites.
    """
    near = _neighbours(rows, site_count)
    degree = np.zeros(site_count, dtype=np.int64)
    for site in range(site_count):
        for other in range(site_count):
            degree[site] += near[site, other]
    key, stale = np.zeros(site_count, dtype=np.int64), np.ones(site_count, dtype=np.bool_)
    waits, members = np.ones(site_count, dtype=np.bool_), np.empty(site_count, dtype=np.int64)
    order, ends = np.empty(site_count, dtype=np.int64), np.zeros(site_count + 1, dtype=np.int64)
    scopes = np.empty(site_count * most, dtype=np.int64)
    for step in range(site_count):
        best = -1
        for site in range(site_count):
            if waits[site] and degree[site] <= most:
                if stale[site]:
                    key[site] = _missing_links(site, near, members) * site_count + degree[site]
                    stale[site] = False
                if best < 0 or key[site] < key[best]:
                    best = site
        if best < 0:
            return order[:0], ends[:1], scopes[:0]
        count = _eliminate(best, near, degree, stale, scopes[ends[step] :])
        order[step], ends[step + 1], waits[best] = best, ends[step] + count, False
    return order, ends, scopes[: ends[-1]]


@njit(cache=True, nogil=True)
def _bit_of(place: Any, step: Any, ends: Any, places: Any) -> Any:
    """Return the bit of a place of the order in the table of a step."""
    bit = 0
    while ends[step] + bit < ends[step + 1] and places[ends[step] + bit] != place:
        bit += 1
    return np.int64(1) << bit


@njit(cache=True, nogil=True)
def _sort_descending(values: Any, start: Any, end: Any) -> None:
    """Sort a short stretch of an array in place."""
    for a in range(start + 1, end):
        value, b = values[a], a - 1
        while b >= start and values[b] < value:
            values[b + 1] = values[b]
            b -= 1
        values[b + 1] = value


@njit(cache=True, nogil=True)
def _points_by_step(rows: Any, place: Any, ends: Any, places: Any) -> Any:
    """Ask for each point when the first of its sites is eliminated: ends and bits of its sites."""
    indptr, indices = rows
    row_count, count = indptr.size - 1, place.size
    first, row_ends = np.full(row_count, count), np.zeros(count + 2, np.int64)
    for row in range(row_count):
        for q in range(indptr[row], indptr[row + 1]):
            first[row] = min(first[row], place[indices[q]])
        row_ends[first[row] + 2] += 1
    for step in range(2, count + 2):
        row_ends[step] += row_ends[step - 1]
    row_bits = np.zeros(row_count, np.int64)
    for row in range(row_count):
        at = row_ends[first[row] + 1]
        row_ends[first[row] + 1] += 1
        for q in range(indptr[row], indptr[row + 1]):
            row_bits[at] |= _bit_of(place[indices[q]], first[row], ends, places)
    return row_ends, row_bits


@njit(cache=True, nogil=True)
def elimination_tree(rows: Any, order: Any, ends: Any, scopes: Any) -> Any:
    """Return where the table of each step goes and where each point is asked for.

    Returns
    -------
    Ends of the scopes, scopes as places in the order (descending), start of each
    table, (ends, children, their bits in the parent's table), and (ends, bits of
    the sites of each point that is asked for at that step).
    """
    count = order.size
    place = np.empty(count, dtype=np.int64)
    for step in range(count):
        place[order[step]] = step
    places, starts = np.empty(scopes.size, np.int64), np.zeros(count + 1, np.int64)
    child_ends = np.zeros(count + 2, np.int64)
    for step in range(count):
        for q in range(ends[step], ends[step + 1]):
            places[q] = place[scopes[q]]
        _sort_descending(places, ends[step], ends[step + 1])
        starts[step + 1] = starts[step] + (1 << (ends[step + 1] - ends[step]))
        if ends[step + 1] > ends[step]:
            child_ends[places[ends[step + 1] - 1] + 2] += 1
    for step in range(2, count + 2):
        child_ends[step] += child_ends[step - 1]
    children, child_bits = np.empty(count, np.int64), np.zeros(count, np.int64)
    for step in range(count):
        if ends[step + 1] > ends[step]:
            parent = places[ends[step + 1] - 1]
            at = child_ends[parent + 1]
            child_ends[parent + 1] += 1
            children[at] = step
            for q in range(ends[step], ends[step + 1]):
                child_bits[at] |= _bit_of(places[q], parent, ends, places)
    points = _points_by_step(rows, place, ends, places)
    return ends, places, starts, (child_ends, children, child_bits), points


@njit(cache=True, nogil=True)
def _child_offsets(bits: Any, low: Any, high: Any, offsets: Any) -> None:
    """List where entries that differ in the bits ``low`` to ``high`` stand in a child's table."""
    used = 0
    for bit in range(low):
        used += (bits >> bit) & 1
    offsets[0] = 0
    size = 1
    for bit in range(low, high):
        add = 0
        if (bits >> bit) & 1:
            add = 1 << used
            used += 1
        for k in range(size):
            offsets[size + k] = offsets[k] + add
        size *= 2


@njit(cache=True, nogil=True)
def _shared_low_bits(bits: Any, width: Any) -> Any:
    """Return how many of the lowest bits a child has all of."""
    run = 0
    while run < width and (bits >> run) & 1:
        run += 1
    return run


@njit(cache=True, nogil=True)
def _add_child(sums: Any, width: Any, table: Any, bits: Any, offsets: Any) -> None:
    """Add a child's table to the sums of its parent, in runs where the lowest bits agree."""
    run = _shared_low_bits(bits, width)
    if run >= _GATHER_BITS // 2:
        _child_offsets(bits, run, width, offsets[0])
        for h in range(1 << (width - run)):
            into, source = h << run, offsets[0][h]
            for k in range(1 << run):
                sums[into + k] += table[source + k]
        return
    run = min(width, _GATHER_BITS)
    _child_offsets(bits, 0, run, offsets[1])
    _child_offsets(bits, run, width, offsets[0])
    for h in range(1 << (width - run)):
        into, source = h << run, offsets[0][h]
        for k in range(1 << run):
            sums[into + k] += table[source + offsets[1][k]]


@njit(cache=True, nogil=True)
def _forbid_missed(sums: Any, half: Any, bits: Any) -> None:
    """Rule out all entries that leave a point without a site; its own site is closed there."""
    others = (half - 1) & ~bits
    entry = 0
    while True:
        sums[entry] = np.inf
        entry = (entry - others) & others
        if entry == 0:
            return


@njit(cache=True, nogil=True)
def _sum_step(step: Any, tree: Any, tables: Any, sums: Any, offsets: Any) -> None:
    """Add the children of a step to the sums and rule out what misses its points."""
    ends, _, starts, (child_ends, children, child_bits), (row_ends, row_bits) = tree
    width = ends[step + 1] - ends[step] + 1
    for q in range(child_ends[step], child_ends[step + 1]):
        _add_child(sums, width, tables[starts[children[q]] :], child_bits[q], offsets)
    for q in range(row_ends[step], row_ends[step + 1]):
        _forbid_missed(sums, 1 << (width - 1), row_bits[q])


@njit(cache=True, nogil=True)
def _largest_width(ends: Any) -> Any:
    width = 1
    for step in range(ends.size - 1):
        width = max(width, ends[step + 1] - ends[step] + 1)
    return width


@njit(cache=True, nogil=True)
def least_weight(weight: Any, tree: Any, tables: Any, is_open: Any) -> Any:
    """Fill the tables, find a cover of least weight and return its weight.

    Parameters
    ----------
    weight
        Weight of the site of each step, float32.
    tree
        From `elimination_tree`.
    tables
        Room for all tables, float32.
    is_open
        Set to the cover, per step.
    """
    ends, places, starts, (child_ends, children, child_bits), (row_ends, row_bits) = tree
    room = _largest_width(ends)
    sums = np.empty(1 << room, dtype=np.float32)
    offsets = (np.empty(1 << room, np.int64), np.empty(1 << _GATHER_BITS, np.int64))
    total = 0.0
    for step in range(ends.size - 1):
        half = 1 << (ends[step + 1] - ends[step])
        for k in range(half):
            sums[k], sums[half + k] = np.float32(0.0), weight[step]
        _sum_step(step, tree, tables, sums, offsets)
        for k in range(half):
            tables[starts[step] + k] = min(sums[k], sums[half + k])
        if half == 1:
            total += tables[starts[step]]
    for step in range(ends.size - 2, -1, -1):
        entry, own = 0, np.int64(1) << (ends[step + 1] - ends[step])
        for q in range(ends[step], ends[step + 1]):
            entry |= np.int64(is_open[places[q]]) << (q - ends[step])
        closed, opened = np.float32(0.0), weight[step]
        for q in range(child_ends[step], child_ends[step + 1]):
            at = starts[children[q]]
            closed += tables[at + _child_entry(entry, child_bits[q])]
            opened += tables[at + _child_entry(entry | own, child_bits[q])]
        for q in range(row_ends[step], row_ends[step + 1]):
            if entry & row_bits[q] == 0:
                closed = np.float32(np.inf)
        is_open[step] = opened < closed
    return total


@njit(cache=True, nogil=True)
def _child_entry(entry: Any, bits: Any) -> Any:
    """Return the entry of a child's table that belongs to an entry of its parent's."""
    found, used = 0, 0
    while bits:
        lowest = bits & -bits
        if entry & lowest:
            found |= 1 << used
        used += 1
        bits ^= lowest
    return found


@njit(cache=True, nogil=True)
def opening_differences(weight: Any, tree: Any, tables: Any) -> Any:
    """Return by how much the least weight with a site open exceeds that with it closed.

    The tables must stand as `least_weight` with the same weights left them; they
    are overwritten with what the rest of the block adds to each entry.
    """
    ends, _, starts, (child_ends, children, child_bits), _ = tree
    room = _largest_width(ends)
    sums, rest = np.empty(1 << room, np.float32), np.empty(1 << room, np.float32)
    offsets = (np.empty(1 << room, np.int64), np.empty(1 << _GATHER_BITS, np.int64))
    difference = np.empty(ends.size - 1)
    for step in range(ends.size - 2, -1, -1):
        width = ends[step + 1] - ends[step] + 1
        half = 1 << (width - 1)
        for k in range(half):
            outside = tables[starts[step] + k] if half > 1 else np.float32(0.0)
            sums[k], sums[half + k] = outside, outside + weight[step]
        _sum_step(step, tree, tables, sums, offsets)
        if_closed, if_open = np.inf, np.inf
        for k in range(half):
            if_closed, if_open = min(if_closed, sums[k]), min(if_open, sums[half + k])
        difference[step] = if_open - if_closed
        for q in range(child_ends[step], child_ends[step + 1]):
            run = _shared_low_bits(child_bits[q], width)
            _child_offsets(child_bits[q], run, width, offsets[0])
            at, size = starts[children[q]], starts[children[q] + 1] - starts[children[q]]
            for k in range(size):
                rest[k] = np.inf
            for h in range(1 << (width - run)):
                source, into = h << run, offsets[0][h]
                for k in range(1 << run):
                    rest[into + k] = min(rest[into + k], sums[source + k])
            for k in range(size):
                inside = tables[at + k]
                tables[at + k] = np.inf if inside == np.inf else rest[k] - inside
    return difference
