"""Reads the p-median instances of the OR-Library (Beasley 1985)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.csgraph import shortest_path

PMED = Path(__file__).resolve().parents[2] / ".." / "shared" / "bench" / "pmed"

_RADII = """
    1:127 2:98 3:93 4:74 5:48 6:84 7:64 8:55 9:37 10:20 11:59 12:51 13:36 14:26 15:18
    16:47 17:39 18:28 19:18 20:13 25:11 30:9 35:30 40:13
"""
CENTER_RADIUS = {int(k): int(radius) for k, radius in (x.split(":") for x in _RADII.split())}
"""Least p-center radii (Elloumi, Labbe, Pochet 2004, INFORMS Journal on Computing 16, 84-94)."""


@dataclass(frozen=True, kw_only=True)
class PmedInstance:
    """Every node is a demand point of weight 1 and a site.

    ``median_total`` is the published least total distance.
    """

    number: int
    distance_m: NDArray[np.float64]
    facility_count: int
    median_total: int


def pmed_numbers() -> list[int]:
    """Return the numbers of the instances at hand, ascending; none where they are absent."""
    return sorted(int(path.stem[4:]) for path in PMED.glob("pmed[0-9]*.txt"))


def read_pmed(number: int) -> PmedInstance:
    """Read one instance; of an edge that is listed twice the last cost counts."""
    numbers = np.array((PMED / f"pmed{number}.txt").read_text().split(), int)
    nodes, _, count = numbers[:3]
    length = np.full((nodes, nodes), np.inf)
    for i, j, cost in numbers[3:].reshape(-1, 3):
        length[i - 1, j - 1] = length[j - 1, i - 1] = cost
    lines = [line.split() for line in (PMED / "pmedopt.txt").read_text().splitlines()]
    totals = {line[0]: int(line[1]) for line in lines if len(line) == 2}
    return PmedInstance(
        number=number,
        distance_m=shortest_path(length, directed=False),
        facility_count=int(count),
        median_total=totals[f"pmed{number}"],
    )
