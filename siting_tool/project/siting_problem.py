"""The question that a site choice answers: sites, demand and the walks between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from algorithms.errors import InputError
from algorithms.network import distances_within
from algorithms.progress import Progress
from siting_tool.project.siting_demand import NOT_ASKED, DemandPlaces, read_demand_places
from siting_tool.project.siting_sites import SiteChoice, Sites, collect_sites, with_choices
from siting_tool.project.study_area import (
    Households,
    read_households,
    village_names,
    village_of_points,
    walking_network,
)

if TYPE_CHECKING:
    from algorithms.network import StreetNetwork
    from resources.catalogue import ParameterValues
    from siting_tool.project.project import Project
    from siting_tool.project.runs import SitingRequest

FloatArray = NDArray[np.float64]
FAR_MODELS = ("p-median", "p-center")


@dataclass(frozen=True, kw_only=True)
class SitingProblem:
    """Sites, demand and the walks between them.

    Demand points are the households first, then the places.

    Attributes
    ----------
    households, places
        Who walks.
    choice, sites
        What may be chosen with the rules it met; ``sites`` without the forbidden ones.
    site_village_codes
        Village that each site lies in, empty where in none.
    village_names
        Name of each village by its code.
    distance_m
        Walks of at most the cutoff, sparse (demand points, sites).
    service_distance_m
        Longest walk that counts as served, per demand point.
    demand
        People per demand point, weighted visitors among them.
    """

    households: Households
    places: DemandPlaces
    choice: SiteChoice
    sites: Sites
    site_village_codes: NDArray[np.object_]
    village_names: Mapping[str, str]
    network: StreetNetwork
    distance_m: sparse.csr_array
    service_distance_m: FloatArray
    demand: FloatArray

    @property
    def household_count(self) -> int:
        """Number of demand points that are households."""
        return len(self.households.ids)

    @property
    def xy_m(self) -> FloatArray:
        """Where the demand points are, shape (demand points, 2)."""
        return np.vstack([self.households.xy_m, self.places.xy_m])

    @property
    def persons(self) -> FloatArray:
        """Residents per demand point, 0 for places."""
        return np.concatenate([self.households.persons, np.zeros(len(self.places))])

    @cached_property
    def covers(self) -> sparse.csr_array:
        """Which site serves which demand point, sparse bool (demand points, sites)."""
        walks = self.distance_m.tocoo()
        served = walks.data <= self.service_distance_m[walks.row]
        return sparse.csr_array(
            (np.ones(int(served.sum()), dtype=bool), (walks.row[served], walks.col[served])),
            shape=walks.shape,
        )

    @property
    def must_serve(self) -> NDArray[np.object_]:
        """Why a demand point must be served, empty where it need not; shape (demand points,)."""
        nobody = np.full(self.household_count, NOT_ASKED, dtype=object)
        return np.concatenate([nobody, self.places.must_serve])

    @property
    def village_codes(self) -> NDArray[np.object_]:
        """Villages in which households lie, ascending."""
        codes = np.unique(self.households.village_codes.astype(str))
        return np.asarray(codes[codes != ""], dtype=object)

    def village_label(self, code: str) -> str:
        """Return what people call a village: its name, its code where that is not known."""
        return self.village_names.get(code) or code

    @property
    def fixed_site_indices(self) -> NDArray[np.int64]:
        """Sites that are in every plan."""
        return np.flatnonzero(self.sites.is_fixed)


def build_problem(
    project: Project, request: SitingRequest, values: ParameterValues, progress: Progress
) -> SitingProblem:
    """Put together network, sites, demand and walks.

    Raises
    ------
    InputError
        ``siting.service_distance`` when the asked distance is not positive.
    """
    is_far = request.model in FAR_MODELS
    village_m, town_m = _service_distances(request, values)
    progress.report("stage.building_network")
    network = walking_network(project, values, progress)
    households = read_households(project, values)
    progress.report("stage.finding_candidates")
    most = "public.max_candidates_far" if is_far else "public.max_candidates"
    choice = collect_sites(project, network, households, values, int(values.number(most)))
    sites = with_choices(choice.sites, project.scenario(request.scenario).site_choices)
    places = read_demand_places(project, households, village_m, values)
    service_m = np.concatenate([np.where(households.is_town, town_m, village_m), places.service_m])
    progress.report("stage.measuring_walks")
    walks = distances_within(
        network,
        np.vstack([households.xy_m, places.xy_m]),
        sites.xy_m,
        cutoff_m=values.number("public.max_walk_m") if is_far else float(service_m.max()),
        max_access_m=values.number("walk.access_limit_m"),
        progress=progress,
    )
    visitor_demand = places.visitors_per_day * values.number("public.visitor_weight")
    return SitingProblem(
        households=households,
        places=places,
        choice=choice,
        sites=sites,
        site_village_codes=village_of_points(
            project, sites.xy_m, np.full(len(sites), "", dtype=object)
        ),
        village_names=village_names(project),
        network=network,
        distance_m=sparse.csr_array(walks.to_csr()),
        service_distance_m=service_m,
        demand=np.concatenate([households.persons, visitor_demand]),
    )


def _service_distances(request: SitingRequest, values: ParameterValues) -> tuple[float, float]:
    """Return the longest walk that counts as served in villages and at the township seat."""
    if request.service_distance_m is None:
        return (
            values.number("public.service_distance_village_m"),
            values.number("public.service_distance_town_m"),
        )
    if not 0 < request.service_distance_m < np.inf:
        raise InputError("siting.service_distance", value=request.service_distance_m)
    return request.service_distance_m, request.service_distance_m
