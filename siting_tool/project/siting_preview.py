"""What a plan would be with one toilet moved, added or taken away, while the map is dragged."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from algorithms.network import SiteDistances, site_distances
from siting_tool.project.columns import words
from siting_tool.project.project import DEFAULT_SCENARIO
from siting_tool.project.study_area import read_households, walking_network

if TYPE_CHECKING:
    from algorithms.network import StreetNetwork
    from siting_tool.project.project import Project

# Walks are followed to so many times the service distance; beyond, nobody walks.
_FOLLOWED = 2.0


@dataclass(frozen=True, kw_only=True)
class SitingPreview:
    """Coverage and walks of a set of toilets, cheap to ask again for one that moves.

    Attributes
    ----------
    site_ids
        Toilets, in the order of the distances.
    persons, service_m
        People and longest walk that counts as served, per household.
    distances
        Walks from every toilet.
    """

    site_ids: tuple[str, ...]
    persons: NDArray[np.float64]
    service_m: NDArray[np.float64]
    distances: SiteDistances

    @property
    def is_covered(self) -> NDArray[np.bool_]:
        """Whether each household has a toilet within its service distance."""
        return self.distances.nearest_distance_m <= self.service_m

    @property
    def persons_covered(self) -> float:
        """People with a toilet within their service distance."""
        return float(self.persons[self.is_covered].sum())

    @property
    def walk_mean_m(self) -> float:
        """Mean walk of the covered people, NaN where nobody is covered."""
        covered = self.is_covered
        total = self.persons[covered].sum()
        walked_m = (self.persons[covered] * self.distances.nearest_distance_m[covered]).sum()
        return float(walked_m / total) if total > 0 else float("nan")

    def moved(self, site_id: str, xy_m: ArrayLike) -> SitingPreview:
        """Return the preview with one toilet at another place."""
        site = self.site_ids.index(site_id)
        return replace(self, distances=self.distances.with_site_moved(site, xy_m))

    def added(self, site_id: str, xy_m: ArrayLike) -> SitingPreview:
        """Return the preview with one more toilet."""
        return replace(
            self,
            site_ids=(*self.site_ids, site_id),
            distances=self.distances.with_site_added(xy_m),
        )

    def removed(self, site_id: str) -> SitingPreview:
        """Return the preview with one toilet less."""
        site = self.site_ids.index(site_id)
        return replace(
            self,
            site_ids=self.site_ids[:site] + self.site_ids[site + 1 :],
            distances=self.distances.with_site_removed(site),
        )


def preview_scenario(
    project: Project,
    scenario: str = DEFAULT_SCENARIO,
    service_distance_m: float | None = None,
    network: StreetNetwork | None = None,
) -> SitingPreview:
    """Prepare the preview of a scenario's toilets; takes about as long as measuring walks.

    Parameters
    ----------
    service_distance_m
        Longest walk that counts as served, the parameters' values by default.
    network
        Walking network of the project, built where it is not given.
    """
    plan = project.scenario(scenario)
    run = plan.runs.get("site")
    values = project.parameter_values(run.parameters if run is not None else None)
    households = read_households(project, values)
    village_m, town_m = (
        service_distance_m or values.number(f"public.service_distance_{kind}_m")
        for kind in ("village", "town")
    )
    sites = plan.results["toilet_sites"]
    sites = sites[words(sites, "action") != "close"]
    return SitingPreview(
        site_ids=tuple(words(sites, "site_id").tolist()),
        persons=households.persons,
        service_m=np.where(households.is_town, town_m, village_m),
        distances=site_distances(
            network if network is not None else walking_network(project, values),
            households.xy_m,
            np.column_stack([sites.geometry.x, sites.geometry.y]),
            cutoff_m=_FOLLOWED * max(village_m, town_m),
            max_access_m=values.number("walk.access_limit_m"),
        ),
    )
