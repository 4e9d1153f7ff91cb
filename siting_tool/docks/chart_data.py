"""Numbers of the charts, taken from the layers of a plan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from siting_tool.map_canvas.map_layer import Rgba
from siting_tool.map_canvas.painters import point_colour
from siting_tool.map_canvas.project_layers import category_codes
from siting_tool.map_canvas.styles import categories_of

if TYPE_CHECKING:
    import geopandas as gpd

_MEAN_COLOUR: Rgba = (0, 158, 115, 255)
_FAR_COLOUR: Rgba = (86, 180, 233, 255)


@dataclass(frozen=True, kw_only=True)
class Segment:
    """One piece of a bar.

    Attributes
    ----------
    title_zh, title_en
        What it stands for.
    value
        Its length.
    colour
        Its colour.
    role, labels
        Features behind it.
    """

    title_zh: str
    title_en: str
    value: float
    colour: Rgba
    role: str
    labels: NDArray[np.int64]

    def title(self, language: str) -> str:
        """Return what it stands for."""
        return self.title_zh if language == "zh" else self.title_en


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One bar: a village with its pieces, laid end to end."""

    name: str
    segments: tuple[Segment, ...]


def village_names(villages: gpd.GeoDataFrame | None) -> dict[str, str]:
    """Return village names by code."""
    if villages is None or not {"village_code", "village_name"} <= set(villages.columns):
        return {}
    known = villages.dropna(subset=["village_code", "village_name"])
    return dict(zip(known["village_code"], known["village_name"], strict=True))


def modes_by_village(modes: gpd.GeoDataFrame, names: dict[str, str]) -> list[Bar]:
    """Return households per mode, a bar per village."""
    return _mode_bars(modes, names, pd.Series(1.0, index=modes.index))


def costs_by_village(modes: gpd.GeoDataFrame, names: dict[str, str]) -> list[Bar]:
    """Return capital cost per mode, a bar per village."""
    return _mode_bars(modes, names, modes["capital_yuan"].fillna(0.0))


def _mode_bars(modes: gpd.GeoDataFrame, names: dict[str, str], amount: pd.Series) -> list[Bar]:
    looks = categories_of("household_modes")
    village, codes = pd.factorize(modes["village_code"], sort=True, use_na_sentinel=False)
    group = village * len(looks) + category_codes(modes, "mode", looks)
    values = np.bincount(group, amount.to_numpy(), minlength=len(codes) * len(looks))
    order = np.argsort(group, kind="stable")
    start = np.searchsorted(group[order], np.arange(len(values) + 1))
    labels = modes.index.to_numpy()[order]
    bars = []
    for number, code in enumerate(codes):
        first = number * len(looks)
        segments = tuple(
            Segment(
                title_zh=look.title_zh,
                title_en=look.title_en,
                value=float(values[place]),
                colour=point_colour(look),
                role="household_modes",
                labels=labels[start[place] : start[place + 1]],
            )
            for place, look in enumerate(looks, first)
            if look.value and values[place]
        )
        bars.append(Bar(name=names.get(str(code), str(code)), segments=segments))
    return bars


def walks_by_village(access: gpd.GeoDataFrame, names: dict[str, str]) -> list[Bar]:
    """Return mean walk and what the longest walk adds to it, a bar per village."""
    codes = access.get("village_code", pd.Series("", index=access.index))
    bars = []
    for code, rows in access.groupby(codes, dropna=False, sort=True):
        walks = rows["walk_m"].dropna()
        if walks.empty:
            continue
        mean, longest = float(walks.mean()), float(walks.max())
        far = np.asarray(walks.index[walks > mean], dtype=np.int64)
        near = np.asarray(walks.index[walks <= mean], dtype=np.int64)
        segments = (
            Segment(
                title_zh="平均步行距离",
                title_en="Mean walk",
                value=mean,
                colour=_MEAN_COLOUR,
                role="household_access",
                labels=near,
            ),
            Segment(
                title_zh="最远步行距离",
                title_en="Longest walk",
                value=longest - mean,
                colour=_FAR_COLOUR,
                role="household_access",
                labels=far,
            ),
        )
        bars.append(Bar(name=names.get(str(code), str(code)), segments=segments))
    return bars
