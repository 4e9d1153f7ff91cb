"""A problem with capacity in one form for all three goals, and what a plan of it costs.

The first unit of site j takes r_j (what stands there, or a new one), each further
one Q, at most n_max together; points go as a whole:

    min  sum f_j x_j + e sum (n_j - x_j) + sum c_ij z_ij + sum g_i m_i
         sum_j z_ij + m_i = 1,   sum_i w_i z_ij <= r_j x_j + Q (n_j - x_j)
         x_j <= n_j <= n_max x_j,   sum x_j <= p,   sum b_j x_j + b sum (n_j - x_j) <= B
         x, z, m in {0, 1}, n whole

Least cost has c = 0 and no m; most demand has f = e = c = 0 and g = w; least
walking has f = e = 0 and c_ij = w_i d_ij.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from algorithms.siting._capacity_kernels import CapacityData
from algorithms.siting.covering_result import distances_of_pairs

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True, eq=False)
class CapacityModel:
    """Points, sites, costs and limits as in the module's formula.

    Attributes
    ----------
    serve_cost
        c, shape (points, sites); stored (0 too) where the site serves the point.
    demand
        w, shape (points,).
    missed_price
        g, infinite where a point may not be missed.
    site_cost, unit_cost
        f, shape (sites,), with the first unit, and e of each further one.
    site_price, unit_price
        What counts against the budget, likewise.
    first_room, capacity, most_units
        r, shape (sites,), Q and n_max.
    fixed
        Sites that are open.
    count_limit, budget
        p and B, infinite where there is none.
    """

    serve_cost: sp.csr_array
    demand: FloatArray
    missed_price: FloatArray
    site_cost: FloatArray
    unit_cost: float
    site_price: FloatArray
    unit_price: float
    first_room: FloatArray
    capacity: float
    most_units: int
    fixed: IntArray
    count_limit: float
    budget: float

    @cached_property
    def reachable(self) -> NDArray[np.bool_]:
        """Points that some site serves."""
        return np.asarray(np.diff(self.serve_cost.indptr) > 0)

    @property
    def is_fixed(self) -> NDArray[np.bool_]:
        """Which sites are open whatever is chosen."""
        return np.isin(np.arange(self.site_cost.size), self.fixed)

    @cached_property
    def data(self) -> CapacityData:
        """The problem as the kernels read it; points out of reach cost nothing."""
        row_start, row_site, row_cost = _sorted_lines(self.serve_cost)
        column_start, column_point, column_cost = _sorted_lines(self.serve_cost.T.tocsr())
        return CapacityData(
            row_start=row_start,
            row_site=row_site,
            row_cost=row_cost,
            column_start=column_start,
            column_point=column_point,
            column_cost=column_cost,
            demand=self.demand,
            missed_price=np.where(self.reachable, self.missed_price, 0.0),
            site_cost=self.site_cost,
            site_price=self.site_price,
            first_room=self.first_room,
            unit=(self.capacity, float(self.most_units), self.unit_cost, self.unit_price),
            limits=(self.count_limit, self.budget),
        )

    @cached_property
    def priced_data(self) -> CapacityData:
        """The same with a finite price, above any plan's cost, for points not to be missed."""
        dearest = float(self.site_cost.sum())
        dearest += self.unit_cost * np.ceil(2.0 * self.demand.sum() / self.capacity)
        dearest += float(self.data.row_cost.max(initial=0.0)) * self.demand.size
        finite = self.missed_price[np.isfinite(self.missed_price)]
        price = 1.0 + dearest + float(finite.sum())
        missed = np.where(np.isfinite(self.data.missed_price), self.data.missed_price, price)
        return self.data._replace(missed_price=missed)

    def units(self, plan: CapacityPlan) -> IntArray:
        """Return the units that each open site needs, at least 1; shape (open sites,)."""
        beyond = (plan.loads(self) - self.first_room)[plan.sites]
        further = np.ceil(beyond / self.capacity - 1e-9)
        return 1 + np.maximum(further, 0.0).astype(np.int64)

    def spent(self, plan: CapacityPlan) -> float:
        """Return what a plan takes of the budget."""
        further = float((self.units(plan) - 1).sum())
        return float(self.site_price[plan.sites].sum()) + self.unit_price * further

    def may_not_miss(self, plan: CapacityPlan) -> IntArray:
        """Return the points that a plan misses though they may not be missed."""
        left = (plan.site_of < 0) & np.isinf(self.missed_price) & self.reachable
        return np.flatnonzero(left)

    def objective(self, plan: CapacityPlan) -> float:
        """Return the objective, without points that may not be missed."""
        further = float((self.units(plan) - 1).sum())
        total = float(self.site_cost[plan.sites].sum()) + self.unit_cost * further
        served = np.flatnonzero(plan.site_of >= 0)
        total += float(distances_of_pairs(self.serve_cost, served, plan.site_of[served]).sum())
        missed = (plan.site_of < 0) & np.isfinite(self.missed_price) & self.reachable
        return total + float(self.missed_price[missed].sum())


@dataclass(frozen=True, kw_only=True, eq=False)
class CapacityPlan:
    """Open sites and who goes where.

    Attributes
    ----------
    sites
        Open sites, ascending.
    site_of
        Site of each point, -1 where nobody serves it.
    """

    sites: IntArray
    site_of: IntArray

    def loads(self, model: CapacityModel) -> FloatArray:
        """Return the demand that each site serves, shape (sites,)."""
        served = self.site_of >= 0
        load = np.bincount(
            self.site_of[served], model.demand[served], minlength=model.site_cost.size
        )
        return load.astype(np.float64)


def keeps_limits(model: CapacityModel, plan: CapacityPlan) -> bool:
    """Tell whether a plan serves only pairs in reach, within capacity, number and budget."""
    served = np.flatnonzero(plan.site_of >= 0)
    cost = distances_of_pairs(model.serve_cost, served, plan.site_of[served])
    return bool(
        np.isin(plan.site_of[served], plan.sites).all()
        and np.isin(model.fixed, plan.sites).all()
        and np.isfinite(cost).all()
        and (model.units(plan) <= model.most_units).all()
        and plan.sites.size <= model.count_limit
        and model.spent(plan) <= model.budget * (1.0 + 1e-9)
    )


def _sorted_lines(matrix: sp.csr_array) -> tuple[IntArray, IntArray, FloatArray]:
    """Return the lines of a matrix with their entries by rising cost, then by number."""
    line = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    order = np.lexsort((matrix.indices, matrix.data, line))
    return (
        matrix.indptr.astype(np.int64),
        matrix.indices[order].astype(np.int64),
        matrix.data[order].astype(np.float64),
    )
