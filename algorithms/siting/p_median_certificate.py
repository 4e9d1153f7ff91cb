"""The proof of a p-median value, and a checker that trusts nothing of the solver."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

RELATIVE_TOLERANCE = 1e-9
EMPTY = np.empty(0, np.int64)
MOST_KEPT_MULTIPLIERS = 30_000_000
NO_PAIRS = np.empty((0, 2), np.int64)

Branch = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]
"""Sites open, sites closed, and points left out."""


@dataclass(frozen=True, kw_only=True)
class ProofStep:
    """One step of a branch and bound proof, in depth-first order.

    A step either closes its branch, or settles sites and goes on with one
    branch, or with two where it parts at a site.

    Attributes
    ----------
    multipliers
        Lagrange multiplier of each demand point, shape (demand,).
    opens, closes
        Sites that every better solution must hold, or must not, by these multipliers.
    ignores
        Points left out from here on: without them the task is only easier.
    dominated
        Pairs (site, other): the other site is nowhere dearer, so the first
        can be closed; in this order, shape (pairs, 2).
    branch_site
        Site on which the proof parts: first all steps with it open, then all
        with it closed. -1 when the proof goes on with the next step only.
    closes_branch
        These multipliers show that the branch holds nothing better.
    """

    multipliers: NDArray[np.float64]
    opens: NDArray[np.int64] = field(default_factory=EMPTY.copy)
    closes: NDArray[np.int64] = field(default_factory=EMPTY.copy)
    ignores: NDArray[np.int64] = field(default_factory=EMPTY.copy)
    dominated: NDArray[np.int64] = field(default_factory=NO_PAIRS.copy)
    branch_site: int = -1
    closes_branch: bool = False


class ProofRecord:
    """Steps of a proof under way, given up once they fill too much memory."""

    def __init__(self) -> None:
        self._steps: list[ProofStep] | None = []

    def append(self, step: ProofStep) -> None:
        """Add a step."""
        if self._steps is None:
            return
        self._steps.append(step)
        if len(self._steps) * step.multipliers.size > MOST_KEPT_MULTIPLIERS:
            self._steps = None

    @property
    def steps(self) -> tuple[ProofStep, ...] | None:
        """All steps; None where they were too many to keep."""
        return None if self._steps is None else tuple(self._steps)


@dataclass(frozen=True, kw_only=True)
class CostEntries:
    """Costs of pairs of demand point and site, in any order; other pairs cannot be used.

    Attributes
    ----------
    point, site, cost
        One entry per pair.
    penalty
        What each point pays where it is not served; shape (demand,).
    site_count
        Number of sites.
    """

    point: NDArray[np.int64]
    site: NDArray[np.int32]
    cost: NDArray[np.float64]
    penalty: NDArray[np.float64]
    site_count: int


@dataclass(frozen=True, kw_only=True)
class BoundProof:
    """Proof that no choice of sites costs less than the objective.

    Attributes
    ----------
    facility_count
        Most sites that may be open.
    fixed_sites
        Sites that are open.
    objective
        Total cost, with the penalties beyond ``least_unserved``, that nothing beats.
    steps
        The branch and bound tree, depth first.
    least_unserved
        So many points at least pay the highest penalty, as another proof shows.
    """

    facility_count: int
    fixed_sites: NDArray[np.int64]
    objective: float
    steps: tuple[ProofStep, ...]
    least_unserved: int = 0


def check_bound_proof(entries: CostEntries, proof: BoundProof) -> bool:
    """Recompute a proof in float64, from the costs and the multipliers alone.

    In a branch with open sites O and closed sites C the Lagrangian bound

        L(u) = sum_i u_i + the p - |O| lowest of
               rho_j = sum_i min(0, c_ij - u_i),  j outside O and C,

    holds when u_i is at most the penalty of point i and its cost at any site
    of O (Cornuejols, Fisher and Nemhauser 1977, Management Science 23,
    789-810). Where k points must stay unserved, at a penalty that the
    objective leaves out, the k highest u_i of points without a site in O leave
    the sum. A site outside the lowest makes a solution dearer by rho_j less
    the last of them; doing without one of them, by the next rho less its own.
    With whole costs and multipliers of few binary digits all sums are exact
    and the bound rounds up; otherwise it must come within a relative 1e-9 of
    the objective.
    """
    checker = _Checker(entries, proof)
    branches: list[Branch] = [(np.unique(proof.fixed_sites), EMPTY, EMPTY)]
    for step in proof.steps:
        if not branches:
            return False
        rest = checker.follow(step, *branches.pop())
        if rest is None:
            return False
        branches.extend(rest)
    return not branches


class _Checker:
    def __init__(self, entries: CostEntries, proof: BoundProof) -> None:
        self._entries, self._proof = entries, proof
        self._is_whole = _are_whole(entries.cost) and _are_whole(entries.penalty)
        self._worst = float(entries.penalty.max(initial=0.0))

    def follow(
        self,
        step: ProofStep,
        opened: NDArray[np.int64],
        closed: NDArray[np.int64],
        ignored: NDArray[np.int64],
    ) -> list[Branch] | None:
        """Return the branches left to prove after a step, None where it proves too little."""
        choose = self._proof.facility_count - opened.size
        if choose < 0:
            return []
        is_free = np.ones(self._entries.site_count, bool)
        is_free[opened] = is_free[closed] = False
        ignored = np.union1d(ignored, step.ignores)
        cap = self._caps(opened, ignored)
        if not self._are_dominated(step.dominated, is_free, cap):
            return None
        total, rho = self._sums(step.multipliers, cap)
        free = np.flatnonzero(is_free)
        free = free[np.argsort(rho[free], kind="stable")]
        bound = total + float(rho[free[:choose]].sum())
        if step.closes_branch:
            return [] if self._suffices(bound) else None
        if not self._may_settle(step, bound, rho, free, choose):
            return None
        opened = np.union1d(opened, step.opens)
        closed = np.concatenate((closed, step.closes, step.dominated[:, 0]))
        if step.branch_site < 0:
            return [(opened, closed, ignored)]
        site = np.array([step.branch_site])
        without = (opened, np.append(closed, site), ignored)
        return [without, (np.append(opened, site), closed, ignored)]

    def _caps(self, opened: NDArray[np.int64], ignored: NDArray[np.int64]) -> NDArray[np.float64]:
        entries = self._entries
        cap = entries.penalty.copy()
        cap[ignored] = 0.0
        at_open = np.isin(entries.site, opened)
        np.minimum.at(cap, entries.point[at_open], entries.cost[at_open])
        return cap

    def _sums(
        self, multipliers: NDArray[np.float64], cap: NDArray[np.float64]
    ) -> tuple[float, NDArray[np.float64]]:
        """Sum of the lowered multipliers of points that must be served, and rho per site."""
        entries = self._entries
        u = np.minimum(multipliers, cap)
        saving = entries.cost - u[entries.point]
        pays = saving < 0.0
        rho = np.bincount(entries.site[pays], saving[pays], entries.site_count)
        is_spared = np.zeros(u.size, bool)
        if self._proof.least_unserved > 0:
            unserved = np.flatnonzero(cap == self._worst)
            highest = np.argsort(-u[unserved], kind="stable")[: self._proof.least_unserved]
            is_spared[unserved[highest]] = True
        return float(u[~is_spared].sum()), rho.astype(np.float64)

    def _suffices(self, bound: float) -> bool:
        if self._is_whole:
            return bound > self._proof.objective - 1.0
        return bound >= self._proof.objective * (1.0 - RELATIVE_TOLERANCE)

    def _may_settle(
        self,
        step: ProofStep,
        bound: float,
        rho: NDArray[np.float64],
        free: NDArray[np.int64],
        choose: int,
    ) -> bool:
        """Whether the bound without what the step settles suffices."""
        chosen, others = free[:choose], free[choose:]
        last = float(rho[chosen[-1]]) if chosen.size == choose > 0 else 0.0
        following = float(rho[others[0]]) if others.size else 0.0
        if not (np.isin(step.closes, others).all() and np.isin(step.opens, chosen).all()):
            return False
        with_closed = bound + rho[step.closes] - last
        without_open = bound - rho[step.opens] + following
        return all(self._suffices(float(value)) for value in (*with_closed, *without_open))

    def _are_dominated(
        self, pairs: NDArray[np.int64], is_free: NDArray[np.bool_], cap: NDArray[np.float64]
    ) -> bool:
        """Whether each first site is nowhere cheaper than the second, free at its turn."""
        entries = self._entries
        is_free = is_free.copy()
        useful = entries.cost < cap[entries.point]
        point, site, cost = entries.point[useful], entries.site[useful], entries.cost[useful]
        order = np.argsort(site, kind="stable")
        ends = np.searchsorted(site[order], np.arange(entries.site_count + 1))
        for weak, strong in pairs:
            if weak == strong or not (is_free[weak] and is_free[strong]):
                return False
            at_weak = order[ends[weak] : ends[weak + 1]]
            at_strong = order[ends[strong] : ends[strong + 1]]
            cost_at_strong = np.full(cap.size, np.inf)
            cost_at_strong[point[at_strong]] = cost[at_strong]
            if not np.all(cost_at_strong[point[at_weak]] <= cost[at_weak]):
                return False
            is_free[weak] = False
        return True


def _are_whole(values: NDArray[np.float64]) -> bool:
    return bool(np.all(values == np.floor(values)))
