"""A designed sewer: which reaches, what sizes and levels, what it costs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from algorithms.sewage import _design_kernels as kernels
from algorithms.sewage.catalogue import PipeCatalogue, pipe_catalogue
from algorithms.sewage.corridors import BoolArray, CorridorGraph, FloatArray, IntArray
from algorithms.sewage.parameters import SewerParameters, SewerPrices

CROWN_UP, CROWN_DOWN, CROWN_IN, PERSONS, HEAD, REACH_PV, MANHOLE_PV, STATION_PV = range(8)
# Joules of one cubic metre lifted one metre, in kWh.
_KWH_PER_M3_M = 9.81 * 1000.0 / 3.6e6


@dataclass(frozen=True, kw_only=True)
class PresentValueFactors:
    """Present value over price of sewers and pumps, and over yearly cost."""

    sewer: float
    pump: float
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
    def scalars(self) -> FloatArray:
        """Rules and prices as the kernels take them."""
        rules, prices = self.rules, self.prices
        values = np.zeros(kernels.SCALAR_COUNT)
        values[kernels.MAX_DEPTH] = rules.max_depth_m
        values[kernels.PEAK_FLOW_PER_PERSON] = rules.peak_flow_m3_s_per_person
        values[kernels.MEAN_FLOW_M3_D_PER_PERSON] = rules.flow_m3_d_per_person
        values[kernels.DROP_MIN] = rules.drop_min_m
        values[kernels.CHAMBER_MAX_DEPTH] = rules.chamber_max_depth_m
        values[kernels.ROCK_FACTOR] = 1.0 + rules.rock_share * prices.rock_share
        values[kernels.DEPTH_2M_SHARE] = prices.depth_2m_share
        values[kernels.DEPTH_3M_SHARE] = prices.depth_3m_share
        values[kernels.RISING_MAIN_PRICE] = prices.rising_main_yuan_m
        values[kernels.PLASTIC_PRICE] = prices.manhole_plastic_yuan
        values[kernels.CONCRETE_PRICE] = prices.manhole_concrete_yuan
        values[kernels.DROP_PRICE] = prices.manhole_drop_yuan
        values[kernels.STATION_BASE] = prices.pump_station_base_yuan
        values[kernels.STATION_PER_M3_D] = prices.pump_station_yuan_m3_d
        values[kernels.LIFTING_SHARE] = prices.lifting_share
        values[kernels.STATION_ANNUAL_SHARE] = prices.pump_annual_share
        values[kernels.ENERGY_YUAN_PER_M3_M] = (
            _KWH_PER_M3_M * prices.electricity_yuan_kwh / prices.pump_efficiency
        )
        upkeep = prices.sewer_annual_share * self.factors.annual
        values[kernels.SEWER_FACTOR] = self.factors.sewer + upkeep
        values[kernels.PUMP_FACTOR] = self.factors.pump
        values[kernels.ANNUAL_FACTOR] = self.factors.annual
        return values


@dataclass(frozen=True, kw_only=True)
class SewerForest:
    """Trees of reaches, each running to its outlet.

    Attributes
    ----------
    down_node, down_edge
        Next node and reach towards the outlet, -1 at outlets and outside; shape (N,).
    order
        Nodes of the forest, each before its next node.
    low_crown_m
        Lowest crown at each node that drains by gravity to the next station or
        outlet, shape (N,).
    """

    down_node: IntArray
    down_edge: IntArray
    order: IntArray
    low_crown_m: FloatArray

    @cached_property
    def in_forest(self) -> BoolArray:
        """Whether a node belongs to a tree, shape (N,)."""
        inside = np.zeros(len(self.down_node), dtype=np.bool_)
        inside[self.order] = True
        return inside

    @cached_property
    def root(self) -> IntArray:
        """Outlet node of each node, -1 outside; shape (N,)."""
        root = np.full(len(self.down_node), -1, dtype=np.int64)
        for node in self.order[::-1].tolist():
            down = self.down_node[node]
            root[node] = node if down < 0 else root[down]
        return root

    def restricted_to(self, is_kept: BoolArray) -> SewerForest:
        """Return the forest without the branches that aren't kept."""
        return SewerForest(
            down_node=np.where(is_kept, self.down_node, -1),
            down_edge=np.where(is_kept, self.down_edge, -1),
            order=self.order[is_kept[self.order]],
            low_crown_m=self.low_crown_m,
        )


@dataclass(frozen=True, kw_only=True)
class SewerDesign:
    """A forest with sizes, levels, stations and present values.

    Attributes
    ----------
    forest
        The reaches.
    table
        One row per node with the columns ``CROWN_UP`` ... ``STATION_PV``.
    size
        Row of the catalogue for the reach that leaves each node.
    kind
        ``GRAVITY``, ``LIFTED``, ``PUMPED`` or ``CARRIED``, see the kernels.
    """

    forest: SewerForest
    table: FloatArray
    size: IntArray
    kind: IntArray

    @property
    def link_cost_yuan(self) -> FloatArray:
        """Present value of reach, manhole and station at each node, shape (N,)."""
        return np.asarray(self.table[:, REACH_PV:].sum(axis=1))

    @property
    def cost_yuan(self) -> float:
        """Present value of all reaches, manholes and stations."""
        return float(self.link_cost_yuan[self.forest.order].sum())


def design_forest(
    basis: DesignBasis,
    forest: SewerForest,
    node_persons: FloatArray,
    lateral_crown_m: FloatArray,
    outlet_crown_m: FloatArray,
) -> SewerDesign:
    """Size every reach and set its levels, from the leaves to the outlets.

    Pipes meet crown to crown; a reach starts at the least cover or at the crown
    of its lowest inflow, falls at least at the gradient of its size and as much
    as the ground makes it; sizes never shrink downstream. Where the largest
    depth is passed a station lifts the sewage to the least cover, or pumps it
    over the rise.

    Parameters
    ----------
    node_persons
        Persons connected at each node, shape (N,).
    lateral_crown_m
        Lowest crown of the house laterals at each node, infinite without any.
    outlet_crown_m
        Crown below which an outlet takes nothing in, -inf where it takes any;
        shape (N,), read at outlets.
    """
    graph, pipes = basis.graph, basis.catalogue
    table, size, kind = kernels.design_levels(
        forest.order, forest.down_node, forest.down_edge, graph.edge_length_m,
        graph.edge_cover_m, graph.edge_sag_m, graph.edge_surface_yuan_m, graph.ground_level_m,
        node_persons, lateral_crown_m, outlet_crown_m, pipes.diameter_m, pipes.min_gradient,
        pipes.max_gradient, pipes.capacity_m3_s, pipes.price_yuan_m, basis.scalars,
    )  # fmt: skip
    return SewerDesign(forest=forest, table=table, size=size, kind=kind)


def grow_forest(
    basis: DesignBasis,
    outlet_node: IntArray,
    outlet_crown_m: FloatArray,
    outlet_reach_m: FloatArray,
    node_demand: FloatArray,
    max_gap_yuan: float = np.inf,
) -> SewerForest:
    """Connect every node with demand to the nearest outlet or to the tree so far.

    Parameters
    ----------
    outlet_node, outlet_crown_m, outlet_reach_m
        Outlets, the lowest crown they take in (NaN for any), and the longest
        way to them; shape (S,).
    node_demand
        Positive where something is to be connected, shape (N,).
    max_gap_yuan
        A node that costs more to reach from the tree is left out.
    """
    graph, pipes = basis.graph, basis.catalogue
    starts, heads, edges = graph.adjacency
    down_node, down_edge, in_tree, _, low_crown = kernels.grow_forest(
        starts, heads, edges, graph.edge_length_m, graph.edge_cover_m, graph.edge_sag_m,
        graph.edge_surface_yuan_m, graph.ground_level_m, outlet_node, outlet_crown_m,
        outlet_reach_m, node_demand, pipes.diameter_m[0], pipes.min_gradient[0],
        pipes.price_yuan_m[0], basis.scalars, max_gap_yuan,
    )  # fmt: skip
    order = kernels.downstream_order(down_node, in_tree)
    return SewerForest(
        down_node=down_node, down_edge=down_edge, order=order, low_crown_m=low_crown
    )


def connection_cost_yuan(
    basis: DesignBasis, start_node: IntArray, start_crown_m: FloatArray
) -> FloatArray:
    """Return what one more sewer from each node to the nearest start would cost, shape (N,).

    Parameters
    ----------
    start_node, start_crown_m
        Outlets or nodes of a sewer, and the lowest crown they take in (NaN for any).
    """
    graph, pipes = basis.graph, basis.catalogue
    starts, heads, edges = graph.adjacency
    nothing = np.zeros(len(graph.node_xy_m))
    cost = kernels.grow_forest(
        starts, heads, edges, graph.edge_length_m, graph.edge_cover_m, graph.edge_sag_m,
        graph.edge_surface_yuan_m, graph.ground_level_m, start_node, start_crown_m,
        np.full(len(start_node), np.inf), nothing, pipes.diameter_m[0], pipes.min_gradient[0],
        pipes.price_yuan_m[0], basis.scalars, np.inf,
    )[3]  # fmt: skip
    return np.asarray(cost)
