"""Checks at the door of the network functions."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from algorithms.errors import InputError


def points(name: str, xy_m: Any) -> NDArray[np.float64]:
    """Return coordinates as a float array of shape (n, 2); NaN is allowed."""
    array = np.asarray(xy_m, dtype=np.float64)
    if array.size == 0:
        return np.empty((0, 2))
    if array.ndim != 2 or array.shape[1] != 2:
        raise InputError("network.points_shape", name=name, shape=str(array.shape))
    return np.ascontiguousarray(array)


def not_negative(name: str, value: float) -> float:
    """Return the value, which may be infinite but neither negative nor NaN."""
    number = float(value)
    if math.isnan(number) or number < 0.0:
        raise InputError("network.negative_value", name=name, value=number)
    return number


def positive(name: str, value: float) -> float:
    """Return the value, which must be finite and above 0."""
    number = float(value)
    if not (math.isfinite(number) and number > 0.0):
        raise InputError("network.not_positive", name=name, value=number)
    return number


def mask(
    name: str, values: Sequence[bool] | NDArray[np.bool_] | None, count: int, *, default: bool
) -> NDArray[np.bool_]:
    """Return a boolean array of the given length, filled with the default when absent."""
    if values is None:
        return np.full(count, default)
    return same_length(name, np.asarray(values, dtype=bool), count)


def same_length(name: str, values: NDArray[Any], count: int) -> NDArray[Any]:
    """Return the values, of which there must be exactly ``count``."""
    if values.shape != (count,):
        raise InputError(
            "network.length_mismatch", name=name, expected=count, shape=str(values.shape)
        )
    return values
