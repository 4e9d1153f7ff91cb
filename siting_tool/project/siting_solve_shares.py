"""What villages get at least: a share of their people within reach of a toilet."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from algorithms.errors import InfeasibleError
from algorithms.siting import SitingResult
from algorithms.siting.covering import solve_most_covered
from algorithms.siting.covering_problem import VillageFloors
from siting_tool.project.siting_solve_question import (
    HARD,
    IntArray,
    Question,
    covering_problem,
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
    """Name the villages that can't reach their share even with all sites open.

    Raises
    ------
    InfeasibleError
        ``siting.village_share_out_of_reach``.
    """
    homes = villages_short(question, question.coverable[: question.problem.household_count])
    if homes.size:
        names = np.unique(question.problem.households.village_codes[homes].astype(str))
        raise InfeasibleError(
            "siting.village_share_out_of_reach",
            share=f"{_share(question):.0%}",
            names=shown(names),
        )


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
    """Return the fault that number or budget are too small for the villages' shares."""
    codes = _villages(question)[0]
    return InfeasibleError(
        "siting.village_share_limit",
        limit=question.request.facility_count or question.request.budget_yuan,
        share=f"{_share(question):.0%}",
        names=shown(codes[codes != ""]),
    )
