"""A covering problem with the side conditions that planners ask for, each optional."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
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
    village_of_point, village_of_site
        Number of the village of each demand point and each site, -1 for none.
    least_sites
        Sites that every village with a demand point gets at least.
    least_share
        Part of every village's demand that is covered at least, between 0 and 1.
    """

    village_of_point: NDArray[np.int64]
    village_of_site: NDArray[np.int64]
    least_sites: int = 0
    least_share: float = 0.0


@dataclass(frozen=True, kw_only=True, eq=False)
class RouteGap:
    """A route on which no stretch without a toilet is longer than a limit.

    The start and the end of the route count as well: the first toilet stands
    within the limit of the start, the last one within the limit of the end.

    Attributes
    ----------
    site_indices
        Sites along the route.
    position_m
        Where each of them stands, from the start of the route.
    length_m
        Length of the route.
    longest_gap_m
        Longest stretch between two toilets.
    """

    site_indices: NDArray[np.int64]
    position_m: NDArray[np.float64]
    length_m: float
    longest_gap_m: float


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
    exclusive_groups
        Groups of sites of which at most one may open: keeping, refurbishing or
        closing one existing toilet, or alternatives on one plot, at their own costs.
    village_floors
        What every village gets at least, None for nothing.
    routes
        Routes with a longest gap between toilets.
    """

    covers: Any
    demand: ArrayLike | None = None
    site_cost: ArrayLike | None = None
    fixed_site_indices: Sequence[int] | NDArray[Any] = ()
    facility_count: int | None = None
    budget: float | None = None
    must_serve_indices: Sequence[int] | NDArray[Any] = ()
    exclusive_groups: Sequence[Sequence[int]] = ()
    village_floors: VillageFloors | None = None
    routes: Sequence[RouteGap] = field(default=())


@dataclass(frozen=True, kw_only=True, eq=False)
class CheckedProblem:
    """A `CoveringProblem` after validation: clean arrays, routes turned into rows.

    Attributes
    ----------
    covers, demand, cost, fixed, count_limit, budget, must_serve, groups, floors
        As in `CoveringProblem`; limits are infinite where none was given.
    windows
        Stretches of the routes by sites, shape (stretches, sites); each needs a site.
    """

    covers: sp.csr_array
    demand: NDArray[np.float64]
    cost: NDArray[np.float64]
    fixed: NDArray[np.int64]
    count_limit: float
    budget: float
    must_serve: NDArray[np.int64]
    groups: tuple[NDArray[np.int64], ...]
    floors: VillageFloors | None
    windows: sp.csr_array

    @property
    def coverable(self) -> NDArray[np.bool_]:
        """Which demand points some site covers."""
        return np.asarray(np.diff(self.covers.indptr) > 0)

    @property
    def is_plain(self) -> bool:
        """Whether no side condition is set, so that the fast solvers apply."""
        return (
            self.must_serve.size == 0
            and not self.groups
            and self.floors is None
            and self.windows.shape[0] == 0
        )


def check_problem(problem: CoveringProblem) -> CheckedProblem:
    """Validate a problem, all faults together.

    Raises
    ------
    algorithms.errors.InputError
        Faulty fields.
    algorithms.errors.InfeasibleError
        ``siting.must_serve_unreachable`` or ``siting.route_stretch_without_site``,
        naming the points or the stretch.
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
        groups=tuple(
            checked_indices("exclusive_groups", group, sites, faults)
            for group in problem.exclusive_groups
        ),
        floors=_checked_floors(problem.village_floors, (points, sites), faults),
        windows=_windows(problem.routes, sites, faults),
    )
    faults.raise_if_any()
    _refuse_unreachable(checked)
    return checked


def _refuse_unreachable(problem: CheckedProblem) -> None:
    """Name must-serve points without a site and route stretches without a site."""
    lost = problem.must_serve[~problem.coverable[problem.must_serve]]
    if lost.size:
        raise InfeasibleError(
            "siting.must_serve_unreachable", count=int(lost.size), points=tuple(lost.tolist())
        )
    empty = np.flatnonzero(np.diff(problem.windows.indptr) == 0)
    if empty.size:
        raise InfeasibleError("siting.route_stretch_without_site", stretch=int(empty[0]))


def _checked_floors(
    floors: VillageFloors | None, shape: tuple[int, int], faults: Faults
) -> VillageFloors | None:
    if floors is None:
        return None
    for name, length in (("village_of_point", shape[0]), ("village_of_site", shape[1])):
        actual = np.shape(getattr(floors, name))
        if actual != (length,):
            faults.add(
                "siting.wrong_length", name=name, expected=length, actual="x".join(map(str, actual))
            )
    if not 0.0 <= floors.least_share <= 1.0:
        faults.add("siting.share_out_of_range", name="least_share", value=floors.least_share)
    return floors


def _windows(routes: Sequence[RouteGap], site_count: int, faults: Faults) -> sp.csr_array:
    """Return the stretches of all routes that need a site, as rows over the sites.

    Gaps stay within the limit L exactly when the stretch [0, L] and, for every
    site position s, the stretch (s, s + L] hold an open site, as far as they
    end before the route does.
    """
    rows: list[NDArray[np.float64]] = []
    for route in routes:
        sites = checked_indices("site_indices", np.unique(route.site_indices), site_count, faults)
        position_m = np.asarray(route.position_m, dtype=np.float64)
        if not route.longest_gap_m > 0 or sites.size == 0 or position_m.size != sites.size:
            faults.add("siting.route_unusable", route=len(rows))
            continue
        given = np.asarray(route.site_indices)
        starts = np.concatenate([[-np.inf], np.unique(position_m)])
        ends = np.maximum(starts, 0.0) + route.longest_gap_m
        for start, end in zip(starts, ends, strict=True):
            if end < route.length_m:
                row = np.zeros(site_count)
                row[given[(position_m > start) & (position_m <= end)]] = 1.0
                rows.append(row)
    return sp.csr_array(np.array(rows).reshape(len(rows), site_count))
