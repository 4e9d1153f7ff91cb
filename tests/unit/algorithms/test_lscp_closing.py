"""Closing a part of a set covering problem by blocks, against branch and bound alone."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp

from algorithms.progress import SILENT
from algorithms.siting import lscp_closing
from algorithms.siting.covering_highs import Deadline, relaxation_multipliers, solve_integer
from algorithms.siting.covering_model import without_upper_limits
from algorithms.siting.covering_reduction import reduce_cover
from algorithms.siting.lscp_blocks import Widths
from algorithms.siting.lscp_closing import close_by_blocks
from algorithms.siting.lscp_state import CoverPart, greedy_state


def part_of_a_plane(seed, points=1000, sites=500, reach_m=75.0):
    """What reduction leaves of points and sites in a square kilometre."""
    rng = np.random.default_rng(seed)
    point_m, site_m = rng.random((points, 2)) * 1000.0, rng.random((sites, 2)) * 1000.0
    near = np.hypot(*(point_m[:, None] - site_m).transpose(2, 0, 1)) <= reach_m
    covers, cost = sp.csr_array(near[near.any(axis=1)]), np.ones(sites)
    left = reduce_cover(covers, cost, np.arange(covers.shape[0]), np.arange(sites))
    rest = sp.csr_array(covers[left.points][:, left.sites])
    rest.sort_indices()
    return CoverPart(covers=rest, cost=cost[left.sites])


def least_cost(part):
    return solve_integer(part.model, Deadline(60.0), SILENT, gap_step=1.0).bound


def closed(part, monkeypatch, wider=True):
    """Return the state after closing by the narrowest blocks possible, and what is left open."""
    most = int(np.diff(part.covers.indptr).max()) - 1
    of_point = np.inf if wider else 0.0
    monkeypatch.setattr(lscp_closing, "WIDTHS", Widths(most, most + 1, np.inf))
    monkeypatch.setattr(lscp_closing, "WIDER", Widths(most + 3, most + 6, of_point))
    state, deadline = greedy_state(part), Deadline(60.0)
    model = without_upper_limits(part.model)
    duals = relaxation_multipliers(model, deadline, SILENT, interior_point=False)
    return state, close_by_blocks(state, np.maximum(duals, 0.0), deadline, SILENT)


@pytest.mark.parametrize("seed", [0, 2, 5])
def test_what_is_left_open_holds_every_cheaper_cover(monkeypatch, seed):
    part = part_of_a_plane(seed, points=800, sites=400, reach_m=80.0)
    state, rest = closed(part, monkeypatch, wider=False)
    optimum = least_cost(part)
    open_part = CoverPart(covers=rest.covers(part.covers), cost=part.cost[rest.sites])
    with_settled = rest.settled.size + least_cost(open_part)
    assert not state.is_proven
    assert state.bound <= optimum
    assert min(state.cost, with_settled) == pytest.approx(optimum, abs=1e-6)


def test_wider_blocks_prove_what_narrow_ones_leave_open(monkeypatch):
    part = part_of_a_plane(0)
    narrow, _ = closed(part, monkeypatch, wider=False)
    wider, _ = closed(part, monkeypatch)
    assert (narrow.bound, wider.bound, wider.cost) == (62.0, 63.0, 63.0)
    assert wider.certified_bound > narrow.certified_bound
