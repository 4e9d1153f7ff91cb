"""Cheaper sites in place of chosen ones, for a little less demand covered."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
# Losses below it are rounding; it keeps the division finite where there is no loss.
LEAST_LOSS = 1e-9


def exchange_for_cheaper(
    covers: sparse.csr_array,
    demand: FloatArray,
    site_cost: FloatArray,
    chosen: IntArray,
    *,
    fixed: IntArray,
    lose_at_most: float,
) -> IntArray:
    """Exchange chosen sites one by one for cheaper ones, best saving per demand lost first.

    Parameters
    ----------
    covers
        Which demand point (row) each site (column) covers.
    demand
        Weight of each demand point, shape (points,).
    site_cost
        Cost of each site, shape (sites,).
    chosen, fixed
        Columns of the chosen sites, and of those among them that stay.
    lose_at_most
        Covered demand that may be lost in all.

    Returns
    -------
    As many sites as were chosen, in ascending order.
    """
    columns = covers.tocsc()
    sites = np.asarray(chosen, dtype=np.int64).copy()
    left = lose_at_most
    while True:
        lost, saved = _exchanges(columns, demand, site_cost, sites, fixed)
        worth = np.where((saved > 0.0) & (lost <= left), saved, -np.inf)
        free = np.where(lost <= LEAST_LOSS, worth, -np.inf)
        rate = free if np.isfinite(free).any() else worth / np.maximum(lost, LEAST_LOSS)
        out, into = np.unravel_index(int(rate.argmax()), rate.shape)
        if not np.isfinite(rate[out, into]):
            return np.sort(sites)
        left -= float(lost[out, into])
        sites[out] = into


def _exchanges(
    columns: sparse.csc_array,
    demand: FloatArray,
    site_cost: FloatArray,
    sites: IntArray,
    fixed: IntArray,
) -> tuple[FloatArray, FloatArray]:
    """Return demand lost and cost saved by each exchange, shape (chosen, sites)."""
    mine = columns[:, sites].astype(np.float64)
    times = np.asarray(mine.sum(axis=1)).ravel()
    alone = sparse.csc_array(mine.multiply((demand * (times == 1.0))[:, None]))
    gained = columns.T @ (demand * (times == 0.0))
    kept = (alone.T @ columns.astype(np.float64)).toarray()
    lost = np.asarray(alone.sum(axis=0)).ravel()[:, None] - gained[None, :] - kept
    saved = site_cost[sites][:, None] - site_cost[None, :]
    saved[:, sites] = -np.inf
    saved[np.isin(sites, fixed)] = -np.inf
    return lost, saved


def least_cost_bound(
    covers: sparse.csr_array,
    demand: FloatArray,
    site_cost: FloatArray,
    *,
    site_count: int,
    fixed: IntArray,
    cover_at_least: float,
    time_limit_s: float,
) -> float:
    """Return what no so many sites that cover so much demand can cost less than.

    The linear relaxation of the covering problem (Church and ReVelle 1974) with
    cost to be least; out of time, the cost of the cheapest sites, however little
    they cover.
    """
    points, sites = covers.shape
    cheapest = np.sort(np.delete(site_cost, fixed))[: site_count - len(fixed)]
    weakest = float(site_cost[fixed].sum() + cheapest.sum())
    number = sparse.eye_array(points, format="csr")
    served_by_chosen = sparse.hstack([covers.astype(np.float64), -number])
    weight = np.concatenate([np.zeros(sites), demand])
    is_site = np.concatenate([np.ones(sites), np.zeros(points)])
    least_open = np.zeros(sites + points)
    least_open[fixed] = 1.0
    found = milp(
        np.concatenate([site_cost, np.zeros(points)]),
        constraints=(
            LinearConstraint(sparse.csr_array(served_by_chosen), lb=0.0),
            LinearConstraint(weight[None, :], lb=cover_at_least),
            LinearConstraint(is_site[None, :], lb=site_count, ub=site_count),
        ),
        bounds=Bounds(least_open, 1.0),
        options={"time_limit": time_limit_s},
    )
    return max(weakest, float(found.fun)) if found.status == 0 else weakest
