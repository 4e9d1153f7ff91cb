"""The problem with capacity as a whole-number model for HiGHS, for small cases."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.sparse as sp

from algorithms.progress import Progress
from algorithms.siting.capacity_model import CapacityModel, CapacityPlan
from algorithms.siting.covering_highs import Deadline, solve_integer
from algorithms.siting.covering_model import LinearModel

_RELATIVE_SLACK = 1e-9


def solve_capacity_model(
    model: CapacityModel,
    start: CapacityPlan,
    step: float,
    deadline: Deadline,
    progress: Progress,
) -> tuple[CapacityPlan | None, float]:
    """Return the best plan found, None without any, and the bound of the branching.

    Points that may not be missed are served; where that can't be done there is no
    plan, and the bound is infinite.
    """
    pairs = sp.coo_array(model.serve_cost)
    linear = _linear_model(model, pairs)
    answer = solve_integer(
        linear, deadline, progress, start=_values(model, pairs, start), gap_step=step
    )
    if answer.is_infeasible:
        return None, np.inf
    bound = answer.bound - _RELATIVE_SLACK * max(1.0, abs(answer.bound))
    if step > 0 and np.isfinite(bound):
        bound = float(np.ceil(bound / step) * step)
    if answer.values is None:
        return None, bound
    sites = model.site_cost.size
    chosen = answer.values[2 * sites : 2 * sites + pairs.nnz] > 0.5
    site_of = np.full(model.demand.size, -1, dtype=np.int64)
    site_of[pairs.coords[0][chosen]] = pairs.coords[1][chosen]
    opened = np.flatnonzero(answer.values[:sites] > 0.5).astype(np.int64)
    return CapacityPlan(sites=opened, site_of=site_of), bound


def _linear_model(model: CapacityModel, pairs: sp.coo_array) -> LinearModel:
    """Write columns x, n, z, m and the rows of the formula in `capacity_model`."""
    sites, points, count = model.site_cost.size, model.demand.size, pairs.nnz
    point, site = pairs.coords
    ones, number = np.ones(count), np.arange(count)
    of_point = sp.csr_array((ones, (point, number)), shape=(points, count))
    of_site = sp.csr_array((ones, (number, site)), shape=(count, sites))
    load = sp.csr_array((model.demand[point], (site, number)), shape=(sites, count))
    eye, one_row = sp.eye_array(sites), np.ones((1, sites))
    limits = np.array([model.count_limit, model.budget])
    blocks: list[list[Any]] = [
        [None, None, of_point, sp.eye_array(points)],
        [-of_site, None, sp.eye_array(count), None],
        [sp.diags_array(model.capacity - model.first_room), -model.capacity * eye, load, None],
        [-float(model.most_units) * eye, eye, None, None],
        [-eye, eye, None, None],
        [sp.csr_array(one_row), None, None, None],
        [
            sp.csr_array(model.site_price[None, :] - model.unit_price),
            model.unit_price * one_row,
            None,
            None,
        ],
    ]
    free = np.full(sites, np.inf)
    is_served = model.reachable.astype(np.float64)
    may_miss = np.where(np.isinf(model.missed_price), 0.0, 1.0)
    lower = np.zeros(2 * sites + count + points)
    lower[model.fixed] = 1.0
    return LinearModel(
        cost=np.concatenate(
            [
                model.site_cost - model.unit_cost,
                np.full(sites, model.unit_cost),
                pairs.data,
                np.where(np.isfinite(model.missed_price), model.missed_price, 0.0),
            ]
        ),
        matrix=sp.csr_array(sp.block_array(blocks, format="csr")),
        row_lower=np.concatenate(
            [is_served, np.full(count + 2 * sites, -np.inf), np.zeros(sites), [-np.inf] * 2]
        ),
        row_upper=np.concatenate([is_served, np.zeros(count), np.zeros(2 * sites), free, limits]),
        column_lower=lower,
        column_upper=np.concatenate(
            [np.ones(sites), np.full(sites, float(model.most_units)), np.ones(count), may_miss]
        ),
        is_integer=np.arange(lower.size) < 2 * sites + count,
    )


def _values(
    model: CapacityModel, pairs: sp.coo_array, plan: CapacityPlan
) -> np.ndarray[tuple[int], np.dtype[np.float64]] | None:
    """Return the columns of a plan to start from, None where it misses what it may not."""
    if model.may_not_miss(plan).size:
        return None
    sites = model.site_cost.size
    is_open, units = np.zeros(sites), np.zeros(sites)
    is_open[plan.sites] = 1.0
    units[plan.sites] = model.units(plan)
    served = (plan.site_of[pairs.coords[0]] == pairs.coords[1]).astype(np.float64)
    missed = ((plan.site_of < 0) & model.reachable).astype(np.float64)
    return np.concatenate([is_open, units, served, missed])
