"""Walking distances that follow while one site after the other is moved on a map."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array

from algorithms.errors import InputError
from algorithms.network import _kernels, _validate
from algorithms.network._arrays import FloatArray, IntArray
from algorithms.network._routing import RoutingGraph, distance_graph, pairs_from
from algorithms.network.snapping import Snaps, snap_points
from algorithms.network.street_network import StreetNetwork
from algorithms.progress import SILENT, Progress


@dataclass(frozen=True, kw_only=True)
class SiteDistances:
    """Distances from every site to the demand points within the cutoff.

    Made by `site_distances`; moving, adding or removing a site returns a new
    object and searches the network from that site only.

    Attributes
    ----------
    site_xy_m
        The sites, shape (sites, 2).
    pair_offsets, demand_index, distance_m
        The demand points within the cutoff of site ``j`` and their walking
        distances are at ``pair_offsets[j]:pair_offsets[j + 1]``.
    """

    site_xy_m: FloatArray
    pair_offsets: IntArray
    demand_index: IntArray
    distance_m: FloatArray
    _search: _SiteSearch

    @property
    def site_count(self) -> int:
        """Number of sites."""
        return len(self.site_xy_m)

    @property
    def demand_snaps(self) -> Snaps:
        """Where the demand points join the network."""
        return self._search.demand_snaps

    @cached_property
    def _nearest(self) -> tuple[IntArray, FloatArray]:
        return _kernels.nearest_sites(
            self.pair_offsets, self.demand_index, self.distance_m, len(self.demand_snaps)
        )

    @property
    def nearest_site_index(self) -> IntArray:
        """Nearest site of each demand point, -1 beyond the cutoff; equal ones: the lower."""
        return self._nearest[0]

    @property
    def nearest_distance_m(self) -> FloatArray:
        """Walking distance to the nearest site, infinite beyond the cutoff."""
        return self._nearest[1]

    def to_csr(self) -> csr_array:
        """Return the distances as a sparse array (sites, demand); a stored 0 is a distance."""
        shape = (self.site_count, len(self.demand_snaps))
        return csr_array((self.distance_m, self.demand_index, self.pair_offsets), shape=shape)

    def with_site_moved(self, site: int, xy_m: ArrayLike) -> SiteDistances:
        """Return the distances with one site at another place.

        Raises
        ------
        InputError
            ``network.no_such_site`` or ``network.points_shape``.
        """
        return self._with_sites(self._checked(site), site + 1, np.reshape(xy_m, (1, -1)))

    def with_site_added(self, xy_m: ArrayLike) -> SiteDistances:
        """Return the distances with one more site, numbered last."""
        return self._with_sites(self.site_count, self.site_count, np.reshape(xy_m, (1, -1)))

    def with_site_removed(self, site: int) -> SiteDistances:
        """Return the distances without a site; the sites after it move up one number."""
        return self._with_sites(self._checked(site), site + 1, np.empty((0, 2)))

    def _checked(self, site: int) -> int:
        if not 0 <= site < self.site_count:
            raise InputError("network.no_such_site", index=site, last=self.site_count - 1)
        return site

    def _with_sites(self, begin: int, end: int, xy_m: ArrayLike) -> SiteDistances:
        """Return the distances with sites ``begin:end`` replaced by the given ones."""
        new_xy_m = _validate.points("xy_m", xy_m)
        offsets, demand_index, distance_m = self._search.from_sites(new_xy_m, SILENT)
        low, high = self.pair_offsets[begin], self.pair_offsets[end]
        counts = np.diff(self.pair_offsets)
        counts = np.concatenate([counts[:begin], np.diff(offsets), counts[end:]])
        return SiteDistances(
            site_xy_m=np.concatenate([self.site_xy_m[:begin], new_xy_m, self.site_xy_m[end:]]),
            pair_offsets=np.concatenate([[0], np.cumsum(counts)]),
            demand_index=_spliced(self.demand_index, low, high, demand_index),
            distance_m=_spliced(self.distance_m, low, high, distance_m),
            _search=self._search,
        )


@dataclass(frozen=True, kw_only=True)
class _SiteSearch:
    """What stays the same while sites move: the graph and the demand points on it."""

    graph: RoutingGraph
    demand_snaps: Snaps
    cutoff_m: float
    max_access_m: float

    def from_sites(
        self, site_xy_m: FloatArray, progress: Progress
    ) -> tuple[IntArray, IntArray, FloatArray]:
        """Return pair offsets, demand and distance of each pair."""
        sites = snap_points(self.graph.network, site_xy_m, max_access_m=self.max_access_m)
        site, demand_index, distance_m = pairs_from(
            self.graph, sites, self.demand_snaps, self.cutoff_m, progress
        )
        counts = np.bincount(site, minlength=len(sites))
        return np.concatenate([[0], np.cumsum(counts)]), demand_index, distance_m


def site_distances(
    network: StreetNetwork,
    demand_xy_m: ArrayLike,
    site_xy_m: ArrayLike,
    *,
    cutoff_m: float,
    max_access_m: float = np.inf,
    progress: Progress = SILENT,
) -> SiteDistances:
    """Find the demand points within a walking distance of each site, ready for moving sites.

    Distances, parameters and errors are those of `distances_within`.
    """
    search = _SiteSearch(
        graph=distance_graph(network),
        demand_snaps=snap_points(network, demand_xy_m, max_access_m=max_access_m),
        cutoff_m=_validate.not_negative("cutoff_m", cutoff_m),
        max_access_m=max_access_m,
    )
    sites_xy_m = _validate.points("site_xy_m", site_xy_m)
    offsets, demand_index, distance_m = search.from_sites(sites_xy_m, progress)
    return SiteDistances(
        site_xy_m=sites_xy_m,
        pair_offsets=offsets,
        demand_index=demand_index,
        distance_m=distance_m,
        _search=search,
    )


def _spliced(values: NDArray[Any], low: int, high: int, replacement: NDArray[Any]) -> NDArray[Any]:
    return np.concatenate([values[:low], replacement, values[high:]])
