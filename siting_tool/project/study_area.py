"""The layers of a project as arrays that the algorithms compute on."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from algorithms.network import StreetNetwork, build_street_network
from algorithms.progress import SILENT, Progress
from siting_tool.project.columns import flags, numbers, point_xy, words
from siting_tool.project.errors import ProjectError

if TYPE_CHECKING:
    from resources.catalogue import ParameterValues
    from siting_tool.project.project import Project

VEHICLE_CLASSES = ("main", "secondary", "lane", "track", "")
_TOWN_CODES = range(1, 200)  # residents' committees: digits 10 to 12 of the village code


@dataclass(frozen=True, kw_only=True)
class Households:
    """Households as arrays of one length.

    Attributes
    ----------
    ids, xy_m, village_codes
        Id, place and village of each household.
    persons
        People that count for the public toilets.
    is_assumed
        Whether the number of persons was assumed.
    is_town
        Whether the household belongs to a residents' committee.
    """

    ids: NDArray[np.object_]
    xy_m: NDArray[np.float64]
    village_codes: NDArray[np.object_]
    persons: NDArray[np.float64]
    is_assumed: NDArray[np.bool_]
    is_town: NDArray[np.bool_]


def require_layers(project: Project, analysis: str, roles: tuple[str, ...]) -> None:
    """Raise ProjectError when a layer that an analysis needs is missing or empty."""
    missing = [role for role in roles if role not in project.layers or project.layers[role].empty]
    if missing:
        raise ProjectError("project.needs_layers", analysis=analysis, roles=", ".join(missing))


def layer_or_empty(project: Project, role: str) -> gpd.GeoDataFrame:
    """Return a layer without features that have no geometry; an empty one when it is missing."""
    frame = project.layers.get(role)
    if frame is None:
        return gpd.GeoDataFrame({"geometry": []}, crs=project.crs)
    return frame[frame.geometry.notna() & ~frame.geometry.is_empty]


def read_households(project: Project, values: ParameterValues) -> Households:
    """Return the households with the persons that count."""
    frame = layer_or_empty(project, "households")
    resident = numbers(frame, "persons_resident")
    registered = numbers(frame, "persons_registered")
    known = np.where(np.isnan(resident), registered, resident)
    is_assumed = np.isnan(known)
    persons = np.where(is_assumed, values.number("public.persons_per_household"), known)
    absent = np.nan_to_num(np.maximum(registered - resident, 0.0))
    codes = village_of_points(project, point_xy(frame), words(frame, "village_code"))
    return Households(
        ids=words(frame, "household_id"),
        xy_m=point_xy(frame),
        village_codes=codes,
        persons=persons + values.number("public.absent_person_weight") * absent,
        is_assumed=is_assumed,
        is_town=np.array([_is_town(code) for code in codes], dtype=bool),
    )


def _is_town(village_code: str) -> bool:
    return (
        len(village_code) == 12 and village_code.isdigit() and int(village_code[9:]) in _TOWN_CODES
    )


def village_of_points(
    project: Project, xy_m: NDArray[np.float64], known_codes: NDArray[np.object_]
) -> NDArray[np.object_]:
    """Return each point's village code: the known one, else the village it lies in.

    Where boundaries of several levels lie over each other, as of villages and their township,
    that is the smallest.
    """
    villages = layer_or_empty(project, "village_boundaries")
    villages = villages.iloc[np.argsort(-villages.geometry.area.to_numpy(), kind="stable")]
    codes = known_codes.copy()
    unknown = np.flatnonzero(codes == "")
    if len(villages) and len(unknown):
        points = shapely.STRtree(np.asarray(shapely.points(xy_m[unknown]), dtype=object))
        # The tree prepares the shapes that ask, so the large ones must be those.
        village, point = points.query(villages.geometry.to_numpy(), predicate="intersects")
        codes[unknown[point]] = words(villages, "village_code")[village]
    return codes


def village_names(project: Project) -> dict[str, str]:
    """Return the name of each village by its code."""
    villages = layer_or_empty(project, "village_boundaries")
    return dict(zip(words(villages, "village_code"), words(villages, "village_name"), strict=True))


def enclosing_areas(project: Project, used_codes: Container[str]) -> dict[str, str]:
    """Return code and name of the boundaries that only lie around villages, as of a township.

    Parameters
    ----------
    project
        Its boundaries.
    used_codes
        Codes that features carry; such a boundary is a village whatever it encloses.
    """
    villages = layer_or_empty(project, "village_boundaries")
    shapes = villages.geometry.to_numpy()
    inner, outer = shapely.STRtree(shapes).query(
        shapely.point_on_surface(shapes), predicate="intersects"
    )
    areas = shapely.area(shapes)
    around = set(outer[areas[outer] > areas[inner]].tolist())
    codes, names = words(villages, "village_code"), words(villages, "village_name")
    return {codes[row]: names[row] for row in sorted(around) if codes[row] not in used_codes}


def walking_network(
    project: Project, values: ParameterValues, progress: Progress = SILENT
) -> StreetNetwork:
    """Build the network of all roads that people may walk on."""
    roads = layer_or_empty(project, "roads")
    return build_street_network(
        roads.geometry.to_numpy(),
        node_tolerance_m=values.number("walk.node_tolerance_m"),
        walkable=flags(roads, "walkable", missing=True),
        progress=progress,
    )
