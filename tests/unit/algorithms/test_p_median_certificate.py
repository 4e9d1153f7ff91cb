"""The checker of p-median proofs accepts right ones and refuses wrong ones."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from algorithms.siting import p_median_certificate
from algorithms.siting.p_median import prove_p_median
from algorithms.siting.p_median_proof import check_median_proof


@pytest.fixture(params=["whole", "broken"])
def proof(request):
    rng = np.random.default_rng(11)
    distance_m = rng.integers(0, 100, (60, 40)).astype(float)
    demand = rng.integers(1, 9, 60).astype(float)
    if request.param == "broken":
        distance_m = distance_m + rng.random(distance_m.shape)
    result, proof = prove_p_median(distance_m, demand, 5, (2,))
    assert result.is_proven_optimal
    assert any(step.branch_site >= 0 for step in proof.steps)
    return proof


def test_a_right_proof_is_accepted(proof):
    assert check_median_proof(proof)


def test_a_value_above_the_optimum_is_refused(proof):
    assert not check_median_proof(replace(proof, objective=proof.objective + 1.0))


def test_wrong_multipliers_are_refused(proof):
    last = replace(proof.steps[-1], multipliers=proof.steps[-1].multipliers * 0.5)
    assert not check_median_proof(replace(proof, steps=(*proof.steps[:-1], last)))


def test_a_missing_branch_is_refused(proof):
    assert not check_median_proof(replace(proof, steps=proof.steps[:-1]))


def test_steps_after_the_end_are_refused(proof):
    assert not check_median_proof(replace(proof, steps=(*proof.steps, proof.steps[-1])))


def test_settling_a_site_without_grounds_is_refused(proof):
    at = next(k for k, step in enumerate(proof.steps) if step.branch_site >= 0)
    site = np.array([proof.steps[at].branch_site])
    greedy = replace(proof.steps[at], branch_site=-1, closes=site)
    steps = (*proof.steps[:at], greedy, *proof.steps[at + 1 :])
    assert not check_median_proof(replace(proof, steps=steps))


def test_a_branch_on_no_site_is_refused(proof):
    at = next(k for k, step in enumerate(proof.steps) if step.branch_site >= 0)
    steps = (*proof.steps[:at], replace(proof.steps[at], branch_site=-1), *proof.steps[at + 1 :])
    assert not check_median_proof(replace(proof, steps=steps))


def test_a_proof_too_long_to_keep_is_given_up(monkeypatch):
    monkeypatch.setattr(p_median_certificate, "MOST_KEPT_MULTIPLIERS", 100)
    rng = np.random.default_rng(11)
    result, proof = prove_p_median(rng.random((60, 40)), np.ones(60), 5)
    assert (result.is_proven_optimal, proof) == (True, None)
