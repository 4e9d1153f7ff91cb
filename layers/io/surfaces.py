"""Surfaces in space (TIN, polyhedral surface, MultiPatch) taken by their footprint."""

from __future__ import annotations

import struct

import numpy as np
import shapely

_POLYGON, _TRIANGLE = 3, 17
_COLLECTIONS = frozenset({4, 5, 6, 7, 15, 16})
_FEWEST_POINTS = 4
_MOST_DEPTH = 10


def footprint(wkb: bytes) -> shapely.Geometry | None:
    """Return the area that a surface covers seen from above, None where it has none.

    Parameters
    ----------
    wkb
        Well-known binary (OGC 06-103r4, ISO 13249-3 codes) of a polyhedral
        surface, a TIN, triangles, or a collection of them, with or without
        heights; GEOS itself does not know these types.
    """
    faces: list[shapely.Polygon] = []
    try:
        _read(wkb, 0, faces, 0)
    except (struct.error, ValueError, IndexError):
        return None
    if not faces:
        return None
    covered = shapely.union_all(shapely.make_valid(np.array(faces, dtype=object)))
    areas = [part for part in shapely.get_parts(covered) if part.geom_type == "Polygon"]
    return shapely.multipolygons(areas) if areas else None


def _read(wkb: bytes, at: int, faces: list[shapely.Polygon], depth: int) -> int:
    """Collect the faces of the geometry that begins at a byte; return where it ends."""
    if depth > _MOST_DEPTH:
        raise ValueError("nested too deeply")
    order = "<" if wkb[at] == 1 else ">"
    code, count = struct.unpack_from(f"{order}II", wkb, at + 1)
    at += 9
    # ISO codes add 1000 for Z, 2000 for M; older ones set the highest bits.
    kind = (code & 0x0FFFFFFF) % 1000
    has_z = bool(code & 0x80000000) or (code & 0x0FFFFFFF) // 1000 in (1, 3)
    has_m = bool(code & 0x40000000) or (code & 0x0FFFFFFF) // 1000 in (2, 3)
    if kind in _COLLECTIONS:
        for _ in range(count):
            at = _read(wkb, at, faces, depth + 1)
        return at
    if kind not in (_POLYGON, _TRIANGLE):
        raise ValueError("no surface")
    return _read_face(wkb, at, count, (order, 2 + has_z + has_m), faces)


def _read_face(
    wkb: bytes, at: int, ring_count: int, layout: tuple[str, int], faces: list[shapely.Polygon]
) -> int:
    order, width = layout
    rings = []
    for _ in range(ring_count):
        (points,) = struct.unpack_from(f"{order}I", wkb, at)
        values = np.frombuffer(wkb, dtype=f"{order}f8", count=points * width, offset=at + 4)
        rings.append(values.reshape(points, width)[:, :2].astype(np.float64))
        at += 4 + values.nbytes
    if rings and len(rings[0]) >= _FEWEST_POINTS and np.isfinite(rings[0]).all():
        face = shapely.Polygon(rings[0])
        if face.area > 0:  # a wall stands upright and covers nothing
            faces.append(face)
    return at
