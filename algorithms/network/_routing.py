"""The network, its costs and the points on it, laid out for the kernels."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.sparse import csr_array

from algorithms.network import _kernels
from algorithms.network._arrays import FloatArray, IntArray, as_complex, gather_ranges
from algorithms.network.snapping import Snaps
from algorithms.network.street_network import StreetNetwork
from algorithms.progress import Progress

CostPairs = tuple[IntArray, IntArray, FloatArray]
"""From, to and cost of each pair."""

_CHUNKS_PER_THREAD = 8
_MOST_THREADS = 4


@dataclass(frozen=True, kw_only=True)
class RoutingGraph:
    """A street network with a cost for every edge and for access ways.

    Attributes
    ----------
    edge_cost
        Cost of each whole edge; part of an edge costs its share of the length.
    access_cost_per_m
        Cost of one metre of access way.
    arrays
        The graph as the kernels read it.
    """

    network: StreetNetwork
    edge_cost: FloatArray
    access_cost_per_m: float
    arrays: _kernels.Graph

    def places(self, snaps: Snaps) -> _kernels.Places:
        """Return where the points join, in units of cost."""
        share = snaps.position_m / self.network.edge_length_m[snaps.edge_index]
        along = np.where(snaps.is_snapped, share * self.edge_cost[snaps.edge_index], 0.0)
        return snaps.edge_index, along, snaps.access_m * self.access_cost_per_m

    def targets(self, snaps: Snaps) -> _kernels.Targets:
        """Return the snapped points edge by edge."""
        edge, along, access = self.places(snaps)
        order = np.argsort(edge, kind="stable")[np.count_nonzero(edge < 0) :]
        counts = np.bincount(edge[order], minlength=self.network.edge_count)
        return np.concatenate([[0], np.cumsum(counts)]), order, along[order], access[order]


def distance_graph(network: StreetNetwork) -> RoutingGraph:
    """Return the graph whose costs are metres."""
    return cost_graph(network, network.edge_length_m, 1.0)


def cost_graph(
    network: StreetNetwork, edge_cost: FloatArray, access_cost_per_m: float
) -> RoutingGraph:
    """Return the graph with the given edge costs, each not negative."""
    start, end = np.ascontiguousarray(network.edge_nodes.T)
    edges = np.arange(network.edge_count)
    from_node = np.concatenate([start, end])
    order = np.argsort(from_node, kind="stable")
    offsets = np.concatenate([[0], np.cumsum(np.bincount(from_node, minlength=network.node_count))])
    arrays = (
        offsets,
        np.concatenate([edges, edges])[order],
        np.concatenate([end, start])[order],
        start,
        end,
        np.ascontiguousarray(edge_cost, dtype=np.float64),
    )
    return RoutingGraph(
        network=network,
        edge_cost=arrays[-1],
        access_cost_per_m=access_cost_per_m,
        arrays=arrays,
    )


def pairs_within(
    graph: RoutingGraph, from_snaps: Snaps, to_snaps: Snaps, cutoff: float, progress: Progress
) -> CostPairs:
    """Return from, to and cost of all pairs within the cutoff, sorted by from, then to.

    The network is undirected, so the searches start from the side with fewer points.
    """
    if len(from_snaps) <= len(to_snaps):
        return pairs_from(graph, from_snaps, to_snaps, cutoff, progress)
    to_index, from_index, cost = pairs_from(graph, to_snaps, from_snaps, cutoff, progress)
    by_to = to_csr(to_index, from_index, cost, (len(to_snaps), len(from_snaps)))
    by_from = by_to.T.tocsr()
    from_index = np.repeat(np.arange(len(from_snaps)), np.diff(by_from.indptr))
    return from_index, by_from.indices.astype(np.int64), by_from.data.astype(np.float64)


def pairs_from(
    graph: RoutingGraph, sources: Snaps, targets: Snaps, cutoff: float, progress: Progress
) -> CostPairs:
    """Return source, target and cost of all pairs within the cutoff, sorted by source.

    Sources are shared out over a few threads; the answer does not depend on
    their number. Points with the same coordinates are at cost 0.
    """
    source_arrays, target_arrays = graph.places(sources), graph.targets(targets)
    threads = min(_MOST_THREADS, os.cpu_count() or 1)
    chunk_count = max(1, min(len(sources), threads * _CHUNKS_PER_THREAD))
    bounds = np.linspace(0, len(sources), chunk_count + 1).astype(np.int64).tolist()

    def search(bound: tuple[int, int]) -> tuple[IntArray, IntArray, FloatArray]:
        return _kernels.targets_within(graph.arrays, source_arrays, target_arrays, bound, cutoff)

    found = []
    pool = ThreadPoolExecutor(max_workers=threads)
    try:
        for number, chunk in enumerate(pool.map(search, pairwise(bounds)), start=1):
            found.append(chunk)
            progress.report("network.distances", number / chunk_count)
    finally:
        pool.shutdown(cancel_futures=True)  # a cancelled search does not go on unseen
    counts, target, cost = (np.concatenate(arrays) for arrays in zip(*found, strict=True))
    by_source = csr_array(
        (cost, target, np.concatenate([[0], np.cumsum(counts)])), shape=(len(sources), len(targets))
    )
    by_source.sort_indices()
    source = np.repeat(np.arange(len(sources)), counts)
    pairs = source, by_source.indices.astype(np.int64), by_source.data.astype(np.float64)
    return _join_same_points(sources, targets, pairs)


def to_csr(row: IntArray, column: IntArray, cost: FloatArray, shape: tuple[int, int]) -> csr_array:
    """Return pairs sorted by row as a sparse array that keeps stored zeros."""
    offsets = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=shape[0]))])
    return csr_array((cost, column, offsets), shape=shape)


def _join_same_points(sources: Snaps, targets: Snaps, pairs: CostPairs) -> CostPairs:
    """Set pairs with the same coordinates to 0, and add those that no search found."""
    same_source, same_target = _same_points(sources.point_xy_m, targets.point_xy_m)
    if len(same_source) == 0:
        return pairs
    source, target, cost = pairs
    width = len(targets)
    key = np.concatenate([same_source * width + same_target, source * width + target])
    key, first = np.unique(key, return_index=True)
    return key // width, key % width, np.concatenate([np.zeros(len(same_source)), cost])[first]


def _same_points(one_xy_m: FloatArray, other_xy_m: FloatArray) -> tuple[IntArray, IntArray]:
    """Return all pairs of indices with equal coordinates; NaN equals nothing."""
    one, other = as_complex(one_xy_m), as_complex(other_xy_m)
    order = np.argsort(one, kind="stable")
    begin = np.searchsorted(one[order], other, side="left")
    counts = np.searchsorted(one[order], other, side="right") - begin
    counts[np.isnan(other)] = 0
    return order[gather_ranges(begin, counts)], np.repeat(np.arange(len(other)), counts)
