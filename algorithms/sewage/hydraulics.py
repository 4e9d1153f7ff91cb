"""Steady flow in circular pipes that run partly full.

Manning: v = R^(2/3) I^(1/2) / n and Q = A v (GB 50014-2021, 5.2.1-5.2.2). With
the angle t = 2 acos(1 - 2 h/D) that the water surface spans at the centre,
A = D^2 (t - sin t) / 8 and the wetted perimeter is D t / 2.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]

# The flow is largest at h/D 0.938; above it a second, unstable depth has the same flow.
DEPTH_RATIO_OF_LARGEST_FLOW = 0.938181
_BISECTIONS = 45


def _angle(depth_ratio: ArrayLike) -> FloatArray:
    return 2.0 * np.arccos(1.0 - 2.0 * np.asarray(depth_ratio, dtype=np.float64))


def velocity_m_s(
    diameter_m: ArrayLike, gradient: ArrayLike, roughness: ArrayLike, depth_ratio: ArrayLike = 1.0
) -> FloatArray:
    """Return the mean velocity at a depth of flow.

    Parameters
    ----------
    diameter_m, gradient, roughness
        Inside diameter, fall over length, Manning's n in s/m^(1/3); broadcast.
    depth_ratio
        Depth of flow over diameter, above 0 and at most 1; 1 is full bore.

    Examples
    --------
    >>> round(float(velocity_m_s(0.2, 0.004, 0.013, 0.55)), 3)
    0.686
    """
    angle = _angle(depth_ratio)
    hydraulic_radius_m = np.asarray(diameter_m) / 4.0 * (1.0 - np.sin(angle) / angle)
    return np.asarray(hydraulic_radius_m ** (2 / 3) * np.sqrt(gradient) / np.asarray(roughness))


def flow_m3_s(
    diameter_m: ArrayLike, gradient: ArrayLike, roughness: ArrayLike, depth_ratio: ArrayLike = 1.0
) -> FloatArray:
    """Return the flow at a depth; arguments as in `velocity_m_s`.

    Examples
    --------
    >>> round(float(flow_m3_s(0.3, 0.003, 0.013, 0.55)) * 1000, 2)
    31.02
    """
    angle = _angle(depth_ratio)
    area_m2 = np.asarray(diameter_m) ** 2 / 8.0 * (angle - np.sin(angle))
    return np.asarray(area_m2 * velocity_m_s(diameter_m, gradient, roughness, depth_ratio))


def depth_ratio_of_flow(
    flow_m3_s_wanted: ArrayLike, diameter_m: ArrayLike, gradient: ArrayLike, roughness: ArrayLike
) -> FloatArray:
    """Return the depth of flow over the diameter that carries a flow.

    The smaller of the two depths where there are two. A flow above the largest
    the pipe carries gives NaN, a flow of 0 gives 0. Found by bisection, exact to
    about 1e-13.

    Examples
    --------
    >>> round(float(depth_ratio_of_flow(0.01215, 0.2, 0.004, 0.013)), 2)
    0.55
    """
    wanted, diameter, slope, n = np.broadcast_arrays(
        np.asarray(flow_m3_s_wanted, dtype=np.float64), diameter_m, gradient, roughness
    )
    low = np.full(wanted.shape, 1e-9)
    high = np.full(wanted.shape, DEPTH_RATIO_OF_LARGEST_FLOW)
    too_much = wanted > flow_m3_s(diameter, slope, n, high) * (1.0 + 1e-12)
    for _ in range(_BISECTIONS):
        middle = 0.5 * (low + high)
        is_low = flow_m3_s(diameter, slope, n, middle) < wanted
        low = np.where(is_low, middle, low)
        high = np.where(is_low, high, middle)
    ratio = np.where(wanted > 0.0, 0.5 * (low + high), 0.0)
    return np.asarray(np.where(too_much, np.nan, ratio))


def gradient_for_velocity(
    velocity_wanted_m_s: ArrayLike,
    diameter_m: ArrayLike,
    roughness: ArrayLike,
    depth_ratio: ArrayLike = 1.0,
) -> FloatArray:
    """Return the gradient at which water of that depth runs at that velocity.

    Examples
    --------
    >>> round(float(gradient_for_velocity(0.6, 0.2, 0.013, 0.55)), 4)
    0.0031
    """
    at_unit_gradient = velocity_m_s(diameter_m, 1.0, roughness, depth_ratio)
    return np.asarray((np.asarray(velocity_wanted_m_s) / at_unit_gradient) ** 2)
