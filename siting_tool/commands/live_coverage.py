"""What moving one toilet does to everybody's walk, worked out while it is dragged. No widgets."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from algorithms.network import site_distances
from siting_tool.project.edits import Edit, LayerRef, SetGeometries, SetValues, Several
from siting_tool.project.study_area import read_households, walking_network

if TYPE_CHECKING:
    import geopandas as gpd

    from algorithms.network import SiteDistances
    from algorithms.progress import Progress
    from siting_tool.project.project import Project


@dataclass(frozen=True, kw_only=True)
class LiveCoverage:
    """Walks of all households to the toilets of a plan.

    Attributes
    ----------
    persons, service_distance_m
        Per household of ``household_access``.
    distances
        Walks from every toilet.
    site_ids
        Toilets, as ``toilet_sites`` has them.
    """

    persons: NDArray[np.float64]
    service_distance_m: NDArray[np.float64]
    distances: SiteDistances
    site_ids: NDArray[np.object_]

    @property
    def is_covered(self) -> NDArray[np.bool_]:
        """Which households have a toilet within their walking distance."""
        return np.asarray(self.distances.nearest_distance_m <= self.service_distance_m)

    @property
    def persons_covered(self) -> float:
        """People with a toilet within their walking distance."""
        return float(self.persons[self.is_covered].sum())

    @property
    def walk_mean_m(self) -> float:
        """Mean walk of the people who can reach any toilet."""
        walk = self.distances.nearest_distance_m
        known = np.isfinite(walk) & (self.persons > 0)
        if not known.any():
            return float("nan")
        return float(np.average(walk[known], weights=self.persons[known]))

    def with_site_moved(self, site: int, xy_m: tuple[float, float]) -> LiveCoverage:
        """Return the walks with one toilet at another place."""
        return replace(self, distances=self.distances.with_site_moved(site, xy_m))


def live_coverage(project: Project, scenario_name: str, progress: Progress) -> LiveCoverage:
    """Prepare the walks of a plan for moving its toilets."""
    scenario = project.scenario(scenario_name)
    record = scenario.runs["site"]
    values = project.parameter_values(record.parameters)
    sites, access = scenario.results["toilet_sites"], scenario.results["household_access"]
    households = read_households(project, values)
    asked = record.settings.get("service_distance_m")
    village = asked or values.number("public.service_distance_village_m")
    town = asked or values.number("public.service_distance_town_m")
    rows = pd.Index(households.ids).get_indexer(access["household_id"])
    progress.report("stage.building_network")
    network = walking_network(project, values, progress)
    progress.report("stage.measuring_walks")
    distances = site_distances(
        network,
        np.column_stack((access.geometry.x, access.geometry.y)),
        np.column_stack((sites.geometry.x, sites.geometry.y)),
        cutoff_m=values.number("public.max_walk_m"),
        max_access_m=values.number("walk.access_limit_m"),
        progress=progress,
    )
    known = rows >= 0
    return LiveCoverage(
        persons=np.where(known, households.persons[rows], 0.0),
        service_distance_m=np.where(known & households.is_town[rows], town, village),
        distances=distances,
        site_ids=sites["site_id"].to_numpy(dtype=object),
    )


def move_site_edit(
    scenario: str, label: int, geometry: Any, access: gpd.GeoDataFrame, coverage: LiveCoverage
) -> Edit:
    """Return the edit that moves a toilet and brings the walks up to date."""
    walks = LayerRef(role="household_access", scenario=scenario)
    nearest = coverage.distances.nearest_site_index
    far = coverage.distances.nearest_distance_m
    site_ids = np.where(nearest >= 0, coverage.site_ids[nearest], None)
    columns: dict[str, list[Any]] = {
        "walk_m": np.where(np.isfinite(far), far, np.nan).tolist(),
        "is_covered": coverage.is_covered.tolist(),
        "site_id": site_ids.tolist(),
    }
    moved = SetGeometries(
        layer=LayerRef(role="toilet_sites", scenario=scenario), geometries={label: geometry}
    )
    changes = [
        SetValues(layer=walks, column=name, values=dict(zip(access.index, values, strict=True)))
        for name, values in columns.items()
    ]
    return Several(edits=(moved, *changes), text_id="edit.move_site")
