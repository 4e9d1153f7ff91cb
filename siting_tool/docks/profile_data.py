"""The long profile of a sewer: from the farthest house down to where it ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from numpy.typing import NDArray

if TYPE_CHECKING:
    import geopandas as gpd

_CARRIED = ("gravity", "rising_main")


@dataclass(frozen=True, kw_only=True)
class Profile:
    """Levels along a chain of pipes, each array with one value per pipe.

    Attributes
    ----------
    pipe_ids, kinds
        Pipes from the top down.
    start_m, end_m
        Distance from the top.
    ground_up_m, ground_down_m, invert_up_m, invert_down_m
        Levels at the pipe's ends; NaN where not known.
    diameter_m
        Inside diameter.
    manhole_ids
        Manholes from the top down, one more than pipes.
    lines
        The pipes on the map, running downward.
    """

    pipe_ids: tuple[str, ...]
    kinds: tuple[str, ...]
    start_m: NDArray[np.float64]
    end_m: NDArray[np.float64]
    ground_up_m: NDArray[np.float64]
    ground_down_m: NDArray[np.float64]
    invert_up_m: NDArray[np.float64]
    invert_down_m: NDArray[np.float64]
    diameter_m: NDArray[np.float64]
    manhole_ids: tuple[str, ...]
    lines: tuple[Any, ...]

    def place_at(self, distance_m: float) -> tuple[float, float]:
        """Return the place on the map at a distance from the top."""
        row = int(np.clip(np.searchsorted(self.end_m, distance_m), 0, len(self.lines) - 1))
        length = max(float(self.end_m[row] - self.start_m[row]), 1e-9)
        share = float(np.clip((distance_m - self.start_m[row]) / length, 0.0, 1.0))
        point = shapely.line_interpolate_point(self.lines[row], share, normalized=True)
        return float(point.x), float(point.y)


def profile_through(pipes: gpd.GeoDataFrame, pipe_id: str) -> Profile | None:
    """Return the profile of the longest way through a pipe; None for one with no levels.

    Parameters
    ----------
    pipes
        Layer ``sewer_pipes``; laterals and existing sewers don't count.
    pipe_id
        A pipe; for a lateral the pipe it runs into is taken.
    """
    carried = pipes[pipes["kind"].isin(_CARRIED)]
    rows = {str(row["pipe_id"]): row for row in carried.to_dict("records")}
    by_upper = {str(row["up_manhole_id"]): key for key, row in rows.items()}
    start = pipe_id if pipe_id in rows else _receiving(pipes, pipe_id, by_upper)
    if start is None:
        return None
    below = _downward(rows, by_upper, start)
    above = _longest_upward(rows, start)
    return _profile([rows[key] for key in (*above, *below)])


def _receiving(pipes: gpd.GeoDataFrame, pipe_id: str, by_upper: Mapping[str, str]) -> str | None:
    found = pipes[pipes["pipe_id"] == pipe_id]
    return by_upper.get(str(found["down_manhole_id"].iloc[0])) if len(found) else None


def _downward(
    rows: Mapping[str, Mapping[str, Any]], by_upper: Mapping[str, str], start: str
) -> list[str]:
    way = [start]
    while (following := by_upper.get(str(rows[way[-1]]["down_manhole_id"]))) is not None:
        if following in way:
            break
        way.append(following)
    return way


def _longest_upward(rows: Mapping[str, Mapping[str, Any]], start: str) -> list[str]:
    """Return the pipes above a pipe along the longest branch, the uppermost first."""
    arriving: dict[str, list[str]] = {}
    for key, row in rows.items():
        arriving.setdefault(str(row["down_manhole_id"]), []).append(key)
    best: tuple[float, list[str]] = (0.0, [])
    waiting: list[tuple[float, list[str]]] = [(0.0, [start])]
    while waiting:
        length, way = waiting.pop()
        for key in arriving.get(str(rows[way[-1]]["up_manhole_id"]), ()):
            if key not in way:
                further = (length + float(rows[key]["length_m"]), [*way, key])
                waiting.append(further)
                best = max(best, further, key=lambda item: item[0])
    return best[1][:0:-1]


def _profile(rows: list[Mapping[str, Any]]) -> Profile:
    lengths = np.array([float(row["length_m"]) for row in rows])
    end = np.cumsum(lengths)

    def column(name: str) -> NDArray[np.float64]:
        return np.array([float(row[name]) for row in rows], dtype=np.float64)

    return Profile(
        pipe_ids=tuple(str(row["pipe_id"]) for row in rows),
        kinds=tuple(str(row["kind"]) for row in rows),
        start_m=end - lengths,
        end_m=end,
        ground_up_m=column("ground_up_m"),
        ground_down_m=column("ground_down_m"),
        invert_up_m=column("invert_up_m"),
        invert_down_m=column("invert_down_m"),
        diameter_m=column("diameter_m"),
        manhole_ids=(
            *(str(row["up_manhole_id"]) for row in rows),
            str(rows[-1]["down_manhole_id"]),
        ),
        lines=tuple(row["geometry"] for row in rows),
    )
