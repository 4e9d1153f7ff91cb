"""A bound is only believed when its multipliers prove it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from algorithms.errors import InputError
from algorithms.progress import SILENT
from algorithms.sewage.steiner import solve_prize_collecting_steiner_tree
from algorithms.sewage.steiner_bounds import Cut, ascend, reduce_graph
from algorithms.sewage.steiner_certificate import CutCertificate, certified_bound
from algorithms.sewage.steiner_cut_lp import CutModel, prove_by_cuts
from algorithms.sewage.steiner_graph import build_undirected_graph

# Root 0, path 0 - 1 - 2 of edges 2 and 3, prize 9 at node 2: the tree costs 5.
ENDS = np.array([[0, 1], [1, 2]])
COST = np.array([2.0, 3.0])
PRIZE = np.array([0.0, 0.0, 9.0])


def _path():
    return build_undirected_graph(ENDS, COST, PRIZE, 0).restrict(np.ones(4, np.bool_))


def _certificate(**changes):
    """Cut {2} at 3 and cut {1, 2} at 2 make 5."""
    proof = CutCertificate(
        cuts=(Cut(nodes=np.array([2]), terminal=2), Cut(nodes=np.array([1, 2]), terminal=2)),
        cut_dual=np.array([3.0, 2.0]),
        degree_dual=np.zeros(3),
        balance_dual=np.zeros(3),
    )
    return replace(proof, **changes)


def _bound(certificate):
    graph = _path()
    return certified_bound(graph, certificate, np.ones(graph.cost.size, np.bool_))[0]


def test_right_certificate_proves_the_hand_sum():
    assert _bound(_certificate()) == pytest.approx(5.0, abs=1e-9)
    assert _bound(_certificate()) <= 5.0


def test_multipliers_above_the_costs_are_charged_back():
    """Cut {2} at 4 instead of 3 overdraws arc 1 -> 2 by 1: 6 - 1 = 5, no more."""
    assert _bound(_certificate(cut_dual=np.array([4.0, 2.0]))) == pytest.approx(5.0, abs=1e-9)
    assert _bound(_certificate(cut_dual=np.array([30.0, 20.0]))) < 5.0


@pytest.mark.parametrize(
    "changes",
    [
        {"cut_dual": np.array([3.0, -2.0])},
        {"cut_dual": np.array([3.0, np.nan])},
        {
            "cuts": (
                Cut(nodes=np.array([2]), terminal=2),
                Cut(nodes=np.array([0, 1, 2]), terminal=2),
            )
        },
        {"cuts": (Cut(nodes=np.array([2]), terminal=2), Cut(nodes=np.array([1]), terminal=2))},
        {"cuts": (Cut(nodes=np.array([2]), terminal=2), Cut(nodes=np.array([1]), terminal=1))},
        {"degree_dual": np.array([0.0, 1.0, 0.0])},
        {"degree_dual": np.array([1.0, 0.0, 0.0])},
        {"balance_dual": np.array([0.0, 1.0, 0.0])},
        {"balance_dual": np.array([0.0, 0.0, -1.0])},
    ],
)
def test_wrong_certificates_are_refused(changes):
    with pytest.raises(InputError) as caught:
        _bound(_certificate(**changes))
    assert caught.value.code == "steiner.certificate_refused"


def _random_problem(seed):
    rng = np.random.default_rng(seed)
    ends = rng.integers(0, 12, (2, 26))
    ends = np.concatenate((ends, np.stack((np.arange(11), np.arange(1, 12)))), axis=1)
    cost = rng.integers(1, 10, ends.shape[1]) * 1.0
    prize = np.where(rng.random(12) < 0.5, rng.integers(1, 15, 12) * 1.0, 0.0)
    return rng, ends, cost, prize


@pytest.mark.parametrize("seed", range(30))
def test_no_valid_multipliers_prove_more_than_the_optimum(seed):
    rng, ends, cost, prize = _random_problem(seed)
    best = solve_prize_collecting_steiner_tree(ends.T, cost, prize, 0).objective
    graph = build_undirected_graph(ends, cost, prize, 0)
    graph = graph.restrict(np.ones(graph.cost.size, np.bool_))
    prized = np.flatnonzero(prize[1:] > 0.0) + 1
    for scale in (0.1, 1.0, 10.0):
        cuts = []
        for _ in range(8):
            terminal = int(rng.choice(prized))
            others = np.flatnonzero(rng.random(11) < 0.4) + 1
            cuts.append(Cut(nodes=np.union1d(others, [terminal]), terminal=terminal))
        degree = rng.normal(0.0, scale, 12)
        degree[prize == 0.0] = -abs(degree[prize == 0.0])
        balance = np.where(prize == 0.0, -rng.random(12) * scale, 0.0)
        degree[0] = balance[0] = 0.0
        certificate = CutCertificate(
            cuts=tuple(cuts),
            cut_dual=rng.random(8) * scale,
            degree_dual=degree,
            balance_dual=balance,
        )
        bound, _ = certified_bound(graph, certificate, np.ones(graph.cost.size, np.bool_))
        assert bound <= best


@pytest.mark.parametrize("seed", range(40))
def test_ascent_and_cuts_bound_from_below_and_cuts_are_tighter(seed):
    _, ends, cost, prize = _random_problem(seed)
    best = solve_prize_collecting_steiner_tree(ends.T, cost, prize, 0).objective
    graph = build_undirected_graph(ends, cost, prize, 0)
    graph = graph.restrict(np.ones(graph.cost.size, np.bool_))
    ascent = ascend(graph, cut_limit=100)
    model = CutModel(graph, ascent.cuts)
    value, is_finished = prove_by_cuts(
        model,
        cutoff=lambda: np.inf,
        deadline=np.inf,
        progress=SILENT,
        on_solution=lambda _: None,
    )
    assert is_finished
    assert ascent.bound <= value + 1e-6
    assert value <= best


@pytest.mark.parametrize("seed", range(20))
def test_reduction_keeps_a_best_tree(seed):
    _, ends, cost, prize = _random_problem(seed + 100)
    best = solve_prize_collecting_steiner_tree(ends.T, cost, prize, 0)
    graph = build_undirected_graph(ends, cost, prize, 0)
    ascent = ascend(graph.restrict(np.ones(graph.cost.size, np.bool_)))
    graph = graph.restrict(np.ones(graph.cost.size, np.bool_))
    reduced = reduce_graph(graph, ascent, best.objective - ascent.bound)
    left = np.unique(reduced.arc_number >> 1)
    again = solve_prize_collecting_steiner_tree(ends.T[left], cost[left], prize, 0)
    assert again.objective == best.objective


@pytest.mark.parametrize("seed", range(20))
def test_bound_without_root_holds_for_trees_without_it(seed):
    _, ends, cost, prize = _random_problem(seed + 200)
    root = int(np.argmax(prize))
    graph = build_undirected_graph(ends, cost, prize, root)
    graph = graph.restrict(np.ones(graph.cost.size, np.bool_))
    away = (ends != root).all(axis=0)
    elsewhere = prize.copy()
    elsewhere[root] = 0.0
    best = solve_prize_collecting_steiner_tree(ends.T[away], cost[away], elsewhere).objective
    assert ascend(graph).bound_without_root <= best + prize[root] + 1e-9
