"""Cutting lines into pieces at given places."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from algorithms.network._arrays import FloatArray, IntArray, gather_ranges
from algorithms.network._road_lines import TOUCH_M


@dataclass(frozen=True, kw_only=True)
class Cuts:
    """Where lines are cut: the line (part), how far along it, and the node there."""

    part: IntArray
    position_m: FloatArray
    node: IntArray


@dataclass(frozen=True, kw_only=True)
class Pieces:
    """Stretches between neighbouring cuts, ordered by line and position.

    Piece ``i`` of line ``part[i]`` joins ``nodes[i]`` and has the vertices
    ``offsets[i]:offsets[i + 1]``, both nodes included.
    """

    part: IntArray
    nodes: IntArray
    vertex_xy_m: FloatArray
    offsets: IntArray


def cut_at(
    cuts: Cuts,
    node_xy_m: FloatArray,
    vertex_xy_m: FloatArray,
    offsets: IntArray,
    vertex_position_m: FloatArray,
) -> Pieces:
    """Cut every line at its cuts, which must include both its ends.

    A piece takes its ends from its nodes; vertices within `TOUCH_M` of a cut
    are the cut.
    """
    order = np.lexsort((cuts.position_m, cuts.part))
    part, position_m, node = cuts.part[order], cuts.position_m[order], cuts.node[order]
    starts = np.flatnonzero(part[1:] == part[:-1])

    # One rising measure over all lines finds the vertices inside every piece at once.
    line_length_m = vertex_position_m[offsets[1:] - 1]
    base_m = np.concatenate([[0.0], np.cumsum(line_length_m + 1.0)[:-1]])
    measure_m = vertex_position_m + np.repeat(base_m, np.diff(offsets))
    begin_m = base_m[part[starts]] + position_m[starts] + TOUCH_M
    end_m = base_m[part[starts]] + position_m[starts + 1] - TOUCH_M
    first = np.searchsorted(measure_m, begin_m, side="right")
    inside = np.maximum(np.searchsorted(measure_m, end_m, side="left") - first, 0)

    nodes = np.column_stack([node[starts], node[starts + 1]])
    piece_offsets = np.concatenate([[0], np.cumsum(inside + 2)])
    piece_xy_m = np.empty((piece_offsets[-1], 2))
    piece_xy_m[piece_offsets[:-1]] = node_xy_m[nodes[:, 0]]
    piece_xy_m[piece_offsets[1:] - 1] = node_xy_m[nodes[:, 1]]
    piece_xy_m[gather_ranges(piece_offsets[:-1] + 1, inside)] = vertex_xy_m[
        gather_ranges(first, inside)
    ]
    return Pieces(part=part[starts], nodes=nodes, vertex_xy_m=piece_xy_m, offsets=piece_offsets)
