"""Who connects, along which reaches, to which outlet: one decision.

The prize of a household is what its own toilet would cost over its life, less
what the sewer asks of it alone (lateral, fittings, treatment). A layout is
given true levels and priced at its true depths, and branches that cost more
than they save are cut; cutting makes what is left shallower or dearer, so
design and cutting alternate until nothing changes. `planning.plan_sewers` is
the door. See ``docs/methods/renovation_decision.md``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from algorithms.sewage import _cut_kernels, _growth_kernels
from algorithms.sewage import _sewer_arrays as arrays
from algorithms.sewage._sewer_arrays import Loads
from algorithms.sewage.corridors import BoolArray, FloatArray, IntArray
from algorithms.sewage.design import (
    DesignBasis,
    Growth,
    SewerDesign,
    SewerForest,
    design_forest,
    grow_forest,
)
from algorithms.sewage.outlets import Outlets

# Stands for "must connect" among prizes in yuan; well above any sewer of a township.
FORCED_PRIZE_YUAN = 1e8
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
    is_pumped
        Whether the house has a pump of its own.
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
    is_pumped: BoolArray
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
        The sewer.
    outlet_index
        Outlet of each node, -1 outside; shape (N,).
    gain_yuan
        What the sewers save against every household's own toilet, each forced
        connection counted at ``FORCED_PRIZE_YUAN``.
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


class Decision:
    """What every step of one decision shares."""

    def __init__(self, data: DecisionInput) -> None:
        self.data = data
        self.basis, self.houses, self.outlets = data.basis, data.houses, data.outlets
        self.node_count = len(data.basis.graph.node_xy_m)
        factors = data.basis.factors
        self.fixed = self.outlets.fixed_present_value_yuan(factors.plant)
        self.per_person = self.outlets.person_present_value_yuan(factors.plant, factors.annual)
        self.outlet_crown = self.outlets.invert_level_m + self.basis.pipes.diameter[0]
        self.eligible = np.flatnonzero(self.houses.is_eligible)
        self.prize = np.nan_to_num(self.houses.saving_yuan, neginf=0.0)
        self.prize += np.where(self.houses.is_forced, FORCED_PRIZE_YUAN, 0.0)
        self.max_gap = self._max_gap()

    def _max_gap(self) -> float:
        if self.houses.is_forced[self.eligible].any():
            return np.inf
        gains = self.prize[self.eligible]
        gains = gains[gains > 0.0]
        return _GAP_HOUSEHOLDS * float(gains.mean()) if len(gains) else np.inf

    def per_node(self, houses: IntArray, values: FloatArray) -> FloatArray:
        """Return the sum of values of houses at each node."""
        sums = np.bincount(self.houses.node[houses], weights=values, minlength=self.node_count)
        return sums.astype(np.float64)

    def loads(self, served: IntArray, open_outlets: IntArray) -> Loads:
        """Return what the design of these houses to these outlets has to carry."""
        lateral = np.full(self.node_count, np.inf)
        np.minimum.at(lateral, self.houses.node[served], self.houses.crown_m[served])
        node = self.outlets.node[open_outlets]
        crown = self.outlet_crown[open_outlets]

        def at_outlets(values: FloatArray, elsewhere: float) -> FloatArray:
            spread = np.full(self.node_count, elsewhere)
            spread[node] = values
            return spread

        return Loads(
            persons=self.per_node(served, self.houses.persons[served]),
            households=self.per_node(served, np.ones(len(served))),
            lateral_crown=lateral,
            outlet_crown=at_outlets(np.where(np.isnan(crown), -np.inf, crown), -np.inf),
            outlet_fixed=at_outlets(self.fixed[open_outlets], 0.0),
            outlet_per_person=at_outlets(self.per_person[open_outlets], 0.0),
            outlet_min_households=at_outlets(
                self.outlets.min_households[open_outlets].astype(np.float64), 0.0
            ),
            outlet_max_persons=at_outlets(self.outlets.max_persons[open_outlets], np.inf),
        )

    def outlet_of_node(self, forest: SewerForest, open_outlets: IntArray) -> IntArray:
        """Return the outlet of every node of a forest, -1 outside."""
        at_node = np.full(self.node_count, -1, dtype=np.int64)
        at_node[self.outlets.node[open_outlets]] = open_outlets
        return np.where(forest.root >= 0, at_node[forest.root], -1)

    def grow(self, houses: IntArray, open_outlets: IntArray) -> Growth:
        """Grow a forest from the outlets to these houses."""
        return grow_forest(
            self.basis,
            self.outlets.node[open_outlets],
            self.outlet_crown[open_outlets],
            self.outlets.reach_m[open_outlets],
            self.per_node(houses, np.ones(len(houses))),
            self.max_gap,
        )

    def drained(self, houses: IntArray, growth: Growth) -> IntArray:
        """Return the houses whose lateral reaches the forest without a station of its own."""
        node = self.houses.node[houses]
        high = self.houses.crown_m[houses] >= growth.low_crown_m[node]
        return houses[growth.forest.in_forest[node] & (high | self.houses.is_forced[houses])]

    def worth(self, houses: IntArray, outlets: IntArray) -> IntArray:
        """Return the houses that save something even if the sewer cost nothing to lay."""
        cheapest = self.per_person[outlets].min() if len(outlets) else np.inf
        return houses[self.prize[houses] > cheapest * self.houses.persons[houses]]

    def plan_to(self, outlets: IntArray, blocked: BoolArray) -> SewerPlan | None:
        """Grow, design and prune a forest to the given outlets, outside blocked nodes."""
        if not len(outlets):
            return None
        houses = self.eligible[~blocked[self.houses.node[self.eligible]]]
        wanted = self.worth(houses, outlets)
        if not len(wanted):
            return None
        growth = self.grow(wanted, outlets)
        return self.settle(growth.forest, outlets, self.drained(wanted, growth))

    def settle(
        self, forest: SewerForest, open_outlets: IntArray, wanted: IntArray
    ) -> SewerPlan | None:
        """Alternate true design and pruning until nothing is cut; every round cuts some node."""
        forest = self._cut_from_leaves(forest, open_outlets, wanted)
        while len(forest.order):
            served = wanted[forest.in_forest[self.houses.node[wanted]]]
            if not len(served):
                return None
            loads = self.loads(served, open_outlets)
            design = design_forest(self.basis, forest, loads)
            prize = self._node_prize(served, forest, open_outlets)
            kept = np.zeros(self.node_count, dtype=np.bool_)
            gain = _growth_kernels.prune_forest(
                forest.order, forest.links.down, prize, design.link_cost_yuan,
                loads.outlet_fixed + design.table[:, arrays.STATION_PV], kept,
            )  # fmt: skip
            kept &= self._big_enough(design, forest, open_outlets, kept)
            if kept[forest.order].all():
                kept = self._within_size(design, forest, open_outlets, prize)
            if kept[forest.order].all():
                return SewerPlan(
                    is_connected=np.isin(np.arange(len(self.houses.node)), served),
                    design=design,
                    outlet_index=self.outlet_of_node(forest, open_outlets),
                    gain_yuan=float(gain),
                )
            forest = forest.restricted_to(kept)
        return None

    def _cut_from_leaves(
        self, forest: SewerForest, open_outlets: IntArray, wanted: IntArray
    ) -> SewerForest:
        """Cut most of what settling cuts in one pass."""
        served = wanted[forest.in_forest[self.houses.node[wanted]]]
        kept = np.zeros(self.node_count, dtype=np.bool_)
        if len(served):
            _cut_kernels.cut_from_leaves(
                forest.order, forest.links, self.loads(served, open_outlets),
                self._node_prize(served, forest, open_outlets), self.basis.corridors,
                self.basis.pipes, self.basis.scalars, arrays.empty_levels(self.node_count), kept,
            )  # fmt: skip
        return forest.restricted_to(kept)

    def _node_prize(
        self, served: IntArray, forest: SewerForest, open_outlets: IntArray
    ) -> FloatArray:
        outlet = self.outlet_of_node(forest, open_outlets)[self.houses.node[served]]
        treatment = self.per_person[outlet] * self.houses.persons[served]
        return self.per_node(served, self.prize[served] - treatment)

    def _big_enough(
        self, design: SewerDesign, forest: SewerForest, open_outlets: IntArray, kept: BoolArray
    ) -> BoolArray:
        """Whether the tree of each node still has the households its outlet needs."""
        served = design.table[:, arrays.HOUSEHOLDS]
        size = np.zeros(self.node_count)
        size[forest.order] = served[forest.root[forest.order]]
        needed = self.outlets.min_households[self.outlet_of_node(forest, open_outlets)]
        return np.where(kept, size >= needed, False)

    def _within_size(
        self, design: SewerDesign, forest: SewerForest, open_outlets: IntArray, prize: FloatArray
    ) -> BoolArray:
        """Return which nodes stay when trees too large for their outlet lose branches."""
        kept = forest.in_forest.copy()
        order, down = forest.order, forest.links.down
        roots = order[down[order] < 0]
        outlet = self.outlet_of_node(forest, open_outlets)[roots]
        excess = design.table[roots, arrays.PERSONS] - self.outlets.max_persons[outlet]
        if not (excess > 0.0).any():
            return kept
        persons = design.table[:, arrays.PERSONS].copy()
        worth = _growth_kernels.sum_upstream(order, down, prize - design.link_cost_yuan)
        for root, too_many in zip(roots, excess, strict=True):
            tree = order[forest.root[order] == root]
            _growth_kernels.trim_tree(tree, down, persons, worth, too_many, kept)
        return kept
