"""All walking distances up to a limit, as sparse pairs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import csr_array

from algorithms.network import _validate
from algorithms.network._arrays import FloatArray, IntArray
from algorithms.network._routing import distance_graph, pairs_within, to_csr
from algorithms.network.snapping import Snaps, snap_points
from algorithms.network.street_network import StreetNetwork
from algorithms.progress import SILENT, Progress


@dataclass(frozen=True, kw_only=True)
class DistancePairs:
    """Pairs of points within a walking distance, sorted by from, then to.

    Attributes
    ----------
    from_index, to_index
        The points of each pair, as numbered in the given arrays.
    distance_m
        Walking distance of each pair; may be 0.
    from_snaps, to_snaps
        Where the points join the network; `Snaps.unsnapped_indices` names
        those without a road in reach.
    """

    from_index: IntArray
    to_index: IntArray
    distance_m: FloatArray
    from_snaps: Snaps
    to_snaps: Snaps

    def __len__(self) -> int:
        """Return the number of pairs."""
        return len(self.distance_m)

    def to_csr(self) -> csr_array:
        """Return the distances as a sparse array of shape (from, to).

        A stored 0 is a distance of 0 and an absent entry is out of reach: do
        not call ``eliminate_zeros``, and read ``indices`` rather than ``!= 0``.
        """
        shape = (len(self.from_snaps), len(self.to_snaps))
        return to_csr(self.from_index, self.to_index, self.distance_m, shape)


def distances_within(
    network: StreetNetwork,
    from_xy_m: ArrayLike,
    to_xy_m: ArrayLike,
    *,
    cutoff_m: float,
    max_access_m: float = np.inf,
    progress: Progress = SILENT,
) -> DistancePairs:
    """Find every pair of points within a walking distance of each other.

    The distance is the access way of one point, the shortest way along the
    edges, and the access way of the other. Each point joins the network at its
    nearest place (`snap_points`); two points on one edge are joined along it
    unless a way around is shorter. Points with the same coordinates are at
    distance 0, whatever their access ways. Nothing is rounded: a pair exactly
    at the cutoff is in, one beyond it is out.

    Parameters
    ----------
    from_xy_m, to_xy_m
        Points, shapes (K, 2) and (L, 2).
    cutoff_m
        Greatest walking distance, access ways included; may be infinite.
    max_access_m
        Longest access way; points farther from every road reach nothing.
    progress
        Told after each share of the points; may raise `CancelledError`.

    Raises
    ------
    InputError
        ``network.points_shape`` or ``network.negative_value``.

    Examples
    --------
    10 m to the road, 80 m along it, 5 m to the site.

    >>> from shapely import LineString
    >>> from algorithms.network import build_street_network
    >>> network = build_street_network([LineString([(0, 0), (100, 0)])])
    >>> distances_within(network, [(10, 10)], [(90, -5)], cutoff_m=500).distance_m.tolist()
    [95.0]
    """
    cutoff_m = _validate.not_negative("cutoff_m", cutoff_m)
    from_snaps = snap_points(network, from_xy_m, max_access_m=max_access_m)
    to_snaps = snap_points(network, to_xy_m, max_access_m=max_access_m)
    return distances_between_snaps(
        network, from_snaps, to_snaps, cutoff_m=cutoff_m, progress=progress
    )


def distances_between_snaps(
    network: StreetNetwork,
    from_snaps: Snaps,
    to_snaps: Snaps,
    *,
    cutoff_m: float,
    progress: Progress = SILENT,
) -> DistancePairs:
    """Do as `distances_within` for points that have been snapped already."""
    cutoff_m = _validate.not_negative("cutoff_m", cutoff_m)
    graph = distance_graph(network)
    from_index, to_index, distance_m = pairs_within(graph, from_snaps, to_snaps, cutoff_m, progress)
    return DistancePairs(
        from_index=from_index,
        to_index=to_index,
        distance_m=distance_m,
        from_snaps=from_snaps,
        to_snaps=to_snaps,
    )
