"""The p-median problem: sites from which everyone's walk is shortest in total."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from algorithms.errors import InputError
from algorithms.progress import SILENT, Progress
from algorithms.siting.distance_rows import DistanceRows, read_distances, read_sites
from algorithms.siting.p_center_cover import CoverAnswer, CoverSearch
from algorithms.siting.p_median_bound import Prover, bound_by_lower_penalties
from algorithms.siting.p_median_certificate import EMPTY
from algorithms.siting.p_median_problem import MedianProblem, median_problem
from algorithms.siting.p_median_proof import MedianProof
from algorithms.siting.p_median_search import Incumbent, descend, start_search
from algorithms.siting.result import SitingResult


def solve_p_median(
    distance_m: Any,
    demand: NDArray[np.float64],
    facility_count: int,
    fixed_site_indices: Sequence[int] | NDArray[np.int64] = (),
    *,
    start_site_indices: Sequence[int] | NDArray[np.int64] = (),
    time_limit_s: float = 60.0,
    progress: Progress = SILENT,
) -> SitingResult:
    """Choose the sites with the least total of demand times distance, with proof.

    The p-median problem (Hakimi 1964, Operations Research 12, 450-459). A
    choice that serves more points beats one that serves fewer, whatever the
    distances; the total counts the points that are served. Ties go to the
    first choice found, which is the same on every run.

    Parameters
    ----------
    distance_m
        Distance from each demand point to each site, shape (demand, site).
        Dense, where infinite is unreachable, or SciPy sparse, where an absent
        entry is unreachable and a stored 0 is a distance of 0.
    demand
        Weight of each demand point, shape (demand,), not negative.
    facility_count
        Number of sites to choose, fixed ones included.
    fixed_site_indices
        Sites (columns) that must be chosen.
    start_site_indices
        A known choice, as many sites as wanted; the answer is never worse.
    time_limit_s
        After this time the best answer so far is returned with its bound.
    progress
        Told of every round of the bound; may raise `CancelledError`.

    Returns
    -------
    SitingResult
        ``objective`` is the total of weight times distance. With whole
        numbers it is proved exactly, otherwise to a relative 1e-9. ``bound``
        holds for choices that serve at least as many points.

    Raises
    ------
    InputError
        See `read_distances`, `read_demand` and `read_sites`.

    Examples
    --------
    >>> distance_m = np.array([[0.0, 9.0], [5.0, 0.0], [6.0, 2.0]])
    >>> answer = solve_p_median(distance_m, np.array([1.0, 2.0, 1.0]), 1)
    >>> answer.site_indices.tolist(), answer.objective
    ([1], 11.0)
    """
    result, _ = prove_p_median(
        distance_m,
        demand,
        facility_count,
        fixed_site_indices,
        start_site_indices=start_site_indices,
        time_limit_s=time_limit_s,
        progress=progress,
    )
    return result


def prove_p_median(
    distance_m: Any,
    demand: NDArray[np.float64],
    facility_count: int,
    fixed_site_indices: Sequence[int] | NDArray[np.int64] = (),
    *,
    start_site_indices: Sequence[int] | NDArray[np.int64] = (),
    time_limit_s: float = 60.0,
    progress: Progress = SILENT,
) -> tuple[SitingResult, MedianProof | None]:
    """Solve as `solve_p_median` does and return the proof too.

    The proof is None where the answer is not proved or the proof too long to keep.
    """
    deadline = time.monotonic() + time_limit_s
    rows = read_distances(distance_m)
    demand = read_demand(demand, rows)
    fixed = read_sites(rows, facility_count, fixed_site_indices)
    problem = median_problem(rows, demand, facility_count).reduce(fixed, EMPTY)
    cover = CoverSearch(
        is_counted=np.diff(rows.start) > 0,
        facility_count=facility_count,
        fixed=fixed,
        progress=progress,
    )
    incumbent = _best_of(problem, read_start(rows, facility_count, start_site_indices))
    start_search(problem, incumbent, np.random.default_rng(0))
    served = _serve_most(cover, rows, problem, incumbent, deadline)
    problem = replace(problem, least_unserved=served.bound)
    incumbent = _best_of(problem, incumbent.sites, served.sites)
    cost_bound = 0.0
    if served.bound < served.unserved:
        cost_bound = bound_by_lower_penalties(problem, served.unserved, incumbent)
    prover = Prover(incumbent=incumbent, deadline=deadline, progress=progress)
    bound = prover.prove(problem)
    more_unserved = int(incumbent.value // problem.penalty)
    cost_bound = max(cost_bound, bound - more_unserved * problem.penalty)
    is_proved = bound >= problem.enough(incumbent.value)
    result = _result(rows, demand, incumbent, cost_bound, is_proved)
    steps = prover.record.steps
    if not is_proved or steps is None or served.steps is None:
        return result, None
    return result, MedianProof(
        rows=rows,
        demand=demand,
        facility_count=facility_count,
        fixed_sites=fixed,
        penalty=problem.penalty,
        objective=incumbent.value,
        least_unserved=served.bound,
        unserved_steps=served.steps,
        steps=steps,
    )


def _serve_most(
    cover: CoverSearch,
    rows: DistanceRows,
    problem: MedianProblem,
    incumbent: Incumbent,
    deadline: float,
) -> CoverAnswer:
    """Find out how many points must stay unserved; nothing is to do where none are."""
    if incumbent.value < problem.penalty:
        return CoverAnswer(sites=EMPTY, unserved=0, bound=0, steps=())
    return cover.fewest_unserved(rows, 0.5 * (time.monotonic() + deadline))


def _best_of(problem: MedianProblem, *choices: NDArray[np.int64]) -> Incumbent:
    incumbent = Incumbent()
    for sites in choices:
        places = np.flatnonzero(np.isin(problem.site_id, sites))
        if places.size == problem.choose:
            descend(problem, places, incumbent)
    return incumbent


def read_start(
    rows: DistanceRows, facility_count: int, start_site_indices: Any
) -> NDArray[np.int64]:
    """Return the known choice, empty where none was given.

    Raises
    ------
    InputError
        A site that does not exist (``median.fixed_site_unknown``), or not as many
        as wanted (``median.start_count``).
    """
    start = np.unique(np.asarray(start_site_indices, np.int64))
    unknown = start[(start < 0) | (start >= rows.site_count)]
    if unknown.size:
        raise InputError(
            "median.fixed_site_unknown", site=int(unknown[0]), last=rows.site_count - 1
        )
    if start.size not in (0, facility_count):
        raise InputError("median.start_count", given=int(start.size), wanted=facility_count)
    return start


def read_demand(demand: Any, rows: DistanceRows) -> NDArray[np.float64]:
    """Check the weights of the demand points and return them as float64.

    Raises
    ------
    InputError
        Not one per demand point (``median.demand_shape``), or one that is
        negative or not finite (``median.demand_value``).
    """
    weights = np.asarray(demand, np.float64)
    if weights.shape != (rows.demand_count,):
        raise InputError("median.demand_shape", wanted=rows.demand_count, shape=str(weights.shape))
    wrong = np.flatnonzero(~(np.isfinite(weights) & (weights >= 0.0)))
    if wrong.size:
        raise InputError(
            "median.demand_value", demand=int(wrong[0]), value=float(weights[wrong[0]])
        )
    return weights


def _result(
    rows: DistanceRows,
    demand: NDArray[np.float64],
    incumbent: Incumbent,
    bound: float,
    is_proved: bool,
) -> SitingResult:
    nearest_m = rows.nearest_distance_m(incumbent.sites)
    is_served = np.isfinite(nearest_m)
    objective = float(demand[is_served] @ nearest_m[is_served])
    return SitingResult(
        site_indices=incumbent.sites,
        assigned_site_index=rows.assign_nearest(incumbent.sites),
        objective=objective,
        bound=objective if is_proved else min(objective, bound),
        is_proven_optimal=is_proved,
        unreachable_demand_indices=rows.unreachable,
    )
