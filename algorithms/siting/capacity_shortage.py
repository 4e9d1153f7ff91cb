"""Which points can't be served within capacity, and how sure that is."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.sparse.csgraph import maximum_flow

from algorithms.errors import InfeasibleError
from algorithms.siting.capacity_model import CapacityModel
from algorithms.siting.capacity_search import CapacityState

_LARGEST_FLOW = 2**30


def refuse_missed(model: CapacityModel, state: CapacityState) -> None:
    """Name the points that a plan misses though they may not be missed.

    Raises
    ------
    algorithms.errors.InfeasibleError
        ``siting.capacity_short`` where not even all sites together, full, have room
        for them, or else ``siting.capacity_no_plan`` with what the best plan misses.
    """
    missed = model.may_not_miss(state.plan)
    if not missed.size:
        return
    short, shortage = points_without_room(model)
    points, code = (short, "siting.capacity_short") if short.size else (missed, None)
    raise InfeasibleError(
        code or "siting.capacity_no_plan",
        count=int(points.size),
        points=tuple(points.tolist()),
        missed_demand=shortage if short.size else float(model.demand[missed].sum()),
    )


def points_without_room(model: CapacityModel) -> tuple[NDArray[np.int64], float]:
    """Return points that all sites together have no room for, and the demand left over.

    First those that exceed the largest site on their own, else by a maximum flow
    from points, in parts, to full sites (Ford and Fulkerson 1956).
    """
    room = model.first_room + model.capacity * (model.most_units - 1)
    must = np.isinf(model.missed_price) & model.reachable
    heavy = np.flatnonzero(must & (model.demand > room.max(initial=0.0) * (1.0 + 1e-9)))
    if heavy.size:
        return heavy, float(model.demand[heavy].sum())
    # Demand is rounded down and room up, so that rounding never invents a shortage.
    scale = _LARGEST_FLOW / max(float(model.demand[must].sum()), room.max(), 1e-12) / 2.0
    wanted = np.where(must, np.floor(model.demand * scale), 0.0).astype(np.int32)
    most = np.ceil(room * scale) + 1.0
    points, sites = model.serve_cost.shape
    pairs = sp.coo_array(model.serve_cost)
    source, sink = points + sites, points + sites + 1
    tails = np.concatenate([np.full(points, source), pairs.coords[0], points + np.arange(sites)])
    heads = np.concatenate([np.arange(points), points + pairs.coords[1], np.full(sites, sink)])
    limits = np.concatenate([wanted, wanted[pairs.coords[0]], most])
    graph = sp.csr_array((limits.astype(np.int32), (tails, heads)), shape=(sink + 1, sink + 1))
    flow = maximum_flow(graph, source, sink).flow
    reached = np.asarray(flow[source].todense()).ravel()[:points]
    short = np.flatnonzero(reached < wanted)
    return short, float((wanted - reached).sum()) / scale
