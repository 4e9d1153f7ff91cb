"""The p-center problem: sites from which the farthest walk is shortest."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from algorithms.progress import SILENT, Progress
from algorithms.siting.distance_rows import DistanceRows, read_distances, read_sites
from algorithms.siting.p_center_cover import CoverAnswer, serve_within
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
    """Choose the sites with the least distance from the farthest point, with proof."""
    deadline = time.monotonic() + time_limit_s
    rows = read_distances(distance_m)
    fixed = read_sites(rows, facility_count, fixed_site_indices)
    everyone = serve_within(rows, np.inf, facility_count, fixed, None, deadline, progress)
    search = _RadiusSearch(rows, facility_count, fixed, everyone, deadline, progress)
    if everyone.is_proved:
        search.run()
    radius_m = search.radii_m[search.high]
    bound_m = search.radii_m[search.low] if everyone.is_proved else search.radii_m[0]
    return SitingResult(
        site_indices=search.sites,
        assigned_site_index=rows.assign_nearest(search.sites),
        objective=float(radius_m),
        bound=float(bound_m),
        is_proven_optimal=bool(everyone.is_proved and search.low == search.high),
        unreachable_demand_indices=rows.unreachable,
    )


class _RadiusSearch:
    """Binary search for the least distance within which enough points can be served.

    The optimum is one of the distances; ``radii_m[low]`` bounds it from below,
    ``radii_m[high]`` is reached by ``sites``.
    """

    def __init__(
        self,
        rows: DistanceRows,
        facility_count: int,
        fixed: NDArray[np.int64],
        everyone: CoverAnswer,
        deadline: float,
        progress: Progress,
    ) -> None:
        self._rows, self._fixed, self._count = rows, fixed, facility_count
        self._unserved = everyone.unserved
        self._deadline, self._progress = deadline, progress
        self.radii_m = np.unique(np.append(rows.distance_m, 0.0))
        self.low = 0
        self.sites = everyone.sites
        self.high = self._radius_index(everyone.sites)

    def _radius_index(self, sites: NDArray[np.int64]) -> int:
        nearest_m = self._rows.nearest_distance_m(sites)
        nearest_m = nearest_m[np.isfinite(nearest_m)]
        return int(np.searchsorted(self.radii_m, nearest_m.max(initial=0.0)))

    def run(self) -> None:
        """Narrow the interval until it closes or time is up."""
        slice_s, split = FIRST_SLICE_S, 0
        while self.low < self.high and time.monotonic() < self._deadline:
            middle = self.low + int((self.high - self.low) * SPLITS[split % len(SPLITS)])
            until = min(self._deadline, time.monotonic() + slice_s)
            answer = serve_within(
                self._rows,
                self.radii_m[middle],
                self._count,
                self._fixed,
                self._unserved,
                until,
                self._progress,
            )
            if answer.unserved <= self._unserved:
                self.sites, self.high = answer.sites, self._radius_index(answer.sites)
            elif answer.is_proved:
                self.low = middle + 1
            else:
                split += 1
                slice_s *= 2.0
                continue
            split = 0
