"""From a problem to its best tree and bound: trim, search, put back."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from time import perf_counter

import numpy as np

from algorithms.progress import Progress
from algorithms.sewage._steiner_flow_kernels import arcs_into, separate_cuts
from algorithms.sewage.steiner_bounds import ascend
from algorithms.sewage.steiner_graph import (
    IntArray,
    SteinerGraph,
    build_undirected_graph,
    tree_objective,
)
from algorithms.sewage.steiner_heuristic import ArcNeighbourhood, EdgeNeighbourhood
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


@cache
def _compile(is_directed: bool) -> None:
    """Run every kernel once, so that compiling does not use up a time limit."""
    ends = np.array([[0, 0, 1, 2], [1, 2, 2, 3]])
    cost, prize = np.array([2.0, 2.0, 1.0, 1.0]), np.array([0.0, 1.0, 4.0, 4.0])
    graph = build_undirected_graph(ends, cost, prize, 0)
    space = ArcNeighbourhood(graph) if is_directed else EdgeNeighbourhood(graph)
    links = space.grow(space.link_cost, prize, 0)
    space.improve(links, np.random.default_rng(0), np.inf)
    ascend(graph)
    separate_cuts(graph.arcs, graph.cost, 0, 3, 9.0)
    arcs_into(graph.arcs, np.array([3]))


def solve_graph(
    graph: SteinerGraph,
    *,
    is_directed: bool,
    time_limit_s: float,
    progress: Progress,
    patience: int | None = None,
) -> Solution:
    """Solve a problem as first built (arcs numbered by their place).

    With ``patience`` only a good tree is looked for: until so many tries in a row
    are no better, without cuts or branching.
    """
    _compile(is_directed)
    deadline = perf_counter() + time_limit_s
    if graph.root < 0:
        search = SteinerSearch(
            graph,
            is_directed=is_directed,
            deadline=deadline,
            patience=patience,
            progress=progress,
        )
        search.run()
        links, nodes, offset = search.best.links, search.best.nodes, 0.0
    else:
        trimmed = trim_leaves(graph)
        search = SteinerSearch(
            trimmed.graph,
            is_directed=is_directed,
            deadline=deadline,
            patience=patience,
            progress=progress,
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
