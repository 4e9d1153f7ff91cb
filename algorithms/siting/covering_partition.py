"""Cutting the points of a set covering problem into slabs that elimination can solve.

The points are put in a row from one end of the neighbourhood graph to the other;
runs of the row are slabs across it. Cuts go where few sites touch both sides.
"""

from __future__ import annotations

import itertools

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.sparse.csgraph import breadth_first_order, connected_components

from algorithms.siting.covering_elimination import can_be_eliminated

_CUTS_TRIED, _LEAST_RUN, _ENDS_TRIED = 30, 20, 3


def points_in_a_row(covers: sp.csr_array) -> NDArray[np.int64]:
    """Order the points of each connected part by how much nearer one end is than the other."""
    ones = sp.csr_array(covers.astype(np.float64))
    near = sp.csr_array(ones @ ones.T)
    count, label = connected_components(near, directed=False)
    return np.concatenate(
        [_row_of_part(near, np.flatnonzero(label == part)) for part in range(count)]
        or [np.empty(0, dtype=np.int64)]
    )


def _row_of_part(near: sp.csr_array, members: NDArray[np.int64]) -> NDArray[np.int64]:
    inside = sp.csr_array(near[members][:, members])
    end = 0
    for _ in range(_ENDS_TRIED):
        end = int(np.argmax(_steps_from(inside, end)))
    from_one = _steps_from(inside, end)
    from_other = _steps_from(inside, int(np.argmax(from_one)))
    aside = _steps_from(inside, int(np.argmax(np.minimum(from_one, from_other))))
    return members[np.lexsort((aside, from_one - from_other))]


def _steps_from(graph: sp.csr_array, start: int) -> NDArray[np.int64]:
    """Return the number of links from a start to every node of a connected graph."""
    order, before = breadth_first_order(graph, start, directed=False)
    steps = np.zeros(order.size, dtype=np.int64)
    for node in order[1:]:
        steps[node] = steps[before[node]] + 1
    return steps


def slabs(covers: sp.csr_array, row: NDArray[np.int64], most: int) -> list[NDArray[np.int64]]:
    """Cut a row of points into runs with scopes of at most ``most`` sites.

    Of all ways along promising places the one where fewest sites touch both sides
    of a cut. No point may have more than ``most + 1`` sites.
    """
    crossing = _crossing_sites(covers, row)
    step = max(_LEAST_RUN, row.size // _CUTS_TRIED)
    while True:
        places = _promising_places(crossing, step)
        cuts = _cheapest_cuts(places, crossing, _reaches(covers, row, places, most))
        if cuts is not None:
            return [row[start:end] for start, end in itertools.pairwise(cuts)]
        step = max(1, step // 2)


def _crossing_sites(covers: sp.csr_array, row: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return how many sites touch points both before and after each place of the row."""
    columns = sp.csc_array(covers[row])
    columns.sort_indices()
    used = np.flatnonzero(np.diff(columns.indptr))
    first = columns.indices[columns.indptr[used]]
    last = columns.indices[columns.indptr[used + 1] - 1]
    size = row.size + 2
    begun = np.bincount(first + 1, minlength=size) - np.bincount(last + 1, minlength=size)
    return np.cumsum(begun)[: row.size + 1]


def _promising_places(crossing: NDArray[np.int64], step: int) -> NDArray[np.int64]:
    end = crossing.size - 1
    starts = range(step // 2 + 1, end, step)
    inner = [start + int(np.argmin(crossing[start : min(start + step, end)])) for start in starts]
    return np.unique([0, *inner, end])


def _reaches(
    covers: sp.csr_array, row: NDArray[np.int64], places: NDArray[np.int64], most: int
) -> list[int]:
    """Return for every place how far a run from there is known to fit; itself if nowhere."""

    def fits(start: int, end: int) -> bool:
        return can_be_eliminated(covers, row[places[start] : places[end]], most)

    reaches, far = [], 0
    for start in range(places.size - 1):
        far = known = max(far, start)
        while far < places.size - 1 and fits(start, far + 1):
            far += 1
        # Elimination orders are found by rule of thumb: a part of a run that fits may not fit.
        while far == known and far > start and not fits(start, far):
            far = known = far - 1
        reaches.append(far)
    return reaches


def _cheapest_cuts(
    places: NDArray[np.int64], crossing: NDArray[np.int64], reaches: list[int]
) -> NDArray[np.int64] | None:
    """Return the places of the cuts with fewest crossing sites, None if no way goes through."""
    cost = np.full(places.size, np.inf)
    cost[0] = 0.0
    before = np.zeros(places.size, dtype=np.int64)
    for start, far in enumerate(reaches):
        for end in range(start + 1, far + 1):
            through = cost[start] + crossing[places[end]] + 1e-3  # of equals, the fewest runs
            if through < cost[end]:
                cost[end], before[end] = through, start
    if not np.isfinite(cost[-1]):
        return None
    chosen = [places.size - 1]
    while chosen[-1] > 0:
        chosen.append(int(before[chosen[-1]]))
    return places[chosen[::-1]]
