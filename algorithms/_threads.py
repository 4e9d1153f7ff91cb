"""Work in several threads at once, for kernels that let other threads run."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any, TypeVar

R = TypeVar("R")


def side_by_side(function: Callable[..., R], *arguments: Iterable[Any]) -> list[R]:
    """Return what a function gives for each set of arguments, in their order.

    In as many threads as the machine has processors, each of which knows what the
    caller's thread knows (`algorithms.early_end`).
    """
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        begun = [
            pool.submit(copy_context().run, function, *values)
            for values in zip(*arguments, strict=True)
        ]
        return [work.result() for work in begun]
