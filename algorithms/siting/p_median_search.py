"""Good answers to the p-median problem: swap descent and variable neighbourhood search."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from algorithms.siting import _median_kernels as kernels
from algorithms.siting.p_median_problem import MedianProblem

MAX_SWAPS = 1000


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

    def within(self, problem: MedianProblem) -> NDArray[np.int64] | None:
        """Sites of the best choice as sites left in the problem; None if it left them."""
        place = np.searchsorted(problem.site_id, self.sites)
        place = np.minimum(place, max(problem.site_count - 1, 0))
        chosen = place[problem.site_id[place] == self.sites] if problem.site_count else place[:0]
        return chosen if chosen.size == problem.choose else None


def descend(problem: MedianProblem, chosen: NDArray[np.int64]) -> tuple[NDArray[np.int64], float]:
    """Improve a choice by best swaps until none helps."""
    chosen = chosen.astype(np.int64)
    tolerance = 0.5 if problem.fraction_bits is not None else 1e-11 * float(problem.cap.max())
    if problem.choose == 0:
        return chosen, float(problem.cap.sum())
    value = kernels.swap_descent(
        problem.start,
        problem.site,
        problem.cost,
        problem.cap,
        chosen,
        problem.site_count,
        tolerance,
        MAX_SWAPS,
    )
    return chosen, float(value)


def start_search(problem: MedianProblem, incumbent: Incumbent, rng: np.random.Generator) -> None:
    """Offer the swap optimum of one random choice."""
    chosen = rng.choice(problem.site_count, problem.choose, replace=False)
    incumbent.offer(problem, *descend(problem, chosen))


def shake(
    problem: MedianProblem, incumbent: Incumbent, rng: np.random.Generator, size: int
) -> bool:
    """Swap ``size`` random sites of the best choice, descend, and offer the outcome.

    One step of variable neighbourhood search (Hansen and Mladenovic 1997,
    Location Science 5, 207-226).
    """
    chosen = incumbent.within(problem)
    if chosen is None:
        return False
    others = np.setdiff1d(np.arange(problem.site_count), chosen)
    size = min(size, chosen.size, others.size)
    chosen = chosen.copy()
    leaving = rng.choice(chosen.size, size, replace=False)
    chosen[leaving] = rng.choice(others, size, replace=False)
    return incumbent.offer(problem, *descend(problem, chosen))
