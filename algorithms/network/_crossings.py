"""Where road lines meet exactly: crossings, T-junctions, shared vertices."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from algorithms.network._arrays import FloatArray, IntArray
from algorithms.network._road_lines import TOUCH_M, RoadLines


@dataclass(frozen=True, kw_only=True)
class Meetings:
    """Places where parts meet others: the part, how far along it, and where."""

    part: IntArray
    position_m: FloatArray
    xy_m: FloatArray


@dataclass(frozen=True, kw_only=True)
class _Segments:
    start_m: FloatArray
    vector_m: FloatArray
    length_m: FloatArray
    part: IntArray
    position_m: FloatArray
    first_vertex: IntArray


def meeting_cuts(lines: RoadLines, vertex_position_m: FloatArray) -> Meetings:
    """Return both cuts of every meeting of two segments that are not neighbours.

    A meeting is a crossing inside both segments, or an end of one segment
    within `TOUCH_M` of the other (this also finds overlapping lines; these
    come first because their places are given vertices, not computed). The
    inside of a grade-separated line is met only where another line ends on one
    of its vertices.
    """
    segments = _segments(lines, vertex_position_m)
    first, second = _near_pairs(segments, lines)
    found = [
        _touches(segments, one, other, at_end=at_end)
        for one, other in ((first, second), (second, first))
        for at_end in (False, True)
    ]
    found.append(_crossings(segments, first, second))
    parts = [np.concatenate([cuts[i] for cuts in found]) for i in range(5)]
    return _allowed(lines, vertex_position_m, *parts)


def _segments(lines: RoadLines, vertex_position_m: FloatArray) -> _Segments:
    is_start = np.ones(len(lines.vertex_xy_m), bool)
    is_start[lines.offsets[1:] - 1] = False
    first = np.flatnonzero(is_start)
    vector_m = lines.vertex_xy_m[first + 1] - lines.vertex_xy_m[first]
    part = np.repeat(np.arange(lines.part_count), np.diff(lines.offsets) - 1)
    return _Segments(
        start_m=lines.vertex_xy_m[first],
        vector_m=vector_m,
        length_m=np.hypot(vector_m[:, 0], vector_m[:, 1]),
        part=part,
        position_m=vertex_position_m[first],
        first_vertex=first,
    )


def _near_pairs(segments: _Segments, lines: RoadLines) -> tuple[IntArray, IntArray]:
    """Pairs of segments whose boxes come within `TOUCH_M`, neighbours left out."""
    low = np.minimum(segments.start_m, segments.start_m + segments.vector_m)
    high = np.maximum(segments.start_m, segments.start_m + segments.vector_m)
    boxes = np.asarray(shapely.box(*low.T, *high.T))
    grown = shapely.box(*(low - TOUCH_M).T, *(high + TOUCH_M).T)
    tree = shapely.STRtree(boxes)
    first, second = tree.query(grown)
    keep = first < second
    first, second = first[keep], second[keep]
    same_part = segments.part[first] == segments.part[second]
    are_neighbours = second == first + 1
    closes_ring = _closes_ring(segments, lines, first, second)
    keep = ~(same_part & (are_neighbours | closes_ring))
    return first[keep], second[keep]


def _closes_ring(
    segments: _Segments, lines: RoadLines, first: IntArray, second: IntArray
) -> NDArray[np.bool_]:
    """Whether the pair is the first and the last segment of a closed line."""
    part = segments.part[first]
    begin, last = lines.offsets[part], lines.offsets[part + 1] - 1
    is_closed = (lines.vertex_xy_m[begin] == lines.vertex_xy_m[last]).all(axis=1)
    at_both_ends = (segments.first_vertex[first] == begin) & (
        segments.first_vertex[second] == last - 1
    )
    return np.asarray(is_closed & at_both_ends)


_Meeting = tuple[IntArray, IntArray, FloatArray, FloatArray, FloatArray]
"""Parts one and other, positions along one and other, place."""


def _crossings(segments: _Segments, first: IntArray, second: IntArray) -> _Meeting:
    """Crossings more than `TOUCH_M` inside both segments."""
    one, other = segments.vector_m[first], segments.vector_m[second]
    apart = segments.start_m[second] - segments.start_m[first]
    denominator = _cross(one, other)
    is_oblique = denominator != 0.0
    first, second = first[is_oblique], second[is_oblique]
    one, other, apart = one[is_oblique], other[is_oblique], apart[is_oblique]
    along_one = _cross(apart, other) / denominator[is_oblique]
    along_other = _cross(apart, one) / denominator[is_oblique]
    on_one_m = along_one * segments.length_m[first]
    on_other_m = along_other * segments.length_m[second]
    is_inside = (
        (on_one_m > TOUCH_M)
        & (on_one_m < segments.length_m[first] - TOUCH_M)
        & (on_other_m > TOUCH_M)
        & (on_other_m < segments.length_m[second] - TOUCH_M)
    )
    first, second = first[is_inside], second[is_inside]
    return (
        segments.part[first],
        segments.part[second],
        segments.position_m[first] + on_one_m[is_inside],
        segments.position_m[second] + on_other_m[is_inside],
        segments.start_m[first] + along_one[is_inside, None] * one[is_inside],
    )


def _touches(segments: _Segments, one: IntArray, other: IntArray, *, at_end: bool) -> _Meeting:
    """Segments ``one`` whose start (or end) lies within `TOUCH_M` of segment ``other``."""
    place = segments.start_m[one] + (segments.vector_m[one] if at_end else 0.0)
    apart = place - segments.start_m[other]
    vector, length_m = segments.vector_m[other], segments.length_m[other]
    along_m = np.clip((apart * vector).sum(axis=1) / length_m, 0.0, length_m)
    nearest = segments.start_m[other] + vector * (along_m / length_m)[:, None]
    touch = np.hypot(*(place - nearest).T) <= TOUCH_M
    one, other = one[touch], other[touch]
    return (
        segments.part[one],
        segments.part[other],
        segments.position_m[one] + (segments.length_m[one] if at_end else 0.0),
        segments.position_m[other] + along_m[touch],
        place[touch],
    )


def _allowed(
    lines: RoadLines,
    vertex_position_m: FloatArray,
    one: IntArray,
    other: IntArray,
    on_one_m: FloatArray,
    on_other_m: FloatArray,
    xy_m: FloatArray,
) -> Meetings:
    """Drop what only looks like a meeting on the map; list both places of the rest.

    Inside a grade-separated line only its vertices (which are in ``one``) can be
    met, and only by the end of another line: a deliberate junction, as where
    stairs reach a bridge.
    """
    part_length_m = vertex_position_m[lines.offsets[1:] - 1]
    one_at_end, other_at_end = (
        (position_m <= TOUCH_M) | (position_m >= part_length_m[part] - TOUCH_M)
        for part, position_m in ((one, on_one_m), (other, on_other_m))
    )
    fits = ~lines.is_grade_separated[one] | one_at_end | other_at_end
    fits &= ~lines.is_grade_separated[other] | other_at_end
    return Meetings(
        part=np.concatenate([one[fits], other[fits]]),
        position_m=np.concatenate([on_one_m[fits], on_other_m[fits]]),
        xy_m=np.concatenate([xy_m[fits], xy_m[fits]]),
    )


def _cross(a: FloatArray, b: FloatArray) -> FloatArray:
    return np.asarray(a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0])
