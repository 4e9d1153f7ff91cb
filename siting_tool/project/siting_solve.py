"""Hands a siting problem to the location model asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from algorithms.errors import InfeasibleError
from algorithms.progress import Progress
from algorithms.siting import SitingResult
from resources.catalogue import ParameterValues
from siting_tool.project.siting_solve_capacity import solve_with_capacity
from siting_tool.project.siting_solve_cover import cover_as_many, cover_everyone
from siting_tool.project.siting_solve_far import shortest_longest_walk, shortest_walks
from siting_tool.project.siting_solve_question import TOLERANCE, Question, ask, is_served
from siting_tool.project.siting_solve_second import (
    SecondGoal,
    refuse_second_goal,
    with_second_goal,
)

if TYPE_CHECKING:
    from siting_tool.project.runs import SitingRequest
    from siting_tool.project.siting_problem import SitingProblem

_SOLVERS: dict[str, Callable[[Question], SitingResult]] = {
    "lscp": cover_everyone,
    "mclp": cover_as_many,
    "p-median": shortest_walks,
    "p-center": shortest_longest_walk,
}


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
    second_goal: SecondGoal | None = None
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
    question = ask(problem, request, values, progress)
    if values["public.uses_capacity"]:
        refuse_second_goal(question)
        return SiteAnswer(result=solve_with_capacity(question), keeps_assignment=True)
    result, second_goal = with_second_goal(question, _SOLVERS[request.model](question))
    return SiteAnswer(result=result, second_goal=second_goal)


def served_without_floor(
    problem: SitingProblem,
    request: SitingRequest,
    answer: SiteAnswer,
    values: ParameterValues,
    progress: Progress,
) -> NDArray[np.bool_]:
    """Return which demand points would be served if villages had no least.

    The model is asked again without it, all else being equal. Where its value is no better
    then, the least of the villages costs nobody a toilet.
    """
    nobody = np.zeros(len(problem.demand), dtype=np.bool_)
    if values["public.village_floor"] == "none" or request.model == "lscp":
        return nobody
    changes = {**values.changes, "public.village_floor": "none"}
    free_values = ParameterValues(values.profile, changes)
    free = solve(problem, request, free_values, progress)
    better = free.result.objective - answer.result.objective
    if (better if request.model == "mclp" else -better) <= TOLERANCE:
        return nobody
    question = ask(problem, request, free_values, progress)
    served = is_served(question, free.result.site_indices)
    return served & (free.result.assigned_site_index >= 0) if free.keeps_assignment else served
