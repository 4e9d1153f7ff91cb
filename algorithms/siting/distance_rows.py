"""Distances between demand points and sites, as rows sorted from near to far."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from algorithms.errors import InputError


@dataclass(frozen=True, kw_only=True)
class DistanceRows:
    """For every demand point the sites that reach it, nearest first.

    Attributes
    ----------
    start
        The entries of demand point i stand at ``start[i]:start[i + 1]``; shape (demand + 1,).
    site
        Site (column) of each entry; equal distances by rising site.
    distance_m
        Distance of each entry, finite and not negative.
    site_count
        Number of sites, those that reach nobody included.
    """

    start: NDArray[np.int64]
    site: NDArray[np.int32]
    distance_m: NDArray[np.float64]
    site_count: int

    @property
    def demand_count(self) -> int:
        """Number of demand points."""
        return self.start.size - 1

    @property
    def unreachable(self) -> NDArray[np.int64]:
        """Demand points that no site reaches."""
        return np.flatnonzero(np.diff(self.start) == 0)

    @property
    def row_of_entry(self) -> NDArray[np.int64]:
        """Demand point of each entry."""
        return np.repeat(np.arange(self.demand_count), np.diff(self.start))

    @property
    def nearest_m(self) -> NDArray[np.float64]:
        """Distance of each demand point to its nearest site, infinite where none reaches it."""
        nearest = np.full(self.demand_count, np.inf)
        is_reached = np.diff(self.start) > 0
        nearest[is_reached] = self.distance_m[self.start[:-1][is_reached]]
        return nearest

    def within(self, radius_m: float) -> DistanceRows:
        """Return the rows without the distances above a radius."""
        entries = np.flatnonzero(self.distance_m <= radius_m)
        return DistanceRows(
            start=np.searchsorted(entries, self.start),
            site=self.site[entries],
            distance_m=self.distance_m[entries],
            site_count=self.site_count,
        )

    def assign_nearest(self, site_indices: NDArray[np.int64]) -> NDArray[np.int64]:
        """Give each demand point its nearest chosen site, -1 where none reaches it."""
        entry = self._nearest_entry(site_indices)
        nearest = np.full(self.demand_count, -1, np.int64)
        nearest[entry >= 0] = self.site[entry[entry >= 0]]
        return nearest

    def nearest_distance_m(self, site_indices: NDArray[np.int64]) -> NDArray[np.float64]:
        """Distance of each demand point to its nearest chosen site, infinite where none."""
        entry = self._nearest_entry(site_indices)
        nearest = np.full(self.demand_count, np.inf)
        nearest[entry >= 0] = self.distance_m[entry[entry >= 0]]
        return nearest

    def _nearest_entry(self, site_indices: NDArray[np.int64]) -> NDArray[np.int64]:
        is_chosen = np.zeros(self.site_count, bool)
        is_chosen[site_indices] = True
        entries = np.flatnonzero(is_chosen[self.site])
        first = np.searchsorted(entries, self.start[:-1])
        padded = np.append(entries, self.site.size)
        return np.where(padded[first] < self.start[1:], padded[first], -1)


def read_distances(distance_m: Any) -> DistanceRows:
    """Check a dense or sparse (demand, site) distance matrix and sort its rows.

    Parameters
    ----------
    distance_m
        Dense, where infinite is unreachable, or SciPy sparse, where an absent
        or infinite entry is unreachable and a stored 0 is a distance of 0.

    Raises
    ------
    InputError
        Not two-dimensional (``median.distance_shape``), not numbers
        (``median.distance_type``), negative or NaN (``median.distance_value``),
        or one sparse entry stored twice (``median.distance_twice``).
    """
    if sparse.issparse(distance_m):
        start, site, value = _sparse_entries(distance_m)
    else:
        start, site, value = _dense_entries(distance_m)
    site_count = int(np.shape(distance_m)[1])
    _check_values(value)
    for i in range(start.size - 1):
        row = slice(start[i], start[i + 1])
        order = np.argsort(value[row], kind="stable")
        site[row], value[row] = site[row][order], value[row][order]
    return DistanceRows(start=start, site=site, distance_m=value, site_count=site_count)


def _dense_entries(
    distance_m: Any,
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float64]]:
    matrix = np.asarray(distance_m)
    _check_shape_and_type(matrix.ndim, matrix.dtype)
    is_stored = ~np.isposinf(matrix)
    start = _starts(is_stored.sum(axis=1))
    site = np.broadcast_to(np.arange(matrix.shape[1], dtype=np.int32), matrix.shape)
    return start, site[is_stored], matrix[is_stored].astype(np.float64)


def _sparse_entries(
    distance_m: Any,
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float64]]:
    _check_shape_and_type(distance_m.ndim, distance_m.dtype)
    # By rows throughout: coordinates of all pairs would take more memory than the pairs.
    rows = sparse.csr_array(distance_m).astype(np.float64, copy=True)
    rows.sort_indices()
    _refuse_pairs_stored_twice(distance_m, rows)
    start, site, value = rows.indptr.astype(np.int64), rows.indices.astype(np.int32), rows.data
    is_stored = ~np.isposinf(value)
    if is_stored.all():
        return start, site, value
    kept = np.concatenate(([0], np.cumsum(is_stored)))
    return kept[start].astype(np.int64), site[is_stored], value[is_stored]


def _refuse_pairs_stored_twice(given: Any, rows: sparse.csr_array) -> None:
    """Name a pair that a matrix stores twice: SciPy adds such entries up, or keeps them."""
    row_ends = np.zeros(rows.nnz + 1, bool)
    row_ends[rows.indptr] = True
    is_twice = (np.diff(rows.indices) == 0) & ~row_ends[1:-1]
    if given.nnz == rows.nnz and not is_twice.any():
        return
    entries = given.tocoo()
    order = np.lexsort((entries.col, entries.row))
    row, site = entries.row[order], entries.col[order]
    twice = np.flatnonzero((np.diff(row) == 0) & (np.diff(site) == 0))
    raise InputError("median.distance_twice", demand=int(row[twice[0]]), site=int(site[twice[0]]))


def _starts(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.concatenate(([0], np.cumsum(counts))).astype(np.int64)


def _check_shape_and_type(dimensions: int, dtype: np.dtype[Any]) -> None:
    if dimensions != 2:
        raise InputError("median.distance_shape", dimensions=dimensions)
    if dtype.kind not in "iufb":
        raise InputError("median.distance_type", dtype=str(dtype))


def _check_values(value: NDArray[np.float64]) -> None:
    is_wrong = ~(value >= 0.0)
    if is_wrong.any():
        raise InputError("median.distance_value", count=int(is_wrong.sum()))


def read_sites(
    rows: DistanceRows, facility_count: int, fixed_site_indices: Any
) -> NDArray[np.int64]:
    """Check the number of facilities and return the fixed sites, ascending, each once.

    Raises
    ------
    InputError
        A fixed site that does not exist (``median.fixed_site_unknown``), more
        facilities than sites (``median.too_few_sites``), or none, or fewer
        than are fixed (``median.facility_count``).
    """
    fixed = np.unique(np.asarray(fixed_site_indices, np.int64))
    unknown = fixed[(fixed < 0) | (fixed >= rows.site_count)]
    if unknown.size:
        raise InputError(
            "median.fixed_site_unknown", site=int(unknown[0]), last=rows.site_count - 1
        )
    if facility_count > rows.site_count:
        raise InputError("median.too_few_sites", wanted=facility_count, available=rows.site_count)
    least = max(1, fixed.size)
    if facility_count < least:
        raise InputError("median.facility_count", wanted=facility_count, least=least)
    return fixed
