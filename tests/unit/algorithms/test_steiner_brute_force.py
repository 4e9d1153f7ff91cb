"""Every Steiner entry point against full enumeration on tiny random graphs."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pytest
from scipy.sparse import coo_array
from scipy.sparse.csgraph import minimum_spanning_tree

from algorithms.sewage.steiner import (
    solve_prize_collecting_arborescence,
    solve_prize_collecting_steiner_tree,
    solve_steiner_arborescence,
)


def _node_sets(node_count, must):
    """Every set of nodes that holds the ones that must be in."""
    free = [node for node in range(node_count) if node not in must]
    for size in range(len(free) + 1):
        for chosen in combinations(free, size):
            if chosen or must:
                yield sorted({*chosen, *must})


def _spanning_cost(edges, cost, nodes):
    """Cost of the least tree spanning exactly these nodes, infinite if there is none."""
    inside = [e for e, (a, b) in enumerate(edges) if a in nodes and b in nodes and a != b]
    least = {}
    for edge in inside:
        pair = tuple(sorted(edges[edge]))
        # Zero would be "no edge" to SciPy; 1 more on every edge is taken off again.
        least[pair] = min(least.get(pair, np.inf), cost[edge] + 1.0)
    if not least:
        return 0.0 if len(nodes) == 1 else np.inf
    place = {node: index for index, node in enumerate(nodes)}
    rows, columns = zip(*((place[a], place[b]) for a, b in least), strict=True)
    shape = (len(nodes), len(nodes))
    tree = minimum_spanning_tree(coo_array((list(least.values()), (rows, columns)), shape=shape))
    return tree.sum() - tree.nnz if tree.nnz == len(nodes) - 1 else np.inf


def _best_undirected(edges, cost, prize, root):
    must = set(np.flatnonzero(np.isinf(prize)).tolist()) | (set() if root is None else {root})
    finite = np.where(np.isinf(prize), 0.0, prize)
    return min(
        _spanning_cost(edges, cost, nodes) + finite.sum() - finite[nodes].sum()
        for nodes in _node_sets(prize.size, must)
    )


def _arborescence_cost(arcs, cost, nodes, root):
    """Cheapest choice of one entering arc per node that leads back to the root."""
    others = [node for node in nodes if node != root]
    choices = [
        [k for k, (tail, head) in enumerate(arcs) if head == node and tail in nodes]
        for node in others
    ]
    best = np.inf
    for entering in product(*choices):
        above = {arcs[k][1]: arcs[k][0] for k in entering}
        if all(_leads_to(node, above, root) for node in others):
            best = min(best, sum(cost[k] for k in entering))
    return best


def _leads_to(node, above, root):
    seen = set()
    while node != root and node not in seen:
        seen.add(node)
        node = above[node]
    return node == root


def _best_directed(arcs, cost, prize, sinks, sink_cost):
    """Arcs downstream; one root above all sinks."""
    root = prize.size
    turned = [(head, tail) for tail, head in arcs] + [(root, sink) for sink in sinks]
    weight = np.concatenate((cost, sink_cost))
    must = set(np.flatnonzero(np.isinf(prize)).tolist()) | {root}
    finite = np.append(np.where(np.isinf(prize), 0.0, prize), 0.0)
    return min(
        _arborescence_cost(turned, weight, nodes, root) + finite.sum() - finite[nodes].sum()
        for nodes in _node_sets(root + 1, must)
    )


def _random_graph(seed, node_count, link_count):
    rng = np.random.default_rng(seed)
    links = rng.integers(0, node_count, (link_count, 2))
    whole = seed % 2 == 0
    cost = rng.integers(0, 10, link_count) * 1.0 if whole else rng.uniform(0.0, 10.0, link_count)
    prize = rng.integers(0, 12, node_count) * 1.0 if whole else rng.uniform(0, 12, node_count)
    prize[rng.random(node_count) < 0.4] = 0.0
    return rng, links, cost, prize


def _assert_sound(tree, best):
    assert tree.objective == pytest.approx(best, abs=1e-7)
    assert tree.bound <= tree.objective
    assert tree.bound == pytest.approx(best, abs=1e-6)
    assert tree.is_proven_optimal


@pytest.mark.parametrize("seed", range(60))
def test_tree_anywhere_is_the_best_of_all(seed):
    _, edges, cost, prize = _random_graph(seed, 7, 11)
    tree = solve_prize_collecting_steiner_tree(edges, cost, prize)
    _assert_sound(tree, _best_undirected(edges.tolist(), cost, prize, None))


@pytest.mark.parametrize("seed", range(100, 160))
def test_tree_from_a_root_is_the_best_of_all(seed):
    rng, edges, cost, prize = _random_graph(seed, 7, 11)
    root = int(rng.integers(7))
    tree = solve_prize_collecting_steiner_tree(edges, cost, prize, root)
    assert root in tree.node_indices
    _assert_sound(tree, _best_undirected(edges.tolist(), cost, prize, root))


@pytest.mark.parametrize("seed", range(200, 240))
def test_tree_with_nodes_that_must_be_connected_is_the_best_of_all(seed):
    rng, edges, cost, prize = _random_graph(seed, 7, 13)
    edges = np.concatenate((edges, [[node, node + 1] for node in range(6)]))
    cost = np.append(cost, np.full(6, 7.0))
    required = rng.choice(7, 3, replace=False)
    prize[required] = np.inf
    tree = solve_prize_collecting_steiner_tree(edges, cost, prize)
    assert np.isin(required, tree.node_indices).all()
    _assert_sound(tree, _best_undirected(edges.tolist(), cost, prize, None))


@pytest.mark.parametrize("seed", range(300, 350))
def test_sewer_of_those_worth_it_is_the_best_of_all(seed):
    rng, arcs, cost, prize = _random_graph(seed, 6, 12)
    arcs = arcs[arcs[:, 0] != arcs[:, 1]]
    cost = cost[: len(arcs)]
    sinks = rng.choice(6, 2, replace=False)
    sink_cost = rng.integers(0, 6, 2) * 1.0
    tree = solve_prize_collecting_arborescence(arcs, cost, prize, sinks, sink_cost)
    _assert_sound(tree, _best_directed(arcs.tolist(), cost, prize, sinks, sink_cost))


@pytest.mark.parametrize("seed", range(400, 440))
def test_sewer_for_all_terminals_is_the_best_of_all(seed):
    rng, arcs, cost, _ = _random_graph(seed, 6, 10)
    arcs = np.concatenate((arcs, [[node, (node + 1) % 6] for node in range(6)]))
    cost = np.append(cost, np.full(6, 8.0))
    proper = arcs[:, 0] != arcs[:, 1]
    arcs, cost = arcs[proper], cost[proper]
    terminals, sinks = rng.choice(6, 3, replace=False), rng.choice(6, 2, replace=False)
    prize = np.zeros(6)
    prize[terminals] = np.inf
    tree = solve_steiner_arborescence(arcs, cost, terminals, sinks)
    _assert_sound(tree, _best_directed(arcs.tolist(), cost, prize, sinks, np.zeros(2)))
