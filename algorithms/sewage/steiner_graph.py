"""The one form in which every Steiner tree problem of this package is solved.

All variants become a prize-collecting arborescence: arcs lead away from a
root, a node left out costs its prize, an infinite prize must be connected.
A pipe network is turned round (its arcs point downstream to a sink), an
undirected edge becomes two arcs.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum

import numpy as np
from numpy.typing import NDArray

from algorithms.sewage._steiner_kernels import Arcs

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]


def list_by_end(tail: IntArray, head: IntArray, node_count: int) -> Arcs:
    """Return the arcs listed by either end, in rising arc number."""
    starts, lists = [], []
    for end in (tail, head):
        lists.append(np.argsort(end, kind="stable").astype(np.int64))
        counts = np.bincount(end, minlength=node_count)
        starts.append(np.concatenate(([0], np.cumsum(counts))).astype(np.int64))
    return Arcs(tail, head, starts[0], lists[0], starts[1], lists[1])


def listed(start: IntArray, items: IntArray, nodes: IntArray) -> tuple[IntArray, IntArray]:
    """Return the items listed for the given nodes, one after another, and how many each has."""
    counts = start[nodes + 1] - start[nodes]
    before = np.cumsum(counts) - counts
    position = np.arange(counts.sum()) + np.repeat(start[nodes] - before, counts)
    return items[position], counts


@dataclass(frozen=True, kw_only=True)
class SteinerGraph:
    """A prize-collecting arborescence problem.

    Attributes
    ----------
    arcs
        Arcs leading away from the root.
    cost
        Cost of each arc, not negative; shape (arcs,).
    prize
        What leaving a node out costs, not negative, infinite where the node
        must be connected; shape (nodes,).
    root
        Node from which the tree starts; -1 where it may start anywhere (then
        every arc needs its reverse of equal cost, and no prize is infinite).
    arc_number
        Number of each arc in the graph first built; shape (arcs,).
    """

    arcs: Arcs
    cost: FloatArray
    prize: FloatArray
    root: int
    arc_number: IntArray

    @property
    def node_count(self) -> int:
        """Number of nodes, connected or not."""
        return int(self.prize.size)

    def restrict(
        self, keep: BoolArray, *, prize: FloatArray | None = None, root: int | None = None
    ) -> SteinerGraph:
        """Return the graph with only the arcs marked, and other prizes or root if given.

        Arcs into the root and loops never help and go too.
        """
        new_root = self.root if root is None else root
        helps = (self.arcs.head != new_root) & (self.arcs.head != self.arcs.tail)
        chosen = np.flatnonzero(keep & helps)
        tail, head = self.arcs.tail[chosen], self.arcs.head[chosen]
        return SteinerGraph(
            arcs=list_by_end(tail, head, self.node_count),
            cost=self.cost[chosen],
            prize=self.prize if prize is None else prize,
            root=new_root,
            arc_number=self.arc_number[chosen],
        )

    def without_node(self, node: int) -> SteinerGraph:
        """Return the graph in which the node cannot be used; its prize is set to 0."""
        prize = self.prize.copy()
        prize[node] = 0.0
        return self.restrict((self.arcs.tail != node) & (self.arcs.head != node), prize=prize)


def build_graph(
    tail: IntArray, head: IntArray, cost: FloatArray, prize: FloatArray, root: int
) -> SteinerGraph:
    """Return the problem on the given arcs, numbered as given."""
    arcs = list_by_end(tail, head, prize.size)
    numbers = np.arange(cost.size, dtype=np.int64)
    return SteinerGraph(arcs=arcs, cost=cost, prize=prize, root=root, arc_number=numbers)


def build_undirected_graph(
    ends: IntArray, cost: FloatArray, prize: FloatArray, root: int
) -> SteinerGraph:
    """Return the problem whose arcs ``2e`` and ``2e + 1`` are edge ``e`` either way.

    ``ends`` has shape (2, edges).
    """
    tail = ends.T.reshape(-1)
    head = ends[::-1].T.reshape(-1)
    return build_graph(
        np.ascontiguousarray(tail), np.ascontiguousarray(head), np.repeat(cost, 2), prize, root
    )


def finite_prize(graph: SteinerGraph) -> FloatArray:
    """Return the prizes with "must be connected" as more than any tree can cost."""
    required = np.isinf(graph.prize)
    if not required.any():
        return graph.prize
    enough = float(graph.cost.sum() + graph.prize[~required].sum() + 1.0)
    return np.where(required, enough, graph.prize)


def tree_objective(cost: FloatArray, prize: FloatArray, links: IntArray, nodes: IntArray) -> float:
    """Return the cost of the links plus the prizes of the nodes left out, summed exactly."""
    missed = np.ones(prize.size, np.bool_)
    missed[nodes] = False
    return fsum(cost[links]) + fsum(prize[missed])


def has_whole_values(graph: SteinerGraph) -> bool:
    """Whether all costs and finite prizes are whole numbers, so that trees differ by 1."""
    finite = graph.prize[np.isfinite(graph.prize)]
    return bool(np.all(graph.cost == np.rint(graph.cost)) and np.all(finite == np.rint(finite)))


def central_node(ends: IntArray, nodes: IntArray, prize: FloatArray) -> int:
    """Return the tree node without which the richest part left is poorest.

    ``ends`` (2, links) are the tree's links, ``nodes`` its nodes.
    """
    neighbours: dict[int, list[int]] = {int(node): [] for node in nodes}
    for one, other in ends.T.tolist():
        neighbours[one].append(other)
        neighbours[other].append(one)
    order, above = [int(nodes[0])], {int(nodes[0]): -1}
    for node in order:
        for other in neighbours[node]:
            if other not in above:
                above[other] = node
                order.append(other)
    value = np.where(np.isfinite(prize), prize, prize[np.isfinite(prize)].sum() + 1.0)
    total = float(value[nodes].sum())
    hanging = {node: float(value[node]) for node in order}
    richest = dict.fromkeys(order, 0.0)
    for node in reversed(order):
        richest[node] = max(richest[node], total - hanging[node])
        if above[node] >= 0:
            hanging[above[node]] += hanging[node]
            richest[above[node]] = max(richest[above[node]], hanging[node])
    return min(order, key=lambda node: (richest[node], -value[node], node))
