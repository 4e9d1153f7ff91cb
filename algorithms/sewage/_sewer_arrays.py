"""What the compiled sewer loops read and write, as named tuples of arrays.

The loops take graph, pipes and scalars one by one: handing them over as one
tuple of tuples makes the local search take 1.6 times as long.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, ParamSpec, TypeVar, cast

import numpy as np
from numba import njit
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]
P = ParamSpec("P")
R = TypeVar("R")


def inlined(function: Callable[P, R]) -> Callable[P, R]:
    """Compile into each caller: a call that hands over tuples of arrays is dear."""
    return cast(Callable[P, R], njit(inline="always")(function))


# Rows of the vector of rules and prices; filled by `design.DesignBasis.scalars`.
(
    MAX_DEPTH,
    PEAK_FLOW_PER_PERSON,
    MEAN_FLOW_M3_D_PER_PERSON,
    DROP_MIN,
    CHAMBER_MAX_DEPTH,
    ROCK_FACTOR,
    DEPTH_2M_SHARE,
    DEPTH_3M_SHARE,
    RISING_MAIN_PRICE,
    PLASTIC_PRICE,
    CONCRETE_PRICE,
    DROP_PRICE,
    STATION_BASE,
    STATION_PER_M3_D,
    LIFTING_SHARE,
    STATION_ANNUAL_SHARE,
    ENERGY_YUAN_PER_M3_M,
    SEWER_FACTOR,
    PUMP_FACTOR,
    ANNUAL_FACTOR,
    MANNING_N,
    MAX_VELOCITY,
    MAIN_VELOCITY,
    MAIN_MIN_DIAMETER,
    LONG_MAIN_MAX_HEAD,
    SCALAR_COUNT,
) = range(26)

# What leaves a node: a gravity reach, a station and a gravity reach, a station and a
# rising main, a further reach of a rising main.
GRAVITY, LIFTED, PUMPED, CARRIED = range(4)

# Columns of the level table; in: the lowest crown that arrives, high: the highest of a
# gravity sewer, -inf where none arrives.
(
    CROWN_UP,
    CROWN_DOWN,
    CROWN_IN,
    CROWN_HIGH,
    PERSONS,
    HOUSEHOLDS,
    HEAD,
    REACH_PV,
    MANHOLE_PV,
    STATION_PV,
    OUTLET_PV,
    COLUMN_COUNT,
) = range(12)


class Corridors(NamedTuple):
    """Corridor graph: neighbours of each node by row starts, then reaches, then ground."""

    starts: IntArray
    heads: IntArray
    arc_edges: IntArray
    length: FloatArray
    cover: FloatArray
    sag: FloatArray
    surface_price: FloatArray
    ground: FloatArray


class Pipes(NamedTuple):
    """Pipe sizes on offer, ascending."""

    diameter: FloatArray
    min_gradient: FloatArray
    max_gradient: FloatArray
    capacity: FloatArray
    price: FloatArray


class Loads(NamedTuple):
    """What is connected at each node, and what each node would be as an outlet."""

    persons: FloatArray
    households: FloatArray
    lateral_crown: FloatArray
    outlet_crown: FloatArray
    outlet_fixed: FloatArray
    outlet_per_person: FloatArray
    outlet_min_households: FloatArray
    outlet_max_persons: FloatArray


class Links(NamedTuple):
    """Next node and reach of every node towards its outlet; -1 at outlets and outside.

    A long rising main passes manholes that drain back to its pump: the next node of
    the pump is where the main ends, its reach the last of ``main_size`` reaches that
    stand, with the node at the end of each, from row ``main_first`` on. ``main_into``
    and ``main_next`` list the pumps whose mains end at a node, -1 after the last.
    """

    down: IntArray
    edge: IntArray
    main_size: IntArray
    main_first: IntArray
    main_into: IntArray
    main_next: IntArray
    main_edges: IntArray
    main_ends: IntArray


class Levels(NamedTuple):
    """Result of a design, one row per node, and its working arrays."""

    table: FloatArray
    size: IntArray
    kind: IntArray
    inflows: IntArray
    carried_until: IntArray


def empty_levels(count: int) -> Levels:
    """Return levels of a graph before any design."""
    return Levels(
        table=np.zeros((count, COLUMN_COUNT)),
        size=np.zeros(count, dtype=np.int64),
        kind=np.zeros(count, dtype=np.int64),
        inflows=np.zeros(count, dtype=np.int64),
        carried_until=np.full(count, -1, dtype=np.int64),
    )


def plain_links(down: IntArray, edge: IntArray) -> Links:
    """Return links without long rising mains."""
    count, nothing = len(down), np.zeros(0, dtype=np.int64)
    return Links(
        down=down,
        edge=edge,
        main_size=np.zeros(count, dtype=np.int64),
        main_first=np.zeros(count, dtype=np.int64),
        main_into=np.full(count, -1, dtype=np.int64),
        main_next=np.full(count, -1, dtype=np.int64),
        main_edges=nothing,
        main_ends=nothing,
    )
