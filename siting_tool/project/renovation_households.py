"""Households of a project as the renovation rules read them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from algorithms.renovation.households import NOT_KNOWN, Households
from siting_tool.project.columns import numbers, point_xy, words
from siting_tool.project.study_area import layer_or_empty

if TYPE_CHECKING:
    import geopandas as gpd

    from resources.catalogue import ParameterValues
    from siting_tool.project.project import Project

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

# Words that mark a restricted area as a drinking-water protection zone.
_ZONE_WORDS = ("水源", "water_protection", "water protection", "drinking")
_WELL_KINDS = ("well",)
_SOURCE_KINDS = ("drinking_source",)
_NARROW_CLASSES = ("path", "steps")
_SLOPE_STEP_M = 10.0


@dataclass(frozen=True, kw_only=True)
class Restrictions:
    """Restricted areas of a project, asked at places."""

    geometry: NDArray[np.object_]
    forbids: NDArray[np.object_]
    kind: NDArray[np.object_]

    def forbids_at(self, what: str, xy_m: FloatArray) -> BoolArray:
        """Whether something (toilet, tank, trench, plant) is forbidden at places (N, 2)."""
        chosen = np.array([what in str(forbidden) for forbidden in self.forbids], dtype=bool)
        return _inside(self.geometry[chosen], xy_m)

    def in_protection_zone(self, xy_m: FloatArray) -> BoolArray:
        """Whether places (N, 2) lie in a drinking-water protection zone."""
        chosen = np.array(
            [any(word in str(kind).lower() for word in _ZONE_WORDS) for kind in self.kind],
            dtype=bool,
        )
        return _inside(self.geometry[chosen], xy_m)


def read_restrictions(project: Project) -> Restrictions:
    """Return the restricted areas."""
    frame = layer_or_empty(project, "restricted_areas")
    return Restrictions(
        geometry=frame.geometry.to_numpy(),
        forbids=words(frame, "forbids"),
        kind=words(frame, "restriction_kind"),
    )


def _inside(areas: NDArray[np.object_], xy_m: FloatArray) -> BoolArray:
    inside = np.zeros(len(xy_m), dtype=bool)
    if len(areas):
        pairs = shapely.STRtree(areas).query(shapely.points(xy_m), predicate="intersects")
        inside[pairs[0]] = True
    return inside


def _distance_to(features: gpd.GeoDataFrame, chosen: BoolArray, xy_m: FloatArray) -> FloatArray:
    """Distance to the nearest chosen feature; infinite without any, NaN without a layer."""
    if not len(features):
        return np.full(len(xy_m), np.nan)
    distance = np.full(len(xy_m), np.inf)
    if chosen.any():
        tree = shapely.STRtree(features.geometry.to_numpy()[chosen])
        pairs, found = tree.query_nearest(
            shapely.points(xy_m), all_matches=False, return_distance=True
        )
        distance[pairs[0]] = found
    return distance


def _answers(frame: gpd.GeoDataFrame, name: str) -> NDArray[np.int8]:
    values = numbers(frame, name)
    return np.where(np.isnan(values), NOT_KNOWN, values != 0).astype(np.int8)


def ground_at(project: Project, xy_m: FloatArray) -> FloatArray:
    """Return the ground level at places (N, 2), NaN where it is not known."""
    if project.terrain is None:
        return np.full(len(xy_m), np.nan)
    return np.asarray(project.terrain.sample(xy_m), dtype=np.float64)


def _slope(project: Project, xy_m: FloatArray) -> FloatArray:
    fall = [
        ground_at(project, xy_m + step) - ground_at(project, xy_m - step)
        for step in (np.array([_SLOPE_STEP_M, 0.0]), np.array([0.0, _SLOPE_STEP_M]))
    ]
    return np.asarray(np.hypot(*fall) / (2.0 * _SLOPE_STEP_M))


def design_persons(frame: gpd.GeoDataFrame, assumed: float) -> tuple[FloatArray, BoolArray]:
    """Return the persons to design for, and whether they are known: residents, else registered."""
    resident, registered = numbers(frame, "persons_resident"), numbers(frame, "persons_registered")
    known = np.where(resident > 0, resident, registered)
    is_known = known > 0
    return np.where(is_known, known, assumed), is_known


def _truck_road_distance(project: Project, width_m: float, xy_m: FloatArray) -> FloatArray:
    roads = layer_or_empty(project, "roads")
    width = numbers(roads, "width_m")
    road_class = words(roads, "road_class")
    known = ~np.isnan(width) | (road_class != "")
    wide = np.where(np.isnan(width), ~np.isin(road_class, _NARROW_CLASSES), width >= width_m)
    if not known.any():
        return np.full(len(xy_m), np.nan)
    return _distance_to(roads, np.asarray(wide & known, dtype=bool), xy_m)


def _works_distance(project: Project, detour: float, xy_m: FloatArray) -> FloatArray:
    sites = layer_or_empty(project, "treatment_sites")
    works = words(sites, "plant_kind") == "town_works"
    distance = _distance_to(sites, np.asarray(works, dtype=bool), xy_m)
    return np.where(np.isfinite(distance), distance * detour, np.nan)


def read_renovation_households(
    project: Project, values: ParameterValues, restrictions: Restrictions
) -> Households:
    """Return the households with their site conditions."""
    frame = layer_or_empty(project, "households")
    xy = point_xy(frame)
    water = layer_or_empty(project, "water")
    water_kind = words(water, "water_kind")
    tree = cKDTree(xy)
    neighbour = np.full(len(frame), np.inf)
    if len(frame) > 1:
        neighbour = np.asarray(tree.query(xy, k=2)[0])[:, 1]
    radius = values.number("mode.scattered_radius_m")
    persons, known = design_persons(frame, values.number("mode.assumed_persons"))
    return Households(
        xy_m=xy,
        ground_level_m=ground_at(project, xy),
        persons=persons,
        persons_known=known,
        has_piped_water=_answers(frame, "has_piped_water"),
        existing_toilet=words(frame, "existing_toilet").astype(np.str_),
        flush_litres=numbers(frame, "flush_litres"),
        yard_area_m2=numbers(frame, "yard_area_m2"),
        access_width_m=numbers(frame, "access_width_m"),
        is_occupied=_answers(frame, "is_occupied"),
        is_willing=_answers(frame, "is_willing"),
        groundwater_depth_m=numbers(frame, "groundwater_depth_m"),
        slope=_slope(project, xy),
        drinking_source_distance_m=_distance_to(water, np.isin(water_kind, _SOURCE_KINDS), xy),
        well_distance_m=_distance_to(water, np.isin(water_kind, _WELL_KINDS), xy),
        neighbour_distance_m=neighbour,
        neighbour_count=np.asarray(
            tree.query_ball_point(xy, radius, return_length=True) - 1, dtype=np.int64
        ),
        truck_road_distance_m=_truck_road_distance(
            project, values.number("tank.truck_width_m"), xy
        ),
        works_distance_m=_works_distance(project, values.number("walk.detour_ratio"), xy),
        in_protection_zone=restrictions.in_protection_zone(xy),
        forbids_tank=restrictions.forbids_at("tank", xy),
        forbids_toilet=restrictions.forbids_at("toilet", xy),
        forbids_trench=restrictions.forbids_at("trench", xy),
    )
