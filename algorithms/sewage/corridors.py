"""Where sewers may run: straight reaches along roads between possible manholes.

Every road line is straightened within the allowed offset; what bends are left
become manholes, and longer stretches are cut evenly to the largest manhole
spacing. So each reach of the graph is one straight pipe.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import Delaunay

from algorithms.sewage.parameters import SewerParameters

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]
GroundSampler = Callable[[FloatArray], FloatArray]

_SAG_SAMPLES = 3


@dataclass(frozen=True, kw_only=True)
class CorridorGraph:
    """Possible manholes and the straight reaches between them.

    Attributes
    ----------
    node_xy_m, ground_level_m
        Possible manholes, shapes (N, 2) and (N,); level NaN off the terrain.
    edge_nodes, edge_length_m
        Reaches, shapes (E, 2) and (E,).
    edge_source_index
        Road line that a reach follows, -1 for a link to an outlet.
    edge_cover_m
        Least cover above the pipe.
    edge_sag_m
        How far the ground between the ends falls below their straight line.
    edge_surface_yuan_m
        Breaking and restoring the surface.
    edge_is_open
        Whether a sewer may be laid: ground known, not restricted, not too steep.
    """

    node_xy_m: FloatArray
    ground_level_m: FloatArray
    edge_nodes: IntArray
    edge_length_m: FloatArray
    edge_source_index: IntArray
    edge_cover_m: FloatArray
    edge_sag_m: FloatArray
    edge_surface_yuan_m: FloatArray
    edge_is_open: BoolArray

    @cached_property
    def adjacency(self) -> tuple[IntArray, IntArray, IntArray]:
        """Row starts, neighbours and edges of each node, open reaches only."""
        edges = np.flatnonzero(self.edge_is_open)
        ends = self.edge_nodes[edges]
        tail = np.concatenate((ends[:, 0], ends[:, 1]))
        head = np.concatenate((ends[:, 1], ends[:, 0]))
        edge = np.concatenate((edges, edges))
        order = np.lexsort((edge, tail))
        starts = np.zeros(len(self.node_xy_m) + 1, dtype=np.int64)
        np.cumsum(np.bincount(tail, minlength=len(self.node_xy_m)), out=starts[1:])
        return starts, head[order], edge[order]

    @cached_property
    def component(self) -> IntArray:
        """Connected piece of open reaches that each node belongs to, shape (N,)."""
        count = len(self.node_xy_m)
        ends = self.edge_nodes[self.edge_is_open]
        links = coo_array((np.ones(len(ends), np.int8), (ends[:, 0], ends[:, 1])), (count, count))
        return connected_components(links, directed=False)[1].astype(np.int64)


@dataclass(frozen=True, kw_only=True)
class RoadReaches:
    """Straight reaches along roads, before levels and prices.

    Attributes
    ----------
    node_xy_m, edge_nodes, edge_source_index
        As in `CorridorGraph`.
    """

    node_xy_m: FloatArray
    edge_nodes: IntArray
    edge_source_index: IntArray


def cut_into_reaches(
    node_xy_m: FloatArray,
    edge_nodes: IntArray,
    edge_lines: NDArray[np.object_],
    edge_source_index: IntArray,
    rules: SewerParameters,
) -> RoadReaches:
    """Return the possible manholes along the edges of a street network.

    Parameters
    ----------
    node_xy_m, edge_nodes, edge_lines, edge_source_index
        Street network: junctions, their pairs, LineStrings from the first to
        the second, and the road each comes from.
    rules
        Largest spacing and offset.
    """
    straightened = shapely.simplify(edge_lines, rules.alignment_tolerance_m)
    dense = shapely.segmentize(straightened, rules.manhole_spacing_m)
    vertices, owner = shapely.get_coordinates(dense, return_index=True)
    first = np.flatnonzero(np.diff(owner, prepend=-1))
    last = np.append(first[1:], len(owner)) - 1
    index = np.full(len(owner), -1, dtype=np.int64)
    index[first], index[last] = edge_nodes[:, 0], edge_nodes[:, 1]
    inner = index < 0
    index[inner] = len(node_xy_m) + np.arange(int(inner.sum()))
    joined = owner[1:] == owner[:-1]
    pairs = np.column_stack((index[:-1], index[1:]))[joined]
    source = edge_source_index[owner[:-1][joined]]
    real = pairs[:, 0] != pairs[:, 1]
    return RoadReaches(
        node_xy_m=np.vstack((node_xy_m, vertices[inner])),
        edge_nodes=pairs[real],
        edge_source_index=source[real],
    )


def merged_manholes(reaches: RoadReaches, min_reach_m: float) -> RoadReaches:
    """Return the reaches with manholes at the ends of too short ones made one.

    Of two, the manhole with more reaches stays in its place: a junction keeps it,
    a bend moves. Shortest reaches first, until none is too short.
    """
    while True:
        ends = reaches.node_xy_m[reaches.edge_nodes]
        length = np.hypot(*(ends[:, 0] - ends[:, 1]).T)
        short = np.flatnonzero(length < min_reach_m)
        if not len(short):
            return reaches
        short = short[np.argsort(length[short], kind="stable")]
        reaches = _contracted(reaches, short, min_reach_m)


def _contracted(reaches: RoadReaches, short: IntArray, min_reach_m: float) -> RoadReaches:
    """Return the reaches without these, the ends of each made one where still that near."""
    xy, ends = reaches.node_xy_m, reaches.edge_nodes
    degree = np.bincount(ends.ravel(), minlength=len(xy))
    into = np.arange(len(xy))
    for edge in short.tolist():
        kept, gone = (_place_of(int(node), into) for node in ends[edge])
        if kept == gone or np.hypot(*(xy[kept] - xy[gone])) >= min_reach_m:
            continue
        if degree[kept] < degree[gone]:
            kept, gone = gone, kept
        into[gone] = kept
        degree[kept] += degree[gone] - 2
    place = np.array([_place_of(node, into) for node in range(len(xy))], dtype=np.int64)
    stays = np.flatnonzero(place == np.arange(len(xy)))
    number = np.zeros(len(xy), dtype=np.int64)
    number[stays] = np.arange(len(stays))
    moved = number[place[ends]]
    real = moved[:, 0] != moved[:, 1]
    return RoadReaches(
        node_xy_m=xy[stays],
        edge_nodes=moved[real],
        edge_source_index=reaches.edge_source_index[real],
    )


def _place_of(node: int, into: IntArray) -> int:
    while into[node] != node:
        node = int(into[node])
    return node


def ground_sag_m(
    node_xy_m: FloatArray, ground_level_m: FloatArray, edge_nodes: IntArray, ground: GroundSampler
) -> FloatArray:
    """Return how far the ground of each reach falls below the line between its ends."""
    sag = np.zeros(len(edge_nodes))
    start, end = edge_nodes[:, 0], edge_nodes[:, 1]
    for share in np.arange(1, _SAG_SAMPLES + 1) / (_SAG_SAMPLES + 1):
        place = (1 - share) * node_xy_m[start] + share * node_xy_m[end]
        straight = (1 - share) * ground_level_m[start] + share * ground_level_m[end]
        sag = np.fmax(sag, straight - ground(place))
    return sag


def linked_to_outlets(
    reaches: RoadReaches, outlet_xy_m: FloatArray, road_node: IntArray, rules: SewerParameters
) -> tuple[RoadReaches, IntArray]:
    """Return the reaches with a link from each outlet to a road node, and the outlet nodes.

    Parameters
    ----------
    outlet_xy_m
        Outlets, shape (S, 2).
    road_node
        Road node that each is linked to, shape (S,).
    rules
        Largest spacing of manholes along a link, and the shortest link: an outlet
        nearer than that to its node needs none.
    """
    away = np.hypot(*(reaches.node_xy_m[road_node] - outlet_xy_m).T) >= rules.min_reach_m
    outlet_node = road_node.copy()
    outlet_node[away] = len(reaches.node_xy_m) + np.arange(int(away.sum()))
    xy = np.vstack((reaches.node_xy_m, outlet_xy_m[away]))
    links = np.column_stack((road_node[away], outlet_node[away]))
    return _with_links(reaches, xy, links, rules), outlet_node


def _with_links(
    reaches: RoadReaches, node_xy_m: FloatArray, links: IntArray, rules: SewerParameters
) -> RoadReaches:
    """Return the reaches with straight links off the roads, cut to the largest spacing."""
    if not len(links):
        return replace(reaches, node_xy_m=node_xy_m)
    lines = np.asarray(shapely.linestrings(node_xy_m[links]), dtype=object)
    off_road = np.full(len(links), -1, dtype=np.int64)
    cut = cut_into_reaches(node_xy_m, links, lines, off_road, rules)
    return RoadReaches(
        node_xy_m=cut.node_xy_m,
        edge_nodes=np.vstack((reaches.edge_nodes, cut.edge_nodes)),
        edge_source_index=np.concatenate((reaches.edge_source_index, cut.edge_source_index)),
    )


@dataclass(frozen=True, kw_only=True)
class RoadSurfaces:
    """Cover and price of surface by road line; the last row is for links off the roads."""

    cover_m: FloatArray
    surface_yuan_m: FloatArray


def corridor_graph(
    reaches: RoadReaches,
    surfaces: RoadSurfaces,
    ground: GroundSampler,
    is_forbidden: Callable[[FloatArray], BoolArray],
    rules: SewerParameters,
) -> CorridorGraph:
    """Return the reaches with levels, covers and prices.

    Parameters
    ----------
    surfaces
        Arrays of shape (roads + 1,), read at each reach's road.
    ground
        Ground level at places (N, 2), NaN where it is not known.
    is_forbidden
        Whether no trench may be dug at places (N, 2); asked at the middles.
    """
    xy, ends = reaches.node_xy_m, reaches.edge_nodes
    level = np.asarray(ground(xy), dtype=np.float64)
    length = np.hypot(*(xy[ends[:, 1]] - xy[ends[:, 0]]).T)
    rise = np.abs(level[ends[:, 1]] - level[ends[:, 0]])
    cover = np.maximum(surfaces.cover_m[reaches.edge_source_index], rules.frost_depth_m - 0.15)
    middle = 0.5 * (xy[ends[:, 0]] + xy[ends[:, 1]])
    is_open = np.isfinite(rise) & (length > 0.0) & ~is_forbidden(middle)
    is_open &= np.nan_to_num(rise) <= rules.slope_max * length
    return CorridorGraph(
        node_xy_m=xy,
        ground_level_m=level,
        edge_nodes=ends,
        edge_length_m=length,
        edge_source_index=reaches.edge_source_index,
        edge_cover_m=cover,
        edge_sag_m=ground_sag_m(xy, level, ends, ground),
        edge_surface_yuan_m=surfaces.surface_yuan_m[reaches.edge_source_index],
        edge_is_open=is_open,
    )


def with_open_ground(
    reaches: RoadReaches, place_xy_m: FloatArray, longest_m: float, rules: SewerParameters
) -> RoadReaches:
    """Return the reaches with short links across open ground between neighbours.

    Neighbours are those of the Delaunay triangulation of manholes and places, so
    links don't cross each other; places (houses, say) become possible manholes. A
    link along a road would be a sewer in the road without its cover and its price.
    """
    xy = np.vstack((reaches.node_xy_m, place_xy_m))
    corners = Delaunay(xy).simplices
    pairs = np.sort(np.vstack((corners[:, :2], corners[:, 1:], corners[:, ::2])), axis=1)
    pairs = np.unique(pairs, axis=0)
    known = np.sort(reaches.edge_nodes, axis=1)
    is_new = ~np.isin(pairs @ [len(xy), 1], known @ [len(xy), 1])
    short = np.hypot(*(xy[pairs[:, 0]] - xy[pairs[:, 1]]).T) <= longest_m
    links = pairs[is_new & short].astype(np.int64)
    on_road = _lie_along(xy[links], xy[reaches.edge_nodes], rules.alignment_tolerance_m)
    return _with_links(reaches, xy, links[~on_road], rules)


def _lie_along(link_xy_m: FloatArray, reach_xy_m: FloatArray, within_m: float) -> BoolArray:
    """Whether both ends and the middle of links lie on reaches; pairs of shape (K, 2, 2)."""
    tree = shapely.STRtree(np.asarray(shapely.linestrings(reach_xy_m), dtype=object))
    is_along = np.ones(len(link_xy_m), dtype=np.bool_)
    for share in (0.0, 0.5, 1.0):
        place = (1.0 - share) * link_xy_m[:, 0] + share * link_xy_m[:, 1]
        near = tree.query(shapely.points(place), predicate="dwithin", distance=within_m)[0]
        is_along &= np.isin(np.arange(len(place)), near)
    return is_along
