"""Compiled Lagrangian bound of the maximal covering problem."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from algorithms.siting._median_kernels import kth_lowest

_PATIENCE, _SHRINK, _LEAST_STEP, _MEMORY = 15, 0.6, 1e-4, 0.6


@njit(cache=True, nogil=True)
def _reached_values(columns: Any, multiplier: Any, reach: Any) -> None:
    """Sum the multipliers of each site's points into ``reach``."""
    indptr, indices = columns
    for site in range(reach.size):
        total = 0.0
        for q in range(indptr[site], indptr[site + 1]):
            total += multiplier[indices[q]]
        reach[site] = total


@njit(cache=True, nogil=True)
def _sum_of_highest(reach: Any, threshold: Any, most: Any) -> Any:
    """Sum the ``most`` highest numbers, of which the last is the threshold."""
    total, count = 0.0, 0
    for value in reach:
        if value > threshold:
            total += value
            count += 1
    return total + threshold * (most - count)


@njit(cache=True, nogil=True)
def _slope(columns: Any, reach: Any, threshold: Any, most: Any, slope: Any) -> None:
    """Set how the bound changes with each multiplier: sites in the best set minus 1."""
    indptr, indices = columns
    slope[:] = -1.0
    used = 0
    for site in range(reach.size):
        if reach[site] > threshold or (reach[site] == threshold and used < most):
            used += 1
            for q in range(indptr[site], indptr[site + 1]):
                slope[indices[q]] += 1.0


@njit(cache=True, nogil=True)
def _descend(
    multiplier: Any, direction: Any, slope: Any, weight: Any, step: Any, excess: Any
) -> Any:
    """Move the multipliers against the deflected slope; return whether they moved."""
    square = 0.0
    for row in range(weight.size):
        if (multiplier[row] <= 0.0 and slope[row] > 0.0) or (
            multiplier[row] >= weight[row] and slope[row] < 0.0
        ):
            slope[row] = 0.0
        direction[row] = slope[row] + _MEMORY * direction[row]
        square += direction[row] * direction[row]
    if square < 1e-12 or excess <= 0.0:
        return False
    length = step * excess / square
    for row in range(weight.size):
        multiplier[row] = min(weight[row], max(0.0, multiplier[row] - length * direction[row]))
    return True


@njit(cache=True, nogil=True)
def covering_multipliers(columns: Any, weight: Any, most: Any, covered: Any, rounds: Any) -> Any:
    """Lower the Lagrangian bound of covering most demand with ``most`` sites.

    With ``y_i <= sum_j a_ij x_j`` relaxed by multipliers u in [0, w],

        bound(u) = sum (w_i - u_i) + sum of the largest ``most`` of sum_i a_ij u_i

    lowered by a deflected subgradient with Polyak steps towards ``covered``
    (Galvao and ReVelle 1996, EJOR 88, 114-123, relax the same rows).

    Returns
    -------
    The multipliers of the rows and that of the number of sites.
    """
    site_count = columns[0].size - 1
    multiplier = weight * min(1.0, 3.0 * most / site_count)
    best, best_threshold, best_bound = multiplier.copy(), 0.0, np.inf
    direction, slope = np.zeros(weight.size), np.zeros(weight.size)
    reach = np.zeros(site_count)
    step, idle = 1.0, 0
    for _ in range(rounds):
        _reached_values(columns, multiplier, reach)
        threshold = kth_lowest(reach, site_count - most)
        bound = (weight - multiplier).sum() + _sum_of_highest(reach, threshold, most)
        idle += 1
        if bound < best_bound - 1e-9:
            idle = 0 if best_bound - bound > 1e-4 * abs(best_bound - covered) else idle
            best[:], best_threshold, best_bound = multiplier, threshold, bound
        if idle >= _PATIENCE:
            step, idle = step * _SHRINK, 0
            multiplier[:] = best
            direction[:] = 0.0
            if step < _LEAST_STEP:
                break
            _reached_values(columns, multiplier, reach)
            threshold, bound = best_threshold, best_bound
        _slope(columns, reach, threshold, most, slope)
        if not _descend(multiplier, direction, slope, weight, step, bound - covered):
            break
    return best, best_threshold
