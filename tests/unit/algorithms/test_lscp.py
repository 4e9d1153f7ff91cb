"""Set covering: hand sums, brute force, published values, limits and faults."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
import scipy.sparse as sp

from algorithms.errors import CancelledError, InputError
from algorithms.siting.covering_certificate import CoveringCertificate, check_certificate
from algorithms.siting.covering_cuts import BlockCut
from algorithms.siting.covering_model import lscp_model
from algorithms.siting.lscp import solve_lscp
from tests.helpers.covering_reader import read_scp


def random_case(seed, points=14, sites=9, share=0.3):
    rng = np.random.default_rng(seed)
    covers = rng.random((points, sites)) < share
    return covers, rng.integers(0, 6, sites).astype(float)


def least_cost_by_enumeration(covers, cost, fixed):
    coverable = covers.any(axis=1)
    sites = range(covers.shape[1])
    return min(
        cost[list(choice)].sum()
        for size in range(len(sites) + 1)
        for choice in combinations(sites, size)
        if set(fixed) <= set(choice) and covers[coverable][:, list(choice)].any(axis=1).all()
    )


def test_one_site_in_the_middle_covers_the_street():
    covers = np.array([[1, 1, 0], [0, 1, 0], [0, 1, 1], [0, 0, 0]], dtype=bool)
    result = solve_lscp(covers)
    assert result.site_indices.tolist() == [1]
    assert result.assigned_site_index.tolist() == [1, 1, 1, -1]
    assert result.unreachable_demand_indices.tolist() == [3]
    assert (result.objective, result.bound, result.is_proven_optimal) == (1.0, 1.0, True)


def test_two_cheap_sites_beat_one_dear_site():
    """Site 0 covers both points for 9; sites 1 and 2 cover one each for 4 + 4 = 8."""
    covers = np.array([[1, 1, 0], [1, 0, 1]], dtype=bool)
    result = solve_lscp(covers, site_cost=[9.0, 4.0, 4.0])
    assert result.site_indices.tolist() == [1, 2]
    assert result.objective == 8.0


def test_fixed_site_counts_in_the_objective_and_takes_over_its_points():
    """The fixed site 0 costs 9 and covers all, so nothing else opens."""
    covers = np.array([[1, 1, 0], [1, 0, 1]], dtype=bool)
    result = solve_lscp(covers, [9.0, 4.0, 4.0], fixed_site_indices=[0])
    assert result.site_indices.tolist() == [0]
    assert (result.objective, result.bound) == (9.0, 9.0)


def test_free_site_that_serves_nobody_stays_closed():
    covers = np.array([[1, 0, 1]], dtype=bool)
    assert solve_lscp(covers, [3.0, 0.0, 0.0]).site_indices.tolist() == [2]


@pytest.mark.parametrize("seed", range(30))
def test_least_cost_equals_brute_force(seed):
    covers, cost = random_case(seed)
    fixed = [seed % 9] if seed % 2 else []
    cost = np.ones(9) if seed % 3 == 0 else cost
    result = solve_lscp(sp.csc_matrix(covers), cost, fixed)
    assert result.objective == least_cost_by_enumeration(covers, cost, fixed)
    assert result.objective == cost[result.site_indices].sum()
    assert covers[covers.any(axis=1)][:, result.site_indices].any(axis=1).all()
    assert result.is_proven_optimal
    assert result.bound == result.objective
    assert set(fixed) <= set(result.site_indices.tolist())


@pytest.mark.parametrize("seed", range(4))
def test_independent_parts_add_up(seed):
    """Two copies that share nothing cost twice as much as one."""
    covers, _ = random_case(seed, points=40, sites=20, share=0.1)
    alone = solve_lscp(covers)
    twice = solve_lscp(sp.block_diag([covers, covers]))
    assert twice.objective == 2 * alone.objective
    assert twice.is_proven_optimal


def test_empty_problems_are_proved():
    assert solve_lscp(np.zeros((0, 3), dtype=bool)).is_proven_optimal
    without_sites = solve_lscp(np.zeros((2, 0), dtype=bool))
    assert without_sites.unreachable_demand_indices.tolist() == [0, 1]
    assert without_sites.objective == 0.0


def test_the_time_limit_leaves_a_cover_with_an_honest_bound():
    covers, _ = random_case(1, points=400, sites=120, share=0.04)
    hurried = solve_lscp(covers, time_limit_s=1e-6)
    exact = solve_lscp(covers)
    assert exact.is_proven_optimal
    assert hurried.bound <= exact.objective <= hurried.objective
    assert (hurried.assigned_site_index >= 0).sum() == covers.any(axis=1).sum()


def test_the_answer_repeats():
    covers, cost = random_case(2, points=120, sites=40, share=0.08)
    first, second = solve_lscp(covers, cost), solve_lscp(covers, cost)
    assert first.site_indices.tolist() == second.site_indices.tolist()


def test_every_fault_is_named_at_once():
    with pytest.raises(InputError) as caught:
        solve_lscp(np.eye(2, dtype=bool), [1.0, np.nan], [0.5])
    assert {code for code, _ in caught.value.values["faults"]} == {
        "siting.amount_out_of_range",
        "siting.indices_not_whole",
    }


def test_something_else_than_a_matrix_is_refused():
    with pytest.raises(InputError, match=r"siting\.covers_not_a_matrix"):
        solve_lscp("covers")


class CancelOn:
    def __init__(self, stage):
        self.stage = stage

    def report(self, stage, share=None):
        if stage == self.stage:
            raise CancelledError


@pytest.mark.parametrize(
    "stage",
    ["siting.reduce", "siting.row_weighting", "siting.linear_bound", "siting.branch_and_bound"],
)
def test_cancelling_raises(stage):
    covers, _ = random_case(1, points=400, sites=120, share=0.04)
    with pytest.raises(CancelledError):
        solve_lscp(covers, progress=CancelOn(stage))


def certificate_case():
    covers, cost = random_case(4, points=150, sites=50, share=0.06)
    result = solve_lscp(covers, cost + 1.0, [3])
    return result, lscp_model(sp.csr_array(covers), cost + 1.0, np.array([3]))


def test_the_certificate_is_proved_again_from_the_arguments_alone():
    result, model = certificate_case()
    proved = check_certificate(model, result.certificate)
    assert result.certified_bound == np.ceil(proved)
    assert 0.9 * result.objective <= result.certified_bound <= result.objective


@pytest.mark.parametrize("factor", [1.02, 3.0])
def test_a_certificate_with_raised_multipliers_is_refused(factor):
    """Raised multipliers claim their larger sum, but sites then cost less than they earn."""
    result, model = certificate_case()
    raised = result.certificate.row_multipliers * factor
    forged = CoveringCertificate(row_multipliers=raised, claimed_bound=float(raised.sum()))
    with pytest.raises(InputError, match=r"siting\.certificate_refused"):
        check_certificate(model, forged)


def test_a_certificate_of_another_problem_is_refused():
    result, _ = certificate_case()
    other = lscp_model(sp.csr_array(np.eye(3, dtype=bool)), np.ones(3), np.empty(0, dtype=np.int64))
    with pytest.raises(InputError, match=r"siting\.certificate_shape"):
        check_certificate(other, result.certificate)


def test_scpa1_is_proved_at_253():
    covers, cost = read_scp("scpa1")
    result = solve_lscp(covers, cost, time_limit_s=300.0)
    assert (result.objective, result.is_proven_optimal) == (253.0, True)


@pytest.mark.parametrize(("name", "best_known"), [("scpclr10", 25), ("scpcyc06", 60)])
def test_best_known_value_is_reached_with_an_honest_bound(name, best_known):
    covers, cost = read_scp(name)
    result = solve_lscp(covers, cost, time_limit_s=3.0)
    assert result.objective == best_known
    assert 0 < result.bound <= best_known


def ring_case(points):
    """Points in a ring, a site between any two neighbours."""
    covers = np.zeros((points, points), dtype=bool)
    for site in range(points):
        covers[[site, (site + 1) % points], site] = True
    return covers


def test_an_odd_ring_is_proved_by_its_certificate_alone():
    """Each site covers 2 of 7 points: half of each gives 3.5, and no 3 sites cover 7 points."""
    result = solve_lscp(ring_case(7))
    assert (result.objective, result.certified_bound) == (4.0, 4.0)
    model = lscp_model(sp.csr_array(ring_case(7)), np.ones(7), np.empty(0, dtype=np.int64))
    assert check_certificate(model, result.certificate) > 3.5 - 1e-9


def test_two_odd_rings_need_a_cut_each():
    """Two rings of 7 cost 4 + 4; without cuts the relaxation says 7."""
    covers = np.kron(np.eye(2, dtype=bool), ring_case(7))
    covers = np.vstack([covers, np.ones((1, 14), dtype=bool)])  # one point ties them together
    result = solve_lscp(covers)
    assert (result.objective, result.is_proven_optimal) == (8.0, True)


def test_a_cut_that_asks_for_too_much_is_refused():
    model = lscp_model(sp.csr_array(ring_case(7)), np.ones(7), np.empty(0, dtype=np.int64))
    false_cut = BlockCut(points=np.arange(6), sites=np.arange(7), weight=np.ones(7), needed=4.0)
    forged = CoveringCertificate(
        row_multipliers=np.append(np.zeros(7), 1.0), claimed_bound=4.0, cuts=(false_cut,)
    )
    with pytest.raises(InputError, match=r"siting\.certificate_cut_refused"):
        check_certificate(model, forged)


def street_case(seed, points=260, sites=200, reach_m=90.0):
    """Points and sites in a square kilometre, covered within a short walk."""
    rng = np.random.default_rng(seed)
    point_xy_m, site_xy_m = rng.random((points, 2)) * 1000.0, rng.random((sites, 2)) * 1000.0
    return np.hypot(*(point_xy_m[:, None] - site_xy_m[None]).transpose(2, 0, 1)) <= reach_m


@pytest.mark.parametrize("seed", range(3))
def test_a_larger_street_case_is_proved_and_its_cuts_hold(seed):
    covers = street_case(seed)
    result = solve_lscp(covers)
    model = lscp_model(sp.csr_array(covers), np.ones(200), np.empty(0, dtype=np.int64))
    assert result.is_proven_optimal
    assert np.ceil(check_certificate(model, result.certificate)) <= result.objective
