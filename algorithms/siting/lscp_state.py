"""What the steps of solving one independent part of a set covering problem share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from algorithms.siting._covering_kernels import greedy_cover
from algorithms.siting.covering_certificate import safe_bound
from algorithms.siting.covering_cuts import BlockCut, with_cuts
from algorithms.siting.covering_input import common_step, rounded_up
from algorithms.siting.covering_model import LinearModel, lscp_model


@dataclass(frozen=True, kw_only=True, eq=False)
class CoverPart:
    """Cover all points of an independent part at least cost.

    Attributes
    ----------
    covers
        Coverage, shape (points, sites); every point has a site.
    cost
        Cost of each site, positive.
    """

    covers: sp.csr_array
    cost: NDArray[np.float64]

    @property
    def model(self) -> LinearModel:
        """The part as a linear model."""
        return lscp_model(self.covers, self.cost, np.empty(0, dtype=np.int64))

    @property
    def step(self) -> float:
        """What all costs of covers are multiples of."""
        return common_step(self.cost)


@dataclass(eq=False)
class CoverState:
    """Cheapest cover so far and the least that any cover costs; both only improve.

    Attributes
    ----------
    part
        What is to be covered.
    is_open
        Open sites of the part.
    cost
        Their cost.
    bound
        Least cost of any cover.
    multipliers
        Row multipliers that prove ``certified_bound``, then those of the cuts.
    cuts
        What the blocks of points cost at least.
    certified_bound
        Bound that follows from the multipliers and cuts alone, not yet rounded.
    """

    part: CoverPart
    is_open: NDArray[np.bool_]
    cost: float
    multipliers: NDArray[np.float64]
    bound: float = 0.0
    cuts: list[BlockCut] = field(default_factory=list)
    certified_bound: float = 0.0

    @property
    def is_proven(self) -> bool:
        """Whether cost and bound meet, up to float rounding of sums."""
        return self.bound >= self.cost * (1.0 - 1e-12)

    @property
    def goal(self) -> float:
        """The bound above which no cheaper cover exists."""
        return self.cost - self.part.step + 1e-6 * max(1.0, self.cost)

    def offer(self, is_open: NDArray[np.bool_]) -> None:
        """Take sites over if they cover everything and cost less."""
        cost = float(self.part.cost[is_open].sum())
        if cost < self.cost and (self.part.covers @ is_open.astype(np.int64)).min() > 0:
            self.is_open, self.cost = is_open, cost

    def offer_proof(self, multipliers: NDArray[np.float64], cuts: Sequence[BlockCut] = ()) -> None:
        """Take multipliers and cuts over if our own arithmetic says that they prove more."""
        proved = safe_bound(with_cuts(self.part.model, cuts), multipliers)
        if proved > self.certified_bound:
            self.multipliers, self.cuts, self.certified_bound = multipliers, list(cuts), proved
            self.offer_bound(proved)

    def offer_bound(self, bound: float) -> None:
        """Take a bound over if it says more, rounded up to what covers can cost."""
        possible = rounded_up(bound - 1e-9 * max(1.0, self.cost), self.part.step)
        self.bound = min(self.cost, max(self.bound, possible))

    def close(self) -> None:
        """Note that no cheaper cover exists."""
        self.bound = self.cost


def greedy_state(part: CoverPart) -> CoverState:
    """Return the state with the greedy cover and no bound yet."""
    columns = sp.csc_array(part.covers)
    points = part.covers.shape[0]
    is_open = greedy_cover(
        columns.indptr, columns.indices, np.ones(points), part.cost, part.cost.size, np.inf
    )
    cost = float(part.cost[is_open].sum())
    return CoverState(part=part, is_open=is_open, cost=cost, multipliers=np.zeros(points))
