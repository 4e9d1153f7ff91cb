"""The proof of a p-center radius, and its checker."""

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
class CenterProof:
    """Sites that reach a radius, and why no smaller one can be reached.

    Attributes
    ----------
    rows
        Distances.
    facility_count, fixed_sites
        Number of sites to choose, and those that must be among them.
    sites
        Sites that reach the radius.
    least_unserved
        Fewest reachable points that any choice leaves unserved.
    unserved_steps
        Proof of that number.
    radius_steps
        Proof that within the next smaller distance more than that number stay
        unserved; not needed where the radius is 0.
    """

    rows: DistanceRows
    facility_count: int
    fixed_sites: NDArray[np.int64]
    sites: NDArray[np.int64]
    least_unserved: int
    unserved_steps: tuple[ProofStep, ...]
    radius_steps: tuple[ProofStep, ...]


def check_center_proof(proof: CenterProof, radius_m: float) -> bool:
    """Whether a proof shows that the radius is the least one.

    The sites are tried against the distances, and both proofs are recomputed
    by `check_bound_proof` with a cost of 0 within the distance and 1 beyond.
    """
    rows = proof.rows
    if not _reach(proof, radius_m):
        return False
    if proof.least_unserved > 0 and not _leaves(
        proof, np.inf, proof.least_unserved, proof.unserved_steps
    ):
        return False
    smaller_m = rows.distance_m[rows.distance_m < radius_m]
    if radius_m == 0.0:
        return True
    next_m = float(smaller_m.max(initial=-1.0))
    return _leaves(proof, next_m, proof.least_unserved + 1, proof.radius_steps)


def _reach(proof: CenterProof, radius_m: float) -> bool:
    reachable_count = np.count_nonzero(np.diff(proof.rows.start))
    nearest_m = proof.rows.nearest_distance_m(proof.sites)
    is_allowed = proof.sites.size <= proof.facility_count
    is_allowed &= bool(np.isin(proof.fixed_sites, proof.sites).all())
    within = np.count_nonzero(nearest_m <= radius_m)
    farther = np.count_nonzero(np.isfinite(nearest_m) & (nearest_m > radius_m))
    return is_allowed and farther == 0 and within == reachable_count - proof.least_unserved


def _leaves(
    proof: CenterProof,
    radius_m: float,
    count: int,
    steps: tuple[ProofStep, ...],
) -> bool:
    """Whether the steps show that at least so many reachable points stay unserved."""
    rows = proof.rows
    is_within = rows.distance_m <= radius_m
    entries = CostEntries(
        point=rows.row_of_entry[is_within],
        site=rows.site[is_within],
        cost=np.zeros(np.count_nonzero(is_within)),
        penalty=(np.diff(rows.start) > 0).astype(np.float64),
        site_count=rows.site_count,
    )
    bound = BoundProof(
        facility_count=proof.facility_count,
        fixed_sites=proof.fixed_sites,
        objective=float(count),
        steps=steps,
    )
    return check_bound_proof(entries, bound)
