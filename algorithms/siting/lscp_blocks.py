"""Bounds of a set covering problem from narrow and wide blocks, and the sites these settle."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from algorithms._threads import side_by_side
from algorithms.progress import Progress
from algorithms.siting.covering_blocks import (
    SharedCosts,
    cost_of_forcing,
    merged,
    raise_bound,
    share_costs,
)
from algorithms.siting.covering_highs import Deadline
from algorithms.siting.covering_partition import points_in_a_row, slabs
from algorithms.siting.covering_reduction import reduce_cover

_NARROW_SCHEDULE, _WIDE_SCHEDULE, _PATIENT_SCHEDULE = (50, 1.0), (7, 0.3), (1_000, 0.3)


class Widths(NamedTuple):
    """Most sites in a table of narrow blocks and of the wide ones that they make up.

    They suit parts whose points have no more sites than ``of_point`` on average: with
    more of them the tables get many, not only wide.
    """

    narrow: int
    wide: int
    of_point: float


WIDTHS = Widths(narrow=16, wide=20, of_point=7.0)
WIDER = Widths(narrow=18, wide=22, of_point=6.0)


@dataclass(frozen=True, kw_only=True, eq=False)
class OpenQuestion:
    """What is left of a covering problem: any cheaper cover takes the settled sites and these.

    Attributes
    ----------
    points, sites
        Points still to be covered and sites that may do it.
    settled
        Sites that are open in any cheaper cover.
    """

    points: NDArray[np.int64]
    sites: NDArray[np.int64]
    settled: NDArray[np.int64]

    def covers(self, whole: sp.csr_array) -> sp.csr_array:
        """Return the coverage matrix of what is left."""
        rest = sp.csr_array(whole[self.points][:, self.sites])
        rest.sort_indices()
        return rest

    def is_impossible(self, whole: sp.csr_array) -> bool:
        """Tell whether some point has no site left, so that no cheaper cover exists."""
        return bool((np.diff(self.covers(whole).indptr) == 0).any())


def narrow_bound(
    covers: sp.csr_array,
    cost: NDArray[np.float64],
    multipliers: NDArray[np.float64],
    widths: Widths,
    target: tuple[float, float],
    deadline: Deadline,
    progress: Progress,
) -> tuple[SharedCosts, list[NDArray[np.int64]]]:
    """Return the bound of narrow blocks and the wide slabs that they make up."""
    wide = slabs(covers, points_in_a_row(covers), widths.wide)
    pieces = side_by_side(partial(slabs, covers, most=widths.narrow), wide)
    narrow = [piece for slab in pieces for piece in slab]
    shared = share_costs(covers, cost, multipliers, narrow, widths.narrow)
    return raise_bound(shared, cost, target, _NARROW_SCHEDULE, deadline, progress), wide


def wide_bound(
    covers: sp.csr_array,
    cost: NDArray[np.float64],
    narrow: tuple[SharedCosts, list[NDArray[np.int64]]],
    widths: Widths,
    target: tuple[float, float],
    deadline: Deadline,
    progress: Progress,
) -> SharedCosts:
    """Return the bound of wide blocks that start from the shares of narrow ones."""
    shared = merged(covers, cost, *narrow, widths.wide)
    return raise_bound(shared, cost, target, _WIDE_SCHEDULE, deadline, progress)


def patient_bound(
    cost: NDArray[np.float64],
    shared: SharedCosts,
    target: tuple[float, float],
    deadline: Deadline,
    progress: Progress,
) -> SharedCosts:
    """Return the bound of the same blocks after rounds until the steps get short."""
    return raise_bound(shared, cost, target, _PATIENT_SCHEDULE, deadline, progress)


def after_settling(
    question: OpenQuestion,
    whole: tuple[sp.csr_array, NDArray[np.float64]],
    shared: SharedCosts,
    slack: float,
) -> OpenQuestion:
    """Leave out sites that would lift the bound by more than the slack, and open the needed.

    What then follows by dominance and forced sites is done as well.
    """
    covers, cost = whole
    if_closed, if_open = cost_of_forcing(shared)
    needed = question.sites[if_closed > slack]
    kept = question.sites[(if_closed <= slack) & (if_open <= slack)]
    left = question.points[np.diff(covers[question.points][:, needed].tocsr().indptr) == 0]
    settled = np.concatenate([question.settled, needed])
    rest = OpenQuestion(points=left, sites=kept, settled=settled)
    if rest.is_impossible(covers):
        return rest
    reduced = reduce_cover(covers, cost, left, kept)
    return OpenQuestion(
        points=reduced.points,
        sites=reduced.sites,
        settled=np.concatenate([settled, reduced.forced_sites]),
    )
