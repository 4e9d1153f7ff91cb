"""Linear models of the plain covering problems, written from their data alone."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray


@dataclass(frozen=True, kw_only=True, eq=False)
class LinearModel:
    """Minimise ``cost x`` with ``row_lower <= matrix x <= row_upper`` and column limits.

    Attributes
    ----------
    cost
        Objective coefficient of each column, shape (columns,).
    matrix
        Coefficients, CSR, shape (rows, columns).
    row_lower, row_upper
        Limits of the rows, shape (rows,); infinite where there is none.
    column_lower, column_upper
        Limits of the columns, shape (columns,).
    is_integer
        Which columns take whole values only, shape (columns,).
    """

    cost: NDArray[np.float64]
    matrix: sp.csr_array
    row_lower: NDArray[np.float64]
    row_upper: NDArray[np.float64]
    column_lower: NDArray[np.float64]
    column_upper: NDArray[np.float64]
    is_integer: NDArray[np.bool_]


def lscp_model(
    covers: sp.csr_array, site_cost: NDArray[np.float64], fixed: NDArray[np.int64]
) -> LinearModel:
    """Return the set covering model: minimise ``c x``, every coverable point at least once.

    One column per site; one row per demand point that some site can cover, in
    ascending order of the points.
    """
    site_count = covers.shape[1]
    matrix = sp.csr_array(covers[np.diff(covers.indptr) > 0].astype(np.float64))
    lower = np.zeros(site_count)
    lower[fixed] = 1.0
    return LinearModel(
        cost=site_cost,
        matrix=matrix,
        row_lower=np.ones(matrix.shape[0]),
        row_upper=np.full(matrix.shape[0], np.inf),
        column_lower=lower,
        column_upper=np.ones(site_count),
        is_integer=np.ones(site_count, dtype=np.bool_),
    )


def mclp_model(
    covers: sp.csr_array,
    demand: NDArray[np.float64],
    limits: sp.csr_array,
    limit_values: NDArray[np.float64],
    fixed: NDArray[np.int64],
) -> LinearModel:
    """Return the maximal covering model: minimise the missed demand ``w z``, ``A x + z >= 1``.

    Columns: the sites ``x``, then one ``z`` per coverable demand point, 1 where it
    is missed (Church and ReVelle 1974 give this form beside the one that
    maximises). Rows: the coverable points in ascending order, then the limits
    ``limits x <= limit_values`` (number of sites, budget).
    """
    coverable = np.diff(covers.indptr) > 0
    matrix = covers[coverable].astype(np.float64)
    point_count, site_count = matrix.shape
    lower = np.zeros(site_count + point_count)
    lower[fixed] = 1.0
    rows = sp.block_array([[matrix, sp.eye_array(point_count)], [limits, None]], format="csr")
    no_limit = np.full(limit_values.size, -np.inf)
    return LinearModel(
        cost=np.concatenate([np.zeros(site_count), demand[coverable]]),
        matrix=rows,
        row_lower=np.concatenate([np.ones(point_count), no_limit]),
        row_upper=np.concatenate([np.full(point_count, np.inf), limit_values]),
        column_lower=lower,
        column_upper=np.ones(site_count + point_count),
        is_integer=np.arange(site_count + point_count) < site_count,
    )


def limit_rows(
    cost: NDArray[np.float64], count_limit: float, budget: float
) -> tuple[sp.csr_array, NDArray[np.float64]]:
    """Return the finite ones of the limits on number and money as rows, and their values."""
    rows = np.array([np.ones(cost.size), cost])
    values = np.array([count_limit, budget], dtype=np.float64)
    finite = np.isfinite(values)
    return sp.csr_array(rows[finite]), values[finite]


def without_upper_limits(model: LinearModel) -> LinearModel:
    """Return the model with its columns free upwards.

    In a covering model no column gains by exceeding 1, so the relaxation keeps
    its value, and duals without those limits are easier to get exact.
    """
    return replace(model, column_upper=np.full(model.cost.size, np.inf))
