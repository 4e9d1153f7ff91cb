"""Set covering and maximal covering: made-up township and published instances, beside HiGHS.

Run from the project folder:
``python -m benchmarks.covering [--peer] [--peer-limit SECONDS] [--capacity]``.
Reading and compiling are not counted. ``--peer`` solves the same matrices with
plain HiGHS in the same run, one row per demand point. Processor seconds are
shown beside elapsed ones because other programs disturb the latter. ``--capacity``
solves the township with 600 persons per toilet and up to three toilets per site.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from algorithms.network import distances_within
from algorithms.progress import SILENT
from algorithms.siting.capacity import (
    CapacityParameters,
    CapacityResult,
    SiteUnits,
    solve_capacitated_lscp,
    solve_capacitated_mclp,
    solve_capacitated_p_median,
)
from algorithms.siting.capacity_certificate import check_capacity_certificate
from algorithms.siting.capacity_model import CapacityPlan, keeps_limits
from algorithms.siting.covering_highs import Deadline, solve_integer
from algorithms.siting.covering_model import LinearModel, limit_rows, lscp_model, mclp_model
from algorithms.siting.covering_problem import CoveringProblem
from algorithms.siting.covering_result import CoveringResult
from algorithms.siting.lscp import solve_lscp
from algorithms.siting.mclp import solve_mclp
from benchmarks.generated import generated_network, generated_township
from tests.helpers.covering_reader import read_scp, read_sjc

NOTHING_FIXED = np.empty(0, dtype=np.int64)
SJC_OPTIMA = {
    (324, 800): {1: 5461, 2: 8790, 3: 11604, 4: 12106, 5: 12152},
    (324, 150): {20: 7302, 30: 9127, 40: 10443, 50: 11397},
    (500, 800): {3: 15730, 5: 18859, 8: 19707},
}
SCP_BEST = {"scpa1": 253, "scpclr10": 25, "scpcyc06": 60, "scpcyc07": 144}
TOWNSHIP_MCLP = ((20, 500), (50, 500), (100, 500), (200, 500), (20, 1000), (50, 1000), (100, 1000))
CAPACITY_REACH_M = (500.0, 1000.0)
CAPACITY_COUNT, CAPACITY_BUDGET_YUAN = 100, 8.0e6
CAPACITY_WALK_M, CAPACITY_LIMIT_S = 3_000.0, 15.0
TOWNSHIP_LSCP = {300: 10.0, 500: 10.0, 700: 10.0, 1000: 10.0}


@dataclass(frozen=True, kw_only=True)
class Case:
    """One line of the table: our solver and the plain model of the same problem."""

    name: str
    solve: Callable[[], CoveringResult]
    model: Callable[[], LinearModel]
    offset: float
    published: float | None = None


def maximal_case(
    name: str,
    covers: sp.csr_array,
    demand: NDArray[np.float64],
    count: int,
    published: float | None = None,
) -> Case:
    """Return a maximal covering line."""
    limits, values = limit_rows(np.ones(covers.shape[1]), float(count), np.inf)
    return Case(
        name=name,
        solve=lambda: solve_mclp(covers, demand, count, time_limit_s=15.0),
        model=lambda: mclp_model(covers, demand, limits, values, NOTHING_FIXED),
        offset=float(demand[np.diff(covers.indptr) > 0].sum()),
        published=published,
    )


def covering_case(
    name: str,
    covers: sp.csr_array,
    cost: NDArray[np.float64],
    limit_s: float,
    published: float | None = None,
) -> Case:
    """Return a set covering line."""
    return Case(
        name=name,
        solve=lambda: solve_lscp(covers, cost, time_limit_s=limit_s),
        model=lambda: lscp_model(covers, cost, NOTHING_FIXED),
        offset=0.0,
        published=published,
    )


def township_covers(service_distance_m: float) -> sp.csr_array:
    """Return who reaches which candidate of the made-up township along its streets."""
    township = generated_township()
    pairs = distances_within(
        generated_network(),
        township.household_xy_m,
        township.candidate_xy_m,
        cutoff_m=service_distance_m,
    )
    shape = (len(township.household_xy_m), len(township.candidate_xy_m))
    ones = np.ones(len(pairs.from_index), dtype=bool)
    return sp.csr_array((ones, (pairs.from_index, pairs.to_index)), shape=shape)


def cases() -> Iterator[Case]:
    """Return all lines of the table."""
    demand = generated_township().household_persons
    for count, reach_m in TOWNSHIP_MCLP:
        yield maximal_case(f"MCLP {count}/{reach_m} m", township_covers(reach_m), demand, count)
    for reach_m, limit_s in TOWNSHIP_LSCP.items():
        covers = township_covers(reach_m)
        yield covering_case(f"LSCP {reach_m} m", covers, np.ones(covers.shape[1]), limit_s)
    for (size, reach_m), optima in SJC_OPTIMA.items():
        distance_m, sjc_demand = read_sjc(size)
        covers = sp.csr_array(distance_m <= reach_m)
        for count, optimum in optima.items():
            yield maximal_case(f"SJC{size}/{reach_m} p={count}", covers, sjc_demand, count, optimum)
    for name, best in SCP_BEST.items():
        covers, cost = read_scp(name)
        yield covering_case(name, covers, cost, 60.0 if name == "scpa1" else 20.0, best)


def peer_line(case: Case, limit_s: float, ours_s: float) -> str:
    """Return value, bound, seconds and ratio of plain HiGHS on the same matrix."""
    started = time.perf_counter()
    model = case.model()
    answer = solve_integer(model, Deadline(limit_s), SILENT)
    seconds = time.perf_counter() - started
    value = np.nan if answer.values is None else float(model.cost @ answer.values)
    bound = answer.bound
    if case.offset:
        value, bound = case.offset - value, case.offset - bound
    return f"{value:9.0f} {bound:9.1f} {seconds:8.2f} {seconds / ours_s:8.1f}"


def capacity_cases() -> Iterator[tuple[str, Callable[[], CapacityResult]]]:
    """Return the lines with capacity: least cost, most people by number and by budget, walks."""
    township = generated_township()
    demand = township.household_persons
    parameters = CapacityParameters(persons_per_toilet=600.0)
    units = SiteUnits(most_per_site=3, cost_each=80_000.0)
    for reach_m in CAPACITY_REACH_M:
        covers = township_covers(reach_m)
        plain = CoveringProblem(
            covers=covers, demand=demand, site_cost=np.full(covers.shape[1], 110_000.0)
        )
        by_count = replace(plain, facility_count=CAPACITY_COUNT)
        by_budget = replace(plain, budget=CAPACITY_BUDGET_YUAN)
        for name, problem in (("count", by_count), ("budget", by_budget)):
            solve = partial(solve_capacitated_mclp, problem, parameters, units)
            yield f"MCLP {name}/{reach_m} m", partial(solve, time_limit_s=CAPACITY_LIMIT_S)
        solve = partial(solve_capacitated_lscp, plain, parameters, units)
        yield f"LSCP/{reach_m} m", partial(solve, time_limit_s=CAPACITY_LIMIT_S)
    pairs = distances_within(
        generated_network(),
        township.household_xy_m,
        township.candidate_xy_m,
        cutoff_m=CAPACITY_WALK_M,
    )
    shape = (len(township.household_xy_m), len(township.candidate_xy_m))
    walk_m = sp.csr_array((pairs.distance_m, (pairs.from_index, pairs.to_index)), shape=shape)
    median = partial(solve_capacitated_p_median, walk_m, demand, CAPACITY_COUNT, parameters, units)
    yield (
        f"p-median {CAPACITY_COUNT}/{CAPACITY_WALK_M:.0f} m",
        partial(median, time_limit_s=CAPACITY_LIMIT_S),
    )


def print_capacity() -> None:
    """Print the lines with capacity; the plan and the certificate are checked on the way."""
    print("with capacity          value         bound   gap %  plan  certificate  seconds  cpu s")
    for name, solve in capacity_cases():
        started, cpu_started = time.perf_counter(), time.process_time()
        result = solve()
        seconds, cpu_s = time.perf_counter() - started, time.process_time() - cpu_started
        plan = CapacityPlan(sites=result.site_indices, site_of=result.assigned_site_index)
        holds = "none"
        if result.certificate is not None:
            check_capacity_certificate(result.model, result.certificate)
            holds = "holds"
        print(
            f"{name:18} {result.objective:13.0f} {result.bound:13.0f} {100 * result.gap:7.3f}"
            f" {keeps_limits(result.model, plan)!s:>5} {holds:>12} {seconds:8.2f} {cpu_s:6.2f}",
            flush=True,
        )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peer", action="store_true", help="also solve with plain HiGHS")
    parser.add_argument("--peer-limit", type=float, default=60.0, help="its seconds per line")
    parser.add_argument("--capacity", action="store_true", help="only the cases with capacity")
    options = parser.parse_args()
    ready = np.random.default_rng(0).random((60, 40)) < 0.1
    solve_lscp(ready)
    solve_mclp(ready, np.ones(60), 3)
    if options.capacity:
        print_capacity()
        return
    print(
        "case                 published     value     bound certified proved"
        "   gap %  seconds  cpu s"
        + ("   HiGHS     bound  seconds    ratio" if options.peer else "")
    )
    for case in cases():
        started, cpu_started = time.perf_counter(), time.process_time()
        result = case.solve()
        seconds, cpu_s = time.perf_counter() - started, time.process_time() - cpu_started
        published = "-" if case.published is None else f"{case.published:.0f}"
        line = (
            f"{case.name:20} {published:>9} {result.objective:9.0f} {result.bound:9.0f}"
            f" {result.certified_bound:9.0f} {result.is_proven_optimal!s:>6}"
            f" {100 * result.gap:7.3f} {seconds:8.2f} {cpu_s:6.2f}"
        )
        if options.peer:
            line += peer_line(case, options.peer_limit, seconds)
        print(line, flush=True)


if __name__ == "__main__":
    main()
