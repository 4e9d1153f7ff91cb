"""p-median and p-center with the conditions a planner sets.

A row that must be served within its service distance (a place, a village that
needs a toilet) stands in the problem as a point at distance 0 from the sites that
serve it: both models serve as many points as they can before they look at
distances. Copies of such a row make it count for more than any household.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from scipy import sparse

from algorithms.errors import InputError
from algorithms.siting import SitingResult, solve_mclp, solve_p_center, solve_p_median
from siting_tool.project.siting_solve_question import (
    HARD,
    FloatArray,
    IntArray,
    Question,
    is_served,
    people_only,
    refuse_if_unserved,
)
from siting_tool.project.siting_solve_shares import cover_most_with_shares, villages_short

_COPIES = (1, 30, 1000)
_HARD_WEIGHT = 2.0**20
_RULES_TIME_S = 5.0
_FIRST_TIME_SHARE = 0.6

# Distances with the rows that must be served, their weights, known sites, seconds.
FarSolver = Callable[[Question, sparse.csr_array, FloatArray, IntArray, float], SitingResult]


def shortest_walks(question: Question) -> SitingResult:
    """Choose the sites from which all walk least in total (p-median).

    Raises
    ------
    InputError
        A request without a number of toilets, or with a budget.
    InfeasibleError
        Places or villages that so many toilets can't serve, named.
    """
    return _solve(question, _p_median)


def shortest_longest_walk(question: Question) -> SitingResult:
    """Choose the sites from which the longest walk is shortest (p-center); raises likewise."""
    return _solve(question, _p_center)


def toilets_wanted(question: Question) -> int:
    """Return the number of toilets asked for."""
    count = question.request.facility_count
    if count is None:
        raise InputError("siting.needs_facility_count", model=question.request.model)
    if question.request.budget_yuan is not None:
        raise InputError("siting.no_budget_here", model=question.request.model)
    return count


def rows_to_serve(question: Question) -> tuple[IntArray, IntArray]:
    """Return the rows that a plan has to serve, and sites that serve them all.

    All that must be, and as many of those asked for by a rule as go together with
    these within the number or the budget.
    """
    request = question.request
    rows = np.flatnonzero((question.rank > 0) & question.coverable)
    fixed = question.problem.fixed_site_indices
    if not rows.size:
        return rows, fixed
    answer = solve_mclp(
        question.covers[rows],
        np.where(question.rank[rows] == HARD, _HARD_WEIGHT, 1.0),
        facility_count=request.facility_count,
        site_cost=question.site_cost if request.budget_yuan is not None else None,
        budget=request.budget_yuan,
        fixed_site_indices=fixed,
        time_limit_s=min(_RULES_TIME_S, question.time_limit_s),
        progress=question.progress,
    )
    served = is_served(question, answer.site_indices)
    refuse_if_unserved(question, question.coverable & ~served & (question.rank == HARD))
    return rows[served[rows]], answer.site_indices


def _solve(question: Question, solver: FarSolver) -> SitingResult:
    toilets_wanted(question)
    must, known = rows_to_serve(question)
    has_shares = question.values["public.village_floor"] == "share"
    time_s = question.time_limit_s * (_FIRST_TIME_SHARE if has_shares else 1.0)
    answer = _with_rows(question, must, known, solver, time_s)
    if has_shares:
        answer = _with_shares(question, must, answer, solver)
    return people_only(question, answer)


def _with_rows(
    question: Question, rows: IntArray, known: IntArray, solver: FarSolver, time_s: float
) -> SitingResult:
    """Solve with rows that must be served; ``known`` sites serve them all."""
    ends_at = time.monotonic() + time_s
    for copies in _COPIES:
        asked = np.repeat(rows, copies)
        inside = sparse.csr_array(question.covers[asked].astype(np.float64) * 0.0)
        distance_m = sparse.vstack([question.problem.distance_m, inside], format="csr")
        weight = np.concatenate([question.problem.demand, np.zeros(asked.size)])
        left_s = max(ends_at - time.monotonic(), 1.0)
        answer = solver(question, sparse.csr_array(distance_m), weight, known, left_s)
        if is_served(question, answer.site_indices)[rows].all():
            return answer
    refuse_if_unserved(
        question, np.isin(np.arange(question.rank.size), rows) & ~is_served(question, known)
    )
    return answer


def _with_shares(
    question: Question, must: IntArray, free: SitingResult, solver: FarSolver
) -> SitingResult:
    """Make every village keep its least share of covered people.

    Households that a plan with these shares covers are asked for in the villages
    that fall short, until none does. The bound is that without shares.
    """
    count = question.problem.household_count
    short = villages_short(question, is_served(question, free.site_indices)[:count])
    if not short.size:
        return free
    plan = cover_most_with_shares(question)
    covered = np.flatnonzero(is_served(question, plan.site_indices)[:count])
    wanted, answer = must, free
    left_s = question.time_limit_s * (1.0 - _FIRST_TIME_SHARE)
    while short.size:
        left_s /= 2.0
        wanted = np.union1d(wanted, np.intersect1d(short, covered))
        answer = _with_rows(question, wanted, plan.site_indices, solver, left_s)
        short = villages_short(question, is_served(question, answer.site_indices)[:count])
    is_proven = free.is_proven_optimal and answer.objective <= free.objective
    bound = min(free.bound, answer.objective)
    return replace(answer, bound=bound, is_proven_optimal=bool(is_proven))


def _p_median(
    question: Question,
    distance_m: sparse.csr_array,
    weight: FloatArray,
    known: IntArray,
    time_s: float,
) -> SitingResult:
    count = toilets_wanted(question)
    return solve_p_median(
        distance_m,
        weight,
        count,
        fixed_site_indices=question.problem.fixed_site_indices,
        start_site_indices=known if known.size == count else (),
        time_limit_s=time_s,
        progress=question.progress,
    )


def _p_center(
    question: Question,
    distance_m: sparse.csr_array,
    weight: FloatArray,
    known: IntArray,
    time_s: float,
) -> SitingResult:
    del weight, known  # every point counts once here, and the search finds its own start
    return solve_p_center(
        distance_m,
        toilets_wanted(question),
        fixed_site_indices=question.problem.fixed_site_indices,
        time_limit_s=time_s,
        progress=question.progress,
    )
