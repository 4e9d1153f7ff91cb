"""Lagrangian bound, reduced-cost fixing, and branch and bound for the p-median."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from algorithms.early_end import is_end_asked
from algorithms.progress import SILENT, Progress
from algorithms.siting._median_kernels import ascend, lagrangian_bound
from algorithms.siting.p_median_certificate import EMPTY, ProofRecord, ProofStep
from algorithms.siting.p_median_problem import MedianProblem
from algorithms.siting.p_median_search import Incumbent, descend, shake, start_search

ROOT_ROUNDS = 60
FIRST_STEP = 1.0
LEAST_STEP = 1e-3
ROOT_EFFORT = (200.0, 60.0)
BRANCH_EFFORT = (80.0, 40.0)
"""Subgradient steps at a time, and how many idle ones shorten the step. Less patience at
the root leaves the bound stuck well below the best one where points are hard to serve."""
LARGEST_SHAKE = 6
BRANCH_SHARE = 0.65
MOST_SHAKES = 100
SHAKEN_ENTRIES = 100_000_000
LOWER_PENALTIES = 8
FIRST_PENALTY, PENALTY_RATIO = 2.0, 0.7
PENALTY_EFFORT = (600.0, 30.0)
"""Prices of an unserved point: the first in the dearest entry, mostly a little above the
best one. They fall until a bound does."""
WHOLE_SLACK = 1e-3
"""What rounding the multipliers may cost; the ascent stops this much above what is enough."""


Simplify = Callable[[MedianProblem], tuple[MedianProblem, NDArray[np.int64]]]


@dataclass(frozen=True, kw_only=True)
class Branch:
    """A part of the solution space: what is left to decide, and what is known of it.

    Attributes
    ----------
    problem
        What is left after opening and closing sites.
    multipliers
        Best Lagrange multipliers so far, shape (demand,).
    share
        How often each site left was chosen lately, 0 to 1.
    bound
        No solution in this branch costs less.
    step
        Length of the next subgradient step.
    """

    problem: MedianProblem
    multipliers: NDArray[np.float64]
    share: NDArray[np.float64]
    bound: float = 0.0
    step: float = FIRST_STEP

    def reduce(self, opens: NDArray[np.int64], closes: NDArray[np.int64]) -> Branch:
        """Return the branch with some of the sites left opened and closed."""
        return self.within(self.problem.reduce(opens, closes))

    def within(self, problem: MedianProblem) -> Branch:
        """Return the branch on a smaller problem."""
        stays = np.isin(self.problem.site_id, problem.site_id)
        return replace(
            self,
            problem=problem,
            multipliers=np.minimum(self.multipliers, problem.rows.cap),
            share=self.share[stays],
        )


@dataclass(kw_only=True)
class Prover:
    """Depth-first branch and bound that records its proof.

    Attributes
    ----------
    incumbent
        Best choice so far; improved on the way.
    deadline
        Moment (`time.monotonic`) at which to stop.
    progress
        Told of every round and branch.
    rng
        Source of the random swaps.
    simplify
        Drops points and sites from every branch, where the problem allows
        that: returns what is left, and the sites dropped, each with the one
        that replaces it (columns).
    first_multipliers
        Multipliers to start from, shape (demand,); by default those of the best choice.
    record
        The proof so far.
    """

    incumbent: Incumbent
    deadline: float
    progress: Progress = SILENT
    rng: np.random.Generator = field(default_factory=lambda: np.random.default_rng(0))
    simplify: Simplify | None = None
    first_multipliers: NDArray[np.float64] | None = None
    record: ProofRecord = field(default_factory=ProofRecord)

    def prove(self, problem: MedianProblem) -> float:
        """Search until the incumbent is proved or time is up; return the bound reached.

        Where the incumbent has a target, the search also ends when it is below.
        """
        self.progress.report("median.search")
        start_search(problem, self.incumbent, self.rng)
        open_branches = self._root(problem)
        while open_branches and not self._is_over():
            self.progress.report("median.branch")
            branch = self._improve(open_branches.pop(), BRANCH_EFFORT)
            if branch is not None:
                open_branches += self._part(branch)
        return min((branch.bound for branch in open_branches), default=self.incumbent.limit)

    def _is_over(self) -> bool:
        has_ended = is_end_asked() or time.monotonic() > self.deadline
        return self.incumbent.is_below_target or has_ended

    def _root(self, problem: MedianProblem) -> list[Branch]:
        """Raise the bound and search in turn, until neither helps; return what is left."""
        multipliers = self.first_multipliers
        if multipliers is None:
            multipliers = _first_multipliers(problem, self.incumbent)
        branch: Branch | None = Branch(
            problem=problem,
            multipliers=np.minimum(multipliers, problem.rows.cap),
            share=np.full(problem.site_count, problem.choose / max(problem.site_count, 1)),
        )
        for turn in range(ROOT_ROUNDS):
            if branch is None:
                return []
            if branch.step < LEAST_STEP or self._is_over():
                break
            self.progress.report("median.bound")
            branch = self._improve(branch, ROOT_EFFORT)
            if branch is not None:
                shake(branch.problem, self.incumbent, self.rng, 1 + turn % LARGEST_SHAKE)
        if branch is None:
            return []
        self._search_around(branch)
        return [branch]

    def _search_around(self, branch: Branch) -> None:
        """Shake the best choice until that has not helped for a while."""
        most = min(MOST_SHAKES, SHAKEN_ENTRIES // max(branch.problem.rows.site.size, 1))
        idle = 0
        while idle < most and not self._is_over():
            self.progress.report("median.search")
            size = 1 + idle % LARGEST_SHAKE
            idle = 0 if shake(branch.problem, self.incumbent, self.rng, size) else idle + 1

    def _improve(self, branch: Branch, effort: tuple[float, float]) -> Branch | None:
        """Raise the bound of a branch; return what is left of it, None when it is closed."""
        left = self._simplified(branch)
        if left is None:
            return None
        if left.problem.is_settled:
            self._settle(left.problem)
            return None
        left = self._ascend(left, effort)
        most_chosen = np.argsort(-left.share, kind="stable")[: left.problem.choose]
        descend(left.problem, most_chosen, self.incumbent)
        return self._fix(left)

    def _simplified(self, branch: Branch) -> Branch | None:
        """Drop what needs no look, and open the only site that can serve some point."""
        if self.simplify is None or branch.problem.is_settled:
            return branch
        problem, pairs = self.simplify(branch.problem)
        ignores = np.flatnonzero((problem.rows.cap == 0.0) & (branch.problem.rows.cap > 0.0))
        nothing = np.zeros(problem.rows.cap.size)
        self.record.append(ProofStep(multipliers=nothing, ignores=ignores, dominated=pairs))
        branch = branch.within(problem)
        if problem.is_settled:
            return branch
        has_one_site = np.diff(problem.rows.start) == 1
        multipliers = np.where(has_one_site, problem.rows.cap, 0.0)
        left = self._fix(replace(branch, multipliers=multipliers))
        if left is None:
            return None
        return replace(left, multipliers=np.minimum(branch.multipliers, left.problem.rows.cap))

    def _settle(self, problem: MedianProblem) -> None:
        """Offer the only solution worth looking at in a branch, and close the branch."""
        if problem.choose > 0:
            problem = problem.reduce(np.arange(problem.site_count), EMPTY)
        self.incumbent.offer(problem, EMPTY, problem.capped_cost)
        self.record.append(ProofStep(multipliers=problem.rows.cap, closes_branch=True))

    def _ascend(self, branch: Branch, effort: tuple[float, float]) -> Branch:
        problem, target = branch.problem, self.incumbent.limit
        iterations, patience = effort
        enough = problem.enough(target)
        if problem.fraction_bits is not None:
            enough += WHOLE_SLACK
        multipliers, share = branch.multipliers.copy(), branch.share.copy()
        step = ascend(
            problem.rows,
            problem.choose,
            problem.unserved,
            multipliers,
            share,
            (target, enough),
            (iterations, branch.step, patience),
        )
        rounded = problem.round_multipliers(multipliers)
        return replace(branch, multipliers=rounded, share=share, step=step)

    def _fix(self, branch: Branch) -> Branch | None:
        """Close the branch if its bound suffices, else settle the sites that the bound settles."""
        problem, choose = branch.problem, branch.problem.choose
        bound, rho = _evaluate(problem, branch.multipliers)
        branch = replace(branch, bound=max(branch.bound, bound))
        enough = problem.enough(self.incumbent.limit)
        if bound >= enough:
            self.record.append(ProofStep(multipliers=branch.multipliers, closes_branch=True))
            return None
        order = np.argsort(rho, kind="stable")
        chosen, others = order[:choose], order[choose:]
        closes = others[bound + rho[others] - rho[chosen[-1]] >= enough]
        opens = chosen[bound - rho[chosen] + rho[others[0]] >= enough]
        if closes.size + opens.size == 0:
            return branch
        self.record.append(
            ProofStep(
                multipliers=branch.multipliers,
                opens=problem.site_id[opens],
                closes=problem.site_id[closes],
            )
        )
        return branch.reduce(opens, closes)

    def _part(self, branch: Branch) -> list[Branch]:
        """Part the branch at a site that the multipliers choose rather more often than not.

        Both ways then raise the bound. Measured on hard cases, shares between
        0.6 and 0.7 need the fewest branches.
        """
        if branch.problem.is_settled:
            return [branch]
        site = np.array([np.argmin(np.abs(branch.share - BRANCH_SHARE))])
        column = int(branch.problem.site_id[site[0]])
        self.record.append(ProofStep(multipliers=branch.multipliers, branch_site=column))
        branch = replace(branch, step=FIRST_STEP)
        return [branch.reduce(EMPTY, site), branch.reduce(site, EMPTY)]


def _evaluate(
    problem: MedianProblem, multipliers: NDArray[np.float64]
) -> tuple[float, NDArray[np.float64]]:
    """Lagrangian bound of the multipliers, and the reduced cost of each site left."""
    rho = np.empty(problem.site_count)
    chosen, spared = np.empty(rho.size, bool), np.empty(multipliers.size, bool)
    bound = lagrangian_bound(
        problem.rows, multipliers, problem.choose, problem.unserved, rho, chosen, spared
    )
    return float(bound), rho


def bound_by_lower_penalties(
    problem: MedianProblem, unserved_count: int, incumbent: Incumbent
) -> float:
    """Bound the cost of serving at least as many points, by lower prices of an unserved one.

    For any price q, the least of cost + q (unserved - unserved_count) is below
    the cost of every choice that leaves no more than ``unserved_count``.
    """
    share = np.full(problem.site_count, problem.choose / problem.site_count)
    multipliers = _first_multipliers(problem, incumbent)
    price = FIRST_PENALTY * float(problem.rows.cost.max(initial=0.0))
    best = 0.0
    for _ in range(LOWER_PENALTIES):
        cap = np.minimum(problem.rows.cap, price)
        priced = replace(problem, rows=problem.rows._replace(cap=cap), penalty=price)
        multipliers = np.minimum(multipliers, cap)
        allowance = price * (unserved_count - problem.least_unserved)
        target = incumbent.value % problem.penalty + allowance
        limits = (PENALTY_EFFORT[0], FIRST_STEP, PENALTY_EFFORT[1])
        ascend(
            priced.rows,
            priced.choose,
            priced.unserved,
            multipliers,
            share,
            (target, target),
            limits,
        )
        bound = _evaluate(priced, multipliers)[0] - allowance
        if bound < best:
            break
        best = bound
        price *= PENALTY_RATIO
    return best


def _first_multipliers(problem: MedianProblem, incumbent: Incumbent) -> NDArray[np.float64]:
    """Halfway between the cost at the best choice's nearest site and at its second."""
    rows = problem.rows
    is_chosen = np.isin(problem.site_id, incumbent.sites)
    entries = np.flatnonzero(is_chosen[rows.site])
    places = np.append(entries, [rows.site.size] * 2)
    costs = np.append(rows.cost[entries], [np.inf] * 2)
    first = np.searchsorted(entries, rows.start[:-1])
    ends = rows.start[1:]
    nearest = np.where(places[first] < ends, costs[first], rows.cap)
    second = np.where(places[first + 1] < ends, costs[first + 1], nearest)
    return np.minimum((nearest + second) / 2.0, rows.cap)
