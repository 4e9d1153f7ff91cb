"""What each connected household bears of the sewer it uses."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from algorithms.sewage import _design_kernels as kernels
from algorithms.sewage import design as columns
from algorithms.sewage.corridors import FloatArray, IntArray
from algorithms.sewage.design import DesignBasis, SewerDesign


@dataclass(frozen=True, kw_only=True)
class StationCosts:
    """Pumping and lifting stations by node, 0 where there is none; shape (N,)."""

    flow_m3_d: FloatArray
    power_kw: FloatArray
    capital_yuan: FloatArray
    annual_yuan: FloatArray


@dataclass(frozen=True, kw_only=True)
class NetworkCosts:
    """Cost at each node of its reach, manhole and station; shape (N,)."""

    reach_yuan: FloatArray
    manhole_yuan: FloatArray
    stations: StationCosts
    capital_yuan: FloatArray
    annual_yuan: FloatArray


def station_costs(basis: DesignBasis, design: SewerDesign) -> StationCosts:
    """Return first and yearly cost of the stations, as the design priced them."""
    prices, rules = basis.prices, basis.rules
    is_lifting = design.kind == kernels.LIFTED
    is_station = is_lifting | (design.kind == kernels.PUMPED)
    flow = design.table[:, columns.PERSONS] * rules.flow_m3_d_per_person
    head = design.table[:, columns.HEAD]
    capital = prices.pump_station_base_yuan + prices.pump_station_yuan_m3_d * flow
    capital = np.where(is_lifting, capital * prices.lifting_share, capital)
    energy = flow * 365.0 * head * basis.scalars[kernels.ENERGY_YUAN_PER_M3_M]
    annual = capital * prices.pump_annual_share + energy
    peak_m3_s = design.table[:, columns.PERSONS] * rules.peak_flow_m3_s_per_person
    power = 9.81 * peak_m3_s * head / prices.pump_efficiency
    return StationCosts(
        flow_m3_d=np.where(is_station, flow, 0.0),
        power_kw=np.where(is_station, power, 0.0),
        capital_yuan=np.where(is_station, capital, 0.0),
        annual_yuan=np.where(is_station, annual, 0.0),
    )


def network_costs(basis: DesignBasis, design: SewerDesign) -> NetworkCosts:
    """Return the first and yearly cost at each node of a design."""
    factor = basis.scalars[kernels.SEWER_FACTOR]
    reach = design.table[:, columns.REACH_PV] / factor
    manhole = design.table[:, columns.MANHOLE_PV] / factor
    stations = station_costs(basis, design)
    return NetworkCosts(
        reach_yuan=reach,
        manhole_yuan=manhole,
        stations=stations,
        capital_yuan=reach + manhole + stations.capital_yuan,
        annual_yuan=(reach + manhole) * basis.prices.sewer_annual_share + stations.annual_yuan,
    )


def households_upstream(design: SewerDesign, node_households: FloatArray) -> FloatArray:
    """Return the households that each node carries, shape (N,)."""
    carried = node_households.astype(np.float64).copy()
    for node in design.forest.order.tolist():
        down = design.forest.down_node[node]
        if down >= 0:
            carried[down] += carried[node]
    return carried


def share_per_household(
    design: SewerDesign, node_cost_yuan: FloatArray, carried: FloatArray
) -> FloatArray:
    """Return what a household at each node bears: every reach shared by all it carries."""
    share = np.zeros(len(carried))
    for node in design.forest.order[::-1].tolist():
        down = design.forest.down_node[node]
        own = node_cost_yuan[node] / max(carried[node], 1.0)
        share[node] = own + (share[down] if down >= 0 else 0.0)
    return share


def outlet_households(outlet_index: IntArray, house_node: IntArray, outlet_count: int) -> IntArray:
    """Return the number of connected houses at each outlet, shape (S,)."""
    outlet = outlet_index[house_node]
    return np.bincount(outlet[outlet >= 0], minlength=outlet_count)
