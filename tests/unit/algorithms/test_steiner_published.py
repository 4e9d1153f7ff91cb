"""Published instances with known optima, proved again."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from algorithms.sewage.steiner import (
    solve_prize_collecting_steiner_tree,
    solve_steiner_arborescence,
)
from tests.helpers.stp_reader import read_best_values, read_stp

BENCH = Path(__file__).resolve().parents[3] / ".." / "shared" / "bench"
needs_bench = pytest.mark.skipif(
    not BENCH.is_dir(), reason="published instances are not beside the project"
)
PROVED = [
    *("K100", "K100.1", "K100.2", "K100.8", "K200", "K400"),
    *("P100", "P100.1", "P100.2", "P200"),
    *("C01-A", "C03-A", "D01-A"),
    *("i101M1", "i102M1", "i102M2"),
    *("b03", "b13", "b18"),
    *("cc3-4nu", "cc6-2nu", "i640-001"),
]


def _solve(name, time_limit_s):
    instance = read_stp(BENCH / "pcst" / f"{name}.stp")
    return solve_prize_collecting_steiner_tree(
        instance.edge_nodes,
        instance.edge_cost,
        instance.node_prize,
        instance.root,
        time_limit_s=time_limit_s,
    )


@needs_bench
@pytest.mark.parametrize("name", PROVED)
def test_published_optimum_is_proved(name):
    tree = _solve(name, 60.0)
    best = read_best_values(BENCH / "pcst" / "TABLE.csv")[name]
    assert tree.is_proven_optimal
    assert tree.objective == pytest.approx(best, rel=1e-8)
    assert tree.bound == pytest.approx(best, rel=1e-8)


@needs_bench
@pytest.mark.parametrize("name", ["C18-A", "hc7p", "cc6-3nu"])
def test_open_end_has_a_bound_on_either_side_of_the_best_known(name):
    tree = _solve(name, 1.0)
    best = read_best_values(BENCH / "pcst" / "TABLE.csv")[name]
    assert 0.9 * best < tree.bound <= best <= tree.objective < 1.1 * best


@needs_bench
@pytest.mark.parametrize(("name", "best"), [("small_test57", 117873.4), ("synth100", 3095.5)])
def test_sewer_graph_is_proved(name, best):
    case = json.loads((BENCH / "sewer" / f"{name}.json").read_text(encoding="utf-8"))
    arcs = np.array([arc[:2] for arc in case["arcs"]])
    weight = np.array([arc[2] for arc in case["arcs"]])
    sewer = solve_steiner_arborescence(arcs, weight, case["terminals"], case["sinks"])
    assert sewer.is_proven_optimal
    assert sewer.objective == pytest.approx(best, abs=0.05)
    weight_of = {tuple(arc[:2]): arc[2] for arc in case["arcs"]}
    assert sewer.objective <= sum(weight_of[tuple(arc)] for arc in case["pysewer_solution"]) + 1e-6
