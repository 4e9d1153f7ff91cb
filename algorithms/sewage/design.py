"""A designed sewer: which reaches, what sizes and levels, what it costs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from algorithms.sewage import _design_kernels, _growth_kernels
from algorithms.sewage import _sewer_arrays as arrays
from algorithms.sewage._sewer_arrays import (
    Corridors,
    Levels,
    Links,
    Loads,
    Pipes,
    plain_links,
)
from algorithms.sewage.catalogue import PipeCatalogue, pipe_catalogue
from algorithms.sewage.corridors import BoolArray, CorridorGraph, FloatArray, IntArray
from algorithms.sewage.parameters import SewerParameters, SewerPrices

# Joules of one cubic metre lifted one metre, in kWh.
_KWH_PER_M3_M = 9.81 * 1000.0 / 3.6e6


@dataclass(frozen=True, kw_only=True)
class PresentValueFactors:
    """Present value over price of sewers, pumps and plants, and over yearly cost."""

    sewer: float
    pump: float
    plant: float
    annual: float


@dataclass(frozen=True, kw_only=True)
class DesignBasis:
    """Graph, rules and prices that every design of one run shares."""

    graph: CorridorGraph
    rules: SewerParameters
    prices: SewerPrices
    factors: PresentValueFactors

    @cached_property
    def catalogue(self) -> PipeCatalogue:
        """Pipe sizes on offer."""
        return pipe_catalogue(self.rules, self.prices)

    @cached_property
    def corridors(self) -> Corridors:
        """The graph as the kernels take it."""
        starts, heads, edges = self.graph.adjacency
        return Corridors(
            starts=starts,
            heads=heads,
            arc_edges=edges,
            length=self.graph.edge_length_m,
            cover=self.graph.edge_cover_m,
            sag=self.graph.edge_sag_m,
            surface_price=self.graph.edge_surface_yuan_m,
            ground=self.graph.ground_level_m,
        )

    @cached_property
    def pipes(self) -> Pipes:
        """The catalogue as the kernels take it."""
        sizes = self.catalogue
        return Pipes(
            diameter=sizes.diameter_m,
            min_gradient=sizes.min_gradient,
            max_gradient=sizes.max_gradient,
            capacity=sizes.capacity_m3_s,
            price=sizes.price_yuan_m,
        )

    @cached_property
    def energy_yuan_per_m3_m(self) -> float:
        """Price of lifting one cubic metre by one metre."""
        return _KWH_PER_M3_M * self.prices.electricity_yuan_kwh / self.prices.pump_efficiency

    @cached_property
    def sewer_factor(self) -> float:
        """Present value over price of pipes and manholes, upkeep included."""
        return self.factors.sewer + self.prices.sewer_annual_share * self.factors.annual

    @cached_property
    def station_factor(self) -> float:
        """Present value over price of pumping stations, upkeep included, energy left out."""
        return self.factors.pump + self.prices.pump_annual_share * self.factors.annual

    @cached_property
    def scalars(self) -> FloatArray:
        """Rules and prices as the kernels take them."""
        rules, prices = self.rules, self.prices
        values = np.zeros(arrays.SCALAR_COUNT)
        values[arrays.MAX_DEPTH] = rules.max_depth_m
        values[arrays.PEAK_FLOW_PER_PERSON] = rules.peak_flow_m3_s_per_person
        values[arrays.MEAN_FLOW_M3_D_PER_PERSON] = rules.flow_m3_d_per_person
        values[arrays.DROP_MIN] = rules.drop_min_m
        values[arrays.CHAMBER_MAX_DEPTH] = rules.chamber_max_depth_m
        values[arrays.ROCK_FACTOR] = 1.0 + rules.rock_share * prices.rock_share
        values[arrays.DEPTH_2M_SHARE] = prices.depth_2m_share
        values[arrays.DEPTH_3M_SHARE] = prices.depth_3m_share
        values[arrays.RISING_MAIN_PRICE] = prices.rising_main_yuan_m
        values[arrays.PLASTIC_PRICE] = prices.manhole_plastic_yuan
        values[arrays.CONCRETE_PRICE] = prices.manhole_concrete_yuan
        values[arrays.DROP_PRICE] = prices.manhole_drop_yuan
        values[arrays.STATION_BASE] = prices.pump_station_base_yuan
        values[arrays.STATION_PER_M3_D] = prices.pump_station_yuan_m3_d
        values[arrays.LIFTING_SHARE] = prices.lifting_share
        values[arrays.STATION_ANNUAL_SHARE] = prices.pump_annual_share
        values[arrays.ENERGY_YUAN_PER_M3_M] = self.energy_yuan_per_m3_m
        values[arrays.SEWER_FACTOR] = self.sewer_factor
        values[arrays.PUMP_FACTOR] = self.factors.pump
        values[arrays.ANNUAL_FACTOR] = self.factors.annual
        values[arrays.MANNING_N] = rules.manning_n
        values[arrays.MAX_VELOCITY] = rules.max_velocity_m_s
        values[arrays.MAIN_VELOCITY] = rules.rising_main_velocity_m_s
        values[arrays.MAIN_MIN_DIAMETER] = rules.rising_main_min_diameter_m
        values[arrays.LONG_MAIN_MAX_HEAD] = rules.long_main_max_head_m
        return values


@dataclass(frozen=True, kw_only=True)
class SewerForest:
    """Trees of reaches, each running to its outlet.

    Attributes
    ----------
    links
        Next node and reach towards the outlet, -1 at outlets and outside; shape (N,).
    order
        Nodes of the forest, each before its next node.
    """

    links: Links
    order: IntArray

    @property
    def down_node(self) -> IntArray:
        """Next node of every node."""
        return self.links.down

    @property
    def down_edge(self) -> IntArray:
        """Reach to the next node."""
        return self.links.edge

    @cached_property
    def in_forest(self) -> BoolArray:
        """Whether a node belongs to a tree, shape (N,)."""
        inside = np.zeros(len(self.links.down), dtype=np.bool_)
        inside[self.order] = True
        return inside

    @cached_property
    def has_main(self) -> BoolArray:
        """Whether a long rising main leaves a node, shape (N,)."""
        links = self.links
        found = links.main_size > 0
        last = links.main_first + links.main_size - 1
        found[found] = links.edge[found] == links.main_edges[last[found]]
        return found

    def way(self, node: int) -> tuple[IntArray, IntArray]:
        """Return the nodes and reaches of what leaves a node, both ends included."""
        links = self.links
        if not self.has_main[node]:
            return np.array([node, links.down[node]]), links.edge[[node]]
        rows = slice(links.main_first[node], links.main_first[node] + links.main_size[node])
        return np.append(node, links.main_ends[rows]), links.main_edges[rows]

    def along(self, per_reach: FloatArray) -> FloatArray:
        """Return the sum of something over the reaches that leave each node, shape (N,).

        One reach, all those of a long rising main, or none: 0.
        """
        edge = self.links.edge
        total = np.where(edge >= 0, per_reach[edge], 0.0)
        for node in np.flatnonzero(self.has_main).tolist():
            total[node] = per_reach[self.way(node)[1]].sum()
        return total

    @cached_property
    def root(self) -> IntArray:
        """Outlet node of each node, -1 outside; shape (N,)."""
        return _growth_kernels.tree_roots(self.order, self.links)

    def restricted_to(self, is_kept: BoolArray) -> SewerForest:
        """Return the forest without the branches that aren't kept."""
        links = self.links._replace(
            down=np.where(is_kept, self.links.down, -1), edge=np.where(is_kept, self.links.edge, -1)
        )
        return SewerForest(links=links, order=self.order[is_kept[self.order]])

    def without_empty_branches(self, node_persons: FloatArray) -> SewerForest:
        """Return the forest without branches that nobody lives on."""
        carried = _growth_kernels.sum_upstream(self.order, self.links.down, node_persons)
        return self.restricted_to(carried > 0.0)

    def joined(self, branches: SewerForest) -> SewerForest:
        """Return this forest with branches that grow from its nodes."""
        down = np.where(self.in_forest, self.links.down, branches.links.down)
        edge = np.where(self.in_forest, self.links.edge, branches.links.edge)
        links = self.links._replace(down=down, edge=edge)
        return ordered_forest(links, self.in_forest | branches.in_forest)


def ordered_forest(links: Links, in_forest: BoolArray) -> SewerForest:
    """Return the forest of these links."""
    nodes = np.flatnonzero(in_forest)
    space = np.zeros(len(in_forest), dtype=np.int64)
    return SewerForest(
        links=links, order=_growth_kernels.downstream_order(nodes, links.down, space)
    )


@dataclass(frozen=True, kw_only=True)
class SewerDesign:
    """A forest with sizes, levels, stations and present values.

    Attributes
    ----------
    forest
        The reaches.
    levels
        Table of levels with the columns of `_sewer_arrays`, row of the pipe
        catalogue and kind of what leaves each node.
    present_value_yuan
        Of all reaches, manholes, stations and outlets in use.
    """

    forest: SewerForest
    levels: Levels
    present_value_yuan: float

    @property
    def table(self) -> FloatArray:
        """Levels and present values, one row per node."""
        return self.levels.table

    @property
    def size(self) -> IntArray:
        """Row of the catalogue for the reach that leaves each node."""
        return self.levels.size

    @property
    def kind(self) -> IntArray:
        """``GRAVITY``, ``LIFTED``, ``PUMPED`` or ``CARRIED`` by node."""
        return self.levels.kind

    @property
    def link_cost_yuan(self) -> FloatArray:
        """Present value of reach, manhole and station at each node, shape (N,)."""
        return np.asarray(self.table[:, arrays.REACH_PV : arrays.OUTLET_PV].sum(axis=1))


def design_forest(basis: DesignBasis, forest: SewerForest, loads: Loads) -> SewerDesign:
    """Size every reach and set its levels, from the leaves to the outlets.

    Pipes meet crown to crown; a reach starts at the least cover or at the crown
    of its lowest inflow, falls at least at the gradient of its size and as much
    as the ground makes it; sizes never shrink downstream. Where the largest
    depth is passed a station lifts the sewage to the least cover, or pumps it
    over the rise. See ``docs/methods/sewer_design.md``.
    """
    levels = arrays.empty_levels(len(basis.graph.node_xy_m))
    cost = _design_kernels.design_levels(
        forest.order, forest.links, loads, basis.corridors, basis.pipes, basis.scalars, levels
    )
    return SewerDesign(forest=forest, levels=levels, present_value_yuan=float(cost))


@dataclass(frozen=True, kw_only=True)
class Growth:
    """A forest grown from its starts, with what it would cost to grow it further.

    Attributes
    ----------
    forest
        The forest, starts included.
    cost_yuan
        Cheapest sewer from each node to the forest; infinite where none is possible.
    low_crown_m
        Lowest crown at each node that drains by gravity to the next station or outlet.
    parent_edge
        First reach of that cheapest sewer, -1 where none; shape (N,).
    """

    forest: SewerForest
    cost_yuan: FloatArray
    low_crown_m: FloatArray
    parent_edge: IntArray


def grow_forest(
    basis: DesignBasis,
    start_node: IntArray,
    start_crown_m: FloatArray,
    start_reach_m: FloatArray,
    node_demand: FloatArray,
    max_gap_yuan: float = np.inf,
) -> Growth:
    """Connect every node with demand to the nearest start or to the tree so far.

    Parameters
    ----------
    start_node, start_crown_m, start_reach_m
        Outlets or nodes of a sewer, the lowest crown they take in (NaN for
        any), and the longest way to them; shape (S,).
    node_demand
        Positive where something is to be connected, shape (N,).
    max_gap_yuan
        A node that costs more to reach from the tree is left out.
    """
    down, edge, in_tree, cost, low_crown, parent_edge = _growth_kernels.grow_forest(
        start_node, start_crown_m, start_reach_m, node_demand, max_gap_yuan,
        basis.corridors, basis.pipes, basis.scalars,
    )  # fmt: skip
    return Growth(
        forest=ordered_forest(plain_links(down, edge), in_tree),
        cost_yuan=cost,
        low_crown_m=low_crown,
        parent_edge=parent_edge,
    )
