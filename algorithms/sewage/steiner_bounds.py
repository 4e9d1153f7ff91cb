"""Lower bounds by dual ascent, and what they rule out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from algorithms.sewage._steiner_kernels import Arcs, dual_ascent, grow_tree, reversed_arcs
from algorithms.sewage.steiner_graph import FloatArray, IntArray, SteinerGraph, has_whole_values

# Dual ascent is exact on whole numbers; on others its sums may be off by rounding.
ROUNDING_SHARE = 1e-10
# Arcs looked at before an ascent is stopped: some seconds, or a fraction of one.
FULL_EFFORT = 1_000_000_000
BRIEF_EFFORT = 5_000_000


@dataclass(frozen=True, kw_only=True)
class Cut:
    """Nodes cut off from the root, and the prized node among them it serves."""

    nodes: IntArray
    terminal: int


@dataclass(frozen=True, kw_only=True)
class Ascent:
    """A dual solution: no tree costs less than the bound.

    Attributes
    ----------
    bound
        Valid lower bound, infinite when a required node cannot be reached.
    bound_without_root
        The same for trees that do not hold the root, where arcs lead both ways.
    reduced_cost
        By how much a tree through the arc exceeds the bound at least.
    prize_left
        By how much a tree without the node exceeds the bound at least.
    cuts
        The first sets raised, at most as many as asked for.
    """

    bound: float
    bound_without_root: float
    reduced_cost: FloatArray
    prize_left: FloatArray
    cuts: tuple[Cut, ...]


def ascend(graph: SteinerGraph, *, cut_limit: int = 0, effort: int = FULL_EFFORT) -> Ascent:
    """Raise the duals of the graph's cuts (Wong 1984).

    A tree without the root may start at any prized node, and then need not
    enter the cuts around it: the greatest sum of duals around one such node
    is taken off, and the root's prize is missed.
    """
    total, reduced, left, around, (nodes, start, terminal) = dual_ascent(
        graph.arcs, graph.cost, graph.prize, graph.root, cut_limit, effort
    )
    if np.isfinite(total) and not has_whole_values(graph):
        total -= ROUNDING_SHARE * total
    prized = graph.prize > 0.0
    if graph.root >= 0:
        prized[graph.root] = False
    apart = max(0.0, total - float(around[prized].max(initial=0.0)))
    missed = graph.prize[graph.root] if graph.root >= 0 else 0.0
    cuts = tuple(
        Cut(nodes=nodes[start[index] : start[index + 1]].copy(), terminal=int(terminal[index]))
        for index in range(start[-1])
    )
    return Ascent(
        bound=total if graph.root >= 0 else apart,
        bound_without_root=apart + missed,
        reduced_cost=reduced,
        prize_left=left,
        cuts=cuts,
    )


def distances(arcs: Arcs, cost: FloatArray, sources: IntArray, node_count: int) -> FloatArray:
    """Return the shortest distance of every node from the nearest source."""
    _, distance = grow_tree(arcs, cost, np.zeros(node_count), sources)
    return np.asarray(distance)


def reduce_graph(graph: SteinerGraph, ascent: Ascent, room: float) -> SteinerGraph:
    """Return the rooted graph without arcs that no tree within the room can use.

    ``room`` is how far a tree may exceed the ascent's bound. An arc goes when
    the cheapest way from the root through it to a prized node, by reduced
    costs, takes more than that; a node whose prize left does must be
    connected (Duin 1993, reduced-cost tests).
    """
    targets = np.flatnonzero(graph.prize > 0.0)
    count = graph.node_count
    to_arc = distances(graph.arcs, ascent.reduced_cost, np.array([graph.root]), count)
    onward = distances(reversed_arcs(graph.arcs), ascent.reduced_cost, targets, count)
    through = to_arc[graph.arcs.tail] + ascent.reduced_cost + onward[graph.arcs.head]
    prize = np.where(ascent.prize_left > room, np.inf, graph.prize)
    return graph.restrict(through <= room, prize=prize)
