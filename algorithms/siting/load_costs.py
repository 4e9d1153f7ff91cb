"""What sites cost by the load of those who walk to them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
_MOST_SLOPES = 8


@dataclass(frozen=True, kw_only=True, eq=False)
class LoadCosts:
    """What sites cost by the load of those who walk to them.

    Attributes
    ----------
    load
        What each point adds to the load of its site, shape (points,).
    step_load
        Largest load of each step, ascending from 0, shape (steps,).
    cost
        Cost of each site up to that load, shape (sites, steps), not falling along a row;
        the last step also holds any larger load.
    """

    load: FloatArray
    step_load: FloatArray
    cost: FloatArray

    @property
    def is_flat(self) -> NDArray[np.bool_]:
        """Sites that cost the same whoever comes."""
        return np.asarray(self.cost[:, 0] == self.cost[:, -1])

    def slopes(self) -> FloatArray:
        """Return 0 and the slopes of the lower hulls of the costs, ascending, a few of them."""
        added = np.unique(np.round(self.cost - self.cost[:, :1], 6), axis=0)
        found = np.concatenate([[0.0], *(_hull_slopes(self.step_load, row) for row in added)])
        slopes = np.unique(np.round(found, 9))
        few = np.linspace(0, slopes.size - 1, min(slopes.size, _MOST_SLOPES)).astype(np.int64)
        return np.asarray(slopes[few])

    def least_above(self, slope: float, largest_load: FloatArray) -> FloatArray:
        """Return the least of cost less ``slope`` times load, up to each site's largest load.

        Costs rise only after the load of a step, so the least stands at such a load
        or at the largest one.
        """
        at_steps = np.where(
            self.step_load <= largest_load[:, None], self.cost - slope * self.step_load, np.inf
        ).min(axis=1)
        last = np.minimum(np.searchsorted(self.step_load, largest_load), self.step_load.size - 1)
        at_largest = self.cost[np.arange(last.size), last] - slope * largest_load
        return np.asarray(np.minimum(at_steps, at_largest))


def _hull_slopes(load: FloatArray, cost: FloatArray) -> FloatArray:
    """Return the slopes of the lower convex hull of the corners (load, cost)."""
    slopes, at = [], 0
    while at < load.size - 1:
        to_later = (cost[at + 1 :] - cost[at]) / (load[at + 1 :] - load[at])
        slopes.append(float(to_later.min()))
        at += 1 + int(np.flatnonzero(to_later <= slopes[-1])[-1])
    return np.array(slopes)
