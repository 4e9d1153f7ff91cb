"""Good tree and proof together: heuristic, dual ascent, branch and bound.

Subproblems are told apart by nodes that must be in the tree or cannot be.
Without a given root the first question is always whether one node central
to a good tree is in (then it is the root) or out, so that every subproblem
with real work in it has a root.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field, replace
from time import perf_counter

import numpy as np

from algorithms.progress import Progress
from algorithms.sewage.steiner_bounds import BRIEF_EFFORT, Ascent, Cut, ascend, reduce_graph
from algorithms.sewage.steiner_cut_lp import CutModel, penalised, prove_by_cuts
from algorithms.sewage.steiner_graph import (
    BoolArray,
    IntArray,
    SteinerGraph,
    central_node,
    has_whole_values,
    tree_objective,
)
from algorithms.sewage.steiner_heuristic import (
    ArcNeighbourhood,
    EdgeNeighbourhood,
    Neighbourhood,
    Tree,
    TreeSearch,
)

# Two values closer than this share of the objective are taken as equal.
EQUAL_SHARE = 1e-9
# Tries without a better tree: in the first subproblem with a root, and elsewhere.
MAIN_PATIENCE = 80
BRIEF_PATIENCE = 2
# The whole problem, its two halves by root: the first of them is number 2.
FIRST_ROOTED = 2
# Share of the time left for trees where cuts can follow, and where they cannot.
HEURISTIC_SHARE = 0.4
HEURISTIC_SHARE_ALONE = 0.9
# The cut formulation is worth starting up to so many arcs, and so many more a second left.
CUT_ARCS = 10_000
CUT_ARCS_PER_SECOND = 100
# Trees near an ascent follow its reduced costs plus this share of the true ones.
GUIDE_COST_SHARE = 0.05
CUTS_FROM_ASCENT = 20_000
# A reduction is repeated while it takes at least this share of the arcs away.
WORTHWHILE_SHARE = 0.05
INTEGRALITY = 1e-5


@dataclass(order=True)
class _Subproblem:
    bound: float
    number: int
    graph: SteinerGraph = field(compare=False)
    # Prizes of the nodes ruled out, missed for certain.
    offset: float = field(compare=False)
    is_reduced: bool = field(compare=False, default=False)
    cuts: tuple[Cut, ...] = field(compare=False, default=())


class SteinerSearch:
    """Branch and bound over one problem; `run` once, then read `best` and `bound`."""

    def __init__(
        self,
        graph: SteinerGraph,
        *,
        is_directed: bool,
        deadline: float,
        patience: int | None,
        progress: Progress,
    ) -> None:
        self._is_directed = is_directed
        self._patience = patience
        self._graph = graph
        link = graph.arc_number if is_directed else graph.arc_number >> 1
        self._link_cost = np.zeros(int(link.max(initial=-1)) + 1)
        self._link_cost[link] = graph.cost
        self._deadline = deadline
        self._progress = progress
        self._whole = has_whole_values(graph)
        self._open: list[_Subproblem] = []
        self._created = 0
        # Lowest bound of the subproblems closed, by proof or for want of a way on.
        self._closed_bound = np.inf
        # Until a tree has been valued, any other is better.
        self._best = Tree(
            links=np.empty(0, np.int64), nodes=np.empty(0, np.int64), objective=np.inf
        )
        self._adopt(TreeSearch(self._space(graph)))
        self.bound = 0.0

    @property
    def best(self) -> Tree:
        """The best tree found, with link numbers of the whole problem."""
        return self._best

    @property
    def is_proven_optimal(self) -> bool:
        """Whether no better tree is left."""
        return self.bound > self._cutoff

    @property
    def _cutoff(self) -> float:
        """What a tree worth finding does not exceed."""
        return self._best.objective - self._least_difference

    @property
    def _least_difference(self) -> float:
        """By how much less a tree must cost to count as better."""
        return 1.0 - 1e-6 if self._whole else EQUAL_SHARE * max(1.0, self._best.objective)

    def run(self) -> None:
        """Search until proved or out of time."""
        self._add(self._graph, offset=0.0, bound=0.0)
        while self._open and self._open[0].bound <= self._cutoff:
            self._progress.report("steiner.bound")
            is_bounded = self._created > 1 or self._open[0].is_reduced
            is_enough = self._patience is not None and self._open[0].is_reduced
            if is_enough or (is_bounded and perf_counter() > self._deadline):
                break
            self._process(heapq.heappop(self._open))
        lowest = min([self._closed_bound, *(subproblem.bound for subproblem in self._open)])
        self.bound = self._valid_bound(lowest)

    def _valid_bound(self, lowest: float) -> float:
        """Return what holds for all trees: reductions only kept those up to the cutoff."""
        if lowest > self._cutoff:
            return self._best.objective if self._whole else np.nextafter(self._cutoff, np.inf)
        return float(np.ceil(lowest - 1e-6)) if self._whole else lowest

    def _add(
        self,
        graph: SteinerGraph,
        *,
        offset: float,
        bound: float,
        is_reduced: bool = False,
        cuts: tuple[Cut, ...] = (),
    ) -> None:
        self._created += 1
        heapq.heappush(
            self._open, _Subproblem(bound, self._created, graph, offset, is_reduced, cuts)
        )

    def _close(self, bound: float) -> None:
        self._closed_bound = min(self._closed_bound, bound)

    def _process(self, subproblem: _Subproblem) -> None:
        if subproblem.graph.root < 0:
            self._split_by_root(subproblem)
        elif not subproblem.is_reduced:
            self._reduce(subproblem)
        else:
            self._prove(subproblem)

    # --- trees ---------------------------------------------------------------

    def _space(self, graph: SteinerGraph) -> Neighbourhood:
        return ArcNeighbourhood(graph) if self._is_directed else EdgeNeighbourhood(graph)

    def _run(self, search: TreeSearch, patience: int, bound: float = 0.0) -> None:
        """Search for a share of the time left, no longer than until the bound is met."""
        now = perf_counter()
        share = HEURISTIC_SHARE if self._can_cut(search.graph) else HEURISTIC_SHARE_ALONE
        deadline = now + share * (self._deadline - now)
        search.run(deadline, patience, bound + self._least_difference, self._progress)

    def _can_cut(self, graph: SteinerGraph) -> bool:
        left_s = max(self._deadline - perf_counter(), 0.0)
        return graph.cost.size <= CUT_ARCS + CUT_ARCS_PER_SECOND * left_s

    def _valued(self, search: TreeSearch) -> Tree:
        """Return the search's best tree at its value in the whole problem."""
        links, nodes = search.best.links, search.best.nodes
        objective = tree_objective(self._link_cost, self._graph.prize, links, nodes)
        return Tree(links=links, nodes=nodes, objective=objective)

    def _adopt(self, search: TreeSearch) -> None:
        found = self._valued(search)
        if found.objective < self._best.objective:
            self._best = found

    # --- subproblems ---------------------------------------------------------

    def _split_by_root(self, subproblem: _Subproblem) -> None:
        """Ask whether one central node is in the tree; then it is the root."""
        graph, offset = subproblem.graph, subproblem.offset
        bound = max(subproblem.bound, offset + ascend(graph, effort=BRIEF_EFFORT).bound)
        if bound > self._cutoff or not (graph.prize > 0.0).any():
            self._close(bound)
            return
        search = TreeSearch(self._space(graph))
        self._run(search, BRIEF_PATIENCE)
        self._adopt(search)
        tree = self._best if self._created == 1 else search.best
        root = central_node(self._ends(tree.links), tree.nodes, graph.prize)
        rooted = graph.restrict(np.ones(graph.cost.size, np.bool_), root=root)
        apart = offset + ascend(rooted).bound_without_root
        prize = graph.prize.copy()
        prize[root] = np.inf
        self._add(replace(rooted, prize=prize), offset=offset, bound=bound)
        missed = offset + graph.prize[root]
        self._add(graph.without_node(root), offset=missed, bound=max(bound, apart))

    def _ends(self, links: IntArray) -> IntArray:
        arcs = links if self._is_directed else 2 * links
        return np.stack((self._graph.arcs.tail[arcs], self._graph.arcs.head[arcs]))

    def _reduce(self, subproblem: _Subproblem) -> None:
        """Bound by dual ascent and rule arcs out, searching what is left in turn."""
        graph, offset, bound = subproblem.graph, subproblem.offset, subproblem.bound
        patience = MAIN_PATIENCE if subproblem.number <= FIRST_ROOTED else BRIEF_PATIENCE
        if self._patience is not None:
            patience = self._patience
        while True:
            ascent = ascend(graph, cut_limit=CUTS_FROM_ASCENT)
            bound = max(bound, offset + ascent.bound)
            if bound <= self._cutoff and patience > 0:
                self._search_near(graph, ascent, offset, patience)
                patience = 0
            if bound > self._cutoff:
                self._close(bound)
                return
            reduced = reduce_graph(graph, ascent, self._cutoff - offset - ascent.bound)
            taken = graph.cost.size - reduced.cost.size
            gained = taken > WORTHWHILE_SHARE * graph.cost.size
            graph = reduced
            if not gained:
                break
        cuts = (*subproblem.cuts, *ascent.cuts)
        self._add(graph, offset=offset, bound=bound, is_reduced=True, cuts=cuts)

    def _search_near(
        self, graph: SteinerGraph, ascent: Ascent, offset: float, patience: int
    ) -> None:
        """Search the part of the graph that better trees are confined to."""
        part = reduce_graph(graph, ascent, self._cutoff - offset - ascent.bound)
        search = TreeSearch(self._space(part))
        kept = np.isin(graph.arc_number, part.arc_number)
        # The first tree is grown however little time is left.
        guide = ascent.reduced_cost[kept] + GUIDE_COST_SHARE * part.cost
        search.add_guided(part, guide, self._deadline)
        search.add_guide(part, guide)
        self._run(search, patience, ascent.bound)
        self._adopt(search)

    def _prove(self, subproblem: _Subproblem) -> None:
        """Solve the cut formulation; branch on a node where it stays fractional."""
        graph, offset = subproblem.graph, subproblem.offset
        if not self._can_cut(graph):
            self._close(subproblem.bound)
            return
        model = CutModel(penalised(graph, self._cutoff - offset), subproblem.cuts)
        search = TreeSearch(self._space(graph))

        def look_near(solved: CutModel) -> None:
            search.add_guided(graph, graph.cost * (1.0 - solved.arc_share), self._deadline)
            self._adopt(search)

        value, is_finished = prove_by_cuts(
            model,
            cutoff=lambda: self._cutoff - offset,
            deadline=self._deadline,
            progress=self._progress,
            on_solution=look_near,
        )
        bound = max(subproblem.bound, offset + value)
        if bound > self._cutoff:
            self._close(bound)
            return
        left = graph.restrict(model.usable)
        cuts = tuple(model.cuts)
        if perf_counter() > self._deadline:
            self._add(left, offset=offset, bound=bound, is_reduced=True, cuts=cuts)
            return
        node = _fractional_node(model, np.isfinite(graph.prize)) if is_finished else -1
        if node < 0:
            self._close(bound)
            return
        prize = left.prize.copy()
        prize[node] = np.inf
        within = left.restrict(np.ones(left.cost.size, np.bool_), prize=prize)
        self._add(within, offset=offset, bound=bound, cuts=cuts)
        missed = offset + left.prize[node]
        self._add(left.without_node(node), offset=missed, bound=max(bound, missed), cuts=cuts)


def _fractional_node(model: CutModel, is_open: BoolArray) -> int:
    """Return the open node to branch on, -1 when every node is decided.

    First the node whose share in the tree is nearest to one half; when all
    shares are whole, a node used but not required, entered by several arcs.
    """
    graph = model.graph
    share = model.node_share()
    is_open[graph.root] = False
    distance = np.where(is_open, np.abs(share - 0.5), np.inf)
    node = int(np.argmin(distance))
    if distance[node] < 0.5 - INTEGRALITY:
        return node
    split = (model.arc_share > INTEGRALITY) & (model.arc_share < 1.0 - INTEGRALITY)
    entered = np.bincount(graph.arcs.head[split], minlength=graph.node_count)
    entered[~is_open] = 0
    node = int(np.argmax(entered))
    return node if entered[node] > 0 else -1
