"""How a sewer path is cut into pieces that fit a profile at standard scales."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import pairwise

from siting_tool.export.sheets.sewer_network import SewerPath, SewerPipe, Station

HORIZONTAL_SCALES = (500, 1_000)
VERTICAL_SCALE = 100
"""The smallest usual one; what falls more than a plot is high goes on above another datum."""
LEAST_PIPE_MM = 6.0
"""Shorter pipes are drawn this long, so that their texts have room."""
LEAST_PIECE_MM = 34.0
"""Width that the title of a piece needs."""
SCALE_STRIP_MM = 11.0
"""Room at the left of every piece for its own scale of levels."""
LEVEL_STEP_M = 1.0
"""Between the marks of the scale of levels; 10 mm on paper."""
_DATUM_STEP_M = 0.5
_HEADROOM_M = 0.5
_SHORT_PATH_M = 110.0


@dataclass(frozen=True, kw_only=True)
class ProfilePipe(SewerPipe):
    """A pipe, or the part of a steep one that stands above one datum.

    Attributes
    ----------
    whole_m
        Length of the whole pipe.
    part, parts
        Part n of m, from the upper end.
    """

    whole_m: float
    part: int
    parts: int

    @property
    def length_words(self) -> str:
        """Length of the whole pipe, with part n of m where it is cut."""
        return f"{self.whole_m:.1f}" + (f" ({self.part}/{self.parts})" if self.parts > 1 else "")


@dataclass(frozen=True, kw_only=True)
class ProfilePiece:
    """Pipes of one path that share a datum.

    Attributes
    ----------
    path_ends
        First and last manhole of the whole path.
    pipes
        Downstream.
    above, below
        The pipes that flow in at the upper end and on from the lower one; None for none.
    start_m
        Length of the path above the first of them.
    horizontal
        Denominator of the horizontal scale.
    """

    path_ends: tuple[str, str]
    pipes: tuple[ProfilePipe, ...]
    above: SewerPipe | None
    below: SewerPipe | None
    start_m: float
    horizontal: int

    @property
    def _path(self) -> SewerPath:
        return SewerPath(pipes=self.pipes, above=self.above, below=self.below)

    @property
    def stations(self) -> list[Station]:
        """The manholes, from the upper end."""
        return self._path.stations(self.start_m)

    @property
    def datum_m(self) -> float:
        """Level at the bottom of the plot."""
        return datum_below(self.lowest_m)

    @property
    def width_mm(self) -> float:
        """Width on paper, with the scale of levels."""
        drawn = sum(pipe_mm(pipe, self.horizontal) for pipe in self.pipes)
        return max(SCALE_STRIP_MM + drawn + 4.0, LEAST_PIECE_MM)

    @property
    def height_mm(self) -> float:
        """Height on paper, from the datum to above the ground."""
        return _drawn_height_mm(self.lowest_m, self.highest_m)

    @property
    def lowest_m(self) -> float:
        """Lowest invert, also of the pipes that join at the ends."""
        return min(station.lowest_m for station in self.stations)

    @property
    def highest_m(self) -> float:
        """Highest ground level."""
        return max(pipe.highest_m for pipe in self.pipes)

    @property
    def end_m(self) -> float:
        """Length of the path above the lower end of the last pipe."""
        return self.start_m + self._path.length_m


def datum_below(level_m: float) -> float:
    """Return the datum of a plot whose lowest invert is given, a multiple of half a metre."""
    return (level_m - _HEADROOM_M) // _DATUM_STEP_M * _DATUM_STEP_M


def _drawn_height_mm(lowest_m: float, highest_m: float) -> float:
    return (highest_m + _HEADROOM_M - datum_below(lowest_m)) * 1000.0 / VERTICAL_SCALE


def pipe_mm(pipe: SewerPipe, horizontal: int) -> float:
    """Return the length of a pipe on paper."""
    return max(pipe.length_m * 1000.0 / horizontal, LEAST_PIPE_MM)


def room_m(height_mm: float) -> float:
    """Return how far ground and invert may lie apart on a plot, wherever its datum falls."""
    return height_mm * VERTICAL_SCALE / 1000.0 - 2.0 * _HEADROOM_M - _DATUM_STEP_M


def profile_pieces(path: SewerPath, width_mm: float, height_mm: float) -> list[ProfilePiece]:
    """Cut a path where it gets too long or too steep for one piece.

    A pipe that alone falls more than a plot is high is cut too, so that every piece keeps the
    vertical scale and only the datum steps.

    Parameters
    ----------
    path
        Pipes with levels.
    width_mm, height_mm
        Size of the plot; its `room_m` must hold the deepest trench.
    """
    ends = pairwise(path.stations())
    parts = [
        part
        for pipe, (up, down) in zip(path.pipes, ends, strict=True)
        for part in _parts(pipe, up, down, height_mm)
    ]
    pieces: list[ProfilePiece] = []
    first, start = 0, 0.0
    for last in range(1, len(parts) + 1):
        piece = _piece(path, parts, first, last, start)
        longer = _piece(path, parts, first, min(last + 1, len(parts)), start)
        fits = longer.width_mm <= width_mm and longer.height_mm <= height_mm
        if last == len(parts) or not fits:
            pieces.append(piece)
            first, start = last, piece.end_m
    return pieces


def _piece(
    path: SewerPath, parts: list[ProfilePipe], first: int, last: int, start_m: float
) -> ProfilePiece:
    ends = path.manhole_ids
    return ProfilePiece(
        path_ends=(ends[0], ends[-1]),
        pipes=tuple(parts[first:last]),
        above=parts[first - 1] if first else path.above,
        below=parts[last] if last < len(parts) else path.below,
        start_m=start_m,
        horizontal=HORIZONTAL_SCALES[int(path.length_m > _SHORT_PATH_M)],
    )


def _parts(pipe: SewerPipe, up: Station, down: Station, height_mm: float) -> Iterator[ProfilePipe]:
    """Cut a pipe between two manholes into equal parts that fit a plot of that height."""
    lowest = min(up.lowest_m, down.lowest_m)
    fits = _drawn_height_mm(lowest, pipe.highest_m) <= height_mm
    deepest = max(up.ground_m - up.lowest_m, down.ground_m - down.lowest_m)
    count = 1 if fits else _part_count(pipe, deepest, room_m(height_mm))
    for number in range(count):
        yield _part(pipe, number, count)


def _part_count(pipe: SewerPipe, deepest_m: float, room: float) -> int:
    """Return how many parts a pipe needs; manholes take room from the fall of each."""
    fall = max(
        abs(pipe.ground_up_m - pipe.ground_down_m), abs(pipe.invert_up_m - pipe.invert_down_m)
    )
    return max(math.ceil(fall / max(room - deepest_m, 0.1 * room)), 1)


def _part(pipe: SewerPipe, number: int, count: int) -> ProfilePipe:
    start, end = number / count, (number + 1) / count

    def between(up: float, down: float) -> tuple[float, float]:
        return up + (down - up) * start, up + (down - up) * end

    ground_up, ground_down = between(pipe.ground_up_m, pipe.ground_down_m)
    invert_up, invert_down = between(pipe.invert_up_m, pipe.invert_down_m)
    changed = {
        "up_manhole_id": pipe.up_manhole_id if number == 0 else "",
        "down_manhole_id": pipe.down_manhole_id if number == count - 1 else "",
        "length_m": pipe.length_m / count, "ground_up_m": ground_up, "ground_down_m": ground_down,
        "invert_up_m": invert_up, "invert_down_m": invert_down,
    }  # fmt: skip
    return ProfilePipe(
        **{**asdict(pipe), **changed}, whole_m=pipe.length_m, part=number + 1, parts=count
    )
