"""What can be left out of a covering problem without changing its best value.

Merging of points with the same sites, dominance of points and sites, forced
sites and independent parts (Toregas and ReVelle 1972, Papers of the Regional
Science Association 28, 133-144; Beasley 1987, EJOR 31, 85-93).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components

from algorithms.siting._covering_kernels import included_lines


@dataclass(frozen=True, kw_only=True, eq=False)
class DemandClasses:
    """Coverable demand points merged where the same sites cover them.

    Attributes
    ----------
    covers
        Coverage of the classes, shape (classes, sites).
    demand
        Demand of each class.
    class_of_point
        Class of each point, -1 where no site covers it.
    """

    covers: sp.csr_array
    demand: NDArray[np.float64]
    class_of_point: NDArray[np.int64]


def merge_identical_points(covers: sp.csr_array, demand: NDArray[np.float64]) -> DemandClasses:
    """Merge points that the same sites cover; points with no demand or no site are left out."""
    classes: dict[bytes, int] = {}
    first_points: list[int] = []
    class_of_point = np.full(covers.shape[0], -1, dtype=np.int64)
    indptr, indices = covers.indptr, covers.indices
    for point in np.flatnonzero((np.diff(indptr) > 0) & (demand > 0)):
        key = indices[indptr[point] : indptr[point + 1]].tobytes()
        number = classes.setdefault(key, len(first_points))
        if number == len(first_points):
            first_points.append(int(point))
        class_of_point[point] = number
    known = class_of_point >= 0
    merged = np.bincount(class_of_point[known], weights=demand[known], minlength=len(first_points))
    return DemandClasses(
        covers=sp.csr_array(covers[np.array(first_points, dtype=np.int64)]),
        demand=merged.astype(np.float64),
        class_of_point=class_of_point,
    )


def undominated_sites(covers: sp.csr_array, cost: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the sites that no other site replaces (covering as much at no higher cost)."""
    columns = sp.csc_array(covers)
    columns.sort_indices()
    gone = included_lines(
        columns.indptr, columns.indices, covers.indptr, covers.indices, cost, False
    )
    return np.flatnonzero(~gone & (np.diff(columns.indptr) > 0)).astype(np.int64)


def undominated_points(covers: sp.csr_array) -> NDArray[np.int64]:
    """Return the points that are not covered anyway once some other point is."""
    columns = sp.csc_array(covers)
    columns.sort_indices()
    gone = included_lines(
        covers.indptr,
        covers.indices,
        columns.indptr,
        columns.indices,
        np.zeros(covers.shape[0]),
        True,
    )
    return np.flatnonzero(~gone).astype(np.int64)


@dataclass(frozen=True, kw_only=True, eq=False)
class ReducedCover:
    """A set covering problem after all reductions, in indices of the original.

    Attributes
    ----------
    forced_sites, forced_points
        Sites that are the only ones left for some point, and that point of each.
    points, sites
        Points and sites that still matter, ascending.
    """

    forced_sites: NDArray[np.int64]
    forced_points: NDArray[np.int64]
    points: NDArray[np.int64]
    sites: NDArray[np.int64]


def reduce_cover(
    covers: sp.csr_array,
    cost: NDArray[np.float64],
    points: NDArray[np.int64],
    sites: NDArray[np.int64],
) -> ReducedCover:
    """Apply dominance and forced sites to the given points and sites until nothing changes."""
    forced_sites: list[int] = []
    forced_points: list[int] = []
    part = _part(covers, points, sites)
    while points.size:
        size_before = (points.size, sites.size)
        kept_points = undominated_points(part)
        points, part = points[kept_points], sp.csr_array(part[kept_points])
        kept_sites = undominated_sites(part, cost[sites])
        sites, part = sites[kept_sites], _columns(part, kept_sites)
        alone = np.flatnonzero(np.diff(part.indptr) == 1)
        if alone.size:
            forced, first = np.unique(part.indices[part.indptr[alone]], return_index=True)
            forced_sites.extend(sites[forced].tolist())
            forced_points.extend(points[alone[first]].tolist())
            open_points = np.diff(part[:, forced].tocsr().indptr) == 0
            stays = np.setdiff1d(np.arange(sites.size), forced)
            points, sites = points[open_points], sites[stays]
            part = _columns(sp.csr_array(part[open_points]), stays)
        if (points.size, sites.size) == size_before:
            break
    return ReducedCover(
        forced_sites=np.array(forced_sites, dtype=np.int64),
        forced_points=np.array(forced_points, dtype=np.int64),
        points=points,
        sites=sites if points.size else sites[:0],
    )


def independent_parts(
    covers: sp.csr_array, points: NDArray[np.int64], sites: NDArray[np.int64]
) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Split points and sites into parts that share nothing, smallest first."""
    if points.size == 0:
        return []
    part = _part(covers, points, sites)
    size = points.size + sites.size
    ends = sp.coo_array(part)
    graph = sp.coo_array(
        (np.ones(part.nnz), (ends.coords[0], points.size + ends.coords[1])), shape=(size, size)
    )
    count, label = connected_components(graph, directed=False)
    point_label, site_label = label[: points.size], label[points.size :]
    parts = [(points[point_label == k], sites[site_label == k]) for k in range(count)]
    return sorted((part for part in parts if part[0].size), key=lambda part: part[0].size)


def _part(
    covers: sp.csr_array, points: NDArray[np.int64], sites: NDArray[np.int64]
) -> sp.csr_array:
    return _columns(sp.csr_array(covers[points]), sites)


def _columns(covers: sp.csr_array, sites: NDArray[np.int64]) -> sp.csr_array:
    part = sp.csr_array(covers[:, sites])
    part.sort_indices()
    return part
