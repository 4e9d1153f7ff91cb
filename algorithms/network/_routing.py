"""The network, its costs and the points on it, laid out for the kernels."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from algorithms.network import _kernels
from algorithms.network.snapping import Snaps
from algorithms.network.street_network import FloatArray, IntArray, StreetNetwork
from algorithms.progress import Progress

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


def costs_within(
    graph: RoutingGraph, sources: Snaps, targets: Snaps, cutoff: float, progress: Progress
) -> tuple[IntArray, IntArray, FloatArray]:
    """Return pair offsets per source, and target and cost of each pair.

    Sources are shared out over a few threads; the answer does not depend on
    their number.
    """
    source_arrays, target_arrays = graph.places(sources), graph.targets(targets)
    threads = min(_MOST_THREADS, os.cpu_count() or 1)
    chunk_count = max(1, min(len(sources), threads * _CHUNKS_PER_THREAD))
    bounds = np.linspace(0, len(sources), chunk_count + 1).astype(np.int64).tolist()

    def search(bound: tuple[int, int]) -> tuple[IntArray, IntArray, FloatArray]:
        return _kernels.targets_within(graph.arrays, source_arrays, target_arrays, bound, cutoff)

    found = []
    with ThreadPoolExecutor(max_workers=threads) as pool:
        for number, chunk in enumerate(pool.map(search, pairwise(bounds)), start=1):
            found.append(chunk)
            progress.report("network.distances", number / chunk_count)
    counts, target, cost = (np.concatenate(arrays) for arrays in zip(*found, strict=True))
    return np.concatenate([[0], np.cumsum(counts)]), target, cost
