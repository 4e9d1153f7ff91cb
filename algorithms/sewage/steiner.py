"""Steiner trees: the cheapest way to connect what is worth connecting.

The entry points of this package's Steiner problems. All return the best
tree found with a lower bound that holds for every tree.
"""

from __future__ import annotations

from algorithms.sewage.arborescence import (
    solve_prize_collecting_arborescence,
    solve_steiner_arborescence,
)
from algorithms.sewage.prize_collecting import solve_prize_collecting_steiner_tree
from algorithms.sewage.steiner_result import SteinerTreeResult

__all__ = [
    "SteinerTreeResult",
    "solve_prize_collecting_arborescence",
    "solve_prize_collecting_steiner_tree",
    "solve_steiner_arborescence",
]
