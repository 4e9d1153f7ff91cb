"""Compiled searches from a root: growing trees, dual ascent.

Graphs come as compressed adjacency (`Arcs`). All index arrays are int64 and
all weights float64, so that every kernel is compiled once.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from algorithms._compile import compiled

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]


# Where the counts of a growing set stand.
MEMBERS, EXPLORED, FRONTIER = range(3)
# All cuts written down hold no more nodes than this together (32 MB).
MOST_CUT_NODES = 4_000_000


class Arcs(NamedTuple):
    """A directed graph with its arcs listed by either end.

    The arcs leaving node ``v`` are ``out_arc[out_start[v]:out_start[v + 1]]``,
    those entering it likewise with ``in_``, in rising order.
    """

    tail: IntArray
    head: IntArray
    out_start: IntArray
    out_arc: IntArray
    in_start: IntArray
    in_arc: IntArray


@compiled
def reversed_arcs(arcs: Arcs) -> Arcs:
    """Return the graph with every arc turned round."""
    return Arcs(arcs.head, arcs.tail, arcs.in_start, arcs.in_arc, arcs.out_start, arcs.out_arc)


@compiled
def _sift_up(heap: IntArray, place: IntArray, key: FloatArray, index: int) -> None:
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


@compiled
def push(heap: IntArray, place: IntArray, key: FloatArray, size: int, node: int) -> int:
    """Add the node or move it up after its key fell; returns the heap's size."""
    if place[node] < 0:
        heap[size] = node
        place[node] = size
        size += 1
    _sift_up(heap, place, key, place[node])
    return size


@compiled
def pop(heap: IntArray, place: IntArray, key: FloatArray, size: int) -> tuple[int, int]:
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


@compiled
def grow_tree(
    arcs: Arcs, cost: FloatArray, prize: FloatArray, sources: IntArray
) -> tuple[IntArray, FloatArray]:
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
        size = push(heap, place, distance, size, source)
    while size > 0:
        node, size = pop(heap, place, distance, size)
        if not in_tree[node] and prize[node] > 0.0 and prize[node] >= distance[node]:
            step = node
            while not in_tree[step]:
                in_tree[step] = True
                distance[step] = 0.0
                size = push(heap, place, distance, size, step)
                step = arcs.tail[entering[step]]
            continue
        for position in range(arcs.out_start[node], arcs.out_start[node + 1]):
            arc = arcs.out_arc[position]
            other = arcs.head[arc]
            reached = distance[node] + cost[arc]
            if not in_tree[other] and reached < distance[other]:
                distance[other] = reached
                entering[other] = arc
                size = push(heap, place, distance, size, other)
    for node in range(node_count):
        if not in_tree[node]:
            entering[node] = -1
    return entering, distance


@compiled
def _take_in(
    arcs: Arcs,
    reduced: FloatArray,
    member_of: IntArray,
    terminal: int,
    is_rooted: BoolArray,
    grown: tuple[IntArray, IntArray, IntArray],
) -> int:
    """Add to the terminal's set every node that reaches it by arcs of reduced cost 0.

    Arcs seen to enter the set are listed as frontier. Returns the first node
    that the root reaches, where it stops; -1 if there is none.
    """
    members, frontier, count = grown
    while count[EXPLORED] < count[MEMBERS]:
        node = members[count[EXPLORED]]
        if is_rooted[node]:
            return int(node)
        count[EXPLORED] += 1
        for arc in arcs.in_arc[arcs.in_start[node] : arcs.in_start[node + 1]]:
            other = arcs.tail[arc]
            if member_of[other] == terminal:
                continue
            if reduced[arc] > 0.0:
                frontier[count[FRONTIER]] = arc
                count[FRONTIER] += 1
            else:
                member_of[other] = terminal
                members[count[MEMBERS]] = other
                count[MEMBERS] += 1
    return -1


@compiled
def _spread_rooted(
    arcs: Arcs, reduced: FloatArray, start: int, is_rooted: BoolArray, queue: IntArray
) -> None:
    """Mark all nodes that the rooted node reaches by arcs of reduced cost 0."""
    is_rooted[start] = True
    queue[0] = start
    count = 1
    first = 0
    while first < count:
        node = queue[first]
        first += 1
        for arc in arcs.out_arc[arcs.out_start[node] : arcs.out_start[node + 1]]:
            other = arcs.head[arc]
            if reduced[arc] <= 0.0 and not is_rooted[other]:
                is_rooted[other] = True
                queue[count] = other
                count += 1


@compiled
def _raise_cut(
    arcs: Arcs,
    reduced: FloatArray,
    left: FloatArray,
    member_of: IntArray,
    terminal: int,
    grown: tuple[IntArray, IntArray, IntArray],
) -> float:
    """Raise the cut around the terminal's set until something is used up."""
    members, frontier, count = grown
    rise = left[terminal]
    for arc in frontier[: count[FRONTIER]]:
        rise = min(rise, reduced[arc])
    left[terminal] -= rise
    for arc in frontier[: count[FRONTIER]]:
        reduced[arc] -= rise
        other = arcs.tail[arc]
        if reduced[arc] <= 0.0 and member_of[other] != terminal:
            member_of[other] = terminal
            members[count[MEMBERS]] = other
            count[MEMBERS] += 1
    return float(rise)


@compiled
def _keep_entering(
    arcs: Arcs, member_of: IntArray, terminal: int, grown: tuple[IntArray, IntArray, IntArray]
) -> None:
    """Drop arcs from the frontier whose tail has joined the set."""
    _, frontier, count = grown
    kept = 0
    for arc in frontier[: count[FRONTIER]]:
        if member_of[arcs.tail[arc]] != terminal:
            frontier[kept] = arc
            kept += 1
    count[FRONTIER] = kept


@compiled
def _record_cut(
    members: IntArray, terminal: int, cuts: tuple[IntArray, IntArray, IntArray]
) -> tuple[IntArray, IntArray, IntArray]:
    """Write down a cut of more than one node while there is room for it."""
    nodes, start, served = cuts
    done = start[-1]
    if done == served.size or members.size < 2:
        return cuts
    first = start[done]
    after = first + members.size
    if after > MOST_CUT_NODES:
        return cuts
    if after > nodes.size:
        longer = np.empty(2 * after, np.int64)
        longer[:first] = nodes[:first]
        nodes = longer
    nodes[first:after] = members
    served[done] = terminal
    start[done + 1] = after
    start[-1] = done + 1
    return nodes, start, served


@compiled
def dual_ascent(
    arcs: Arcs, cost: FloatArray, prize: FloatArray, root: int, recorded: int, effort: int
) -> tuple[float, FloatArray, FloatArray, FloatArray, tuple[IntArray, IntArray, IntArray]]:
    """Raise cut duals of the prize-collecting arborescence problem.

    Wong (1984, Mathematical Programming 28, 271-287), with the order of
    growth by cut size (Pajor, Uchoa and Werneck 2018, Mathematical
    Programming Computation 10, 69-118). Each node of positive prize grows
    the set of nodes that reach it by arcs of reduced cost 0; the dual of
    that cut may rise until an arc entering is used up or the prize is.
    An infinite prize is a node that must be connected.

    At most ``recorded`` cuts of more than one node are written down; about
    ``effort`` nodes and arcs are looked at. Stopped early, the bound is
    still valid.

    Returns the bound (inf where a required node cannot be reached), the
    reduced costs, the prizes left over, the sum of duals around each node,
    and the cuts: nodes, start of each cut in them (then their number, last),
    the node each serves.
    """
    node_count = prize.size
    reduced = cost.copy()
    left = prize.copy()
    around = np.zeros(node_count)
    member_of = np.full(node_count, -1, np.int64)
    is_rooted = np.zeros(node_count, np.bool_)
    joined = np.empty(node_count)
    queue = np.empty(node_count, np.int64)
    members = np.empty(node_count, np.int64)
    count = np.zeros(3, np.int64)
    grown = (members, np.empty(cost.size, np.int64), count)
    cuts = (
        np.empty(16, np.int64),
        np.zeros(recorded + 2, np.int64),
        np.empty(recorded, np.int64),
    )
    sizes = np.full(node_count, np.inf)
    heap = np.empty(node_count, np.int64)
    place = np.full(node_count, -1, np.int64)
    bound = 0.0
    waiting = 0
    if root >= 0:
        is_rooted[root] = True
    for node in range(node_count):
        if prize[node] > 0.0 and node != root:
            sizes[node] = arcs.in_start[node + 1] - arcs.in_start[node]
            waiting = push(heap, place, sizes, waiting, node)
    while waiting > 0 and effort > 0:
        terminal, waiting = pop(heap, place, sizes, waiting)
        members[0] = terminal
        member_of[terminal] = terminal
        joined[0] = bound
        known = 1
        count[MEMBERS], count[EXPLORED], count[FRONTIER] = 1, 0, 0
        while left[terminal] > 0.0:
            found = _take_in(arcs, reduced, member_of, terminal, is_rooted, grown)
            joined[known : count[MEMBERS]] = bound
            known = count[MEMBERS]
            if found >= 0:
                _spread_rooted(arcs, reduced, found, is_rooted, queue)
                break
            _keep_entering(arcs, member_of, terminal, grown)
            effort -= known + count[FRONTIER]
            sizes[terminal] = count[FRONTIER]
            is_next = waiting == 0 or count[FRONTIER] <= 1.25 * sizes[heap[0]] + 1.0
            if effort < 0 or not is_next:
                waiting = push(heap, place, sizes, waiting, terminal)
                break
            cuts = _record_cut(members[:known], terminal, cuts)
            rise = _raise_cut(arcs, reduced, left, member_of, terminal, grown)
            bound += rise
            if rise == np.inf:
                return bound, reduced, left, around, cuts
        for position in range(count[MEMBERS]):
            member_of[members[position]] = -1
        for position in range(known):
            around[members[position]] += bound - joined[position]
    return bound, reduced, left, around, cuts
