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

from algorithms.siting._covering_order_kernels import bit_count

# Offsets are unsigned and runs are slices: numba then leaves out the checks for negative
# places, and the inner loops add many entries at once.
_GATHER_BITS, _CHUNK = 8, 1 << 11


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
    used = bit_count(np.uint64(bits & ((1 << low) - 1)))
    offsets[0] = np.uint64(0)
    size = 1
    for bit in range(low, high):
        add = np.uint64(0)
        if (bits >> bit) & 1:
            add = np.uint64(1 << used)
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
    is_gathered = run < _GATHER_BITS // 2
    if is_gathered:
        run = min(width, _GATHER_BITS)
        _child_offsets(bits, 0, run, offsets[1])
    _child_offsets(bits, run, width, offsets[0])
    for h in range(1 << (width - run)):
        into, source = sums[h << run : (h + 1) << run], table[offsets[0][h] :]
        if is_gathered:
            for k in range(into.size):
                into[k] += source[offsets[1][k]]
        else:
            for k in range(into.size):
                into[k] += source[k]


@njit(cache=True, nogil=True)
def _forbid_missed(sums: Any, size: Any, bits: Any) -> None:
    """Rule out all entries that leave a point without a site; its own site is closed there."""
    others = (size - 1) & ~bits
    entry = 0
    while True:
        sums[entry] = np.inf
        entry = (entry - others) & others
        if entry == 0:
            return


@njit(cache=True, nogil=True)
def _sum_chunk(step: Any, tree: Any, tables: Any, first: Any, halves: Any, offsets: Any) -> None:
    """Add the children of a step to a chunk of its sums and rule out what misses its points.

    The chunk begins at entry ``first``; ``halves`` hold it with the step's own site
    closed and open. Chunks stay in the processor's nearest memory.
    """
    ends, _, starts, (child_ends, children, child_bits), (row_ends, row_bits) = tree
    closed, opened = halves
    size, own = closed.size, np.int64(1) << (ends[step + 1] - ends[step])
    width = bit_count(np.uint64(size - 1))
    for q in range(child_ends[step], child_ends[step + 1]):
        bits, start = child_bits[q], starts[children[q]]
        low = bits & (size - 1)
        _add_child(closed, width, tables[start + _child_entry(first, bits) :], low, offsets)
        _add_child(opened, width, tables[start + _child_entry(first | own, bits) :], low, offsets)
    for q in range(row_ends[step], row_ends[step + 1]):
        if first & row_bits[q] == 0:
            _forbid_missed(closed, size, row_bits[q] & (size - 1))


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
    chunk = (np.empty(_CHUNK, np.float32), np.empty(_CHUNK, np.float32))
    offsets = (np.empty(_CHUNK, np.uint64), np.empty(1 << _GATHER_BITS, np.uint64))
    total = 0.0
    for step in range(ends.size - 1):
        half = 1 << (ends[step + 1] - ends[step])
        size = min(half, _CHUNK)
        closed, opened = chunk[0][:size], chunk[1][:size]
        for first in range(0, half, size):
            closed[:], opened[:] = np.float32(0.0), weight[step]
            _sum_chunk(step, tree, tables, first, (closed, opened), offsets)
            into = tables[starts[step] + first :]
            for k in range(size):
                into[k] = min(closed[k], opened[k])
        if half == 1:
            total += tables[starts[step]]
    for step in range(ends.size - 2, -1, -1):
        entry, own = 0, np.int64(1) << (ends[step + 1] - ends[step])
        for q in range(ends[step], ends[step + 1]):
            entry |= np.int64(is_open[places[q]]) << (q - ends[step])
        if_closed, if_open = np.float32(0.0), weight[step]
        for q in range(child_ends[step], child_ends[step + 1]):
            at = starts[children[q]]
            if_closed += tables[at + _child_entry(entry, child_bits[q])]
            if_open += tables[at + _child_entry(entry | own, child_bits[q])]
        for q in range(row_ends[step], row_ends[step + 1]):
            if entry & row_bits[q] == 0:
                if_closed = np.float32(np.inf)
        is_open[step] = if_open < if_closed
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
def _least_over(bit: Any, source: Any, into: Any) -> None:
    """Keep of each two entries that differ in one bit the lesser one."""
    one, place = np.uint64(1), np.uint64(bit)
    run = one << place
    for k in range(into.size):
        entry = np.uint64(k)
        closed = ((entry >> place) << (place + one)) | (entry & (run - one))
        into[k] = min(source[closed], source[closed + run])


@njit(cache=True, nogil=True)
def _least_outside(sums: Any, width: Any, bits: Any, room: Any) -> Any:
    """Return for each entry of a child's table the least of its parent's sums that agree."""
    source, size = sums, np.int64(1) << width
    for bit in range(width - 1, -1, -1):
        if not (bits >> bit) & 1:
            size >>= 1
            _least_over(bit, source, room[:size])
            source = room
    return source[:size]


@njit(cache=True, nogil=True)
def opening_differences(weight: Any, tree: Any, tables: Any) -> Any:
    """Return by how much the least weight with a site open exceeds that with it closed.

    The tables must stand as `least_weight` with the same weights left them; they
    are overwritten with what the rest of the block adds to each entry.
    """
    ends, _, starts, (child_ends, children, child_bits), _ = tree
    room = _largest_width(ends)
    sums, outside = np.empty(1 << room, np.float32), np.empty(1 << room, np.float32)
    offsets = (np.empty(1 << room, np.uint64), np.empty(1 << _GATHER_BITS, np.uint64))
    difference = np.empty(ends.size - 1)
    for step in range(ends.size - 2, -1, -1):
        width = ends[step + 1] - ends[step] + 1
        half = 1 << (width - 1)
        closed, opened = sums[:half], sums[half : 2 * half]
        if half == 1:
            tables[starts[step]] = np.float32(0.0)  # nothing is left outside
        own = tables[starts[step] : starts[step + 1]]
        for k in range(half):
            closed[k], opened[k] = own[k], own[k] + weight[step]
        size = min(half, _CHUNK)
        for first in range(0, half, size):
            chunk = (closed[first : first + size], opened[first : first + size])
            _sum_chunk(step, tree, tables, first, chunk, offsets)
        if_closed = _least_outside(closed, width - 1, 0, outside)[0]
        difference[step] = _least_outside(opened, width - 1, 0, outside)[0] - if_closed
        for q in range(child_ends[step], child_ends[step + 1]):
            inside = tables[starts[children[q]] : starts[children[q] + 1]]
            rest = _least_outside(sums, width, child_bits[q], outside)
            for k in range(inside.size):
                inside[k] = np.inf if inside[k] == np.inf else rest[k] - inside[k]
    return difference
