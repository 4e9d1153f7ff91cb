"""Covering models with side conditions: most demand, and backup."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from algorithms.errors import InfeasibleError, InputError
from algorithms.progress import SILENT, Progress
from algorithms.siting.covering_builder import ModelBuilder
from algorithms.siting.covering_certificate import CoveringCertificate, safe_bound
from algorithms.siting.covering_highs import Deadline, relaxation_multipliers, solve_integer
from algorithms.siting.covering_input import common_step, rounded_up
from algorithms.siting.covering_problem import CheckedProblem, CoveringProblem, check_problem
from algorithms.siting.covering_result import CoveringResult, assign_sites, distances_of_pairs
from algorithms.siting.mclp import MclpData, solve_mclp_data

_BOUND_TIME_SHARE = 0.3
_PROVEN = 1e-7  # relative; the solver closes gaps of real-valued objectives no further


def solve_most_covered(
    problem: CoveringProblem, *, time_limit_s: float = 60.0, progress: Progress = SILENT
) -> CoveringResult:
    """Choose sites that cover most demand within the limits and side conditions.

        max sum w_i y_i,  y_i <= sum_j a_ij x_j

    Without side conditions this is `solve_mclp`.

    Raises
    ------
    algorithms.errors.InputError
        Faulty fields, or neither a number of facilities nor a budget.
    algorithms.errors.InfeasibleError
        Points, villages or route stretches without a site, or limits in conflict.
    """
    return _most_covered(check_problem(problem), Deadline(time_limit_s), progress)


def solve_most_backup(
    problem: CoveringProblem,
    *,
    first_share: float | None = None,
    start_site_indices: Sequence[int] | NDArray[Any] = (),
    time_limit_s: float = 60.0,
    progress: Progress = SILENT,
) -> CoveringResult:
    """Choose sites so that most demand has a second toilet within reach as well.

    Backup coverage (Hogan and ReVelle 1986, Management Science 32, 1434-1444).
    By default every coverable point is covered and the demand covered twice is
    largest (BACOP1). With ``first_share`` in 0.5 to 1 the sum of both is (BACOP2):

        max share * sum w_i y_i + (1 - share) * sum w_i u_i

    where ``y`` marks points covered once and ``u`` points covered twice. The
    objective is that sum; for BACOP1 it is the demand covered twice. The search
    starts from ``start_site_indices`` where they keep all limits.

    Raises
    ------
    algorithms.errors.InputError
        Faulty fields, no limit, or a share outside 0.5 to 1.
    algorithms.errors.InfeasibleError
        Limits in conflict, such as too few facilities to cover every point once.
    """
    if first_share is not None and not 0.5 <= first_share <= 1.0:
        raise InputError("siting.share_out_of_range", name="first_share", value=first_share)
    deadline = Deadline(time_limit_s)
    checked = check_problem(problem)
    _need_a_limit(checked)
    builder = ModelBuilder(checked)
    coverable = checked.coverable
    covers = sp.csr_array(checked.covers[coverable]).astype(np.float64)
    weight = checked.demand[coverable]
    identity = sp.csr_array(sp.eye_array(weight.size))
    second_weight = weight if first_share is None else (1.0 - first_share) * weight
    second = builder.add_columns(second_weight, 1.0)
    parts = {builder.sites: covers, second: identity}
    total = float(second_weight.sum())
    if first_share is None:
        builder.add_cover_all()
    else:
        first = builder.add_missed()
        builder.set_cost(first, first_share * weight)
        parts[first] = identity
        total += first_share * float(weight.sum())
    builder.add_rows("backup", parts, lower=2.0)
    start = np.asarray(start_site_indices, dtype=np.int64)
    outcome = optimise(builder, start if start.size else None, 0.0, deadline, progress)
    return _as_maximum(checked, outcome, total)


@dataclass(frozen=True, kw_only=True, eq=False)
class Outcome:
    """Values, bound and certificate of a minimising model."""

    values: NDArray[np.float64]
    objective: float
    bound: float
    certificate: CoveringCertificate | None


def _most_covered(
    problem: CheckedProblem, deadline: Deadline, progress: Progress
) -> CoveringResult:
    _need_a_limit(problem)
    data = MclpData(
        covers=problem.covers,
        demand=problem.demand,
        cost=problem.cost,
        facility_count=None if np.isinf(problem.count_limit) else int(problem.count_limit),
        budget=problem.budget,
        fixed=problem.fixed,
    )
    if problem.is_plain:
        return solve_mclp_data(data, deadline, progress)
    builder = ModelBuilder(problem)
    weight = problem.demand[problem.coverable]
    builder.set_cost(builder.add_missed(), weight)
    outcome = optimise(builder, None, common_step(weight), deadline, progress)
    return _as_maximum(problem, outcome, float(weight.sum()))


def _need_a_limit(problem: CheckedProblem) -> None:
    if np.isinf(problem.count_limit) and np.isinf(problem.budget):
        raise InputError("siting.no_limit_given")


def optimise(
    builder: ModelBuilder,
    start_sites: NDArray[np.int64] | None,
    step: float,
    deadline: Deadline,
    progress: Progress,
) -> Outcome:
    """Solve a built model; its bound is the better of the relaxation's and the branching's."""
    model = builder.model()
    bounding = Deadline(deadline.remaining_s * _BOUND_TIME_SHARE)
    multipliers = relaxation_multipliers(model, bounding, progress, interior_point=False)
    certificate, bound = None, -np.inf
    if multipliers is not None:
        bound = safe_bound(model, multipliers)
        certificate = CoveringCertificate(row_multipliers=multipliers, claimed_bound=bound)
        bound = rounded_up(bound, step)
    start = np.full(model.cost.size, np.nan)
    if start_sites is not None:
        start[: builder.problem.cost.size] = 0.0
        start[start_sites] = 1.0
    answer = solve_integer(model, deadline, progress, start=start, gap_step=step)
    if answer.values is None:
        if answer.is_infeasible:
            builder.raise_infeasible()
        raise InfeasibleError("siting.no_plan_in_time")
    objective = float(model.cost @ answer.values)
    bound = max(bound, rounded_up(answer.bound - 1e-9 * max(1.0, abs(answer.bound)), step))
    return Outcome(values=answer.values, objective=objective, bound=bound, certificate=certificate)


def _as_maximum(problem: CheckedProblem, outcome: Outcome, total: float) -> CoveringResult:
    """Turn least missed into most reached."""
    sites = np.flatnonzero(outcome.values[: problem.cost.size] > 0.5).astype(np.int64)
    reached = total - outcome.objective
    return covering_result(problem, sites, (reached, max(reached, total - outcome.bound)), outcome)


def covering_result(
    problem: CheckedProblem,
    sites: NDArray[np.int64],
    value_and_bound: tuple[float, float],
    outcome: Outcome,
) -> CoveringResult:
    """Return the answer for sites of a built model with their objective and bound."""
    objective, bound = value_and_bound
    is_proven = abs(objective - bound) <= _PROVEN * max(1.0, abs(objective))
    assigned = assign_sites(problem.covers, sites)
    return CoveringResult(
        site_indices=sites,
        assigned_site_index=assigned,
        objective=objective,
        bound=objective if is_proven else bound,
        is_proven_optimal=is_proven,
        unreachable_demand_indices=np.flatnonzero(~problem.coverable),
        site_cost_total=float(problem.cost[sites].sum()),
        covered_demand=float(problem.demand[assigned >= 0].sum()),
        total_demand=float(problem.demand.sum()),
        certificate=outcome.certificate,
    )


def pair_distances(problem: CheckedProblem, distance_m: Any) -> sp.coo_array:
    """Return the distances of the covering pairs."""
    pairs = sp.coo_array(problem.covers)
    rows, columns = pairs.coords[0].astype(np.int64), pairs.coords[1].astype(np.int64)
    distance = distances_of_pairs(distance_m, rows, columns)
    missing = np.flatnonzero(~np.isfinite(distance))
    if missing.size:
        raise InputError(
            "siting.distance_missing",
            demand=int(rows[missing[0]]),
            site=int(columns[missing[0]]),
            count=int(missing.size),
        )
    return sp.coo_array((distance, (rows, columns)), shape=problem.covers.shape)
