"""The second goal: shorter walks or more backup at no loss, or less money at a small one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from scipy import sparse

from algorithms.early_end import is_end_asked
from algorithms.errors import InfeasibleError, InputError
from algorithms.siting import SitingResult, solve_p_median
from algorithms.siting.covering import solve_most_backup
from algorithms.siting.covering_problem import CoveringProblem
from algorithms.siting.exchange import exchange_for_cheaper, least_cost_bound
from siting_tool.project.siting_solve_question import (
    TOLERANCE,
    FloatArray,
    IntArray,
    Question,
    is_served,
    walks_of_rows_m,
)

SecondGoal = dict[str, Any]


def with_second_goal(
    question: Question, first: SitingResult
) -> tuple[SitingResult, SecondGoal | None]:
    """Improve on the second goal among plans that serve the same with as many toilets.

    To save money (``least_cost``) a share of the people covered may be given up. Without a
    second goal, equally good sites for a number of toilets are still exchanged for cheaper
    ones: what stands already, and plots that are given.

    The search starts from the first answer, so the second goal never gets worse.
    The bound holds for plans that serve what the first one serves; with unequal
    site costs, for those that no exchange of sites makes dearer.

    Returns
    -------
    The answer with the sites so found, and ``goal``, ``objective`` (person-metres, or
    persons with a second toilet in reach), ``bound``, ``is_proven_optimal``; None
    where no second goal is set.

    Raises
    ------
    InputError
        ``siting.no_second_goal_here`` with models that have no covering goal.
    """
    goal = str(question.values["public.second_goal"])
    if goal == "none":
        return _cheaper_at_no_loss(question, first), None
    if question.request.model not in ("lscp", "mclp"):
        refuse_second_goal(question)
    if goal == "least_cost":
        return _less_money(question, first)
    served = np.flatnonzero(is_served(question, first.site_indices))
    better = _shortest_walks if goal == "shortest_walks" else _most_backup
    second = better(question, first.site_indices, served)
    keeps = second is not None and _keeps(question, first.site_indices, second.site_indices)
    chosen = second.site_indices if second is not None and keeps else first.site_indices
    value = _walked if goal == "shortest_walks" else _backed_up
    reached = value(question, chosen, served)
    bound = second.bound if second is not None and np.isfinite(second.bound) else None
    is_proven = bound is not None and abs(bound - reached) <= TOLERANCE * max(1.0, abs(reached))
    return replace(first, site_indices=chosen), {
        "goal": goal,
        "objective": reached,
        "bound": reached if is_proven else bound,
        "is_proven_optimal": is_proven,
    }


def refuse_second_goal(question: Question) -> None:
    """Refuse a second goal where there is no covering goal without capacity before it."""
    if question.values["public.second_goal"] != "none":
        raise InputError("siting.no_second_goal_here", model=question.request.model)


def _keeps(question: Question, first: IntArray, second: IntArray) -> bool:
    """Whether a choice serves all that the first one serves and costs no more."""
    is_cheap = question.site_cost[second].sum() <= question.site_cost[first].sum() + TOLERANCE
    lost = is_served(question, first) & ~is_served(question, second)
    return bool(is_cheap and not lost.any())


def _cheaper_at_no_loss(question: Question, first: SitingResult) -> SitingResult:
    """Put cheaper sites in place of dearer ones where nobody loses by it."""
    if question.request.model != "mclp" or question.request.facility_count is None:
        return first
    return replace(first, site_indices=_exchanged(question, first.site_indices, 0.0))


def _exchanged(question: Question, sites: IntArray, lose_at_most: float) -> IntArray:
    """Exchange sites for cheaper ones; what must be served stays served."""
    covered = is_served(question, sites)
    stays_served = (question.rank > 0) | (question.values["public.village_floor"] == "share")
    # More than all that an exchange may gain or lose.
    heavy = question.demand.sum() + lose_at_most + 1.0
    return exchange_for_cheaper(
        question.covers,
        question.demand + (stays_served & covered) * heavy,
        question.site_cost,
        sites,
        fixed=question.problem.fixed_site_indices,
        lose_at_most=lose_at_most,
    )


def _less_money(question: Question, first: SitingResult) -> tuple[SitingResult, SecondGoal]:
    """Put cheaper sites, such as indoor toilets, in place of dearer ones.

    Places and villages that must be served stay served; with a share of people
    asked for in each village, so does everyone.

    Raises
    ------
    InputError
        ``siting.least_cost_is_for_mclp`` with another model.
    """
    if question.request.model != "mclp":
        raise InputError("siting.least_cost_is_for_mclp", model=question.request.model)
    covered = is_served(question, first.site_indices)
    lose_at_most = question.values.number("public.cost_goal_loss_share") * first.objective
    sites = _exchanged(question, first.site_indices, lose_at_most)
    fixed = question.problem.fixed_site_indices
    given_up = float(question.demand @ (covered * 1.0 - is_served(question, sites) * 1.0))
    bound = (
        0.0
        if is_end_asked()
        else least_cost_bound(
            question.covers,
            question.demand,
            question.site_cost,
            site_count=len(sites),
            fixed=fixed,
            cover_at_least=first.objective - lose_at_most,
            time_limit_s=question.time_limit_s,
        )
    )
    cost = float(question.site_cost[sites].sum())
    answer = replace(
        first,
        site_indices=sites,
        objective=first.objective - given_up,
        is_proven_optimal=first.is_proven_optimal and given_up <= 0.0,
    )
    return answer, {
        "goal": "least_cost",
        "objective": cost,
        "bound": min(bound, cost),
        "is_proven_optimal": cost <= bound * (1.0 + TOLERANCE),
        "given_up": given_up,
    }


def _shortest_walks(question: Question, sites: IntArray, served: IntArray) -> SitingResult:
    """Choose as many sites that serve the same with the shortest walks: a p-median."""
    stays, allowed = _replaceable(question, sites)
    is_allowed = np.isin(np.arange(len(question.site_cost)), allowed)
    walk_m = sparse.coo_array(walks_of_rows_m(question, served))
    kept = is_allowed[walk_m.coords[1]]
    pairs = (walk_m.coords[0][kept], walk_m.coords[1][kept])
    return solve_p_median(
        sparse.csr_array((walk_m.data[kept], pairs), shape=walk_m.shape),
        question.demand[served],
        len(sites),
        fixed_site_indices=stays,
        start_site_indices=sites,
        time_limit_s=question.time_limit_s,
        progress=question.progress,
    )


def _replaceable(question: Question, sites: IntArray) -> tuple[IntArray, IntArray]:
    """Return the sites that stay, and those that may stand in the plan.

    Chosen sites cheaper than most stay, and what comes in costs no more than most
    of the chosen do: so no exchange makes the plan dearer.
    """
    cost, fixed = question.site_cost, question.problem.fixed_site_indices
    others = np.setdiff1d(np.arange(len(cost)), sites)
    values, counts = np.unique(cost[np.setdiff1d(sites, fixed)], return_counts=True)
    usual = values[counts.argmax()] if values.size else np.inf
    stays = np.union1d(fixed, sites[cost[sites] < usual])
    return stays, np.union1d(sites, others[cost[others] <= usual])


def _most_backup(question: Question, sites: IntArray, served: IntArray) -> SitingResult | None:
    """Choose sites that serve the same and most people twice; None where time does not suffice."""
    problem = CoveringProblem(
        covers=question.covers[served],
        demand=question.demand[served],
        site_cost=question.site_cost,
        fixed_site_indices=question.problem.fixed_site_indices,
        facility_count=len(sites),
        budget=float(question.site_cost[sites].sum()) + TOLERANCE,
    )
    try:
        return solve_most_backup(
            problem,
            start_site_indices=sites,
            time_limit_s=question.time_limit_s,
            progress=question.progress,
        )
    except InfeasibleError as error:
        if error.code != "siting.no_plan_in_time":
            raise
        return None


def _walked(question: Question, sites: IntArray, served: IntArray) -> float:
    """Return the person-metres of the served rows to their nearest covering site."""
    walk_m = sparse.csr_array(walks_of_rows_m(question, served)[:, sites])
    nearest_m = np.full(served.size, np.inf)
    np.minimum.at(nearest_m, sparse.coo_array(walk_m).coords[0], walk_m.data)
    return float(question.demand[served] @ nearest_m)


def _backed_up(question: Question, sites: IntArray, served: IntArray) -> float:
    """Return the persons among the served rows with a second site in reach."""
    times = np.diff(sparse.csr_array(question.covers[served][:, sites]).indptr)
    weight: FloatArray = question.demand[served]
    return float(weight[times >= 2].sum())
