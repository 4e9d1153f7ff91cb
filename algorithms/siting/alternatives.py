"""What a chosen site is worth, and what stands in for it if the plot can't be had."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import ArrayLike, NDArray
from scipy.spatial import cKDTree

from algorithms.siting.covering_input import (
    Faults,
    checked_amounts,
    checked_covers,
    checked_indices,
)

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
Indices = Sequence[int] | NDArray[Any]


@dataclass(frozen=True, kw_only=True, eq=False)
class _Choice:
    """Checked arguments and how often each point is covered."""

    covers: sp.csr_array
    demand: FloatArray
    chosen: IntArray
    times: IntArray


def site_contributions(covers: Any, demand: ArrayLike, site_indices: Indices) -> FloatArray:
    """Return the demand that is lost when each chosen site closes, the others staying.

    This is the demand that no other chosen site covers.

    Parameters
    ----------
    covers
        Boolean matrix, shape (demand points, sites).
    demand
        Weight of each point.
    site_indices
        Chosen sites, ascending; the answer is in their order.

    Examples
    --------
    >>> covers = np.array([[1, 0], [1, 1], [0, 1]], dtype=bool)
    >>> site_contributions(covers, [10.0, 20.0, 5.0], [0, 1]).tolist()
    [10.0, 5.0]
    """
    choice = _checked(covers, demand, site_indices)
    alone = np.where(choice.times == 1, choice.demand, 0.0)
    return np.asarray(choice.covers.T @ alone)[choice.chosen]


def nearest_replacements(site_xy_m: FloatArray, site_indices: Indices) -> IntArray:
    """Return the nearest site that is not chosen for each chosen site, -1 where none is left.

    Parameters
    ----------
    site_xy_m
        Where all sites are, shape (sites, 2); distances are straight lines.
    site_indices
        Chosen sites; the answer is in their order.
    """
    chosen = np.asarray(site_indices, dtype=np.int64)
    others = np.setdiff1d(np.arange(len(site_xy_m)), chosen)
    if not len(others) or not len(chosen):
        return np.full(len(chosen), -1, dtype=np.int64)
    nearest = cKDTree(site_xy_m[others]).query(site_xy_m[chosen])[1]
    return np.asarray(others[nearest], dtype=np.int64)


def best_replacements(
    covers: Any, demand: ArrayLike, site_indices: Indices, site_xy_m: FloatArray
) -> IntArray:
    """Return the site that keeps most of what only the chosen one covers, -1 where none is left.

    Among equals the nearer one is taken, then the lower index.

    Parameters
    ----------
    covers, demand, site_indices
        As in `site_contributions`.
    site_xy_m
        Where all sites are, shape (sites, 2).
    """
    choice = _checked(covers, demand, site_indices)
    others = np.setdiff1d(np.arange(choice.covers.shape[1]), choice.chosen)
    best = np.full(choice.chosen.size, -1, dtype=np.int64)
    columns = sp.csc_array(choice.covers)
    for place, site in enumerate(choice.chosen.tolist() if others.size else []):
        points = columns.indices[columns.indptr[site] : columns.indptr[site + 1]]
        alone = points[choice.times[points] == 1]
        kept = choice.covers[alone].T @ choice.demand[alone]
        away_m = np.hypot(*(site_xy_m[others] - site_xy_m[site]).T)
        best[place] = others[np.lexsort((others, away_m, -kept[others]))[0]]
    return best


@dataclass(frozen=True, kw_only=True, eq=False)
class NearestTwo:
    """The two nearest chosen sites of each demand point, so that one may go.

    Attributes
    ----------
    site_index
        Site, -1 where there is none; shape (demand points, 2), the nearer one first.
    distance_m
        Walk to it, infinite where there is none; of the same shape.
    """

    site_index: IntArray
    distance_m: FloatArray

    def after_exchange(
        self, site: int, replacement: int, distance_m: sp.csc_array
    ) -> tuple[IntArray, FloatArray]:
        """Return each point's nearest site and walk once one site is replaced by another.

        Parameters
        ----------
        site, replacement
            The site that goes and the one that comes; -1 for none.
        distance_m
            Walks, sparse (demand points, sites); an absent entry is out of reach.
        """
        has_lost = (self.site_index[:, 0] == site) & (site >= 0)
        nearest = np.where(has_lost, self.site_index[:, 1], self.site_index[:, 0])
        walk_m = np.where(has_lost, self.distance_m[:, 1], self.distance_m[:, 0])
        if replacement >= 0:
            part = slice(distance_m.indptr[replacement], distance_m.indptr[replacement + 1])
            points, offer_m = distance_m.indices[part], distance_m.data[part]
            is_nearer = offer_m < walk_m[points]
            nearest[points[is_nearer]] = replacement
            walk_m[points[is_nearer]] = offer_m[is_nearer]
        return nearest, walk_m


def nearest_two(distance_m: sp.csr_array, site_indices: Indices) -> NearestTwo:
    """Find the two nearest chosen sites of every demand point.

    Parameters
    ----------
    distance_m
        Walks, sparse (demand points, sites); an absent entry is out of reach.
    site_indices
        Chosen sites, ascending; among equally near ones the lower index comes first.

    Examples
    --------
    >>> walks = sp.csr_array(np.array([[30.0, 10.0, 20.0]]))
    >>> nearest_two(walks, [0, 1, 2]).site_index.tolist()
    [[1, 2]]
    """
    chosen = np.asarray(site_indices, dtype=np.int64)
    known = distance_m[:, chosen].tocoo()
    order = np.lexsort((known.col, known.data, known.row))
    point = known.row[order]
    rank = np.arange(len(point)) - np.searchsorted(point, point)
    first = order[rank < 2]
    place = (known.row[first], rank[rank < 2])
    shape = (distance_m.shape[0], 2)
    site_index, walk_m = np.full(shape, -1, dtype=np.int64), np.full(shape, np.inf)
    site_index[place], walk_m[place] = chosen[known.col[first]], known.data[first]
    return NearestTwo(site_index=site_index, distance_m=walk_m)


def _checked(covers: Any, demand: ArrayLike, site_indices: Indices) -> _Choice:
    faults = Faults()
    matrix = checked_covers(covers, faults)
    points, sites = matrix.shape
    chosen = checked_indices("site_indices", site_indices, sites, faults)
    weights = checked_amounts("demand", demand, points, faults)
    faults.raise_if_any()
    times = np.diff(matrix[:, chosen].indptr).astype(np.int64)
    return _Choice(covers=matrix, demand=weights, chosen=chosen, times=times)
