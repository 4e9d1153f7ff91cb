"""A made-up township for benchmarks: 20,022 junctions, 10,000 households, 2,000 candidates.

Nothing is stored: the same seed gives the same township. Households and
candidates stand on junctions, so that tools which know only nodes can be asked
the same question.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import shapely
from numpy.typing import NDArray

from algorithms.network import StreetNetwork, build_street_network

COLUMNS, ROWS, SPACING_M, JITTER_M = 142, 141, 100.0, 22.0
DIAGONAL_SHARE = 0.5
HOUSEHOLDS, CANDIDATES, VILLAGES = 10_000, 2_000, 130
SHARE_IN_VILLAGES, VILLAGE_RADIUS_M = 0.6, 450.0


@dataclass(frozen=True, kw_only=True)
class GeneratedTownship:
    """Roads, households with their persons, and candidate sites, in metres."""

    road_lines: NDArray[np.object_]
    household_xy_m: NDArray[np.float64]
    household_persons: NDArray[np.float64]
    candidate_xy_m: NDArray[np.float64]


@cache
def generated_township(seed: int = 20_000) -> GeneratedTownship:
    """Return the township of a seed: an uneven street grid with some diagonals."""
    rng = np.random.default_rng(seed)
    column, row = np.meshgrid(np.arange(COLUMNS), np.arange(ROWS))
    node_xy_m = np.column_stack([column.ravel(), row.ravel()]) * SPACING_M
    node_xy_m = node_xy_m + rng.uniform(-JITTER_M, JITTER_M, node_xy_m.shape)
    ends = _grid_edges(rng)
    households = _household_nodes(rng, node_xy_m)
    candidates = rng.choice(len(node_xy_m), CANDIDATES, replace=False)
    return GeneratedTownship(
        road_lines=shapely.linestrings(node_xy_m[ends]),
        household_xy_m=node_xy_m[households],
        household_persons=rng.integers(1, 9, HOUSEHOLDS).astype(np.float64),
        candidate_xy_m=node_xy_m[candidates],
    )


@cache
def generated_network(seed: int = 20_000) -> StreetNetwork:
    """Return the street network of `generated_township`."""
    return build_street_network(generated_township(seed).road_lines)


def _grid_edges(rng: np.random.Generator) -> NDArray[np.int64]:
    number = np.arange(COLUMNS * ROWS).reshape(ROWS, COLUMNS)
    across = np.column_stack([number[:, :-1].ravel(), number[:, 1:].ravel()])
    along = np.column_stack([number[:-1].ravel(), number[1:].ravel()])
    diagonal = np.column_stack([number[:-1, :-1].ravel(), number[1:, 1:].ravel()])
    chosen = rng.random(len(diagonal)) < DIAGONAL_SHARE
    return np.vstack([across, along, diagonal[chosen]])


def _household_nodes(rng: np.random.Generator, node_xy_m: NDArray[np.float64]) -> NDArray[np.int64]:
    """Choose a node per household: most near village centres, the rest anywhere."""
    centres = node_xy_m[rng.integers(0, len(node_xy_m), VILLAGES)]
    in_villages = int(SHARE_IN_VILLAGES * HOUSEHOLDS)
    wanted_xy_m = centres[rng.integers(0, VILLAGES, in_villages)] + rng.normal(
        0.0, VILLAGE_RADIUS_M, (in_villages, 2)
    )
    near = shapely.STRtree(shapely.points(node_xy_m)).nearest(shapely.points(wanted_xy_m))
    anywhere = rng.integers(0, len(node_xy_m), HOUSEHOLDS - in_villages)
    return np.concatenate([near, anywhere])
