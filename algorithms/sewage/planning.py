"""The sewer plan of least present value: layouts, then local search."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from algorithms.progress import SILENT, FollowedProgress, Progress
from algorithms.sewage.decision import Decision, DecisionInput, SewerPlan
from algorithms.sewage.improvement import improve_plan
from algorithms.sewage.layout import arborescence_layout

# Tries in a row without a better tree before a layout is taken: the same plan on
# every machine, however busy. More tries than 30 changed no plan measured.
LAYOUT_PATIENCE = 30
# Branches leave a full outlet whole, so that seldom all its places are taken.
FULL_SHARE = 0.9
# Only so that nobody waits for ever.
LAYOUT_TIME_LIMIT_S = 60.0


def plan_sewers(
    data: DecisionInput,
    *,
    time_limit_s: float = LAYOUT_TIME_LIMIT_S,
    progress: Progress = SILENT,
) -> SewerPlan | None:
    """Return the best sewer plan found; None where no sewer pays.

    Two layouts are tried: the prize-collecting arborescence at likely prices,
    which also chooses new plants, and the shortest ways to existing outlets. Where
    an outlet of the better one had to turn houses away, the shortest ways to all
    outlets, new plants included, are tried too.
    Each is given its true design, cut, and improved; the best one stands.

    Parameters
    ----------
    time_limit_s
        For the arborescence; the rest takes about as long as there are houses.
    """
    decision = Decision(data)
    progress = FollowedProgress(progress)
    progress.report("renovation.plants")
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="sewers") as beside:
        # The kernels let another thread run, so the two layouts are worked out together.
        direct = beside.submit(_direct_plan, decision, progress.beside)
        best = _arborescence_plan(decision, time_limit_s, progress)
        plan = direct.result()
    if best is None or (plan is not None and plan.gain_yuan > best.gain_yuan):
        best = plan
    if best is None or not _is_any_full(decision, best):
        return best
    everywhere = np.arange(len(data.outlets))
    plan = decision.plan_to(everywhere, np.zeros(decision.node_count, dtype=np.bool_))
    if plan is not None:
        plan = improve_plan(decision, plan, everywhere, progress)
        if plan.gain_yuan > best.gain_yuan:
            best = plan
    return best


def _arborescence_plan(
    decision: Decision, time_limit_s: float, progress: Progress
) -> SewerPlan | None:
    """Return the plan on the prize-collecting arborescence."""
    layout = arborescence_layout(
        decision, decision.eligible, time_limit_s, progress, LAYOUT_PATIENCE
    )
    if layout is None:
        return None
    forest, outlets = layout
    plan = decision.settle(forest, outlets, decision.eligible)
    existing = np.flatnonzero(decision.outlets.is_existing)
    return plan and improve_plan(decision, plan, np.union1d(existing, outlets), progress)


def _direct_plan(decision: Decision, progress: Progress) -> SewerPlan | None:
    """Return the plan on the shortest ways to existing outlets."""
    existing = np.flatnonzero(decision.outlets.is_existing)
    plan = decision.plan_to(existing, np.zeros(decision.node_count, dtype=np.bool_))
    return plan and improve_plan(decision, plan, existing, progress)


def _is_any_full(decision: Decision, plan: SewerPlan) -> bool:
    """Whether an outlet has so few places left that branches may have been turned away."""
    served = np.flatnonzero(plan.is_connected)
    outlet = plan.outlet_index[decision.houses.node[served]]
    taken = np.bincount(outlet, decision.houses.persons[served], len(decision.outlets))
    return bool((taken > FULL_SHARE * decision.outlets.max_persons).any())
