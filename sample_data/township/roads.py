"""Roads: a main road through the valley, roads to the villages, tracks over the passes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import shapely
from shapely.ops import substring

from township.boundaries import township_outline
from township.gazetteer import SCENIC_KM, TOWN_KM, VIEWPOINT_KM, VILLAGES, metres
from township.grid_paths import (
    KNIGHT_STEPS,
    GridGraph,
    Indices,
    build_grid_graph,
    nodes_along,
    snap_end,
    tree_lines,
)
from township.hydrography import Hydrography
from township.terrain import Array, Terrain

MAIN_ENDS_KM = ((0.05, 7.45), (11.95, 2.5))
PASSES = ((205, 207), (203, 204), (211, 212), (209, 210), (206, 208))


@dataclass(frozen=True, kw_only=True)
class Road:
    """One road line with its class, width and surface."""

    line: shapely.LineString
    road_class: str
    width_m: float
    surface: str
    name: str = ""


@dataclass(kw_only=True)
class RoadBuilder:
    """Roads so far, and the ground they are laid on."""

    graph: GridGraph
    factor: Array
    centres_m: Array
    roads: list[Road] = field(default_factory=list)

    def lines(self) -> list[shapely.LineString]:
        """Lines of the roads so far."""
        return [road.line for road in self.roads]

    def distance_to_roads_m(self) -> Array:
        """Straight distance of every cell to the roads so far, to a cell's width."""
        return self.graph.distance_to_m(nodes_along(self.graph, self.lines()))

    def lay(
        self,
        new: list[shapely.LineString],
        road_class: str,
        width_m: float,
        surface: str,
        name: str = "",
    ) -> None:
        """Add lines, their far ends snapped to what was there before."""
        before = shapely.MultiLineString(self.lines())
        for line in new:
            self.roads.append(
                Road(
                    line=snap_end(line, before),
                    road_class=road_class,
                    width_m=width_m,
                    surface=surface,
                    name=name,
                )
            )

    def ways(
        self,
        targets_m: Array,
        easy_gradient: float,
        sources: Indices | None = None,
        reuse: float = 0.5,
    ) -> list[shapely.LineString]:
        """Cheapest ways from points to the roads so far (or to the given cells)."""
        factor = self.factor.copy()
        on_road = nodes_along(self.graph, self.lines()) if self.roads else None
        if on_road is not None:
            factor[on_road] = reuse
        start = on_road if sources is None else sources
        assert start is not None
        costs = self.graph.costs(easy_gradient, factor)
        return tree_lines(costs, start, self.graph.nodes_at(targets_m), self.centres_m)


def ground_factor(graph: GridGraph, water: Hydrography, centres_m: Array) -> Array:
    """How much dearer a cell is: a river needs a bridge, its banks flood, a lake is no ground."""
    factor = np.ones(graph.node_count)
    for side_m, river_m, dearer in ((22.0, 90.0, 2.0), (11.0, 45.0, 4.0), (1.0, 22.0, 14.0)):
        factor[shapely.contains_xy(water.strip(side_m, river_m), *centres_m.T)] = dearer
    factor[shapely.contains_xy(water.lake.buffer(40.0), *centres_m.T)] = 100.0
    return factor


def lay_trunk_roads(terrain: Terrain, water: Hydrography) -> RoadBuilder:
    """Lay main and secondary roads and the tracks over the passes."""
    coarse = terrain.coarse()
    centres = coarse.centres()
    ground = shapely.union(township_outline().buffer(200.0), water.river.buffer(600.0))
    graph = build_grid_graph(coarse, KNIGHT_STEPS, shapely.contains_xy(ground, *centres.T))
    builder = RoadBuilder(
        graph=graph, factor=ground_factor(graph, water, centres), centres_m=centres
    )
    town = graph.nodes_at(np.array([metres(TOWN_KM)]))
    ends = np.array([metres(p) for p in MAIN_ENDS_KM])
    builder.lay(builder.ways(ends, 0.05, town), "main", 7.0, "沥青", "青石公路")
    seats = np.array([metres(v.centre_km) for v in VILLAGES])
    builder.lay(builder.ways(seats, 0.05), "secondary", 4.5, "水泥", "通村路")
    sights = np.array([metres(SCENIC_KM), metres(VIEWPOINT_KM)])
    builder.lay(builder.ways(sights, 0.06), "secondary", 5.0, "沥青", "旅游路")
    by_number = {v.number: np.array([metres(v.centre_km)]) for v in VILLAGES}
    for a, b in PASSES:
        way = builder.ways(by_number[a], 0.07, graph.nodes_at(by_number[b]), reuse=0.8)
        off_road = shapely.difference(way[0], shapely.MultiLineString(builder.lines()).buffer(30.0))
        longest = max(shapely.get_parts(off_road), key=shapely.length)
        builder.lay([longest], "track", 3.0, "砂石")
    return builder


def clip_roads(roads: list[Road], township: shapely.Geometry) -> list[Road]:
    """Cut roads at the edge of the township, as its own records do."""
    clipped = []
    for road in roads:
        parts = shapely.get_parts(road.line.intersection(township.buffer(60.0)))
        clipped += [replace(road, line=part) for part in parts if part.length > 1.0]
    return clipped


def loosen_ends(rng: np.random.Generator, roads: list[Road]) -> list[Road]:
    """Pull back a few ends that should touch another road by 0.5 to 1.8 m, as real data has."""
    loose = set(
        rng.choice([i for i, r in enumerate(roads) if r.road_class == "lane"], 15, replace=False)
    )
    result = []
    for index, road in enumerate(roads):
        line = road.line
        if index in loose:
            line = substring(line, float(rng.uniform(0.5, 1.8)), line.length)
        result.append(replace(road, line=line))
    return result
