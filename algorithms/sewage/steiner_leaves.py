"""Nodes with one neighbour, decided before the search."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from algorithms.sewage.steiner_graph import IntArray, SteinerGraph


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
    prize, cost = graph.prize.tolist(), graph.cost.tolist()
    offset, hanging = 0.0, []
    is_leaf = np.zeros(graph.node_count, np.bool_)
    for arc, leaf, neighbour in _peeled(graph):
        worth = prize[leaf] - cost[arc] if arc >= 0 else 0.0
        if worth > 0.0:
            offset += cost[arc]
            prize[neighbour] += worth
            hanging.append(arc)
        else:
            offset += prize[leaf]
        prize[leaf] = 0.0
        is_leaf[leaf] = True
    keep = ~(is_leaf[graph.arcs.tail] | is_leaf[graph.arcs.head])
    return Trimmed(
        graph=replace(graph, prize=np.array(prize)).restrict(keep),
        offset=offset,
        hanging_arc=np.array(hanging, dtype=np.int64),
    )


def _peeled(graph: SteinerGraph) -> Iterator[tuple[int, int, int]]:
    """Give each leaf in turn: cheapest arc to it (-1 if none), itself, its neighbour."""
    low, high, downwards, upwards = _neighbour_pairs(graph)
    degree = np.bincount(np.concatenate((low, high)), minlength=graph.node_count)
    degree[graph.root] += 2  # never a leaf
    # With one pair left, the exclusive or of a node's pairs is that pair.
    link = np.zeros(graph.node_count, np.int64)
    np.bitwise_xor.at(link, low, np.arange(low.size))
    np.bitwise_xor.at(link, high, np.arange(low.size))
    waiting = np.flatnonzero(degree == 1).tolist()
    while waiting:
        leaf = waiting.pop()
        if degree[leaf] != 1:
            continue  # its only neighbour was taken off before
        pair = link[leaf]
        is_low = low[pair] == leaf
        neighbour = int(high[pair] if is_low else low[pair])
        yield int(downwards[pair] if is_low else upwards[pair]), leaf, neighbour
        degree[leaf] = 0
        degree[neighbour] -= 1
        link[neighbour] ^= pair
        if degree[neighbour] == 1:
            waiting.append(neighbour)


def _neighbour_pairs(graph: SteinerGraph) -> tuple[IntArray, IntArray, IntArray, IntArray]:
    """Return the pairs of neighbours, lower node first, and the cheapest arc either way.

    The first of the two arcs leads to the lower node, the second to the
    higher one; -1 where there is none.
    """
    tail, head, count = graph.arcs.tail, graph.arcs.head, graph.node_count
    proper = np.flatnonzero((tail != head) & (head != graph.root))
    # The cheapest of parallel arcs is written last.
    arcs = proper[np.argsort(-graph.cost[proper], kind="stable")]
    key = np.minimum(tail[arcs], head[arcs]) * count + np.maximum(tail[arcs], head[arcs])
    pairs, pair_of = np.unique(key, return_inverse=True)
    downwards, upwards = np.full(pairs.size, -1), np.full(pairs.size, -1)
    is_down = head[arcs] < tail[arcs]
    downwards[pair_of[is_down]] = arcs[is_down]
    upwards[pair_of[~is_down]] = arcs[~is_down]
    return pairs // count, pairs % count, downwards, upwards


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
