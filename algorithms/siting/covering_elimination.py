"""Blocks: small set covering problems whose cheapest cover is found exactly by elimination."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from algorithms.siting._covering_elimination_kernels import (
    elimination_tree,
    least_weight,
    opening_differences,
)
from algorithms.siting._covering_order_kernels import elimination_order

_EXACT_STEPS = 2.0**24  # float32 holds every whole number up to here


@dataclass(frozen=True, kw_only=True, eq=False)
class Block:
    """Points that must be covered and the sites that touch them, ready for elimination.

    Attributes
    ----------
    points
        Points of the block, in numbers of the whole problem.
    sites
        Sites that touch them, in the order of elimination.
    tree, tables
        What `elimination_tree` returned, and room for its tables.
    """

    points: NDArray[np.int64]
    sites: NDArray[np.int64]
    tree: Any
    tables: NDArray[np.float32]

    def cheapest_cover(self, weight: NDArray[np.float64]) -> tuple[float, NDArray[np.bool_]]:
        """Return the least weight of a cover and one that has it, per site of the block.

        The weights, per site of the whole problem, are rounded down to a grid on
        which float32 sums are exact, so the least weight is never overstated.
        """
        is_open = np.zeros(self.sites.size, dtype=np.bool_)
        return float(least_weight(self._rounded(weight), self.tree, self.tables, is_open)), is_open

    def opening_differences(self, weight: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return least weight with each site of the block open less that with it closed."""
        rounded = self._rounded(weight)
        least_weight(rounded, self.tree, self.tables, np.zeros(self.sites.size, dtype=np.bool_))
        return np.asarray(opening_differences(rounded, self.tree, self.tables))

    def _rounded(self, weight: NDArray[np.float64]) -> NDArray[np.float32]:
        own = weight[self.sites]
        grid = 2.0 ** np.ceil(np.log2(max(np.abs(own).sum(), 1.0) / (_EXACT_STEPS - own.size)))
        return np.asarray(np.floor(own / grid) * grid, dtype=np.float32)


def make_block(covers: sp.csr_array, points: NDArray[np.int64], most: int) -> Block | None:
    """Prepare a block; None where elimination would need a scope of more than ``most`` sites.

    The points are put in ascending order first, so that the answer depends on their
    set alone.
    """
    points = np.sort(points)
    sites, rows = _local_rows(covers, points)
    order, ends, scopes = elimination_order(rows, sites.size, most)
    if order.size < sites.size:
        return None
    tree = elimination_tree(rows, order, ends, scopes)
    return Block(
        points=points,
        sites=sites[order].astype(np.int64),
        tree=tree,
        tables=np.empty(tree[2][-1], dtype=np.float32),
    )


def can_be_eliminated(covers: sp.csr_array, points: NDArray[np.int64], most: int) -> bool:
    """Tell whether `make_block` makes a block of the points."""
    sites, rows = _local_rows(covers, np.sort(points))
    order, _, _ = elimination_order(rows, sites.size, most)
    return bool(order.size == sites.size)


def _local_rows(
    covers: sp.csr_array, points: NDArray[np.int64]
) -> tuple[NDArray[np.int64], tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Return the sites that touch some points and the coverage in numbers of these sites."""
    rows = covers[points]
    sites, local = np.unique(rows.indices, return_inverse=True)
    return sites.astype(np.int64), (rows.indptr.astype(np.int64), local.astype(np.int64))
