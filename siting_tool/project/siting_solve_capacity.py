"""Site choice with a capacity per toilet; a site may hold several toilets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from algorithms.errors import InfeasibleError, InputError
from algorithms.siting import SitingResult
from algorithms.siting.capacity import (
    CapacityParameters,
    CapacityResult,
    NearShares,
    SiteUnits,
    solve_capacitated_lscp,
    solve_capacitated_mclp,
    solve_capacitated_p_median,
)
from algorithms.siting.stalls import StallRules
from siting_tool.project.siting_sites import smallest_toilet_yuan
from siting_tool.project.siting_solve_cover import cover_most
from siting_tool.project.siting_solve_far import rows_to_serve, toilets_wanted
from siting_tool.project.siting_solve_question import (
    FloatArray,
    IntArray,
    Question,
    covering_problem,
    limit_error,
    need_count_or_budget,
    people_only,
    refuse_if_unserved,
    shown,
)
from siting_tool.project.siting_solve_shares import (
    refuse_shares_out_of_reach,
    village_floors,
)

_START_TIME_SHARE = 0.2


def solve_with_capacity(question: Question) -> SitingResult:
    """Serve people up to the capacity of each toilet; each household goes to one site.

    The first toilet of a site comes with what the site costs, further ones cost as
    much as the smallest new toilet. One that stands serves as many persons as it
    has stalls for, at most the usual number.

    Raises
    ------
    InputError
        A model or a condition that knows no capacity.
    InfeasibleError
        Places, villages or people that can't be served, named.
    """
    model = question.request.model
    if model not in _SOLVERS:
        raise InputError("siting.no_capacity_here", model=model)
    try:
        return people_only(question, _SOLVERS[model](question))
    except InfeasibleError as error:
        raise _named(question, error) from error


def _everyone(question: Question) -> CapacityResult:
    if question.values["public.village_floor"] == "share":
        refuse_shares_out_of_reach(question)
    parameters, units = _units(question)
    return solve_capacitated_lscp(
        covering_problem(question),
        parameters,
        units,
        time_limit_s=question.time_limit_s,
        progress=question.progress,
    )


def _as_many(question: Question) -> CapacityResult:
    need_count_or_budget(question)
    must, _ = rows_to_serve(question)
    parameters, units = _units(question)
    problem = replace(covering_problem(question), must_serve_indices=must)
    if question.values["public.village_floor"] == "share":
        refuse_shares_out_of_reach(question)
        problem = replace(problem, village_floors=village_floors(question))
    # The start serves what must be served; toilets beside the first are not yet paid for.
    time_s = question.time_limit_s * _START_TIME_SHARE
    start = cover_most(question, question.site_cost, question.request.budget_yuan, time_s)
    try:
        return solve_capacitated_mclp(
            problem,
            parameters,
            units,
            start_site_indices=start.site_indices,
            time_limit_s=question.time_limit_s - time_s,
            progress=question.progress,
        )
    except InfeasibleError as error:
        unserved = np.isin(np.arange(question.rank.size), error.values.get("points", ()))
        refuse_if_unserved(question, unserved & (question.rank > 0))
        raise


def _shortest_walks(question: Question) -> CapacityResult:
    count = toilets_wanted(question)
    must, _ = rows_to_serve(question)
    parameters, units = _units(question)
    inside = sparse.csr_array(question.covers[must].astype(np.float64) * 0.0)
    answer = solve_capacitated_p_median(
        sparse.vstack([question.problem.distance_m, inside], format="csr"),
        np.concatenate([question.problem.demand, np.zeros(must.size)]),
        count,
        parameters,
        units,
        question.problem.fixed_site_indices,
        shares=_near_shares(question, must),
        time_limit_s=question.time_limit_s,
        progress=question.progress,
    )
    left_out = must[answer.assigned_site_index[len(question.problem.demand) :] < 0]
    refuse_if_unserved(question, np.isin(np.arange(question.rank.size), left_out))
    return answer


def _near_shares(question: Question, must: IntArray) -> NearShares | None:
    """Return what villages get at least, None where nothing was asked."""
    if question.values["public.village_floor"] != "share":
        return None
    refuse_shares_out_of_reach(question)
    floors = village_floors(question)
    rows = np.concatenate([np.arange(len(question.problem.demand)), must])
    village = np.concatenate(
        [floors.village_of_point[: len(question.problem.demand)], np.full(must.size, -1)]
    )
    return NearShares(
        floors=replace(floors, village_of_point=village), covers=question.covers[rows]
    )


def _named(question: Question, error: InfeasibleError) -> InfeasibleError:
    """Return a fault of the models with the names of villages and demand points."""
    if error.code == "siting.village_share_not_reached":
        problem = question.problem
        codes = np.unique(problem.households.village_codes.astype(str))
        short = codes[list(error.values["villages"])].tolist()
        share = f"{error.values['least_share']:.0%}"
        names = shown([problem.village_label(code) for code in short])
        return limit_error(question, "siting.village_share", share=share, names=names)
    if "points" not in error.values:
        return error
    ids = np.where(question.rank > 0, question.names, _household_ids(question))
    points = shown([str(name) for name in ids[list(error.values["points"])]])
    return InfeasibleError(error.code, **{**error.values, "points": points})


def _household_ids(question: Question) -> NDArray[np.object_]:
    ids = question.names.copy()
    ids[: question.problem.household_count] = question.problem.households.ids
    return ids


def _units(question: Question) -> tuple[CapacityParameters, SiteUnits]:
    """Return what a toilet serves, and how many fit on a site: at least the largest point."""
    values = question.values
    parameters = values.fill(CapacityParameters)
    largest = float(question.demand.max(initial=0.0))
    most = max(
        int(values.number("public.most_toilets_per_site")),
        int(np.ceil(largest / parameters.persons_per_toilet)),
    )
    return parameters, SiteUnits(
        most_per_site=most,
        cost_each=smallest_toilet_yuan(values),
        first_persons=_first_persons(question, parameters),
    )


def _first_persons(question: Question, parameters: CapacityParameters) -> FloatArray:
    """Return the persons that the first toilet of each site serves."""
    rules = question.values.fill(StallRules)
    stalls_per_person = 0.5 / rules.persons_per_stall_men + 0.5 / rules.persons_per_stall_women
    stalls = question.problem.sites.stalls_now
    has_room = np.where(stalls > 0, stalls / stalls_per_person, np.inf)
    return np.asarray(np.minimum(has_room, parameters.persons_per_toilet))


_SOLVERS: dict[str, Callable[[Question], CapacityResult]] = {
    "lscp": _everyone,
    "mclp": _as_many,
    "p-median": _shortest_walks,
}
