"""From road lines to a street network: cut at junctions, close small gaps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import KDTree

from algorithms.errors import InputError
from algorithms.network import _validate
from algorithms.network._arrays import (
    FloatArray,
    IntArray,
    as_complex,
    distance_along,
    gather_ranges,
)
from algorithms.network._crossings import Meetings, meeting_cuts
from algorithms.network._cutting import Cuts, cut_at
from algorithms.network._gaps import ClosedGaps, NodedLines, close_gaps
from algorithms.network._road_lines import TOUCH_M, RoadLines, read_road_lines
from algorithms.network.street_network import NetworkReport, StreetNetwork
from algorithms.progress import SILENT, Progress


def build_street_network(
    road_lines: Sequence[Any] | NDArray[np.object_],
    *,
    node_tolerance_m: float = 0.5,
    walkable: Sequence[bool] | NDArray[np.bool_] | None = None,
    grade_separated: Sequence[bool] | NDArray[np.bool_] | None = None,
    progress: Progress = SILENT,
) -> StreetNetwork:
    """Turn road lines into nodes and edges that meet where people can turn off.

    Lines are cut where they cross, where one ends on another, and where they
    share a vertex or a stretch. A line end within the tolerance of another line
    that it does not meet is joined to it, and the report names the gap. Nothing
    is moved but such ends, each by no more than the tolerance, so clean data
    keep their coordinates. Stretches drawn twice become one edge; closed loops
    and several ways between the same junctions stay.

    Parameters
    ----------
    road_lines
        LineStrings and MultiLineStrings in metres (shapely; an array, a list or
        a GeoSeries); heights are ignored. Entries that cannot be walked along
        (None, empty, another type, without length, with coordinates that are
        not finite) are skipped and named in the report.
    node_tolerance_m
        Widest gap that is taken for a drawing fault; 0 joins exact meetings only.
    walkable
        False leaves a line out (reported as ``not_walkable``); all by default.
    grade_separated
        True for bridges and tunnels: such a line joins others at its own ends, and
        where another line ends exactly on one of its vertices; whatever else
        passes over or under it does not meet it. None by default.
    progress
        Told after each step; may raise `CancelledError`.

    Raises
    ------
    InputError
        ``network.no_usable_roads`` when no line is left, ``network.length_mismatch``
        when a mask has another length, ``network.negative_value`` for the tolerance.

    Examples
    --------
    A lane ends in the middle of a road: two pieces of road and the lane.

    >>> from shapely import LineString
    >>> network = build_street_network(
    ...     [LineString([(0, 0), (100, 0)]), LineString([(40, 0), (40, 30)])]
    ... )
    >>> sorted(network.edge_length_m.tolist())
    [30.0, 40.0, 60.0]
    """
    geometries = np.empty(len(road_lines), dtype=object)
    geometries[:] = list(road_lines)
    count = len(geometries)
    tolerance_m = _validate.not_negative("node_tolerance_m", node_tolerance_m)
    is_walkable = _validate.mask("walkable", walkable, count, default=True)
    is_separated = _validate.mask("grade_separated", grade_separated, count, default=False)

    lines = read_road_lines(geometries, is_walkable, is_separated)
    if lines.part_count == 0:
        raise InputError("network.no_usable_roads", lines=count)
    progress.report("network.noding", 0.1)
    vertex_position_m = distance_along(lines.vertex_xy_m, lines.offsets)
    noded = _node_lines(lines, vertex_position_m)
    progress.report("network.noding", 0.6)
    closed = close_gaps(noded, tolerance_m)
    progress.report("network.noding", 0.8)
    network = _cut_lines(closed, vertex_position_m)
    progress.report("network.noding", 1.0)
    return network


def _node_lines(lines: RoadLines, vertex_position_m: FloatArray) -> NodedLines:
    """Find the places where parts end or meet; those within `TOUCH_M` are one node."""
    meetings = meeting_cuts(lines, vertex_position_m)
    first, last = lines.offsets[:-1], lines.offsets[1:] - 1
    parts = np.arange(lines.part_count)
    part_length_m = vertex_position_m[last]
    cuts = Meetings(
        part=np.concatenate([parts, parts, meetings.part]),
        position_m=np.concatenate([np.zeros(len(parts)), part_length_m, meetings.position_m]),
        xy_m=np.concatenate([lines.vertex_xy_m[first], lines.vertex_xy_m[last], meetings.xy_m]),
    )
    node, node_xy_m = _merge_places(cuts.xy_m)
    keep = _first_of_each_cut(cuts, node)
    return NodedLines(
        lines=lines,
        part_length_m=part_length_m,
        cut_part=cuts.part[keep],
        cut_position_m=cuts.position_m[keep],
        cut_node=node[keep],
        node_xy_m=node_xy_m,
        end_nodes=np.column_stack([node[: len(parts)], node[len(parts) : 2 * len(parts)]]),
    )


def _merge_places(xy_m: FloatArray) -> tuple[IntArray, FloatArray]:
    """Give places within `TOUCH_M` one number; the first of them gives the position."""
    distinct, place = np.unique(as_complex(xy_m), return_inverse=True)
    pairs = KDTree(np.column_stack([distinct.real, distinct.imag])).query_pairs(
        TOUCH_M, output_type="ndarray"
    )
    touching = coo_array(
        (np.ones(len(pairs), np.int8), (pairs[:, 0], pairs[:, 1])),
        shape=(len(distinct), len(distinct)),
    )
    _, group = connected_components(touching, directed=False)
    _, first, node = np.unique(group[place], return_index=True, return_inverse=True)
    return node.astype(np.int64), xy_m[first]


def _first_of_each_cut(cuts: Meetings, node: IntArray) -> IntArray:
    """Find cuts without repeats: same part, same node, same position within `TOUCH_M`."""
    order = np.lexsort((cuts.position_m, node, cuts.part))
    part, place, position_m = cuts.part[order], node[order], cuts.position_m[order]
    keep = np.ones(len(order), bool)
    keep[1:] = (
        (part[1:] != part[:-1]) | (place[1:] != place[:-1]) | (np.diff(position_m) > 2.0 * TOUCH_M)
    )
    return order[keep]


def _cut_lines(closed: ClosedGaps, vertex_position_m: FloatArray) -> StreetNetwork:
    """Make an edge of every stretch between neighbouring cuts, and of every bridge."""
    noded = closed.noded
    lines = noded.lines
    pieces = cut_at(
        Cuts(
            part=noded.cut_part,
            position_m=noded.cut_position_m,
            node=closed.moved_to[noded.cut_node],
        ),
        noded.node_xy_m,
        lines.vertex_xy_m,
        lines.offsets,
        vertex_position_m,
    )
    bridge_xy_m = noded.node_xy_m[closed.bridges].reshape(-1, 2)
    bridge_offsets = pieces.offsets[-1] + 2 * np.arange(1, len(closed.bridges) + 1)
    return _assemble(
        closed,
        np.vstack([pieces.nodes, closed.bridges]),
        np.concatenate([lines.source_index[pieces.part], closed.bridge_source]),
        np.vstack([pieces.vertex_xy_m, bridge_xy_m]),
        np.concatenate([pieces.offsets, bridge_offsets]),
    )


def _assemble(
    closed: ClosedGaps,
    edge_nodes: IntArray,
    source: IntArray,
    vertex_xy_m: FloatArray,
    offsets: IntArray,
) -> StreetNetwork:
    """Drop collapsed and repeated stretches, and nodes that nothing leads to."""
    position_m = distance_along(vertex_xy_m, offsets)
    length_m = position_m[offsets[1:] - 1]
    is_collapsed = length_m <= 0.0
    is_repeated = _repeats(edge_nodes, vertex_xy_m, offsets) & ~is_collapsed
    kept = np.flatnonzero(~is_collapsed & ~is_repeated)
    used, edge_nodes = np.unique(edge_nodes[kept], return_inverse=True)
    counts = np.diff(offsets)[kept]
    lines = closed.noded.lines
    return StreetNetwork(
        node_xy_m=closed.noded.node_xy_m[used],
        edge_nodes=edge_nodes.reshape(-1, 2).astype(np.int64),
        edge_length_m=length_m[kept],
        edge_source_index=source[kept],
        vertex_xy_m=vertex_xy_m[gather_ranges(offsets[kept], counts)],
        edge_vertex_offsets=np.concatenate([[0], np.cumsum(counts)]),
        report=NetworkReport(
            skipped_line_indices=lines.skipped_line_indices,
            skipped_reasons=lines.skipped_reasons,
            gap_line_indices=closed.gap_line_indices,
            gap_xy_m=closed.gap_xy_m,
            gap_length_m=closed.gap_length_m,
            duplicate_edge_count=int(is_repeated.sum()),
            collapsed_edge_count=int(is_collapsed.sum()),
        ),
    )


def _repeats(edge_nodes: IntArray, vertex_xy_m: FloatArray, offsets: IntArray) -> NDArray[np.bool_]:
    """Whether an edge runs exactly along an earlier one, in either direction."""
    low, high = edge_nodes.min(axis=1), edge_nodes.max(axis=1)
    vertex_count = np.diff(offsets)
    key = (low * (high.max() + 1) + high) * (vertex_count.max() + 1) + vertex_count
    _, group, size = np.unique(key, return_inverse=True, return_counts=True)
    is_repeat = np.zeros(len(edge_nodes), bool)
    seen: dict[int, list[FloatArray]] = {}
    for edge in np.flatnonzero(size[group] > 1):
        line = vertex_xy_m[offsets[edge] : offsets[edge + 1]]
        others = seen.setdefault(int(group[edge]), [])
        is_repeat[edge] = any(_same_way(line, other) for other in others)
        others.append(line)
    return is_repeat


def _same_way(line: FloatArray, other: FloatArray) -> bool:
    return any(bool((np.abs(line - way) <= TOUCH_M).all()) for way in (other, other[::-1]))
