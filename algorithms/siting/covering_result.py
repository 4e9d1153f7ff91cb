"""The answer of the covering models and who serves whom in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from algorithms.siting.covering_certificate import CoveringCertificate
from algorithms.siting.result import SitingResult


@dataclass(frozen=True, kw_only=True)
class CoveringResult(SitingResult):
    """A choice of sites that covers demand within the service distance.

    Attributes
    ----------
    site_cost_total
        Cost of the chosen sites, in the unit of ``site_cost`` (1 each by default).
    covered_demand
        Demand within reach of a chosen site.
    total_demand
        Demand of all points, reachable or not.
    certificate
        Multipliers from which ``certified_bound`` follows by arithmetic alone; see
        `algorithms.siting.covering_certificate`. None where no bound was computed.
    certified_bound
        Bound that the certificate proves. ``bound`` may be tighter: then the rest
        of the proof is the solver's branch and bound.
    """

    site_cost_total: float
    covered_demand: float
    total_demand: float
    certificate: CoveringCertificate | None = None
    certified_bound: float | None = None

    @property
    def coverage_share(self) -> float:
        """Covered part of all demand, between 0 and 1; 1 without any demand."""
        return self.covered_demand / self.total_demand if self.total_demand > 0 else 1.0


def assign_sites(
    covers: sp.csr_array, site_indices: NDArray[np.int64], distance_m: Any = None
) -> NDArray[np.int64]:
    """Return the chosen site that serves each demand point, -1 where none covers it.

    Parameters
    ----------
    covers
        Clean coverage matrix (demand, site).
    site_indices
        Chosen sites, ascending.
    distance_m
        Distances (demand, site), dense or sparse, to choose the nearest covering
        site; without them the lowest index serves. Ties go to the lower index; an
        absent entry of a sparse matrix counts as infinitely far.
    """
    chosen = sp.coo_array(covers[:, site_indices])
    demand, site = chosen.coords[0].astype(np.int64), site_indices[chosen.coords[1]]
    distance = (
        np.zeros(demand.size)
        if distance_m is None
        else distances_of_pairs(distance_m, demand, site)
    )
    order = np.lexsort((site, distance, demand))
    demand, site = demand[order], site[order]
    served, first = np.unique(demand, return_index=True)
    assigned = np.full(covers.shape[0], -1, dtype=np.int64)
    assigned[served] = site[first]
    return assigned


def distances_of_pairs(
    distance_m: Any, rows: NDArray[np.int64], columns: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return the distances of the given pairs, infinite where a sparse matrix stores none."""
    if not hasattr(distance_m, "tocoo"):
        return np.asarray(np.asarray(distance_m)[rows, columns], dtype=np.float64)
    stored = distance_m.tocoo()
    width = stored.shape[1]
    keys = stored.row.astype(np.int64) * width + stored.col
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    wanted = rows * width + columns
    place = np.minimum(np.searchsorted(keys, wanted), max(keys.size - 1, 0))
    distance = np.full(rows.size, np.inf)
    if keys.size:
        known = keys[place] == wanted
        distance[known] = stored.data[order][place[known]]
    return distance
