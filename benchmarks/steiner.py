"""Steiner trees against the best values known, at short limits and with proof.

Run from the project folder: ``python -m benchmarks.steiner [--villages]``.
Reading and compiling are not counted. The published instances stand in
``../shared/bench``; the villages are made up (a seeded street grid).
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from pathlib import Path

import numpy as np

from algorithms.sewage.steiner import (
    SteinerTreeResult,
    solve_prize_collecting_arborescence,
    solve_prize_collecting_steiner_tree,
    solve_steiner_arborescence,
)
from tests.helpers.stp_reader import StpInstance, read_best_values, read_stp

BENCH = Path(__file__).resolve().parents[1] / ".." / "shared" / "bench"
FAMILIES = {
    "K, P (street-like)": ("K*", "P*"),
    "C, D": ("C*", "D*"),
    "Cologne (rooted)": ("i1*M*", "i2*M*"),
    "B (Steiner tree)": ("b*",),
    "PUCNU cc": ("cc*",),
    "hypercube": ("hc*",),
    "i640": ("i640*",),
    "lymphoma": ("lymphoma",),
    "handsi02": ("handsi02",),
}
LIMITS_S = (0.1, 1.0)
SAME_SHARE = 1e-7


def _solve(instance: StpInstance, time_limit_s: float) -> tuple[SteinerTreeResult, float]:
    started = time.perf_counter()
    tree = solve_prize_collecting_steiner_tree(
        instance.edge_nodes,
        instance.edge_cost,
        instance.node_prize,
        instance.root,
        time_limit_s=time_limit_s,
    )
    return tree, time.perf_counter() - started


def _instances(patterns: tuple[str, ...]) -> list[StpInstance]:
    files = [file for pattern in patterns for file in (BENCH / "pcst").glob(f"{pattern}.stp")]
    return [read_stp(file) for file in sorted(files)]


def compare_families(best: dict[str, float]) -> None:
    """Print gap to the best known value and to the own bound for each family."""
    print("limit family              files  mean gap %  max gap %  optimal  proved  median s")
    for limit in LIMITS_S:
        for family, patterns in FAMILIES.items():
            gaps, seconds, proved = [], [], 0
            for instance in _instances(patterns):
                tree, duration = _solve(instance, limit)
                known = best[instance.name]
                if tree.bound > known * (1 + SAME_SHARE):
                    print(f"WRONG BOUND {instance.name}: {tree.bound} above {known}")
                gaps.append(tree.objective / known - 1.0)
                seconds.append(duration)
                proved += tree.is_proven_optimal
            print(
                f"{limit:4.1f}  {family:18} {len(gaps):6} {100 * np.mean(gaps):11.4f}"
                f" {100 * max(gaps):10.4f} {sum(gap < SAME_SHARE for gap in gaps):8}"
                f" {proved:7} {statistics.median(seconds):9.3f}"
            )


def prove_all(best: dict[str, float], time_limit_s: float = 30.0) -> None:
    """Print how long the proof of each street-like and C, D instance takes."""
    print(f"\nproof within {time_limit_s:.0f} s     objective        bound  best known  seconds")
    for instance in _instances(("K*", "P*", "C*", "D*", "i1*M*", "i2*M*")):
        tree, duration = _solve(instance, time_limit_s)
        mark = "" if tree.is_proven_optimal else "  open"
        print(
            f"{instance.name:16} {tree.objective:15.2f} {tree.bound:12.2f}"
            f" {best[instance.name]:11.2f} {duration:8.3f}{mark}"
        )


def prove_sewers() -> None:
    """Print the sewer graphs: all terminals to a sink, pipes downstream."""
    for file in sorted((BENCH / "sewer").glob("*.json")):
        case = json.loads(file.read_text(encoding="utf-8"))
        arcs = np.array([arc[:2] for arc in case["arcs"]])
        weight = np.array([arc[2] for arc in case["arcs"]])
        started = time.perf_counter()
        sewer = solve_steiner_arborescence(arcs, weight, case["terminals"], case["sinks"])
        print(
            f"{file.stem:16} {sewer.objective:15.2f} {sewer.bound:12.2f} {'':11}"
            f" {time.perf_counter() - started:8.3f}{'' if sewer.is_proven_optimal else '  open'}"
        )


def made_up_village(households: int, seed: int = 0) -> dict[str, np.ndarray]:
    """Return a sloping street grid with houses on laterals and five dear plants."""
    rng = np.random.default_rng(seed)
    side = int(np.ceil(np.sqrt(1.2 * households)))
    number = np.arange(side * side).reshape(side, side)
    xy_m = np.column_stack([number.ravel() % side, number.ravel() // side]) * 40.0
    xy_m = xy_m + rng.uniform(-15.0, 15.0, xy_m.shape)
    ground_m = 0.01 * xy_m[:, 0] + 5 * np.sin(xy_m[:, 0] / 300) + 5 * np.cos(xy_m[:, 1] / 400)
    streets = np.concatenate(
        [
            np.column_stack([number[:, :-1].ravel(), number[:, 1:].ravel()]),
            np.column_stack([number[:-1].ravel(), number[1:].ravel()]),
        ]
    )
    streets = streets[rng.random(len(streets)) < 0.8]
    arcs = np.concatenate([streets, streets[:, ::-1]])
    length_m = np.linalg.norm(xy_m[arcs[:, 0]] - xy_m[arcs[:, 1]], axis=1)
    rise_m = np.maximum(0.0, ground_m[arcs[:, 1]] - ground_m[arcs[:, 0]] + 0.004 * length_m)
    houses = side * side + np.arange(households)
    laterals = np.column_stack([houses, rng.integers(0, side * side, households)])
    return {
        "arc_nodes": np.concatenate([arcs, laterals]),
        "arc_cost": np.concatenate(
            [
                400.0 * length_m * (1 + 0.6 * np.minimum(rise_m, 4.0)),
                150.0 * rng.uniform(5.0, 25.0, households),
            ]
        ),
        "node_prize": np.concatenate(
            [np.zeros(side * side), rng.uniform(8_000.0, 30_000.0, households)]
        ),
        "sinks": rng.choice(side * side, 5, replace=False),
        "sink_cost": np.full(5, 200_000.0),
    }


def plan_villages(time_limit_s: float) -> None:
    """Print what is reached for whole villages and townships."""
    print(f"\nvillages within {time_limit_s:.0f} s   objective         bound  gap %  seconds")
    for households in (100, 300, 1_000, 5_000, 20_000):
        village = made_up_village(households)
        started = time.perf_counter()
        plan = solve_prize_collecting_arborescence(**village, time_limit_s=time_limit_s)
        print(
            f"{households:6} households {plan.objective:15.0f} {plan.bound:13.0f}"
            f" {100 * plan.gap:6.3f} {time.perf_counter() - started:8.2f}"
        )


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--villages", action="store_true", help="made-up villages too")
    arguments = parser.parse_args()
    best = read_best_values(BENCH / "pcst" / "TABLE.csv")
    for instance in _instances(("K100", "P100", "hc6u", "i101M1")):
        _solve(instance, 2.0)
    prove_sewers()
    prove_all(best)
    compare_families(best)
    if arguments.villages:
        plan_villages(30.0)


if __name__ == "__main__":
    main()
