"""p-median: published instances with proof, beside spopt with HiGHS, and a street graph.

Run from the project folder: ``python -m benchmarks.p_median [--spopt] [--street]``.
Reading and compiling are not counted. The published instances stand in
``../shared/bench/pmed``; the street graph is made up (`benchmarks.generated`).
"""

from __future__ import annotations

import argparse
import time

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from algorithms.network import distances_within
from algorithms.siting.p_median import prove_p_median
from algorithms.siting.p_median_proof import check_median_proof
from algorithms.siting.result import SitingResult
from benchmarks.generated import generated_network, generated_township
from tests.helpers.pmed_reader import PmedInstance, pmed_numbers, read_pmed

COMPARED = (1, 5, 10)
STREET_FACILITIES = (20, 100)
STREET_HOUSEHOLDS, STREET_CUTOFF_M, STREET_LIMIT_S = 6_500, 6_000.0, 40.0


def _solve(instance: PmedInstance) -> tuple[SitingResult, bool, float]:
    demand = np.ones(len(instance.distance_m))
    started = time.perf_counter()
    result, proof = prove_p_median(instance.distance_m, demand, instance.facility_count)
    seconds = time.perf_counter() - started
    return result, proof is not None and check_median_proof(proof), seconds


def prove_published() -> None:
    """Print one row per instance: value, bound, proof checked, seconds."""
    print("instance  nodes    p  published     value     bound  proof holds  seconds")
    total = 0.0
    for number in pmed_numbers():
        instance = read_pmed(number)
        result, holds, seconds = _solve(instance)
        total += seconds
        print(
            f"pmed{number:<4} {len(instance.distance_m):6} {instance.facility_count:4}"
            f" {instance.median_total:10} {result.objective:9.0f} {result.bound:9.0f}"
            f" {holds!s:>12} {seconds:8.3f}"
        )
    print(f"together {total:.2f} s")


def compare_spopt() -> None:
    """Print the seconds of both on the same matrices, model building of spopt included."""
    import pulp  # noqa: PLC0415  only this comparison needs them
    from spopt.locate import PMedian  # noqa: PLC0415

    print("instance  ours s   spopt s  ratio  values")
    for number in COMPARED:
        instance = read_pmed(number)
        result, _, seconds = _solve(instance)
        started = time.perf_counter()
        model = PMedian.from_cost_matrix(
            instance.distance_m, np.ones(len(instance.distance_m)), instance.facility_count
        ).solve(pulp.HiGHS(msg=False, threads=1))
        theirs = time.perf_counter() - started
        print(
            f"pmed{number:<4} {seconds:7.3f} {theirs:9.2f} {theirs / seconds:6.0f}"
            f"  {result.objective:.0f} {pulp.value(model.problem.objective):.0f}"
        )


def _street_distances() -> tuple[sparse.csr_array, NDArray[np.float64]]:
    """Walking distances of the first households to all candidates, and their persons."""
    township = generated_township()
    households_xy_m = township.household_xy_m[:STREET_HOUSEHOLDS]
    pairs = distances_within(
        generated_network(), households_xy_m, township.candidate_xy_m, cutoff_m=STREET_CUTOFF_M
    )
    shape = (len(households_xy_m), len(township.candidate_xy_m))
    entries = (pairs.distance_m, (pairs.from_index, pairs.to_index))
    return sparse.csr_array(entries, shape=shape), township.household_persons[:STREET_HOUSEHOLDS]


def solve_street() -> None:
    """Print value, bound and gap on walking distances along a street graph."""
    distance_m, persons = _street_distances()
    print("points  sites      pairs    p        value        bound    gap %  proved  seconds")
    for count in STREET_FACILITIES:
        started = time.perf_counter()
        result, _ = prove_p_median(distance_m, persons, count, time_limit_s=STREET_LIMIT_S)
        print(
            f"{distance_m.shape[0]:6} {distance_m.shape[1]:6} {distance_m.nnz:10} {count:4}"
            f" {result.objective:12.0f} {result.bound:12.0f} {100 * result.gap:8.4f}"
            f" {result.is_proven_optimal!s:>7} {time.perf_counter() - started:8.1f}"
        )


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--spopt", action="store_true", help="compare with spopt and HiGHS")
    parser.add_argument("--street", action="store_true", help="also the street graph")
    chosen = parser.parse_args()
    prove_p_median(np.eye(4), np.ones(4), 2)
    prove_published()
    if chosen.spopt:
        compare_spopt()
    if chosen.street:
        solve_street()


if __name__ == "__main__":
    main()
