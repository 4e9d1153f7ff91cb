from dataclasses import replace

import numpy as np
import pytest

from algorithms.sewage import _sewer_arrays as arrays
from algorithms.sewage._sewer_arrays import plain_links
from algorithms.sewage.bound import gain_bound_yuan
from algorithms.sewage.compulsory import compulsory_connections
from algorithms.sewage.decision import FORCED_PRIZE_YUAN, Decision
from algorithms.sewage.design import ordered_forest
from algorithms.sewage.planning import plan_sewers
from tests.unit.algorithms.sewer_cases import (
    decision_input,
    graph_of,
    houses_at,
    outlets_at,
    random_case,
)
from tests.unit.algorithms.sewer_trees import best_by_brute_force

STREET = [(40.0 * n, 0.0) for n in range(6)]
STREET_EDGES = [(n, n + 1) for n in range(5)]
# 40 m of DN200 and one chamber
REACH_YUAN = 40 * 260 + 700


def street(saving, house_nodes=(1, 2, 3, 4, 5), outlets=None, **changes):
    """A street falling to its outlet at node 0, one house at each other manhole."""
    ground = 100.0 + np.arange(6)
    houses = houses_at(house_nodes, saving)
    return decision_input(
        graph_of(STREET, ground, STREET_EDGES),
        outlets_at([0]) if outlets is None else outlets,
        houses,
        **changes,
    )


def test_every_house_connects_where_each_pays_its_own_reach():
    plan = plan_sewers(street(REACH_YUAN + 1.0))
    assert plan.is_connected.all()
    assert plan.gain_yuan == pytest.approx(5.0)


def test_nobody_connects_where_no_house_pays_its_reach():
    assert plan_sewers(street(REACH_YUAN - 1.0)) is None


def test_a_rich_house_at_the_end_brings_the_street_along():
    """Only the last saves enough for five reaches; the others then come for nothing."""
    saving = np.array([1.0, 1.0, 1.0, 1.0, 5 * REACH_YUAN])
    plan = plan_sewers(street(saving))
    assert plan.is_connected.all()
    assert plan.gain_yuan == pytest.approx(4.0)


def test_a_street_of_any_length_is_cut_back_to_what_pays():
    """300 houses behind three that pay: each is judged without those behind it."""
    count = 304
    saving = np.full(count - 1, REACH_YUAN - 1.0)
    saving[:3] = REACH_YUAN + 100.0
    graph = graph_of(
        [(40.0 * n, 0.0) for n in range(count)],
        100.0 + np.arange(count),
        [(n, n + 1) for n in range(count - 1)],
    )
    houses = houses_at(range(1, count), saving)
    decision = Decision(decision_input(graph, outlets_at([0]), houses))
    node = np.arange(count)
    forest = ordered_forest(plain_links(node - 1, node - 1), np.ones(count, dtype=np.bool_))
    plan = decision.settle(forest, np.array([0]), decision.eligible)
    assert np.flatnonzero(plan.is_connected).tolist() == [0, 1, 2]
    assert plan.gain_yuan == pytest.approx(300.0)


def street_with_low_house(node, saving_yuan):
    """Houses on a street falling by 2.5 %, each worth two reaches; one lies 2.5 m below it."""
    data = street(2.0 * REACH_YUAN)
    data.houses.crown_m[node - 1] = 100.0 + node - 2.5
    data.houses.saving_yuan[node - 1] = saving_yuan
    return data


@pytest.mark.parametrize("node", [3, 5])
def test_a_low_house_connects_where_its_saving_pays_the_deeper_sewer(node):
    plan = plan_sewers(street_with_low_house(node, 3.0 * REACH_YUAN))
    assert plan.is_connected.all()
    assert plan.design.table[node, arrays.CROWN_UP] == pytest.approx(100.0 + node - 2.5)


def test_a_low_house_stays_out_where_it_saves_less_than_the_deeper_sewer_costs():
    """The four others pay for the sewer, which stays as shallow as without the house."""
    plan = plan_sewers(street_with_low_house(3, 10.0))
    assert plan.is_connected.tolist() == [True, True, False, True, True]
    assert plan.gain_yuan == pytest.approx(4 * 2.0 * REACH_YUAN - 5 * REACH_YUAN)


@pytest.mark.parametrize("node", [3, 5])
def test_a_house_below_what_drains_connects_where_its_saving_pays_a_lifting_station(node):
    """A level street drains to an outlet 2 m down; the house lies 3 m down."""
    houses = houses_at((1, 2, 3, 4, 5), 2.0 * REACH_YUAN)
    houses.crown_m[node - 1] = 97.0
    graph = graph_of(STREET, np.full(6, 100.0), STREET_EDGES)
    outlet = outlets_at([0], invert_level_m=97.8)
    poor = plan_sewers(decision_input(graph, outlet, houses))
    assert np.flatnonzero(~poor.is_connected).tolist() == [node - 1]
    houses.saving_yuan[node - 1] = 1e6
    rich = plan_sewers(decision_input(graph, outlet, houses))
    assert rich.is_connected.all()
    assert np.isin(rich.design.kind, (arrays.LIFTED, arrays.PUMPED)).sum() == 1


def low_village(seed):
    """A small village whose laterals leave the houses up to 4 m down."""
    data, generator = random_case(seed), np.random.default_rng(1000 + seed)
    houses, ground = data.houses, data.basis.graph.ground_level_m
    houses.saving_yuan[:] = generator.uniform(10_000, 60_000, len(houses.node))
    ground[:] = 100.0 + generator.uniform(0.0, 3.0, len(ground))
    houses.crown_m[:] = ground[houses.node] - generator.uniform(0.7, 4.0, len(houses.node))
    return data


@pytest.mark.parametrize("seed", [0, 1, 2, 5, 9, 28, 45, 47])
def test_no_house_saves_anything_by_changing_its_mind(seed):
    """Whoever is left out is forced in; whoever is connected is left out of the same sewer.

    Of the first sixty villages 54 hold; in the others several houses have to move together.
    """
    data = low_village(seed)
    plan = plan_sewers(data)
    gain = 0.0 if plan is None else plan.gain_yuan
    connected = np.zeros(8, dtype=bool) if plan is None else plan.is_connected
    for house in np.flatnonzero(~connected):
        houses = replace(data.houses, is_forced=np.arange(8) == house)
        forced = plan_sewers(replace(data, houses=houses))
        assert forced is None or forced.gain_yuan - FORCED_PRIZE_YUAN <= gain + 1.0
    for house in np.flatnonzero(connected):
        others = np.setdiff1d(np.flatnonzero(connected), house)
        without = Decision(data).settle(plan.design.forest, np.array([0]), others)
        assert without is None or without.gain_yuan <= gain + 1.0


def test_a_plant_opens_only_when_it_pays_and_has_enough_households():
    plants = outlets_at([0], fixed_yuan=10_000.0, is_plant=True, min_households=4)
    assert plan_sewers(street(REACH_YUAN + 1_900.0, outlets=plants)) is None
    assert plan_sewers(street(REACH_YUAN + 2_100.0, outlets=plants)).is_connected.all()
    few = plan_sewers(street(REACH_YUAN + 9_000.0, house_nodes=(1, 2, 3), outlets=plants))
    assert few is None


def test_a_full_outlet_turns_away_the_houses_that_save_least():
    """Room for 7 persons of 15: two of five houses of 3 fit, the nearest two on one street."""
    outlets = outlets_at([0], max_persons=7.0)
    plan = plan_sewers(street(3 * REACH_YUAN, outlets=outlets))
    assert plan.is_connected.tolist() == [True, True, False, False, False]


def test_a_second_plant_opens_for_whom_the_first_turns_away():
    """Two houses at either end of a street, each end with a plant for two: one looks cheaper.

    All to one plant: 6 reaches and 3 more for the plant; to both: 4 reaches and 6.
    """
    xy, edges = [(40.0 * n, 0.0) for n in range(8)], [(n, n + 1) for n in range(7)]
    plants = outlets_at([0, 7], fixed_yuan=3 * REACH_YUAN, is_plant=True, max_persons=6.0)
    houses = houses_at([1, 2, 5, 6], 4.0 * REACH_YUAN)
    plan = plan_sewers(decision_input(graph_of(xy, np.full(8, 100.0), edges), plants, houses))
    assert plan.is_connected.all()
    assert plan.outlet_index[[1, 2, 5, 6]].tolist() == [0, 0, 1, 1]


def test_a_forced_house_connects_at_any_price():
    data = street(np.array([0.0, 0.0, -5_000.0]), house_nodes=(3, 4, 5))
    data.houses.is_forced[2] = True
    plan = plan_sewers(data)
    assert plan.is_connected[2]


def test_plans_come_near_the_best_of_all_trees_and_keep_under_the_bound():
    """Brute force over every tree of 9 manholes in 12 hilly villages.

    The search may miss some of the gain where several houses must move
    together: at least 98 % on the mean and 90 % in every village are asked for.
    """
    reached = []
    for seed in range(12):
        data = random_case(seed)
        plan = plan_sewers(data)
        gain = 0.0 if plan is None else plan.gain_yuan
        best = best_by_brute_force(data)
        assert gain <= best + 1e-6
        assert best <= gain_bound_yuan(data, plan) + 1e-6
        reached.append(gain / best if best > 0.0 else 1.0)
    assert np.mean(reached) >= 0.98
    assert min(reached) >= 0.90


@pytest.mark.parametrize("seed", range(6))
def test_every_design_keeps_cover_depth_and_gradient(seed):
    data = random_case(seed, node_count=40)
    data.houses.saving_yuan[:] = 60_000.0
    plan = plan_sewers(data)
    design, graph = plan.design, data.basis.graph
    order = design.forest.order
    node = order[design.forest.links.down[order] >= 0]
    gravity = node[design.kind[node] <= arrays.LIFTED]
    down, edge = design.forest.links.down[gravity], design.forest.links.edge[gravity]
    table, diameter = design.table, data.basis.pipes.diameter[design.size[gravity]]
    up, low = table[gravity, arrays.CROWN_UP], table[gravity, arrays.CROWN_DOWN]
    assert (graph.ground_level_m[gravity] - up >= 0.7 - 1e-9).all()
    assert (graph.ground_level_m[down] - low >= 0.7 - 1e-9).all()
    assert (graph.ground_level_m[down] - low + diameter <= 3.5 + 1e-6).all()
    assert ((up - low) / graph.edge_length_m[edge] >= 0.004 - 1e-9).all()
    lifted = design.kind[gravity] == arrays.LIFTED
    assert (up <= table[gravity, arrays.CROWN_IN] + 1e-9)[~lifted].all()


def test_the_town_rule_counts_metres_per_household():
    """Houses every 40 m: compulsory at 41 m per household, not at 39."""
    data = street(0.0)
    assert compulsory_connections(data, 41.0).all()
    assert not compulsory_connections(data, 39.0).any()


def test_the_town_rule_asks_nobody_who_would_need_a_station():
    data = decision_input(
        graph_of(STREET, 100.0 - 2.0 * np.arange(6), STREET_EDGES), outlets_at([0]),
        houses_at([1, 2, 3, 4, 5], 0.0),
    )  # fmt: skip
    assert not compulsory_connections(data, 60.0)[2:].any()


def test_the_same_input_gives_the_same_plan():
    plans = [plan_sewers(random_case(5, node_count=30)) for _ in range(2)]
    np.testing.assert_array_equal(plans[0].design.table, plans[1].design.table)
