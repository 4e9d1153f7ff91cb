"""Lengths and times along shortest ways, whose first and last edges are walked in part."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from algorithms.network import Paths, WalkingTimes

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


def metres_on_first_edge(paths: Paths, ways: IntArray) -> FloatArray:
    """Return what each way walks on its first edge, to the first node it passes.

    Only for ways that pass a node; shape (ways,).
    """
    network = paths.network
    edge = paths.edge_index[paths.edge_offsets[ways]]
    node = paths.node_index[paths.node_offsets[ways]]
    position_m = paths.from_snaps.position_m[ways]
    from_end_m = network.edge_length_m[edge] - position_m
    is_start, is_end = network.edge_nodes[edge, 0] == node, network.edge_nodes[edge, 1] == node
    # On an edge that returns to its own node the shorter way round is taken.
    return np.where(
        is_start & is_end,
        np.minimum(position_m, from_end_m),
        np.where(is_start, position_m, from_end_m),
    )


def way_times(paths: Paths, times: WalkingTimes) -> FloatArray:
    """Return the time to walk each way, mean of there and back, infinite where there is none.

    A part of an edge takes its share of the edge's time, as in
    `walking_times_within`; access ways are walked as on level ground.

    Returns
    -------
    NDArray
        Seconds, shape (ways,).
    """
    time_s = np.where(paths.distance_m == 0.0, 0.0, np.inf)
    goes = np.isfinite(paths.distance_m) & (paths.distance_m > 0.0)
    passes_node = np.diff(paths.node_offsets) > 0
    for ways, between in (
        (np.flatnonzero(goes & ~passes_node), _along_one_edge),
        (np.flatnonzero(goes & passes_node), _over_nodes),
    ):
        access_m = paths.from_snaps.access_m[ways] + paths.to_snaps.access_m[paths.to_index[ways]]
        on_roads_m = paths.distance_m[ways] - access_m
        time_s[ways] = between(paths, times, ways, on_roads_m) + access_m / times.speed_m_s
    return time_s


def _pace_s_m(paths: Paths, times: WalkingTimes, edge: IntArray) -> FloatArray:
    return times.edge_time_s[edge] / paths.network.edge_length_m[edge]


def _along_one_edge(
    paths: Paths, times: WalkingTimes, ways: IntArray, on_roads_m: FloatArray
) -> FloatArray:
    edge = paths.edge_index[paths.edge_offsets[ways]]
    return on_roads_m * _pace_s_m(paths, times, edge)


def _over_nodes(
    paths: Paths, times: WalkingTimes, ways: IntArray, on_roads_m: FloatArray
) -> FloatArray:
    first, last = paths.edge_offsets[ways], paths.edge_offsets[ways + 1] - 1
    inner_m = sums_between(paths.network.edge_length_m[paths.edge_index], first + 1, last)
    inner_s = sums_between(times.edge_time_s[paths.edge_index], first + 1, last)
    on_first_m = metres_on_first_edge(paths, ways)
    on_last_m = np.maximum(on_roads_m - inner_m - on_first_m, 0.0)
    return (
        on_first_m * _pace_s_m(paths, times, paths.edge_index[first])
        + inner_s
        + on_last_m * _pace_s_m(paths, times, paths.edge_index[last])
    )


def sums_between(values: FloatArray, begin: IntArray, end: IntArray) -> FloatArray:
    """Return the sum of ``values[begin:end]`` for each pair of places."""
    total = np.concatenate([[0.0], np.cumsum(values)])
    return np.asarray(total[end] - total[begin])
