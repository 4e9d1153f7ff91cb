"""Bills of quantities of the sewers, as a contractor prices them: by size and depth."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from layers.result_schema import PIPE_KINDS
from layers.roles_infrastructure import SURFACES
from resources.texts import Language, text
from siting_tool.export.ledger.sheet import Column, LedgerSheet, number_column, titles_of
from siting_tool.export.ledger.signatures import SIGNATURES

if TYPE_CHECKING:
    import geopandas as gpd

_BANDS_M = (0.0, 1.5, 2.5, 4.0, math.inf)
"""Depths at which a trench gets dearer in the price book."""
_BY_PIPE = ["kind", "diameter_m", "surface", "band"]
_BY_MANHOLE = ["diameter_m", "is_drop", "band"]


def pipe_quantity_sheet(pipes: gpd.GeoDataFrame, language: Language) -> LedgerSheet:
    """Return length and cost of the pipes by kind, diameter, surface and mean trench depth."""
    depth = (pipes["ground_up_m"] - pipes["invert_up_m"]
             + pipes["ground_down_m"] - pipes["invert_down_m"]) / 2.0  # fmt: skip
    table = pd.DataFrame(pipes.drop(columns="geometry")).assign(
        band=_band_of(depth), depth_m=depth, surface=pipes["surface"].fillna("")
    )
    rows = table.groupby(_BY_PIPE, as_index=False).agg(
        count=("length_m", "size"), length_m=("length_m", "sum"), depth_m=("depth_m", "max"),
        cost_yuan=("cost_yuan", "sum"),
    )  # fmt: skip
    surfaces = [title or "-" for title in titles_of(rows["surface"], SURFACES, language)]
    columns = (
        Column(
            text_id="ledger.kind", values=titles_of(rows["kind"], PIPE_KINDS, language), width=14
        ),
        number_column("ledger.diameter_mm", rows["diameter_m"] * 1000.0, "0"),
        Column(text_id="ledger.surface", values=surfaces, width=12),
        _band_column(rows["band"], language),
        number_column("ledger.count", rows["count"], "0", total=True),
        number_column("ledger.length", rows["length_m"], "#,##0.0", 12, total=True),
        number_column("ledger.depth_most", rows["depth_m"], "0.00"),
        number_column("ledger.cost", rows["cost_yuan"], "#,##0", 12, total=True),
    )
    return LedgerSheet(
        name_id="ledger.sheet.pipe_quantities", columns=columns, signatures=SIGNATURES
    )


def manhole_quantity_sheet(manholes: gpd.GeoDataFrame, language: Language) -> LedgerSheet:
    """Return number and cost of the manholes by diameter, kind and depth."""
    table = pd.DataFrame(manholes.drop(columns="geometry")).assign(
        band=_band_of(manholes["depth_m"]), is_drop=manholes["is_drop"].astype(bool)
    )
    rows = table.groupby(_BY_MANHOLE, as_index=False).agg(
        count=("depth_m", "size"), depth_sum=("depth_m", "sum"), depth_m=("depth_m", "max"),
        cost_yuan=("cost_yuan", "sum"),
    )  # fmt: skip
    drops = [text("word.yes" if item else "word.no", language) for item in rows["is_drop"]]
    columns = (
        number_column("ledger.diameter_mm", rows["diameter_m"] * 1000.0, "0"),
        Column(text_id="ledger.is_drop", values=drops),
        _band_column(rows["band"], language),
        number_column("ledger.count", rows["count"], "0", total=True),
        number_column("ledger.depth_sum", rows["depth_sum"], "#,##0.00", 14, total=True),
        number_column("ledger.depth_most", rows["depth_m"], "0.00"),
        number_column("ledger.cost", rows["cost_yuan"], "#,##0", 12, total=True),
    )
    return LedgerSheet(
        name_id="ledger.sheet.manhole_quantities", columns=columns, signatures=SIGNATURES
    )


def _band_of(depth_m: pd.Series) -> pd.Series:
    """Return the number of each depth's band, -1 where the depth is not known.

    A depth at the border of two bands belongs to the shallower one.
    """
    numbers = np.searchsorted(_BANDS_M[1:-1], depth_m.to_numpy(dtype=np.float64), side="left")
    return pd.Series(np.where(depth_m.isna(), -1, numbers), index=depth_m.index)


def _band_column(bands: pd.Series, language: Language) -> Column:
    return Column(
        text_id="ledger.depth_band",
        values=[_band_title(band, language) for band in bands],
        width=14,
    )


def _band_title(band: int, language: Language) -> str:
    if band < 0:
        return text("ledger.depth_unknown", language)
    low, high = _BANDS_M[band], _BANDS_M[band + 1]
    return f"> {low:g}" if math.isinf(high) else f"{low:g} – {high:g}"
