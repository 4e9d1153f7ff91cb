"""Where points join the network: the nearest place on the nearest edge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from algorithms.network import _validate
from algorithms.network.street_network import FloatArray, IntArray, StreetNetwork

_SEARCH_RADII_M = (30.0, 120.0)
"""Most points have a road this near: looking around them is several times faster than
the general nearest search, which the others take. The answer is the same."""


@dataclass(frozen=True, kw_only=True)
class Snaps:
    """Points and the places where they join the network.

    Attributes
    ----------
    point_xy_m
        The points themselves, shape (K, 2).
    edge_index
        Edge that each point joins, -1 where it joins none.
    position_m
        Place along that edge from its start node; 0 where unsnapped.
    access_m
        Straight way from the point to that place; infinite where unsnapped.
    xy_m
        The place itself, shape (K, 2); NaN where unsnapped.
    """

    point_xy_m: FloatArray
    edge_index: IntArray
    position_m: FloatArray
    access_m: FloatArray
    xy_m: FloatArray

    def __len__(self) -> int:
        """Return the number of points."""
        return len(self.edge_index)

    @property
    def is_snapped(self) -> NDArray[np.bool_]:
        """Whether each point joins the network."""
        return self.edge_index >= 0

    @property
    def unsnapped_indices(self) -> IntArray:
        """Points without a road within reach, ascending."""
        return np.flatnonzero(~self.is_snapped)

    def take(self, indices: IntArray) -> Snaps:
        """Return the snaps of the chosen points, in the given order."""
        return Snaps(
            point_xy_m=self.point_xy_m[indices],
            edge_index=self.edge_index[indices],
            position_m=self.position_m[indices],
            access_m=self.access_m[indices],
            xy_m=self.xy_m[indices],
        )


def snap_points(
    network: StreetNetwork,
    xy_m: ArrayLike,
    *,
    max_access_m: float = np.inf,
    allowed_components: Sequence[int] | None = None,
) -> Snaps:
    """Join each point to the nearest place of the network.

    The search is exact, over whole edges and not only their nodes. A point
    beside a piece of the network that is cut off from the rest still joins that
    piece, because that is where its people walk; name ``allowed_components``
    (such as ``[0]``, the longest) to join only those. Where two edges are
    equally near, the lower edge index is taken.

    Parameters
    ----------
    xy_m
        Points, shape (K, 2). A point with NaN joins nothing.
    max_access_m
        Longest access way, itself allowed; points farther off stay unsnapped
        and are listed in `Snaps.unsnapped_indices`.
    allowed_components
        Components of the network that may be joined; all by default.

    Raises
    ------
    InputError
        ``network.points_shape`` or ``network.negative_value``.
    """
    points_xy_m = _validate.points("xy_m", xy_m)
    limit_m = _validate.not_negative("max_access_m", max_access_m)
    edge = np.full(len(points_xy_m), -1, dtype=np.int64)
    position_m = np.zeros(len(points_xy_m))
    access_m = np.full(len(points_xy_m), np.inf)
    place_xy_m = np.full((len(points_xy_m), 2), np.nan)

    findable = np.flatnonzero(np.isfinite(points_xy_m).all(axis=1))
    which, nearest, distance_m = _nearest_edges(
        network, points_xy_m[findable], limit_m, allowed_components
    )
    snapped = findable[which]
    lines = network.edge_lines[nearest]
    along_m = shapely.line_locate_point(lines, shapely.points(points_xy_m[snapped]))
    edge[snapped] = nearest
    position_m[snapped] = np.clip(along_m, 0.0, network.edge_length_m[nearest])
    access_m[snapped] = distance_m
    place_xy_m[snapped] = shapely.get_coordinates(shapely.line_interpolate_point(lines, along_m))
    return Snaps(
        point_xy_m=points_xy_m,
        edge_index=edge,
        position_m=position_m,
        access_m=access_m,
        xy_m=place_xy_m,
    )


def _nearest_edges(
    network: StreetNetwork,
    points_xy_m: FloatArray,
    limit_m: float,
    allowed_components: Sequence[int] | None,
) -> tuple[IntArray, IntArray, FloatArray]:
    """Return points with an edge within the limit, that edge, and how far it is."""
    tree, lines = network.edge_tree, network.edge_lines
    allowed = np.arange(network.edge_count)
    if allowed_components is not None:
        allowed = np.flatnonzero(np.isin(network.edge_component, list(allowed_components)))
        lines = lines[allowed]
        tree = shapely.STRtree(lines)
    nearest = np.full(len(points_xy_m), -1, dtype=np.int64)
    distance_m = np.full(len(points_xy_m), np.inf)
    left = np.arange(len(points_xy_m) if len(allowed) else 0)
    for radius_m in (*_SEARCH_RADII_M, None):
        point, edge, away_m = _edges_around(tree, lines, points_xy_m[left], radius_m)
        order = np.lexsort((edge, away_m, point))
        first = order[np.unique(point[order], return_index=True)[1]]
        if radius_m is not None:
            first = first[away_m[first] <= radius_m]
        nearest[left[point[first]]] = allowed[edge[first]]
        distance_m[left[point[first]]] = away_m[first]
        left = np.delete(left, point[first])
    found = np.flatnonzero(distance_m <= limit_m)
    found = found[nearest[found] >= 0]
    return found, nearest[found], distance_m[found]


def _edges_around(
    tree: shapely.STRtree,
    lines: NDArray[np.object_],
    points_xy_m: FloatArray,
    radius_m: float | None,
) -> tuple[IntArray, IntArray, FloatArray]:
    """Return pairs of points and edges near them, the nearest edge among them, with distances.

    With a radius the nearest edge is there only when it is that near.
    """
    points = np.asarray(shapely.points(points_xy_m))
    if radius_m is None:
        point, edge = tree.query_nearest(points)
    else:
        low, high = (points_xy_m - radius_m).T, (points_xy_m + radius_m).T
        point, edge = tree.query(np.asarray(shapely.box(*low, *high)))
    return point, edge, np.asarray(shapely.distance(points[point], lines[edge]))
