"""Coverage and cost against the number of toilets, each point with its proof."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from algorithms.progress import SILENT, Progress
from algorithms.siting.covering_highs import Deadline
from algorithms.siting.covering_result import CoveringResult
from algorithms.siting.mclp import check_mclp
from algorithms.siting.mclp_curve import solve_every_count

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, eq=False)
class CoverageCurve:
    """Most demand that 1, 2, ... facilities cover; arrays of one length.

    Attributes
    ----------
    facility_counts
        Numbers of facilities, from 1 upwards (every one, or evenly spread ones).
    covered_demand, bound
        Demand covered and the most that could be, for each number; both rise.
    is_proven_optimal
        Whether the value of each number is proved.
    site_indices
        Sites chosen for each number, ascending.
    """

    facility_counts: NDArray[np.int64]
    covered_demand: FloatArray
    bound: FloatArray
    is_proven_optimal: NDArray[np.bool_]
    site_indices: tuple[NDArray[np.int64], ...]


def trace_coverage_curve(
    covers: Any,
    demand: ArrayLike,
    most_facilities: int,
    site_cost: ArrayLike | None = None,
    fixed_site_indices: Sequence[int] | NDArray[Any] = (),
    *,
    most_points: int | None = None,
    time_limit_s: float = 60.0,
    progress: Progress = SILENT,
) -> CoverageCurve:
    """Solve the maximal covering problem for every number up to ``most_facilities``.

    Fixed sites come first: fewer facilities than those are the best ones among them,
    more are all of them and the best others; where fewer would cover as much, the
    cheapest are added.

    Parameters
    ----------
    covers, demand, site_cost, fixed_site_indices
        As in `solve_mclp`.
    most_facilities
        Last number of the curve.
    most_points
        Where there are more numbers, so many of them are taken, evenly spread.

    Raises
    ------
    algorithms.errors.InputError
        As `solve_mclp`; ``siting.too_many_fixed_sites`` when fewer facilities than
        fixed sites are asked for.

    Examples
    --------
    >>> covers = np.array([[1, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]], dtype=bool)
    >>> curve = trace_coverage_curve(covers, [5.0, 4.0, 1.0, 3.0], 3, fixed_site_indices=[1])
    >>> curve.covered_demand.tolist(), curve.site_indices[1].tolist()
    ([1.0, 10.0, 13.0], [0, 1])
    """
    data = check_mclp(
        covers, demand, most_facilities, site_cost, None, fixed_site_indices, time_limit_s
    )
    deadline = Deadline(time_limit_s)
    fixed = data.fixed
    points = min(most_points or most_facilities, most_facilities)
    counts = np.unique(np.rint(np.linspace(1, most_facilities, points)).astype(np.int64))
    with_all_fixed = counts[counts >= fixed.size]
    answers: list[tuple[NDArray[np.int64], CoveringResult]] = []
    if fixed.size > 1:
        only_fixed = replace(
            data,
            covers=data.covers[:, fixed],
            cost=data.cost[fixed],
            fixed=fixed[:0],
            facility_count=fixed.size - 1,
        )
        part = solve_every_count(only_fixed, deadline, progress, counts[counts < fixed.size])
        answers += [(fixed[answer.site_indices], answer) for answer in part]
    part = solve_every_count(data, deadline, progress, with_all_fixed)
    answers += [(answer.site_indices, answer) for answer in part]
    return CoverageCurve(
        facility_counts=counts,
        covered_demand=np.array([answer.objective for _, answer in answers]),
        bound=np.array([answer.bound for _, answer in answers]),
        is_proven_optimal=np.array([answer.is_proven_optimal for _, answer in answers]),
        site_indices=tuple(chosen for chosen, _ in answers),
    )
