"""What a chosen site is worth, and what stands in for it if the plot can't be had."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import ArrayLike, NDArray

from algorithms.siting.covering_input import (
    Faults,
    checked_amounts,
    checked_covers,
    checked_indices,
)
from algorithms.siting.covering_result import distances_of_pairs


@dataclass(frozen=True, kw_only=True, eq=False)
class SiteReplacements:
    """For each chosen site one site that could stand in for it, all others staying.

    Attributes
    ----------
    site_indices
        The chosen sites.
    replacement_indices
        Site that replaces each, -1 where no other site is left.
    distance_m
        From the site to its replacement; NaN where there is none.
    covered_change
        Change of the covered demand by the exchange, negative when demand is lost.
    cost_change
        Change of the cost by the exchange.
    """

    site_indices: NDArray[np.int64]
    replacement_indices: NDArray[np.int64]
    distance_m: NDArray[np.float64]
    covered_change: NDArray[np.float64]
    cost_change: NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, eq=False)
class _Choice:
    """Checked arguments and how often each point is covered."""

    covers: sp.csr_array
    demand: NDArray[np.float64]
    cost: NDArray[np.float64]
    chosen: NDArray[np.int64]
    times: NDArray[np.int64]


def site_contributions(
    covers: Any, demand: ArrayLike, site_indices: Sequence[int] | NDArray[Any]
) -> NDArray[np.float64]:
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
    choice = _checked(covers, demand, None, site_indices)
    alone = np.where(choice.times == 1, choice.demand, 0.0)
    return np.asarray(choice.covers.T @ alone)[choice.chosen]


def nearest_replacements(
    covers: Any,
    demand: ArrayLike,
    site_indices: Sequence[int] | NDArray[Any],
    site_distance_m: Any,
    site_cost: ArrayLike | None = None,
) -> SiteReplacements:
    """Return the nearest site that is not chosen for each chosen site, and what it changes.

    Parameters
    ----------
    covers, demand, site_indices
        As in `site_contributions`.
    site_distance_m
        Distances between sites, dense or sparse (absent = too far), shape (sites, sites).
    site_cost
        Cost of each site (yuan); 1 each by default.

    Notes
    -----
    Ties go to the site that keeps more demand, then to the lower index.
    """
    choice = _checked(covers, demand, site_cost, site_indices)
    return _replacements(choice, site_distance_m, by_distance=True)


def best_replacements(
    covers: Any,
    demand: ArrayLike,
    site_indices: Sequence[int] | NDArray[Any],
    site_distance_m: Any,
    site_cost: ArrayLike | None = None,
) -> SiteReplacements:
    """Return the site that keeps most demand in place of each chosen site.

    Arguments as in `nearest_replacements`; ties go to the nearer site, then to
    the lower index.
    """
    choice = _checked(covers, demand, site_cost, site_indices)
    return _replacements(choice, site_distance_m, by_distance=False)


def _checked(
    covers: Any,
    demand: ArrayLike,
    site_cost: ArrayLike | None,
    site_indices: Sequence[int] | NDArray[Any],
) -> _Choice:
    faults = Faults()
    matrix = checked_covers(covers, faults)
    points, sites = matrix.shape
    chosen = checked_indices("site_indices", site_indices, sites, faults)
    weights = checked_amounts("demand", demand, points, faults)
    cost = checked_amounts("site_cost", site_cost, sites, faults)
    faults.raise_if_any()
    times = np.diff(matrix[:, chosen].indptr).astype(np.int64)
    return _Choice(covers=matrix, demand=weights, cost=cost, chosen=chosen, times=times)


def _replacements(choice: _Choice, site_distance_m: Any, *, by_distance: bool) -> SiteReplacements:
    chosen = choice.chosen
    others = np.setdiff1d(np.arange(choice.cost.size), chosen)
    changes = _exchange_changes(choice, others)
    replacement = np.full(chosen.size, -1, dtype=np.int64)
    distance_m = np.full(chosen.size, np.nan)
    covered_change = -site_contributions(choice.covers, choice.demand, chosen)
    for place, site in enumerate(chosen.tolist()):
        away_m = distances_of_pairs(site_distance_m, np.full(others.size, site), others)
        change = changes[place]
        keys = (others, -change, away_m) if by_distance else (others, away_m, -change)
        order = np.lexsort(keys)
        order = order[np.isfinite(away_m[order])]
        if order.size:
            first = order[0]
            replacement[place], distance_m[place] = others[first], away_m[first]
            covered_change[place] = change[first]
    # Without a replacement the site is only closed, and its cost saved.
    gained_cost = np.where(replacement >= 0, choice.cost[replacement], 0.0)
    return SiteReplacements(
        site_indices=chosen,
        replacement_indices=replacement,
        distance_m=distance_m,
        covered_change=covered_change,
        cost_change=gained_cost - choice.cost[chosen],
    )


def _exchange_changes(choice: _Choice, others: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the change of covered demand by each exchange, shape (chosen, others)."""
    columns = sp.csc_array(choice.covers)
    open_demand = np.where(choice.times == 0, choice.demand, 0.0)
    left_open = np.tile(open_demand, (choice.chosen.size, 1))
    for place, site in enumerate(choice.chosen.tolist()):
        points = columns.indices[columns.indptr[site] : columns.indptr[site + 1]]
        alone = points[choice.times[points] == 1]
        left_open[place, alone] = choice.demand[alone]
    regained = left_open @ columns[:, others].astype(np.float64)
    return np.asarray(regained - left_open.sum(axis=1, keepdims=True) + open_demand.sum())
