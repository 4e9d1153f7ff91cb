"""How each house would reach a manhole."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from algorithms.sewage.corridors import BoolArray, CorridorGraph, FloatArray, IntArray
from algorithms.sewage.parameters import SewerParameters

# Manholes looked at for each house, and how many metres of lateral one metre of
# extra depth at the manhole is worth.
_NEAREST = 6
_METRES_PER_METRE_OF_DEPTH = 15.0


@dataclass(frozen=True, kw_only=True)
class HouseConnections:
    """How each house would reach the sewer; shape (H,).

    Attributes
    ----------
    node
        Manhole, -1 where no lateral reaches one.
    length_m, crown_m, house_crown_m
        Length of the lateral, its crown at the manhole and at the house.
    nearest_m
        Straight way to the nearest possible manhole, infinite where there is none.
    is_pumped
        Whether the house needs a pump of its own and a pressure lateral.
    """

    node: IntArray
    length_m: FloatArray
    crown_m: FloatArray
    house_crown_m: FloatArray
    nearest_m: FloatArray
    is_pumped: BoolArray


@dataclass(frozen=True, kw_only=True)
class _Nearby:
    """The nearest manholes of each house: nodes, ways, ground there; shape (H, K)."""

    node: IntArray
    way_m: FloatArray
    street_m: FloatArray
    yard_m: FloatArray


def connect_houses(
    graph: CorridorGraph,
    outlet_node: IntArray,
    house_xy_m: FloatArray,
    house_ground_m: FloatArray,
    rules: SewerParameters,
    must_reach: BoolArray,
) -> HouseConnections:
    """Choose each house's manhole: near, and not much deeper than the street sewer.

    The lateral leaves the house at the least yard cover and falls at its least
    gradient, so a house below the street asks for a deep manhole; from a house
    above the street it falls as steeply as it takes to reach the manhole under
    the least cover of a sewer. Where none is
    reached so within the largest depth, a pump of the house's own lifts into the
    nearest that it can reach. A house whose ground is not known is taken at the
    level of the manhole. Only manholes from which the corridors lead to an outlet
    count. Houses that ``must_reach`` one do so at any length and lift.
    """
    usable = np.flatnonzero(np.isin(graph.component, graph.component[outlet_node]))
    if not len(usable) or not len(house_xy_m):
        return _none_reached(len(house_xy_m))
    near = _nearby(graph, usable, house_xy_m, house_ground_m)
    cover = max(rules.cover_yard_m, rules.frost_depth_m - 0.15)
    street_cover = max(min(rules.cover_road_m, rules.cover_path_m), cover)
    crown = near.yard_m - cover - rules.min_gradient_lateral * near.way_m
    crown = np.minimum(crown, near.street_m - street_cover)
    depth = near.street_m - crown + rules.min_diameter_m
    extra = np.maximum(depth - rules.cover_road_m - rules.min_diameter_m, 0.0)
    in_reach = (near.way_m <= rules.lateral_max_m) | must_reach[:, None]
    by_gravity = _least(
        near.way_m + _METRES_PER_METRE_OF_DEPTH * extra,
        in_reach & (depth <= rules.max_depth_m),
    )
    low_enough = near.street_m - near.yard_m + cover <= rules.house_pump_max_head_m
    by_pump = _least(near.way_m, in_reach & (low_enough | must_reach[:, None]))
    is_pumped = (by_gravity < 0) & (by_pump >= 0)
    choice = np.where(is_pumped, by_pump, by_gravity)
    row = np.arange(len(choice))
    pumped_crown = near.street_m[row, choice] - street_cover
    return HouseConnections(
        node=np.where(choice >= 0, near.node[row, choice], -1),
        length_m=near.way_m[row, choice],
        crown_m=np.where(is_pumped, pumped_crown, crown[row, choice]),
        house_crown_m=near.yard_m[row, choice] - cover,
        nearest_m=near.way_m[:, 0],
        is_pumped=is_pumped,
    )


def _none_reached(count: int) -> HouseConnections:
    nowhere = np.full(count, np.inf)
    return HouseConnections(
        node=np.full(count, -1, dtype=np.int64),
        length_m=nowhere,
        crown_m=nowhere,
        house_crown_m=nowhere,
        nearest_m=nowhere,
        is_pumped=np.zeros(count, dtype=np.bool_),
    )


def _nearby(
    graph: CorridorGraph, usable: IntArray, house_xy_m: FloatArray, house_ground_m: FloatArray
) -> _Nearby:
    near, count = min(_NEAREST, len(usable)), len(house_xy_m)
    way, place = cKDTree(graph.node_xy_m[usable]).query(house_xy_m, k=near)
    node = usable[np.asarray(place).reshape(count, near)]
    street = graph.ground_level_m[node]
    return _Nearby(
        node=node,
        way_m=np.asarray(way).reshape(count, near),
        street_m=street,
        yard_m=np.where(np.isnan(house_ground_m)[:, None], street, house_ground_m[:, None]),
    )


def _least(effort: FloatArray, is_allowed: BoolArray) -> IntArray:
    """Return the place of the least allowed effort in each row, -1 where none is allowed."""
    best = np.argmin(np.where(is_allowed, effort, np.inf), axis=1)
    return np.where(is_allowed.any(axis=1), best, -1)
