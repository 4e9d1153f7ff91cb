"""The p-center problem: sites from which the farthest walk is shortest."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from algorithms.progress import SILENT, Progress
from algorithms.siting.distance_rows import read_distances, read_sites
from algorithms.siting.p_center_certificate import CenterProof
from algorithms.siting.p_center_cover import CoverAnswer, CoverSearch
from algorithms.siting.result import SitingResult

SPLITS = (0.5, 0.75, 0.25)
FIRST_SLICE_S = 1.0


def solve_p_center(
    distance_m: Any,
    facility_count: int,
    fixed_site_indices: Sequence[int] | NDArray[np.int64] = (),
    *,
    time_limit_s: float = 60.0,
    progress: Progress = SILENT,
) -> SitingResult:
    """Choose the sites with the least distance from the farthest point, with proof.

    The p-center problem (Hakimi 1964, Operations Research 12, 450-459),
    solved by binary search over the distances that occur (Minieka 1970, SIAM
    Review 12, 138-139). A choice that serves more points beats one that serves
    fewer, whatever the distances.

    Parameters
    ----------
    distance_m
        Distance from each demand point to each site, shape (demand, site).
        Dense, where infinite is unreachable, or SciPy sparse, where an absent
        entry is unreachable and a stored 0 is a distance of 0.
    facility_count
        Number of sites to choose, fixed ones included.
    fixed_site_indices
        Sites (columns) that must be chosen.
    time_limit_s
        After this time the best answer so far is returned with its bound.
    progress
        Told of every round of the bound; may raise `CancelledError`.

    Returns
    -------
    SitingResult
        ``objective`` is the distance of the served point farthest from its
        nearest site. It is one of the given distances, so no tolerance enters.

    Raises
    ------
    InputError
        See `read_distances` and `read_sites`.

    Examples
    --------
    >>> distance_m = np.array([[0.0, 9.0], [5.0, 0.0], [6.0, 2.0]])
    >>> answer = solve_p_center(distance_m, 1)
    >>> answer.site_indices.tolist(), answer.objective
    ([0], 6.0)
    """
    result, _ = prove_p_center(
        distance_m,
        facility_count,
        fixed_site_indices,
        time_limit_s=time_limit_s,
        progress=progress,
    )
    return result


def prove_p_center(
    distance_m: Any,
    facility_count: int,
    fixed_site_indices: Sequence[int] | NDArray[np.int64] = (),
    *,
    time_limit_s: float = 60.0,
    progress: Progress = SILENT,
) -> tuple[SitingResult, CenterProof | None]:
    """Solve as `solve_p_center` does and return the proof too, None while it is open."""
    deadline = time.monotonic() + time_limit_s
    rows = read_distances(distance_m)
    fixed = read_sites(rows, facility_count, fixed_site_indices)
    cover = CoverSearch(rows=rows, facility_count=facility_count, fixed=fixed, progress=progress)
    search = _RadiusSearch(cover, cover.fewest_unserved(deadline))
    search.run(deadline)
    sites = _filled_up(search.sites, facility_count)
    result = SitingResult(
        site_indices=sites,
        assigned_site_index=rows.assign_nearest(sites),
        objective=float(search.radii_m[search.high]),
        bound=float(search.radii_m[search.low]),
        is_proven_optimal=search.is_closed,
        unreachable_demand_indices=rows.unreachable,
    )
    return result, search.proof() if search.is_closed else None


class _RadiusSearch:
    """Binary search for the least distance within which enough points can be served.

    The optimum is one of the distances: ``radii_m[low]`` or more, while
    ``sites`` reach ``radii_m[high]``.
    """

    def __init__(self, cover: CoverSearch, widest: CoverAnswer) -> None:
        self._cover, self._widest = cover, widest
        self._refusal: CoverAnswer | None = None
        self.radii_m = np.unique(np.append(cover.rows.distance_m, 0.0))
        self.low = 0
        self._take(widest.sites)

    @property
    def is_closed(self) -> bool:
        """Whether the radius and the number of points served are proved."""
        return self.low == self.high and self._widest.bound == self._widest.unserved

    def run(self, deadline: float) -> None:
        """Narrow the interval until it closes or time is up.

        Without a proof that no choice serves more points no radius can be
        refused, so the search then only improves the sites.
        """
        slice_s, tries = FIRST_SLICE_S, 0
        may_refuse = self._widest.bound == self._widest.unserved
        while may_refuse and self.low < self.high and time.monotonic() < deadline:
            split = SPLITS[tries % len(SPLITS)]
            middle = self.low + int((self.high - self.low) * split)
            answer = self._cover.keeps(
                self.radii_m[middle],
                self._widest.unserved,
                min(deadline, time.monotonic() + slice_s),
            )
            if answer.unserved <= self._widest.unserved:
                self._take(answer.sites)
            elif answer.bound > self._widest.unserved:
                self.low, self._refusal = middle + 1, answer
            else:
                slice_s, tries = 2.0 * slice_s, tries + 1
                continue
            tries = 0

    def proof(self) -> CenterProof:
        """Return the proof of a closed search."""
        rows, refusal = self._cover.rows, self._refusal
        return CenterProof(
            rows=rows,
            facility_count=self._cover.facility_count,
            fixed_sites=self._cover.fixed,
            sites=self.sites,
            least_unserved=self._widest.bound,
            unserved_steps=self._widest.steps,
            points=refusal.points if refusal else rows.unreachable[:0],
            radius_steps=refusal.steps if refusal else (),
        )

    def _take(self, sites: NDArray[np.int64]) -> None:
        nearest_m = self._cover.rows.nearest_distance_m(sites)
        farthest_m = nearest_m[np.isfinite(nearest_m)].max(initial=0.0)
        self.sites = sites
        self.high = int(np.searchsorted(self.radii_m, farthest_m))


def _filled_up(sites: NDArray[np.int64], facility_count: int) -> NDArray[np.int64]:
    """Add the first sites not chosen where fewer than wanted do."""
    others = np.setdiff1d(np.arange(facility_count + sites.size), sites)
    return np.sort(np.concatenate((sites, others[: facility_count - sites.size])))
