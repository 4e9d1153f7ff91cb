"""Covering models: everyone at least cost or with fewest toilets, or as many people as can be.

Where the number or the money is limited, places and villages weigh more than
all people together, so that as many of them are served as can be, and among such
choices the people decide. Sums stay exact, because weights are powers of two.
"""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np

from algorithms.siting import SitingResult, solve_lscp, solve_mclp
from siting_tool.project.siting_sizes import size_sites
from siting_tool.project.siting_solve_question import (
    HARD,
    SOFT,
    TOLERANCE,
    FloatArray,
    Question,
    is_served,
    need_count_or_budget,
    people_only,
    refuse_if_unserved,
)
from siting_tool.project.siting_solve_shares import (
    cover_most_with_shares,
    refuse_shares_out_of_reach,
)
from siting_tool.project.siting_walks import walks_measured

# Demand is counted in tenths of a person: 3.2 persons per household are whole numbers then.
_TENTHS = 10.0
# A choice that is made once more after the time is over still gets so long.
_LEAST_TIME_S = 0.5


def cover_everyone(question: Question) -> SitingResult:
    """Serve everyone that can be served, at least cost or with the fewest new toilets.

    Raises
    ------
    InfeasibleError
        When not even everyone in reach makes up the share asked for in a village.
    """
    if question.values["public.village_floor"] == "share":
        refuse_shares_out_of_reach(question)
    if question.values["public.lscp_goal"] == "fewest":
        return _fewest(question)
    return people_only(question, _cover_all(question, question.site_cost))


def _cover_all(question: Question, cost: FloatArray) -> SitingResult:
    return solve_lscp(
        question.covers,
        site_cost=cost,
        fixed_site_indices=question.problem.fixed_site_indices,
        time_limit_s=question.time_limit_s,
        progress=question.progress,
    )


def _fewest(question: Question) -> SitingResult:
    """Choose the fewest new toilets and among such choices the cheapest.

    A new toilet counts more than all money together; money is counted in its
    largest common unit, so that the sums stay small.
    """
    is_new = ~question.problem.sites.is_open
    unit = float(np.gcd.reduce(np.ceil(question.site_cost).astype(np.int64))) or 1.0
    money = question.site_cost / unit
    dearest = np.sort(money)[::-1][: question.covers.shape[0]].sum()
    weight = 2.0 ** np.ceil(np.log2(dearest + 1.0))
    answer = _cover_all(question, money + weight * is_new)
    count = float(is_new[answer.site_indices].sum())
    bound = count if answer.is_proven_optimal else min(count, np.floor(answer.bound / weight))
    return people_only(question, replace(answer, objective=count, bound=float(bound)))


def cover_as_many(question: Question) -> SitingResult:
    """Serve as many people as possible within a number of toilets or a budget.

    Raises
    ------
    InputError
        Neither or both of number and budget.
    InfeasibleError
        Places or villages that can't be served within it, named.
    """
    request = question.request
    need_count_or_budget(question)
    if question.values["public.village_floor"] == "share":
        return cover_most_with_shares(question)
    if request.facility_count is not None:
        return cover_most(question, question.site_cost, None, question.time_limit_s)
    return _within_budget(question)


def _within_budget(question: Question) -> SitingResult:
    """Cover most people for a budget that also pays for the stalls of busy sites.

    What a site costs depends on who comes. Every site is first taken at its
    smallest size, which no real cost undercuts, so the first bound holds. While
    the plan so found costs more than the budget, its sites are charged what they
    cost in it and the choice is made again. When the time is over, what a plan costs
    too much is kept aside as well, which soon ends.
    """
    budget = question.request.budget_yuan or 0.0
    ends_at = time.monotonic() + question.time_limit_s
    cost, spare_yuan = question.site_cost.copy(), 0.0
    first = answer = cover_most(question, cost, budget, question.time_limit_s)
    while True:
        walks = walks_measured(question.problem, answer.site_indices)
        sizes = size_sites(question.problem, answer.site_indices, walks, question.values)
        real = sizes.cost_yuan
        if real.sum() <= budget or not (real > cost[answer.site_indices]).any():
            break
        cost[answer.site_indices] = np.maximum(cost[answer.site_indices], real)
        left_s = ends_at - time.monotonic()
        if left_s <= 0.0:
            spare_yuan += float(real.sum()) - budget
        answer = cover_most(question, cost, budget - spare_yuan, max(left_s, _LEAST_TIME_S))
    is_proven = answer.is_proven_optimal and answer.objective >= first.bound
    return replace(
        answer, bound=max(first.bound, answer.objective), is_proven_optimal=bool(is_proven)
    )


def cover_most(
    question: Question, cost: FloatArray, budget: float | None, time_limit_s: float
) -> SitingResult:
    """Serve what must be first, then most people, within the number or a budget."""
    request, coverable = question.request, question.coverable
    weight = 2.0 ** np.ceil(np.log2(question.demand.sum() + 1.0))
    ranked = [int((coverable & (question.rank == rank)).sum()) for rank in (SOFT, HARD)]
    heavy = weight * 2.0 ** np.ceil(np.log2(ranked[0] + 1.0))
    bonus = np.select([question.rank == SOFT, question.rank == HARD], [weight, heavy], default=0.0)
    # Whole tenths of a person keep the sums exact, which lets the solver close the gap.
    tenths = np.rint((question.demand + bonus) * _TENTHS)
    answer = solve_mclp(
        question.covers,
        tenths,
        facility_count=request.facility_count,
        site_cost=cost if budget is not None else None,
        budget=budget,
        fixed_site_indices=question.problem.fixed_site_indices,
        time_limit_s=time_limit_s,
        progress=question.progress,
    )
    served = is_served(question, answer.site_indices)
    refuse_if_unserved(question, coverable & ~served & (question.rank == HARD))
    people = float(question.demand[served].sum())
    most = float(question.demand[coverable].sum())
    rounding = len(tenths) * 0.5 if (tenths != (question.demand + bonus) * _TENTHS).any() else 0.0
    best = (answer.bound + rounding) / _TENTHS - float(bonus[served].sum())
    is_proven = answer.is_proven_optimal or best <= people + TOLERANCE
    bound = min(most, best)
    return people_only(
        question,
        replace(
            answer,
            objective=people,
            bound=people if is_proven else max(people, bound),
            is_proven_optimal=is_proven,
        ),
    )
