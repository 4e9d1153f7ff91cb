"""The proof of a p-median value, and a checker that trusts nothing of the solver."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from algorithms.siting.distance_rows import DistanceRows

RELATIVE_TOLERANCE = 1e-9
EMPTY = np.empty(0, np.int64)


def _no_sites() -> NDArray[np.int64]:
    return EMPTY


@dataclass(frozen=True, kw_only=True)
class ProofStep:
    """One step of a branch and bound proof, in depth-first order.

    Attributes
    ----------
    multipliers
        Lagrange multiplier of each demand point, shape (demand,).
    opens, closes
        Sites that every better solution must hold, or must not, by these multipliers.
    branch_site
        Site on which the proof parts: first all steps with it open, then all
        with it closed. -1 when the proof goes on with the next step only.
    closes_branch
        These multipliers show that the branch holds nothing better.
    """

    multipliers: NDArray[np.float64]
    opens: NDArray[np.int64] = field(default_factory=_no_sites)
    closes: NDArray[np.int64] = field(default_factory=_no_sites)
    branch_site: int = -1
    closes_branch: bool = False


@dataclass(frozen=True, kw_only=True)
class MedianProof:
    """Proof that no choice of sites costs less than the objective.

    Attributes
    ----------
    rows, demand, penalty
        The problem: distances, weights, and what an unserved point costs.
    facility_count, fixed_sites
        Number of sites to choose, and those that must be among them.
    objective
        Total cost including penalties that nothing beats.
    steps
        The branch and bound tree, depth first.
    """

    rows: DistanceRows
    demand: NDArray[np.float64]
    penalty: float
    facility_count: int
    fixed_sites: NDArray[np.int64]
    objective: float
    steps: tuple[ProofStep, ...]


def check_median_proof(proof: MedianProof) -> bool:
    """Recompute a proof in float64, from the distances and the multipliers alone.

    For every branch, with sites O open and C closed, the Lagrangian bound

        L(u) = sum_i u_i + the p - |O| lowest of
               rho_j = sum_i min(0, w_i d_ij - u_i),  j outside O and C,

    holds when u_i is at most the cost of point i at its nearest site of O and
    at most the penalty (Cornuejols, Fisher and Nemhauser 1977, Management
    Science 23, 789-810). A site outside the lowest costs a better solution
    rho_j more, a site among them saves its distance to the next. With whole
    costs and multipliers of few binary digits all sums are exact and the bound
    rounds up; otherwise it must come within a relative 1e-9 of the objective.
    """
    checker = _Checker(proof)
    branches = [(proof.fixed_sites, EMPTY)]
    for step in proof.steps:
        if not branches:
            return False
        opened, closed = branches.pop()
        outcome = checker.follow(step, opened, closed)
        if outcome is None:
            return False
        branches.extend(outcome)
    return not branches


Branch = tuple[NDArray[np.int64], NDArray[np.int64]]


class _Checker:
    def __init__(self, proof: MedianProof) -> None:
        rows = proof.rows
        self._proof = proof
        self._row = rows.row_of_entry
        self._cost = proof.demand[self._row] * rows.distance_m
        self._cap = np.where(np.diff(rows.start) > 0, proof.penalty, 0.0)
        self._is_whole = bool(np.all(self._cost == np.floor(self._cost)))

    def follow(
        self, step: ProofStep, opened: NDArray[np.int64], closed: NDArray[np.int64]
    ) -> list[Branch] | None:
        """Return the branches left to prove after a step, None where it proves too little."""
        bound, rho = self._bound(step.multipliers, opened, closed)
        choose = self._proof.facility_count - opened.size
        free = np.isfinite(rho)
        if choose < 0 or choose > np.count_nonzero(free):
            return []
        order = np.argsort(rho, kind="stable")
        chosen, next_one = order[:choose], order[choose : choose + 1]
        bound += float(rho[chosen].sum())
        if step.closes_branch:
            return [] if self._suffices(bound) else None
        if not self._may_fix(step, bound, rho, chosen, next_one):
            return None
        opened = np.concatenate((opened, step.opens))
        closed = np.concatenate((closed, step.closes))
        if step.branch_site < 0:
            return [(opened, closed)]
        site = np.array([step.branch_site])
        return [(opened, np.append(closed, site)), (np.append(opened, site), closed)]

    def _bound(
        self, multipliers: NDArray[np.float64], opened: NDArray[np.int64], closed: NDArray[np.int64]
    ) -> tuple[float, NDArray[np.float64]]:
        """Sum of the lowered multipliers, and rho per site, infinite where it is settled."""
        site_count = self._proof.rows.site_count
        cap = self._cap.copy()
        is_open = np.zeros(site_count, bool)
        is_open[opened] = True
        at_open = is_open[self._proof.rows.site]
        np.minimum.at(cap, self._row[at_open], self._cost[at_open])
        u = np.minimum(multipliers, cap)
        saving = self._cost - u[self._row]
        pays = saving < 0.0
        rho = np.bincount(self._proof.rows.site[pays], weights=saving[pays], minlength=site_count)
        rho = rho.astype(np.float64)
        rho[opened] = np.inf
        rho[closed] = np.inf
        return float(u.sum()), rho

    def _suffices(self, bound: float) -> bool:
        if self._is_whole:
            return bound > self._proof.objective - 1.0
        return bound >= self._proof.objective * (1.0 - RELATIVE_TOLERANCE)

    def _may_fix(
        self,
        step: ProofStep,
        bound: float,
        rho: NDArray[np.float64],
        chosen: NDArray[np.int64],
        next_one: NDArray[np.int64],
    ) -> bool:
        is_chosen = np.zeros(rho.size, bool)
        is_chosen[chosen] = True
        last = rho[chosen[-1]] if chosen.size else np.inf
        following = rho[next_one[0]] if next_one.size else np.inf
        closes_hold = all(
            not is_chosen[j] and self._suffices(bound + rho[j] - last) for j in step.closes
        )
        return closes_hold and all(
            is_chosen[j] and self._suffices(bound - rho[j] + following) for j in step.opens
        )
