"""What no sewer plan can cost less than.

Every arc stands at the least any design could price it, every outlet at its
base cost, every treated person at the cheapest outlet, every household at its
prize. The prize-collecting arborescence of that problem is a relaxation of the
true one, so its bound holds for every plan.
"""

from __future__ import annotations

import numpy as np

from algorithms.progress import SILENT, Progress
from algorithms.sewage import _growth_kernels
from algorithms.sewage.corridors import FloatArray
from algorithms.sewage.decision import Decision, DecisionInput, SewerPlan
from algorithms.sewage.layout import corridor_arcs, solve_corridors


def gain_bound_yuan(
    data: DecisionInput, plan: SewerPlan | None, time_limit_s: float, progress: Progress = SILENT
) -> float:
    """Return the most that sewers can save against every household's own toilet.

    Forced connections that the plan keeps are taken as given; without them the
    saving may be negative.
    """
    decision = Decision(data)
    connected = np.zeros(len(data.houses.node), dtype=np.bool_)
    if plan is not None:
        connected = plan.is_connected
    cheapest = decision.per_person.min() if len(decision.per_person) else np.inf
    saving = np.nan_to_num(data.houses.saving_yuan, neginf=0.0)
    net = saving - cheapest * data.houses.persons
    kept = data.houses.is_forced & connected
    free = decision.eligible[~data.houses.is_forced[decision.eligible]]
    free = free[net[free] > 0.0]
    most = float(net[free].sum() + net[kept].sum())
    if not len(free) and not kept.any():
        return 0.0
    prize = decision.per_node(free, net[free])
    prize[data.houses.node[kept]] = np.inf
    return most - _least_missed_and_laid(decision, prize, time_limit_s, progress)


def _least_missed_and_laid(
    decision: Decision, prize: FloatArray, time_limit_s: float, progress: Progress
) -> float:
    """Return the bound of the arborescence: prizes missed and sewers laid, at least."""
    arcs = corridor_arcs(decision, _growth_kernels.least_prices)
    return float(solve_corridors(decision, arcs, prize, time_limit_s, progress).bound)
