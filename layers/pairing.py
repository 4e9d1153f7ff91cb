"""Which feature of one reading is which of another, also where no id says it."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from layers.schema import schema_of

_GRID_M = 0.001
_DIGITS = 9
# As `layers.tabulate` makes ids from row numbers; they move with the rows.
_MADE_ID = r"[A-Z]\d{6}(?:-\d+)?"


def paired_rows(
    before: gpd.GeoDataFrame, after: gpd.GeoDataFrame, role: str, *, are_ids_made: bool = False
) -> NDArray[np.intp]:
    """Return for each row of ``after`` the position of the same feature in ``before``.

    Features are told by their id. Where the role has none, or the program made
    it from row numbers, they are told by place (to the millimetre) and
    attributes together, then by place alone, then by attributes alone, each
    only where one feature stands against one. A feature with another place
    and other attributes is a new one.

    Parameters
    ----------
    before, after
        Frames of one role in one system.
    role
        Role of both.
    are_ids_made
        Whether ids that look made by the program count for nothing.

    Returns
    -------
    NDArray[np.intp]
        Positions, -1 for a new feature; shape (len(after),).
    """
    pairs = np.full(len(after), -1, dtype=np.intp)
    id_field = schema_of(role).id_field
    if id_field:
        ids = [frame[id_field].astype(str).astype(object) for frame in (before, after)]
        if are_ids_made:
            ids = [one.mask(one.str.fullmatch(_MADE_ID)) for one in ids]
        _pair(pairs, *(pd.Series(one.to_numpy()) for one in ids))
        if not are_ids_made:
            return pairs
    shared = [name for name in before.columns.intersection(after.columns)
              if name not in (id_field, before.geometry.name)]  # fmt: skip
    places = [_places(frame) for frame in (before, after)]
    words = [_words(frame, shared) for frame in (before, after)]
    _pair(pairs, *(_numbered(p + w) for p, w in zip(places, words, strict=True)))
    _pair(pairs, *places)
    _pair(pairs, *words)
    return pairs


def canonical(column: pd.Series) -> pd.Series:
    """Return values as texts that stay the same through a file: 3, 3.0 and "3" are alike."""
    texts = column.astype(object).where(column.notna(), "").astype(str)
    numbers = pd.to_numeric(column, errors="coerce").astype("float64")
    is_number = np.isfinite(numbers.to_numpy())
    shown = numbers[is_number].round(_DIGITS).astype(str)
    return texts.mask(is_number, shown.reindex(column.index))


def _places(frame: gpd.GeoDataFrame) -> pd.Series:
    shapes = shapely.force_2d(shapely.normalize(frame.geometry.to_numpy()))
    rounded = shapely.transform(shapes, lambda xy: np.round(xy / _GRID_M))
    return pd.Series(shapely.to_wkb(rounded, hex=True), dtype=object).fillna("")


def _words(frame: gpd.GeoDataFrame, columns: list[str]) -> pd.Series:
    texts = [canonical(frame[name]).to_numpy(dtype=object) for name in columns]
    joined = sum((text + "\x1f" for text in texts), np.full(len(frame), "", dtype=object))
    return pd.Series(joined, dtype=object)


def _numbered(keys: pd.Series) -> pd.Series:
    """Tell features that are alike in everything apart: first, second ..."""
    return keys + keys.groupby(keys).cumcount().astype(str)


def _pair(pairs: NDArray[np.intp], before: pd.Series, after: pd.Series) -> None:
    """Pair what is still open where a key stands once on both sides."""
    left = before[~np.isin(np.arange(len(before)), pairs)].dropna()
    right = after[pairs < 0].dropna()
    left = left[~left.duplicated(keep=False)]
    right = right[~right.duplicated(keep=False)]
    found = right.map(pd.Series(left.index, index=left.to_numpy(dtype=object))).dropna()
    pairs[found.index] = found.to_numpy(dtype=np.intp)
