"""Volume of three-chamber septic tanks."""

from __future__ import annotations

import numpy as np

from algorithms.renovation.households import FloatArray
from algorithms.renovation.rule_parameters import RuleParameters


def daily_input_l(limits: RuleParameters, flush_l: float | FloatArray) -> FloatArray:
    """Return what one person brings into the tank a day: excreta and flush water."""
    return np.asarray(
        limits.excreta_l_per_person_d + limits.flushes_per_person_d * np.asarray(flush_l)
    )


def chamber_1_days(
    volume_m3: float | FloatArray,
    persons: FloatArray,
    flush_l: float | FloatArray,
    limits: RuleParameters,
) -> FloatArray:
    """Return the retention in the first chamber, a third of a 2 : 1 : 3 tank.

    Examples
    --------
    A tank of 1.5 m3 has 0.5 m3 in the first chamber; four persons with 3.5 L
    each fill it in 0.5 / 0.014 = 35.7 days, with 19.5 L in 6.4 days.
    """
    return np.asarray(volume_m3) / 3.0 * 1000.0 / (daily_input_l(limits, flush_l) * persons)


def tank_volume_m3(persons: FloatArray, limits: RuleParameters) -> FloatArray:
    """Return the tank size on sale that keeps every retention time.

    V_i = q N t_i / 1000 for the three chambers, with the margin on top, not
    under the smallest volume, rounded up to the next size.

    Examples
    --------
    Four persons with a micro-flush pan: 3.5 L x 4 x (20 + 10 + 30) d = 0.84 m3,
    with 20 % margin 1.01 m3, so the smallest tank of 1.5 m3 does.
    """
    input_l = daily_input_l(limits, limits.micro_flush_l)
    days = limits.retention_1_d + limits.retention_2_d + limits.retention_3_d
    needed = input_l * persons * days / 1000.0 * (1.0 + limits.volume_margin)
    steps = np.ceil((needed - limits.minimum_volume_m3) / limits.volume_step_m3 - 1e-9)
    return np.asarray(limits.minimum_volume_m3 + np.maximum(steps, 0.0) * limits.volume_step_m3)
