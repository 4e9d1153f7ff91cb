"""What every siting model answers with."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, kw_only=True)
class SitingResult:
    """Chosen sites with what they reach and how good the choice can be at best.

    Attributes
    ----------
    site_indices
        Chosen sites (columns), ascending, fixed ones included.
    assigned_site_index
        Site (column) that serves each demand point, -1 where none does; shape (demand,).
    objective
        Value reached, in the model's own unit; see the model's docstring.
    bound
        What no solution can beat: at most ``objective`` when minimising,
        at least ``objective`` when maximising.
    is_proven_optimal
        Whether objective and bound meet.
    unreachable_demand_indices
        Demand points that no site can serve; left out of the objective.
    gap
        |objective - bound| / |objective|, 0 when both are 0.
    """

    site_indices: NDArray[np.int64]
    assigned_site_index: NDArray[np.int64]
    objective: float
    bound: float
    is_proven_optimal: bool
    unreachable_demand_indices: NDArray[np.int64]

    @property
    def gap(self) -> float:
        """Relative distance between objective and bound, 0 when proved."""
        if self.is_proven_optimal or self.objective == self.bound:
            return 0.0
        return abs(self.objective - self.bound) / max(abs(self.objective), 1e-12)
