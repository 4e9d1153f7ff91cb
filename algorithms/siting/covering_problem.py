"""A covering problem with the side conditions that planners ask for, each optional."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import ArrayLike, NDArray

from algorithms.errors import InfeasibleError
from algorithms.siting.covering_input import (
    Faults,
    checked_amounts,
    checked_budget,
    checked_covers,
    checked_facility_count,
    checked_indices,
)


@dataclass(frozen=True, kw_only=True, eq=False)
class VillageFloors:
    """What every village gets at least.

    Attributes
    ----------
    village_of_point
        Number of the village of each demand point, -1 for none.
    least_share
        Part of every village's demand that is covered at least, between 0 and 1.
    """

    village_of_point: NDArray[np.int64]
    least_share: float


@dataclass(frozen=True, kw_only=True, eq=False)
class CoveringProblem:
    """Demand points, sites that cover them, limits, and side conditions.

    Attributes
    ----------
    covers
        Sparse or dense boolean matrix, shape (demand points, sites).
    demand
        Weight of each point (persons, with visitors where they count); 1 each by default.
    site_cost
        Cost of each site (yuan); 1 each by default.
    fixed_site_indices
        Sites that must be open; they count and cost.
    facility_count
        Most sites that may be open, None for no limit.
    budget
        Most that they may cost, None for no limit.
    must_serve_indices
        Demand points that must be covered whatever they weigh.
    village_floors
        What every village gets at least, None for nothing.
    """

    covers: Any
    demand: ArrayLike | None = None
    site_cost: ArrayLike | None = None
    fixed_site_indices: Sequence[int] | NDArray[Any] = ()
    facility_count: int | None = None
    budget: float | None = None
    must_serve_indices: Sequence[int] | NDArray[Any] = ()
    village_floors: VillageFloors | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class CheckedProblem:
    """A `CoveringProblem` after validation: clean arrays.

    Attributes
    ----------
    covers, demand, cost, fixed, count_limit, budget, must_serve, floors
        As in `CoveringProblem`; limits are infinite where none was given.
    """

    covers: sp.csr_array
    demand: NDArray[np.float64]
    cost: NDArray[np.float64]
    fixed: NDArray[np.int64]
    count_limit: float
    budget: float
    must_serve: NDArray[np.int64]
    floors: VillageFloors | None

    @property
    def coverable(self) -> NDArray[np.bool_]:
        """Which demand points some site covers."""
        return np.asarray(np.diff(self.covers.indptr) > 0)

    @property
    def is_plain(self) -> bool:
        """Whether no side condition is set, so that the fast solvers apply."""
        return self.must_serve.size == 0 and self.floors is None


def check_problem(problem: CoveringProblem) -> CheckedProblem:
    """Validate a problem, all faults together.

    Raises
    ------
    algorithms.errors.InputError
        Faulty fields.
    algorithms.errors.InfeasibleError
        ``siting.must_serve_unreachable``, naming the points.
    """
    faults = Faults()
    covers = checked_covers(problem.covers, faults)
    points, sites = covers.shape
    fixed = checked_indices("fixed_site_indices", problem.fixed_site_indices, sites, faults)
    count = checked_facility_count(problem.facility_count, fixed.size, sites, faults)
    checked = CheckedProblem(
        covers=covers,
        demand=checked_amounts("demand", problem.demand, points, faults),
        cost=checked_amounts("site_cost", problem.site_cost, sites, faults),
        fixed=fixed,
        count_limit=np.inf if count is None else float(count),
        budget=checked_budget(problem.budget, faults),
        must_serve=checked_indices(
            "must_serve_indices", problem.must_serve_indices, points, faults
        ),
        floors=_checked_floors(problem.village_floors, points, faults),
    )
    faults.raise_if_any()
    _refuse_unreachable(checked)
    return checked


def _refuse_unreachable(problem: CheckedProblem) -> None:
    """Name must-serve points without a site."""
    lost = problem.must_serve[~problem.coverable[problem.must_serve]]
    if lost.size:
        raise InfeasibleError(
            "siting.must_serve_unreachable", count=int(lost.size), points=tuple(lost.tolist())
        )


def _checked_floors(
    floors: VillageFloors | None, points: int, faults: Faults
) -> VillageFloors | None:
    if floors is None:
        return None
    actual = np.shape(floors.village_of_point)
    if actual != (points,):
        shape = "x".join(map(str, actual))
        faults.add("siting.wrong_length", name="village_of_point", expected=points, actual=shape)
    if not 0.0 <= floors.least_share <= 1.0:
        faults.add("siting.share_out_of_range", name="least_share", value=floors.least_share)
    return floors
