"""The prize-collecting Steiner tree problem on an undirected graph."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from algorithms.progress import SILENT, Progress
from algorithms.sewage.steiner_graph import build_undirected_graph
from algorithms.sewage.steiner_input import (
    check_nodes,
    check_required_reachable,
    checked_links,
    checked_prizes,
)
from algorithms.sewage.steiner_result import SteinerTreeResult
from algorithms.sewage.steiner_solution import solve_graph


def solve_prize_collecting_steiner_tree(
    edge_nodes: ArrayLike,
    edge_cost: ArrayLike,
    node_prize: ArrayLike,
    root: int | None = None,
    *,
    time_limit_s: float = 60.0,
    progress: Progress = SILENT,
) -> SteinerTreeResult:
    """Find the tree whose edge costs plus prizes missed are least.

    Local search over randomised trees for the value; dual ascent, then cuts
    and branching for the bound (Ljubic et al. 2006, Mathematical Programming
    105, 427-449). See ``docs/methods/prize_collecting_steiner_tree.md``.

    Parameters
    ----------
    edge_nodes
        Node numbers at both ends of each undirected edge, shape (edges, 2).
    edge_cost
        Cost of each edge, finite and not negative, shape (edges,).
    node_prize
        Lost when the node is left out; not negative; infinite where the node
        must be connected; shape (nodes,).
    root
        Node that must be in the tree, if any. Without it the tree has at
        least one node, wherever it pays.
    time_limit_s
        After this time (compiling apart) the best tree so far is returned with its bound.
    progress
        Told of the stages; may raise `CancelledError`.

    Raises
    ------
    algorithms.errors.InputError
        When shapes, node numbers, costs or prizes are not as said above.
    algorithms.errors.InfeasibleError
        When required nodes cannot be connected; ``indices`` names them.

    Examples
    --------
    Two households worth 5 and 1 on a line of two pipes of 2: connecting the
    second costs 2 and saves 1, so it is left out: 2 + 1 = 3.

    >>> tree = solve_prize_collecting_steiner_tree([[0, 1], [1, 2]], [2.0, 2.0], [0.0, 5.0, 1.0], 0)
    >>> tree.edge_indices.tolist(), tree.objective, tree.bound
    ([0], 3.0, 3.0)
    """
    prize = checked_prizes(node_prize)
    nodes, cost = checked_links(edge_nodes, edge_cost, prize.size)
    required = np.flatnonzero(np.isinf(prize))
    if root is not None:
        check_nodes(np.array([root]), prize.size)
    start = root if root is not None else int(required[0]) if required.size else -1
    graph = build_undirected_graph(nodes.T, cost, prize, start)
    check_required_reachable(graph)
    found = solve_graph(graph, is_directed=False, time_limit_s=time_limit_s, progress=progress)
    return SteinerTreeResult(
        node_indices=found.nodes,
        edge_indices=found.links,
        objective=found.objective,
        bound=found.bound,
        is_proven_optimal=found.is_proven_optimal,
        missed_node_indices=np.setdiff1d(np.flatnonzero(prize > 0.0), found.nodes),
    )
