"""Compilation of the numeric kernels."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

from numba import njit

P = ParamSpec("P")
R = TypeVar("R")


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Compile on first call, keep on disk, and let other threads run meanwhile."""
    return cast(Callable[P, R], njit(cache=True, nogil=True)(function))
