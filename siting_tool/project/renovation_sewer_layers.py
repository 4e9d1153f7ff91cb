"""A sewer design as result layers: pipes, manholes, stations, plants."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from algorithms.renovation.cost_items import sum_of
from algorithms.renovation.tank_size import daily_input_l
from algorithms.sewage import _sewer_arrays as arrays
from algorithms.sewage.hydraulics import depth_ratio_of_flow, velocity_m_s
from algorithms.sewage.outlets import OUTLET_KIND_NAMES
from algorithms.sewage.shares import households_upstream, main_diameters_m, network_costs
from layers.result_schema import SEWER_PIPES
from siting_tool.project.columns import words
from siting_tool.project.study_area import layer_or_empty

if TYPE_CHECKING:
    from algorithms.renovation.plan import RenovationInput, RenovationPlan
    from siting_tool.project.project import Project

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
TextArray = NDArray[np.object_]

SURFACE_OF_LINK = ""
MANHOLE_PLASTIC_M, MANHOLE_CONCRETE_M = 0.45, 0.7
# From the wall of a house that stands at the manhole.
_SHORTEST_LATERAL_M = 1.0


@dataclass(frozen=True, kw_only=True)
class SewerLayers:
    """Result layers, with the system and plant of each node for the household layer."""

    pipes: gpd.GeoDataFrame
    manholes: gpd.GeoDataFrame
    stations: gpd.GeoDataFrame
    plants: gpd.GeoDataFrame
    system_of_node: TextArray
    plant_of_node: TextArray


@dataclass(frozen=True, kw_only=True)
class _Names:
    """Ids of systems, manholes and plants by node, empty outside the forest."""

    system: TextArray
    manhole: TextArray
    plant: TextArray


def _frame(rows: dict[str, Any], geometry: Any, crs: str) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(rows, geometry=gpd.GeoSeries(list(geometry), crs=crs), crs=crs)


def sewer_layers(
    project: Project, scenario: str, data: RenovationInput, plan: RenovationPlan
) -> SewerLayers:
    """Return the sewers of a plan as layers; empty ones where nothing connects."""
    names = _names(data, plan)
    return SewerLayers(
        pipes=_pipes(project, scenario, data, plan, names),
        manholes=_manholes(project, scenario, data, plan, names),
        stations=_stations(project, scenario, data, plan, names),
        plants=_plants(project, scenario, data, plan, names),
        system_of_node=names.system,
        plant_of_node=names.plant,
    )


def _order(plan: RenovationPlan) -> IntArray:
    if plan.sewers is None:
        return np.zeros(0, dtype=np.int64)
    return plan.sewers.design.forest.order


def _node_households(data: RenovationInput, plan: RenovationPlan) -> FloatArray:
    count = len(data.basis.graph.node_xy_m)
    if plan.sewers is None:
        return np.zeros(count)
    node = data.connections.node[plan.sewers.is_connected]
    return np.bincount(node, minlength=count).astype(np.float64)


def _names(data: RenovationInput, plan: RenovationPlan) -> _Names:
    """Return ids: systems numbered by outlet, manholes upstream from it."""
    count = len(data.basis.graph.node_xy_m)
    system, manhole, plant = (np.full(count, "", dtype=object) for _ in range(3))
    if plan.sewers is not None:
        root = plan.sewers.design.forest.root
        numbers: dict[int, int] = {}
        filled: dict[int, int] = {}
        for node in _order(plan)[::-1].tolist():
            number = numbers.setdefault(int(root[node]), len(numbers) + 1)
            filled[number] = filled.get(number, 0) + 1
            system[node] = f"S{number:02d}"
            manhole[node] = f"S{number:02d}-{filled[number]:03d}"
            plant[node] = data.outlets.plant_id[plan.sewers.outlet_index[node]]
    return _Names(system=system, manhole=manhole, plant=plant)


def _links(plan: RenovationPlan) -> IntArray:
    order = _order(plan)
    if plan.sewers is None:
        return order
    return order[plan.sewers.design.forest.down_node[order] >= 0]


def _pipes(
    project: Project, scenario: str, data: RenovationInput, plan: RenovationPlan, names: _Names
) -> gpd.GeoDataFrame:
    gravity = _street_pipes(project, scenario, data, plan, names)
    laterals = _laterals(project, scenario, data, plan, names)
    both = {key: np.concatenate((gravity[key], laterals[key])) for key in gravity}
    geometry = both.pop("geometry")
    return _frame(both, geometry, project.crs)


def _street_pipes(
    project: Project, scenario: str, data: RenovationInput, plan: RenovationPlan, names: _Names
) -> dict[str, NDArray[Any]]:
    """Columns of the public sewers, from the leaves to the outlets."""
    graph, pipes, rules = data.basis.graph, data.basis.catalogue, data.basis.rules
    node = _links(plan)
    if plan.sewers is None:
        return _no_pipes()
    design = plan.sewers.design
    edge, down = design.forest.down_edge[node], design.forest.down_node[node]
    length = design.forest.along(graph.edge_length_m)[node]
    diameter = pipes.diameter_m[design.size[node]]
    up, low = design.table[node, arrays.CROWN_UP], design.table[node, arrays.CROWN_DOWN]
    pressure = np.isin(design.kind[node], (arrays.PUMPED, arrays.CARRIED))
    flow = design.table[node, arrays.PERSONS] * rules.peak_flow_m3_s_per_person
    gradient = (up - low) / length
    safe = np.where(pressure, 1.0, np.maximum(gradient, 1e-9))
    ratio = np.where(pressure, 1.0, depth_ratio_of_flow(flow, diameter, safe, rules.manning_n))
    diameter = np.where(pressure, main_diameters_m(data.basis, design)[node], diameter)
    velocity = velocity_m_s(diameter, safe, rules.manning_n, np.maximum(ratio, 1e-6))
    # A pump runs at its own flow for as long as it takes.
    velocity = np.where(pressure, rules.rising_main_velocity_m_s, velocity)
    ground_up, ground_down = graph.ground_level_m[node], graph.ground_level_m[down]
    carried = households_upstream(design, _node_households(data, plan))
    costs = network_costs(data.basis, design)
    surfaces = np.append(words(layer_or_empty(project, "roads"), "surface"), SURFACE_OF_LINK)
    xy = graph.node_xy_m
    return {
        "pipe_id": np.array([f"{m}P" for m in names.manhole[node]], dtype=object),
        "scenario": np.full(len(node), scenario, dtype=object),
        "system_id": names.system[node],
        "kind": np.where(pressure, "rising_main", "gravity").astype(object),
        "up_manhole_id": names.manhole[node],
        "down_manhole_id": names.manhole[down],
        "household_id": np.full(len(node), "", dtype=object),
        "diameter_m": diameter,
        "length_m": length,
        "gradient": gradient,
        "ground_up_m": ground_up,
        "ground_down_m": ground_down,
        "invert_up_m": up - diameter,
        "invert_down_m": low - diameter,
        "cover_up_m": ground_up - up,
        "cover_down_m": ground_down - low,
        "households": carried[node].astype(np.int64),
        "flow_m3_s": flow,
        "depth_ratio": ratio,
        "velocity_m_s": velocity,
        "needs_flushing": ~pressure & (velocity < rules.min_velocity_m_s),
        "surface": surfaces[graph.edge_source_index[edge]],
        "cost_yuan": costs.reach_yuan[node],
        "geometry": np.array(
            [shapely.LineString(xy[design.forest.way(one)[0]]) for one in node.tolist()],
            dtype=object,
        ),
    }


def _no_pipes() -> dict[str, NDArray[Any]]:
    text_columns = ("pipe_id", "scenario", "system_id", "kind", "up_manhole_id",
                    "down_manhole_id", "household_id", "surface")  # fmt: skip
    empty: dict[str, NDArray[Any]] = {}
    for field in SEWER_PIPES.fields:
        kind = object if field.name in text_columns else np.float64
        empty[field.name] = np.zeros(0, dtype=kind)
    empty["geometry"] = np.zeros(0, dtype=object)
    return empty


def _laterals(
    project: Project, scenario: str, data: RenovationInput, plan: RenovationPlan, names: _Names
) -> dict[str, NDArray[Any]]:
    """Columns of the house laterals, in the order of the households."""
    if plan.sewers is None:
        return _no_pipes()
    graph, rules = data.basis.graph, data.basis.rules
    house = np.flatnonzero(plan.sewers.is_connected)
    node = data.connections.node[house]
    length = data.connections.length_m[house]
    ids = words(layer_or_empty(project, "households"), "household_id")[house]
    pumped = data.connections.is_pumped[house]
    diameter = np.where(pumped, rules.house_pump_diameter_m, rules.lateral_diameter_m)
    street, yard = graph.ground_level_m[node], data.households.ground_level_m[house]
    yard = np.where(np.isnan(yard), street, yard)
    low, up = data.connections.crown_m[house], data.connections.house_crown_m[house]
    gradient = (up - low) / np.maximum(length, _SHORTEST_LATERAL_M)
    flow = data.households.persons[house] * rules.peak_flow_m3_s_per_person
    safe = np.where(pumped, 1.0, gradient)
    ratio = np.where(pumped, 1.0, depth_ratio_of_flow(flow, diameter, safe, rules.manning_n))
    velocity = velocity_m_s(diameter, safe, rules.manning_n, np.maximum(ratio, 1e-6))
    prices = data.basis.prices
    price = np.where(pumped, prices.pressure_lateral_yuan_m, prices.lateral_yuan_m)
    xy = np.stack((data.households.xy_m[house], graph.node_xy_m[node]), axis=1)
    count = len(house)
    return {
        "pipe_id": np.array([f"L-{i}" for i in ids], dtype=object),
        "scenario": np.full(count, scenario, dtype=object),
        "system_id": names.system[node],
        "kind": np.full(count, "lateral", dtype=object),
        "up_manhole_id": np.full(count, "", dtype=object),
        "down_manhole_id": names.manhole[node],
        "household_id": ids,
        "diameter_m": diameter,
        "length_m": length,
        "gradient": gradient,
        "ground_up_m": yard,
        "ground_down_m": street,
        "invert_up_m": up - diameter,
        "invert_down_m": low - diameter,
        "cover_up_m": yard - up,
        "cover_down_m": street - low,
        "households": np.ones(count, dtype=np.int64),
        "flow_m3_s": flow,
        "depth_ratio": ratio,
        "velocity_m_s": np.where(pumped, rules.rising_main_velocity_m_s, velocity),
        "needs_flushing": np.zeros(count, dtype=bool),
        "surface": np.full(count, "", dtype=object),
        "cost_yuan": length * price,
        "geometry": np.asarray(shapely.linestrings(xy)),
    }


def _manholes(
    project: Project, scenario: str, data: RenovationInput, plan: RenovationPlan, names: _Names
) -> gpd.GeoDataFrame:
    graph, rules, sizes = data.basis.graph, data.basis.rules, data.basis.catalogue.diameter_m
    node = _links(plan)
    ground = graph.ground_level_m[node]
    invert = depth = cost = np.zeros(0)
    is_drop = np.zeros(0, dtype=bool)
    if plan.sewers is not None:
        table = plan.sewers.design.table
        crown_in, crown_out = table[node, arrays.CROWN_IN], table[node, arrays.CROWN_UP]
        highest = table[node, arrays.CROWN_HIGH]
        pipe = np.where(
            plan.sewers.design.kind[node] == arrays.CARRIED,
            main_diameters_m(data.basis, plan.sewers.design)[node],
            sizes[plan.sewers.design.size[node]],
        )
        invert = np.minimum(crown_in, crown_out) - pipe
        depth = ground - invert
        is_drop = highest - crown_out >= rules.drop_min_m - 1e-9
        is_drop &= plan.sewers.design.kind[node] == arrays.GRAVITY
        cost = network_costs(data.basis, plan.sewers.design).manhole_yuan[node]
    rows = {
        "manhole_id": names.manhole[node],
        "scenario": np.full(len(node), scenario, dtype=object),
        "system_id": names.system[node],
        "ground_level_m": ground,
        "invert_level_m": invert,
        "depth_m": depth,
        "diameter_m": np.where(
            depth > rules.chamber_max_depth_m, MANHOLE_CONCRETE_M, MANHOLE_PLASTIC_M
        ),
        "is_drop": is_drop,
        "cost_yuan": cost,
    }
    return _frame(rows, shapely.points(graph.node_xy_m[node]), project.crs)


def _stations(
    project: Project, scenario: str, data: RenovationInput, plan: RenovationPlan, names: _Names
) -> gpd.GeoDataFrame:
    graph = data.basis.graph
    node = np.zeros(0, dtype=np.int64)
    values: dict[str, FloatArray] = dict.fromkeys(
        ("flow_m3_s", "head_m", "power_kw", "capital_yuan", "annual_yuan"), np.zeros(0)
    )
    kind = np.zeros(0, dtype=object)
    if plan.sewers is not None:
        design = plan.sewers.design
        order = design.forest.order
        node = order[np.isin(design.kind[order], (arrays.LIFTED, arrays.PUMPED))]
        stations = network_costs(data.basis, design).stations
        kind = np.where(design.kind[node] == arrays.PUMPED, "pumping", "lifting").astype(object)
        peak = data.basis.rules.peak_flow_m3_s_per_person
        values = {
            "flow_m3_s": design.table[node, arrays.PERSONS] * peak,
            "head_m": design.table[node, arrays.HEAD],
            "power_kw": stations.power_kw[node],
            "capital_yuan": stations.capital_yuan[node],
            "annual_yuan": stations.annual_yuan[node],
        }
    rows = {
        "station_id": np.array([f"{m}B" for m in names.manhole[node]], dtype=object),
        "scenario": np.full(len(node), scenario, dtype=object),
        "system_id": names.system[node],
        "kind": kind,
        "manhole_id": names.manhole[node],
        **values,
    }
    return _frame(rows, shapely.points(graph.node_xy_m[node]), project.crs)


def _plants(
    project: Project, scenario: str, data: RenovationInput, plan: RenovationPlan, names: _Names
) -> gpd.GeoDataFrame:
    """Outlets in use with what they take in."""
    outlets, rules = data.outlets, data.basis.rules
    used = np.zeros(0, dtype=np.int64)
    households = persons = invert = np.zeros(0, dtype=np.float64)
    if plan.sewers is not None:
        connected = plan.sewers.is_connected
        outlet = plan.sewers.outlet_index[data.connections.node[connected]]
        all_households = np.bincount(outlet, minlength=len(outlets))
        used = np.flatnonzero(all_households)
        households = all_households[used].astype(np.float64)
        weights = data.households.persons[connected]
        persons = np.bincount(outlet, weights=weights, minlength=len(outlets))[used].astype(float)
        crown = plan.sewers.design.table[outlets.node[used], arrays.CROWN_IN]
        invert = (
            crown - data.basis.catalogue.diameter_m[plan.sewers.design.size[outlets.node[used]]]
        )
    rows = {
        "plant_id": outlets.plant_id[used].astype(object),
        "scenario": np.full(len(used), scenario, dtype=object),
        "system_id": names.system[outlets.node[used]],
        "kind": np.asarray(OUTLET_KIND_NAMES, dtype=object)[outlets.kind[used]],
        "households": households.astype(np.int64),
        "persons": persons,
        "flow_m3_d": persons * rules.flow_m3_d_per_person,
        "invert_level_m": invert,
        "capital_yuan": outlets.capital_yuan[used]
        + outlets.capital_yuan_per_person[used] * persons,
        "annual_yuan": outlets.annual_yuan_per_person[used] * persons,
    }
    tanks, places = _shared_tanks(scenario, data, plan)
    both = {key: np.concatenate((values, tanks[key])) for key, values in rows.items()}
    xy = np.vstack((data.basis.graph.node_xy_m[outlets.node[used]], places))
    return _frame(both, shapely.points(xy), project.crs)


def _shared_tanks(
    scenario: str, data: RenovationInput, plan: RenovationPlan
) -> tuple[dict[str, NDArray[Any]], FloatArray]:
    """Return shared tanks as rows of the plant layer, and their places."""
    member = np.flatnonzero(plan.variant == "shared_tank")
    groups, of_member = np.unique(plan.shared_tanks.group[member], return_inverse=True)
    count = len(groups)

    def total(values: FloatArray) -> FloatArray:
        return np.bincount(of_member, weights=values, minlength=count).astype(np.float64)

    households = np.bincount(of_member, minlength=count)
    persons = total(data.households.persons[member])
    per_house = [i for i in plan.tank_costs.items if i.code in {"tank", "tank_volume"}]
    capital = sum_of(per_house)[member]
    places = [total(axis) / np.maximum(households, 1) for axis in data.households.xy_m[member].T]
    rows: dict[str, NDArray[Any]] = {
        "plant_id": np.array([f"T{n:03d}" for n in range(1, count + 1)], dtype=object),
        "scenario": np.full(count, scenario, dtype=object),
        "system_id": np.full(count, "", dtype=object),
        "kind": np.full(count, "shared_tank", dtype=object),
        "households": households,
        "persons": persons,
        "flow_m3_d": persons * daily_input_l(data.limits, data.limits.micro_flush_l) / 1000.0,
        "invert_level_m": np.full(count, np.nan),
        "capital_yuan": total(capital),
        "annual_yuan": np.zeros(count),
    }
    return rows, np.column_stack(places)
