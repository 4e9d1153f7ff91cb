"""The proof of a p-median total, and its checker."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from algorithms.siting.distance_rows import DistanceRows
from algorithms.siting.p_median_certificate import (
    BoundProof,
    CostEntries,
    ProofStep,
    check_bound_proof,
)


@dataclass(frozen=True, kw_only=True)
class MedianProof:
    """Proof that no choice of sites serves more points, or as many at less cost.

    Attributes
    ----------
    rows, demand
        Distances and weights.
    facility_count, fixed_sites
        Number of sites to choose, and those that must be among them.
    penalty
        Cost counted for each unserved point, above what serving everyone can cost.
    objective
        Total of weight times distance and penalties.
    least_unserved
        Fewest reachable points that any choice leaves unserved.
    unserved_steps, steps
        Proofs of that number and of the objective.
    """

    rows: DistanceRows
    demand: NDArray[np.float64]
    facility_count: int
    fixed_sites: NDArray[np.int64]
    penalty: float
    objective: float
    least_unserved: int
    unserved_steps: tuple[ProofStep, ...]
    steps: tuple[ProofStep, ...]


def check_median_proof(proof: MedianProof) -> bool:
    """Recompute both proofs by `check_bound_proof`, and see that the penalty is high enough."""
    rows = proof.rows
    cost = proof.demand[rows.row_of_entry] * rows.distance_m
    is_reachable = (np.diff(rows.start) > 0).astype(np.float64)
    dearest = np.zeros(rows.demand_count)
    np.maximum.at(dearest, rows.row_of_entry, cost)
    if dearest.sum() > 0.0 and proof.penalty <= dearest.sum():
        return False
    if proof.least_unserved > 0 and not _holds(
        proof,
        np.zeros(cost.size),
        is_reachable,
        BoundProof(
            facility_count=proof.facility_count,
            fixed_sites=proof.fixed_sites,
            objective=float(proof.least_unserved),
            steps=proof.unserved_steps,
        ),
    ):
        return False
    return _holds(
        proof,
        cost,
        proof.penalty * is_reachable,
        BoundProof(
            facility_count=proof.facility_count,
            fixed_sites=proof.fixed_sites,
            objective=proof.objective,
            steps=proof.steps,
            least_unserved=proof.least_unserved,
        ),
    )


def _holds(
    proof: MedianProof, cost: NDArray[np.float64], penalty: NDArray[np.float64], bound: BoundProof
) -> bool:
    rows = proof.rows
    entries = CostEntries(
        point=rows.row_of_entry,
        site=rows.site,
        cost=cost,
        penalty=penalty,
        site_count=rows.site_count,
    )
    return check_bound_proof(entries, bound)
