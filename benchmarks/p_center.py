"""p-center: published instances with proof.

Run from the project folder: ``python -m benchmarks.p_center``. Reading and
compiling are not counted. The instances stand in ``../shared/bench/pmed``.
"""

from __future__ import annotations

import time

import numpy as np

from algorithms.siting.p_center import prove_p_center
from algorithms.siting.p_center_certificate import check_center_proof
from tests.helpers.pmed_reader import CENTER_RADIUS, pmed_numbers, read_pmed


def prove_published() -> None:
    """Print one row per instance: value, bound, proof checked, seconds."""
    print("instance  nodes    p  published  value  bound  proof holds  seconds")
    total = 0.0
    for number in pmed_numbers():
        instance = read_pmed(number)
        started = time.perf_counter()
        result, proof = prove_p_center(instance.distance_m, instance.facility_count)
        seconds = time.perf_counter() - started
        total += seconds
        holds = proof is not None and check_center_proof(proof, result.objective)
        print(
            f"pmed{number:<4} {len(instance.distance_m):6} {instance.facility_count:4}"
            f" {CENTER_RADIUS[number]:10} {result.objective:6.0f} {result.bound:6.0f}"
            f" {holds!s:>12} {seconds:8.3f}"
        )
    print(f"together {total:.2f} s")


if __name__ == "__main__":
    prove_p_center(np.eye(6) + np.eye(6)[::-1], 2)
    prove_published()
