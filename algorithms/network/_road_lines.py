"""Road lines as arrays: multi-part lines taken apart, unusable ones named."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from algorithms.network._arrays import FloatArray, IntArray

TOUCH_M = 1e-3
"""Points closer than a millimetre are the same point: below any survey, above any rounding."""

_LINE_TYPES = (
    shapely.GeometryType.LINESTRING,
    shapely.GeometryType.LINEARRING,
    shapely.GeometryType.MULTILINESTRING,
)


@dataclass(frozen=True, kw_only=True)
class RoadLines:
    """Usable line parts; part ``i`` has the vertices ``offsets[i]:offsets[i + 1]``."""

    vertex_xy_m: FloatArray
    offsets: IntArray
    source_index: IntArray
    is_grade_separated: NDArray[np.bool_]
    skipped_line_indices: IntArray
    skipped_reasons: tuple[str, ...]

    @property
    def part_count(self) -> int:
        """Number of parts."""
        return len(self.source_index)


def read_road_lines(
    road_lines: NDArray[np.object_],
    is_walkable: NDArray[np.bool_],
    is_grade_separated: NDArray[np.bool_],
) -> RoadLines:
    """Take the lines apart and leave out what has no way to walk along.

    Heights are ignored, and so are vertices that repeat the one before. A part
    of `TOUCH_M` or less has no length.
    """
    skipped: list[tuple[int, str]] = []

    def skip(line_indices: IntArray, reason: str) -> None:
        skipped.extend((int(i), reason) for i in np.unique(line_indices))

    line_type = shapely.get_type_id(road_lines)
    is_empty = shapely.is_empty(road_lines) | shapely.is_missing(road_lines)
    is_line = np.isin(line_type, _LINE_TYPES)
    skip(np.flatnonzero(is_walkable & is_empty), "empty")
    skip(np.flatnonzero(is_walkable & ~is_empty & ~is_line), "not_a_line")
    skip(np.flatnonzero(~is_walkable), "not_walkable")
    usable = np.flatnonzero(is_walkable & ~is_empty & is_line)
    parts, owner = shapely.get_parts(road_lines[usable], return_index=True)
    xy_m, part = shapely.get_coordinates(parts, return_index=True)
    source = usable[owner]

    has_bad = np.zeros(len(parts), bool)
    has_bad[part[~np.isfinite(xy_m).all(axis=1)]] = True
    skip(source[has_bad], "bad_coordinates")
    good = ~has_bad[part]
    xy_m, part = _without_repeats(xy_m[good], part[good])
    vertex_count = np.bincount(part, minlength=len(parts))
    stays = (vertex_count >= 2) & (shapely.length(parts) > TOUCH_M)
    skip(source[~has_bad & ~stays & ~shapely.is_empty(parts)], "zero_length")
    skipped.sort()
    return RoadLines(
        vertex_xy_m=xy_m[stays[part]],
        offsets=np.concatenate([[0], np.cumsum(vertex_count[stays])]).astype(np.int64),
        source_index=source[stays].astype(np.int64),
        is_grade_separated=is_grade_separated[source[stays]],
        skipped_line_indices=np.array([i for i, _ in skipped], dtype=np.int64),
        skipped_reasons=tuple(reason for _, reason in skipped),
    )


def _without_repeats(xy_m: FloatArray, part: IntArray) -> tuple[FloatArray, IntArray]:
    """Drop vertices that repeat the one before."""
    keep = np.ones(len(part), bool)
    keep[1:] = (xy_m[1:] != xy_m[:-1]).any(axis=1) | (part[1:] != part[:-1])
    return xy_m[keep], part[keep]
