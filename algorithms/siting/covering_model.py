"""Linear models of the plain covering problems, written from their data alone."""

from __future__ import annotations

from dataclasses import dataclass

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
    """Return the maximal covering model: minimise ``-w y``, ``y <= A x``, ``limits x <= values``.

    Columns: the sites ``x``, then the demand points ``y``. Rows: one per demand
    point, then the limits (number of sites, budget).
    """
    point_count, site_count = covers.shape
    matrix = sp.block_array(
        [[covers.astype(np.float64), -sp.eye_array(point_count)], [limits, None]], format="csr"
    )
    limit_count = limit_values.size
    lower = np.zeros(site_count + point_count)
    lower[fixed] = 1.0
    return LinearModel(
        cost=np.concatenate([np.zeros(site_count), -demand]),
        matrix=matrix,
        row_lower=np.concatenate([np.zeros(point_count), np.full(limit_count, -np.inf)]),
        row_upper=np.concatenate([np.full(point_count, np.inf), limit_values]),
        column_lower=lower,
        column_upper=np.ones(site_count + point_count),
        is_integer=np.arange(site_count + point_count) < site_count,
    )
