"""Nodes with one neighbour, decided before the search."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from algorithms.sewage.steiner_graph import BoolArray, IntArray, SteinerGraph


@dataclass(frozen=True, kw_only=True)
class Trimmed:
    """A rooted problem without its leaves.

    Attributes
    ----------
    graph
        The problem left; a neighbour's prize holds the surplus of its leaves.
    offset
        What any tree pays besides: prizes that never pay their arc, and arcs
        that are always worth it.
    hanging_arc
        Arcs to leaves that are connected whenever their neighbour is, in the
        order in which the leaves were taken off; numbers in the graph given.
    """

    graph: SteinerGraph
    offset: float
    hanging_arc: IntArray


def trim_leaves(graph: SteinerGraph) -> Trimmed:
    """Take off nodes with one neighbour until none is left (rooted problems).

    A leaf whose prize exceeds the arc to it is worth exactly the difference
    to its neighbour; any other leaf is left out. A leaf that must be
    connected makes its neighbour one.
    """
    tail, head = graph.arcs.tail, graph.arcs.head
    prize = graph.prize.copy()
    keep = (tail != head) & (head != graph.root)
    offset, hanging = 0.0, []
    while True:
        arcs, leaves, neighbours = _leaf_arcs(graph, keep)
        if leaves.size == 0:
            break
        worth = np.zeros(leaves.size)
        reachable = arcs >= 0
        worth[reachable] = prize[leaves[reachable]] - graph.cost[arcs[reachable]]
        pays = reachable & (worth > 0.0)
        offset += float(prize[leaves[~pays]].sum() + graph.cost[arcs[pays]].sum())
        np.add.at(prize, neighbours[pays], worth[pays])
        prize[leaves] = 0.0
        hanging.append(arcs[pays])
        gone = np.zeros(graph.node_count, np.bool_)
        gone[leaves] = True
        keep &= ~(gone[tail] | gone[head])
    return Trimmed(
        graph=replace(graph, prize=prize).restrict(keep),
        offset=offset,
        hanging_arc=np.concatenate([np.empty(0, np.int64), *hanging]),
    )


def _leaf_arcs(graph: SteinerGraph, keep: BoolArray) -> tuple[IntArray, IntArray, IntArray]:
    """Return the arc to each leaf (-1 where none leads there), the leaf, its neighbour."""
    tail, head = graph.arcs.tail[keep], graph.arcs.head[keep]
    ends = np.unique(np.stack((np.minimum(tail, head), np.maximum(tail, head))), axis=1)
    degree = np.bincount(ends.ravel(), minlength=graph.node_count)
    degree[graph.root] = 2
    # Of two nodes that have only each other, one stays.
    first, second = ends[:, (degree[ends] == 1).any(axis=0)]
    is_first = degree[first] == 1
    leaves, neighbours = np.where(is_first, first, second), np.where(is_first, second, first)
    arc_to = np.full(graph.node_count, -1, np.int64)
    kept = np.flatnonzero(keep)
    # The cheapest of parallel arcs is written last.
    dearest_first = kept[np.argsort(-graph.cost[kept], kind="stable")]
    arc_to[graph.arcs.head[dearest_first]] = dearest_first
    return arc_to[leaves], leaves, neighbours


def hang_leaves(
    graph: SteinerGraph, trimmed: Trimmed, nodes: IntArray
) -> tuple[IntArray, IntArray]:
    """Return the arcs to the leaves of a tree with these nodes, and all its nodes.

    Leaves were taken off from the outside, so they go back in reverse.
    """
    inside = np.zeros(graph.node_count, np.bool_)
    inside[nodes] = True
    added = []
    for arc in trimmed.hanging_arc[::-1].tolist():
        if inside[graph.arcs.tail[arc]]:
            inside[graph.arcs.head[arc]] = True
            added.append(arc)
    return np.array(added, dtype=np.int64), np.flatnonzero(inside)
