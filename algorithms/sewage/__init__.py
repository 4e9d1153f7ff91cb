"""Sewers: Steiner trees, layout, levels, hydraulics, cost, the choice of who connects."""

from algorithms.sewage.steiner import (
    SteinerTreeResult,
    solve_prize_collecting_steiner_tree,
    solve_steiner_arborescence,
)

__all__ = [
    "SteinerTreeResult",
    "solve_prize_collecting_steiner_tree",
    "solve_steiner_arborescence",
]
