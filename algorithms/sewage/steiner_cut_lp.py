"""The directed cut formulation solved by adding cuts to a linear programme.

In-degree and flow-balance rows from the start, cuts between the root and
the prized nodes as they are violated (Ljubic et al. 2006, Mathematical
Programming 105, 427-449; Koch and Martin 1998, Networks 32, 207-232).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from time import perf_counter

import highspy
import numpy as np

from algorithms.progress import Progress
from algorithms.sewage._steiner_flow_kernels import arcs_into, separate_cuts
from algorithms.sewage.steiner_bounds import Cut
from algorithms.sewage.steiner_certificate import CutCertificate, certified_bound
from algorithms.sewage.steiner_graph import (
    BoolArray,
    FloatArray,
    IntArray,
    SteinerGraph,
    listed,
)

VIOLATION = 1e-4
NESTED_CUTS = 8


class CutModel:
    """Linear relaxation of one rooted problem; it only ever gets tighter.

    Every prize has to be finite, so that the relaxation has a solution
    whatever arcs are missing; see `penalised`.
    """

    def __init__(self, graph: SteinerGraph, cuts: Iterable[Cut]) -> None:
        self.graph = graph
        self.cuts: list[Cut] = []
        self.usable = np.ones(graph.cost.size, np.bool_)
        self.arc_share = np.zeros(graph.cost.size)
        self._known: set[tuple[int, bytes]] = set()
        self._optional = np.flatnonzero(graph.prize > 0.0)
        self._optional = self._optional[self._optional != graph.root]
        self._left_out_column = np.full(graph.node_count, -1, np.int64)
        self._left_out_column[self._optional] = graph.cost.size + np.arange(self._optional.size)
        entered = np.diff(graph.arcs.in_start) > 0
        entered[graph.root] = False
        self._degree_nodes = np.flatnonzero(entered | (graph.prize > 0.0))
        self._degree_nodes = self._degree_nodes[self._degree_nodes != graph.root]
        self._balance_nodes = np.flatnonzero(entered & (graph.prize == 0.0))
        self._highs = highspy.Highs()  # type: ignore[no-untyped-call]
        self._highs.setOptionValue("output_flag", False)
        self._highs.setOptionValue("threads", 1)
        self._build()
        self.add_cuts(cuts)

    def _build(self) -> None:
        arcs, optional = self.graph.arcs, self._optional
        cost = np.concatenate((self.graph.cost, self.graph.prize[optional]))
        none = np.empty(0, np.int32)
        self._highs.addCols(
            cost.size, cost, np.zeros(cost.size), np.ones(cost.size), 0, none, none, np.empty(0)
        )
        entering, counts = listed(arcs.in_start, arcs.in_arc, self._degree_nodes)
        is_prized = self.graph.prize[self._degree_nodes] > 0.0
        ends = np.cumsum(counts)[is_prized]
        columns = np.insert(entering, ends, self._left_out_column[self._degree_nodes[is_prized]])
        lower = np.where(is_prized, 1.0, -np.inf)
        self._add_rows(columns, counts + is_prized, lower, np.ones(counts.size))
        entering, counts = listed(arcs.in_start, arcs.in_arc, self._balance_nodes)
        leaving, others = listed(arcs.out_start, arcs.out_arc, self._balance_nodes)
        columns = np.insert(leaving, np.repeat(np.cumsum(others) - others, counts), entering)
        signs = np.repeat(np.tile([1.0, -1.0], counts.size), np.stack((counts, others), 1).ravel())
        lower = np.full(counts.size, -np.inf)
        self._add_rows(columns, counts + others, lower, np.zeros(counts.size), signs)

    def _add_rows(
        self,
        columns: IntArray,
        counts: IntArray,
        lower: FloatArray,
        upper: FloatArray,
        values: FloatArray | None = None,
    ) -> None:
        """Add rows of the given numbers of columns, one after another."""
        if counts.size == 0:
            return
        status = self._highs.addRows(
            counts.size,
            lower,
            upper,
            columns.size,
            (np.cumsum(counts) - counts).astype(np.int32),
            columns.astype(np.int32),
            np.ones(columns.size) if values is None else values,
        )
        assert status != highspy.HighsStatus.kError

    def add_cuts(self, cuts: Iterable[Cut]) -> int:
        """Add the cuts that are new and still apply; return how many."""
        rows = []
        for cut in cuts:
            nodes = np.sort(cut.nodes)
            key = (cut.terminal, nodes.tobytes())
            if key in self._known or not self.graph.prize[cut.terminal] > 0.0:
                continue
            self._known.add(key)
            self.cuts.append(Cut(nodes=nodes, terminal=cut.terminal))
            rows.append(
                np.append(arcs_into(self.graph.arcs, nodes), self._left_out_column[cut.terminal])
            )
        if rows:
            counts = np.array([row.size for row in rows])
            endless = np.full(counts.size, np.inf)
            self._add_rows(np.concatenate(rows), counts, np.ones(counts.size), endless)
        return len(rows)

    def solve(self, deadline: float) -> CutCertificate | None:
        """Solve the relaxation; None when it was not solved in time."""
        left = deadline - perf_counter()
        if left <= 0.0:
            return None
        self._highs.setOptionValue("time_limit", self._highs.getRunTime() + left)
        self._highs.run()
        if self._highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        solution = self._highs.getSolution()
        self.arc_share = np.clip(np.array(solution.col_value)[: self.graph.cost.size], 0.0, 1.0)
        return self._certificate(np.array(solution.row_dual))

    def _certificate(self, row_dual: FloatArray) -> CutCertificate:
        """Name the multipliers; the solver's tolerance may leave wrong signs, set to 0."""
        degree = np.zeros(self.graph.node_count)
        balance = np.zeros(self.graph.node_count)
        first = self._degree_nodes.size
        second = first + self._balance_nodes.size
        degree[self._degree_nodes] = row_dual[:first]
        degree[self.graph.prize == 0.0] = np.minimum(degree[self.graph.prize == 0.0], 0.0)
        balance[self._balance_nodes] = np.minimum(row_dual[first:second], 0.0)
        dual = np.maximum(row_dual[second:], 0.0)
        used = np.flatnonzero(dual)
        return CutCertificate(
            cuts=tuple(self.cuts[index] for index in used),
            cut_dual=dual[used],
            degree_dual=degree,
            balance_dual=balance,
        )

    def forbid(self, arcs: BoolArray) -> None:
        """Rule arcs out for good."""
        new = np.flatnonzero(arcs & self.usable)
        if new.size:
            self.usable[new] = False
            zeros = np.zeros(new.size)
            self._highs.changeColsBounds(new.size, new.astype(np.int32), zeros, zeros)

    def node_share(self) -> FloatArray:
        """Return how far each node is in the tree, between 0 and 1."""
        share = np.bincount(
            self.graph.arcs.head, weights=self.arc_share, minlength=self.graph.node_count
        )
        return np.asarray(np.minimum(share, 1.0))

    def violated_cuts(self, deadline: float) -> list[Cut]:
        """Find cuts that the present solution breaks, by greatest flows."""
        share = self.node_share()
        found: list[Cut] = []
        terminals = np.flatnonzero((self.graph.prize > 0.0) & (share > VIOLATION))
        for terminal in terminals[terminals != self.graph.root]:
            if perf_counter() > deadline:
                break
            found.extend(self._cuts_for(int(terminal), float(share[terminal]) - VIOLATION))
        return found

    def _cuts_for(self, terminal: int, wanted: float) -> list[Cut]:
        graph = self.graph
        capacity = self.arc_share.copy()
        found: list[Cut] = []
        for _ in range(NESTED_CUTS):
            flow, wide, narrow = separate_cuts(graph.arcs, capacity, graph.root, terminal, wanted)
            if flow >= wanted:
                break
            for inside in (wide, narrow):
                found.append(Cut(nodes=np.flatnonzero(inside), terminal=terminal))
                capacity[inside[graph.arcs.head] & ~inside[graph.arcs.tail]] = 1.0
        return found


def penalised(graph: SteinerGraph, cutoff: float) -> SteinerGraph:
    """Return the graph with a finite prize for nodes that must be connected.

    Leaving one out costs more than the cutoff, so up to there nothing
    changes; where they cannot all be connected, the bound passes the cutoff.
    """
    penalty = 2.0 * max(cutoff, 1.0)
    return replace(graph, prize=np.where(np.isinf(graph.prize), penalty, graph.prize))


def prove_by_cuts(
    model: CutModel,
    *,
    cutoff: Callable[[], float],
    deadline: float,
    progress: Progress,
    on_solution: Callable[[CutModel], None],
) -> tuple[float, bool]:
    """Raise the bound of the model until it passes the cutoff or no cut is left.

    Parameters
    ----------
    model
        Tightened in place: cuts are added, arcs ruled out by reduced costs.
    cutoff
        Gives the value that a tree worth finding does not exceed; it may fall.
    deadline
        On the clock of `time.perf_counter`.
    progress
        Told before each solution.
    on_solution
        Called after each solution, to look for trees near it.

    Returns
    -------
    The bound, and whether the search for cuts came to its end.
    """
    bound = 0.0
    while True:
        progress.report("steiner.cuts")
        certificate = model.solve(deadline)
        if certificate is None:
            return bound, False
        value, reduced = certified_bound(model.graph, certificate, model.usable)
        bound = max(bound, value)
        on_solution(model)
        if bound > cutoff():
            return bound, True
        model.forbid(reduced > cutoff() - value)
        if not model.add_cuts(model.violated_cuts(deadline)):
            return bound, perf_counter() < deadline
