"""Covering models: everyone at least cost or with fewest toilets, or as many people as can be.

Where the number or the money is limited, places and villages weigh more than
all people together, so that as many of them are served as can be, and among such
choices the people decide. Sums stay exact, because weights are powers of two.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np

from algorithms.siting import SitingResult, solve_lscp, solve_mclp
from algorithms.siting.mclp_sized import solve_sized_mclp
from siting_tool.project.siting_sizes import load_costs, size_sites
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
    walks_of_rows_m,
)
from siting_tool.project.siting_solve_shares import (
    cover_most_with_shares,
    refuse_shares_out_of_reach,
)
from siting_tool.project.siting_walks import walks_measured

# Demand is counted in tenths of a person: 3.2 persons per household are whole numbers then.
_TENTHS = 10.0


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

    What a site costs depends on who comes. First every site is taken at its smallest
    size, which no real cost undercuts; where the plan so found keeps the budget at its
    real cost, it is the answer. Else sites are chosen with costs that follow the load.
    """
    budget = question.request.budget_yuan or 0.0
    first = cover_most(question, question.site_cost, budget, question.time_limit_s)
    if _excess_yuan(question, first) <= 0.0:
        return first
    row_count = question.covers.shape[0]
    walk_m = walks_of_rows_m(question, np.arange(row_count))
    costs = load_costs(question.problem, question.site_cost, question.values)
    # Rows that stand for villages bring nobody.
    costs = replace(costs, load=np.pad(costs.load, (0, row_count - costs.load.size)))
    bound, search_yuan = first.bound, budget
    while True:
        answer = _in_people(
            question,
            partial(
                solve_sized_mclp,
                walk_m,
                costs=costs,
                budget=search_yuan,
                fixed_site_indices=question.problem.fixed_site_indices,
                start_site_indices=first.site_indices,
                progress=question.progress,
            ),
        )
        if search_yuan == budget:
            bound = min(bound, answer.bound)
        excess_yuan = _excess_yuan(question, answer)
        if excess_yuan <= 0.0:
            break
        # Visitors may ask for more stalls than their load says.
        search_yuan -= excess_yuan
    bound = max(bound, answer.objective)
    return replace(answer, bound=bound, is_proven_optimal=bound <= answer.objective + TOLERANCE)


def _excess_yuan(question: Question, answer: SitingResult) -> float:
    """Return by how much a plan costs more than the budget at the sizes that it needs."""
    walks = walks_measured(question.problem, answer.site_indices)
    sizes = size_sites(question.problem, answer.site_indices, walks, question.values)
    return float(sizes.cost_yuan.sum()) - (question.request.budget_yuan or 0.0)


def cover_most(
    question: Question, cost: FloatArray, budget: float | None, time_limit_s: float
) -> SitingResult:
    """Serve what must be first, then most people, within the number or a budget."""
    return _in_people(
        question,
        partial(
            solve_mclp,
            question.covers,
            facility_count=question.request.facility_count,
            site_cost=cost if budget is not None else None,
            budget=budget,
            fixed_site_indices=question.problem.fixed_site_indices,
            time_limit_s=time_limit_s,
            progress=question.progress,
        ),
    )


def _in_people(question: Question, solve: Callable[..., SitingResult]) -> SitingResult:
    """Solve with what must be served above all people; return the answer in people."""
    coverable = question.coverable
    weight = 2.0 ** np.ceil(np.log2(question.demand.sum() + 1.0))
    ranked = [int((coverable & (question.rank == rank)).sum()) for rank in (SOFT, HARD)]
    heavy = weight * 2.0 ** np.ceil(np.log2(ranked[0] + 1.0))
    bonus = np.select([question.rank == SOFT, question.rank == HARD], [weight, heavy], default=0.0)
    # Whole tenths of a person keep the sums exact, which lets the solver close the gap.
    tenths = np.rint((question.demand + bonus) * _TENTHS)
    answer = solve(demand=tenths)
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
