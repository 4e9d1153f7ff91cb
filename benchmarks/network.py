"""Walking pairs, noding and moving sites, beside scipy, networkx and (if installed) pandana.

Run from the project folder: ``python -m benchmarks.network [--repeat 5]``.
Every tool gets the same nodes and edge lengths and gives all pairs of candidate
and household within the cutoff; reading data and compiling are not counted.

pandana (``pip install pandana``, wanted by this file alone) first contracts the whole
network, which on the 20,022 nodes takes longer than all the rest together. It is asked
on the south-west corner, beside the others on the same corner; its contraction is
printed apart and its query alone is compared.
"""

from __future__ import annotations

import argparse
import importlib.util
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import networkx as nx
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import KDTree

from algorithms.network import (
    StreetNetwork,
    build_street_network,
    distances_within,
    site_distances,
)
from benchmarks.generated import generated_network, generated_township

CUTOFFS_M = (500.0, 1000.0)
SCIPY_CHUNK = 100
CORNER_M = 4_000.0
LIECHTENSTEIN = Path(__file__).resolve().parents[1] / ".." / "shared/data/real/liechtenstein"


@dataclass(frozen=True, kw_only=True)
class PairQuestion:
    """The same question for every tool: nodes of candidates and households."""

    network: StreetNetwork
    candidate_nodes: NDArray[np.int64]
    household_nodes: NDArray[np.int64]

    @classmethod
    def of_corner(cls, side_m: float) -> PairQuestion:
        """Ask about the generated township up to so far east and north."""
        township, network = generated_township(), generated_network()
        corner = shapely.box(-side_m, -side_m, side_m, side_m)
        if np.isfinite(side_m):
            lines = township.road_lines[shapely.within(township.road_lines, corner)]
            network = build_street_network(lines)
        nodes = KDTree(network.node_xy_m)
        at_node = [
            nodes.query(xy_m[(xy_m <= side_m).all(axis=1)])[1]
            for xy_m in (township.candidate_xy_m, township.household_xy_m)
        ]
        return cls(network=network, candidate_nodes=at_node[0], household_nodes=at_node[1])

    def direct_edges(self) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Return one edge per node pair, the shortest: scipy and pandana know no others."""
        ends = np.sort(self.network.edge_nodes, axis=1)
        order = np.lexsort((self.network.edge_length_m, ends[:, 1], ends[:, 0]))
        _, first = np.unique(ends[order], axis=0, return_index=True)
        return ends[order[first]], self.network.edge_length_m[order[first]]


Answer = tuple[int, float]
"""Number of pairs and the sum of their distances."""


def ask_ours(question: PairQuestion, cutoff_m: float) -> Answer:
    xy_m = question.network.node_xy_m
    pairs = distances_within(
        question.network,
        xy_m[question.household_nodes],
        xy_m[question.candidate_nodes],
        cutoff_m=cutoff_m,
    )
    return len(pairs), float(pairs.distance_m.sum())


def ask_scipy(question: PairQuestion, cutoff_m: float) -> Answer:
    ends, length_m = question.direct_edges()
    size = question.network.node_count
    graph = csr_array((length_m, ends.T), shape=(size, size))
    count, total_m = 0, 0.0
    for begin in range(0, len(question.candidate_nodes), SCIPY_CHUNK):
        chunk = question.candidate_nodes[begin : begin + SCIPY_CHUNK]
        distance_m = dijkstra(graph, directed=False, indices=chunk, limit=cutoff_m)
        reached = distance_m[:, question.household_nodes]
        reached = reached[np.isfinite(reached)]
        count, total_m = count + len(reached), total_m + float(reached.sum())
    return count, total_m


def ask_networkx(question: PairQuestion, cutoff_m: float) -> Answer:
    graph = nx.Graph()
    ends, length_m = question.direct_edges()
    graph.add_weighted_edges_from(
        (a, b, w) for (a, b), w in zip(ends.tolist(), length_m.tolist(), strict=True)
    )
    households = np.bincount(question.household_nodes, minlength=question.network.node_count)
    count, total_m = 0, 0.0
    for node in question.candidate_nodes.tolist():
        reached = nx.single_source_dijkstra_path_length(graph, node, cutoff=cutoff_m)
        there = households[list(reached)]
        count += int(there.sum())
        total_m += float(there @ np.fromiter(reached.values(), float, len(reached)))
    return count, total_m


TOOLS: dict[str, Callable[[PairQuestion, float], Answer]] = {
    "siting_tool": ask_ours,
    "scipy, chunks of 100": ask_scipy,
    "networkx": ask_networkx,
}


def pandana_asker(question: PairQuestion) -> Callable[[PairQuestion, float], Answer]:
    """Contract the network and return what asks pandana; the contraction's time is printed."""
    import pandana  # noqa: PLC0415
    import pandas as pd  # noqa: PLC0415

    began = time.perf_counter()
    ends, length_m = question.direct_edges()
    x, y = (pd.Series(values) for values in question.network.node_xy_m.T)
    network = pandana.Network(
        x, y, pd.Series(ends[:, 0]), pd.Series(ends[:, 1]), pd.DataFrame({"m": length_m})
    )
    print(f"\npandana contracts {question.network.node_count} nodes in", end=" ")
    print(f"{time.perf_counter() - began:.1f} s, not counted below")
    households = np.bincount(question.household_nodes, minlength=question.network.node_count)

    def ask(question: PairQuestion, cutoff_m: float) -> Answer:
        near = network.nodes_in_range(question.candidate_nodes.tolist(), cutoff_m)
        there = households[near["destination"].to_numpy()]
        return int(there.sum()), float(there @ near["m"].to_numpy())

    return ask


def seconds(work: Callable[[], object], repeat: int) -> float:
    """Return the median time of some runs."""
    taken = []
    for _ in range(repeat):
        begin = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begin)
    return statistics.median(taken)


def compare_tools(
    question: PairQuestion,
    tools: dict[str, Callable[[PairQuestion, float], Answer]],
    repeat: int,
) -> None:
    """Print time, ratio and answer of each tool for each cutoff; runs take turns."""
    ask_ours(question, 1.0)  # compiled and indexed before the clock starts
    for cutoff_m in CUTOFFS_M:
        taken: dict[str, list[float]] = {name: [] for name in tools}
        answers: dict[str, Answer] = {}
        for _ in range(repeat):
            for name, ask in tools.items():
                began = time.perf_counter()
                answers[name] = ask(question, cutoff_m)
                taken[name].append(time.perf_counter() - began)
        ours_s = statistics.median(taken["siting_tool"])
        print(f"\nall pairs within {cutoff_m:.0f} m, {question.network.node_count} nodes, ", end="")
        print(f"{len(question.household_nodes)} x {len(question.candidate_nodes)} points")
        print(f"{'tool':24}{'seconds':>9}{'times ours':>12}{'pairs':>10}{'sum of metres':>18}")
        for name, (pairs, total_m) in answers.items():
            tool_s = statistics.median(taken[name])
            print(f"{name:24}{tool_s:9.3f}{tool_s / ours_s:12.1f}{pairs:10d}{total_m:18.3f}")


def compare_all(repeat: int) -> None:
    """Compare on the whole township, then with pandana on a corner of it."""
    compare_tools(PairQuestion.of_corner(np.inf), TOOLS, repeat)
    if importlib.util.find_spec("pandana") is None:
        print("\npandana is not installed: left out")
        return
    corner = PairQuestion.of_corner(CORNER_M)
    compare_tools(corner, {**TOOLS, "pandana": pandana_asker(corner)}, repeat)


def move_sites(repeat: int) -> None:
    """Print how long one moved site takes with 20,000 households."""
    township, network = generated_township(), generated_network()
    rng = np.random.default_rng(1)
    homes_xy_m = np.repeat(township.household_xy_m, 2, axis=0)
    homes_xy_m = homes_xy_m + rng.normal(0.0, 10.0, homes_xy_m.shape)
    print("\none site moved, 20,000 households, distances and nearest site refreshed")
    for site_count, cutoff_m in ((100, 1000.0), (500, 1000.0), (100, 3000.0)):
        state = site_distances(
            network, homes_xy_m, township.candidate_xy_m[:site_count], cutoff_m=cutoff_m
        )
        places = iter(rng.uniform(3000.0, 10_000.0, (20 * repeat, 2)))
        move_s = seconds(
            lambda state=state, places=places: (
                state.with_site_moved(0, next(places)).nearest_distance_m
            ),
            20 * repeat,
        )
        print(f"  {site_count} sites, cutoff {cutoff_m:.0f} m: {1000 * move_s:.1f} ms")


def build_networks(repeat: int) -> None:
    """Print how long noding takes."""
    township = generated_township()
    node_s = seconds(lambda: build_street_network(township.road_lines), repeat)
    print(f"\nnoding of {len(township.road_lines)} generated roads: {node_s:.2f} s")
    if not LIECHTENSTEIN.is_dir():
        print(f"{LIECHTENSTEIN.resolve()} is absent: left out")
        return
    import geopandas as gpd  # noqa: PLC0415

    roads = gpd.read_file(LIECHTENSTEIN / "roads.gpkg").to_crs(32632)
    houses = gpd.read_file(LIECHTENSTEIN / "buildings.gpkg").to_crs(32632).representative_point()
    lines, houses_xy_m = roads.geometry.to_numpy(), np.column_stack([houses.x, houses.y])
    separated = (roads["bridge"].notna() | roads["tunnel"].notna()).to_numpy()
    node_s = seconds(lambda: build_street_network(lines, grade_separated=separated), repeat)
    network = build_street_network(lines, grade_separated=separated)
    print(f"noding of Liechtenstein, {len(lines)} ways: {node_s:.2f} s", end="; ")
    print(f"{network.edge_count} edges, {len(network.components)} components")
    for cutoff_m in CUTOFFS_M:
        sites_xy_m = houses_xy_m[:: len(houses_xy_m) // 2000]
        pair_s = seconds(
            lambda sites_xy_m=sites_xy_m, cutoff_m=cutoff_m: distances_within(
                network, houses_xy_m, sites_xy_m, cutoff_m=cutoff_m
            ),
            repeat,
        )
        print(
            f"  {len(houses_xy_m)} buildings x {len(sites_xy_m)} sites within {cutoff_m:.0f} m: "
            f"{pair_s:.2f} s"
        )


def main() -> None:
    """Run all measurements."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=3, help="runs per figure (default 3)")
    repeat = parser.parse_args().repeat
    compare_all(repeat)
    move_sites(repeat)
    build_networks(repeat)


if __name__ == "__main__":
    main()
