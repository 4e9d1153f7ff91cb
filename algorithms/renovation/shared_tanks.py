"""Shared large three-chamber tanks for neighbours whose yards are too small."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from algorithms.renovation.households import BoolArray, FloatArray, Households
from algorithms.renovation.rule_parameters import RuleParameters
from algorithms.renovation.tank_size import tank_volume_m3

IntArray = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class SharedTanks:
    """Groups of households around one tank each; arrays have shape (H,).

    Attributes
    ----------
    group
        Number of each household's group, -1 where it has none.
    size
        Households of the group, 1 where there is none.
    volume_m3
        Volume of the tank that the household uses, alone or with others.
    pipe_m
        Way to the middle of the group, 0 where there is none.
    """

    group: IntArray
    size: IntArray
    volume_m3: FloatArray
    pipe_m: FloatArray

    @property
    def is_shared(self) -> BoolArray:
        """Whether a household shares a tank."""
        return self.group >= 0


def share_tanks(households: Households, wanted: BoolArray, limits: RuleParameters) -> SharedTanks:
    """Group neighbours who want to share, first come first served in the given order.

    A group holds a household and those nearest to it within the reach, up to
    the largest number; nobody is grouped alone. The tank keeps the same
    retention as single ones.
    """
    count = len(households)
    group = np.full(count, -1, dtype=np.int64)
    members = np.flatnonzero(wanted)
    if limits.shared_allowed and len(members) > 1:
        _group_near(households.xy_m, members, limits, group)
    grouped = group >= 0
    number = np.bincount(group[grouped])
    size = np.ones(count, dtype=np.int64)
    size[grouped] = number[group[grouped]]
    volume = tank_volume_m3(households.persons, limits)
    pipe = np.zeros(count)
    if grouped.any():
        persons = np.bincount(group[grouped], weights=households.persons[grouped])
        volume[grouped] = tank_volume_m3(np.asarray(persons, np.float64), limits)[group[grouped]]
        middle = np.column_stack([
            np.bincount(group[grouped], weights=axis) / number
            for axis in households.xy_m[grouped].T
        ])  # fmt: skip
        pipe[grouped] = np.hypot(*(households.xy_m[grouped] - middle[group[grouped]]).T)
    return SharedTanks(group=group, size=size, volume_m3=volume, pipe_m=pipe)


def _group_near(
    xy_m: FloatArray, members: IntArray, limits: RuleParameters, group: IntArray
) -> None:
    tree = cKDTree(xy_m[members])
    most = limits.shared_max_households
    near = tree.query_ball_point(xy_m[members], limits.shared_reach_m)
    following = 0
    for place, candidates in enumerate(near):
        first = members[place]
        free = [c for c in members[np.asarray(candidates)].tolist() if group[c] < 0]
        if group[first] >= 0 or len(free) < 2:
            continue
        distance = np.hypot(*(xy_m[free] - xy_m[first]).T)
        chosen = np.asarray(free)[np.argsort(distance, kind="stable")][:most]
        group[chosen] = following
        following += 1
