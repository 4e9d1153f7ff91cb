"""One layer of a file about to be read, with what the user says about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from layers.errors import LayerError
from layers.io.inspect import LayerInspection, SourceInspection
from siting_tool.project.intake import SourceRequest
from siting_tool.project.ledger_join import LEDGER_SUFFIX, JoinRequest, is_ledger
from siting_tool.project.source_preview import Sample, placed_sample

if TYPE_CHECKING:
    from pyproj import CRS

    from layers.vector import Source

SURE = 0.5
_LOCATING = ("village_boundaries", "roads", "households")


@dataclass(kw_only=True)
class SourceRow:
    """One layer of a file with what the user says about it.

    Attributes
    ----------
    path, layer
        Where it is and what was seen there.
    is_only_layer
        Whether the file has no other.
    role
        What it is taken for, with ``_ledger`` behind it for a table that is
        joined to such a layer; empty to leave it out.
    crs, datum_shift, encoding, height_unit, drop_duplicates
        What the user says, empty where the file says it.
    mapping
        Field name to column name, where the user changed the proposal.
    """

    path: Path
    layer: LayerInspection
    is_only_layer: bool
    role: str = ""
    crs: str = ""
    datum_shift: str = ""
    encoding: str = ""
    height_unit: str = ""
    drop_duplicates: bool = False
    mapping: dict[str, str] = field(default_factory=dict)

    @property
    def joined_role(self) -> str:
        """Role that the table is joined to, empty where it is a layer of its own."""
        return self.role.removesuffix(LEDGER_SUFFIX) if self.is_ledger else ""

    @property
    def is_ledger(self) -> bool:
        """Whether it is a table to be joined."""
        return self.role.endswith(LEDGER_SUFFIX)

    @property
    def layer_role(self) -> str:
        """Role whose fields its columns mean."""
        return self.joined_role or self.role

    def request(self) -> SourceRequest:
        """Return what is to be read as a layer."""
        return SourceRequest(
            role=self.role,
            path=self.path,
            layer=self._layer_name(),
            crs=self.crs or None,
            encoding=self.encoding or None,
            datum_shift=self.datum_shift or None,
            mapping=dict(self.mapping),
            drop_duplicates=self.drop_duplicates,
            height_unit=self.height_unit or None,
        )

    def join_request(self) -> JoinRequest:
        """Return what is to be joined to a layer."""
        return JoinRequest(
            role=self.joined_role,
            path=self.path,
            layer=self._layer_name(),
            crs=self.crs or None,
            encoding=self.encoding or None,
            datum_shift=self.datum_shift or None,
            mapping=dict(self.mapping),
        )

    def _layer_name(self) -> str | None:
        return None if self.is_only_layer else self.layer.name

    def sample(self, target_crs: str | CRS | None) -> Sample | None:
        """Return its features in the working system, None while their place is unknown."""
        if self.is_ledger:
            return None
        try:
            return placed_sample(
                self.layer,
                self.role,
                crs=self.crs,
                datum_shift=self.datum_shift,
                target_crs=target_crs,
            )
        except LayerError:
            return None  # the question of the coordinates is open; it is asked in words


def rows_of(
    inspection: SourceInspection, known: Mapping[str, Iterable[Source]] | None = None
) -> list[SourceRow]:
    """Return the rows of one file, each with the role it most probably plays.

    Parameters
    ----------
    inspection
        What was seen in the file.
    known
        Sources of the open project by role: what was said about this file
        before is proposed again.
    """
    rows = []
    for layer in inspection.layers:
        row = SourceRow(
            path=inspection.path, layer=layer, is_only_layer=len(inspection.layers) == 1
        )
        if layer.roles and layer.roles[0].certainty >= SURE:
            row.role = layer.roles[0].role
        if row.role and layer.geometry == "table":
            row.role += LEDGER_SUFFIX
        if not layer.crs and layer.crs_proposals:
            row.crs = layer.crs_proposals[0].crs
        _remember(row, known or {})
        rows.append(row)
    return rows


def _remember(row: SourceRow, known: Mapping[str, Iterable[Source]]) -> None:
    path = str(row.path.absolute())
    for role, sources in known.items():
        for source in sources:
            given = source.options
            if source.path != path or given.get("layer") not in (None, row.layer.name):
                continue
            row.role = f"{role}{LEDGER_SUFFIX}" if is_ledger(source) else role
            row.crs = given.get("crs", row.crs)
            row.datum_shift = source.datum_shift
            row.encoding = given.get("encoding", "")
            row.height_unit = given.get("unit", "")
            row.drop_duplicates = bool(given.get("drop_duplicates", False))
            row.mapping = dict(given.get("mapping", {}))
            return


def placed_rows(
    rows: Iterable[SourceRow], target_crs: str | CRS | None
) -> list[tuple[SourceRow, Sample]]:
    """Return the rows whose place is known, in one system.

    Parameters
    ----------
    rows
        Sources about to be read.
    target_crs
        Working system of the project; that of the layer which best shows
        where the township lies where it is None.
    """
    ranked = sorted(
        rows, key=lambda row: _LOCATING.index(row.role) if row.role in _LOCATING else len(_LOCATING)
    )
    placed = []
    for row in ranked:
        sample = row.sample(target_crs)
        if sample is not None and len(sample.shapes):
            target_crs = target_crs or sample.crs
            placed.append((row, sample))
    return placed
