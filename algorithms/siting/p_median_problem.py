"""The p-median problem as its search and its bound see it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from algorithms.siting._median_kernels import MedianRows, reduce_rows
from algorithms.siting.distance_rows import DistanceRows

RELATIVE_TOLERANCE = 0.9e-9
"""With costs that are not whole numbers, a bound this close to the value proves it.

A little less than what the checker of proofs allows, since it adds in another order.
"""
MOST_FRACTION_BITS = 20
LEAST_FRACTION_BITS = 4
EXACT_BITS = 51


@dataclass(frozen=True, kw_only=True)
class MedianProblem:
    """Open sites so that every point's cheapest open site costs least in total.

    A point never pays more than its cap: the cost of its cheapest site that is
    already open, or else the penalty for being left unserved. Only entries
    below the cap matter.

    Attributes
    ----------
    rows
        What each point pays at each site left; its sites count the sites left.
    choose
        Most sites still to open.
    site_id
        Column of each site left, ascending, shape (sites left,).
    opened
        Columns of the sites already open.
    penalty
        What an unserved point pays.
    least_unserved
        So many points at least stay unserved, whatever is chosen; costs and
        bounds leave out the penalties of as many.
    fraction_bits
        All costs are whole numbers, and multipliers with so many binary digits
        after the point keep every sum exact; None otherwise.
    """

    rows: MedianRows
    choose: int
    site_id: NDArray[np.int64]
    opened: NDArray[np.int64]
    penalty: float
    least_unserved: int
    fraction_bits: int | None

    @property
    def site_count(self) -> int:
        """Number of sites left to choose from."""
        return self.site_id.size

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left to choose: no site more, or all of them."""
        return self.choose == 0 or self.choose >= self.site_count

    @property
    def unserved(self) -> tuple[float, float]:
        """Least number of unserved points, and the penalty, as the kernels read them."""
        return float(self.least_unserved), self.penalty

    @property
    def capped_cost(self) -> float:
        """Total cost when no further site is opened."""
        is_unserved = self.rows.cap == self.penalty
        excess = np.count_nonzero(is_unserved) - self.least_unserved
        return float(self.rows.cap[~is_unserved].sum()) + self.penalty * excess

    def reduce(self, opens: NDArray[np.int64], closes: NDArray[np.int64]) -> MedianProblem:
        """Return the problem left after opening and closing some of the sites left."""
        new_index = np.zeros(self.site_count, np.int64)
        new_index[closes] = -1
        new_index[opens] = -2
        stays = new_index == 0
        new_index[stays] = np.arange(np.count_nonzero(stays))
        return replace(
            self,
            rows=MedianRows(*reduce_rows(self.rows, new_index)),
            choose=self.choose - opens.size,
            site_id=self.site_id[stays],
            opened=np.concatenate((self.opened, self.site_id[opens])),
        )

    def enough(self, objective: float) -> float:
        """Least bound that proves that nothing is better than the objective."""
        if self.fraction_bits is not None:
            return objective - 1.0 + 2.0**-self.fraction_bits
        return objective - RELATIVE_TOLERANCE * abs(objective)

    def round_multipliers(self, multipliers: NDArray[np.float64]) -> NDArray[np.float64]:
        """Shorten multipliers to the binary digits that keep whole-number sums exact."""
        if self.fraction_bits is None:
            return multipliers.copy()
        scale = float(2**self.fraction_bits)
        return np.round(multipliers * scale) / scale


def median_problem(
    rows: DistanceRows, demand: NDArray[np.float64], facility_count: int
) -> MedianProblem:
    """Return the problem of the least weighted distance.

    The penalty of an unserved point is above the dearest way to serve everyone,
    so that serving one point more is worth any distance.
    """
    cost = np.repeat(demand, np.diff(rows.start)) * rows.distance_m
    is_reachable = np.diff(rows.start) > 0
    dearest = cost[rows.start[1:][is_reachable] - 1]
    total = float(dearest.sum())
    penalty = total + 1.0 if _are_whole(cost) else 1.001 * total
    cap = np.where(is_reachable, penalty, 0.0)
    return _problem(rows, cost, cap, facility_count)


def cover_problem(
    within: DistanceRows, is_counted: NDArray[np.bool_], facility_count: int
) -> MedianProblem:
    """Return the problem of the fewest counted points without an open site in their row.

    A point costs 0 where an open site stands in its row, and else 1.
    """
    return _problem(within, np.zeros(within.site.size), is_counted.astype(float), facility_count)


def _problem(
    rows: DistanceRows,
    cost: NDArray[np.float64],
    cap: NDArray[np.float64],
    facility_count: int,
) -> MedianProblem:
    return MedianProblem(
        rows=MedianRows(start=rows.start, site=rows.site, cost=cost, cap=cap),
        choose=facility_count,
        site_id=np.arange(rows.site_count),
        opened=np.empty(0, np.int64),
        penalty=float(cap.max(initial=0.0)) or 1.0,
        least_unserved=0,
        fraction_bits=_fraction_bits(cost, float(cap.sum())),
    )


def _fraction_bits(cost: NDArray[np.float64], largest_sum: float) -> int | None:
    bits = EXACT_BITS - int(np.ceil(np.log2(largest_sum + 1.0)))
    if bits < LEAST_FRACTION_BITS or not _are_whole(cost):
        return None
    return min(bits, MOST_FRACTION_BITS)


def _are_whole(cost: NDArray[np.float64]) -> bool:
    return np.array_equal(cost, np.floor(cost))
