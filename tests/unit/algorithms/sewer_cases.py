"""Small sewer problems for tests: a street graph made by hand with all prices known."""

import numpy as np

from algorithms.sewage.corridors import CorridorGraph
from algorithms.sewage.decision import ConnectableHouses, DecisionInput
from algorithms.sewage.design import DesignBasis, PresentValueFactors
from algorithms.sewage.outlets import TOWN_WORKS, WETLAND, Outlets
from algorithms.sewage.parameters import SewerParameters, SewerPrices
from resources.catalogue import ParameterValues, load_profile


def values(**changes):
    return ParameterValues(load_profile(), {k.replace("__", "."): v for k, v in changes.items()})


def graph_of(xy, ground, edges):
    """Reaches with cover 0.7 m, level between their ends, no road surface."""
    xy, edges = np.asarray(xy, dtype=float), np.asarray(edges, dtype=np.int64)
    count = len(edges)
    return CorridorGraph(
        node_xy_m=xy,
        ground_level_m=np.asarray(ground, dtype=float),
        edge_nodes=edges,
        edge_length_m=np.hypot(*(xy[edges[:, 0]] - xy[edges[:, 1]]).T),
        edge_source_index=np.zeros(count, dtype=np.int64),
        edge_cover_m=np.full(count, 0.7),
        edge_sag_m=np.zeros(count),
        edge_surface_yuan_m=np.zeros(count),
        edge_is_open=np.ones(count, dtype=bool),
    )


def basis_of(graph, **changes):
    """One yuan is one yuan: no interest, no upkeep, lives as long as the horizon."""
    changes = {"price__sewer_annual_share": 0.0, "sewer__rock_share": 0.0, **changes}
    found = values(**changes)
    return DesignBasis(
        graph=graph,
        rules=found.fill(SewerParameters),
        prices=found.fill(SewerPrices),
        factors=PresentValueFactors(sewer=1.0, pump=1.0, plant=1.0, annual=1.0),
    )


def outlets_at(
    nodes,
    invert_level_m=np.nan,
    fixed_yuan=0.0,
    is_plant=False,
    min_households=0,
    max_persons=np.inf,
):
    count = len(nodes)
    return Outlets(
        node=np.asarray(nodes, dtype=np.int64),
        kind=np.full(count, WETLAND if is_plant else TOWN_WORKS),
        is_existing=np.full(count, not is_plant),
        invert_level_m=np.full(count, invert_level_m),
        capital_yuan=np.full(count, fixed_yuan),
        capital_yuan_per_person=np.zeros(count),
        annual_yuan_per_person=np.zeros(count),
        min_households=np.full(count, min_households),
        max_persons=np.full(count, max_persons),
        reach_m=np.full(count, np.inf),
        plant_id=np.array([f"W{n}" for n in range(count)]),
    )


def houses_at(nodes, saving_yuan, crown_m=1000.0, persons=3.0):
    count = len(nodes)
    return ConnectableHouses(
        node=np.asarray(nodes, dtype=np.int64),
        crown_m=np.broadcast_to(np.asarray(crown_m, dtype=float), (count,)).copy(),
        is_pumped=np.zeros(count, dtype=bool),
        persons=np.full(count, persons),
        saving_yuan=np.broadcast_to(np.asarray(saving_yuan, dtype=float), (count,)).copy(),
        is_forced=np.zeros(count, dtype=bool),
    )


def decision_input(graph, outlets, houses, **changes):
    return DecisionInput(basis=basis_of(graph, **changes), outlets=outlets, houses=houses)


def random_case(seed, node_count=9):
    """A small connected street graph on hilly ground with houses at every node."""
    generator = np.random.default_rng(seed)
    xy = generator.uniform(0, 150, (node_count, 2))
    tree = [(generator.integers(0, n), n) for n in range(1, node_count)]
    more = [tuple(sorted(generator.choice(node_count, 2, replace=False))) for _ in range(3)]
    edges = sorted({(int(a), int(b)) for a, b in tree + more})
    ground = 100 + generator.uniform(0, 6, node_count)
    graph = graph_of(xy, ground, edges)
    saving = generator.uniform(5_000, 40_000, node_count - 1)
    houses = houses_at(np.arange(1, node_count), saving)
    return decision_input(graph, outlets_at([0]), houses)
