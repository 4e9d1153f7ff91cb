"""Good answers to the p-median problem: swap descent and variable neighbourhood search."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from algorithms.siting._median_kernels import swap_descent
from algorithms.siting.p_median_problem import MedianProblem

MOST_SWAPS = 1000
WHOLE_TOLERANCE = 0.5
RELATIVE_TOLERANCE = 1e-11


class Incumbent:
    """The best choice of sites found so far.

    Parameters
    ----------
    target
        Values of this and above are of no use: the search only has to show
        that nothing costs less, or to find something that does.

    Attributes
    ----------
    value
        Total cost of the best choice.
    sites
        Its columns, ascending.
    """

    def __init__(self, target: float = np.inf) -> None:
        self.target = target
        self.value = np.inf
        self.sites = np.empty(0, np.int64)

    @property
    def limit(self) -> float:
        """What a bound has to reach."""
        return min(self.value, self.target)

    @property
    def is_below_target(self) -> bool:
        """Whether a choice below a given target was found, and the search is over."""
        return self.value < self.target < np.inf

    def offer(self, problem: MedianProblem, chosen: NDArray[np.int64], value: float) -> bool:
        """Take a choice of sites left in the problem if it is better."""
        if value >= self.value:
            return False
        self.value = value
        self.sites = np.sort(np.concatenate((problem.opened, problem.site_id[chosen])))
        return True

    def within(self, problem: MedianProblem) -> NDArray[np.int64]:
        """Sites of the best choice that are left in the problem, by their index there."""
        return np.flatnonzero(np.isin(problem.site_id, self.sites))


def descend(problem: MedianProblem, chosen: NDArray[np.int64], incumbent: Incumbent) -> bool:
    """Improve a choice by best swaps until none helps, and offer it."""
    chosen = chosen.astype(np.int64)
    tolerance = WHOLE_TOLERANCE
    if problem.fraction_bits is None:
        tolerance = RELATIVE_TOLERANCE * problem.penalty
    value = swap_descent(
        problem.rows, chosen, problem.site_count, problem.unserved, tolerance, MOST_SWAPS
    )
    return incumbent.offer(problem, chosen, float(value))


def start_search(problem: MedianProblem, incumbent: Incumbent, rng: np.random.Generator) -> None:
    """Offer the swap optimum of one random choice."""
    count = min(problem.choose, problem.site_count)
    descend(problem, rng.choice(problem.site_count, count, replace=False), incumbent)


def shake(
    problem: MedianProblem, incumbent: Incumbent, rng: np.random.Generator, size: int
) -> bool:
    """Swap ``size`` random sites of the best choice, descend, and offer the outcome.

    One step of variable neighbourhood search (Hansen and Mladenovic 1997,
    Location Science 5, 207-226). Where the best choice left the problem,
    random sites take the place of those it lost.
    """
    is_other = np.ones(problem.site_count, bool)
    kept = incumbent.within(problem)[: problem.choose]
    is_other[kept] = False
    others = rng.permutation(np.flatnonzero(is_other))
    stay = min(kept.size, max(0, min(problem.choose, problem.site_count) - size))
    kept = rng.permutation(kept)[:stay]
    return descend(problem, np.concatenate((kept, others[: problem.choose - kept.size])), incumbent)
