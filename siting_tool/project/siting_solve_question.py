"""What the location models are asked: a siting problem with the conditions a planner sets.

Places that must be served and villages that must have a toilet are demand
points of their own, so that every model serves them like everyone else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from algorithms.early_end import is_end_asked
from algorithms.errors import InfeasibleError, InputError
from algorithms.progress import Progress
from algorithms.siting import SitingResult
from algorithms.siting.covering_problem import CoveringProblem
from siting_tool.project.siting_demand import BY_HAND, BY_RULE

if TYPE_CHECKING:
    from resources.catalogue import ParameterValues
    from siting_tool.project.runs import SitingRequest
    from siting_tool.project.siting_problem import SitingProblem

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
# Names of at most so many villages or places stand in a message.
_NAMES_SHOWN = 8
TOLERANCE = 1e-6
SOFT, HARD = 1, 2


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
    def coverable(self) -> NDArray[np.bool_]:
        """Rows that some site serves."""
        return np.asarray(np.diff(self.covers.indptr) > 0)

    @property
    def time_limit_s(self) -> float:
        """Time that the solver may take."""
        return self.values.number("public.time_limit_s")


def ask(
    problem: SitingProblem, request: SitingRequest, values: ParameterValues, progress: Progress
) -> Question:
    """Write the question of a request: villages that need a toilet become rows of their own.

    Raises
    ------
    InputError
        ``siting.floor_needs_villages`` where villages are to get a least, but none is known.
    """
    if values["public.village_floor"] != "none" and not problem.village_codes.size:
        raise InputError("siting.floor_needs_villages")
    must = problem.must_serve
    rank = np.select([must == BY_HAND, must == BY_RULE], [HARD, SOFT], default=0).astype(np.int64)
    nobody = np.full(problem.household_count, "", dtype=object)
    places = problem.places
    place_names = np.where(places.names != "", places.names, places.ids)
    villages, rows = _village_rows(problem, values)
    return Question(
        problem=problem,
        request=request,
        values=values,
        covers=sparse.csr_array(sparse.vstack([problem.covers, rows], format="csr")),
        demand=np.concatenate([problem.demand, np.zeros(len(villages))]),
        rank=np.concatenate([rank, np.full(len(villages), HARD)]),
        names=np.concatenate([nobody, place_names, villages]),
        site_cost=problem.sites.base_cost_yuan,
        progress=progress,
    )


def _village_rows(
    problem: SitingProblem, values: ParameterValues
) -> tuple[NDArray[np.object_], sparse.csr_array]:
    """Return villages that need a toilet of their own, and which sites lie in each."""
    codes = problem.village_codes
    if values["public.village_floor"] != "toilet":
        codes = codes[:0]
    lies_in = problem.site_village_codes[None, :] == codes[:, None]
    names = np.array([problem.village_label(code) for code in codes], dtype=object)
    return names, sparse.csr_array(lies_in.reshape(len(codes), len(problem.sites)))


def covering_problem(question: Question) -> CoveringProblem:
    """Return the question as a covering problem within its limits."""
    request = question.request
    return CoveringProblem(
        covers=question.covers,
        demand=question.demand,
        site_cost=question.site_cost,
        fixed_site_indices=question.problem.fixed_site_indices,
        facility_count=request.facility_count,
        budget=request.budget_yuan,
    )


def need_count_or_budget(question: Question) -> None:
    """Refuse a request with neither or both of number and budget."""
    request = question.request
    if (request.facility_count is None) == (request.budget_yuan is None):
        raise InputError("siting.count_or_budget")


def is_served(question: Question, chosen: IntArray) -> NDArray[np.bool_]:
    """Return which rows a choice of sites serves."""
    return np.diff(sparse.csr_array(question.covers[:, chosen]).indptr) > 0


def walks_of_rows_m(question: Question, rows: IntArray) -> sparse.csr_array:
    """Return the walks of some rows to the sites that cover them, 0 for villages."""
    walk_m = question.problem.distance_m
    pairs = sparse.coo_array(question.covers[rows])
    row = rows[pairs.coords[0]]
    is_person = row < walk_m.shape[0]
    length_m = np.zeros(row.size)
    length_m[is_person] = np.asarray(walk_m[row[is_person], pairs.coords[1][is_person]]).ravel()
    return sparse.csr_array((length_m, pairs.coords), shape=pairs.shape)


def refuse_if_unserved(question: Question, unserved: NDArray[np.bool_]) -> None:
    """Name rows that must be served and are not.

    Raises
    ------
    InfeasibleError
        ``siting.must_serve_count`` or ``siting.must_serve_budget``, by the limit asked for;
        ``siting.ended_too_early`` where the user ended the search before.
    """
    if not unserved.any():
        return
    if is_end_asked():
        raise InfeasibleError("siting.ended_too_early")
    names = question.names[unserved].tolist()
    raise limit_error(question, "siting.must_serve", count=len(names), names=shown(names))


def limit_error(question: Question, code: str, **values: Any) -> InfeasibleError:
    """Return the fault that the number (``code_count``) or budget (``code_budget``) is too small.

    Parameters
    ----------
    values
        What the message shows beside the limit.
    """
    request = question.request
    kind = "count" if request.facility_count is not None else "budget"
    limit = request.facility_count if kind == "count" else request.budget_yuan
    return InfeasibleError(f"{code}_{kind}", limit=f"{limit or 0:,.0f}", **values)


def shown(names: Sequence[str] | NDArray[Any]) -> str:
    """Return the first names, and dots where there are more."""
    return ", ".join(names[:_NAMES_SHOWN]) + (" ..." if len(names) > _NAMES_SHOWN else "")


def people_only(question: Question, answer: SitingResult) -> SitingResult:
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
