"""Inequalities that tighten the set covering relaxation: the least weight of a block.

If no cover of the points Q weighs less than b when each site j weighs w_j, then

    sum_j w_j x_j >= b

holds for every cover. Blocks are narrow enough to find the least weight by
eliminating sites, without any solver, and to check it again the same way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from algorithms.siting.covering_elimination import make_block
from algorithms.siting.covering_model import LinearModel
from algorithms.siting.covering_reduction import undominated_sites

_WIDEST_CHECKED = 24


@dataclass(frozen=True, kw_only=True, eq=False)
class BlockCut:
    """Points, weights of sites, and the least weight of sites that cover the points.

    Sites that are not listed weigh nothing.
    """

    points: NDArray[np.int64]
    sites: NDArray[np.int64]
    weight: NDArray[np.float64]
    needed: float


def proven_cut(cut: BlockCut, covers: sp.csr_array) -> BlockCut:
    """Return the cut with what elimination proves of its points, sites and weights."""
    return replace(cut, needed=_least_weight(cut, covers))


def is_proven_cut(cut: BlockCut, covers: sp.csr_array) -> bool:
    """Check by elimination that no cover of the points weighs less than ``needed``."""
    return _least_weight(cut, covers) >= cut.needed


def _least_weight(cut: BlockCut, covers: sp.csr_array) -> float:
    """Return the least weight of a cover of the points, 0 where that would take too long."""
    weight = np.zeros(covers.shape[1])
    weight[cut.sites] = cut.weight
    rows = sp.csr_array(covers[cut.points])
    if (weight < 0.0).any() or not np.isfinite(weight).all():
        return 0.0
    kept = undominated_sites(rows, weight)
    part = sp.csr_array(rows[:, kept])
    part.sort_indices()
    block = make_block(part, np.arange(cut.points.size), _WIDEST_CHECKED)
    return 0.0 if block is None else block.cheapest_cover(weight[kept])[0]


def cut_rows(site_count: int, cuts: Sequence[BlockCut]) -> sp.csr_array:
    """Return one row per cut: the weights of its sites."""
    indptr = np.cumsum([0, *(cut.sites.size for cut in cuts)])
    sites = np.concatenate([*(cut.sites for cut in cuts), np.empty(0, dtype=np.int64)])
    weights = np.concatenate([*(cut.weight for cut in cuts), np.empty(0)])
    return sp.csr_array((weights, sites, indptr), shape=(len(cuts), site_count))


def with_cuts(model: LinearModel, cuts: Sequence[BlockCut]) -> LinearModel:
    """Return a set covering model with the cuts, given by its rows, as further rows."""
    rows = cut_rows(model.cost.size, cuts)
    needed = np.array([cut.needed for cut in cuts], dtype=np.float64)
    return replace(
        model,
        matrix=sp.csr_array(sp.vstack([model.matrix, rows], format="csr")),
        row_lower=np.concatenate([model.row_lower, needed]),
        row_upper=np.concatenate([model.row_upper, np.full(needed.size, np.inf)]),
    )
