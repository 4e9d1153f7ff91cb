"""Whether a number of sites can serve enough points within a distance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from algorithms.progress import Progress
from algorithms.siting.distance_rows import DistanceRows
from algorithms.siting.p_median_bound import Prover
from algorithms.siting.p_median_certificate import EMPTY, ProofStep
from algorithms.siting.p_median_problem import MedianProblem
from algorithms.siting.p_median_search import Incumbent, start_search

FRACTION_BITS = 20


@dataclass(frozen=True, kw_only=True)
class CoverAnswer:
    """Best found service within a distance.

    Attributes
    ----------
    sites
        Chosen columns, ascending.
    unserved
        Reachable points beyond the distance from all of them.
    is_proved
        Whether no choice leaves fewer unserved, or, where a number of them
        was allowed, whether it is settled that this number can or cannot be kept.
    steps
        The proof.
    """

    sites: NDArray[np.int64]
    unserved: int
    is_proved: bool
    steps: tuple[ProofStep, ...]


def serve_within(
    rows: DistanceRows,
    radius_m: float,
    facility_count: int,
    fixed: NDArray[np.int64],
    allowed_unserved: int | None,
    deadline: float,
    progress: Progress,
) -> CoverAnswer:
    """Leave as few reachable points as possible farther than the radius.

    This is a p-median problem in which a point costs 0 within the radius and
    1 beyond it.
    """
    problem = cover_problem(rows, radius_m, facility_count).reduce(fixed, EMPTY)
    target = np.inf if allowed_unserved is None else allowed_unserved + 1.0
    incumbent, rng = Incumbent(target), np.random.default_rng(0)
    start_search(problem, incumbent, rng)
    prover = Prover(incumbent=incumbent, rng=rng, deadline=deadline, progress=progress)
    bound = 0.0 if incumbent.is_below_target else prover.prove(problem)
    return CoverAnswer(
        sites=incumbent.sites,
        unserved=int(incumbent.value),
        is_proved=incumbent.is_below_target or problem.suffices(bound, incumbent.limit),
        steps=tuple(prover.steps),
    )


def cover_problem(rows: DistanceRows, radius_m: float, facility_count: int) -> MedianProblem:
    """Return the p-median problem that counts reachable points beyond a radius."""
    is_within = rows.distance_m <= radius_m
    counts = np.concatenate(([0], np.cumsum(is_within)))[rows.start]
    return MedianProblem(
        start=counts,
        site=rows.site[is_within],
        cost=np.zeros(counts[-1]),
        cap=(np.diff(rows.start) > 0).astype(np.float64),
        choose=facility_count,
        site_id=np.arange(rows.site_count),
        opened=EMPTY,
        fraction_bits=FRACTION_BITS,
    )
