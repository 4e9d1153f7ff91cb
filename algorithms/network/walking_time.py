"""Walking time on slopes, there and back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import ArrayLike
from scipy.sparse import csr_array

from algorithms.network import _validate
from algorithms.network._arrays import FloatArray, IntArray, gather_ranges
from algorithms.network._routing import cost_graph, pairs_within, to_csr
from algorithms.network.snapping import Snaps, snap_points
from algorithms.network.street_network import StreetNetwork
from algorithms.parameters import declared
from algorithms.progress import SILENT, Progress


@dataclass(frozen=True, kw_only=True)
class WalkingTimeParameters:
    """How fast people walk, and how finely roads are given heights."""

    speed_m_s: float = declared("walk.speed_elder_m_s")
    slope_step_m: float = declared("walk.slope_step_m")


@dataclass(frozen=True, kw_only=True)
class HeightSamples:
    """Evenly spaced places along each edge, both ends included.

    The places of edge ``e`` are ``xy_m[offsets[e]:offsets[e + 1]]``, from its
    start to its end; they are ``step_m[e]`` apart along the edge.
    """

    xy_m: FloatArray
    offsets: IntArray
    step_m: FloatArray


@dataclass(frozen=True, kw_only=True)
class WalkingTimes:
    """Time to walk each edge, the mean of both directions.

    Attributes
    ----------
    edge_time_s
        Shape (E,), positive.
    speed_m_s
        Walking speed on level ground, also that of the access ways.
    edges_without_height
        Edges that are taken as level, in whole or in part, because a height is
        missing (NaN); ascending.
    """

    edge_time_s: FloatArray
    speed_m_s: float
    edges_without_height: IntArray


@dataclass(frozen=True, kw_only=True)
class TimePairs:
    """Pairs of points within a walking time, sorted by from, then to; as `DistancePairs`."""

    from_index: IntArray
    to_index: IntArray
    time_s: FloatArray
    from_snaps: Snaps
    to_snaps: Snaps

    def to_csr(self) -> csr_array:
        """Return the times as a sparse array (from, to); a stored 0 is a time of 0."""
        shape = (len(self.from_snaps), len(self.to_snaps))
        return to_csr(self.from_index, self.to_index, self.time_s, shape)


def walking_speed_ratio(gradient: ArrayLike) -> FloatArray:
    """Return the speed there and back on a slope, relative to level ground.

    Tobler's hiking function W = 6 exp(-3.5 |S + 0.05|) km/h (Tobler 1993, Three
    presentations on geographical analysis and modeling, NCGIA Technical Report
    93-1), S = dh/dx, uphill positive. Going up and coming down the same slope
    takes the mean of both times per metre, so the speed is the harmonic mean.
    It does not depend on the sign of the gradient and is at most 1.

    Examples
    --------
    >>> walking_speed_ratio([0.0, 0.05, 0.10, 0.30]).round(3).tolist()
    [1.0, 0.985, 0.827, 0.411]
    """
    slope = np.asarray(gradient, dtype=np.float64)
    up, down = np.exp(3.5 * np.abs(slope + 0.05)), np.exp(3.5 * np.abs(slope - 0.05))
    return np.asarray(2.0 * np.exp(3.5 * 0.05) / (up + down))


def sample_edges(network: StreetNetwork, step_m: float) -> HeightSamples:
    """Return where to read ground heights: along every edge, at most a step apart.

    Steps well below a terrain model's cell width turn its rounding into slopes
    that are not there; about two cells is right.

    Raises
    ------
    InputError
        ``network.not_positive`` for the step.
    """
    wanted_m = _validate.positive("step_m", step_m)
    step_counts = np.maximum(1, np.ceil(network.edge_length_m / wanted_m)).astype(np.int64)
    even_m = network.edge_length_m / step_counts
    offsets = np.concatenate([[0], np.cumsum(step_counts + 1)])
    edge = np.repeat(np.arange(network.edge_count), step_counts + 1)
    rank = gather_ranges(np.zeros(network.edge_count, np.int64), step_counts + 1)
    return HeightSamples(
        xy_m=_places(network, edge, rank * even_m[edge]), offsets=offsets, step_m=even_m
    )


def walking_times(
    network: StreetNetwork,
    samples: HeightSamples,
    height_m: ArrayLike,
    parameters: WalkingTimeParameters,
) -> WalkingTimes:
    """Return the time to walk each edge, there and back halved.

    Each step between two samples takes step / (speed x ratio) with the ratio of
    `walking_speed_ratio` for the step's gradient; the speed is the design speed
    of the walkers on level ground, which scales Tobler's 1.40 m/s.

    Parameters
    ----------
    samples
        From `sample_edges`.
    height_m
        Ground height at each sample, same length; a step with a NaN end is level.

    Raises
    ------
    InputError
        ``network.length_mismatch`` or ``network.not_positive``.
    """
    heights_m = np.asarray(height_m, dtype=np.float64)
    heights_m = _validate.same_length("height_m", heights_m, len(samples.xy_m))
    speed_m_s = _validate.positive("speed_m_s", parameters.speed_m_s)
    first = np.delete(np.arange(len(heights_m)), samples.offsets[1:] - 1)
    edge = np.repeat(np.arange(network.edge_count), np.diff(samples.offsets) - 1)
    rise_m = heights_m[first + 1] - heights_m[first]
    is_unknown = np.isnan(rise_m)
    gradient = np.where(is_unknown, 0.0, rise_m) / samples.step_m[edge]
    time_s = samples.step_m[edge] / (speed_m_s * walking_speed_ratio(gradient))
    return WalkingTimes(
        edge_time_s=np.add.reduceat(time_s, np.flatnonzero(np.diff(edge, prepend=-1))),
        speed_m_s=speed_m_s,
        edges_without_height=np.unique(edge[is_unknown]),
    )


def walking_times_within(
    network: StreetNetwork,
    times: WalkingTimes,
    from_xy_m: ArrayLike,
    to_xy_m: ArrayLike,
    *,
    cutoff_s: float,
    max_access_m: float = np.inf,
    progress: Progress = SILENT,
) -> TimePairs:
    """Find every pair of points within a walking time of each other.

    As `distances_within`, with times in place of lengths: the quickest way,
    which need not be the shortest. Access ways are walked as on level ground,
    and part of an edge takes its share of the edge's time.

    Raises
    ------
    InputError
        ``network.points_shape`` or ``network.negative_value``.
    """
    cutoff_s = _validate.not_negative("cutoff_s", cutoff_s)
    graph = cost_graph(network, times.edge_time_s, 1.0 / times.speed_m_s)
    from_snaps = snap_points(network, from_xy_m, max_access_m=max_access_m)
    to_snaps = snap_points(network, to_xy_m, max_access_m=max_access_m)
    from_index, to_index, time_s = pairs_within(graph, from_snaps, to_snaps, cutoff_s, progress)
    return TimePairs(
        from_index=from_index,
        to_index=to_index,
        time_s=time_s,
        from_snaps=from_snaps,
        to_snaps=to_snaps,
    )


def _places(network: StreetNetwork, edge: IntArray, position_m: FloatArray) -> FloatArray:
    """Return the coordinates of positions along edges."""
    lines = network.edge_lines[edge]
    return np.asarray(shapely.get_coordinates(shapely.line_interpolate_point(lines, position_m)))
