"""What every Steiner tree problem is answered with."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, kw_only=True)
class SteinerTreeResult:
    """A tree with what it costs and how good it can be at best.

    Attributes
    ----------
    node_indices
        Nodes of the tree, ascending.
    edge_indices
        Edges or arcs of the tree, as numbered by the caller, ascending.
    objective
        Cost of the edges (and of the sinks opened) plus the prizes missed.
    bound
        What no tree can go below; at most ``objective``.
    is_proven_optimal
        Whether objective and bound meet.
    missed_node_indices
        Nodes of positive prize left out, ascending.
    """

    node_indices: NDArray[np.int64]
    edge_indices: NDArray[np.int64]
    objective: float
    bound: float
    is_proven_optimal: bool
    missed_node_indices: NDArray[np.int64]

    @property
    def gap(self) -> float:
        """Relative distance between objective and bound, 0 when proved."""
        if self.is_proven_optimal or self.objective == self.bound:
            return 0.0
        return (self.objective - self.bound) / max(abs(self.objective), 1e-12)
