"""What every candidate site is held against, taken out of a project's layers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from algorithms.siting.candidates import (
    CandidateRules,
    RuleCheck,
    Surroundings,
    check_candidates,
)
from siting_tool.project.columns import numbers, words
from siting_tool.project.study_area import VEHICLE_CLASSES, Households, layer_or_empty

if TYPE_CHECKING:
    from layers.raster import TerrainRaster
    from resources.catalogue import ParameterValues
    from siting_tool.project.project import Project

# Roads that people pass along, beside paths and steps; a missing class counts as one.
PASSED_BY_CLASSES = ("main", "secondary", "lane", "track", "")
DRINKING_WATER = ("drinking_source", "well")
FOOD_PLACES = ("food_site", "water_point", "kindergarten")


@dataclass(frozen=True, kw_only=True)
class Ground:
    """Rules of a site and what lies around, for as many checks as are wanted."""

    terrain: TerrainRaster | None
    around: Surroundings
    rules: CandidateRules

    def check(self, xy_m: NDArray[np.float64]) -> tuple[RuleCheck, ...]:
        """Hold points against every rule."""
        slope = np.full(len(xy_m), np.nan)
        if self.terrain is not None and len(xy_m):
            slope = self.terrain.sample_slope(xy_m)
        return check_candidates(xy_m, slope, self.around, self.rules)


def read_ground(project: Project, households: Households, values: ParameterValues) -> Ground:
    """Collect what candidates are held against."""
    water = layer_or_empty(project, "water")
    is_drinking = np.isin(words(water, "water_kind"), DRINKING_WATER)
    places = layer_or_empty(project, "places")
    is_food = np.isin(words(places, "place_kind"), FOOD_PLACES)
    restricted = layer_or_empty(project, "restricted_areas")
    forbids = words(restricted, "forbids")
    forbids_toilets = np.array([not text or "toilet" in text for text in forbids], dtype=bool)
    roads = layer_or_empty(project, "roads")
    road_class = words(roads, "road_class")
    around = Surroundings(
        drinking_sources=water.geometry.to_numpy()[is_drinking],
        food_sites=places.geometry.to_numpy()[is_food],
        watercourses=water.geometry.to_numpy()[~is_drinking],
        restricted_areas=restricted.geometry.to_numpy()[forbids_toilets],
        dwelling_xy_m=households.xy_m,
        dwelling_persons=households.persons,
        roads=roads.geometry.to_numpy(),
        road_width_m=numbers(roads, "width_m"),
        road_vehicle=np.isin(road_class, VEHICLE_CLASSES),
        road_passed_by=np.isin(road_class, PASSED_BY_CLASSES),
    )
    return Ground(terrain=project.terrain, around=around, rules=values.fill(CandidateRules))
