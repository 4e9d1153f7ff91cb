"""Steiner arborescences: pipes that must run downstream to a sink."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from algorithms.errors import InputError
from algorithms.progress import SILENT, Progress
from algorithms.sewage.steiner_graph import FloatArray, IntArray, SteinerGraph, build_graph
from algorithms.sewage.steiner_input import (
    check_nodes,
    check_required_reachable,
    checked_costs,
    checked_links,
    checked_prizes,
)
from algorithms.sewage.steiner_result import SteinerTreeResult
from algorithms.sewage.steiner_solution import solve_graph


def solve_steiner_arborescence(
    arc_nodes: ArrayLike,
    arc_cost: ArrayLike,
    terminals: ArrayLike,
    sinks: ArrayLike,
    *,
    time_limit_s: float = 60.0,
    progress: Progress = SILENT,
) -> SteinerTreeResult:
    """Find the cheapest arcs along which every terminal reaches a sink.

    Parameters
    ----------
    arc_nodes
        Upstream and downstream node of each arc, shape (arcs, 2).
    arc_cost
        Cost of each arc, finite and not negative, shape (arcs,).
    terminals, sinks
        Node numbers; a node may be both. Each sink used starts its own tree.
    time_limit_s
        After this time (compiling apart) the best trees so far are returned with their bound.
    progress
        Told of the stages; may raise `CancelledError`.

    Raises
    ------
    algorithms.errors.InputError
        When shapes, node numbers or costs are not as said above.
    algorithms.errors.InfeasibleError
        When terminals reach no sink; ``indices`` names them all.

    Examples
    --------
    Two houses (0, 1) meet at node 2 and share the pipe to sink 3: 1 + 1 + 5 = 7,
    against 6 + 6 = 12 for a pipe each.

    >>> arcs = [[0, 2], [1, 2], [2, 3], [0, 3], [1, 3]]
    >>> solve_steiner_arborescence(arcs, [1.0, 1.0, 5.0, 6.0, 6.0], [0, 1], [3]).objective
    7.0
    """
    wanted = np.asarray(terminals, dtype=np.int64).reshape(-1)
    ends = np.asarray(sinks, dtype=np.int64).reshape(-1)
    arcs = np.asarray(arc_nodes)
    node_count = int(max([-1, *arcs.ravel(), *wanted, *ends])) + 1
    check_nodes(wanted, node_count)
    prize = np.zeros(node_count)
    prize[wanted] = np.inf
    return solve_prize_collecting_arborescence(
        arc_nodes, arc_cost, prize, sinks, time_limit_s=time_limit_s, progress=progress
    )


def solve_prize_collecting_arborescence(
    arc_nodes: ArrayLike,
    arc_cost: ArrayLike,
    node_prize: ArrayLike,
    sinks: ArrayLike,
    sink_cost: ArrayLike | None = None,
    *,
    patience: int | None = None,
    time_limit_s: float = 60.0,
    progress: Progress = SILENT,
) -> SteinerTreeResult:
    """Find which nodes are worth leading to a sink, along which arcs, to which sinks.

    The objective is the cost of the arcs, of the sinks opened, and of the
    nodes left out at their prize. Dual ascent (Wong 1984, Mathematical
    Programming 28, 271-287) gives the bound at once; cuts and branching
    raise it. See ``docs/methods/steiner_arborescence.md``.

    Parameters
    ----------
    arc_nodes
        Upstream and downstream node of each arc, shape (arcs, 2).
    arc_cost
        Cost of each arc, finite and not negative, shape (arcs,).
    node_prize
        Cost of the node's own way out if it is not connected; infinite where
        it must be; 0 for plain junctions; shape (nodes,).
    sinks
        Node numbers where trees may end.
    sink_cost
        Cost of opening each sink, shape (sinks,); none if absent.
    patience
        With a number, only a good tree is looked for, until so many tries in a row
        are no better; the bound is then that of dual ascent.
    time_limit_s
        After this time (compiling apart) the best trees so far are returned with their bound.
    progress
        Told of the stages; may raise `CancelledError`.

    Raises
    ------
    algorithms.errors.InputError
        When shapes, node numbers, costs or prizes are not as said above.
    algorithms.errors.InfeasibleError
        When required nodes reach no sink; ``indices`` names them all.
    """
    prize = checked_prizes(node_prize)
    nodes, cost = checked_links(arc_nodes, arc_cost, prize.size)
    ends = np.asarray(sinks, dtype=np.int64).reshape(-1)
    if ends.size == 0:
        raise InputError("steiner.no_sinks")
    check_nodes(ends, prize.size)
    opening = checked_costs(np.zeros(ends.size) if sink_cost is None else sink_cost, ends.size)
    graph = _turned_outwards(nodes, cost, prize, ends, opening)
    check_required_reachable(graph)
    found = solve_graph(
        graph, is_directed=True, time_limit_s=time_limit_s, progress=progress, patience=patience
    )
    tree_nodes = found.nodes[found.nodes < prize.size]
    return SteinerTreeResult(
        node_indices=tree_nodes,
        edge_indices=found.links[found.links < cost.size],
        objective=found.objective,
        bound=found.bound,
        is_proven_optimal=found.is_proven_optimal,
        missed_node_indices=np.setdiff1d(np.flatnonzero(prize > 0.0), tree_nodes),
    )


def _turned_outwards(
    nodes: IntArray, cost: FloatArray, prize: FloatArray, sinks: IntArray, opening: FloatArray
) -> SteinerGraph:
    """Turn the arcs round and lead them from one root above all sinks."""
    root = prize.size
    return build_graph(
        np.concatenate((nodes[:, 1], np.full(sinks.size, root))),
        np.concatenate((nodes[:, 0], sinks)),
        np.concatenate((cost, opening)),
        np.append(prize, 0.0),
        root,
    )
