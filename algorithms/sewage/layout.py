"""A sewer layout from the prize-collecting arborescence at likely prices."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from algorithms.progress import SILENT, Progress
from algorithms.sewage import _growth_kernels
from algorithms.sewage._sewer_arrays import Corridors, Pipes, plain_links
from algorithms.sewage.arborescence import solve_prize_collecting_arborescence
from algorithms.sewage.corridors import FloatArray, IntArray
from algorithms.sewage.decision import FORCED_PRIZE_YUAN, Decision
from algorithms.sewage.design import SewerForest, ordered_forest
from algorithms.sewage.steiner_result import SteinerTreeResult

ArcPrices = Callable[[IntArray, IntArray, IntArray, Corridors, Pipes, FloatArray], FloatArray]


@dataclass(frozen=True, kw_only=True)
class CorridorArcs:
    """Every open reach both ways with a price; shape (A,)."""

    tail: IntArray
    head: IntArray
    edge: IntArray
    price_yuan: FloatArray


def corridor_arcs(decision: Decision, prices: ArcPrices) -> CorridorArcs:
    """Return every open reach both ways at a price of the growth kernels."""
    basis = decision.basis
    starts, heads, edges = basis.graph.adjacency
    tail = np.repeat(np.arange(decision.node_count), np.diff(starts))
    price = prices(tail, heads, edges, basis.corridors, basis.pipes, basis.scalars)
    return CorridorArcs(tail=tail, head=heads, edge=edges, price_yuan=price)


def solve_corridors(
    decision: Decision,
    arcs: CorridorArcs,
    node_prize: FloatArray,
    time_limit_s: float,
    progress: Progress,
    patience: int | None = None,
) -> SteinerTreeResult:
    """Return the prize-collecting arborescence over all corridors and all outlets."""
    return solve_prize_collecting_arborescence(
        np.column_stack((arcs.tail, arcs.head)),
        arcs.price_yuan,
        node_prize,
        decision.outlets.node,
        decision.fixed,
        patience=patience,
        time_limit_s=time_limit_s,
        progress=progress,
    )


def arborescence_layout(
    decision: Decision,
    wanted: IntArray,
    time_limit_s: float,
    progress: Progress = SILENT,
    patience: int | None = None,
) -> tuple[SewerForest, IntArray] | None:
    """Return the forest that would be best at likely prices, and its outlets.

    Which houses, along which reaches, to which of all outlets, are chosen
    together; stations are only guessed from the rise of each reach. With
    ``patience`` the tree is good, not proved, and found in a tenth of the time.
    """
    houses = wanted[decision.prize[wanted] > 0.0]
    if not len(houses) or not len(decision.outlets):
        return None
    net = decision.prize[houses] - decision.per_person.min() * decision.houses.persons[houses]
    prize = np.minimum(decision.per_node(houses, np.maximum(net, 0.0)), FORCED_PRIZE_YUAN)
    arcs = corridor_arcs(decision, _growth_kernels.likely_prices)
    found = solve_corridors(decision, arcs, prize, time_limit_s, progress, patience)
    down = np.full(decision.node_count, -1, dtype=np.int64)
    edge = down.copy()
    down[arcs.tail[found.edge_indices]] = arcs.head[found.edge_indices]
    edge[arcs.tail[found.edge_indices]] = arcs.edge[found.edge_indices]
    inside = np.zeros(decision.node_count, dtype=np.bool_)
    inside[found.node_indices] = True
    roots = np.flatnonzero(inside & (down < 0))
    outlets = np.flatnonzero(np.isin(decision.outlets.node, roots))
    # Two outlets at one node: the cheaper to open stands for both.
    order = outlets[np.lexsort((decision.fixed[outlets], decision.outlets.node[outlets]))]
    _, first = np.unique(decision.outlets.node[order], return_index=True)
    return ordered_forest(plain_links(down, edge), inside), np.sort(order[first])
