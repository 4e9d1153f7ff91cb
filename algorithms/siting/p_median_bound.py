"""Lagrangian bound, reduced-cost fixing, and branch and bound for the p-median."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from algorithms.progress import Progress
from algorithms.siting import _median_kernels as kernels
from algorithms.siting.p_median_certificate import EMPTY, ProofStep
from algorithms.siting.p_median_problem import MedianProblem
from algorithms.siting.p_median_search import Incumbent, descend, shake

ROOT_ROUNDS = 60
ROOT_ITERATIONS = 100
NODE_ITERATIONS = 80
FIRST_STEP = 1.0
PATIENCE = 12
LEAST_STEP = 1e-3


@dataclass(kw_only=True)
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
    bound: float = -np.inf
    step: float = FIRST_STEP

    def reduce(self, opens: NDArray[np.int64], closes: NDArray[np.int64]) -> Branch:
        """Return the branch with some of the sites left opened and closed."""
        stays = np.ones(self.problem.site_count, bool)
        stays[opens] = stays[closes] = False
        return Branch(
            problem=self.problem.reduce(opens, closes),
            multipliers=self.multipliers,
            share=self.share[stays],
            bound=self.bound,
            step=self.step,
        )


@dataclass(kw_only=True)
class Prover:
    """Depth-first branch and bound that records its proof.

    Attributes
    ----------
    incumbent
        Best choice so far; improved on the way.
    rng
        Source of the random swaps between rounds.
    deadline
        Moment (`time.monotonic`) at which to stop.
    steps
        The proof so far.
    """

    incumbent: Incumbent
    rng: np.random.Generator
    deadline: float
    progress: Progress
    steps: list[ProofStep] = field(default_factory=list)

    def prove(self, problem: MedianProblem) -> float:
        """Search until the incumbent is proved or time is up; return the bound reached."""
        root = Branch(
            problem=problem,
            multipliers=_first_multipliers(problem, self.incumbent),
            share=np.full(problem.site_count, problem.choose / max(problem.site_count, 1)),
        )
        open_branches = self._work(root, ROOT_ROUNDS, ROOT_ITERATIONS)
        while open_branches and not self._is_over():
            self.progress.report("median.branch")
            branch = open_branches.pop()
            open_branches += self._work(branch, 1, NODE_ITERATIONS)
        return min((branch.bound for branch in open_branches), default=self.incumbent.limit)

    def _work(self, branch: Branch, rounds: int, iterations: int) -> list[Branch]:
        """Raise the bound of a branch; return what is left of it to prove."""
        for turn in range(rounds):
            if self._is_settled(branch):
                return []
            chosen = self._ascend(branch, iterations)
            if turn % 4 == 0 or rounds == 1:
                self.incumbent.offer(branch.problem, *descend(branch.problem, chosen))
            if rounds > 1:
                self.progress.report("median.bound", turn / rounds)
                shake(branch.problem, self.incumbent, self.rng, 1 + turn % 4)
            is_closed, branch = self._fix(branch)
            if is_closed:
                return []
            if branch.step < LEAST_STEP or self._is_over():
                break
        if self._is_settled(branch):
            return []
        if self._is_over():
            return [branch]
        return self._part(branch)

    def _is_over(self) -> bool:
        return self.incumbent.is_below_target or time.monotonic() > self.deadline

    def _is_settled(self, branch: Branch) -> bool:
        """Whether nothing is left to choose; then its one solution is offered."""
        problem = branch.problem
        if 0 < problem.choose < problem.site_count:
            return False
        if problem.choose > 0:
            problem = problem.reduce(np.arange(problem.site_count), EMPTY)
        self.incumbent.offer(problem, EMPTY, float(problem.cap.sum()))
        self.steps.append(ProofStep(multipliers=problem.cap, closes_branch=True))
        return True

    def _ascend(self, branch: Branch, iterations: int) -> NDArray[np.int64]:
        """Improve the multipliers; return the sites chosen most often."""
        problem = branch.problem
        target = self.incumbent.limit
        slack = 1e-3 if problem.fraction_bits is not None else 0.0
        enough = target - 1.0 + slack if problem.fraction_bits is not None else target
        branch.multipliers = np.minimum(branch.multipliers, problem.cap)
        _, branch.step = kernels.ascend(
            problem.start,
            problem.site,
            problem.cost,
            problem.cap,
            problem.choose,
            branch.multipliers,
            branch.share,
            target,
            enough,
            np.array([iterations, branch.step, PATIENCE]),
        )
        branch.multipliers = problem.round_multipliers(branch.multipliers)
        return np.argsort(-branch.share, kind="stable")[: problem.choose]

    def _fix(self, branch: Branch) -> tuple[bool, Branch]:
        """Close the branch if its bound suffices, else settle the sites that the bound settles."""
        problem, objective = branch.problem, self.incumbent.limit
        rho = np.empty(problem.site_count)
        total = kernels.reduced_costs(
            problem.start, problem.site, problem.cost, branch.multipliers, rho
        )
        order = np.argsort(rho, kind="stable")
        chosen, others = order[: problem.choose], order[problem.choose :]
        bound = float(total + rho[chosen].sum())
        branch.bound = max(branch.bound, bound)
        if problem.suffices(bound, objective):
            self.steps.append(ProofStep(multipliers=branch.multipliers, closes_branch=True))
            return True, branch
        closes = others[_sufficing(problem, bound + rho[others] - rho[chosen[-1]], objective)]
        opens = chosen[_sufficing(problem, bound - rho[chosen] + rho[others[0]], objective)]
        if closes.size + opens.size == 0:
            return False, branch
        self.steps.append(
            ProofStep(
                multipliers=branch.multipliers,
                opens=problem.site_id[opens],
                closes=problem.site_id[closes],
            )
        )
        return False, branch.reduce(opens, closes)

    def _part(self, branch: Branch) -> list[Branch]:
        """Part the branch at the site about which the multipliers are least sure."""
        site = int(np.argmax(branch.share))
        self.steps.append(
            ProofStep(multipliers=branch.multipliers, branch_site=int(branch.problem.site_id[site]))
        )
        one = np.array([site])
        branch.step = FIRST_STEP
        return [branch.reduce(EMPTY, one), branch.reduce(one, EMPTY)]


def _sufficing(
    problem: MedianProblem, bounds: NDArray[np.float64], objective: float
) -> NDArray[np.bool_]:
    return np.array([problem.suffices(bound, objective) for bound in bounds], bool)


def _first_multipliers(problem: MedianProblem, incumbent: Incumbent) -> NDArray[np.float64]:
    """Halfway between the cost at the best choice's nearest site and at its second."""
    is_chosen = np.isin(problem.site_id, incumbent.sites)
    entries = np.flatnonzero(is_chosen[problem.site])
    first = np.searchsorted(entries, problem.start[:-1])
    costs = np.append(problem.cost[entries], np.inf)
    ends = problem.start[1:]
    places = np.append(entries, problem.site.size)
    nearest = np.where(places[first] < ends, costs[first], problem.cap)
    second_place = np.minimum(first + 1, entries.size)
    second = np.where(places[second_place] < ends, costs[second_place], nearest)
    return np.minimum((nearest + second) / 2.0, problem.cap)
