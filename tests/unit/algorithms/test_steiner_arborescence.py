"""Sewers that run downstream: hand sums, sinks, faults."""

from __future__ import annotations

import numpy as np
import pytest

from algorithms.errors import InfeasibleError, InputError
from algorithms.sewage.steiner import (
    solve_prize_collecting_arborescence,
    solve_steiner_arborescence,
)


def test_two_houses_share_a_main():
    """Houses 0, 1 join at 2: 1 + 1 + 5 = 7; a pipe each to sink 3 is 6 + 6 = 12."""
    arcs = [[0, 2], [1, 2], [2, 3], [0, 3], [1, 3]]
    sewer = solve_steiner_arborescence(arcs, [1.0, 1.0, 5.0, 6.0, 6.0], [0, 1], [3])
    assert sewer.edge_indices.tolist() == [0, 1, 2]
    assert sewer.node_indices.tolist() == [0, 1, 2, 3]
    assert (sewer.objective, sewer.bound) == (7.0, 7.0)


def test_pipes_never_run_upstream():
    """The cheap arc 2 -> 0 runs the wrong way, so house 0 takes the dear one."""
    sewer = solve_steiner_arborescence([[2, 0], [0, 1], [2, 1]], [0.1, 9.0, 0.1], [0], [1])
    assert sewer.edge_indices.tolist() == [1]


def test_each_house_takes_the_nearer_sink():
    """Line 0 <- 1 - 2 -> 3 with sinks at both ends: 1 + 1 instead of crossing over."""
    arcs = [[1, 0], [1, 2], [2, 1], [2, 3]]
    sewer = solve_steiner_arborescence(arcs, [1.0, 5.0, 5.0, 1.0], [1, 2], [0, 3])
    assert sewer.edge_indices.tolist() == [0, 3]
    assert sewer.objective == 2.0


def test_terminal_that_is_a_sink_needs_no_pipe():
    sewer = solve_steiner_arborescence([[0, 1]], [4.0], [1], [1])
    assert (sewer.objective, sewer.edge_indices.size) == (0.0, 0)
    assert sewer.node_indices.tolist() == [1]


def test_houses_that_reach_no_sink_are_all_named():
    with pytest.raises(InfeasibleError) as caught:
        solve_steiner_arborescence([[0, 1], [3, 2], [4, 3]], [1.0, 1.0, 1.0], [0, 2, 4], [1])
    assert caught.value.values["indices"] == [2, 4]


@pytest.mark.parametrize(
    ("sinks", "sink_cost", "code"),
    [
        ([], None, "steiner.no_sinks"),
        ([-1], None, "steiner.node_out_of_range"),
        ([1], [1.0, 2.0], "steiner.weights_count"),
        ([1], [-1.0], "steiner.invalid_cost"),
    ],
)
def test_bad_sinks_are_refused_by_code(sinks, sink_cost, code):
    with pytest.raises(InputError) as caught:
        solve_prize_collecting_arborescence([[0, 1]], [1.0], [1.0, 0.0], sinks, sink_cost)
    assert caught.value.code == code


HAMLET = {
    "arc_nodes": [[0, 3], [1, 3], [2, 3], [3, 4]],
    "arc_cost": [1.0, 1.0, 1.0, 2.0],
    "sinks": [4],
}


def test_plant_opens_when_enough_households_share_it():
    """Three households: pipes 1 + 1 + 1 + 2 and the plant 10 make 15.

    Own tanks at 6 each cost 18, so the plant opens; at 5 each they cost 15,
    at 4 each 12, and it stays shut.
    """
    open_plant = solve_prize_collecting_arborescence(
        **HAMLET, node_prize=[6.0, 6.0, 6.0, 0.0, 0.0], sink_cost=[10.0]
    )
    assert (open_plant.objective, open_plant.edge_indices.size) == (15.0, 4)
    shut = solve_prize_collecting_arborescence(
        **HAMLET, node_prize=[4.0, 4.0, 4.0, 0.0, 0.0], sink_cost=[10.0]
    )
    assert (shut.objective, shut.bound, shut.edge_indices.size) == (12.0, 12.0, 0)
    assert shut.node_indices.size == 0
    assert shut.missed_node_indices.tolist() == [0, 1, 2]


def test_household_that_must_connect_opens_the_plant_and_brings_those_nearby():
    """Node 0 must connect: 1 + 2 + 10 = 13; 1 and 2 then pay 1 each against 4: 15."""
    sewer = solve_prize_collecting_arborescence(
        **HAMLET, node_prize=[np.inf, 4.0, 4.0, 0.0, 0.0], sink_cost=[10.0]
    )
    assert (sewer.objective, sewer.is_proven_optimal) == (15.0, True)


def _village(seed):
    """A street grid with sloping ground, houses on laterals, two dear plants."""
    rng = np.random.default_rng(seed)
    side = 8
    number = np.arange(side * side).reshape(side, side)
    across = np.stack((number[:, :-1].ravel(), number[:, 1:].ravel()), axis=1)
    along = np.stack((number[:-1].ravel(), number[1:].ravel()), axis=1)
    streets = np.concatenate((across, along))
    cost = rng.uniform(5.0, 15.0, len(streets))
    houses = side * side + np.arange(60)
    arcs = np.concatenate(
        (streets, streets[:, ::-1], np.stack((houses, rng.integers(0, side * side, 60)), axis=1))
    )
    arc_cost = np.concatenate((cost, cost * 1.5, rng.uniform(1.0, 4.0, 60)))
    prize = np.concatenate((np.zeros(side * side), rng.uniform(5.0, 20.0, 60)))
    return arcs, arc_cost, prize, [0, 63], [40.0, 60.0]


def test_every_connected_household_follows_its_pipes_to_an_open_sink():
    arcs, cost, prize, sinks, sink_cost = _village(5)
    sewer = solve_prize_collecting_arborescence(arcs, cost, prize, sinks, sink_cost)
    downstream = {int(arcs[arc, 0]): int(arcs[arc, 1]) for arc in sewer.edge_indices}
    assert len(downstream) == sewer.edge_indices.size
    ends = set()
    for node in sewer.node_indices.tolist():
        while node in downstream:
            node = downstream[node]  # noqa: PLW2901
        ends.add(node)
    assert ends <= set(sinks)
    opened = sum(price for sink, price in zip(sinks, sink_cost, strict=True) if sink in ends)
    missed = np.setdiff1d(np.arange(prize.size), sewer.node_indices)
    built = cost[sewer.edge_indices].sum()
    assert sewer.objective == pytest.approx(built + opened + prize[missed].sum())
    assert sewer.bound <= sewer.objective


def test_dearer_own_tanks_never_make_the_village_cheaper():
    arcs, cost, prize, sinks, sink_cost = _village(6)
    values = [
        solve_prize_collecting_arborescence(arcs, cost, factor * prize, sinks, sink_cost).objective
        for factor in (0.5, 1.0, 1.5)
    ]
    assert values == sorted(values)
