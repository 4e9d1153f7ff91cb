"""What each connected household bears of the sewer it uses."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from algorithms.sewage import _growth_kernels
from algorithms.sewage import _sewer_arrays as arrays
from algorithms.sewage._design_kernels import main_diameter_m
from algorithms.sewage.corridors import FloatArray
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
    is_lifting = design.kind == arrays.LIFTED
    is_station = is_lifting | (design.kind == arrays.PUMPED)
    flow = design.table[:, arrays.PERSONS] * rules.flow_m3_d_per_person
    head = design.table[:, arrays.HEAD]
    capital = prices.pump_station_base_yuan + prices.pump_station_yuan_m3_d * flow
    capital = np.where(is_lifting, capital * prices.lifting_share, capital)
    energy = flow * 365.0 * head * basis.energy_yuan_per_m3_m
    annual = capital * prices.pump_annual_share + energy
    peak_m3_s = design.table[:, arrays.PERSONS] * rules.peak_flow_m3_s_per_person
    in_main = 0.25 * np.pi * main_diameters_m(basis, design) ** 2 * rules.rising_main_velocity_m_s
    pumped_m3_s = np.where(is_lifting, peak_m3_s, in_main)
    power = 9.81 * pumped_m3_s * head / prices.pump_efficiency
    return StationCosts(
        flow_m3_d=np.where(is_station, flow, 0.0),
        power_kw=np.where(is_station, power, 0.0),
        capital_yuan=np.where(is_station, capital, 0.0),
        annual_yuan=np.where(is_station, annual, 0.0),
    )


def main_diameters_m(basis: DesignBasis, design: SewerDesign) -> FloatArray:
    """Return the diameter of a rising main for what passes each node, shape (N,)."""
    flow = design.table[:, arrays.PERSONS] * basis.rules.peak_flow_m3_s_per_person
    velocity, least = basis.rules.rising_main_velocity_m_s, basis.rules.rising_main_min_diameter_m
    return np.array([main_diameter_m(f, velocity, least) for f in flow.tolist()])


def network_costs(basis: DesignBasis, design: SewerDesign) -> NetworkCosts:
    """Return the first and yearly cost at each node of a design."""
    factor = basis.sewer_factor
    reach = design.table[:, arrays.REACH_PV] / factor
    manhole = design.table[:, arrays.MANHOLE_PV] / factor
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
    forest = design.forest
    return _growth_kernels.sum_upstream(forest.order, forest.links.down, node_households)


def share_per_household(
    design: SewerDesign, node_cost_yuan: FloatArray, carried: FloatArray
) -> FloatArray:
    """Return what a household at each node bears: every reach shared by all it carries."""
    forest = design.forest
    own = node_cost_yuan / np.maximum(carried, 1.0)
    return _growth_kernels.sum_downstream(forest.order, forest.links.down, own)
