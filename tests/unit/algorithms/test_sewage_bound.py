"""The bound against every tree of small villages, in any ground, at any prices."""

from dataclasses import replace

import numpy as np
import pytest

from algorithms.sewage import bound, bound_levels
from algorithms.sewage.decision import FORCED_PRIZE_YUAN
from algorithms.sewage.planning import plan_sewers
from tests.unit.algorithms.sewer_cases import (
    decision_input,
    graph_of,
    houses_at,
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


def hilly(seed, height=4.0, node_count=7, persons=3.0, **prices):
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


@pytest.mark.parametrize("places", [3.0, 9.0])
@pytest.mark.parametrize("seed", range(4))
def test_no_tree_beats_the_bound_at_outlets_of_limited_size(seed, places):
    data = hilly(seed, height=1.0)
    data.houses.saving_yuan[:] *= 4.0
    data.outlets.max_persons[:] = places
    best = best_by_brute_force(data)
    assert 0.0 < best <= bound.gain_bound_yuan(data, None) + 1e-6


def test_places_at_an_outlet_are_given_once():
    """Six houses of 3 persons beside it save 10,000 each; there are places for two of them."""
    graph = graph_of([(0, 0), (20, 0)], [100.0, 101.0], [(0, 1)])
    houses = houses_at([0] * 6, 10_000.0)
    for places, most in ((np.inf, 60_000.0), (6.0, 20_000.0)):
        data = decision_input(graph, outlets_at([0], max_persons=places), houses)
        found = bound.gain_bound_yuan(data, None)
        assert most <= found + 1e-6
        assert found <= 1.3 * most


def test_no_plan_with_long_mains_beats_the_bound():
    """Larger villages at prices that make mains and stations cheap."""
    mains = 0
    for seed in range(16):
        data = hilly(seed, node_count=40, **PRICES[2])
        data.houses.is_forced[:] = seed % 2 == 0
        plan = plan_sewers(data)
        gain = plan.gain_yuan - FORCED_PRIZE_YUAN * data.houses.is_forced[plan.is_connected].sum()
        assert gain <= bound.gain_bound_yuan(data, plan) + 1e-6
        mains += plan.design.forest.has_main.sum()
    assert mains > 5


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
    for seed in range(5):
        data = hilly(seed, height=1.0)
        data.houses.is_forced[:] = True
        least = bound.gain_bound_yuan(data, plan_sewers(data))
        caught += least < best_with_everyone_forced(data) - 1.0
    assert caught >= 1
