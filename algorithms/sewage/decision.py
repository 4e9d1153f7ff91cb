"""Who connects, along which reaches, to which outlet: one decision.

The prize of a household is what its own toilet would cost over its life, less
what the sewer asks of it alone (lateral, fittings, treatment). A forest of
reaches is grown to the outlets, given true levels and priced at its true
depths, and branches that cost more than they save are cut; cutting makes what
is left shallower or dearer, so design and cutting alternate until nothing
changes. New plants are opened one by one, the one that saves most first.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from algorithms.progress import SILENT, Progress
from algorithms.sewage import _design_kernels as kernels
from algorithms.sewage.corridors import BoolArray, FloatArray, IntArray
from algorithms.sewage.design import (
    DesignBasis,
    SewerDesign,
    SewerForest,
    design_forest,
    grow_forest,
)
from algorithms.sewage.outlets import Outlets

# Stands for "must connect" among prizes in yuan; well above any sewer of a township.
FORCED_PRIZE_YUAN = 1e8
_MAX_ROUNDS = 12
# A gap in the sewer longer than the savings of so many average households pays never.
_GAP_HOUSEHOLDS = 60.0


@dataclass(frozen=True, kw_only=True)
class ConnectableHouses:
    """Houses that may be connected; every array has shape (H,).

    Attributes
    ----------
    node
        Manhole that the lateral runs to, -1 where none can be reached.
    crown_m
        Crown of the lateral at the manhole.
    persons
        Persons to design for.
    saving_yuan
        Whole-life cost of the own toilet less that of lateral and fittings;
        -inf where the house may not connect.
    is_forced
        Whether the house must connect if it can.
    """

    node: IntArray
    crown_m: FloatArray
    persons: FloatArray
    saving_yuan: FloatArray
    is_forced: BoolArray

    @property
    def is_eligible(self) -> BoolArray:
        """Whether a house may connect at all."""
        return (self.node >= 0) & (self.is_forced | np.isfinite(self.saving_yuan))


@dataclass(frozen=True, kw_only=True)
class SewerPlan:
    """Who connects and the sewer that serves them.

    Attributes
    ----------
    is_connected
        Shape (H,).
    design
        The sewer, possibly empty.
    outlet_index
        Outlet of each node, -1 outside; shape (N,).
    gain_yuan
        What the sewers save against every household's own toilet.
    """

    is_connected: BoolArray
    design: SewerDesign
    outlet_index: IntArray
    gain_yuan: float


@dataclass(frozen=True, kw_only=True)
class DecisionInput:
    """Everything the decision reads."""

    basis: DesignBasis
    outlets: Outlets
    houses: ConnectableHouses
    plant_factor: float


class _Decision:
    """Working state of one decision; `plan_sewers` is the door."""

    def __init__(self, data: DecisionInput) -> None:
        self.data = data
        self.basis = data.basis
        self.houses = data.houses
        self.node_count = len(data.basis.graph.node_xy_m)
        outlets = data.outlets
        self.fixed = outlets.fixed_present_value_yuan(data.plant_factor)
        self.per_person = outlets.person_present_value_yuan(
            data.plant_factor, data.basis.factors.annual
        )
        self.eligible = np.flatnonzero(self.houses.is_eligible)
        saving = self.houses.saving_yuan[self.eligible]
        free = saving[~self.houses.is_forced[self.eligible] & (saving > 0)]
        self.max_gap = _GAP_HOUSEHOLDS * float(free.mean()) if len(free) else np.inf
        if self.houses.is_forced[self.eligible].any():
            self.max_gap = np.inf

    def per_node(self, houses: IntArray, values: FloatArray) -> FloatArray:
        return np.bincount(
            self.houses.node[houses], weights=values, minlength=self.node_count
        ).astype(np.float64)

    def house_prize(self, houses: IntArray, outlet: IntArray | int) -> FloatArray:
        saving = np.nan_to_num(self.houses.saving_yuan[houses], neginf=0.0)
        saving = saving - self.houses.persons[houses] * self.per_person[outlet]
        return saving + np.where(self.houses.is_forced[houses], FORCED_PRIZE_YUAN, 0.0)

    def evaluate(self, outlets: IntArray, blocked: BoolArray) -> SewerPlan | None:
        """Grow, design and prune a forest to the given outlets, outside blocked nodes."""
        houses = self.eligible[~blocked[self.houses.node[self.eligible]]]
        wanted = houses[self.house_prize(houses, outlets.min() if len(outlets) else 0) > 0.0]
        if not len(wanted) or not len(outlets):
            return None
        choice = self.data.outlets
        crown = choice.invert_level_m[outlets] + self.basis.catalogue.diameter_m[0]
        demand = self.per_node(wanted, np.ones(len(wanted)))
        forest = grow_forest(
            self.basis, choice.node[outlets], crown, choice.reach_m[outlets], demand, self.max_gap
        )
        deep = self.houses.crown_m[wanted] < forest.low_crown_m[self.houses.node[wanted]]
        return self.settle(forest, outlets, wanted[~deep | self.houses.is_forced[wanted]])

    def settle(self, forest: SewerForest, outlets: IntArray, wanted: IntArray) -> SewerPlan | None:
        """Alternate true design and pruning until nothing is cut any more."""
        outlet_of_node = np.full(self.node_count, -1, dtype=np.int64)
        outlet_of_node[self.data.outlets.node[outlets]] = outlets
        outlet_crown = np.full(self.node_count, -np.inf)
        inverts = self.data.outlets.invert_level_m[outlets]
        outlet_crown[self.data.outlets.node[outlets]] = np.where(
            np.isnan(inverts), -np.inf, inverts + self.basis.catalogue.diameter_m[0]
        )
        root_cost = np.zeros(self.node_count)
        root_cost[self.data.outlets.node[outlets]] = self.fixed[outlets]
        for _ in range(_MAX_ROUNDS):
            served = wanted[forest.in_forest[self.houses.node[wanted]]]
            if not len(served):
                return None
            outlet = outlet_of_node[forest.root[self.houses.node[served]]]
            prize = self.per_node(served, self.house_prize(served, outlet))
            design = self.design(forest, served, outlet_crown)
            kept = np.zeros(self.node_count, dtype=np.bool_)
            gain = kernels.prune_forest(
                forest.order, forest.down_node, prize, design.link_cost_yuan, root_cost, kept
            )
            if kept[forest.order].all():
                return SewerPlan(
                    is_connected=np.isin(np.arange(len(self.houses.node)), served),
                    design=design,
                    outlet_index=outlet_of_node[forest.root],
                    gain_yuan=float(gain),
                )
            forest = forest.restricted_to(kept)
            if not len(forest.order):
                return None
        return None

    def design(
        self, forest: SewerForest, served: IntArray, outlet_crown: FloatArray
    ) -> SewerDesign:
        lateral = np.full(self.node_count, np.inf)
        np.minimum.at(lateral, self.houses.node[served], self.houses.crown_m[served])
        persons = self.per_node(served, self.houses.persons[served])
        return design_forest(self.basis, forest, persons, lateral, outlet_crown)


def plan_sewers(data: DecisionInput, progress: Progress = SILENT) -> SewerPlan | None:
    """Return the plan with the least present value found; None where no sewer pays."""
    state = _Decision(data)
    existing = np.flatnonzero(data.outlets.is_existing)
    nothing_blocked = np.zeros(state.node_count, dtype=np.bool_)
    best = state.evaluate(existing, nothing_blocked)
    opened = _open_plants(state, best, progress)
    if len(opened):
        joint = state.evaluate(np.concatenate((existing, opened)), nothing_blocked)
        if joint is not None and (best is None or joint.gain_yuan > best.gain_yuan):
            best = joint
    return best


def _open_plants(state: _Decision, plan: SewerPlan | None, progress: Progress) -> IntArray:
    """Open plants greedily; gains only fall as others open, so each is looked at lazily."""
    outlets = state.data.outlets
    blocked = np.zeros(state.node_count, dtype=np.bool_)
    if plan is not None:
        blocked |= plan.design.forest.in_forest
    candidates = np.flatnonzero(~outlets.is_existing).tolist()
    gains = {}
    for rank, candidate in enumerate(candidates):
        progress.report("renovation.plants", rank / len(candidates))
        gains[candidate] = _plant_gain(state, candidate, blocked)[0]
    opened: list[int] = []
    while gains:
        candidate = max(gains, key=lambda key: (gains[key], -key))
        if gains[candidate] <= 0.0:
            break
        gain, found = _plant_gain(state, candidate, blocked)
        if gain < gains[candidate] - 1e-6:
            gains[candidate] = gain
            continue
        del gains[candidate]
        assert found is not None
        opened.append(candidate)
        blocked |= found.design.forest.in_forest
    return np.asarray(sorted(opened), dtype=np.int64)


def _plant_gain(
    state: _Decision, candidate: int, blocked: BoolArray
) -> tuple[float, SewerPlan | None]:
    outlets = state.data.outlets
    if blocked[outlets.node[candidate]]:
        return 0.0, None
    found = state.evaluate(np.array([candidate]), blocked)
    if found is None or found.is_connected.sum() < outlets.min_households[candidate]:
        return 0.0, None
    return found.gain_yuan, found
