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
from algorithms.sewage.bound_levels import level_arcs, level_classes, usable_corridors
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
    everyone = np.concatenate((free, kept))
    problem = _LevelProblem(decision, everyone)
    net = np.nan_to_num(houses.saving_yuan, neginf=0.0)
    net[everyone] -= problem.person_yuan(everyone) * houses.persons[everyone]
    free = free[net[free] > 0.0]
    most = float(net[free].sum() + net[kept].sum())
    return most - problem.least_missed_and_laid_yuan(free, net[free], kept)


class _LevelProblem:
    """The corridors in classes of levels as a Steiner problem, arcs away from one root."""

    def __init__(self, decision: Decision, houses: IntArray) -> None:
        corridors = usable_corridors(decision, houses)
        self._classes = level_classes(decision, corridors)
        self._levels = level_arcs(decision, corridors, self._classes)
        self._houses, self._treatment = decision.houses, decision.per_person
        outlet = self._classes.count + np.arange(len(decision.outlets))
        root = self._classes.count + len(decision.outlets)
        self._graph = build_graph(
            np.concatenate((self._levels.head, np.full(len(outlet), root))),
            np.concatenate((self._levels.tail, outlet)),
            np.concatenate((self._levels.yuan, decision.fixed)),
            np.zeros(root + 1),
            root,
        )

    def _at_class(self, houses: IntArray) -> IntArray:
        return self._classes.holding(self._houses.node[houses], self._houses.crown_m[houses])

    def person_yuan(self, houses: IntArray) -> FloatArray:
        """Return what one person's sewage from each house costs at least, whatever its way."""
        least = distances(
            self._graph.arcs,
            np.concatenate((self._levels.person_yuan, self._treatment)),
            np.array([self._graph.root]),
            self._graph.node_count,
        )
        return np.asarray(least[self._at_class(houses)])

    def least_missed_and_laid_yuan(
        self, free: IntArray, net_yuan: FloatArray, kept: IntArray
    ) -> float:
        """Return the dual bound: prizes missed, sewers laid and outlets opened, at least."""
        prize = np.zeros(self._graph.node_count)
        np.add.at(prize, self._at_class(free), net_yuan)
        prize[self._at_class(kept)] = np.inf
        return ascend(replace(self._graph, prize=prize)).bound
