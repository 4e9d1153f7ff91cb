"""Chooses public toilet sites for a project: ``site`` on the command line."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from algorithms.early_end import EndsEarly, ends_early_when
from algorithms.progress import SILENT, Progress
from algorithms.siting.signs import SignRules, place_signs
from algorithms.siting.ways import way_times
from siting_tool.project.columns import words
from siting_tool.project.runs import RunOutcome
from siting_tool.project.siting_layers import SitingPlan
from siting_tool.project.siting_problem import SitingProblem, build_problem
from siting_tool.project.siting_reasons import find_obstacles
from siting_tool.project.siting_sizes import size_sites
from siting_tool.project.siting_solve import SiteAnswer, served_without_floor, solve
from siting_tool.project.siting_summary import summarise
from siting_tool.project.siting_tradeoffs import (
    contributions,
    coverage_curve,
    find_replacements,
    persons_only_here,
)
from siting_tool.project.siting_walks import (
    edge_times,
    nearest_paths,
    nearest_walks,
    sent_walks,
)
from siting_tool.project.study_area import layer_or_empty, require_layers

if TYPE_CHECKING:
    from resources.catalogue import ParameterValues
    from siting_tool.project.project import Project
    from siting_tool.project.runs import SitingRequest

# Roads from the one that walkers leave last to the one that they leave first.
_ROAD_RANKS = {"main": 3, "secondary": 2, "lane": 1, "": 1}


def run_siting(project: Project, request: SitingRequest, progress: Progress = SILENT) -> RunOutcome:
    """Choose public toilet sites.

    A progress that `EndsEarly` may end the search and keep the best plan so far.

    Raises
    ------
    ProjectError
        When households or roads are missing.
    InputError, InfeasibleError
        When the request contradicts itself or no plan can keep it.
    """
    began = time.perf_counter()
    require_layers(project, "site", ("households", "roads"))
    values = project.parameter_values(request.parameters)
    problem = build_problem(project, request, values, progress)
    progress.report("stage.choosing_sites")
    is_end_asked = progress.is_end_asked if isinstance(progress, EndsEarly) else bool
    with ends_early_when(is_end_asked):
        answer = solve(problem, request, values, progress)
        without_floor = served_without_floor(problem, request, answer, values, progress)
    has_ended_early = is_end_asked()
    progress.report("stage.drawing_up_result")
    plan = _draw_up(project, request.scenario, problem, answer, without_floor, values)
    layers = plan.layers()
    curve = coverage_curve(problem, len(answer.result.site_indices), values, progress)
    summary = summarise(plan, request.model, layers, curve, values)
    summary["contributions"] = contributions(problem, answer.result.site_indices)
    summary["second_goal"] = answer.second_goal
    summary["ended_early"] = has_ended_early
    summary["seconds"] = round(time.perf_counter() - began, 3)
    return RunOutcome(results=layers, summary=summary)


def _draw_up(
    project: Project,
    scenario: str,
    problem: SitingProblem,
    answer: SiteAnswer,
    without_floor: NDArray[np.bool_],
    values: ParameterValues,
) -> SitingPlan:
    """Work out what follows from a choice of sites."""
    chosen = answer.result.site_indices
    walks = nearest_walks(problem, chosen, values)
    if answer.keeps_assignment:
        walks = sent_walks(problem, walks, answer.result.assigned_site_index)
    paths = nearest_paths(problem, walks, chosen, values)
    nearest, best = find_replacements(problem, chosen, values)
    walk_s = way_times(paths, edge_times(problem.network, project.terrain, values))
    served = np.where(walks.is_covered, problem.demand, 0.0)
    return SitingPlan(
        project=project,
        scenario=scenario,
        problem=problem,
        result=answer.result,
        walks=walks,
        walk_s=walk_s[: problem.household_count],
        obstacles=find_obstacles(problem, walks, without_floor, values),
        sizes=size_sites(problem, chosen, walks, values),
        persons_only_here=persons_only_here(problem, chosen),
        replacements=nearest,
        second_best=best,
        signs=place_signs(paths, served, _edge_ranks(project, problem), values.fill(SignRules)),
    )


def _edge_ranks(project: Project, problem: SitingProblem) -> NDArray[np.int64]:
    """Return the size of the road that each edge of the network belongs to."""
    road_class = words(layer_or_empty(project, "roads"), "road_class")
    ranks = np.array([_ROAD_RANKS.get(name, 0) for name in road_class], dtype=np.int64)
    return np.asarray(ranks[problem.network.edge_source_index])
