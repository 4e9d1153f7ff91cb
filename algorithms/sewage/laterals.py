"""How each house would reach a manhole."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from algorithms.sewage.corridors import CorridorGraph, FloatArray, IntArray
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
        Manhole, -1 where no lateral of allowed length and depth reaches one.
    length_m, crown_m
        Length of the lateral, its crown at the manhole.
    nearest_m
        Straight way to the nearest possible manhole, infinite where there is none.
    """

    node: IntArray
    length_m: FloatArray
    crown_m: FloatArray
    nearest_m: FloatArray


def connect_houses(
    graph: CorridorGraph,
    outlet_node: IntArray,
    house_xy_m: FloatArray,
    house_ground_m: FloatArray,
    rules: SewerParameters,
) -> HouseConnections:
    """Choose each house's manhole: near, and not much deeper than the street sewer.

    The lateral leaves the house at the least yard cover and falls at its least
    gradient, so a house below the street asks for a deep manhole. A house whose
    ground is not known is taken at the level of the manhole. Only manholes
    from which the corridors lead to an outlet count.
    """
    count = len(house_xy_m)
    usable = np.flatnonzero(np.isin(graph.component, graph.component[outlet_node]))
    if not len(usable) or not count:
        nowhere = np.full(count, np.inf)
        return HouseConnections(
            node=np.full(count, -1, dtype=np.int64),
            length_m=nowhere,
            crown_m=nowhere,
            nearest_m=nowhere,
        )
    near = min(_NEAREST, len(usable))
    distance, place = cKDTree(graph.node_xy_m[usable]).query(house_xy_m, k=near)
    distance = np.asarray(distance).reshape(count, near)
    place = np.asarray(place).reshape(count, near)
    street = graph.ground_level_m[usable[place]]
    yard = np.where(np.isnan(house_ground_m)[:, None], street, house_ground_m[:, None])
    cover = max(rules.cover_yard_m, rules.frost_depth_m - 0.15)
    crown = yard - cover - rules.min_gradient_lateral * distance
    depth = street - crown + rules.min_diameter_m
    extra = np.maximum(depth - rules.cover_road_m - rules.min_diameter_m, 0.0)
    allowed = (distance <= rules.lateral_max_m) & (depth <= rules.max_depth_m)
    effort = np.where(allowed, distance + _METRES_PER_METRE_OF_DEPTH * extra, np.inf)
    best = np.argmin(effort, axis=1)
    row = np.arange(count)
    return HouseConnections(
        node=np.where(allowed[row, best], usable[place[row, best]], -1),
        length_m=distance[row, best],
        crown_m=crown[row, best],
        nearest_m=distance[:, 0],
    )
