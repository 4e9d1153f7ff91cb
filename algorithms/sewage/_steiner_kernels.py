"""Compiled inner loops of the Steiner tree methods.

Graphs come as compressed adjacency: the arcs leaving node ``v`` are
``out_arc[out_start[v]:out_start[v + 1]]``, those entering it likewise with
``in_``. All index arrays are int64 and all weights float64, so that every
kernel is compiled once. Prizes are finite here: a node that must be
connected carries a prize larger than any tree.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

_OPTIONS = {"cache": True, "nogil": True}


class Arcs(NamedTuple):
    """A directed graph with its arcs listed by either end."""

    tail: NDArray[np.int64]
    head: NDArray[np.int64]
    out_start: NDArray[np.int64]
    out_arc: NDArray[np.int64]
    in_start: NDArray[np.int64]
    in_arc: NDArray[np.int64]


@njit(**_OPTIONS)
def _sift_up(heap, place, key, index):
    node = heap[index]
    while index > 0:
        above = (index - 1) >> 1
        if key[heap[above]] <= key[node]:
            break
        heap[index] = heap[above]
        place[heap[index]] = index
        index = above
    heap[index] = node
    place[node] = index


@njit(**_OPTIONS)
def _push(heap, place, key, size, node):
    """Add the node or move it up after its key fell; returns the heap's size."""
    if place[node] < 0:
        heap[size] = node
        place[node] = size
        size += 1
    _sift_up(heap, place, key, place[node])
    return size


@njit(**_OPTIONS)
def _pop(heap, place, key, size):
    """Take the node of least key off; returns it and the heap's size."""
    top = heap[0]
    place[top] = -1
    size -= 1
    if size > 0:
        node = heap[size]
        index = 0
        while 2 * index + 1 < size:
            below = 2 * index + 1
            if below + 1 < size and key[heap[below + 1]] < key[heap[below]]:
                below += 1
            if key[heap[below]] >= key[node]:
                break
            heap[index] = heap[below]
            place[heap[index]] = index
            index = below
        heap[index] = node
        place[node] = index
    return top, size


@njit(**_OPTIONS)
def grow_tree(arcs, cost, prize, sources):
    """Grow a tree along shortest paths to every node worth its path.

    The heap form of the shortest path heuristic: whenever the nearest node
    is worth its distance, its path joins the tree and the search goes on
    from there. With no prizes this is Dijkstra's algorithm.

    Returns the entering arc of each tree node (-1 else) and the distance of
    every node from the tree (0 inside, inf where none leads).
    """
    node_count = prize.size
    distance = np.full(node_count, np.inf)
    entering = np.full(node_count, -1, np.int64)
    in_tree = np.zeros(node_count, np.bool_)
    heap = np.empty(node_count, np.int64)
    place = np.full(node_count, -1, np.int64)
    size = 0
    for source in sources:
        distance[source] = 0.0
        in_tree[source] = True
        size = _push(heap, place, distance, size, source)
    while size > 0:
        node, size = _pop(heap, place, distance, size)
        if not in_tree[node] and prize[node] > 0.0 and prize[node] >= distance[node]:
            step = node
            while not in_tree[step]:
                in_tree[step] = True
                distance[step] = 0.0
                size = _push(heap, place, distance, size, step)
                step = arcs.tail[entering[step]]
            continue
        for position in range(arcs.out_start[node], arcs.out_start[node + 1]):
            arc = arcs.out_arc[position]
            other = arcs.head[arc]
            reached = distance[node] + cost[arc]
            if not in_tree[other] and reached < distance[other]:
                distance[other] = reached
                entering[other] = arc
                size = _push(heap, place, distance, size, other)
    for node in range(node_count):
        if not in_tree[node]:
            entering[node] = -1
    return entering, distance


@njit(**_OPTIONS)
def prune_tree(edges, ends, cost, prize, root, work, value):
    """Keep the best connected part of a forest (strong pruning).

    Leaves are peeled one by one; a leaf worth less than its edge falls off,
    else its surplus goes to the other end. With a root (>= 0) the part
    holding it is kept, else the part of greatest surplus, which also may be
    the single node of greatest prize among those touched.

    ``ends`` (2, edges) holds the nodes of every edge of the graph; ``work``
    (5, nodes) and ``value`` (nodes,) are overwritten. Returns how many edges
    are kept (moved to the front of ``edges`` in their given order), the
    surplus (prizes less costs) and the top node (-1 where there is none).
    """
    degree, link, above, order, kept = work[0], work[1], work[2], work[3], work[4]
    if root >= 0:
        value[root] = prize[root]
        kept[root] = 0
    for edge in edges:
        for side in range(2):
            node = ends[side, edge]
            degree[node] = 0
            link[node] = 0
            value[node] = prize[node]
            kept[node] = 0
    for edge in edges:
        for side in range(2):
            degree[ends[side, edge]] += 1
            link[ends[side, edge]] ^= edge
    peeled = 0
    for edge in edges:
        for side in range(2):
            leaf = ends[side, edge]
            while degree[leaf] == 1 and leaf != root:
                up = link[leaf]
                other = ends[0, up] + ends[1, up] - leaf
                above[leaf] = up
                order[peeled] = leaf
                peeled += 1
                degree[leaf] = 0
                degree[other] -= 1
                link[other] ^= up
                if value[leaf] > cost[up]:
                    value[other] += value[leaf] - cost[up]
                    kept[leaf] = 1
                leaf = other
    top = root
    if root < 0:
        for edge in edges:
            for side in range(2):
                if top < 0 or value[ends[side, edge]] > value[top]:
                    top = ends[side, edge]
        if top < 0:
            return 0, 0.0, top
    # From the top downwards, 2 marks what hangs on the top node.
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
    return count, value[top], top


@njit(**_OPTIONS)
def _find(leader, node):
    while leader[node] != node:
        leader[node] = leader[leader[node]]
        node = leader[node]
    return node


@njit(**_OPTIONS)
def _join(leader, ends, edge):
    """Unite the two ends; False when they were connected already."""
    one = _find(leader, ends[0, edge])
    other = _find(leader, ends[1, edge])
    leader[one] = other
    return one != other


@njit(**_OPTIONS)
def _tree_with_node(arcs, ends, tree, node, leader, trial):
    """Minimum spanning tree of the tree's nodes and one more, into ``trial``.

    It consists of tree edges and edges at the new node (edges are numbered
    by rising cost, so merging two sorted lists is Kruskal's order).
    """
    for edge in tree:
        leader[ends[0, edge]] = ends[0, edge]
        leader[ends[1, edge]] = ends[1, edge]
    leader[node] = node
    count = 0
    position = arcs.out_start[node]
    stop = arcs.out_start[node + 1]
    for edge in tree:
        while position < stop and arcs.out_arc[position] >> 1 < edge:
            near = arcs.out_arc[position] >> 1
            position += 1
            if leader[ends[0, near]] >= 0 <= leader[ends[1, near]] and _join(leader, ends, near):
                trial[count] = near
                count += 1
        if _join(leader, ends, edge):
            trial[count] = edge
            count += 1
    while position < stop:
        near = arcs.out_arc[position] >> 1
        position += 1
        if leader[ends[0, near]] >= 0 <= leader[ends[1, near]] and _join(leader, ends, near):
            trial[count] = near
            count += 1
    return count


@njit(**_OPTIONS)
def _tree_without_node(ends, inside, node, leader, trial, wanted):
    """Minimum spanning forest of the nodes inside but one, into ``trial``."""
    count = 0
    for index in range(inside.size):
        if inside[index]:
            leader[index] = index
    for edge in range(ends.shape[1]):
        one, other = ends[0, edge], ends[1, edge]
        if inside[one] and inside[other] and one != node and other != node:
            if _join(leader, ends, edge):
                trial[count] = edge
                count += 1
                if count == wanted:
                    break
    return count


@njit(**_OPTIONS)
def improve_by_nodes(arcs, ends, cost, prize, root, tree, candidates):
    """Insert or remove single nodes as long as the tree gets better.

    ``arcs`` holds each edge ``e`` as arcs ``2e`` and ``2e + 1``; edges are
    numbered by rising cost. Each candidate node is tried once: outside the
    tree it is inserted, inside it is removed; the tree is spanned anew and
    pruned. Returns the edges of the better tree, its surplus and top node.
    """
    node_count = prize.size
    work = np.zeros((5, node_count), np.int64)
    value = np.zeros(node_count)
    leader = np.full(node_count, -1, np.int64)
    inside = np.zeros(node_count, np.bool_)
    current = np.sort(tree)
    count, surplus, top = prune_tree(current, ends, cost, prize, root, work, value)
    current = current[:count]
    for edge in current:
        inside[ends[0, edge]] = True
        inside[ends[1, edge]] = True
    degree = np.zeros(node_count, np.int64)
    for edge in current:
        degree[ends[0, edge]] += 1
        degree[ends[1, edge]] += 1
    trial = np.empty(node_count, np.int64)
    for node in candidates:
        if inside[node]:
            if node == root or degree[node] < 2:
                continue
            count = _tree_without_node(ends, inside, node, leader, trial, current.size - 1)
        else:
            near = 0
            for position in range(arcs.out_start[node], arcs.out_start[node + 1]):
                near += inside[arcs.head[arcs.out_arc[position]]]
            if near == 0 or (near == 1 and prize[node] <= 0.0):
                continue
            count = _tree_with_node(arcs, ends, current, node, leader, trial)
        for edge in current:
            leader[ends[0, edge]] = -1
            leader[ends[1, edge]] = -1
        leader[node] = -1
        better = trial[:count]
        count, reached, peak = prune_tree(better, ends, cost, prize, root, work, value)
        if reached <= surplus + 1e-9 * (1.0 + abs(surplus)):
            continue
        for edge in current:
            inside[ends[0, edge]] = False
            inside[ends[1, edge]] = False
            degree[ends[0, edge]] = 0
            degree[ends[1, edge]] = 0
        surplus, top = reached, peak
        current = better[:count].copy()
        for edge in current:
            for side in range(2):
                inside[ends[side, edge]] = True
                degree[ends[side, edge]] += 1
    return current, surplus, top


@njit(**_OPTIONS)
def _is_below(tail, entering, node, above):
    """Whether the tree path from the root to the node passes ``above``."""
    while node != above:
        if entering[node] < 0:
            return False
        node = tail[entering[node]]
    return True


@njit(**_OPTIONS)
def improve_by_paths(arcs, cost, prize, root, entering, candidates):
    """Reconnect single tree nodes or missed nodes by cheaper paths.

    For each candidate, the tree path above it that serves nothing else (its
    key path), or its missed prize, is what a new path from the rest of the
    tree may cost. The path is sought backwards, so arc directions hold.
    ``entering`` is changed in place.
    """
    node_count = prize.size
    children = np.zeros(node_count, np.int64)
    for node in range(node_count):
        if entering[node] >= 0:
            children[arcs.tail[entering[node]]] += 1
    distance = np.full(node_count, np.inf)
    onward = np.full(node_count, -1, np.int64)
    heap = np.empty(node_count, np.int64)
    place = np.full(node_count, -1, np.int64)
    touched = np.empty(node_count, np.int64)
    dropped = np.zeros(node_count, np.bool_)
    for target in candidates:
        if target == root:
            continue
        saved = prize[target]
        above = target
        if entering[target] >= 0:
            saved = cost[entering[target]]
            above = arcs.tail[entering[target]]
            while above != root and children[above] == 1 and prize[above] < cost[entering[above]]:
                saved += cost[entering[above]] - prize[above]
                dropped[above] = True
                above = arcs.tail[entering[above]]
        limit = saved - 1e-9 * (1.0 + saved)
        distance[target] = 0.0
        touched[0] = target
        touched_count = 1
        size = _push(heap, place, distance, 0, target)
        found = -1
        while size > 0:
            node, size = _pop(heap, place, distance, size)
            if node != target and not dropped[node] and (node == root or entering[node] >= 0):
                if _is_below(arcs.tail, entering, node, target):
                    continue
                found = node
                break
            for position in range(arcs.in_start[node], arcs.in_start[node + 1]):
                arc = arcs.in_arc[position]
                other = arcs.tail[arc]
                reached = distance[node] + cost[arc]
                if other != root and entering[other] < 0:
                    reached = max(distance[node], reached - prize[other])
                if reached < limit and reached < distance[other]:
                    if distance[other] == np.inf:
                        touched[touched_count] = other
                        touched_count += 1
                    distance[other] = reached
                    onward[other] = arc
                    size = _push(heap, place, distance, size, other)
        for index in range(size):
            place[heap[index]] = -1
        if entering[target] >= 0:
            step = target
            while step != above:
                follow = arcs.tail[entering[step]]
                dropped[step] = False
                if found >= 0:
                    children[follow] -= 1
                    entering[step] = -1
                step = follow
            dropped[above] = False
        if found >= 0:
            step = found
            while step != target:
                arc = onward[step]
                children[step] += 1
                step = arcs.head[arc]
                entering[step] = arc
        for index in range(touched_count):
            distance[touched[index]] = np.inf


@njit(**_OPTIONS)
def dual_ascent(arcs, cost, prize, root, recorded):
    """Raise cut duals of the prize-collecting arborescence problem.

    Wong (1984, Mathematical Programming 28, 271-287), with the order of
    growth by cut size (Pajor, Uchoa and Werneck 2018, Mathematical
    Programming Computation 10, 69-118). Each node of positive prize grows
    the set of nodes that reach it by arcs of reduced cost 0; the dual of
    that cut may rise until an arc entering is used up or the prize is.
    An infinite prize is a node that must be connected.

    With ``root`` -1 every tree of at least one prized node counts: the dual
    of choosing the root costs the greatest sum of duals around one node.

    At most ``recorded`` cuts of more than one node are written down.
    Returns the bound (inf where a required node cannot be reached), the
    reduced costs, the prizes left over, and the cuts: nodes, start of each
    cut in them, the node it serves.
    """
    node_count = prize.size
    reduced = cost.copy()
    left = prize.copy()
    usage = np.zeros(node_count)
    in_cut = np.full(node_count, -1, np.int64)
    members = np.empty(node_count, np.int64)
    sizes = np.full(node_count, np.inf)
    heap = np.empty(node_count, np.int64)
    place = np.full(node_count, -1, np.int64)
    cut_nodes = np.empty(16, np.int64)
    cut_start = np.zeros(recorded + 1, np.int64)
    cut_terminal = np.empty(recorded, np.int64)
    cut_count = 0
    bound = 0.0
    waiting = 0
    for node in range(node_count):
        if prize[node] > 0.0 and node != root:
            sizes[node] = arcs.in_start[node + 1] - arcs.in_start[node]
            waiting = _push(heap, place, sizes, waiting, node)
    while waiting > 0:
        terminal, waiting = _pop(heap, place, sizes, waiting)
        members[0] = terminal
        in_cut[terminal] = terminal
        count = 1
        explored = 0
        while left[terminal] > 0.0:
            # Take in every node that reaches the set by arcs of reduced cost 0.
            while explored < count and (root < 0 or in_cut[root] != terminal):
                node = members[explored]
                explored += 1
                for position in range(arcs.in_start[node], arcs.in_start[node + 1]):
                    arc = arcs.in_arc[position]
                    other = arcs.tail[arc]
                    if reduced[arc] <= 0.0 and in_cut[other] != terminal:
                        in_cut[other] = terminal
                        members[count] = other
                        count += 1
            if root >= 0 and in_cut[root] == terminal:
                break
            rise = np.inf
            entering = 0
            for index in range(count):
                node = members[index]
                for position in range(arcs.in_start[node], arcs.in_start[node + 1]):
                    arc = arcs.in_arc[position]
                    if in_cut[arcs.tail[arc]] != terminal:
                        entering += 1
                        rise = min(rise, reduced[arc])
            if entering == 0 and root < 0:
                break
            sizes[terminal] = entering
            if waiting > 0 and entering > 1.25 * sizes[heap[0]] + 1.0:
                waiting = _push(heap, place, sizes, waiting, terminal)
                break
            rise = min(rise, left[terminal])
            if rise == np.inf:
                return np.inf, reduced, left, cut_nodes, cut_start[:1], cut_terminal[:0]
            bound += rise
            left[terminal] -= rise
            for index in range(count):
                node = members[index]
                usage[node] += rise
                for position in range(arcs.in_start[node], arcs.in_start[node + 1]):
                    arc = arcs.in_arc[position]
                    if in_cut[arcs.tail[arc]] != terminal:
                        reduced[arc] -= rise
                        if reduced[arc] <= 0.0:
                            explored = min(explored, index)
            if cut_count < recorded and count > 1:
                start = cut_start[cut_count]
                if start + count > cut_nodes.size:
                    grown = np.empty(2 * (start + count), np.int64)
                    grown[:start] = cut_nodes[:start]
                    cut_nodes = grown
                cut_nodes[start : start + count] = members[:count]
                cut_terminal[cut_count] = terminal
                cut_count += 1
                cut_start[cut_count] = start + count
        in_cut[members[:count]] = -1
    if root < 0:
        greatest = 0.0
        for node in range(node_count):
            if prize[node] > 0.0:
                greatest = max(greatest, usage[node])
        bound -= greatest
    return bound, reduced, left, cut_nodes, cut_start[: cut_count + 1], cut_terminal[:cut_count]


@njit(**_OPTIONS)
def separate_cuts(arcs, capacity, root, terminal, wanted):
    """Send flow from the root to the terminal and cut where it falls short.

    Augments by breadth-first layers (Dinitz 1970) until ``wanted`` arrives.
    Returns the flow that arrives and two cuts as node masks on the
    terminal's side: all nodes the root cannot fill, and only those from
    which the terminal can still be filled.
    """
    node_count = arcs.out_start.size - 1
    flow = np.zeros(capacity.size)
    level = np.empty(node_count, np.int64)
    queue = np.empty(node_count, np.int64)
    pointer = np.empty(node_count, np.int64)
    path = np.empty(node_count, np.int64)
    total = 0.0
    least = 1e-12
    while total < wanted:
        level[:] = -1
        level[terminal] = 0
        queue[0] = terminal
        count = 1
        first = 0
        while first < count:
            node = queue[first]
            first += 1
            for position in range(arcs.in_start[node], arcs.in_start[node + 1]):
                arc = arcs.in_arc[position]
                other = arcs.tail[arc]
                if level[other] < 0 and capacity[arc] - flow[arc] > least:
                    level[other] = level[node] + 1
                    queue[count] = other
                    count += 1
            for position in range(arcs.out_start[node], arcs.out_start[node + 1]):
                arc = arcs.out_arc[position]
                other = arcs.head[arc]
                if level[other] < 0 and flow[arc] > least:
                    level[other] = level[node] + 1
                    queue[count] = other
                    count += 1
        if level[root] < 0:
            break
        pointer[:] = 0
        depth = 0
        node = root
        while True:
            if node == terminal:
                amount = np.inf
                for index in range(depth):
                    arc = path[index]
                    if arc >= 0:
                        amount = min(amount, capacity[arc] - flow[arc])
                    else:
                        amount = min(amount, flow[~arc])
                total += amount
                for index in range(depth):
                    arc = path[index]
                    if arc >= 0:
                        flow[arc] += amount
                    else:
                        flow[~arc] -= amount
                if total >= wanted:
                    break
                depth = 0
                node = root
                continue
            outgoing = arcs.out_start[node + 1] - arcs.out_start[node]
            incoming = arcs.in_start[node + 1] - arcs.in_start[node]
            moved = False
            while pointer[node] < outgoing + incoming:
                position = pointer[node]
                if position < outgoing:
                    arc = arcs.out_arc[arcs.out_start[node] + position]
                    other = arcs.head[arc]
                    room = capacity[arc] - flow[arc]
                    step = arc
                else:
                    arc = arcs.in_arc[arcs.in_start[node] + position - outgoing]
                    other = arcs.tail[arc]
                    room = flow[arc]
                    step = ~arc
                if room > least and level[other] == level[node] - 1:
                    path[depth] = step
                    depth += 1
                    node = other
                    moved = True
                    break
                pointer[node] += 1
            if not moved:
                if depth == 0:
                    break
                depth -= 1
                step = path[depth]
                node = arcs.tail[step] if step >= 0 else arcs.head[~step]
                pointer[node] += 1
    # ``level`` marks what can still fill the terminal; now what the root fills.
    filled = np.zeros(node_count, np.bool_)
    filled[root] = True
    queue[0] = root
    count = 1
    first = 0
    while first < count:
        node = queue[first]
        first += 1
        for position in range(arcs.out_start[node], arcs.out_start[node + 1]):
            arc = arcs.out_arc[position]
            other = arcs.head[arc]
            if not filled[other] and capacity[arc] - flow[arc] > least:
                filled[other] = True
                queue[count] = other
                count += 1
        for position in range(arcs.in_start[node], arcs.in_start[node + 1]):
            arc = arcs.in_arc[position]
            other = arcs.tail[arc]
            if not filled[other] and flow[arc] > least:
                filled[other] = True
                queue[count] = other
                count += 1
    return total, ~filled, level >= 0
