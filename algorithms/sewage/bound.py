"""What no sewer plan can cost less than.

Every arc stands at the least any design could price it, every outlet at its
base cost, every treated person at the cheapest outlet that can be reached, every
household at its prize. The prize-collecting arborescence of that problem is a relaxation of the
true one, so its bound holds for every plan. Stations that forced houses can't do
without come on top.
"""

from __future__ import annotations

import numpy as np

from algorithms.progress import SILENT, Progress
from algorithms.sewage import _growth_kernels, _lift_kernels
from algorithms.sewage.corridors import FloatArray, IntArray
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
    cheapest = _cheapest_treatment_yuan(decision)
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
    stations = unavoidable_stations_yuan(decision, np.flatnonzero(kept))
    return most - stations - _least_missed_and_laid(decision, prize, time_limit_s, progress)


def _cheapest_treatment_yuan(decision: Decision) -> FloatArray:
    """Return the least a person's treatment costs at an outlet each house can reach, shape (H,)."""
    component = decision.basis.graph.component
    nowhere = int(component.max(initial=0)) + 1
    # A house without a manhole, node -1, reads the last entry.
    component = np.append(component, nowhere)
    least = np.full(nowhere + 1, np.inf)
    np.minimum.at(least, component[decision.outlets.node], decision.per_person)
    return np.asarray(least[component[decision.houses.node]])


def _least_missed_and_laid(
    decision: Decision, prize: FloatArray, time_limit_s: float, progress: Progress
) -> float:
    """Return the bound of the arborescence: prizes missed and sewers laid, at least."""
    arcs = corridor_arcs(decision, _growth_kernels.least_prices)
    return float(solve_corridors(decision, arcs, prize, time_limit_s, progress).bound)


def unavoidable_stations_yuan(decision: Decision, houses: IntArray) -> float:
    """Return the least that stations cost when all these houses are connected.

    A house from which gravity reaches no outlet has a station on its way, and the
    first one stands where gravity brings its sewage. Houses whose sewage gravity
    brings to no place in common need a station each; what a station costs more for
    its flow is due for every such house.
    """
    if not len(houses):
        return 0.0
    basis = decision.basis
    outlet_crown = np.full(decision.node_count, np.inf)
    crown = np.where(np.isnan(decision.outlet_crown), -np.inf, decision.outlet_crown)
    np.minimum.at(outlet_crown, decision.outlets.node, crown)
    is_lifted, is_apart = np.zeros((2, len(houses)), dtype=np.bool_)
    _lift_kernels.apart(
        decision.houses.node[houses], decision.houses.crown_m[houses], outlet_crown,
        basis.corridors, basis.pipes, basis.scalars, is_lifted, is_apart,
    )  # fmt: skip
    prices, factors = basis.prices, basis.factors
    flow = decision.houses.persons[houses[is_lifted]].sum() * basis.rules.flow_m3_d_per_person
    capital = prices.pump_station_base_yuan * is_apart.sum() + prices.pump_station_yuan_m3_d * flow
    capital *= min(prices.lifting_share, 1.0)
    return float(capital * (factors.pump + prices.pump_annual_share * factors.annual))
