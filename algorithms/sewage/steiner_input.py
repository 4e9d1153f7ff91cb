"""What the Steiner entry points accept, checked in one place."""

from __future__ import annotations

from typing import NoReturn

import numpy as np
from numpy.typing import ArrayLike

from algorithms.errors import InfeasibleError, InputError
from algorithms.sewage.steiner_bounds import distances
from algorithms.sewage.steiner_graph import FloatArray, IntArray, SteinerGraph

SHOWN_INDICES = 20


def _refuse(code: str, indices: IntArray) -> NoReturn:
    raise InputError(code, indices=indices[:SHOWN_INDICES].tolist())


def checked_links(
    link_nodes: ArrayLike, link_cost: ArrayLike, node_count: int
) -> tuple[IntArray, FloatArray]:
    """Return edges or arcs as (links, 2) and their costs, or refuse them."""
    nodes = np.asarray(link_nodes)
    if nodes.size == 0:
        nodes = np.empty((0, 2), np.int64)
    if nodes.ndim != 2 or nodes.shape[1] != 2 or not np.issubdtype(nodes.dtype, np.integer):
        raise InputError("steiner.edges_shape", shape=list(nodes.shape))
    check_nodes(nodes.ravel(), node_count)
    return nodes.astype(np.int64), checked_costs(link_cost, nodes.shape[0])


def check_nodes(nodes: IntArray, node_count: int) -> None:
    """Refuse node numbers outside the graph."""
    outside = np.unique(nodes[(nodes < 0) | (nodes >= node_count)])
    if outside.size:
        raise InputError(
            "steiner.node_out_of_range",
            indices=outside[:SHOWN_INDICES].tolist(),
            largest=node_count - 1,
        )


def checked_costs(cost: ArrayLike, expected: int) -> FloatArray:
    """Return finite costs, not negative, as many as expected."""
    values = np.asarray(cost, dtype=np.float64).reshape(-1)
    if values.size != expected:
        raise InputError("steiner.weights_count", expected=expected, found=values.size)
    wrong = np.flatnonzero(~(np.isfinite(values) & (values >= 0.0)))
    if wrong.size:
        _refuse("steiner.invalid_cost", wrong)
    return values


def checked_prizes(prize: ArrayLike) -> FloatArray:
    """Return prizes, not negative; infinite ones must be connected."""
    values = np.asarray(prize, dtype=np.float64).reshape(-1)
    if values.size == 0:
        raise InputError("steiner.no_nodes")
    wrong = np.flatnonzero(~(values >= 0.0))
    if wrong.size:
        _refuse("steiner.invalid_prize", wrong)
    return values


def check_required_reachable(graph: SteinerGraph) -> None:
    """Refuse a problem in which no way leads from the root to a required node."""
    if graph.root < 0:
        return
    distance = distances(graph.arcs, graph.cost, np.array([graph.root]), graph.node_count)
    cut_off = np.flatnonzero(np.isinf(graph.prize) & np.isinf(distance))
    if cut_off.size:
        raise InfeasibleError("steiner.unreachable_nodes", indices=cut_off.tolist())
