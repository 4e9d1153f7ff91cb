"""Compiled local search on trees in undirected graphs.

Edges are numbered by rising cost; ``ends`` (2, edges) holds their nodes. The
graph's arcs ``2e`` and ``2e + 1`` are edge ``e`` either way. Prizes are
finite here: a node that must be connected has one larger than any tree.
"""

from __future__ import annotations

import numpy as np

from algorithms._compile import compiled
from algorithms.sewage._steiner_kernels import Arcs, BoolArray, FloatArray, IntArray

DEGREE, LINK, ABOVE, ORDER, KEPT = range(5)
UP, DEPTH, ENTER, SIZE, FOLLOWING, PREORDER = range(6)


@compiled
def _peel(edges: IntArray, ends: IntArray, root: int, work: IntArray) -> int:
    """Take leaves off a forest, the root last; returns how many nodes went.

    ``work[ORDER]`` lists them, ``work[ABOVE]`` is the edge each hung on.
    """
    degree, link, above, order = work[DEGREE], work[LINK], work[ABOVE], work[ORDER]
    for edge in edges:
        for side in range(2):
            degree[ends[side, edge]] = 0
            link[ends[side, edge]] = 0
    for edge in edges:
        for side in range(2):
            node = ends[side, edge]
            degree[node] += 1
            # With one edge left, the exclusive or of all is that edge.
            link[node] ^= edge
    peeled = 0
    for edge in edges:
        for side in range(2):
            leaf = ends[side, edge]
            while degree[leaf] == 1 and leaf != root:
                up = link[leaf]
                above[leaf] = up
                order[peeled] = leaf
                peeled += 1
                degree[leaf] = 0
                leaf = ends[0, up] + ends[1, up] - leaf
                degree[leaf] -= 1
                link[leaf] ^= up
    return peeled


@compiled
def _richest(edges: IntArray, ends: IntArray, value: FloatArray) -> int:
    """Return the node of greatest value at the edges, -1 if there are none."""
    top = -1
    for edge in edges:
        for side in range(2):
            if top < 0 or value[ends[side, edge]] > value[top]:
                top = ends[side, edge]
    return top


@compiled
def _keep_hanging(edges: IntArray, ends: IntArray, top: int, peeled: int, work: IntArray) -> int:
    """Move the edges by which nodes worth keeping hang on the top node to the front."""
    above, order, kept = work[ABOVE], work[ORDER], work[KEPT]
    # From the top downwards, 2 marks what hangs on it.
    kept[top] = 2
    for index in range(peeled - 1, -1, -1):
        leaf = order[index]
        up = above[leaf]
        if kept[leaf] == 1 and kept[ends[0, up] + ends[1, up] - leaf] == 2:
            kept[leaf] = 2
    count = 0
    for edge in edges:
        for side in range(2):
            node = ends[side, edge]
            if node != top and kept[node] == 2 and above[node] == edge:
                edges[count] = edge
                count += 1
    return count


@compiled
def prune_tree(
    edges: IntArray,
    ends: IntArray,
    cost: FloatArray,
    prize: FloatArray,
    root: int,
    work: IntArray,
    value: FloatArray,
) -> tuple[int, float]:
    """Keep the best connected part of a forest (strong pruning).

    A leaf worth less than its edge falls off, else its surplus goes to the
    other end. With a root (>= 0) the part holding it is kept, else the part
    of greatest surplus; without any edge the single best node is the
    caller's to find.

    ``work`` (5, nodes) and ``value`` (nodes,) are overwritten. Returns how
    many edges are kept (moved to the front of ``edges`` in their order) and
    the surplus (prizes less costs).
    """
    above, order, kept = work[ABOVE], work[ORDER], work[KEPT]
    peeled = _peel(edges, ends, root, work)
    top = root
    if root >= 0:
        value[root] = prize[root]
    for edge in edges:
        for side in range(2):
            node = ends[side, edge]
            value[node] = prize[node]
            kept[node] = 0
    for index in range(peeled):
        leaf = order[index]
        up = above[leaf]
        if value[leaf] > cost[up]:
            value[ends[0, up] + ends[1, up] - leaf] += value[leaf] - cost[up]
            kept[leaf] = 1
    if root < 0:
        top = _richest(edges, ends, value)
        if top < 0:
            return 0, 0.0
    return _keep_hanging(edges, ends, top, peeled, work), value[top]


@compiled
def _index_tree(
    edges: IntArray,
    ends: IntArray,
    root: int,
    work: IntArray,
    index: IntArray,
    inside: BoolArray,
) -> None:
    """Mark the tree's nodes and number them so that subtrees are contiguous.

    With no root given, the tree hangs on the node peeled last.
    """
    inside[:] = False
    up, depth, enter = index[UP], index[DEPTH], index[ENTER]
    size, following, preorder = index[SIZE], index[FOLLOWING], index[PREORDER]
    above, order = work[ABOVE], work[ORDER]
    peeled = _peel(edges, ends, root, work)
    for edge in edges:
        for side in range(2):
            inside[ends[side, edge]] = True
            size[ends[side, edge]] = 1
    top = -1
    for place in range(peeled):
        leaf = order[place]
        up[leaf] = above[leaf]
        top = ends[0, up[leaf]] + ends[1, up[leaf]] - leaf
        size[top] += size[leaf]
    if top < 0:
        return
    up[top] = -1
    depth[top] = 0
    enter[top] = 0
    following[top] = 1
    preorder[0] = top
    for place in range(peeled - 1, -1, -1):
        leaf = order[place]
        parent = ends[0, up[leaf]] + ends[1, up[leaf]] - leaf
        depth[leaf] = depth[parent] + 1
        enter[leaf] = following[parent]
        following[parent] += size[leaf]
        following[leaf] = enter[leaf] + 1
        preorder[enter[leaf]] = leaf


@compiled
def _dearest_between(
    one: int, other: int, ends: IntArray, cost: FloatArray, index: IntArray
) -> float:
    """Cost of the dearest edge on the tree path between two nodes."""
    up, depth = index[UP], index[DEPTH]
    dearest = 0.0
    while one != other:
        if depth[one] < depth[other]:
            one, other = other, one
        edge = up[one]
        dearest = max(dearest, cost[edge])
        one = ends[0, edge] + ends[1, edge] - one
    return dearest


@compiled
def _may_insert(
    node: int,
    arcs: Arcs,
    ends: IntArray,
    cost: FloatArray,
    prize: FloatArray,
    inside: BoolArray,
    index: IntArray,
) -> bool:
    """Whether inserting the node could pay, before pruning.

    Its cheapest edge connects it; each further edge replaces at best the
    dearest edge between the two places where they meet the tree.
    """
    nearest = -1
    balance = prize[node]
    for arc in arcs.out_arc[arcs.out_start[node] : arcs.out_start[node + 1]]:
        other = arcs.head[arc]
        if not inside[other]:
            continue
        if nearest < 0:
            nearest = other
            balance -= cost[arc >> 1]
        else:
            dearest = _dearest_between(nearest, other, ends, cost, index)
            balance += max(0.0, dearest - cost[arc >> 1])
        if balance > 0.0:
            return True
    return False


@compiled
def _may_remove(
    node: int,
    arcs: Arcs,
    cost: FloatArray,
    prize: FloatArray,
    inside: BoolArray,
    index: IntArray,
    branch: IntArray,
) -> bool:
    """Whether an edge cheaper than all it would save joins what removal would part.

    ``branch`` is -1 for all nodes, before and after.
    """
    size, preorder = index[SIZE], index[PREORDER]
    enter = index[ENTER, node]
    stop = enter + size[node]
    saved = -prize[node]
    for arc in arcs.out_arc[arcs.out_start[node] : arcs.out_start[node + 1]]:
        other = arcs.head[arc]
        if inside[other] and (index[UP, other] == arc >> 1 or index[UP, node] == arc >> 1):
            saved += cost[arc >> 1]
    first = enter + 1
    while first < stop:
        after = first + size[preorder[first]]
        for place in range(first, after):
            branch[preorder[place]] = first
        first = after
    found = False
    for below in preorder[enter + 1 : stop]:
        for arc in arcs.out_arc[arcs.out_start[below] : arcs.out_start[below + 1]]:
            if cost[arc >> 1] >= saved:
                break
            other = arcs.head[arc]
            if inside[other] and other != node and branch[other] != branch[below]:
                found = True
                break
        if found:
            break
    for below in preorder[enter + 1 : stop]:
        branch[below] = -1
    return found


@compiled
def _find(leader: IntArray, node: int) -> int:
    while leader[node] != node:
        leader[node] = leader[leader[node]]
        node = leader[node]
    return node


@compiled
def _join(leader: IntArray, ends: IntArray, edge: int) -> bool:
    """Unite the two ends; False when connected already or one is not in play."""
    one, other = ends[0, edge], ends[1, edge]
    if leader[one] < 0 or leader[other] < 0:
        return False
    one, other = _find(leader, one), _find(leader, other)
    leader[one] = other
    return one != other


@compiled
def _span_with(
    node: int, arcs: Arcs, ends: IntArray, tree: IntArray, leader: IntArray, trial: IntArray
) -> int:
    """Minimum spanning tree of the tree's nodes and one more, into ``trial``.

    It consists of tree edges and edges at the new node; merging the two
    sorted lists is Kruskal's order.
    """
    count = 0
    position, stop = arcs.out_start[node], arcs.out_start[node + 1]
    taken = 0
    while taken < tree.size or position < stop:
        near = arcs.out_arc[position] >> 1 if position < stop else ends.shape[1]
        edge = tree[taken] if taken < tree.size else ends.shape[1]
        if near < edge:
            position += 1
            edge = near
        else:
            taken += 1
        if _join(leader, ends, edge):
            trial[count] = edge
            count += 1
    return count


@compiled
def _span_without(
    node: int, ends: IntArray, tree: IntArray, leader: IntArray, trial: IntArray
) -> int:
    """Minimum spanning forest of the tree's nodes but one, into ``trial``."""
    leader[node] = -1
    count = 0
    for edge in range(ends.shape[1]):
        if _join(leader, ends, edge):
            trial[count] = edge
            count += 1
            if count == tree.size - 1:
                break
    return count


@compiled
def _set_in_play(tree: IntArray, ends: IntArray, in_play: bool, leader: IntArray) -> None:
    """Make each of the tree's nodes its own leader, or none."""
    for edge in tree:
        for side in range(2):
            node = ends[side, edge]
            leader[node] = node if in_play else -1


@compiled
def improve_by_nodes(
    arcs: Arcs,
    ends: IntArray,
    cost: FloatArray,
    prize: FloatArray,
    root: int,
    tree: IntArray,
    candidates: IntArray,
) -> tuple[IntArray, float]:
    """Insert or remove single nodes where the tree gets better.

    Each candidate is tried once: outside the tree it is inserted, inside it
    is removed; the tree is spanned anew and pruned. Returns the edges of the
    better tree and its surplus.
    """
    node_count = prize.size
    work = np.zeros((5, node_count), np.int64)
    index = np.zeros((6, node_count), np.int64)
    value = np.zeros(node_count)
    leader = np.full(node_count, -1, np.int64)
    branch = np.full(node_count, -1, np.int64)
    trial = np.empty(node_count, np.int64)
    current = np.sort(tree)
    count, surplus = prune_tree(current, ends, cost, prize, root, work, value)
    current = current[:count]
    inside = np.zeros(node_count, np.bool_)
    _index_tree(current, ends, root, work, index, inside)
    for node in candidates:
        if current.size == 0:
            break
        if inside[node]:
            if node == root or not _may_remove(node, arcs, cost, prize, inside, index, branch):
                continue
            _set_in_play(current, ends, True, leader)
            count = _span_without(node, ends, current, leader, trial)
        else:
            if not _may_insert(node, arcs, ends, cost, prize, inside, index):
                continue
            _set_in_play(current, ends, True, leader)
            leader[node] = node
            count = _span_with(node, arcs, ends, current, leader, trial)
        leader[node] = -1
        _set_in_play(current, ends, False, leader)
        better = trial[:count]
        count, reached = prune_tree(better, ends, cost, prize, root, work, value)
        if reached > surplus + 1e-9 * (1.0 + abs(surplus)):
            surplus = reached
            current = better[:count].copy()
            _index_tree(current, ends, root, work, index, inside)
    return current, surplus
