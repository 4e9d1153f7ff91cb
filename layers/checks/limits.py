"""The numbers that the checks compare with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from resources.catalogue import ParameterValues, load_profile


def _declared(parameter_id: str) -> Any:
    return field(metadata={"parameter": parameter_id})


@dataclass(frozen=True, kw_only=True)
class CheckLimits:
    """Limits of the checks, each declared as a parameter of that name."""

    node_tolerance_m: float = _declared("walk.node_tolerance_m")
    access_limit_m: float = _declared("walk.access_limit_m")
    near_miss_m: float = _declared("intake.near_miss_m")
    border_gap_m: float = _declared("intake.border_gap_m")
    sliver_width_m: float = _declared("intake.sliver_width_m")
    border_sliver_width_m: float = _declared("intake.border_sliver_width_m")
    same_place_m: float = _declared("intake.same_place_m")
    persons_max: float = _declared("intake.persons_max")
    spike_m: float = _declared("intake.spike_m")
    shift_least_m: float = _declared("intake.shift_least_m")
    shift_most_m: float = _declared("intake.shift_most_m")
    far_layer_km: float = _declared("intake.far_layer_km")


def default_limits() -> CheckLimits:
    """Return the limits of the default profile."""
    return ParameterValues(load_profile()).fill(CheckLimits)
