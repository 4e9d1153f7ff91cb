"""Good trees fast: randomised growth, local search, a pool with recombination.

A tree is grown by the shortest path heuristic under randomly changed costs
and prizes (Takahashi and Matsuyama 1980, Mathematica Japonica 24, 573-577),
made better by local search, and kept in a small pool of good trees. New
trees also come from two of the pool, by growing where they run (Ribeiro,
Uchoa and Werneck 2002, INFORMS Journal on Computing 14, 228-246).
"""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter
from typing import Protocol

import numpy as np

from algorithms.progress import Progress
from algorithms.sewage._steiner_kernels import grow_tree
from algorithms.sewage._steiner_path_kernels import improve_by_paths
from algorithms.sewage._steiner_tree_kernels import improve_by_nodes, prune_tree
from algorithms.sewage.steiner_graph import (
    FloatArray,
    IntArray,
    SteinerGraph,
    build_undirected_graph,
    finite_prize,
    tree_objective,
)

POOL_SIZE = 6
# Share of trees grown at random although there are good ones to start from.
RANDOM_SHARE = 0.25
CANDIDATES_AT_ONCE = 256


@dataclass(frozen=True, kw_only=True)
class Tree:
    """A tree: the numbers of its links (edges or arcs), its nodes, what it costs."""

    links: IntArray
    nodes: IntArray
    objective: float


class Neighbourhood(Protocol):
    """How trees are grown and made better in one kind of graph."""

    graph: SteinerGraph
    link_cost: FloatArray

    def grow(self, link_cost: FloatArray, prize: FloatArray, start: int) -> IntArray:
        """Return the links (own numbering) of a tree grown from the start."""

    def link_weights(self, graph: SteinerGraph, weight: FloatArray) -> FloatArray:
        """Return arc weights of the graph built from as weights of the links."""

    def improve(self, links: IntArray, rng: np.random.Generator, deadline: float) -> IntArray:
        """Return the links of a tree at least as good."""

    def tree(self, links: IntArray, start: int) -> Tree:
        """Return the tree with its links numbered as given by the caller."""

    def nodes_of(self, links: IntArray) -> IntArray:
        """Return the nodes the links touch."""


class EdgeNeighbourhood:
    """Undirected graphs: spanning trees of node sets, strongly pruned."""

    def __init__(self, graph: SteinerGraph) -> None:
        edges, position = np.unique(graph.arc_number >> 1, return_index=True)
        order = np.argsort(graph.cost[position], kind="stable")
        chosen = position[order]
        self.edge_number = edges[order]
        self.link_cost = graph.cost[chosen]
        self.ends = np.stack((graph.arcs.tail[chosen], graph.arcs.head[chosen]))
        self.prize = finite_prize(graph)
        self.graph = build_undirected_graph(self.ends, self.link_cost, graph.prize, graph.root)
        self.root = graph.root

    def grow(self, link_cost: FloatArray, prize: FloatArray, start: int) -> IntArray:
        """Return the edges of a tree grown from the start."""
        sources = np.array([start])
        entering, _ = grow_tree(self.graph.arcs, np.repeat(link_cost, 2), prize, sources)
        return np.sort(entering[entering >= 0] >> 1)

    def improve(self, links: IntArray, rng: np.random.Generator, deadline: float) -> IntArray:
        """Insert and remove nodes until no single one helps."""
        links, surplus = self._pass(links, np.empty(0, np.int64))
        gained = True
        while gained and links.size:
            before = surplus
            candidates = rng.permutation(self.prize.size)
            for first in range(0, candidates.size, CANDIDATES_AT_ONCE):
                if perf_counter() > deadline:
                    return links
                links, surplus = self._pass(links, candidates[first : first + CANDIDATES_AT_ONCE])
            gained = surplus > before
        return links

    def link_weights(self, graph: SteinerGraph, weight: FloatArray) -> FloatArray:
        """Return the smaller of both directions' weights for each edge."""
        smallest = np.full(int(self.edge_number.max(initial=-1)) + 1, np.inf)
        np.minimum.at(smallest, graph.arc_number >> 1, weight)
        return np.asarray(smallest[self.edge_number])

    def _pass(self, links: IntArray, candidates: IntArray) -> tuple[IntArray, float]:
        return improve_by_nodes(
            self.graph.arcs, self.ends, self.link_cost, self.prize, self.root, links, candidates
        )

    def nodes_of(self, links: IntArray) -> IntArray:
        """Return the nodes the edges touch."""
        return np.unique(self.ends[:, links])

    def tree(self, links: IntArray, start: int) -> Tree:
        """Return the tree in the caller's numbers, or the best single node."""
        if links.size:
            nodes = self.nodes_of(links)
        else:
            nodes = np.array([start if self.root >= 0 else int(np.argmax(self.prize))])
        return Tree(
            links=np.sort(self.edge_number[links]),
            nodes=nodes,
            objective=tree_objective(self.link_cost, self.graph.prize, links, nodes),
        )


class ArcNeighbourhood:
    """Directed graphs with a root: key paths replaced by cheaper ones."""

    def __init__(self, graph: SteinerGraph) -> None:
        self.graph = graph
        self.prize = finite_prize(graph)
        self.link_cost = graph.cost
        self.ends = np.stack((graph.arcs.tail, graph.arcs.head))
        self._work = np.zeros((5, graph.node_count), np.int64)
        self._value = np.zeros(graph.node_count)

    def grow(self, link_cost: FloatArray, prize: FloatArray, start: int) -> IntArray:
        """Return the arcs of a tree grown from the root."""
        entering, _ = grow_tree(self.graph.arcs, link_cost, prize, np.array([start]))
        return self._pruned(entering)

    def link_weights(self, graph: SteinerGraph, weight: FloatArray) -> FloatArray:
        """Return the weights as they are."""
        del graph
        return weight

    def _pruned(self, entering: IntArray) -> IntArray:
        links = np.sort(entering[entering >= 0])
        count, _ = prune_tree(
            links,
            self.ends,
            self.graph.cost,
            self.prize,
            self.graph.root,
            self._work,
            self._value,
        )
        return links[:count]

    def improve(self, links: IntArray, rng: np.random.Generator, deadline: float) -> IntArray:
        """Reconnect nodes by cheaper paths until no single one helps."""
        graph = self.graph
        entering = np.full(graph.node_count, -1, np.int64)
        entering[graph.root] = -2
        entering[graph.arcs.head[links]] = links
        objective = np.inf
        while perf_counter() < deadline:
            nodes = np.append(self.nodes_of(links), graph.root)
            reached = tree_objective(graph.cost, self.prize, links, nodes)
            if not reached < objective - 1e-9 * (1.0 + abs(reached)):
                break
            objective = reached
            candidates = rng.permutation(np.flatnonzero((entering >= 0) | (self.prize > 0.0)))
            for first in range(0, candidates.size, CANDIDATES_AT_ONCE):
                if perf_counter() > deadline:
                    break
                chosen = candidates[first : first + CANDIDATES_AT_ONCE]
                improve_by_paths(graph.arcs, graph.cost, self.prize, entering, chosen)
            links = self._pruned(entering)
            entering[:] = -1
            entering[graph.root] = -2
            entering[graph.arcs.head[links]] = links
        return links

    def nodes_of(self, links: IntArray) -> IntArray:
        """Return the nodes the arcs touch."""
        return np.unique(self.ends[:, links])

    def tree(self, links: IntArray, start: int) -> Tree:
        """Return the tree in the caller's numbers."""
        nodes = np.union1d(self.nodes_of(links), [start])
        return Tree(
            links=np.sort(self.graph.arc_number[links]),
            nodes=nodes,
            objective=tree_objective(self.graph.cost, self.graph.prize, links, nodes),
        )


@dataclass(kw_only=True)
class _Member:
    links: IntArray
    objective: float


class TreeSearch:
    """Searches for better trees in one graph, repeatably for one seed."""

    def __init__(self, neighbourhood: Neighbourhood, seed: int = 0) -> None:
        self.graph = neighbourhood.graph
        self._space = neighbourhood
        self._rng = np.random.default_rng(seed)
        self._prize = finite_prize(neighbourhood.graph)
        self._root = neighbourhood.graph.root
        self._pool: list[_Member] = []
        self._guides: list[FloatArray] = []
        start = self._root if self._root >= 0 else int(np.argmax(self._prize))
        links = neighbourhood.grow(neighbourhood.link_cost, self._prize, start)
        self.best = neighbourhood.tree(links, start)

    def run(self, deadline: float, patience: int, target: float, progress: Progress) -> None:
        """Search until the deadline, the target, or ``patience`` tries without a better tree.

        Tries count anew after each better tree. The pool is emptied once
        half of the patience is gone, so that the other half starts afresh.
        """
        idle = 0
        while idle < patience and self.best.objective > target and perf_counter() < deadline:
            progress.report("steiner.search")
            if idle == patience // 2:
                self._pool.clear()
            links, start = self._next_start()
            better = self._take(self._space.improve(links, self._rng, deadline), start)
            idle = 0 if better else idle + 1

    def add_guide(self, graph: SteinerGraph, arc_cost: FloatArray) -> None:
        """Let random trees also follow these arc costs."""
        self._guides.append(self._space.link_weights(graph, arc_cost))

    def add_guided(self, graph: SteinerGraph, arc_cost: FloatArray, deadline: float) -> None:
        """Grow under the given arc costs, make the tree better, keep it if good."""
        start = self._start_node()
        links = self._space.grow(self._space.link_weights(graph, arc_cost), self._prize, start)
        self._take(self._space.improve(links, self._rng, deadline), start)

    def _next_start(self) -> tuple[IntArray, int]:
        start = self._start_node()
        if len(self._pool) < POOL_SIZE // 2 or self._rng.random() < RANDOM_SHARE:
            return self._random_tree(start), start
        return self._recombined(start)

    def _random_tree(self, start: int) -> IntArray:
        rng = self._rng
        guide = self._guide()
        spread = rng.uniform(0.1, 1.0)
        cost = guide * (1.0 + spread * rng.random(self._space.link_cost.size))
        prize = (
            self._prize * np.exp(rng.uniform(-0.7, 2.0)) * rng.uniform(0.5, 1.5, self._prize.size)
        )
        return self._space.grow(cost, prize, start)

    def _recombined(self, start: int) -> tuple[IntArray, int]:
        """Grow where two trees of the pool run; links of both are cheapest."""
        rng = self._rng
        chosen = rng.choice(len(self._pool), 2, replace=False)
        factor = rng.uniform(1.0, rng.choice([2.0, 6.0, 20.0]), self._space.link_cost.size)
        prize = self._prize * rng.uniform(0.6, 1.2, self._prize.size)
        for index in chosen:
            links = self._pool[index].links
            factor[links] = np.where(factor[links] < 1.0, 0.1, rng.uniform(0.3, 0.99, links.size))
            if links.size:
                nodes = self._space.nodes_of(links)
                prize[nodes] *= rng.uniform(1.0, 4.0)
                if self._root < 0:
                    start = int(nodes[rng.integers(nodes.size)])
        return self._space.grow(self._guide() * factor, prize, start), start

    def _guide(self) -> FloatArray:
        """Return the costs to grow by: mostly a guide if there is one, at times the true ones."""
        if not self._guides or self._rng.random() < RANDOM_SHARE:
            return self._space.link_cost
        return self._guides[self._rng.integers(len(self._guides))]

    def _start_node(self) -> int:
        if self._root >= 0:
            return self._root
        total = self._prize.sum()
        if total <= 0.0:
            return int(np.argmax(self._prize))
        return int(self._rng.choice(self._prize.size, p=self._prize / total))

    def _take(self, links: IntArray, start: int) -> bool:
        tree = self._space.tree(links, start)
        slack = 1e-9 * (1.0 + abs(tree.objective))
        if all(abs(member.objective - tree.objective) > slack for member in self._pool):
            self._pool.append(_Member(links=links, objective=tree.objective))
            self._pool.sort(key=lambda member: member.objective)
            del self._pool[POOL_SIZE:]
        if tree.objective < self.best.objective - slack:
            self.best = tree
            return True
        return False
