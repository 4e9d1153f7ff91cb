"""Where points join the network: the nearest place on the nearest edge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from algorithms.network import _validate
from algorithms.network._arrays import FloatArray, IntArray
from algorithms.network._segment_grid import lay_grid, nearest_places
from algorithms.network.street_network import StreetNetwork


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
    is_allowed = np.ones(network.edge_count, bool)
    if allowed_components is not None:
        is_allowed = np.isin(network.edge_component, list(allowed_components))
    edge, position_m, access_m, place_xy_m = nearest_places(
        network.segment_grid, points_xy_m, limit_m, is_allowed
    )
    snapped = edge >= 0
    position_m[snapped] = np.minimum(position_m[snapped], network.edge_length_m[edge[snapped]])
    return Snaps(
        point_xy_m=points_xy_m,
        edge_index=edge,
        position_m=position_m,
        access_m=access_m,
        xy_m=place_xy_m,
    )


def nearest_line_m(lines: ArrayLike, xy_m: ArrayLike, *, limit_m: float) -> FloatArray:
    """Return the distance of each point to the nearest line, infinite beyond the limit.

    Exact, for many points beside many lines: about a microsecond each.

    Parameters
    ----------
    lines
        Shapely lines in metres; those without a length are left out.
    xy_m
        Points, shape (K, 2).

    Examples
    --------
    >>> from shapely import LineString
    >>> nearest_line_m([LineString([(0, 0), (10, 0)])], [(5, 3), (5, 30)], limit_m=20).tolist()
    [3.0, inf]
    """
    points_xy_m = _validate.points("xy_m", xy_m)
    limit_m = _validate.not_negative("limit_m", limit_m)
    given = np.asarray(lines, dtype=object)
    given = given[shapely.length(given) > 0]
    if not len(given) or not len(points_xy_m):
        return np.full(len(points_xy_m), np.inf)
    vertex_xy_m, owner = shapely.get_coordinates(given, return_index=True)
    offsets = np.concatenate([[0], np.cumsum(np.bincount(owner, minlength=len(given)))])
    grid = lay_grid(vertex_xy_m, offsets, np.zeros(len(vertex_xy_m)))
    return nearest_places(grid, points_xy_m, limit_m, np.ones(len(given), bool))[2]
