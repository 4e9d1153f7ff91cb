"""Hands a siting problem to the location models, with the conditions a planner sets.

Places that must be served and villages that must have a toilet are demand
points of their own. In the set covering model they are covered like everyone
else; where the number or the money is limited they weigh more than all people
together, so that as many of them are served as can be, and among such choices
the people decide. Sums stay exact, because weights are powers of two.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from algorithms.errors import InfeasibleError, InputError
from algorithms.progress import Progress
from algorithms.siting import SitingResult, solve_lscp, solve_mclp, solve_p_center, solve_p_median
from siting_tool.project.siting_demand import BY_HAND, BY_RULE
from siting_tool.project.siting_sizes import size_sites
from siting_tool.project.siting_walks import walks_measured

if TYPE_CHECKING:
    from resources.catalogue import ParameterValues
    from siting_tool.project.runs import SitingRequest
    from siting_tool.project.siting_problem import SitingProblem

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
# Names of at most so many villages or places stand in a message.
_NAMES_SHOWN = 8


@dataclass(frozen=True, kw_only=True)
class Question:
    """What a solver is asked, apart from the problem itself.

    Attributes
    ----------
    covers, demand
        Rows of the problem, then one row per village that needs a toilet.
    rank
        0 for people, 1 for places asked for by a rule, 2 for what must be; per row.
    names
        Name of each row with a rank, for messages.
    site_cost
        Cost of each site.
    """

    problem: SitingProblem
    request: SitingRequest
    values: ParameterValues
    covers: sparse.csr_array
    demand: FloatArray
    rank: IntArray
    names: NDArray[np.object_]
    site_cost: FloatArray
    progress: Progress

    @property
    def time_limit_s(self) -> float:
        """Time that the solver may take."""
        return self.values.number("public.time_limit_s")


def solve(
    problem: SitingProblem, request: SitingRequest, values: ParameterValues, progress: Progress
) -> SitingResult:
    """Choose sites with the model asked for.

    Returns
    -------
    SitingResult
        Objective and bound in the model's own unit: yuan (lscp; new toilets when
        the fewest are wanted), persons (mclp), person-metres, metres.

    Raises
    ------
    InputError
        When the request contradicts itself.
    InfeasibleError
        When places or villages that must be served can't be, named.
    """
    if len(problem.sites) == 0:
        raise InfeasibleError("siting.no_sites")
    question = _question(problem, request, values, progress)
    return _SOLVERS[request.model](question)


def _question(
    problem: SitingProblem, request: SitingRequest, values: ParameterValues, progress: Progress
) -> Question:
    must = problem.must_serve
    rank = np.select([must == BY_HAND, must == BY_RULE], [2, 1], default=0).astype(np.int64)
    nobody = np.full(problem.household_count, "", dtype=object)
    names = np.concatenate([nobody, problem.places.ids])
    villages, rows = _village_rows(problem, values)
    return Question(
        problem=problem,
        request=request,
        values=values,
        covers=sparse.csr_array(sparse.vstack([problem.covers, rows], format="csr")),
        demand=np.concatenate([problem.demand, np.zeros(len(villages))]),
        rank=np.concatenate([rank, np.full(len(villages), 2)]),
        names=np.concatenate([names, villages]),
        site_cost=problem.sites.base_cost_yuan,
        progress=progress,
    )


def _village_rows(
    problem: SitingProblem, values: ParameterValues
) -> tuple[NDArray[np.object_], sparse.csr_array]:
    """Return villages that need a toilet of their own, and which sites lie in each."""
    codes = np.empty(0, dtype=object)
    if values["public.village_floor"] == "toilet":
        codes = np.unique(problem.households.village_codes.astype(str)).astype(object)
        codes = codes[codes != ""]
    lies_in = problem.site_village_codes[None, :] == codes[:, None]
    return codes, sparse.csr_array(lies_in.reshape(len(codes), len(problem.sites)))


def _lscp(question: Question) -> SitingResult:
    if question.values["public.lscp_goal"] == "fewest":
        return _fewest(question)
    return _people_only(question, _cover_all(question, question.site_cost))


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
    return _people_only(question, replace(answer, objective=count, bound=float(bound)))


def _mclp(question: Question) -> SitingResult:
    request = question.request
    if (request.facility_count is None) == (request.budget_yuan is None):
        raise InputError("siting.count_or_budget")
    if request.facility_count is not None:
        return _cover_most(question, question.site_cost)
    return _within_budget(question)


def _within_budget(question: Question) -> SitingResult:
    """Cover most people for a budget that also pays for the stalls of busy sites.

    What a site costs depends on who comes. Every site is first taken at its
    smallest size, which no real cost undercuts, so the first bound holds. While
    the plan so found costs more than the budget, its sites are charged what they
    cost in it and the choice is made again.
    """
    cost, first = question.site_cost.copy(), None
    while True:
        answer = _cover_most(question, cost)
        first = first or answer
        walks = walks_measured(question.problem, answer.site_indices)
        sizes = size_sites(question.problem, answer.site_indices, walks, question.values)
        real = sizes.cost_yuan
        budget = question.request.budget_yuan or 0.0
        if real.sum() <= budget or not (real > cost[answer.site_indices]).any():
            break
        cost[answer.site_indices] = np.maximum(cost[answer.site_indices], real)
    is_proven = answer.is_proven_optimal and answer.objective >= first.bound
    return replace(
        answer, bound=max(first.bound, answer.objective), is_proven_optimal=bool(is_proven)
    )


def _cover_most(question: Question, cost: FloatArray) -> SitingResult:
    """Serve what must be first, then most people, within the number or the budget."""
    request, coverable = question.request, np.diff(question.covers.indptr) > 0
    weight = 2.0 ** np.ceil(np.log2(question.demand.sum() + 1.0))
    ranked = [int((coverable & (question.rank == rank)).sum()) for rank in (1, 2)]
    heavy = weight * 2.0 ** np.ceil(np.log2(ranked[0] + 1.0))
    bonus = np.select([question.rank == 1, question.rank == 2], [weight, heavy], default=0.0)
    answer = solve_mclp(
        question.covers,
        question.demand + bonus,
        facility_count=request.facility_count,
        site_cost=cost if request.budget_yuan is not None else None,
        budget=request.budget_yuan,
        fixed_site_indices=question.problem.fixed_site_indices,
        time_limit_s=question.time_limit_s,
        progress=question.progress,
    )
    served = _is_served(question, answer.site_indices)
    _refuse_if_unserved(question, coverable & ~served & (question.rank == 2))
    people = float(question.demand[served].sum())
    most = float(question.demand[coverable].sum())
    bound = min(most, answer.bound - float(bonus[served].sum()))
    return _people_only(
        question,
        replace(
            answer,
            objective=people,
            bound=people if answer.is_proven_optimal else max(people, bound),
        ),
    )


def _is_served(question: Question, chosen: IntArray) -> NDArray[np.bool_]:
    return np.diff(sparse.csr_array(question.covers[:, chosen]).indptr) > 0


def _refuse_if_unserved(question: Question, unserved: NDArray[np.bool_]) -> None:
    if not unserved.any():
        return
    names = question.names[unserved].tolist()
    shown = ", ".join(names[:_NAMES_SHOWN]) + (" ..." if len(names) > _NAMES_SHOWN else "")
    request = question.request
    if request.facility_count is not None:
        raise InfeasibleError(
            "siting.must_serve_count", count=len(names), names=shown, limit=request.facility_count
        )
    raise InfeasibleError(
        "siting.must_serve_budget", count=len(names), names=shown, limit=request.budget_yuan
    )


def _people_only(question: Question, answer: SitingResult) -> SitingResult:
    """Return an answer without the rows that stand for villages."""
    count = len(question.problem.demand)
    unreachable = answer.unreachable_demand_indices
    return SitingResult(
        site_indices=answer.site_indices,
        assigned_site_index=answer.assigned_site_index[:count],
        objective=answer.objective,
        bound=answer.bound,
        is_proven_optimal=answer.is_proven_optimal,
        unreachable_demand_indices=unreachable[unreachable < count],
    )


def _p_median(question: Question) -> SitingResult:
    return solve_p_median(
        question.problem.distance_m,
        question.problem.demand,
        _facility_count(question),
        fixed_site_indices=question.problem.fixed_site_indices,
        time_limit_s=question.time_limit_s,
        progress=question.progress,
    )


def _p_center(question: Question) -> SitingResult:
    return solve_p_center(
        question.problem.distance_m,
        _facility_count(question),
        fixed_site_indices=question.problem.fixed_site_indices,
        time_limit_s=question.time_limit_s,
        progress=question.progress,
    )


def _facility_count(question: Question) -> int:
    count = question.request.facility_count
    if count is None:
        raise InputError("siting.needs_facility_count", model=question.request.model)
    if question.request.budget_yuan is not None:
        raise InputError("siting.no_budget_here", model=question.request.model)
    if question.values["public.village_floor"] != "none":
        raise InputError("siting.no_floor_here", model=question.request.model)
    return count


_SOLVERS: dict[str, Callable[[Question], SitingResult]] = {
    "lscp": _lscp,
    "mclp": _mclp,
    "p-median": _p_median,
    "p-center": _p_center,
}
