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

# First price of a person's place at outlets of limited size, and its growth while that helps.
FIRST_PLACE_YUAN = 50.0
PLACE_GROWTH = 2.0


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
    best = problem.gain_bound_yuan(0.0)
    place_yuan = FIRST_PLACE_YUAN
    while np.isfinite(data.outlets.max_persons).any():
        tried = problem.gain_bound_yuan(place_yuan)
        if tried >= best:
            break
        best, place_yuan = tried, place_yuan * PLACE_GROWTH
    return best


class _LevelProblem:
    """The corridors in classes of levels as a Steiner problem, arcs away from one root."""

    def __init__(self, decision: Decision, free: IntArray, kept: IntArray) -> None:
        self._houses, self._free, self._kept = decision.houses, free, kept
        self._fixed, self._per_person = decision.fixed, decision.per_person
        self._max_persons = decision.outlets.max_persons
        corridors = usable_corridors(decision, np.concatenate((free, kept)))
        self._classes = level_classes(decision, corridors)
        self._levels = level_arcs(decision, corridors, self._classes)
        outlet = self._classes.count + np.arange(len(decision.outlets))
        root = self._classes.count + len(decision.outlets)
        self._graph = build_graph(
            np.concatenate((self._levels.head, np.full(len(outlet), root))),
            np.concatenate((self._levels.tail, outlet)),
            np.concatenate((self._levels.yuan, decision.fixed)),
            np.zeros(root + 1),
            root,
        )

    def gain_bound_yuan(self, place_yuan: float) -> float:
        """Return the most that sewers save, with a price on places at outlets of limited size.

        An outlet in use has so many places as its limit; its persons pay for theirs and
        the outlet gets the price of all, which costs nothing if it is full and is a gain
        if it isn't (Lagrange's relaxation of the limits).
        """
        free, kept, houses = self._free, self._kept, self._houses
        is_limited = np.isfinite(self._max_persons)
        earned = np.where(is_limited, self._max_persons, 0.0) * place_yuan
        at_outlet = self._per_person + np.where(is_limited, place_yuan, 0.0)
        everyone = np.concatenate((free, kept))
        net = np.nan_to_num(houses.saving_yuan, neginf=0.0)
        least = self._person_yuan(everyone, at_outlet)
        net[everyone] -= least * houses.persons[everyone]
        free = free[net[free] > 0.0]
        prize = np.zeros(self._graph.node_count)
        np.add.at(prize, self._at_class(free), net[free])
        prize[self._at_class(kept)] = np.inf
        cost = np.concatenate((self._levels.yuan, np.maximum(self._fixed - earned, 0.0)))
        outlets = float(np.maximum(earned - self._fixed, 0.0).sum())
        missed_and_laid = ascend(replace(self._graph, cost=cost, prize=prize)).bound
        return float(net[free].sum() + net[kept].sum()) + outlets - missed_and_laid

    def _at_class(self, houses: IntArray) -> IntArray:
        return self._classes.holding(self._houses.node[houses], self._houses.crown_m[houses])

    def _person_yuan(self, houses: IntArray, at_outlet: FloatArray) -> FloatArray:
        """Return what one person's sewage from each house costs at least, whatever its way."""
        least = distances(
            self._graph.arcs,
            np.concatenate((self._levels.person_yuan, at_outlet)),
            np.array([self._graph.root]),
            self._graph.node_count,
        )
        return np.asarray(least[self._at_class(houses)])
