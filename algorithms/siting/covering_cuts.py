"""Inequalities that tighten the set covering relaxation: groups that need several sites.

If the points of a group Q cannot be covered by k sites, every cover opens at
least k + 1 of the sites N(Q) that touch the group:

    sum_{j in N(Q)} x_j >= k + 1

(rank inequalities; Balas and Ng 1989, Mathematical Programming 43, 57-69, study
those of set covering). Groups are small, so the claim is settled by trying all
ways, without any solver, and can be checked again the same way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from algorithms.progress import Progress
from algorithms.siting._covering_cut_kernels import (
    group_masks,
    group_needs_more,
    violated_groups,
)
from algorithms.siting.covering_highs import Deadline, Relaxation
from algorithms.siting.covering_model import LinearModel

_MOST_POINTS = 40
_LEAST_VIOLATION = 0.05
_SEARCH_NODES = 2_000
_MOST_SITES = 8
_CHECK_NODES = 1_000_000
_MOST_ROUNDS = 12
_LEAST_GAIN = 1e-2


@dataclass(frozen=True, kw_only=True, eq=False)
class RankCut:
    """A group of demand points and the number of sites that it needs at least."""

    points: NDArray[np.int64]
    needed: int


def is_proven_cut(cut: RankCut, covers: sp.csr_array) -> bool:
    """Check by trying all ways that fewer sites than ``needed`` never cover the group."""
    site_count = covers.shape[1]
    sites = np.empty(site_count, dtype=np.int64)
    masks = np.empty(site_count, dtype=np.uint64)
    slot = np.full(site_count, -1, dtype=np.int64)
    rows = (covers.indptr, covers.indices)
    count = group_masks(cut.points.copy(), rows, slot, sites, masks)
    full = np.uint64((1 << cut.points.size) - 1)
    return bool(group_needs_more(masks, count, full, cut.needed - 1, _CHECK_NODES) == 1)


def cut_rows(covers: sp.csr_array, cuts: Sequence[RankCut]) -> sp.csr_array:
    """Return one row per cut: 1 at every site that touches its group."""
    touched = [np.unique(covers[cut.points].indices) for cut in cuts]
    indptr = np.concatenate([[0], np.cumsum([sites.size for sites in touched])]).astype(np.int64)
    indices = np.concatenate([*touched, np.empty(0, dtype=np.int64)]).astype(np.int64)
    return sp.csr_array(
        (np.ones(indices.size), indices, indptr), shape=(len(cuts), covers.shape[1])
    )


def with_cuts(model: LinearModel, cuts: Sequence[RankCut]) -> LinearModel:
    """Return a set covering model with the cuts, given by its rows, as further rows."""
    needed = np.array([cut.needed for cut in cuts], dtype=np.float64)
    return replace(
        model,
        matrix=sp.csr_array(sp.vstack([model.matrix, cut_rows(model.matrix, cuts)], format="csr")),
        row_lower=np.concatenate([model.row_lower, needed]),
        row_upper=np.concatenate([model.row_upper, np.full(needed.size, np.inf)]),
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class TightenedRelaxation:
    """Cuts that bind in the relaxation and the duals of the rows and of these cuts."""

    cuts: Sequence[RankCut]
    multipliers: NDArray[np.float64]


def tighten_by_cuts(
    model: LinearModel, goal: float, deadline: Deadline, progress: Progress
) -> TightenedRelaxation | None:
    """Add violated cuts round by round until the relaxation reaches the goal or stays put.

    Returns None when the time ends before the first relaxation is solved.
    """
    relaxation = Relaxation(model, deadline, progress)
    rows = (model.matrix.indptr, model.matrix.indices)
    by_column = sp.csc_array(model.matrix)
    by_column.sort_indices()
    columns = (by_column.indptr, by_column.indices)
    limits = (_MOST_POINTS, _LEAST_VIOLATION, _SEARCH_NODES, _MOST_SITES)
    cuts: dict[bytes, RankCut] = {}
    answer, before = relaxation.solve(), -np.inf
    for _ in range(_MOST_ROUNDS):
        if answer is None or answer.objective >= goal or answer.objective < before + _LEAST_GAIN:
            break
        points, ends, needed = violated_groups(rows, columns, answer.values, limits)
        groups = [np.sort(group) for group in np.split(points, ends[:-1])] if ends.size else []
        fresh = {
            group.tobytes(): RankCut(points=group, needed=int(need))
            for group, need in zip(groups, needed, strict=True)
            if group.tobytes() not in cuts
        }
        if not fresh:
            break
        cuts |= fresh
        added = list(fresh.values())
        lower = np.array([cut.needed for cut in added], dtype=np.float64)
        relaxation.add_rows(cut_rows(model.matrix, added), lower)
        before, last = answer.objective, answer
        answer = relaxation.solve() or last
    return None if answer is None else _binding(model, list(cuts.values()), answer.multipliers)


def _binding(
    model: LinearModel, cuts: Sequence[RankCut], multipliers: NDArray[np.float64]
) -> TightenedRelaxation:
    """Keep the cuts that carry a multiplier; the last ones may not have been solved for."""
    row_count = model.row_lower.size
    of_cuts = np.zeros(len(cuts))
    solved = multipliers[row_count:]
    of_cuts[: solved.size] = solved
    kept = np.flatnonzero(of_cuts > 1e-9).tolist()
    return TightenedRelaxation(
        cuts=[cuts[k] for k in kept],
        multipliers=np.maximum(np.concatenate([multipliers[:row_count], of_cuts[kept]]), 0.0),
    )
