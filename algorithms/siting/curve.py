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
from algorithms.siting.mclp import check_mclp, solve_mclp_data


@dataclass(frozen=True, kw_only=True, eq=False)
class CoverageCurve:
    """Most demand that 1, 2, ... facilities cover.

    Attributes
    ----------
    facility_counts
        Numbers of facilities, ascending, from the fixed sites (or 1) upwards.
    covered_demand, bound
        Demand covered and the most that could be, for each number; both rise.
    cost
        Cost of the sites chosen for each number.
    is_proven_optimal
        Whether the value of each number is proved.
    choices
        The answers themselves.
    """

    facility_counts: NDArray[np.int64]
    covered_demand: NDArray[np.float64]
    bound: NDArray[np.float64]
    cost: NDArray[np.float64]
    is_proven_optimal: NDArray[np.bool_]
    choices: tuple[CoveringResult, ...]


def trace_coverage_curve(
    covers: Any,
    demand: ArrayLike,
    most_facilities: int,
    site_cost: ArrayLike | None = None,
    fixed_site_indices: Sequence[int] | NDArray[Any] = (),
    *,
    time_limit_s: float = 60.0,
    progress: Progress = SILENT,
) -> CoverageCurve:
    """Solve the maximal covering problem for every number up to ``most_facilities``.

    Each answer starts from the one before. A bound for more facilities also
    bounds fewer, so bounds are carried downwards. Time left is shared evenly
    among the numbers still to be solved.

    Raises
    ------
    algorithms.errors.InputError
        As `solve_mclp`; ``siting.too_many_fixed_sites`` when fewer facilities than
        fixed sites are asked for.
    """
    deadline = Deadline(time_limit_s)
    data = check_mclp(
        covers, demand, most_facilities, site_cost, None, fixed_site_indices, time_limit_s
    )
    first = max(1, data.fixed.size)
    counts = np.arange(first, most_facilities + 1, dtype=np.int64)
    choices: list[CoveringResult] = []
    for place, count in enumerate(counts.tolist()):
        progress.report("siting.curve", place / counts.size)
        share = Deadline(deadline.remaining_s / (counts.size - place))
        before = choices[-1].site_indices if choices else data.fixed
        choices.append(
            solve_mclp_data(replace(data, facility_count=count), share, progress, before)
        )
    return _curve(counts, choices)


def _curve(counts: NDArray[np.int64], choices: list[CoveringResult]) -> CoverageCurve:
    covered = np.array([choice.objective for choice in choices])
    bound = np.array([choice.bound for choice in choices])
    bound = np.minimum.accumulate(bound[::-1])[::-1]
    return CoverageCurve(
        facility_counts=counts,
        covered_demand=covered,
        bound=bound,
        cost=np.array([choice.site_cost_total for choice in choices]),
        is_proven_optimal=bound <= covered,
        choices=tuple(choices),
    )
