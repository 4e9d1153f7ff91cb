"""Roads, terrain, restrictions and outlets of a project as a corridor graph."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from algorithms.network import StreetNetwork
from algorithms.sewage.corridors import (
    CorridorGraph,
    RoadReaches,
    RoadSurfaces,
    corridor_graph,
    cut_into_reaches,
    linked_to_outlets,
    with_open_ground,
)
from algorithms.sewage.outlets import (
    CONNECTION_POINT,
    TOWN_WORKS,
    Outlets,
    plant_outlets,
    town_outlets,
)
from algorithms.sewage.parameters import PlantParameters, SewerParameters, SewerPrices
from siting_tool.project.columns import numbers, point_xy, words
from siting_tool.project.renovation_households import Restrictions, ground_at
from siting_tool.project.study_area import layer_or_empty

if TYPE_CHECKING:
    from algorithms.renovation.households import Households
    from resources.catalogue import ParameterValues
    from siting_tool.project.project import Project

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

_CARRIAGEWAYS = ("main", "secondary", "lane", "track", "")
# A cluster plant serves houses around it, not single farmsteads far off.
_PLANT_REACH_M = 250.0
_MIN_NEIGHBOURS = 5


@dataclass(frozen=True, kw_only=True)
class ExistingOutlets:
    """Outlets of a project before they are tied to the graph; shape (S,)."""

    xy_m: FloatArray
    kind: IntArray
    invert_level_m: FloatArray
    plant_id: NDArray[np.str_]
    is_assumed: NDArray[np.bool_]


def road_surfaces(project: Project, rules: SewerParameters, prices: SewerPrices) -> RoadSurfaces:
    """Return cover and surface price by road line, and a last row for links."""
    roads = layer_or_empty(project, "roads")
    on_road = np.isin(words(roads, "road_class"), _CARRIAGEWAYS)
    price = {
        "asphalt": prices.asphalt_road_yuan_m,
        "concrete": prices.concrete_road_yuan_m,
        "paving": prices.concrete_road_yuan_m,
        "earth": 0.0,
    }
    by_road = [price.get(str(s), prices.gravel_road_yuan_m) for s in words(roads, "surface")]
    return RoadSurfaces(
        cover_m=np.append(np.where(on_road, rules.cover_road_m, rules.cover_path_m),
                          rules.cover_path_m),
        surface_yuan_m=np.append(np.asarray(by_road, dtype=np.float64), 0.0),
    )  # fmt: skip


def existing_outlets(
    project: Project, reaches: RoadReaches, rules: SewerParameters
) -> tuple[ExistingOutlets, IntArray]:
    """Return the works and the places where existing sewers can be joined, with road nodes."""
    sites = _treatment_outlets(project)
    joins = _sewer_joins(project, reaches, rules)
    outlets = ExistingOutlets(
        **{
            name: np.concatenate((values, getattr(joins, name)))
            for name, values in vars(sites).items()
        }
    )
    if not len(outlets.xy_m):
        return outlets, np.zeros(0, dtype=np.int64)
    road_node = cKDTree(reaches.node_xy_m).query(outlets.xy_m)[1]
    return outlets, np.asarray(road_node, dtype=np.int64)


def _treatment_outlets(project: Project) -> ExistingOutlets:
    sites = layer_or_empty(project, "treatment_sites")
    kinds = words(sites, "plant_kind")
    chosen = np.isin(kinds, ("town_works", "connection_point"))
    sites = sites[chosen]
    xy = point_xy(sites)
    invert = numbers(sites, "invert_level_m")
    return ExistingOutlets(
        xy_m=xy,
        kind=np.where(kinds[chosen] == "town_works", TOWN_WORKS, CONNECTION_POINT).astype(np.int64),
        invert_level_m=invert,
        plant_id=words(sites, "plant_id").astype(np.str_),
        is_assumed=np.isnan(invert),
    )


def _sewer_joins(project: Project, reaches: RoadReaches, rules: SewerParameters) -> ExistingOutlets:
    """Places on existing sewers beside possible manholes, with the invert level there."""
    sewers = layer_or_empty(project, "sewers")
    lines = sewers.geometry.to_numpy()
    ids = words(sewers, "pipe_id").astype(np.str_)
    if not len(lines):
        nothing = np.zeros(0)
        return ExistingOutlets(
            xy_m=np.zeros((0, 2)), kind=np.zeros(0, dtype=np.int64), invert_level_m=nothing,
            plant_id=ids, is_assumed=np.zeros(0, dtype=np.bool_),
        )  # fmt: skip
    points = np.asarray(shapely.points(reaches.node_xy_m))
    near, line = shapely.STRtree(lines).query_nearest(
        points, max_distance=rules.connection_reach_m, all_matches=False
    )
    along = shapely.line_locate_point(lines[line], points[near], normalized=True)
    place = shapely.get_coordinates(
        shapely.line_interpolate_point(lines[line], along, normalized=True)
    )
    up, down = numbers(sewers, "invert_up_m")[line], numbers(sewers, "invert_down_m")[line]
    invert = up + (down - up) * along
    assumed = np.isnan(invert)
    invert = np.where(assumed, ground_at(project, place) - rules.assumed_invert_depth_m, invert)
    ids = np.array([f"{ids[i]}@{n}" for n, i in enumerate(line)], dtype=np.str_)
    return ExistingOutlets(
        xy_m=place,
        kind=np.full(len(place), CONNECTION_POINT),
        invert_level_m=invert,
        plant_id=ids,
        is_assumed=assumed,
    )


@dataclass(frozen=True, kw_only=True)
class SewerSite:
    """The corridor graph of a project with its outlets."""

    graph: CorridorGraph
    outlets: Outlets
    has_assumed_inverts: bool


def sewer_site(
    project: Project,
    values: ParameterValues,
    network: StreetNetwork,
    households: Households,
    restrictions: Restrictions,
) -> SewerSite:
    """Return where sewers may run and where they may end."""
    rules, prices = values.fill(SewerParameters), values.fill(SewerPrices)
    plants = values.fill(PlantParameters)
    reaches = cut_into_reaches(
        network.node_xy_m, network.edge_nodes, network.edge_lines, network.edge_source_index, rules
    )
    open_ground_m = values.number("sewer.open_ground_m")
    if open_ground_m > 0.0:
        reaches = with_open_ground(reaches, np.unique(households.xy_m, axis=0), open_ground_m)
    existing, road_node = existing_outlets(project, reaches, rules)
    reaches, outlet_node = linked_to_outlets(reaches, existing.xy_m, road_node)
    graph = corridor_graph(
        reaches,
        road_surfaces(project, rules, prices),
        lambda xy: ground_at(project, xy),
        lambda xy: restrictions.forbids_at("trench", xy),
        rules,
    )
    known = np.isfinite(graph.ground_level_m[outlet_node])
    town = town_outlets(
        outlet_node[known],
        existing.kind[known],
        existing.invert_level_m[known],
        values.number("mode.sewer_connect_km") * 1000.0,
        existing.plant_id[known],
        rules,
        prices,
    )
    node = np.zeros(0, dtype=np.int64)
    if plants.are_allowed:
        node = plant_candidates(graph, households, restrictions, plants)
    in_zone = restrictions.in_protection_zone(graph.node_xy_m[node])
    ids = np.array([f"P{n:03d}" for n in range(1, len(node) + 1)], dtype=np.str_)
    candidates = plant_outlets(node, ~in_zone, ids, plants, rules)
    return SewerSite(
        graph=graph,
        outlets=town.joined(candidates),
        has_assumed_inverts=bool(existing.is_assumed.any()),
    )


def plant_candidates(
    graph: CorridorGraph,
    households: Households,
    restrictions: Restrictions,
    plants: PlantParameters,
) -> IntArray:
    """Return low places near houses where a cluster plant may stand, lowest first."""
    starts = graph.adjacency[0]
    xy = graph.node_xy_m
    usable = (np.diff(starts) > 0) & np.isfinite(graph.ground_level_m)
    usable &= ~restrictions.forbids_at("plant", xy)
    houses = cKDTree(households.xy_m)
    nearest = houses.query(xy)[0]
    usable &= nearest >= plants.distance_houses_m
    crowd = houses.query_ball_point(xy, _PLANT_REACH_M, return_length=True)
    chosen: list[int] = []
    nodes = np.flatnonzero(usable & (crowd >= _MIN_NEIGHBOURS))
    nodes = nodes[np.lexsort((nodes, graph.ground_level_m[nodes]))]
    taken = np.zeros(len(xy), dtype=bool)
    tree = cKDTree(xy)
    for node in nodes.tolist():
        if not taken[node]:
            chosen.append(node)
            taken[tree.query_ball_point(xy[node], plants.candidate_spacing_m)] = True
    return np.asarray(chosen, dtype=np.int64)
