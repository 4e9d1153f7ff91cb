"""Compiled rule of thumb for the order in which sites are eliminated.

Which sites share a point is kept as bits, 64 to a word, so that missing links are
counted a word at a time.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

_ONE, _TWO, _FOUR, _TOP_BYTE = np.uint64(1), np.uint64(2), np.uint64(4), np.uint64(56)
_EVERY_SECOND, _EVERY_TWO = np.uint64(0x5555_5555_5555_5555), np.uint64(0x3333_3333_3333_3333)
_EVERY_FOUR, _EVERY_BYTE = np.uint64(0x0F0F_0F0F_0F0F_0F0F), np.uint64(0x0101_0101_0101_0101)


@njit(cache=True, nogil=True)
def bit_count(word: Any) -> Any:
    """Count the bits set in a word of 64, by sums within ever wider fields."""
    word -= (word >> _ONE) & _EVERY_SECOND
    word = (word & _EVERY_TWO) + ((word >> _TWO) & _EVERY_TWO)
    word = (word + (word >> _FOUR)) & _EVERY_FOUR
    return np.int64((word * _EVERY_BYTE) >> _TOP_BYTE)


@njit(cache=True, nogil=True)
def _members(words: Any, members: Any) -> Any:
    """List the numbers of the bits set, ascending; return how many they are."""
    count = 0
    for w in range(words.size):
        word = words[w]
        while word:
            members[count] = 64 * w + bit_count((word - _ONE) & ~word)
            count += 1
            word &= word - _ONE
    return count


@njit(cache=True, nogil=True)
def _set_bit(words: Any, number: Any) -> None:
    words[number >> 6] |= _ONE << np.uint64(number & 63)


@njit(cache=True, nogil=True)
def _clear_bit(words: Any, number: Any) -> None:
    words[number >> 6] &= ~(_ONE << np.uint64(number & 63))


@njit(cache=True, nogil=True)
def _neighbours(rows: Any, site_count: Any) -> Any:
    """Return which sites share a point, as the bits of one row of words per site."""
    indptr, indices = rows
    near = np.zeros((site_count, (site_count + 63) // 64), dtype=np.uint64)
    for row in range(indptr.size - 1):
        for a in range(indptr[row], indptr[row + 1]):
            for b in range(indptr[row], a):
                _set_bit(near[indices[a]], indices[b])
                _set_bit(near[indices[b]], indices[a])
    return near


@njit(cache=True, nogil=True)
def _missing_links(site: Any, near: Any, members: Any) -> Any:
    """Count the pairs of neighbours of a site that are not neighbours themselves."""
    count = _members(near[site], members)
    missing = -count  # nobody is a neighbour of itself
    for a in range(count):
        for w in range(near.shape[1]):
            missing += bit_count(near[site, w] & ~near[members[a], w])
    return missing // 2


@njit(cache=True, nogil=True)
def _eliminate(site: Any, near: Any, degree: Any, stale: Any, scope: Any) -> Any:
    """Join the neighbours of a site to one another, take it out; return how many they are."""
    count, words = _members(near[site], scope), near.shape[1]
    once, twice = np.zeros(words, np.uint64), np.zeros(words, np.uint64)
    for a in range(count):
        own = near[scope[a]]
        degree[scope[a]] = 0
        for w in range(words):
            own[w] |= near[site, w]
        _clear_bit(own, scope[a])
        _clear_bit(own, site)
        for w in range(words):
            degree[scope[a]] += bit_count(own[w])
            twice[w] |= once[w] & own[w]
            once[w] |= own[w]
        stale[scope[a]] = True
    # Links came between the scope only: whoever sees no two of it counts as before.
    for other in range(near.shape[0]):
        stale[other] |= (twice[other >> 6] >> np.uint64(other & 63)) & _ONE == _ONE
    return count


@njit(cache=True, nogil=True)
def elimination_order(rows: Any, site_count: Any, most: Any) -> Any:
    """Order the sites so that scopes stay small: always the site that joins fewest anew.

    Returns the order, where the scope of each ends, and the scopes (least fill
    rule). The order is empty if a scope would hold more than ``most`` sites.
    """
    near, members = _neighbours(rows, site_count), np.empty(site_count, dtype=np.int64)
    degree = np.empty(site_count, dtype=np.int64)
    for site in range(site_count):
        degree[site] = _members(near[site], members)
    key, stale = np.zeros(site_count, dtype=np.int64), np.ones(site_count, dtype=np.bool_)
    waits = np.ones(site_count, dtype=np.bool_)
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
