"""One file of the deliverables."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


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


def save_from_memory(path: Path, save: Callable[[io.BytesIO], None]) -> None:
    """Write what a library saves into memory.

    Libraries of zipped files that meet a full disk half-way complain a second time when their
    unfinished file is thrown away.
    """
    stream = io.BytesIO()
    save(stream)
    path.write_bytes(stream.getbuffer())
