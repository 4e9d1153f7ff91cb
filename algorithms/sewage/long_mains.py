"""Long rising mains: one pump in place of a chain of stations.

Where a street keeps rising, gravity sewers towards the outlet need a lift every few
reaches. Instead the street may drain back to its low end, where one pump sends
everything through a main past all the houses to where gravity works again.
"""

from __future__ import annotations

import numpy as np

from algorithms.sewage import _exchange_kernels, _main_kernels
from algorithms.sewage import _sewer_arrays as arrays
from algorithms.sewage._sewer_arrays import Links
from algorithms.sewage.decision import Decision, SewerPlan
from algorithms.sewage.design import SewerForest, design_forest, ordered_forest

# Reaches that a long main may pass; some 2.4 km.
LONGEST_MAIN_REACHES = 60


def with_long_mains(
    decision: Decision, plan: SewerPlan, open_outlets: arrays.IntArray
) -> SewerPlan | None:
    """Return the plan with long rising mains where its present value is less with them.

    None where no station gains by one.
    """
    forest, basis = plan.design.forest, decision.basis
    kind = plan.design.kind[forest.order]
    pumps = forest.order[np.isin(kind, (arrays.LIFTED, arrays.PUMPED))]
    served = np.flatnonzero(plan.is_connected)
    loads = decision.loads(served, open_outlets)
    links, row = _with_room(forest, len(pumps) * LONGEST_MAIN_REACHES)
    levels = design_forest(basis, SewerForest(links=links, order=forest.order), loads).levels
    gained = _main_kernels.lay_mains(
        pumps, LONGEST_MAIN_REACHES, row, links, loads, basis.corridors, basis.pipes,
        basis.scalars, levels, _exchange_kernels.workspace(decision.node_count),
    )  # fmt: skip
    if gained <= 0.0:
        return None
    return decision.settle(ordered_forest(links, forest.in_forest), open_outlets, served)


def _with_room(forest: SewerForest, rows: int) -> tuple[Links, int]:
    """Return links of its own arrays with room for more mains, and the first free row."""
    old = forest.links
    links = arrays.plain_links(old.down.copy(), old.edge.copy())
    pumps = np.flatnonzero(forest.has_main)
    size = old.main_size[pumps]
    links.main_size[pumps] = size
    links.main_first[pumps] = np.cumsum(size) - size
    taken = np.repeat(old.main_first[pumps] - links.main_first[pumps], size) + np.arange(size.sum())
    for pump in pumps.tolist():
        end = old.down[pump]
        links.main_next[pump], links.main_into[end] = links.main_into[end], pump
    free = np.zeros(rows, dtype=np.int64)
    return links._replace(
        main_edges=np.concatenate((old.main_edges[taken], free)),
        main_ends=np.concatenate((old.main_ends[taken], free)),
    ), int(size.sum())
