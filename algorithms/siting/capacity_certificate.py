"""Bound of a problem with capacity that follows from multipliers by arithmetic alone.

With ``sum_j z_ij + m_i = 1`` relaxed by u_i and the budget by a price v,

    sum u_i - sum of the k largest u_i - v B
        + sum over j of  min over n of
            [f_j + v b_j + (e + v b) (n - 1) - knapsack_j(r_j + Q (n - 1))]

is below the cost of every plan that leaves at most k points unserved which may not
be missed, where ``knapsack_j(L)`` is the most of ``(u_i - c_ij) z_ij`` within the
load L, points in parts (Beasley 1993, EJOR 65, 383-399). Open sites count when
they are fixed or their term is below 0, no more than allowed. Nothing here comes
from the kernels that found the multipliers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from algorithms.errors import InputError
from algorithms.siting.capacity_model import CapacityModel

_ROUNDOFF = np.finfo(np.float64).eps


@dataclass(frozen=True, kw_only=True, eq=False)
class CapacityCertificate:
    """Multipliers and the bound they are said to prove.

    Attributes
    ----------
    point_multipliers
        u, shape (points,).
    budget_price
        v.
    may_miss
        k: the bound holds for plans that leave at most so many points unserved
        which may not be missed.
    claimed_bound
        Objective that no such plan goes below.
    """

    point_multipliers: NDArray[np.float64]
    budget_price: float
    may_miss: int
    claimed_bound: float


def safe_capacity_bound(
    model: CapacityModel, multipliers: NDArray[np.float64], budget_price: float, may_miss: int
) -> float:
    """Return what the multipliers prove, every rounding error charged against it.

    Multipliers outside 0 to the price of missing a point are moved there first,
    those of points out of reach to 0.

    Raises
    ------
    algorithms.errors.InputError
        ``siting.certificate_shape`` when there is not one finite number per point.
    """
    given = np.asarray(multipliers, dtype=np.float64)
    if given.shape != model.demand.shape or not np.isfinite(given).all():
        raise InputError("siting.certificate_shape", expected=model.demand.size, actual=given.size)
    u = np.where(model.reachable, np.clip(given, 0.0, model.missed_price), 0.0)
    price = max(0.0, float(budget_price)) if np.isfinite(model.budget) else 0.0
    columns = sp.csc_array(model.serve_cost)
    terms = np.array(
        [_site_term(model, columns, site, u, price) for site in range(model.site_cost.size)]
    )
    is_fixed = model.is_fixed
    rest = np.sort(np.minimum(terms[~is_fixed], 0.0))
    if np.isfinite(model.count_limit):
        rest = rest[: max(0, int(model.count_limit) - int(is_fixed.sum()))]
    unmissable = np.sort(u[np.isinf(model.missed_price)])
    spared = unmissable[max(0, unmissable.size - may_miss) :]
    parts = np.concatenate([u, -spared, terms[is_fixed], rest])
    money = price * model.budget if price > 0.0 else 0.0
    total = float(parts.sum()) - money
    terms_of_largest = float(np.diff(columns.indptr).max(initial=0)) + parts.size + 8.0
    size = float(np.abs(parts).sum()) + 2.0 * float(u.sum()) + money
    return total - _ROUNDOFF * terms_of_largest * size


def _site_term(
    model: CapacityModel,
    columns: sp.csc_array,
    site: int,
    u: NDArray[np.float64],
    price: float,
) -> float:
    """Return the least cost of opening a site less what its points are worth."""
    entries = slice(columns.indptr[site], columns.indptr[site + 1])
    points = columns.indices[entries]
    gain = u[points] - columns.data[entries]
    points, gain = points[gain > 0.0], gain[gain > 0.0]
    load = model.demand[points]
    with np.errstate(divide="ignore"):
        rate = gain / load
    order = np.argsort(-rate, kind="stable")
    loads = np.concatenate([[0.0], np.cumsum(load[order])])
    gains = np.concatenate([[0.0], np.cumsum(gain[order])])
    further = np.arange(model.most_units)
    further = further[: int(loads[-1] / model.capacity) + 2]
    room = model.first_room[site] + further * model.capacity
    # Points without demand stand first and count whole; between points the gain is linear.
    first = int(np.count_nonzero(load == 0.0))
    worth = np.interp(room, loads[first:], gains[first:])
    open_cost = model.site_cost[site] + price * model.site_price[site]
    unit_cost = model.unit_cost + price * model.unit_price
    return float((open_cost + unit_cost * further - worth).min())


def check_capacity_certificate(model: CapacityModel, certificate: CapacityCertificate) -> float:
    """Recompute the bound of a certificate from the data and return it.

    Raises
    ------
    algorithms.errors.InputError
        ``siting.certificate_refused`` when the multipliers don't prove the claim.
    """
    proved = safe_capacity_bound(
        model, certificate.point_multipliers, certificate.budget_price, certificate.may_miss
    )
    if proved < certificate.claimed_bound:
        raise InputError(
            "siting.certificate_refused", claimed=certificate.claimed_bound, proved=proved
        )
    return proved
