"""Compiled parts of the bound."""

from __future__ import annotations

import numpy as np

from algorithms._compile import compiled
from algorithms.sewage._design_kernels import depth_factor
from algorithms.sewage._sewer_arrays import FloatArray


@compiled
def depth_factors(depth_m: FloatArray, share_2m: float, share_3m: float) -> FloatArray:
    """Return `depth_factor` of every depth."""
    factors = np.empty(depth_m.size)
    for k in range(depth_m.size):
        factors[k] = depth_factor(depth_m[k], share_2m, share_3m)
    return factors
