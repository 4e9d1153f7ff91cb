"""What modes set by hand cost the village."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

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
        Households with a mode set by hand that they get.
    unmet_index
        Those whose mode set by hand cannot be built: nothing is planned for them,
        which has no price.
    cost_yuan
        Present value of the plan less that of the plan without this one
        override, all others kept; NaN where they are too many to be priced
        one by one.
    changed
        Other households whose mode would be another without it.
    mode_without
        Their modes without it.
    together_yuan
        Present value of the plan less that of the plan without any override,
        where they are too many to be priced one by one; else NaN.
    changed_together
        Other households whose mode would be another without any of them.
    """

    household_index: IntArray
    unmet_index: IntArray
    cost_yuan: FloatArray
    changed: tuple[IntArray, ...]
    mode_without: tuple[NDArray[np.str_], ...]
    together_yuan: float = np.nan
    changed_together: IntArray = field(default_factory=lambda: np.zeros(0, dtype=np.int64))


def override_costs(
    data: RenovationInput,
    plan: RenovationPlan,
    most: int,
    progress: Progress = SILENT,
) -> OverrideCosts:
    """Price overrides one by one, or all together where they are more than so many.

    Each is priced by planning again from the present plan without it.
    """
    unmet = unmet_overrides(data, plan)
    fixed = np.setdiff1d(np.flatnonzero(data.fixed_mode != ""), unmet)
    total_yuan = float(household_accounts(data, plan).present_value_yuan.sum())
    if len(fixed) > most:
        together_yuan, changed, _ = _without(data, plan, total_yuan, fixed, progress)
        nobody = (np.zeros(0, dtype=np.int64),) * len(fixed)
        return OverrideCosts(
            household_index=fixed,
            unmet_index=unmet,
            cost_yuan=np.full(len(fixed), np.nan),
            changed=nobody,
            mode_without=(np.zeros(0, dtype=np.str_),) * len(fixed),
            together_yuan=together_yuan,
            changed_together=changed,
        )
    priced = [
        _without(data, plan, total_yuan, fixed[[rank]], progress) for rank in range(len(fixed))
    ]
    return OverrideCosts(
        household_index=fixed,
        unmet_index=unmet,
        cost_yuan=np.array([cost for cost, _, _ in priced]),
        changed=tuple(changed for _, changed, _ in priced),
        mode_without=tuple(instead for _, _, instead in priced),
    )


def unmet_overrides(data: RenovationInput, plan: RenovationPlan) -> IntArray:
    """Return households whose mode set by hand cannot be built."""
    return np.flatnonzero((data.fixed_mode != "") & (plan.mode != data.fixed_mode))


def _without(
    data: RenovationInput,
    plan: RenovationPlan,
    total_yuan: float,
    overrides: IntArray,
    progress: Progress,
) -> tuple[float, IntArray, NDArray[np.str_]]:
    """Return what overrides cost together, who else changes, and their modes without them.

    Plans of which one has nothing for a household cannot be compared: NaN.
    """
    progress.report("renovation.overrides", 0.0)
    free = data.fixed_mode.copy()
    free[overrides] = ""
    without = replace(data, fixed_mode=free)
    other = replan_renovation(without, plan, progress=progress)
    instead_yuan = float(household_accounts(without, other).present_value_yuan.sum())
    if ((other.mode == "undecided") != (plan.mode == "undecided")).any():
        instead_yuan = np.nan
    changed = np.setdiff1d(np.flatnonzero(other.mode != plan.mode), overrides)
    return total_yuan - instead_yuan, changed, other.mode[changed]
