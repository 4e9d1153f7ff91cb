"""The roads and buildings of Liechtenstein, and the examples in the docstrings."""

from __future__ import annotations

import doctest
import importlib
from itertools import pairwise
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
import shapely

from algorithms.network import build_street_network, distances_within, snap_points

FOLDER = Path(__file__).resolve().parents[3] / ".." / "shared" / "data" / "real" / "liechtenstein"

needs_liechtenstein = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="the data of Liechtenstein are not beside the project"
)


@pytest.fixture(scope="module")
def liechtenstein():
    """Return roads, network and building positions in UTM zone 32."""
    gpd = pytest.importorskip("geopandas")
    roads = gpd.read_file(FOLDER / "roads.gpkg").to_crs(32632)
    buildings = gpd.read_file(FOLDER / "buildings.gpkg").to_crs(32632)
    lines = roads.geometry.to_numpy()
    separated = (roads["bridge"].notna() | roads["tunnel"].notna()).to_numpy()
    network = build_street_network(lines, grade_separated=separated)
    return lines, network, shapely.get_coordinates(buildings.geometry.representative_point())


@pytest.mark.slow
@needs_liechtenstein
def test_no_metre_of_road_is_lost(liechtenstein):
    lines, network = liechtenstein[:2]
    total_m = shapely.length(lines).sum()
    assert network.edge_length_m.sum() == pytest.approx(total_m, rel=1e-4)
    used = np.unique(network.edge_source_index)
    assert len(used) + len(network.report.skipped_line_indices) >= len(lines) - 1
    assert network.components[0].length_m > 0.99 * total_m


@pytest.mark.slow
@needs_liechtenstein
def test_every_building_finds_the_nearest_road(liechtenstein):
    _, network, xy_m = liechtenstein
    snaps = snap_points(network, xy_m)
    tree = shapely.STRtree(network.edge_lines)
    (_, _), away_m = tree.query_nearest(
        shapely.points(xy_m), all_matches=False, return_distance=True
    )
    assert snaps.access_m == pytest.approx(away_m, abs=1e-6)


@pytest.mark.slow
@needs_liechtenstein
def test_pairs_are_those_of_networkx(liechtenstein):
    """From junction to junction, so that networkx needs nothing but the graph."""
    network = liechtenstein[1]
    graph = nx.MultiGraph()
    graph.add_nodes_from(range(network.node_count))
    for edge, (start, end) in enumerate(network.edge_nodes.tolist()):
        graph.add_edge(start, end, weight=network.edge_length_m[edge])
    nodes = np.arange(0, network.node_count, 40)
    pairs = distances_within(network, network.node_xy_m[nodes], network.node_xy_m, cutoff_m=1000.0)
    bounds = np.searchsorted(pairs.from_index, np.arange(len(nodes) + 1))
    for node, (begin, end) in zip(nodes.tolist(), pairwise(bounds), strict=True):
        expected = nx.single_source_dijkstra_path_length(graph, node, cutoff=1000.0)
        found = dict(zip(pairs.to_index[begin:end], pairs.distance_m[begin:end], strict=True))
        assert found.keys() == expected.keys()
        assert all(abs(found[other] - expected[other]) < 1e-6 for other in expected)


@pytest.mark.parametrize("module", ["noding", "distances", "splitting", "walking_time"])
def test_examples_in_docstrings_hold(module):
    outcome = doctest.testmod(importlib.import_module(f"algorithms.network.{module}"))
    assert outcome.attempted > 0
    assert outcome.failed == 0
