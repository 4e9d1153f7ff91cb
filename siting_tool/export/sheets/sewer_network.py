"""Sewer systems as paths of pipes, for profiles: the longest way first, then the branches."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from siting_tool.project.columns import numbers, words

if TYPE_CHECKING:
    import geopandas as gpd

PUBLIC_KINDS = ("gravity", "rising_main")


@dataclass(frozen=True, kw_only=True)
class SewerPipe:
    """One pipe between two manholes, columns as in the result layer."""

    pipe_id: str
    kind: str
    up_manhole_id: str
    down_manhole_id: str
    diameter_m: float
    length_m: float
    gradient: float
    ground_up_m: float
    ground_down_m: float
    invert_up_m: float
    invert_down_m: float

    @property
    def lowest_m(self) -> float:
        """Lowest invert level."""
        return min(self.invert_up_m, self.invert_down_m)

    @property
    def highest_m(self) -> float:
        """Highest ground level."""
        return max(self.ground_up_m, self.ground_down_m)

    @property
    def deepest_m(self) -> float:
        """Depth of the invert below the ground at the deeper end."""
        return max(self.ground_up_m - self.invert_up_m, self.ground_down_m - self.invert_down_m)


@dataclass(frozen=True, kw_only=True)
class SewerPath:
    """Pipes one after the other, downstream.

    Attributes
    ----------
    pipes
        At least one.
    above, below
        The pipe that flows into the first manhole of them and the one that flows on from the
        last; None where there is none.
    """

    pipes: tuple[SewerPipe, ...]
    above: SewerPipe | None = None
    below: SewerPipe | None = None

    @property
    def length_m(self) -> float:
        """Length of all pipes."""
        return sum(pipe.length_m for pipe in self.pipes)

    @property
    def manhole_ids(self) -> list[str]:
        """Every manhole, from the upper end."""
        first, last = self.pipes[0], self.pipes[-1]
        return [first.up_manhole_id, *(pipe.up_manhole_id for pipe in self.pipes[1:]),
                last.down_manhole_id]  # fmt: skip

    def stations(self, start_m: float = 0.0) -> list[Station]:
        """Return the manholes from the upper end, whose chainage is `start_m`."""
        grounds = [self.pipes[0].ground_up_m, *(pipe.ground_down_m for pipe in self.pipes)]
        chainages = accumulate((pipe.length_m for pipe in self.pipes), initial=start_m)
        ends = pairwise([self.above, *self.pipes, self.below])
        return [
            Station(
                name=name,
                chainage_m=chainage,
                ground_m=ground,
                invert_in_m=math.nan if inflow is None else inflow.invert_down_m,
                invert_out_m=math.nan if outflow is None else outflow.invert_up_m,
            )
            for name, chainage, ground, (inflow, outflow) in zip(
                self.manhole_ids, chainages, grounds, ends, strict=True
            )
        ]


@dataclass(frozen=True, kw_only=True)
class Station:
    """A manhole on a profile.

    Attributes
    ----------
    name
        Number of the manhole; empty where a pipe is only cut.
    chainage_m
        Length of the path above it.
    ground_m
        Ground level.
    invert_in_m, invert_out_m
        Inverts of the pipe that ends there and of the one that begins; NaN for none.
    """

    name: str
    chainage_m: float
    ground_m: float
    invert_in_m: float
    invert_out_m: float

    @property
    def lowest_m(self) -> float:
        """Lowest invert."""
        return min(self._inverts_m)

    @property
    def _inverts_m(self) -> list[float]:
        return [level for level in (self.invert_in_m, self.invert_out_m) if not math.isnan(level)]

    @property
    def cells(self) -> dict[str, str]:
        """Texts of a profile's table; inflow / outflow where the inverts differ by a centimetre."""
        inverts = dict.fromkeys(level_text(level) for level in self._inverts_m)
        return {
            "ground": level_text(self.ground_m),
            "invert": "/".join(inverts),
            "depth": level_text(self.ground_m - self.lowest_m),
            "chainage": f"{self.chainage_m:.1f}",
            "manhole": self.name,
        }


_TEXTS = ("pipe_id", "kind", "up_manhole_id", "down_manhole_id")
_NUMBERS = ("diameter_m", "length_m", "gradient", "ground_up_m", "ground_down_m", "invert_up_m",
            "invert_down_m")  # fmt: skip


def public_pipes(frame: gpd.GeoDataFrame) -> list[SewerPipe]:
    """Return the sewers of a layer of pipes that have levels, without house laterals."""
    columns = {name: words(frame, name).tolist() for name in _TEXTS}
    columns |= {name: numbers(frame, name).tolist() for name in _NUMBERS}
    pipes = [
        SewerPipe(**dict(zip(columns, row, strict=True)))
        for row in zip(*columns.values(), strict=True)
    ]
    return [
        pipe
        for pipe in pipes
        if pipe.kind in PUBLIC_KINDS and math.isfinite(pipe.lowest_m + pipe.highest_m)
    ]


def profile_paths(pipes: Iterable[SewerPipe]) -> list[SewerPath]:
    """Return every pipe once, in paths that run downstream.

    The first path of each outlet is the longest way to it; at a junction the longest remaining
    way upstream goes on, the others are paths of their own that end there. Longest path first.
    """
    rest = {pipe.up_manhole_id: pipe for pipe in pipes}
    length_above: dict[str, float] = {}
    longest_inflow: dict[str, SewerPipe] = {}
    for pipe in _downstream(rest):
        reached = length_above.get(pipe.up_manhole_id, 0.0) + pipe.length_m
        if reached > length_above.get(pipe.down_manhole_id, -1.0):
            length_above[pipe.down_manhole_id] = reached
            longest_inflow[pipe.down_manhole_id] = pipe
    paths = []
    for pipe in rest.values():
        goes_on = longest_inflow.get(pipe.down_manhole_id) is pipe and pipe.down_manhole_id in rest
        if not goes_on:
            whole = _path_to(pipe, longest_inflow)
            paths.append(SewerPath(pipes=whole, below=rest.get(pipe.down_manhole_id)))
    return sorted(paths, key=lambda path: -path.length_m)


def _downstream(pipes: dict[str, SewerPipe]) -> list[SewerPipe]:
    """Return the pipes so that each comes after all that flow into it."""
    waiting = dict.fromkeys(pipes, 0)
    for pipe in pipes.values():
        if pipe.down_manhole_id in waiting:
            waiting[pipe.down_manhole_id] += 1
    ready = [pipe for name, pipe in pipes.items() if not waiting[name]]
    order = []
    while ready:
        pipe = ready.pop()
        order.append(pipe)
        below = pipe.down_manhole_id
        if below in waiting:
            waiting[below] -= 1
            if not waiting[below]:
                ready.append(pipes[below])
    return order


def _path_to(last: SewerPipe, longest_inflow: dict[str, SewerPipe]) -> tuple[SewerPipe, ...]:
    path = [last]
    while path[-1].up_manhole_id in longest_inflow:
        path.append(longest_inflow[path[-1].up_manhole_id])
    return tuple(reversed(path))


def pipe_label(diameter_m: float, length_m: float, gradient: float) -> str:
    """Return diameter, length and gradient as sewer plans label a pipe.

    Examples
    --------
    >>> pipe_label(0.2, 32.46, 0.00412)
    'DN200-32.5-0.0041'
    """
    fall = "–" if math.isnan(gradient) else f"{gradient:.4f}"
    return f"DN{diameter_m * 1000:.0f}-{length_m:.1f}-{fall}"


def level_text(level_m: float) -> str:
    """Return a level in metres with two decimals, a dash where it is not known."""
    return "–" if math.isnan(level_m) else f"{level_m:.2f}"
