"""How a sewer path is cut into pieces that fit a profile at standard scales."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from siting_tool.export.drawing.map_view import round_step
from siting_tool.export.sheets.sewer_network import SewerPipe, path_length_m

HORIZONTAL_SCALES = (500, 1_000)
VERTICAL_SCALES = (100, 200, 500, 1_000, 2_000)
"""The first is usual; the others only where a single pipe falls more than a plot is high."""
LEAST_PIPE_MM = 6.0
"""Shorter pipes are drawn this long, so that their texts have room."""
LEAST_PIECE_MM = 34.0
"""Width that the title of a piece needs."""
SCALE_STRIP_MM = 11.0
"""Room at the left of every piece for its own scale of levels."""
_HEADROOM_M = 0.5
_SHORT_PATH_M = 110.0


@dataclass(frozen=True, kw_only=True)
class ProfilePiece:
    """Pipes of one path that share a datum.

    Attributes
    ----------
    path_ends
        First and last manhole of the whole path.
    pipes
        Downstream.
    start_m
        Length of the path above the first of them.
    datum_m
        Level at the bottom of the plot.
    horizontal, vertical
        Denominators of the scales.
    """

    path_ends: tuple[str, str]
    pipes: tuple[SewerPipe, ...]
    start_m: float
    datum_m: float
    horizontal: int
    vertical: int

    @property
    def width_mm(self) -> float:
        """Width on paper, with the scale of levels."""
        drawn = sum(pipe_mm(pipe, self.horizontal) for pipe in self.pipes)
        return max(SCALE_STRIP_MM + drawn + 4.0, LEAST_PIECE_MM)

    @property
    def height_mm(self) -> float:
        """Height on paper, from the datum to above the ground."""
        top = max(pipe.highest_m for pipe in self.pipes) + _HEADROOM_M
        return (top - self.datum_m) * 1000.0 / self.vertical

    @property
    def end_m(self) -> float:
        """Length of the path above the lower end of the last pipe."""
        return self.start_m + path_length_m(self.pipes)


def pipe_mm(pipe: SewerPipe, horizontal: int) -> float:
    """Return the length of a pipe on paper."""
    return max(pipe.length_m * 1000.0 / horizontal, LEAST_PIPE_MM)


def profile_pieces(
    path: Sequence[SewerPipe], width_mm: float, height_mm: float
) -> list[ProfilePiece]:
    """Cut a path where it gets too long or too steep for one piece.

    Parameters
    ----------
    path
        Pipes with levels, downstream.
    width_mm, height_mm
        Size of the plot.
    """
    cut = _Cut(
        path_ends=(path[0].up_manhole_id, path[-1].down_manhole_id),
        horizontal=HORIZONTAL_SCALES[int(path_length_m(path) > _SHORT_PATH_M)],
        vertical=_vertical_scale(path, height_mm),
    )
    pieces: list[ProfilePiece] = []
    current: list[SewerPipe] = []
    start = 0.0
    for pipe in path:
        longer = cut.piece([*current, pipe], start)
        if current and not (longer.width_mm <= width_mm and longer.height_mm <= height_mm):
            pieces.append(cut.piece(current, start))
            start += path_length_m(current)
            current = []
        current.append(pipe)
    pieces.append(cut.piece(current, start))
    return pieces


@dataclass(frozen=True, kw_only=True)
class _Cut:
    """What the pieces of one path share."""

    path_ends: tuple[str, str]
    horizontal: int
    vertical: int

    def piece(self, pipes: Sequence[SewerPipe], start_m: float) -> ProfilePiece:
        step = level_step_m(self.vertical)
        lowest = min(pipe.lowest_m for pipe in pipes) - _HEADROOM_M
        return ProfilePiece(
            path_ends=self.path_ends,
            pipes=tuple(pipes),
            start_m=start_m,
            datum_m=lowest // step * step,
            horizontal=self.horizontal,
            vertical=self.vertical,
        )


def _vertical_scale(path: Sequence[SewerPipe], height_mm: float) -> int:
    """Return 1:100, or a smaller scale where a pipe alone would not fit."""
    steepest = max(pipe.highest_m - pipe.lowest_m for pipe in path)
    for scale in VERTICAL_SCALES:
        room_m = height_mm * scale / 1000.0
        if steepest + 2.0 * _HEADROOM_M + level_step_m(scale) <= room_m:
            return scale
    return VERTICAL_SCALES[-1]


def level_step_m(vertical: int) -> float:
    """Return the step of the scale of levels, about 10 mm on paper."""
    return round_step(10.0 * vertical / 1000.0)
