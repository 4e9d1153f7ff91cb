"""Three states of a layer put together: as imported, as edited, as the source is now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from layers.pairing import canonical

GEOMETRY = "geometry"
_MOVED_M = 0.001


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One difference of a source from what was imported.

    Attributes
    ----------
    kind
        ``added``, ``removed``, ``changed``, or ``kept`` where the source
        differs from what the user made of it.
    feature_id, field
        Feature and column (``geometry`` for its place); no column for added
        and removed ones. Features without id are numbered: ``#12`` was the
        twelfth when the layer was imported.
    before, after
        Values as text.
    """

    kind: str
    feature_id: str
    field: str = ""
    before: str = ""
    after: str = ""


class Merge:
    """Compares three frames by key and puts the result together.

    Parameters
    ----------
    imported, current, new
        The layer as it was read, as it is in the project, and as its source
        is now, all indexed by keys that stand for the same feature.
    overridden
        Keys of features that count as edited.

    Attributes
    ----------
    differences
        What differs, complete once `frame` was called.
    """

    def __init__(
        self,
        imported: gpd.GeoDataFrame,
        current: gpd.GeoDataFrame,
        new: gpd.GeoDataFrame,
        overridden: frozenset[str],
    ) -> None:
        self.imported, self.current, self.new = imported, current, new
        self.differences: list[Difference] = []
        in_all = imported.index.intersection(current.index, sort=False)
        self.shared = in_all.intersection(new.index, sort=False)
        gone = in_all.difference(new.index, sort=False)
        edited = _differing(imported.loc[gone], current.loc[gone])
        self.kept = [key for key in gone if key in edited or key in overridden]
        kept = set(self.kept)
        self._list("removed", [key for key in gone if key not in kept])
        self._list("kept", self.kept)

    def _list(self, kind: str, keys: Iterable[str]) -> None:
        self.differences += [Difference(kind=kind, feature_id=key) for key in keys]

    def frame(self) -> gpd.GeoDataFrame:
        """Return the layer brought up to date; lists the differences on the way."""
        known, now = self.imported.index, self.current.index
        fresh = self.new.index.difference(known, sort=False)
        clashing = fresh.intersection(now, sort=False)
        added = fresh.difference(now, sort=False)
        self._list("added", added)
        self._list("kept", clashing)
        deleted = known.difference(now, sort=False).intersection(self.new.index, sort=False)
        self._list("kept", _differing(self.imported.loc[deleted], self.new.loc[deleted]))
        own = now.difference(known, sort=False).union(pd.Index(self.kept, dtype=object), sort=False)
        parts = [self._merged(), self.current.loc[own], self.new.loc[added]]
        together = pd.concat([part for part in parts if len(part)] or parts[:1])
        order = [*(key for key in now if key in together.index), *added]
        columns = [*self.new.columns, *(c for c in together.columns if c not in self.new.columns)]
        columns.append(columns.pop(columns.index(self.new.geometry.name)))
        return gpd.GeoDataFrame(together.loc[order, columns], crs=self.new.crs)

    def _merged(self) -> gpd.GeoDataFrame:
        base, mine = self.imported.loc[self.shared], self.current.loc[self.shared]
        theirs = self.new.loc[self.shared]
        result = theirs.copy()
        geometry = theirs.geometry.name
        for column in mine.columns:
            if column == geometry:
                continue
            if column not in theirs:
                result[column] = mine[column]
                continue
            before = base.get(column, pd.Series(None, index=self.shared, dtype=object))
            is_mine = _unlike(before, mine[column])
            self._compare(column, (before, mine[column], theirs[column]), is_mine)
            result[column] = _chosen(is_mine, mine[column], theirs[column])
        shapes = (base.geometry, mine.geometry, theirs.geometry)
        is_mine = _moved(shapes[0], shapes[1])
        self._compare(GEOMETRY, shapes, is_mine)
        return result.set_geometry(theirs.geometry.where(~is_mine, mine.geometry))

    def _compare(
        self, column: str, sides: tuple[pd.Series, pd.Series, pd.Series], is_mine: NDArray[np.bool_]
    ) -> None:
        """List where the source differs from before: followed, or kept as the user made it."""
        base, mine, theirs = sides
        differs = _moved if column == GEOMETRY else _unlike
        changed = differs(base, theirs) & differs(mine, theirs)
        for at in np.flatnonzero(changed):
            self.differences.append(
                Difference(
                    kind="kept" if is_mine[at] else "changed",
                    feature_id=str(self.shared[at]),
                    field=str(column),
                    before=_shown(mine.iloc[at]),
                    after=_shown(theirs.iloc[at]),
                )
            )


def _differing(one: gpd.GeoDataFrame, other: gpd.GeoDataFrame) -> list[str]:
    """Return the keys of rows that differ in any column that both have."""
    if one.empty:
        return []
    differs = _moved(one.geometry, other.geometry)
    for column in one.columns.intersection(other.columns).drop(one.geometry.name):
        differs |= _unlike(one[column], other[column])
    return [str(key) for key in one.index[differs]]


def _chosen(is_mine: NDArray[np.bool_], mine: pd.Series, theirs: pd.Series) -> pd.Series:
    if not is_mine.any():
        return theirs
    if mine.dtype == theirs.dtype:
        return theirs.where(~is_mine, mine)
    return theirs.astype(object).where(~is_mine, mine.astype(object))


def _unlike(old: pd.Series, new: pd.Series) -> NDArray[np.bool_]:
    return np.asarray(canonical(old).to_numpy() != canonical(new).to_numpy(), dtype=np.bool_)


def _moved(old: gpd.GeoSeries, new: gpd.GeoSeries) -> NDArray[np.bool_]:
    was, now = (shapely.normalize(one.to_numpy()) for one in (old, new))
    return np.asarray(~shapely.equals_exact(was, now, tolerance=_MOVED_M), dtype=np.bool_)


def _shown(value: object) -> str:
    if isinstance(value, shapely.Geometry):
        return shapely.to_wkt(value, rounding_precision=2)[:120]
    return "" if value is None or value is pd.NA else str(value)
