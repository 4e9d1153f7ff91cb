"""The p-median problem as its search and its bound see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from algorithms.siting import _median_kernels as kernels
from algorithms.siting.distance_rows import DistanceRows

RELATIVE_TOLERANCE = 1e-9
"""With costs that are not whole numbers, a bound this close to the value proves it."""


@dataclass(frozen=True, kw_only=True)
class MedianProblem:
    """Choose sites so that every point's cheapest chosen site costs least in total.

    A point never pays more than its cap: the cost of its cheapest site that is
    already open, or the penalty for being left unserved. Only entries below
    the cap are kept.

    Attributes
    ----------
    start, site, cost
        Rows by rising cost, as in `DistanceRows`; ``site`` counts the sites left.
    cap
        Most that each point pays, shape (demand,).
    choose
        Number of sites still to choose.
    site_id
        Column of each site left, ascending, shape (sites left,).
    opened
        Columns of the sites already open.
    fraction_bits
        All costs are whole numbers and multipliers with this many binary
        digits after the point keep every sum exact; None otherwise.
    """

    start: NDArray[np.int64]
    site: NDArray[np.int32]
    cost: NDArray[np.float64]
    cap: NDArray[np.float64]
    choose: int
    site_id: NDArray[np.int64]
    opened: NDArray[np.int64]
    fraction_bits: int | None

    @property
    def site_count(self) -> int:
        """Number of sites left to choose from."""
        return self.site_id.size

    def reduce(self, opens: NDArray[np.int64], closes: NDArray[np.int64]) -> MedianProblem:
        """Return the problem left after opening and closing some of the sites left."""
        new_index = np.zeros(self.site_count, np.int64)
        new_index[closes] = -1
        new_index[opens] = -2
        stays = new_index == 0
        new_index[stays] = np.arange(np.count_nonzero(stays))
        cap = self.cap.copy()
        start, site, cost = kernels.reduce_rows(self.start, self.site, self.cost, cap, new_index)
        return MedianProblem(
            start=start,
            site=site,
            cost=cost,
            cap=cap,
            choose=self.choose - opens.size,
            site_id=self.site_id[stays],
            opened=np.concatenate((self.opened, self.site_id[opens])),
            fraction_bits=self.fraction_bits,
        )

    def suffices(self, bound: float, objective: float) -> bool:
        """Whether a bound proves that nothing is better than the objective."""
        if self.fraction_bits is not None:
            return bound > objective - 1.0
        return bound >= objective - 0.9 * RELATIVE_TOLERANCE * abs(objective)

    def round_multipliers(self, multipliers: NDArray[np.float64]) -> NDArray[np.float64]:
        """Shorten multipliers to the binary digits that keep whole-number sums exact."""
        if self.fraction_bits is None:
            return multipliers.copy()
        scale = float(2**self.fraction_bits)
        return np.round(multipliers * scale) / scale


def build_problem(
    rows: DistanceRows,
    demand: NDArray[np.float64],
    facility_count: int,
    fixed_site_indices: Sequence[int] | NDArray[np.int64],
) -> tuple[MedianProblem, float]:
    """Return the problem, fixed sites opened, and the penalty of an unserved point.

    The penalty is above the dearest way to serve everyone, so that serving one
    point more is worth any distance.
    """
    cost = demand[rows.row_of_entry] * rows.distance_m
    is_reachable = np.diff(rows.start) > 0
    dearest = cost[rows.start[1:][is_reachable] - 1]
    penalty = float(np.floor(dearest.sum()) + 1.0)
    cap = np.where(is_reachable, penalty, 0.0)
    problem = MedianProblem(
        start=rows.start,
        site=rows.site,
        cost=cost,
        cap=cap,
        choose=facility_count,
        site_id=np.arange(rows.site_count),
        opened=np.empty(0, np.int64),
        fraction_bits=_fraction_bits(cost, cap),
    )
    fixed = np.asarray(fixed_site_indices, np.int64)
    return problem.reduce(fixed, np.empty(0, np.int64)), penalty


def _fraction_bits(cost: NDArray[np.float64], cap: NDArray[np.float64]) -> int | None:
    """Binary digits left for multipliers in a sum of all caps; None unless costs are whole."""
    bits = 51 - int(np.ceil(np.log2(cap.sum() + 1.0)))
    if bits < 4 or not np.array_equal(cost, np.floor(cost)):
        return None
    return min(bits, 20)
