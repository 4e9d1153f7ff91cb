"""The sewer plan of least present value: layouts, then local search."""

from __future__ import annotations

import numpy as np

from algorithms.progress import SILENT, Progress
from algorithms.sewage.decision import Decision, DecisionInput, SewerPlan
from algorithms.sewage.improvement import improve_plan
from algorithms.sewage.layout import arborescence_layout

# Tries in a row without a better tree before a layout is taken: the same plan on
# every machine, however busy. More tries than 30 changed no plan measured.
LAYOUT_PATIENCE = 30
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
    which also chooses new plants, and the shortest ways to existing outlets.
    Each is given its true design, cut, and improved; the better one stands.

    Parameters
    ----------
    time_limit_s
        For the arborescence; the rest takes about as long as there are houses.
    """
    decision = Decision(data)
    existing = np.flatnonzero(data.outlets.is_existing)
    best = None
    progress.report("renovation.plants")
    layout = arborescence_layout(
        decision, decision.eligible, time_limit_s, progress, LAYOUT_PATIENCE
    )
    if layout is not None:
        forest, outlets = layout
        plan = decision.settle(forest, outlets, decision.eligible)
        if plan is not None:
            best = improve_plan(decision, plan, np.union1d(existing, outlets), progress)
    plan = decision.plan_to(existing, np.zeros(decision.node_count, dtype=np.bool_))
    if plan is not None:
        plan = improve_plan(decision, plan, existing, progress)
        if best is None or plan.gain_yuan > best.gain_yuan:
            best = plan
    return best
