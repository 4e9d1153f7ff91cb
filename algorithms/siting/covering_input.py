"""The door of the covering models: every argument is checked here, all faults together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from numbers import Integral
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import ArrayLike, NDArray

from algorithms.errors import InputError


@dataclass
class Faults:
    """Collects what is wrong with the arguments and raises it in one error."""

    found: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def add(self, code: str, **values: Any) -> None:
        """Note one fault: the code of its message and the values shown there."""
        self.found.append((code, values))

    def raise_if_any(self) -> None:
        """Raise the one fault found, or ``siting.several_faults`` naming all.

        Raises
        ------
        algorithms.errors.InputError
            When at least one fault was added; with several, its values hold
            ``count``, ``codes`` and ``faults`` (pairs of code and values).
        """
        if len(self.found) == 1:
            code, values = self.found[0]
            raise InputError(code, **values)
        if self.found:
            codes = ", ".join(code for code, _ in self.found)
            raise InputError(
                "siting.several_faults",
                count=len(self.found),
                codes=codes,
                faults=tuple(self.found),
            )


def checked_covers(covers: Any, faults: Faults) -> sp.csr_array:
    """Return the coverage matrix as a clean boolean CSR array of its own.

    Stored zeros are dropped, indices sorted, doubles merged; the input is not
    changed. An unusable matrix adds ``siting.covers_not_a_matrix``.
    """
    try:
        matrix = sp.csr_array(covers)
    except (TypeError, ValueError):
        matrix = None
    if matrix is None or matrix.ndim != 2:
        faults.add("siting.covers_not_a_matrix")
        return sp.csr_array((0, 0), dtype=bool)
    clean = sp.csr_array(matrix.astype(bool))
    if clean.data is matrix.data or clean.indices is matrix.indices:
        clean = clean.copy()
    clean.sum_duplicates()
    clean.eliminate_zeros()
    clean.sort_indices()
    return clean


def checked_amounts(
    name: str, values: ArrayLike | None, length: int, faults: Faults, default: float = 1.0
) -> NDArray[np.float64]:
    """Return one finite, non-negative number per point or site, ``default`` where not given."""
    if values is None:
        return np.full(length, default)
    try:
        amounts = np.array(values, dtype=np.float64)
    except (TypeError, ValueError):
        faults.add("siting.not_a_number", name=name)
        return np.full(length, default)
    if amounts.shape != (length,):
        shape = "x".join(map(str, amounts.shape))
        faults.add("siting.wrong_length", name=name, expected=length, actual=shape)
        return np.full(length, default)
    wrong = np.flatnonzero(~(np.isfinite(amounts) & (amounts >= 0)))
    if wrong.size:
        first = int(wrong[0])
        faults.add(
            "siting.amount_out_of_range",
            name=name,
            index=first,
            value=float(amounts[first]),
            count=int(wrong.size),
        )
        return np.full(length, default)
    return amounts


def checked_indices(
    name: str, indices: Sequence[int] | NDArray[Any], size: int, faults: Faults
) -> NDArray[np.int64]:
    """Return ascending distinct indices below ``size``."""
    given = np.asarray(indices)
    if given.size == 0:
        return np.empty(0, dtype=np.int64)
    if given.ndim != 1 or not np.issubdtype(given.dtype, np.integer):
        faults.add("siting.indices_not_whole", name=name)
        return np.empty(0, dtype=np.int64)
    wrong = given[(given < 0) | (given >= size)]
    if wrong.size:
        faults.add("siting.index_out_of_range", name=name, index=int(wrong[0]), size=size)
        return np.empty(0, dtype=np.int64)
    return np.unique(given).astype(np.int64)


def checked_facility_count(
    facility_count: Any, fixed_count: int, site_count: int, faults: Faults
) -> int | None:
    """Return the number of facilities wanted if the sites allow it."""
    if facility_count is None:
        return None
    is_whole = isinstance(facility_count, Integral) and not isinstance(facility_count, bool)
    if not is_whole or facility_count < 0:
        faults.add("siting.facility_count_not_whole", facility_count=facility_count)
    elif facility_count > site_count:
        faults.add("siting.too_few_sites", wanted=int(facility_count), available=site_count)
    elif facility_count < fixed_count:
        faults.add("siting.too_many_fixed_sites", fixed=fixed_count, wanted=int(facility_count))
    return int(facility_count) if is_whole else None


def checked_time_limit(time_limit_s: float, faults: Faults) -> float:
    """Return the time limit if it is a positive number."""
    if not time_limit_s > 0:
        faults.add("siting.time_limit_not_positive", time_limit_s=time_limit_s)
    return float(time_limit_s)


def checked_budget(budget: float | None, faults: Faults) -> float:
    """Return the budget, infinite where none is given."""
    if budget is None:
        return float("inf")
    if not budget >= 0:
        faults.add("siting.budget_negative", budget=budget)
    return float(budget)


def common_step(amounts: NDArray[np.float64]) -> float:
    """Return the largest number that divides all amounts if they are whole, else 0."""
    if amounts.size == 0 or not np.all(amounts == np.rint(amounts)) or amounts.max() > 2.0**40:
        return 0.0
    return float(np.gcd.reduce(amounts.astype(np.int64)))


def rounded_up(bound: float, step: float) -> float:
    """Return the least multiple of ``step`` that is not below the bound; the bound if step is 0."""
    return float(np.ceil(bound / step) * step) if step > 0 else float(bound)


def rounded_down(bound: float, step: float) -> float:
    """Return the largest multiple of ``step`` that is not above the bound."""
    return -rounded_up(-bound, step)
