"""Search and bound for sites with capacity: a good plan first, then how much better one can be."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from algorithms.progress import Progress
from algorithms.siting._capacity_bound_kernels import capacity_multipliers
from algorithms.siting._capacity_kernels import capacity_search
from algorithms.siting._capacity_transport_kernels import transport_search
from algorithms.siting.capacity_certificate import CapacityCertificate, safe_capacity_bound
from algorithms.siting.capacity_exact import solve_capacity_model
from algorithms.siting.capacity_model import CapacityModel, CapacityPlan, keeps_limits
from algorithms.siting.covering_highs import Deadline

_SEED = 20_241_122
_FIRST_MOVES, _MORE_MOVES = 4_000, 10_000
_MOVES_BEFORE_EXCHANGES, _EXCHANGES, _SHAKES = 1_000, 10, 4
_LARGEST_TRANSPORT = 2e7  # points times open sites up to which all costs are kept at hand
_WARM, _COLD = 4.0, 0.05  # temperatures in mean cost of a point
_IDLE_ROUNDS, _MOST_ROUNDS = 2, 6
_BOUND_ROUNDS, _LEAST_BOUND_ROUNDS, _MOST_BOUND_ROUNDS, _PATIENCE = 60, 3, 20, 15
_LEAST_STEP = 1e-3
_EXACT_PAIRS = 3_000  # pairs in reach up to which branching is tried
_PROVEN = 1e-9


@dataclass(kw_only=True)
class CapacityState:
    """Best plan so far and what no plan goes below; both only improve.

    Attributes
    ----------
    plan
        Open sites and who goes where.
    missed
        Points that it leaves unserved though they may not be missed.
    objective
        Its objective, without these points.
    bound_if_served
        No plan that serves all of them has a lower objective.
    bound_with_missed
        No plan that leaves no more of them unserved has a lower objective.
    is_fewest
        Whether no plan leaves fewer of them unserved.
    certificate
        Multipliers that prove a part of the bound; None before any were found.
    """

    plan: CapacityPlan
    missed: int
    objective: float
    bound_if_served: float = -np.inf
    bound_with_missed: float = -np.inf
    is_fewest: bool = False
    certificate: CapacityCertificate | None = None

    @property
    def bound(self) -> float:
        """What no plan goes below that leaves no more points unserved than this one."""
        if self.missed == 0:
            return max(self.bound_if_served, self.bound_with_missed)
        return self.bound_with_missed

    @property
    def is_proven(self) -> bool:
        """Whether no plan serves more, or as many for less, up to float rounding."""
        reached = self.objective - _PROVEN * max(1.0, abs(self.objective))
        return (self.missed == 0 or self.is_fewest) and self.bound >= reached

    def offer(self, model: CapacityModel, plan: CapacityPlan) -> bool:
        """Take a plan over if it serves more, or as many for less."""
        missed, objective = model.may_not_miss(plan).size, model.objective(plan)
        if (missed, objective) >= (self.missed, self.objective):
            return False
        # Bounds found for plans that leave more points unserved still hold.
        self.plan, self.missed, self.objective = plan, missed, objective
        return True


@dataclass(frozen=True, kw_only=True, eq=False)
class CapacityStart:
    """What is known before the search.

    Attributes
    ----------
    sites
        Open sites to begin with.
    site_of
        Site that each point goes to where there is room, -1 for any.
    multipliers, budget_price
        First multipliers of the points and of the budget.
    bound
        Known bound, minus infinity where there is none.
    step
        Step between possible objectives, 0 where not known; bounds are rounded up to it.
    """

    sites: NDArray[np.int64]
    site_of: NDArray[np.int64]
    multipliers: NDArray[np.float64]
    budget_price: float = 0.0
    bound: float = -np.inf
    step: float = 0.0


def search_capacity(
    model: CapacityModel, start: CapacityStart, deadline: Deadline, progress: Progress
) -> CapacityState:
    """Return a plan with its bound, which multipliers raise."""
    state, start = search_plan(model, start, deadline, progress)
    _bound(model, state, start, deadline, progress)
    return state


def search_plan(
    model: CapacityModel, start: CapacityStart, deadline: Deadline, progress: Progress
) -> tuple[CapacityState, CapacityStart]:
    """Return a plan, and what is known before the bound: search, branching where small.

    The search ends by the number of its moves, so that the plan is the same on every
    machine; multipliers end by time, after a few series of rounds at least.
    """
    nobody = np.full(model.demand.size, -1, dtype=np.int64)
    plan = CapacityPlan(sites=model.fixed, site_of=nobody)
    state = CapacityState(
        plan=plan,
        missed=model.may_not_miss(plan).size,
        objective=model.objective(plan),
        bound_if_served=start.bound,
    )
    is_transport = _is_transport(model)
    moves = _MOVES_BEFORE_EXCHANGES if is_transport else _FIRST_MOVES
    _round(model, state, start, (0, moves), progress)
    if model.serve_cost.nnz <= _EXACT_PAIRS:
        _branch(model, state, start, deadline, progress)
    if is_transport and state.plan.sites.size:
        start = replace(start, multipliers=_exchange(model, state, progress))
    else:
        _search_longer(model, state, start, progress)
    return state, start


def _search_longer(
    model: CapacityModel, state: CapacityState, start: CapacityStart, progress: Progress
) -> None:
    idle = 0
    for number in range(1, _MOST_ROUNDS):
        if idle == _IDLE_ROUNDS or state.is_proven:
            return
        is_better = _round(model, state, start, (number, _MORE_MOVES), progress)
        idle = 0 if is_better else idle + 1


def _is_transport(model: CapacityModel) -> bool:
    """Tell whether open sites leave only the question who goes where: a transport problem."""
    has_costs = model.site_cost.any() or model.unit_cost > 0 or np.isfinite(model.budget)
    size = model.demand.size * (min(model.count_limit, model.site_cost.size) + 1.0)
    walks = bool(model.serve_cost.data.any())
    return walks and not has_costs and size <= _LARGEST_TRANSPORT


def _exchange(
    model: CapacityModel, state: CapacityState, progress: Progress
) -> NDArray[np.float64]:
    """Exchange sites as long as walks get shorter; return multipliers of the points."""
    progress.report("siting.swap")
    sites, site_of, cheapest, second = transport_search(
        model.priced_data, state.plan.sites, model.is_fixed, (_EXCHANGES, _SHAKES, _SEED)
    )
    state.offer(model, CapacityPlan(sites=np.sort(sites), site_of=site_of))
    dearest = float(model.data.row_cost.max(initial=0.0))
    cheapest = np.where(cheapest <= dearest, cheapest, 0.0)
    return np.where(second <= dearest, (cheapest + second) / 2.0, cheapest)


def _round(
    model: CapacityModel,
    state: CapacityState,
    start: CapacityStart,
    schedule: tuple[int, int],
    progress: Progress,
) -> bool:
    """Run one round of the search (number, moves) from the best plan; tell whether it helped."""
    progress.report("siting.swap")
    number, moves = schedule
    begins = number == 0
    is_open = model.is_fixed
    is_open[start.sites if begins else state.plan.sites] = True
    scale = max(state.objective, 1e-9) / max(model.demand.size, 1)
    warm = _COLD if begins else _WARM / (1 + number % 3)
    opened, site_of, _ = capacity_search(
        model.priced_data,
        is_open,
        start.site_of if begins else state.plan.site_of,
        model.is_fixed,
        (moves, warm * scale, _COLD * scale, _SEED + number),
    )
    plan = CapacityPlan(sites=np.flatnonzero(opened).astype(np.int64), site_of=site_of)
    return state.offer(model, plan)


def _bound(
    model: CapacityModel,
    state: CapacityState,
    start: CapacityStart,
    deadline: Deadline,
    progress: Progress,
) -> None:
    """Raise the bound by multipliers until that stops helping or time is up."""
    held = state.certificate
    u = start.multipliers.copy() if held is None else held.point_multipliers.copy()
    price, step = (start.budget_price if held is None else held.budget_price), 1.0
    for number in range(1, _MOST_BOUND_ROUNDS + 1):
        if state.is_proven or step < _LEAST_STEP:
            return
        progress.report("siting.linear_bound")
        schedule = (_BOUND_ROUNDS, step, _PATIENCE, state.objective)
        _, price, step = capacity_multipliers(
            model.data, model.is_fixed, state.missed, u, price, schedule
        )
        _offer_multipliers(model, state, u, price, start.step)
        if deadline.has_passed and number >= _LEAST_BOUND_ROUNDS:
            return


def _offer_multipliers(
    model: CapacityModel,
    state: CapacityState,
    u: NDArray[np.float64],
    price: float,
    step: float,
) -> None:
    """Take multipliers over as far as our own arithmetic says that they prove more."""
    proved = safe_capacity_bound(model, u, price, state.missed)
    held = state.certificate
    if held is None or proved > held.claimed_bound:
        state.certificate = CapacityCertificate(
            point_multipliers=u.copy(),
            budget_price=float(price),
            may_miss=state.missed,
            claimed_bound=proved,
        )
    rounded = np.ceil((proved - 1e-9 * abs(proved)) / step) * step if step > 0 else proved
    state.bound_with_missed = max(state.bound_with_missed, float(rounded))


def _branch(
    model: CapacityModel,
    state: CapacityState,
    start: CapacityStart,
    deadline: Deadline,
    progress: Progress,
) -> None:
    """Let the solver find the best plan and prove it, at a price where not all can be served."""
    plan, bound = solve_capacity_model(model, state.plan, start.step, deadline, progress)
    if plan is not None and keeps_limits(model, plan):
        state.offer(model, plan)
    if np.isfinite(bound):
        state.bound_if_served = max(state.bound_if_served, min(bound, state.objective))
        return
    prices = model.priced_data.missed_price
    priced = replace(model, missed_price=prices)
    plan, bound = solve_capacity_model(priced, state.plan, 0.0, deadline, progress)
    if plan is None or not keeps_limits(model, plan):
        return
    state.offer(model, plan)
    paid = float(prices[model.may_not_miss(state.plan)].sum())
    state.is_fewest = bound - paid >= state.objective - _PROVEN * paid
    if state.is_fewest:
        state.bound_with_missed = state.objective
