"""Road ends that stop a little short of another road."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import KDTree

from algorithms.network._arrays import FloatArray, IntArray
from algorithms.network._road_lines import RoadLines

_RING_LENGTH_IN_GAPS = 4.0
"""A line whose ends nearly meet is a ring only when it is clearly longer than the gap."""


@dataclass(frozen=True, kw_only=True)
class NodedLines:
    """Line parts with their cuts; several cuts may share one node.

    ``end_nodes`` holds the first and last node of each part, shape (parts, 2).
    """

    lines: RoadLines
    part_length_m: FloatArray
    cut_part: IntArray
    cut_position_m: FloatArray
    cut_node: IntArray
    node_xy_m: FloatArray
    end_nodes: IntArray

    @cached_property
    def part_lines(self) -> NDArray[np.object_]:
        """Shapely LineString of each part."""
        counts = np.diff(self.lines.offsets)
        owner = np.repeat(np.arange(self.lines.part_count), counts)
        return np.asarray(shapely.linestrings(self.lines.vertex_xy_m, indices=owner))

    @cached_property
    def _cuts_by_node(self) -> tuple[IntArray, IntArray]:
        order = np.argsort(self.cut_node, kind="stable")
        counts = np.bincount(self.cut_node, minlength=len(self.node_xy_m))
        return order, np.concatenate([[0], np.cumsum(counts)])

    def parts_at(self, node: int) -> set[int]:
        """Parts that are cut at the node."""
        order, offsets = self._cuts_by_node
        return set(self.cut_part[order[offsets[node] : offsets[node + 1]]].tolist())

    def source_at(self, node: int) -> int:
        """Lowest input line that is cut at the node."""
        return int(min(self.lines.source_index[part] for part in self.parts_at(node)))

    @cached_property
    def is_only_end(self) -> NDArray[np.bool_]:
        """Whether a node lies inside no part, so that moving it bends no road."""
        inside = (self.cut_position_m > 0.0) & (
            self.cut_position_m < self.part_length_m[self.cut_part]
        )
        only_end = np.ones(len(self.node_xy_m), bool)
        only_end[self.cut_node[inside]] = False
        return only_end


class Gap(NamedTuple):
    """A line end and the place it should reach; ordered as gaps are closed."""

    length_m: float
    end_xy: tuple[float, float]
    place_xy: tuple[float, float]
    end_node: int
    place_node: int  # -1: a new node on `part`
    part: int
    position_m: float


@dataclass(frozen=True, kw_only=True)
class ClosedGaps:
    """The noded lines with the gaps' cuts added, and how each gap was closed.

    ``moved_to[n]`` is the node that node ``n`` moved onto (itself when it
    stayed); ``bridges`` are node pairs to be joined by a straight edge.
    """

    noded: NodedLines
    moved_to: IntArray
    bridges: IntArray
    bridge_source: IntArray
    gap_line_indices: IntArray
    gap_xy_m: FloatArray
    gap_length_m: FloatArray


def close_gaps(noded: NodedLines, tolerance_m: float) -> ClosedGaps:
    """Join line ends to lines within the tolerance that they do not meet yet.

    The end moves onto the nearest node of the other line within reach, or else
    onto the nearest place of that line, which gets a new node. Gaps are closed
    from the narrowest to the widest, equal ones by position. A node moves at
    most once and nothing moves that others moved onto, so no place shifts by
    more than the tolerance; a gap that could only be closed by a second move
    or by bending a road is closed by a short straight edge instead.
    """
    noded, gaps = _with_new_nodes(noded, sorted(_find_gaps(noded, tolerance_m)))
    moved_to = np.arange(len(noded.node_xy_m))
    is_anchor = np.zeros(len(moved_to), bool)
    closed: list[Gap] = []
    bridges: list[tuple[int, int]] = []
    bridge_source: list[int] = []

    def can_move(node: int) -> bool:
        return bool(noded.is_only_end[node] and moved_to[node] == node and not is_anchor[node])

    for gap in gaps:
        end, place = gap.end_node, gap.place_node
        if moved_to[end] == moved_to[place]:
            continue
        closed.append(gap)
        for mover, anchor in ((end, place), (place, end)):
            if can_move(mover) and moved_to[anchor] == anchor:
                moved_to[mover] = anchor
                is_anchor[anchor] = True
                break
        else:
            bridges.append((int(moved_to[end]), int(moved_to[place])))
            bridge_source.append(noded.source_at(end))
    return ClosedGaps(
        noded=noded,
        moved_to=moved_to,
        bridges=np.array(bridges, dtype=np.int64).reshape(-1, 2),
        bridge_source=np.array(bridge_source, dtype=np.int64),
        gap_line_indices=np.array([noded.source_at(gap.end_node) for gap in closed], np.int64),
        gap_xy_m=np.array([gap.end_xy for gap in closed]).reshape(-1, 2),
        gap_length_m=np.array([gap.length_m for gap in closed]),
    )


def _find_gaps(noded: NodedLines, tolerance_m: float) -> set[Gap]:
    if tolerance_m <= 0.0:
        return set()
    near = KDTree(noded.node_xy_m)
    gaps = set(_ring_gaps(noded, tolerance_m))
    for end, part in zip(*_ends_in_reach(noded, tolerance_m), strict=True):
        gap = _gap(noded, near, int(end), int(part), tolerance_m)
        if gap is not None:
            gaps.add(gap)
    return gaps


def _ends_in_reach(noded: NodedLines, tolerance_m: float) -> tuple[IntArray, IntArray]:
    """End nodes and the parts within the tolerance that they are not on."""
    ends = np.unique(noded.end_nodes)
    places = shapely.points(noded.node_xy_m[ends])
    tree = shapely.STRtree(noded.part_lines)
    end, part = tree.query(places, predicate="dwithin", distance=tolerance_m)
    part_count = noded.lines.part_count
    meets = np.isin(ends[end] * part_count + part, noded.cut_node * part_count + noded.cut_part)
    return ends[end[~meets]], part[~meets]


def _gap(noded: NodedLines, near: KDTree, end: int, part: int, tolerance_m: float) -> Gap | None:
    """Return the gap between an end node and a part that no short way joins yet."""
    end_xy = noded.node_xy_m[end]
    around = near.query_ball_point(end_xy, 2.0 * tolerance_m, return_sorted=True)
    on_part = [node for node in around if part in noded.parts_at(node)]
    own_parts = noded.parts_at(end)
    if any(own_parts & noded.parts_at(node) for node in on_part):
        return None
    if on_part:
        distance_m, node = min(
            (float(np.hypot(*(noded.node_xy_m[node] - end_xy))), node) for node in on_part
        )
        if distance_m <= tolerance_m:
            return _node_gap(noded, end, node, distance_m)
    if noded.lines.is_grade_separated[part]:
        return None
    line, place = noded.part_lines[part], shapely.Point(end_xy)
    position_m = float(shapely.line_locate_point(line, place))
    on_line = shapely.line_interpolate_point(line, position_m)
    distance_m = float(shapely.distance(line, place))
    return Gap(distance_m, _xy(end_xy), (on_line.x, on_line.y), end, -1, part, position_m)


def _node_gap(noded: NodedLines, one: int, other: int, length_m: float) -> Gap:
    """Return the gap between two nodes; where fewer lines meet is the end that moves."""
    ranked = sorted(
        (one, other), key=lambda node: (len(noded.parts_at(node)), _xy(noded.node_xy_m[node]))
    )
    if not noded.is_only_end[ranked[0]]:
        ranked.reverse()
    end, place = ranked
    end_xy, place_xy = _xy(noded.node_xy_m[end]), _xy(noded.node_xy_m[place])
    return Gap(length_m, end_xy, place_xy, end, place, -1, 0.0)


def _ring_gaps(noded: NodedLines, tolerance_m: float) -> list[Gap]:
    """Lines whose own two ends nearly meet."""
    first, last = noded.end_nodes.T
    apart_m = np.hypot(*(noded.node_xy_m[last] - noded.node_xy_m[first]).T)
    is_ring = (first != last) & (apart_m <= tolerance_m)
    is_ring &= noded.part_length_m > _RING_LENGTH_IN_GAPS * tolerance_m
    return [
        _node_gap(noded, int(first[i]), int(last[i]), float(apart_m[i]))
        for i in np.flatnonzero(is_ring)
    ]


def _with_new_nodes(noded: NodedLines, gaps: list[Gap]) -> tuple[NodedLines, list[Gap]]:
    """Cut the parts at the places inside them that ends shall reach."""
    new = [gap for gap in gaps if gap.place_node < 0]
    if not new:
        return noded, gaps
    first_new = len(noded.node_xy_m)
    nodes = iter(range(first_new, first_new + len(new)))
    gaps = [gap._replace(place_node=next(nodes)) if gap.place_node < 0 else gap for gap in gaps]
    extended = NodedLines(
        lines=noded.lines,
        part_length_m=noded.part_length_m,
        cut_part=np.append(noded.cut_part, [gap.part for gap in new]),
        cut_position_m=np.append(noded.cut_position_m, [gap.position_m for gap in new]),
        cut_node=np.append(noded.cut_node, np.arange(first_new, first_new + len(new))),
        node_xy_m=np.vstack([noded.node_xy_m, [gap.place_xy for gap in new]]),
        end_nodes=noded.end_nodes,
    )
    return extended, gaps


def _xy(point: FloatArray) -> tuple[float, float]:
    return float(point[0]), float(point[1])
