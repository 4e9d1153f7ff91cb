"""The bound against every tree of small villages, in any ground, at any prices."""

from dataclasses import replace

import networkx as nx
import numpy as np
import pytest

from algorithms.sewage import bound, bound_levels
from algorithms.sewage.bound_corridors import corridor_flows
from algorithms.sewage.planning import plan_sewers
from tests.unit.algorithms.sewer_cases import (
    decision_input,
    graph_of,
    outlets_at,
    random_case,
)
from tests.unit.algorithms.sewer_trees import best_by_brute_force, best_with_everyone_forced

# Prices that make other parts matter: many stations, mains cheaper than sewers, dear depth,
# little depth and more persons than the smallest pipe carries.
PRICES = (
    {},
    {"price__pump_station_base_yuan": 10_000.0, "price__pump_station_yuan_m3_d": 10_000.0},
    {"price__rising_main_yuan_m": 50.0, "price__pump_station_base_yuan": 10_000.0},
    {"price__depth_2m_share": 1.0, "price__depth_3m_share": 3.0, "sewer__max_depth_m": 6.0},
    {"sewer__max_depth_m": 2.0, "persons": 400.0},
)


def hilly(seed, height=4.0, node_count=8, persons=3.0, **prices):
    """A steep village: deep laterals, a second outlet at some height that has to be opened."""
    rough = random_case(seed, node_count)
    generator = np.random.default_rng(1000 + seed)
    graph = rough.basis.graph
    ground = 100.0 + height * (graph.ground_level_m - 100.0)
    changed = graph_of(graph.node_xy_m, ground, graph.edge_nodes)
    changed.edge_sag_m[:] = generator.choice([0.0, 0.4], len(changed.edge_sag_m))
    outlets = outlets_at([0, node_count - 1], ground[[0, -1]] - 1.5, fixed_yuan=20_000.0)
    outlets.capital_yuan[0] = 0.0
    outlets.annual_yuan_per_person[:] = generator.uniform(0.0, 2_000.0, 2)
    houses = rough.houses
    houses.persons[:] = persons
    houses.crown_m[:] = ground[houses.node] - generator.uniform(0.3, 1.5, len(houses.node))
    return decision_input(changed, outlets, houses, **prices)


@pytest.mark.parametrize("seed", range(40))
def test_a_reach_is_the_only_way_out_where_nothing_else_leads_to_an_outlet(seed):
    """Each reach taken away in turn: who is cut off then drains through it, and nobody else."""
    generator = np.random.default_rng(seed)
    count = 12
    ends = generator.integers(0, count, (14, 2))
    graph = graph_of(generator.uniform(0, 99, (count, 2)), np.zeros(count), ends)
    outlets, persons = np.array([0, 5]), generator.integers(1, 9, count).astype(float)
    forced = np.where(generator.random(count) < 0.5, persons, 0.0)
    flows = corridor_flows(graph, outlets, persons, forced)
    found = {
        (int(edge), int(tail)): (most, least)
        for edge, tail, most, least in zip(
            flows.edge, flows.tail, flows.most_persons, flows.forced_persons, strict=True
        )
    }
    expected = {}
    for edge, (a, b) in enumerate(ends.tolist()):
        left = nx.Graph()
        left.add_nodes_from(range(count))
        left.add_edges_from(np.delete(ends, edge, axis=0).tolist())
        drained = set().union(*(nx.node_connected_component(left, o) for o in (0, 5)))
        for tail, head in {(a, b), (b, a)}:
            if head in drained and tail not in drained:
                behind = list(nx.node_connected_component(left, tail))
                expected[edge, tail] = persons[behind].sum(), forced[behind].sum()
            elif head in drained or tail in drained:
                # Into what drains through it too: to the pump of a long rising main.
                piece = graph.component == graph.component[tail]
                expected[edge, tail] = persons[piece].sum(), 0.0
    assert found == expected


@pytest.mark.parametrize("prices", PRICES)
@pytest.mark.parametrize("seed", range(3))
def test_no_tree_beats_the_bound(seed, prices):
    data = hilly(seed, **prices)
    assert best_by_brute_force(data) <= bound.gain_bound_yuan(data, None) + 1e-6


@pytest.mark.parametrize("prices", PRICES)
@pytest.mark.parametrize("seed", range(3))
def test_no_tree_beats_the_bound_where_everyone_must_connect(seed, prices):
    data = hilly(seed, **prices)
    data.houses.is_forced[:] = True
    plan = plan_sewers(data)
    assert plan.is_connected.all()
    assert best_with_everyone_forced(data) <= bound.gain_bound_yuan(data, plan) + 1e-6


@pytest.mark.parametrize(
    "fault", ["reaches a tenth too dear", "levels a class too low", "a station too dear"]
)
def test_a_wrong_bound_would_be_caught(fault, monkeypatch):
    """The bound is so near the best of all trees that faults in its prices pass it somewhere."""
    true_factors, true_arcs = bound_levels.depth_factors, bound.level_arcs

    def dear_stations(*args):
        arcs = true_arcs(*args)
        return replace(arcs, yuan=arcs.yuan + np.where(arcs.person_yuan > 0.0, 60_000.0, 0.0))

    if fault == "reaches a tenth too dear":
        monkeypatch.setattr(bound_levels, "depth_factors", lambda *a: 1.1 * true_factors(*a))
    elif fault == "levels a class too low":
        monkeypatch.setattr(bound_levels, "LEAST_STEP_M", 0.5)
        monkeypatch.setattr(bound_levels, "_TOLERANCE_CLASSES", 1.0)
    else:
        monkeypatch.setattr(bound, "level_arcs", dear_stations)
    caught = 0
    for seed in range(8):
        data = hilly(seed, height=1.0)
        data.houses.is_forced[:] = True
        least = bound.gain_bound_yuan(data, plan_sewers(data))
        caught += least < best_with_everyone_forced(data) - 1.0
    assert caught >= 1
