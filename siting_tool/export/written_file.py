"""One file of the deliverables."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class WrittenFile:
    """A file that was written.

    Attributes
    ----------
    path
        Relative to the folder of the export, with forward slashes.
    kind
        ``sheets``, ``ledger``, ``cards``, ``report``, ``gis``, ``cad``, ``kml``, ``swmm`` or
        ``charts``.
    title
        For people, in the language of the export.
    """

    path: str
    kind: str
    title: str
