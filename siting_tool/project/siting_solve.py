"""Hands a siting problem to the location models, with the conditions a planner sets.

Places that must be served and villages that must have a toilet are demand
points of their own. In the set covering model they are covered like everyone
else; where the number or the money is limited they weigh more than all people
together, so that as many of them are served as can be, and among such choices
the people decide. Sums stay exact, because weights are powers of two.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from algorithms.errors import InfeasibleError, InputError
from algorithms.progress import Progress
from algorithms.siting import SitingResult, solve_lscp, solve_mclp, solve_p_center, solve_p_median
from algorithms.siting.capacity import (
    CapacityParameters,
    SiteUnits,
    solve_capacitated_lscp,
    solve_capacitated_mclp,
)
from algorithms.siting.covering import solve_cover_then_walk, solve_most_backup, solve_most_covered
from algorithms.siting.covering_problem import CoveringProblem, VillageFloors
from siting_tool.project.siting_demand import BY_HAND, BY_RULE
from siting_tool.project.siting_sites import smallest_toilet_yuan
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
# Demand is counted in tenths of a person: 3.2 persons per household are whole numbers then.
_TENTHS = 10.0
_TOLERANCE = 1e-6
_SOFT, _HARD = 1, 2


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


@dataclass(frozen=True, kw_only=True)
class SiteAnswer:
    """The chosen sites, with what was reached beside the model's own goal.

    Attributes
    ----------
    result
        Objective and bound in the model's own unit: yuan (lscp; new toilets when
        the fewest are wanted), persons (mclp), person-metres, metres.
    second_goal
        The second goal as ``goal``, ``objective``, ``bound``, ``is_proven_optimal``;
        None where none was set.
    keeps_assignment
        Whether people go where the model sends them (capacity) instead of to the
        nearest toilet.
    """

    result: SitingResult
    second_goal: dict[str, Any] | None = None
    keeps_assignment: bool = False


def solve(
    problem: SitingProblem, request: SitingRequest, values: ParameterValues, progress: Progress
) -> SiteAnswer:
    """Choose sites with the model asked for and the second goal, if one is set.

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
    if values["public.uses_capacity"]:
        return _with_capacity(question)
    result = _SOLVERS[request.model](question)
    return _second_goal(question, result)


def _question(
    problem: SitingProblem, request: SitingRequest, values: ParameterValues, progress: Progress
) -> Question:
    must = problem.must_serve
    rank = np.select([must == BY_HAND, must == BY_RULE], [_HARD, _SOFT], default=0).astype(np.int64)
    nobody = np.full(problem.household_count, "", dtype=object)
    names = np.concatenate([nobody, problem.places.ids])
    villages, rows = _village_rows(problem, values)
    return Question(
        problem=problem,
        request=request,
        values=values,
        covers=sparse.csr_array(sparse.vstack([problem.covers, rows], format="csr")),
        demand=np.concatenate([problem.demand, np.zeros(len(villages))]),
        rank=np.concatenate([rank, np.full(len(villages), _HARD)]),
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
    if question.values["public.village_floor"] == "share":
        return _cover_most_with_shares(question)
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
    ranked = [int((coverable & (question.rank == rank)).sum()) for rank in (_SOFT, _HARD)]
    heavy = weight * 2.0 ** np.ceil(np.log2(ranked[0] + 1.0))
    bonus = np.select(
        [question.rank == _SOFT, question.rank == _HARD], [weight, heavy], default=0.0
    )
    # Whole tenths of a person keep the sums exact, which lets the solver close the gap.
    tenths = np.rint((question.demand + bonus) * _TENTHS)
    answer = solve_mclp(
        question.covers,
        tenths,
        facility_count=request.facility_count,
        site_cost=cost if request.budget_yuan is not None else None,
        budget=request.budget_yuan,
        fixed_site_indices=question.problem.fixed_site_indices,
        time_limit_s=question.time_limit_s,
        progress=question.progress,
    )
    served = _is_served(question, answer.site_indices)
    _refuse_if_unserved(question, coverable & ~served & (question.rank == _HARD))
    people = float(question.demand[served].sum())
    most = float(question.demand[coverable].sum())
    rounding = len(tenths) * 0.5 if (tenths != (question.demand + bonus) * _TENTHS).any() else 0.0
    best = (answer.bound + rounding) / _TENTHS - float(bonus[served].sum())
    is_proven = answer.is_proven_optimal or best <= people + _TOLERANCE
    bound = min(most, best)
    return _people_only(
        question,
        replace(
            answer,
            objective=people,
            bound=people if is_proven else max(people, bound),
            is_proven_optimal=is_proven,
        ),
    )


def _cover_most_with_shares(question: Question) -> SitingResult:
    """Cover most people while every village keeps its least share.

    Raises
    ------
    InfeasibleError
        When a village cannot reach the share with all sites open, or not all
        villages within the number or the budget.
    """
    share = question.values.number("public.village_floor_share")
    problem, request = question.problem, question.request
    codes, village = np.unique(problem.households.village_codes.astype(str), return_inverse=True)
    persons = problem.households.persons
    can_be = np.diff(problem.covers.indptr)[: problem.household_count] > 0
    total = np.bincount(village, persons, len(codes))
    reach = np.bincount(village[can_be], persons[can_be], len(codes))
    short = (reach < share * total) & (codes != "")
    if short.any():
        raise InfeasibleError(
            "siting.village_share_out_of_reach", share=f"{share:.0%}", names=_shown(codes[short])
        )
    must = np.flatnonzero((question.rank == _HARD) & (np.diff(question.covers.indptr) > 0))
    of_point = np.full(question.covers.shape[0], -1, dtype=np.int64)
    of_point[: problem.household_count] = np.where(codes[village] == "", -1, village)
    floors = VillageFloors(
        village_of_point=of_point,
        village_of_site=np.full(len(problem.sites), -1, dtype=np.int64),
        least_share=share,
    )
    covering = replace(_covering_problem(question), village_floors=floors, must_serve_indices=must)
    try:
        answer = solve_most_covered(
            covering, time_limit_s=question.time_limit_s, progress=question.progress
        )
    except InfeasibleError as error:
        if error.code != "siting.limits_conflict":
            raise
        limit = request.facility_count or request.budget_yuan
        names = _shown(codes[codes != ""])
        raise InfeasibleError(
            "siting.village_share_limit", limit=limit, share=f"{share:.0%}", names=names
        ) from error
    return _people_only(question, answer)


def _covering_problem(question: Question) -> CoveringProblem:
    request = question.request
    return CoveringProblem(
        covers=question.covers,
        demand=question.demand,
        site_cost=question.site_cost,
        fixed_site_indices=question.problem.fixed_site_indices,
        facility_count=request.facility_count,
        budget=request.budget_yuan,
    )


def _with_capacity(question: Question) -> SiteAnswer:
    """Serve people up to the capacity of each toilet; a site may hold several.

    What a new site costs is split into its first toilet, which every further one
    costs as well, and the rest. Where time does not suffice for any such plan, the
    plan without capacity is kept: its sites hold as many toilets as it takes, and
    its bound holds as well, since more toilets never cost less.
    """
    model, values = question.request.model, question.values
    if model not in ("lscp", "mclp"):
        raise InputError("siting.no_capacity_here", model=model)
    parameters = values.fill(CapacityParameters)
    sites = question.problem.sites
    in_reach = sparse.csr_array(question.covers.T).astype(np.float64) @ question.demand
    most = max(1, int(np.ceil(in_reach.max() / parameters.persons_per_toilet)))
    each = smallest_toilet_yuan(values)
    cost = np.where(sites.is_open, 0.0, np.maximum(question.site_cost - each, 0.0))
    solver = solve_capacitated_lscp if model == "lscp" else solve_capacitated_mclp
    if model == "mclp" and (question.request.facility_count is None) == (
        question.request.budget_yuan is None
    ):
        raise InputError("siting.count_or_budget")
    try:
        answer = solver(
            replace(_covering_problem(question), site_cost=cost),
            parameters,
            SiteUnits(most_per_site=most, cost_each=each),
            time_limit_s=question.time_limit_s,
            progress=question.progress,
        )
    except InfeasibleError as error:
        if error.code != "siting.no_plan_in_time":
            raise
        plain = _SOLVERS[model](question)
        return SiteAnswer(result=replace(plain, is_proven_optimal=False))
    return SiteAnswer(result=_people_only(question, answer), keeps_assignment=True)


def _second_goal(question: Question, result: SitingResult) -> SiteAnswer:
    """Improve on a second goal without giving up anything of the first."""
    goal, model = str(question.values["public.second_goal"]), question.request.model
    if goal == "none" or model not in ("lscp", "mclp"):
        return SiteAnswer(result=result)
    served = _is_served(question, result.site_indices)
    kept = CoveringProblem(
        covers=question.covers,
        demand=question.demand,
        site_cost=question.site_cost,
        fixed_site_indices=question.problem.fixed_site_indices,
        facility_count=len(result.site_indices),
        budget=float(question.site_cost[result.site_indices].sum()),
        must_serve_indices=np.flatnonzero((question.rank > 0) & served),
    )
    limit_s = question.time_limit_s
    if goal == "shortest_walks":
        walk_m = question.problem.distance_m
        if question.covers.shape[0] > walk_m.shape[0]:
            inside = sparse.csr_array(question.covers[walk_m.shape[0] :].astype(np.float64) * 0.0)
            walk_m = sparse.vstack([walk_m, inside], format="csr")
        final = solve_cover_then_walk(
            kept, walk_m, time_limit_s=limit_s, progress=question.progress
        ).final
    elif model == "lscp":
        final = solve_most_backup(kept, time_limit_s=limit_s, progress=question.progress)
    else:
        raise InputError("siting.no_backup_here", model=model)
    if not _is_better(question, goal, result.site_indices, final.site_indices):
        return SiteAnswer(result=result)
    return SiteAnswer(
        result=replace(result, site_indices=final.site_indices),
        second_goal={
            "goal": goal,
            "objective": float(final.objective),
            "bound": float(final.bound) if np.isfinite(final.bound) else None,
            "is_proven_optimal": bool(final.is_proven_optimal),
        },
    )


def _is_better(question: Question, goal: str, first: IntArray, second: IntArray) -> bool:
    """Whether a choice serves as many people as another and betters it in the second goal."""
    people = question.demand
    served = [_is_served(question, chosen) for chosen in (first, second)]
    if people[served[1]].sum() < people[served[0]].sum() - _TOLERANCE:
        return False
    if goal == "backup":
        return True
    walks = [walks_measured(question.problem, chosen) for chosen in (first, second)]
    metres = [
        question.problem.demand[walk.is_covered] @ walk.distance_m[walk.is_covered]
        for walk in walks
    ]
    return bool(metres[1] < metres[0])


def _is_served(question: Question, chosen: IntArray) -> NDArray[np.bool_]:
    return np.diff(sparse.csr_array(question.covers[:, chosen]).indptr) > 0


def _refuse_if_unserved(question: Question, unserved: NDArray[np.bool_]) -> None:
    if not unserved.any():
        return
    names = question.names[unserved].tolist()
    shown, request = _shown(names), question.request
    if request.facility_count is not None:
        raise InfeasibleError(
            "siting.must_serve_count", count=len(names), names=shown, limit=request.facility_count
        )
    raise InfeasibleError(
        "siting.must_serve_budget", count=len(names), names=shown, limit=request.budget_yuan
    )


def _shown(names: Sequence[str] | NDArray[Any]) -> str:
    """Return the first names, and dots where there are more."""
    return ", ".join(names[:_NAMES_SHOWN]) + (" ..." if len(names) > _NAMES_SHOWN else "")


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
