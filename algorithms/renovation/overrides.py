"""What modes set by hand cost the village."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from algorithms.progress import SILENT, Progress
from algorithms.renovation.accounts import household_accounts
from algorithms.renovation.households import FloatArray
from algorithms.renovation.plan import RenovationInput, RenovationPlan
from algorithms.renovation.planning import replan_renovation
from algorithms.sewage.corridors import IntArray


@dataclass(frozen=True, kw_only=True)
class OverrideCosts:
    """Cost of modes set by hand; arrays have one entry per override.

    Attributes
    ----------
    household_index
        Households with a mode set by hand.
    cost_yuan
        Present value of the plan less that of the plan without this one
        override, all others kept; NaN where it was not worked out.
    changed
        Other households whose mode would be another without it.
    mode_without
        Their modes without it.
    """

    household_index: IntArray
    cost_yuan: FloatArray
    changed: tuple[IntArray, ...]
    mode_without: tuple[NDArray[np.str_], ...]


def override_costs(
    data: RenovationInput,
    plan: RenovationPlan,
    most: int,
    progress: Progress = SILENT,
) -> OverrideCosts:
    """Price overrides one by one, at most so many; the rest stay NaN.

    Each is priced by planning again from the present plan without it.
    """
    fixed = np.flatnonzero(data.fixed_mode != "")
    total = float(household_accounts(data, plan).present_value_yuan.sum())
    cost = np.full(len(fixed), np.nan)
    changed: list[IntArray] = [np.zeros(0, dtype=np.int64)] * len(fixed)
    instead: list[NDArray[np.str_]] = [np.zeros(0, dtype=np.str_)] * len(fixed)
    for rank, index in enumerate(fixed[:most].tolist()):
        progress.report("renovation.overrides", rank / len(fixed))
        free = data.fixed_mode.copy()
        free[index] = ""
        without = replace(data, fixed_mode=free)
        other = replan_renovation(without, plan, progress=progress)
        accounts = household_accounts(without, other)
        cost[rank] = total - float(accounts.present_value_yuan.sum())
        differs = np.flatnonzero(other.mode != plan.mode)
        changed[rank] = differs[differs != index]
        instead[rank] = other.mode[changed[rank]]
    return OverrideCosts(
        household_index=fixed,
        cost_yuan=cost,
        changed=tuple(changed),
        mode_without=tuple(instead),
    )
