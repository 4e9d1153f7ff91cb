"""What no sewer plan can cost less than.

Every corridor stands in classes of depth (`bound_levels`): reaches at the least
price of their class, stations where sewage has to rise again, outlets at their base
cost. What each person costs at least on the cheapest way (treatment, size of stations)
comes off the household's prize. The prize-collecting arborescence of that problem
is a relaxation of the true one, so its dual bound holds for every plan.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from algorithms.progress import SILENT, Progress
from algorithms.sewage.bound_corridors import corridor_flows
from algorithms.sewage.bound_levels import level_arcs, level_classes
from algorithms.sewage.corridors import FloatArray, IntArray
from algorithms.sewage.decision import Decision, DecisionInput, SewerPlan
from algorithms.sewage.steiner_bounds import ascend, distances
from algorithms.sewage.steiner_graph import build_graph


def gain_bound_yuan(
    data: DecisionInput, plan: SewerPlan | None, progress: Progress = SILENT
) -> float:
    """Return the most that sewers can save against every household's own toilet.

    Forced connections that the plan keeps are taken as given; without them the
    saving may be negative.
    """
    decision, houses = Decision(data), data.houses
    kept = np.zeros(0, dtype=np.int64)
    if plan is not None:
        kept = np.flatnonzero(houses.is_forced & plan.is_connected)
    free = decision.eligible[~houses.is_forced[decision.eligible]]
    if not len(data.outlets) or len(free) + len(kept) == 0:
        return 0.0
    progress.report("steiner.bound")
    problem = _LevelProblem(decision, free, kept)
    saving = np.nan_to_num(houses.saving_yuan, neginf=0.0)
    net = saving[free] - problem.person_yuan(free, are_forced=False) * houses.persons[free]
    free, net = free[net > 0.0], net[net > 0.0]
    most = saving[kept] - problem.person_yuan(kept, are_forced=True) * houses.persons[kept]
    missed_and_laid = problem.least_missed_and_laid_yuan(free, net, kept)
    return float(net.sum() + most.sum()) - missed_and_laid


class _LevelProblem:
    """The corridors in classes of levels as a Steiner problem, arcs away from one root."""

    def __init__(self, decision: Decision, free: IntArray, kept: IntArray) -> None:
        self._houses, self._outlets = decision.houses, decision.outlets
        persons, forced_persons = (
            decision.per_node(some, decision.houses.persons[some])
            for some in (np.concatenate((free, kept)), kept)
        )
        graph = decision.basis.graph
        flows = corridor_flows(graph, self._outlets.node, persons, forced_persons)
        self._classes = level_classes(decision, flows)
        self._levels = level_arcs(decision, flows, self._classes)
        self._treatment = decision.per_person
        outlet = self._classes.count + np.arange(len(self._outlets))
        root = self._classes.count + len(self._outlets)
        self._graph = build_graph(
            np.concatenate((self._levels.head, np.full(len(outlet), root))),
            np.concatenate((self._levels.tail, outlet)),
            np.concatenate((self._levels.yuan, decision.fixed)),
            np.zeros(root + 1),
            root,
        )

    def _class_of(self, houses: IntArray) -> IntArray:
        return self._classes.holding(self._houses.node[houses], self._houses.crown_m[houses])

    def person_yuan(self, houses: IntArray, *, are_forced: bool) -> FloatArray:
        """Return what one person's sewage from each house costs at least, whatever way it takes."""
        each = self._levels.person_yuan
        if are_forced:
            each = np.where(self._levels.is_paid, 0.0, each)
        least = distances(
            self._graph.arcs,
            np.concatenate((each, self._treatment)),
            np.array([self._graph.root]),
            self._graph.node_count,
        )
        return np.asarray(least[self._class_of(houses)])

    def least_missed_and_laid_yuan(
        self, free: IntArray, net_yuan: FloatArray, kept: IntArray
    ) -> float:
        """Return the dual bound: prizes missed, sewers laid and outlets opened, at least."""
        prize = np.zeros(self._graph.node_count)
        np.add.at(prize, self._class_of(free), net_yuan)
        prize[self._class_of(kept)] = np.inf
        return ascend(replace(self._graph, prize=prize)).bound
