"""The p-center problem: sites from which the farthest walk is shortest."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from algorithms.early_end import is_end_asked
from algorithms.progress import SILENT, Progress
from algorithms.siting.distance_rows import DistanceRows, read_distances, read_sites
from algorithms.siting.p_center_certificate import CenterProof
from algorithms.siting.p_center_cover import CoverAnswer, CoverSearch
from algorithms.siting.p_median_certificate import EMPTY, ProofStep
from algorithms.siting.result import SitingResult

SPLITS = (0.5, 0.75, 0.25)
FIRST_SLICE_S, HARD_SLICE_S = 1.0, 5.0


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
        ``bound`` holds for choices that serve at least as many points.

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
    """Solve as `solve_p_center` does and return the proof too.

    The proof is None where the answer is not proved or the proof too long to keep.
    """
    deadline = time.monotonic() + time_limit_s
    rows = read_distances(distance_m)
    fixed = read_sites(rows, facility_count, fixed_site_indices)
    cover = CoverSearch(
        is_counted=np.diff(rows.start) > 0,
        facility_count=facility_count,
        fixed=fixed,
        progress=progress,
    )
    half = 0.5 * (time.monotonic() + deadline)
    search = _RadiusSearch(rows, cover, cover.fewest_unserved(rows, half))
    search.run(deadline)
    sites = _filled_up(search.sites, facility_count)
    result = SitingResult(
        site_indices=sites,
        assigned_site_index=rows.assign_nearest(sites),
        objective=search.radius_m,
        bound=search.bound_m,
        is_proven_optimal=search.is_closed,
        unreachable_demand_indices=rows.unreachable,
    )
    return result, search.proof()


class _RadiusSearch:
    """Binary search for the least distance within which enough points can be served.

    Attributes
    ----------
    radius_m
        Distance that ``sites`` reach.
    sites
        Best sites so far.
    """

    def __init__(self, rows: DistanceRows, cover: CoverSearch, widest: CoverAnswer) -> None:
        self._rows, self._cover, self._widest = rows, cover, widest
        self._allowed = widest.unserved
        self._take(widest.sites)
        near_m = np.sort(rows.nearest_m[cover.is_counted])
        near_m = near_m[: near_m.size - self._allowed]
        least_m = float(near_m[-1]) if near_m.size else 0.0
        within_m = rows.within(self.radius_m).distance_m
        self._radii_m = np.unique(np.append(within_m[within_m >= least_m], self.radius_m))
        self._low, self._high = 0, self._radii_m.size - 1
        self._refusal: CoverAnswer | None = None

    @property
    def is_closed(self) -> bool:
        """Whether the radius and the number of points served are proved."""
        return self._low == self._high and self._widest.bound == self._allowed

    @property
    def bound_m(self) -> float:
        """Distance that no choice can beat that serves at least as many points."""
        return float(self._radii_m[self._low])

    def run(self, deadline: float) -> None:
        """Narrow the interval until it closes or time is up.

        The first try is the least radius: one remote point often decides alone. Once a
        question stayed open for its slice of time, all are asked in the thorough way.
        """
        slice_s, tries, middle, is_hard = FIRST_SLICE_S, 0, self._low, False
        within = self._rows.within(self.radius_m)
        while self._low < self._high and time.monotonic() < deadline and not is_end_asked():
            until = min(deadline, time.monotonic() + slice_s)
            answer = self._cover.keeps(
                within.within(self._radii_m[middle]), self._allowed, until, seed=tries + is_hard
            )
            tries += 1
            is_decided = answer.unserved <= self._allowed or answer.bound > self._allowed
            is_hard = is_hard or not is_decided
            first_s = HARD_SLICE_S if is_hard else FIRST_SLICE_S
            slice_s = first_s if is_decided else max(first_s, 2.0 * slice_s)
            if answer.unserved <= self._allowed:
                self._take(answer.sites)
                self._high = int(np.searchsorted(self._radii_m, self.radius_m))
                within, tries = within.within(self.radius_m), 0
            elif answer.bound > self._allowed:
                self._low, self._refusal, tries = middle + 1, answer, 0
            split = SPLITS[tries % len(SPLITS)]
            middle = self._low + int((self._high - self._low) * split)

    def proof(self) -> CenterProof | None:
        """Return the proof of a closed search, None where it is open or too long to keep."""
        refusal = self._refusal or self._refusal_by_far_points()
        if not self.is_closed or refusal.steps is None or self._widest.steps is None:
            return None
        return CenterProof(
            rows=self._rows,
            facility_count=self._cover.facility_count,
            fixed_sites=self._cover.fixed,
            sites=self.sites,
            least_unserved=self._allowed,
            unserved_steps=self._widest.steps,
            radius_steps=refusal.steps,
        )

    def _refusal_by_far_points(self) -> CoverAnswer:
        """Within less than the radius too many points have no site at all."""
        is_far = self._cover.is_counted & (self._rows.nearest_m >= self.radius_m)
        step = ProofStep(multipliers=is_far.astype(np.float64), closes_branch=True)
        count = int(np.count_nonzero(is_far))
        return CoverAnswer(sites=EMPTY, unserved=count, bound=count, steps=(step,))

    def _take(self, sites: NDArray[np.int64]) -> None:
        nearest_m = self._rows.nearest_distance_m(sites)
        self.sites = sites
        self.radius_m = float(nearest_m[np.isfinite(nearest_m)].max(initial=0.0))


def _filled_up(sites: NDArray[np.int64], facility_count: int) -> NDArray[np.int64]:
    """Add the first sites not chosen where fewer than wanted do."""
    others = np.setdiff1d(np.arange(facility_count + sites.size), sites)
    return np.sort(np.concatenate((sites, others[: facility_count - sites.size])))
