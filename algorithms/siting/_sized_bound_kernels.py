"""Compiled Lagrangian bound of covering within a budget where costs follow the load."""

# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from algorithms.siting._covering_lagrangian import _reached_values

_PATIENCE, _SHRINK, _LEAST_STEP, _MEMORY = 30, 0.7, 1e-3, 0.9


class PricedCover(NamedTuple):
    """Points, free sites and one row of money per slope.

    Attributes
    ----------
    start, point
        Points of each site: those of site j stand at ``start[j]:start[j + 1]``.
    demand, load
        Of each point.
    slope, money
        Slope of each row and what is left for free sites and their points.
    site_cost
        What each free site takes of each row, shape (slopes, sites).
    """

    start: NDArray[np.int64]
    point: NDArray[np.int64]
    demand: NDArray[np.float64]
    load: NDArray[np.float64]
    slope: NDArray[np.float64]
    money: NDArray[np.float64]
    site_cost: NDArray[np.float64]


@njit(cache=True, nogil=True)
def _slopes(cover, u, price, reach, slope_u, slope_price):
    """Fill how the bound changes with the multipliers and prices; return the bound."""
    bound = 0.0
    of_load = 0.0
    for k in range(price.size):
        bound += price[k] * cover.money[k]
        of_load += price[k] * cover.slope[k]
        slope_price[k] = cover.money[k]
    served = 0.0
    for i in range(u.size):
        left = cover.demand[i] - u[i] - of_load * cover.load[i]
        slope_u[i] = 0.0
        if left > 0.0:
            bound += left
            served += cover.load[i]
            slope_u[i] = -1.0
    for k in range(price.size):
        slope_price[k] -= cover.slope[k] * served
    _reached_values((cover.start, cover.point), u, reach)
    for j in range(reach.size):
        worth = reach[j]
        for k in range(price.size):
            worth -= price[k] * cover.site_cost[k, j]
        if worth <= 0.0:
            continue
        bound += worth
        for k in range(price.size):
            slope_price[k] -= cover.site_cost[k, j]
        for q in range(cover.start[j], cover.start[j + 1]):
            slope_u[cover.point[q]] += 1.0
    return bound


@njit(cache=True, nogil=True)
def _deflect(value, highest, slope, direction):
    """Turn the directions towards the slopes, held at the limits; return their square."""
    square = 0.0
    for i in range(value.size):
        is_held = (value[i] <= 0.0 and slope[i] > 0.0) or (
            value[i] >= highest[i] and slope[i] < 0.0
        )
        direction[i] = (0.0 if is_held else slope[i]) + _MEMORY * direction[i]
        square += direction[i] * direction[i]
    return square


@njit(cache=True, nogil=True)
def _move(value, highest, direction, length):
    for i in range(value.size):
        value[i] = min(highest[i], max(0.0, value[i] - length * direction[i]))


@njit(cache=True, nogil=True)
def sized_multipliers(cover, first_price, covered, rounds) -> Any:
    """Lower the Lagrangian bound by a deflected subgradient with Polyak steps.

    With ``y_i <= sum_j a_ij x_j`` relaxed by u in [0, w] and the rows of money by m >= 0,

        bound = sum m_k B_k + sum max(0, w_i - u_i - l_i sum m_k s_k)
                + sum over sites of max(0, sum a_ij u_i - sum m_k a_jk)

    Parameters
    ----------
    cover
        The problem without its fixed sites.
    first_price
        Prices m to start from, one per slope.
    covered
        Demand of a known plan, which steps aim at.
    rounds
        Most steps.

    Returns
    -------
    The multipliers of the points and the prices.
    """
    point_count, row_count = cover.demand.size, cover.slope.size
    # Prices are counted so that their slopes have the size of the points' slopes.
    unit = np.sqrt(point_count) / max(1.0, np.abs(cover.money).max())
    u, price = 0.5 * cover.demand, first_price / unit
    best_u, best_price, best = u.copy(), price.copy(), np.inf
    slope_u, slope_price = np.zeros(point_count), np.zeros(row_count)
    direction_u, direction_price = np.zeros(point_count), np.zeros(row_count)
    no_limit = np.full(row_count, np.inf)
    reach = np.zeros(cover.start.size - 1)
    step, idle = 1.0, 0
    for _ in range(rounds):
        bound = _slopes(cover, u, price * unit, reach, slope_u, slope_price)
        idle += 1
        if bound < best:
            idle = 0 if best - bound > 1e-4 * abs(best - covered) else idle
            best_u[:], best_price[:], best = u, price, bound
        if step < _LEAST_STEP or best <= covered:
            break
        if idle >= _PATIENCE:
            step, idle = step * _SHRINK, 0
            u[:], price[:] = best_u, best_price
            direction_u[:], direction_price[:] = 0.0, 0.0
            bound = _slopes(cover, u, price * unit, reach, slope_u, slope_price)
        slope_price *= unit
        square = _deflect(u, cover.demand, slope_u, direction_u)
        square += _deflect(price, no_limit, slope_price, direction_price)
        if square < 1e-12:
            break
        length = step * (bound - covered) / square
        _move(u, cover.demand, direction_u, length)
        _move(price, no_limit, direction_price, length)
    return best_u, best_price * unit
