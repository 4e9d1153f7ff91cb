"""Elimination of blocks and sharing of costs between them, against trying all choices."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
import scipy.sparse as sp

from algorithms.siting.covering_blocks import share_costs
from algorithms.siting.covering_cuts import BlockCut, is_proven_cut, proven_cut
from algorithms.siting.covering_elimination import make_block
from algorithms.siting.covering_partition import points_in_a_row, slabs


def street(seed, points=14, sites=11):
    """Points and sites along a street; each point reaches two to four sites."""
    rng = np.random.default_rng(seed)
    at_m, site_m = np.sort(rng.random(points) * 1000.0), np.sort(rng.random(sites) * 1000.0)
    covers = np.abs(at_m[:, None] - site_m) <= 180.0
    covers[np.arange(points), np.abs(at_m[:, None] - site_m).argmin(axis=1)] = True
    return covers, rng.integers(1, 20, sites) / 4.0


def weights_of_all_covers(covers, weight):
    choices = np.array(list(product([False, True], repeat=covers.shape[1])))
    choices = choices[(choices @ covers.T.astype(int) > 0).all(axis=1)]
    return choices, choices @ weight


@pytest.mark.parametrize("seed", range(8))
def test_a_block_costs_what_trying_all_choices_finds(seed):
    covers, weight = street(seed)
    block = make_block(sp.csr_array(covers), np.arange(14), 11)
    value, is_open = block.cheapest_cover(weight)
    choices, costs = weights_of_all_covers(covers, weight)
    assert value == costs.min() == weight[block.sites[is_open]].sum()
    found = block.opening_differences(weight)
    for site, difference in zip(block.sites, found, strict=True):
        opened = choices[:, site]
        closed = costs[~opened].min(initial=np.inf)
        assert difference == costs[opened].min() - closed


def test_a_block_wider_than_allowed_is_not_made():
    """A point with four sites joins them all: whichever goes first has a scope of three."""
    covers = sp.csr_array(np.ones((1, 4), dtype=bool))
    assert make_block(covers, np.array([0]), 2) is None
    assert make_block(covers, np.array([0]), 3) is not None


@pytest.mark.parametrize("seed", range(4))
def test_slabs_hold_every_point_once_and_their_bound_stays_below_every_cover(seed):
    covers, cost = street(seed, points=60, sites=16)
    matrix, most = sp.csr_array(covers), int(covers.sum(axis=1).max()) - 1
    pieces = slabs(matrix, points_in_a_row(matrix), most)
    assert np.sort(np.concatenate(pieces)).tolist() == list(range(60))
    shared = share_costs(matrix, cost, np.zeros(60), pieces, most)
    assert (shared.share.sum(axis=0) <= cost + 1e-12).all()
    assert 0.0 < shared.bound <= weights_of_all_covers(covers, cost)[1].min() + 1e-9


@pytest.mark.parametrize("seed", range(3))
def test_every_slab_of_a_plane_can_be_made_a_block(seed):
    """Points in a square: shorter runs may be wider by the rule of thumb than longer ones."""
    rng = np.random.default_rng(seed)
    point_m, site_m = rng.random((700, 2)) * 1000.0, rng.random((400, 2)) * 1000.0
    covers = np.hypot(*(point_m[:, None] - site_m).transpose(2, 0, 1)) <= 60.0
    matrix = sp.csr_array(covers[covers.any(axis=1)])
    most = int(matrix.sum(axis=1).max())
    pieces = slabs(matrix, points_in_a_row(matrix), most)
    assert sum(piece.size for piece in pieces) == matrix.shape[0]
    assert all(make_block(matrix, piece, most) is not None for piece in pieces)


def test_a_cut_is_proved_at_its_least_weight_and_not_above():
    covers, weight = street(3)
    cut = BlockCut(points=np.arange(14), sites=np.arange(11), weight=weight, needed=0.0)
    proved = proven_cut(cut, sp.csr_array(covers))
    assert proved.needed == weights_of_all_covers(covers, weight)[1].min()
    assert is_proven_cut(proved, sp.csr_array(covers))
    more = BlockCut(points=cut.points, sites=cut.sites, weight=weight, needed=proved.needed + 0.25)
    assert not is_proven_cut(more, sp.csr_array(covers))
