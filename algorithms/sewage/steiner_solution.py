"""From a problem to its best tree and bound: trim, search, put back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from algorithms.progress import Progress
from algorithms.sewage.steiner_graph import IntArray, SteinerGraph, tree_objective
from algorithms.sewage.steiner_leaves import hang_leaves, trim_leaves
from algorithms.sewage.steiner_search import SteinerSearch


@dataclass(frozen=True, kw_only=True)
class Solution:
    """The best tree (links are edges in undirected graphs, else arcs) with a bound."""

    links: IntArray
    nodes: IntArray
    objective: float
    bound: float
    is_proven_optimal: bool


def solve_graph(
    graph: SteinerGraph, *, is_directed: bool, deadline: float, progress: Progress
) -> Solution:
    """Solve a problem as first built (arcs numbered by their place)."""
    if graph.root < 0:
        search = SteinerSearch(graph, is_directed=is_directed, deadline=deadline, progress=progress)
        search.run()
        links, nodes, offset = search.best.links, search.best.nodes, 0.0
    else:
        trimmed = trim_leaves(graph)
        search = SteinerSearch(
            trimmed.graph, is_directed=is_directed, deadline=deadline, progress=progress
        )
        search.run()
        hanging, nodes = hang_leaves(graph, trimmed, search.best.nodes)
        links = np.union1d(search.best.links, hanging if is_directed else hanging >> 1)
        offset = trimmed.offset
    cost = graph.cost if is_directed else graph.cost[::2]
    objective = tree_objective(cost, graph.prize, links, nodes)
    is_met = search.is_proven_optimal and search.bound == search.best.objective
    return Solution(
        links=links,
        nodes=nodes,
        objective=objective,
        bound=objective if is_met else min(search.bound + offset, objective),
        is_proven_optimal=search.is_proven_optimal,
    )
