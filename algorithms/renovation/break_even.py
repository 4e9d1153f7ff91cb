"""When a sewer pays: metres per household against the cost of an own toilet."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from algorithms.renovation.households import BoolArray, FloatArray
from algorithms.renovation.plan import RenovationInput, RenovationPlan
from algorithms.sewage import _growth_kernels
from algorithms.sewage.corridors import IntArray

SYSTEM, BRANCH, POSSIBLE = "system", "branch", "possible"
# Side branches of fewer households are counted with the stem only.
_LEAST_HOUSEHOLDS = 3


@dataclass(frozen=True, kw_only=True)
class SewerGroup:
    """One point of the break-even chart.

    Attributes
    ----------
    kind
        ``system``: everything to one outlet; ``branch``: what hangs on a main
        stem, with its own metres only; ``possible``: households of one village
        that would connect if sewers cost much less.
    root_node
        Outlet of the system, -1 where nothing is built.
    village
        Village index of most of its households.
    households
        How many.
    m_per_household
        New public sewer each.
    own_yuan, house_yuan
        Mean whole-life cost of the own toilets, and of lateral, fittings and
        treatment; with its share of a new plant for a whole system.
    """

    kind: str
    root_node: int
    village: int
    households: int
    m_per_household: float
    own_yuan: float
    house_yuan: float


@dataclass(frozen=True, kw_only=True)
class BreakEven:
    """The break-even chart.

    Attributes
    ----------
    network_yuan_per_m
        Whole-life cost of one metre of public sewer, manholes and stations
        included: mean of the plan, or of a plain sewer where there is none.
    groups
        Systems, their side branches, and villages without a sewer.
    """

    network_yuan_per_m: float
    groups: tuple[SewerGroup, ...]


def break_even(
    data: RenovationInput,
    plan: RenovationPlan,
    cheap: RenovationPlan | None = None,
    village: IntArray | None = None,
) -> BreakEven:
    """Return the systems, branches and possible sewers of a plan on the break-even chart.

    A sewer pays where metres per household times the price of a metre stay
    under the own toilet's cost less that of lateral, fittings and treatment.

    Parameters
    ----------
    cheap
        Plan at very low sewer prices, for what is possible; None leaves it out.
    village
        Village index of every household, shape (H,); None for one village.
    """
    villages = np.zeros(len(plan.mode), dtype=np.int64) if village is None else village
    groups: list[SewerGroup] = []
    price = _plain_price(data)
    if plan.sewers is not None:
        drawn = _Drawn(data, plan, villages)
        price = drawn.yuan_per_m() or price
        groups += [*drawn.systems(), *drawn.side_branches()]
    if cheap is not None and cheap.sewers is not None:
        drawn = _Drawn(data, cheap, villages)
        groups += drawn.possible(cheap.sewers.is_connected & (plan.mode != "sewer"))
    return BreakEven(network_yuan_per_m=price, groups=tuple(groups))


class _Drawn:
    """A plan's sewers with what is needed to put households together."""

    def __init__(self, data: RenovationInput, plan: RenovationPlan, village: IntArray) -> None:
        assert plan.sewers is not None
        self.design = plan.sewers.design
        self.forest, self.village = self.design.forest, village
        self.down = self.forest.links.down
        self.connected = plan.sewers.is_connected
        self.node = data.connections.node
        has_link = np.zeros(len(self.down), dtype=np.bool_)
        has_link[self.forest.order] = self.down[self.forest.order] >= 0
        lengths = self.forest.along(data.basis.graph.edge_length_m)
        self.length_m = np.where(has_link, lengths, 0.0)
        number = np.bincount(self.node[self.connected], minlength=len(self.down))
        self.carried = self._upstream(number.astype(np.float64))
        own = plan.own_present_value_yuan
        self.own = np.where(np.isfinite(own), own, data.decision.sewer_at_most_yuan)
        treatment = data.outlets.person_present_value_yuan(
            data.basis.factors.plant, data.basis.factors.annual
        )
        outlet = np.where(self.connected, plan.sewers.outlet_index[self.node], 0)
        self.house = plan.house_sewer_costs.present_value_yuan(data.finance)
        self.house = self.house + treatment[outlet] * data.households.persons
        fixed = data.outlets.fixed_present_value_yuan(data.basis.factors.plant)
        self.plant_yuan = np.where(self.connected, fixed[outlet], 0.0)

    def _upstream(self, own: FloatArray) -> FloatArray:
        return _growth_kernels.sum_upstream(self.forest.order, self.down, own)

    def yuan_per_m(self) -> float:
        """Return the mean whole-life cost of a metre, 0 where none is laid."""
        total_m = float(self.length_m.sum())
        cost = float(self.design.link_cost_yuan[self.forest.order].sum())
        return cost / total_m if total_m > 0.0 else 0.0

    def _group(self, kind: str, root: int, houses: IntArray, metres: float) -> SewerGroup:
        # A plant is opened for a system as a whole; a branch more costs it nothing.
        plant = self.plant_yuan[houses].max() / len(houses) if kind == SYSTEM else 0.0
        return SewerGroup(
            kind=kind,
            root_node=root,
            village=int(np.bincount(self.village[houses]).argmax()),
            households=len(houses),
            m_per_household=metres / len(houses),
            own_yuan=float(self.own[houses].mean()),
            house_yuan=float(self.house[houses].mean() + plant),
        )

    def systems(self) -> list[SewerGroup]:
        """Return everything to each outlet."""
        root = self.forest.root
        of_house = np.where(self.connected, root[self.node], -1)
        return [
            self._group(
                SYSTEM, node, np.flatnonzero(of_house == node),
                float(self.length_m[root == node].sum()),
            )
            for node in np.unique(of_house[self.connected]).tolist()
        ]  # fmt: skip

    def side_branches(self) -> list[SewerGroup]:
        """Return what hangs on the main stems, each with its own metres.

        The main stem follows at every junction the side that more households use.
        """
        branch = self._branch_of_node()
        of_house = np.where(self.connected, branch[self.node], -1)
        starts = np.unique(branch[self.forest.order])
        return [
            self._group(
                BRANCH, int(self.forest.root[start]), np.flatnonzero(of_house == start),
                float(self.length_m[branch == start].sum()),
            )
            for start in starts[starts >= 0].tolist()
            if self.carried[start] >= _LEAST_HOUSEHOLDS
        ]  # fmt: skip

    def _branch_of_node(self) -> IntArray:
        """Return the node at which each node's branch leaves the stem, -1 on the stem."""
        order, down = self.forest.order, self.down
        largest = np.full(len(down), -1, dtype=np.int64)
        for node in order.tolist():
            below = down[node]
            if below >= 0 and (
                largest[below] < 0 or self.carried[node] > self.carried[largest[below]]
            ):
                largest[below] = node
        branch = np.full(len(down), -1, dtype=np.int64)
        for node in order[::-1].tolist():
            below = down[node]
            if below >= 0:
                leaves = branch[below] < 0 and largest[below] != node
                branch[node] = node if leaves else branch[below]
        return branch

    def possible(self, houses: BoolArray) -> list[SewerGroup]:
        """Return households by village with the sewer that each would bear."""
        each = _growth_kernels.sum_downstream(
            self.forest.order, self.down, self.length_m / np.maximum(self.carried, 1.0)
        )
        found = []
        for village in np.unique(self.village[houses]).tolist():
            inside = np.flatnonzero(houses & (self.village == village))
            found.append(self._group(POSSIBLE, -1, inside, float(each[self.node[inside]].sum())))
        return found


def _plain_price(data: RenovationInput) -> float:
    """Whole-life cost of one metre of the smallest sewer at the usual depth."""
    return float(data.basis.pipes.price[0] * data.basis.sewer_factor)
