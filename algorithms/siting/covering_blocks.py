"""Bound of a set covering problem from blocks that share the costs of their common sites.

The points are cut into blocks; a site that touches several blocks lends each a
share of its cost. However the shares are set,

    sum over blocks of (least weight of a cover of the block) <= every cover

(Lagrangian decomposition, Guignard and Kim 1987, Mathematical Programming 39,
215-228). Shares start from the duals of the relaxation, so the bound starts at
least there, and rise along subgradients towards the best cover known (Held, Wolfe
and Crowder 1974, Mathematical Programming 6, 62-88).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from algorithms._threads import side_by_side
from algorithms.progress import Progress
from algorithms.siting.covering_cuts import BlockCut
from algorithms.siting.covering_elimination import Block, make_block
from algorithms.siting.covering_highs import Deadline

_MEMORY, _PATIENCE, _LEAST_STEP = 0.6, 5, 1e-2


@dataclass(eq=False)
class SharedCosts:
    """Blocks, how they share the cost of each site, and the bound this gives.

    Attributes
    ----------
    blocks
        Blocks that contain every point once.
    share
        Cost of each site in each block, shape (blocks, sites), 0 where it does
        not touch the block; adds up to no more than the cost of the site.
    values
        Least weight of a cover of each block.
    is_open
        A cover of that weight for each block, shape (blocks, sites).
    """

    blocks: list[Block]
    share: NDArray[np.float64]
    values: NDArray[np.float64]
    is_open: NDArray[np.bool_]

    @property
    def bound(self) -> float:
        """Least cost of any cover of all points."""
        return float(self.values.sum())

    @property
    def touches(self) -> NDArray[np.bool_]:
        """Which sites touch which block."""
        touches = np.zeros(self.share.shape, dtype=np.bool_)
        for number, block in enumerate(self.blocks):
            touches[number, block.sites] = True
        return touches

    def cuts(self) -> list[BlockCut]:
        """Return what each block proves as a row of the model."""
        return [
            BlockCut(points=block.points, sites=block.sites, weight=own[block.sites], needed=value)
            for block, own, value in zip(self.blocks, self.share, self.values, strict=True)
        ]


def share_costs(
    covers: sp.csr_array,
    cost: NDArray[np.float64],
    multipliers: NDArray[np.float64],
    slabs: list[NDArray[np.int64]],
    most: int,
) -> SharedCosts:
    """Set blocks up; multipliers of the points say what each site is worth to each block."""
    earned = sp.csr_array(covers.astype(np.float64)).T
    shares = np.zeros((len(slabs), cost.size))
    for number, points in enumerate(slabs):
        of_points = np.zeros(multipliers.size)
        of_points[points] = multipliers[points]
        shares[number] = earned @ of_points
    return _evaluated(_blocks(covers, slabs, most), shares, cost)


def merged(
    covers: sp.csr_array,
    cost: NDArray[np.float64],
    small: SharedCosts,
    slabs: list[NDArray[np.int64]],
    most: int,
) -> SharedCosts:
    """Return larger blocks with the shares that the small ones inside them had."""
    home = np.empty(covers.shape[0], dtype=np.int64)
    for number, points in enumerate(slabs):
        home[points] = number
    shares = np.zeros((len(slabs), cost.size))
    for block, share in zip(small.blocks, small.share, strict=True):
        shares[home[block.points[0]]] += share
    return _evaluated(_blocks(covers, slabs, most), shares, cost)


def _blocks(covers: sp.csr_array, slabs: list[NDArray[np.int64]], most: int) -> list[Block]:
    """Return one block per slab; `covering_partition.slabs` makes none that is too wide."""
    made = (make_block(covers, points, most) for points in slabs)
    return [block for block in made if block is not None]


def _evaluated(
    blocks: list[Block], share: NDArray[np.float64], cost: NDArray[np.float64]
) -> SharedCosts:
    state = SharedCosts(
        blocks=blocks,
        share=share,
        values=np.zeros(len(blocks)),
        is_open=np.zeros(share.shape, dtype=np.bool_),
    )
    state.share = _adding_up(share, state.touches, cost)
    _evaluate(state)
    return state


def _adding_up(
    share: NDArray[np.float64], touches: NDArray[np.bool_], cost: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Make shares not negative and add up to the costs of the sites."""
    share = np.where(touches, np.maximum(share, 0.0), 0.0)
    total = share.sum(axis=0)
    share = share * np.minimum(1.0, cost / np.maximum(total, 1e-300))
    left = np.maximum(cost - share.sum(axis=0), 0.0) / np.maximum(touches.sum(axis=0), 1)
    return np.asarray(share + touches * left)


def _evaluate(state: SharedCosts) -> None:
    covers = side_by_side(Block.cheapest_cover, state.blocks, state.share)
    for number, (block, (value, opened)) in enumerate(zip(state.blocks, covers, strict=True)):
        state.values[number] = value
        state.is_open[number, block.sites] = opened


def raise_bound(
    state: SharedCosts,
    cost: NDArray[np.float64],
    target: tuple[float, float],
    schedule: tuple[int, float],
    deadline: Deadline,
    progress: Progress,
) -> SharedCosts:
    """Move shares to blocks that want a site from those that do not; return the best.

    Parameters
    ----------
    state
        Where to start.
    cost
        Cost of each site.
    target
        Cost of the best cover known, and the bound that is enough.
    schedule
        Rounds and length of the first step as a part of Polyak's.
    deadline, progress
        Time that may be spent; may cancel.
    """
    (best_cost, enough), (rounds, step) = target, schedule
    touches = state.touches
    holders = np.maximum(touches.sum(axis=0), 1)
    best, idle, direction = state, 0, np.zeros_like(state.share)
    for _ in range(rounds):
        if best.bound >= enough or step < _LEAST_STEP or deadline.has_passed:
            break
        progress.report("siting.linear_bound")
        wants = touches * (state.is_open - state.is_open.sum(axis=0) / holders)
        direction = wants + _MEMORY * direction
        length = float((direction**2).sum())
        if not wants.any() or length == 0.0:
            break
        moved = state.share + step * (best_cost - state.bound) / length * direction
        state = _evaluated(state.blocks, moved, cost)
        idle = 0 if state.bound > best.bound + 1e-4 * best_cost / cost.size else idle + 1
        best = state if state.bound > best.bound else best
        if idle == _PATIENCE:
            state, idle, step, direction = best, 0, 0.5 * step, np.zeros_like(direction)
    return best


def cost_of_forcing(state: SharedCosts) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return by how much the bound rises when each site is closed, and when it is open."""
    closed, opened = np.zeros(state.share.shape[1]), np.zeros(state.share.shape[1])
    differences = side_by_side(Block.opening_differences, state.blocks, state.share)
    for block, difference in zip(state.blocks, differences, strict=True):
        closed[block.sites] += np.maximum(-difference, 0.0)
        opened[block.sites] += np.maximum(difference, 0.0)
    return closed, opened
