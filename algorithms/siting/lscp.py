"""Location set covering problem: fewest or cheapest sites that cover everyone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import ArrayLike, NDArray

from algorithms.progress import SILENT, Progress
from algorithms.siting.covering_certificate import CoveringCertificate, safe_bound
from algorithms.siting.covering_cuts import BlockCut, proven_cut, with_cuts
from algorithms.siting.covering_highs import Deadline
from algorithms.siting.covering_input import (
    Faults,
    checked_amounts,
    checked_covers,
    checked_indices,
    checked_time_limit,
    common_step,
    rounded_up,
)
from algorithms.siting.covering_model import lscp_model
from algorithms.siting.covering_reduction import ReducedCover, independent_parts, reduce_cover
from algorithms.siting.covering_result import CoveringResult, assign_sites
from algorithms.siting.lscp_search import search_cover
from algorithms.siting.lscp_state import CoverPart, CoverState


def solve_lscp(
    covers: Any,
    site_cost: ArrayLike | None = None,
    fixed_site_indices: Sequence[int] | NDArray[Any] = (),
    *,
    time_limit_s: float = 60.0,
    progress: Progress = SILENT,
) -> CoveringResult:
    """Choose the cheapest sites that cover every demand point that can be covered.

    Location set covering problem (Toregas, Swain, ReVelle and Bergman 1971,
    Operations Research 19, 1363-1373):

        min sum c_j x_j,  sum_j a_ij x_j >= 1 for every coverable point i

    Fixed sites are open and their cost counts. The objective is the cost of the
    chosen sites, hence their number when ``site_cost`` is not given.

    Parameters
    ----------
    covers
        Sparse or dense boolean matrix, shape (demand points, sites).
    site_cost
        Cost of each site (yuan), not negative, shape (sites,); 1 each by default.
    fixed_site_indices
        Sites that must be in the answer.
    time_limit_s
        After it the best answer so far is returned with its bound.
    progress
        Told the stage; may raise `CancelledError`.

    Raises
    ------
    algorithms.errors.InputError
        Faulty arguments, all named together.

    Examples
    --------
    >>> covers = np.array([[1, 1, 0], [0, 1, 0], [0, 1, 1], [0, 0, 0]], dtype=bool)
    >>> result = solve_lscp(covers)
    >>> result.site_indices.tolist(), result.assigned_site_index.tolist()
    ([1], [1, 1, 1, -1])
    """
    faults = Faults()
    limit_s = checked_time_limit(time_limit_s, faults)
    matrix = checked_covers(covers, faults)
    data = LscpData(
        covers=matrix,
        cost=checked_amounts("site_cost", site_cost, matrix.shape[1], faults),
        fixed=checked_indices("fixed_site_indices", fixed_site_indices, matrix.shape[1], faults),
    )
    faults.raise_if_any()
    return solve_lscp_data(data, Deadline(limit_s), progress)


@dataclass(frozen=True, kw_only=True, eq=False)
class LscpData:
    """Checked arguments of `solve_lscp`."""

    covers: sp.csr_array
    cost: NDArray[np.float64]
    fixed: NDArray[np.int64]


def solve_lscp_data(data: LscpData, deadline: Deadline, progress: Progress) -> CoveringResult:
    """Solve checked data part by part, smallest part first."""
    progress.report("siting.reduce")
    # A site that costs nothing is open in some best answer, so it counts as fixed here.
    given = np.union1d(data.fixed, np.flatnonzero(data.cost == 0.0))
    open_points = (np.diff(data.covers.indptr) > 0) & (np.diff(data.covers[:, given].indptr) == 0)
    reduced = reduce_cover(
        data.covers,
        data.cost,
        np.flatnonzero(open_points).astype(np.int64),
        np.setdiff1d(np.arange(data.cost.size), given),
    )
    chosen = [_useful(data, given), reduced.forced_sites]
    base = float(data.cost[chosen[0]].sum() + data.cost[reduced.forced_sites].sum())
    proof = _Proof(data, reduced)
    bound, is_proven = base, True
    for points, sites in independent_parts(data.covers, reduced.points, reduced.sites):
        part_covers = sp.csr_array(data.covers[points][:, sites])
        part_covers.sort_indices()
        state = search_cover(
            CoverPart(covers=part_covers, cost=data.cost[sites]), deadline, progress
        )
        chosen.append(sites[state.is_open])
        proof.add_part(data, points, sites, state)
        bound += state.bound
        is_proven = is_proven and state.is_proven
    sites = np.unique(np.concatenate(chosen))
    return _result(data, sites, np.inf if is_proven else bound, proof)


def _useful(data: LscpData, given: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the fixed sites and the free ones that cover someone the fixed do not."""
    by_fixed = np.diff(data.covers[:, data.fixed].indptr) > 0
    reach = sp.csr_array(data.covers[~by_fixed][:, given]).sum(axis=0)
    return given[(np.asarray(reach) > 0) | np.isin(given, data.fixed)]


class _Proof:
    """Collects multipliers and cuts of the parts in terms of the whole problem."""

    def __init__(self, data: LscpData, reduced: ReducedCover) -> None:
        self.coverable = np.diff(data.covers.indptr) > 0
        self._row = np.cumsum(self.coverable) - 1
        self._of_points = np.zeros(self.coverable.size)
        self._of_points[reduced.forced_points] = data.cost[reduced.forced_sites]
        self._of_cuts: list[NDArray[np.float64]] = []
        self._cuts: list[BlockCut] = []

    def add_part(
        self,
        data: LscpData,
        points: NDArray[np.int64],
        sites: NDArray[np.int64],
        state: CoverState,
    ) -> None:
        """Take over what proves the bound of one part."""
        self._of_points[points] = state.multipliers[: points.size]
        self._of_cuts.append(state.multipliers[points.size :])
        if not state.cuts:
            return
        stand_in = _stand_ins(data, points, sites)
        for cut in state.cuts:
            weight = np.zeros(data.cost.size + 1)
            weight[sites[cut.sites]] = cut.weight
            touching = np.unique(data.covers[points[cut.points]].indices).astype(np.int64)
            of_touching = weight[stand_in[touching]]
            rows = self._row[points[cut.points]]
            self._cuts.append(
                BlockCut(points=rows, sites=touching, weight=of_touching, needed=cut.needed)
            )

    def certificate(self, data: LscpData) -> CoveringCertificate:
        """Return the certificate of the whole problem."""
        multipliers = np.concatenate([self._of_points[self.coverable], *self._of_cuts])
        model = lscp_model(data.covers, data.cost, data.fixed)
        cuts = tuple(proven_cut(cut, model.matrix) for cut in self._cuts)
        return CoveringCertificate(
            row_multipliers=multipliers,
            claimed_bound=safe_bound(with_cuts(model, cuts), multipliers),
            cuts=cuts,
        )


def _stand_ins(
    data: LscpData, points: NDArray[np.int64], sites: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return for each site one of the part that covers as much of it and is not dearer.

    A site of the part stands for itself; sites without a part in it get the number
    of sites.
    """
    of_points = sp.csc_array(data.covers[points].astype(np.int64))
    common = sp.coo_array(of_points.T @ of_points[:, sites])
    site, other = common.coords[0], sites[common.coords[1]]
    covers_all = common.data == np.diff(of_points.indptr)[site]
    usable = covers_all & (data.cost[other] <= data.cost[site])
    stand_in = np.full(data.cost.size, data.cost.size)
    stand_in[site[usable]] = other[usable]
    stand_in[sites] = sites
    return stand_in


def _result(
    data: LscpData, chosen: NDArray[np.int64], bound: float, proof: _Proof
) -> CoveringResult:
    """Return the answer; an infinite bound stands for a proof."""
    cost = float(data.cost[chosen].sum())
    certificate = proof.certificate(data)
    return CoveringResult(
        site_indices=chosen,
        assigned_site_index=assign_sites(data.covers, chosen),
        objective=cost,
        bound=min(bound, cost),
        is_proven_optimal=bound >= cost,
        unreachable_demand_indices=np.flatnonzero(~proof.coverable),
        site_cost_total=cost,
        covered_demand=float(proof.coverable.sum()),
        total_demand=float(proof.coverable.size),
        certificate=certificate,
        certified_bound=max(0.0, rounded_up(certificate.claimed_bound, common_step(data.cost))),
    )
