"""Hands a siting problem to the location model asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from algorithms.errors import InfeasibleError
from algorithms.progress import Progress
from algorithms.siting import SitingResult
from siting_tool.project.siting_solve_capacity import solve_with_capacity
from siting_tool.project.siting_solve_cover import cover_as_many, cover_everyone
from siting_tool.project.siting_solve_far import shortest_longest_walk, shortest_walks
from siting_tool.project.siting_solve_question import Question, ask
from siting_tool.project.siting_solve_second import (
    SecondGoal,
    refuse_second_goal,
    with_second_goal,
)

if TYPE_CHECKING:
    from resources.catalogue import ParameterValues
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
