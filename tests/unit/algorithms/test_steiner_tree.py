"""Prize-collecting Steiner trees small enough to add up by hand."""

from __future__ import annotations

import numpy as np
import pytest

from algorithms.errors import CancelledError, InfeasibleError, InputError
from algorithms.sewage.steiner import solve_prize_collecting_steiner_tree

LINE = [[0, 1], [1, 2], [2, 3]]


def test_branch_is_built_as_far_as_it_pays():
    """Line 0-1-2-3 of pipes 2, 2, 2 with prizes 0, 5, 1, 4 from node 0.

    As far as 1: 2 + (1 + 4) = 7. As far as 3: 6 + 0 = 6. Nothing: 10.
    """
    tree = solve_prize_collecting_steiner_tree(LINE, [2.0, 2.0, 2.0], [0.0, 5.0, 1.0, 4.0], 0)
    assert tree.edge_indices.tolist() == [0, 1, 2]
    assert tree.node_indices.tolist() == [0, 1, 2, 3]
    assert (tree.objective, tree.bound, tree.gap) == (6.0, 6.0, 0.0)


def test_branch_that_costs_more_than_it_saves_is_left_out():
    """Same line, last prize 2: to 1 costs 2 + (1 + 2) = 5, to 3 costs 6."""
    tree = solve_prize_collecting_steiner_tree(LINE, [2.0, 2.0, 2.0], [0.0, 5.0, 1.0, 2.0], 0)
    assert tree.edge_indices.tolist() == [0]
    assert tree.missed_node_indices.tolist() == [2, 3]
    assert tree.objective == 5.0


def test_steiner_node_joins_three_corners():
    """Three corners at 2 from a middle without prize, 3 from each other.

    Star: 2 + 2 + 2 = 6; two sides: 3 + 3 = 6. With sides of 3.5 the star wins.
    """
    edges = [[0, 3], [1, 3], [2, 3], [0, 1], [1, 2], [2, 0]]
    cost = [2.0, 2.0, 2.0, 3.5, 3.5, 3.5]
    tree = solve_prize_collecting_steiner_tree(edges, cost, [9.0, 9.0, 9.0, 0.0])
    assert tree.edge_indices.tolist() == [0, 1, 2]
    assert tree.objective == 6.0


def test_single_node_is_best_when_edges_are_dear():
    """Prizes 3 and 5 across an edge of 4: alone the 5 misses 3, joined costs 4."""
    tree = solve_prize_collecting_steiner_tree([[0, 1]], [4.0], [3.0, 5.0])
    assert tree.node_indices.tolist() == [1]
    assert tree.edge_indices.size == 0
    assert (tree.objective, tree.is_proven_optimal) == (3.0, True)


def test_without_prizes_nothing_is_built():
    tree = solve_prize_collecting_steiner_tree(LINE, [1.0, 1.0, 1.0], np.zeros(4))
    assert tree.edge_indices.size == 0
    assert (tree.objective, tree.bound) == (0.0, 0.0)


def test_better_of_two_parts_is_chosen():
    """Parts 0-1 (prizes 4, 4, edge 1) and 2-3 (3, 3, edge 1): keep the first, 1 + 6 = 7."""
    tree = solve_prize_collecting_steiner_tree([[0, 1], [2, 3]], [1.0, 1.0], [4.0, 4.0, 3.0, 3.0])
    assert tree.node_indices.tolist() == [0, 1]
    assert (tree.objective, tree.bound) == (7.0, 7.0)


def test_prizes_in_another_part_are_missed_for_good():
    """Rooted at 0; nodes 2 and 3 cannot be reached: 1 + 6 = 7."""
    edges = [[0, 1], [2, 3]]
    tree = solve_prize_collecting_steiner_tree(edges, [1.0, 1.0], [0.0, 4.0, 3.0, 3.0], 0)
    assert (tree.objective, tree.bound) == (7.0, 7.0)


def test_cheaper_of_parallel_edges_is_used_and_loops_are_not():
    edges = [[0, 1], [0, 1], [1, 1]]
    tree = solve_prize_collecting_steiner_tree(edges, [3.0, 2.0, 0.0], [np.inf, np.inf])
    assert tree.edge_indices.tolist() == [1]


def test_graph_without_edges_is_one_node():
    tree = solve_prize_collecting_steiner_tree([], [], [2.0, 7.0])
    assert tree.node_indices.tolist() == [1]
    assert (tree.objective, tree.is_proven_optimal) == (2.0, True)


def test_required_nodes_apart_are_named():
    with pytest.raises(InfeasibleError) as caught:
        solve_prize_collecting_steiner_tree([[0, 1]], [1.0], [np.inf, 0.0, np.inf, np.inf])
    assert caught.value.code == "steiner.unreachable_nodes"
    assert caught.value.values["indices"] == [2, 3]


@pytest.mark.parametrize(
    ("edges", "cost", "prize", "root", "code"),
    [
        ([[0, 1, 2]], [1.0], [1.0, 1.0, 1.0], None, "steiner.edges_shape"),
        ([[0.0, 1.0]], [1.0], [1.0, 1.0], None, "steiner.edges_shape"),
        ([[0, 2]], [1.0], [1.0, 1.0], None, "steiner.node_out_of_range"),
        ([[0, 1]], [1.0], [1.0, 1.0], 2, "steiner.node_out_of_range"),
        ([[0, 1]], [1.0, 2.0], [1.0, 1.0], None, "steiner.weights_count"),
        ([[0, 1]], [-1.0], [1.0, 1.0], None, "steiner.invalid_cost"),
        ([[0, 1]], [np.inf], [1.0, 1.0], None, "steiner.invalid_cost"),
        ([[0, 1]], [1.0], [1.0, np.nan], None, "steiner.invalid_prize"),
        ([[0, 1]], [1.0], [1.0, -1.0], None, "steiner.invalid_prize"),
        ([], [], [], None, "steiner.no_nodes"),
    ],
)
def test_bad_input_is_refused_by_code(edges, cost, prize, root, code):
    with pytest.raises(InputError) as caught:
        solve_prize_collecting_steiner_tree(edges, cost, prize, root)
    assert caught.value.code == code


def _grid(side, seed):
    rng = np.random.default_rng(seed)
    number = np.arange(side * side).reshape(side, side)
    across = np.stack((number[:, :-1].ravel(), number[:, 1:].ravel()), axis=1)
    along = np.stack((number[:-1].ravel(), number[1:].ravel()), axis=1)
    edges = np.concatenate((across, along))
    prize = np.where(rng.random(side * side) < 0.3, rng.uniform(0.0, 3.0, side * side), 0.0)
    return edges, rng.uniform(0.5, 1.5, len(edges)), prize


def test_same_input_gives_the_same_tree_and_stays_untouched():
    edges, cost, prize = _grid(12, 1)
    before = edges.copy(), cost.copy(), prize.copy()
    trees = [solve_prize_collecting_steiner_tree(edges, cost, prize) for _ in range(2)]
    assert trees[0].edge_indices.tolist() == trees[1].edge_indices.tolist()
    assert (trees[0].objective, trees[0].bound) == (trees[1].objective, trees[1].bound)
    for now, then in zip((edges, cost, prize), before, strict=True):
        np.testing.assert_array_equal(now, then)


def test_result_is_a_tree_that_costs_what_it_says():
    edges, cost, prize = _grid(15, 2)
    tree = solve_prize_collecting_steiner_tree(edges, cost, prize)
    assert tree.node_indices.size == tree.edge_indices.size + 1
    np.testing.assert_array_equal(np.unique(edges[tree.edge_indices]), tree.node_indices)
    missed = np.setdiff1d(np.arange(prize.size), tree.node_indices)
    assert tree.objective == pytest.approx(cost[tree.edge_indices].sum() + prize[missed].sum())


def test_out_of_time_there_is_still_a_tree_and_a_bound():
    edges, cost, prize = _grid(20, 3)
    hurried = solve_prize_collecting_steiner_tree(edges, cost, prize, time_limit_s=0.0)
    proved = solve_prize_collecting_steiner_tree(edges, cost, prize)
    assert proved.is_proven_optimal
    assert 0.0 < hurried.bound <= proved.objective * (1 + 1e-9)
    assert proved.objective <= hurried.objective <= prize.sum()


class _CancelAt:
    def __init__(self, number):
        self.number, self.count = number, 0

    def report(self, stage, share=None):
        assert stage.startswith("steiner.")
        self.count += 1
        if self.count == self.number:
            raise CancelledError


@pytest.mark.parametrize("number", [1, 3])
def test_cancelling_stops_the_search(number):
    edges, cost, prize = _grid(15, 4)
    progress = _CancelAt(number)
    with pytest.raises(CancelledError):
        solve_prize_collecting_steiner_tree(edges, cost, prize, progress=progress)
    assert progress.count == number
