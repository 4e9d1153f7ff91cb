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
    merged_manholes,
    with_open_ground,
)
from algorithms.sewage.outlets import (
    CONNECTION_POINT,
    MICRO_POWER,
    TOWN_WORKS,
    WETLAND,
    OutletPlaces,
    Outlets,
    existing_plants,
    new_plant_kind,
    new_plants,
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
BoolArray = NDArray[np.bool_]

_OUTLET_OF_PLANT_KIND = {
    "town_works": TOWN_WORKS,
    "connection_point": CONNECTION_POINT,
    "cluster_plant": MICRO_POWER,
    "wetland": WETLAND,
}
_CARRIAGEWAYS = ("main", "secondary", "lane", "track", "")
# A cluster plant serves houses around it, not single farmsteads far off.
_PLANT_REACH_M = 250.0
_MIN_NEIGHBOURS = 5


@dataclass(frozen=True, kw_only=True)
class GivenOutlets:
    """Outlets that a project names, before they are tied to the graph; shape (S,).

    Attributes
    ----------
    xy_m, kind, invert_level_m, plant_id, capacity_m3_d
        As in `OutletPlaces`, at their own places.
    is_candidate
        Whether it is a site for a new plant: a cluster plant or wetland without capacity.
    is_assumed
        Whether its invert level is assumed.
    """

    xy_m: FloatArray
    kind: IntArray
    invert_level_m: FloatArray
    plant_id: NDArray[np.str_]
    capacity_m3_d: FloatArray
    is_candidate: BoolArray
    is_assumed: BoolArray

    def places(self, node: IntArray, chosen: BoolArray) -> OutletPlaces:
        """Return the chosen outlets at their nodes."""
        return OutletPlaces(
            node=node[chosen],
            kind=self.kind[chosen],
            invert_level_m=self.invert_level_m[chosen],
            plant_id=self.plant_id[chosen],
            capacity_m3_d=self.capacity_m3_d[chosen],
        )


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


def given_outlets(
    project: Project, reaches: RoadReaches, rules: SewerParameters
) -> tuple[GivenOutlets, IntArray]:
    """Return works, plants and plant sites, and where existing sewers can be joined, with nodes."""
    sites = _treatment_outlets(project)
    joins = _sewer_joins(project, reaches, rules)
    outlets = GivenOutlets(
        **{
            name: np.concatenate((values, getattr(joins, name)))
            for name, values in vars(sites).items()
        }
    )
    if not len(outlets.xy_m):
        return outlets, np.zeros(0, dtype=np.int64)
    road_node = cKDTree(reaches.node_xy_m).query(outlets.xy_m)[1]
    return outlets, np.asarray(road_node, dtype=np.int64)


def _treatment_outlets(project: Project) -> GivenOutlets:
    """Return the treatment sites: works and plants that stand, and sites for new plants.

    The layer says of a plant what it can treat; a plant that can't treat anything
    yet is a site where one may be built.
    """
    sites = layer_or_empty(project, "treatment_sites")
    kinds = words(sites, "plant_kind")
    chosen = np.isin(kinds, list(_OUTLET_OF_PLANT_KIND))
    sites, kinds = sites[chosen], kinds[chosen]
    kind = np.array([_OUTLET_OF_PLANT_KIND[str(k)] for k in kinds], dtype=np.int64)
    invert = numbers(sites, "invert_level_m")
    capacity = numbers(sites, "capacity_m3_d")
    capacity = np.where(capacity > 0.0, capacity, np.nan)
    is_town = kind <= CONNECTION_POINT
    return GivenOutlets(
        xy_m=point_xy(sites),
        kind=kind,
        invert_level_m=invert,
        plant_id=words(sites, "plant_id").astype(np.str_),
        capacity_m3_d=capacity,
        is_candidate=~is_town & np.isnan(capacity),
        is_assumed=is_town & np.isnan(invert),
    )


def _sewer_joins(project: Project, reaches: RoadReaches, rules: SewerParameters) -> GivenOutlets:
    """Places on existing sewers beside possible manholes, with the invert level there."""
    sewers = layer_or_empty(project, "sewers")
    lines = sewers.geometry.to_numpy()
    ids = words(sewers, "pipe_id").astype(np.str_)
    if not len(lines):
        nothing = np.zeros(0)
        return GivenOutlets(
            xy_m=np.zeros((0, 2)), kind=np.zeros(0, dtype=np.int64), invert_level_m=nothing,
            plant_id=ids, capacity_m3_d=nothing, is_candidate=np.zeros(0, dtype=np.bool_),
            is_assumed=np.zeros(0, dtype=np.bool_),
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
    return GivenOutlets(
        xy_m=place,
        kind=np.full(len(place), CONNECTION_POINT),
        invert_level_m=invert,
        plant_id=ids,
        capacity_m3_d=np.full(len(place), np.nan),
        is_candidate=np.zeros(len(place), dtype=np.bool_),
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
        reaches = with_open_ground(
            reaches, np.unique(households.xy_m, axis=0), open_ground_m, rules
        )
    reaches = merged_manholes(reaches, rules.min_reach_m)
    given, road_node = given_outlets(project, reaches, rules)
    reaches, outlet_node = linked_to_outlets(reaches, given.xy_m, road_node, rules)
    graph = corridor_graph(
        reaches,
        road_surfaces(project, rules, prices),
        lambda xy: ground_at(project, xy),
        lambda xy: restrictions.forbids_at("trench", xy),
        rules,
    )
    known = np.isfinite(graph.ground_level_m[outlet_node])
    is_town = given.kind <= CONNECTION_POINT
    town_reach_m = values.number("mode.sewer_connect_km") * 1000.0
    outlets = town_outlets(given.places(outlet_node, known & is_town), town_reach_m, rules, prices)
    stands = known & ~is_town & ~given.is_candidate
    outlets = outlets.joined(existing_plants(given.places(outlet_node, stands), plants, rules))
    if plants.are_allowed:
        sites = given.places(outlet_node, known & given.is_candidate)
        for places in (sites, _found_sites(graph, sites, households, restrictions, plants)):
            outlets = outlets.joined(new_plants(places, plants, rules))
    return SewerSite(graph=graph, outlets=outlets, has_assumed_inverts=bool(given.is_assumed.any()))


def _found_sites(
    graph: CorridorGraph,
    given: OutletPlaces,
    households: Households,
    restrictions: Restrictions,
    plants: PlantParameters,
) -> OutletPlaces:
    """Return sites for plants that the search finds away from those given."""
    node = plant_candidates(graph, households, restrictions, plants)
    if len(given.node):
        near = cKDTree(graph.node_xy_m[given.node]).query(graph.node_xy_m[node])[0]
        node = node[near >= plants.candidate_spacing_m]
    in_zone = restrictions.in_protection_zone(graph.node_xy_m[node])
    ids = [f"P{n:03d}" for n in range(1, len(given.node) + len(node) + 1)]
    free = [name for name in ids if name not in set(given.plant_id.tolist())][: len(node)]
    unknown = np.full(len(node), np.nan)
    return OutletPlaces(
        node=node,
        kind=new_plant_kind(~in_zone, plants),
        invert_level_m=unknown,
        plant_id=np.array(free, dtype=np.str_),
        capacity_m3_d=unknown,
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
