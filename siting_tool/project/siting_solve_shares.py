"""What villages get at least: a share of their people within reach of a toilet."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from algorithms.errors import InfeasibleError
from algorithms.siting import SitingResult, solve_mclp
from algorithms.siting.covering import solve_most_covered
from algorithms.siting.covering_problem import VillageFloors
from siting_tool.project.siting_reasons import OUT_OF_REACH, reach_codes
from siting_tool.project.siting_solve_question import (
    HARD,
    IntArray,
    Question,
    covering_problem,
    is_served,
    limit_error,
    people_only,
    shown,
)

_ROUNDING = 1e-9


def _villages(question: Question) -> tuple[NDArray[np.str_], IntArray]:
    """Return the codes of all villages and the number of each household's, -1 without one."""
    given = question.problem.households.village_codes.astype(str)
    codes, village = np.unique(given, return_inverse=True)
    return codes, np.where(codes[village] == "", -1, village)


def _share(question: Question) -> float:
    return question.values.number("public.village_floor_share")


def villages_short(question: Question, is_covered: NDArray[np.bool_]) -> IntArray:
    """Return the households of villages in which less than the share is covered.

    ``is_covered`` says it of each household.
    """
    codes, village = _villages(question)
    persons = np.where(village >= 0, question.problem.households.persons, 0.0)
    total = np.bincount(np.maximum(village, 0), persons, len(codes))
    reached = np.bincount(np.maximum(village, 0), np.where(is_covered, persons, 0.0), len(codes))
    short = reached < _share(question) * total * (1.0 - _ROUNDING)
    return np.flatnonzero((village >= 0) & short[village])


def refuse_shares_out_of_reach(question: Question) -> None:
    """Name the villages that can't reach their share even with all sites open, and who can't.

    Raises
    ------
    InfeasibleError
        ``siting.village_share_out_of_reach``.
    """
    problem = question.problem
    coverable = question.coverable[: problem.household_count]
    homes = villages_short(question, coverable)
    if homes.size:
        raise InfeasibleError(
            "siting.village_share_out_of_reach",
            share=f"{_share(question):.0%}",
            names=_village_labels(question, homes),
            **_out_of_reach(question, homes[~coverable[homes]]),
        )


def _village_labels(question: Question, homes: IntArray) -> str:
    """Return the names of the villages in which some households lie."""
    problem = question.problem
    codes = np.unique(problem.households.village_codes[homes].astype(str))
    return shown([problem.village_label(code) for code in codes.tolist()])


def _out_of_reach(question: Question, homes: IntArray) -> dict[str, str]:
    """Return number and first ids of some households by what stands in their way."""
    problem = question.problem
    codes = reach_codes(problem, question.values)[homes]
    found = {reason: problem.households.ids[homes[codes == reason]] for reason in OUT_OF_REACH}
    return {
        reason: f"{len(ids)} ({shown(ids)})" if len(ids) else "0" for reason, ids in found.items()
    }


def village_floors(question: Question) -> VillageFloors:
    """Return the least share of every village for the covering models."""
    of_point = np.full(question.covers.shape[0], -1, dtype=np.int64)
    of_point[: question.problem.household_count] = _villages(question)[1]
    return VillageFloors(village_of_point=of_point, least_share=_share(question))


def cover_most_with_shares(question: Question) -> SitingResult:
    """Cover most people while every village keeps its least share.

    Raises
    ------
    InfeasibleError
        When a village cannot reach the share with all sites open, or not all
        villages within the number or the budget.
    """
    refuse_shares_out_of_reach(question)
    must = np.flatnonzero((question.rank == HARD) & question.coverable)
    covering = replace(
        covering_problem(question), village_floors=village_floors(question), must_serve_indices=must
    )
    try:
        answer = solve_most_covered(
            covering, time_limit_s=question.time_limit_s, progress=question.progress
        )
    except InfeasibleError as error:
        if error.code != "siting.limits_conflict":
            raise
        raise share_limit_error(question) from error
    return people_only(question, answer)


def share_limit_error(question: Question) -> InfeasibleError:
    """Return the fault that number or budget are too small for the villages' shares.

    Named are the villages that fall short where most people are covered.
    """
    request = question.request
    most = solve_mclp(
        question.covers,
        question.demand,
        facility_count=request.facility_count,
        site_cost=question.site_cost if request.budget_yuan is not None else None,
        budget=request.budget_yuan,
        fixed_site_indices=question.problem.fixed_site_indices,
        time_limit_s=question.time_limit_s,
        progress=question.progress,
    )
    is_covered = is_served(question, most.site_indices)[: question.problem.household_count]
    return limit_error(
        question,
        "siting.village_share",
        share=f"{_share(question):.0%}",
        names=_village_labels(question, villages_short(question, is_covered)),
    )
