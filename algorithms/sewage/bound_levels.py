"""Corridors with levels: every manhole once for each class of crown level.

Sewage at a manhole is in a class of levels, or under pressure in a rising main. A reach
leads from class to class at the least price that levels in them allow, a station from
the lowest class back to the least cover. Levels are rounded up, so every design
is one tree of these arcs at no more than its price. See
``docs/methods/renovation_decision.md``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from algorithms.sewage import _sewer_arrays as arrays
from algorithms.sewage._bound_kernels import depth_factors
from algorithms.sewage.corridors import FloatArray, IntArray
from algorithms.sewage.decision import Decision
from algorithms.sewage.steiner_bounds import distances
from algorithms.sewage.steiner_graph import list_by_end

# Levels nearer than this are the same, as in the design.
_TOLERANCE_M = 1e-6
_TOLERANCE_CLASSES = 1e-9
# Height of a class: as fine as so many classes in all allow, within limits.
MOST_CLASSES = 200_000
LEAST_STEP_M = 0.1
LARGEST_STEP_M = 1.0


@dataclass(frozen=True, kw_only=True)
class UsableCorridors:
    """Reaches in each direction with the largest size they may need; shape (A,)."""

    tail: IntArray
    head: IntArray
    edge: IntArray
    largest_size: IntArray


@dataclass(frozen=True, kw_only=True)
class LevelClasses:
    """Classes of crown levels at each node, lowest first, then its rising main.

    Attributes
    ----------
    step_m
        Height of a class.
    datum_m
        Level from which classes are counted at each node: what the flattest sewer
        falls on its way to an outlet, so that along it the class stays; shape (N,).
    lowest
        Number of the lowest class; shape (N,).
    first
        Where the classes of each node start among all; shape (N + 1,).
    """

    step_m: float
    datum_m: FloatArray
    lowest: IntArray
    first: IntArray

    def holding(self, node: IntArray, crown_m: FloatArray) -> IntArray:
        """Return the class at each node that holds a crown, the nearest if none does."""
        number = self._number(node, crown_m) - self.lowest[node]
        last = self.first[node + 1] - self.first[node] - 2
        return np.asarray(self.first[node] + np.clip(number, 0, last))

    def _number(self, node: IntArray, crown_m: FloatArray) -> IntArray:
        steps = (crown_m - self.datum_m[node]) / self.step_m
        return np.asarray(np.ceil(steps - _TOLERANCE_CLASSES), dtype=np.int64)

    def main(self, node: IntArray) -> IntArray:
        """Return the state of being in a rising main at each node."""
        return np.asarray(self.first[node + 1] - 1)

    @property
    def count(self) -> int:
        """Number of all classes and rising mains."""
        return int(self.first[-1])


@dataclass(frozen=True, kw_only=True)
class LevelArcs:
    """Arcs between classes, from the houses to the outlets; shape (A,).

    Attributes
    ----------
    tail, head
        Classes; outlets are numbered after them.
    yuan
        Least present value of using the arc.
    person_yuan
        Least present value for each person whose sewage takes it.
    """

    tail: IntArray
    head: IntArray
    yuan: FloatArray
    person_yuan: FloatArray


def usable_corridors(decision: Decision, houses: IntArray) -> UsableCorridors:
    """Return the reaches from which an outlet can be reached, where these houses may connect.

    No design lays a size above the first that carries everybody at its own gradient.
    """
    basis, pipes = decision.basis, decision.basis.pipes
    starts, head, edge = basis.graph.adjacency
    tail = np.repeat(np.arange(decision.node_count), np.diff(starts))
    piece = basis.graph.component[tail]
    is_drained = np.isin(piece, basis.graph.component[decision.outlets.node])
    persons = decision.per_node(houses, decision.houses.persons[houses])
    everybody = np.bincount(basis.graph.component, weights=persons)
    capacity = pipes.capacity * np.sqrt(np.minimum(pipes.min_gradient, pipes.max_gradient))
    carries = capacity >= everybody[:, None] * basis.rules.peak_flow_m3_s_per_person
    carries[:, -1] = True
    return UsableCorridors(
        tail=tail[is_drained],
        head=head[is_drained],
        edge=edge[is_drained],
        largest_size=np.argmax(carries, axis=1)[piece[is_drained]],
    )


def level_classes(decision: Decision, corridors: UsableCorridors) -> LevelClasses:
    """Return the classes between the largest depth and the least cover of every node."""
    basis, count = decision.basis, decision.node_count
    graph, pipes = basis.graph, basis.pipes
    ground = np.nan_to_num(graph.ground_level_m)
    flattest = np.minimum.accumulate(pipes.min_gradient)[corridors.largest_size]
    outwards = list_by_end(corridors.head, corridors.tail, count)
    fall = flattest * graph.edge_length_m[corridors.edge]
    datum = distances(outwards, fall, np.unique(decision.outlets.node), count)
    datum[~np.isfinite(datum)] = 0.0
    high = np.full(count, -np.inf)
    room = graph.edge_cover_m[corridors.edge] + graph.edge_sag_m[corridors.edge]
    for node in (corridors.tail, corridors.head):
        np.maximum.at(high, node, ground[node] - room)
    np.maximum.at(high, decision.outlets.node, np.nan_to_num(decision.outlet_crown, nan=-np.inf))
    low = ground + pipes.diameter[0] - basis.rules.max_depth_m
    high = np.maximum(high, low)
    step = np.clip(float((high - low).sum()) / MOST_CLASSES, LEAST_STEP_M, LARGEST_STEP_M)
    lowest, highest = (
        np.ceil((level - datum) / step - _TOLERANCE_CLASSES).astype(np.int64)
        for level in (low, high)
    )
    first = np.concatenate(([0], np.cumsum(highest - lowest + 2)))
    return LevelClasses(step_m=float(step), datum_m=datum, lowest=lowest, first=first)


def level_arcs(decision: Decision, corridors: UsableCorridors, classes: LevelClasses) -> LevelArcs:
    """Return all arcs: falling by a class, reaches, stations, rising mains, ends at outlets."""
    maker = _ArcMaker(decision, corridors, classes)
    maker.add_falls()
    for size in range(len(decision.basis.pipes.diameter)):
        maker.add_reaches(size)
    maker.add_mains()
    maker.add_ends()
    return maker.arcs()


class _ArcMaker:
    """Collects arcs: ends, price without station, share of a station."""

    def __init__(
        self, decision: Decision, corridors: UsableCorridors, classes: LevelClasses
    ) -> None:
        self.decision, self.corridors, self.classes = decision, corridors, classes
        self.basis, self.pipes = decision.basis, decision.basis.pipes
        graph = self.basis.graph
        self.length = graph.edge_length_m[corridors.edge]
        self.surface = graph.edge_surface_yuan_m[corridors.edge]
        room = graph.edge_cover_m[corridors.edge] + graph.edge_sag_m[corridors.edge]
        self.ground_up = graph.ground_level_m[corridors.tail]
        self.ground_down = graph.ground_level_m[corridors.head]
        self.high_up, self.high_down = self.ground_up - room, self.ground_down - room
        self.pieces: list[tuple[IntArray, IntArray, FloatArray, FloatArray]] = []

    def _add(
        self,
        tail: IntArray,
        head: IntArray,
        yuan: FloatArray | float = 0.0,
        station: float = 0.0,
    ) -> None:
        """Collect arcs of a price, each with the given share of a station."""
        each = np.broadcast_to(np.asarray(yuan, dtype=np.float64), tail.shape)
        self.pieces.append((tail, head, each, np.full(tail.shape, station)))

    def add_falls(self) -> None:
        """Let sewage fall to the next class, and leave a rising main at the least cover."""
        is_lowest = np.zeros(self.classes.count, dtype=np.bool_)
        is_lowest[self.classes.first[:-1]] = True
        higher = np.flatnonzero(~is_lowest)
        self._add(higher, higher - 1)

    def add_reaches(self, size: int) -> None:
        """Lay gravity reaches of one size from every class, and lifted to the least cover."""
        classes, tail = self.classes, self.corridors.tail
        corridor = np.flatnonzero(self.corridors.largest_size >= size)
        numbers = np.diff(classes.first)[tail[corridor]] - 1
        arc = np.repeat(corridor, numbers)
        place = np.arange(len(arc)) - np.repeat(np.cumsum(numbers) - numbers, numbers)
        crown = classes.datum_m[tail[arc]] + (classes.lowest[tail[arc]] + place) * classes.step_m
        # Higher classes have no crown under the least cover; sewage falls from them first.
        usable = crown - classes.step_m < self.high_up[arc]
        arc, place, crown = arc[usable], place[usable], crown[usable]
        crown = np.minimum(crown, self.high_up[arc])
        self._add_gravity(size, classes.first[tail[arc]] + place, crown, arc, 0.0)
        lowest = classes.first[tail[corridor]]
        share = self.basis.prices.lifting_share
        self._add_gravity(size, lowest, self.high_up[corridor], corridor, share)

    def _add_gravity(
        self, size: int, tail: IntArray, crown_up: FloatArray, arc: IntArray, station: float
    ) -> None:
        pipes, rules = self.pipes, self.basis.rules
        fall = pipes.min_gradient[size] * self.length[arc]
        crown_down = np.minimum(crown_up - fall, self.high_down[arc])
        depth = self.ground_down[arc] - crown_down + pipes.diameter[size]
        fits = depth <= rules.max_depth_m + _TOLERANCE_M
        tail, arc, crown_up, crown_down = tail[fits], arc[fits], crown_up[fits], crown_down[fits]
        steepest = crown_down + pipes.max_gradient[size] * self.length[arc]
        yuan = self._gravity_yuan(size, arc, np.minimum(crown_up, steepest), crown_down)
        head = self.classes.holding(self.corridors.head[arc], crown_down)
        self._add(tail, head, yuan, station)

    def _gravity_yuan(
        self, size: int, arc: IntArray, crown_up: FloatArray, crown_down: FloatArray
    ) -> FloatArray:
        """Return the price of reaches with these crowns and of the manholes at their heads."""
        scalars, prices = self.basis.scalars, self.basis.prices
        depth_up = self.ground_up[arc] - crown_up + self.pipes.diameter[size]
        depth_down = self.ground_down[arc] - crown_down + self.pipes.diameter[size]
        factor = depth_factors(
            0.5 * (depth_up + depth_down), prices.depth_2m_share, prices.depth_3m_share
        )
        per_m = self.pipes.price[size] * factor * scalars[arrays.ROCK_FACTOR] + self.surface[arc]
        is_deep = depth_up > self.basis.rules.chamber_max_depth_m + _TOLERANCE_M
        shallow = min(prices.manhole_plastic_yuan, prices.manhole_concrete_yuan)
        manhole = np.where(is_deep, prices.manhole_concrete_yuan, shallow)
        return np.asarray((self.length[arc] * per_m + manhole) * self.basis.sewer_factor)

    def add_mains(self) -> None:
        """Start a rising main with a station; lead it on along any reach."""
        prices, corridors, classes = self.basis.prices, self.corridors, self.classes
        per_m = prices.rising_main_yuan_m + self.surface
        laid = self.length * per_m * self.basis.sewer_factor
        manhole = min(prices.manhole_plastic_yuan, prices.manhole_concrete_yuan)
        start = laid + manhole * self.basis.sewer_factor
        head = classes.main(corridors.head)
        self._add(classes.first[corridors.tail], head, start, 1.0)
        self._add(classes.main(corridors.tail), head, laid)

    def add_ends(self) -> None:
        """End at the outlets, from the classes high enough or lifted."""
        node, crown = self.decision.outlets.node, self.decision.outlet_crown
        outlet = self.classes.count + np.arange(len(node))
        lowest = self.classes.first[node]
        enough = self.classes.holding(node, np.nan_to_num(crown) - _TOLERANCE_M)
        enough = np.where(np.isnan(crown), lowest, enough)
        self._add(enough, outlet)
        low = enough > lowest
        self._add(lowest[low], outlet[low], station=self.basis.prices.lifting_share)

    def arcs(self) -> LevelArcs:
        """Return all arcs collected, the stations priced."""
        tail, head, yuan, share = map(np.concatenate, zip(*self.pieces, strict=True))
        prices, factor = self.basis.prices, self.basis.station_factor
        flow = self.basis.rules.flow_m3_d_per_person
        return LevelArcs(
            tail=tail,
            head=head,
            yuan=yuan + share * prices.pump_station_base_yuan * factor,
            person_yuan=share * prices.pump_station_yuan_m3_d * flow * factor,
        )
